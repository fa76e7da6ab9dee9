using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

/// <summary>Programme theories with the statements they rest on, as the reader may see them.</summary>
public static class ListTheories
{
    public sealed record Row(
        TheoryId Id, SourceId Source, int SourceNumber, string SourceTitle, int Number, string Problem, IReadOnlyList<string> Logic, IReadOnlyList<string> Mechanism, IReadOnlyList<string> Kinds, IReadOnlyList<string> Groups,
        string Unanswered, string Evidence, IReadOnlyList<ListStatements.Row> Statements, AnalystId Analyst, string AnalystName);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListStatements.Handler statements)
    {
        /// <param name="source">Only of this document; null for all.</param>
        /// <returns>By document, analyst and number. Documents in the bin and drafts closed to the reader are left out.</returns>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, SourceId? source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            // A theory tells what its writer reads in the statements it rests on: while one of these is being read blind, so is the theory.
            var closed = await ClosedRows.OfAsync(db, reader, cancel);
            var rows = (await (from t in db.Theories.AsNoTracking()
                               join s in db.Sources on t.Source equals s.Id
                               join a in db.Analysts on t.Analyst equals a.Id
                               where t.Project == reader.Project && s.BinnedAt == null && (source == null || t.Source == source)
                               orderby s.Number, a.Name, t.Number
                               select new { Theory = t, SourceNumber = s.Number, s.Title, a.Name }).ToListAsync(cancel)).Where(r => !closed.IsClosed(r.Theory)).ToList();
            if (rows.Count == 0) return [];
            var ids = rows.Select(r => r.Theory.Id).ToList();
            var links = (await db.TheoryStatements.AsNoTracking().Where(l => ids.Contains(l.Theory)).ToListAsync(cancel)).ToLookup(l => l.Theory, l => l.Statement);
            var all = await statements.RunAsync(reader, source, cancel);
            return [.. rows.Select(r => new Row(r.Theory.Id, r.Theory.Source, r.SourceNumber, r.Title, r.Theory.Number, r.Theory.Problem, Parts(r.Theory.Logic, '\n'), Parts(r.Theory.Mechanism, '\n'), Parts(r.Theory.Kinds, ' '), Parts(r.Theory.Groups, ' '),
                r.Theory.Unanswered, r.Theory.Evidence, [.. all.Where(s => links[r.Theory.Id].Contains(s.Id))], r.Theory.Analyst, r.Name))];
        }

        private static string[] Parts(string text, char between) => text.Split(between, StringSplitOptions.RemoveEmptyEntries);
    }
}
