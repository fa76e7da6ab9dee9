using Throughline.Statistics;
using Throughline.Statistics.Areas;
using Throughline.Statistics.Inequality;

namespace Throughline.Equity;

/// <summary>A measure of inequality among the groups of a long table.</summary>
public static class MeasureOfTable
{
    /// <summary>The names measures go by, with the words a person reads.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["difference"] = "difference, last group less first",
        ["ratio"] = "ratio, last group over first",
        ["sii"] = "slope index of inequality",
        ["rii"] = "relative index of inequality",
        ["concentration"] = "concentration index",
        ["generalised-concentration"] = "generalised (absolute) concentration index",
        ["erreygers"] = "Erreygers' index",
        ["wagstaff"] = "Wagstaff's index",
        ["theil"] = "Theil's index",
        ["mld"] = "mean log deviation",
        ["atkinson"] = "Atkinson's index",
        ["variance"] = "between-group variance",
        ["deviation"] = "between-group standard deviation",
        ["cov"] = "coefficient of variation, percent",
        ["mean-difference-mean"] = "mean difference from the mean",
        ["mean-difference-best"] = "mean difference from the best group",
        ["mean-difference-reference"] = "mean difference from the reference",
        ["index-of-disparity"] = "index of disparity, percent",
        ["par"] = "population attributable risk",
        ["paf"] = "population attributable fraction, percent",
    };

    /// <summary>Those that need the groups in order.</summary>
    public static readonly IReadOnlySet<string> Ordered = new HashSet<string> { "difference", "ratio", "sii", "rii", "concentration", "generalised-concentration", "erreygers", "wagstaff" };

    /// <summary>Those that are one function of the groups.</summary>
    internal static readonly IReadOnlyDictionary<string, InequalityMeasure> Summaries = new Dictionary<string, InequalityMeasure>(StringComparer.Ordinal)
    {
        ["difference"] = InequalityMeasure.Difference,
        ["ratio"] = InequalityMeasure.Ratio,
        ["theil"] = InequalityMeasure.Theil,
        ["mld"] = InequalityMeasure.MeanLogDeviation,
        ["atkinson"] = InequalityMeasure.Atkinson,
        ["variance"] = InequalityMeasure.BetweenGroupVariance,
        ["deviation"] = InequalityMeasure.BetweenGroupDeviation,
        ["cov"] = InequalityMeasure.CoefficientOfVariation,
        ["mean-difference-mean"] = InequalityMeasure.MeanDifferenceFromMean,
        ["mean-difference-best"] = InequalityMeasure.MeanDifferenceFromBest,
        ["mean-difference-reference"] = InequalityMeasure.MeanDifferenceFromReference,
        ["index-of-disparity"] = InequalityMeasure.IndexOfDisparity,
        ["par"] = InequalityMeasure.AttributableRisk,
        ["paf"] = InequalityMeasure.AttributableFraction,
    };

    /// <param name="Measure">One of <see cref="Names"/>.</param>
    /// <param name="Group">The column that names groups.</param>
    /// <param name="StandardError">The column of standard errors; none: from the limits, or no intervals.</param>
    /// <param name="Order">The column of ranks, 1 the most deprived; none: the group column where it holds numbers.</param>
    /// <param name="By">The columns whose values make tables of their own.</param>
    /// <param name="Lower">With <paramref name="Upper"/>, the columns of 95 % limits, from which standard errors are taken on the scale of the line.</param>
    /// <param name="Reference">The name of the group others are compared with.</param>
    /// <param name="Unit">Of the values: "%" holds none above 100 and not only shares, "share" none above 1; other units, and none, hold any.</param>
    /// <param name="Draws">Simulated limits for the slope indices, from so many draws.</param>
    public sealed record Request(string Measure, string Group, string Population, string Value, string? StandardError = null, string? Order = null, IReadOnlyList<string>? By = null, string? Lower = null, string? Upper = null,
        Direction Direction = Direction.HigherIsBetter, SlopeScale Scale = SlopeScale.Linear, string? Reference = null, Bounds? Bounds = null, bool Weighted = true, double Aversion = 1,
        IReadOnlyList<double>? Confidences = null, int? Draws = null, int Seed = 1, string? Unit = null);

    /// <param name="Groups">Names in the order used, from the most deprived.</param>
    /// <param name="Lines">Their lines in the file.</param>
    /// <param name="Figure">Null where the measure is not defined for this table of several, with the reason beside it.</param>
    /// <param name="WorseOff">The name of the end that fares worse, for measures that take the order.</param>
    public sealed record Row(IReadOnlyList<string> By, IReadOnlyList<string> Groups, IReadOnlyList<int> Lines, Estimate? Figure, string? WorseOff, string? ComparedWith, string? Why = null);

    /// <summary>The figure cannot be made of these groups, though their numbers are sound.</summary>
    private sealed record Undefined(string FileName, int? Line, string? Value, string Message) : Error(Message);

    public static Result<IReadOnlyList<Row>> Run(LongTable table, Request request)
    {
        if (!Names.ContainsKey(request.Measure)) return new TableUnfit(table.FileName, null, request.Measure, $"There is no measure \"{request.Measure}\". There are: {string.Join(", ", Names.Keys)}.");
        var split = table.GroupBy(request.By ?? []);
        if (!split.Succeeded) return split.Error;
        if (table.Missing([request.Group, .. request.Order is { } o ? new[] { o } : []]) is { } missing) return missing;
        if (table.Has(request.Value) && Units.Problem(table, request.Value, request.Unit) is { } unlike) return unlike;
        if (MixedBy(table, request.By ?? []) is { } mixed) return mixed;
        var rows = new List<Row>();
        foreach (var part in split.Value)
        {
            var one = One(table, request, part);
            if (one.Succeeded) rows.Add(one.Value);
            // One of many tables that is not whole is a finding about it; a fault in the file, or in the only table, is refused.
            else if (one.Error is Undefined && split.Value.Count > 1) rows.Add(new(part.Key, [.. part.Rows.Select(row => table.Text(row, request.Group))], [.. part.Rows.Select(table.Line)], null, null, null, one.Error.Message));
            else return one.Error is Undefined only ? new TableUnfit(only.FileName, only.Line, only.Value, only.Message) : one.Error;
        }
        return rows.Exists(row => row.Figure is not null) ? rows : new TableUnfit(table.FileName, rows[0].Lines.Count > 0 ? rows[0].Lines[0] : null, null, rows[0].Why!);
    }

    private static Result<Row> One(LongTable table, Request request, RowGroup part)
    {
        var read = Read(table, request, part);
        if (!read.Succeeded) return read.Error;
        var (at, errorScale) = (read.Value.At, read.Value.Scale);
        if (at.Length == 1) return new Undefined(table.FileName, table.Line(at[0]), table.Text(at[0], request.Group), $"\"{table.FileName}\", line {table.Line(at[0])}, column \"{request.Group}\": \"{table.Text(at[0], request.Group)}\" is the only group{(part.Name.Length > 0 ? $" in {part.Name}" : "")}. There is one group; an inequality lies between two or more.");
        var within = part.Name.Length > 0 ? $" in {part.Name}" : "";
        var groups = new Groups(read.Value.People, read.Value.Values, read.Value.Errors, request.Direction);
        double[] confidences = [.. request.Confidences ?? [0.95]];
        int? reference = null;
        if (request.Reference is { } name)
        {
            reference = Array.FindIndex(at, row => string.Equals(table.Text(row, request.Group), name.Trim(), StringComparison.OrdinalIgnoreCase));
            if (reference < 0) return new TableUnfit(table.FileName, null, name, $"\"{table.FileName}\" has no group \"{name}\"{within} to compare with.");
        }
        Row Made(Estimate figure, WorseOff? worse, int? compared) => new(part.Key, [.. at.Select(row => table.Text(row, request.Group))], [.. at.Select(table.Line)], figure,
            worse switch { WorseOff.First => table.Text(at[0], request.Group), WorseOff.Last => table.Text(at[^1], request.Group), _ => null }, compared is { } to ? table.Text(at[to], request.Group) : null);
        Error Because(Error refused) => refused is StatisticRefused { Reason: RefusalReason.OneGroup or RefusalReason.NotPositive or RefusalReason.NoVariation } ? new Undefined(table.FileName, table.Line(refused is StatisticRefused { Row: { } place } && place < at.Length ? at[place] : at[0]), null, table.At(refused, refused is StatisticRefused { Row: { } which } && which < at.Length ? at[which] : at[0]).Message) : table.At(refused, refused is StatisticRefused { Row: { } row } && row < at.Length ? at[row] : part.Rows.Length == 1 ? part.Rows[0] : null);
        switch (request.Measure)
        {
            case "sii" or "rii":
                var slope = request.Draws is { } draws ? Slope.Simulated(groups, new Random(request.Seed), draws, confidences, request.Scale, errorScale)
                    : Slope.Index(groups, confidences, request.Scale, errorScale);
                if (!slope.Succeeded) return Because(slope.Error);
                if (request.Measure == "rii" && slope.Value.Relative is null) return Because(new StatisticRefused(RefusalReason.NotPositive, slope.Value.WhyNoRelative!));
                return Made(request.Measure == "sii" ? slope.Value.Absolute : slope.Value.Relative!, slope.Value.WorseOff, null);
            case "concentration" or "generalised-concentration" or "erreygers" or "wagstaff":
                var kind = request.Measure switch { "concentration" => ConcentrationKind.Standard, "generalised-concentration" => ConcentrationKind.Generalised, "erreygers" => ConcentrationKind.Erreygers, _ => ConcentrationKind.Wagstaff };
                var concentration = Concentration.OfGroups(groups, kind, request.Bounds, confidences);
                return concentration.Succeeded ? Made(concentration.Value.Index, concentration.Value.WorseOff, null) : Because(concentration.Error);
            default:
                var measure = Summaries.TryGetValue(request.Measure, out var summary) ? summary : throw new InvalidOperationException($"The measure {request.Measure} has a name but no function.");
                // Where groups are in order, the risk and fraction compare with the least deprived, as the WHO's handbook does.
                if (request.Order is not null && measure is InequalityMeasure.AttributableRisk or InequalityMeasure.AttributableFraction) reference ??= at.Length - 1;
                var figure = Summary.Of(groups, measure, new() { Reference = reference, Weighted = request.Weighted, Aversion = request.Aversion }, confidences);
                return figure.Succeeded ? Made(figure.Value.Figure, figure.Value.WorseOff, figure.Value.Reference) : Because(figure.Error);
        }
    }

    /// <summary>The groups of one part in their order, with what was read of them.</summary>
    /// <param name="At">Rows.</param>
    /// <param name="Errors">None where the table gives none.</param>
    internal sealed record Ordering(int[] At, double[] People, double[] Values, double[] Errors, ErrorScale Scale);

    /// <summary>A column that makes tables of its own holds the level that its heading names; one that names none may hold several, as the nation beside its parts.</summary>
    internal static TableUnfit? MixedBy(LongTable table, IReadOnlyList<string> by) => by.Where(c => AreaCodes.OfHeading(c) is { IsCode: true }).Select(c => DuplicateAreas.Stranger(table, c, by)).FirstOrDefault(s => s is not null);

    internal static Result<Ordering> Read(LongTable table, Request request, RowGroup part)
    {
        var within = part.Name.Length > 0 ? $" in {part.Name}" : "";
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in part.Rows)
            if (!seen.TryAdd(table.Text(row, request.Group), row))
                return new TableUnfit(table.FileName, table.Line(row), table.Text(row, request.Group), $"\"{table.FileName}\", line {table.Line(row)}: the group \"{table.Text(row, request.Group)}\" comes twice{within}; it stands in line {table.Line(seen[table.Text(row, request.Group)])} already. Say with --by what tells them apart.");
        // Groups that are areas are compared with one another.
        if (AreaCodes.Stranger(table.Only(part.Rows), request.Group) is { } stranger) return stranger;
        var ordered = InOrder(table, request, part);
        if (!ordered.Succeeded) return ordered.Error;
        var at = ordered.Value;
        var reading = new Reading(table);
        var people = reading.Counts(request.Population, at, "population", above: true);
        var values = reading.Numbers(request.Value, at, "value");
        var errorScale = ErrorScale.OfValues;
        double[] errors = [];
        if (request.StandardError is not null) errors = reading.Counts(request.StandardError, at, "standard error");
        else if (request.Lower is not null || request.Upper is not null)
        {
            var (lower, upper) = (reading.Numbers(request.Lower, at, "lower limit"), reading.Numbers(request.Upper, at, "upper limit"));
            if (reading.Problem is null)
            {
                errors = new double[at.Length];
                for (var i = 0; i < at.Length; i++)
                {
                    if (!(lower[i] <= values[i] && values[i] <= upper[i]))
                        return new TableUnfit(table.FileName, table.Line(at[i]), table.Text(at[i], request.Value), FormattableString.Invariant($"\"{table.FileName}\", line {table.Line(at[i])}, column \"{request.Value}\": the value {values[i]} does not lie between its limits {lower[i]} and {upper[i]}. Are the columns swapped?"));
                    var width = request.Scale switch
                    {
                        SlopeScale.Log => Math.Log(upper[i]) - Math.Log(lower[i]),
                        SlopeScale.Logit => Math.Log(upper[i] / (1 - upper[i])) - Math.Log(lower[i] / (1 - lower[i])),
                        _ => upper[i] - lower[i],
                    };
                    if (!double.IsFinite(width)) return new TableUnfit(table.FileName, table.Line(at[i]), null, FormattableString.Invariant($"\"{table.FileName}\", line {table.Line(at[i])}: the limits {lower[i]} and {upper[i]} have no place on this scale. Shares lie between 0 and 1: divide percentages by 100."));
                    errors[i] = width / (2 * 1.959963984540054);
                }
                if (request.Measure is "sii" or "rii") errorScale = ErrorScale.OfTransformed;
            }
        }
        if (reading.Problem is not null) return reading.Problem;
        return new Ordering(at, people, values, errors, errorScale);
    }

    private static Result<int[]> InOrder(LongTable table, Request request, RowGroup part)
    {
        var column = request.Order ?? request.Group;
        var ranks = new double[part.Rows.Length];
        for (var i = 0; i < ranks.Length; i++)
        {
            var rank = table.Number(part.Rows[i], column);
            if (rank.Succeeded) ranks[i] = rank.Value;
            else if (request.Order is not null) return rank.Error;
            else if (Ordered.Contains(request.Measure)) return new TableUnfit(table.FileName, null, null, $"The {Names[request.Measure]} needs the groups in order: say with --order which column ranks them, 1 the most deprived.");
            else return part.Rows;
        }
        int[] at = [.. Enumerable.Range(0, ranks.Length).OrderBy(i => ranks[i])];
        for (var i = 1; i < at.Length; i++)
            if (ranks[at[i]] == ranks[at[i - 1]])
                return new TableUnfit(table.FileName, table.Line(part.Rows[at[i]]), table.Text(part.Rows[at[i]], column), $"\"{table.FileName}\", line {table.Line(part.Rows[at[i]])}: rank {table.Text(part.Rows[at[i]], column)} comes twice; it stands in line {table.Line(part.Rows[at[i - 1]])} already.");
        // Ranks that are quantiles must be all there: a gap moves every group after it.
        if (Ordered.Contains(request.Measure) && ranks.All(rank => rank == Math.Floor(rank) && rank is >= 0 and < 1000) && ranks.Length > 1)
        {
            var complete = Quantiles.Complete([.. at.Select(i => (int)ranks[i] + (ranks.Min() == 0 ? 1 : 0))]);
            if (!complete.Succeeded)
            {
                // The first group whose rank does not follow the one before it; the first of all follows 0.
                var gap = Array.FindIndex(at, i => Array.IndexOf(at, i) is var n && ranks[i] != (n == 0 ? ranks[i] == 0 ? 0 : 1 : ranks[at[n - 1]] + 1));
                var row = part.Rows[at[Math.Max(0, gap)]];
                return new Undefined(table.FileName, table.Line(row), table.Text(row, column), $"\"{table.FileName}\"{(part.Name.Length > 0 ? $", {part.Name}" : "")}, line {table.Line(row)}, column \"{column}\": before \"{table.Text(row, column)}\" a group is missing. {complete.Error.Message}");
            }
        }
        return at.Select(i => part.Rows[i]).ToArray();
    }
}
