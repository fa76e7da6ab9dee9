using System.Text;
using Microsoft.Playwright;
using Throughline.Framing.Representations;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Policy.Tests;

/// <summary>The pages of a policy analysis as people go through them: from one to the next in one window, and by keys.</summary>
public sealed class PolicyWalkTests
{
    private const string Plan = "Inequalities in access have grown.\nPeople in the poorest streets die younger than those by the park.\nDisparities in dentistry remain.";
    private const string Next = "Inequalities in access have grown still.\nPeople in the poorest streets die younger than those by the park.";
    private const string Board = "WEBVTT\n\n00:00:02.000 --> 00:00:08.000\nWelcome to the meeting of the board.\n\n00:01:04.000 --> 00:01:12.000\nThe ambulance response times are poor again.\n\n00:02:10.000 --> 00:02:19.000\nHealth inequalities between our towns are widening.\n\n00:02:30.000 --> 00:02:40.000\nAmbulance handover delays come next.\n\n00:02:42.000 --> 00:02:46.000\nThe ambulance service is stretched.\n\n00:02:50.000 --> 00:02:55.000\nAmbulance crews wait at the door.\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(Acting By, Acting Other, SourceId First, SourceId Second)> MakeAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var other = by with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(by, "Tom Hale", Cancel)).Value };
        var (first, second) = (await bench.AddTextAsync(by, "A Fairer Start", Plan, SourceKind.Document), await bench.AddTextAsync(by, "A Fairer Start, second edition", Next, SourceKind.Document));
        Assert.True((await bench.Get<DescribeDocument.Handler>().RunAsync(by, second, new("The Ministry", new(2025, 4, 1), "in force", "", "", first), Cancel)).Succeeded);
        foreach (var source in new[] { first, second })
        {
            Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
            Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        }
        return (by, other, first, second);
    }

    [Fact]
    public async Task From_the_statements_to_clarity_attention_and_shape_and_back_in_one_window()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, first, second) = await MakeAsync(bench);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        foreach (var (row, kind) in new[] { (0, "access-to-care"), (1, "life-expectancy"), (3, "access-to-care") })
            Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(rows[row].Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind." + kind]), row == 3 ? new("group", FieldState.Implied, ["representation.group.deprived-areas"]) : FieldAnswer.Silent(RepresentationField.Group)]), Cancel)).Succeeded);
        var job = (await bench.Get<ImportFiles.Handler>().RunAsync(by, [new("Board, 3 March.vtt", Encoding.UTF8.GetBytes(Board))], new(Kind: SourceKind.Transcript), Cancel)).Value;
        var board = new SourceId((await bench.Get<Jobs>().RunHereAsync(job, Cancel)).Lines[0].Subject!.Value.Id);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var parts = page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the policy analysis" });
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "How clear are the documents?" })).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-dots i")).ToHaveCountAsync(3);
            await tab.PicturesAsync("policy-walk-statements", fullPage: true);

            await parts.GetByRole(AriaRole.Link, new() { Name = "Clarity" }).ClickAsync();
            var shares = page.GetByRole(AriaRole.Table, new() { Name = "In how many statements each field is stated, implied and not stated, by reader" });
            await Expect(shares).ToContainTextAsync("5 statements; 3 read");
            await shares.GetByRole(AriaRole.Button, new() { Name = "0 (0 %), 1 (33 %), 2 (67 %) of 3: Group, Ruth Adeyemi" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Group, Ruth Adeyemi" })).ToBeVisibleAsync();

            // Two sets by hand, then a document against the one it took the place of.
            var sets = page.Locator(".policy-sets");
            await Expect(sets).ToContainTextAsync("One of the two sets is empty.");
            await sets.GetByLabel("A Fairer Start in the first set", new() { Exact = true }).CheckAsync();
            await sets.GetByLabel("A Fairer Start, second edition in the second set").CheckAsync();
            var compared = page.GetByRole(AriaRole.Table, new() { Name = "Statements in which each field is stated, implied and not stated, in each set" });
            await Expect(compared.GetByRole(AriaRole.Row, new() { Name = "Kind of inequality" })).ToContainTextAsync("2/2 (100 %)");
            // Each figure opens its statements, of one set or of all documents.
            await compared.GetByRole(AriaRole.Button, new() { Name = "Group implied, second set: open 1 statement" }).ClickAsync();
            await Expect(sets.Locator(".policy-opened")).ToContainTextAsync("Inequalities in access have grown still.");
            await compared.GetByRole(AriaRole.Button, new() { Name = "Group not stated, first set: open 2 statements" }).ClickAsync();
            await Expect(sets.Locator(".policy-opened li")).ToHaveCountAsync(2);
            await page.GetByRole(AriaRole.Button, new() { Name = "3/3 stated: Kind of inequality, all documents" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "All documents: Kind of inequality" })).ToBeVisibleAsync();
            await Expect(page.Locator(".policy-clarity .policy-opened li")).ToHaveCountAsync(3);
            await sets.GetByLabel("A Fairer Start in the first set", new() { Exact = true }).UncheckAsync();
            await Expect(sets).ToContainTextAsync("One of the two sets is empty.");
            await sets.GetByRole(AriaRole.Button, new() { Name = "A Fairer Start, second edition against what it took the place of" }).ClickAsync();
            await Expect(compared.GetByRole(AriaRole.Row, new() { Name = "Kind of inequality" })).ToContainTextAsync("1/1 (100 %)");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-walk-clarity", fullPage: true);

            await parts.GetByRole(AriaRole.Link, new() { Name = "Attention" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "By minute" })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Minutes in which each topic is spoken of, 3 minutes in all" })).ToBeVisibleAsync();
            // In the order of their dates; what has none stands last.
            var dates = page.GetByRole(AriaRole.Table, new() { Name = "Share of inequalities by date" });
            await Expect(dates.Locator("tbody tr").First).ToContainTextAsync("1 April 2025");
            await Expect(dates.Locator("tbody tr").Last).ToContainTextAsync("no date");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A Fairer Start, second edition 1 April 2025" })).ToBeVisibleAsync();
            await page.GetByText("Where inequalities stand alone").First.ClickAsync();
            await Expect(page.Locator(".policy-where[open] a").First).ToContainTextAsync("Inequalities in access have grown");
            // Heights are of the highest bar: three lines of a minute of four, and one line of a minute of one.
            var bars = page.Locator(".policy-minutes rect");
            await Expect(bars.Filter(new() { HasText = "2 min: 3 of 4 lines" })).ToHaveAttributeAsync("height", "18");
            await Expect(bars.Filter(new() { HasText = "1 min: 1 of 1 line" })).ToHaveAttributeAsync("height", "6");
            await Expect(page.GetByText("the highest is 3 lines in one minute. A minute has 1 to 4 lines")).ToBeVisibleAsync();
            await page.GetByText("The same in figures").ClickAsync();
            var minutes = page.GetByRole(AriaRole.Table, new() { Name = "Minutes in which each topic is spoken of" });
            await Expect(minutes.GetByRole(AriaRole.Row, new() { Name = "Emergency and ambulance" })).ToContainTextAsync("1, 2");
            await Expect(minutes.GetByRole(AriaRole.Row, new() { Name = "Inequalities" })).ToHaveTextAsync("Inequalities12");
            // Each figure opens the sentences it counts, and those lead to their places; pressed again it closes them.
            var beside = page.GetByRole(AriaRole.Table, new() { Name = "Shares by topic, stated beside revealed" });
            var behind = page.Locator(".policy-behind");
            await beside.GetByRole(AriaRole.Row, new() { Name = "Emergency and ambulance" }).GetByRole(AriaRole.Button, new() { Name = ", lines that speak of Emergency and ambulance" }).ClickAsync();
            await Expect(behind.Locator("h3")).ToBeFocusedAsync();
            await Expect(behind.Locator("li").First).ToHaveTextAsync("The ambulance response times are poor again. minute 1");
            await Expect(behind.Locator("li")).ToHaveCountAsync(await behind.Locator("h3 .num").InnerTextAsync() is var said ? int.Parse(said, System.Globalization.CultureInfo.InvariantCulture) : 0);
            await dates.GetByRole(AriaRole.Button, new() { Name = "3 (100.0 %), of inequalities in A Fairer Start", Exact = true }).ClickAsync();
            await Expect(behind).ToHaveCountAsync(1);
            await Expect(behind.Locator("li")).ToHaveTextAsync(["Inequalities in access have grown.", "People in the poorest streets die younger than those by the park.", "Disparities in dentistry remain."]);
            await tab.PicturesAsync("policy-walk-behind", fullPage: true);
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await dates.GetByRole(AriaRole.Button, new() { Name = "3 (100.0 %), of inequalities in A Fairer Start", Exact = true }).ClickAsync();
            await Expect(behind).ToHaveCountAsync(0);
            await tab.PicturesAsync("policy-walk-attention", fullPage: true);
            await page.GetByRole(AriaRole.Row, new() { Name = "Emergency and ambulance" }).Locator("a").First.ClickAsync();
            await page.WaitForURLAsync(url => url.Contains($"/coding/{board.Value:D}", StringComparison.Ordinal));
            await page.GoBackAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "By minute" })).ToBeVisibleAsync();

            await page.GetByRole(AriaRole.Link, new() { Name = "Shape", Exact = true }).ClickAsync();
            await page.Locator(".shape-choices select").Nth(2).SelectOptionAsync(new SelectOptionValue { Label = "A Fairer Start, second edition and 1 earlier version" });
            await Expect(page.Locator(".shape-table thead th")).ToHaveCountAsync(3);
            await page.GetByRole(AriaRole.Link, new() { Name = "Drift of aim" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Aim, from one to the next" })).ToBeVisibleAsync();
            await Expect(page.Locator(".shape-drift thead th").Nth(1)).ToContainTextAsync("A Fairer Start");
            await page.GetByRole(AriaRole.Link, new() { Name = "Policy", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "How clear are the documents?" })).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Quick_keys_make_one_reading_and_each_field_is_accepted_changed_and_cleared_by_one()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, other, first, _) = await MakeAsync(bench);
        Assert.True((await bench.Get<AssignReadings.Handler>().RunAsync(by, first, [by.Analyst, other.Analyst], Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy");
            await Expect(page.GetByText("Tom Hale’s reading is closed to you")).ToBeVisibleAsync();
            var kind = page.GetByRole(AriaRole.Button, new() { Name = "Kind of inequality", Exact = true });
            var form = page.GetByRole(AriaRole.Button, new() { Name = "Form", Exact = true });
            await kind.ClickAsync();
            await Expect(kind).ToHaveAttributeAsync("aria-expanded", "true");
            // One after another without waiting: accept, say that it is implied, go on, not stated.
            foreach (var key in new[] { "a", "2", "j", "3" }) await page.Keyboard.PressAsync(key);
            await Expect(form).ToHaveAttributeAsync("aria-expanded", "true");
            await Expect(page.Locator(".policy-form h2")).ToContainTextAsync("2 of 24 fields");
            await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Kind of inequality" })).ToContainTextAsync("implied");
            await page.Keyboard.PressAsync("k");
            await Expect(kind).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("c");
            await Expect(page.Locator(".policy-form h2")).ToContainTextAsync("1 of 24 fields");
            await page.Keyboard.PressAsync("1");
            await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "stated 1", Exact = true })).ToBeCheckedAsync();
            await page.GetByText("Note on Kind of inequality").ClickAsync();
            // Letters typed in a field are letters.
            await page.GetByLabel("Note on Kind of inequality").FillAsync("as far as said");
            await page.GetByLabel("Note on Kind of inequality").BlurAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Label", Exact = true }).ClickAsync();
            await page.GetByLabel("In the statement’s own words").FillAsync("the many");
            await page.GetByLabel("In the statement’s own words").BlurAsync();
            await Expect(page.Locator(".policy-form h2")).ToContainTextAsync("3 of 24 fields");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("policy-keys", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Label", Exact = true }).FocusAsync();
            await page.Keyboard.PressAsync("f");
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Finished." })).ToBeVisibleAsync();
            // The focus is on the next statement, where the keys go on.
            await Expect(page.Locator("#policy-statement-title")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("j");
            await Expect(kind).ToHaveAttributeAsync("aria-expanded", "true");
        }, new() { BaseUrl = server.BaseUrl });
        var reading = Assert.Single(await bench.Get<ListRepresentations.Handler>().RunAsync(by, new(), Cancel));
        Assert.Equal((FieldState.Stated, "as far as said"), (reading.Answers["kind"].State, reading.Answers["kind"].Note));
        Assert.Equal((FieldState.NotStated, "the many"), (reading.Answers["form"].State, reading.Answers["label"].Words));
    }

    [Fact]
    public async Task Two_settle_otherwise_than_either_read_and_near_twins_of_two_documents_count_once()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, other, first, second) = await MakeAsync(bench);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, first, Cancel);
        Assert.True((await bench.Get<AssignReadings.Handler>().RunAsync(by, first, [by.Analyst, other.Analyst], Cancel)).Succeeded);
        foreach (var (who, kind) in new[] { (by, "access-to-care"), (other, "life-expectancy") })
            for (var row = 0; row < 3; row++)
            {
                Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(who, new(rows[row].Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind." + (row == 0 ? "outcomes-of-care" : kind)])]), Cancel)).Succeeded);
                Assert.True((await bench.Get<FinishReading.Handler>().RunAsync(who, rows[row].Id, Cancel)).Succeeded);
            }
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy?statement={rows[0].Id.Value:D}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You read this alike" })).ToBeVisibleAsync();
            await page.WaitForFunctionAsync("() => window.Blazor !== undefined");
            await page.GetByRole(AriaRole.Button, new() { Name = "Record the one statement that all of you read alike" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Settled, recorded by Ruth Adeyemi" })).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Open the next" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Where you differ" })).ToBeVisibleAsync();
            // What was chosen for one statement is not carried into the next.
            await page.GetByRole(AriaRole.Button, new() { Name = "Adopt Ruth Adeyemi’s reading of Kind of inequality" }).ClickAsync();
            await page.GetByLabel("Why").FillAsync("Of the other statement.");
            await Expect(page.Locator(".policy-settle")).ToContainTextAsync("1 of 1 settled");
            await page.GetByRole(AriaRole.Button, new() { Name = "Open the next" }).ClickAsync();
            await Expect(page.Locator(".policy-statement")).ToContainTextAsync("Disparities in dentistry remain.");
            await Expect(page.Locator(".policy-settle")).ToContainTextAsync("0 of 1 settled");
            await Expect(page.GetByLabel("Why")).ToHaveValueAsync("");
            await page.GetByRole(AriaRole.Button, new() { Name = "Open the next" }).ClickAsync();
            await Expect(page.Locator(".policy-statement")).ToContainTextAsync("poorest streets");
            await page.GetByText("Settle otherwise on Kind of inequality").ClickAsync();
            await page.Locator(".policy-other").GetByLabel("Healthy life expectancy").CheckAsync();
            // Scrolled half way, the bar at the top covers half of some row.
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take this for Kind of inequality" }).ClickAsync();
            await Expect(page.Locator(".policy-settle")).ToContainTextAsync("1 of 1 settled");
            await page.GetByLabel("Why").FillAsync("Neither: years in health.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Record what we agreed" }).ClickAsync();
            await Expect(page.Locator(".policy-settle")).ToContainTextAsync("Agreed by Ruth Adeyemi and Tom Hale, who read it without sight of each other.");
            await Expect(page.Locator(".policy-settle")).ToContainTextAsync("Because: Neither: years in health.");
            await Expect(page.Locator(".policy-settle tbody")).ToContainTextAsync("Healthy life expectancy (stated)");
            await tab.ScreenshotAsync("policy-settled-otherwise", fullPage: true);

            // The second edition says it again: the two can count once.
            var twin = page.GetByRole(AriaRole.Button, new() { Name = "Count this once with that" });
            await twin.ClickAsync();
            await Expect(page.GetByText("This counts once with that one.")).ToBeVisibleAsync();
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Count both" }).ClickAsync();
            await Expect(twin).ToBeVisibleAsync();
            await twin.ClickAsync();
            await Expect(page.GetByText("This counts once with that one.")).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
        var after = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal(after.Single(s => s.Source == second && s.Text.StartsWith("People", StringComparison.Ordinal)).Id, after.Single(s => s.Id == rows[1].Id).CountsWith);
    }

    [Fact]
    public async Task Pairs_of_meanings_beyond_the_first_four_open()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "A Fairer Start", "Inequalities in access have grown.\nInequalities in length of life have grown.\nInequalities in illness remain.\nInequalities in what care is like remain.", SourceKind.Document);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        string[] kinds = ["access-to-care", "life-expectancy", "health-status", "experience-of-care"];
        for (var i = 0; i < kinds.Length; i++) Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(rows[i].Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind." + kinds[i]])]), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/clarity");
            var slip = page.Locator(".policy-slip").First;
            await slip.GetByText("2 more pairs of meanings").ClickAsync();
            await Expect(slip.Locator(".policy-more[open] li")).ToHaveCountAsync(2);
            await Expect(slip.Locator(".policy-more[open] li").First).ToContainTextAsync(" against ");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_term_used_differently_across_documents_is_recorded_from_its_row()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, _, second) = await MakeAsync(bench);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        var later = rows.First(r => r.Source == second && r.Text.Contains("nequalities", StringComparison.Ordinal));
        foreach (var (row, kind) in new[] { (rows[0], "life-expectancy"), (later, "access-to-care") })
            Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(row.Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind." + kind])]), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/policy/clarity");
            await page.GetByRole(AriaRole.Button, new() { Name = "Record this: inequality, across documents" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Term", Exact = true })).ToHaveValueAsync("inequality");
            await page.GetByRole(AriaRole.Button, new() { Name = "Record", Exact = true }).ClickAsync();
            var table = page.GetByRole(AriaRole.Table, new() { Name = "Terms that analysts have recorded" });
            await Expect(table.GetByRole(AriaRole.Rowheader)).ToContainTextAsync(" and ");
            await Expect(table.GetByRole(AriaRole.Link)).ToHaveCountAsync(2);
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-slippage-across", fullPage: true);
            await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(table).ToHaveCountAsync(0);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Readings_of_what_was_left_out_are_shown_when_they_are_asked_for()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, _, _) = await MakeAsync(bench);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        foreach (var (row, note) in new[] { (0, "Quarrelsome."), (1, "Calm.") })
            Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(rows[row].Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind.access-to-care"], null, note)]), Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().RejectAsync(by, rows[0].Id, Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/ask?q=quarrelsome");
            await page.GetByText("Also in what was left out (1)").ClickAsync();
            var reading = page.GetByRole(AriaRole.Link, new() { Name = "Ruth Adeyemi’s reading (left out) of A Fairer Start" });
            await Expect(reading).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "Also what was left out as no statement" }).CheckAsync();
            await Expect(reading).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("policy-ask-left-out");
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "Also what was left out as no statement" }).UncheckAsync();
            await Expect(reading).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Checkbox, new() { Name = "Also what was left out as no statement" }).CheckAsync();
            await reading.ClickAsync();
            await Expect(page.Locator("[data-left-out]")).ToContainTextAsync("This was settled to be no statement.");
            await page.AssertNoViolationsAsync();

            await page.GotoAsync($"/p/{by.Project.Value:D}/shape");
            await Expect(page.Locator(".shape-foot")).ToContainTextAsync("1 reading by 1 analyst; 1 reading of what was left out as no statement is not counted.");
            var all = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "with those of what was left out" }).ClickAsync());
            Assert.Contains("Quarrelsome.", await File.ReadAllTextAsync(await all.PathAsync(), Cancel), StringComparison.Ordinal);
            var counted = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "every reading as csv" }).ClickAsync());
            Assert.DoesNotContain("Quarrelsome.", await File.ReadAllTextAsync(await counted.PathAsync(), Cancel), StringComparison.Ordinal);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task What_analysts_wrote_is_found_on_the_page_ask()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _, _, _) = await MakeAsync(bench);
        var rows = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.True((await bench.Get<MakeRepresentation.Handler>().RunAsync(by, new(rows[0].Excerpt.Node, Answers: [new("kind", FieldState.Stated, ["checkland-2025.kind.access-to-care"], null, "Quarrelsome.")]), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/ask?q=quarrelsome");
            await page.GetByText("Also in 1 reading").ClickAsync();
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("policy-ask");
            await page.GetByRole(AriaRole.Link, new() { Name = "Ruth Adeyemi’s reading of A Fairer Start" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "How the problem is represented" })).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }
}
