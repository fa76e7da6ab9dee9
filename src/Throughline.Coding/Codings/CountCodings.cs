using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>How many codings each source has, of those the reader may see; suggestions are not counted.</summary>
public static class CountCodings
{
    /// <param name="Mine">The reader's own.</param>
    /// <param name="All">Everybody's, the reader's among them.</param>
    public sealed record Row(int Mine, int All);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Sources without codings are left out.</summary>
        public async Task<IReadOnlyDictionary<SourceId, Row>> RunAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var seen = hidden.Without(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst);
            var counts = await seen.GroupBy(c => new { c.Source, c.Analyst }).Select(g => new { g.Key.Source, g.Key.Analyst, Count = g.Count() }).ToListAsync(cancel);
            return counts.GroupBy(c => c.Source).ToDictionary(g => g.Key, g => new Row(g.Where(c => c.Analyst == reader.Analyst).Sum(c => c.Count), g.Sum(c => c.Count)));
        }
    }
}
