using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Framing;

/// <summary>What Framing holds of anybody's words: frameworks and terms that analysts added, and what readings quote and remark.</summary>
internal sealed class FramingWords : TextHolder
{
    private const string Erased = "[erased]";

    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<OwnFramework>((db, project) => db.OwnFrameworks.Where(f => f.Project == project), f => new(new("project", f.Project.Value), "framework of the project's own"), (nameof(OwnFramework.FileName), HeldAs.Words), (nameof(OwnFramework.Yaml), HeldAs.Words)),
        new HeldRows<TermChange>((db, project) => db.TermChanges.Where(c => c.Project == project), c => new(new("project", c.Project.Value), "term of the project's vocabulary"),
            (nameof(TermChange.Name), HeldAs.Words), (nameof(TermChange.Definition), HeldAs.Words), (nameof(TermChange.Framework), HeldAs.Technical), (nameof(TermChange.Term), HeldAs.Technical), (nameof(TermChange.Parent), HeldAs.Technical), (nameof(TermChange.MergedInto), HeldAs.Technical)),
        new HeldRows<Representation>((db, project) => db.Representations.Where(r => r.Project == project), r => new(r.Id.Node, "reading", r.Source?.Value, r.Analyst), (nameof(Representation.SubjectKind), HeldAs.Technical), (nameof(Representation.Why), HeldAs.Words), (nameof(Representation.Parties), HeldAs.Technical)),
        new HeldRows<FieldReading>((db, project) => db.FieldReadings.Where(f => db.Set<Representation>().Any(r => r.Id == f.Representation && r.Project == project)), f => new(f.Representation.Node, "reading", f.Source?.Value, f.Analyst),
            (nameof(FieldReading.Words), HeldAs.Words), (nameof(FieldReading.Note), HeldAs.Words), (nameof(FieldReading.Field), HeldAs.Technical), (nameof(FieldReading.Terms), HeldAs.Technical)),
        new HeldRows<RepresentationLink>((db, project) => db.RepresentationLinks.Where(l => l.Project == project), l => new(l.From.Node, "tie between readings", l.Source?.Value, l.Analyst),
            (nameof(RepresentationLink.Note), HeldAs.Words), (nameof(RepresentationLink.Amended), HeldAs.Technical)),
    ];

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var readings = await db.Representations.Where(r => r.Source == id && r.Project == project).ToListAsync(cancel);
        var ids = readings.ConvertAll(r => r.Id);
        var links = new List<RepresentationLink>();
        foreach (var some in ids.Chunk(500)) links.AddRange(await db.RepresentationLinks.Where(l => some.Contains(l.From) || some.Contains(l.To)).ToListAsync(cancel));
        db.RemoveRange(links.DistinctBy(l => l.Id));
        db.RemoveRange(await db.FieldReadings.Where(f => f.Source == id).ToListAsync(cancel));
        db.RemoveRange(readings);
        tally.Add("readings", readings.Count);
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var sight = await Sight.OfAsync(db, reader, cancel);
        var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        var words = await WordsOfAsync(db, id, within, cancel);
        var fields = (await db.FieldReadings.AsNoTracking().Where(f => db.Set<Representation>().Any(r => r.Id == f.Representation && r.Project == reader.Project)).ToListAsync(cancel)).ToLookup(f => f.Representation);
        var spans = await (from r in db.Representations join e in db.Excerpts on r.Excerpt equals e.Id where r.Source == id select new { r.Id, e.Revision, e.Start, e.End }).ToDictionaryAsync(r => r.Id, cancel);
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == id).Select(s => s.Current).SingleAsync(cancel);
        var quoting = new List<Quoting>();
        foreach (var one in await db.Representations.AsNoTracking().Where(r => r.Project == reader.Project).ToListAsync(cancel))
        {
            var on = one.Source == id && (within is null || (spans.TryGetValue(one.Id, out var span) && (span.Revision != current || within.Any(w => w.Overlaps(new(span.Start, span.End))))));
            // Readings of the source itself go with it; where only a speaker goes, those that repeat the words are to be decided about.
            var holds = (within is not null || one.Source != id) && (words.AreIn(one.Why) || fields[one.Id].Any(f => words.AreIn(f.Words) || words.AreIn(f.Note)));
            if (!on && !holds) continue;
            var closed = sight.IsHidden(one);
            quoting.Add(new(one.Id.Node, "reading", closed ? "" : $"{fields[one.Id].Count()} of {RepresentationField.All.Count} fields", closed ? "" : names.GetValueOrDefault(one.Analyst, ""), holds, closed));
        }
        return quoting;
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        var ids = chosen.Where(n => n.Kind == "representation").Select(n => new RepresentationId(n.Id)).ToList();
        if (ids.Count == 0) return;
        var words = await WordsOfAsync(db, new(source), within, cancel);
        foreach (var field in await db.FieldReadings.Where(f => ids.Contains(f.Representation) && db.Set<Representation>().Any(r => r.Id == f.Representation && r.Project == project)).ToListAsync(cancel))
        {
            if (!words.AreIn(field.Words) && !words.AreIn(field.Note)) continue;
            if (words.AreIn(field.Words)) field.Words = Erased;
            if (words.AreIn(field.Note)) field.Note = Erased;
            tally.Add("readings");
        }
    }

    /// <summary>Of every revision; of the current one only the spans, where there are any.</summary>
    private static async Task<SharedWords> WordsOfAsync(ThroughlineDb db, SourceId source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == source).Select(s => s.Current).SingleAsync(cancel);
        var words = new SharedWords("");
        foreach (var revision in await db.Revisions.AsNoTracking().Where(r => r.Source == source).ToListAsync(cancel))
            if (within is null || revision.Id == current) words.Add(new(revision.Text, within));
        return words;
    }
}
