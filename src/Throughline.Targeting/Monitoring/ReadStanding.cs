using Throughline.Equity;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Monitoring;

/// <summary>All that stands beside a target: how it stands, its indicators, the attention around it.</summary>
/// <param name="Attention">The project's dated policy documents, oldest first.</param>
/// <param name="WhyNoAttention">Why they could not be counted; null where they were.</param>
public sealed record Standing(Following Following, IReadOnlyList<FollowIndicators.Row> Indicators, IReadOnlyList<FollowAttention.Row> Attention, string? WhyNoAttention);

/// <summary>Reads how targets stand as the board shows it, what they share once.</summary>
public static class ReadStanding
{
    public sealed class Handler(FollowTarget.Handler follow, FollowIndicators.Handler indicators, FollowAttention.Handler attend)
    {
        /// <returns>One for each of the targets, in their order.</returns>
        public async Task<IReadOnlyList<Standing>> RunAsync(Acting reader, IReadOnlyList<TargetRecord> targets, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(targets);
            if (targets.Count == 0) return [];
            IReadOnlyList<ListDatasets.Row> sets = await follow.SetsAsync(reader.Project, cancel);
            var counted = await attend.RunAsync(reader, cancel);
            var all = new List<Standing>();
            foreach (var target in targets)
                all.Add(new(await follow.RunAsync(reader.Project, target, sets, cancel, near: true), await indicators.RunAsync(reader.Project, target, cancel), counted.Succeeded ? counted.Value : [], counted.Succeeded ? null : counted.Error.Message));
            return all;
        }
    }
}
