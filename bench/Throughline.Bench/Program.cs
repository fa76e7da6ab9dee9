using System.Globalization;
using Throughline.Bench;
using Throughline.Storage;
using Throughline.Testing;

// Budgets measured on this machine: dotnet run --project bench/Throughline.Bench -c Release -- search [WORDS] [sqlite|postgresql] [FILE]
if (args is not ["search", ..])
{
    Console.Error.WriteLine("throughline-bench search [WORDS=10000000] [sqlite|postgresql] [FILE: a SQLite file to make, or to measure again]");
    return 2;
}
var words = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000_000;
if (args.Length > 2 && args[2] == "postgresql")
{
    using var server = TemporaryPostgres.Start();
    await SearchBench.RunAsync(DatabaseAddress.PostgreSql(server.ConnectionString), words);
    return 0;
}
var folder = args.Length > 3 ? null : Directory.CreateTempSubdirectory("throughline-bench-");
await SearchBench.RunAsync(DatabaseAddress.SqliteFile(folder is null ? args[3] : Path.Combine(folder.FullName, "bench.db")), words);
Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
folder?.Delete(recursive: true);
return 0;
