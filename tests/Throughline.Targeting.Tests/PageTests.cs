using Microsoft.Playwright;
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
