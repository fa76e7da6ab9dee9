using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Playwright;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Web.Tests;

/// <summary>
/// Does what docs/tutorial.md says, step by step, in a browser and on both engines. With THROUGHLINE_SCREENSHOTS set, the run on SQLite
/// also makes the tutorial's pictures anew.
/// </summary>
public sealed partial class TutorialTests
{
    private const string Leader = "02-council-leader-system-b", Doctor = "04-gp-system-b";

    private static readonly string Page = RepositoryRoot.PathTo("docs/tutorial.md");
    private static readonly string Pictures = RepositoryRoot.PathTo("docs/images/tutorial");

    private static readonly (string Heading, string[] Pictures, Func<Walk, Task> Does)[] Steps =
    [
        ("Begin a project", [], BeginAsync),
        ("Bring in the files", ["sources"], BringInAsync),
        ("Confirm who speaks", ["speakers"], ConfirmSpeakersAsync),
        ("Record the session", [], RecordSessionAsync),
        ("Bring in the cases", ["cases"], BringInCasesAsync),
        ("Say how quotations are attributed", [], AttributeAsync),
        ("Bring in the codebook", [], BringInCodebookAsync),
        ("Load a framework", ["framework"], LoadFrameworkAsync),
        ("Code with the mouse", ["coding"], CodeByMouseAsync),
        ("Code with the keyboard", [], CodeByKeysAsync),
        ("Write a memo", [], WriteMemoAsync),
        ("Give a source to two analysts, blind", ["blind"], AssignBlindAsync),
        ("See how far you agree", ["agreement"], AgreeAsync),
        ("Ask", ["ask"], AskAsync),
        ("Compare", ["matrix", "columns"], CompareAsync),
        ("Write a theme and choose its quotations", ["theme"], WriteThemeAsync),
        ("Export the report", [], ExportAsync),
        ("Follow a quotation back", ["thread"], FollowAsync),
        ("Show the gap in figures", ["figure"], ShowGapAsync),
        ("Make a target", ["target"], MakeTargetAsync),
        ("See how it stands", ["board"], SeeHowItStandsAsync),
        ("Back up", [], BackUpAsync),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tutorial_has_the_steps_that_are_walked_and_the_pictures_they_make()
    {
        var text = await File.ReadAllTextAsync(Page, Cancel);
        var sections = Regex.Split(text, "^## ", RegexOptions.Multiline)[1..];
        Assert.Equal(Steps.Select((step, i) => $"{i + 1}. {step.Heading}"), sections.Select(section => section[..section.IndexOf('\n')].Trim()));
        foreach (var (section, step) in sections.Zip(Steps))
        {
            Assert.Contains("**What happens next.**", section, StringComparison.Ordinal);
            Assert.Equal(step.Pictures.Select(name => $"images/tutorial/{name}.png"), PictureLink().Matches(section).Select(match => match.Groups["file"].Value));
            foreach (var name in step.Pictures) Assert.True(File.Exists(Path.Combine(Pictures, name + ".png")), $"docs/images/tutorial/{name}.png is not there: run this class with THROUGHLINE_SCREENSHOTS=1.");
        }
        // Nothing lies there that the tutorial does not show.
        Assert.Equal(Steps.SelectMany(step => step.Pictures).Order(), Directory.EnumerateFiles(Pictures).Select(file => Path.GetFileNameWithoutExtension(file)).Order());
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_tutorial_can_be_followed_from_the_first_file_to_the_report(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await tab.Page.GotoAsync(server.Link);
            var walk = new Walk(tab.Page, bench, engine);
            foreach (var (heading, pictures, does) in Steps)
            {
                walk.Taken.Clear();
                await Named(heading, does(walk));
                Assert.Equal(pictures, walk.Taken);
            }
        }, new() { BaseUrl = server.BaseUrl });

        // A failure far down a long walk says where it was.
        static async Task Named(string heading, Task step)
        {
            try
            {
                await step;
            }
            catch (Exception failure) when (failure is PlaywrightException or TimeoutException)
            {
                throw new TabFailedException($"In the step “{heading}”: {failure.Message}", failure);
            }
        }
    }

