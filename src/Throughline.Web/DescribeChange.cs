using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Web;

/// <summary>A log entry in words: what was done, to what.</summary>
public sealed class DescribeChange(IEnumerable<LogAction> actions, FollowThread thread, IDbContextFactory<ThroughlineDb> contexts)
{
    private readonly Dictionary<string, LogAction> _actions = actions.ToDictionary(a => a.Name);

    public async Task<string> InWordsAsync(Acting reader, LogEntry entry, CancellationToken cancel)
    {
        var did = _actions.GetValueOrDefault(entry.Action)?.Did ?? entry.Action;
        var nodes = await thread.DescribeAsync(reader, [entry.Subject], cancel);
        if (nodes.Count > 0) return $"{did} ‘{Short(nodes[0].Label)}’";
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await NamesOfGoneAsync(db, reader.Project, [entry.Subject], cancel)).TryGetValue(entry.Subject, out var name) ? $"{did} ‘{Short(name)}’" : $"{did} something that is gone now";
    }

    /// <summary>What codes that are gone were called last, as the log knows it. A name that was erased is not known any more.</summary>
    public static async Task<IReadOnlyDictionary<NodeRef, string>> NamesOfGoneAsync(ThroughlineDb db, ProjectId project, IEnumerable<NodeRef> gone, CancellationToken cancel)
    {
        var names = new Dictionary<NodeRef, string>();
        var ids = gone.Where(n => n.Kind == "code").Select(n => n.Id).Distinct().ToList();
        foreach (var some in ids.Chunk(500))
        {
            var keys = some.ToDictionary(id => JsonSerializer.Serialize(new[] { id }));
            var written = keys.Keys.ToList();
            var images = await (from e in db.Set<LogEntry>().AsNoTracking()
                                join v in db.Set<LogValue>().AsNoTracking() on new { e.Project, e.Seq } equals new { v.Project, v.Seq }
                                where e.Project == project && e.SubjectKind == "code" && some.Contains(e.SubjectId) && v.Table == "coding_code" && written.Contains(v.Key) && v.Salt != null
                                select new { e.SubjectId, v.Key, v.Seq, v.Ordinal, Image = v.After ?? v.Before }).ToListAsync(cancel);
            foreach (var of in images.Where(i => keys[i.Key] == i.SubjectId).GroupBy(i => i.SubjectId))
            {
                if (of.MaxBy(i => (i.Seq, i.Ordinal))!.Image is not { } last) continue;
                using var image = JsonDocument.Parse(last);
                if (image.RootElement.TryGetProperty("Name", out var name) && name.GetString() is { Length: > 0 } called) names[new("code", of.Key)] = called;
            }
        }
        return names;
    }

    /// <summary>The same for many entries, with one look at each module.</summary>
    public async Task<IReadOnlyDictionary<long, Sentence>> InWordsAsync(Acting reader, IReadOnlyCollection<LogEntry> entries, CancellationToken cancel)
    {
        var nodes = (await thread.DescribeAsync(reader, [.. entries.Select(e => e.Subject).Distinct()], cancel)).DistinctBy(n => n.Node).ToDictionary(n => n.Node);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var names = await NamesOfGoneAsync(db, reader.Project, entries.Select(e => e.Subject).Where(s => !nodes.ContainsKey(s)), cancel);
        return entries.ToDictionary(e => e.Seq, e =>
        {
            if (e.Action == Chain.Sealed) return new Sentence("did something that stayed behind when the project was archived", null, null);
            var did = _actions.GetValueOrDefault(e.Action)?.Did ?? e.Action;
            return nodes.TryGetValue(e.Subject, out var node) ? new Sentence(did, node.Label, node.Address) : names.TryGetValue(e.Subject, out var name) ? new Sentence(did, name, null) : new Sentence($"{did} something that is gone now", null, null);
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
