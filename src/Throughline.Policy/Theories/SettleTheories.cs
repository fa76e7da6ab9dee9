using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

/// <summary>The drafts of a document side by side, and what its readers agree on. The drafts stay as they were written.</summary>
public static class SettleTheories
{
    /// <param name="Drafts">Of one problem, at most one of each analyst.</param>
    /// <param name="Differing">Parts in which they differ; empty where there is only one draft.</param>
    public sealed record Problem(IReadOnlyList<ListTheories.Row> Drafts, IReadOnlyList<TheoryPart> Differing);

    /// <param name="Waiting">Who was asked to read the document independently and has still to finish; while there is anyone, nothing can be agreed.</param>
    /// <param name="Asked">Whether the document was given out for independent work.</param>
    public sealed record Answer(IReadOnlyList<Problem> Open, IReadOnlyList<ListTheories.Row> Agreed, IReadOnlyList<string> Waiting, bool Asked);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListTheories.Handler list, ListFrameworks.Handler frameworks)
    {
        public async Task<Answer> RunAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            var rows = await list.RunAsync(reader, source, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var asked = await (from a in db.Set<Assignment>().AsNoTracking() join n in db.Analysts on a.Analyst equals n.Id where a.Project == reader.Project && a.SubjectKind == "source" && a.SubjectId == source.Value orderby n.Name select new { n.Name, a.FinishedAt }).ToListAsync(cancel);
            var sides = rows.Where(r => r.Origin == TheoryOrigin.Draft && r.AgreedAs is null).GroupBy(r => r.Analyst).Select(g => (IReadOnlyList<ListTheories.Row>)[.. g.OrderBy(r => r.Number)]).ToList();
            var problems = CompareTheories.SideBySide(sides).Select(drafts => new Problem(drafts, Differing(drafts))).ToList();
            return new(problems, [.. rows.Where(r => r.Origin == TheoryOrigin.Agreed)], [.. asked.Where(a => a.FinishedAt is null).Select(a => a.Name)], asked.Count > 0);
        }

        /// <summary>Records what was agreed on.</summary>
        /// <param name="drafts">One or more drafts of one document that it came from, at most one of each analyst.</param>
        /// <param name="agreed">What the theory says now.</param>
        /// <param name="why">Why so; needed where the drafts differ, or only one analyst had the problem.</param>
        public async Task<Result<TheoryId>> AgreeAsync(Acting by, IReadOnlyList<TheoryId> drafts, EditTheory.Request agreed, string why, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(drafts);
            ArgumentNullException.ThrowIfNull(agreed);
            ArgumentNullException.ThrowIfNull(why);
            var wanted = drafts.Distinct().ToList();
            var rows = (await list.RunAsync(by, null, cancel)).Where(r => wanted.Contains(r.Id)).ToList();
            if (wanted.Count == 0 || rows.Count < wanted.Count) return new TheoryMissing("One of these drafts is not here any more, or is still closed to you.");
            if (rows.Any(r => r.Origin == TheoryOrigin.Agreed)) return new Refused("Only drafts can be agreed on. Reopen what was agreed to settle it otherwise.");
            if (rows.Select(r => r.Source).Distinct().Count() > 1) return new Refused("These drafts are of different documents. Say what became of a theory in a later document instead.");
            if (rows.Select(r => r.Analyst).Distinct().Count() < rows.Count) return new Refused("Two of these drafts are one analyst's. Choose at most one of each.");
            if (rows.Any(r => r.AgreedAs is not null)) return new Refused("Something has been agreed from one of these drafts already. Reopen that first.");
            var source = rows[0].Source;
            var reason = why.Trim();
            if (reason.Length > ProgrammeTheory.MostWhy) return new TheoryInvalid($"The reason has at most {ProgrammeTheory.MostWhy} characters; this has {reason.Length}.");
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if ((await ListTheories.Handler.WaitingAsync(db, by.Project, cancel)).Contains(source)) return new Refused("Somebody has still to finish this document, and the drafts are closed to one another until then.");
            // Drafts by one person, with nobody else asked, have nobody to agree with.
            if (await db.Theories.Where(t => t.Source == source && t.Origin == TheoryOrigin.Draft).Select(t => t.Analyst).Distinct().CountAsync(cancel) < 2) return new Refused("Only one analyst has written a theory of this document, so there is nobody to agree with. It counts as it stands.");
            if (reason.Length == 0 && (rows.Count == 1 || Differing(rows).Count > 0)) return new TheoryInvalid(rows.Count == 1 ? "Only one of you wrote this down. Say in a few words why you both keep it." : "The drafts differ. Say in a few words why you settled on this.");
            var before = await db.Theories.CountAsync(t => t.Source == source && t.Origin == TheoryOrigin.Agreed, cancel);
            var theory = new ProgrammeTheory { Id = TheoryId.New(), Project = by.Project, Source = source, Origin = TheoryOrigin.Agreed, Why = reason, Analyst = by.Analyst, MadeAt = clock.GetUtcNow().UtcDateTime };
            db.Add(theory);
            if (await EditTheory.Handler.WriteAsync(db, theory, agreed, shelf, cancel) is { } wrong) return wrong;
            foreach (var draft in wanted) db.Add(new TheoryDraft { Agreed = theory.Id, Draft = draft, Source = source, Analyst = by.Analyst });
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TheoryAgreed, theory.Id.Node, EditTheory.Handler.Details(theory, before + 1)), cancel);
            return saved.Succeeded ? theory.Id : saved.Error;
        }

        /// <summary>Takes back what was agreed on, whoever recorded it; the drafts stay.</summary>
        public async Task<Result<Done>> ReopenAsync(Acting by, TheoryId id, CancellationToken cancel)
        {
            if ((await list.RunAsync(by, null, cancel)).FirstOrDefault(r => r.Id == id && r.Origin == TheoryOrigin.Agreed) is not { } row) return new TheoryMissing("Nothing agreed is here any more.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await EditTheory.Handler.RestsAsync(db, id, cancel)) return EditTheory.Handler.Resting;
            var theory = await db.Theories.SingleAsync(t => t.Id == id, cancel);
            db.RemoveRange(await db.TheoryDrafts.Where(l => l.Agreed == id).ToListAsync(cancel));
            db.RemoveRange(await db.TheoryStatements.Where(l => l.Theory == id).ToListAsync(cancel));
            db.Remove(theory);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TheoryReopened, id.Node, EditTheory.Handler.Details(theory, row.Number)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static List<TheoryPart> Differing(IReadOnlyList<ListTheories.Row> drafts) =>
            [.. drafts.Skip(1).SelectMany(other => CompareTheories.Parts(drafts[0], other)).Where(p => p.Change != Framing.Representations.FieldChange.Same).Select(p => p.Part).Distinct().Order()];
    }
}
