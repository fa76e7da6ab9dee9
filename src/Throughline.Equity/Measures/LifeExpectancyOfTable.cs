using Throughline.Statistics;
using Throughline.Statistics.Rates;

namespace Throughline.Equity;

/// <summary>Life expectancy, and healthy life expectancy, for the groups of a long table with a row for each age band.</summary>
public static class LifeExpectancyOfTable
{
    /// <param name="Age">The column of ages at which bands start; words that begin with the age will do ("5-9", "90+", "&lt;1").</param>
    /// <param name="By">The columns whose values make groups; none: the table is one.</param>
    /// <param name="At">The ages to give expectancies at; none: the first.</param>
    /// <param name="Healthy">The column of shares in good health, 0 to 1; none: life expectancy alone.</param>
    /// <param name="Surveyed">The column of how many persons each share rests on.</param>
    /// <param name="FewestPersonYears">Below so many in all a group has no figure.</param>
    public sealed record Request(string Age, string Deaths, string Population, IReadOnlyList<string> By, IReadOnlyList<double>? At = null, string? Healthy = null, string? Surveyed = null,
        IReadOnlyList<double>? Confidences = null, double FewestPersonYears = LifeTable.FewestPersonYears);

    /// <param name="Expectancy">In years; null where there is none, with the reason beside it.</param>
    public sealed record Row(IReadOnlyList<string> Group, IReadOnlyList<int> Lines, double Age, Estimate? Expectancy, Estimate? Healthy, string? Why);

    public static Result<IReadOnlyList<Row>> Run(LongTable table, Request request)
    {
        var groups = table.GroupBy(request.By);
        if (!groups.Succeeded) return groups.Error;
        if (table.Missing([request.Age]) is { } missing) return missing;
        double[] confidences = [.. request.Confidences ?? [0.95]];
        var rows = new List<Row>();
        foreach (var group in groups.Value)
        {
            var starts = new Dictionary<int, double>();
            foreach (var row in group.Rows)
            {
                var words = table.Text(row, request.Age).Trim();
                var digits = new string([.. words.TakeWhile(char.IsAsciiDigit)]);
                if (words.Replace(" ", "", StringComparison.Ordinal).StartsWith("<1", StringComparison.Ordinal) || words.StartsWith("under 1", StringComparison.OrdinalIgnoreCase)) digits = "0";
                if (digits.Length is 0 or > 3)
                    return new TableUnfit(table.FileName, table.Line(row), words, $"\"{table.FileName}\", line {table.Line(row)}, column \"{request.Age}\": \"{words}\" does not begin with an age in years.");
                starts[row] = double.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
            }
            int[] ordered = [.. group.Rows.OrderBy(row => starts[row])];
            for (var i = 1; i < ordered.Length; i++)
                if (starts[ordered[i]] == starts[ordered[i - 1]])
                    return new TableUnfit(table.FileName, table.Line(ordered[i]), table.Text(ordered[i], request.Age), $"\"{table.FileName}\", line {table.Line(ordered[i])}: the band from {starts[ordered[i]]} years comes twice{(group.Name.Length > 0 ? $" in {group.Name}" : "")}; it stands in line {table.Line(ordered[i - 1])} already.");
            var reading = new Reading(table);
            var deaths = reading.Counts(request.Deaths, ordered, "count of deaths");
            var people = reading.Counts(request.Population, ordered, "population", above: true);
            var healthy = request.Healthy is null ? [] : reading.Counts(request.Healthy, ordered, "share in good health");
            var surveyed = request.Surveyed is null ? [] : reading.Counts(request.Surveyed, ordered, "number surveyed", above: true);
            if (reading.Problem is not null) return reading.Problem;
            double[] ages = [.. ordered.Select(row => starts[row])];
            int[] lines = [.. ordered.Select(table.Line)];
            var made = LifeTable.Of(ages, deaths, people, default, request.FewestPersonYears);
            if (!made.Succeeded)
            {
                // Too few deaths or people is a finding about one group; anything else is a fault in the file.
                if (made.Error is not StatisticRefused { Reason: RefusalReason.TooFewEvents or RefusalReason.TooFewRows }) return table.At(made.Error, made.Error is StatisticRefused { Row: { } at } && at < ordered.Length ? ordered[at] : ordered[0]);
                rows.Add(new(group.Key, lines, ages[0], null, null, made.Error is StatisticRefused { Row: { } of } ? made.Error.Message.Replace($" in row {of + 1}", "", StringComparison.Ordinal) : made.Error.Message));
                continue;
            }
            foreach (var age in request.At is { Count: > 0 } asked ? asked : [ages[0]])
            {
                var expectancy = made.Value.Expectancy(age, confidences);
                if (!expectancy.Succeeded) return table.At(expectancy.Error);
                Estimate? inHealth = null;
                if (request.Healthy is not null)
                {
                    var sullivan = made.Value.Healthy(healthy, surveyed, age, confidences);
                    if (!sullivan.Succeeded) return table.At(sullivan.Error, sullivan.Error is StatisticRefused { Row: { } at } ? ordered[at] : null);
                    inHealth = sullivan.Value;
                }
                rows.Add(new(group.Key, lines, age, expectancy.Value, inHealth, null));
            }
        }
        return rows;
    }
}
