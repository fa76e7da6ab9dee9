using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Attention;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy;

/// <summary>What Policy makes of lexicons: it finds statements, suggests readings and counts topics with them.</summary>
internal sealed class PolicyFrameworks(IDbContextFactory<ThroughlineDb> contexts) : IUseFrameworks
{
    public Error? WrongWith(IReadOnlyList<Framework> frameworks)
    {
        var lexicons = PolicyLexicons.Of(frameworks);
        return lexicons.Succeeded ? CountAttention.TopicSet.Of(frameworks, lexicons.Value.Inequality).Error : lexicons.Error;
    }

    public async Task<IReadOnlyList<string>> RestingAsync(Acting by, Framework framework, CancellationToken cancel)
    {
        if (framework.Kind != FrameworkKind.Lexicon) return [];
        var entries = framework.AllTerms().Select(term => term.Id).ToHashSet(StringComparer.Ordinal);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var project = by.Project;
        var proposed = (await (from s in db.Statements.AsNoTracking() join d in db.Sources on s.Source equals d.Id where s.Project == project && d.BinnedAt == null && s.Standing != Standing.Rejected && s.Entries != "" select s.Entries).ToListAsync(cancel))
            .Count(ids => ids.Split(' ').Any(entries.Contains));
        var sentences = new List<string>();
        if (proposed > 0) sentences.Add($"{(proposed == 1 ? "1 statement was" : $"{proposed} statements were")} proposed by its entries, and {(proposed == 1 ? "stays" : "stay")}.");
        if (framework.AllTerms().Any(term => term.Facets.ContainsKey(LexiconEntries.Instead))) sentences.Add("It rewords or switches off shipped entries; these count again as they were shipped.");
        if (framework.AllTerms().Any(term => term.Facets.ContainsKey("topic"))) sentences.Add("It adds to the topics of attention; these are counted without it from then on.");
        if (framework.AllTerms().Any(term => term.Facets.ContainsKey("field"))) sentences.Add("It suggests readings; what was accepted of them stays.");
        return sentences;
    }
}
