using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Decides about an excerpt that a correction left without a place: placed by hand, or kept on its earlier text.</summary>
public static class DecideExcerpt
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <summary>Puts the excerpt on a span of the current text.</summary>
        public async Task<Result<Done>> PlaceAsync(Acting by, ExcerptId id, RevisionId revision, TextSpan span, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Excerpts.SingleOrDefaultAsync(e => e.Id == id && e.Project == by.Project, cancel) is not { } excerpt) return new Missing("That passage is not here any more.");
            if (!excerpt.IsLost) return new Refused("That passage has a place already.");
            if (await db.Sources.AnyAsync(s => s.Id == excerpt.Source && s.Current != revision, cancel)) return new Refused("The text has been changed since this page was opened. Open the page again and place the passage on the newer text.");
            if (excerpt.Revision != revision)
            {
                await PlaceContextAsync(db, excerpt, revision, cancel);
                excerpt.Revision = revision;
            }
            var moved = await db.MoveAsync(excerpt, span, cancel);
            if (!moved.Succeeded) return moved.Error;
            (excerpt.IsLost, excerpt.IsKept) = (false, false);
            var saved = await log.SaveAsync(db, by, new(WordActions.ExcerptPlaced, id.Node, new Dictionary<string, object?> { ["source"] = excerpt.Source.Value }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>What stands beside the passage goes where its words stand once in the new text; else it is left out.</summary>
        private static async Task PlaceContextAsync(ThroughlineDb db, Excerpt excerpt, RevisionId revision, CancellationToken cancel)
        {
            var around = await db.ExcerptContexts.Where(c => c.Excerpt == excerpt.Id).ToListAsync(cancel);
            if (around.Count == 0) return;
            var earlier = excerpt.Revision;
            var texts = await db.Revisions.AsNoTracking().Where(r => r.Id == earlier || r.Id == revision).Select(r => new { r.Id, r.Text }).ToDictionaryAsync(r => r.Id, r => r.Text, cancel);
            var finder = new SegmentFinder(texts[revision]);
            foreach (var c in around)
            {
                var places = c.End <= texts[earlier].Length ? finder.Find(texts[earlier][c.Start..c.End]).Places.Where(p => p.Score >= SegmentFinder.Placed).ToList() : [];
                if (places.Count == 1) (c.Start, c.End) = (places[0].Span.Start, places[0].Span.End);
                else db.Remove(c);
            }
        }

        /// <summary>Finds words in the current text and puts the excerpt there; refused where they stand nowhere, or more than once.</summary>
        public async Task<Result<Done>> PlaceAtWordsAsync(Acting by, ExcerptId id, RevisionId revision, string? words, CancellationToken cancel)
        {
            words = (words ?? "").Trim();
            if (words.Length == 0) return new Refused("Copy the words from the text that this passage should stand on.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var text = await db.Revisions.AsNoTracking().Where(r => r.Id == revision).Select(r => r.Text).SingleOrDefaultAsync(cancel);
            if (text is null) return new SourceMissing("There is no such revision of this source.");
            var found = new SegmentFinder(text).Find(words);
            var places = found.Places.Where(p => p.Score >= SegmentFinder.Placed).ToList();
            return places.Count switch
            {
                0 => new Refused($"\"{Short(words)}\" does not stand in the text. Copy the words as they are there."),
                1 => await PlaceAsync(by, id, revision, places[0].Span, cancel),
                _ => new Refused($"\"{Short(words)}\" stands in {places.Count} places of the text. Copy more of the words around it."),
            };
        }

        /// <summary>Leaves the excerpt on the revision it was made on, for good.</summary>
        public async Task<Result<Done>> KeepAsync(Acting by, ExcerptId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Excerpts.SingleOrDefaultAsync(e => e.Id == id && e.Project == by.Project, cancel) is not { } excerpt) return new Missing("That passage is not here any more.");
            if (!excerpt.IsLost || excerpt.IsKept) return new Refused("About this passage nothing waits to be decided.");
            excerpt.IsKept = true;
            var saved = await log.SaveAsync(db, by, new(WordActions.ExcerptKept, id.Node, new Dictionary<string, object?> { ["source"] = excerpt.Source.Value }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static string Short(string words) => Cut.To(words, 60);
    }
}
