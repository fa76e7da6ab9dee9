using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Throughline.Storage;

/// <summary>Tells of what was saved once its transaction is committed, whoever opened it: a page that asks earlier would not find it, and one that is rolled back never was.</summary>
internal sealed class TellWhenCommitted : DbTransactionInterceptor
{
    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Tell(eventData);

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(eventData);
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => (eventData.Context as ThroughlineDb)?.WhenCommitted.Clear();

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        (eventData.Context as ThroughlineDb)?.WhenCommitted.Clear();
        return Task.CompletedTask;
    }

    private static void Tell(TransactionEndEventData eventData)
    {
        if (eventData.Context is not ThroughlineDb db) return;
        foreach (var tell in db.WhenCommitted) tell();
        db.WhenCommitted.Clear();
    }
}
