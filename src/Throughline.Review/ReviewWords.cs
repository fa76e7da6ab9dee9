using Microsoft.EntityFrameworkCore;
using Throughline.Review.Appraising;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Review.Studies;
using Throughline.Text;

namespace Throughline.Review;

/// <summary>What Review holds of anybody's words.</summary>
internal sealed class ReviewWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Study>((db, project) => db.Studies.Where(s => s.Project == project), s => new(s.Id.Node, "study"), (nameof(Study.Label), HeldAs.Words), (nameof(Study.DataYears), HeldAs.Words), (nameof(Study.Participants), HeldAs.Words), (nameof(Study.WithdrawnWhy), HeldAs.Words)),
        new HeldRows<Citation>((db, project) => db.Citations.Where(c => c.Project == project), c => new(c.Id.Node, "citation"),
            [.. new[] { nameof(Citation.Title), nameof(Citation.Authors), nameof(Citation.Container), nameof(Citation.Url), nameof(Citation.Abstract), nameof(Citation.Other), nameof(Citation.FileName), nameof(Citation.Date), nameof(Citation.Volume), nameof(Citation.Issue), nameof(Citation.Pages) }.Select(column => (column, HeldAs.Words)),
             (nameof(Citation.Kind), HeldAs.Technical), (nameof(Citation.Doi), HeldAs.Technical)]),
        new HeldRows<SearchRun>((db, project) => db.SearchRuns.Where(r => r.Project == project), r => new(r.Id.Node, "search"), (nameof(SearchRun.Database), HeldAs.Words), (nameof(SearchRun.Platform), HeldAs.Words), (nameof(SearchRun.Blocks), HeldAs.Words), (nameof(SearchRun.Limits), HeldAs.Words), (nameof(SearchRun.RanBy), HeldAs.Person)),
        new HeldRows<TargetPaper>((db, project) => db.TargetPapers.Where(p => p.Project == project), p => new(p.Id.Node, "target paper"), (nameof(TargetPaper.Title), HeldAs.Words), (nameof(TargetPaper.Doi), HeldAs.Technical)),
        new HeldRows<ExclusionReason>((db, project) => db.ExclusionReasons.Where(r => r.Project == project), r => new(r.Id.Node, "reason to exclude"), (nameof(ExclusionReason.Text), HeldAs.Words)),
        new HeldRows<ExtractionField>((db, project) => db.ExtractionFields.Where(f => f.Project == project), f => new(f.Id.Node, "field of the extraction form"), (nameof(ExtractionField.Name), HeldAs.Words), (nameof(ExtractionField.Choices), HeldAs.Words)),
        new HeldRows<ExtractionValue>((db, project) => db.ExtractionValues.Where(v => v.Project == project), v => new(v.Id.Node, "extracted value", v.Source?.Value), (nameof(ExtractionValue.Value), HeldAs.Words)),
        new HeldRows<AppraisalAnswer>((db, project) => db.AppraisalAnswers.Where(a => a.Project == project), a => new(a.Appraisal.Node, "answer of an appraisal"), (nameof(AppraisalAnswer.Note), HeldAs.Words), (nameof(AppraisalAnswer.List), HeldAs.Technical), (nameof(AppraisalAnswer.Question), HeldAs.Technical)),
    ];

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        foreach (var report in await db.Citations.Where(c => c.Source == id && c.Project == project).ToListAsync(cancel)) report.Source = null;
        var resting = await db.ExtractionPassages.Where(p => p.Source == id && p.Project == project).Select(p => p.Value).Distinct().ToListAsync(cancel);
        var values = await db.ExtractionValues.Where(v => v.Project == project && (v.Source == id || resting.Contains(v.Id))).ToListAsync(cancel);
        await db.RemoveExtractedAsync(values, cancel);
        tally.Add("extracted values", values.Count);
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == id).Select(s => s.Current).SingleAsync(cancel);
        var rows = await (from p in db.ExtractionPassages.AsNoTracking() join e in db.Excerpts on p.Excerpt equals e.Id join v in db.ExtractionValues on p.Value equals v.Id join a in db.Analysts on v.ExtractedBy equals a.Id join f in db.ExtractionFields on v.Field equals f.Id where p.Source == id && p.Project == reader.Project orderby e.Start select new { v.Id, f.Name, By = a.Name, e.Revision, e.Start, e.End }).ToListAsync(cancel);
        return [.. rows.Where(r => within is null || r.Revision != current || within.Any(w => w.Overlaps(new(r.Start, r.End)))).Select(r => new Quoting(r.Id.Node, "extracted value", r.Name, r.By, within is not null, false)).DistinctBy(q => q.Node)];
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        var ids = chosen.Where(n => n.Kind == "extraction-value").Select(n => new ExtractionValueId(n.Id)).ToList();
        foreach (var value in await db.ExtractionValues.Where(v => v.Project == project && ids.Contains(v.Id)).ToListAsync(cancel))
        {
            value.Value = "(erased)";
            tally.Add("extracted values");
        }
    }
}
