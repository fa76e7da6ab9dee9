using Microsoft.EntityFrameworkCore;
using Throughline.Equity;
using Throughline.Statistics.Inequality;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Monitoring;

/// <summary>What data say at one period after, or up to, the baseline.</summary>
/// <param name="Ends">The day its period ends; null where its words do not say.</param>
/// <param name="WhyNot">Why it does not compare with the baseline; null where it does.</param>
/// <param name="Expected">Where the path from the baseline to the goal stands on that day; null where there is none.</param>
/// <param name="Change">The goal's number less the baseline's (for the relative gap: over it), with an interval that takes the two as independent.</param>
/// <param name="Says">In words: how it stands against baseline and path.</param>
public sealed record Observation(BaselinePoint Point, DateOnly? Ends, string DatasetName, string Sha256, string Vintage, bool IsBaseline, bool IsBefore, string? WhyNot, double? Expected, Measured? Change, string Says);

/// <summary>How a target stands.</summary>
/// <param name="WhyNoPath">Why there is no expected path; null where there is one.</param>
/// <param name="Revised">How the data for the baseline's period differ now from what was fixed; null where they do not.</param>
public sealed record Following(TargetRecord Target, IReadOnlyList<Observation> Observations, string? WhyNoPath, RunChart Runs, string? Revised)
{
    /// <summary>Data sets that almost match the baseline, of the same measure or of the same place and people, and why each is not taken.</summary>
    public IReadOnlyList<(string DatasetName, string Why)> NotTaken { get; init; } = [];


    /// <summary>The newest that compares; null while nothing newer than the baseline does.</summary>
    public Observation? Latest => Observations.LastOrDefault(o => !o.IsBaseline && !o.IsBefore && o.WhyNot is null);
}

/// <summary>Follows a target with whatever data the project has: a new year's data are found by what they measure, where and of whom.</summary>
public static class FollowTarget
{
    public sealed class Handler(ListDatasets.Handler datasets, ReadFigures.Handler figures)
    {
        public async Task<Following> RunAsync(ProjectId project, TargetRecord target, CancellationToken cancel, bool near = false) => await RunAsync(project, target, await SetsAsync(project, cancel), cancel, near);

        /// <param name="sets">The project's data sets, read once for several targets.</param>
        /// <param name="near">Looks also for data sets that measure much the same under other words, for which each of the same unit is read.</param>
        public async Task<Following> RunAsync(ProjectId project, TargetRecord target, IReadOnlyList<ListDatasets.Row> sets, CancellationToken cancel, bool near = false)
        {
            ArgumentNullException.ThrowIfNull(target);
            ArgumentNullException.ThrowIfNull(sets);
            if (target.Baseline is not { Point: not null }) return new(target, [], "There is no baseline.", RunChart.Of([]), null);
            var (found, notTaken) = await FoundAsync(project, target.Baseline, sets, near, cancel);
            return Of(target, found) with { NotTaken = notTaken };
        }

        public Task<IReadOnlyList<ListDatasets.Row>> SetsAsync(ProjectId project, CancellationToken cancel) => datasets.RunAsync(project, cancel);

