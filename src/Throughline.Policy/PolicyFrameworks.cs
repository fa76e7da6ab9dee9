using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Attention;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy;

/// <summary>What Policy makes of lexicons: it finds statements, suggests readings and counts topics with them.</summary>
internal sealed class PolicyFrameworks(IDbContextFactory<ThroughlineDb> contexts) : IUseFrameworks
{
    public Error? WrongWith(IReadOnlyList<Framework> frameworks)
    {
        var lexicons = PolicyLexicons.Of(frameworks);
        return lexicons.Succeeded ? CountAttention.TopicSet.Of(frameworks, lexicons.Value.Inequality).Error : lexicons.Error;
    }

    public Error? WrongWithEntry(IReadOnlyList<Framework> frameworks, string entry)
    {
        if (frameworks.Where(framework => framework.Kind == FrameworkKind.Lexicon).SelectMany(framework => framework.AllTerms()).FirstOrDefault(term => term.Id == entry) is not { Pattern: { Length: > 0 } pattern } term) return null;
        var phrase = Phrase.Parse(pattern);
        if (!phrase.Succeeded) return new LexiconInvalid(entry, phrase.Error.Message);
        var tokens = Tokens.Of(term.Example ?? "");
        if (!phrase.Value.IsIn(tokens)) return new LexiconInvalid(entry, $"the pattern \"{pattern}\" finds nothing in the example \"{term.Example}\". Change one of the two, so that the example shows what is found.");
        if (term.Facets.TryGetValue("field", out var name) && RepresentationField.Find(name) is { } field && term.Facets.TryGetValue("term", out var suggests) && frameworks.FirstOrDefault(framework => framework.Id == field.Vocabulary.Framework) is { } vocabulary && field.Vocabulary.TermsOf(vocabulary).All(one => one.Id != suggests))
            return new LexiconInvalid(entry, $"there is no term \"{suggests}\" in the field \"{field.Label}\". Choose one of its terms.");
        var lexicons = PolicyLexicons.Of(frameworks);
        if (!lexicons.Succeeded || lexicons.Value.Inequality.Entries.FirstOrDefault(one => one.Id == entry) is not { Role: EntryRole.Statement or EntryRole.Group } own) return null;
        // Found, and yet nothing comes of it. That another entry proposes the sentence says nothing of this one.
        var read = lexicons.Value.Inequality.Read(tokens, own);
        return read.IsStatement || read.Listed.Count > 0 ? null : new LexiconInvalid(entry, $"the example \"{term.Example}\" would not be proposed{(lexicons.Value.Inequality.Read(tokens).IsStatement ? " by this entry, only by another" : "")}: an exclusion covers the words that are found, or what must or must not stand with them is not met. Give an example that would be.");
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
