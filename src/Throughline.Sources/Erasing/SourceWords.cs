using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>What Sources holds of anybody's words: texts with what lies beside them, originals, titles, session records, speakers and cases.</summary>
internal sealed class SourceWords(ReadFile reader, ReadLimits limits) : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Source>((db, project) => db.Sources.Where(s => s.Project == project), s => new(s.Id.Node, "title or file name", s.Id.Value), (nameof(Source.Title), HeldAs.Words), (nameof(Source.FileName), HeldAs.Words), (nameof(Source.FileSha256), HeldAs.Technical)),
        new HeldRows<SessionRecord>((db, project) => db.Sessions.Where(r => db.Set<Source>().Any(s => s.Id == r.Source && s.Project == project)), r => new(r.Source.Node, "session record", r.Source.Value),
            (nameof(SessionRecord.People), HeldAs.Words), (nameof(SessionRecord.ConsentNote), HeldAs.Words), (nameof(SessionRecord.AskedBy), HeldAs.Person), (nameof(SessionRecord.Why), HeldAs.Words)),
        new HeldRows<Speaker>((db, project) => db.Speakers.Where(p => db.Set<Source>().Any(s => s.Id == p.Source && s.Project == project)), p => new(p.Source.Node, "speaker's name", p.Source.Value), (nameof(Speaker.Label), HeldAs.Words), (nameof(Speaker.Name), HeldAs.Words)),
        new HeldRows<Case>((db, project) => db.Cases.Where(c => c.Project == project), c => new(c.Id.Node, "case's name"), (nameof(Case.Name), HeldAs.Words)),
        new HeldRows<CaseAttribute>((db, project) => db.Attributes.Where(a => a.Project == project), a => new(new("project", a.Project.Value), "attribute's name"), (nameof(CaseAttribute.Name), HeldAs.Words)),
        new HeldRows<CaseValue>((db, project) => db.CaseValues.Where(v => db.Set<Case>().Any(c => c.Id == v.Case && c.Project == project)), v => new(v.Case.Node, "value of a case"), (nameof(CaseValue.Value), HeldAs.Words)),
        new HeldRows<ExcerptContext>((db, project) => db.ExcerptContexts.Where(x => db.Set<Source>().Any(s => s.Id == x.Source && s.Project == project)), x => new(x.Excerpt.Node, "label of a context", x.Source.Value), (nameof(ExcerptContext.Label), HeldAs.Words)),
        new HeldRows<PseudonymLine>((db, project) => db.PseudonymLines.Where(l => l.Project == project), l => new(new("project", l.Project.Value), "line of the pseudonym map"), (nameof(PseudonymLine.Name), HeldAs.Key), (nameof(PseudonymLine.Pseudonym), HeldAs.Key)),
    ];

    // Anchored texts and files have ways of their own.
    public override IReadOnlyCollection<HeldColumn> Columns =>
    [
        .. base.Columns,
        new(typeof(Revision), nameof(Revision.Text), HeldAs.Words), new(typeof(Revision), nameof(Revision.Structure), HeldAs.Words), new(typeof(Revision), nameof(Revision.Sha256), HeldAs.Technical), new(typeof(Revision), nameof(Revision.Reason), HeldAs.Technical),
        new(typeof(OtherReading), nameof(OtherReading.Text), HeldAs.Words), new(typeof(OtherReading), nameof(OtherReading.Structure), HeldAs.Words), new(typeof(OtherReading), nameof(OtherReading.Order), HeldAs.Technical),
        new(typeof(Original), nameof(Original.Content), HeldAs.File),
    ];

    /// <summary>The search index holds the current texts' words; it is made again, in the same transaction, whenever a revision is saved (<c>IndexOnSave</c>).</summary>
    public override IReadOnlyCollection<string> OtherTables =>
        ["search_version", "search_project", "search_source", "search_block", "search_term", "search_words", "search_words_data", "search_words_idx", "search_words_docsize", "search_words_config", "search_words_content"];

    public override async Task<IReadOnlyList<HeldWords>> FindAsync(ThroughlineDb db, Acting reader, NameRewrite names, CancellationToken cancel)
    {
        var found = new List<HeldWords>(await base.FindAsync(db, reader, names, cancel));
        await foreach (var revision in TextsOf(db, reader.Project).AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
        {
            Add(revision.Source, $"text, revision {revision.Number}", revision.Text);
            foreach (var beside in Beside(TextStructure.FromJson(revision.Structure))) Add(revision.Source, $"beside the text, revision {revision.Number}", beside);
        }
        foreach (var other in await db.OtherReadings.AsNoTracking().Where(o => db.Set<Source>().Any(s => s.Id == o.Source && s.Project == reader.Project)).ToListAsync(cancel))
        {
            Add(other.Source, "text in the other order", other.Text);
            foreach (var beside in Beside(TextStructure.FromJson(other.Structure))) Add(other.Source, "beside the text in the other order", beside);
        }
        await foreach (var (source, name, content) in OriginalsAsync(db, reader.Project, cancel))
            if (Holds(name, content, names, cancel)) found.Add(new(source.Node, "original file", source.Value, 1, "", false));
        return found;

        void Add(SourceId source, string what, string text)
        {
            if (names.Find(text) is { Count: > 0 } spans) found.Add(new(source.Node, what, source.Value, spans.Count, Among(text, spans[0]), false));
        }
    }

    public override async Task RewriteAsync(ThroughlineDb db, ProjectId project, NameRewrite rewrite, HeldTally tally, CancellationToken cancel)
    {
        await base.RewriteAsync(db, project, rewrite, tally, cancel);
        await foreach (var revision in TextsOf(db, project).AsAsyncEnumerable().WithCancellation(cancel))
        {
            var text = rewrite.Mask(revision.Text, revision.Id.Value);
            var structure = Rewritten(revision.Structure, rewrite);
            if (text == revision.Text && structure == revision.Structure) continue;
            (revision.Text, revision.Structure, revision.Sha256) = (text, structure, AddSource.HashOf(text));
            tally.Add("revisions");
        }
        foreach (var other in await db.OtherReadings.Where(o => db.Set<Source>().Any(s => s.Id == o.Source && s.Project == project)).ToListAsync(cancel))
        {
            var text = rewrite.Mask(other.Text);
            var structure = Rewritten(other.Structure, rewrite);
            if (text == other.Text && structure == other.Structure) continue;
            (other.Text, other.Structure) = (text, structure);
            tally.Add("texts in another order");
        }
        if (!rewrite.IsErasing) return;
        await foreach (var (source, name, content) in OriginalsAsync(db, project, cancel))
        {
            if (!Holds(name, content, rewrite, cancel)) continue;
            db.Remove(new Original { Source = source });
            tally.Add("original files");
        }
    }

    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var excerpts = await db.Excerpts.Where(e => e.Source == id).ToListAsync(cancel);
        var ids = excerpts.ConvertAll(e => e.Id);
        db.RemoveRange(await db.ExcerptContexts.Where(c => c.Source == id).ToListAsync(cancel));
        db.RemoveRange(await db.CaseTies.Where(t => t.Source == id).ToListAsync(cancel));
        db.RemoveRange(excerpts);
        db.RemoveRange(await db.Turns.Where(t => t.Source == id).ToListAsync(cancel));
        db.RemoveRange(await db.Speakers.Where(s => s.Source == id).ToListAsync(cancel));
        db.RemoveRange(await db.Sessions.Where(s => s.Source == id).ToListAsync(cancel));
        db.RemoveRange(await db.OtherReadings.Where(o => o.Source == id).ToListAsync(cancel));
        if (await db.Originals.AnyAsync(o => o.Source == id, cancel))
        {
            db.Remove(new Original { Source = id });
            tally.Add("original files");
        }
        var revisions = await db.Revisions.Where(r => r.Source == id).ToListAsync(cancel);
        db.RemoveRange(revisions);
        db.RemoveRange(await db.Sources.Where(s => s.Id == id && s.Project == project).ToListAsync(cancel));
        tally.Add("revisions", revisions.Count);
        tally.Add("excerpts", excerpts.Count);
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var cases = await (from t in db.CaseTies.AsNoTracking() join c in db.Cases.AsNoTracking() on t.Case equals c.Id where t.Source == id select new { c.Id, c.Name }).Distinct().ToListAsync(cancel);
        return within is null ? [.. cases.Select(c => new Quoting(c.Id.Node, "case", c.Name, "", false, false))] : [];
    }

    public override async Task<ReanchorCount> ReanchorAsync(ThroughlineDb db, RevisedText revised, CancellationToken cancel)
    {
        var (source, from, to) = (new SourceId(revised.Source), new RevisionId(revised.From), new RevisionId(revised.To));
        var excerpts = await db.Excerpts.Where(e => e.Source == source && e.Revision == from && !e.IsLost).ToListAsync(cancel);
        var placed = revised.Place([.. excerpts.Select(e => e.Span)]);
        var contexts = (await db.ExcerptContexts.Where(c => c.Source == source).ToListAsync(cancel)).ToLookup(c => c.Excerpt);
        var fates = new Dictionary<AnchorFate, int>();
        foreach (var (excerpt, place) in excerpts.Zip(placed))
        {
            var fate = place.Fate != AnchorFate.Lost && string.IsNullOrWhiteSpace(place.New.Of(revised.New)) ? AnchorFate.Lost : place.Fate;
            fates[fate] = fates.GetValueOrDefault(fate) + 1;
            // A lost one stays on its own revision, and waits there for a decision.
            if (fate == AnchorFate.Lost)
            {
                excerpt.IsLost = true;
                continue;
            }
            (excerpt.Revision, excerpt.Start, excerpt.End) = (to, place.New.Start, place.New.End);
            var own = contexts[excerpt.Id].ToList();
            foreach (var (context, at) in own.Zip(revised.Place([.. own.Select(c => new TextSpan(c.Start, c.End))]))) (context.Start, context.End) = (at.New.Start, at.New.End);
        }
        await CarryTurnsAsync(db, revised, cancel);
        return new(fates.GetValueOrDefault(AnchorFate.Exact), fates.GetValueOrDefault(AnchorFate.Moved), fates.GetValueOrDefault(AnchorFate.Edited), fates.GetValueOrDefault(AnchorFate.Lost));
    }

    private static async Task CarryTurnsAsync(ThroughlineDb db, RevisedText revised, CancellationToken cancel)
    {
        var source = new SourceId(revised.Source);
        var turns = await db.Turns.Where(t => t.Source == source).OrderBy(t => t.Number).ToListAsync(cancel);
        if (turns.Count == 0) return;
        if (revised.How == RevisedHow.Reordered)
        {
            var revision = db.Revisions.Local.Single(r => r.Id.Value == revised.To);
            await TurnReading.ReadAnewAsync(db, source, revision, turns, cancel);
            return;
        }
        var number = 0;
        foreach (var turn in turns)
        {
            var span = revised.Map.Forward(new TextSpan(turn.Start, turn.End));
            if (span.IsEmpty || string.IsNullOrWhiteSpace(span.Of(revised.New)))
            {
                db.Remove(turn);
                continue;
            }
            (turn.Start, turn.End, turn.WordsStart) = (span.Start, span.End, Math.Clamp(revised.Map.Forward(turn.WordsStart, turn.WordsStart == turn.Start ? Lean.Before : Lean.After), span.Start, span.End));
            turn.Number = ++number;
        }
    }

    private static IQueryable<Revision> TextsOf(ThroughlineDb db, ProjectId project) => db.Revisions.Where(r => db.Set<Source>().Any(s => s.Id == r.Source && s.Project == project));

    private static async IAsyncEnumerable<(SourceId Source, string Name, byte[] Content)> OriginalsAsync(ThroughlineDb db, ProjectId project, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        // One at a time: together they may be larger than memory.
        var all = await (from o in db.Originals join s in db.Sources on o.Source equals s.Id where s.Project == project select new { s.Id, s.FileName }).ToListAsync(cancel);
        foreach (var one in all) yield return (one.Id, one.FileName, await db.Originals.AsNoTracking().Where(o => o.Source == one.Id).Select(o => o.Content).SingleAsync(cancel));
    }

    private bool Holds(string name, byte[] content, NameRewrite names, CancellationToken cancel) => OriginalSearch.Holds(name, content, names, reader, limits, cancel);

    private static IEnumerable<string> Beside(TextStructure structure) => [.. structure.Marks.Select(m => m.Value), .. structure.Repairs.SelectMany(r => new[] { r.Replacement, r.Reason }), .. structure.Cautions.Select(c => c.Message), .. structure.Pages.Select(p => p.Label)];

    private static string Rewritten(string json, NameRewrite rewrite)
    {
        var structure = TextStructure.FromJson(json);
        if (!Beside(structure).Any(text => rewrite.Find(text).Count > 0)) return json;
        return (structure with
        {
            Marks = [.. structure.Marks.Select(m => m with { Value = rewrite.Apply(m.Value) })],
            Pages = [.. structure.Pages.Select(p => p with { Label = rewrite.Apply(p.Label) })],
            Repairs = [.. structure.Repairs.Where(r => rewrite.Find(r.Replacement).Count == 0).Select(r => r with { Reason = rewrite.Apply(r.Reason) })],
            Cautions = [.. structure.Cautions.Select(c => c with { Message = rewrite.Apply(c.Message) })],
        }).ToJson();
    }
}

internal static class Placing
{
    /// <summary>Where spans of the old text lie in the new, as far as the way it was made allows to say.</summary>
    public static IReadOnlyList<Reanchored> Place(this RevisedText revised, IReadOnlyList<TextSpan> spans) => revised.How == RevisedHow.Replaced
        ? [.. spans.Select(span => revised.Map.Forward(span) is { IsEmpty: false } here ? new Reanchored(span, here, revised.Map.Keeps(span) ? AnchorFate.Exact : AnchorFate.Edited, 0) : new Reanchored(span, revised.Map.Forward(span), AnchorFate.Lost, 1))]
        : Reanchor.Spans(revised.Old, revised.New, spans, revised.Map);
}
