using Microsoft.EntityFrameworkCore;

namespace Throughline.Framing.Representations;

/// <summary>Ties between readings with what changed, as the reader may see them.</summary>
public static class ReadLinks
{
    /// <param name="From">The later reading.</param>
    /// <param name="To">The one it interprets or restates.</param>
    /// <param name="Shifts">As amended, or as computed from the two readings as they are now.</param>
    /// <param name="IsAmended">Whether an analyst put their own list in place of the computed one.</param>
    /// <param name="Fields">Every field, compared.</param>
    public sealed record Row(RepresentationLinkId Id, ListRepresentations.Row From, ListRepresentations.Row To, RepresentationTie Tie, IReadOnlyList<Shift> Shifts, bool IsAmended, string Note, AnalystId Analyst, IReadOnlyList<FieldDifference> Fields);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListRepresentations.Handler list)
    {
        /// <summary>The ties of one reading, in either direction.</summary>
        public async Task<Result<IReadOnlyList<Row>>> RunAsync(Acting reader, RepresentationId id, CancellationToken cancel)
        {
            var all = await list.RunAsync(reader, new(), cancel);
            if (all.All(r => r.Id != id)) return new RepresentationMissing("That reading is not here any more.");
            return Result(await OfAsync(reader, all, id, cancel));
        }

        /// <summary>Every tie between the readings given.</summary>
        public Task<IReadOnlyList<Row>> AmongAsync(Acting reader, IReadOnlyList<ListRepresentations.Row> readings, CancellationToken cancel) => OfAsync(reader, readings, null, cancel);

        private static Result<IReadOnlyList<Row>> Result(IReadOnlyList<Row> rows) => new List<Row>(rows);

        private async Task<IReadOnlyList<Row>> OfAsync(Acting reader, IReadOnlyList<ListRepresentations.Row> readings, RepresentationId? id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var by = readings.ToDictionary(r => r.Id);
            var links = await db.RepresentationLinks.AsNoTracking().Where(l => l.Project == reader.Project && (id == null || l.From == id || l.To == id)).OrderBy(l => l.Id).ToListAsync(cancel);
            var rows = new List<Row>();
            foreach (var link in links)
            {
                if (!by.TryGetValue(link.From, out var from) || !by.TryGetValue(link.To, out var to)) continue;
                rows.Add(new(link.Id, from, to, link.Tie, link.Amended is { } amended ? Shifts.Parse(amended) : Shifts.Between(to.Answers, from.Answers), link.Amended is not null, link.Note, link.Analyst, Shifts.Fields(to.Answers, from.Answers)));
            }
            return rows;
        }
    }
}