    private static async Task BeginAsync(Walk walk)
    {
        var page = walk.Page;
        await page.GetByLabel("Title").FillAsync("Naming the gap");
        await page.GetByLabel("Your name").FillAsync("Ruth Adeyemi");
        await page.GetByLabel("Research question").FillAsync("When people speak of reducing health inequalities, which inequality do they mean?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("which inequality");
        walk.Home = new Uri(page.Url).AbsolutePath;
    }

    private static async Task BringInAsync(Walk walk)
    {
        var page = walk.Page;
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Bring in files" }).First.ClickAsync();
        await Expect(page.Locator(".bring[data-ready=true]")).ToBeVisibleAsync();
        var files = Directory.EnumerateFiles(RepositoryRoot.PathTo("samples/transcripts")).Concat(Directory.EnumerateFiles(RepositoryRoot.PathTo("samples/policy"))).Order().ToArray();
        await Tab.ChooseFilesAsync(page.GetByLabel("Bring in files"), files);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = $"Brought in {files.Length} files" })).ToBeVisibleAsync(new() { Timeout = 400_000 });
        await Expect(page.Locator("table.list tbody tr")).ToHaveCountAsync(files.Length);
        await walk.PictureAsync("sources");
    }

    private static async Task ConfirmSpeakersAsync(Walk walk)
    {
        var page = walk.Page;
        foreach (var source in new[] { Doctor, Leader })
        {
            await walk.OpenSourceAsync(source);
            var confirm = page.GetByRole(AriaRole.Button, new() { Name = "Confirm speakers and turns" });
            await Expect(confirm).ToBeVisibleAsync();
            if (source == Leader) await walk.PictureAsync("speakers");
            await confirm.ClickAsync();
            await Expect(page.GetByText("2 speakers and ")).ToBeVisibleAsync();
            await Expect(page.GetByText("confirmed", new() { Exact = true })).ToBeVisibleAsync();
        }
    }

    private static async Task RecordSessionAsync(Walk walk)
    {
        var page = walk.Page;
        // It stands open, because the transcript says something of its session.
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Take over all") }).ClickAsync();
        var form = page.Locator(".src-form");
        await form.GetByLabel("Date").FillAsync("2024-11-04");
        await form.GetByLabel("Minutes").FillAsync("22");
        await form.GetByLabel("Consent", new() { Exact = true }).SelectOptionAsync("given");
        await form.GetByLabel("Who asked").FillAsync("Study team");
        await form.GetByLabel("Why").FillAsync("Nobody had put the leader forward.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the record" }).ClickAsync();
        await Expect(page.GetByText("The session record is kept.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("4 November 2024, 22 minutes");
    }

    private static async Task BringInCasesAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Cases");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Import a table" }).First.ClickAsync();
        await Tab.ChooseFilesAsync(page.GetByLabel("Choose a file"), RepositoryRoot.PathTo("samples/cases.csv"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 23 cases" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Grid, new() { Name = "Cases" }).Locator("tbody tr")).ToHaveCountAsync(23);
        await walk.PictureAsync("cases");
    }

    private static async Task AttributeAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Home");
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.GetByLabel("How quotations are attributed").FillAsync("{role}, {site}");
        await Expect(page.Locator("#try")).ToContainTextAsync("Council leader, System B");
        await page.GetByRole(AriaRole.Region, new() { Name = "The project" }).GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await page.GetByLabel("Another analyst").FillAsync("Tom Hale");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        // Whoever was added can be chosen at once, in the bar of the same page.
        await Expect(page.GetByLabel("coding as").Locator("option")).ToHaveTextAsync(["Ruth Adeyemi", "Tom Hale"]);
    }

    private static async Task BringInCodebookAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Codebook");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import a table" }).ClickAsync();
        await Tab.ChooseFilesAsync(page.GetByLabel("Choose a table to import"), RepositoryRoot.PathTo("samples/codebook.csv"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 42 codes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Treeitem, new() { Name = "Conditions of life" })).ToBeVisibleAsync();
    }

    private static async Task LoadFrameworkAsync(Walk walk)
    {
        var page = walk.Page;
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Frameworks" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Four aims of action on health inequalities" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Four aims of action on health inequalities");
        await page.GetByRole(AriaRole.Button, new() { Name = "Load it as codes" }).ClickAsync();
        await Expect(page.GetByText("4 of 4 terms are codes now")).ToBeVisibleAsync();
        await walk.PictureAsync("framework");
    }

    private static async Task CodeByMouseAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.OpenSourceAsync(Leader);
        await page.GetByRole(AriaRole.Link, new() { Name = "Code this text" }).ClickAsync();
        await walk.DragOverAsync("I hear poverty. That's what it is, isn't it.");
        await Expect(walk.Passage).ToContainTextAsync("¶ 15, 9 words");
        await walk.PutCodeAsync("conditions");
        await Expect(walk.Count).ToHaveTextAsync("1 coding here, 1 code");
        await walk.DragOverAsync("That's my whole borough, that's the context.");
        await walk.PutCodeAsync("Left in the context");
        await Expect(walk.Count).ToHaveTextAsync("2 codings here, 2 codes");
        await page.Keyboard.PressAsync("Control+z");
        await Expect(walk.Count).ToHaveTextAsync("1 coding here, 1 code");
        await page.Keyboard.PressAsync("Control+Shift+z");
        await Expect(walk.Count).ToHaveTextAsync("2 codings here, 2 codes");
        await walk.DragOverAsync("I hear poverty. That's what it is, isn't it.");
        // Drawing over words that one has coded chooses their coding again.
        await Expect(page.Locator(".chips li[aria-current=true]")).ToContainTextAsync("Conditions of life");
        await Expect(page.Locator(".goes")).ToContainTextAsync("Conditions of life");
        await walk.PictureAsync("coding");
    }

    private static async Task CodeByKeysAsync(Walk walk)
    {
        var page = walk.Page;
        await page.Keyboard.PressAsync("Escape");
        foreach (var key in "ttt") await page.Keyboard.PressAsync(key.ToString());
        await Expect(walk.Passage).ToContainTextAsync("¶ 17");
        foreach (var key in "sss") await page.Keyboard.PressAsync(key.ToString());
        Assert.Equal("You can't be skint for thirty year and be well.", (await page.EvaluateAsync<string>("() => String(getSelection())")).Trim());
        await walk.PutCodeAsync("conditions");
        foreach (var key in "ttts") await page.Keyboard.PressAsync(key.ToString());
        await Expect(walk.Passage).ToContainTextAsync("¶ 19");
        await walk.PutCodeAsync("healthcare only");
        await Expect(walk.Count).ToHaveTextAsync("4 codings here, 3 codes");
    }

    private static async Task WriteMemoAsync(Walk walk)
    {
        var page = walk.Page;
        await page.Keyboard.PressAsync("m");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "New memo" }).FillAsync("He grants the other reading before he refuses it.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Selected passage" })).ToContainTextAsync("He grants the other reading before he refuses it.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove this memo" })).ToBeVisibleAsync();
    }

    private static async Task AssignBlindAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Sources");
        await page.GetByLabel($"Choose {Doctor}").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Assign blind" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Assign blind" }).ClickAsync();
        await Expect(page.GetByText("given to Ruth Adeyemi and Tom Hale, blind")).ToBeVisibleAsync();

        await walk.OpenSourceAsync(Doctor);
        await page.GetByRole(AriaRole.Link, new() { Name = "Code this text" }).ClickAsync();
        // The first key takes the first paragraph in sight, though speakers' names stand on hidden lines of their own here.
        await Expect(walk.Passage).ToHaveTextAsync("Nothing selected");
        await page.Keyboard.PressAsync("p");
        await Expect(walk.Passage).ToContainTextAsync("¶ 1,");
        await walk.DragOverAsync("They get everything fifteen years early.");
        await walk.PutCodeAsync("conditions");
        await walk.DragOverAsync("A lot of it’s just how you’re brought up");
        await walk.PutCodeAsync("choice and");
        await Expect(walk.Count).ToHaveTextAsync("2 codings here, 2 codes");
        await Expect(page.GetByText("Tom’s reading stays hidden until you both finish.")).ToBeVisibleAsync();
        // The thread is drawn once the server has the coding.
        await Expect(page.Locator(".goes")).ToContainTextAsync("Code, 1 passage in 1 source");
        await walk.PictureAsync("blind");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have finished this source" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Take my reading up again" })).ToBeVisibleAsync();

        // The page stays, and is Tom's now: he begins where nobody has been.
        await Tab.BecomeAsync(walk.Page, "Tom Hale");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Doctor);
        await Expect(walk.Count).ToHaveTextAsync("0 codings here, 0 codes");
        Assert.Equal(0, await page.EvaluateAsync<int>("() => scrollY"));
        await walk.DragOverAsync("They get everything fifteen years early.");
        await walk.PutCodeAsync("conditions");
        await walk.DragOverAsync("these are people who for whatever reason don’t look after themselves");
        await walk.PutCodeAsync("these people");
        await Expect(walk.Count).ToHaveTextAsync("2 codings here, 2 codes");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have finished this source" }).ClickAsync();
        await Expect(walk.Count).ToHaveTextAsync("4 codings here, 3 codes");
    }

    private static async Task AgreeAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Home");
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare readings" }).ClickAsync();
        await Expect(page.Locator(".difference")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Conditions of life" })).ToContainTextAsync("1.00");
        await walk.PictureAsync("agreement");
        await page.Locator(".difference").First.GetByRole(AriaRole.Button, new() { Name = "Adopt Ruth Adeyemi" }).ClickAsync();
        await Expect(page.Locator(".settle [role=status]")).ToContainTextAsync("1 of 2 differences");
        await Tab.BecomeAsync(walk.Page, "Ruth Adeyemi");
    }

    private static async Task AskAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Ask");
        await page.GetByLabel("Words to find").FillAsync("(poverty OR wage*) speaker:Leader");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "What was found" }).GetByRole(AriaRole.Button).First).ToContainTextAsync("poverty");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open in coding" })).ToBeVisibleAsync();
        await walk.PictureAsync("ask");
    }

    private static async Task CompareAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Compare");
        await page.GetByLabel("Columns").SelectOptionAsync("role");
        await Expect(page.GetByText("values of role")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("passages?: Conditions of life, Council leader$") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary).Locator("blockquote")).ToHaveTextAsync(["I hear poverty. That's what it is, isn't it.", "You can't be skint for thirty year and be well."]);
        await walk.PictureAsync("matrix");

        await page.GetByRole(AriaRole.Link, new() { Name = "Side by side" }).ClickAsync();
        var option = page.Locator(".choices select").First.Locator("option", new() { HasText = "Conditions of life (" });
        await page.Locator(".choices select").First.SelectOptionAsync((await option.GetAttributeAsync("value"))!);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Conditions of life");
        await page.GetByLabel("Columns").SelectOptionAsync("role");
        await Expect(page.Locator(".column h2")).ToHaveTextAsync(["Council leader", "GP"]);
        await page.GetByLabel("What differs between Council leader and GP").FillAsync("He names wages and poverty; she counts years.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep the memo" }).ClickAsync();
        await Expect(page.Locator(".differs .words")).ToHaveTextAsync("He names wages and poverty; she counts years.");
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await walk.PictureAsync("columns");
    }

    private static async Task WriteThemeAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Report");
        await page.GetByLabel("A new theme").FillAsync("One aim, several problems");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await page.GetByLabel("What you say of it").FillAsync("Everyone accepts the aim, and they do not mean the same by it. {several: Conditions of life} people read it as the conditions in which people live.");
        await page.GetByText("Codes (0)").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Conditions of life" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the theme" }).ClickAsync();
        await Expect(page.Locator("details.theme > summary")).ToContainTextAsync("1 code,");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose quotations" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Quote: I hear poverty" }).ClickAsync();
        await Expect(page.Locator(".quotations > li")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Quote: They get everything" }).ClickAsync();
        await Expect(page.Locator(".quotations > li")).ToHaveCountAsync(2);
        await page.Locator(".quotations").ScrollIntoViewIfNeededAsync();
        await walk.PictureAsync("theme");
    }

    private static async Task ExportAsync(Walk walk)
    {
        var page = walk.Page;
        await Expect(page.Locator("#flags-heading + ul, .flags").First).ToContainTextAsync("“Council leader, System B” fits only 1 person");
        await Expect(page.FrameLocator("iframe.preview").GetByText("I hear poverty.").First).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download docx" }).ClickAsync());
        var report = walk.Bench.Folder.File("report.docx");
        await download.SaveAsAsync(report);
        using (var document = WordprocessingDocument.Open(report, isEditable: false))
        {
            Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document, Cancel).Select(fault => $"{fault.Path?.XPath}: {fault.Description}"));
            var words = document.MainDocumentPart!.Document!.Body!.InnerText;
            foreach (var printed in new[] { "One aim, several problems", "I hear poverty. That's what it is, isn't it.", "Council leader, System B", "They get everything fifteen years early.", "He names wages and poverty; she counts years." })
                Assert.Contains(printed, words, StringComparison.Ordinal);
        }
    }

    private static async Task FollowAsync(Walk walk)
    {
        var page = walk.Page;
        await page.Locator(".quotations > li").First.GetByRole(AriaRole.Link, new() { Name = "its thread" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("I hear poverty.");
        await walk.PictureAsync("thread");
        await page.GetByRole(AriaRole.Region, new() { Name = "Comes from" }).GetByRole(AriaRole.Link, new() { Name = "I hear poverty." }).First.ClickAsync();
        await Expect(page.Locator(".thread-here > .eyebrow")).ToContainTextAsync("Passage, in ");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open it where it stands" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/coding/.+#c[0-9]+$"));
        await Expect(page.Locator(".transcript")).ToContainTextAsync("I hear poverty.");
    }

    private static async Task ShowGapAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Equity");
        await page.GetByRole(AriaRole.Button, new() { Name = "Bring in a data set" }).ClickAsync();
        await Tab.ChooseFilesAsync(page.Locator(".eq-import input[type=file]"), RepositoryRoot.PathTo("samples/data/lung-class-starts.csv"));
        await Expect(page.Locator(".eq-import [role=status]")).ToContainTextAsync("lung-class-starts.csv: 15 rows");
        await page.GetByLabel("Numerator").SelectOptionAsync("started");
        await page.GetByLabel("Denominator").SelectOptionAsync("referred");
        await page.GetByLabel("What is measured").FillAsync("starting a lung class within 90 days");
        await page.GetByLabel("Unit").FillAsync("%");
        await page.GetByLabel("Areas are ranked by").FillAsync("income, 2019");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 15 rows" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "People (sex, age)", Exact = true }).FillAsync("all adults referred");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Period", Exact = true }).SelectOptionAsync("2024/25");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Value", Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "percentage of the denominator (Wilson)" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the figure" }).ClickAsync();
        await Expect(page.Locator(".eq-sentence")).ToContainTextAsync("In Merrin and Holm in 2024/25, all adults referred: starting a lung class within 90 days was 37.98 %");
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await walk.PictureAsync("figure");
    }

    private static async Task MakeTargetAsync(Walk walk)
    {
        var page = walk.Page;
        var did = page.Locator(".did");
        await walk.GoAsync("Targets");
        await page.GetByLabel("A new target’s name").FillAsync("An evening class for lungs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin a target" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("An evening class for lungs");
        await ChooseAsync("Kind of inequality", "Access to care");
        await NextAsync("comparison and people");
        await ChooseAsync("Group", "People living in the most deprived areas");
        await ChooseAsync("Compared with whom", "People living in the least deprived areas");
        await NextAsync("area");
        await ChooseAsync("Size of the area", "System");
        await WriteAsync("The area", "Merrin and Holm", "the area");
        await NextAsync("the gap now");
        await page.GetByLabel("Figure of Equity").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Fix it as the baseline" }).ClickAsync();
        await Expect(page.Locator(".tg-readout b").First).ToHaveTextAsync("33.65");
        await NextAsync("drivers within reach");
        await page.Locator("label.tg-hit[for$='.accessibility']").ClickAsync();
        await Expect(did).ToContainTextAsync("Kept: drivers.");
        await Expect(page.Locator(".tg-model g.lit")).ToHaveCountAsync(2);
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await walk.PictureAsync("target");
        await NextAsync("aim, mechanism and action");
        await ChooseAsync("Aim", "Narrow the gap");
        await WriteAsync("Because …", "Classes are far away, and the last bus leaves at six.", "because");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tie evidence to Because", Exact = true }).ClickAsync();
        await page.GetByLabel("Find among").FillAsync("skint");
        await page.GetByLabel("Something of this project").SelectOptionAsync(new SelectOptionValue { Label = "You can't be skint for thirty year and be well." });
        await page.GetByRole(AriaRole.Button, new() { Name = "Tie it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "What Because rests on" })).ToContainTextAsync("You can't be skint");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "An action", Exact = true }).FillAsync("Hold a class in the evening");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the action" }).ClickAsync();
        await Expect(did).ToContainTextAsync("Kept the action.");
        await NextAsync("indicator and goal");
        await WriteAsync("Goal", "12", "goal");
        await WriteAsync("By", "2026-12-31", "by");
        await page.GetByRole(AriaRole.Button, new() { Name = "Answer: Could the gap close for the wrong reason?" }).ClickAsync();
        await page.GetByLabel("Your answer to: Could the gap close for the wrong reason?").FillAsync("We watch who is referred.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it rest" }).ClickAsync();
        await Expect(page.Locator(".tg-side details summary")).ToHaveTextAsync("1 question resting");

        async Task ChooseAsync(string label, string option)
        {
            await page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = option });
            await Expect(did).ToContainTextAsync($"Kept: {label.ToLowerInvariant()}.");
        }

        async Task WriteAsync(string label, string words, string said)
        {
            var field = page.GetByLabel(label, new() { Exact = true });
            await field.FillAsync(words);
            await field.BlurAsync();
            await Expect(did).ToContainTextAsync($"Kept: {said}.");
        }

        async Task NextAsync(string step)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Next: {step}" }).ClickAsync();
            await Expect(page.Locator("#tg-step")).ToHaveTextAsync(char.ToUpperInvariant(step[0]) + step[1..]);
        }
    }

    private static async Task SeeHowItStandsAsync(Walk walk)
    {
        var page = walk.Page;
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Link, new() { Name = "How it stands" }).ClickAsync();
        await page.GetByText("Bring in new data for target 1").ClickAsync();
        await Tab.ChooseFilesAsync(page.GetByLabel("Choose the table"), RepositoryRoot.PathTo("samples/data/lung-class-starts-2025-26.csv"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Bring it in" }).ClickAsync();
        await Expect(page.Locator(".tg-verdict")).ToContainTextAsync("2025/26: ");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).ScrollIntoViewIfNeededAsync();
        await walk.PictureAsync("board");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a review of target 1" }).ClickAsync();
        await page.GetByLabel("What was learned").FillAsync("People come when the class is near.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep the review" }).ClickAsync();
        await Expect(page.Locator(".tg-reviews")).ToContainTextAsync("Learned: People come when the class is near.");
    }

    private static async Task BackUpAsync(Walk walk)
    {
        var page = walk.Page;
        await walk.GoAsync("Home");
        await page.GetByRole(AriaRole.Link, new() { Name = "Backups and archives" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the file" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Download " })).ToBeVisibleAsync();
        if (walk.Engine == Engine.Sqlite)
        {
            var backups = page.GetByRole(AriaRole.Button, new() { Name = "Restore the backup of" });
            var before = await backups.CountAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
            await Expect(backups).ToHaveCountAsync(before + 1);
        }
        else
        {
            await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("pg_dump");
        }
    }

    [GeneratedRegex(@"!\[[^\]]+\]\((?<file>[^)]+)\)")]
    private static partial Regex PictureLink();

    /// <summary>One newcomer's way through the tutorial.</summary>
    private sealed class Walk(IPage page, TestWorkbench bench, Engine engine)
    {
        private static readonly bool Keeps = Environment.GetEnvironmentVariable("THROUGHLINE_SCREENSHOTS") is { Length: > 0 };

        public IPage Page => page;

        public TestWorkbench Bench => bench;

        public Engine Engine => engine;

        public string Home { get; set; } = "";

        public List<string> Taken { get; } = [];

        public ILocator Passage => page.Locator("#passage-head");

        public ILocator Count => page.Locator(".keys .end");

        public Task GoAsync(string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();

        public async Task OpenSourceAsync(string title)
        {
            await GoAsync("Sources");
            await page.Locator("table.list").GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
        }

        /// <summary>Draws the mouse over words of the transcript.</summary>
        public async Task DragOverAsync(string words)
        {
            // The text stands where it will stay once what was coded is drawn, the place kept is gone to, and the fonts are there.
            await Expect(page.Locator("main.bench[data-ready]")).ToBeVisibleAsync();
            await page.EvaluateAsync("() => document.fonts.ready.then(() => undefined)");
            await Expect(page.Locator(".transcript")).ToContainTextAsync(words);
            var ends = await page.EvaluateAsync<float[]>("""
                words => {
                  const walk = document.createTreeWalker(document.querySelector(".transcript"), NodeFilter.SHOW_TEXT);
                  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                    const at = node.data.indexOf(words);
                    if (at < 0) continue;
                    node.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
                    const range = document.createRange();
                    range.setStart(node, at);
                    range.setEnd(node, at + words.length);
                    const lines = [...range.getClientRects()], first = lines[0], last = lines.at(-1);
                    return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
                  }
                  throw new Error(`No paragraph holds: ${words}`);
                }
                """, words);
            await page.Keyboard.PressAsync("Escape");
            await page.Mouse.MoveAsync(ends[0], ends[1]);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(ends[2], ends[3], new() { Steps = 5 });
            await page.Mouse.UpAsync();
            await Expect(Passage).ToContainTextAsync("Selected passage");
        }

        /// <summary>Types to find a code, and takes it; what fits none is made.</summary>
        public async Task PutCodeAsync(string typed)
        {
            await page.Keyboard.PressAsync("c");
            await page.GetByRole(AriaRole.Combobox).And(page.Locator("input")).FillAsync(typed);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".chips li").First).ToBeVisibleAsync();
        }

        /// <summary>Pictures the page for the tutorial, when asked to.</summary>
        public async Task PictureAsync(string name)
        {
            Taken.Add(name);
            if (!Keeps || Engine != Engine.Sqlite) return;
            await page.Mouse.MoveAsync(320, 24);
            await page.EvaluateAsync("() => document.activeElement?.matches('button, a') && document.activeElement.blur()");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, string.Create(CultureInfo.InvariantCulture, $"{name}.png")), Animations = ScreenshotAnimations.Disabled });
        }
    }
}
