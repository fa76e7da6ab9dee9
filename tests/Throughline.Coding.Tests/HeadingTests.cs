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

        static void Refuses(Error? error) => Assert.Contains("\"The gap\" is a heading", error?.Message, StringComparison.Ordinal);

        async Task GatherOnlyAsync() => Assert.True((await bench.Get<ChangeCode.Handler>().RunAsync(world.Ruth, world.Gap, new(Colour: 0), Cancel)).Succeeded);

        async Task<int> ColourAsync()
        {
            await using var db = await world.DbAsync();
            return await db.Set<Code>().Where(c => c.Id == world.Gap).Select(c => c.Colour).SingleAsync(Cancel);
        }
    }
}
