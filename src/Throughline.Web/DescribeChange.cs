using System.Text.Json;
using Throughline.Text;

namespace Throughline.Web;

/// <summary>A log entry in words: what was done, to what.</summary>
public sealed class DescribeChange(IEnumerable<LogAction> actions, FollowThread thread)
{
    private readonly Dictionary<string, LogAction> _actions = actions.ToDictionary(a => a.Name);

    public async Task<string> InWordsAsync(Acting reader, LogEntry entry, CancellationToken cancel)
    {
        var did = _actions.GetValueOrDefault(entry.Action)?.Did ?? entry.Action;
        var nodes = await thread.DescribeAsync(reader, [entry.Subject], cancel);
        return nodes.Count == 0 ? $"{did} something that is gone now" : $"{did} ‘{Short(nodes[0].Label)}’";
    }

    /// <summary>The same for many entries, with one look at each module.</summary>
    public async Task<IReadOnlyDictionary<long, Sentence>> InWordsAsync(Acting reader, IReadOnlyCollection<LogEntry> entries, CancellationToken cancel)
    {
        var nodes = (await thread.DescribeAsync(reader, [.. entries.Select(e => e.Subject).Distinct()], cancel)).DistinctBy(n => n.Node).ToDictionary(n => n.Node);
        return entries.ToDictionary(e => e.Seq, e =>
        {
            if (e.Action == Chain.Sealed) return new Sentence("did something that stayed behind when the project was archived", null, null);
            var did = _actions.GetValueOrDefault(e.Action)?.Did ?? e.Action;
            return nodes.TryGetValue(e.Subject, out var node) ? new Sentence(did, node.Label, node.Address) : new Sentence($"{did} something that is gone now", null, null);
        });
    }

    /// <param name="Did">What was done, without who did it.</param>
    /// <param name="What">To what; null when it is gone.</param>
    public sealed record Sentence(string Did, string? What, string? Address);

    /// <summary>The source an entry speaks of; null when it speaks of none.</summary>
    public static Guid? SourceOf(LogEntry entry)
    {
        if (entry.SubjectKind == "source") return entry.SubjectId;
        using var details = JsonDocument.Parse(entry.Details);
        return details.RootElement.TryGetProperty("source", out var source) && source.TryGetGuid(out var id) ? id : null;
    }

    private static string Short(string text) => Cut.To(text, 60);
}
