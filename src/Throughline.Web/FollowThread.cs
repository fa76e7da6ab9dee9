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

    /// <summary>The panel "where this comes from, and where it goes": back to the words, here, and forward, step by step.</summary>
    /// <remarks>At most six steps each way, each at most four wide: the whole is on the thread page.</remarks>
    /// <returns>Without a node that is here when there is no such thing in the reader's project, or it is closed to the reader.</returns>
    public async Task<IReadOnlyList<PanelNode>> PanelAsync(Acting reader, NodeRef here, CancellationToken cancel)
    {
        const int Steps = 6, Wide = 4;
        if ((await DescribeAsync(reader, [here], cancel)).All(n => n.Node != here)) return [];
        var seen = new HashSet<NodeRef> { here };
        var order = await WalkAsync(forward: false);
        order.Reverse();
        order.Add(here);
        order.AddRange(await WalkAsync(forward: true));
        var known = (await DescribeAsync(reader, order, cancel)).DistinctBy(n => n.Node).ToDictionary(n => n.Node);
        return [.. order.Where(known.ContainsKey).Select(n => new PanelNode(n.Kind, n.Id, known[n].KindLabel, known[n].Label, known[n].Address, known[n].IsQuoted, n == here, false))];

        async Task<List<NodeRef>> WalkAsync(bool forward)
        {
            var found = new List<NodeRef>();
            List<NodeRef> step = [here];
            for (var left = Steps; left > 0 && step.Count > 0; left--)
            {
                var next = new List<NodeRef>();
                foreach (var from in step)
                {
                    if (next.Count == Wide) break;
                    var ties = await TiesAsync(reader, from, cancel);
                    foreach (var node in ties.Where(t => forward ? t.To == from : t.From == from).Select(t => forward ? t.From : t.To))
                        if (next.Count < Wide && seen.Add(node)) next.Add(node);
                }
                found.AddRange(next);
                step = next;
            }
            return found;
        }
    }
}
