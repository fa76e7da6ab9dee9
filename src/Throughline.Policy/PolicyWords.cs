using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy;

/// <summary>What Policy holds of anybody's words: the source register. A statement's words are its excerpt's.</summary>
internal sealed class PolicyWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Statement>((db, project) => db.Statements.Where(s => s.Project == project), s => new(s.Id.Node, "statement", s.Source.Value), (nameof(Statement.Entries), HeldAs.Technical)),
        new HeldRows<ProgrammeTheory>((db, project) => db.Theories.Where(t => t.Project == project), t => new(t.Id.Node, "programme theory", t.Source.Value, t.Analyst),
            (nameof(ProgrammeTheory.Problem), HeldAs.Words), (nameof(ProgrammeTheory.Logic), HeldAs.Words), (nameof(ProgrammeTheory.Mechanism), HeldAs.Words), (nameof(ProgrammeTheory.Unanswered), HeldAs.Words), (nameof(ProgrammeTheory.Evidence), HeldAs.Words),
            (nameof(ProgrammeTheory.Kinds), HeldAs.Technical), (nameof(ProgrammeTheory.Groups), HeldAs.Technical)),
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
        db.RemoveRange(await db.TheoryStatements.Where(l => l.Source == id).ToListAsync(cancel));
        var theories = await db.Theories.Where(t => t.Source == id && t.Project == project).ToListAsync(cancel);
        db.RemoveRange(theories);
        if (theories.Count > 0) tally.Add("programme theories", theories.Count);
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
        var quoting = rows.Where(r => within is null || r.Revision != current || within.Any(w => w.Overlaps(new(r.Start, r.End)))).Select(r => new Quoting(r.Id.Node, "statement", r.Standing == Standing.Proposed ? "proposed" : "", "", false, false)).ToList();
        // An analyst's own words about the document may repeat some of its own.
        var hidden = await ClosedRows.OfAsync(db, reader, cancel);
        var said = new SharedWords("");
        foreach (var text in await db.Revisions.AsNoTracking().Where(r => r.Source == id).Select(r => r.Text).ToListAsync(cancel)) said.Add(new(text, within is null || within.All(w => w.End <= text.Length) ? within : null));
        foreach (var row in await (from t in db.Theories.AsNoTracking() join a in db.Analysts on t.Analyst equals a.Id where t.Project == reader.Project select new { Theory = t, a.Name }).ToListAsync(cancel))
        {
            if (row.Theory.Source == id && within is null) continue;
            var closed = hidden.IsClosed(row.Theory);
            if (TextsOf(row.Theory).Any(said.AreIn)) quoting.Add(new(row.Theory.Id.Node, "programme theory", closed ? "" : row.Theory.Problem, closed ? "" : row.Name, true, closed));
        }
        return quoting;
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        var ids = chosen.Where(n => n.Kind == "theory").Select(n => new TheoryId(n.Id)).ToList();
        foreach (var theory in await db.Theories.Where(t => t.Project == project && ids.Contains(t.Id)).ToListAsync(cancel))
        {
            (theory.Problem, theory.Logic, theory.Mechanism, theory.Unanswered, theory.Evidence) = ("(erased)", "", "", "", "");
            tally.Add("programme theories' texts");
        }
    }

    private static string[] TextsOf(ProgrammeTheory theory) => [theory.Problem, theory.Logic, theory.Mechanism, theory.Unanswered, theory.Evidence];
}