        private async Task<(IReadOnlyList<Found> Found, IReadOnlyList<(string, string)> NotTaken)> FoundAsync(ProjectId project, BaselineRecord baseline, IReadOnlyList<ListDatasets.Row> sets, bool near, CancellationToken cancel)
        {
            var fixedAs = baseline.Fixed;
            var (found, notTaken) = (new List<Found>(), new List<(string, string)>());
            foreach (var row in sets.Where(d => d.Dataset.Kind == DatasetKind.Measures && d.Columns.ContainsKey(ColumnRole.Group)).OrderBy(d => d.Dataset.ImportedAt))
            {
                var (sameMeasure, sameUnit) = (SameMeasure(row.Dataset, fixedAs), string.Equals(row.Dataset.Unit, fixedAs.Unit, StringComparison.OrdinalIgnoreCase));
                // What measures another thing in another unit is no near match, wherever it is from.
                if (!sameMeasure && !(near && sameUnit && row.Dataset.Unit.Length > 0)) continue;
                var choices = await datasets.ChoicesAsync(row, cancel);
                if (!choices.Succeeded)
                {
                    if (sameMeasure) notTaken.Add((row.Dataset.Name, choices.Error.Message));
                    continue;
                }
                var lacking = new[] { ("place", choices.Value.Places, fixedAs.Place), ("people", choices.Value.Categories, fixedAs.People), ("grouping", choices.Value.Kinds, fixedAs.Grouping) }.Where(l => Lacks(l.Item2, l.Item3)).ToList();
                if (!sameMeasure)
                {
                    // Of the same place and people, by a column that says so, under other words: often the same measure written otherwise.
                    if (lacking.Count == 0 && choices.Value.Places.Count > 0 && row.Dataset.FileSha256 != fixedAs.Sha256) notTaken.Add((row.Dataset.Name, $"it is said to measure {(row.Dataset.What.Length > 0 ? $"\"{row.Dataset.What}\"" : "nothing")}, and the baseline {(fixedAs.What.Length > 0 ? $"\"{fixedAs.What}\"" : "nothing")}."));
                    continue;
                }
                if (row.Dataset.Direction == Direction.HigherIsBetter != fixedAs.HigherIsBetter)
                {
                    notTaken.Add((row.Dataset.Name, $"it says that more is {(fixedAs.HigherIsBetter ? "worse" : "better")}, and the baseline that more is {(fixedAs.HigherIsBetter ? "better" : "worse")}."));
                    continue;
                }
                if (lacking.Count > 0)
                {
                    notTaken.Add((row.Dataset.Name, $"the baseline's {lacking[0].Item1} is \"{lacking[0].Item3}\", and it has {string.Join(", ", lacking[0].Item2.Take(6).Select(t => $"\"{t}\""))}{(lacking[0].Item2.Count > 6 ? " and more" : "")}."));
                    continue;
                }
                var figure = new Figure
                {
                    Id = FigureId.New(),
                    Project = project,
                    Dataset = row.Dataset.Id,
                    Place = fixedAs.Place,
                    People = fixedAs.People,
                    Kind = fixedAs.Grouping,
                    Period = choices.Value.Periods.Order(StringComparer.Ordinal).LastOrDefault() ?? fixedAs.Period,
                    Method = Enum.TryParse<FigureMethod>(fixedAs.Method, out var method) ? method : FigureMethod.Given,
                    Scale = Enum.TryParse<SlopeScale>(fixedAs.Scale, out var scale) ? scale : SlopeScale.Linear,
                };
                var made = await figures.TryAsync(figure, cancel);
                if (made.Succeeded) found.AddRange(made.Value.Series.Where(p => p.Groups.Count > 0).Select(p => new Found(p, row.Dataset, made.Value.Unit)));
                else notTaken.Add((row.Dataset.Name, made.Error.Message));
            }
            return (found, notTaken);

            static bool Lacks(IReadOnlyList<string> there, string wanted) => there.Count > 0 && !there.Contains(wanted);
        }

