using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Sources;

namespace Throughline.Framing.Representations;

public sealed record ShapeInvalid(string Message) : Error(Message);

/// <summary>Gathers readings into levels or sets and counts how each field is given.</summary>
public static class CountShape
{
    /// <param name="By">"source", "year", "analyst", or the name of an attribute of cases.</param>
    /// <param name="Sources">Only these sources; null for all.</param>
    /// <param name="Analyst">Only one analyst's readings; null for everyone's.</param>
    /// <param name="Fields">Only these fields; null for all.</param>
    public sealed record Request(string By = "source", IReadOnlyCollection<SourceId>? Sources = null, AnalystId? Analyst = null, IReadOnlyList<RepresentationField>? Fields = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListRepresentations.Handler list, ListFrameworks.Handler frameworks, IEnumerable<IDateSources> registers)
    {
        /// <summary>Accepted readings that the reader may see, but for those that a module has set aside. Where analysts agreed on a reading, it stands in the place of those it came from; by analyst, or of one analyst, readings count as each made them.</summary>
        public async Task<Result<Shape>> RunAsync(Acting reader, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            bool Asked(ListRepresentations.Row r) => (request.Analyst is null || r.Analyst == request.Analyst) && (request.Sources is null || (r.Source is { } s && request.Sources.Contains(s)));
            var read = await list.RunAsync(reader, new(Suggestions: true, LeftOut: true), cancel);
            var all = read.Where(r => !r.IsLeftOut).ToList();
            var leftOut = read.Count(r => r.IsLeftOut && r.Origin != RepresentationOrigin.Suggestion && Asked(r));
            var suggestions = all.Count(r => r.Origin == RepresentationOrigin.Suggestion && Asked(r));
            var agreed = all.Where(r => r.Origin == RepresentationOrigin.Agreed).GroupBy(r => r.Subject).ToDictionary(g => g.Key, g => AgreedReading.Of(g)!);
            // Of analysts one by one, what each read: whoever wrote an agreement down did not read it for all.
            var apart = request.Analyst is not null || request.By == "analyst";
            var counted = all.Where(r => r.Origin == RepresentationOrigin.Analyst ? apart || !agreed.ContainsKey(r.Subject) : !apart && agreed.GetValueOrDefault(r.Subject) == r).Where(Asked).ToList();
            var sets = await SetsAsync(reader, request.By, counted, request.Sources, cancel);
            return sets.Succeeded ? Shape.Of(request.By, sets.Value, await frameworks.RunAsync(reader.Project, cancel), request.Fields, suggestions) with { LeftOut = leftOut } : sets.Error;
        }

        private async Task<Result<List<ShapeSet>>> SetsAsync(Acting reader, string by, List<ListRepresentations.Row> readings, IReadOnlyCollection<SourceId>? chosen, CancellationToken cancel)
        {
            switch (by)
            {
                case "source":
                    // Versions of one programme come in the order asked for; all sources in the order of the project.
                    if (chosen?.ToList() is { } order) readings = [.. readings.OrderBy(r => r.Source is { } s ? order.IndexOf(s) : int.MaxValue)];
                    return Gathered(readings, r => r.Source is { } s ? (s.Value.ToString("N"), r.SourceTitle) : ("", "In no source"), ordered: false);
                case "analyst":
                    return Gathered(readings, r => (r.Analyst.Value.ToString("N"), r.AnalystName), ordered: true);
            }
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (by == "year")
            {
                var dated = await (from s in db.Sessions.AsNoTracking() join d in db.Set<Source>() on s.Source equals d.Id where d.Project == reader.Project && s.Date != null select new { s.Source, s.Date }).ToDictionaryAsync(s => s.Source, s => s.Date!.Value, cancel);
                foreach (var register in registers)
                    foreach (var (source, day) in await register.DatesAsync(db, reader.Project, cancel)) dated.TryAdd(source, day);
                return Gathered(readings, r => (r.HeldOn ?? (r.Source is { } s && dated.TryGetValue(s, out var day) ? day : null)) is { } on
                    ? (on.Year.ToString(CultureInfo.InvariantCulture), on.Year.ToString(CultureInfo.InvariantCulture)) : ("", "No date"), ordered: true);
            }
            var project = reader.Project;
            if (await db.Attributes.AsNoTracking().Where(a => a.Project == project).ToListAsync(cancel) is var attributes && attributes.FirstOrDefault(a => a.Name.Equals(by, StringComparison.OrdinalIgnoreCase)) is not { } attribute)
                return new ShapeInvalid($"There is no attribute \"{by}\". Gather by source, year, analyst{string.Concat(attributes.Select(a => $", {a.Name}"))}.");
            var values = await db.CaseValues.AsNoTracking().Where(v => v.Attribute == attribute.Id && v.Value != "").ToDictionaryAsync(v => v.Case, v => v.Value, cancel);
            var sets = Gathered(readings, r => r.Case is { } c && values.TryGetValue(c, out var value) ? (value, value) : ("", "Not recorded"), ordered: true);
            return await DownstreamAsync(db, project, sets, cancel);
        }

        /// <summary>What is restated and interpreted stands before what restates and interprets it: national text before local plans before those who work with them.</summary>
        private static async Task<List<ShapeSet>> DownstreamAsync(ThroughlineDb db, ProjectId project, List<ShapeSet> sets, CancellationToken cancel)
        {
            var of = sets.SelectMany(s => s.Readings.Select(r => (r.Id, s.Key))).ToDictionary(p => p.Id, p => p.Key);
            var ties = (await db.RepresentationLinks.AsNoTracking().Where(l => l.Project == project).Select(l => new { l.From, l.To }).ToListAsync(cancel))
                .Where(l => of.ContainsKey(l.From) && of.ContainsKey(l.To) && of[l.From] != of[l.To]).Select(l => (From: of[l.From], To: of[l.To])).ToList();
            // How many steps a set stands from what restates nothing, on the average of its ties. Rings settle as far as the rounds go.
            var depth = sets.ToDictionary(s => s.Key, _ => 0d);
            for (var round = 0; round < sets.Count; round++)
                depth = depth.ToDictionary(d => d.Key, d => ties.Where(t => t.From == d.Key).Select(t => depth[t.To] + 1).DefaultIfEmpty(0).Average());
            var tied = ties.SelectMany(t => new[] { t.From, t.To }).ToHashSet();
            return [.. sets.OrderBy(s => s.Key.Length == 0).ThenBy(s => !tied.Contains(s.Key)).ThenBy(s => depth[s.Key]).ThenBy(s => s.Label, StringComparer.OrdinalIgnoreCase)];
        }

        /// <summary>What has no key comes last.</summary>
        private static List<ShapeSet> Gathered(List<ListRepresentations.Row> readings, Func<ListRepresentations.Row, (string Key, string Label)> of, bool ordered)
        {
            var groups = readings.GroupBy(of).ToList();
            if (ordered) groups = [.. groups.OrderBy(g => g.Key.Label, StringComparer.OrdinalIgnoreCase)];
            return [.. groups.OrderBy(g => g.Key.Key.Length == 0).Select(g => new ShapeSet(g.Key.Key, g.Key.Label, [.. g], g.Select(r => r.Source).OfType<SourceId>().Distinct().Count()))];
        }
    }
}
