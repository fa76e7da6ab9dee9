using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>A new text in the place of a source's current one, with everything anchored carried over.</summary>
/// <param name="Number">Of the new revision, from 2.</param>
public sealed record Revised(RevisionId Revision, int Number, ReanchorCount Excerpts)
{
    /// <summary>By the project's map, in what came in; null where nothing came in, or there is no map.</summary>
    public int? NamesReplaced { get; init; }
}

internal static class NewRevision
{
    /// <summary>The source and its current revision, tracked; or why they cannot be changed.</summary>
    public static async Task<Result<(Source Source, Revision Current)>> OpenAsync(ThroughlineDb db, ProjectId project, SourceId id, RevisionId? expected, CancellationToken cancel)
    {
        if (await db.Sources.SingleOrDefaultAsync(s => s.Id == id && s.Project == project, cancel) is not { } source) return new SourceMissing("The source is not in this project any more.");
        if (source.BinnedAt is not null) return new Refused($"\"{source.Title}\" is in the bin. Take it out before you change it.");
        if (expected is { } seen && seen != source.Current) return new Refused("The text has been changed since this page was opened. Nothing of yours was lost; open the page again to see the newer text.");
        return (source, await db.Revisions.SingleAsync(r => r.Id == source.Current, cancel));
    }

    /// <summary>Adds the revision and carries spans over; the caller saves.</summary>
    public static async Task<Revised> AddAsync(ThroughlineDb db, IEnumerable<IHoldText> holders, Source source, Revision current, string text, TextStructure structure, OffsetMap map,
        AnalystId by, string reason, DateTime now, RevisedHow how, CancellationToken cancel)
    {
        var number = await db.Revisions.Where(r => r.Source == source.Id).MaxAsync(r => r.Number, cancel) + 1;
        var revision = AddSource.RevisionOf(source, number, structure.With(text), by, reason, now);
        db.Add(revision);
        source.Current = revision.Id;
        var revised = new RevisedText(source.Project, source.Id.Value, current.Id.Value, revision.Id.Value, current.Text, text, map, how);
        var count = ReanchorCount.None;
        foreach (var holder in holders) count += await holder.ReanchorAsync(db, revised, cancel);
        return new(revision.Id, number, count);
    }

    public static Dictionary<string, object?> Details(this Revised revised) => new()
    {
        ["revision"] = revised.Number,
        ["exact"] = revised.Excerpts.Exact,
        ["moved"] = revised.Excerpts.Moved,
        ["edited"] = revised.Excerpts.Edited,
        ["lost"] = revised.Excerpts.Lost,
    };
}
