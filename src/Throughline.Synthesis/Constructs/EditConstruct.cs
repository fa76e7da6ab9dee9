using Microsoft.EntityFrameworkCore;
using Throughline.Framing;
using Throughline.Synthesis.Phases;
using Throughline.Text;

namespace Throughline.Synthesis.Constructs;

/// <summary>Takes constructs from full texts or from a page that is not here, describes them, and takes them away.</summary>
public static class EditConstruct
{
    public sealed record Words(string Name, ConstructOrder Order = ConstructOrder.Second, string Gloss = "", string Setting = "", ConstructView View = ConstructView.NotSaid, string Count = "", string Page = "");

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <param name="source">The full text it is taken from; null where there is none, and its page is written by hand.</param>
        /// <param name="seen">The revision the span was chosen on.</param>
        /// <param name="span">Needed with a source.</param>
        /// <param name="context">Passages that it needs to be understood by, in order.</param>
        public async Task<Result<ConstructId>> AddAsync(Acting by, StudyId study, Words words, SourceId? source, RevisionId? seen, TextSpan? span, CancellationToken cancel, IReadOnlyList<TextSpan>? context = null)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.Id == study && s.Project == by.Project, cancel) is not { } found) return new SynthesisMissing("That study is not in this project any more.");
            if (found.WithdrawnWhy is not null) return new Refused($"\"{found.Label}\" was withdrawn from the review: {found.WithdrawnWhy} Take it back first.");
            Excerpt? excerpt = null;
            if (source is { } text)
            {
                if (!await db.Citations.AnyAsync(c => c.Study == study && c.Source == text && c.CopyOf == null, cancel)) return new Refused($"This text is not the full text of a report of \"{found.Label}\". Attach it to one of its reports first.");
                var placed = await db.AddExcerptAsync(by.Project, text, seen, span ?? throw new ArgumentException("A construct from a source needs its span.", nameof(span)), cancel);
                if (!placed.Succeeded) return placed.Error;
                excerpt = placed.Value;
                var (revision, ordinal) = (excerpt.Revision, 0);
                var length = context is { Count: > 0 } ? (await db.Revisions.AsNoTracking().Where(r => r.Id == revision).Select(r => r.Text).SingleAsync(cancel)).Length : 0;
                if (context is not null && context.Any(c => c.IsEmpty || c.End > length)) return new SpanInvalid("A passage of context is empty or ends beyond the text. Choose it again; nothing was changed.");
                foreach (var around in context ?? [])
                    db.Add(new ExcerptContext { Excerpt = excerpt.Id, Ordinal = ordinal++, Source = text, Label = "context", Start = around.Start, End = around.End });
            }
            var construct = new Construct { Id = ConstructId.New(), Project = by.Project, Study = study, Source = source, Excerpt = excerpt?.Id, TakenBy = by.Analyst, TakenAt = clock.GetUtcNow().UtcDateTime };
            if (Write(construct, words) is { } wrong) return wrong;
            db.Add(construct);
            return await log.KeepAsync(db, by, SynthesisActions.ConstructAdded, construct.Id.Node, construct.Id, cancel, source is { } of ? new Dictionary<string, object?> { ["source"] = of.Value } : null);
        }

        /// <summary>Adds a passage that a construct needs to be understood by, to one that was taken from a text here.</summary>
        /// <param name="seen">The revision the span was chosen on.</param>
        public async Task<Result<Done>> AddContextAsync(Acting by, ConstructId id, RevisionId seen, TextSpan span, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Constructs.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } construct) return Gone();
            if (construct is not { Excerpt: { } excerpt, Source: { } source }) return new Refused($"\"{construct.Name}\" was not taken from a text here, so no passage of one can stand beside it. Write the setting instead; nothing was changed.");
            var place = await db.Excerpts.AsNoTracking().SingleAsync(e => e.Id == excerpt, cancel);
            if (place.Revision != seen) return new Refused($"The text of \"{construct.Name}\" was replaced since, or its passage waits to be placed in it. Load the page again, and choose the words there; nothing was changed.");
            if (span.IsEmpty || span.End > (await db.Revisions.AsNoTracking().Where(r => r.Id == seen).Select(r => r.Text).SingleAsync(cancel)).Length) return new SpanInvalid("A passage of context is empty or ends beyond the text. Choose it again; nothing was changed.");
            var there = await db.ExcerptContexts.AsNoTracking().Where(c => c.Excerpt == excerpt).ToListAsync(cancel);
            if (there.Exists(c => c.Start == span.Start && c.End == span.End)) return new Refused($"These words stand beside \"{construct.Name}\" already.");
            db.Add(new ExcerptContext { Excerpt = excerpt, Ordinal = there.Count == 0 ? 0 : there.Max(c => c.Ordinal) + 1, Source = source, Label = "context", Start = span.Start, End = span.End });
            return await log.KeepAsync(db, by, SynthesisActions.ContextAdded, id.Node, Done.Value, cancel, new Dictionary<string, object?> { ["source"] = source.Value });
        }

        /// <param name="around">As it was shown: other words that have its place by now stay.</param>
        public async Task<Result<Done>> RemoveContextAsync(Acting by, ConstructId id, ListConstructs.Around around, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Constructs.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } construct) return Gone();
            var excerpt = construct.Excerpt;
            var text = await (from e in db.Excerpts join r in db.Revisions on e.Revision equals r.Id where e.Id == excerpt select r.Text).SingleOrDefaultAsync(cancel);
            if (await db.ExcerptContexts.SingleOrDefaultAsync(c => c.Excerpt == excerpt && c.Ordinal == around.Ordinal, cancel) is not { } there || text is null || ListConstructs.WordsAt(text, there.Start, there.End) != around.Words)
                return new SynthesisMissing($"These words do not stand beside \"{construct.Name}\" any more: \"{Cut.To(around.Words, 80)}\". Somebody took them away, or the text was changed. What stands there now is shown; nothing was changed.");
            db.Remove(there);
            return await log.KeepAsync(db, by, SynthesisActions.ContextRemoved, id.Node, Done.Value, cancel, new Dictionary<string, object?> { ["source"] = there.Source.Value });
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, ConstructId id, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Constructs.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } construct) return Gone();
            if (Write(construct, words) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, SynthesisActions.ConstructChanged, id.Node, Done.Value, cancel);
        }

        /// <summary>Takes away a construct that is in no cell and that no sentence rests on.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, ConstructId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Constructs.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } construct) return Gone();
            if (await (from m in db.ClusterConstructs join c in db.Clusters on m.Cluster equals c.Id where m.Construct == id select c.Name).FirstOrDefaultAsync(cancel) is { } cluster) return new Refused($"\"{construct.Name}\" is in the cluster \"{cluster}\". Take it out there first; nothing was changed.");
            if (await db.Representations.AnyAsync(r => r.Project == by.Project && r.SubjectKind == "construct" && r.SubjectId == id.Value, cancel)) return new Refused($"Somebody has read how \"{construct.Name}\" represents the problem. Take the reading away first; nothing was changed.");
            if (await db.ComparisonConstructs.AnyAsync(l => l.Construct == id, cancel)) return new Refused($"\"{construct.Name}\" is in a cell of the grid. Take it out there first; nothing was changed.");
            var key = id.Value;
            if (await db.ClaimSupports.CountAsync(s => s.Project == by.Project && s.OnKind == "construct" && s.OnId == key, cancel) is > 0 and var resting) return new Refused($"{(resting == 1 ? "A sentence" : $"{resting} sentences")} of the line of argument {(resting == 1 ? "rests" : "rest")} on \"{construct.Name}\". Change that first; nothing was changed.");
            db.Remove(construct);
            // A memo, a coding or an extracted value may rest on its passage by now.
            if (construct.Excerpt is { } passage) await db.RemoveUnusedAsync(by.Project, [passage], cancel);
            return await log.KeepAsync(db, by, SynthesisActions.ConstructRemoved, id.Node, Done.Value, cancel);
        }

        private static SynthesisMissing Gone() => new("That construct is not in this project any more.");

        private static Error? Write(Construct construct, Words words)
        {
            if (Typed.Check("The construct's name", words.Name, Construct.MostName, needed: true) is { } unnamed) return unnamed;
            foreach (var (what, text, most) in new[] { ("The gloss", words.Gloss, Construct.MostText), ("The setting", words.Setting, Construct.MostText), ("The count", words.Count, Construct.MostName), ("The page", words.Page, Construct.MostName) })
                if (Typed.Check(what, text, most) is { } wrong) return wrong;
            (construct.Name, construct.Order, construct.Gloss, construct.Setting, construct.View, construct.Count, construct.Page) = (words.Name.Trim(), words.Order, words.Gloss.Trim(), words.Setting.Trim(), words.View, words.Count.Trim(), words.Page.Trim());
            return null;
        }
    }
}

