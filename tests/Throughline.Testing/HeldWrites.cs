using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Throughline.Testing;

/// <summary>Holds what a server writes back for as long as a test looks, on either engine and without a lock: what is kept can be read meanwhile. Given to the server as an <see cref="IInterceptor"/>.</summary>
/// <param name="butFor">What is written with these words in its SQL, outside a transaction, goes on all the same.</param>
public sealed class HeldWrites(string? butFor = null) : DbCommandInterceptor, IDbTransactionInterceptor
{
    private volatile Task _goOn = Task.CompletedTask;

    /// <summary>Until this is disposed no transaction begins, and nothing is written outside one.</summary>
    public IDisposable Hold()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _goOn = goOn.Task;
        return new Held(goOn);
    }

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        await _goOn.WaitAsync(cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (command.Transaction is null && (butFor is null || !command.CommandText.Contains(butFor, StringComparison.Ordinal))) await _goOn.WaitAsync(cancellationToken);
        return result;
    }

    private sealed class Held(TaskCompletionSource goOn) : IDisposable
    {
        public void Dispose() => goOn.TrySetResult();
    }
}
