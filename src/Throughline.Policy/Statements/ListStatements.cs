using Microsoft.EntityFrameworkCore;
using Throughline.Framing;
using Throughline.Framing.Representations;
using Throughline.Policy.Finding;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy.Statements;

/// <summary>Statements with their words, context and how far their readings are, as the reader may see them.</summary>
public static class ListStatements
{
    /// <param name="Label">heading, stem, column or row.</param>
    public sealed record Around(string Label, TextSpan Span, string Text);

    /// <param name="FinishedAt">Null while the work is open; only that it is finished is told, not what was said.</param>
    public sealed record Reader(AnalystId Analyst, string Name, DateTime AssignedAt, DateTime? FinishedAt);

    /// <param name="IsLost">The text was corrected and the statement has no place in it yet.</param>
    /// <param name="Readers">Whom it is given to for independent reading.</param>
    /// <param name="Mine">The reader's own reading; null where there is none yet.</param>
    /// <param name="Agreed">What was agreed on; null where nothing was.</param>
    /// <param name="CountsWith">The accepted statement, in a document that is not in the bin, that it counts once with; null where it counts by itself.</param>
    /// <param name="Alike">Statements that say nearly the same share a number from 1; null for one that stands alone.</param>
    public sealed record Row(StatementId Id, SourceId Source, int SourceNumber, string SourceTitle, ExcerptId Excerpt, TextSpan Span, string Text, string? Page, Standing Standing, bool IsWoven, bool IsLost, IReadOnlyList<Around> Context,
        IReadOnlyList<string> Entries, StatementId? CountsWith, int? Alike, IReadOnlyList<Reader> Readers, RepresentationId? Mine, int MyFields, RepresentationId? Agreed)
    {
        /// <summary>The text that <see cref="Span"/> counts in.</summary>
        public RevisionId Revision { get; init; }

        /// <summary>Given out, and finished by all it was given to.</summary>
        public bool IsOpen => Readers.Count > 0 && Readers.All(r => r.FinishedAt is not null);

        /// <summary>Given to two or more, each without sight of the others, and finished by all.</summary>
        public bool IsIndependent => Readers.Count > 1 && IsOpen;
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <param name="source">Only in this one; null for all.</param>
        /// <param name="words">Whether the words are told too, with the page, the context and which are alike; without them no text is read.</param>
        /// <returns>By source number and place; sources in the bin left out.</returns>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, SourceId? source, CancellationToken cancel, bool words = true)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rows = await (from s in db.Statements.AsNoTracking()
                              join e in db.Excerpts on s.Excerpt equals e.Id
                              join d in db.Sources on s.Source equals d.Id
                              where s.Project == reader.Project && d.BinnedAt == null && (source == null || s.Source == source)
                              orderby d.Number, e.Start
                              select new { Statement = s, e.Start, e.End, e.Revision, e.IsLost, d.Number, d.Title }).ToListAsync(cancel);
            if (rows.Count == 0) return [];
            List<RevisionId> revisions = words ? [.. rows.Select(r => r.Revision).Distinct()] : [];
            var texts = await db.Revisions.AsNoTracking().Where(r => revisions.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => (r.Text, Pages: TextStructure.FromJson(r.Structure)), cancel);
            List<SourceId> sources = words ? [.. rows.Select(r => r.Statement.Source).Distinct()] : [];
            var contextsOf = (await db.Set<ExcerptContext>().AsNoTracking().Where(c => sources.Contains(c.Source)).OrderBy(c => c.Ordinal).ToListAsync(cancel)).ToLookup(c => c.Excerpt);
            var readers = (await (from a in db.Set<Assignment>().AsNoTracking() join n in db.Analysts on a.Analyst equals n.Id where a.Project == reader.Project && a.SubjectKind == "excerpt" orderby a.AssignedAt, n.Name select new { a.SubjectId, a.Analyst, n.Name, a.AssignedAt, a.FinishedAt }).ToListAsync(cancel)).ToLookup(a => a.SubjectId, a => new Reader(a.Analyst, a.Name, a.AssignedAt, a.FinishedAt));
            var sight = await Sight.OfAsync(db, reader, cancel);
            var readings = (await db.Representations.AsNoTracking().Where(r => r.Project == reader.Project && r.SubjectKind == "excerpt" && r.Origin != RepresentationOrigin.Suggestion && (r.Analyst == reader.Analyst || r.Origin == RepresentationOrigin.Agreed)).ToListAsync(cancel)).Where(r => !sight.IsHidden(r)).ToLookup(r => r.SubjectId);
            var fields = await (from f in db.FieldReadings join r in db.Representations on f.Representation equals r.Id where r.Project == reader.Project && r.Analyst == reader.Analyst group f by f.Representation into g select new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
            var countsWith = await CountsOnce.OfAsync(db, reader.Project, cancel);
            var alike = !words ? null : NearIdentical.GroupsOf([.. rows.Select(r => new TextSpan(r.Start, r.End).Of(texts[r.Revision].Text).ToString())]);
            return [.. rows.Select((r, i) =>
            {
                var (text, structure) = texts.TryGetValue(r.Revision, out var read) ? (read.Text, read.Pages) : ("", (TextStructure?)null);
                string Words(int start, int end) => start <= end && end <= text.Length ? text[start..end].Replace('\n', ' ') : "";
                var of = readings[r.Statement.Excerpt.Value].ToList();
                var mine = of.Find(x => x.Origin == RepresentationOrigin.Analyst && x.Analyst == reader.Analyst)?.Id;
                return new Row(r.Statement.Id, r.Statement.Source, r.Number, r.Title, r.Statement.Excerpt, new(r.Start, r.End), Words(r.Start, r.End), structure?.PageAt(r.Start), r.Statement.Standing, r.Statement.IsWoven, r.IsLost,
                    [.. contextsOf[r.Statement.Excerpt].Select(c => new Around(c.Label, new(c.Start, c.End), Words(c.Start, c.End)))], r.Statement.Entries.Split(' ', StringSplitOptions.RemoveEmptyEntries), countsWith.TryGetValue(r.Statement.Id, out var first) ? first : null, alike?[i],
                    [.. readers[r.Statement.Excerpt.Value]], mine, mine is { } id ? fields.GetValueOrDefault(id) : 0, AgreedReading.Of(of)?.Id) { Revision = r.Revision };
            })];
        }
    }
}
