using Throughline.Statistics;
using Throughline.Statistics.Areas;
using Throughline.Statistics.Rates;

namespace Throughline.Equity;

/// <summary>What a funnel is of.</summary>
public enum FunnelKind
{
    /// <summary>Numerators of denominators.</summary>
    Proportion,
    /// <summary>Events among persons.</summary>
    Rate,
    /// <summary>Observed events against expected ones.</summary>
    Ratio,
}

/// <summary>The areas of a long table against funnel limits.</summary>
public static class FunnelOfTable
{
    /// <param name="Count">The column of numerators, events or observed events.</param>
    /// <param name="Population">The column of denominators, persons or expected events.</param>
    /// <param name="Area">The column that names areas; none: lines.</param>
    /// <param name="Average">A share, a rate per person or a ratio to compare with; null: that of all areas together, for a ratio 1.</param>
    /// <param name="Per">The multiplier; null: 100, and 100,000 for rates.</param>
    /// <param name="Once">An event comes to a person once, so that a rate's count above its population is refused; a proportion's always is.</param>
    public sealed record Request(FunnelKind Kind, string Count, string Population, string? Area = null, double? Average = null, double? Per = null, bool Once = false);

    /// <param name="Narrow">95 % limits at the area's size.</param>
    /// <param name="Wide">99.8 % limits.</param>
    /// <param name="NarrowAdjusted">95 % limits with room for overdispersion.</param>
    public sealed record Row(string? Area, int Line, double Count, double Population, double Value, Limits Narrow, Limits Wide, Limits NarrowAdjusted, Limits WideAdjusted, FunnelPlace Place);

    /// <param name="Overdispersion">Null where there are fewer than two areas.</param>
    public sealed record Funnelled(FunnelKind Kind, double Average, double Per, Overdispersion? Overdispersion, IReadOnlyList<Row> Rows);

    public static Result<Funnelled> Run(LongTable table, Request request)
    {
        int[] all = [.. Enumerable.Range(0, table.Count)];
        if (request.Area is { } named && table.Missing([named]) is { } missing) return missing;
        if (DuplicateAreas.OfAreas(table, request.Area, [], [request.Count, request.Population]) is { } twice) return twice;
        var reading = new Reading(table);
        var counts = reading.Counts(request.Count, all, "count");
        var people = reading.Counts(request.Population, all, request.Kind == FunnelKind.Ratio ? "expected count" : "population", above: true);
        if (reading.Problem is not null) return reading.Problem;
        for (var i = 0; i < counts.Length && (request.Kind == FunnelKind.Proportion || request is { Kind: FunnelKind.Rate, Once: true }); i++)
            if (counts[i] > people[i])
                return new TableUnfit(table.FileName, table.Line(i), table.Text(i, request.Count), FormattableString.Invariant($"\"{table.FileName}\", line {table.Line(i)}, column \"{request.Count}\": the {(request.Kind == FunnelKind.Rate ? "count" : "numerator")} {counts[i]} is above the {(request.Kind == FunnelKind.Rate ? "population" : "denominator")} {people[i]}. Are the columns swapped?{(request.Kind == FunnelKind.Rate ? " Where an event may come to a person more than once, say so with --repeated." : "")}"));
        var per = request.Per ?? (request.Kind == FunnelKind.Rate ? 100_000 : 100);
        var average = request.Average ?? (request.Kind == FunnelKind.Ratio ? 1 : counts.Sum() / people.Sum());
        if (!(average > 0) || (request.Kind == FunnelKind.Proportion && average >= 1))
            return new TableUnfit(table.FileName, null, null, FormattableString.Invariant($"The average is {average}: a funnel needs one above 0{(request.Kind == FunnelKind.Proportion ? " and below 1; divide percentages by 100" : "")}."));
        // On a scale where errors are near normal: the share itself, or the square root of a rate or ratio.
        var share = request.Kind == FunnelKind.Proportion;
        double Scaled(double x) => share ? x : Math.Sqrt(x);
        double Back(double x) => share ? Math.Clamp(x, 0, 1) : Math.Pow(Math.Max(0, x), 2);
        double[] errors = [.. people.Select(n => share ? Math.Sqrt(average * (1 - average) / n) : 1 / (2 * Math.Sqrt(n)))];
        double[] z = [.. counts.Select((x, i) => (Scaled(x / people[i]) - Scaled(average)) / errors[i])];
        var dispersion = Funnel.Dispersion(z, errors);
        var rows = new List<Row>();
        for (var i = 0; i < counts.Length; i++)
        {
            var place = share ? Funnel.PlaceOfProportion(counts[i], people[i], average) : Funnel.PlaceOfCount(counts[i], people[i] * average);
            if (!place.Succeeded) return table.At(place.Error, i);
            Limits At(double confidence)
            {
                if (share) return Funnel.OfProportion(average, people[i], confidence, per).Value;
                // The counts an area of this size may have when it has the average rate, by the same exact limits a count has.
                var limits = PoissonCount.Of(people[i] * average, confidence, CountInterval.Exact);
                return new(limits.Lower / people[i] * per, limits.Upper / people[i] * per);
            }
            Limits Adjusted(double confidence)
            {
                if (!dispersion.Succeeded) return At(confidence);
                var limits = Funnel.WithOverdispersion(Scaled(average), errors[i], dispersion.Value, confidence);
                return new(Back(limits.Lower) * per, Back(limits.Upper) * per);
            }
            rows.Add(new(request.Area is { } column ? table.Text(i, column) : null, table.Line(i), counts[i], people[i], counts[i] / people[i] * per, At(0.95), At(0.998), Adjusted(0.95), Adjusted(0.998), place.Value));
        }
        return new Funnelled(request.Kind, average * per, per, dispersion.Succeeded ? dispersion.Value : null, rows);
    }
}
