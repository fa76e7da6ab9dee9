using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>What Coding holds of anybody's words: memos, the codebook, what suggestions say of themselves.</summary>
internal sealed class CodingWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Memo>((db, project) => db.Memos.Where(m => m.Project == project), m => new(m.Id.Node, "memo", m.Source?.Value, m.Analyst), (nameof(Memo.Text), HeldAs.Words), (nameof(Memo.OnKind), HeldAs.Technical)),
        new HeldRows<Code>((db, project) => db.Codes.Where(c => c.Project == project), c => new(c.Id.Node, "code"),
            (nameof(Code.Name), HeldAs.Words), (nameof(Code.Definition), HeldAs.Words), (nameof(Code.WhenToUse), HeldAs.Words), (nameof(Code.WhenNot), HeldAs.Words), (nameof(Code.Example), HeldAs.Words),
            (nameof(Code.OriginNote), HeldAs.Words), (nameof(Code.FrameworkTerm), HeldAs.Technical)),
        new HeldRows<CodedPassage>((db, project) => db.Codings.Where(c => c.Project == project && c.SuggestedBy != ""), c => new(c.Id.Node, "suggestion", c.Source.Value, c.Analyst), (nameof(CodedPassage.SuggestedBy), HeldAs.Words)),
        new HeldRows<RecentSearch>((db, project) => db.Set<RecentSearch>().Where(s => s.Project == project), s => new(new("analyst", s.Analyst.Value), "recent search"), (nameof(RecentSearch.Query), HeldAs.Words)),
    ];

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var codings = await db.Codings.Where(c => c.Source == id && c.Project == project).ToListAsync(cancel);
        db.RemoveRange(codings);
        tally.Add("codings", codings.Count);
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var hidden = await db.HiddenFromAsync(reader, "source", cancel);
        var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == id).Select(s => s.Current).SingleAsync(cancel);
        var rows = await (from c in db.Codings.AsNoTracking()
                          join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                          join k in db.Codes.AsNoTracking() on c.Code equals k.Id
                          where c.Source == id && c.Project == reader.Project
                          orderby e.Start
                          select new { c.Id, c.Excerpt, c.Analyst, e.Revision, e.Start, e.End, k.Name }).ToListAsync(cancel);
        // A passage on an earlier text goes with that text.
        rows = [.. rows.Where(r => within is null || r.Revision != current || within.Any(w => w.Overlaps(new(r.Start, r.End))))];
        var quoting = rows.ConvertAll(r => hidden.IsHidden(source, r.Analyst) ? new Quoting(r.Id.Node, "coding", "", "", false, true) : new Quoting(r.Id.Node, "coding", r.Name, names[r.Analyst], false, false));

        var words = await WordsOfAsync(db, id, within, cancel);
        var on = rows.Select(r => r.Id.Value).Concat(rows.Select(r => r.Excerpt.Value)).ToHashSet();
        foreach (var memo in await db.Memos.AsNoTracking().Where(m => m.Project == reader.Project).ToListAsync(cancel))
        {
            var holds = words.AreIn(memo.Text);
            if (!holds && !(within is null ? memo.Source == id : on.Contains(memo.OnId))) continue;
            var closed = memo.Source is { } of && hidden.IsHidden(of.Value, memo.Analyst);
            quoting.Add(new(memo.Id.Node, "memo", closed ? "" : Short(memo.Text), closed ? "" : names[memo.Analyst], holds, closed));
        }
        foreach (var code in await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel))
            if (Fields(code).Any(words.AreIn)) quoting.Add(new(code.Id.Node, "code", code.Name, names[code.MadeBy], true, false));
        return quoting;
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        var memoIds = chosen.Where(n => n.Kind == "memo").Select(n => new MemoId(n.Id)).ToList();
        var memos = await db.Memos.Where(m => m.Project == project && memoIds.Contains(m.Id)).ToListAsync(cancel);
        db.RemoveRange(memos);
        tally.Add("memos", memos.Count);
        var codeIds = chosen.Where(n => n.Kind == "code").Select(n => new CodeId(n.Id)).ToList();
        if (codeIds.Count == 0) return;
        var words = await WordsOfAsync(db, new(source), within, cancel);
        foreach (var code in await db.Codes.Where(c => c.Project == project && codeIds.Contains(c.Id)).ToListAsync(cancel))
        {
            (code.Definition, code.WhenToUse, code.WhenNot, code.Example, code.OriginNote) = (Kept(code.Definition), Kept(code.WhenToUse), Kept(code.WhenNot), Kept(code.Example), Kept(code.OriginNote));
            tally.Add("codes' examples");
        }

        string Kept(string field) => words.AreIn(field) ? "" : field;
    }

    /// <summary>Of every revision; of the current one only the spans, where there are any.</summary>
    private static async Task<SharedWords> WordsOfAsync(ThroughlineDb db, SourceId source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == source).Select(s => s.Current).SingleAsync(cancel);
        var words = new SharedWords("");
        foreach (var revision in await db.Revisions.AsNoTracking().Where(r => r.Source == source).ToListAsync(cancel))
            if (within is null || revision.Id == current) words.Add(new(revision.Text, within));
        return words;
    }

    private static string[] Fields(Code code) => [code.Definition, code.WhenToUse, code.WhenNot, code.Example, code.OriginNote];

    private static string Short(string text) => text.Length <= 90 ? text : text[..87].TrimEnd() + "…";
}
