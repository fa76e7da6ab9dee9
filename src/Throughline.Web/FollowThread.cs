using Throughline.Targeting.Targets;

namespace Throughline.Web;

/// <summary>Follows the thread both ways over what each module contributes.</summary>
public sealed class FollowThread(IEnumerable<IThreadContributor> contributors, ReadTargets.Handler targets, TimeProvider clock)
{
    /// <summary>A node of the panel, from where it comes to where it goes.</summary>
    /// <param name="Open">Not tied yet: the label says what is missing, the address where it is made, and the id is empty.</param>
    public sealed record PanelNode(string Kind, Guid Id, string KindLabel, string Label, string? Href, bool Quoted, bool Here, bool Open);

    private static readonly System.Globalization.CultureInfo British = System.Globalization.CultureInfo.GetCultureInfo("en-GB");

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
    /// <remarks>At most six steps each way, each at most four wide: the whole is on the thread page. A thread that ends before a measured value has one open node at its end, for what is missing next.</remarks>
    /// <returns>Without a node that is here when there is no such thing in the reader's project, or it is closed to the reader.</returns>
    public async Task<IReadOnlyList<PanelNode>> PanelAsync(Acting reader, NodeRef here, CancellationToken cancel)
    {
        const int Steps = 6, Wide = 4;
        if ((await DescribeAsync(reader, [here], cancel)).All(n => n.Node != here)) return [];
        var seen = new HashSet<NodeRef> { here };
        var (order, _) = await WalkAsync(forward: false);
        order.Reverse();
        order.Add(here);
        var (on, leftOut) = await WalkAsync(forward: true);
        order.AddRange(on);
        var known = (await DescribeAsync(reader, order, cancel)).DistinctBy(n => n.Node).ToDictionary(n => n.Node);
        var panel = order.Where(known.ContainsKey).Select(n => new PanelNode(n.Kind, n.Id, known[n].KindLabel, known[n].Label, known[n].Address, known[n].IsQuoted, n == here, false)).ToList();
        if (await MissingAsync(reader, here, [.. on.Where(known.ContainsKey)], order, leftOut, cancel) is { } missing) panel.Add(missing);
        return panel;

        async Task<(List<NodeRef> Found, List<NodeRef> LeftOut)> WalkAsync(bool forward)
        {
            List<NodeRef> found = [], leftOut = [];
            List<NodeRef> step = [here];
            for (var left = Steps; left > 0 && step.Count > 0; left--)
            {
                var next = new List<NodeRef>();
                foreach (var from in step)
                {
                    if (next.Count == Wide)
                    {
                        leftOut.Add(from);
                        continue;
                    }
                    var ties = await TiesAsync(reader, from, cancel);
                    foreach (var node in ties.Where(t => forward ? t.To == from : t.From == from).Select(t => forward ? t.From : t.To).Where(n => !seen.Contains(n)).Distinct())
                        if (next.Count < Wide && seen.Add(node)) next.Add(node);
                        else leftOut.Add(node);
                }
                found.AddRange(next);
                step = next;
            }
            leftOut.AddRange(step);
            return (found, leftOut);
        }
    }

    /// <summary>How far along the thread a kind stands, from the words to what was learned from measuring; 0 for what stands beside it, as memos do.</summary>
    private static int StageOf(string kind) => kind switch
    {
        "excerpt" => 1,
        "coding" => 2,
        "code" or "construct" or "statement" or "quotation" => 3,
        "concept" or "concept-relation" => 4,
        "theme" or "theory" or "storyline" or "third-order" or "claim" => 5,
        "target" => 6,
        "action" or "indicator" => 7,
        "review" => 8,
        _ => 0,
    };

    /// <summary>What comes next on the thread of <paramref name="here"/> and is not there; null where it is all there, where nothing has to follow, and where the panel did not look at enough to say so.</summary>
    private async Task<PanelNode?> MissingAsync(Acting reader, NodeRef here, IReadOnlyList<NodeRef> on, IReadOnlyList<NodeRef> all, IReadOnlyList<NodeRef> leftOut, CancellationToken cancel)
    {
        if (StageOf(here.Kind) == 0) return null;
        var furthest = on.Append(here).MaxBy(n => StageOf(n.Kind));
        var reached = StageOf(furthest.Kind);
        if (leftOut.Any(n => StageOf(n.Kind) > 0)) return null;
        var at = $"/p/{reader.Project.Value:D}";
        return furthest.Kind switch
        {
            "excerpt" => Open("code", "Code", "Not yet. No code is on these words", null),
            "coding" => Open("code", "Code", "Not yet. A suggestion counts once it is accepted", null),
            "construct" => Open("concept", "Concept", "Not yet. Constructs are compared in the grid", $"{at}/synthesis"),
            "statement" => Open("theory", "Programme theory", "Not yet. Theories are drafted for each document", $"{at}/policy/theories"),
            "code" or "quotation" => Open("theme", "Theme", "Not yet. Codes are gathered into themes in the report", $"{at}/report"),
            "concept" or "concept-relation" => Open("storyline", "Line of argument", "Not yet written", $"{at}/synthesis/argument"),
            _ when reached == 5 => Open("target", "Target", "Not yet. No target rests on this", $"{at}/targets"),
            "target" or "action" or "indicator" => await MeasuredAsync(),
            _ => null,
        };

        async Task<PanelNode?> MeasuredAsync()
        {
            if (all.FirstOrDefault(n => n.Kind == "target") is not { Kind: "target" } target || await targets.OneAsync(reader, new(target.Id), cancel) is not { Succeeded: true } found) return null;
            var record = found.Value.Record;
            var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
            var due = record.Days(TargetField.Reviews).Where(d => d >= today).Select(d => $"Due {d.ToString("d MMMM yyyy", British)}").FirstOrDefault();
            return record.Baseline is null
                ? Open("baseline", "Measured value", due is null ? "Not yet. No baseline is fixed" : $"Not yet. No baseline is fixed. {due}", $"{at}/targets/{target.Id:D}")
                : found.Value.Reviews.Count == 0 ? Open("review", "Looked at again", $"Not yet. {due ?? "No day ahead is set"}", $"{at}/targets/{target.Id:D}") : null;
        }

        static PanelNode Open(string kind, string kindLabel, string label, string? address) => new(kind, Guid.Empty, kindLabel, label, address, Quoted: false, Here: false, Open: true);
    }
}
