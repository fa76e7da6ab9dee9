using System.Globalization;
using Npgsql;
using Throughline.Bench;
using Throughline.Storage;
using Throughline.Testing;

// The budgets of the design, measured on this machine: dotnet run --project bench/Throughline.Bench -c Release -- WHAT [SIZE] [sqlite|postgresql|FILE]
var suites = new Dictionary<string, (int Size, string What, Func<string, DatabaseAddress, int, Task> Run)>
{
    ["search"] = (10_000_000, "words: search and keyword in context", (_, address, words) => SearchBench.RunAsync(address, words)),
    ["matrices"] = (1_000_000, "codings: matrices and co-occurrence", MatrixBench.RunAsync),
    ["import"] = (1_000, "pages of PDF; a docx of 3,000 paragraphs; codings found by their words", (_, address, pages) => ImportBench.RunAsync(address, pages)),
    ["page"] = (20_000, "codings on a transcript of 60,000 words: the coding page in Chromium", PageBench.RunAsync),
    ["grid"] = (100, "studies by 60 concepts: the translation grid in Chromium", GridBench.RunAsync),
    ["areas"] = (33_755, "areas: 100 indicators and 10 years of each, every view opened", AreasBench.RunAsync),
    ["alpha"] = (1_000_000, "units, 3 analysts: Krippendorff's alpha with 1,000 bootstrap draws", (_, _, units) => AlphaBench.RunAsync(units)),
};
if (args is ["viewers", var link, var where])
{
    await PageBench.ViewAsync(link, where);
    return 0;
}
if (args.Length == 0 || !suites.TryGetValue(args[0], out var suite))
{
    Console.Error.WriteLine("throughline-bench WHAT [SIZE] [sqlite|postgresql|FILE], where FILE is a SQLite database that is kept, and measured again as it is");
    foreach (var (name, (size, what, _)) in suites) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-9} {size,10:N0} {what}"));
    return 2;
}
var wanted = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : suite.Size;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {args[0]} {wanted:N0}; load before: {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known")}"));
if (args.Length > 2 && args[2] == "postgresql")
{
    using var server = TemporaryPostgres.Start();
    await using (var plain = new NpgsqlConnection(server.ConnectionString))
    {
        await plain.OpenAsync();
        await using var make = new NpgsqlCommand("CREATE DATABASE bench", plain);
        await make.ExecuteNonQueryAsync();
    }
    await suite.Run("PostgreSQL", DatabaseAddress.PostgreSql(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "bench" }.ConnectionString), wanted);
    NpgsqlConnection.ClearAllPools();
    return 0;
}
if (args.Length > 2 && args[2] != "sqlite")
{
    await suite.Run("SQLite", DatabaseAddress.SqliteFile(Path.GetFullPath(args[2])), wanted);
    return 0;
}
var folder = Directory.CreateTempSubdirectory("throughline-bench-");
await suite.Run("SQLite", DatabaseAddress.SqliteFile(Path.Combine(folder.FullName, "bench.db")), wanted);
Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
folder.Delete(recursive: true);
return 0;
