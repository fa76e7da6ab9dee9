using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;

namespace Throughline.Framing;

/// <summary>Representations and the ties between them on the thread.</summary>
internal sealed class FramingThread(IDbContextFactory<ThroughlineDb> contexts, ListRepresentations.Handler list, ListFrameworks.Handler frameworks) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["representation"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        var wanted = nodes.Where(n => n.Kind == "representation").Select(n => n.Id).ToHashSet();
        if (wanted.Count == 0) return [];
        var shelf = await frameworks.RunAsync(reader.Project, cancel);
        var only = wanted.Count == 1 ? new RepresentationId(wanted.Single()) : (RepresentationId?)null;
        return [.. (await list.RunAsync(reader, new(Id: only, Suggestions: true, LeftOut: true), cancel)).Where(r => wanted.Contains(r.Id.Value))
            .Select(r => new ThreadNode(r.Id.Node, $"{(r.Origin == RepresentationOrigin.Agreed ? "Agreed reading" : r.Origin == RepresentationOrigin.Suggestion ? "Suggested reading" : "Reading")}, by {r.AnalystName}{(r.IsLeftOut ? ", left out" : "")}", Sentence(r, shelf), $"/p/{reader.Project.Value:D}/thread/representation/{r.Id.Value:D}"))];
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var sight = await Sight.OfAsync(db, reader, cancel);
        var ties = new List<ThreadEdge>();
        var on = await db.Representations.AsNoTracking().Where(r => r.Project == reader.Project && r.Origin != RepresentationOrigin.Suggestion && r.SubjectKind == node.Kind && r.SubjectId == node.Id).ToListAsync(cancel);
        ties.AddRange(on.Where(r => !sight.IsHidden(r)).Select(r => new ThreadEdge(r.Id.Node, node, "is a reading of")));
        if (node.Kind != "representation") return ties;
        var id = new RepresentationId(node.Id);
        if (await db.Representations.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.Project == reader.Project, cancel) is not { } own || sight.IsHidden(own)) return ties;
        ties.Add(new(node, own.Subject, "is a reading of"));
        var links = await db.RepresentationLinks.AsNoTracking().Where(l => l.From == id || l.To == id).ToListAsync(cancel);
        var others = links.Select(l => l.From == id ? l.To : l.From).ToList();
        var open = (await db.Representations.AsNoTracking().Where(r => others.Contains(r.Id)).ToListAsync(cancel)).Where(r => !sight.IsHidden(r)).Select(r => r.Id).ToHashSet();
        ties.AddRange(links.Where(l => open.Contains(l.From == id ? l.To : l.From)).Select(l => new ThreadEdge(l.From.Node, l.To.Node, l.Tie == RepresentationTie.Interprets ? "interprets" : "restates")));
        return ties;
    }

    /// <summary>The reading as one line: "access to care; people living in …; compared with not stated".</summary>
    private static string Sentence(ListRepresentations.Row row, ListFrameworks.Shelf shelf)
    {
        var parts = new List<string>();
        foreach (var field in new[] { RepresentationField.Kind, RepresentationField.Group, RepresentationField.Comparator, RepresentationField.Mechanism, RepresentationField.Aim })
            if (row.Answers.TryGetValue(field.Name, out var answer))
                parts.Add(answer.State is FieldState.Stated or FieldState.Implied
                    ? string.Join(", ", answer.Terms.Select(t => shelf.FindTerm(t)?.Term.Name ?? t).Concat(answer.Words is { Length: > 0 } words ? [$"“{words}”"] : []))
                    : $"{field.Label.ToLowerInvariant()} {AnswerField.InWords(answer.State)}");
        return parts.Count == 0 ? "Nothing read yet" : string.Join("; ", parts);
    }
}
