using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.Playwright;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Synthesis.Tests;

/// <summary>A small synthesis from the imported file to the report, in one window, from page to page by its links.</summary>
public sealed class WalkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Found = """
        TY  - JOUR
        AU  - Tremblay, Jo
        TI  - Quiet about politics
        PY  - 2010
        ER  -

        TY  - JOUR
        AU  - Ashworth, Kim
        TI  - The hard core
        PY  - 2003
        AB  - Eighteen nurses were asked for whom they come too late.
        XQ  - a field of its own
        ER  -

        TY  - JOUR
        AU  - Byrne, Una
        TI  - Getting to the clinic
        PY  - 2011
        ER  -

        """;

    [Fact]
    public async Task A_synthesis_is_made_from_the_imported_file_to_the_report()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = Must(await bench.Get<CreateProject.Handler>().RunAsync(new("A small review", "Ruth Adeyemi"), Cancel)).Acting;
        await bench.AddTextAsync(by, "Tremblay 2010, full text", "The managers did not place politics elsewhere.\nEleven of them called the gap a political question.", SourceKind.Article);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var parts = page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" });
            async Task ToAsync(string part, string heading)
            {
                await parts.GetByRole(AriaRole.Link, new() { Name = part, Exact = true }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading })).ToBeVisibleAsync();
            }
            Task SaidAsync(string words) => Expect(page.Locator(".did")).ToContainTextAsync(words);

            // An empty review teaches the way to studies.
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}");
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Synthesis" }).ClickAsync();
            await Expect(page.GetByText("A grid needs studies down its side.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Add studies" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Import citations" }).ClickAsync();

            // Import and screen.
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Citations" })).ToBeVisibleAsync();
            await Tab.ChooseFilesAsync(page.GetByLabel("Import a file"), new FilePayload { Name = "found.ris", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(Found) });
            await SaidAsync("Imported 3 citations from found.ris.");
            await page.GetByLabel("Abstract and other fields of citation 2").ClickAsync();
            await Expect(page.GetByText("Eighteen nurses were asked for whom they come too late.")).ToBeVisibleAsync();
            await Expect(page.GetByText("a field of its own")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Describe citation 2" }).ClickAsync();
            var described = page.GetByRole(AriaRole.Form, new() { Name = "Describe citation 2" });
            await described.GetByLabel("Journal or book").FillAsync("Journal of Gaps");
            await described.GetByLabel("Volume").FillAsync("4");
            await described.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await SaidAsync("Described citation 2.");
            await page.GetByLabel("New reason").FillAsync("Only about access to care");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the reason" }).ClickAsync();
            await SaidAsync("Added the reason.");
            await page.GetByLabel("New reason").FillAsync("Not about inequalities");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the reason" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Move up the reason Not about inequalities" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move up the reason Only about access to care" })).ToBeVisibleAsync();
            await SaidAsync("Moved up.");
            foreach (var (citation, first, full) in new[] { (1, "include", "include"), (2, "include", "include"), (3, "include", "exclude: Only about access to care") })
            {
                await page.GetByLabel($"Title and abstract of citation {citation}").SelectOptionAsync(new SelectOptionValue { Label = first });
                await SaidAsync($"Decided on citation {citation}.");
                var select = page.GetByLabel($"Full text of citation {citation}");
                await select.SelectOptionAsync(new SelectOptionValue { Label = full });
                await Expect(select.Locator("option:checked")).ToHaveTextAsync(full);
                await SaidAsync($"Decided on citation {citation}.");
            }

            // Two studies, each with its report and its full text.
            await ToAsync("Studies", "Studies");
            foreach (var (label, year) in new[] { ("Tremblay 2010", "2008"), ("Ashworth 2003", "2001") })
            {
                await page.GetByLabel("Name, such as Ashworth 2003").FillAsync(label);
                await page.GetByLabel("First year of data").FillAsync(year);
                await page.GetByRole(AriaRole.Button, new() { Name = "Add the study" }).ClickAsync();
                await SaidAsync($"Added {label}.");
            }
            await page.GetByRole(AriaRole.Button, new() { Name = "Number by year of data" }).ClickAsync();
            await SaidAsync("Numbered by year of data collection.");
            await ToAsync("Citations", "Citations");
            foreach (var (citation, study) in new[] { (1, "2. Tremblay 2010"), (2, "1. Ashworth 2003") })
            {
                await page.GetByLabel($"Study of citation {citation}").SelectOptionAsync(new SelectOptionValue { Label = study });
                await SaidAsync($"Citation {citation} is grouped.");
            }
            // One full text is a source already, the other is brought in as a file.
            await page.GetByLabel("Full text source of citation 1").SelectOptionAsync(new SelectOptionValue { Label = "Tremblay 2010, full text" });
            await SaidAsync("The full text of citation 1 is named.");
            await page.GetByLabel("Full text source of citation 2").SelectOptionAsync(new SelectOptionValue { Label = "bring a file in …" });
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose the file"), new FilePayload { Name = "Ashworth 2003.txt", MimeType = "text/plain", Buffer = "Nurses spoke of the hard core.\n\nNobody asked who had chosen the flats.\n"u8.ToArray() });
            await SaidAsync("“Ashworth 2003.txt” is the full text of citation 2.");
            await ToAsync("Searches", "Searches");
            await Expect(page.GetByText("Studies included (n = 2)")).ToBeAttachedAsync();

            // A construct of each, selected in its text.
            await ToAsync("Constructs", "Constructs");
            foreach (var (study, words, name) in new[] { ("1. Ashworth 2003", "the hard core", "the hard core"), ("2. Tremblay 2010", "a political question", "a political question") })
            {
                await page.Locator(".syn-choose").GetByLabel("Study").SelectOptionAsync(new SelectOptionValue { Label = study });
                var area = page.Locator("#syn-text");
                await Expect(area).ToHaveValueAsync(new System.Text.RegularExpressions.Regex(words));
                await area.EvaluateAsync("(area, words) => { area.focus(); const at = area.value.indexOf(words); area.setSelectionRange(at, at + words.length); }", words);
                await page.GetByRole(AriaRole.Button, new() { Name = "Take what is selected" }).ClickAsync();
                await Expect(page.Locator(".syn-taken")).ToContainTextAsync(words);
                await page.GetByLabel("Name, in the study’s terms").FillAsync(name);
                await page.GetByRole(AriaRole.Button, new() { Name = "Add the construct" }).ClickAsync();
                await SaidAsync($"Took “{name}”.");
            }

            // Two concepts; one construct is placed by key, the other by the mouse.
            await ToAsync("Grid", "Translation grid");
            foreach (var (concept, left) in new[] { ("Politics out of reach", "0 of 2"), ("Names for people", "0 of 4") })
            {
                await page.GetByLabel("New concept").FillAsync(concept);
                await page.GetByRole(AriaRole.Button, new() { Name = "Add the concept" }).ClickAsync();
                await Expect(page.GetByText($"{left} compared")).ToBeVisibleAsync();
            }
            ILocator Cell(string study, string concept) => page.Locator($".syn-cell[aria-label^='{study}, {concept}:']");
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            await page.Locator(".syn-chip", new() { HasText = "the hard core" }).FocusAsync();
            await page.Keyboard.PressAsync("p");
            await Expect(page.Locator(".syn-carrying")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("ArrowLeft");
            await Expect(Cell("Ashworth 2003", "Names for people")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("p");
            await Expect(Cell("Ashworth 2003", "Names for people")).ToHaveAttributeAsync("aria-label", "Ashworth 2003, Names for people: the hard core; says the same");
            await page.Locator(".syn-chip", new() { HasText = "a political question" }).DragToAsync(Cell("Tremblay 2010", "Politics out of reach"));
            await Expect(Cell("Tremblay 2010", "Politics out of reach")).ToHaveAttributeAsync("aria-label", "Tremblay 2010, Politics out of reach: a political question; says the same");
            await Expect(page.GetByText("2 of 4 compared")).ToBeVisibleAsync();

            // The rest is compared from where the last one was made: looked for, and not found. And the one that refutes says why.
            foreach (var (study, made) in new[] { ("Tremblay 2010", "3 of 4"), ("Ashworth 2003", "4 of 4") })
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Next comparison" }).ClickAsync();
                await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync($"{study}, against");
                await Expect(page.Locator(".syn-cell[aria-pressed=true]")).ToBeFocusedAsync();
                await page.Keyboard.PressAsync("0");
                await Expect(page.GetByText($"{made} compared")).ToBeVisibleAsync();
            }
            await Cell("Tremblay 2010", "Politics out of reach").ClickAsync();
            await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync("Tremblay 2010, against");
            await page.Locator(".syn-aside").GetByLabel("refutes").CheckAsync();
            await page.Locator(".syn-aside").GetByLabel("Why").FillAsync("It is called a political question, not put elsewhere.");
            await page.Locator(".syn-aside").GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
            await Expect(Cell("Tremblay 2010", "Politics out of reach")).ToHaveAttributeAsync("aria-label", "Tremblay 2010, Politics out of reach: a political question; refutes; disconfirming");
            await Cell("Ashworth 2003", "Names for people").ClickAsync();
            await Expect(page.Locator(".syn-aside .eyebrow").First).ToHaveTextAsync("Ashworth 2003, against");
            await page.GetByRole(AriaRole.Button, new() { Name = "Tremblay 2010 refutes “Politics out of reach”" }).ClickAsync();
            await Expect(Cell("Tremblay 2010", "Politics out of reach")).ToBeFocusedAsync();

            // How the two are related, with the reason.
            await ToAsync("Clusters and relations", "Clusters and relations");
            var relation = page.GetByRole(AriaRole.Form, new() { Name = "Relation of two concepts" });
            await relation.Locator("select").Nth(1).SelectOptionAsync(new SelectOptionValue { Label = "is refuted by" });
            await relation.GetByLabel("The reading that explains why they contradict one another").FillAsync("Who is named is not who decides.");
            await relation.GetByRole(AriaRole.Button, new() { Name = "Relate them" }).ClickAsync();
            await SaidAsync("Related.");

            // The line of argument, a claim of which rests on a concept and a construct.
            await ToAsync("Argument", "Line of argument");
            await page.GetByLabel("Title", new() { Exact = true }).FillAsync("Quiet is part of the job");
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin it" }).ClickAsync();
            await SaidAsync("Began “Quiet is part of the job”.");
            await page.GetByLabel("Next step of “Quiet is part of the job”").FillAsync("Known, and not said");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the step" }).ClickAsync();
            await SaidAsync("Added the step.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Write a sentence of Known, and not said" }).ClickAsync();
            var sentence = page.GetByRole(AriaRole.Form, new() { Name = "Sentence of Known, and not said" });
            await sentence.GetByLabel("Sentence", new() { Exact = true }).FillAsync("People are named, and politics is not.");
            await sentence.GetByRole(AriaRole.Checkbox, new() { Name = "Names for people" }).CheckAsync();
            await sentence.GetByRole(AriaRole.Checkbox, new() { Name = "a political question" }).CheckAsync();
            await sentence.GetByRole(AriaRole.Button, new() { Name = "Keep the sentence" }).ClickAsync();
            await SaidAsync("Written.");
            await Expect(page.GetByText("Rests on").First).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();

            // Down the thread to the words, and back to the grid, for the table that says it all.
            await page.GetByRole(AriaRole.Link, new() { Name = "a political question" }).ClickAsync();
            await Expect(page.GetByText("Eleven of them called the gap").Or(page.GetByText("Tremblay 2010, full text")).First).ToBeVisibleAsync();
            await page.GoBackAsync();
            await ToAsync("Grid", "Translation grid");
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Table 2, csv" }).ClickAsync());
            await using var file = await download.CreateReadStreamAsync();
            using var text2 = new StreamReader(file);
            Assert.Contains("Names for people", await text2.ReadToEndAsync(Cancel), StringComparison.Ordinal);

            // The report as a web page and for a word processor: its headings, table 2, what is cited, and the flow that the walk made.
            await ToAsync("Report", "Report of the synthesis");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "eMERGe" })).ToBeVisibleAsync();
            async Task<MemoryStream> TakenAsync(string link)
            {
                var taken = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
                await using var stream = await taken.CreateReadStreamAsync();
                var whole = new MemoryStream();
                await stream.CopyToAsync(whole, Cancel);
                whole.Position = 0;
                return whole;
            }
            string[] told =
            [
                "In plain words", "Methods", "Selection of studies", "Records identified (n = 3)", "Only about access to care (n = 1)", "Table 2. Translated concepts: All studies together", "Names for people", "the hard core (1)",
                "(Tremblay 2010)", "Quiet is part of the job", "People are named, and politics is not.", "Who is named is not who decides.", "Appendix A. Searches", "References", "Ashworth K (2003) The hard core. Journal of Gaps 4.",
            ];
            using (var html = new StreamReader(await TakenAsync("Report, html")))
            {
                var read = System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(await html.ReadToEndAsync(Cancel), "<[^>]*>", ""));
                Assert.All(told, words => Assert.Contains(words, read, StringComparison.Ordinal));
            }
            using var content = await TakenAsync("Report, Word");
            using var document = WordprocessingDocument.Open(content, false);
            var body = document.MainDocumentPart!.Document!.Body!;
            Assert.All(told, words => Assert.Contains(words, body.InnerText, StringComparison.Ordinal));
            var headings = body.Elements<Paragraph>().Where(p => p.ParagraphProperties?.ParagraphStyleId?.Val?.Value?.StartsWith("Heading", StringComparison.Ordinal) == true).Select(p => p.InnerText).ToList();
            Assert.Superset(new HashSet<string> { "In plain words", "Methods", "Selection of studies", "The studies", "The translation", "Line of argument", "References" }, headings.ToHashSet());
            Assert.Contains(body.Descendants<Table>(), t => t.InnerText.Contains("Names for people", StringComparison.Ordinal) && t.InnerText.Contains("Refuted by", StringComparison.Ordinal));
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Clusters_other_readings_rejected_storylines_and_what_was_decided_come_out_in_the_report()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = Must(await bench.Get<CreateProject.Handler>().RunAsync(new("Those who stand in the room", "Ruth Adeyemi"), Cancel)).Acting;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var parts = page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the synthesis" });
            async Task ToAsync(string part, string heading)
            {
                await parts.GetByRole(AriaRole.Link, new() { Name = part, Exact = true }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading })).ToBeVisibleAsync();
            }
            Task SaidAsync(string words) => Expect(page.Locator(".did")).ToContainTextAsync(words);
            Task ChooseAsync(ILocator select, string label) => select.SelectOptionAsync(new SelectOptionValue { Label = label });
            ILocator Cell(string study, string concept) => page.Locator($".syn-cell[aria-label^='{study}, {concept}:']");

            // Ten records of the sample; three of them are reports of the review's studies.
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/review/citations");
            await Tab.ChooseFilesAsync(page.GetByLabel("Import a file"), RepositoryRoot.PathTo("samples/synthesis/carebase-2024-11.ris"));
            await SaidAsync("Imported 10 citations from carebase-2024-11.ris.");
            await page.GetByLabel("New reason").FillAsync("Only about access to care");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the reason" }).ClickAsync();
            await SaidAsync("Added the reason.");
            const string access = "exclude: Only about access to care";
            foreach (var (citation, early, full) in new[] { (1, "include", "include"), (2, "include", access), (3, "include", "include"), (5, "include", "include"), (6, "exclude", ""), (4, access, "") })
                foreach (var (stage, verdict) in new[] { ("Title and abstract", early), ("Full text", full) }.Where(s => s.Item2.Length > 0))
                {
                    var select = page.GetByLabel($"{stage} of citation {citation}", new() { Exact = true });
                    await ChooseAsync(select, verdict);
                    await Expect(select.Locator("option:checked")).ToHaveTextAsync(verdict);
                    await SaidAsync($"Decided on citation {citation}.");
                }
            // The reason given by title and abstract goes with the decision, and comes back with it; what was given as a reason stays in the list.
            var fourth = page.GetByLabel("Title and abstract of citation 4", new() { Exact = true });
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(fourth.Locator("option:checked")).ToHaveTextAsync("not decided");
            await ChooseAsync(fourth, access);
            await SaidAsync("Decided on citation 4.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away the reason Only about access to care" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("2 citations were excluded because \"Only about access to care\".");
            await page.ReloadAsync();
            await Expect(fourth.Locator("option:checked")).ToHaveTextAsync(access);
            await ToAsync("Studies", "Studies");
            foreach (var (label, year) in new[] { ("Okonjo-Vale 2004", "2001"), ("Marsh 2010", "2008"), ("Ferreira-Stone 2012", "2010") })
            {
                await page.GetByLabel("Name, such as Ashworth 2003").FillAsync(label);
                await page.GetByLabel("First year of data").FillAsync(year);
                await page.GetByRole(AriaRole.Button, new() { Name = "Add the study" }).ClickAsync();
                await SaidAsync($"Added {label}.");
            }
            await ToAsync("Citations", "Citations");
            foreach (var (citation, study) in new[] { (1, "3. Ferreira-Stone 2012"), (3, "2. Marsh 2010"), (5, "1. Okonjo-Vale 2004") })
            {
                await ChooseAsync(page.GetByLabel($"Study of citation {citation}", new() { Exact = true }), study);
                await SaidAsync($"Citation {citation} is grouped.");
            }

            // One full text is brought in; its construct has the page that is printed there. Those of the others are not here: the page is written by hand.
            await ChooseAsync(page.GetByLabel("Full text source of citation 1", new() { Exact = true }), "bring a file in …");
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
            await Expect(page.GetByLabel("Choose the file")).ToHaveCountAsync(0);
            await ChooseAsync(page.GetByLabel("Full text source of citation 1", new() { Exact = true }), "bring a file in …");
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose the file"), RepositoryRoot.PathTo("samples/synthesis/papers/ferreira-stone-2012.pdf"));
            await SaidAsync("“ferreira-stone-2012.pdf” is the full text of citation 1.");
            await ToAsync("Constructs", "Constructs");
            var printed = page.GetByLabel("Page", new() { Exact = true });
            foreach (var (study, name, at, words) in new[] { ("1. Okonjo-Vale 2004", "mopping the floor", "212", ""), ("3. Ferreira-Stone 2012", "my patients", "78", "They said my patients"), ("2. Marsh 2010", "a gap to be closed", "33", ""), ("2. Marsh 2010", "the drafting table", "35", "") })
            {
                await ChooseAsync(page.Locator(".syn-choose").GetByLabel("Study"), study);
                await Expect(page.Locator("#taken-title")).ToContainTextAsync($"of {study[3..]} first");
                await Expect(page.Locator("#syn-text")).ToHaveCountAsync(words.Length > 0 ? 1 : 0);
                if (words.Length > 0)
                {
                    await page.Locator("#syn-text").EvaluateAsync("(area, words) => { area.focus(); const at = area.value.indexOf(words); area.setSelectionRange(at, at + words.length); }", words);
                    await page.GetByRole(AriaRole.Button, new() { Name = "Take what is selected" }).ClickAsync();
                    await Expect(page.Locator(".syn-taken")).ToHaveTextAsync($"“{words}”");
                    await Expect(printed).ToBeDisabledAsync();
                    await Expect(printed).ToHaveValueAsync(at);
                }
                else await printed.FillAsync(at);
                await page.GetByLabel("Name, in the study’s terms").FillAsync(name);
                await page.GetByRole(AriaRole.Button, new() { Name = "Add the construct" }).ClickAsync();
                await SaidAsync($"Took “{name}”.");
                await Expect(page.Locator("li[id^=construct-]", new() { HasText = name })).ToContainTextAsync($"page {at}");
            }
            // Described anew, the page of the text stays; that of the others may be mended.
            await page.GetByRole(AriaRole.Button, new() { Name = "Describe my patients" }).ClickAsync();
            await Expect(printed).ToBeDisabledAsync();
            await Expect(printed).ToHaveValueAsync("78");
            await page.GetByRole(AriaRole.Button, new() { Name = "Describe the drafting table" }).ClickAsync();
            await Expect(printed).ToBeEnabledAsync();
            await Expect(printed).ToHaveValueAsync("35");
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();

            // A cluster of two studies, and of one construct of the third.
            await ToAsync("Clusters and relations", "Clusters and relations");
            var cluster = page.GetByRole(AriaRole.Form, new() { Name = "Cluster" });
            await cluster.GetByLabel("New cluster").FillAsync("Those who meet them");
            await cluster.GetByLabel("Why these belong together").FillAsync("They speak of people whom they see.");
            foreach (var study in new[] { "1. Okonjo-Vale 2004", "3. Ferreira-Stone 2012" }) await cluster.GetByLabel(study).CheckAsync();
            await cluster.GetByText("Or single constructs of the other studies").ClickAsync();
            var single = cluster.GetByRole(AriaRole.Group, new() { Name = "Single constructs" });
            await Expect(single.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(2);
            await single.GetByLabel("the drafting table").CheckAsync();
            await Expect(cluster.GetByText("Or single constructs of the other studies: 1 chosen")).ToBeVisibleAsync();
            await tab.ScreenshotAsync("synthesis-cluster-form", fullPage: true);
            await cluster.GetByRole(AriaRole.Button, new() { Name = "Make the cluster" }).ClickAsync();
            await SaidAsync("Made “Those who meet them”.");
            await Expect(page.GetByText("1 Okonjo-Vale 2004, 3 Ferreira-Stone 2012")).ToBeVisibleAsync();
            await Expect(page.GetByText("And of other studies: the drafting table Marsh 2010")).ToBeVisibleAsync();

            // It is translated by itself: of the third study only the one construct can be put into a cell.
            await page.GetByRole(AriaRole.Link, new() { Name = "Open its grid: Those who meet them" }).ClickAsync();
            await Expect(page.GetByLabel("Translated")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("."));
            await page.GetByLabel("New concept").FillAsync("Too late at the door");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the concept" }).ClickAsync();
            await Expect(page.GetByText("0 of 3 compared")).ToBeVisibleAsync();
            await Expect(page.Locator(".syn-scroll[data-ready=true]")).ToBeVisibleAsync();
            await Expect(page.Locator(".syn-chip")).ToHaveTextAsync(["mopping the floor", "the drafting table", "my patients"]);
            var aside = page.Locator(".syn-aside");
            foreach (var (study, name, relation, made) in new[] { ("Okonjo-Vale 2004", "mopping the floor", "says the same", 1), ("Marsh 2010", "the drafting table", "extends", 2), ("Ferreira-Stone 2012", "my patients", "says the same", 3) })
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Next comparison" }).ClickAsync();
                await Expect(aside.Locator(".eyebrow").First).ToHaveTextAsync($"{study}, against");
                await aside.GetByLabel(relation).CheckAsync();
                await aside.GetByLabel(name).CheckAsync();
                await aside.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
                await Expect(page.GetByText($"{made} of 3 compared")).ToBeVisibleAsync();
                await Expect(Cell(study, "Too late at the door")).ToHaveAttributeAsync("aria-label", $"{study}, Too late at the door: {name}; {relation}");
            }
            await tab.ScreenshotAsync("synthesis-grid-cluster", fullPage: true);

            // Then together, where nothing of the cluster's translation is counted, and both are there.
            await ChooseAsync(page.GetByLabel("Translated"), "all together");
            await Expect(page.GetByText("A concept is a column of the grid")).ToBeVisibleAsync();
            await page.GetByLabel("New concept").FillAsync("Somebody else’s causes");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the concept" }).ClickAsync();
            await Expect(page.GetByText("0 of 3 compared")).ToBeVisibleAsync();
            await Expect(page.Locator(".syn-chip")).ToHaveTextAsync(["mopping the floor", "a gap to be closed", "the drafting table", "my patients"]);
            await page.Locator(".syn-chip", new() { HasText = "a gap to be closed" }).DragToAsync(Cell("Marsh 2010", "Somebody else’s causes"));
            await Expect(page.GetByText("1 of 3 compared")).ToBeVisibleAsync();

            // How one led to the other, and how a concept could also be read.
            await ToAsync("Clusters and relations", "Clusters and relations");
            var relate = page.GetByRole(AriaRole.Form, new() { Name = "Relation of two concepts" });
            await ChooseAsync(relate.Locator("select").Nth(0), "Too late at the door (within Those who meet them)");
            await ChooseAsync(relate.Locator("select").Nth(1), "leads on to");
            await ChooseAsync(relate.Locator("select").Nth(2), "Somebody else’s causes");
            await relate.GetByLabel("Why").FillAsync("Who comes last cannot ask who came first.");
            await relate.GetByRole(AriaRole.Button, new() { Name = "Relate them" }).ClickAsync();
            await SaidAsync("Related.");
            var readings = page.GetByRole(AriaRole.Region, new() { Name = "Other readings of a concept" });
            await ChooseAsync(readings.GetByLabel("Concept"), "Too late at the door (within Those who meet them)");
            await readings.GetByLabel("It could also be read as").FillAsync("A complaint about rotas.");
            await readings.GetByRole(AriaRole.Button, new() { Name = "Keep it beside" }).ClickAsync();
            await SaidAsync("Kept beside.");
            await Expect(readings.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Too late at the door \\(within Those who meet them\\): A complaint about rotas\\. Ruth Adeyemi"));
            await Expect(readings.GetByLabel("It could also be read as")).ToHaveValueAsync("");
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("synthesis-clusters-walked", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away Those who meet them" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
            // A relation and a reading are taken back, and come again by undo; the cluster is described anew.
            foreach (var (button, words) in new[] { ("Take back the relation of Too late at the door and Somebody else’s causes", "Who comes last cannot ask who came first."), ("Take away this reading", "A complaint about rotas.") })
            {
                await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Listitem).GetByText(words)).ToHaveCountAsync(0);
                await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Listitem).GetByText(words)).ToBeVisibleAsync();
            }
            await page.GetByRole(AriaRole.Button, new() { Name = "Change Those who meet them" }).ClickAsync();
            await Expect(cluster.GetByLabel("Name")).ToHaveValueAsync("Those who meet them");
            await cluster.GetByLabel("Why these belong together").FillAsync("They speak of people whom they see each day.");
            await cluster.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await Expect(page.GetByText("They speak of people whom they see each day.")).ToBeVisibleAsync();
            await Expect(page.GetByText("1 Okonjo-Vale 2004, 3 Ferreira-Stone 2012")).ToBeVisibleAsync();

            // Two ways to tell it: one is kept, with what does not fit; the other is rejected, with the reason.
            await ToAsync("Argument", "Line of argument");
            foreach (var (title, lens) in new[] { ("Sorted at the door", "Three discourses of social exclusion"), ("Near, and without a lever", "What is the problem represented to be?") })
            {
                await page.GetByLabel("Title", new() { Exact = true }).FillAsync(title);
                await ChooseAsync(page.GetByRole(AriaRole.Form, new() { Name = "Begin a storyline" }).GetByRole(AriaRole.Combobox), lens);
                await page.GetByRole(AriaRole.Button, new() { Name = "Begin it" }).ClickAsync();
                await SaidAsync($"Began “{title}”.");
                await Expect(page.GetByLabel("Title", new() { Exact = true })).ToHaveValueAsync("");
            }
            await page.GetByLabel("Next step of “Near, and without a lever”").FillAsync("Met, one at a time");
            // The step answers a question of the lens; named anew, it answers another.
            var near = page.Locator("article", new() { HasText = "Near, and without a lever" });
            await ChooseAsync(near.GetByLabel("Question of the lens"), "What is taken to be the problem?");
            await near.GetByRole(AriaRole.Button, new() { Name = "Add the step" }).ClickAsync();
            await SaidAsync("Added the step.");
            await Expect(near.Locator(".syn-steps h3")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^Met, one at a time\\s+The problem as represented$"));
            await near.GetByRole(AriaRole.Button, new() { Name = "Name anew: Met, one at a time" }).ClickAsync();
            await ChooseAsync(near.GetByLabel("Question that “Met, one at a time” answers"), "Which beliefs have to hold for the problem to be seen like this?");
            await near.GetByRole(AriaRole.Button, new() { Name = "Keep the name" }).ClickAsync();
            await Expect(near.Locator(".syn-steps h3")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^Met, one at a time\\s+What it takes for granted$"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Write a sentence of Met, one at a time" }).ClickAsync();
            var sentence = page.GetByRole(AriaRole.Form, new() { Name = "Sentence of Met, one at a time" });
            await sentence.GetByLabel("Sentence", new() { Exact = true }).FillAsync("Who meets people one at a time speaks of what one can do.");
            await sentence.GetByRole(AriaRole.Checkbox, new() { Name = "Too late at the door" }).CheckAsync();
            await sentence.GetByRole(AriaRole.Button, new() { Name = "Keep the sentence" }).ClickAsync();
            await SaidAsync("Written.");
            foreach (var (title, standing, why, unfit) in new[]
            {
                ("Near, and without a lever", "the line of argument", "It holds both clusters in one sentence.", "Two doctors who hold that nothing is wrong."),
                ("Sorted at the door", "tried, and rejected", "It sorts people, and one person stands on both sides.", ""),
            })
            {
                await page.GetByRole(AriaRole.Button, new() { Name = $"Describe {title}" }).ClickAsync();
                await Expect(page.GetByLabel("Title", new() { Exact = true })).ToHaveValueAsync(title);
                await ChooseAsync(page.GetByLabel("Standing"), standing);
                await page.GetByLabel("why it is kept or rejected").FillAsync(why);
                await page.GetByLabel("What of the studies does not fit").FillAsync(unfit);
                await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
                await Expect(page.Locator("article", new() { HasText = title }).Locator("h2 .tag")).ToHaveTextAsync(standing);
            }
            // What is kept comes first, and what was rejected stays, with the reason.
            await Expect(page.Locator("article h2")).ToContainTextAsync(["Near, and without a lever", "Sorted at the door"]);
            await Expect(page.GetByText("What does not fit: Two doctors who hold that nothing is wrong.")).ToBeVisibleAsync();
            await Expect(page.Locator("article", new() { HasText = "Sorted at the door" })).ToContainTextAsync("It sorts people, and one person stands on both sides.");
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("synthesis-argument-walked", fullPage: true);

            // What was decided for the whole, and in each phase: a decision without its reason is refused, and what was typed stays.
            await ToAsync("Phases", "Phases");
            var whole = page.GetByRole(AriaRole.Form, new() { Name = "Decided for the whole synthesis" });
            await ChooseAsync(whole.GetByLabel("Orders of constructs"), "all as second order");
            await ChooseAsync(whole.GetByLabel("Appraisal of quality"), "not appraised");
            await whole.GetByLabel("Why").Nth(1).FillAsync("Three studies, each of use.");
            await whole.GetByLabel("Who reads, and from where").FillAsync("A former nurse reads, from a university.");
            await whole.GetByLabel("In plain words").FillAsync("We read what nurses and doctors say.\n\nThey see much, and can change little of it.");
            await whole.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await Expect(whole.GetByRole(AriaRole.Alert)).ToContainTextAsync("Not kept.");
            await Expect(whole.GetByLabel("Who reads, and from where")).ToHaveValueAsync("A former nurse reads, from a university.");
            await whole.GetByLabel("Why").Nth(0).FillAsync("Quotations and accounts cannot be told apart.");
            await whole.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await SaidAsync("Kept.");
            await Expect(whole.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
            var entry = page.GetByRole(AriaRole.Form, new() { Name = "Write in the phase log" });
            foreach (var (phase, part, day, text, why) in new[]
            {
                ("2. Deciding what is relevant", "process", "2024-11-05", "Only studies in which people are asked.", "A trial does not tell what they think."),
                ("4. Determining how studies are related", "outcome", "2025-03-14", "One cluster of those who meet people.", "They hardly share a sentence with planners."),
            })
            {
                await ChooseAsync(entry.GetByLabel("Phase"), phase);
                await ChooseAsync(entry.GetByLabel("Part"), part);
                await entry.GetByLabel("Decided on").FillAsync(day);
                await entry.GetByLabel("What was decided or came out").FillAsync(text);
                await entry.GetByLabel("Why", new() { Exact = true }).FillAsync(why);
                await entry.GetByRole(AriaRole.Button, new() { Name = "Write it down" }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Region, new() { Name = phase })).ToContainTextAsync($"{part} {text}");
                await Expect(entry.GetByLabel("What was decided or came out")).ToHaveValueAsync("");
            }
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "4. Determining how studies are related" })).ToContainTextAsync("Ruth Adeyemi, 14 March 2025");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away: Only studies in which people are asked." }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Listitem).GetByText("Only studies in which people are asked.")).ToHaveCountAsync(0);
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Listitem).GetByText("Only studies in which people are asked.")).ToBeVisibleAsync();
            await page.EvaluateAsync("scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("synthesis-phases-walked", fullPage: true);
            await page.ReloadAsync();
            await Expect(whole.GetByLabel("In plain words")).ToHaveValueAsync("We read what nurses and doctors say.\n\nThey see much, and can change little of it.");
            await Expect(whole.GetByLabel("Orders of constructs")).ToHaveValueAsync("AllSecond");
            await Expect(page.GetByText("Only studies in which people are asked.")).ToBeVisibleAsync();

            // The report says all of it.
            await ToAsync("Report", "Report of the synthesis");
            async Task<MemoryStream> TakenAsync(string link)
            {
                var taken = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
                await using var stream = await taken.CreateReadStreamAsync();
                var whole = new MemoryStream();
                await stream.CopyToAsync(whole, Cancel);
                whole.Position = 0;
                return whole;
            }
            using var html = new StreamReader(await TakenAsync("Report, html"));
            var read = System.Text.RegularExpressions.Regex.Replace(System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(await html.ReadToEndAsync(Cancel), "<[^>]*>", " ")), "\\s+", " ");
            string[] told =
            [
                "We read what nurses and doctors say.", "They see much, and can change little of it.", "All constructs count as second order. Quotations and accounts cannot be told apart.", "The studies were not appraised. Three studies, each of use.",
                "A former nurse reads, from a university.", "Only studies in which people are asked. A trial does not tell what they think.", "4, outcome 14 March 2025 One cluster of those who meet people.", "2, process 5 November 2024",
                "Records identified (n = 10)", "Records screened (n = 6)", "Records excluded (n = 2)", "Only about access to care (n = 1)", "Records excluded by title and abstract, by reason Reason Records Only about access to care 1 no reason given 1", "Table 2. Translated concepts: Within Those who meet them", "the drafting table (2, p. 35)", "my patients (3, p. 78)", "Table 2. Translated concepts: All studies together", "Too late at the door (within Those who meet them)", "Who comes last cannot ask who came first.",
                "Other readings", "A complaint about rotas.", "What does not fit Two doctors who hold that nothing is wrong.", "Storylines that were tried and left",
                "Sorted at the door Three discourses of social exclusion It sorts people, and one person stands on both sides.", "Marsh and Bellweather 2010",
            ];
            Assert.All(told, words => Assert.Contains(words, read, StringComparison.Ordinal));
            Assert.DoesNotContain("A draft", read, StringComparison.Ordinal);
            // For a word processor it says the same: told by the same words, without the tags that part them on the web.
            using var content = await TakenAsync("Report, Word");
            using var document = WordprocessingDocument.Open(content, false);
            var written = System.Text.RegularExpressions.Regex.Replace(string.Join(" ", document.MainDocumentPart!.Document!.Body!.Descendants<Paragraph>().Select(p => p.InnerText)), "\\s+", " ");
            Assert.All(told, words => Assert.Contains(words, written, StringComparison.Ordinal));
        }, new() { BaseUrl = server.BaseUrl });
    }
}
