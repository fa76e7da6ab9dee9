using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>What themes and quotations hold of anybody's words.</summary>
internal sealed class ThemeWords : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Theme>((db, project) => db.Themes.Where(t => t.Project == project), t => new(t.Id.Node, "theme"), (nameof(Theme.Name), HeldAs.Words), (nameof(Theme.Text), HeldAs.Words)),
        new HeldRows<Quotation>((db, project) => db.Quotations.Where(q => q.Project == project && q.Edited != null), q => new(q.Id.Node, "quotation", q.Source.Value, q.Analyst), (nameof(Quotation.Edited), HeldAs.Words)),
    ];

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var quotations = await db.Quotations.Where(q => q.Source == id && q.Project == project).ToListAsync(cancel);
        db.RemoveRange(quotations);
        db.RemoveRange(await db.ThemePassages.Where(p => p.Source == id).ToListAsync(cancel));
        tally.Add("quotations", quotations.Count);
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var hidden = await db.HiddenFromAsync(reader, cancel);
        var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        var texts = await db.Revisions.AsNoTracking().Where(r => r.Source == new SourceId(source)).ToDictionaryAsync(r => r.Id, r => r.Text, cancel);
        var quoting = new List<Quoting>();
        foreach (var (quotation, excerpt) in await TouchedAsync(db, reader.Project, source, within, cancel))
        {
            var closed = hidden.Hides(new(source), excerpt.Id, quotation.Analyst);
            var words = quotation.Edited ?? PrintedWords.Collapsed(excerpt.Span.Of(texts[excerpt.Revision]));
            quoting.Add(new(quotation.Id.Node, "quotation", closed ? "" : Short(words), closed ? "" : names[quotation.Analyst], false, closed));
        }
        var said = new SharedWords("");
        foreach (var text in texts.Values) said.Add(new(text, within is null || within.All(w => w.End <= text.Length) ? within : null));
        foreach (var theme in await db.Themes.AsNoTracking().Where(t => t.Project == reader.Project).ToListAsync(cancel))
            if (said.AreIn(theme.Text)) quoting.Add(new(theme.Id.Node, "theme", theme.Name, names[theme.MadeBy], true, false));
        return quoting;
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        // An edited form repeats the words, so it never outlives them.
        foreach (var (quotation, _) in await TouchedAsync(db, project, source, within, cancel))
        {
            if (quotation.Edited is null) continue;
            quotation.Edited = null;
            tally.Add("edited quotations");
        }
        var ids = chosen.Where(n => n.Kind == "theme").Select(n => new ThemeId(n.Id)).ToList();
        foreach (var theme in await db.Themes.Where(t => t.Project == project && ids.Contains(t.Id)).ToListAsync(cancel))
        {
            theme.Text = "";
            tally.Add("themes' texts");
        }
    }

    private static async Task<IReadOnlyList<(Quotation Quotation, Excerpt Excerpt)>> TouchedAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == id).Select(s => s.Current).SingleOrDefaultAsync(cancel);
        var rows = await (from q in db.Quotations join e in db.Excerpts on q.Excerpt equals e.Id where q.Source == id && q.Project == project orderby e.Start select new { q, e }).ToListAsync(cancel);
        return [.. rows.Where(r => within is null || r.e.Revision != current || within.Any(w => w.Overlaps(r.e.Span))).Select(r => (r.q, r.e))];
    }

    private static string Short(string text) => Cut.To(text, 90);
}
