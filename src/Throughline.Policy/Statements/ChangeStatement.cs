using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Framing;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Finding;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy.Statements;

public sealed record StatementMissing(string Message) : Missing(Message);

/// <summary>Accepts or rejects a statement, adds one by hand, changes its ends, splits it, merges two, or says that two count once.</summary>
public static class ChangeStatement
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ReadSource.Handler read, ListFrameworks.Handler frameworks)
    {
        /// <summary>Adds a statement that no lexicon proposed; it is accepted from the start.</summary>
        /// <param name="revision">The revision the reader saw; null takes the current one.</param>
        public async Task<Result<StatementId>> AddAsync(Acting by, SourceId source, RevisionId? revision, TextSpan span, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await OverlappingAsync(db, source, span, null, cancel)) return new Refused("A statement stands on these words already. Change its ends instead, or reject it first.");
            var excerpt = await db.AddExcerptAsync(by.Project, source, revision, span, cancel);
            if (!excerpt.Succeeded) return excerpt.Error;
            var ground = await GroundAsync(by, source, excerpt.Value.Revision, isProposed: false, cancel);
            if (!ground.Succeeded) return ground.Error;
            var added = new Statement { Id = StatementId.New(), Project = by.Project, Source = source, Excerpt = excerpt.Value.Id, Standing = Standing.Accepted, AddedBy = by.Analyst, AddedAt = clock.GetUtcNow().UtcDateTime };
            await CarryAsync(db, ground.Value, added, excerpt.Value, cancel);
            db.Add(added);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.Added, added.Id.Node, Details(added)), cancel);
            return saved.Succeeded ? added.Id : saved.Error;
        }

        public Task<Result<Done>> AcceptAsync(Acting by, StatementId id, CancellationToken cancel) => StandAsync(by, id, Standing.Accepted, cancel);

        /// <summary>Says that it makes no claim. Refused while it is given out and somebody has yet to finish. What was read of it stays as it was made, is in no figure, and counts again when the statement is taken in again.</summary>
        public Task<Result<Done>> RejectAsync(Acting by, StatementId id, CancellationToken cancel) => StandAsync(by, id, Standing.Rejected, cancel);

        /// <summary>Accepts every proposal in a source at once.</summary>
        /// <returns>How many.</returns>
        public async Task<Result<int>> AcceptAllAsync(Acting by, SourceId source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var proposed = await db.Statements.Where(s => s.Project == by.Project && s.Source == source && s.Standing == Standing.Proposed).ToListAsync(cancel);
            if (proposed.Count == 0) return new Refused("Nothing is proposed here.");
            foreach (var statement in proposed) statement.Standing = Standing.Accepted;
            var saved = await log.SaveAsync(db, by, new(PolicyActions.Accepted, source.Node, new Dictionary<string, object?> { ["statements"] = proposed.Count }), cancel);
            return saved.Succeeded ? proposed.Count : saved.Error;
        }

        /// <summary>Extends or shortens it.</summary>
        public async Task<Result<Done>> MoveAsync(Acting by, StatementId id, TextSpan span, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await FreeAsync(db, by, id, "its ends stay", cancel);
            if (!own.Succeeded) return own.Error;
            var excerpt = await db.Excerpts.SingleAsync(e => e.Id == own.Value.Excerpt, cancel);
            if (excerpt.IsLost) return new Refused("The text has been corrected and this statement has no place in it yet. Place it on the source's page first.");
            if (await OverlappingAsync(db, own.Value.Source, span, id, cancel)) return new Refused("Another statement stands on some of these words. Merge the two instead.");
            var moved = await db.MoveAsync(excerpt, span, cancel);
            if (!moved.Succeeded) return moved.Error;
            var ground = await GroundAsync(by, own.Value.Source, excerpt.Revision, own.Value.Entries.Length > 0, cancel);
            if (!ground.Succeeded) return ground.Error;
            await CarryAsync(db, ground.Value, own.Value, excerpt, cancel);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.Moved, id.Node, Details(own.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Parts it in two at a place within it. The first part keeps its id.</summary>
        /// <param name="at">The first character of the second part, in the text.</param>
        /// <returns>The second part.</returns>
        public async Task<Result<StatementId>> SplitAsync(Acting by, StatementId id, int at, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await FreeAsync(db, by, id, "it stays whole", cancel);
            if (!own.Succeeded) return own.Error;
            var excerpt = await db.Excerpts.SingleAsync(e => e.Id == own.Value.Excerpt, cancel);
            var text = await db.Revisions.AsNoTracking().Where(r => r.Id == excerpt.Revision).Select(r => r.Text).SingleAsync(cancel);
            if (excerpt.IsLost || at <= excerpt.Start || at >= excerpt.End) return new Refused("Choose a place within the statement to part it at.");
            var (end, start) = (at, at);
            while (end > excerpt.Start && char.IsWhiteSpace(text[end - 1])) end--;
            while (start < excerpt.End && char.IsWhiteSpace(text[start])) start++;
            if (end == excerpt.Start || start == excerpt.End) return new Refused("Both parts need words. Choose a place between two words.");
            var rest = new TextSpan(start, excerpt.End);
            var moved = await db.MoveAsync(excerpt, new(excerpt.Start, end), cancel);
            if (!moved.Succeeded) return moved.Error;
            var second = await db.AddExcerptAsync(by.Project, own.Value.Source, excerpt.Revision, rest, cancel);
            if (!second.Succeeded) return second.Error;
            var part = new Statement { Id = StatementId.New(), Project = by.Project, Source = own.Value.Source, Excerpt = second.Value.Id, Standing = own.Value.Standing, Entries = own.Value.Entries, AddedBy = by.Analyst, AddedAt = clock.GetUtcNow().UtcDateTime };
            db.Add(part);
            var ground = await GroundAsync(by, own.Value.Source, excerpt.Revision, own.Value.Entries.Length > 0, cancel);
            if (!ground.Succeeded) return ground.Error;
            await CarryAsync(db, ground.Value, own.Value, excerpt, cancel);
            await CarryAsync(db, ground.Value, part, second.Value, cancel);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.Split, id.Node, Details(own.Value)), cancel);
            return saved.Succeeded ? part.Id : saved.Error;
        }

        /// <summary>Makes two statements of one source one, from the beginning of the first to the end of the last. The other goes.</summary>
        public async Task<Result<Done>> MergeAsync(Acting by, StatementId id, StatementId other, CancellationToken cancel)
        {
            if (id == other) return new Refused("Choose another statement to merge with.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var kept = await FreeAsync(db, by, id, "it stays by itself", cancel);
            if (!kept.Succeeded) return kept.Error;
            var gone = await FreeAsync(db, by, other, "it stays by itself", cancel);
            if (!gone.Succeeded) return gone.Error;
            if (kept.Value.Source != gone.Value.Source) return new Refused("The two stand in different documents. Say that they count once instead.");
            var (one, two) = (await db.Excerpts.SingleAsync(e => e.Id == kept.Value.Excerpt, cancel), await db.Excerpts.SingleAsync(e => e.Id == gone.Value.Excerpt, cancel));
            if (one.IsLost || two.IsLost || one.Revision != two.Revision) return new Refused("One of the two has no place in the text yet. Place it on the source's page first.");
            if (await db.Statements.AnyAsync(s => s.CountsWith == other && s.Id != id, cancel)) return new Refused("A third statement counts with the other. Undo that first.");
            var moved = await db.MoveAsync(one, new(Math.Min(one.Start, two.Start), Math.Max(one.End, two.End)), cancel);
            if (!moved.Succeeded) return moved.Error;
            if (kept.Value.CountsWith == other) kept.Value.CountsWith = null;
            if (gone.Value.Standing == Standing.Accepted) kept.Value.Standing = Standing.Accepted;
            if (kept.Value.Entries.Length == 0) kept.Value.Entries = gone.Value.Entries;
            var ground = await GroundAsync(by, kept.Value.Source, one.Revision, kept.Value.Entries.Length > 0, cancel);
            if (!ground.Succeeded) return ground.Error;
            await CarryAsync(db, ground.Value, kept.Value, one, cancel);
            // What rested on the one that goes rests on the one that stays.
            var resting = await db.TheoryStatements.Where(l => l.Statement == id || l.Statement == other).ToListAsync(cancel);
            foreach (var link in resting.Where(l => l.Statement == other))
            {
                db.Remove(link);
                if (!resting.Exists(l => l.Theory == link.Theory && l.Statement == id)) db.Add(new Theories.TheoryStatement { Theory = link.Theory, Statement = id, Source = link.Source, Analyst = link.Analyst });
            }
            foreach (var slippage in await db.Slippages.Where(l => l.First == other || l.Second == other).ToListAsync(cancel))
            {
                // Both meanings in one statement now: it stands for the one it stood for already.
                if (slippage.First == other) slippage.First = slippage.Second == id ? null : id;
                if (slippage.Second == other) slippage.Second = slippage.First == id ? null : id;
            }
            db.Remove(gone.Value);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.Merged, id.Node, Details(kept.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Says that a statement counts with another that says nearly the same, or by itself again.</summary>
        /// <param name="with">Null: by itself.</param>
        public async Task<Result<Done>> CountWithAsync(Acting by, StatementId id, StatementId? with, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Statements.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } one) return Gone;
            if (with is { } first)
            {
                if (first == id) return new Refused("A statement always counts with itself. Choose another.");
                if (await db.Statements.SingleOrDefaultAsync(s => s.Id == first && s.Project == by.Project, cancel) is not { } other) return Gone;
                if (other.Standing != Standing.Accepted) return new Refused($"That statement {(other.Standing == Standing.Proposed ? "is only proposed" : "was left out")}, so nothing can count with it. Accept it first.");
                if (await db.Sources.AnyAsync(d => d.Id == other.Source && d.BinnedAt != null, cancel)) return new Refused("The document of that statement is in the bin, so nothing can count with it. Take the document out of the bin first.");
                // What readers were asked for goes into the figures, or they would work for nothing and not know it.
                if ((await GivenOut.OfAsync(db, by, one, cancel)).IsItself) return StaysGivenOut;
                // With which they count now, which is not always what is kept: one may stand in the place of one in the bin.
                var counts = await CountsOnce.OfAsync(db, by.Project, cancel);
                if (counts.TryGetValue(first, out var leader)) return new Refused(leader == id ? "That statement counts with this one already." : "That statement counts with a third. Choose the third.");
                if (counts.Values.Contains(id) || (other.CountsWith != id && await db.Statements.AnyAsync(s => s.CountsWith == id, cancel))) return new Refused("Other statements count with this one. Let this one be the first.");
                if (other.CountsWith is { } led)
                {
                    // The third is not to be seen, and this one has counted in its place: from now on it leads.
                    foreach (var follower in await db.Statements.Where(s => s.CountsWith == led).ToListAsync(cancel)) follower.CountsWith = follower.Id == first ? null : first;
                    (await db.Statements.SingleAsync(s => s.Id == led, cancel)).CountsWith = first;
                }
            }
            if (one.CountsWith == with) return Done.Value;
            one.CountsWith = with;
            var saved = await log.SaveAsync(db, by, new(PolicyActions.CountedOnce, id.Node, Details(one)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static readonly StatementMissing Gone = new("That statement is not in this project any more.");

        private async Task<Result<Done>> StandAsync(Acting by, StatementId id, Standing standing, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Statements.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } one) return Gone;
            if (one.Standing == standing) return Done.Value;
            if (standing == Standing.Rejected && await GivenOut.OfAsync(db, by, one, cancel) is var given && (given.IsClosed || (one.Standing == Standing.Accepted && given.WithDocument && await IsReadAsync(db, by, one, cancel)))) return StaysGivenOut;
            if (one.Standing == Standing.Rejected)
            {
                var place = await db.Excerpts.AsNoTracking().SingleAsync(e => e.Id == one.Excerpt, cancel);
                if (!place.IsLost && await OverlappingAsync(db, one.Source, place.Span, id, cancel)) return new Refused("Another statement stands on some of these words by now. Reject that one first, or change its ends.");
            }
            if (standing == Standing.Rejected) await CountsOnce.ReleaseAsync(db, by.Project, [id], cancel);
            one.Standing = standing;
            var saved = await log.SaveAsync(db, by, new(standing == Standing.Accepted ? PolicyActions.Accepted : PolicyActions.Rejected, id.Node, Details(one)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>A statement that nobody has read yet, and that is not given out: readings are of the words as they were.</summary>
        private static async Task<Result<Statement>> FreeAsync(ThroughlineDb db, Acting by, StatementId id, string stays, CancellationToken cancel)
        {
            if (await db.Statements.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } one) return Gone;
            return await FixedAsync(db, by, one, stays, cancel) is { } fixedBy ? fixedBy : one;
        }

        private static readonly Refused StaysGivenOut = new("This has been given out to be read independently, so it stays as it is until everybody who was asked has finished.");

        /// <summary>Why a statement keeps its words; null where they may be changed.</summary>
        private static async Task<Refused?> FixedAsync(ThroughlineDb db, Acting by, Statement statement, string stays, CancellationToken cancel) =>
            (await GivenOut.OfAsync(db, by, statement, cancel)).IsClosed ? StaysGivenOut
            : await IsReadAsync(db, by, statement, cancel) ? new Refused($"Somebody has read this statement, so {stays}: a reading is of the words as they were. If they are the wrong words, say with the reason that it is not a statement, and add another on the right ones.")
            : null;

        /// <summary>Whether anybody has read it; to be asked only where no reading of it is closed to who acts.</summary>
        private static Task<bool> IsReadAsync(ThroughlineDb db, Acting by, Statement statement, CancellationToken cancel)
        {
            var (project, excerpt) = (by.Project, statement.Excerpt.Value);
            return db.Representations.AnyAsync(r => r.Project == project && r.SubjectKind == "excerpt" && r.SubjectId == excerpt && r.Origin != Framing.Representations.RepresentationOrigin.Suggestion, cancel);
        }

        /// <summary>A text, and the words in it that the project's lexicons propose statements by; null where a lexicon cannot be used, or no lexicon proposed what is changed.</summary>
        private sealed record Ground(ReadDocument Document, IReadOnlyList<LexiconHit>? Hits);

        private async Task<Result<Ground>> GroundAsync(Acting by, SourceId source, RevisionId revision, bool isProposed, CancellationToken cancel)
        {
            var text = await read.RunAsync(by.Project, source, revision, cancel);
            if (!text.Succeeded) return text.Error;
            var document = text.Value.Structure.With(text.Value.Text);
            if (!isProposed) return new Ground(document, null);
            var lexicons = PolicyLexicons.Of((await frameworks.RunAsync(by.Project, cancel)).All.Select(row => row.Framework));
            return new Ground(document, lexicons.Succeeded ? [.. new StatementFinder(lexicons.Value.Inequality).Find(document).Statements.SelectMany(found => found.Matched)] : null);
        }

        /// <summary>Gives a statement what a proposal with its ends would carry: stem, headings and table headers, whether columns are woven there, and, where a lexicon proposed it, the entries whose words stand in it. The caller saves.</summary>
        private static async Task CarryAsync(ThroughlineDb db, Ground ground, Statement statement, Excerpt excerpt, CancellationToken cancel)
        {
            var (around, isWoven) = StatementFinder.Around(ground.Document, excerpt.Span);
            statement.IsWoven = isWoven;
            if (statement.Entries.Length > 0 && ground.Hits is { } hits) statement.Entries = Statement.EntriesOf(hits.Where(hit => hit.Span.Overlaps(excerpt.Span)));
            var there = await db.Set<ExcerptContext>().Where(c => c.Excerpt == excerpt.Id).OrderBy(c => c.Ordinal).ToListAsync(cancel);
            // Rows are told by their places, so what stands at a place is written over rather than taken away and added.
            foreach (var (row, context) in there.Zip(around)) db.Entry(row).CurrentValues.SetValues(new { context.Label, context.Span.Start, context.Span.End });
            db.RemoveRange(there.Skip(around.Count));
            var next = there.Count == 0 ? 0 : there[^1].Ordinal + 1;
            foreach (var context in around.Skip(there.Count))
                db.Add(new ExcerptContext { Excerpt = excerpt.Id, Ordinal = next++, Source = statement.Source, Label = context.Label, Start = context.Span.Start, End = context.Span.End });
        }

        private static Task<bool> OverlappingAsync(ThroughlineDb db, SourceId source, TextSpan span, StatementId? but, CancellationToken cancel) =>
            (from s in db.Statements join e in db.Excerpts on s.Excerpt equals e.Id where s.Source == source && s.Standing != Standing.Rejected && (but == null || s.Id != but) && !e.IsLost && e.Start < span.End && e.End > span.Start select s).AnyAsync(cancel);

        private static Dictionary<string, object?> Details(Statement statement) => new() { ["source"] = statement.Source.Value, ["excerpt"] = statement.Excerpt.Value };
    }
}
