using Microsoft.EntityFrameworkCore;
using Throughline.Statistics;
using Throughline.Statistics.Inequality;
using Throughline.Statistics.Rates;

namespace Throughline.Equity;

public sealed record FigureMissing(string Message) : Missing(Message);

/// <summary>One group of a figure, with the line of the file it stands in.</summary>
/// <param name="Label">What the table calls it.</param>
/// <param name="Order">Its rank, 1 the most deprived.</param>
/// <param name="Count">Events or persons counted; null where the table does not give them.</param>
public sealed record FigureGroup(string Label, double Order, double Population, Estimate Value, double? Count, int Line)
{
    /// <summary>Whom the count is among; null where the value is the table's own.</summary>
    public double? Among { get; init; }
}

/// <summary>How the slope index changed since an earlier period, and what that came from.</summary>
/// <param name="Since">The earlier period.</param>
public sealed record FigureChangeSince(string Since, ChangeFigure Slope);

/// <summary>The figure at one period.</summary>
/// <param name="Level">The average of all groups, each weighing by its people.</param>
/// <param name="Slope">Null where it cannot be given, and <paramref name="Why"/> says so.</param>
public sealed record FigurePoint(string Period, IReadOnlyList<FigureGroup> Groups, double Level, SlopeFigure? Slope, string? Why);

/// <summary>Something to bear in mind with a figure, made concrete by its own numbers.</summary>
/// <param name="Source">Who says so.</param>
public sealed record FigureWarning(string Title, string Text, string Source);

/// <summary>A figure with its numbers, made from the rows of its data set.</summary>
/// <param name="Groups">From the most to the least deprived.</param>
/// <param name="Difference">The last group less the first.</param>
/// <param name="Ratio">The last group over the first; null where there is none.</param>
/// <param name="Series">The same places and people at every period of the data set, in order of time.</param>
/// <param name="Sentence">The result in full; null where something is lacking, and <paramref name="WhyNoSentence"/> says what.</param>
public sealed record FigureResult(Figure Figure, Dataset Dataset, string Unit, IReadOnlyList<FigureGroup> Groups, double Level, SlopeFigure Slope, Estimate Difference, Estimate? Ratio, IReadOnlyList<FigurePoint> Series,
    string? Sentence, string? WhyNoSentence, IReadOnlyList<FigureWarning> Warnings)
{
    /// <summary>The place in words, where the table has a code.</summary>
    public string PlaceWords => Dataset.Meant(ColumnRole.Area, Figure.Place);

    /// <summary>Which people, in words.</summary>
    public string PeopleWords => Dataset.Meant(ColumnRole.Category, Figure.People);

    /// <summary>Whether its groups are of areas ranked by deprivation: the data set says by what, or its words say so. Groups of people (incomes, schooling) are not.</summary>
    public bool RanksAreas { get; init; }

    /// <summary>The change of the slope index since each earlier period with the same groups, the earliest first, split into changed values and changed shares of people.</summary>
    public IReadOnlyList<FigureChangeSince> Changes { get; init; } = [];
}

