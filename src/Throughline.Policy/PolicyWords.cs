using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Statements;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy;

/// <summary>What Policy holds of anybody's words: the source register. A statement's words are its excerpt's.</summary>
internal sealed class PolicyWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Statement>((db, project) => db.Statements.Where(s => s.Project == project), s => new(s.Id.Node, "statement", s.Source.Value), (nameof(Statement.Entries), HeldAs.Technical)),
        new HeldRows<PolicyDocument>((db, project) => db.PolicyDocuments.Where(d => d.Project == project), d => new(d.Source.Node, "line of the source register", d.Source.Value),
            (nameof(PolicyDocument.Publisher), HeldAs.Words), (nameof(PolicyDocument.Status), HeldAs.Words), (nameof(PolicyDocument.Focus), HeldAs.Words), (nameof(PolicyDocument.Address), HeldAs.Words)),
    ];

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var statements = await db.Statements.Where(s => s.Source == id && s.Project == project).ToListAsync(cancel);
        var ids = statements.ConvertAll(s => s.Id);
        // What counted with an erased statement counts by itself.
        foreach (var other in await db.Statements.Where(s => s.Project == project && s.CountsWith != null).ToListAsync(cancel))
            if (ids.Contains(other.CountsWith!.Value)) other.CountsWith = null;
        db.RemoveRange(statements);
        tally.Add("statements", statements.Count);
        foreach (var newer in await db.PolicyDocuments.Where(d => d.Supersedes == id).ToListAsync(cancel)) newer.Supersedes = null;
        db.RemoveRange(await db.PolicyDocuments.Where(d => d.Source == id).ToListAsync(cancel));
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == id).Select(s => s.Current).SingleAsync(cancel);
        var rows = await (from s in db.Statements.AsNoTracking() join e in db.Excerpts on s.Excerpt equals e.Id where s.Source == id && s.Project == reader.Project orderby e.Start select new { s.Id, s.Standing, e.Revision, e.Start, e.End }).ToListAsync(cancel);
        return [.. rows.Where(r => within is null || r.Revision != current || within.Any(w => w.Overlaps(new(r.Start, r.End)))).Select(r => new Quoting(r.Id.Node, "statement", r.Standing == Standing.Proposed ? "proposed" : "", "", false, false))];
    }
}
