using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

/// <summary>Saves what holders changed without the log keeping it, and leaves one entry that says what kind, how much and why.</summary>
internal static class Rewriting
{
    /// <summary>Erases the log's values of every row that is changed or removed, and saves the rows themselves without logging them. Within the caller's transaction.</summary>
    /// <param name="wholeSource">A source whose logged values have all been erased already.</param>
    public static async Task SaveUnloggedAsync(ThroughlineDb db, ProjectId project, HeldTally tally, Guid? wholeSource, CancellationToken cancel)
    {
        db.ChangeTracker.DetectChanges();
        var rows = db.ChangeTracker.Entries().Where(e => e.State is EntityState.Modified or EntityState.Deleted && (wholeSource is null || (e.Entity as IOfSource)?.WordsOf != wholeSource)).ToList();
        await LoggedWords.EraseValuesOfAsync(db, project, rows, tally, cancel);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Why nothing can be erased just now; null when it can. A job in hand holds files and texts that are in no table yet.</summary>
    public static async Task<Error?> BusyAsync(Jobs jobs, ProjectId project, CancellationToken cancel) =>
        (await jobs.ListAsync(project, cancel)).Any(j => j.IsOpen) ? new Refused("An import or another job is in hand in this project, and may hold the same words. Wait until it has ended, or stop it, and do this again.") : null;

    public static Dictionary<string, object?> Details(this HeldTally tally)
    {
        var details = new Dictionary<string, object?>();
        foreach (var (what, count) in tally.Counts) details[what] = count;
        return details;
    }
}
