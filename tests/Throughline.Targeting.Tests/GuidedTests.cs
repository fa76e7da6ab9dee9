using System.Text;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Equity;
using Throughline.Exchange.Archives;
using Throughline.Framing.Representations;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;
using static Throughline.Targeting.Tests.World;

namespace Throughline.Targeting.Tests;

/// <summary>The pages as people walk them, from one to the next in one window.</summary>
public class GuidedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_target_is_made_step_by_step_followed_with_new_data_and_printed()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        var data = await DatasetAsync(bench, by, "to 2025", Table(("2022/23", 36), ("2023/24", 38), ("2024/25", 40)), Cancel);
        var (figure, earlier) = (await FigureAsync(bench, by, data, "2024/25", Cancel), await FigureAsync(bench, by, data, "2023/24", Cancel));
        // Twenty small areas in four councils; of the worst fifth of them two lie in the worst council and two elsewhere.
        var areas = new StringBuilder("small,council,people,score,decile\n");
        for (var i = 0; i < 20; i++) areas.Append(System.Globalization.CultureInfo.InvariantCulture, $"S{i:00},Council {i % 4},1000,{(i % 4 == 0 ? 40 : 10) + (i is 1 or 2 ? 60 : i < 8 ? 20 : 0)},{(i is 0 or 1 or 2 or 4 ? 1 + i % 2 : 5)}\n");
        var small = Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new("small.csv", Encoding.UTF8.GetBytes(areas.ToString()), "Small areas", new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "small", [ColumnRole.Population] = "people" }, Vintage: "LSOA 2021", Kind: DatasetKind.Areas), Cancel));
        var talk = await bench.AddTextAsync(by, "A talk", "The last bus leaves at six, and then we walk.");
        var code = Must(await bench.Get<AddCode.Handler>().RunAsync(by, new("Distance"), Cancel));
        Must(await bench.Get<AddCodings.Handler>().RunAsync(by, new(talk, null, new(0, 26), [new(code, CodingId.New())]), Cancel));
        var policy = await bench.AddTextAsync(by, "A plan", "Inequalities in access to classes have grown since last year.", SourceKind.Document);
        var reading = Must(await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(null, policy, null, new(0, 34), Answers: [new("group", FieldState.NotStated, []), new("aim", FieldState.Stated, ["aims.mitigate"])]), Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var did = page.Locator(".did");
            await page.GotoAsync(server.Link);
            await page.GetByRole(AriaRole.Link, new() { Name = "Trial" }).ClickAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Methods" }).GetByRole(AriaRole.Link, new() { Name = "Targets" }).ClickAsync();
            await page.GetByLabel("A new target’s name").FillAsync("An evening class");
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin a target" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("An evening class");

            await ChooseAsync("Kind of inequality", Access);
            await ChooseAsync("Form", "checkland-2025.form.between-groups");
            await page.GetByRole(AriaRole.Button, new() { Name = "Tie evidence to Kind of inequality" }).ClickAsync();
            await page.GetByLabel("Something of this project").SelectOptionAsync(figure.Node.ToString());
            await page.GetByLabel("What it shows").FillAsync("Who starts");
            await page.GetByRole(AriaRole.Button, new() { Name = "Tie it" }).ClickAsync();
            await Expect(page.Locator(".tg-thread")).ToContainTextAsync("for kind of inequality");
            await Expect(page.GetByRole(AriaRole.List, new() { Name = "What Kind of inequality rests on" })).ToContainTextAsync("(Who starts)");

            await NextAsync("comparison and people");
            await ChooseAsync("Group", "representation.group.deprived-areas");
            // A passage that is coded, and neither read nor quoted, is found by its words.
            await page.GetByRole(AriaRole.Button, new() { Name = "Tie evidence to Group", Exact = true }).ClickAsync();
            await page.GetByLabel("Find among").FillAsync("last bus");
            await page.GetByLabel("Something of this project").SelectOptionAsync(new SelectOptionValue { Label = "The last bus leaves at six" });
            await page.GetByRole(AriaRole.Button, new() { Name = "Tie it" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.List, new() { Name = "What Group rests on" })).ToContainTextAsync("The last bus leaves at six");
            await KeepAsync("The people, in your words", "people living in Northby’s poorest streets");
            await page.GetByRole(AriaRole.Group, new() { Name = "Label used for them" }).GetByLabel("hard to reach", new() { Exact = true }).CheckAsync();
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("Whose problem does the name make it?");
            // Answered, it rests on this label; with another beside it, it is open, and says what was answered before.
            await page.GetByRole(AriaRole.Button, new() { Name = "Answer: Whose problem does the name make it?" }).ClickAsync();
            await page.GetByLabel("Your answer to: Whose problem does the name make it?").FillAsync("It is the guidance’s word.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Let it rest" }).ClickAsync();
            await Expect(page.Locator(".tg-side details summary")).ToHaveTextAsync("1 question resting");
            await page.GetByRole(AriaRole.Group, new() { Name = "Label used for them" }).GetByLabel("vulnerable", new() { Exact = true }).CheckAsync();
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("Answered by Ruth Adeyemi on ");
            await Expect(page.Locator(".tg-side")).ToContainTextAsync(", before this changed: “It is the guidance’s word.”");
            await page.GetByRole(AriaRole.Group, new() { Name = "Label used for them" }).GetByLabel("vulnerable", new() { Exact = true }).UncheckAsync();
            await Expect(page.Locator(".tg-side details summary")).ToHaveTextAsync("1 question resting");
            await page.GetByRole(AriaRole.Group, new() { Name = "Label used for them" }).GetByLabel("hard to reach", new() { Exact = true }).UncheckAsync();
            await Expect(page.Locator(".tg-side")).Not.ToContainTextAsync("Whose problem does the name make it?");
            await ChooseAsync("Compared with whom", "representation.comparator.least-deprived");

            await NextAsync("area");
            await ChooseAsync("Size of the area", "representation.geography.system");
            await KeepAsync("The area", "Northby");
            await ChooseAsync("Which gap", "alderwick-2024.which-gap.within-places");
            await KeepAsync("Boundaries of", "LSOA 2021");
            await page.Locator(".tg-area select").First.SelectOptionAsync(small.Value.ToString("D"));
            await page.GetByLabel("Larger areas").SelectOptionAsync("council");
            await page.GetByLabel("Residents").SelectOptionAsync("people");
            await page.GetByLabel("Score, higher the more deprived").SelectOptionAsync("score");
            await page.GetByLabel("National decile, 1 the most deprived").SelectOptionAsync("decile");
            await page.GetByLabel("Areas chosen, %").FillAsync("25");
            await page.GetByLabel("People a service needs, 0 if not asked").FillAsync("1500");
            await page.GetByLabel("This target’s area, as the table writes it").FillAsync("Council 0");
            await page.GetByRole(AriaRole.Button, new() { Name = "Count them" }).ClickAsync();
            await Expect(page.Locator(".tg-area")).ToContainTextAsync("leaves out 2,000 of 4,000 people who live in the most deprived fifth (50 %)");
            await Expect(page.Locator(".tg-area")).ToContainTextAsync("In Council 0 live 2,000 people of the most deprived fifth; a service of its own is held to need 1,500. By its average it is number 1 of 4: that rule would choose it.");
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("and the rule would choose it, number 1 of 4 by its average");
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("Whom does the area miss?");
            await page.GetByRole(AriaRole.Button, new() { Name = "Answer: Whom does the area miss?" }).ClickAsync();
            await page.GetByLabel("Your answer to: Whom does the area miss?").FillAsync("We choose streets, not councils.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Let it rest" }).ClickAsync();
            await Expect(page.Locator(".tg-side details summary")).ToHaveTextAsync("1 question resting");

            await NextAsync("the gap now");
            await page.GetByLabel("Figure of Equity").SelectOptionAsync(figure.Value.ToString("D"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Fix it as the baseline" }).ClickAsync();
            await Expect(page.Locator(".tg-readout b").First).ToHaveTextAsync("25.00");
            await Expect(page.Locator(".tg-baseline .tg-chart")).ToHaveCountAsync(2);
            await page.GetByRole(AriaRole.Button, new() { Name = "Tie evidence to Baseline" }).ClickAsync();
            await page.GetByLabel("Something of this project").SelectOptionAsync(figure.Node.ToString());
            await page.GetByRole(AriaRole.Button, new() { Name = "Tie it" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.List, new() { Name = "What Baseline rests on" })).ToContainTextAsync("untie");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("guided-gap", fullPage: true);

            await NextAsync("drivers within reach");
            foreach (var box in new[] { "Availability of services", "Accessibility of services" }) await page.Locator(".tg-boxes label").Filter(new() { HasText = box }).GetByRole(AriaRole.Checkbox).CheckAsync();
            await Expect(page.Locator(".tg-model g.lit")).ToHaveCountAsync(3);
            await page.GetByRole(AriaRole.Group, new() { Name = "Level of the cause" }).GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
            await Expect(did).ToContainTextAsync("Kept: level of the cause.");

            await NextAsync("aim, mechanism and action");
            await ChooseAsync("Aim", "aims.narrow-the-gap");
            await KeepAsync("Because …", "Classes are far away.", "because");
            await KeepAsync("… if we …", "hold one nearby", "if we");
            await KeepAsync("… then …", "more people come.", "then");
            await KeepAsync("Step by step, one a line", "Call\nHold");
            await KeepAsync("Root causes influenced, one a line", "Evidence to the bus review");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "An action", Exact = true }).FillAsync("Hold a class in the evening");
            await page.Locator(".tg-parts form select").First.SelectOptionAsync("Community");
            await page.GetByLabel("Who takes it up").SelectOptionAsync("MoreInTheGroup");
            await page.GetByLabel("Acts on").SelectOptionAsync(Box("availability"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the action" }).ClickAsync();
            await Expect(page.Locator(".tg-parts")).ToContainTextAsync("acts on availability of services");

            await NextAsync("indicator and goal");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "An indicator: what is counted, among whom, over which time", Exact = true }).FillAsync("Started within 90 days, of all referred");
            await page.GetByLabel("Months until it can move").FillAsync("9");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the indicator" }).ClickAsync();
            await Expect(page.Locator(".tg-parts")).ToContainTextAsync("moves after 9 months");
            await KeepAsync("Goal", "5");
            await KeepAsync("By", "2027-03-31");
            await KeepAsync("Action begins", "2025-04-01");
            await KeepAsync("What else could move the measure, one a line", "Fewer referrals");

            await NextAsync("owner, review and widening");
            await KeepAsync("Owner", "The respiratory lead");
            await KeepAsync("Partners and what each does, one a line", "The hall: opens on Tuesdays");
            await KeepAsync("Money", "48,000 a year");
            await KeepAsync("The mandate it answers", "The strategy");
            // The statement it answers: tied as a restatement, untied, and tied as what it is.
            var answers = page.Locator(".tg-parts");
            await answers.GetByRole(AriaRole.Button, new() { Name = "Tie it" }).ClickAsync();
            await Expect(answers.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose a statement first.");
            await answers.GetByLabel("A reading of a statement").SelectOptionAsync(reading.Value.ToString("D"));
            await answers.Locator("select").Nth(1).SelectOptionAsync("Restates");
            await answers.GetByRole(AriaRole.Button, new() { Name = "Tie it" }).ClickAsync();
            await Expect(answers).ToContainTextAsync("Restated: another aim");
            await Expect(answers.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
            await answers.GetByRole(AriaRole.Button, new() { Name = "Untie Inequalities in access to classes" }).ClickAsync();
            await Expect(did).ToContainTextAsync("Untied.");
            await Expect(answers).Not.ToContainTextAsync("Restated");
            await answers.GetByLabel("A reading of a statement").SelectOptionAsync(reading.Value.ToString("D"));
            await answers.Locator("select").Nth(1).SelectOptionAsync("Interprets");
            await answers.GetByRole(AriaRole.Button, new() { Name = "Tie it" }).ClickAsync();
            await Expect(answers).ToContainTextAsync("Interpreted: another aim");
            await KeepAsync("Review days, one a line", "2026-07-31\n2027-01-31");
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("None is open.");
            await Expect(page.Locator(".tg-canvas > .tg-sentence .blank")).ToHaveCountAsync(0);

            // J and K walk the steps, Q answers; in a field they are letters.
            await page.Locator("#tg-step").FocusAsync();
            await page.Keyboard.PressAsync("j");
            await Expect(page.Locator("#tg-step")).ToHaveTextAsync("Barriers and readiness");
            await page.GetByLabel("A leader holds to it when other things press.", new() { Exact = true }).SelectOptionAsync("InPlace");
            await page.GetByLabel("Note on: A leader holds to it when other things press.", new() { Exact = true }).FillAsync("She sits on the committee.");
            await page.GetByLabel("Note on: A leader holds to it when other things press.", new() { Exact = true }).BlurAsync();
            await page.Locator("#tg-step").FocusAsync();
            await page.Keyboard.PressAsync("k");
            await Expect(page.Locator("#tg-step")).ToHaveTextAsync("Owner, review and widening");
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Button, new() { Name = "Barriers and readiness" }).ClickAsync();
            await Expect(page.GetByLabel("Note on: A leader holds to it when other things press.", new() { Exact = true })).ToHaveValueAsync("She sits on the committee.");
            await Expect(page.GetByLabel("A leader holds to it when other things press.", new() { Exact = true })).ToHaveValueAsync("InPlace");
            await page.Locator("#tg-step").FocusAsync();
            await page.Keyboard.PressAsync("k");
            await Expect(page.Locator("#tg-step")).ToHaveTextAsync("Owner, review and widening");
            await page.GetByLabel("Owner", new() { Exact = true }).FillAsync("");
            await page.GetByLabel("Owner", new() { Exact = true }).BlurAsync();
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("Who answers for it?");
            await page.Locator("#tg-step").FocusAsync();
            await page.Keyboard.PressAsync("q");
            await Expect(page.GetByLabel("Your answer to: Who answers for it?")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("jkq");
            await Expect(page.GetByLabel("Your answer to: Who answers for it?")).ToHaveValueAsync("jkq");
            await page.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
            await did.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("None is open.");
            await tab.ScreenshotAsync("guided-review", fullPage: true);

            // To the board, with another year's table.
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Link, new() { Name = "How it stands" }).ClickAsync();
            await Expect(page.GetByText("No data newer than the baseline compare with it yet.")).ToBeVisibleAsync();
            await page.GetByText("Bring in new data for target 1").ClickAsync();
            var table = page.GetByLabel("Choose the table");
            await Tab.ChooseFilesAsync(table, new FilePayload { Name = "starts-2026.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("area,period,fifth,came,referred,people\nNorthby,2025/26,1,10,20,30\n") });
            await page.GetByRole(AriaRole.Button, new() { Name = "Bring it in" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("started");
            await Expect(page.GetByLabel("What it is called")).ToHaveValueAsync("starts-2026");
            await Tab.ChooseFilesAsync(page.GetByLabel("Choose another table"), new FilePayload { Name = "starts-2026.csv", MimeType = "text/csv", Buffer = Table(("2025/26", 52)) });
            await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
            await Expect(page.GetByLabel("Its boundaries")).ToHaveValueAsync("LSOA 2021");
            await page.GetByRole(AriaRole.Button, new() { Name = "Bring it in" }).ClickAsync();
            await Expect(did).ToContainTextAsync("“starts-2026” adds 2025/26.".Replace('“', '"').Replace('”', '"'));
            await Expect(page.Locator(".tg-verdict")).ToContainTextAsync("2025/26: 10 percentage points. Changed from the baseline by more than chance explains. It is on the path, as far as its interval tells (15.01 expected).");

            // Back to the target: another measure after the baseline is drift.
            await page.GetByRole(AriaRole.Link, new() { Name = "1. An evening class" }).ClickAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Button, new() { Name = "The gap now" }).ClickAsync();
            await page.GetByLabel("Figure of Equity").SelectOptionAsync(earlier.Value.ToString("D"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Fix another in its place" }).ClickAsync();
            await Expect(page.Locator(".tg-side")).ToContainTextAsync("Changed after the baseline: baseline.");
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Link, new() { Name = "How it stands" }).ClickAsync();
            await Expect(page.Locator(".tg-drift")).ToContainTextAsync("all adults, Northby, 2024/25, ranked by income” to “starting within 90 days, all adults, Northby, 2023/24");
            await page.GetByRole(AriaRole.Button, new() { Name = "Write a review of target 1" }).ClickAsync();
            await page.GetByLabel("On", new() { Exact = true }).FillAsync("2026-07-31");
            await page.GetByLabel("What was learned").FillAsync("People came when they were called.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the review" }).ClickAsync();
            await Expect(page.Locator(".tg-reviews")).ToContainTextAsync("Learned: People came when they were called.");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("guided-board", fullPage: true);

            // Looked at again, a target is followed by the next.
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin one that follows target 1" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("An evening class, looked again");
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Link, new() { Name = "How it stands" }).ClickAsync();
            await Expect(page.Locator("#t1")).ToContainTextAsync("Followed by 2. An evening class, looked again.");

            using var client = await server.ClientAsync();
            var target = Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, (await bench.Get<ReadTargets.Handler>().ListAsync(by.Project, Cancel))[0].Id, Cancel));
            Assert.Contains(target, q => q.Raised.Question.Id == "drifted");
            await page.GetByRole(AriaRole.Link, new() { Name = "1. An evening class" }).ClickAsync();
            var plan = page.GetByRole(AriaRole.Link, new() { Name = "Plan as docx" });
            var bytes = await client.GetByteArrayAsync(await plan.GetAttributeAsync("href"), Cancel);
            await File.WriteAllBytesAsync(RepositoryRoot.PathTo("artifacts/screenshots/guided-plan.docx"), bytes, Cancel);
            var printed = new Files.ReadFile(Files.ReadFile.AllReaders).Read("plan.docx", bytes, Files.ReadLimits.Default, null, Cancel).Value.Text;
            foreach (var words in new[] { "In plain language", "people living in Northby’s poorest streets", "We choose streets, not councils.", "What changed after the baseline", "She sits on the committee.", "The baseline rests on: ", "People came when they were called.", "Whom the area would miss", "Statements this target answers", "another aim", "Ruth Adeyemi, " }) Assert.Contains(words, printed, StringComparison.Ordinal);

            async Task ChooseAsync(string label, string value)
            {
                await page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(value);
                await Expect(did).ToContainTextAsync($"Kept: {label.ToLowerInvariant()}.");
            }

            async Task KeepAsync(string label, string value, string? said = null)
            {
                var field = page.GetByLabel(label, new() { Exact = true });
                await field.FillAsync(value);
                await field.BlurAsync();
                await Expect(did).ToContainTextAsync($"Kept: {said ?? label.Replace(", one a line", "", StringComparison.Ordinal).ToLowerInvariant()}.");
            }

            async Task NextAsync(string step)
            {
                await page.GetByRole(AriaRole.Button, new() { Name = $"Next: {step}" }).ClickAsync();
                await Expect(page.Locator("#tg-step")).ToHaveTextAsync(char.ToUpperInvariant(step[0]) + step[1..]);
            }
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Plans_of_archives_and_tables_are_set_beside_the_projects_of_the_workbench()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        Must(await bench.Get<ImportTargets.Handler>().RunAsync(by, "plans.csv", TargetCsv.Write([Good]), Cancel));
        using var archive = new MemoryStream();
        await using (var elsewhere = await TestWorkbench.OpenAsync(Engine.Sqlite))
        {
            var there = await ProjectAsync(elsewhere, Cancel, "The next system");
            var same = Must(await elsewhere.Get<ImportTargets.Handler>().RunAsync(there, "plans.csv", TargetCsv.Write([Good with { Title = "The same elsewhere" }]), Cancel))[0];
            var lifts = Must(await elsewhere.Get<Modelling.ExtendModel.Handler>().AddAsync(there, new("Lifts by volunteers", "driver", "partner", "", [Box("access")]), Cancel));
            Must(await elsewhere.Get<SetField.Handler>().RunAsync(there, same, "drivers", $"{Box("availability")} {lifts}", Cancel));
            Must(await elsewhere.Get<ArchiveProject.Handler>().RunAsync(there, new(), archive, Cancel));
        }
        var table = TargetCsv.Write([(Good with { Title = "A wish", Actions = [], Indicators = [] }).With((TargetField.Steps, null), (TargetField.IfWe, null), (TargetField.Aim, "aims.mitigate"))]);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/targets");
            await page.GetByRole(AriaRole.Link, new() { Name = "Across plans" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 target in 1 plan." })).ToBeVisibleAsync();
            var field = page.GetByLabel("Add an archive or a table");
            await Tab.ChooseFilesAsync(field, new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = "hello"u8.ToArray() });
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("\"notes.txt\" is neither a table of targets");
            await Tab.ChooseFilesAsync(field, new FilePayload { Name = "broken.throughline", MimeType = "application/zip", Buffer = "no archive"u8.ToArray() });
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("\"broken.throughline\"");
            await Tab.ChooseFilesAsync(field, new FilePayload { Name = "next.throughline", MimeType = "application/zip", Buffer = archive.ToArray() });
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "2 targets in 2 plans." })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
            await Expect(page.Locator(".tg-facts")).ToContainTextAsync("Trial: 1. Good and The next system: 1. The same elsewhere");
            // A box of another project's own bears its own name, and its project's.
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Grid of targets" })).ToContainTextAsync("Lifts by volunteers (The next system)");
            await Tab.ChooseFilesAsync(field, new FilePayload { Name = "wishes.csv", MimeType = "text/csv", Buffer = table });
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "3 targets in 3 plans." })).ToBeVisibleAsync();
            await Expect(page.Locator(".tg-facts section").Filter(new() { HasText = "Without a mechanism" })).ToContainTextAsync("wishes: 1. A wish");
            await page.GetByLabel("Set plans against").SelectOptionAsync(new SelectOptionValue { Label = "levels of action" });
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Matrix of plans" }).GetByRole(AriaRole.Columnheader, new() { Name = "not said" })).ToBeVisibleAsync();
            await page.GetByLabel("wishes, not said: 1 target").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Matrix of plans" })).ToContainTextAsync("1. A wish");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("targets-across", fullPage: true);
            // What was brought here for a look is in no project.
            Assert.Single(await bench.Get<FindProject.Handler>().AllAsync(Cancel));
            await page.GetByLabel("wishes", new() { Exact = true }).UncheckAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "2 targets in 2 plans." })).ToBeVisibleAsync();

            // From here to the model by clicks, and an arrow of one's own.
            await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Targets" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "The model" }).ClickAsync();
            // Where it is inferred that inequality shows, the dot is hollow and dashed; the table says so.
            await Expect(page.Locator(".tg-model circle.inf")).ToHaveCountAsync(6);
            await Expect(page.Locator(".tg-model circle.inf").First).ToHaveCSSAsync("stroke-dasharray", "1.75px, 1.25px");
            // What is inferred is dashed, a box and an arrow alike; the left edge says in whose hands a box lies: in one part, in two, or none.
            foreach (var inferred in new[] { ".tg-model g.inf rect", ".tg-model > path.inf" }) await Expect(page.Locator(inferred).First).ToHaveCSSAsync("stroke-dasharray", "3px, 3px");
            ILocator BoxOf(string title) => page.Locator(".tg-model g").Filter(new() { HasText = title });
            await Expect(BoxOf("Availability of services: ours").Locator("rect")).ToHaveCSSAsync("stroke-dasharray", "none");
            await Expect(BoxOf("Availability of services: ours").Locator(".hand")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M[^M]+z$"));
            await Expect(BoxOf("Social determinants of health: we can influence it").Locator(".hand")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M[^M]+zM[^M]+z$"));
            await Expect(BoxOf("Funding by need: national").Locator(".hand")).ToHaveCountAsync(0);
            await Expect(page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "Personal behaviours", Exact = true }) })).ToContainTextAsync("that inequality shows there is inferred");
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Transport to care");
            await page.Locator(".tg-modelpage form select").Nth(1).SelectOptionAsync("partner");
            // A kind is itself what shows; of a driver it can be said.
            await page.Locator(".tg-modelpage form select").First.SelectOptionAsync("inequality");
            await Expect(page.GetByLabel("Inequality shows there")).ToBeDisabledAsync();
            await page.Locator(".tg-modelpage form select").First.SelectOptionAsync("driver");
            await page.GetByLabel("Inequality shows there").CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the box" }).ClickAsync();
            await Expect(page.Locator(".tg-model g.own")).ToHaveCountAsync(1);
            await Expect(page.Locator(".tg-model g.own rect")).ToHaveCSSAsync("stroke-dasharray", "1px, 3px");
            // A partner's edge is outlined.
            await Expect(page.Locator(".tg-model g.own .hand")).ToHaveCSSAsync("fill", "none");
            await Expect(page.Locator(".tg-model g.own .hand")).Not.ToHaveCSSAsync("stroke", "none");
            await Expect(page.Locator(".tg-model g.own circle.seen")).ToHaveCountAsync(1);
            await Expect(page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "Transport to care", Exact = true }) })).ToContainTextAsync("this project’s own; inequality shows there");
            await Expect(page.GetByLabel("Inequality shows there")).Not.ToBeCheckedAsync();
            await page.GetByLabel("An arrow from").SelectOptionAsync(new SelectOptionValue { Label = "Transport to care" });
            await page.GetByRole(AriaRole.Form, new() { Name = "An arrow between two boxes" }).Locator("select").Nth(1).SelectOptionAsync(Box("access"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the arrow" }).ClickAsync();
            await Expect(page.Locator(".did")).ToContainTextAsync("Added an arrow from Transport to care to Access to care.");
            await Expect(page.Locator(".tg-model > path.own")).ToHaveCountAsync(1);
            await Expect(page.Locator(".tg-model > path.own")).ToHaveCSSAsync("stroke-dasharray", "1px, 3px");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("targets-model", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away the arrow from Transport to care to Access to care" }).ClickAsync();
            await Expect(page.Locator(".tg-model > path.own")).ToHaveCountAsync(0);
        }, new() { BaseUrl = server.BaseUrl });
    }
}