/// <summary>Constructs with the words and the page they were taken from.</summary>
public static class ListConstructs
{
    /// <summary>A passage that a construct needs to be understood by.</summary>
    /// <param name="Ordinal">Its place beside the construct. A place that became free is given again, so that the words belong to the name of a passage.</param>
    public readonly record struct Around(int Ordinal, string Words);

    /// <param name="Order">As it counts: where the review treats all as second order, second.</param>
    /// <param name="TakenOrder">As it was taken, whatever the review treats it as.</param>
    /// <param name="Passage">The words of the passage; null where it was not taken from a text here.</param>
    /// <param name="Page">The printed page; the page of the text where there is one, else as written by hand.</param>
    /// <param name="IsLost">The text was replaced since, and the passage could not be placed in it.</param>
    /// <param name="IsBinned">The text is in the bin.</param>
    /// <param name="WrittenPage">The page as it was written by hand; empty where it was not.</param>
    /// <param name="IsPageOfText">The text names the page, so that none is written by hand.</param>
    public sealed record Row(ConstructId Id, StudyId Study, string Name, ConstructOrder Order, string Gloss, string Setting, ConstructView View, string Count, string? Page, SourceId? Source, ExcerptId? Excerpt, int? Start, string? Passage, IReadOnlyList<Around> Context, bool IsLost, bool IsBinned, string TakenBy, ConstructOrder TakenOrder, string WrittenPage, bool IsPageOfText);

