using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;

namespace Throughline.Bench;

/// <summary>Matrices and co-occurrence over very many codings, with the data loaded by the query.</summary>
/// <remarks>1,000 sources, 100 codes, 4 analysts, one case a source with a site of eight; spans of 20 to 220 characters in texts of 60,000. Seeded, so that every run is alike.</remarks>
internal static class MatrixBench
{
    private const int Sources = 1_000, Codes = 100, Analysts = 4, Length = 60_000, Rounds = 9;

    public static async Task RunAsync(string engine, DatabaseAddress address, int codings)
    {
        await using var services = new ServiceCollection().AddThroughline(address).BuildServiceProvider();
        var ready = await services.GetRequiredService<Database>().PrepareAsync(default);
        if (!ready.Succeeded) throw new InvalidOperationException(ready.Error.Message);
        var by = await SeedAsync(services, address, codings);
        var matrices = services.GetRequiredService<CountMatrix.Handler>();
        foreach (var (name, request) in new (string, CountMatrix.Request)[]
        {
            ("code by case, passages", new("case")), ("code by source, sources", new("source", MatrixCount.Sources)), ("code by site, passages", new("site")),
            ("code by site, cases", new("site", MatrixCount.Cases)), ("code by code, overlap", new("code")), ("code by code, same passage", new("code", Meeting: CodeMeeting.SamePassage)),
        })
        {
            var taken = new List<double>();
            var total = 0;
            for (var round = 0; round <= Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                var matrix = await matrices.RunAsync(by, request, default);
                // The first round warms the caches and the compiler, and is not counted.
                if (round > 0) taken.Add(watch.Elapsed.TotalMilliseconds);
                total = matrix.Value.Rows.Sum(r => r.Total);
            }
            taken.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine,-11} {name,-28} median {taken[taken.Count / 2],7:N0} ms, fastest {taken[0],7:N0} ms, slowest {taken[^1],7:N0} ms (rows add to {total:N0})"));
        }
    }

    private static async Task<Acting> SeedAsync(IServiceProvider services, DatabaseAddress address, int codings)
    {
        var project = (await services.GetRequiredService<CreateProject.Handler>().RunAsync(new("Bench", "First"), default)).Value;
        var by = new Acting(project.Project, project.Analyst);
        var analysts = new List<AnalystId> { by.Analyst };
        for (var a = 1; a < Analysts; a++) analysts.Add((await services.GetRequiredService<AddAnalyst.Handler>().RunAsync(by, $"Analyst {a + 1}", default)).Value);
        var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var (sources, revisions, codes) = (new List<SourceId>(), new List<RevisionId>(), new List<CodeId>());
        await using (var db = await services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync())
        {
            var site = new AttributeId(Guid.CreateVersion7());
            db.Add(new CaseAttribute { Id = site, Project = by.Project, Name = "site", Type = AttributeType.Category });
            for (var c = 0; c < Codes; c++)
            {
                codes.Add(CodeId.New());
                db.Add(new Code { Id = codes[c], Project = by.Project, Name = $"Code {c + 1}", Colour = c % 24 + 1, Order = c, MadeAt = at, MadeBy = by.Analyst });
            }
            for (var s = 0; s < Sources; s++)
            {
                sources.Add(SourceId.New());
                revisions.Add(RevisionId.New());
                var owner = CaseId.New();
                db.Add(new Source { Id = sources[s], Project = by.Project, Number = s + 1, Title = $"Interview {s + 1}", Kind = SourceKind.Transcript, Current = revisions[s], FileName = $"{s}.txt", FileSha256 = s.ToString("x64", CultureInfo.InvariantCulture), ImportedAt = at, ImportedBy = by.Analyst });
                db.Add(new Revision { Id = revisions[s], Source = sources[s], Number = 1, Text = "", Sha256 = "", Structure = "{}", MadeAt = at, MadeBy = by.Analyst, Reason = "imported" });
                db.Add(new Case { Id = owner, Project = by.Project, Name = $"Case {s + 1}" });
                db.Add(new CaseValue { Case = owner, Attribute = site, Value = $"Site {s % 8 + 1}" });
                db.Add(new CaseTie { Id = CaseTieId.New(), Case = owner, Source = sources[s] });
            }
            await db.SaveChangesAsync();
        }

        var random = new Random(20_260_101);
        var rows = Enumerable.Range(0, codings).Select(i =>
        {
            var s = random.Next(Sources);
            var start = random.Next(Length - 240);
            return (Source: s, Start: start, End: start + random.Next(20, 220), Code: codes[(int)(Codes * Math.Pow(random.NextDouble(), 2))], Analyst: analysts[random.Next(Analysts)], Excerpt: Guid.CreateVersion7(), Id: Guid.CreateVersion7());
        });
        if (address.Engine == Engine.Sqlite) SeedSqlite(address.Value, by.Project, rows);
        else await SeedPostgresAsync(address.Value, by.Project, rows);
        return by;

        void SeedSqlite(string path, ProjectId of, IEnumerable<(int Source, int Start, int End, CodeId Code, AnalystId Analyst, Guid Excerpt, Guid Id)> all)
        {
            using var connection = new SqliteConnection($"Data Source={path};Foreign Keys=False");
            connection.Open();
            using var transaction = connection.BeginTransaction();
            using var place = connection.CreateCommand();
            place.CommandText = """INSERT INTO source_excerpt ("Id","Project","Source","Revision","Start","End","IsKept","IsLost") VALUES ($id,$p,$s,$r,$a,$b,0,0)""";
            using var put = connection.CreateCommand();
            put.CommandText = """INSERT INTO coding_coding ("Id","Project","Code","Excerpt","Source","Analyst","At","IsSuggestion","SuggestedBy") VALUES ($id,$p,$c,$e,$s,$n,'2026-01-01 00:00:00',0,'')""";
            foreach (var name in new[] { "$id", "$p", "$s", "$r", "$a", "$b" }) place.Parameters.Add(new SqliteParameter(name, DBNull.Value));
            foreach (var name in new[] { "$id", "$p", "$c", "$e", "$s", "$n" }) put.Parameters.Add(new SqliteParameter(name, DBNull.Value));
            foreach (var row in all)
            {
                object[] first = [Bytes(row.Excerpt), Bytes(of.Value), Bytes(sources[row.Source].Value), Bytes(revisions[row.Source].Value), row.Start, row.End];
                for (var i = 0; i < first.Length; i++) place.Parameters[i].Value = first[i];
                place.ExecuteNonQuery();
                object[] second = [Bytes(row.Id), Bytes(of.Value), Bytes(row.Code.Value), Bytes(row.Excerpt), Bytes(sources[row.Source].Value), Bytes(row.Analyst.Value)];
                for (var i = 0; i < second.Length; i++) put.Parameters[i].Value = second[i];
                put.ExecuteNonQuery();
            }
            transaction.Commit();
        }

        async Task SeedPostgresAsync(string connectionString, ProjectId of, IEnumerable<(int Source, int Start, int End, CodeId Code, AnalystId Analyst, Guid Excerpt, Guid Id)> all)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            var held = all.ToList();
            await using (var copy = await connection.BeginBinaryImportAsync("""COPY source_excerpt ("Id","Project","Source","Revision","Start","End","IsKept","IsLost") FROM STDIN (FORMAT BINARY)"""))
            {
                foreach (var row in held)
                {
                    await copy.StartRowAsync();
                    foreach (var id in new[] { row.Excerpt, of.Value, sources[row.Source].Value, revisions[row.Source].Value }) await copy.WriteAsync(id, NpgsqlDbType.Uuid);
                    await copy.WriteAsync(row.Start, NpgsqlDbType.Integer);
                    await copy.WriteAsync(row.End, NpgsqlDbType.Integer);
                    await copy.WriteAsync(false, NpgsqlDbType.Boolean);
                    await copy.WriteAsync(false, NpgsqlDbType.Boolean);
                }
                await copy.CompleteAsync();
            }
            await using (var copy = await connection.BeginBinaryImportAsync("""COPY coding_coding ("Id","Project","Code","Excerpt","Source","Analyst","At","IsSuggestion","SuggestedBy") FROM STDIN (FORMAT BINARY)"""))
            {
                foreach (var row in held)
                {
                    await copy.StartRowAsync();
                    foreach (var id in new[] { row.Id, of.Value, row.Code.Value, row.Excerpt, sources[row.Source].Value, row.Analyst.Value }) await copy.WriteAsync(id, NpgsqlDbType.Uuid);
                    await copy.WriteAsync(at, NpgsqlDbType.TimestampTz);
                    await copy.WriteAsync(false, NpgsqlDbType.Boolean);
                    await copy.WriteAsync("", NpgsqlDbType.Text);
                }
                await copy.CompleteAsync();
            }
            await using var settle = new NpgsqlCommand("VACUUM ANALYZE", connection) { CommandTimeout = 300 };
            await settle.ExecuteNonQueryAsync();
        }

        static byte[] Bytes(Guid id) => id.ToByteArray(true);
    }
}
