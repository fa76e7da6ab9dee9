using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

public sealed record SpanInvalid(string Message) : Error(Message);

/// <summary>How other modules add excerpts: checked against the text, within the caller's own change.</summary>
public static class ExcerptWriting
{
    /// <summary>Adds an excerpt to the context; the caller saves. The span is on the source's current revision, and holds at least one character that is not white space.</summary>
    /// <param name="expected">The revision the reader saw; null takes the current one.</param>
    /// <param name="id">Made by the caller so that sending twice makes one; null makes one here.</param>
    public static async Task<Result<Excerpt>> AddExcerptAsync(this ThroughlineDb db, ProjectId project, SourceId sourceId, RevisionId? expected, TextSpan span, CancellationToken cancel, ExcerptId? id = null)
    {
        var source = await db.Sources.AsNoTracking().Where(s => s.Id == sourceId && s.Project == project).Select(s => new { s.Current, s.Title, s.BinnedAt }).SingleOrDefaultAsync(cancel);
        if (source is null) return new SourceMissing("The source is not in this project any more.");
        if (source.BinnedAt is not null) return new Refused($"\"{source.Title}\" is in the bin. Take it out before you work on it.");
        if (expected is { } revision && revision != source.Current)
            return new Refused("The text has been corrected since this page was opened. Open it again; nothing was changed.");
        var checkedSpan = await CheckAsync(db, source.Current, span, cancel);
        if (checkedSpan is not null) return checkedSpan;
        var excerpt = new Excerpt { Id = id ?? ExcerptId.New(), Project = project, Source = sourceId, Revision = source.Current, Start = span.Start, End = span.End };
        db.Add(excerpt);
        return excerpt;
    }

    /// <summary>Moves an excerpt's ends within its revision; the caller saves.</summary>
    public static async Task<Result<Done>> MoveAsync(this ThroughlineDb db, Excerpt excerpt, TextSpan span, CancellationToken cancel)
    {
        if (await CheckAsync(db, excerpt.Revision, span, cancel) is { } wrong) return wrong;
        (excerpt.Start, excerpt.End) = (span.Start, span.End);
        return Done.Value;
    }

    private static async Task<Error?> CheckAsync(ThroughlineDb db, RevisionId revision, TextSpan span, CancellationToken cancel)
    {
        if (span.IsEmpty) return new SpanInvalid("Nothing is selected. Select some words first.");
        // SQL counts characters by its own rules; a span counts UTF-16 code units, so the text itself decides.
        var text = await db.Revisions.AsNoTracking().Where(r => r.Id == revision).Select(r => r.Text).SingleAsync(cancel);
        if (span.End > text.Length) return new SpanInvalid($"The selection ends at {span.End}, but the text has {text.Length} characters. Open the page again.");
        return string.IsNullOrWhiteSpace(span.Of(text)) ? new SpanInvalid("Only white space is selected. Select some words.") : null;
    }
}
