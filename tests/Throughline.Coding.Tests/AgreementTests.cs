using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Web.Home;

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
        var home = world.Bench.Get<WhatToDoNext.Handler>();
        Assert.Equal(("Settle ‘Interview 2’ with Ruth Adeyemi", "You have both finished. 2 differences wait to be settled."), await SettleStepAsync(world.Tom));
        Assert.Null(await SettleStepAsync(world.Ada));
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
        // Nothing is left to settle: home does not ask for it any more, of either.
        foreach (var by in new[] { world.Tom, world.Ruth }) Assert.Null(await SettleStepAsync(by));
        Assert.Equal(world.Ruth.Analyst, after.Differences.Single(d => d.Code == world.Homes).Settlements.Single().Adopted);

        Assert.True((await world.Bench.Get<Undo>().UndoAsync(world.Ruth, Cancel)).Succeeded);
        Assert.Equal(["Nobody counts them."], await WordsAsync(world.Ruth.Analyst, world.Waits));
        Assert.Equal(1, (await agreement.RunAsync(world.Tom, world.Two, Cancel)).Value.ToSettle);
        Assert.Equal(("Settle ‘Interview 2’ with Tom Hale", "You have both finished. One difference waits to be settled."), await SettleStepAsync(world.Ruth));
        Assert.True((await world.Bench.Get<Undo>().UndoAsync(world.Tom, Cancel)).Succeeded);
        Assert.Equal(["Damp homes bring people back"], await WordsAsync(world.Tom.Analyst, world.Homes));
        Assert.True((await world.Bench.Get<VerifyLog>().RunAsync(world.Ruth.Project, Cancel)).Holds);

        async Task<(string, string)?> SettleStepAsync(Acting by) => (await home.RunAsync(by, Cancel)).Where(s => s.Title.StartsWith("Settle", StringComparison.Ordinal)).Select(s => ((string, string)?)(s.Title, s.Why)).SingleOrDefault();

        async Task<string[]> WordsAsync(AnalystId analyst, CodeId code) =>
            [.. (await list.RunAsync(world.Ruth, new(new() { Codes = [code], Sources = [world.Two], Analysts = [analyst] }), Cancel)).Groups.SelectMany(g => g.Passages).Select(p => p.Text)];
    }

    private static async Task FinishAsync(World world, SourceId source, params Acting[] people)
    {
        foreach (var by in people) Assert.True((await world.Bench.Get<FinishAssignment.Handler>().RunAsync(by, source.Node, Cancel)).Succeeded);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Where_nobody_coded_and_where_all_was_coded_alike_there_is_no_figure_and_a_reason(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var empty = await world.Bench.AddTextAsync(world.Ruth, "Silent", "Nothing here is coded.");
        var whole = await world.Bench.AddTextAsync(world.Ruth, "Whole", "All of this is one thing.");
        var assign = world.Bench.Get<Assign.Handler>();
        foreach (var source in new[] { empty, whole }) Assert.True((await assign.RunAsync(world.Ruth, source.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        foreach (var by in new[] { world.Ruth, world.Tom })
            Assert.True((await world.Bench.Get<AddCodings.Handler>().RunAsync(by, new(whole, null, new(0, "All of this is one thing.".Length), [new(world.Waits, CodingId.New())]), Cancel)).Succeeded);
        foreach (var source in new[] { empty, whole }) await FinishAsync(world, source, world.Ruth, world.Tom);
        var agreement = world.Bench.Get<ReadAgreement.Handler>();

        var silent = (await agreement.RunAsync(world.Tom, empty, Cancel)).Value;
        Assert.Empty(silent.Codes);
        Assert.Empty(silent.Differences);
        Assert.All([silent.Kappa, silent.Alpha, silent.UnitKappa, silent.UnitAlpha], figure => Assert.Null(figure.OrNull));

        var alike = (await agreement.RunAsync(world.Tom, whole, Cancel)).Value;
        var one = Assert.Single(alike.Codes);
        foreach (var figure in new[] { one.Kappa, one.Alpha, one.UnitKappa, one.UnitAlpha, alike.Kappa, alike.Alpha })
        {
            Assert.Null(figure.OrNull);
            Assert.NotEmpty(figure.WhyUndefined!.Message);
        }
        Assert.Equal(1, one.Percent.Value, 12);
        Assert.Equal((25, 25), (one.BothCharacters, one.AnyCharacters));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_third_analyst_assigned_later_closes_the_source_again_and_settling_does_not_reach_the_figures(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await AssignAsync(world, finish: true);
        var agreement = world.Bench.Get<ReadAgreement.Handler>();
        var two = (await agreement.RunAsync(world.Tom, world.Two, Cancel)).Value;
        Assert.Equal("Cohen's kappa", two.KappaName);
        var ends = two.Differences.Single(d => d.Code == world.Homes);
        Assert.True((await world.Bench.Get<SettleDisagreement.Handler>().RunAsync(world.Tom, new(world.Two, ends.Code, ends.Span.Start, ends.Span.End, SettledAs.One, world.Ruth.Analyst), Cancel)).Succeeded);

        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ada.Analyst], Cancel)).Error is Refused);
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Two.Node, [world.Ada.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        Assert.IsType<ReadAgreement.NotYetOpen>((await agreement.RunAsync(world.Ada, world.Two, Cancel)).Error);
        await world.CodeAsync(world.Ada, world.Two, world.Homes, "Damp homes bring people back");
        await FinishAsync(world, world.Two, world.Ada);

        var three = (await agreement.RunAsync(world.Ada, world.Two, Cancel)).Value;
        Assert.Equal("Fleiss' kappa", three.KappaName);
        Assert.Equal(3, three.Item.People.Count);
        // Tom is compared with what he had coded before he saw Ruth's, not with what he adopted from her.
        var sides = three.Differences.Single(d => d.Code == world.Homes).Sides.ToDictionary(s => s.Name, s => s.Spans.Single().Length);
        Assert.Equal((41, 28, 28), (sides["Ruth Adeyemi"], sides["Tom Hale"], sides["Ada Price"]));
        Assert.Equal((28, 41), (three.Codes.Single(c => c.Code == world.Homes).BothCharacters, three.Codes.Single(c => c.Code == world.Homes).AnyCharacters));
        Assert.Equal(0, three.Unplaced);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_text_corrected_after_somebody_finished_is_compared_as_corrected_and_what_lost_its_place_is_counted(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        await AssignAsync(world, finish: false);
        await FinishAsync(world, world.Two, world.Ruth);
        var read = (await world.Bench.Get<ReadSource.Handler>().RunAsync(world.Ruth.Project, world.Two, null, Cancel)).Value;
        // The last paragraph goes, and with it Ruth's coding of it.
        var revised = await world.Bench.Get<CorrectText.Handler>().ParagraphAsync(world.Ada, world.Two, read.Revision, 2, "", Cancel);
        Assert.True(revised.Succeeded, revised.Error?.Message);
        await FinishAsync(world, world.Two, world.Tom);

        var answer = (await world.Bench.Get<ReadAgreement.Handler>().RunAsync(world.Tom, world.Two, Cancel)).Value;
        Assert.Equal(["Ruth Adeyemi"], answer.FinishedBefore);
        Assert.NotNull(answer.Corrected);
        Assert.Equal((1, true), (answer.Unplaced, answer.SameText));
        Assert.DoesNotContain(answer.Codes, c => c.Code == world.Waits);
        Assert.Equal(28, answer.Codes.Single(c => c.Code == world.Homes).BothCharacters);

        // Corrected again once it is open: the text as coded stays what is compared.
        var now = (await world.Bench.Get<ReadSource.Handler>().RunAsync(world.Ruth.Project, world.Two, null, Cancel)).Value;
        Assert.True((await world.Bench.Get<CorrectText.Handler>().ParagraphAsync(world.Ada, world.Two, now.Revision, 0, "The council hears of damp houses.", Cancel)).Succeeded);
        var after = (await world.Bench.Get<ReadAgreement.Handler>().RunAsync(world.Tom, world.Two, Cancel)).Value;
        Assert.False(after.SameText);
        Assert.Equal((answer.Characters, answer.Unplaced), (after.Characters, after.Unplaced));
        Assert.Equal(answer.Codes.Select(c => (c.Code, c.Kappa.OrNull)), after.Codes.Select(c => (c.Code, c.Kappa.OrNull)));
    }

    /// <summary>Three turns of two people. Ruth codes the first, Tom the first and the last: observed 2/3; Ruth's share 1/3, Tom's 2/3, so expected 1/3 · 2/3 + 2/3 · 1/3 = 4/9, and kappa (2/3 − 4/9) / (1 − 4/9) = 0.4.
    /// Alpha over 3 units of 2 readings: one unit in three differs, of 6 values 3 are coded, so 1 − (1/3) / (2 · 3 · 3 / (6 · 5)) = 1 − (1/3) / (3/5) = 4/9.</summary>
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Confirmed_turns_are_the_units_until_a_later_text_takes_the_place_of_what_was_coded(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var proposed = (await world.Bench.Get<ProposeTurns.Handler>().RunAsync(world.Ruth.Project, world.Group, Cancel)).Value;
        Assert.True((await world.Bench.Get<ConfirmTurns.Handler>().RunAsync(world.Ruth, world.Group, proposed.Revision, [.. proposed.Rows.Select(r => new ConfirmTurns.Decision(r.Label, true, null, r.Label, false))], Cancel)).Succeeded);
        Assert.True((await world.Bench.Get<Assign.Handler>().RunAsync(world.Ruth, world.Group.Node, [world.Ruth.Analyst, world.Tom.Analyst], Cancel)).Succeeded);
        await using (var db = await world.DbAsync())
        {
            // Only what the two code here counts.
            var there = await db.Codings.Where(c => c.Source == world.Group).ToListAsync(Cancel);
            foreach (var by in new[] { world.Ruth, world.Tom })
                if (there.Where(c => c.Analyst == by.Analyst).Select(c => c.Id).ToList() is { Count: > 0 } own) Assert.True((await world.Bench.Get<RemoveCodings.Handler>().RunAsync(by, own, Cancel)).Succeeded);
        }
        await world.CodeAsync(world.Ruth, world.Group, world.Unused, "I see it every day.");
        await world.CodeAsync(world.Tom, world.Group, world.Unused, "every day");
        await world.CodeAsync(world.Tom, world.Group, world.Unused, "Then come with me.");
        await FinishAsync(world, world.Group, world.Ruth, world.Tom);
        var agreement = world.Bench.Get<ReadAgreement.Handler>();
        var answer = (await agreement.RunAsync(world.Tom, world.Group, Cancel)).Value;
        Assert.Equal((3, "turn", null), (answer.Units, answer.UnitWord, answer.WhyParagraphs));
        var code = Assert.Single(answer.Codes);
        Assert.Equal((1, 2), (code.BothUnits, code.AnyUnits));
        Assert.Equal(2 / 3.0, code.UnitPercent.Value, 12);
        Assert.Equal(0.4, code.UnitKappa.Value, 12);
        Assert.Equal(4 / 9.0, code.UnitAlpha.Value, 12);

        // The text is corrected later: the turns are those of the newer text, so paragraphs of the coded one are counted, and that is said.
        var read = (await world.Bench.Get<ReadSource.Handler>().RunAsync(world.Ruth.Project, world.Group, null, Cancel)).Value;
        Assert.True((await world.Bench.Get<CorrectText.Handler>().ParagraphAsync(world.Ada, world.Group, read.Revision, 1, "B: I have seen it once.", Cancel)).Succeeded);
        var after = (await agreement.RunAsync(world.Tom, world.Group, Cancel)).Value;
        Assert.Equal((3, "paragraph"), (after.Units, after.UnitWord));
        Assert.Equal("Paragraphs are counted, not turns: the text has been corrected since it was coded, and its turns are those of the corrected text.", after.WhyParagraphs);
    }

    [Fact]
    public void Spans_that_only_touch_are_two_differences()
    {
        var differ = ReadAgreement.Differ([[(0, 5), (5, 9), (20, 24)], [(0, 5), (20, 24)]]).ToList();
        Assert.Equal((5, 9), (Assert.Single(differ).Span.Start, differ[0].Span.End));
    }
}
