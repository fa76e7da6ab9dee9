using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Equity;
using Throughline.Statistics;
using Throughline.Statistics.Inequality;
using Throughline.Targeting.Questions;
using Throughline.Text;

namespace Throughline.Targeting.Targets;

/// <summary>Fixes a figure of Equity as a target's baseline: its numbers, period, index and the data's hash are copied. Another baseline later is drift, and is recorded.</summary>
public static class FixBaseline
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ReadFigures.Handler figures, LetGo.Handler letGo)
    {
        public async Task<Result<Done>> RunAsync(Acting by, TargetId id, FigureId figure, CancellationToken cancel)
        {
            var made = await figures.RunAsync(by.Project, figure, cancel);
            if (!made.Succeeded) return made.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var target = await db.TargetAsync(by, id, cancel);
            if (!target.Succeeded) return target.Error;
            if (PeriodEnd.Of(made.Value.Figure.Period) is { } ends)
                foreach (var name in new[] { TargetField.GoalDay.Name, TargetField.Reviews.Name })
                    if ((await db.TargetValues.AsNoTracking().SingleOrDefaultAsync(v => v.Target == id && v.Field == name, cancel))?.Value.Split('\n').Select(TargetField.Day).OfType<DateOnly>().Where(d => d <= ends).Select(d => (DateOnly?)d).FirstOrDefault() is { } early)
                        return new TargetInvalid(string.Create(CultureInfo.InvariantCulture, $"{TargetField.Find(name)!.Label}: {early:d MMMM yyyy} is not after this figure, whose period {made.Value.Figure.Period} ends on {ends:d MMMM yyyy}. Change the day first, or choose an earlier figure."));
            var there = await db.TargetBaselines.SingleOrDefaultAsync(b => b.Target == id, cancel);
            var before = there is null ? null : Facts(there);
            if (there is null) db.Add(there = new TargetBaseline { Target = id });
            Copy(there, made.Value);
            (there.Analyst, there.FixedAt) = (by.Analyst, clock.GetUtcNow().UtcDateTime);
            if (before is not null && Differ(before, Facts(there)) is var (was, now)) db.Add(new TargetDrift { Id = DriftId.New(), Target = id, Field = TargetField.Baseline.Name, Before = was, After = now, Analyst = by.Analyst, At = there.FixedAt });
            await letGo.RunAsync(db, target.Value, cancel);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.BaselineFixed, id.Node, new Dictionary<string, object?> { ["figure"] = figure.Value }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }

    /// <summary>Which figure it was, in words: data, people, place and period.</summary>
    public static string Words(TargetBaseline baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return string.Join(", ", new[] { baseline.What.Length > 0 ? baseline.What : baseline.DatasetName, baseline.People, baseline.Place, baseline.Period }.Where(w => w.Length > 0)) + (baseline.RankedBy.Length > 0 ? $", ranked by {baseline.RankedBy}" : "");
    }

    /// <param name="Value">What is compared.</param>
    /// <param name="Says">The same as people read it.</param>
    private sealed record Fact(string Name, string Value, string Says);

    /// <summary>What makes a baseline the one it is: its words first, its numbers last, and between them by name what else changes what is measured.</summary>
    private static IReadOnlyList<Fact> Facts(TargetBaseline of)
    {
        var words = Words(of);
        return
        [
            new("", words, words), Named("method", of.Method), Named("scale", of.Scale), Named("grouping", of.Grouping), Named("unit", of.Unit), Named("direction", of.HigherIsBetter ? "more is better" : "more is worse"), Named("boundaries", of.Vintage),
            new("file", of.Sha256, $"file \"{of.DatasetName}\", sha256 {of.Sha256}"),
            new("numbers", BaselineValues.Read(of.Values).Write(), string.Join(", ", BaselineValues.Read(of.Values).Groups.Select(g => $"{g.Label} {Monitoring.FollowTarget.N(g.Value)}"))),
        ];

        static Fact Named(string name, string value) => new(name, value, value.Length > 0 ? $"{name} {value}" : $"{name} not said");
    }

    /// <summary>Two baselines in words, each with what differs; null where nothing does.</summary>
    private static (string Before, string After)? Differ(IReadOnlyList<Fact> was, IReadOnlyList<Fact> now)
    {
        var differing = was.Zip(now).Where(p => p.First.Value != p.Second.Value).ToList();
        if (differing.Count == 0) return null;
        // That numbers differ follows from whatever else does; they are the change only where nothing else is.
        var said = was.Zip(now).Take(1).Concat(differing.Where(p => p.First.Name.Length > 0 && (p.First.Name != "numbers" || differing.Count == 1))).ToList();
        return (Short(string.Join("; ", said.Select(p => p.First.Says))), Short(string.Join("; ", said.Select(p => p.Second.Says))));

        static string Short(string words) => Cut.To(words, TargetField.MostText);
    }

    internal static void Copy(TargetBaseline to, FigureResult figure)
    {
        var (of, dataset) = (figure.Figure, figure.Dataset);
        (to.Figure, to.FigureName, to.DatasetName, to.Sha256) = (of.Id.Value, of.Name, dataset.Name, dataset.FileSha256);
        (to.What, to.Unit, to.HigherIsBetter) = (dataset.What, figure.Unit, dataset.Direction == Statistics.Inequality.Direction.HigherIsBetter);
        (to.RankedBy, to.Vintage, to.Place, to.People, to.Period, to.Grouping) = (dataset.RankedBy, dataset.Vintage, of.Place, of.People, of.Period, of.Kind);
        (to.Method, to.Scale) = (of.Method.ToString(), of.Scale.ToString());
        var upTo = figure.Series.Select((p, i) => (p.Period, i)).FirstOrDefault(p => p.Period == of.Period).i;
        var last = figure.Slope.WorseOff == WorseOff.Last;
        to.Values = new BaselineValues([.. figure.Groups.Select(g => new BaselineGroup(g.Label, g.Population, g.Value.Value, g.Value.Lower, g.Value.Upper, g.Count))], [.. figure.Series.Take(upTo + 1).Where(p => p.Groups.Count > 0).Select(p => Point(p, last))], last).Write();
    }

    /// <param name="worseIsLast">Which end's value is told as the group's: the same at every period as at the baseline.</param>
    internal static BaselinePoint Point(FigurePoint point, bool worseIsLast) => new(point.Period, point.Level, Of(point.Slope?.Absolute), Of(point.Slope?.Relative), point.Groups.Count > 0 ? Of(point.Groups[worseIsLast ? ^1 : 0].Value) : null);

    private static Measured? Of(Estimate? estimate) => estimate is null || !double.IsFinite(estimate.Value) ? null : new(estimate.Value, estimate.Lower, estimate.Upper);
}

