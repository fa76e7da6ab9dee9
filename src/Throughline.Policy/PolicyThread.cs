using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Clarity;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy;

/// <summary>Statements on the thread, between their passage and what is read of it; programme theories, between the statements or drafts they rest on and what became of them in later documents; and terms used for different things.</summary>
internal sealed class PolicyThread(IDbContextFactory<ThroughlineDb> contexts, ListStatements.Handler list, ListTheories.Handler theories, FollowTheories.Handler follow, FindSlippage.Handler slippages) : IThreadContributor
{
    public IReadOnlyCollection<string> Kinds { get; } = ["statement", "theory", "slippage"];

    public async Task<IReadOnlyList<ThreadNode>> DescribeAsync(Acting reader, IReadOnlyCollection<NodeRef> nodes, CancellationToken cancel)
    {
        var wanted = nodes.Where(n => n.Kind == "statement").Select(n => new StatementId(n.Id)).ToHashSet();
        var told = nodes.Where(n => n.Kind == "theory").Select(n => new TheoryId(n.Id)).ToHashSet();
        var described = new List<ThreadNode>();
        if (told.Count > 0)
            described.AddRange((await theories.RunAsync(reader, null, cancel)).Where(t => told.Contains(t.Id)).Select(t => new ThreadNode(t.Id.Node, $"Programme theory {t.Number}, {t.SourceTitle}", t.Problem, $"/p/{reader.Project.Value:D}/policy/theories#theory-{t.Id.Value:D}")));
        var slipped = nodes.Where(n => n.Kind == "slippage").Select(n => new SlippageId(n.Id)).ToHashSet();
        if (slipped.Count > 0)
            described.AddRange((await slippages.RecordedAsync(reader, cancel)).Where(s => slipped.Contains(s.Id)).Select(s => new ThreadNode(s.Id.Node, "One term for different things", $"“{s.Term}”: {s.FirstMeaning}, and {s.SecondMeaning}", $"/p/{reader.Project.Value:D}/policy/clarity#policy-slips-title")));
        if (wanted.Count == 0) return described;
        return [.. described, .. (await list.RunAsync(reader, null, cancel)).Where(s => wanted.Contains(s.Id))
            .Select(s => new ThreadNode(s.Id.Node, $"{(s.Standing == Standing.Proposed ? "Proposed statement" : s.Standing == Standing.Rejected ? "Rejected statement" : "Statement")}, {s.SourceTitle}", Cut.To(s.Text, 200), $"/p/{reader.Project.Value:D}/policy?statement={s.Id.Value:D}", IsQuoted: true))];
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
        if (node.Kind is not ("theory" or "statement" or "slippage" or "source")) return;
        var (theory, statement, slippage, source) = (new TheoryId(node.Id), new StatementId(node.Id), new SlippageId(node.Id), new SourceId(node.Id));
        var links = await (from l in db.TheoryStatements.AsNoTracking() join s in db.Statements on l.Statement equals s.Id where s.Project == reader.Project && s.Standing == Standing.Accepted && (l.Theory == theory || l.Statement == statement) select l).ToListAsync(cancel);
        var drafts = node.Kind == "theory" ? await (from l in db.TheoryDrafts.AsNoTracking() join t in db.Theories on l.Agreed equals t.Id where t.Project == reader.Project && (l.Agreed == theory || l.Draft == theory) select l).ToListAsync(cancel) : [];
        var told = node.Kind is "theory" or "source" && await db.Theories.AnyAsync(t => t.Project == reader.Project && (t.Id == theory || t.Source == source), cancel);
        if (links.Count > 0 || drafts.Count > 0 || told)
        {
            var all = await theories.RunAsync(reader, null, cancel);
            var open = all.Select(t => t.Id).ToHashSet();
            // Where no statement is named, a theory still is of its document.
            if (told) ties.AddRange(all.Where(t => (t.Id == theory || t.Source == source) && t.Statements.Count == 0 && t.Drafts.Count == 0).Select(t => new ThreadEdge(t.Id.Node, t.Source.Node, "is told of")));
            ties.AddRange(links.Where(l => open.Contains(l.Theory)).Select(l => new ThreadEdge(l.Theory.Node, l.Statement.Node, "rests on")));
            ties.AddRange(drafts.Where(l => open.Contains(l.Agreed) && open.Contains(l.Draft)).Select(l => new ThreadEdge(l.Agreed.Node, l.Draft.Node, "was agreed from")));
        }
        if (node.Kind is "theory" or "source" && await db.Set<TheoryTie>().AnyAsync(t => t.Project == reader.Project && (t.Earlier == theory || t.Later == theory || (t.Later == null && t.Source == source)), cancel))
            foreach (var tie in (await follow.RunAsync(reader, cancel)).Ties)
            {
                // What was dropped goes to the document that has it no more.
                var later = tie.Later?.Id.Node ?? tie.LaterSource.Node;
                if (later == node || tie.Earlier.Id.Node == node) ties.Add(new(later, tie.Earlier.Id.Node, tie.Fate switch { TheoryFate.Restated => "restates", TheoryFate.Changed => "changes", _ => "has no more of" }));
            }
        if (node.Kind is "statement" or "slippage" && await db.Slippages.AnyAsync(s => s.Project == reader.Project && (s.Id == slippage || s.First == statement || s.Second == statement), cancel))
            foreach (var one in await slippages.RecordedAsync(reader, cancel))
                foreach (var shown in new[] { one.First, one.Second }.OfType<ListStatements.Row>())
                    if (one.Id == slippage || shown.Id == statement) ties.Add(new(one.Id.Node, shown.Id.Node, "is seen in"));
    }
}
