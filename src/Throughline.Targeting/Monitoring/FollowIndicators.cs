using Throughline.Equity;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Monitoring;

/// <summary>Follows the indicators of a target, of process and balance as of outcome, by the figures they are tied to.</summary>
public static class FollowIndicators
{
    /// <summary>How an indicator stands.</summary>
    /// <param name="FigureName">Null where its figure is gone.</param>
    /// <param name="Unit">Of the level and the absolute gap.</param>
    /// <param name="First">The figure's first period with numbers; null where the newest is the first.</param>
    /// <param name="Latest">Its newest; null where there is none, and <paramref name="Why"/> says why.</param>
    /// <param name="Change">The newest absolute gap less the first, with an interval that takes the two as independent; null where one of them is lacking.</param>
    /// <param name="Runs">Whether the absolute gap over all periods varies as chance alone would have it.</param>
    public sealed record Row(TargetIndicator Indicator, FigureId Figure, string? FigureName, string Unit, BaselinePoint? First, BaselinePoint? Latest, Measured? Change, RunChart Runs, string? Why);

    public sealed class Handler(ReadFigures.Handler figures)
    {
        /// <summary>Those that are tied to a figure, in their order.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, TargetRecord target, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(target);
            var rows = new List<Row>();
            foreach (var indicator in target.Indicators.Where(i => i.Figure is not null))
            {
                var id = new FigureId(indicator.Figure!.Value);
                var made = await figures.RunAsync(project, id, cancel);
                if (!made.Succeeded)
                {
                    rows.Add(new(indicator, id, null, "", null, null, null, RunChart.Of([]), made.Error.Message));
                    continue;
                }
                var points = made.Value.Series.Where(p => p.Groups.Count > 0).OrderBy(p => PeriodEnd.Of(p.Period)).ThenBy(p => p.Period, StringComparer.Ordinal).Select(p => FixBaseline.Point(p, worseIsLast: false)).ToList();
                var (first, latest) = (points.Count > 1 ? points[0] : null, points.LastOrDefault());
                var change = first?.Absolute is { } was && latest?.Absolute is { } now ? FollowTarget.Difference(was, now) : null;
                rows.Add(new(indicator, id, made.Value.Figure.Name, made.Value.Unit, first, latest, change, RunChart.Of([.. points.Select(p => p.Absolute?.Value).OfType<double>()]), points.Count == 0 ? "No period of its data makes a gradient." : null));
            }
            return rows;
        }
    }
}
