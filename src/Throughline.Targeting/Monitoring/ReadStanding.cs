using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Monitoring;

/// <summary>How a target stands, and its indicators beside it.</summary>
public sealed record Standing(Following Following, IReadOnlyList<FollowIndicators.Row> Indicators);

/// <summary>The attention around all of a project's targets.</summary>
/// <param name="Rows">The project's dated policy documents, oldest first.</param>
/// <param name="WhyNot">Why they could not be counted; null where they were.</param>
public sealed record Attended(IReadOnlyList<FollowAttention.Row> Rows, string? WhyNot);

/// <summary>Reads how targets stand as the board shows it, what they share once.</summary>
public static class ReadStanding
{
    public sealed class Handler(FollowTarget.Handler follow, FollowIndicators.Handler indicators, FollowAttention.Handler attend)
    {
        public async Task<Attended> AttentionAsync(Acting reader, CancellationToken cancel) =>
            await attend.RunAsync(reader, cancel) is var counted && counted.Succeeded ? new(counted.Value, null) : new([], counted.Error.Message);

        /// <returns>One for each of the targets, in their order.</returns>
        public async Task<IReadOnlyList<Standing>> RunAsync(ProjectId project, IReadOnlyList<TargetRecord> targets, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(targets);
            if (targets.Count == 0) return [];
            var sets = await follow.SetsAsync(project, cancel);
            var all = new List<Standing>();
            foreach (var target in targets) all.Add(new(await follow.RunAsync(project, target, sets, cancel, near: true), await indicators.RunAsync(project, target, cancel)));
            return all;
        }
    }
}