/// <summary>Whom an area would miss: of the people who live in the country's most deprived fifth of small areas, how many live outside the areas that a choice by average score would make; and whether that choice would take the target's own area.</summary>
public static class CheckArea
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The target's own area in words: its people of the most deprived fifth, and whether the rule would choose it; empty where it is not named.</summary>
    public static string OwnWords(TargetArea area)
    {
        ArgumentNullException.ThrowIfNull(area);
        if (area.OwnCore20 is not { } core) return "";
        return string.Create(British, $"In {area.Own} live {core:N0} people of the most deprived fifth{(area.Floor > 0 ? string.Create(British, $"; a service of its own is held to need {area.Floor:N0}") : "")}.{Chosen(area)}");
    }

    /// <summary>Whether the rule would choose the target's own area, as a sentence with a blank before it; empty where that is not known.</summary>
    internal static string Chosen(TargetArea area) => area is not { OwnRank: { } rank, Areas: { } all, OwnChosen: { } chosen } ? ""
        : string.Create(British, $" By its average it is number {rank:N0} of {all:N0}: that rule would {(chosen ? "choose" : "not choose")} it.");

    /// <param name="Dataset">A data set whose rows are small areas.</param>
    /// <param name="Level">Its column of larger areas to choose among.</param>
    /// <param name="Population">Its column of residents.</param>
    /// <param name="Score">Its column of scores, higher the more deprived.</param>
    /// <param name="Decile">Its column of national deciles; null: the one the Indices of Deprivation name so.</param>
    /// <param name="Percent">How much of the areas is chosen.</param>
    /// <param name="Floor">How many people of the most deprived fifth an area needs to carry a service of its own; 0: not asked.</param>
    /// <param name="Own">The target's own area, as the column of larger areas writes it; null or empty: not named.</param>
    public sealed record Request(DatasetId Dataset, string Level, string Population, string Score, string? Decile = null, double Percent = 20, double Floor = 0, string? Own = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, DatasetTables tables, LetGo.Handler letGo)
    {
        /// <summary>The columns of a data set's file.</summary>
        public async Task<Result<IReadOnlyList<string>>> ColumnsAsync(ProjectId project, DatasetId dataset, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == dataset && d.Project == project, cancel) is not { } row) return new DatasetMissing("That data set is not here any more.");
            var table = await tables.OfAsync(db, row, cancel);
            return table.Succeeded ? table.Value.Columns.ToList() : table.Error;
        }

        public async Task<Result<TargetArea>> RunAsync(Acting by, TargetId id, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var target = await db.TargetAsync(by, id, cancel);
            if (!target.Succeeded) return target.Error;
            if (await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == request.Dataset && d.Project == by.Project, cancel) is not { } dataset) return new DatasetMissing("That data set is not here any more.");
            var table = await tables.OfAsync(db, dataset, cancel);
            if (!table.Succeeded) return table.Error;
            if (!(request.Floor is >= 0 and <= TargetField.MostNumber)) return new TargetInvalid(FormattableString.Invariant($"{request.Floor} people cannot be a floor: give 0 or more."));
            var small = await db.DatasetColumns.AsNoTracking().Where(c => c.Dataset == dataset.Id && c.Role == ColumnRole.Area).Select(c => c.Name).SingleOrDefaultAsync(cancel);
            var asked = new MissedOfTable.Request(request.Level, request.Population, request.Score, string.IsNullOrWhiteSpace(request.Decile) ? null : request.Decile, request.Percent, small == request.Level ? null : small);
            var missed = MissedOfTable.Run(table.Value, asked);
            if (!missed.Succeeded) return missed.Error;
            var places = MissedOfTable.Places(table.Value, asked).Value;
            var rank = request.Own?.Trim() is { Length: > 0 } named ? places.TakeWhile(p => !string.Equals(p.Name, named, StringComparison.OrdinalIgnoreCase)).Count() : places.Count;
            var own = rank < places.Count ? places[rank] : null;
            if (own is null && request.Own?.Trim() is { Length: > 0 } lost) return new TargetInvalid($"No area of column \"{request.Level}\" is \"{lost}\". It has {string.Join(", ", places.Take(6).Select(p => $"\"{p.Name}\""))}{(places.Count > 6 ? " and more" : "")}.");
            var units = missed.Value.First(r => r.Rule == "units");
            var there = await db.TargetAreas.SingleOrDefaultAsync(a => a.Target == id, cancel);
            if (there is null) db.Add(there = new TargetArea { Target = id });
            (there.DatasetName, there.Sha256, there.Level, there.Percent) = (dataset.Name, dataset.FileSha256, request.Level, request.Percent);
            (there.Core20People, there.Missed, there.MissedPercent, there.Others, there.Chosen) = (units.Core20People, units.Missed, units.MissedPercent, units.Others, units.Units);
            (there.Floor, there.BelowFloor, there.Own, there.OwnCore20) = (request.Floor, request.Floor > 0 ? places.Take(units.Units).Count(p => p.Core < request.Floor) : 0, own?.Name ?? "", own?.Core);
            (there.OwnRank, there.Areas) = (own is null ? null : rank + 1, places.Count);
            (there.Analyst, there.CheckedAt) = (by.Analyst, clock.GetUtcNow().UtcDateTime);
            await letGo.RunAsync(db, target.Value, cancel);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.AreaChecked, id.Node), cancel);
            return saved.Succeeded ? there : saved.Error;
        }
    }
}
