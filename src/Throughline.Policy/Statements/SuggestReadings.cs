using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Finding;
using Throughline.Sources;

namespace Throughline.Policy.Statements;

/// <summary>What the project's lexicons suggest for the fields of each statement, computed afresh and kept nowhere.</summary>
public static class SuggestReadings
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListStatements.Handler list, ListFrameworks.Handler frameworks)
    {
        /// <returns>By statement; an error where a lexicon of the project cannot be used.</returns>
        public async Task<Result<Dictionary<StatementId, IReadOnlyList<FieldSuggestion>>>> RunAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            var lexicons = PolicyLexicons.Of((await frameworks.RunAsync(reader.Project, cancel)).All.Select(row => row.Framework));
            if (!lexicons.Succeeded) return lexicons.Error;
            var suggested = new Dictionary<StatementId, IReadOnlyList<FieldSuggestion>>();
            var statements = await list.RunAsync(reader, source, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var text = await (from s in db.Sources.AsNoTracking() join r in db.Revisions on s.Current equals r.Id where s.Id == source && s.Project == reader.Project select r.Text).SingleOrDefaultAsync(cancel);
            if (text is null) return suggested;
            foreach (var statement in statements.Where(s => !s.IsLost && s.Span.End <= text.Length))
                suggested[statement.Id] = lexicons.Value.Fields.Suggest(text, statement.Span, statement.Context.FirstOrDefault(c => c.Label == "stem")?.Span, statement.Context.FirstOrDefault(c => c.Label == "heading")?.Span);
            return suggested;
        }
    }
}
