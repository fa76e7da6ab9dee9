namespace Throughline;

/// <summary>A node as the thread shows it.</summary>
/// <param name="Node">What it is.</param>
/// <param name="KindLabel">Its kind in words, with what places it: "Passage, in interview 7, revision 2".</param>
/// <param name="Label">Its own words or name.</param>
/// <param name="Address">Where it opens, as a path within the workbench; null when it cannot be opened.</param>
/// <param name="IsQuoted">True when <paramref name="Label"/> is what a person said or wrote.</param>
public sealed record ThreadNode(NodeRef Node, string KindLabel, string Label, string? Address, bool IsQuoted = false);

/// <summary>A typed tie: <paramref name="From"/> rests on, or came out of, <paramref name="To"/>, always pointing back towards the words.</summary>
/// <param name="Kind">"codes", "quotes", "belongs to", "was made from" and so on.</param>
public sealed record ThreadEdge(NodeRef From, NodeRef To, string Kind);

/// <summary>What a module contributes to the thread: its nodes and the ties it knows of.</summary>
public interface IThreadContributor
{
    /// <summary>The kinds of node this module can describe.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>Describes the nodes it knows among those asked; what the reader may not see, or is gone, is left out.</summary>
    Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel);

    /// <summary>Every tie this module knows of that touches the node, in either direction, that the reader may see.</summary>
    Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel);
}
