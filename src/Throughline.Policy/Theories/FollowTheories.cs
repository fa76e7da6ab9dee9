using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

/// <summary>What became of a document's programme theories in later documents: restated, changed, dropped.</summary>
public static class FollowTheories
{
    /// <param name="Later">Null where it was dropped.</param>
    /// <param name="Changed">Parts that are not the same, with how; empty where it was dropped.</param>
    public sealed record Row(TheoryTieId Id, ListTheories.Row Earlier, ListTheories.Row? Later, SourceId LaterSource, string LaterTitle, TheoryFate Fate, IReadOnlyList<PartChange> Changed, string Note, AnalystId Analyst, string AnalystName);

    /// <param name="Unfollowed">Theories of a document that another takes the place of, of which nobody has said what became of them there.</param>
    public sealed record Answer(IReadOnlyList<Row> Ties, IReadOnlyList<(ListTheories.Row Theory, SourceId Later, string LaterTitle)> Unfollowed);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListTheories.Handler list, DescribeDocument.Handler register)
    {
        /// <summary>By the earlier document and the theory's number.</summary>
        public async Task<Answer> RunAsync(Acting reader, CancellationToken cancel)
        {
            var theories = (await list.RunAsync(reader, null, cancel)).ToDictionary(t => t.Id);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var ties = (await (from l in db.Set<TheoryTie>().AsNoTracking() join s in db.Sources on l.Source equals s.Id join a in db.Analysts on l.Analyst equals a.Id where l.Project == reader.Project && s.BinnedAt == null orderby l.Id select new { Tie = l, s.Title, a.Name }).ToListAsync(cancel))
                .Where(t => theories.ContainsKey(t.Tie.Earlier) && (t.Tie.Later is not { } later || theories.ContainsKey(later)) && !hidden.IsHidden(t.Tie.Source.Value, t.Tie.Analyst)).ToList();
            var rows = ties.Select(t =>
            {
                var (earlier, later) = (theories[t.Tie.Earlier], t.Tie.Later is { } id ? theories[id] : null);
                return new Row(t.Tie.Id, earlier, later, t.Tie.Source, t.Title, t.Tie.Fate, later is null ? [] : [.. CompareTheories.Parts(earlier, later).Where(p => p.Change != FieldChange.Same)], t.Tie.Note, t.Tie.Analyst, t.Name);
            }).OrderBy(r => r.Earlier.SourceNumber).ThenBy(r => r.Earlier.Number).ToList();
            var unfollowed = new List<(ListTheories.Row, SourceId, string)>();
            foreach (var newer in (await register.ListAsync(reader.Project, cancel)).Where(d => d.Said?.Supersedes is not null))
                foreach (var theory in theories.Values.Where(t => t.Source == newer.Said!.Supersedes && t.Counts && !rows.Exists(r => r.Earlier.Id == t.Id && r.LaterSource == newer.Source)))
                    unfollowed.Add((theory, newer.Source, newer.Title));
            return new(rows, unfollowed);
        }

        /// <param name="later">The theory it has become; null where it was dropped.</param>
        /// <param name="laterSource">The later document; where there is a later theory, the document of that.</param>
        public async Task<Result<TheoryTieId>> AddAsync(Acting by, TheoryId earlier, TheoryId? later, SourceId laterSource, TheoryFate fate, string note, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(note);
            if (note.Trim().Length > TheoryTie.MostNote) return new TheoryInvalid($"The note has at most {TheoryTie.MostNote} characters; this has {note.Trim().Length}.");
            if (fate == TheoryFate.Dropped != later is null) return new TheoryInvalid(later is null ? "Choose the later theory that restates or changes it, or say that it was dropped." : "What was dropped has no later theory. Choose restated or changed.");
            var theories = (await list.RunAsync(by, null, cancel)).ToDictionary(t => t.Id);
            if (!theories.TryGetValue(earlier, out var was) || (later is { } id && !theories.ContainsKey(id))) return new TheoryMissing("One of the two theories is not here any more.");
            var target = later is { } now ? theories[now].Source : laterSource;
            if (target == was.Source) return new Refused("Both stand in one document. A tie leads from one document to another.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Sources.AnyAsync(s => s.Id == target && s.Project == by.Project && s.BinnedAt == null, cancel)) return new SourceMissing("The later document is not in this project any more.");
            var described = (await register.ListAsync(by.Project, cancel)).ToDictionary(d => d.Source);
            if (described.TryGetValue(was.Source, out var first) && described.TryGetValue(target, out var second) && first.Said?.DatedOn is { } from && second.Said?.DatedOn is { } to && to < from)
                return new Refused($"“{second.Title}” ({Day(to)}) is older than “{first.Title}” ({Day(from)}), so nothing can have become of it there. Tie the two the other way round, or put the dates right in the source register.");
            var there = await db.Set<TheoryTie>().AsNoTracking().Where(l => l.Earlier == earlier && l.Source == target).ToListAsync(cancel);
            if (there.Exists(l => l.Later == later)) return new Refused("These are tied already. Take that tie away to say it otherwise.");
            if (there.Count > 0 && (later is null || there.Exists(l => l.Later is null))) return new Refused("A theory is either dropped or carried on in a document, and the other has been said. Take that tie away first.");
            var tie = new TheoryTie { Id = TheoryTieId.New(), Project = by.Project, Earlier = earlier, Later = later, Source = target, Fate = fate, Note = note.Trim(), Analyst = by.Analyst, MadeAt = clock.GetUtcNow().UtcDateTime };
            db.Add(tie);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TheoryTied, earlier.Node, Details(tie)), cancel);
            return saved.Succeeded ? tie.Id : saved.Error;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, TheoryTieId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Set<TheoryTie>().SingleOrDefaultAsync(l => l.Id == id && l.Project == by.Project, cancel) is not { } tie) return new TheoryMissing("That tie is not here any more.");
            if (tie.Analyst != by.Analyst) return new Refused("Another analyst tied these. Only they take it away.");
            db.Remove(tie);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TheoryUntied, tie.Earlier.Node, Details(tie)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"));

        private static Dictionary<string, object?> Details(TheoryTie tie) => new() { ["source"] = tie.Source.Value, ["later"] = tie.Later?.Value };
    }
}
