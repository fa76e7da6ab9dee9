using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

/// <summary>An excerpt is there for what rests on it, and goes with the last of that.</summary>
public static class UnusedExcerpts
{
    private static readonly MethodInfo OfType = typeof(UnusedExcerpts).GetMethod(nameof(OfAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Takes those excerpts out of the context that nothing rests on: no coding, quotation, case, note line, reading, statement, construct, extracted value or memo of any module. What goes in the same change does not count; the caller saves.</summary>
    public static async Task RemoveUnusedAsync(this ThroughlineDb db, ProjectId project, IReadOnlyCollection<ExcerptId> excerpts, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var keys = db.Model.FindEntityType(typeof(Excerpt))!.GetReferencingForeignKeys().ToList();
        foreach (var some in excerpts.Distinct().Chunk(500))
        {
            var free = some.ToHashSet();
            foreach (var key in keys)
            {
                if (free.Count == 0) break;
                free.ExceptWith(await (Task<IReadOnlyList<ExcerptId>>)OfType.MakeGenericMethod(key.DeclaringEntityType.ClrType).Invoke(null, [db, key.Properties.Single().Name, free.ToArray(), cancel])!);
            }
            free.ExceptWith((await NamedRows.AmongAsync(db, project, "excerpt", [.. free.Select(e => e.Value)], cancel)).Select(ExcerptId.From));
            var ids = free.ToArray();
            if (ids.Length > 0) db.RemoveRange(await db.Excerpts.Where(e => ids.Contains(e.Id)).ToListAsync(cancel));
        }
    }

    private static async Task<IReadOnlyList<ExcerptId>> OfAsync<T>(ThroughlineDb db, string property, ExcerptId[] excerpts, CancellationToken cancel) where T : class
    {
        var mayBeNone = Array.ConvertAll(excerpts, e => (ExcerptId?)e);
        var rows = db.Model.FindEntityType(typeof(T))!.FindProperty(property)!.ClrType == typeof(ExcerptId)
            ? db.Set<T>().Where(r => excerpts.Contains(EF.Property<ExcerptId>(r, property)))
            : db.Set<T>().Where(r => mayBeNone.Contains(EF.Property<ExcerptId?>(r, property)));
        var found = await rows.ToListAsync(cancel);
        return [.. found.Select(db.Entry).Where(e => e.State != EntityState.Deleted).Select(e => (ExcerptId)e.Property(property).CurrentValue!)];
    }
}
