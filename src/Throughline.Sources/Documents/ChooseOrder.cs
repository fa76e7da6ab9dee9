using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Reads a document in its other order from now on.</summary>
public static class ChooseOrder
{
    /// <summary>The other order's text, to be put beside the current one; null where there is none.</summary>
    public sealed record Other(string Order, string Text, TextStructure Structure);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, IEnumerable<IHoldText> holders, TimeProvider clock)
    {
        public async Task<Other?> ReadAsync(ProjectId project, SourceId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var current = await (from s in db.Sources join r in db.Revisions on s.Current equals r.Id where s.Id == id && s.Project == project select r.Structure).SingleOrDefaultAsync(cancel);
            return current is null ? null : await FindAsync(db, id, TextStructure.FromJson(current).Order, cancel);
        }

        public async Task<Result<Revised>> RunAsync(Acting by, SourceId id, RevisionId revision, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var open = await NewRevision.OpenAsync(db, by.Project, id, revision, cancel);
            if (!open.Succeeded) return open.Error;
            var (source, current) = open.Value;
            if (await FindAsync(db, id, TextStructure.FromJson(current.Structure).Order, cancel) is not { } other) return new Refused("This file was read in one order only, so there is no other to choose.");
            var revised = await NewRevision.AddAsync(db, holders, source, current, other.Text, other.Structure, TextDiff.Compare(current.Text, other.Text), by.Analyst, "other reading order", clock.GetUtcNow().UtcDateTime, RevisedHow.Reordered, cancel);
            var saved = await log.SaveAsync(db, by, new(WordActions.OrderChosen, id.Node, revised.Details()), cancel);
            return saved.Succeeded ? revised : saved.Error;
        }
    }

    // The file's other order as it was read; once that is the current one, the newest revision in the first order.
    private static async Task<Other?> FindAsync(ThroughlineDb db, SourceId id, string? order, CancellationToken cancel)
    {
        if (await db.OtherReadings.AsNoTracking().SingleOrDefaultAsync(o => o.Source == id, cancel) is not { } other) return null;
        if (other.Order != order) return new(other.Order, other.Text, TextStructure.FromJson(other.Structure) with { Order = other.Order });
        foreach (var earlier in await db.Revisions.AsNoTracking().Where(r => r.Source == id).OrderByDescending(r => r.Number).ToListAsync(cancel))
            if (TextStructure.FromJson(earlier.Structure) is { Order: { } its } structure && its != order) return new(its, earlier.Text, structure);
        return null;
    }
}
