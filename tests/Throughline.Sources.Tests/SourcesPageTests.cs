using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Sources.Tests;

public class SourcesPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static FilePayload File(string name, byte[] content) => new() { Name = name, MimeType = "application/octet-stream", Buffer = content };

    private static async Task<Acting> ProjectAsync(TestWorkbench bench, bool twoAnalysts = false)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Naming the gap", "Ruth Adeyemi"), Cancel)).Value.Acting;
        if (twoAnalysts) await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom Hale", Cancel);
        return by;
    }

    private static async Task OpenAsync(Tab tab, TestServer server, Acting by)
    {
        await tab.Page.GotoAsync(server.Link);
        await tab.Page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/sources");
        // The inputs work once the page's circuit has started its module.
        await tab.Page.WaitForFunctionAsync("() => document.querySelector('.bring')?.dataset.ready === 'true'");
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Files_dropped_together_each_get_a_line_and_the_bad_one_says_why(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await ProjectAsync(bench, twoAnalysts: true);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await OpenAsync(tab, server, by);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No sources yet" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("sources-empty");

            var interview = Convert.ToBase64String(Made.Interview(20));
            var other = Convert.ToBase64String(Made.Interview(9, "the bus"));
            var cut = Convert.ToBase64String(Made.Docx([.. Enumerable.Range(1, 60).Select(i => $"Paragraph {i} of a group interview.")])[..900]);
            var pdf = Convert.ToBase64String(Made.Pdf(12));
            await page.EvaluateAsync("""
                files => {
                  const carried = new DataTransfer();
                  for (const [name, base64] of files) carried.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name));
                  for (const type of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
                }
                """, new[] { new[] { "Practice nurse 14.txt", interview }, ["Link worker 15.txt", other], ["Group 17.docx", cut], ["ICS C strategy.pdf", pdf], ["Practice nurse 14 (copy).txt", interview] });
            var box = page.GetByRole(AriaRole.Region, new() { Name = "Brought in 3 files" });
            await Expect(box).ToBeVisibleAsync();
            await Expect(box.GetByRole(AriaRole.Row, new() { Name = "Practice nurse 14.txt 40 turns, 2 speakers" })).ToBeVisibleAsync();
            await Expect(box.GetByRole(AriaRole.Row, new() { Name = "Group 17.docx refused" })).ToBeVisibleAsync();
            await Expect(box).ToContainTextAsync("Nothing from this file was kept.");
            await Expect(box).ToContainTextAsync("here already as source 1, “Practice nurse 14”");
            var list = page.GetByRole(AriaRole.Table, new() { Name = "Sources, sorted by number" });
            await Expect(list.Locator("tbody tr")).ToHaveCountAsync(3);
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("sources");

            // The refused file is chosen again, whole this time.
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose the file again: Group 17.docx"), File("Group 17.docx", Made.Docx("Anna: I think so.", "The group agreed.")));
            await Expect(list.Locator("tbody tr")).ToHaveCountAsync(4);
            await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Group 17.docx refused" })).ToHaveCountAsync(0);

            // A folder with what lies in the folders below it; what is here already is known.
            using var folder = new TempFolder();
            Directory.CreateDirectory(Path.Combine(folder.FullPath, "second round"));
            await System.IO.File.WriteAllBytesAsync(Path.Combine(folder.FullPath, "Nurse.txt"), Made.Interview(20), Cancel);
            await System.IO.File.WriteAllBytesAsync(Path.Combine(folder.FullPath, "second round", "Porter.txt"), Made.Interview(7, "the lift"), Cancel);
            await Tab.ChooseFilesAsync(page.Locator("#bring-folder"), folder.FullPath);
            await Expect(page.Locator(".imp", new() { HasText = "Porter" })).ToContainTextAsync("Brought in 1 file");
            await Expect(list.Locator("tbody tr")).ToHaveCountAsync(5);
            await page.GetByLabel("Choose Porter").CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Put in the bin" }).ClickAsync();
            await Expect(list.Locator("tbody tr")).ToHaveCountAsync(4);

            // Sorted, found, renamed, put in the bin and taken back.
            await page.GetByRole(AriaRole.Button, new() { Name = "Words" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Words" }).ClickAsync();
            await Expect(page.Locator("table.list tbody tr").First).ToContainTextAsync("ICS C strategy");
            await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find a source" }).FillAsync("nurse");
            await Expect(page.Locator("table.list tbody tr")).ToHaveCountAsync(1);
            await page.GetByLabel("Choose Practice nurse 14").CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
            await page.GetByLabel("Title").FillAsync("Nurse, practice C");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Nurse, practice C", Exact = true })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Put in the bin" }).ClickAsync();
            await Expect(page.GetByText("“Nurse, practice C” was put in the bin")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find a source" }).FillAsync("");
            await Expect(page.Locator("table.list tbody tr")).ToHaveCountAsync(3);
            await page.Locator("#main").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator("table.list tbody tr")).ToHaveCountAsync(4);

            // Given to two, blind.
            await page.GetByLabel("Choose Link worker 15").CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Assign blind" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Each codes alone");
            await tab.PicturesAsync("sources-assign");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Assign blind" }).ClickAsync();
            await Expect(page.GetByText("given to Ruth Adeyemi and Tom Hale, blind")).ToBeVisibleAsync();

            // The same box stands on the home page.
            await page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Brought in 3 files" })).ToBeVisibleAsync();
            await tab.PicturesAsync("home-imports");
            await page.SetViewportSizeAsync(1920, 1000);
            await OpenAsync(tab, server, by);
            await tab.PicturesAsync("sources-wide");

            // A zip and a folder are dropped together: what lies in them comes in. The folder is one of the browser's own, as a drop would carry it.
            var before = await list.Locator("tbody tr").CountAsync();
            await page.EvaluateAsync("""
                async ([zip, first, second]) => {
                  const bytes = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));
                  const files = await new Promise((found, lost) => webkitRequestFileSystem(TEMPORARY, 1 << 20, found, lost));
                  const folder = (within, name) => new Promise((found, lost) => within.getDirectory(name, { create: true }, found, lost));
                  const write = async (within, name, base64) => {
                    const file = await new Promise((found, lost) => within.getFile(name, { create: true }, found, lost));
                    const writer = await new Promise((found, lost) => file.createWriter(found, lost));
                    await new Promise((done, lost) => { writer.onwriteend = done; writer.onerror = lost; writer.write(new Blob([bytes(base64)])); });
                    return file;
                  };
                  const round = await folder(files.root, "fourth round"), below = await folder(round, "evening");
                  await write(round, "Cook.txt", first);
                  await write(below, "Guard.txt", second);
                  const zipped = await write(files.root, "third round.zip", zip);
                  const carried = new DataTransfer(), entries = [zipped, round];
                  for (const entry of entries) carried.items.add(new File([], entry.name));
                  DataTransferItem.prototype.webkitGetAsEntry = () => entries.shift();
                  for (const type of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
                }
                """, new[] { Made.Zip(("Cleaner.txt", Made.Interview(8, "the stairs")), ("late/Driver.txt", Made.Interview(11, "the road"))), Made.Interview(10, "the kitchen"), Made.Interview(12, "the gate") }.Select(Convert.ToBase64String).ToArray());
            await Expect(list.Locator("tbody tr")).ToHaveCountAsync(before + 4);
            foreach (var came in new[] { "Cleaner", "Driver", "Cook", "Guard" }) await Expect(list.GetByRole(AriaRole.Link, new() { Name = came, Exact = true })).ToBeVisibleAsync();
        });
    }

    [Fact]
    public async Task A_table_is_mapped_before_it_is_brought_in()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await OpenAsync(tab, server, by);
            var csv = "Respondent,Sector,Age,What gets in the way of naming an inequality?\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"R{i},{(i % 2 == 0 ? "NHS" : "Council")},{30 + i},\"We never said which one we meant in year {i}, nor between whom, and so nobody could tell.\"\n"));
            var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "What is in “Survey answers.csv”?" });
            await ChooseAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(dialog).ToBeHiddenAsync();
            await ChooseAsync();
            await Expect(dialog).ToContainTextAsync("30 cases, 2 attributes; 30 open answers become sources.");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("sources-survey");
            await dialog.GetByLabel("Age is", new() { Exact = true }).SelectOptionAsync("left out");
            await Expect(dialog).ToContainTextAsync("30 cases, 1 attribute;");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Bring it in" }).ClickAsync();
            await Expect(page.GetByText("30 cases, 30 answers, 1 attribute")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "R1 · What gets in the way of naming an inequality?", Exact = true })).ToBeVisibleAsync();

            async Task ChooseAsync()
            {
                await Tab.ChooseFilesAsync(page.Locator("#bring-files"), File("Survey answers.csv", Made.Utf8(csv)));
                await Expect(dialog).ToBeVisibleAsync();
            }
        });
    }

    [Fact]
    public async Task An_import_under_way_is_followed_and_stopped_from_the_page()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await OpenAsync(tab, server, by);
            await Tab.ChooseFilesAsync(page.Locator("#bring-files"), File("First.txt", Made.Interview()), File("Board papers, May.pdf", Made.Pdf(2500)), File("Last.txt", Made.Interview(5)));
            var open = page.GetByRole(AriaRole.Region, new() { Name = "Bringing in 3 files" });
            await Expect(open).ToBeVisibleAsync();
            await Expect(open).ToContainTextAsync(new System.Text.RegularExpressions.Regex("page [0-9,]+ of 2,500"));
            // At once: the import goes on meanwhile.
            await open.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
            var stopped = page.GetByRole(AriaRole.Region, new() { Name = "Stopped after 1 of 3 files" });
            await Expect(stopped).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("sources-stopped-light");
            await Expect(stopped).ToContainTextAsync("What was already brought in is kept.");
            await Expect(page.Locator("table.list tbody tr")).ToHaveCountAsync(1);
            await stopped.GetByRole(AriaRole.Button, new() { Name = "Put away" }).ClickAsync();
            await Expect(stopped).ToHaveCountAsync(0);
        });
    }

    [Fact]
    public async Task The_page_of_an_import_under_way_passes_axe_and_begins_no_other_file_once_it_was_stopped()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench);
        // Reading goes on while nothing is written, and may come to the file's end; what is asked for is written.
        var writes = new HeldWrites(butFor: "StopAsked");
        await using var server = await bench.StartServerAsync(services => services.AddSingleton<IInterceptor>(writes));
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await OpenAsync(tab, server, by);
            await Tab.ChooseFilesAsync(page.Locator("#bring-files"), File("First.txt", Made.Interview()), File("Board papers, May.pdf", Made.Pdf(2500)), File("Last.txt", Made.Interview(5)));
            var open = page.GetByRole(AriaRole.Region, new() { Name = "Bringing in 3 files" });
            await Expect(open).ToContainTextAsync(new System.Text.RegularExpressions.Regex("page [0-9,]+ of 2,500"));
            using (writes.Hold())
            {
                await page.AssertNoViolationsAsync();
                await tab.PicturesAsync("sources-importing");
                await open.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
                await Wait.UntilAsync(async () => Assert.Single(await bench.Get<Jobs>().ListAsync(by.Project, Cancel)).StopAsked, "nobody asked the import to stop");
            }
            await Expect(page.GetByRole(AriaRole.Region, new() { NameRegex = new("^Stopped after [12] of 3 files") })).ToBeVisibleAsync();
            await Expect(page.Locator("table.list tbody")).Not.ToContainTextAsync("Last");
        });
    }
}
