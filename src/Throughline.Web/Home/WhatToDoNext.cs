using Microsoft.EntityFrameworkCore;
using Throughline.Framing;
using Throughline.Framing.Representations;
using Throughline.Policy;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Synthesis;
using Throughline.Synthesis.Translation;
using Throughline.Targeting;
using Throughline.Targeting.Targets;

namespace Throughline.Web.Home;

/// <summary>What waits for the analyst, most pressing first, each with where to do it.</summary>
public static class WhatToDoNext
{
    public sealed record Step(string Title, string Why, string Button, string Address);

    /// <summary>How far the thread reaches.</summary>
    /// <param name="Arguments">Storylines of the synthesis.</param>
    /// <param name="Measured">Targets whose gap has been measured and fixed as their baseline.</param>
    public sealed record Counts(int Sources, int Passages, int Codes, int Themes, int Arguments, int Targets, int Measured);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, KeepPlace.Handler places, ReadSource.Handler read, ReadAgreement.Handler agreement, ReadTogether.Handler together,
        ReadTargets.Handler targets, ReadGrid.Handler grid, CountPassages.Handler passages, TimeProvider clock)
    {
        private static readonly System.Globalization.CultureInfo British = System.Globalization.CultureInfo.GetCultureInfo("en-GB");

        public async Task<Counts> CountAsync(Acting by, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var project = by.Project;
            return new(
                await db.Sources.CountAsync(s => s.Project == by.Project && s.BinnedAt == null, cancel),
                (await passages.RunAsync(by, cancel)).Passages,
                await db.Codes.CountAsync(c => c.Project == by.Project && c.RetiredAt == null && c.Colour > 0, cancel),
                await db.Themes.CountAsync(t => t.Project == by.Project, cancel),
                await db.Storylines.CountAsync(s => s.Project == by.Project, cancel),
                await db.Targets.CountAsync(t => t.Project == by.Project, cancel),
                await (from b in db.TargetBaselines join t in db.Targets on b.Target equals t.Id where t.Project == project select t.Id).Distinct().CountAsync(cancel));
        }

        /// <summary>At most five steps; in an empty project, the first one to take.</summary>
        private const int Most = 5;

        public async Task<IReadOnlyList<Step>> RunAsync(Acting by, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var at = $"/p/{by.Project.Value:D}";
            var sources = await db.Sources.AsNoTracking().Where(s => s.Project == by.Project && s.BinnedAt == null).OrderBy(s => s.Number).Select(s => new { s.Id, s.Title, s.Kind, s.TurnsConfirmed }).ToListAsync(cancel);
            if (sources.Count == 0)
                return [new("Bring in the first file", "A transcript, a policy document, a paper or a survey sheet. The file you choose is kept as it is.", "Bring in files", $"{at}/sources")];
            var titles = sources.ToDictionary(s => s.Id.Value, s => s.Title);
            var steps = new List<Step>();

            var given = await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == by.Project && a.SubjectKind == "source").Join(db.Analysts, a => a.Analyst, n => n.Id, (a, n) => new { a.SubjectId, a.Analyst, n.Name, a.FinishedAt }).ToListAsync(cancel);
            foreach (var item in given.GroupBy(a => a.SubjectId).Where(g => g.Any(a => a.Analyst == by.Analyst) && titles.ContainsKey(g.Key)))
            {
                var others = string.Join(" and ", item.Where(a => a.Analyst != by.Analyst).Select(a => a.Name));
                if (item.Any(a => a.Analyst == by.Analyst && a.FinishedAt is null))
                    steps.Add(new($"Code {titles[item.Key]}", $"Yours and {others}’s to read independently. Neither sees the other’s work until both have finished.", "Open it", $"{at}/coding/{item.Key:D}"));
                else if (steps.Count < Most && item.All(a => a.FinishedAt is not null) && await agreement.ToSettleAsync(by.Project, new(item.Key), [.. item.Select(a => a.Analyst)], cancel) is > 0 and var left)
                    steps.Add(new($"Settle ‘{titles[item.Key]}’ with {others}", $"You have {(item.Count() == 2 ? "both" : "all")} finished. {(left == 1 ? "One difference waits" : $"{left} differences wait")} to be settled.", "Compare readings", $"{at}/agreement/{item.Key:D}"));
            }

            // What is more than is shown need not be looked for.
            if (steps.Count < Most) await AddReadingAsync(db, by, at, steps, cancel);

            if (await places.LastAsync(by, "source", cancel) is { } last && titles.TryGetValue(last.Subject, out var stopped)
                && !steps.Any(s => s.Address == $"{at}/coding/{last.Subject:D}") && await StoppedAsync(by, new(last.Subject), last.Position, last.At, cancel) is { } where)
                steps.Insert(Math.Min(1, steps.Count), new($"Go on coding {stopped}", where, "Go on", $"{at}/coding/{last.Subject:D}"));

            if (steps.Count < Most) await AddTargetsAsync(by, at, steps, cancel);
            if (steps.Count < Most) await AddGridAsync(db, by, at, steps, cancel);
            if (steps.Count >= Most) return [.. steps.Take(Most)];

            var unconfirmed = sources.Where(s => s.Kind == SourceKind.Transcript && !s.TurnsConfirmed).ToList();
            if (unconfirmed.Count > 0)
                steps.Add(new(unconfirmed.Count == 1 ? $"Confirm who speaks in {unconfirmed[0].Title}" : $"Confirm who speaks in {unconfirmed.Count} transcripts",
                    "Speakers and turns were found by rule. A minute with each makes attributions right.", "Look at them", unconfirmed.Count == 1 ? $"{at}/sources/{unconfirmed[0].Id.Value:D}" : $"{at}/sources"));

            var lost = await LostAsync(db, by, cancel);
            if (sources.Find(s => lost.ContainsKey(s.Id)) is { } first)
            {
                var (here, all) = (lost[first.Id], lost.Values.Sum());
                steps.Add(new($"Decide on {all} lost {(all == 1 ? "passage" : "passages")}", $"A text was corrected and their words could not be found again. Nothing was dropped.{(here < all ? $" The first {(here == 1 ? "is" : $"{here} are")} in {first.Title}." : "")}", "Decide", $"{at}/sources/{first.Id.Value:D}"));
            }

            var coded = (await db.Codings.AsNoTracking().Where(c => c.Project == by.Project && c.Analyst == by.Analyst).Select(c => c.Source).Distinct().ToListAsync(cancel)).ToHashSet();
            // Papers are for a synthesis: constructs are taken from them.
            var open = sources.Where(s => s.Kind != SourceKind.Article && !coded.Contains(s.Id) && given.All(a => a.SubjectId != s.Id.Value)).ToList();
            if (open.Count > 0)
                steps.Add(new(open.Count == 1 ? $"Begin coding {open[0].Title}" : $"Begin coding one of {open.Count} sources", open.Count == 1 ? "You have not coded it yet." : $"You have not coded these yet. The first is {open[0].Title}.", "Begin", $"{at}/coding/{open[0].Id.Value:D}"));
            return [.. steps.Take(Most)];
        }

        /// <summary>Statements of policy: what is given to the analyst to read, then what has been read by several and differs.</summary>
        private async Task AddReadingAsync(ThroughlineDb db, Acting by, string at, List<Step> steps, CancellationToken cancel)
        {
            var (project, me) = (by.Project, by.Analyst);
            var given = await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == project && a.SubjectKind == "excerpt" && a.Analyst == me && a.FinishedAt == null).Select(a => a.SubjectId).ToListAsync(cancel);
            var unread = new List<(int Number, int Start, string Title, StatementId Id)>();
            foreach (var some in given.ConvertAll(id => new ExcerptId(id)).Chunk(500))
                unread.AddRange((await (from s in db.Statements.AsNoTracking()
                                        join e in db.Excerpts on s.Excerpt equals e.Id
                                        join d in db.Sources on s.Source equals d.Id
                                        where s.Project == project && some.Contains(s.Excerpt) && !e.IsLost && d.BinnedAt == null
                                        select new { d.Number, e.Start, d.Title, s.Id }).ToListAsync(cancel)).Select(s => (s.Number, s.Start, s.Title, s.Id)));
            if (unread.Count > 0)
            {
                var first = unread.MinBy(s => (s.Number, s.Start));
                steps.Add(new($"Read {InWords.Count(unread.Count, "statement")} given to you", $"The first is in {first.Title}. Who else reads {(unread.Count == 1 ? "it" : "them")} sees nothing of yours until both have finished.", "Read", $"{at}/policy?statement={first.Id.Value:D}"));
            }
            // Whoever has read nothing differs with nobody.
            if (steps.Count >= Most || !await db.Representations.AnyAsync(r => r.Project == project && r.SubjectKind == "excerpt" && r.Analyst == me && r.Origin == RepresentationOrigin.Analyst, cancel)) return;
            var differ = (await together.ToSettleAsync(by, cancel)).Where(s => s.Sides.Any(side => side.Analyst == by.Analyst)).ToList();
            if (differ.Count == 0) return;
            var others = string.Join(" and ", differ.SelectMany(s => s.Sides).Where(side => side.Analyst != by.Analyst).Select(side => side.Name).Distinct().Order(StringComparer.OrdinalIgnoreCase));
            var most = differ.SelectMany(s => s.Differing).GroupBy(f => f).MaxBy(g => g.Count())!;
            steps.Add(new($"Settle {InWords.Count(differ.Count, "statement")} with {others}",
                $"You have read {(differ.Count == 1 ? "it" : "them")} and differ, {(most.Count() == 1 ? "once" : $"{most.Count()} times")} on {RepresentationField.All.First(f => f.Name == most.Key).Label.ToLower(British)}.",
                differ.Count == 1 ? "Open it" : "Open the first", $"{at}/policy?statement={differ[0].Statement.Id.Value:D}"));
        }

        private async Task AddTargetsAsync(Acting by, string at, List<Step> steps, CancellationToken cancel)
        {
            foreach (var target in (await targets.ListAsync(by.Project, cancel)).Where(t => !t.Has(TargetField.Goal)).Take(1))
                steps.Add(target.Baseline is not null
                    ? new($"Set a goal for ‘{target.Title}’", "The gap now is measured and fixed. The number to reach, and by when, are yours to say.", "Open the target", $"{at}/targets/{target.Id.Value:D}")
                    : new($"Measure the gap of ‘{target.Title}’", "The target has no baseline yet, so nobody could tell later whether the gap has closed.", "Open the target", $"{at}/targets/{target.Id.Value:D}"));
        }

        private async Task AddGridAsync(ThroughlineDb db, Acting by, string at, List<Step> steps, CancellationToken cancel)
        {
            if (!await db.Comparisons.AnyAsync(c => c.Project == by.Project, cancel)) return;
            var all = await grid.RunAsync(by, null, cancel, words: false);
            var lines = all.Lines.ToDictionary(l => l.Study.Id);
            // Where others differ it is theirs to settle; what is given to others, or was finished, is refused until all have finished.
            var differ = all.Unsettled.Count(c => lines[c.Study].Given.Any(g => g.Analyst == by.Analyst) || all[c.Study, c.Concept].Sides.Any(s => s.Analyst == by.Analyst));
            var left = all.ToDo.Count(c => !lines[c.Study].IsClosed || lines[c.Study].Given.Any(g => g.Analyst == by.Analyst && !g.Finished));
            if (differ > 0)
                steps.Add(new($"Settle {InWords.Count(differ, "comparison")} in the grid", "You and another analyst compared the same study apart, and differ.", "Open the grid", $"{at}/synthesis"));
            else if (left > 0)
                steps.Add(new($"Compare {InWords.Count(left, "cell")} of the grid", "Until each study is compared with each concept, nobody can say that a study is silent on it.", "Open the grid", $"{at}/synthesis"));
        }

        /// <summary>How many passages wait for a decision, by source; those are left out on which all work is another's and closed to this analyst.</summary>
        private static async Task<Dictionary<SourceId, int>> LostAsync(ThroughlineDb db, Acting reader, CancellationToken cancel)
        {
            var lost = await (from e in db.Excerpts.AsNoTracking()
                              join s in db.Sources.AsNoTracking() on e.Source equals s.Id
                              where e.Project == reader.Project && e.IsLost && !e.IsKept && s.BinnedAt == null
                              select new { e.Id, e.Source }).ToListAsync(cancel);
            if (lost.Count == 0) return [];
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var codings = (await (from c in db.Codings.AsNoTracking() join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id where e.Project == reader.Project && e.IsLost && !e.IsKept select new { c.Excerpt, c.Analyst }).ToListAsync(cancel)).ToLookup(c => c.Excerpt, c => c.Analyst);
            var memos = (await (from m in db.Memos.AsNoTracking() where m.Project == reader.Project && m.OnKind == "excerpt" select new { m.OnId, m.Analyst }).ToListAsync(cancel)).ToLookup(m => new ExcerptId(m.OnId), m => m.Analyst);
            return lost.Where(e => codings[e.Id].Concat(memos[e.Id]).ToList() is var whose && (whose.Count == 0 || whose.Exists(who => !hidden.IsHidden(e.Source.Value, who) && !hidden.IsHidden(e.Id.Value, who)))).GroupBy(e => e.Source).ToDictionary(g => g.Key, g => g.Count());
        }

        private async Task<string?> StoppedAsync(Acting by, SourceId source, int position, DateTime when, CancellationToken cancel)
        {
            var found = await read.RunAsync(by.Project, source, null, cancel);
            if (!found.Succeeded || found.Value.Structure.Blocks.Count == 0) return null;
            var block = found.Value.Structure.BlockAt(position);
            var turnsLeft = found.Value.Turns.Count(t => t.Span.Start > position);
            var (number, what) = found.Value.Turns.Count > 0 ? (turnsLeft, "turn") : (found.Value.Structure.Blocks.Count - block - 1, "paragraph");
            var local = TimeZoneInfo.ConvertTime(new DateTimeOffset(when, TimeSpan.Zero), clock.LocalTimeZone);
            var isToday = local.Date == TimeZoneInfo.ConvertTime(clock.GetUtcNow(), clock.LocalTimeZone).Date;
            return $"You stopped at paragraph {found.Value.Structure.ParagraphLabel(block)} {(isToday ? "today" : "on " + local.ToString("dddd d MMMM", British))}. {InWords.Count(number, what)} {(number == 1 ? "is" : "are")} left.";
        }
    }
}
