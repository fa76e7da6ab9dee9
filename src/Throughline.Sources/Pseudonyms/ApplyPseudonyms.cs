using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Puts pseudonyms in the place of names in every source, and takes the names out of every earlier text, the log and what else holds them.</summary>
public static class ApplyPseudonyms
{
    /// <summary>A replacement as it would be made, among its words.</summary>
    /// <param name="Start">Where the name stands in the current revision.</param>
    public sealed record Proposed(SourceId Source, int Number, string Title, RevisionId Revision, int Start, string Before, string Name, string After, string Pseudonym);

    /// <summary>All replacements in texts, in order, and how often names stand elsewhere (titles, memos, earlier texts).</summary>
    public sealed record Preview(IReadOnlyList<Proposed> Replacements, IReadOnlyList<HeldWords> Elsewhere);

    /// <param name="Refused">Replacements of the preview that are not to be made: the words there are no name.</param>
    /// <param name="KeepOriginals">Keep the imported files although they hold the names.</param>
    /// <param name="WholeMap">The map is all that the project is to keep: lines that it has not go. Else its lines are added to those kept.</param>
    public sealed record Request(IReadOnlyList<NamedPseudonym> Map, bool KeepOriginals = false, NameCase Letters = NameCase.Any, IReadOnlyCollection<(SourceId Source, int Start)>? Refused = null, bool WholeMap = false);

