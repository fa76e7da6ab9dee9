using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>What Coding holds of anybody's words: memos, the codebook, what suggestions say of themselves.</summary>
internal sealed class CodingWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Memo>((db, project) => db.Memos.Where(m => m.Project == project), m => new(m.Id.Node, "memo", m.Source?.Value, m.Analyst), (nameof(Memo.Text), HeldAs.Words), (nameof(Memo.Context), HeldAs.Words), (nameof(Memo.OnKind), HeldAs.Technical)),
        new HeldRows<Code>((db, project) => db.Codes.Where(c => c.Project == project), c => new(c.Id.Node, "code"),
            (nameof(Code.Name), HeldAs.Words), (nameof(Code.Definition), HeldAs.Words), (nameof(Code.WhenToUse), HeldAs.Words), (nameof(Code.WhenNot), HeldAs.Words), (nameof(Code.Example), HeldAs.Words),
            (nameof(Code.OriginNote), HeldAs.Words), (nameof(Code.FrameworkTerm), HeldAs.Technical)),
        new HeldRows<CodedPassage>((db, project) => db.Codings.Where(c => c.Project == project && c.SuggestedBy != ""), c => new(c.Id.Node, "suggestion", c.Source.Value, c.Analyst), (nameof(CodedPassage.SuggestedBy), HeldAs.Words)),
        new HeldRows<RecentSearch>((db, project) => db.Set<RecentSearch>().Where(s => s.Project == project), s => new(new("analyst", s.Analyst.Value), "recent search"), (nameof(RecentSearch.Query), HeldAs.Words)),
        new HeldRows<CodebookVersion>((db, project) => db.CodebookVersions.Where(v => v.Project == project), v => new(new("project", v.Project.Value), "codebook version"), (nameof(CodebookVersion.Name), HeldAs.Words), (nameof(CodebookVersion.Note), HeldAs.Words)),
        new HeldRows<CodebookVersionCode>((db, project) => db.CodebookVersionCodes.Where(c => db.Set<CodebookVersion>().Any(v => v.Id == c.Version && v.Project == project)), c => new(c.Code.Node, "code in a codebook version"),
            (nameof(CodebookVersionCode.Name), HeldAs.Words), (nameof(CodebookVersionCode.Path), HeldAs.Words), (nameof(CodebookVersionCode.Definition), HeldAs.Words), (nameof(CodebookVersionCode.WhenToUse), HeldAs.Words),
            (nameof(CodebookVersionCode.WhenNot), HeldAs.Words), (nameof(CodebookVersionCode.Example), HeldAs.Words), (nameof(CodebookVersionCode.OriginNote), HeldAs.Words), (nameof(CodebookVersionCode.FrameworkTerm), HeldAs.Technical)),
        new HeldRows<CodingNote>((db, project) => db.CodingNotes.Where(n => n.Project == project), n => new(n.Source.Node, "coding note", n.Source.Value, n.Analyst), (nameof(CodingNote.Text), HeldAs.Words)),
        new HeldRows<NoteAnswer>((db, project) => db.NoteAnswers.Where(a => db.Set<CodingNote>().Any(n => n.Id == a.Note && n.Project == project)), a => new(a.Source.Node, "answer to a coding note", a.Source.Value, a.Analyst), (nameof(NoteAnswer.Comment), HeldAs.Words)),
    ];

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var codings = await db.Codings.Where(c => c.Source == id && c.Project == project).ToListAsync(cancel);
        db.RemoveRange(codings);
        tally.Add("codings", codings.Count);
        var notes = await db.CodingNotes.Where(n => n.Source == id).ToListAsync(cancel);
        db.RemoveRange(await db.NoteAnswers.Where(a => a.Source == id).ToListAsync(cancel));
        db.RemoveRange(await db.NotePassages.Where(p => p.Source == id).ToListAsync(cancel));
        db.RemoveRange(await db.NotesChecks.Where(c => c.Source == id).ToListAsync(cancel));
        db.RemoveRange(notes);
        tally.Add("coding notes", notes.Count);
        db.RemoveRange(await db.Settlements.Where(s => s.Source == id).ToListAsync(cancel));
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var hidden = await db.HiddenFromAsync(reader, cancel);
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
        var quoting = rows.ConvertAll(r => hidden.Hides(id, r.Excerpt, r.Analyst) ? new Quoting(r.Id.Node, "coding", "", "", false, true) : new Quoting(r.Id.Node, "coding", r.Name, names[r.Analyst], false, false));

        var words = await WordsOfAsync(db, id, within, cancel);
        var on = rows.Select(r => r.Id.Value).Concat(rows.Select(r => r.Excerpt.Value)).ToHashSet();
        var memos = await db.Memos.AsNoTracking().Where(m => m.Project == reader.Project).ToListAsync(cancel);
        var closedMemos = await db.ClosedAmongAsync(hidden, memos, cancel);
        foreach (var memo in memos)
        {
            var holds = words.AreIn(memo.Text);
            if (!holds && !(within is null ? memo.Source == id : on.Contains(memo.OnId))) continue;
            var closed = closedMemos.Contains(memo.Id);
            quoting.Add(new(memo.Id.Node, "memo", closed ? "" : Short(memo.Text), closed ? "" : names[memo.Analyst], holds, closed));
        }
        var frozen = (await db.CodebookVersionCodes.AsNoTracking().Where(c => db.Set<CodebookVersion>().Any(v => v.Id == c.Version && v.Project == reader.Project)).ToListAsync(cancel)).ToLookup(c => c.Code);
        foreach (var code in await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel))
            if (Fields(code).Concat(frozen[code.Id].SelectMany(Fields)).Any(words.AreIn)) quoting.Add(new(code.Id.Node, "code", code.Name, names[code.MadeBy], true, false));
        foreach (var note in await db.CodingNotes.AsNoTracking().Where(n => n.Source == id).ToListAsync(cancel))
        {
            // Notes on a source go with it; where only a speaker goes, those that repeat the words are to be decided about.
            var holds = within is not null && words.AreIn(note.Text);
            if (within is not null && !holds) continue;
            var closed = hidden.IsHidden(source, note.Analyst);
            quoting.Add(new(new("note", note.Id.Value), "coding note", closed ? "" : Short(note.Text), closed ? "" : names[note.Analyst], holds, closed));
        }
        return quoting;
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        var memoIds = chosen.Where(n => n.Kind == "memo").Select(n => new MemoId(n.Id)).ToList();
        var memos = await db.Memos.Where(m => m.Project == project && memoIds.Contains(m.Id)).ToListAsync(cancel);
        db.RemoveRange(memos);
        tally.Add("memos", memos.Count);
        var noteIds = chosen.Where(n => n.Kind == "note").Select(n => new CodingNoteId(n.Id)).ToList();
        foreach (var note in await db.CodingNotes.Where(n => n.Project == project && noteIds.Contains(n.Id)).ToListAsync(cancel))
        {
            note.Text = "[erased]";
            tally.Add("coding notes");
        }
        var codeIds = chosen.Where(n => n.Kind == "code").Select(n => new CodeId(n.Id)).ToList();
        if (codeIds.Count == 0) return;
        var words = await WordsOfAsync(db, new(source), within, cancel);
        foreach (var code in await db.Codes.Where(c => c.Project == project && codeIds.Contains(c.Id)).ToListAsync(cancel))
        {
            (code.Definition, code.WhenToUse, code.WhenNot, code.Example, code.OriginNote) = (Kept(code.Definition), Kept(code.WhenToUse), Kept(code.WhenNot), Kept(code.Example), Kept(code.OriginNote));
            tally.Add("codes' examples");
        }
        foreach (var code in await db.CodebookVersionCodes.Where(c => codeIds.Contains(c.Code)).ToListAsync(cancel))
        {
            var row = db.Entry(code);
            foreach (var field in (string[])[nameof(code.Definition), nameof(code.WhenToUse), nameof(code.WhenNot), nameof(code.Example), nameof(code.OriginNote)])
                row.Property(field).CurrentValue = Kept((string)row.Property(field).CurrentValue!);
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

    private static string[] Fields(CodebookVersionCode code) => [code.Definition, code.WhenToUse, code.WhenNot, code.Example, code.OriginNote];

    private static string Short(string text) => Cut.To(text, 90);
}
