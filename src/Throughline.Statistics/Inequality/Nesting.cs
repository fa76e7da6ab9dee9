namespace Throughline.Statistics.Inequality;

/// <summary>Measures that come apart exactly into what lies within groups and between them.</summary>
public enum NestedMeasure
{
    /// <summary>Theil's index: values of 0 or more, not all 0.</summary>
    Theil,
    /// <summary>The mean log deviation: values above 0.</summary>
    MeanLogDeviation,
    /// <summary>The variance over people: any values.</summary>
    Variance,
}

/// <summary>One step of a nested decomposition.</summary>
/// <param name="Level">0 is between the smallest areas of one group of the first level given; the last is between the largest groups.</param>
/// <param name="Value">In the measure's unit; 0 or more.</param>
/// <param name="Share">Of all; null where there is no inequality at all.</param>
public sealed record NestedPart(int Level, double Value, double? Share);

/// <summary>How much inequality lies between neighbourhoods within places, between places within systems, and between systems in the nation.</summary>
/// <remarks>A level's groups stand with the mean of their people; the measure over people who all have their group's mean is what lies between groups of that level, and the step from one level to the next what lies within.
/// Exact for these three measures. Bourguignon (1979), Econometrica 47:901-920; Shorrocks (1984), Econometrica 52:1369-1385. What lies within the smallest areas, among their people, is not in the data.</remarks>
public static class Nesting
{
    /// <summary>Takes a measure apart over nested levels.</summary>
    /// <param name="populations">Of the smallest areas, each above 0.</param>
    /// <param name="values">Of the smallest areas.</param>
    /// <param name="levels">For each level from the smallest groups up, the group number of each area, 0 or more. Groups of one level lie whole in one group of the next.</param>
    /// <param name="measure">Which.</param>
    /// <returns>One part more than there are levels; they add up to the measure over the smallest areas. Or a refusal.</returns>
    public static Result<IReadOnlyList<NestedPart>> Of(ReadOnlySpan<double> populations, ReadOnlySpan<double> values, IReadOnlyList<int[]> levels, NestedMeasure measure)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (new Groups(populations, values).Problem() is { } problem) return problem;
        for (var i = 0; i < values.Length && measure != NestedMeasure.Variance; i++)
            if (values[i] < 0 || (values[i] == 0 && measure == NestedMeasure.MeanLogDeviation))
                return new StatisticRefused(RefusalReason.NotPositive, FormattableString.Invariant($"The value {values[i]}{Check.Where(i)} is {(values[i] < 0 ? "below 0" : "0")}, where this measure is not defined. Use the variance."), i);
        int[]? smaller = null;
        for (var level = 0; level < levels.Count; level++)
        {
            if (Check.Lengths(values.Length, ("group numbers", levels[level].Length)) is { } unlike) return unlike;
            if (smaller is not null && Torn(smaller, levels[level]) is { } row)
                return new StatisticRefused(RefusalReason.NotNested, $"A group of level {level} lies in two groups of level {level + 1}{Check.Where(row)}. Levels must be nested: correct the lookup, or leave one out.", row);
            smaller = levels[level];
        }
        var total = new Groups(populations, values).Total();
        var mean = new Groups(populations, values).Mean();
        if (measure != NestedMeasure.Variance && mean == 0) return new StatisticRefused(RefusalReason.NotPositive, "Every value is 0, so nothing can be relative to their mean.");
        var inequality = new double[levels.Count + 2];
        inequality[0] = Measure(populations, values, total, mean, measure);
        for (var level = 0; level < levels.Count; level++)
        {
            var (people, sums) = (new Dictionary<int, double>(), new Dictionary<int, double>());
            for (var i = 0; i < values.Length; i++)
            {
                var group = levels[level][i];
                people[group] = people.GetValueOrDefault(group) + populations[i];
                sums[group] = sums.GetValueOrDefault(group) + populations[i] * values[i];
            }
            double[] sizes = [.. people.Values];
            double[] means = [.. people.Keys.Select(group => sums[group] / people[group])];
            inequality[level + 1] = Measure(sizes, means, total, mean, measure);
        }
        return Parts(inequality);
    }

    private static NestedPart[] Parts(double[] inequality)
    {
        var parts = new NestedPart[inequality.Length - 1];
        for (var level = 0; level < parts.Length; level++)
        {
            // What is left after rounding is not an inequality.
            var part = Math.Max(0, inequality[level] - inequality[level + 1]);
            parts[level] = new(level, part, inequality[0] > 0 ? part / inequality[0] : null);
        }
        return parts;
    }

    private static double Measure(ReadOnlySpan<double> populations, ReadOnlySpan<double> values, double total, double mean, NestedMeasure measure)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += populations[i] / total * measure switch
            {
                NestedMeasure.Theil => values[i] == 0 ? 0 : values[i] / mean * Math.Log(values[i] / mean),
                NestedMeasure.MeanLogDeviation => -Math.Log(values[i] / mean),
                _ => (values[i] - mean) * (values[i] - mean),
            };
        }
        return sum;
    }

    private static int? Torn(int[] smaller, int[] larger)
    {
        var parents = new Dictionary<int, int>();
        for (var i = 0; i < smaller.Length; i++)
        {
            if (!parents.TryGetValue(smaller[i], out var parent)) parents[smaller[i]] = larger[i];
            else if (parent != larger[i]) return i;
        }
        return null;
    }
}