    /// <param name="Replaced">Names replaced in current texts.</param>
    /// <param name="Sources">Sources that got a new revision.</param>
    /// <param name="Changed">What else was changed, by kind: titles, earlier revisions, logged values.</param>
    /// <param name="Left">What is left to do by hand; null when nothing is.</param>
    public sealed record Outcome(int Replaced, int Sources, int OriginalsDropped, int OriginalsKept, IReadOnlyDictionary<string, int> Changed, string? Left);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, IEnumerable<IHoldText> holders, Jobs jobs, Scrub scrub, ChangeFeed feed, ReadFile reader, ReadLimits limits, TimeProvider clock)
    {
        private const int Around = 60;

        public async Task<Result<Preview>> PreviewAsync(Acting reader, IReadOnlyList<NamedPseudonym> lines, NameCase letters, CancellationToken cancel)
        {
            var map = NameMap.Of(lines);
            if (!map.Succeeded) return map.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var proposed = new List<Proposed>();
            foreach (var (source, current) in await CurrentAsync(db, reader.Project, cancel))
                foreach (var one in Masker.Replace(current.Text, map.Value, letters).Replacements)
                {
                    var text = current.Text;
                    var (start, end) = (one.Old.Start == 0 ? 0 : text.LastIndexOf('\n', one.Old.Start - 1) + 1, text.IndexOf('\n', one.Old.End));
                    proposed.Add(new(source.Id, source.Number, source.Title, current.Id, one.Old.Start, text[Math.Max(start, one.Old.Start - Around)..one.Old.Start], one.Old.Of(text),
                        text[one.Old.End..Math.Min(end < 0 ? text.Length : end, one.Old.End + Around)], one.Entry.Pseudonym));
                }
            var elsewhere = new List<HeldWords>();
            foreach (var holder in holders) elsewhere.AddRange(await holder.FindAsync(db, reader, NameRewrite.With(map.Value, letters), cancel));
            return new Preview(proposed, elsewhere);
        }

        public async Task<Result<Outcome>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            var map = NameMap.Of(request.Map);
            if (!map.Succeeded) return map.Error;
            if (await Rewriting.BusyAsync(jobs, by.Project, cancel) is { } busy) return busy;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            var refused = (request.Refused ?? []).ToHashSet();
            var kept = new HashSet<(Guid, int)>();
            var (replaced, revised, tally) = (0, new HashSet<SourceId>(), new HeldTally());
            var now = clock.GetUtcNow().UtcDateTime;
            foreach (var (source, current) in await CurrentAsync(db, by.Project, cancel))
            {
                var masked = Masker.Replace(current.Text, map.Value, request.Letters, (span, _) => !refused.Contains((source.Id, span.Start)));
                var mine = refused.Where(r => r.Source == source.Id).Select(r => r.Start).ToList();
                foreach (var start in mine) kept.Add((current.Id.Value, start));
                if (mine.Count > 0) await KeepInEarlierAsync(db, source, current, mine, kept, cancel);
                if (masked.Replacements.Count == 0) continue;
                var structure = TextStructure.FromJson(current.Structure).Carry(masked.Text, masked.Map);
                var made = await NewRevision.AddAsync(db, holders, source, current, masked.Text, structure, masked.Map, by.Analyst, "pseudonyms applied", now, RevisedHow.Replaced, cancel);
                foreach (var start in mine) kept.Add((made.Revision.Value, masked.Map.Forward(start)));
                replaced += masked.Replacements.Count;
                revised.Add(source.Id);
            }
            await KeepMapAsync(db, by.Project, map.Value, request.WholeMap, cancel);
            await db.SaveChangesAsync(cancel);

            var rewrite = NameRewrite.With(map.Value, request.Letters, kept);
            foreach (var holder in holders) await holder.RewriteAsync(db, by.Project, rewrite, tally, cancel);
            var (dropped, left) = await OriginalsAsync(db, by.Project, rewrite, revised, request.KeepOriginals, cancel);
            await Rewriting.SaveUnloggedAsync(db, by.Project, tally, null, cancel);
            var details = tally.Details();
            (details["names"], details["replacements"], details["sources"], details["refused"], details["originals dropped"]) = (map.Value.Entries.Count, replaced, revised.Count, refused.Count, dropped);
            var saved = await log.SaveAsync(db, by, new(WordActions.PseudonymsApplied, new("project", by.Project.Value), details), cancel);
            if (!saved.Succeeded) return saved.Error;
            await transaction.CommitAsync(cancel);
            feed.Tell(new(by.Project, saved.Value, by.Analyst, new HashSet<string> { "source", "source_revision", "source_excerpt" }, revised.Select(s => s.Value).ToHashSet()));
            return new Outcome(replaced, revised.Count, dropped, left, tally.Counts, await scrub.RunAsync(cancel));
        }

        private async Task<(int Dropped, int Kept)> OriginalsAsync(ThroughlineDb db, ProjectId project, NameRewrite rewrite, HashSet<SourceId> revised, bool keep, CancellationToken cancel)
        {
            var (dropped, kept) = (0, 0);
            var all = await (from o in db.Originals join s in db.Sources on o.Source equals s.Id where s.Project == project select new { s.Id, s.FileName }).ToListAsync(cancel);
            foreach (var one in all)
            {
                if (!revised.Contains(one.Id) && !OriginalSearch.Holds(one.FileName, await db.Originals.AsNoTracking().Where(o => o.Source == one.Id).Select(o => o.Content).SingleAsync(cancel), rewrite, reader, limits, cancel)) continue;
                if (keep)
                {
                    kept++;
                    continue;
                }
                db.Remove(new Original { Source = one.Id });
                dropped++;
            }
            return (dropped, kept);
        }

        // Where an analyst said "this is no name here", the same place in earlier texts is none either.
        private static async Task KeepInEarlierAsync(ThroughlineDb db, Source source, Revision current, List<int> starts, HashSet<(Guid, int)> kept, CancellationToken cancel)
        {
            foreach (var earlier in await db.Revisions.AsNoTracking().Where(r => r.Source == source.Id && r.Id != current.Id).ToListAsync(cancel))
            {
                var diff = TextDiff.Compare(earlier.Text, current.Text);
                foreach (var start in starts) kept.Add((earlier.Id.Value, diff.Back(start, Lean.After)));
            }
        }

        // The map is kept for later imports. It is not logged: the log would hold the names that have just been taken out of it.
        private static async Task KeepMapAsync(ThroughlineDb db, ProjectId project, NameMap map, bool whole, CancellationToken cancel)
        {
            var there = await db.PseudonymLines.Where(l => l.Project == project).OrderBy(l => l.Order).ThenBy(l => l.Id).ToListAsync(cancel);
            var given = map.Entries.ToDictionary(e => Folding.Key(e.Name));
            var known = there.Select(l => Folding.Key(l.Name)).ToHashSet();
            PseudonymMap.Put(db, project, there, whole ? map.Entries
                : [.. there.Select(l => new NamedPseudonym(l.Name, given.TryGetValue(Folding.Key(l.Name), out var entry) ? entry.Pseudonym : l.Pseudonym)), .. map.Entries.Where(e => !known.Contains(Folding.Key(e.Name)))]);
        }

        private static async Task<List<(Source Source, Revision Current)>> CurrentAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
        {
            var rows = await (from s in db.Sources join r in db.Revisions on s.Current equals r.Id where s.Project == project orderby s.Number select new { Source = s, Revision = r }).ToListAsync(cancel);
            return [.. rows.Select(r => (r.Source, r.Revision))];
        }
    }
}
