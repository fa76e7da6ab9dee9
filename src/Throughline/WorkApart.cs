using Throughline.Exchange.Plans;
using Throughline.Storage;

namespace Throughline;

/// <summary>A database in a folder of its own that goes with the work.</summary>
internal sealed class WorkApart : IWorkApart
{
    public async Task<Result<T>> RunAsync<T>(Func<IServiceProvider, Task<Result<T>>> work, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("throughline-apart-");
        try
        {
            await using var services = new ServiceCollection().AddThroughline(DatabaseAddress.SqliteFile(Path.Combine(folder.FullName, "apart.db"))).BuildServiceProvider();
            var ready = await services.GetRequiredService<Database>().PrepareAsync(cancel);
            return ready.Succeeded ? await work(services) : ready.Error;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }
}
