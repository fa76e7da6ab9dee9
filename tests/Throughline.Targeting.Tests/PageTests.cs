using System.Text;
using Microsoft.Playwright;
using Throughline.Equity;
using Throughline.Policy.Statements;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;
using static Throughline.Targeting.Tests.World;

namespace Throughline.Targeting.Tests;

public class PageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Access_to_care_for_people_experiencing_homelessness_leads_to_three_drivers_and_asks_for_comparator_and_geography()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/targets");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No target yet" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin a target" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("A target needs a name");
            await page.GetByLabel("A new target’s name").FillAsync("Access to care for people experiencing homelessness");
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin a target" }).ClickAsync();

            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Access to care for people experiencing homelessness");
            await page.GetByLabel("Kind of inequality", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Access to care" });
            await Expect(page.Locator(".did")).ToContainTextAsync("Kept: kind of inequality.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Next: comparison and people" }).ClickAsync();
            await page.GetByLabel("Group", new() { Exact = true }).SelectOptionAsync("representation.group.inclusion-health.homelessness");
            await Expect(page.Locator(".did")).ToContainTextAsync("Kept: group.");

            var questions = page.Locator(".tg-side");
            await Expect(questions).ToContainTextAsync("Compared with whom?");
            await Expect(questions).ToContainTextAsync("Over which area?");
            await Expect(questions).Not.ToContainTextAsync("Which inequality is it?");

            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Button, new() { Name = "Drivers within reach" }).ClickAsync();
            var first = page.Locator(".tg-boxes").First;
            await Expect(first.Locator("legend")).ToHaveTextAsync("What the paper reads off the model for access to care");
            await Expect(first.Locator("b")).ToHaveTextAsync(["Availability of services", "Accessibility of services", "Flexibility of services"]);
            // A click on the picture ticks the box's own checkbox.
            await page.Locator(".tg-model label[for$='.availability']").ClickAsync();
            await Expect(first.GetByRole(AriaRole.Checkbox).First).ToBeCheckedAsync();
            await Expect(page.Locator(".tg-model g.lit")).ToHaveCountAsync(2);
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("target-drivers", fullPage: true);

            // Undo takes the last field back, here and in the sentence.
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator(".tg-model g.lit")).ToHaveCountAsync(1);

            // An answer lets a question rest.
            await page.GetByRole(AriaRole.Button, new() { Name = "Answer: Compared with whom?" }).ClickAsync();
            await page.GetByLabel("Your answer to: Compared with whom?").FillAsync("With people who have a home, as soon as the practices count them.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Let it rest" }).ClickAsync();
            await Expect(questions.Locator("details summary")).ToHaveTextAsync("1 question resting");
            // Who answered stands beside the answer, which can be taken back; the question then leads to its field.
            await questions.Locator("details summary").ClickAsync();
            await Expect(questions.Locator("details li")).ToContainTextAsync("Ruth Adeyemi, ");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take back the answer to: Compared with whom?" }).ClickAsync();
            await Expect(page.Locator(".did")).ToContainTextAsync("Took the answer back.");
            await Expect(questions.Locator("details")).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Button, new() { Name = "Go there: Compared with whom?" }).ClickAsync();
            await Expect(page.Locator("#tg-step")).ToHaveTextAsync("Comparison and people");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Outcomes_after_surgery_lead_to_behaviour_before_it_prioritisation_and_support_in_recovery()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        var id = Must(await bench.Get<EditTarget.Handler>().AddAsync(by, "Outcomes after surgery", null, Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/targets/{id.Value:D}");
            await page.GetByLabel("Kind of inequality", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Outcomes of care" });
            await Expect(page.Locator(".did")).ToContainTextAsync("Kept: kind of inequality.");
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Button, new() { Name = "Drivers within reach" }).ClickAsync();
            await Expect(page.Locator(".tg-boxes").First.Locator("b")).ToHaveTextAsync(["Personal behaviours", "Prioritisation for treatment", "Support during recovery"]);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Another_years_data_change_the_board_and_a_change_of_aim_shows_as_drift()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        var first = await DatasetAsync(bench, by, "to 2025", Table(("2022/23", 36), ("2023/24", 38), ("2024/25", 40)), Cancel);
        var figure = await FigureAsync(bench, by, first, "2024/25", Cancel);
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Aim, "aims.narrow-the-gap"), (TargetField.Goal, "5"), (TargetField.GoalDay, "2027-03-31"));
        Must(await bench.Get<EditIndicators.Handler>().SaveAsync(by, id, null, new("Invitations sent", IndicatorKind.Process, InHandsOf.Ours, 1), Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/targets/{id.Value:D}");
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Button, new() { Name = "The gap now" }).ClickAsync();
            await page.GetByLabel("Figure of Equity").SelectOptionAsync(figure.Value.ToString("D"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Fix it as the baseline" }).ClickAsync();
            await Expect(page.Locator(".tg-readout b").First).ToHaveTextAsync("25.00");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("target-baseline", fullPage: true);

            // A day before the baseline is refused beside the field, and stays as it was typed.
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Button, new() { Name = "Indicator and goal" }).ClickAsync();
            await page.GetByLabel("By", new() { Exact = true }).FillAsync("2024-01-01");
            await page.GetByLabel("By", new() { Exact = true }).BlurAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("By: 1 January 2024 is not after the baseline, whose period 2024/25 ends on 31 March 2025");
            await Expect(page.GetByLabel("By", new() { Exact = true })).ToHaveValueAsync("2024-01-01");
            await page.GetByRole(AriaRole.Button, new() { Name = "Change the indicator Invitations sent" }).ClickAsync();
            await Expect(page.GetByLabel("The indicator", new() { Exact = true })).ToHaveValueAsync("Invitations sent");
            await page.GetByLabel("Measured by").SelectOptionAsync(figure.Value.ToString("D"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the indicator" }).ClickAsync();
            await Expect(page.Locator(".tg-parts")).ToContainTextAsync("moves after 1 month, measured by Starting within 90 days, all adults, Northby, 2024/25");

            await page.GotoAsync($"/p/{by.Project.Value:D}/targets/board");
            await Expect(page.GetByText("No data newer than the baseline compare with it yet.")).ToBeVisibleAsync();
            await DatasetAsync(bench, by, "2026", Table(("2025/26", 52)), Cancel);
            Must(await bench.Get<SetField.Handler>().RunAsync(by, id, "aim", "aims.root-causes", Cancel));
            await page.ReloadAsync();
            await Expect(page.Locator(".tg-verdict")).ToContainTextAsync("2025/26: 10 percentage points. Changed from the baseline by more than chance explains. It is on the path, as far as its interval tells (15.00 expected).");
            await Expect(page.Locator(".tg-drift")).ToContainTextAsync("from “Narrow the gap” to “Act or advocate on root causes”");
            await Expect(page.Locator(".tg-measured")).ToContainTextAsync("process: Invitations sent. 2024/25: on average 50.00 % (48.00 in 2022/23); absolute gap 25.00");
            await page.GetByRole(AriaRole.Button, new() { Name = "Write a review of target 1" }).ClickAsync();
            await page.GetByLabel("On", new() { Exact = true }).FillAsync("2026-07-31");
            await page.GetByLabel("What was learned").FillAsync("People came when they were called.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the review" }).ClickAsync();
            await Expect(page.Locator(".tg-reviews")).ToContainTextAsync("with data of 2025/26. Learned: People came when they were called.");
            await page.GetByText("The numbers").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Numbers of target 1" })).ToContainTextAsync("2022/23");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("target-board", fullPage: true);
            using var client = await server.ClientAsync();
            var href = await page.GetByRole(AriaRole.Link, new() { Name = "Review of 31 July 2026 as html" }).GetAttributeAsync("href");
            var printed = await client.GetStringAsync(href, Cancel);
            Assert.Contains("In plain language", printed, StringComparison.Ordinal);
            Assert.Contains("People came when they were called.", printed, StringComparison.Ordinal);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task What_goes_wrong_with_a_target_after_it_was_made_is_refused_or_shown_where_it_stands()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        // Boards of 2024 end with March 2026, before the goal's day.
        var data = await DatasetAsync(bench, by, "to 2025", Table(("2024/25", 40)), Cancel, vintage: "ICB 2024");
        var figure = await FigureAsync(bench, by, data, "2024/25", Cancel);
        var source = await bench.AddTextAsync(by, "A plan", "Inequalities in access to classes have grown since last year.", SourceKind.Document);
        var statement = Must(await bench.Get<ChangeStatement.Handler>().AddAsync(by, source, null, new(0, 34), Cancel));
        var id = await TargetAsync(bench, by, Cancel, (TargetField.Kind, Access), (TargetField.Aim, "aims.narrow-the-gap"), (TargetField.Because, "Classes are far away."), (TargetField.Owner, "The respiratory lead"), (TargetField.Goal, "10"), (TargetField.GoalDay, "2027-03-31"));
        Must(await bench.Get<TieEvidence.Handler>().AddAsync(by, id, "because", statement.Node, null, Cancel));
        Must(await bench.Get<EditIndicators.Handler>().SaveAsync(by, id, null, new("Started within 90 days", IndicatorKind.Outcome, InHandsOf.Ours, 9), Cancel));
        Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, id, figure, Cancel));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var (steps, side, alert) = (page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }), page.Locator(".tg-side"), page.GetByRole(AriaRole.Alert));
            async Task GoAsync(string step)
            {
                await steps.GetByRole(AriaRole.Button, new() { Name = step }).ClickAsync();
                await Expect(page.Locator("#tg-step")).ToHaveTextAsync(step);
            }
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/targets/{id.Value:D}");

            // A vintage that is retired before the goal's day.
            await Expect(side).ToContainTextAsync("The areas of ICB 2024 were in force until 31 March 2026: 36 boards took the place of 42.");

            // Days before the baseline: refused beside their field, and left as they were typed.
            await GoAsync("Owner, review and widening");
            var days = page.GetByLabel("Review days, one a line", new() { Exact = true });
            await days.FillAsync("2024-01-01");
            await days.BlurAsync();
            await Expect(alert).ToContainTextAsync("1 January 2024 is not after the baseline, whose period 2024/25 ends on 31 March 2025");
            await Expect(days).ToHaveValueAsync("2024-01-01");
            await days.FillAsync("2027-01-31");
            await days.BlurAsync();
            await Expect(page.Locator(".did")).ToContainTextAsync("Kept: review days");
            await Expect(alert).ToHaveCountAsync(0);

            // An owner who is removed.
            var owner = page.GetByLabel("Owner", new() { Exact = true });
            await owner.FillAsync("");
            await owner.BlurAsync();
            await Expect(side).ToContainTextAsync("Who answers for it?");
            await Expect(side).ToContainTextAsync("Changed after the baseline: owner.");

            // An indicator that is redefined.
            await GoAsync("Indicator and goal");
            await page.GetByRole(AriaRole.Button, new() { Name = "Change the indicator Started within 90 days" }).ClickAsync();
            await Expect(page.GetByLabel("The indicator", new() { Exact = true })).ToHaveValueAsync("Started within 90 days");
            await page.GetByLabel("The indicator", new() { Exact = true }).FillAsync("Invitations sent");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the indicator" }).ClickAsync();
            await Expect(side).ToContainTextAsync("Changed after the baseline: owner, indicators.");

            // Evidence that is erased: the field rests on nothing, and says so.
            await GoAsync("Aim, mechanism and action");
            var rests = page.GetByRole(AriaRole.List, new() { Name = "What Because rests on" });
            await Expect(rests).ToContainTextAsync("Inequalities in access to classes");
            Must(await bench.Get<EraseWords.Handler>().RunAsync(by, new(EraseSubject.Of(source), EraseReason.Mistake), Cancel));
            await page.ReloadAsync();
            await Expect(side).ToContainTextAsync("What does it rest on now?");
            await GoAsync("Aim, mechanism and action");
            await Expect(rests).ToContainTextAsync("statement of an erased source: not there any more");
            await Expect(page.Locator(".tg-field").Filter(new() { Has = page.GetByLabel("Because …", new() { Exact = true }) }).Locator(".tag")).ToHaveTextAsync("unsupported");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("target-gone-wrong", fullPage: true);

            // The board tells what changed, from what to what, and takes no review of a day before the baseline.
            await steps.GetByRole(AriaRole.Link, new() { Name = "How it stands" }).ClickAsync();
            await Expect(page.Locator(".tg-drift li").Filter(new() { HasText = "Owner" })).ToContainTextAsync("from “The respiratory lead” to “nothing”");
            await Expect(page.Locator(".tg-drift li").Filter(new() { HasText = "Indicators" })).ToContainTextAsync("from “Outcome: Started within 90 days (in the hands of us; 9 months until it can move)” to “Outcome: Invitations sent (in the hands of us; 9 months until it can move)”");
            await page.GetByRole(AriaRole.Button, new() { Name = "Write a review of target 1" }).ClickAsync();
            await page.GetByLabel("On", new() { Exact = true }).FillAsync("2024-01-01");
            await page.GetByLabel("What was learned").FillAsync("Nobody answers for it.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the review" }).ClickAsync();
            await Expect(alert).ToContainTextAsync("A review on 1 January 2024 would lie before the baseline");
            await Expect(page.GetByLabel("What was learned")).ToHaveValueAsync("Nobody answers for it.");
            await tab.ScreenshotAsync("target-gone-wrong-board", fullPage: true);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Fourteen_years_with_a_shift_are_told_as_unusual_on_the_board_and_in_print_and_without_one_are_not()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = await ProjectAsync(bench, Cancel);
        // Up to the baseline, the sixth year, both places go up and down; then one stays narrow, and one goes on as before.
        string Year(int at) => $"{2011 + at}/{12 + at}";
        async Task<TargetId> PlaceAsync(string place, Func<int, int> worst, int baseline = 5)
        {
            var table = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Table([.. Enumerable.Range(0, 14).Select(at => (Year(at), worst(at)))])).Replace("Northby", place, StringComparison.Ordinal));
            var data = await DatasetAsync(bench, by, place, table, Cancel);
            var figure = Must(await bench.Get<AddFigure.Handler>().RunAsync(by, new(data, null, place, Year(baseline), "all adults", Method: FigureMethod.Proportion), Cancel));
            var target = Must(await bench.Get<EditTarget.Handler>().AddAsync(by, $"Starts in {place}", null, Cancel));
            Must(await bench.Get<SetField.Handler>().RunAsync(by, target, "aim", "aims.narrow-the-gap", Cancel));
            Must(await bench.Get<FixBaseline.Handler>().RunAsync(by, target, figure, Cancel));
            return target;
        }
        var shifted = await PlaceAsync("Northby", at => at < 6 ? at % 2 == 0 ? 36 : 40 : 52);
        var steady = await PlaceAsync("Southby", at => at % 2 == 0 ? 36 : 40);
        // The newest year is the baseline, and the goal two years on.
        var late = await PlaceAsync("Westby", at => at % 2 == 0 ? 36 : 40, 13);
        foreach (var (field, value) in new[] { ("goal", "5"), ("goalDate", "2027-03-31") }) Must(await bench.Get<SetField.Handler>().RunAsync(by, late, field, value, Cancel));
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/targets/board");
            foreach (var (number, said) in new[] { (1, "Run chart of the absolute gap: unusual: more than chance varies here; longest run on one side of the median 9 (unusual above 7)"), (2, "Run chart of the absolute gap: nothing unusual; longest run on one side of the median 1 (unusual above 7), crossings 13") })
            {
                await Expect(page.Locator($"#t{number} .tg-runs")).ToContainTextAsync(said);
                // Where the rules are used their median is drawn, and named.
                await Expect(page.Locator($"#t{number} .tg-legend")).ToContainTextAsync("median");
                await Expect(page.Locator($"#t{number} figure").First.Locator("path.mid")).ToHaveCountAsync(1);
            }
            // No room is kept for a baseline that stands too near the goal to be named.
            var below = page.Locator("#t3 figure").First.Locator("text[text-anchor=middle]");
            await Expect(below).ToHaveTextAsync(["goal", Year(0), Year(3), Year(6), Year(9), Year(12)]);
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("target-run-charts", fullPage: true);
        }, new() { BaseUrl = server.BaseUrl });
        foreach (var (target, said) in new[] { (shifted, "Run chart: unusual. The longest run on one side of the median is 9 (more than 7 is unusual)"), (steady, "Run chart: nothing unusual. The longest run on one side of the median is 1 of at most 7; it is crossed 13 times, at least 4.") })
            Assert.Contains(said, await client.GetStringAsync($"/api/projects/{by.Project.Value:D}/targets/{target.Value:D}/plan.html", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worked_example_holds_one_good_target_one_that_drifts_and_one_full_of_questions()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await new Demo.LoadDemo(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Value;
        var analyst = (await bench.Get<Projects.ListAnalysts.Handler>().RunAsync(project, Cancel))[0].Id;
        var by = new Acting(project, analyst);
        var targets = await bench.Get<ReadTargets.Handler>().ListAsync(project, Cancel);
        Assert.Equal(3, targets.Count);
        async Task<List<string>> OpenAsync(int at) => [.. Must(await bench.Get<ReadQuestions.Handler>().RunAsync(by, targets[at].Id, Cancel)).Where(q => !q.Rests).Select(q => q.Raised.Question.Id)];
        Assert.Empty(await OpenAsync(0));
        Assert.Empty(targets[0].Drift);
        Assert.Equal([TargetField.RootCauses], Must(await bench.Get<ReadTargets.Handler>().OneAsync(by, targets[0].Id, Cancel)).Unsupported);
        var drifting = await OpenAsync(1);
        Assert.Contains("drifted", drifting);
        Assert.Equal(["aim", "indicators"], targets[1].Drift.Select(d => d.Field).Order());
        Assert.True((await OpenAsync(2)).Count >= 15);

        await using var server = await bench.StartServerAsync();
        foreach (var (dark, wide) in new[] { (false, 1280), (true, 1920) })
            await TestBrowser.RunAsync(async tab =>
            {
                var page = tab.Page;
                await page.GotoAsync(server.Link);
                await page.GotoAsync($"/p/{project.Value:D}/targets");
                await Expect(page.GetByRole(AriaRole.Link, new() { Name = "An evening class for lungs" })).ToBeVisibleAsync();
                await tab.ScreenshotAsync($"targets-list{(dark ? "-dark" : "")}", fullPage: true);
                foreach (var (step, heading) in new[] { ("Drivers within reach", "drivers"), ("Aim, mechanism and action", "mechanism"), ("Owner, review and widening", "review"), ("Barriers and readiness", "readiness"), ("Area", "area") })
                {
                    await page.GotoAsync($"/p/{project.Value:D}/targets/{targets[0].Id.Value:D}");
                    await page.GetByRole(AriaRole.Navigation, new() { Name = "Steps" }).GetByRole(AriaRole.Button, new() { Name = step, Exact = true }).ClickAsync();
                    await Expect(page.Locator("#tg-step")).ToHaveTextAsync(step);
                    await page.EvaluateAsync("window.scrollTo(0, 0)");
                    await page.SetViewportSizeAsync(wide, Math.Clamp(await page.EvaluateAsync<int>("document.documentElement.scrollHeight") + 100, 800, 12_000));
                    await page.AssertNoViolationsAsync();
                    await page.SetViewportSizeAsync(wide, 800);
                    await tab.ScreenshotAsync($"targets-{heading}{(dark ? "-dark" : "")}", fullPage: true);
                }
                await page.GotoAsync($"/p/{project.Value:D}/targets/board");
                await Expect(page.Locator(".tg-verdict").First).ToContainTextAsync("2025/26");
                // Three dated documents: attention over time, with what takes most, and the same beside each target.
                await Expect(page.Locator(".tg-attention")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^Share of sentences by topic\\. .*2023 .*2024 .*2025 "));
                await Expect(page.Locator(".tg-stand").First).ToContainTextAsync("Attention beside it: inequalities take");
                await page.AssertNoViolationsAsync();
                await tab.ScreenshotAsync($"targets-board{(dark ? "-dark" : "")}", fullPage: true);
                // By clicks from one page to the next in one window.
                await page.GetByRole(AriaRole.Link, new() { Name = "2. A smaller gap in how long people live" }).ClickAsync();
                await Expect(page.Locator(".tg-side")).ToContainTextAsync("Is it still the same target?");
                await page.GetByRole(AriaRole.Link, new() { Name = "Go there: Is it still the same target?" }).ClickAsync();
                await Expect(page.Locator(".tg-drift").First).ToContainTextAsync("Narrow the gap");
                await page.GetByRole(AriaRole.Link, new() { Name = "2. A smaller gap in how long people live" }).ClickAsync();
                await page.GetByRole(AriaRole.Link, new() { Name = "all targets" }).ClickAsync();
                await page.GetByRole(AriaRole.Link, new() { Name = "Help for those with the greatest need" }).ClickAsync();
                await Expect(page.Locator(".tg-side")).ToContainTextAsync("Which inequality is it?");
                await page.GetByRole(AriaRole.Link, new() { Name = "all targets" }).ClickAsync();
                await page.GetByRole(AriaRole.Link, new() { Name = "Across plans" }).ClickAsync();
                await Expect(page.Locator(".tg-facts")).ToContainTextAsync("interprets");
                await tab.ScreenshotAsync($"targets-across-demo{(dark ? "-dark" : "")}", fullPage: true);
            }, new() { BaseUrl = server.BaseUrl, Dark = dark, Width = wide });
    }
}
