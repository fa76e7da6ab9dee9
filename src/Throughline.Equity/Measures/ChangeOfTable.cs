using Throughline.Statistics.Inequality;

namespace Throughline.Equity;

/// <summary>How a measure of inequality changed from one period to another, split into changed values and changed shares of people.</summary>
/// <remarks>Kitagawa (1955), J Am Stat Assoc 50:1168-1194; Shorrocks (2013), J Econ Inequal 11:99-126: each part is the mean of its effect changing first and second, so the two add up.</remarks>
public static class ChangeOfTable
{
    /// <summary>The measures that can be split.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sii", .. MeasureOfTable.Summaries.Keys];

    /// <param name="Of">The measure, its columns and groups; what tells tables apart beside the period is in its <c>By</c>.</param>
    /// <param name="Period">The column of periods.</param>
    public sealed record Request(MeasureOfTable.Request Of, string Period, string From, string To);

    /// <param name="Groups">Names in the order used.</param>
    /// <param name="Lines">Of the earlier period, then of the later.</param>
    public sealed record Row(IReadOnlyList<string> By, IReadOnlyList<string> Groups, IReadOnlyList<int> Lines, ChangeFigure Change);

    public static Result<IReadOnlyList<Row>> Run(LongTable table, Request request)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(request);
        var of = request.Of;
        if (!Names.Contains(of.Measure)) return new TableUnfit(table.FileName, null, of.Measure, $"The change of \"{of.Measure}\" is not split. There are: {string.Join(", ", Names)}.");
        if (table.Missing([request.Period, of.Group, .. of.Order is { } order ? new[] { order } : []]) is { } missing) return missing;
        if (table.Has(of.Value) && Units.Problem(table, of.Value, of.Unit) is { } unlike) return unlike;
        if (MeasureOfTable.MixedBy(table, of.By ?? []) is { } mixed) return mixed;
        if (request.From == request.To) return new TableUnfit(table.FileName, null, request.From, "A change lies between two periods; both given are one.");
        var parts = table.GroupBy(of.By ?? []);
        if (!parts.Succeeded) return parts.Error;
        var rows = new List<Row>();
        foreach (var part in parts.Value)
        {
            var then = Read(part, request.From);
            if (!then.Succeeded) return then.Error;
            var now = Read(part, request.To);
            if (!now.Succeeded) return now.Error;
            string[] Named(MeasureOfTable.Ordering read) => [.. read.At.Select(row => table.Text(row, of.Group))];
            var (before, after) = (then.Value, now.Value);
            if (!Named(before).SequenceEqual(Named(after), StringComparer.OrdinalIgnoreCase))
                return new TableUnfit(table.FileName, table.Line(after.At[0]), null, $"\"{table.FileName}\"{(part.Name.Length > 0 ? $", {part.Name}" : "")}: the groups of {request.From} are {string.Join(", ", Named(before))}, those of {request.To} {string.Join(", ", Named(after))}. A change is split among the same groups in the same order.");
            if (before.At.Length == 1)
                return new TableUnfit(table.FileName, table.Line(before.At[0]), Named(before)[0], $"\"{table.FileName}\", line {table.Line(before.At[0])}, column \"{of.Group}\": \"{Named(before)[0]}\" is the only group{(part.Name.Length > 0 ? $" in {part.Name}" : "")}. There is one group; an inequality lies between two or more.");
            if (before.Errors.Length != after.Errors.Length) return new TableUnfit(table.FileName, table.Line(after.At[0]), null, "One period has standard errors and the other none.");
            Groups one = new(before.People, before.Values, before.Errors, of.Direction), other = new(after.People, after.Values, after.Errors, of.Direction);
            double[] levels = [.. of.Confidences ?? [0.95]];
            int? reference = null;
            if (of.Reference is { } name && (reference = Array.FindIndex(before.At, row => string.Equals(table.Text(row, of.Group), name.Trim(), StringComparison.OrdinalIgnoreCase))) < 0)
                return new TableUnfit(table.FileName, null, name, $"\"{table.FileName}\" has no group \"{name}\" to compare with.");
            var change = of.Measure == "sii" ? Statistics.Inequality.Change.OfSlope(one, other, levels, of.Scale, before.Scale)
                : Statistics.Inequality.Change.Of(one, other, MeasureOfTable.Summaries[of.Measure], new() { Reference = reference ?? (of.Order is not null && of.Measure is "par" or "paf" ? before.At.Length - 1 : null), Weighted = of.Weighted, Aversion = of.Aversion }, levels);
            if (!change.Succeeded) return table.At(change.Error);
            rows.Add(new(part.Key, Named(before), [.. before.At.Concat(after.At).Select(table.Line)], change.Value));
        }
        return rows;

        Result<MeasureOfTable.Ordering> Read(RowGroup part, string period)
        {
            int[] there = [.. part.Rows.Where(row => table.Text(row, request.Period) == period.Trim())];
            if (there.Length == 0)
                return new TableUnfit(table.FileName, null, period, $"\"{table.FileName}\"{(part.Name.Length > 0 ? $", {part.Name}" : "")} has no rows of \"{period}\". Its periods are {string.Join(", ", part.Rows.Select(row => table.Text(row, request.Period)).Distinct(StringComparer.Ordinal).Take(20))}.");
            return MeasureOfTable.Read(table, of, new([.. part.Key, period], there));
        }
    }
}
