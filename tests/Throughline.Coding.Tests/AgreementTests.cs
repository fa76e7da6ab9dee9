using Throughline.Coding;
using Throughline.Projects;
using Throughline.Storage;

namespace Throughline.Compare.Tests;

public class AgreementTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Interview 2 coded blind: both on the homes, with other ends; only Ruth on the wait.</summary>
    private static async Task AssignAsync(World world, bool finish)
    {
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        await world.CodeAsync(world.Ruth, world.Two, world.Waits, "Nobody counts them.");
        await world.CodeAsync(world.Tom, world.Two, world.Homes, "Damp homes bring people back");
        await world.CodeAsync(world.Tom, world.Two, world.Money, "damp homes.");
        await world.CodeAsync(world.Ruth, world.Two, world.Money, "damp homes.");
        if (!finish) return;
        Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Ruth, world.Two.Node, Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Tom, world.Two.Node, Cancel)).Succeeded);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Agreement_is_closed_until_both_have_finished(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await AssignAsync(world, finish: false);
        var agreement = world.Bench.Get<ReadAgreement.Handler>();
        Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(world.Ruth, world.Two.Node, Cancel)).Succeeded);
        foreach (var reader in new[] { world.Ruth, world.Tom, world.Ada })
        {
            Assert.IsType<ReadAgreement.NotYetOpen>((await agreement.RunAsync(reader, world.Two, Cancel)).Error);
            var settle = await world.Bench.Get<SettleDisagreement.Handler>().RunAsync(reader, new(world.Two, world.Waits, 0, 5, SettledAs.Neither), Cancel);
            Assert.IsType<ReadAgreement.NotYetOpen>(settle.Error);
        }
        var listed = Assert.Single(await agreement.ListAsync(world.Tom, Cancel));
        Assert.False(listed.IsOpen);
        Assert.Equal(["Tom Hale"], listed.People.Where(p => p.FinishedAt is null).Select(p => p.Name));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Figures_count_uncoded_text_and_differences_stand_side_by_side(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await AssignAsync(world, finish: true);
        var read = await world.Bench.Get<ReadAgreement.Handler>().RunAsync(world.Tom, world.Two, Cancel);
        Assert.True(read.Succeeded, read.Error?.Message);
        var answer = read.Value;
        Assert.Equal(World.Second.Length, answer.Characters);
        Assert.Equal((3, "paragraph"), (answer.Units, answer.UnitWord));
        var money = answer.Codes.Single(c => c.Code == world.Money);
        Assert.Equal(1, money.Kappa.Value, 12);
        // One of 3 paragraphs coded by Ruth alone: observed 2/3, expected 2/3, so kappa is 0.
        var waits = answer.Codes.Single(c => c.Code == world.Waits);
        Assert.Equal(0, waits.UnitKappa.Value, 12);
        // Characters of the homes: both 28 of 92, Ruth 12 more.
        var homes = answer.Codes.Single(c => c.Code == world.Homes);
        double n = World.Second.Length, both = "Damp homes bring people back".Length, ruth = "Damp homes bring people back to the ward.".Length;
        var observed = (both + (n - ruth)) / n;
        var expected = ruth / n * (both / n) + (1 - ruth / n) * (1 - both / n);
        Assert.Equal((observed - expected) / (1 - expected), homes.Kappa.Value, 12);
        Assert.Equal(1, homes.UnitKappa.Value, 12);

        Assert.Equal(2, answer.ToSettle);
        var ends = answer.Differences.Single(d => d.Code == world.Homes);
        Assert.True(ends.OnlyEnds);
        Assert.Equal("Damp homes bring people back to the ward.", ends.Text);
        var one = answer.Differences.Single(d => d.Code == world.Waits);
        Assert.Equal([true, false], one.Sides.OrderBy(s => s.Name).Select(s => s.Spans.Count > 0));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Settling_changes_ones_own_codings_not_the_figures_and_is_undone_as_one(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await AssignAsync(world, finish: true);
        var (agreement, settle, list) = (world.Bench.Get<ReadAgreement.Handler>(), world.Bench.Get<SettleDisagreement.Handler>(), world.Bench.Get<ListPassages.Handler>());
        var before = (await agreement.RunAsync(world.Tom, world.Two, Cancel)).Value;
        var ends = before.Differences.Single(d => d.Code == world.Homes);
        var one = before.Differences.Single(d => d.Code == world.Waits);
        Assert.True((await settle.RunAsync(world.Tom, new(world.Two, ends.Code, ends.Span.Start, ends.Span.End, SettledAs.One, world.Ruth.Analyst), Cancel)).Succeeded);
        Assert.Equal(["Damp homes bring people back to the ward."], await WordsAsync(world.Tom.Analyst, world.Homes));
        Assert.Equal(["Damp homes bring people back to the ward."], await WordsAsync(world.Ruth.Analyst, world.Homes));
        Assert.IsType<Refused>((await settle.RunAsync(world.Tom, new(world.Two, ends.Code, ends.Span.Start, ends.Span.End, SettledAs.Neither), Cancel)).Error);

        Assert.True((await settle.RunAsync(world.Ruth, new(world.Two, one.Code, one.Span.Start, one.Span.End, SettledAs.Neither), Cancel)).Succeeded);
        Assert.Empty(await WordsAsync(world.Ruth.Analyst, world.Waits));

        var after = (await agreement.RunAsync(world.Tom, world.Two, Cancel)).Value;
        Assert.Equal(before.Codes.Select(c => (c.Code, c.Kappa.OrNull, c.UnitAlpha.OrNull)), after.Codes.Select(c => (c.Code, c.Kappa.OrNull, c.UnitAlpha.OrNull)));
        Assert.Equal(0, after.ToSettle);
        Assert.Equal(world.Ruth.Analyst, after.Differences.Single(d => d.Code == world.Homes).Settlements.Single().Adopted);

        Assert.True((await world.Bench.Get<Undo>().UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.Equal(["Nobody counts them."], await WordsAsync(world.Ruth.Analyst, world.Waits));
        Assert.Equal(1, (await agreement.RunAsync(world.Tom, world.Two, Cancel)).Value.ToSettle);
        Assert.True((await world.Bench.Get<Undo>().UndoAsync(world.Tom, Cancel)).Succeeded);
        Assert.Equal(["Damp homes bring people back"], await WordsAsync(world.Tom.Analyst, world.Homes));
        Assert.True((await world.Bench.Get<VerifyLog>().RunAsync(world.Ruth.Project, Cancel)).Holds);

        async Task<string[]> WordsAsync(AnalystId analyst, CodeId code) =>
            [.. (await list.RunAsync(world.Ruth, new(new() { Codes = [code], Sources = [world.Two], Analysts = [analyst] }), Cancel)).Groups.SelectMany(g => g.Passages).Select(p => p.Text)];
    }

    [Fact]
    public void Spans_that_only_touch_are_two_differences()
    {
        var differ = ReadAgreement.Differ([[(0, 5), (5, 9), (20, 24)], [(0, 5), (20, 24)]]).ToList();
        Assert.Equal((5, 9), (Assert.Single(differ).Span.Start, differ[0].Span.End));
    }
}
