using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Search.Tests;

/// <summary>The table of queries and hits that search is defined by, asked of each engine over stored sources, speakers, cases, codes and analysts.</summary>
public sealed class QueryTableTests
{
    private sealed record Block(string Id, string Text, Dictionary<string, string[]> Known);
    private sealed record Hit(string Id, int[][] Spans);
    private sealed record Asked(string Query, Hit[] Expected);
    private sealed record Table(Block[] Texts, Asked[] Queries);

    private static readonly Table Data = JsonSerializer.Deserialize<Table>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "search", "search.json")), JsonSerializerOptions.Web)!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Every_query_of_the_table_finds_the_same_through_storage(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, starts) = await StoreAsync(bench);
        Assert.True(Data.Queries.Length >= 200);
        var wrong = new List<string>();
        foreach (var asked in Data.Queries)
        {
            var page = await bench.Get<SearchSources.Handler>().PageAsync(by, asked.Query, 0, 1000, Cancel);
            Assert.True(page.Succeeded, $"{asked.Query}: {page.Error?.Message}");
            var found = page.Value.Passages.Select(p => new Hit(
                Data.Texts[starts.FindIndex(at => at == (p.Source, p.Span.Start))].Id,
                p.IsLit ? [.. p.Hits.Select(hit => new[] { hit.Start - p.Span.Start, hit.End - p.Span.Start })] : []));
            var (expected, actual) = (Show(asked.Expected), Show(found));
            if (expected != actual) wrong.Add($"{asked.Query}\n  expected {expected}\n  found    {actual}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Data.Queries.Length} queries differ on {engine}:\n" + string.Join("\n", wrong));
    }

    // The order of the table's blocks is not the order of the sources they lie in.
    private static string Show(IEnumerable<Hit> hits) => string.Join("; ", hits.OrderBy(hit => hit.Id, StringComparer.Ordinal).Select(hit => $"{hit.Id}: {string.Join(' ', hit.Spans.Select(span => $"{span[0]}-{span[1]}"))}"));

    /// <summary>A source for each one the table names, its blocks as paragraphs; speakers, cases, attributes, codes and analysts as it says.</summary>
    private static async Task<(Acting By, List<(SourceId Source, int Start)> Starts)> StoreAsync(TestWorkbench bench)
    {
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Table", "Reader"), Cancel)).Value;
        var by = project.Acting;
        var starts = new (SourceId, int)[Data.Texts.Length];
        foreach (var group in Data.Texts.Index().GroupBy(block => block.Item.Known["source"][0]))
        {
            var text = string.Join('\n', group.Select(block => block.Item.Text));
            var source = await bench.AddTextAsync(by, group.Key, text);
            var at = 0;
            foreach (var (index, block) in group)
            {
                starts[index] = (source, at);
                at += block.Text.Length + 1;
            }
        }
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var cases = new Dictionary<string, CaseId>();
        var attributes = new Dictionary<string, AttributeId>();
        var analysts = new Dictionary<string, AnalystId>();
        var codes = new Dictionary<string, CodeId>();
        foreach (var path in Data.Texts.SelectMany(block => block.Known.GetValueOrDefault("code", [])).Distinct())
        {
            var there = (await bench.Get<ReadCodebook.Handler>().RunAsync(by, Cancel)).FirstOrDefault(row => row.Path == path);
            codes[path] = there?.Id ?? (await bench.Get<AddCode.Handler>().RunAsync(by, new(path), Cancel)).Value;
        }
        foreach (var name in Data.Texts.SelectMany(block => block.Known.GetValueOrDefault("analyst", [])).Distinct())
        {
            var added = new Analyst { Id = AnalystId.New(), Project = by.Project, Name = name };
            db.Add(added);
            analysts[name] = added.Id;
        }
        for (var i = 0; i < Data.Texts.Length; i++)
        {
            var known = Data.Texts[i].Known;
            var (source, start) = starts[i];
            var span = new TextSpan(start, start + Data.Texts[i].Text.Length);
            var revision = await db.Sources.Where(s => s.Id == source).Select(s => s.Current).SingleAsync(Cancel);
            Excerpt NewExcerpt()
            {
                var excerpt = new Excerpt { Id = ExcerptId.New(), Project = by.Project, Source = source, Revision = revision, Start = span.Start, End = span.End };
                db.Add(excerpt);
                return excerpt;
            }
            if (known.TryGetValue("speaker", out var speakers))
            {
                var speaker = new Speaker { Id = SpeakerId.New(), Source = source, Label = speakers[0], Name = speakers[0] };
                db.Add(speaker);
                db.Add(new Turn { Id = TurnId.New(), Source = source, Speaker = speaker.Id, Number = i + 1, Start = span.Start, WordsStart = span.Start, End = span.End });
            }
            // The table's sector and site belong to the block, whoever its case is: each value is a case of its own.
            foreach (var (name, value) in known.Where(pair => pair.Key is "sector" or "site").SelectMany(pair => pair.Value.Select(value => (pair.Key, value)))) Tie($"{name} {value}", name, value);
            foreach (var name in known.GetValueOrDefault("case", [])) Tie(name, null, null);
            foreach (var path in known.GetValueOrDefault("code", []))
                db.Add(new CodedPassage { Id = CodingId.New(), Project = by.Project, Code = codes[path], Excerpt = NewExcerpt().Id, Source = source, Analyst = by.Analyst });
            foreach (var name in known.GetValueOrDefault("analyst", []))
                // A code of its own, so that the analyst's coding adds to no code the table knows of.
                db.Add(new CodedPassage { Id = CodingId.New(), Project = by.Project, Code = await AsideAsync(), Excerpt = NewExcerpt().Id, Source = source, Analyst = analysts[name] });

            void Tie(string caseName, string? attribute, string? value)
            {
                if (!cases.TryGetValue(caseName, out var id))
                {
                    cases[caseName] = id = CaseId.New();
                    db.Add(new Case { Id = id, Project = by.Project, Name = caseName });
                    if (attribute is not null)
                    {
                        if (!attributes.TryGetValue(attribute, out var at))
                        {
                            attributes[attribute] = at = AttributeId.New();
                            db.Add(new CaseAttribute { Id = at, Project = by.Project, Name = attribute, Type = AttributeType.Category });
                        }
                        db.Add(new CaseValue { Case = id, Attribute = at, Value = value! });
                    }
                }
                db.Add(new CaseTie { Id = CaseTieId.New(), Case = id, Source = source, Excerpt = NewExcerpt().Id });
            }
        }
        await db.SaveChangesAsync(Cancel);
        return (by, [.. starts]);

        async Task<CodeId> AsideAsync()
        {
            if (!codes.TryGetValue("(aside)", out var aside)) codes["(aside)"] = aside = (await bench.Get<AddCode.Handler>().RunAsync(by, new("aside"), Cancel)).Value;
            return aside;
        }
    }
}
