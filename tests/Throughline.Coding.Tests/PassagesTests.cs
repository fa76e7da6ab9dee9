using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Exchange.Reports;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Web;
using Throughline.Web.Home;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Compare.Tests;

/// <summary>A passage is words at one place of a source, and counts once, whoever coded it: the same wherever passages are counted or listed.</summary>
public class PassagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Coast = "People wait longer in the towns by the sea.";

    /// <summary>Tom codes alike, on other words, and with another code on the same words; Ruth codes the same words twice.</summary>
    private static async Task<World> CodedByTwoAsync(Engine engine)
    {
        var world = await World.OpenAsync(engine);
        await world.CodeAsync(world.Tom, world.One, world.Waits, Coast);
        await world.CodeAsync(world.Tom, world.One, world.Waits, "longer in the towns");
        await world.CodeAsync(world.Tom, world.One, world.Money, Coast);
        await world.CodeAsync(world.Tom, world.Group, world.Waits, "I see it every day.");
        await world.CodeAsync(world.Ruth, world.Two, world.Homes, "Damp homes bring people back to the ward.");
        return world;
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Words_coded_alike_by_two_count_once_in_every_figure_and_every_list(Engine engine)
    {
        await using var world = await CodedByTwoAsync(engine);
        await using (var db = await world.DbAsync())
        {
            // A place whose words two interviews are, as they are a person's.
            var coast = CaseId.New();
            db.Add(new Case { Id = coast, Project = world.Ruth.Project, Name = "The coast", Kind = CaseKind.Place });
            db.AddRange(new CaseTie { Id = CaseTieId.New(), Case = coast, Source = world.One }, new CaseTie { Id = CaseTieId.New(), Case = coast, Source = world.Two });
            await db.SaveChangesAsync(Cancel);
        }
        await AgreeAsync(world, world.Ruth, (world.Gap, 1), (world.Waits, 4), (world.Money, 2), (world.Homes, 1), (world.Unused, 0));
        Assert.Equal([(Coast, "Ruth Adeyemi, Tom Hale"), ("longer in the towns", "Tom Hale"), ("I see it every day.", "Ruth Adeyemi, Tom Hale"), ("I have never seen it.", "Ruth Adeyemi")], await ListedAsync(world, world.Ruth, new() { Codes = [world.Waits] }));
        Assert.Equal([("Damp homes bring people back to the ward.", "Ruth Adeyemi")], await ListedAsync(world, world.Ruth, new() { Codes = [world.Homes] }));

        // What has several codes below one is one passage of the upper: 1 of its own, 4 of waits, 2 of money, of which one is the words of a wait.
        Assert.Equal(6, (await world.MatrixAsync(world.Ruth, new("source", Collapsed: [world.Gap]))).Rows.Single(r => r.Code == world.Gap).Total);
        var list = world.Bench.Get<ListPassages.Handler>();
        var below = await list.RunAsync(world.Ruth, new(new() { Codes = [world.Gap] }, PassageGrouping.Code), Cancel);
        Assert.Equal((6, 7), (below.Total, below.Listed));
        Assert.Equal([("The gap", 1), ("Waits", 4), ("Money", 2)], below.Groups.Select(g => (g.Label, g.Count)));
        var together = (await list.RunAsync(world.Ruth, new(new() { Codes = [world.Gap] }), Cancel)).Groups.SelectMany(g => g.Passages).Single(p => p.Text == Coast);
        Assert.Equal([("Waits", "Ruth Adeyemi"), ("Waits", "Tom Hale"), ("Money", "Tom Hale")], together.Codings.Select(c => (c.CodeName, c.AnalystName)));

        // By analyst a passage stands with each who coded it, as theirs.
        var byAnalyst = await list.RunAsync(world.Ruth, new(new() { Codes = [world.Waits] }, PassageGrouping.Analyst), Cancel);
        Assert.Equal((4, 6), (byAnalyst.Total, byAnalyst.Listed));
        Assert.Equal([("Ruth Adeyemi", 3), ("Tom Hale", 3)], byAnalyst.Groups.Select(g => (g.Label, g.Count)));
        Assert.All(byAnalyst.Groups, g => Assert.All(g.Passages, p => Assert.Equal([g.Label], p.AnalystNames)));
        // A page of the list is so many passages, and none stands on two.
        var first = await list.RunAsync(world.Ruth, new(new() { Codes = [world.Waits] }, Most: 2), Cancel);
        var second = await list.RunAsync(world.Ruth, new(new() { Codes = [world.Waits] }, Skip: 2, Most: 2), Cancel);
        Assert.Equal([Coast, "longer in the towns", "I see it every day.", "I have never seen it."], first.Groups.Concat(second.Groups).SelectMany(g => g.Passages).Select(p => p.Text));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task By_one_analyst_a_passage_counts_and_shows_as_theirs(Engine engine)
    {
        await using var world = await CodedByTwoAsync(engine);
        foreach (var (by, expected) in new[] { (world.Ruth, new[] { (world.Gap, 1), (world.Waits, 3), (world.Money, 1), (world.Homes, 1) }), (world.Tom, [(world.Gap, 0), (world.Waits, 3), (world.Money, 1), (world.Homes, 0)]), (world.Ada, [(world.Waits, 0)]) })
        {
            var matrix = await world.MatrixAsync(world.Ada, new("case", Analysts: [by.Analyst]));
            foreach (var (code, count) in expected)
            {
                Assert.Equal(count, matrix.Rows.Single(r => r.Code == code).Total);
                var listed = await ListedAsync(world, world.Ada, new() { Codes = [code], WithDescendants = false, Analysts = [by.Analyst] });
                Assert.Equal(count, listed.Count);
                Assert.All(listed, p => Assert.Equal(by == world.Ruth ? "Ruth Adeyemi" : "Tom Hale", p.By));
            }
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_passage_that_another_coded_blind_counts_and_shows_as_ones_own_only(Engine engine)
    {
        await using var world = await CodedByTwoAsync(engine);
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.One.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        await AgreeAsync(world, world.Ruth, (world.Gap, 1), (world.Waits, 3), (world.Money, 1), (world.Homes, 1));
        await AgreeAsync(world, world.Tom, (world.Gap, 0), (world.Waits, 4), (world.Money, 1), (world.Homes, 1));
        await AgreeAsync(world, world.Ada, (world.Gap, 1), (world.Waits, 4), (world.Money, 2), (world.Homes, 1));
        Assert.Equal([(Coast, "Ruth Adeyemi"), ("I see it every day.", "Ruth Adeyemi, Tom Hale"), ("I have never seen it.", "Ruth Adeyemi")], await ListedAsync(world, world.Ruth, new() { Codes = [world.Waits] }));
        Assert.Equal([(Coast, "Tom Hale"), ("longer in the towns", "Tom Hale"), ("I see it every day.", "Ruth Adeyemi, Tom Hale"), ("I have never seen it.", "Ruth Adeyemi")], await ListedAsync(world, world.Tom, new() { Codes = [world.Waits] }));
        // Whose the coding is stays closed to a meeting too: the wait's own words carry Tom's money.
        Assert.Equal(1, World.Cell(await world.MatrixAsync(world.Ada, new("code", Meeting: CodeMeeting.SamePassage)), world.Waits, "Money"));
        Assert.Equal(0, World.Cell(await world.MatrixAsync(world.Ruth, new("code", Meeting: CodeMeeting.SamePassage)), world.Waits, "Money"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_passage_that_a_correction_could_not_place_is_in_no_figure_and_is_told_once(Engine engine)
    {
        await using var world = await CodedByTwoAsync(engine);
        await using (var db = await world.DbAsync())
        {
            var (start, end) = (World.First.IndexOf(Coast, StringComparison.Ordinal), World.First.IndexOf(Coast, StringComparison.Ordinal) + Coast.Length);
            foreach (var lost in await db.Excerpts.Where(e => e.Source == world.One && e.Start == start && e.End == end).ToListAsync(Cancel)) lost.IsLost = true;
            await db.SaveChangesAsync(Cancel);
        }
        await AgreeAsync(world, world.Ruth, (world.Gap, 1), (world.Waits, 3), (world.Money, 1), (world.Homes, 1));
        Assert.Equal(1, (await world.MatrixAsync(world.Ruth, new("source"))).Lost);
        // Whoever splits the code still says where those go.
        Assert.Equal(4, (await world.Bench.Get<CodePassages.Handler>().OfCodeAsync(world.Ruth, world.Waits, Cancel, withLost: true)).Count);
    }

    [Fact]
    public async Task Memos_on_a_passage_are_those_on_each_coding_of_it_and_one_link_lists_them()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        var alike = await world.CodeAsync(world.Tom, world.One, world.Waits, Coast);
        CodingId own;
        await using (var db = await world.DbAsync()) own = (await db.Codings.SingleAsync(c => c.Code == world.Waits && c.Source == world.One && c.Analyst == world.Ruth.Analyst, Cancel)).Id;
        var write = world.Bench.Get<WriteMemo.Handler>();
        Assert.True((await write.AddAsync(world.Ruth, new(own.Node, "Longer than whom?"), Cancel)).Succeeded);
        Assert.True((await write.AddAsync(world.Tom, new(alike.Node, "Than inland, I think."), Cancel)).Succeeded);
        Assert.True((await write.AddAsync(world.Tom, new(world.Money.Node, "Elsewhere."), Cancel)).Succeeded);
        var passage = (await world.Bench.Get<ListPassages.Handler>().RunAsync(world.Ruth, new(new() { Codes = [world.Waits] }), Cancel)).Groups[0].Passages[0];
        Assert.Equal((Coast, 2), (passage.Text, passage.Memos));
        Assert.Equal(["Longer than whom?", "Than inland, I think."], (await world.Bench.Get<FindMemos.Handler>().RunAsync(world.Ruth, new(On: [.. passage.MemosOn]), Cancel)).Select(m => m.Text).Order());
    }

    [Fact]
    public async Task A_cell_the_code_s_page_side_by_side_and_the_codebook_show_a_passage_once_with_both_names()
    {
        await using var world = await CodedByTwoAsync(Engine.Sqlite);
        await using var server = await world.Bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/compare?columns=site");
            var cell = page.GetByRole(AriaRole.Button, new() { NameRegex = new("passages: Waits, Harbour$") });
            await Expect(cell).ToHaveTextAsync("3/5");
            await cell.ClickAsync();
            var side = page.GetByRole(AriaRole.Complementary);
            await Expect(side.GetByText("3 passages in 2 sources, 2 cases.")).ToBeVisibleAsync();
            await Expect(side.Locator("blockquote")).ToHaveTextAsync([Coast, "longer in the towns", "I see it every day."]);
            await Expect(side.Locator(".attrib").First).ToContainTextAsync("coded by Ruth Adeyemi and Tom Hale");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("compare-cell-coded-by-two");

            await page.GetByRole(AriaRole.Link, new() { Name = "4 in all, Waits" }).ClickAsync();
            await Expect(page.Locator(".reads")).ToContainTextAsync("4 passages in 2 sources, of 2 cases.");
            await page.GetByLabel("Grouped by").SelectOptionAsync("analyst");
            await Expect(page.Locator(".reads")).ToContainTextAsync("Some belong to several groups, so 6 are listed.");
            await Expect(page.Locator(".group h2")).ToHaveTextAsync(["Ruth Adeyemi 3", "Tom Hale 3"]);
            await Expect(page.Locator(".group .attrib").First).ToContainTextAsync("coded by Ruth Adeyemi ·");
            await page.AssertNoViolationsAsync();

            // With the codes below it: who put which.
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/codes/{world.Gap.Value:D}");
            await Expect(page.Locator(".reads")).ToContainTextAsync("6 passages in 2 sources");
            await Expect(page.Locator(".attrib", new() { HasText = "Money, coded by Tom Hale" }).Filter(new() { HasText = "Waits, coded by Ruth Adeyemi and Tom Hale; Money, coded by Tom Hale" })).ToHaveCountAsync(1);
            await tab.PicturesAsync("code-page-coded-by-two");

            // One analyst alone: the row's total opens what it counts.
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/compare?columns=site&analyst={world.Tom.Analyst.Value:N}");
            await page.GetByRole(AriaRole.Link, new() { Name = "3 in all, Waits" }).ClickAsync();
            await Expect(page.Locator(".reads")).ToContainTextAsync("3 passages in 2 sources");
            await Expect(page.Locator(".group .attrib").First).ToContainTextAsync("coded by Tom Hale ·");

            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/compare/columns?code={world.Waits.Value:N}&by=site");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Harbour" }).Locator("header")).ToContainTextAsync("3 passages");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Harbour" }).Locator(".attrib").First).ToContainTextAsync("coded by Ruth Adeyemi and Tom Hale");

            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/codebook");
            await page.Locator(".cb-tree [data-name='Waits'] .name").ClickAsync();
            await Expect(page.Locator(".cb-code .eyebrow.num")).ToHaveTextAsync("4 passages in 2 sources");
            await Expect(page.Locator(".cb-quote")).ToHaveCountAsync(4);
            await Expect(page.Locator(".cb-quote figcaption").First).ToContainTextAsync("Ruth Adeyemi and Tom Hale");

            // The codebook beside the text counts here what it counts in all.
            await page.GotoAsync($"/p/{world.Ruth.Project.Value:D}/coding/{world.One.Value:D}");
            await Expect(page.Locator($"[data-code='{world.Waits.Value:D}'] .n")).ToHaveTextAsync("2 here, 4 in all");
        }, new() { BaseUrl = server.BaseUrl });
    }

    private static async Task<List<(string Words, string By)>> ListedAsync(World world, Acting reader, ListPassages.Filter filter) =>
        [.. (await world.Bench.Get<ListPassages.Handler>().RunAsync(reader, new(filter), Cancel)).Groups.SelectMany(g => g.Passages).Select(p => (p.Text, string.Join(", ", p.AnalystNames)))];

    /// <summary>All that counts the passages of a code says the same: matrices and what their cells open, the codebook, the code's page, the thread, home and the report.</summary>
    private static async Task AgreeAsync(World world, Acting reader, params (CodeId Code, int Passages)[] expected)
    {
        var list = world.Bench.Get<ListPassages.Handler>();
        var codebook = await world.Bench.Get<ReadCodebook.Handler>().RunAsync(reader, Cancel);
        var built = (await world.Bench.Get<BuildReport.Handler>().RunAsync(reader, new(MatrixBy: ["source", "case", "site"]), Cancel)).Value;
        var tables = built.Document.Blocks.OfType<ReportTable>().ToList();
        var labels = await world.Bench.Get<FollowThread>().DescribeAsync(reader, [.. expected.Select(e => e.Code.Node)], Cancel);
        foreach (var (code, passages) in expected)
        {
            var row = codebook.Single(c => c.Id == code);
            var only = new ListPassages.Filter { Codes = [code], WithDescendants = false };
            Assert.Equal(passages, row.Passages);
            var page = await list.RunAsync(reader, new(only), Cancel);
            Assert.Equal((passages, passages, row.Sources), (page.Total, page.Listed, page.Sources));
            Assert.Equal(passages, page.Groups.Sum(g => g.Passages.Count));
            Assert.Equal(passages, (await world.Bench.Get<CodePassages.Handler>().OfCodeAsync(reader, code, Cancel)).Count);
            Assert.StartsWith($"Code, {passages} passage{(passages == 1 ? "" : "s")} in {row.Sources} source", labels.Single(n => n.Node == code.Node).KindLabel, StringComparison.Ordinal);
            Assert.Equal(passages, Printed(tables.Single(t => t.Columns.Count == 4 && t.Columns[1].Name == "Definition and use"), row.Name, "Passages"));
        }
        foreach (var columns in new[] { "source", "case", "site" })
        {
            var matrix = await world.MatrixAsync(reader, new(columns));
            // A matrix of nothing is not printed.
            var table = tables.SingleOrDefault(t => t.Caption.StartsWith($"Passages of each code by {columns};", StringComparison.Ordinal));
            foreach (var (code, passages) in expected)
            {
                var r = matrix.Rows.ToList().FindIndex(x => x.Code == code);
                Assert.Equal(passages, matrix.Rows[r].Total);
                for (var c = 0; c < matrix.Columns.Count; c++)
                {
                    if (matrix.Counts[r][c] is not { } count) continue;
                    var key = matrix.Columns[c].Key;
                    if (columns == "case" && Guid.TryParse(key, out var id)) Assert.Equal(count, (await world.Bench.Get<CodePassages.Handler>().OfCaseAsync(reader, new(id), Cancel)).Count(p => p.Codes.Any(o => o.Code == code)));
                    var filter = new ListPassages.Filter { Codes = [code], WithDescendants = false };
                    filter = matrix.By switch
                    {
                        MatrixBy.Source => filter with { Sources = [new(Guid.Parse(key))] },
                        MatrixBy.Case => key.Length == 0 ? filter with { WithoutCase = true } : filter with { Case = new(Guid.Parse(key)) },
                        _ => filter with { Attribute = world.Site, Value = key.Length == 0 ? null : key[1..] },
                    };
                    Assert.Equal(count, (await list.RunAsync(reader, new(filter), Cancel)).Total);
                    Assert.Equal(count, Printed(table!, matrix.Rows[r].Name, key.Length == 0 ? "not recorded" : matrix.Columns[c].Label));
                }
            }
            // What the columns are out of are passages too: by source they are all there are.
            if (matrix.By != MatrixBy.Source) continue;
            var all = (await world.Bench.Get<WhatToDoNext.Handler>().CountAsync(reader, Cancel)).Passages;
            Assert.Equal(all, matrix.Columns.Sum(c => c.Base));
            Assert.Equal(all, (await list.RunAsync(reader, new(new()), Cancel)).Total);
            foreach (var column in matrix.Columns) Assert.Equal(column.Base, Printed(tables.Single(t => t.Caption.StartsWith("Sources, their length", StringComparison.Ordinal)), column.Label, "Passages"));
        }

        // A code or a column that is not printed has nothing.
        static int Printed(ReportTable table, string name, string column)
        {
            var c = table.Columns.ToList().FindIndex(x => x.Name == column);
            var row = table.Rows.SingleOrDefault(r => r.Take(2).Any(cell => string.Concat(cell.Select(run => run.Text)).Trim() == name));
            if (c < 0 || row is null) return 0;
            return string.Concat(row[c].Select(run => run.Text)) is var text && text is "–" or "" ? 0 : int.Parse(text, NumberStyles.AllowThousands, CultureInfo.GetCultureInfo("en-GB"));
        }
    }
}
