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
    public sealed record Row(RepresentationLinkId Id, ListRepresentations.Row From, ListRepresentations.Row To, RepresentationTie Tie, IReadOnlyList<Shift> Shifts, bool IsAmended, string Note, AnalystId Analyst, IReadOnlyList<FieldDifference> Fields)
    {
        /// <summary>The fields that differ, whatever shifts they amount to.</summary>
        public IReadOnlyList<FieldDifference> Differing => Representations.Shifts.Differing(Fields);

        /// <summary>What to say where no field differs and nobody says that something changed; null elsewhere.</summary>
        public string? Unchanged => Shifts.Count > 0 ? null : Representations.Shifts.Unchanged(Fields);

        /// <summary>In words: the shifts, then the fields that differ; where none does, that nothing changed or that the two cannot be compared.</summary>
        public IReadOnlyList<string> Told => [.. Shifts.Select(Representations.Shifts.InWords), .. Unchanged is { } same ? [same] : Differing.Count > 0 ? new[] { $"fields that changed: {Representations.Shifts.InWords(Differing)}" } : []];
    }

    /// <summary>What changed over many ties: "kind lost in 2; fields that changed: Kind of inequality in 3". Where no field differs, that nothing changed, or that they cannot all be compared.</summary>
    public static string Summary(IReadOnlyList<Row> links)
    {
        ArgumentNullException.ThrowIfNull(links);
        var shifts = links.SelectMany(l => l.Shifts).CountBy(s => s).OrderByDescending(s => s.Value).ThenBy(s => s.Key).Select(s => $"{Shifts.InWords(s.Key)} in {s.Value}").ToList();
        var fields = links.SelectMany(l => l.Differing).CountBy(d => d.Field).OrderByDescending(f => f.Value).Select(f => $"{f.Key.Label} in {f.Value}").ToList();
        var open = links.Count(l => l.Unchanged is { } said && said != Shifts.NothingChanged);
        var same = links.Count(l => l.Unchanged == Shifts.NothingChanged);
        List<string> said = [.. shifts];
        if (fields.Count > 0) said.Add($"fields that changed: {string.Join(", ", fields)}");
        if (same > 0) said.Add(same == links.Count ? Shifts.NothingChanged + " on the way" : $"{Shifts.NothingChanged} in {same}");
        if (open > 0) said.Add($"{(open == links.Count ? "" : $"{open} ")}not read in full on both sides");
        return string.Join("; ", said);
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListRepresentations.Handler list)
    {
        /// <summary>The ties of one reading, in either direction.</summary>
        public async Task<Result<IReadOnlyList<Row>>> RunAsync(Acting reader, RepresentationId id, CancellationToken cancel)
        {
            var all = await list.RunAsync(reader, new(LeftOut: true), cancel);
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