        // A data set without words for what it measures is known by its own name only.
        private static bool SameMeasure(Dataset dataset, TargetBaseline fixedAs) => fixedAs.What.Length > 0 ? string.Equals(dataset.What, fixedAs.What, StringComparison.OrdinalIgnoreCase) : dataset.Name == fixedAs.DatasetName;
    }

    /// <summary>What one data set says of one period.</summary>
    internal sealed record Found(FigurePoint Point, Dataset Dataset, string Unit);

    /// <summary>The observations of a target from what data say; pure.</summary>
    internal static Following Of(TargetRecord target, IReadOnlyList<Found> found)
    {
        var baseline = target.Baseline!;
        var (start, ends) = (baseline.Point!, baseline.Ends);
        // Of several data sets with one period the last that compares speaks; where none does, the last is shown with why not.
        var newer = found.GroupBy(f => f.Point.Period).Select(g => g.LastOrDefault(f => Unlike(f) is null) ?? g.Last()).Where(f => After(f.Point.Period)).ToList();
        string? revised = null;
        if (found.LastOrDefault(f => f.Point.Period == baseline.Fixed.Period && Unlike(f) is null && f.Dataset.FileSha256 != baseline.Fixed.Sha256 && f.Dataset.ImportedAt >= baseline.Fixed.FixedAt) is { } again
            && target.Of(FixBaseline.Point(again.Point, baseline.Values.WorseIsLast == true)) is { } now && target.Of(start) is { } was && Math.Abs(now.Value - was.Value) > 1e-9 * Math.Max(1, Math.Abs(was.Value)))
            revised = $"Data for {baseline.Fixed.Period} now say {N(now.Value)} and not {N(was.Value)}: \"{again.Dataset.Name}\" was imported since. The baseline stays as it was fixed.";

        var (path, whyNot) = Path(target);
        var rows = new List<Observation>();
        foreach (var point in baseline.Values.Series) rows.Add(new(point, PeriodEnd.Of(point.Period), baseline.Fixed.DatasetName, baseline.Fixed.Sha256, baseline.Fixed.Vintage, point.Period == baseline.Fixed.Period, point.Period != baseline.Fixed.Period, null, point.Period == baseline.Fixed.Period ? target.Of(point)?.Value : null, null, point.Period == baseline.Fixed.Period ? "baseline" : "before the baseline"));
        foreach (var one in newer.OrderBy(n => PeriodEnd.Of(n.Point.Period)).ThenBy(n => n.Point.Period, StringComparer.Ordinal))
        {
            var (point, dataset, unlike) = (FixBaseline.Point(one.Point, baseline.Values.WorseIsLast == true), one.Dataset, Unlike(one));
            var on = PeriodEnd.Of(point.Period);
            var expected = unlike is null && on is { } day && path is not null ? path(day) : null;
            var change = unlike is null ? Change(target, start, point) : null;
            rows.Add(new(point, on, dataset.Name, dataset.FileSha256, dataset.Vintage, false, false, unlike, expected, change, unlike ?? Says(target, point, expected, change)));
        }
        var values = rows.Where(r => r.WhyNot is null).Select(r => target.Of(r.Point)?.Value).OfType<double>().ToList();
        var before = rows.Where(r => r.WhyNot is null && (r.IsBefore || r.IsBaseline)).Count(r => target.Of(r.Point) is not null);
        return new(target, rows, whyNot, RunChart.Of(values, before), revised);

        bool After(string period) => PeriodEnd.Of(period) is { } end && ends is { } fixedEnd ? end > fixedEnd : string.CompareOrdinal(period, baseline.Fixed.Period) > 0;

        // Why data do not compare with the baseline; null where they do.
        string? Unlike(Found f) =>
            !AreaCodes.Same(f.Dataset.Vintage, baseline.Fixed.Vintage) ? $"Its boundaries are {Or(f.Dataset.Vintage)}, the baseline's {Or(baseline.Fixed.Vintage)}."
            : !Same(f.Dataset.RankedBy, baseline.Fixed.RankedBy) ? $"Its areas are ranked by {Or(f.Dataset.RankedBy)}, the baseline's by {Or(baseline.Fixed.RankedBy)}."
            : !Same(f.Unit, baseline.Fixed.Unit) ? $"Its unit is {Or(f.Unit)}, the baseline's {Or(baseline.Fixed.Unit)}."
            : f.Point.Groups.Count != baseline.Values.Groups.Count ? $"It has {f.Point.Groups.Count} groups, the baseline {baseline.Values.Groups.Count}." : null;

        static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

        static string Or(string words) => words.Length > 0 ? words : "not said";
    }

    /// <summary>The straight path from the baseline to the goal, level after it; or why there is none.</summary>
    internal static (Func<DateOnly, double?>? Path, string? Why) Path(TargetRecord target)
    {
        if (target.Baseline is not { Point: { } point } baseline || target.Of(point) is not { } from) return (null, "The baseline does not hold the number the goal is for.");
        if (target.Number1(TargetField.Goal) is not { } goal) return (null, "No goal is set.");
        if (target.Day(TargetField.GoalDay) is not { } by) return (null, "No day is set for the goal.");
        if (baseline.Ends is not { } start) return (null, $"When the baseline's period \"{baseline.Fixed.Period}\" ends cannot be read from its words.");
        // Nothing is expected to move before the action begins.
        var moves = target.Day(TargetField.Begins) is { } begins && begins > start && begins < by ? begins : start;
        return by <= moves ? (null, "The goal's day is not after the baseline.") : (day => day <= moves ? from.Value : day >= by ? goal : from.Value + (goal - from.Value) * (day.DayNumber - moves.DayNumber) / (by.DayNumber - moves.DayNumber), null);
    }

    private static Measured? Change(TargetRecord target, BaselinePoint from, BaselinePoint to)
    {
        if (target.Of(from) is not { } was || target.Of(to) is not { } now) return null;
        if (target.GoalOf == "relative")
        {
            if (was.Value <= 0 || now.Value <= 0) return null;
            var ratio = now.Value / was.Value;
            return was.LogError is { } a && now.LogError is { } b && 1.959964 * Math.Sqrt(a * a + b * b) is var reach ? new(ratio, ratio * Math.Exp(-reach), ratio * Math.Exp(reach)) : new(ratio, null, null);
        }
        return Difference(was, now);
    }

    /// <summary>The later less the earlier, with an interval that takes the two as independent; without one where either has none.</summary>
    internal static Measured Difference(Measured was, Measured now) =>
        was.Error is { } c && now.Error is { } d && 1.959964 * Math.Sqrt(c * c + d * d) is var wide ? new(now.Value - was.Value, now.Value - was.Value - wide, now.Value - was.Value + wide) : new(now.Value - was.Value, null, null);

    private static string Says(TargetRecord target, BaselinePoint point, double? expected, Measured? change)
    {
        var none = target.GoalOf == "relative" ? 1 : 0;
        var told = change is null ? "The goal's number cannot be made at this period." : change.Lower is not { } low || change.Upper is not { } high ? "Changed from the baseline; without intervals chance cannot be ruled out."
            : low <= none && high >= none ? "Not told apart from the baseline." : "Changed from the baseline by more than chance explains.";
        if (expected is not { } path || target.Of(point) is not { } now || target.Baseline?.Point is not { } start || target.Of(start) is not { } was || target.Number1(TargetField.Goal) is not { } goal) return told;
        var side = now.Lower is { } l && now.Upper is { } u && l <= path && u >= path ? "on the path, as far as its interval tells" : (goal < was.Value ? now.Value < path : now.Value > path) ? "ahead of the path" : "behind the path";
        return $"{told} It is {side} ({N(path)} expected).";
    }

    /// <summary>A number as people read it.</summary>
    public static string N(double value) => FigureWords.Number(value);

    /// <summary>A number with its 95 % interval, where it has one; a dash for none.</summary>
    public static string Within(Measured? value) => value is null ? "–" : value is { Lower: { } low, Upper: { } high } ? $"{N(value.Value)} ({N(low)} to {N(high)})" : N(value.Value);

    /// <summary>What the rules of run charts say, in words.</summary>
    public static string Says(RunChart runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return runs.Why ?? $"{(runs.IsUnusual ? "unusual: more than chance varies here" : "nothing unusual")}; longest run on one side of the median {runs.LongestRun} (unusual above {runs.MostRun}), crossings {runs.Crossings} (unusual below {runs.FewestCrossings}).";
    }
}

