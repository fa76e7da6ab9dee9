using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Coding;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Text;

namespace Throughline.Bench;

/// <summary>Search and keyword in context over a large project: how long the first page takes, and how long counting all.</summary>
internal static class SearchBench
{
    private const int WordsInSource = 10_000, Rounds = 15;

    public static async Task RunAsync(DatabaseAddress address, int words)
    {
        await using var services = new ServiceCollection().AddThroughline(address).BuildServiceProvider();
        var ready = await services.GetRequiredService<Database>().PrepareAsync(CancellationToken.None);
        if (!ready.Succeeded) throw new InvalidOperationException(ready.Error.Message);
        var text = new MadeUpText(seed: 20_260, vocabulary: 150_000);
        var found = await services.GetRequiredService<FindProject.Handler>().AllAsync(CancellationToken.None);
        Acting by;
        CodeId code;
        if (found.Count > 0)
        {
            by = new(found[0].Id, (await services.GetRequiredService<ListAnalysts.Handler>().RunAsync(found[0].Id, CancellationToken.None))[0].Id);
            code = (await services.GetRequiredService<ReadCodebook.Handler>().RunAsync(by, CancellationToken.None))[0].Id;
        }
        else
        {
            by = (await services.GetRequiredService<CreateProject.Handler>().RunAsync(new("Large", "Analyst"), CancellationToken.None)).Value.Acting;
            code = (await services.GetRequiredService<AddCode.Handler>().RunAsync(by, new("Gap"), CancellationToken.None)).Value;
            var clock = Stopwatch.StartNew();
            for (var number = 1; number <= words / WordsInSource; number++) await AddAsync(services, by, code, number, text.Text(WordsInSource));
            Say($"{words:N0} words in {words / WordsInSource:N0} sources imported and indexed in {clock.Elapsed.TotalSeconds:N0} s ({words / clock.Elapsed.TotalSeconds:N0} words a second)");
            clock.Restart();
            await using var db = await services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync();
            await SearchIndex.CompactAsync(db, CancellationToken.None);
            Say($"index compacted in {clock.Elapsed.TotalSeconds:N1} s");
            if (address.Engine == Engine.PostgreSql) await db.Database.ExecuteSqlRawAsync("ANALYZE");
        }
        if (address.Engine == Engine.Sqlite) Say($"file: {new FileInfo(address.Value).Length / 1e6:N0} MB");

        var search = services.GetRequiredService<SearchSources.Handler>();
        var (common, middling, uncommon, rare) = (text.Words[0], text.Words[120], text.Words[6_000], text.Words[90_000]);
        var cold = 0.0;
        Say("| What | Query | First page, median (ms) | Least (ms) | Counting all (ms) | Hits |");
        Say("|---|---|--:|--:|--:|--:|");
        foreach (var (what, query) in new[]
        {
            ("common word", common), ("middling word", middling), ("uncommon word", uncommon), ("rare word", rare), ("word that is not there", "xyzzy"),
            ("phrase of common words", $"\"{text.Words[1]} {text.Words[0]}\""), ("phrase with an uncommon word", $"\"{common} {text.Words[900]}\""),
            ("NEAR", $"{text.Words[60]} NEAR/3 {text.Words[90]}"), ("NEAR of uncommon words", $"{text.Words[1500]} NEAR/5 {text.Words[400]}"),
            ("beginning", middling[..Math.Min(4, middling.Length)] + "*"), ("infix wildcard", "*ealth*"), ("wide infix wildcard", "*ities*"), ("two wildcards", "*unt* AND str*ing"),
            ("AND", $"{text.Words[300]} AND {text.Words[350]}"), ("OR of rare words", $"{rare} OR {text.Words[80_000]} OR {text.Words[70_001]}"), ("NOT", $"{middling} NOT {common}"),
            ("filtered by source", $"source:\"Source 777\" {middling}"), ("filtered by attribute, a tenth of the sources", $"sector:NHS {text.Words[900]}"), ("filtered by code", $"code:Gap {middling}"),
            ("regular expression, frequent", @"/\bpeople\b/"), ("regular expression, rare", $@"/\b{rare}\b/"), ("regular expression without letters", @"/\b\d{9}\b/"),
        })
        {
            var times = new List<double>();
            var start = Stopwatch.StartNew();
            var page = await search.PageAsync(by, query, 0, 50, CancellationToken.None);
            if (!page.Succeeded) throw new InvalidOperationException(page.Error.Message);
            if (what == "infix wildcard") cold = start.Elapsed.TotalMilliseconds;
            for (var round = 0; round < Rounds; round++)
            {
                var clock = Stopwatch.StartNew();
                page = await search.PageAsync(by, query, 0, 50, CancellationToken.None);
                foreach (var passage in page.Value.Passages) passage.Line(0, 36, 80);
                times.Add(clock.Elapsed.TotalMilliseconds);
                if (clock.Elapsed.TotalSeconds > 3) break;
            }
            times.Sort();
            var all = Stopwatch.StartNew();
            SearchSources.Count? count = null;
            await foreach (var soFar in search.CountAsync(by, query, CancellationToken.None)) count = soFar;
            Say($"| {what} | `{query}` | {times[times.Count / 2]:N1} | {times[0]:N1} | {all.Elapsed.TotalMilliseconds:N0} | {count!.Hits:N0} in {count.Passages:N0} |");
        }
        Say($"The first wildcard within words after a start, which reads the vocabulary: {cold:N0} ms");
    }

    private static async Task AddAsync(ServiceProvider services, Acting by, CodeId code, int number, string text)
    {
        var blocks = new List<Block>();
        var start = 0;
        foreach (var line in text.Split('\n'))
        {
            blocks.Add(new(new TextSpan(start, start + line.Length), BlockKind.Paragraph));
            start += line.Length + 1;
        }
        var source = (await services.GetRequiredService<AddSource.Handler>().RunAsync(by, new($"{number}.txt", System.Text.Encoding.UTF8.GetBytes($"{number}"), new ReadDocument { Text = text, Blocks = blocks }, $"Source {number}", SourceKind.Document, KeepOriginal: false), CancellationToken.None)).Value;
        // A tenth of the sources belong to cases of one sector; each has ten coded passages.
        await using var db = await services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync();
        if (number == 1) db.Add(new CaseAttribute { Id = AttributeId.New(), Project = by.Project, Name = "sector", Type = AttributeType.Category });
        await db.SaveChangesAsync();
        var attribute = await db.Attributes.Where(a => a.Project == by.Project).Select(a => a.Id).FirstAsync();
        var owner = new Case { Id = CaseId.New(), Project = by.Project, Name = $"Case {number}" };
        db.AddRange(owner, new CaseValue { Case = owner.Id, Attribute = attribute, Value = number % 10 == 0 ? "NHS" : "Council" }, new CaseTie { Id = CaseTieId.New(), Case = owner.Id, Source = source });
        var revision = await db.Sources.Where(s => s.Id == source).Select(s => s.Current).SingleAsync();
        for (var i = 0; i < 10 && i * 7 < blocks.Count; i++)
        {
            var excerpt = new Excerpt { Id = ExcerptId.New(), Project = by.Project, Source = source, Revision = revision, Start = blocks[i * 7].Span.Start, End = blocks[i * 7].Span.End };
            db.AddRange(excerpt, new CodedPassage { Id = CodingId.New(), Project = by.Project, Code = code, Excerpt = excerpt.Id, Source = source, Analyst = by.Analyst });
        }
        await db.SaveChangesAsync();
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.GetCultureInfo("en-GB")));

    private static void Say(string line) => Console.WriteLine(line);
}
