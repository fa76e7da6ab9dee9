using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;

namespace Throughline.Compare.Tests;

public class MatrixTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Passages_stand_under_the_case_they_are_attributed_to(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var matrix = await world.MatrixAsync(world.Ruth, new("case"));
        Assert.Equal(1, World.Cell(matrix, world.Waits, "Harbour leader"));
        Assert.Equal(1, World.Cell(matrix, world.Waits, "Quay nurse"));
        Assert.Equal(1, World.Cell(matrix, world.Waits, "no case"));
        Assert.Equal(0, World.Cell(matrix, world.Waits, "Moor officer"));
        Assert.Equal(3, matrix.Rows.Single(r => r.Code == world.Waits).Total);
        Assert.Equal(3, matrix.Columns.Single(c => c.Label == "Harbour leader").Base);
        Assert.Equal([world.Unused], matrix.NotFound.Select(r => r.Code));
        Assert.Equal(0, matrix.Lost);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Passages_of_a_code_and_those_below_it_are_grouped_by_case_by_attribute_and_by_code(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var passages = world.Bench.Get<ListPassages.Handler>();
        async Task<IEnumerable<(string, int)>> GroupedAsync(PassageGrouping by, bool below = true) =>
            (await passages.RunAsync(world.Ruth, new(new() { Codes = [world.Gap], WithDescendants = below }, by, world.Site), Cancel)).Groups.Select(group => (group.Label, group.Count));
        Assert.Equal([("Harbour leader", 3), ("Quay nurse", 1), ("no case", 1)], await GroupedAsync(PassageGrouping.Case));
        Assert.Equal([("Harbour", 4), ("not recorded", 1)], await GroupedAsync(PassageGrouping.Attribute));
        Assert.Equal([("The gap", 1), ("Waits", 3), ("Money", 1)], await GroupedAsync(PassageGrouping.Code));
        Assert.Equal([("The gap", 1)], await GroupedAsync(PassageGrouping.Code, below: false));
        Assert.Equal([("Harbour leader", 1)], await GroupedAsync(PassageGrouping.Case, below: false));
        var all = await passages.RunAsync(world.Ruth, new(new() { Codes = [world.Gap] }, PassageGrouping.Case), Cancel);
        Assert.Equal((5, 5, 2, 2), (all.Total, all.Listed, all.Sources, all.Cases));
        Assert.Equal(["I see it every day."], all.Groups.Single(group => group.Label == "Quay nurse").Passages.Select(one => one.Text));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task An_attribute_gathers_its_cases_and_a_collapsed_code_what_is_below_it(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var matrix = await world.MatrixAsync(world.Ruth, new("SITE", Collapsed: [world.Gap]));
        Assert.DoesNotContain(matrix.Rows, r => r.Code == world.Waits);
        Assert.Equal(4, World.Cell(matrix, world.Gap, "Harbour"));
        Assert.Equal(1, World.Cell(matrix, world.Gap, "not recorded"));
        Assert.Equal(5, matrix.Rows.Single(r => r.Code == world.Gap).Total);

        var sources = await world.MatrixAsync(world.Ruth, new("site", MatrixCount.Sources, Collapsed: [world.Gap]));
        Assert.Equal(2, World.Cell(sources, world.Gap, "Harbour"));
        Assert.Equal(2, sources.Columns.Single(c => c.Label == "Harbour").Base);
        Assert.Equal(2, sources.Rows.Single(r => r.Code == world.Gap).Total);

        var cases = await world.MatrixAsync(world.Ruth, new("site", MatrixCount.Cases));
        Assert.Equal(2, World.Cell(cases, world.Waits, "Harbour"));
        Assert.Equal(2, cases.Columns.Single(c => c.Label == "Harbour").Base);
        Assert.Equal(1, World.Cell(cases, world.Homes, "Moorland"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_code_that_only_gathers_others_is_a_heading_without_counts_and_no_column(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var codes = world.Bench.Get<AddCode.Handler>();
        var group = (await codes.RunAsync(world.Ruth, new("Places"), Cancel)).Value;
        var below = (await codes.RunAsync(world.Ruth, new("By the sea", group), Cancel)).Value;
        await world.CodeAsync(world.Ruth, world.One, below, "the towns by the sea");
        var matrix = await world.MatrixAsync(world.Ruth, new("site"));
        var row = matrix.Rows.Select((r, i) => (r, i)).Single(r => r.r.Code == group);
        Assert.True(row.r.IsHeading);
        Assert.All(matrix.Counts[row.i], Assert.Null);
        Assert.DoesNotContain(matrix.NotFound, r => r.Code == group);
        using var written = new MemoryStream();
        Files.SheetWriter.WriteCsv(written, MatrixOut.Sheet(matrix));
        Assert.Contains("\nPlaces,,,,\r\n", System.Text.Encoding.UTF8.GetString(written.ToArray()), StringComparison.Ordinal);
        // Closed, it counts what is below it, each passage once.
        var closed = await world.MatrixAsync(world.Ruth, new("site", Collapsed: [group]));
        Assert.Equal(1, World.Cell(closed, group, "Harbour"));
        Assert.False(closed.Rows.Single(r => r.Code == group).IsHeading);

        var meetings = await world.MatrixAsync(world.Ruth, new("code"));
        Assert.DoesNotContain(meetings.Columns, c => c.Label == "Places");
        Assert.Contains(meetings.Columns, c => c.Label == "By the sea");
        // Somebody codes with the group all the same: then it is a row and a column like any other.
        await world.CodeAsync(world.Ruth, world.One, group, "We never ask");
        Assert.Equal(1, World.Cell(await world.MatrixAsync(world.Ruth, new("site")), group, "Harbour"));
        Assert.Contains((await world.MatrixAsync(world.Ruth, new("code"))).Columns, c => c.Label == "Places");
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Words_in_several_passages_count_once(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var matrix = await world.MatrixAsync(world.Ruth, new("source", MatrixCount.Words));
        Assert.Equal(9, World.Cell(matrix, world.Waits, "Interview 1"));
        Assert.Equal(16, World.Cell(matrix, world.Money, "Interview 1"));
        // 9 words of the wait, 8 more of the bus, 7 of the gap; the 8 that two codes share count once
        Assert.Equal(9 + 8 + 7, matrix.Columns.Single(c => c.Label == "Interview 1").Base);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Codes_meet_where_they_overlap_or_lie_near(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var overlap = await world.MatrixAsync(world.Ruth, new("code"));
        Assert.Equal(1, World.Cell(overlap, world.Waits, "Money"));
        Assert.Equal(1, World.Cell(overlap, world.Money, "Waits"));
        Assert.Equal(0, World.Cell(overlap, world.Waits, "The gap"));
        Assert.Null(World.Cell(overlap, world.Waits, "Waits"));
        Assert.Equal(3, overlap.BaseOf(overlap.Rows.ToList().FindIndex(r => r.Code == world.Waits), 0));

        var near = await world.MatrixAsync(world.Ruth, new("code", Meeting: CodeMeeting.Near, Within: 1));
        Assert.Equal(1, World.Cell(near, world.Waits, "The gap"));
        var same = await world.MatrixAsync(world.Ruth, new("code", Meeting: CodeMeeting.SamePassage));
        Assert.Equal(0, World.Cell(same, world.Waits, "Money"));
        await world.CodeAsync(world.Tom, world.One, world.Money, "People wait longer in the towns by the sea.");
        same = await world.MatrixAsync(world.Ruth, new("code", Meeting: CodeMeeting.SamePassage));
        Assert.Equal(1, World.Cell(same, world.Waits, "Money"));
        var alone = await world.MatrixAsync(world.Ruth, new("code", Meeting: CodeMeeting.SamePassage, Analysts: [world.Ruth.Analyst]));
        Assert.Equal(0, World.Cell(alone, world.Waits, "Money"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Blind_work_the_bin_and_suggestions_are_in_no_count(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        var suggested = await world.CodeAsync(world.Ruth, world.One, world.Homes, "The board talks of pressure.");
        await using (var db = await world.DbAsync())
        {
            db.Codings.Single(c => c.Id == suggested).IsSuggestion = true;
            await db.SaveChangesAsync(Cancel);
        }
        Assert.Equal(1, World.Cell(await world.MatrixAsync(world.Ruth, new("source")), world.Homes, "Interview 2"));
        Assert.Equal(0, World.Cell(await world.MatrixAsync(world.Tom, new("source")), world.Homes, "Interview 2"));
        Assert.Equal(0, World.Cell(await world.MatrixAsync(world.Ruth, new("source")), world.Homes, "Interview 1"));
        var list = world.Bench.Get<ListPassages.Handler>();
        Assert.Equal(1, (await list.RunAsync(world.Ruth, new(new() { Codes = [world.Homes] }), Cancel)).Total);
        Assert.Equal(0, (await list.RunAsync(world.Tom, new(new() { Codes = [world.Homes] }), Cancel)).Total);
        Assert.Equal(0, (await list.RunAsync(world.Tom, new(new() { Codes = [world.Homes], Meets = world.Homes, Meeting = CodeMeeting.Near }), Cancel)).Total);

        Assert.True((await world.Bench.Get<BinSource.Handler>().RunAsync(world.Ruth, world.One, true, Cancel)).Succeeded);
        var after = await world.MatrixAsync(world.Ruth, new("source"));
        Assert.DoesNotContain(after.Columns, c => c.Label == "Interview 1");
        Assert.Equal(2, after.Rows.Single(r => r.Code == world.Waits).Total);
        Assert.Equal(2, (await list.RunAsync(world.Ruth, new(new() { Codes = [world.Waits] }), Cancel)).Total);
    }

    /// <summary>A passage given out by itself: what the other put on it is in no cell, and no other passage is missed.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task What_is_closed_on_a_single_passage_is_in_no_count(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var before = World.Cell(await world.MatrixAsync(world.Ruth, new("source")), world.Homes, "Interview 1");
        var closed = await world.CodeAsync(world.Tom, world.One, world.Homes, "The board talks of pressure.");
        await world.CodeAsync(world.Tom, world.One, world.Homes, "People wait longer in the towns by the sea.");
        ExcerptId passage;
        await using (var db = await world.DbAsync()) passage = db.Codings.Single(c => c.Id == closed).Excerpt;
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, passage.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        foreach (var columns in new[] { "source", "case" })
        {
            var rows = await world.MatrixAsync(world.Ruth, new(columns));
            Assert.Equal(1, (await world.MatrixAsync(world.Tom, new(columns))).Rows.Single(r => r.Code == world.Homes).Total - rows.Rows.Single(r => r.Code == world.Homes).Total);
        }
        Assert.Equal(before + 1, World.Cell(await world.MatrixAsync(world.Ruth, new("source")), world.Homes, "Interview 1"));
        Assert.Equal(before + 2, World.Cell(await world.MatrixAsync(world.Tom, new("source")), world.Homes, "Interview 1"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_passage_that_a_correction_could_not_place_is_in_no_count_also_where_places_are_not_asked_for(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await using (var db = await world.DbAsync())
        {
            var money = await db.Codings.SingleAsync(c => c.Code == world.Money, Cancel);
            (await db.Excerpts.SingleAsync(e => e.Id == money.Excerpt, Cancel)).IsLost = true;
            await db.SaveChangesAsync(Cancel);
        }
        var sources = await world.MatrixAsync(world.Ruth, new("source"));
        Assert.Equal((0, 1), (World.Cell(sources, world.Money, "Interview 1"), World.Cell(sources, world.Waits, "Interview 1")));
        Assert.Equal(1, sources.Lost);
        // The group's speakers ask for places; in the bin it asks for nothing, and the rest count as before.
        var withPlaces = await world.MatrixAsync(world.Ruth, new("case"));
        Assert.True((await world.Bench.Get<BinSource.Handler>().RunAsync(world.Ruth, world.Group, true, Cancel)).Succeeded);
        var without = await world.MatrixAsync(world.Ruth, new("case"));
        foreach (var code in new[] { world.Gap, world.Waits, world.Money, world.Homes })
            foreach (var owner in new[] { "Harbour leader", "Moor officer" })
                Assert.Equal(World.Cell(withPlaces, code, owner), World.Cell(without, code, owner));
        Assert.Equal((1, 0), (World.Cell(without, world.Waits, "Harbour leader"), World.Cell(without, world.Money, "Harbour leader")));
        Assert.Equal(1, World.Cell(await world.MatrixAsync(world.Ruth, new("site", MatrixCount.Cases)), world.Homes, "Moorland"));
        Assert.Equal(0, World.Cell(await world.MatrixAsync(world.Ruth, new("code")), world.Waits, "Money"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Every_cell_opens_as_many_passages_as_it_counts(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await world.CodeAsync(world.Tom, world.One, world.Gap, "longer in the towns");
        // The same words coded alike, and with a second code of the same upper one: each is one passage.
        await world.CodeAsync(world.Tom, world.One, world.Waits, "People wait longer in the towns by the sea.");
        await world.CodeAsync(world.Tom, world.One, world.Money, "People wait longer in the towns by the sea.");
        await world.CodeAsync(world.Tom, world.One, world.Homes, "People wait longer");
        var list = world.Bench.Get<ListPassages.Handler>();
        foreach (var (columns, collapsed) in new[] { "case", "source", "site", "code" }.SelectMany(columns => new[] { (columns, false), (columns, true) }))
            foreach (var (meeting, within) in new[] { (CodeMeeting.Overlap, 0), (CodeMeeting.Near, 0), (CodeMeeting.Near, 2), (CodeMeeting.SamePassage, 0) })
            {
                var matrix = await world.MatrixAsync(world.Ruth, new(columns, Meeting: meeting, Within: within, Collapsed: collapsed ? [world.Gap] : []));
                for (var r = 0; r < matrix.Rows.Count; r++)
                    for (var c = 0; c < matrix.Columns.Count; c++)
                    {
                        if (matrix.Counts[r][c] is not { } count) continue;
                        var key = matrix.Columns[c].Key;
                        var filter = new ListPassages.Filter { Codes = [matrix.Rows[r].Code], WithDescendants = matrix.Rows[r].IsCollapsed, Meeting = meeting, Within = within };
                        filter = matrix.By switch
                        {
                            MatrixBy.Source => filter with { Sources = [new(Guid.Parse(key))] },
                            MatrixBy.Case => key.Length == 0 ? filter with { WithoutCase = true } : filter with { Case = new(Guid.Parse(key)) },
                            MatrixBy.Code => filter with { Meets = new(Guid.Parse(key)), MeetsDescendants = matrix.Rows.Single(x => x.Code.Value == Guid.Parse(key)).IsCollapsed },
                            _ => filter with { Attribute = world.Site, Value = key.Length == 0 ? null : key[1..] },
                        };
                        Assert.Equal(count, (await list.RunAsync(world.Ruth, new(filter), Cancel)).Total);
                    }
            }
    }

    [Fact]
    public async Task An_attribute_that_is_not_there_is_named_with_those_that_are()
    {
        await using var world = await World.OpenAsync(Engine.Sqlite);
        var refused = await world.Bench.Get<CountMatrix.Handler>().RunAsync(world.Ruth, new("rank"), Cancel);
        Assert.Equal("There is no attribute \"rank\" to make columns of. Choose case, source, code or \"site\".", Assert.IsType<MatrixUnknown>(refused.Error).Message);
    }

    [Fact]
    public void A_sweep_finds_what_looking_at_every_pair_finds()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var n = random.Next(0, 40);
            var stretches = Enumerable.Range(0, n).Select(_ => random.Next(0, 60)).Select(start => (Start: start, End: start + random.Next(1, 12))).ToArray();
            var columns = Enumerable.Range(0, n).Select(_ => random.Next(-1, 70)).ToArray();
            foreach (var same in new[] { false, true })
            {
                var met = Meetings.Sweep(stretches, columns, 70, same);
                for (var i = 0; i < n; i++)
                    for (var c = 0; c < 70; c++)
                    {
                        var expected = Enumerable.Range(0, n).Any(j => j != i && columns[j] == c && (same ? stretches[i] == stretches[j] : stretches[i].Start < stretches[j].End && stretches[j].Start < stretches[i].End));
                        Assert.Equal(expected, (met[i * 2 + c / 64] >> (c % 64) & 1) == 1);
                    }
            }
        }
    }
}