/// <summary>How much of dated policy documents speaks of inequalities, beside what competes with them: so that crowding out shows.</summary>
public static class FollowAttention
{
    /// <summary>The topic whose share may be crowded out.</summary>
    public const string Own = "topics.inequalities";

    /// <param name="Share">Of the sentences, 0 to 1.</param>
    public sealed record Topic(string Id, string Name, double Share, int Sentences);

    /// <param name="Topics">Every topic, in the order of the project's list.</param>
    public sealed record Row(string Title, DateOnly Dated, int Sentences, IReadOnlyList<Topic> Topics)
    {
        /// <summary>Inequalities; null where the project's topics do not hold them.</summary>
        public Topic? Inequalities => Topics.FirstOrDefault(t => t.Id == Own);
    }

    /// <summary>The topics besides inequalities that take most over all documents, at most three.</summary>
    public static IReadOnlyList<(string Id, string Name)> Competing(IReadOnlyList<Row> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return [.. rows.SelectMany(r => r.Topics).Where(t => t.Id != Own).GroupBy(t => (t.Id, t.Name)).OrderByDescending(g => g.Average(t => t.Share)).ThenBy(g => g.Key.Id, StringComparer.Ordinal).Select(g => g.Key).Take(3)];
    }

    public sealed class Handler(Policy.Attention.ReadAttention.Handler attend)
    {
        /// <summary>The project's policy documents that bear a date, oldest first, counted by the project's own topics.</summary>
        public async Task<Result<IReadOnlyList<Row>>> RunAsync(Acting reader, CancellationToken cancel)
        {
            IReadOnlyList<Policy.Attention.ReadAttention.Choice> dated = [.. (await attend.ChoicesAsync(reader, cancel)).Where(c => !c.IsMeeting && c.DatedOn is not null)];
            if (dated.Count == 0) return new List<Row>();
            var counted = await attend.OfAsync(reader, dated, cancel);
            if (!counted.Succeeded) return counted.Error;
            return counted.Value.Sources.OrderBy(s => s.Of.DatedOn).ThenBy(s => s.Of.Number)
                .Select(s => new Row(s.Of.Title, s.Of.DatedOn!.Value, s.Counted.Sentences, [.. s.Counted.Topics.Select(t => new Topic(t.Id, t.Name, s.Counted.ShareOf(t.Sentences) ?? 0, t.Sentences))])).ToList();
        }
    }
}

