using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Sources;

namespace Throughline.Policy;

/// <summary>Statements on the thread: between their passage and what is read of it.</summary>
internal sealed class PolicyThread(IDbContextFactory<ThroughlineDb> contexts, ListStatements.Handler list, ListTheories.Handler theories) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["statement", "theory"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        var wanted = nodes.Where(n => n.Kind == "statement").Select(n => new StatementId(n.Id)).ToHashSet();
        var told = nodes.Where(n => n.Kind == "theory").Select(n => new TheoryId(n.Id)).ToHashSet();
        var described = new List<ThreadNode>();
        if (told.Count > 0)
            described.AddRange((await theories.RunAsync(reader, null, cancel)).Where(t => told.Contains(t.Id)).Select(t => new ThreadNode(t.Id.Node, $"Programme theory {t.Number}, {t.SourceTitle}", t.Problem, $"/p/{reader.Project.Value:D}/policy/theories#theory-{t.Id.Value:D}")));
        if (wanted.Count == 0) return described;
        return [.. described, .. (await list.RunAsync(reader, null, cancel)).Where(s => wanted.Contains(s.Id))
            .Select(s => new ThreadNode(s.Id.Node, $"{(s.Standing == Standing.Proposed ? "Proposed statement" : s.Standing == Standing.Rejected ? "Rejected statement" : "Statement")}, {s.SourceTitle}", s.Text.Length <= 200 ? s.Text : s.Text[..197] + "…", $"/p/{reader.Project.Value:D}/policy?statement={s.Id.Value:D}", IsQuoted: true))];
    }

    public async Task<IReadOnlyList<ThreadEdge>> TiesAsync(Acting reader, NodeRef node, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        // A proposal is no finding, and no part of the thread.
        var all = db.Statements.AsNoTracking().Where(s => s.Project == reader.Project && s.Standing == Standing.Accepted);
        var ties = new List<ThreadEdge>();
        if (node.Kind == "statement")
        {
            var id = new StatementId(node.Id);
            foreach (var s in await all.Where(s => s.Id == id || s.CountsWith == id).ToListAsync(cancel))
                ties.Add(s.Id == id ? new(s.Id.Node, s.Excerpt.Node, "is made in") : new(s.Id.Node, node, "says nearly the same as"));
            if (await all.Where(s => s.Id == id && s.CountsWith != null).Select(s => s.CountsWith).SingleOrDefaultAsync(cancel) is { } with) ties.Add(new(node, with.Node, "says nearly the same as"));
        }
        else if (node.Kind == "excerpt")
        {
            var id = new ExcerptId(node.Id);
            foreach (var s in await all.Where(s => s.Excerpt == id).ToListAsync(cancel)) ties.Add(new(s.Id.Node, node, "is made in"));
        }
        await TiesOfTheoriesAsync(db, reader, node, ties, cancel);
        return ties;
    }

    private async Task TiesOfTheoriesAsync(ThroughlineDb db, Acting reader, NodeRef node, List<ThreadEdge> ties, CancellationToken cancel)
    {
        if (node.Kind is not ("theory" or "statement")) return;
        var (theory, statement) = (new TheoryId(node.Id), new StatementId(node.Id));
        var links = await (from l in db.TheoryStatements.AsNoTracking() join s in db.Statements on l.Statement equals s.Id where s.Project == reader.Project && s.Standing == Standing.Accepted && (l.Theory == theory || l.Statement == statement) select l).ToListAsync(cancel);
        if (links.Count == 0) return;
        var open = (await theories.RunAsync(reader, null, cancel)).Select(t => t.Id).ToHashSet();
        ties.AddRange(links.Where(l => open.Contains(l.Theory)).Select(l => new ThreadEdge(l.Theory.Node, l.Statement.Node, "rests on")));
    }
}
