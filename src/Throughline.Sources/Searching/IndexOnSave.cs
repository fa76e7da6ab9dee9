using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Throughline.Sources;

/// <summary>Indexes what a save changed of the sources' texts, in the save's own transaction: the index and the text are never apart.</summary>
internal sealed class IndexOnSave : SaveChangesInterceptor
{
    private readonly ConditionalWeakTable<DbContext, HashSet<SourceId>> _touched = [];

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not ThroughlineDb db) return new(result);
        var touched = new HashSet<SourceId>();
        foreach (var entry in db.ChangeTracker.Entries())
            switch (entry.Entity)
            {
                case Source source when entry.State is EntityState.Added or EntityState.Deleted || (entry.State == EntityState.Modified && entry.Property(nameof(Source.Current)).IsModified):
                    touched.Add(source.Id);
                    break;
                case Revision revision when entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted:
                    touched.Add(revision.Source);
                    break;
            }
        if (touched.Count > 0) _touched.AddOrUpdate(db, touched);
        return new(result);
    }

    public override async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is ThroughlineDb db && _touched.TryGetValue(db, out var touched))
        {
            _touched.Remove(db);
            foreach (var source in touched) await db.ReindexAsync(source, cancellationToken);
        }
        return result;
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db) _touched.Remove(db);
        return Task.CompletedTask;
    }
}
