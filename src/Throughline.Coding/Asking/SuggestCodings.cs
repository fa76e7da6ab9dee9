using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>How much of the text around a hit is suggested.</summary>
public enum SuggestionScope { Hit, Sentence, Paragraph, Turn }

/// <summary>Auto-coding: puts a code, as a suggestion, on everything a search finds. A suggestion is in no count, export or report until an analyst accepts it.</summary>
public static class SuggestCodings
{
    /// <summary>The most suggestions one search makes: more than anybody reviews.</summary>
    public const int Most = 5000;

    public sealed record Request(string? Query, CodeId Code, SuggestionScope Scope);

    /// <param name="Made">New suggestions.</param>
    /// <param name="Skipped">Passages the analyst has coded so already, or that are suggested already.</param>
    public sealed record Outcome(int Made, int Skipped, int Sources);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, IndexWatch watch, ListFrameworks.Handler frameworks, IEnumerable<ISetReadingsAside> setters, TimeProvider clock)
    {
        public async Task<Result<Outcome>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            var query = SearchQuery.Parse(request.Query);
            if (!query.Succeeded) return query.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.WhyNotCodedAsync(by.Project, [request.Code], cancel) is { } refused) return refused;

            var wanted = new Dictionary<SourceId, SortedSet<TextSpan>>();
            var run = await SearchRun.StartAsync(db, watch, frameworks, setters, by, query.Value, cancel);
            var passages = new List<SearchSources.Passage>();
            await foreach (var passage in run.ReadAsync(0, cancel))
            {
                passages.Add(passage);
                if (passages.Count > Most) return new Refused($"This search finds more than {Most:N0} passages, more than anyone reviews. Narrow it, with a phrase or a filter such as source: or speaker:.");
            }
            foreach (var group in passages.GroupBy(p => p.Source))
            {
                var turns = request.Scope != SuggestionScope.Hit ? await db.Turns.AsNoTracking().Where(t => t.Source == group.Key).OrderBy(t => t.Start).Select(t => new TextSpan(t.WordsStart, t.End)).ToListAsync(cancel) : [];
                var spans = wanted[group.Key] = [];
                foreach (var passage in group)
                    foreach (var hit in passage.Hits) spans.Add(Widen(passage, hit, request.Scope, turns));
            }
            if (wanted.Values.Sum(spans => spans.Count) > Most) return new Refused($"This search finds more than {Most:N0} places, more than anyone reviews. Narrow it, or suggest whole paragraphs.");

            var (project, me) = (by.Project, by.Analyst);
            var there = (await (from c in db.Codings.AsNoTracking()
                                join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                                where c.Project == project && c.Code == request.Code && c.Analyst == me && !e.IsLost
                                select new { c.Source, e.Start, e.End }).ToListAsync(cancel)).ToLookup(e => e.Source, e => new TextSpan(e.Start, e.End));
            var now = clock.GetUtcNow().UtcDateTime;
            int made = 0, skipped = 0, sources = 0;
            foreach (var (source, spans) in wanted)
            {
                var own = there[source].ToList();
                var open = spans.Where(span => !own.Exists(mine => mine.Contains(span))).ToList();
                skipped += spans.Count - open.Count;
                if (open.Count == 0) continue;
                var excerpts = await db.AddExcerptsAsync(by.Project, source, open, cancel);
                if (!excerpts.Succeeded) return excerpts.Error;
                foreach (var excerpt in excerpts.Value)
                    db.Add(new CodedPassage { Id = CodingId.New(), Project = by.Project, Code = request.Code, Excerpt = excerpt.Id, Source = source, Analyst = by.Analyst, At = now, IsSuggestion = true, SuggestedBy = query.Value.Text });
                made += open.Count;
                sources++;
            }
            if (made == 0) return new Outcome(0, skipped, 0);
            var saved = await log.SaveAsync(db, by, new(AskingActions.Suggested, request.Code.Node, new Dictionary<string, object?> { ["suggestions"] = made, ["sources"] = sources, ["scope"] = request.Scope.ToString() }), cancel);
            return saved.Succeeded ? new Outcome(made, skipped, sources) : saved.Error;
        }

        private static TextSpan Widen(SearchSources.Passage passage, TextSpan hit, SuggestionScope scope, List<TextSpan> turns)
        {
            switch (scope)
            {
                case SuggestionScope.Sentence:
                    var (start, end) = (hit.Start, hit.End);
                    foreach (var sentence in Sentences.Of(passage.Text))
                    {
                        var at = new TextSpan(passage.Span.Start + sentence.Start, passage.Span.Start + sentence.End);
                        if (at.Overlaps(hit)) (start, end) = (Math.Min(start, at.Start), Math.Max(end, at.End));
                    }
                    return Words(new(start, end));
                case SuggestionScope.Paragraph:
                    return Words(passage.Span);
                case SuggestionScope.Turn:
                    // A document has no turns: there the paragraph is what somebody says at once.
                    foreach (var turn in turns)
                        if (turn.Overlaps(hit)) return turn;
                    return passage.Span;
                default:
                    return hit;
            }

            // A speaker's label is nobody's words.
            TextSpan Words(TextSpan span)
            {
                foreach (var turn in turns)
                    if (turn.Overlaps(hit) && turn.Start > span.Start && turn.Start <= hit.Start) return new(turn.Start, span.End);
                return span;
            }
        }
    }
}
