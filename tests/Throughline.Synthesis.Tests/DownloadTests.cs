using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Throughline.Review.Searches;
using Throughline.Storage;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Translation;
using Throughline.Testing;

namespace Throughline.Synthesis.Tests;

/// <summary>What the pages offer to take away, asked for at its address: each file is what its name says, and holds what the project holds.</summary>
public sealed class DownloadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_of_a_review_comes_in_every_format_and_none_in_another()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        Must(await world.DecideAsync(world.By, 0, 0, CellRelation.Same, await world.TakeAsync()));
        Must(await bench.Get<EditSearch.Handler>().AddAsync(world.By, new(SearchKind.Database, "Embase", "Ovid", new(2018, 12, 11), "inequalit*", Hits: 40), Cancel));
        var edit = bench.Get<EditStoryline.Handler>();
        var storyline = Must(await edit.AddAsync(world.By, new("Quiet"), Cancel));
        var step = Must(await edit.AddStepAsync(world.By, storyline, "Quiet as duty", "", Cancel));
        Must(await edit.WriteAsync(world.By, step, new("Politics is kept out.", true, "", [world.Concepts[0].Node]), Cancel));
        var cluster = Must(await bench.Get<EditCluster.Handler>().AddAsync(world.By, new("Boards", "They decide.", [world.Studies[0]]), Cancel));
        Must(await bench.Get<EditConcept.Handler>().AddAsync(world.By, new("Decided above", Cluster: cluster), Cancel));
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{world.By.Project.Value:D}";

        foreach (var (path, name, type, words) in new[]
        {
            ("/citations?format=ris", "citations.ris", "application/x-research-info-systems", "TI  - Quiet about politics"), ("/citations?format=bib", "citations.bib", "application/x-bibtex", "title = {Quiet about politics}"), ("/citations?format=csl", "citations.json", "application/vnd.citationstyles.csl+json", "Quiet about politics"),
            ("/prisma?format=svg", "flow.svg", "image/svg+xml", "Studies included (n = 1)"), ("/prisma?format=csv", "flow.csv", "text/csv", "Records from Embase,40"),
            ("/synthesis/table1?format=csv", "table-1.csv", "text/csv", "Tremblay 2010"), ("/synthesis/table1?format=html", "table-1.html", "text/html", "Tremblay 2010"), ("/synthesis/table1?format=docx", "table-1.docx", Word, "Tremblay 2010"), ("/synthesis/table1?format=xlsx", "table-1.xlsx", Excel, "Tremblay 2010"),
            ("/synthesis/table2?format=csv", "table-2.csv", "text/csv", "Politics out of reach"), ("/synthesis/table2?format=html", "table-2.html", "text/html", "a political question"), ("/synthesis/table2?format=docx", "table-2.docx", Word, "a political question"), ("/synthesis/table2?format=xlsx", "table-2.xlsx", Excel, "a political question"),
            ($"/synthesis/table2?format=csv&cluster={cluster.Value:D}", "table-2.csv", "text/csv", "Decided above"),
            ("/synthesis/report?format=html", "synthesis.html", "text/html", "Politics is kept out."), ("/synthesis/report?format=docx&style=numbered", "synthesis.docx", Word, "Politics is kept out."), ("/synthesis/report?format=docx&style=author-date", "synthesis.docx", Word, "(Tremblay 2010)"),
            ($"/synthesis/map/{storyline.Value:D}", "line-of-argument.svg", "image/svg+xml", "Quiet as duty"),
        })
        {
            using var answer = await client.GetAsync(api + path, Cancel);
            var content = await answer.Content.ReadAsByteArrayAsync(Cancel);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {Encoding.UTF8.GetString(content)}");
            Assert.Equal((name, type), (answer.Content.Headers.ContentDisposition?.FileNameStar ?? answer.Content.Headers.ContentDisposition?.FileName, answer.Content.Headers.ContentType?.MediaType));
            var text = type is Word or Excel ? Parts(content) : Encoding.UTF8.GetString(content);
            Assert.True(WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(text, type is Word or "text/html" or "image/svg+xml" ? "<[^>]*>" : "^$", "")).Contains(words, StringComparison.Ordinal), $"{path} does not say \"{words}\":\n{text}");
            if (type == "image/svg+xml") Assert.Equal("svg", System.Xml.Linq.XDocument.Parse(text).Root!.Name.LocalName);
            if (name == "citations.json") Assert.Equal(1, JsonDocument.Parse(text).RootElement.GetArrayLength());
        }

        foreach (var path in new[] { "/citations?format=doc", "/citations", "/prisma?format=pdf", "/synthesis/table1?format=pdf", "/synthesis/table2", "/synthesis/report?format=csv", "/synthesis/report?format=html&style=oscola", $"/synthesis/map/{Guid.CreateVersion7():D}" })
        {
            using var refused = await client.GetAsync(api + path, Cancel);
            Assert.True(refused.StatusCode == HttpStatusCode.NotFound, $"{path}: {refused.StatusCode}");
            Assert.True((await JsonDocument.ParseAsync(await refused.Content.ReadAsStreamAsync(Cancel), cancellationToken: Cancel)).RootElement.GetProperty("detail").GetString()!.Length > 20, path);
        }
    }

    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>All the words of a packed document.</summary>
    private static string Parts(byte[] content)
    {
        using var packed = new ZipArchive(new MemoryStream(content));
        return string.Concat(packed.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.Ordinal)).Select(e =>
        {
            using var part = new StreamReader(e.Open());
            return part.ReadToEnd();
        }));
    }
}
