using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Compare.Tests;

public class PageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<World> FilledAsync()
    {
        var world = await World.OpenAsync(Engine.Sqlite);
        await world.CodeAsync(world.Tom, world.One, world.Gap, "longer in the towns");
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        await world.CodeAsync(world.Tom, world.Two, world.Homes, "Damp homes bring people back");
        await world.CodeAsync(world.Ruth, world.Two, world.Waits, "Nobody counts them.");
        Assert.True((await world.Bench.Get<WriteMemo.Handler>().AddAsync(world.Ruth, new(world.Waits.Node, "Nobody says longer than whom."), Cancel)).Succeeded);
        return world;
    }

    [Fact]
    public async Task A_cell_of_the_matrix_opens_its_passages()
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/compare?columns=site");
            var cell = page.GetByRole(AriaRole.Button, new() { NameRegex = new("passages: Waits, Harbour$") });
            await Expect(cell).ToHaveTextAsync("2/5");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-matrix");
            await cell.ClickAsync();
            var side = page.GetByRole(AriaRole.Complementary);
            await Expect(side.Locator("blockquote")).ToHaveTextAsync(["People wait longer in the towns by the sea.", "I see it every day."]);
            await Expect(page.Locator("#cell-title")).ToBeFocusedAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-cell");
            // by keyboard: from the open cell to its neighbour
            await cell.FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("Enter");
            await Expect(side.Locator(".eyebrow")).ToHaveTextAsync("Moorland");
            await page.GetByRole(AriaRole.Button, new() { Name = "Chart" }).ClickAsync();
            await Expect(page.Locator("figure.chart svg")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-chart");
            await page.Locator(".choices select").First.SelectOptionAsync("code");
            await Expect(page.GetByLabel("Codes meet")).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Two_choices_made_at_once_both_count()
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/compare?columns=site");
            await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("passages: Waits, Harbour$") })).ToHaveTextAsync("2/5");
            // Faster than the browser can say that it has gone where the first one leads.
            await page.EvaluateAsync("""
                () => {
                  const [columns, count] = document.querySelectorAll(".choices select");
                  for (const [field, value] of [[columns, "source"], [count, "Words"]]) { field.value = value; field.dispatchEvent(new Event("change", { bubbles: true })); }
                }
                """);
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("columns=source&count=Words"));
            await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("words: Waits, Interview 1") }).First).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_codes_page_its_columns_and_the_memos_hold_together()
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        var at = $"/p/{world.Ruth.Project.Value:D}";
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{at}/codes/{world.Gap.Value:D}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The gap");
            await Expect(page.Locator(".passage")).ToHaveCountAsync(7);
            await page.GetByLabel("with the codes below it").UncheckAsync();
            await Expect(page.Locator(".passage")).ToHaveCountAsync(2);
            await page.GetByLabel("Grouped by").SelectOptionAsync("analyst");
            await Expect(page.Locator(".group > h2")).ToHaveTextAsync(["Ruth Adeyemi 1", "Tom Hale 1"]);
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-code");

            await page.GotoAsync($"{at}/compare/columns?code={world.Waits.Value:N}");
            await Expect(page.Locator(".column h2")).ToHaveTextAsync(["Harbour", "Moorland", "not recorded"]);
            await page.AssertNoViolationsAsync();
            await page.GetByLabel("What differs between Harbour and Moorland").FillAsync("The moor counts nothing.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the memo" }).ClickAsync();
            await Expect(page.Locator(".differs .words")).ToHaveTextAsync("The moor counts nothing.");
            await tab.PicturesAsync("compare-columns");

            await page.GotoAsync($"{at}/memos");
            await Expect(page.Locator(".jotting .words")).ToHaveTextAsync(["The moor counts nothing.", "Nobody says longer than whom."]);
            await Expect(page.Locator(".jotting .eyebrow").First).ToContainTextAsync("site: Harbour | Moorland");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-memos");
            await page.GetByLabel("Words").FillAsync("whom");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".jotting .words")).ToHaveTextAsync(["Nobody says longer than whom."]);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Agreement_opens_when_both_have_finished_and_a_difference_is_settled()
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        var at = $"/p/{world.Ruth.Project.Value:D}";
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{at}/agreement/{world.Two.Value:D}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Closed" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-closed");
            Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Tom, world.Two.Node, Cancel)).Succeeded);
            await page.GotoAsync($"{at}/agreement");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "I have finished Interview 2" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Interview 2" }).ClickAsync();
            await Expect(page.Locator(".difference")).ToHaveCountAsync(2);
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-agreement", fullPage: true);
            await page.Locator(".difference").First.GetByRole(AriaRole.Button, new() { Name = "Adopt Tom Hale’s" }).ClickAsync();
            await Expect(page.Locator(".settled")).ToContainTextAsync("Settled by Ruth Adeyemi");
            await Expect(page.Locator(".settle [role=status]")).ToContainTextAsync("1 of 2 differences");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_coding_note_is_written_on_a_passage()
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        var at = $"/p/{world.Ruth.Project.Value:D}";
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{at}/notes");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Interview 1" }).ClickAsync();
            // Headings without a line are folded into one, which opens.
            var unwritten = page.GetByText(new System.Text.RegularExpressions.Regex("^\\d+ codes? (has|have) no line yet$"));
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Write a line under Waits" })).ToBeHiddenAsync();
            await unwritten.ClickAsync();
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Write a line under Waits" }).ClickAsync();
            await page.GetByRole(AriaRole.Textbox, new() { Name = "A line under Waits" }).FillAsync("Waits are longer in the towns by the sea.");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the line" }).ClickAsync();
            await Expect(page.Locator(".line .words")).ToHaveTextAsync("Waits are longer in the towns by the sea.");
            await Expect(page.Locator(".line .rests")).ToContainTextAsync("People wait longer");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-notes");
            // Any code of the codebook can be one, also to say what the source does not say.
            await Expect(page.Locator(".note-groups .group h2")).ToHaveTextAsync([new System.Text.RegularExpressions.Regex("Waits")]);
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Write a line under Money" })).ToBeVisibleAsync();
            // A line that is being changed is not left for another.
            await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
            var changing = page.GetByRole(AriaRole.Textbox, new() { Name = "Line", Exact = true });
            await changing.FillAsync("Waits are longer in");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Write a line under Money" })).ToHaveCountAsync(0);
            await page.GetByLabel("Add a heading").SelectOptionAsync(new SelectOptionValue { Label = "Educating colleagues" });
            await Expect(page.Locator(".note-groups .group h2")).ToHaveCountAsync(2);
            await Expect(changing).ToHaveValueAsync("Waits are longer in");
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave it as it was" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Write a line under Educating colleagues" }).ClickAsync();
            await page.GetByRole(AriaRole.Textbox, new() { Name = "A line under Educating colleagues" }).FillAsync("Says nothing of educating anybody.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the line" }).ClickAsync();
            await Expect(page.Locator(".note-groups .group h2")).ToHaveCountAsync(2);
            var silence = page.Locator(".line").Filter(new() { HasText = "Says nothing of educating anybody." });
            await Expect(silence).ToContainTextAsync("Rests on reading the source");
            await silence.GetByRole(AriaRole.Button, new() { Name = "Take away" }).ClickAsync();
            await Expect(page.Locator(".line")).ToHaveCountAsync(1);
            // Whoever wrote every line cannot check them; the second analyst answers each, and says that they were checked.
            var check = page.GetByRole(AriaRole.Button, new() { Name = "I have checked these against the transcript" });
            await Expect(check).ToHaveCountAsync(0);
            await Tab.BecomeAsync(page, "Tom Hale");
            var line = page.Locator(".line");
            await line.GetByRole(AriaRole.Button, new() { Name = "Agree" }).ClickAsync();
            await Expect(line.Locator(".answer")).ToHaveTextAsync("Tom Hale agrees.");
            await line.GetByRole(AriaRole.Button, new() { Name = "Query" }).ClickAsync();
            await page.GetByLabel("What do you query?").FillAsync("She says so of one town.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the query" }).ClickAsync();
            await Expect(line.Locator(".answer")).ToHaveTextAsync("Tom Hale queries: She says so of one town.");
            await check.ClickAsync();
            await Expect(page.Locator(".checks")).ToContainTextAsync("Checked against the transcript by Tom Hale on ");
            await page.AssertNoViolationsAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task The_agreement_page_says_plainly_what_is_undefined_corrected_and_left_out()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        var silent = await world.Bench.AddTextAsync(world.Ruth, "Silent", "Nothing here is coded.");
        var whole = await world.Bench.AddTextAsync(world.Ruth, "Whole", "All of this is one thing.");
        Acting[] three = [world.Ruth, world.Tom, world.Ada];
        foreach (var source in new[] { silent, whole, world.Two }) Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, source.Node, [.. three.Select(a => a.Analyst)], Cancel)).Succeeded);
        foreach (var by in three) Assert.True((await world.Bench.Get<AddCodings.Handler>().RunAsync(by, new(whole, null, new(0, 25), [new(world.Waits, CodingId.New())]), Cancel)).Succeeded);
        await world.CodeAsync(world.Ruth, world.Two, world.Waits, "Nobody counts them.");
        var finish = world.Bench.Get<FinishAssignment.Handler>();
        foreach (var by in three)
            foreach (var source in new[] { silent, whole }) Assert.True((await finish.RunAsync(by, source.Node, Cancel)).Succeeded);
        Assert.True((await finish.RunAsync(world.Ruth, world.Two.Node, Cancel)).Succeeded);
        var read = (await world.Bench.Get<ReadSource.Handler>().RunAsync(world.Ruth.Project, world.Two, null, Cancel)).Value;
        Assert.True((await world.Bench.Get<CorrectText.Handler>().ParagraphAsync(world.Ruth, world.Two, read.Revision, 2, "", Cancel)).Succeeded);
        foreach (var by in new[] { world.Tom, world.Ada }) Assert.True((await finish.RunAsync(by, world.Two.Node, Cancel)).Succeeded);
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/agreement/{silent.Value:D}");
            await Expect(page.GetByText("None of them put any code on this source, so kappa and alpha are undefined")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/agreement/{whole.Value:D}");
            await Expect(page.Locator("tbody tr")).ToContainTextAsync("undefined");
            await Expect(page.Locator("tbody tr")).ToContainTextAsync("100.0 %");
            await Expect(page.GetByText(new System.Text.RegularExpressions.Regex("^Waits: .+"))).ToHaveCountAsync(1);
            await Expect(page.GetByText(new System.Text.RegularExpressions.Regex("^All codes together: .+"))).ToHaveCountAsync(1);
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("compare-agreement-undefined");
            // What a figure counts opens.
            await page.Locator("tbody td a").First.ClickAsync();
            await Expect(page.Locator("blockquote")).ToHaveCountAsync(3);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/agreement/{world.Two.Value:D}");
            await Expect(page.GetByText("after Ruth Adeyemi had finished and before the last had")).ToBeVisibleAsync();
            await Expect(page.GetByText("1 coding could not be placed")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("compare-agreement-corrected");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Memos_and_coding_notes_are_documents_with_whose_words_they_rest_on()
    {
        await using var world = await FilledAsync();
        ExcerptId passage;
        await using (var db = await world.DbAsync()) passage = await db.Codings.Where(c => c.Source == world.One && c.Code == world.Waits).Select(c => c.Excerpt).FirstAsync(Cancel);
        var line = await world.Bench.Get<WriteNotes.Handler>().AddAsync(world.Ruth, new(world.One, world.Waits, "Waits are by the sea & <b>.", [passage]), Cancel);
        Assert.True(line.Succeeded, line.Error?.Message);
        await using var server = await world.Bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{world.Ruth.Project.Value:D}";
        foreach (var (path, words) in new[] { ("memos", new[] { "Nobody says longer than whom.", "Ruth Adeyemi", "Waits" }), ($"notes/{world.One.Value:D}", ["Waits are by the sea & <b>.", "People wait longer in the towns by the sea.", "Harbour leader", "The gap > Waits"]) })
        {
            var html = await client.GetStringAsync($"{api}/{path}.html", Cancel);
            Assert.DoesNotContain("& <b>.", html, StringComparison.Ordinal);
            await using var docx = new MemoryStream(await client.GetByteArrayAsync($"{api}/{path}.docx", Cancel));
            using var file = WordprocessingDocument.Open(docx, false);
            var faults = new OpenXmlValidator(FileFormatVersions.Office2019).Validate(file, Cancel).Select(f => $"{f.Path?.XPath}: {f.Description}").ToList();
            Assert.True(faults.Count == 0, string.Join("\n", faults.Take(5)));
            foreach (var word in words)
            {
                Assert.Contains(word, System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
                Assert.Contains(word, file.MainDocumentPart!.Document!.Body!.InnerText, StringComparison.Ordinal);
            }
        }
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync($"{api}/notes/{world.One.Value:D}.pdf", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Downloads_hold_what_the_page_shows()
    {
        await using var world = await FilledAsync();
        await using var server = await world.Bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{world.Ruth.Project.Value:D}";
        var csv = await client.GetStringAsync($"{api}/matrix.csv?columns=site", Cancel);
        Assert.Contains("The gap > Waits,2,1,1,4\r\n", csv, StringComparison.Ordinal);
        var counted = System.Text.Json.Nodes.JsonNode.Parse(await client.GetStringAsync($"{api}/matrix.json?columns=site", Cancel))!;
        Assert.Equal("""{"columns":"site","count":"passages","total":4,"counts":[2,1,1]}""", new System.Text.Json.Nodes.JsonObject { ["columns"] = counted["columns"]!.DeepClone(), ["count"] = counted["count"]!.DeepClone(), ["total"] = counted["rows"]!.AsArray().Single(r => r!["path"]!.GetValue<string>() == "The gap > Waits")!["total"]!.DeepClone(), ["counts"] = counted["rows"]!.AsArray().Single(r => r!["path"]!.GetValue<string>() == "The gap > Waits")!["counts"]!.DeepClone() }.ToJsonString());
        Assert.StartsWith("<svg", await client.GetStringAsync($"{api}/matrix.svg?columns=code", Cancel), StringComparison.Ordinal);
        var book = await client.GetByteArrayAsync($"{api}/matrix.xlsx", Cancel);
        Assert.Equal((byte)'P', book[0]);
        Assert.Contains("People wait longer in the towns by the sea.", await client.GetStringAsync($"{api}/codes/{world.Waits.Value:D}/passages.csv", Cancel), StringComparison.Ordinal);
        Assert.Contains("Nobody says longer than whom.", await client.GetStringAsync($"{api}/memos.csv", Cancel), StringComparison.Ordinal);
        Assert.Contains("Nobody says longer than whom.", await client.GetStringAsync($"{api}/memos.html", Cancel), StringComparison.Ordinal);
        // Ruth reads as herself: Tom's coding of the blind source is in no download.
        Assert.DoesNotContain("Tom Hale", await client.GetStringAsync($"{api}/codes/{world.Homes.Value:D}/passages.csv", Cancel), StringComparison.Ordinal);
    }
}
