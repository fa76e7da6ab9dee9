namespace Throughline.Web;

/// <summary>Follows the thread both ways over what each module contributes.</summary>
public sealed class FollowThread(IEnumerable<IThreadContributor> contributors)
{
    /// <summary>A node of the panel, from where it comes to where it goes.</summary>
    /// <param name="Open">Not tied yet.</param>
    public sealed record PanelNode(string Kind, Guid Id, string KindLabel, string Label, string? Href, bool Quoted, bool Here, bool Open);

    private readonly IThreadContributor[] _contributors = [.. contributors];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        var described = new List<ThreadNode>();
        foreach (var contributor in _contributors)
            if (nodes.Where(n => contributor.Kinds.Contains(n.Kind)).ToList() is { Count: > 0 } mine) described.AddRange(await contributor.DescribeAsync(reader, mine, cancel));
        return described;
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        var ties = new List<ThreadEdge>();
        foreach (var contributor in _contributors) ties.AddRange(await contributor.TiesAsync(reader, node, cancel));
        return [.. ties.Distinct()];
    }

    /// <summary>The panel "where this comes from, and where it goes": back to the words, here, and forward, each step at most a few wide.</summary>
    public async Task<IReadOnlyList<PanelNode>> PanelAsync(Acting reader, NodeRef here, CancellationToken cancel)
    {
        const int Steps = 6, Wide = 4;
        var order = new List<NodeRef>();
        var seen = new HashSet<NodeRef> { here };
        var back = new List<NodeRef>();
        await WalkAsync(here, Steps, forward: false, back);
        back.Reverse();
        order.AddRange(back);
        order.Add(here);
        await WalkAsync(here, Steps, forward: true, order);
        var known = (await DescribeAsync(reader, order, cancel)).ToDictionary(n => n.Node);
        return [.. order.Where(known.ContainsKey).Select(n => new PanelNode(n.Kind, n.Id, known[n].KindLabel, known[n].Label, known[n].Address, known[n].IsQuoted, n == here, false))];

        async Task WalkAsync(NodeRef from, int left, bool forward, List<NodeRef> into)
        {
            if (left == 0) return;
            var ties = await TiesAsync(reader, from, cancel);
            var next = ties.Where(t => forward ? t.To == from : t.From == from).Select(t => forward ? t.From : t.To).Where(n => !seen.Contains(n)).Distinct().Take(Wide).ToList();
            foreach (var node in next) seen.Add(node);
            into.AddRange(next);
            foreach (var node in next) await WalkAsync(node, left - 1, forward, into);
        }
    }
}
