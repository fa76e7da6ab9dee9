using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Excerpts by the hundred: the source and its text are read once.</summary>
public static class ManyExcerpts
{
    /// <summary>Adds an excerpt for each span of the source's current revision to the context, in the spans' order; the caller saves.</summary>
    public static async Task<Result<IReadOnlyList<Excerpt>>> AddExcerptsAsync(this ThroughlineDb db, ProjectId project, SourceId sourceId, IReadOnlyList<TextSpan> spans, CancellationToken cancel)
    {
        var source = await db.Sources.AsNoTracking().Where(s => s.Id == sourceId && s.Project == project).Select(s => new { s.Current, s.Title, s.BinnedAt }).SingleOrDefaultAsync(cancel);
        if (source is null) return new SourceMissing("The source is not in this project any more.");
        if (source.BinnedAt is not null) return new Refused($"\"{source.Title}\" is in the bin. Take it out before you code it.");
        var text = await db.Revisions.AsNoTracking().Where(r => r.Id == source.Current).Select(r => r.Text).SingleAsync(cancel);
        var added = new List<Excerpt>(spans.Count);
        foreach (var span in spans)
        {
            if (span.End > text.Length || text.AsSpan(span.Start, span.Length).IsWhiteSpace()) return new SpanInvalid($"The passage {span.Start} to {span.End} is not in \"{source.Title}\" any more: the text has been corrected. Search again.");
            added.Add(new Excerpt { Id = ExcerptId.New(), Project = project, Source = sourceId, Revision = source.Current, Start = span.Start, End = span.End });
        }
        db.AddRange(added);
        return added;
    }
}
