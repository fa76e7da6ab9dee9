using Throughline.Statistics;
using Throughline.Statistics.Areas;
using Throughline.Statistics.Rates;

namespace Throughline.Equity;

/// <summary>How a rate is made.</summary>
public enum RateMethod
{
    /// <summary>A proportion with Wilson's interval.</summary>
    Wilson,
    /// <summary>A crude rate, exact below 10 events and Byar's from 10.</summary>
    Byar,
    /// <summary>The mean of a column, with Student's interval.</summary>
    Mean,
    /// <summary>Directly standardised.</summary>
    Dsr,
    /// <summary>An indirectly standardised ratio and rate.</summary>
    Isr,
}

/// <summary>Rates for the groups of a long table.</summary>
public static class RatesOfTable
{
    /// <param name="Method">How.</param>
    /// <param name="Count">The column of events, numerators or, for a mean, values.</param>
    /// <param name="Population">The column of persons; none for a mean.</param>
    /// <param name="By">The columns whose values make groups; none: every row by itself, but one group for a mean and for standardised rates.</param>
    /// <param name="Band">For standardised rates, the column of age bands: each once in a group, and as many as the standard has.</param>
    /// <param name="Standard">For <see cref="RateMethod.Dsr"/>: a column of the table or of the reference, or "esp2013".</param>
    /// <param name="ReferenceCount">For <see cref="RateMethod.Isr"/>: the reference's events.</param>
    /// <param name="ReferencePopulation">For <see cref="RateMethod.Isr"/>: the reference's persons.</param>
    /// <param name="Reference">Another table with the standard or the reference by band; none: they stand in the same table.</param>
    /// <param name="Per">The multiplier; null: 100 for a proportion, 1 for a mean and a ratio, 100,000 for rates.</param>
    /// <param name="Suppress">Hides figures from counts of 1 to 7, rounds other counts to 5 and makes the figures from the rounded counts (of each band, for direct standardisation).</param>
    /// <param name="Area">The column that names areas, of which no two rows may be alike but for what is counted; null: the first that is named as one.</param>
    /// <param name="Once">An event comes to a person once, so that a count above its population is refused; for a proportion it always is.</param>
    public sealed record Request(RateMethod Method, string? Count, string? Population, IReadOnlyList<string> By, string? Band = null, string? Standard = null,
        string? ReferenceCount = null, string? ReferencePopulation = null, LongTable? Reference = null, double? Per = null, IReadOnlyList<double>? Confidences = null, bool Suppress = false, string? Area = null, bool Once = false);

    /// <param name="Group">What stands in the columns grouped by; the line where there are none.</param>
    /// <param name="Count">Events, or values of a mean; null where hidden.</param>
    /// <param name="Figure">Null where there is none, with the reason beside it.</param>
    /// <param name="Rate">For an indirectly standardised ratio, the rate that goes with it.</param>
    public sealed record Row(IReadOnlyList<string> Group, IReadOnlyList<int> Lines, double? Count, double? Population, Estimate? Figure, string? Why, double? Expected = null, Estimate? Rate = null);

