using Microsoft.Playwright;
using Throughline.Framing.Representations;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;
using static Throughline.Framing.Tests.World;

namespace Throughline.Framing.Tests;

public class PageTests
{
    [Fact]
    public async Task A_passage_is_read_field_by_field_and_its_shape_opens_its_words()
    {
        await using var world = await ShapeTests.FilledAsync(Engine.Sqlite);
        Must(await world.Get<Assign.Handler>().RunAsync(world.Ruth, world.Plan.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel));
        await world.ReadAsync(world.Tom, world.Plan, "We will tackle health inequalities together.", new FieldAnswer("kind", FieldState.NotStated, [], Note: "Canary of the closed reading."));
        await using var server = await world.Bench.StartServerAsync();
        var at = $"/p/{world.Ruth.Project.Value:D}";
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);

            // a reading from a selection on the coding page
            var span = Words(PlanText, "We will tackle health inequalities together.");
            await page.GotoAsync($"{at}/read?source={world.Plan.Value:D}&start={span.Start}&end={span.End}");
            await Expect(page.Locator(".reading-text")).ToHaveTextAsync("We will tackle health inequalities together.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Begin my reading" }).ClickAsync();
            var kind = page.Locator("[data-field=kind]");
            await kind.GetByLabel("not stated").CheckAsync();
            await Expect(page.Locator(".page-head")).ToContainTextAsync("1 of 24 fields");
            var mechanism = page.Locator("[data-field=mechanism]");
            await mechanism.GetByLabel("implied").CheckAsync();
            await mechanism.GetByLabel("Working in partnership").CheckAsync();
            await Expect(page.Locator(".page-head")).ToContainTextAsync("2 of 24 fields");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("reading");
            await page.GetByRole(AriaRole.Button, new() { Name = "Everything else is not stated" }).ClickAsync();
            await Expect(page.Locator(".page-head")).ToContainTextAsync("24 of 24 fields");
            // Whose view it is, and of which day.
            await page.Locator(".reading-held summary").ClickAsync();
            await page.GetByLabel("Held by").SelectOptionAsync(new SelectOptionValue { Label = "Director, A" });
            await Expect(page.Locator(".reading-held summary")).ToContainTextAsync("Director, A, on the source’s date");
            await page.GetByLabel("Held on").FillAsync("2022-11-05");
            await Expect(page.Locator(".reading-held summary")).ToContainTextAsync("Director, A, 5 November 2022");
            await page.GetByLabel("Held by").SelectOptionAsync(new SelectOptionValue { Label = "whoever the passage belongs to" });
            await Expect(page.Locator(".reading-held summary")).ToContainTextAsync("whoever the passage belongs to, 5 November 2022");
            await page.Locator(".reading-tie-new select").Last.SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await page.GetByRole(AriaRole.Button, new() { Name = "Tie them" }).ClickAsync();
            await Expect(page.Locator(".reading-tie .shape-shift").First).ToBeVisibleAsync();
            await Expect(page.Locator(".reading-tie .tie-fields")).ToContainTextAsync("Fields that changed: Kind of inequality (lost)");
            // Scrolled down, the bar covers part of whatever stands at the window's top.
            await page.EvaluateAsync("() => window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("reading-tied");

            // its shape
            await page.GotoAsync($"{at}/shape?by=level");
            var cell = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Kind of inequality, System leaders") });
            await Expect(cell).ToContainTextAsync("not stated");
            await page.AssertNoViolationsAsync();
            await cell.ClickAsync();
            await Expect(page.Locator("#shape-cell-title")).ToBeFocusedAsync();
            await Expect(page.Locator(".shape-side blockquote")).ToHaveCountAsync(2);
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("shape");
            await cell.FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".shape-side .eyebrow").First).ToHaveTextAsync("Not recorded");
            Assert.DoesNotContain("Canary", await page.ContentAsync(), StringComparison.Ordinal);
            await page.Keyboard.PressAsync("d");
            await Expect(page.Locator(".shape-data")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            foreach (var (link, heading) in new[] { ("Drift of aim", "Aim, from one to the next"), ("Cause and mechanism", "System leaders") })
            {
                await page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
                await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
                // A figure opens what it counts.
                await page.Locator(".shape-work .shape-open").First.ClickAsync();
                await Expect(page.Locator(".shape-work .goes blockquote").First).ToBeVisibleAsync();
                await page.AssertNoViolationsAsync();
                await tab.PicturesAsync($"shape-{(link == "Drift of aim" ? "drift" : "levels")}");
            }

            // the vocabulary, with a change shown first
            await page.GotoAsync($"{at}/vocabulary?field=group");
            await page.Locator(".reading-vocab tbody summary").First.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Retire" }).First.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What this would change" })).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("vocabulary");
            // A change is done, shown in the list, and undone with the key for it.
            await page.GotoAsync($"{at}/vocabulary?field=cause");
            var add = page.Locator("form.reading-change", new() { HasText = "Add a term" });
            await add.GetByLabel("Name").FillAsync("Damp homes");
            await add.GetByLabel("Under").SelectOptionAsync(new SelectOptionValue { Label = "Social determinants of health" });
            await add.GetByRole(AriaRole.Button, new() { Name = "Add the term" }).ClickAsync();
            await Expect(page.Locator(".reading-preview")).ToContainTextAsync("\"Damp homes\" will be offered");
            await page.GetByRole(AriaRole.Button, new() { Name = "Do it" }).ClickAsync();
            // Every other row offers it as a term to merge into.
            var damp = page.Locator(".reading-vocab tbody tr:has(th:has-text('Damp homes'))");
            await Expect(damp).ToContainTextAsync("ours");
            await damp.Locator("summary").ClickAsync();
            await damp.GetByRole(AriaRole.Button, new() { Name = "Retire" }).ClickAsync();
            await Expect(page.Locator(".reading-preview")).ToContainTextAsync("will not be offered any more");
            await page.GetByRole(AriaRole.Button, new() { Name = "Do it" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Kept. Undo puts it back." })).ToBeVisibleAsync();
            await Expect(damp.Locator(".tag").First).ToHaveTextAsync("retired");
            await page.AssertNoViolationsAsync();
            await page.Keyboard.PressAsync("Control+z");
            await Expect(damp.Locator(".tag").First).ToHaveTextAsync("ours");
            await Expect(damp).Not.ToContainTextAsync("retired");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task A_cell_opens_what_is_not_read_and_one_term_and_long_lists_say_that_they_are_cut()
    {
        await using var world = await ShapeTests.FilledAsync(Engine.Sqlite);
        for (var i = 0; i < 31; i++)
            Must(await world.Get<MakeRepresentation.Handler>().RunAsync(world.Ruth, new(null, world.Plan, null, new(i, i + 20), Answers: [Stated(RepresentationField.CauseLevel, "representation.level.policy"), Stated(RepresentationField.MechanismLevel, "representation.level.individual")]), Cancel));
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/shape?by=source&view=levels");
            await page.GetByRole(AriaRole.Button, new() { Name = "Cause Policy, mechanism Individual, National plan 2024: open 31 readings" }).ClickAsync();
            await Expect(page.GetByText("The first 30 of 31.").First).ToBeVisibleAsync();
            // Inside one text: every level of cause beside every level of mechanism.
            var texts = page.GetByRole(AriaRole.Table, new() { Name = "Levels of cause and of mechanism in each text" });
            await Expect(texts.GetByRole(AriaRole.Row, new() { Name = "National plan 2024" })).ToContainTextAsync("share no level");
            await Expect(texts.GetByRole(AriaRole.Row, new() { Name = "Interview 1" })).ToContainTextAsync("share one level");
            await texts.GetByText("Conditions").ClickAsync();
            await Expect(texts.Locator("details[open] blockquote")).ToHaveTextAsync("“we tell them to eat better”");
            await page.AssertNoViolationsAsync();
            await tab.ScreenshotAsync("shape-levels-texts", fullPage: true);

            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/shape?by=source");
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Kind of inequality, National plan 2024") }).ClickAsync();
            var side = page.Locator(".shape-side");
            await side.GetByRole(AriaRole.Button, new() { Name = "not read 31" }).ClickAsync();
            await Expect(side).ToContainTextAsync("In 31 of 33 readings it has not been read, which is not the same as not stated.");
            await Expect(side.Locator("blockquote")).ToHaveCountAsync(12);
            await side.GetByRole(AriaRole.Button, new() { Name = "stated 1", Exact = true }).ClickAsync();
            await side.GetByLabel("With the term").SelectOptionAsync(new SelectOptionValue { Label = "Outcomes of care (1)" });
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("term=checkland-2025.kind.outcomes-of-care"));
            await Expect(side.Locator("blockquote")).ToHaveCountAsync(1);
            await page.AssertNoViolationsAsync();

            // Drift of aim: what nobody has read is told apart from what is not stated, so that a column adds up.
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/shape?by=source&view=drift");
            var drift = page.GetByRole(AriaRole.Table, new() { Name = "Readings with each aim, by set" });
            await Expect(drift.GetByRole(AriaRole.Columnheader, new() { NameRegex = new("^National plan 2024") })).ToContainTextAsync("of 33, 33 not read");
            await page.GetByRole(AriaRole.Button, new() { Name = "Not read, National plan 2024: open 33 readings" }).ClickAsync();
            await Expect(page.Locator(".shape-behind blockquote")).ToHaveCountAsync(33);
            await page.AssertNoViolationsAsync();
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/shape?by=level");
            await Expect(page.Locator(".lede")).ToHaveTextAsync("The same words, read at one level.");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task The_api_reads_and_answers_and_its_downloads_hold_nothing_that_is_closed()
    {
        await using var world = await ShapeTests.FilledAsync(Engine.Sqlite);
        Must(await world.Get<Assign.Handler>().RunAsync(world.Ruth, world.Plan.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel));
        await world.ReadAsync(world.Tom, world.Plan, "We will tackle health inequalities together.", new FieldAnswer("target", FieldState.Stated, [], "canary", "A canary."));
        await using var server = await world.Bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var at = $"/api/projects/{world.Ruth.Project.Value:D}";
        foreach (var path in new[] { "readings", "readings.csv", "shape.csv", "shape.json", "shape.svg", "log?format=csv", "log?format=json" })
        {
            var body = await client.GetStringAsync($"{at}/{path}", Cancel);
            Assert.DoesNotContain("canary", body, StringComparison.OrdinalIgnoreCase);
            Assert.NotEmpty(body);
        }
        Assert.Contains("\"readings\":5", await client.GetStringAsync($"{at}/shape.json?by=level", Cancel), StringComparison.Ordinal);
        Assert.StartsWith("<svg", await client.GetStringAsync($"{at}/shape.svg?by=level", Cancel), StringComparison.Ordinal);
        // What the page shows of some sources and fields is what is downloaded.
        var some = await client.GetStringAsync($"{at}/shape.csv?source={world.Talk.Value:D}&field=aim&field=kind", Cancel);
        Assert.DoesNotContain("National plan", some, StringComparison.Ordinal);
        Assert.Equal(["aim", "kind"], some.Split('\n').Skip(1).Select(line => line.Split(',')[0]).Where(name => name.Length > 0).Distinct());
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await client.GetAsync($"{at}/shape.csv?field=mood", Cancel)).StatusCode);

        var span = Words(PlanText, "We will tackle health inequalities together.");
        var made = await client.PostAsync($"{at}/readings", Json($$$"""{"source":"{{{world.Plan.Value}}}","start":{{{span.Start}}},"end":{{{span.End}}},"fields":{"kind": {"state":"not-stated"} } }"""), Cancel);
        Assert.Equal(System.Net.HttpStatusCode.OK, made.StatusCode);
        var id = System.Text.Json.JsonDocument.Parse(await made.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("id").GetGuid();
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await client.PutAsync($"{at}/readings/{id}/aim", Json("""{"state":"implied","terms":["aims.mitigate"]}"""), Cancel)).StatusCode);
        var wrong = await client.PutAsync($"{at}/readings/{id}/aim", Json("""{"state":"perhaps"}"""), Cancel);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("perhaps", await wrong.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(["aims.mitigate"], (await world.RowAsync(world.Ruth, new(id))).Answers["aim"].Terms);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await client.PutAsync($"{at}/readings/{id}/held", Json($$"""{"heldBy":"{{world.Leader.Value}}","heldOn":"2022-11-05"}"""), Cancel)).StatusCode);
        var held = await world.RowAsync(world.Ruth, new(id));
        Assert.Equal((world.Leader, world.Leader, new DateOnly(2022, 11, 5)), (held.HeldBy, held.Case, held.HeldOn));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.PutAsync($"{at}/readings/{id}/held", Json($$"""{"heldBy":"{{Guid.NewGuid()}}"}"""), Cancel)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await client.PutAsync($"{at}/readings/{id}/held", Json("{}"), Cancel)).StatusCode);
        Assert.Equal((null, null), ((await world.RowAsync(world.Ruth, new(id))).HeldBy, (await world.RowAsync(world.Ruth, new(id))).HeldOn));
        // by another project's address it is not there
        var elsewhere = (await world.Get<CreateProject.Handler>().RunAsync(new("Elsewhere", "Ann Osei"), Cancel)).Value.Project;
        Assert.Equal("[]", await client.GetStringAsync($"/api/projects/{elsewhere.Value:D}/readings", Cancel));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.PutAsync($"/api/projects/{elsewhere.Value:D}/readings/{id}/aim", Json("""{"state":"implied","terms":["aims.mitigate"]}"""), Cancel)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.DeleteAsync($"/api/projects/{elsewhere.Value:D}/readings/{id}", Cancel)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await client.DeleteAsync($"{at}/readings/{id}/aim", Cancel)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await client.DeleteAsync($"{at}/readings/{id}", Cancel)).StatusCode);

        static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
    }
}