    /// <summary>The words of a passage as they are shown; null where the text ends before it.</summary>
    internal static string? WordsAt(string text, int start, int end) => end <= text.Length ? text[start..end].Replace('\n', ' ') : null;

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <param name="words">False leaves out passages, contexts and the pages that texts name, for which every full text is read that has constructs.</param>
        /// <param name="only">Null: all.</param>
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, CancellationToken cancel, bool words = true, IReadOnlyCollection<ConstructId>? only = null)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rule = (await db.SynthesisPlans.AsNoTracking().SingleOrDefaultAsync(p => p.Project == project, cancel))?.OrderRule;
            var constructs = db.Constructs.AsNoTracking().Where(c => c.Project == project);
            if (only is not null)
            {
                var ids = only.ToList();
                constructs = constructs.Where(c => ids.Contains(c.Id));
            }
            var rows = await (from c in constructs join a in db.Analysts on c.TakenBy equals a.Id orderby c.Id select new { Construct = c, a.Name }).ToListAsync(cancel);
            var excerpts = await (from e in db.Excerpts.AsNoTracking() join c in constructs on e.Id equals c.Excerpt select e).ToDictionaryAsync(e => e.Id, cancel);
            var around = (await (from x in db.ExcerptContexts.AsNoTracking() join c in constructs on x.Excerpt equals c.Excerpt orderby x.Ordinal select x).ToListAsync(cancel)).ToLookup(x => x.Excerpt);
            var revisions = words ? excerpts.Values.Select(e => e.Revision).Distinct().ToList() : [];
            var texts = (await db.Revisions.AsNoTracking().Where(r => revisions.Contains(r.Id)).Select(r => new { r.Id, r.Text, r.Structure }).ToListAsync(cancel)).ToDictionary(r => r.Id, r => (r.Text, Structure: TextStructure.FromJson(r.Structure)));
            var binned = (await db.Sources.AsNoTracking().Where(s => s.Project == project && s.BinnedAt != null).Select(s => s.Id).ToListAsync(cancel)).ToHashSet();
            return [.. rows.Select(r =>
            {
                var c = r.Construct;
                var e = c.Excerpt is { } id ? excerpts.GetValueOrDefault(id) : null;
                (string Text, TextStructure Structure)? read = e is not null && texts.TryGetValue(e.Revision, out var found) ? found : null;
                string? Words(int start, int end) => read is var (text, _) ? WordsAt(text, start, end) : null;
                var page = read is var (_, structure) && e is not null ? structure.PageAt(e.Start) : null;
                return new Row(c.Id, c.Study, c.Name, rule == OrderRule.AllSecond ? ConstructOrder.Second : c.Order, c.Gloss, c.Setting, c.View, c.Count, page ?? (c.Page.Length > 0 ? c.Page : null), c.Source, c.Excerpt, e?.Start,
                    e is null ? null : Words(e.Start, e.End), e is null ? [] : [.. around[e.Id].Select(x => Words(x.Start, x.End) is { } beside ? new Around(x.Ordinal, beside) : (Around?)null).OfType<Around>()], e?.IsLost ?? false, c.Source is { } source && binned.Contains(source), r.Name, c.Order, c.Page, page is not null);
            })];
        }
    }
}
