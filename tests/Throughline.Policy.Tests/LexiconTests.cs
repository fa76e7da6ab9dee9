using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Throughline.Framing.Frameworks;
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
