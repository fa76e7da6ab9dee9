using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Attention;
using Throughline.Policy.Clarity;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Policy.Tests;

/// <summary>A project's own lexicons: what cannot be used is refused, or told as that.</summary>
public sealed class LexiconTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(Acting By, SourceId Source)> MakeAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        return (by, await bench.AddTextAsync(by, "Plan", "Inequalities in access have grown.\nBoats are late.\nDisparities in dentistry remain.", SourceKind.Document));
    }

    private static string Lexicon(string id, string facets, string pattern = "boats*") =>
        $"id: {id}\ntitle: Our words {id}\ncitation: {{authors: Us, year: 2026, title: Ours}}\nversion: 1.0.0\nkind: lexicon\nnote: Ours.\nterms:\n  - {{id: {id}.boats, name: Boats, definition: Boats., pattern: \"{pattern}\", reason: We say so., facets: {{{facets}}}}}\n";

    [Fact]
    public async Task A_lexicon_that_cannot_be_used_is_refused_when_it_comes_with_the_entry_and_why()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, source) = await MakeAsync(bench);
        var add = bench.Get<AddFramework.Handler>();
        foreach (var (facets, why) in new[] { ("role: sails", "its role is \"sails\""), ("field: sails", "there is no field \"sails\""), ("topic: topics.sails", "there is no topic \"topics.sails\""), ("instead: inequality.sails", "there is no entry \"inequality.sails\"") })
        {
            var refused = Assert.IsType<LexiconInvalid>((await add.RunAsync(by, "ours.yaml", Lexicon("ours", facets), Cancel)).Error);
            Assert.Equal("ours.boats", refused.Entry);
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        }
        Assert.DoesNotContain((await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All, row => row.Own is not null);
        Assert.True((await add.RunAsync(by, "ours.yaml", Lexicon("ours", "role: statement"), Cancel)).Succeeded);
        Assert.Equal(3, (await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Value.Added);
    }

    [Fact]
    public async Task A_lexicon_that_cannot_be_used_is_told_as_that_and_not_as_nothing_found()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, source) = await MakeAsync(bench);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<RecordSlippage.Handler>().AddAsync(by, new(source, "inequalities", "access", "illness"), Cancel)).Succeeded);
        // As a copy from elsewhere may bring it.
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            db.Add(new OwnFramework { Id = OwnFrameworkId.New(), Project = by.Project, FileName = "ours.yaml", Yaml = Lexicon("ours", "instead: inequality.sails"), AddedBy = by.Analyst });
            await db.SaveChangesAsync(Cancel);
        }
        const string why = "The lexicon's entry \"ours.boats\" cannot be used: there is no entry \"inequality.sails\"";
        var slippage = await bench.Get<FindSlippage.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel);
        Assert.StartsWith(why, slippage.Unusable!.Message, StringComparison.Ordinal);
        Assert.Single(slippage.ByHand);
        Assert.StartsWith(why, (await bench.Get<SuggestReadings.Handler>().RunAsync(by, source, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.StartsWith(why, (await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Suggestions, null, Cancel)).Unusable!.Message, StringComparison.Ordinal);
        Assert.StartsWith(why, (await bench.Get<PolicySheets.Handler>().RunAsync(by, "slippage", Cancel)).Error!.Message, StringComparison.Ordinal);
        // Readings need no lexicon, and another lexicon is not to blame.
        Assert.Null((await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).Unusable);
        Assert.EndsWith("take that one away first.", (await bench.Get<AddFramework.Handler>().RunAsync(by, "more.yaml", Lexicon("more", "role: statement"), Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    private const string Ours = "id: ours\ntitle: Our words\ncitation: {authors: Us, year: 2026, title: Ours}\nversion: 1.0.0\nkind: lexicon\nterms:\n"
        + "  - id: ours.boats\n    name: Boats\n    definition: Boats.\n    whenNot: Ships.\n    pattern: boat*\n    reason: We say so.\n    example: Boats are late.\n    facets: {role: statement}\n"
        + "  - {id: ours.dental, name: Dentistry, definition: Teeth., pattern: dentist*, reason: We say so., facets: {field: kind, term: checkland-2025.kind.access-to-care}}\n";

    private static async Task<OwnFrameworkId> OwnAsync(TestWorkbench bench, Acting by)
    {
        Assert.True((await bench.Get<AddFramework.Handler>().RunAsync(by, "ours.yaml", Ours, Cancel)).Succeeded);
        return (await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All.Single(r => r.Own is not null).Own!.Value;
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_entry_of_an_own_lexicon_is_added_changed_and_taken_away_and_each_can_be_undone(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source) = await MakeAsync(bench);
        var (change, undo) = (bench.Get<ChangeEntry.Handler>(), bench.Get<Undo>());
        var own = await OwnAsync(bench, by);
        async Task<IReadOnlyDictionary<string, FrameworkTerm>> EntriesAsync() => (await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All.Single(r => r.Own == own).Framework.AllTerms().ToDictionary(t => t.Id);
        async Task<int> FoundAsync() => (await bench.Get<ListStatements.Handler>().RunAsync(by, source, Cancel)).Count;
        var before = await EntriesAsync();

        var added = (await change.AddAsync(by, own, new("Lateness", "", "late", "It is our #1 | word: \"late\".", "The ferry is late.", "statement"), Cancel)).Value;
        Assert.Equal("ours.lateness", added);
        var entry = (await EntriesAsync())[added];
        Assert.Equal(("Lateness", "late", "It is our #1 | word: \"late\".", "The ferry is late.", "statement"), (entry.Definition, entry.Pattern, entry.Reason, entry.Example, entry.Facets["role"]));
        // Nothing is proposed until it is asked for.
        Assert.Equal(0, await FoundAsync());
        Assert.Equal(3, (await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Value.Added);

        Assert.True((await change.ChangeAsync(by, own, "ours.boats", ChangeEntry.Entry.Of(before["ours.boats"]) with { Pattern = "boat*|ferry", Example = "The ferry sails." }, Cancel)).Succeeded);
        Assert.Equal(("boat*|ferry", "Ships."), ((await EntriesAsync())["ours.boats"].Pattern, (await EntriesAsync())["ours.boats"].WhenNot));
        // An entry that suggests readings keeps what it suggests.
        Assert.True((await change.ChangeAsync(by, own, "ours.dental", ChangeEntry.Entry.Of(before["ours.dental"]) with { Pattern = "dentist*|teeth", Example = "Teeth wait." }, Cancel)).Succeeded);
        Assert.Equal("kind", (await EntriesAsync())["ours.dental"].Facets["field"]);
        Assert.True((await change.RemoveAsync(by, own, "ours.boats", Cancel)).Succeeded);
        Assert.Equal(["ours.dental", added], (await EntriesAsync()).Keys);
        Assert.Equal(3, await FoundAsync());

        Assert.True((await undo.UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal("boat*|ferry", (await EntriesAsync())["ours.boats"].Pattern);
        for (var i = 0; i < 2; i++) Assert.True((await undo.UndoAsync(by, Cancel)).Succeeded);
        Assert.Equal("boat*", (await EntriesAsync())["ours.boats"].Pattern);

        // In the place of a shipped entry, and off.
        var equity = (await change.AddAsync(by, own, new("Dental disparity", "", "disparit* in dentist*", "Only of teeth.", "Disparities in dentistry remain.", Instead: "inequality.disparity"), Cancel)).Value;
        Assert.False((await EntriesAsync())[equity].Facets.ContainsKey("role"));
        Assert.True((await change.ChangeAsync(by, own, equity, new("Dental disparity", "", "", "Nobody means it.", "", Instead: "inequality.disparity"), Cancel)).Succeeded);
        var lexicons = PolicyLexicons.Of((await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All.Select(r => r.Framework)).Value;
        Assert.DoesNotContain(lexicons.Inequality.Entries, e => e.Id == "inequality.disparity" || e.Id == equity);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_used_is_refused_with_its_value_and_what_to_do_and_nothing_changes()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _) = await MakeAsync(bench);
        var change = bench.Get<ChangeEntry.Handler>();
        var own = await OwnAsync(bench, by);
        ChangeEntry.Entry good = new("Lateness", "", "late", "We say so.", "The ferry is late.", "statement");
        foreach (var (entry, why) in new[]
        {
            (good with { Pattern = "(late" }, "The pattern \"(late\" cannot be read:"),
            (good with { Without = "on) time" }, "The pattern \"on) time\" cannot be read: a bracket closes that was never opened."),
            (good with { Example = "The ferry sails." }, "the pattern \"late\" finds nothing in the example \"The ferry sails.\". Change one of the two"),
            (good with { Pattern = "pay gap", Example = "The gender pay gap is wide." }, "the example \"The gender pay gap is wide.\" would not be proposed: an exclusion covers the words"),
            (good with { Role = "sails" }, "its role is \"sails\"; it is one of statement, group, cue, name or exclusion."),
            // The word for inequalities would propose it, and says nothing of this one.
            (good with { Pattern = "pay gap", Example = "Inequalities and the gender pay gap persist." }, "would not be proposed by this entry, only by another: an exclusion covers the words"),
            (good with { Topic = "topics.sails" }, "there is no topic \"topics.sails\""),
            (good with { Field = "sails", Term = "sails" }, "there is no field \"sails\""),
            (good with { Field = "kind" }, "Choose what a hit of \"Lateness\" suggests in that field."),
            (good with { Field = "kind", Term = "checkland-2025.kind.sails" }, "there is no term \"checkland-2025.kind.sails\" in the field \"Kind of inequality\""),
            (good with { Role = "" }, "Say what a hit of \"Lateness\" does"),
            (good with { Instead = "inequality.sails" }, "there is no entry \"inequality.sails\""),
            (good with { Name = " " }, "The name is empty."),
            (good with { Reason = "" }, "The reason is empty."),
            (good with { Example = "" }, "The example is empty."),
            (good with { Pattern = "" }, "The pattern is empty."),
            (good with { Name = new('x', 161) }, "at most 160 characters; this has 161"),
        })
        {
            Assert.Contains(why, (await change.AddAsync(by, own, entry, Cancel)).Error!.Message, StringComparison.Ordinal);
            Assert.Contains(why, (await change.ChangeAsync(by, own, "ours.boats", entry, Cancel)).Error!.Message, StringComparison.Ordinal);
        }
        Assert.IsType<Missing>((await change.ChangeAsync(by, own, "ours.sails", good, Cancel)).Error);
        Assert.IsType<Missing>((await change.RemoveAsync(by, own, "ours.sails", Cancel)).Error);
        Assert.IsType<Missing>((await change.AddAsync(by, OwnFrameworkId.New(), good, Cancel)).Error);
        Assert.True((await bench.Get<AddFramework.Handler>().RunAsync(by, "theirs.yaml", Lexicon("theirs", "instead: ours.boats", "rafts*"), Cancel)).Succeeded);
        Assert.StartsWith("Another entry needs this one, so it stays. Without it: The lexicon's entry \"theirs.boats\" cannot be used", (await change.RemoveAsync(by, own, "ours.boats", Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.True((await change.RemoveAsync(by, own, "ours.dental", Cancel)).Succeeded);
        Assert.Contains("the only entry", (await change.RemoveAsync(by, own, "ours.boats", Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_groups_others_is_renamed_and_stays_without_words_to_look_for()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, _) = await MakeAsync(bench);
        const string grouped = "id: ours\ntitle: Our words\ncitation: {authors: Us, year: 2026, title: Ours}\nversion: 1.0.0\nkind: lexicon\nterms:\n  - id: ours.water\n    name: Water\n    definition: What floats.\n    children:\n"
            + "      - {id: ours.water.boats, name: Boats, definition: Boats., pattern: boat*, reason: We say so., example: Boats are late., facets: {role: statement}}\n";
        Assert.True((await bench.Get<AddFramework.Handler>().RunAsync(by, "ours.yaml", grouped, Cancel)).Succeeded);
        async Task<ListFrameworks.Row> OursAsync() => (await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All.Single(r => r.Own is not null);
        var ours = await OursAsync();
        var changed = await bench.Get<ChangeEntry.Handler>().ChangeAsync(by, ours.Own!.Value, "ours.water", ChangeEntry.Entry.Of(ours.Framework.Terms[0]) with { Name = "On the water" }, Cancel);
        Assert.True(changed.Succeeded, changed.Error?.Message);
        var group = (await OursAsync()).Framework.Terms.Single();
        Assert.Equal(("On the water", null, null, null), (group.Name, group.Pattern, group.Reason, group.Example));
        Assert.Equal("boat*", group.Children.Single().Pattern);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_entry_makes_a_topic_adds_to_one_or_suggests_a_reading(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (by, source) = await MakeAsync(bench);
        var change = bench.Get<ChangeEntry.Handler>();
        var own = await OwnAsync(bench, by);
        async Task<IReadOnlyDictionary<string, int>> CountedAsync() =>
            (await bench.Get<ReadAttention.Handler>().RunAsync(by, [source], Cancel)).Value.Sources.Single().Counted.Topics.ToDictionary(t => t.Id, t => t.Sentences);
        ChangeEntry.Entry topic = new("Ferries", "", "boat*|ferry", "They sail.", "The ferry sails.", Topic: "new");
        var ferries = (await change.AddAsync(by, own, topic, Cancel)).Value;
        Assert.Equal(1, (await CountedAsync())[ferries]);
        Assert.True((await change.AddAsync(by, own, new("Roofs", "", "dentist*", "They leak.", "Dentistry has a roof.", Topic: ferries), Cancel)).Succeeded);
        Assert.Equal(2, (await CountedAsync())[ferries]);
        Assert.True((await change.AddAsync(by, own, new("Late", "", "late", "It waits.", "It is late.", Topic: "topics.elective"), Cancel)).Succeeded);
        Assert.Equal(1, (await CountedAsync())["topics.elective"]);
        // What counts to a topic proposes nothing.
        var lexicons = PolicyLexicons.Of((await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All.Select(r => r.Framework)).Value;
        Assert.DoesNotContain(lexicons.Inequality.Entries, e => e.Id == ferries);

        var late = (await change.AddAsync(by, own, new("Lateness", "", "are late", "It is access.", "Buses are late.", Field: "kind", Term: "checkland-2025.kind.experience-of-care", State: "implied"), Cancel)).Value;
        lexicons = PolicyLexicons.Of((await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All.Select(r => r.Framework)).Value;
        var entry = lexicons.Fields.Entries.Single(e => e.Id == late);
        Assert.Equal(("kind", "checkland-2025.kind.experience-of-care", Throughline.Framing.Representations.FieldState.Implied), (entry.Field.Name, entry.Term, entry.State));
        Assert.True((await bench.Get<Undo>().UndoAsync(by, Cancel)).Succeeded);
        Assert.DoesNotContain((await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All.SelectMany(r => r.Framework.AllTerms()), t => t.Id == late);
    }

    [Fact]
    public async Task Entries_are_edited_on_the_page_of_their_lexicon()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, source) = await MakeAsync(bench);
        await OwnAsync(bench, by);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            // What comes with Throughline is not edited.
            await page.GotoAsync($"/p/{by.Project.Value:D}/frameworks/inequality");
            await Tab.ListensAsync(page);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Words that speak of inequality");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add an entry" })).ToHaveCountAsync(0);
            await page.GotoAsync($"/p/{by.Project.Value:D}/frameworks/ours");
            await Tab.ListensAsync(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Add an entry" }).ClickAsync();
            await page.GetByRole(AriaRole.Textbox, new() { Name = "What it is", Exact = true }).FillAsync("Lateness");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Words to look for", Exact = true }).FillAsync("(late");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true }).FillAsync("We say so.");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Example", Exact = true }).FillAsync("The ferry sails.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the entry" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The pattern \"(late\" cannot be read");
            await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true })).ToHaveValueAsync("We say so.");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Words to look for", Exact = true }).FillAsync("late");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the entry" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("finds nothing in the example");
            await page.EvaluateAsync("window.scrollTo(0, 0)");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("lexicon-entry", fullPage: true);
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Example", Exact = true }).FillAsync("The ferry is late.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the entry" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Added Lateness. Statements are proposed anew only when you ask for it." })).ToBeVisibleAsync();
            await Expect(page.Locator("[id='ours.lateness']")).ToContainTextAsync("Words: late");

            // What stands in the place of another does what that one does, unless it is said: it does not begin to propose. A topic of its own proposes nothing either.
            await page.GetByRole(AriaRole.Button, new() { Name = "Add an entry" }).ClickAsync();
            var does = page.GetByRole(AriaRole.Combobox, new() { Name = "What a hit does" });
            var instead = page.GetByRole(AriaRole.Combobox, new() { Name = "In the place of" });
            await Expect(does).ToHaveValueAsync("statement");
            await instead.SelectOptionAsync("topics.elective");
            await Expect(does).ToHaveValueAsync("");
            await instead.SelectOptionAsync("");
            await Expect(does).ToHaveValueAsync("statement");
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Counts to the topic" }).SelectOptionAsync(new SelectOptionValue { Label = "a topic of its own" });
            await Expect(does).ToHaveValueAsync("");
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Suggests for the field" }).SelectOptionAsync(new SelectOptionValue { Label = "Kind of inequality" });
            await page.GetByRole(AriaRole.Combobox, new() { Name = "What it suggests there" }).SelectOptionAsync("checkland-2025.kind.access-to-care");
            await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Stated or implied" })).ToHaveValueAsync("stated");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "What it is", Exact = true }).FillAsync("Ferries");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Words to look for", Exact = true }).FillAsync("ferry");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true }).FillAsync("They sail.");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Example", Exact = true }).FillAsync("The ferry sails.");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("lexicon-entry-topic", fullPage: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "Add the entry" }).ClickAsync();
            await Expect(page.Locator("[id='ours.ferries']")).ToContainTextAsync("topic: new · field: kind · term: checkland-2025.kind.access-to-care · state: stated");

            await page.GetByRole(AriaRole.Button, new() { Name = "Change Boats" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "What a hit does" })).ToHaveValueAsync("statement");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Words to look for", Exact = true }).FillAsync("boat*|ferry");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep the entry" }).ClickAsync();
            await Expect(page.Locator("[id='ours.boats']")).ToContainTextAsync("Words: boat*, ferry");
            await page.GetByRole(AriaRole.Button, new() { Name = "Take away Dentistry" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Took away Dentistry. What it proposed stays." })).ToBeVisibleAsync();
            await Expect(page.Locator("[id='ours.dental']")).ToHaveCountAsync(0);
            await page.Locator(".did").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
            await Expect(page.Locator("[id='ours.dental']")).ToBeVisibleAsync();
            await page.AssertNoViolationsAsync();
        }, new() { BaseUrl = server.BaseUrl });
        Assert.Empty(await bench.Get<ListStatements.Handler>().RunAsync(by, source, Cancel));
    }

    [Fact]
    public async Task A_lexicon_that_another_needs_stays_and_what_rests_on_one_is_said_before_it_goes()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, source) = await MakeAsync(bench);
        var (add, remove) = (bench.Get<AddFramework.Handler>(), bench.Get<RemoveFramework.Handler>());
        Assert.True((await add.RunAsync(by, "ours.yaml", Lexicon("ours", "role: statement"), Cancel)).Succeeded);
        Assert.True((await add.RunAsync(by, "theirs.yaml", Lexicon("theirs", "instead: ours.boats", "rafts*"), Cancel)).Succeeded);
        var own = (await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All.Where(r => r.Own is not null).ToDictionary(r => r.Framework.Id, r => r.Own!.Value);
        foreach (var refused in new[] { (await remove.RestingAsync(by, own["ours"], Cancel)).Error, (await remove.RunAsync(by, own["ours"], Cancel)).Error })
            Assert.StartsWith("Another framework needs this one, so it stays. Without it: The lexicon's entry \"theirs.boats\" cannot be used", Assert.IsType<Refused>(refused).Message, StringComparison.Ordinal);
        Assert.Equal(["It rewords or switches off shipped entries; these count again as they were shipped."], (await remove.RestingAsync(by, own["theirs"], Cancel)).Value);
        Assert.True((await remove.RunAsync(by, own["theirs"], Cancel)).Succeeded);
        Assert.Empty((await remove.RestingAsync(by, own["ours"], Cancel)).Value);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{by.Project.Value:D}/frameworks/ours");
            var take = page.GetByRole(AriaRole.Button, new() { Name = "Take it away", Exact = true });
            await take.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 statement was proposed by its entries, and stays.");
            await page.AssertNoViolationsAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
            await take.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
            // Another framework is looked at in between: what was asked of this one is asked anew.
            await page.Locator(".fw-list a:not([aria-current])").First.ClickAsync();
            await Expect(take).ToHaveCountAsync(0);
            await page.Locator(".fw-list a").Filter(new() { HasText = "Our words ours" }).ClickAsync();
            await Expect(take).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
            await take.ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Take it away now" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Took away Our words ours." })).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
        Assert.DoesNotContain((await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All, row => row.Own is not null);
    }
}
