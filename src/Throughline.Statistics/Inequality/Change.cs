namespace Throughline.Statistics.Inequality;

/// <summary>A change over time, and what it came from.</summary>
/// <param name="Before">The earlier value.</param>
/// <param name="After">The later value.</param>
/// <param name="Total">After less before, with a normal interval where both periods have standard errors; the periods are taken as independent.</param>
/// <param name="FromValues">The part that came from what was measured in each group.</param>
/// <param name="FromShares">The part that came from how many people live in each group.</param>
public sealed record ChangeFigure(double Before, double After, Estimate Total, double FromValues, double FromShares);

/// <summary>Splits a change in inequality into changed values and changed shares of people.</summary>
/// <remarks>A part is the mean of its effect when it changes first and when it changes second, so that the two add up exactly and neither order is favoured:
/// Shapley's value with two players; for the mean this is Kitagawa (1955), J Am Stat Assoc 50:1168-1194. Shorrocks (2013), J Econ Inequal 11:99-126.
/// When groups grow or shrink, a slope can move though nothing changed in any of them: that is the second part.</remarks>
public static class Change
{
    /// <summary>The change of a slope index.</summary>
    /// <param name="before">Two groups or more, from the most to the least deprived.</param>
    /// <param name="after">The same groups in the same order.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    /// <param name="scale">Where the line is straight.</param>
    /// <param name="errors">On which scale the groups' standard errors are.</param>
    public static Result<ChangeFigure> OfSlope(Groups before, Groups after, ReadOnlySpan<double> confidences = default, SlopeScale scale = SlopeScale.Linear, ErrorScale errors = ErrorScale.OfValues)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (Check.Lengths(before.Count, ("groups later on", after.Count)) is { } unlike) return unlike;
        Span<Estimate> corners = new Estimate[4];
        for (var corner = 0; corner < 4; corner++)
        {
            var index = Slope.Index(Corner(before, after, corner), confidences, scale, errors);
            if (!index.Succeeded) return index.Error;
            corners[corner] = index.Value.Absolute;
        }
        return Split(corners, wanted);
    }

    /// <summary>The change of any summary measure.</summary>
    /// <param name="before">Two groups or more.</param>
    /// <param name="after">The same groups in the same order.</param>
    /// <param name="measure">Which.</param>
    /// <param name="options">What it needs beside the groups; a reference that the data choose is chosen anew in each period.</param>
    /// <param name="confidences">Each above 0 and below 1; none is 0.95.</param>
    public static Result<ChangeFigure> Of(Groups before, Groups after, InequalityMeasure measure, MeasureOptions? options = null, ReadOnlySpan<double> confidences = default)
    {
        var wanted = Confidence.OrDefault(confidences);
        if (Check.Lengths(before.Count, ("groups later on", after.Count)) is { } unlike) return unlike;
        Span<Estimate> corners = new Estimate[4];
        for (var corner = 0; corner < 4; corner++)
        {
            var figure = Summary.Of(Corner(before, after, corner), measure, options, confidences);
            if (!figure.Succeeded) return figure.Error;
            corners[corner] = figure.Value.Figure;
        }
        return Split(corners, wanted);
    }

    // Bit 1: later values; bit 2: later shares.
    private static Groups Corner(Groups before, Groups after, int corner)
    {
        var values = (corner & 1) == 0 ? before : after;
        var shares = (corner & 2) == 0 ? before : after;
        return new(shares.Populations, values.Values, values.StandardErrors, values.Direction);
    }

    private static ChangeFigure Split(ReadOnlySpan<Estimate> corners, double[] wanted)
    {
        var (before, values, shares, after) = (corners[0].Value, corners[1].Value, corners[2].Value, corners[3].Value);
        var total = after - before;
        var estimate = corners[0].StandardError is { } early && corners[3].StandardError is { } late
            ? new Estimate(total, Math.Sqrt(early * early + late * late), Confidence.Around(total, Math.Sqrt(early * early + late * late), wanted), "normal, the periods independent")
            : new(total, null, [], "no standard errors were given");
        return new(before, after, estimate, (values - before + after - shares) / 2, (shares - before + after - values) / 2);
    }
}