/// <summary>The project's figures, and one with its numbers.</summary>
public static class ReadFigures
{
    public sealed record Row(FigureId Id, string Name, DatasetId Dataset, string DatasetName);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, DatasetTables tables)
    {
        public async Task<IReadOnlyList<Row>> ListAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rows = await (from f in db.Figures.AsNoTracking() join d in db.Datasets on f.Dataset equals d.Id where f.Project == project orderby f.MadeAt select new { f.Id, f.Name, f.Dataset, Of = d.Name }).ToListAsync(cancel);
            return [.. rows.Select(r => new Row(r.Id, r.Name, r.Dataset, r.Of))];
        }

        public async Task<Result<FigureResult>> RunAsync(ProjectId project, FigureId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Figures.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id && f.Project == project, cancel) is not { } figure) return new FigureMissing("That figure is not here any more.");
            return await MakeAsync(db, tables, figure, cancel);
        }

        /// <summary>The numbers of a figure that is not saved: what a saved one would say of another data set.</summary>
        public async Task<Result<FigureResult>> TryAsync(Figure figure, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await MakeAsync(db, tables, figure, cancel);
        }
    }

    /// <summary>Makes a figure's numbers, or says with file, line and value why they cannot be made.</summary>
    internal static async Task<Result<FigureResult>> MakeAsync(ThroughlineDb db, DatasetTables tables, Figure figure, CancellationToken cancel)
    {
        if (await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == figure.Dataset && d.Project == figure.Project, cancel) is not { } dataset) return new DatasetMissing("That data set is not here any more.");
        var columns = await db.DatasetColumns.AsNoTracking().Where(c => c.Dataset == dataset.Id).ToDictionaryAsync(c => c.Role, c => c.Name, cancel);
        var table = await tables.OfAsync(db, dataset, cancel);
        if (!table.Succeeded) return table.Error;
        var others = await db.Figures.AsNoTracking().CountAsync(f => f.Dataset == dataset.Id, cancel);
        return Make(table.Value, dataset, columns, figure, others);
    }

    /// <summary>The figure's numbers from a table.</summary>
    /// <param name="figures">How many figures are made from this data set.</param>
    internal static Result<FigureResult> Make(LongTable table, Dataset dataset, IReadOnlyDictionary<ColumnRole, string> columns, Figure figure, int figures)
    {
        if (!columns.TryGetValue(ColumnRole.Group, out var groupColumn)) return new TableUnfit(dataset.FileName, null, null, $"Nothing says which column of \"{dataset.FileName}\" holds the groups to be compared. Import it again and name one.");
        var rows = new List<int>();
        for (var row = 0; row < table.Count; row++)
            if (table.Text(row, groupColumn).Length > 0 && Is(row, ColumnRole.Area, figure.Place) && Is(row, ColumnRole.Category, figure.People) && Is(row, ColumnRole.Kind, figure.Kind)) rows.Add(row);
        var periods = columns.TryGetValue(ColumnRole.Period, out var periodColumn) ? rows.GroupBy(row => table.Text(row, periodColumn)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (Period: g.Key, Rows: g.ToArray())).ToList() : [(figure.Period, rows.ToArray())];
        if (periods.FirstOrDefault(p => p.Period == figure.Period).Rows is not { Length: > 0 } here)
            return new TableUnfit(dataset.FileName, null, figure.Period, $"\"{dataset.FileName}\" has no rows for {string.Join(", ", new[] { dataset.Meant(ColumnRole.Area, figure.Place), dataset.Meant(ColumnRole.Category, figure.People), dataset.Meant(ColumnRole.Kind, figure.Kind), figure.Period }.Where(w => w.Length > 0))}.");
        var made = One(table, dataset, columns, figure, here);
        if (!made.Succeeded) return made.Error;
        var (groups, errors, scale) = made.Value;
        var slope = SlopeOf(groups, errors, scale, figure, dataset, table);
        if (!slope.Succeeded) return slope.Error;
        Groups ends = new([groups[0].Population, groups[^1].Population], [groups[0].Value.Value, groups[^1].Value.Value], Ends(groups), dataset.Direction);
        double[] levels = Confidences(figure);
        var difference = Summary.Of(ends, InequalityMeasure.Difference, confidences: levels);
        if (!difference.Succeeded) return table.At(difference.Error);
        var ratio = Summary.Of(ends, InequalityMeasure.Ratio, confidences: levels);
        var (series, changes) = (new List<FigurePoint>(), new List<FigureChangeSince>());
        foreach (var (period, at) in periods)
        {
            var then = One(table, dataset, columns, figure, at);
            if (!then.Succeeded)
            {
                series.Add(new(period, [], double.NaN, null, then.Error.Message));
                continue;
            }
            var line = SlopeOf(then.Value.Groups, then.Value.Errors, then.Value.Scale, figure, dataset, table);
            if (string.CompareOrdinal(period, figure.Period) < 0 && ChangeSince(period, then.Value, made.Value, figure, dataset) is { } change) changes.Add(change);
            series.Add(new(period, then.Value.Groups, LevelOf(then.Value.Groups), line.Succeeded ? line.Value : null, line.Succeeded ? null : line.Error.Message));
        }
        var unit = figure.Method switch { FigureMethod.Proportion => "%", FigureMethod.Rate => "per 100,000", _ => dataset.Unit };
        var result = new FigureResult(figure, dataset, unit, groups, LevelOf(groups), slope.Value, difference.Value.Figure, ratio.Succeeded ? ratio.Value.Figure : null, series, null, null, [])
        {
            Changes = changes,
            RanksAreas = dataset.RankedBy.Length > 0 || FigureWords.SayDeprivation(groupColumn) || FigureWords.SayDeprivation(dataset.Meant(ColumnRole.Kind, figure.Kind)) || groups.Any(g => FigureWords.SayDeprivation(g.Label)),
        };
        var (sentence, why) = FigureWords.Sentence(result);
        return result with { Sentence = sentence, WhyNoSentence = why, Warnings = FigureWarnings.Of(result, columns, figures) };

        bool Is(int row, ColumnRole role, string wanted) => !columns.TryGetValue(role, out var column) || table.Text(row, column) == wanted;
    }

    // Only the same groups can be compared: a group more or less is another gradient.
    private static FigureChangeSince? ChangeSince(string since, (IReadOnlyList<FigureGroup> Groups, double[] Errors, ErrorScale Scale) before, (IReadOnlyList<FigureGroup> Groups, double[] Errors, ErrorScale Scale) after, Figure figure, Dataset dataset)
    {
        if (before.Scale != after.Scale || before.Errors.Length != after.Errors.Length || !before.Groups.Select(g => (g.Label, g.Order)).SequenceEqual(after.Groups.Select(g => (g.Label, g.Order)))) return null;
        var shrink = figure is { Scale: SlopeScale.Logit, Method: FigureMethod.Proportion } ? 100.0 : 1;
        double[] People(IReadOnlyList<FigureGroup> groups) => [.. groups.Select(g => g.Population)];
        double[] Values(IReadOnlyList<FigureGroup> groups) => [.. groups.Select(g => g.Value.Value / shrink)];
        double[] Errors(double[] errors) => after.Scale == ErrorScale.OfValues ? [.. errors.Select(e => e / shrink)] : errors;
        var change = Statistics.Inequality.Change.OfSlope(new(People(before.Groups), Values(before.Groups), Errors(before.Errors), dataset.Direction), new(People(after.Groups), Values(after.Groups), Errors(after.Errors), dataset.Direction), Confidences(figure), figure.Scale, after.Scale);
        if (!change.Succeeded) return null;
        var c = change.Value;
        return new(since, shrink == 1 ? c : new(c.Before * shrink, c.After * shrink, c.Total with { Value = c.Total.Value * shrink, StandardError = c.Total.StandardError * shrink, Intervals = [.. c.Total.Intervals.Select(i => i with { Lower = i.Lower * shrink, Upper = i.Upper * shrink })] }, c.FromValues * shrink, c.FromShares * shrink));
    }

    /// <summary>A group's value from its count, as the figure measures it, with its standard error.</summary>
    internal static Result<Estimate> Estimated(Figure figure, double count, double among)
    {
        var value = figure.Method == FigureMethod.Proportion ? CrudeRates.Proportion(count, among, Confidences(figure), 100) : CrudeRates.Rate(count, among, Confidences(figure));
        if (!value.Succeeded) return value.Error;
        // A share of 0 or 1, and no events, have no error of their own: the interval's width stands for it.
        var share = count / among;
        var error = figure.Method == FigureMethod.Proportion ? 100 * Math.Sqrt(share * (1 - share) / among) : 100_000 * Math.Sqrt(count) / among;
        if (error == 0) error = (value.Value.Upper!.Value - value.Value.Lower!.Value) / (2 * Reach(0.95));
        return value.Value with { StandardError = error };
    }

    /// <summary>A period made again from other counts of its groups.</summary>
    internal static FigurePoint Again(FigureResult result, FigurePoint point, IReadOnlyList<FigureGroup> groups)
    {
        var line = Line(groups, [.. groups.Select(g => g.Value.StandardError ?? 0)], ErrorScale.OfValues, result.Figure, result.Dataset);
        return point with { Groups = groups, Level = LevelOf(groups), Slope = line.Succeeded ? line.Value : null, Why = line.Succeeded ? null : line.Error.Message };
    }

    internal static double[] Confidences(Figure figure) => figure.WithWider ? [0.95, 0.998] : [0.95];

    // The two-sided normal quantiles of the levels a figure can have.
    private static double Reach(double level) => level == 0.998 ? 3.0902323061678132 : 1.959963984540054;

    private static double LevelOf(IReadOnlyList<FigureGroup> groups) => groups.Sum(g => g.Population * g.Value.Value) / groups.Sum(g => g.Population);

    private static double[] Ends(IReadOnlyList<FigureGroup> groups) => groups[0].Value.StandardError is { } first && groups[^1].Value.StandardError is { } last ? [first, last] : [];

    private static Result<SlopeFigure> SlopeOf(IReadOnlyList<FigureGroup> groups, double[] errors, ErrorScale scale, Figure figure, Dataset dataset, LongTable table)
    {
        var slope = Line(groups, errors, scale, figure, dataset);
        return slope.Succeeded ? slope : table.At(slope.Error, slope.Error is StatisticRefused { Row: { } at } ? Enumerable.Range(0, table.Count).First(row => table.Line(row) == groups[at].Line) : null);
    }

    private static Result<SlopeFigure> Line(IReadOnlyList<FigureGroup> groups, double[] errors, ErrorScale scale, Figure figure, Dataset dataset)
    {
        // A percentage has log-odds as a share.
        var shrink = figure is { Scale: SlopeScale.Logit, Method: FigureMethod.Proportion } ? 100.0 : 1;
        double[] people = [.. groups.Select(g => g.Population)], values = [.. groups.Select(g => g.Value.Value / shrink)];
        double[] scaled = scale == ErrorScale.OfValues ? [.. errors.Select(e => e / shrink)] : errors;
        var slope = Slope.Index(new(people, values, scaled, dataset.Direction), Confidences(figure), figure.Scale, scale);
        if (!slope.Succeeded) return slope.Error;
        return shrink == 1 ? slope.Value : slope.Value with
        {
            Absolute = slope.Value.Absolute with { Value = slope.Value.Absolute.Value * shrink, StandardError = slope.Value.Absolute.StandardError * shrink, Intervals = [.. slope.Value.Absolute.Intervals.Select(i => i with { Lower = i.Lower * shrink, Upper = i.Upper * shrink })] },
            AtMostDeprived = slope.Value.AtMostDeprived * shrink,
            AtLeastDeprived = slope.Value.AtLeastDeprived * shrink,
        };
    }

    /// <summary>The groups of one place, period and people, in order, with the standard errors the slope takes.</summary>
    private static Result<(IReadOnlyList<FigureGroup> Groups, double[] Errors, ErrorScale Scale)> One(LongTable table, Dataset dataset, IReadOnlyDictionary<ColumnRole, string> columns, Figure figure, int[] rows)
    {
        string? Of(ColumnRole role) => columns.GetValueOrDefault(role);
        var groupColumn = columns[ColumnRole.Group];
        var orders = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if (Of(ColumnRole.Order) is { } order)
            {
                var number = table.Number(rows[i], order);
                if (!number.Succeeded) return number.Error;
                orders[i] = number.Value;
            }
            else if (Recognise.RankOf(table.Text(rows[i], groupColumn)) is { } rank) orders[i] = rank;
            else return new TableUnfit(dataset.FileName, table.Line(rows[i]), table.Text(rows[i], groupColumn), $"\"{dataset.FileName}\", line {table.Line(rows[i])}: \"{table.Text(rows[i], groupColumn)}\" does not say which rank it has, 1 being the most deprived. Name a column that holds the order.");
        }
        Array.Sort(orders, rows = [.. rows]);
        if (rows.Length > 1 && orders[0] == 2 && orders.All(o => o % 1 == 0)) return new TableUnfit(dataset.FileName, table.Line(rows[0]), table.Text(rows[0], groupColumn), $"\"{dataset.FileName}\": group 1 is missing before line {table.Line(rows[0])} (\"{table.Text(rows[0], groupColumn)}\"). A gradient needs every group.");
        for (var i = 1; i < rows.Length; i++)
        {
            if (orders[i] == orders[i - 1]) return new TableUnfit(dataset.FileName, table.Line(rows[i]), table.Text(rows[i], groupColumn), $"\"{dataset.FileName}\", line {table.Line(rows[i])}: the group \"{table.Text(rows[i], groupColumn)}\" has the rank of line {table.Line(rows[i - 1])}. Name the column that tells the two apart: the place, the period, the people, or how groups were made.");
            if (orders[i] % 1 == 0 && orders[0] == 1 && orders[i] > orders[i - 1] + 1) return new TableUnfit(dataset.FileName, table.Line(rows[i]), table.Text(rows[i], groupColumn), $"\"{dataset.FileName}\": group {orders[i - 1] + 1} is missing before line {table.Line(rows[i])} (\"{table.Text(rows[i], groupColumn)}\"). A gradient needs every group.");
        }
        if (rows.Length < 2) return new TableUnfit(dataset.FileName, table.Line(rows[0]), table.Text(rows[0], groupColumn), $"\"{dataset.FileName}\" has one group here, \"{table.Text(rows[0], groupColumn)}\" in line {table.Line(rows[0])}; an inequality lies between two or more.");
        var reading = new Reading(table);
        var people = reading.Counts(Of(ColumnRole.Population) ?? Of(ColumnRole.Denominator), rows, "population", above: true);
        var levels = Confidences(figure);
        var wide = 2 * Reach(0.95);
        var (estimates, errors, scale) = (new Estimate[rows.Length], new double[rows.Length], ErrorScale.OfValues);
        double[] counts = figure.Method != FigureMethod.Given || Of(ColumnRole.Numerator) is not null && rows.All(row => table.Text(row, columns[ColumnRole.Numerator]).Length > 0) ? reading.Counts(Of(ColumnRole.Numerator), rows, "numerator") : [];
        double[] among = [];
        if (figure.Method == FigureMethod.Given)
        {
            var values = reading.Numbers(Of(ColumnRole.Value), rows, "value");
            var (lower, upper, own) = (Of(ColumnRole.Lower), Of(ColumnRole.Upper), Of(ColumnRole.StandardError));
            var limits = lower is not null && upper is not null && rows.All(row => table.Text(row, lower).Length > 0 && table.Text(row, upper).Length > 0);
            double[] given = own is not null ? reading.Counts(own, rows, "standard error") : [];
            double[] low = limits ? reading.Numbers(lower, rows, "lower limit") : [], high = limits ? reading.Numbers(upper, rows, "upper limit") : [];
            if (reading.Problem is not null) return reading.Problem;
            for (var i = 0; i < rows.Length; i++)
            {
                double? error = own is not null ? given[i] : limits ? (high[i] - low[i]) / wide : null;
                estimates[i] = new(values[i], error, [.. error is null ? [] : levels.Select(level => limits && level == 0.95 ? new Interval(level, low[i], high[i]) : new Interval(level, values[i] - Reach(level) * error, values[i] + Reach(level) * error))], limits ? "the table's own limits" : own is not null ? "normal, from the table's standard error" : "the table gives no interval");
                errors[i] = error ?? 0;
            }
            if (own is null && !limits) errors = [];
            else if (own is null && figure.Scale != SlopeScale.Linear && low.All(l => l > 0) && (figure.Scale == SlopeScale.Log || high.All(h => h < 1)))
            {
                // Limits of rates and shares are even on the scale of the line, not of the values.
                scale = ErrorScale.OfTransformed;
                for (var i = 0; i < rows.Length; i++) errors[i] = figure.Scale == SlopeScale.Log ? (Math.Log(high[i]) - Math.Log(low[i])) / wide : (Math.Log(high[i] / (1 - high[i])) - Math.Log(low[i] / (1 - low[i]))) / wide;
            }
        }
        else
        {
            among = reading.Counts(Of(ColumnRole.Denominator), rows, "denominator", above: true);
            if (reading.Problem is not null) return reading.Problem;
            for (var i = 0; i < rows.Length; i++)
            {
                var value = Estimated(figure, counts[i], among[i]);
                if (!value.Succeeded) return table.At(value.Error, rows[i]);
                (estimates[i], errors[i]) = (value.Value, value.Value.StandardError!.Value);
            }
        }
        if (reading.Problem is not null) return reading.Problem;
        FigureGroup[] groups = [.. rows.Select((row, i) => new FigureGroup(dataset.Meant(ColumnRole.Group, table.Text(row, groupColumn)), orders[i], people[i], estimates[i], counts.Length > 0 ? counts[i] : null, table.Line(row)) { Among = among.Length > 0 ? among[i] : null })];
        return (groups, errors, scale);
    }
}