    // Eurostat (2013), Revision of the European Standard Population, KS-RA-13-028: persons in bands 0-4 to 85-89 and 90 and over.
    private static readonly double[] Esp2013 = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000];

    public static Result<IReadOnlyList<Row>> Run(LongTable table, Request request)
    {
        if (request is { Method: RateMethod.Mean, Suppress: true }) return new TableUnfit(table.FileName, null, null, "A mean is not made safe: what is averaged are no counts, so that nothing can be rounded, and how many stand behind it is not told by their sum. Leave --suppress out, and look whether each mean rests on 8 persons or more before it is published.");
        if (DuplicateAreas.Among(table, request.Area, [.. new[] { request.Count, request.Population, request.Standard, request.ReferenceCount, request.ReferencePopulation }.OfType<string>()]) is { } twice) return twice;
        var alone = request.By.Count == 0 && request.Method is RateMethod.Wilson or RateMethod.Byar;
        if (DuplicateAreas.Mixed(table, request.Area, request.By, alone) is { } mixed) return mixed;
        var groups = table.GroupBy(request.By);
        if (!groups.Succeeded) return groups.Error;
        var all = request.By.Count == 0 && alone ? [.. groups.Value[0].Rows.Select(row => new RowGroup([], [row]))] : groups.Value;
        double[] confidences = [.. request.Confidences ?? [0.95]];
        var rows = new List<Row>();
        foreach (var group in all)
        {
            var reading = new Reading(table);
            if (request.Method == RateMethod.Mean)
            {
                var values = reading.Numbers(request.Count, group.Rows, "values");
                if (reading.Problem is not null) return reading.Problem;
                var mean = CrudeRates.Mean(values, confidences);
                if (!mean.Succeeded) return table.At(mean.Error, group.Rows[0]);
                rows.Add(new(group.Key, Lines(table, group), values.Length, null, Times(mean.Value, request.Per ?? 1), null));
                continue;
            }
            var counts = reading.Counts(request.Count, group.Rows, "count");
            var people = reading.Counts(request.Population, group.Rows, "population", above: request.Method != RateMethod.Isr);
            if (reading.Problem is not null) return reading.Problem;
            if (request.Once || request.Method == RateMethod.Wilson)
                for (var i = 0; i < counts.Length; i++)
                    if (counts[i] > people[i])
                        return new TableUnfit(table.FileName, table.Line(group.Rows[i]), table.Text(group.Rows[i], request.Count!), FormattableString.Invariant($"\"{table.FileName}\", line {table.Line(group.Rows[i])}: {(request.Method == RateMethod.Wilson ? "The numerator" : $"In column \"{request.Count}\" the count")} {counts[i]} is above the {(request.Method == RateMethod.Wilson ? "denominator" : "population")} {people[i]}. Are the columns swapped?{(request.Method == RateMethod.Wilson ? "" : " Where an event may come to a person more than once, say so with --repeated.")}"));
            var (count, persons) = (counts.Sum(), people.Sum());
            if (request.Suppress)
            {
                var safe = new SafeCount[1];
                Suppression.Apply([(long)Math.Round(count)], safe);
                if (safe[0].Shown is not { } shown)
                {
                    rows.Add(new(group.Key, Lines(table, group), null, persons, null, "Hidden: from 1 to 7 events."));
                    continue;
                }
                // Made from the count as shown: a figure from the true one would give it away.
                count = request.Method == RateMethod.Wilson ? Math.Min(shown, persons) : shown;
                if (request.Method == RateMethod.Dsr) counts = [.. counts.Select(one => Math.Round(one / 5, MidpointRounding.AwayFromZero) * 5)];
            }
            Result<(Estimate Figure, double? Expected, Estimate? Rate)> made;
            switch (request.Method)
            {
                case RateMethod.Wilson:
                    made = Alone(CrudeRates.Proportion(count, persons, confidences, request.Per ?? 100));
                    break;
                case RateMethod.Byar:
                    made = Alone(CrudeRates.Rate(count, persons, confidences, request.Per ?? 100_000));
                    break;
                case RateMethod.Dsr:
                    var standard = ByBand(table, group, request, reading, request.Standard, "standard population");
                    if (reading.Problem is not null) return reading.Problem;
                    made = Alone(DirectRate.Of(counts, people, standard, confidences, request.Per ?? 100_000));
                    break;
                default:
                    var events = ByBand(table, group, request, reading, request.ReferenceCount, "events of the reference");
                    var reference = ByBand(table, group, request, reading, request.ReferencePopulation, "population of the reference", above: true);
                    if (reading.Problem is not null) return reading.Problem;
                    var indirect = IndirectRate.Of(count, people, events, reference, confidences, request.Per ?? 1);
                    made = indirect.Succeeded ? (indirect.Value.Ratio, indirect.Value.Expected, indirect.Value.Rate) : Failed(indirect.Error);
                    break;
            }
            if (!made.Succeeded)
            {
                // Too few events is a finding about one group; anything else is a fault in the file.
                if (made.Error is not StatisticRefused { Reason: RefusalReason.TooFewEvents })
                    return table.At(made.Error, made.Error is StatisticRefused { Row: { } at } ? group.Rows[at] : group.Rows[0]);
                rows.Add(new(group.Key, Lines(table, group), count, persons, null, made.Error.Message));
                continue;
            }
            rows.Add(new(group.Key, Lines(table, group), count, persons, made.Value.Figure, null, made.Value.Expected, made.Value.Rate));
        }
        return rows;
    }

    private static Result<(Estimate, double?, Estimate?)> Alone(Result<Estimate> made) => made.Succeeded ? (made.Value, null, null) : Failed(made.Error);

    private static Result<(Estimate, double?, Estimate?)> Failed(Error error) => error;

    private static int[] Lines(LongTable table, RowGroup group) => [.. group.Rows.Select(table.Line)];

    private static Estimate Times(Estimate one, double by) => by == 1 ? one : new(one.Value * by, one.StandardError * Math.Abs(by), [.. one.Intervals.Select(i => i with { Lower = i.Lower * by, Upper = i.Upper * by })], one.Method);

    // The standard's value for each row of the group, in the group's order.
    private static double[] ByBand(LongTable table, RowGroup group, Request request, Reading reading, string? column, string what, bool above = false)
    {
        if (reading.Problem is not null) return [];
        if (request.Band is { } band)
        {
            if (table.Missing([band]) is { } missing) return reading.Fail(missing);
            var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
            foreach (var row in group.Rows)
                if (!seen.TryAdd(table.Text(row, band), row))
                    return reading.Fail(new TableUnfit(table.FileName, table.Line(row), table.Text(row, band), $"\"{table.FileName}\", line {table.Line(row)}: the band \"{table.Text(row, band)}\" comes twice{(group.Name.Length > 0 ? $" in {group.Name}" : "")}; it stands in line {table.Line(seen[table.Text(row, band)])} already."));
        }
        if (string.Equals(column, "esp2013", StringComparison.OrdinalIgnoreCase) && !table.Has("esp2013"))
        {
            if (group.Rows.Length != Esp2013.Length)
                return reading.Fail(new TableUnfit(table.FileName, table.Line(group.Rows[0]), null, $"\"{table.FileName}\", line {table.Line(group.Rows[0])}: {(group.Name.Length > 0 ? group.Name : "the table")} has {group.Rows.Length} bands; the European Standard Population 2013 has {Esp2013.Length}, from 0 to 4 by fives to 90 and over."));
            if (request.Band is null) return Esp2013;
            var standard = new double[group.Rows.Length];
            for (var i = 0; i < standard.Length; i++)
            {
                var words = table.Text(group.Rows[i], request.Band).TrimStart();
                var digits = new string([.. words.TakeWhile(char.IsAsciiDigit)]);
                if (digits.Length is 0 or > 3 || int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) is var age && (age % 5 != 0 || age > 90))
                    return reading.Fail(new TableUnfit(table.FileName, table.Line(group.Rows[i]), words, $"\"{table.FileName}\", line {table.Line(group.Rows[i])}: the band \"{words}\" does not start with an age of the European Standard Population (0, 5, 10 to 90)."));
                standard[i] = Esp2013[age / 5];
            }
            return standard;
        }
        if (request.Reference is not { } reference) return reading.Counts(column, group.Rows, what, above);
        if (request.Band is not { } bandColumn) return reading.Fail(new TableUnfit(reference.FileName, null, null, "Say which column holds the bands, so that the two tables can be joined (--band)."));
        var other = new Reading(reference);
        var numbers = other.Counts(column, [.. Enumerable.Range(0, reference.Count)], what, above);
        if (other.Problem is not null || reference.Missing([bandColumn]) is not null) return reading.Fail(other.Problem ?? reference.Missing([bandColumn])!);
        var byBand = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < numbers.Length; i++)
            if (!byBand.TryAdd(reference.Text(i, bandColumn), numbers[i]))
                return reading.Fail(new TableUnfit(reference.FileName, reference.Line(i), reference.Text(i, bandColumn), $"\"{reference.FileName}\", line {reference.Line(i)}: the band \"{reference.Text(i, bandColumn)}\" comes twice."));
        var matched = new double[group.Rows.Length];
        for (var i = 0; i < matched.Length; i++)
        {
            var name = table.Text(group.Rows[i], bandColumn);
            if (!byBand.TryGetValue(name, out matched[i]))
                return reading.Fail(new TableUnfit(table.FileName, table.Line(group.Rows[i]), name, $"\"{table.FileName}\", line {table.Line(group.Rows[i])}: the band \"{name}\" is not in \"{reference.FileName}\"."));
        }
        return matched.Length == byBand.Count ? matched
            : reading.Fail(new TableUnfit(table.FileName, table.Line(group.Rows[0]), null, $"\"{table.FileName}\", line {table.Line(group.Rows[0])}: {(group.Name.Length > 0 ? group.Name : "the table")} has {matched.Length} bands and \"{reference.FileName}\" {byBand.Count}."));
    }
}
