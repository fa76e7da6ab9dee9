using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Storage;

namespace Throughline.Compare.Tests;

/// <summary>A code that only gathers others is on no passage, whichever way it might come to be.</summary>
public class HeadingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_table_of_codings_names_a_merged_code_for_the_one_it_went_into_and_puts_nothing_on_a_retired_one(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var bench = world.Bench;
        Assert.True((await bench.Get<MergeCodes.Handler>().RunAsync(world.Ruth, world.Money, [world.Waits], Cancel)).Succeeded);
        Assert.True((await bench.Get<RetireCodes.Handler>().RunAsync(world.Ruth, [world.Homes], true, Cancel)).Succeeded);
        var table = Encoding.UTF8.GetBytes("source,code,segment\nInterview 1,Waits,People wait longer in the towns by the sea.\nInterview 2,The gap > Waits,Nobody counts them.\nInterview 2,Damp homes,Nobody counts them.\n");
        var rows = (await bench.Get<ImportCodings.Handler>().RunAsync(world.Ruth, "codings.csv", table, Cancel)).Value.Rows;
        // What was merged is there already, under the code that it went into.
        Assert.Equal([ImportCodings.Outcome.AlreadyThere, ImportCodings.Outcome.Placed, ImportCodings.Outcome.Refused], rows.Select(r => r.Outcome));
        Assert.Contains("\"Damp homes\" has been retired", rows[2].Message, StringComparison.Ordinal);
        await using (var db = await world.DbAsync())
        {
            Assert.Equal(0, await db.Set<CodedPassage>().CountAsync(c => c.Code == world.Waits, Cancel));
            Assert.Equal(1, await db.Set<CodedPassage>().CountAsync(c => c.Code == world.Money && c.Source == world.Two, Cancel));
        }
        // A new code may have the name of one that was retired: it is the one that is meant.
        var anew = (await bench.Get<AddCode.Handler>().RunAsync(world.Ruth, new("Damp homes", world.Gap), Cancel)).Value;
        Assert.Equal(ImportCodings.Outcome.Placed, Assert.Single((await bench.Get<ImportCodings.Handler>().RunAsync(world.Ruth, "codings.csv", Encoding.UTF8.GetBytes("source,code,segment\nInterview 2,Damp homes,Nobody counts them.\n"), Cancel)).Value.Rows).Outcome);
        await using var after = await world.DbAsync();
        Assert.Equal(1, await after.Set<CodedPassage>().CountAsync(c => c.Code == anew, Cancel));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task No_way_to_a_coding_puts_a_heading_on_a_passage(Engine engine)
    {
        await using var world = await World.OpenAsync(engine);
        var bench = world.Bench;
        var coding = await world.CodeAsync(world.Tom, world.One, world.Waits, "Who is left out of care here.");
        Assert.Equal(1, (await bench.Get<SuggestCodings.Handler>().RunAsync(world.Tom, new("council", world.Gap, SuggestionScope.Hit), Cancel)).Value.Made);
        await GatherOnlyAsync();

        Refuses((await bench.Get<AddCodings.Handler>().RunAsync(world.Tom, new(world.One, null, new(0, 3), [new(world.Gap, CodingId.New())]), Cancel)).Error);
        Refuses((await bench.Get<ChangeCoding.Handler>().RunAsync(world.Tom, coding, new(Code: world.Gap), Cancel)).Error);
        Refuses((await bench.Get<SplitCode.Handler>().RunAsync(world.Tom, new(world.Waits, [new([coding], Existing: world.Gap)]), Cancel)).Error);
        Refuses((await bench.Get<SuggestCodings.Handler>().RunAsync(world.Tom, new("ward", world.Gap, SuggestionScope.Hit), Cancel)).Error);
        var waiting = (await bench.Get<ListSuggestions.Handler>().RunAsync(world.Tom, null, Cancel)).Select(s => s.Id).ToList();
        Refuses((await bench.Get<DecideSuggestions.Handler>().AcceptAsync(world.Tom, waiting, Cancel)).Error);
        Assert.Equal(0, await ColourAsync());

        // What comes in from outside, or by a merge, is used itself from then on, and so is a code.
        var table = Encoding.UTF8.GetBytes("source,code,segment\nInterview 2,The gap,Nobody counts them.\n");
        Assert.Equal(ImportCodings.Outcome.Placed, Assert.Single((await bench.Get<ImportCodings.Handler>().RunAsync(world.Ruth, "codings.csv", table, Cancel)).Value.Rows).Outcome);
        Assert.NotEqual(0, await ColourAsync());
        await GatherOnlyAsync();
        Assert.True((await bench.Get<MergeCodes.Handler>().RunAsync(world.Ruth, world.Gap, [world.Homes], Cancel)).Succeeded);
        Assert.NotEqual(0, await ColourAsync());

        // One with codings of its own does not leave them on a heading either.
        await GatherOnlyAsync();
        Assert.True((await bench.Get<MergeCodes.Handler>().RunAsync(world.Ruth, world.Gap, [world.Unused], Cancel)).Succeeded);
        Assert.NotEqual(0, await ColourAsync());

        static void Refuses(Error? error) => Assert.Contains("\"The gap\" is a heading", error?.Message, StringComparison.Ordinal);

        async Task GatherOnlyAsync() => Assert.True((await bench.Get<ChangeCode.Handler>().RunAsync(world.Ruth, world.Gap, new(Colour: 0), Cancel)).Succeeded);

        async Task<int> ColourAsync()
        {
            await using var db = await world.DbAsync();
            return await db.Set<Code>().Where(c => c.Id == world.Gap).Select(c => c.Colour).SingleAsync(Cancel);
        }
    }
}
