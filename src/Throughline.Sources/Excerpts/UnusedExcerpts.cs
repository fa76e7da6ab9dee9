using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

/// <summary>An excerpt is there for what rests on it, and goes with the last of that.</summary>
public static class UnusedExcerpts
{
    private static readonly MethodInfo OfType = typeof(UnusedExcerpts).GetMethod(nameof(OfAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Takes those excerpts out of the context that nothing rests on, with what gives them their context; the caller saves.</summary>
    public static async Task RemoveUnusedAsync(this ThroughlineDb db, ProjectId project, IReadOnlyCollection<ExcerptId> excerpts, CancellationToken cancel)
    {
        var resting = await db.RestingOnAsync(project, excerpts, null, cancel);
        foreach (var ids in excerpts.Distinct().Where(e => !resting.Contains(e)).Chunk(500))
        {
            db.RemoveRange(await db.ExcerptContexts.Where(c => ids.Contains(c.Excerpt)).ToListAsync(cancel));
            db.RemoveRange(await db.Excerpts.Where(e => ids.Contains(e.Id)).ToListAsync(cancel));
        }
    }

    /// <summary>Those of the excerpts that something rests on: a coding, quotation, case, note line, reading, statement, construct, extracted value or memo of any module, or independent work that was given out. What goes in the same change does not count, nor does what only gives an excerpt its context.</summary>
    /// <param name="except">A row of the context that does not count either.</param>
    public static async Task<IReadOnlySet<ExcerptId>> RestingOnAsync(this ThroughlineDb db, ProjectId project, IReadOnlyCollection<ExcerptId> excerpts, object? except, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var keys = db.Model.FindEntityType(typeof(Excerpt))!.GetReferencingForeignKeys().Where(key => key.DeclaringEntityType.ClrType != typeof(ExcerptContext)).ToList();
        var resting = new HashSet<ExcerptId>();
        foreach (var some in excerpts.Distinct().Chunk(500))
        {
            var free = some.ToHashSet();
            foreach (var key in keys)
            {
                if (free.Count == 0) break;
                free.ExceptWith(await (Task<IReadOnlyList<ExcerptId>>)OfType.MakeGenericMethod(key.DeclaringEntityType.ClrType).Invoke(null, [db, key.Properties.Single().Name, free.ToArray(), except, cancel])!);
            }
            free.ExceptWith((await NamedRows.AmongAsync(db, project, "excerpt", [.. free.Select(e => e.Value)], cancel)).Select(ExcerptId.From));
            resting.UnionWith(some.Where(e => !free.Contains(e)));
        }
        return resting;
    }

    private static async Task<IReadOnlyList<ExcerptId>> OfAsync<T>(ThroughlineDb db, string property, ExcerptId[] excerpts, object? except, CancellationToken cancel) where T : class
    {
        var mayBeNone = Array.ConvertAll(excerpts, e => (ExcerptId?)e);
        var rows = db.Model.FindEntityType(typeof(T))!.FindProperty(property)!.ClrType == typeof(ExcerptId)
            ? db.Set<T>().Where(r => excerpts.Contains(EF.Property<ExcerptId>(r, property)))
            : db.Set<T>().Where(r => mayBeNone.Contains(EF.Property<ExcerptId?>(r, property)));
        var found = await rows.ToListAsync(cancel);
        return [.. found.Where(row => row != except).Select(db.Entry).Where(e => e.State != EntityState.Deleted).Select(e => (ExcerptId)e.Property(property).CurrentValue!)];
    }
}