/// <summary>Writes down what was learned and decided when a target was looked at again, with how it stood.</summary>
public static class ReviewTarget
{
    public sealed record Request(DateOnly On, string Learned, string Decided);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ReadTargets.Handler targets, FollowTarget.Handler follow)
    {
        public async Task<Result<ReviewId>> AddAsync(Acting by, TargetId id, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var (learned, decided) = (request.Learned.Trim(), request.Decided.Trim());
            if (learned.Length == 0 && decided.Length == 0) return new TargetInvalid("Say what was learned, or what was decided.");
            if (Math.Max(learned.Length, decided.Length) > TargetField.MostText) return new TargetInvalid($"What was learned and what was decided have at most {TargetField.MostText} characters each.");
            var detail = await targets.OneAsync(by, id, cancel);
            if (!detail.Succeeded) return detail.Error;
            if (detail.Value.Record.Baseline?.Ends is { } ends && request.On <= ends) return new TargetInvalid(FormattableString.Invariant($"A review on {request.On:d MMMM yyyy} would lie before the baseline, whose period ends on {ends:d MMMM yyyy}. Choose a later day."));
            var latest = (await follow.RunAsync(by.Project, detail.Value.Record, cancel)).Latest?.Point;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var review = new TargetReview { Id = ReviewId.New(), Target = id, On = request.On, Learned = learned, Decided = decided, Period = latest?.Period ?? "", Absolute = latest?.Absolute?.Value, Relative = latest?.Relative?.Value, InGroup = latest?.InGroup?.Value, Analyst = by.Analyst, MadeAt = clock.GetUtcNow().UtcDateTime };
            db.Add(review);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.Reviewed, id.Node), cancel);
            return saved.Succeeded ? review.Id : saved.Error;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, TargetId id, ReviewId review, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var target = await db.TargetAsync(by, id, cancel);
            if (!target.Succeeded) return target.Error;
            if (await db.TargetReviews.SingleOrDefaultAsync(r => r.Id == review && r.Target == id, cancel) is not { } there) return new TargetMissing("That review is not here any more.");
            db.Remove(there);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.ReviewRemoved, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
