using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

/// <summary>Programme theories with the statements they rest on, as the reader may see them.</summary>
public static class ListTheories
{
    /// <param name="Analyst">Who wrote it; of what was agreed, who recorded it.</param>
    public sealed record Row(
        TheoryId Id, SourceId Source, int SourceNumber, string SourceTitle, int Number, string Problem, IReadOnlyList<string> Logic, IReadOnlyList<string> Mechanism, IReadOnlyList<string> Kinds, IReadOnlyList<string> Groups,
        string Unanswered, string Evidence, IReadOnlyList<ListStatements.Row> Statements, AnalystId Analyst, string AnalystName)
    {
        public TheoryOrigin Origin { get; init; }
        public IReadOnlyList<string> Aims { get; init; } = [];
        public IReadOnlyList<string> CauseLevels { get; init; } = [];
        public IReadOnlyList<string> Means { get; init; } = [];
        public IReadOnlyList<string> MechanismLevels { get; init; } = [];
        /// <summary>Empty where there is no mechanism, or nobody has said how far it is told.</summary>
        public string Degree { get; init; } = "";
        /// <summary>Of what was agreed: why so.</summary>
        public string Why { get; init; } = "";
        /// <summary>Of what was agreed: the drafts it came from.</summary>
        public IReadOnlyList<TheoryId> Drafts { get; init; } = [];
        /// <summary>Of what was agreed: who agreed, by name.</summary>
        public IReadOnlyList<string> AgreedBy { get; init; } = [];
        /// <summary>Of a draft: the agreed theory it went into.</summary>
        public TheoryId? AgreedAs { get; init; }
        /// <summary>Whether it is counted: what was agreed, and the drafts of the one analyst who has written any where nobody else was asked to.</summary>
        public bool Counts { get; init; }
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListStatements.Handler statements)
    {
        /// <param name="source">Only of this document; null for all.</param>
        /// <returns>By document; what was agreed first, by number, then drafts by analyst and number. Documents in the bin and drafts closed to the reader are left out.</returns>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, SourceId? source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            // A theory tells what its writer reads in the statements it rests on: while one of these is being read blind, so is the theory.
            var closed = await ClosedRows.OfAsync(db, reader, cancel);
            var rows = (await (from t in db.Theories.AsNoTracking()
                               join s in db.Sources on t.Source equals s.Id
                               join a in db.Analysts on t.Analyst equals a.Id
                               where t.Project == reader.Project && s.BinnedAt == null && (source == null || t.Source == source)
                               orderby s.Number, t.Origin descending, t.Origin == TheoryOrigin.Agreed ? "" : a.Name, t.Origin == TheoryOrigin.Agreed ? 0 : t.Number, t.MadeAt, t.Id
                               select new { Theory = t, SourceNumber = s.Number, s.Title, a.Name }).ToListAsync(cancel)).Where(r => !closed.IsClosed(r.Theory)).ToList();
            if (rows.Count == 0) return [];
            var ids = rows.Select(r => r.Theory.Id).ToList();
            var links = (await db.TheoryStatements.AsNoTracking().Where(l => ids.Contains(l.Theory)).ToListAsync(cancel)).ToLookup(l => l.Theory, l => l.Statement);
            var all = await statements.RunAsync(reader, source, cancel);
            var drafts = await db.TheoryDrafts.AsNoTracking().Where(l => ids.Contains(l.Agreed)).ToListAsync(cancel);
            // Two who settled apart, each on a copy, may both have agreed on one draft before merging packs left one: then the one settled last counts, until it is reopened.
            var madeAt = rows.ToDictionary(r => r.Theory.Id, r => r.Theory.MadeAt);
            var (from, into) = (drafts.ToLookup(l => l.Agreed, l => l.Draft), drafts.GroupBy(l => l.Draft).ToDictionary(g => g.Key, g => g.Select(l => l.Agreed).MaxBy(a => (madeAt[a], a.Value))));
            // Whoever has written of a document, seen or not: that there are two is no secret, what they wrote is.
            var writers = (await db.Theories.AsNoTracking().Where(t => t.Project == reader.Project).Select(t => new { t.Id, t.Source, t.Analyst, t.Origin, t.MadeAt }).ToListAsync(cancel)).ToList();
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            var waiting = await WaitingAsync(db, reader.Project, cancel);
            var settled = writers.Where(w => w.Origin == TheoryOrigin.Agreed).Select(w => w.Source).ToHashSet();
            // What was agreed is numbered as it was agreed, whoever recorded it and on whichever copy: a stored number would be given twice where packs bring two copies together.
            var numbers = writers.Where(w => w.Origin == TheoryOrigin.Agreed).GroupBy(w => w.Source).SelectMany(g => g.OrderBy(w => w.MadeAt).ThenBy(w => w.Id.Value).Select((w, i) => (w.Id, Number: i + 1))).ToDictionary(w => w.Id, w => w.Number);
            var alone = writers.Where(w => w.Origin == TheoryOrigin.Draft).GroupBy(w => w.Source).Where(g => g.Select(w => w.Analyst).Distinct().Count() == 1 && !waiting.Contains(g.Key)).Select(g => g.Key).ToHashSet();
            var writer = writers.ToDictionary(w => w.Id, w => w.Analyst);
            return [.. rows.Select(r => new Row(r.Theory.Id, r.Theory.Source, r.SourceNumber, r.Title, numbers.GetValueOrDefault(r.Theory.Id, r.Theory.Number), r.Theory.Problem, Parts(r.Theory.Logic, '\n'), Parts(r.Theory.Mechanism, '\n'), Parts(r.Theory.Kinds, ' '), Parts(r.Theory.Groups, ' '),
                r.Theory.Unanswered, r.Theory.Evidence, [.. all.Where(s => s.Standing == Standing.Accepted && links[r.Theory.Id].Contains(s.Id))], r.Theory.Analyst, r.Name)
            {
                Origin = r.Theory.Origin,
                Aims = Parts(r.Theory.Aims, ' '),
                CauseLevels = Parts(r.Theory.CauseLevels, ' '),
                Means = Parts(r.Theory.Means, ' '),
                MechanismLevels = Parts(r.Theory.MechanismLevels, ' '),
                Degree = r.Theory.Degree,
                Why = r.Theory.Why,
                Drafts = [.. from[r.Theory.Id]],
                AgreedBy = r.Theory.Origin == TheoryOrigin.Draft ? [] : [.. from[r.Theory.Id].Select(d => writer[d]).Append(r.Theory.Analyst).Distinct().Select(a => names[a]).Order(StringComparer.OrdinalIgnoreCase)],
                AgreedAs = into.TryGetValue(r.Theory.Id, out var agreed) ? agreed : null,
                Counts = r.Theory.Origin == TheoryOrigin.Agreed ? from[r.Theory.Id].All(d => into[d] == r.Theory.Id) : (!settled.Contains(r.Theory.Source) && alone.Contains(r.Theory.Source)),
            })];
        }

        /// <summary>Documents given out for independent work that somebody has still to finish.</summary>
        internal static async Task<HashSet<SourceId>> WaitingAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel) =>
            [.. (await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == project && a.SubjectKind == "source" && a.FinishedAt == null).Select(a => a.SubjectId).Distinct().ToListAsync(cancel)).Select(SourceId.From)];

        private static string[] Parts(string text, char between) => text.Split(between, StringSplitOptions.RemoveEmptyEntries);
    }
}
