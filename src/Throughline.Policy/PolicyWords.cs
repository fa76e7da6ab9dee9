using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Clarity;
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
            (nameof(ProgrammeTheory.Problem), HeldAs.Words), (nameof(ProgrammeTheory.Logic), HeldAs.Words), (nameof(ProgrammeTheory.Mechanism), HeldAs.Words), (nameof(ProgrammeTheory.Unanswered), HeldAs.Words), (nameof(ProgrammeTheory.Evidence), HeldAs.Words), (nameof(ProgrammeTheory.Why), HeldAs.Words),
            (nameof(ProgrammeTheory.Kinds), HeldAs.Technical), (nameof(ProgrammeTheory.Groups), HeldAs.Technical), (nameof(ProgrammeTheory.Aims), HeldAs.Technical), (nameof(ProgrammeTheory.CauseLevels), HeldAs.Technical),
            (nameof(ProgrammeTheory.Means), HeldAs.Technical), (nameof(ProgrammeTheory.MechanismLevels), HeldAs.Technical), (nameof(ProgrammeTheory.Degree), HeldAs.Technical)),
        new HeldRows<TheoryTie>((db, project) => db.Set<TheoryTie>().Where(t => t.Project == project), t => new(t.Earlier.Node, "remark on what became of a programme theory", t.Source.Value, t.Analyst), (nameof(TheoryTie.Note), HeldAs.Words)),
        new HeldRows<TensionAnswer>((db, project) => db.Set<TensionAnswer>().Where(a => a.Project == project), a => new(a.One.Node, "answer about a tension", a.Source.Value, a.Analyst), (nameof(TensionAnswer.Words), HeldAs.Words)),
        new HeldRows<Slippage>((db, project) => db.Slippages.Where(s => s.Project == project), s => new(s.Id.Node, "record of a term used for different things", s.Source.Value, s.Analyst),
            (nameof(Slippage.Term), HeldAs.Words), (nameof(Slippage.FirstMeaning), HeldAs.Words), (nameof(Slippage.SecondMeaning), HeldAs.Words), (nameof(Slippage.Note), HeldAs.Words)),
        new HeldRows<PolicyDocument>((db, project) => db.PolicyDocuments.Where(d => d.Project == project), d => new(d.Source.Node, "line of the source register", d.Source.Value),
            (nameof(PolicyDocument.Publisher), HeldAs.Words), (nameof(PolicyDocument.Status), HeldAs.Words), (nameof(PolicyDocument.Focus), HeldAs.Words), (nameof(PolicyDocument.Address), HeldAs.Words)),
    ];

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var statements = await db.Statements.Where(s => s.Source == id && s.Project == project).ToListAsync(cancel);
        var ids = statements.ConvertAll(s => s.Id);
        await CountsOnce.ReleaseAsync(db, project, ids, cancel);
        db.RemoveRange(await db.TheoryStatements.Where(l => l.Source == id).ToListAsync(cancel));
        var theories = await db.Theories.Where(t => t.Source == id && t.Project == project).ToListAsync(cancel);
        var told = theories.ConvertAll(t => t.Id);
        // What was said of an erased theory elsewhere goes with it.
        var ties = (await db.Set<TheoryTie>().Where(t => t.Project == project).ToListAsync(cancel)).Where(t => t.Source == id || told.Contains(t.Earlier) || (t.Later is { } later && told.Contains(later))).ToList();
        var tensions = (await db.Set<TensionAnswer>().Where(a => a.Project == project).ToListAsync(cancel)).Where(a => a.Source == id || told.Contains(a.One) || (a.Other is { } other && told.Contains(other))).ToList();
        db.RemoveRange(ties);
        db.RemoveRange(tensions);
        if (ties.Count > 0) tally.Add("remarks on what became of programme theories", ties.Count);
        if (tensions.Count > 0) tally.Add("answers about tensions", tensions.Count);
        var slippages = await db.Slippages.Where(s => s.Project == project).ToListAsync(cancel);
        foreach (var slippage in slippages.Where(s => s.Source != id))
        {
            if (slippage.First is { } first && ids.Contains(first)) slippage.First = null;
            if (slippage.Second is { } second && ids.Contains(second)) slippage.Second = null;
        }
        var slipped = slippages.FindAll(s => s.Source == id);
        db.RemoveRange(slipped);
        if (slipped.Count > 0) tally.Add("records of terms used for different things", slipped.Count);
        db.RemoveRange(await db.TheoryDrafts.Where(l => l.Source == id).ToListAsync(cancel));
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
        var sight = await ClosedRows.OfAsync(db, reader, cancel);
        var said = new SharedWords("");
        foreach (var text in await db.Revisions.AsNoTracking().Where(r => r.Source == id).Select(r => r.Text).ToListAsync(cancel)) said.Add(new(text, within is null || within.All(w => w.End <= text.Length) ? within : null));
        foreach (var row in await (from t in db.Theories.AsNoTracking() join a in db.Analysts on t.Analyst equals a.Id where t.Project == reader.Project select new { Theory = t, a.Name }).ToListAsync(cancel))
        {
            if (row.Theory.Source == id && within is null) continue;
            var closed = sight.IsClosed(row.Theory);
            if (TextsOf(row.Theory).Any(said.AreIn)) quoting.Add(new(row.Theory.Id.Node, "programme theory", closed ? "" : row.Theory.Problem, closed ? "" : row.Name, true, closed));
        }
        foreach (var row in await (from t in db.Set<TheoryTie>().AsNoTracking() join a in db.Analysts on t.Analyst equals a.Id where t.Project == reader.Project select new { Tie = t, a.Name }).ToListAsync(cancel))
            if ((row.Tie.Source != id || within is not null) && said.AreIn(row.Tie.Note) && sight.IsClosed(row.Tie) is var closed) quoting.Add(new(row.Tie.Id.Node, "remark on what became of a programme theory", closed ? "" : row.Tie.Note, closed ? "" : row.Name, true, closed));
        foreach (var row in await (from t in db.Set<TensionAnswer>().AsNoTracking() join a in db.Analysts on t.Analyst equals a.Id where t.Project == reader.Project select new { Answer = t, a.Name }).ToListAsync(cancel))
            if ((row.Answer.Source != id || within is not null) && said.AreIn(row.Answer.Words) && sight.IsClosed(row.Answer) is var closed) quoting.Add(new(row.Answer.Id.Node, "answer about a tension", closed ? "" : row.Answer.Words, closed ? "" : row.Name, true, closed));
        foreach (var row in await (from s in db.Slippages.AsNoTracking() join a in db.Analysts on s.Analyst equals a.Id where s.Project == reader.Project select new { Slippage = s, a.Name }).ToListAsync(cancel))
            if ((row.Slippage.Source != id || within is not null) && TextsOf(row.Slippage).Any(said.AreIn) && sight.IsClosed(row.Slippage) is var closed) quoting.Add(new(row.Slippage.Id.Node, "record of a term used for different things", closed ? "" : row.Slippage.Term, closed ? "" : row.Name, true, closed));
        return quoting;
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        var ids = chosen.Where(n => n.Kind == "theory").Select(n => new TheoryId(n.Id)).ToList();
        foreach (var theory in await db.Theories.Where(t => t.Project == project && ids.Contains(t.Id)).ToListAsync(cancel))
        {
            (theory.Problem, theory.Logic, theory.Mechanism, theory.Unanswered, theory.Evidence, theory.Why) = ("(erased)", "", "", "", "", "");
            tally.Add("programme theories' texts");
        }
        var (ties, tensions, slippages) = (Chosen("theory-tie").ConvertAll(TheoryTieId.From), Chosen("tension").ConvertAll(TensionAnswerId.From), Chosen("slippage").ConvertAll(SlippageId.From));
        foreach (var tie in await db.Set<TheoryTie>().Where(t => t.Project == project && ties.Contains(t.Id)).ToListAsync(cancel))
        {
            db.Entry(tie).Property(t => t.Note).CurrentValue = "";
            tally.Add("remarks on what became of programme theories");
        }
        foreach (var answer in await db.Set<TensionAnswer>().Where(a => a.Project == project && tensions.Contains(a.Id)).ToListAsync(cancel))
        {
            answer.Words = "(erased)";
            tally.Add("answers about tensions");
        }
        foreach (var slippage in await db.Slippages.Where(s => s.Project == project && slippages.Contains(s.Id)).ToListAsync(cancel))
        {
            foreach (var column in new[] { nameof(Slippage.Term), nameof(Slippage.FirstMeaning), nameof(Slippage.SecondMeaning) }) db.Entry(slippage).Property(column).CurrentValue = "(erased)";
            db.Entry(slippage).Property(s => s.Note).CurrentValue = "";
            tally.Add("records of terms used for different things");
        }

        List<Guid> Chosen(string kind) => [.. chosen.Where(n => n.Kind == kind).Select(n => n.Id)];
    }

    private static string[] TextsOf(Slippage slippage) => [slippage.Term, slippage.FirstMeaning, slippage.SecondMeaning, slippage.Note];

    private static string[] TextsOf(ProgrammeTheory theory) => [theory.Problem, theory.Logic, theory.Mechanism, theory.Unanswered, theory.Evidence, theory.Why];
}
