namespace Throughline.Statistics.Inequality;

/// <summary>Whether more of what is measured is good or bad for people. Said once, with the data; no measure asks again.</summary>
public enum Direction
{
    /// <summary>Life expectancy, screening uptake: more is better.</summary>
    HigherIsBetter,
    /// <summary>Deaths, waits, smoking: more is worse.</summary>
    HigherIsWorse,
}

/// <summary>Which end of the ranking fares worse.</summary>
public enum WorseOff
{
    /// <summary>The first groups: the most deprived, when groups are given in that order.</summary>
    First,
    /// <summary>The last groups: the least deprived.</summary>
    Last,
    /// <summary>Neither: the measure is exactly even.</summary>
    Neither,
}

/// <summary>Groups with how many people live in each and what was measured there.</summary>
/// <remarks>The sign convention of every measure that uses the order: groups stand from the most to the least deprived, and a difference is the later less the earlier.
/// So a positive difference, slope or concentration index says that the value rises towards the least deprived, whatever the value is; <see cref="Direction"/> says who is worse off for it.
/// Spans are read, never kept.</remarks>
public readonly ref struct Groups
{
    /// <summary>Groups by population and value.</summary>
    /// <param name="populations">Persons, each above 0. Taken as known without error.</param>
    /// <param name="values">One unit for all; finite.</param>
    /// <param name="standardErrors">Of the values, each 0 or more, independent of each other; none where intervals are not wanted.</param>
    /// <param name="direction">Whether more is better or worse.</param>
    public Groups(ReadOnlySpan<double> populations, ReadOnlySpan<double> values, ReadOnlySpan<double> standardErrors = default, Direction direction = Direction.HigherIsBetter)
    {
        Populations = populations;
        Values = values;
        StandardErrors = standardErrors;
        Direction = direction;
    }

    /// <summary>Persons in each group.</summary>
    public ReadOnlySpan<double> Populations { get; }

    /// <summary>What was measured in each group.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>Of the values; empty where none are known.</summary>
    public ReadOnlySpan<double> StandardErrors { get; }

    /// <summary>Whether more is better or worse.</summary>
    public Direction Direction { get; }

    /// <summary>How many groups.</summary>
    public int Count => Values.Length;

    /// <summary>Who is worse off, given a measure that is positive where values rise towards the last group.</summary>
    public WorseOff Worse(double rise) => rise == 0 ? WorseOff.Neither : rise > 0 == (Direction == Direction.HigherIsBetter) ? WorseOff.First : WorseOff.Last;

    internal StatisticRefused? Problem(int fewest = 2)
    {
        if (Check.Lengths(Values.Length, ("populations", Populations.Length)) is { } unlike) return unlike;
        if (!StandardErrors.IsEmpty && Check.Lengths(Values.Length, ("standard errors", StandardErrors.Length)) is { } unlikeErrors) return unlikeErrors;
        if (Values.Length == 0) return new(RefusalReason.TooFewRows, "There are no groups.");
        if (Values.Length < fewest)
            return Values.Length == 1 ? new(RefusalReason.OneGroup, "There is one group; an inequality lies between two or more.")
                : new(RefusalReason.TooFewRows, $"There are {Values.Length} groups; this needs {fewest}.");
        return Check.Denominators(Populations, "population") ?? Check.Finite(Values, "value") ?? Check.Counts(StandardErrors, "standard error");
    }

    internal double Total()
    {
        var total = 0.0;
        foreach (var population in Populations) total += population;
        return total;
    }

    internal double Mean()
    {
        var (total, sum) = (0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            total += Populations[i];
            sum += Populations[i] * Values[i];
        }
        return sum / total;
    }
}
