using Microsoft.EntityFrameworkCore;

namespace Throughline.Review.Screening;

/// <summary>Decides on citations at two stages, by hand, with ordered reasons to exclude.</summary>
public static class Screen
{
    public sealed record Decision(CitationId Citation, ScreeningStage Stage, ScreeningVerdict Verdict, ExclusionReasonId? Reason, string By);

    public sealed record Answer(IReadOnlyList<(ExclusionReasonId Id, string Text)> Reasons, IReadOnlyList<Decision> Decisions);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Answer> ReadAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var reasons = (await db.ExclusionReasons.AsNoTracking().Where(r => r.Project == project).OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(cancel)).ConvertAll(r => (r.Id, r.Text));
            return new(reasons, await (from d in db.ScreeningDecisions.AsNoTracking() join a in db.Analysts on d.Analyst equals a.Id where d.Project == project select new Decision(d.Citation, d.Stage, d.Verdict, d.Reason, a.Name)).ToListAsync(cancel));
        }

        /// <param name="verdict">Null takes the decision back.</param>
        /// <param name="reason">Needed to exclude at full text; by title and abstract it may be given.</param>
        public async Task<Result<Done>> DecideAsync(Acting by, CitationId id, ScreeningStage stage, ScreeningVerdict? verdict, ExclusionReasonId? reason, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Citations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } citation) return new ReviewMissing("That citation is not in this project any more.");
            if (citation.CopyOf is not null) return new Refused("This is a copy of another citation. Decide on that one.");
            var all = await db.ScreeningDecisions.Where(d => d.Citation == id).ToListAsync(cancel);
            var there = all.Find(d => d.Stage == stage);
            var first = all.Find(d => d.Stage == ScreeningStage.TitleAndAbstract);
            var second = all.Find(d => d.Stage == ScreeningStage.FullText);
            if (stage == ScreeningStage.TitleAndAbstract && verdict != ScreeningVerdict.Include && second is not null) return new Refused("This citation has been decided on at full text. Take that decision back first; nothing was changed.");
            if (stage == ScreeningStage.TitleAndAbstract && verdict == ScreeningVerdict.NotRetrieved) return new ReviewInvalid("Whether a full text can be had is said at full text.");
            if (stage == ScreeningStage.FullText && verdict is not null && first?.Verdict != ScreeningVerdict.Include) return new Refused("Only what was included by title and abstract comes to full text. Decide that first; nothing was changed.");
            if (reason is { } why && !await db.ExclusionReasons.AnyAsync(r => r.Id == why && r.Project == by.Project, cancel)) return new ReviewMissing("That reason is not in the list any more.");
            if (stage == ScreeningStage.FullText && verdict == ScreeningVerdict.Exclude && reason is null) return new ReviewInvalid("Excluding at full text needs a reason: the flow of records says why. Choose one.");
            if (verdict is not { } says)
            {
                if (there is not null) db.Remove(there);
            }
            else
            {
                if (there is null) db.Add(there = new ScreeningDecision { Citation = id, Stage = stage, Project = by.Project });
                var given = says == ScreeningVerdict.Exclude ? reason : null;
                if (there.Verdict != says || there.Reason != given || there.Analyst == default) (there.Verdict, there.Reason, there.Analyst, there.DecidedAt) = (says, given, by.Analyst, clock.GetUtcNow().UtcDateTime);
            }
            return await log.KeepAsync(db, by, ReviewActions.Screened, id.Node, Done.Value, cancel, new Dictionary<string, object?> { ["stage"] = stage.ToString(), ["verdict"] = verdict?.ToString() });
        }

        public async Task<Result<ExclusionReasonId>> AddReasonAsync(Acting by, string text, CancellationToken cancel)
        {
            if (Typed.Check("The reason", text, ExclusionReason.MostText, needed: true) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var there = await db.ExclusionReasons.AsNoTracking().Where(r => r.Project == by.Project).ToListAsync(cancel);
            if (there.Exists(r => r.Text.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))) return new ReviewInvalid($"\"{text.Trim()}\" is in the list already.");
            var reason = new ExclusionReason { Id = ExclusionReasonId.New(), Project = by.Project, Text = text.Trim(), Position = there.Count == 0 ? 0 : there.Max(r => r.Position) + 1 };
            db.Add(reason);
            return await log.KeepAsync(db, by, ReviewActions.ReasonAdded, reason.Id.Node, reason.Id, cancel);
        }

        /// <summary>Moves a reason before the one above it: where several hold, the first counts. What was decided keeps its reason.</summary>
        public async Task<Result<Done>> MoveReasonAsync(Acting by, ExclusionReasonId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.ExclusionReasons.Where(r => r.Project == by.Project).OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(cancel);
            if (all.FindIndex(r => r.Id == id) is var at && at < 0) return new ReviewMissing("That reason is not in the list any more.");
            if (at == 0) return new Refused($"\"{all[0].Text}\" is the first reason already.");
            (all[at], all[at - 1]) = (all[at - 1], all[at]);
            for (var i = 0; i < all.Count; i++) all[i].Position = i;
            return await log.KeepAsync(db, by, ReviewActions.ReasonMoved, id.Node, Done.Value, cancel);
        }

        public async Task<Result<Done>> RemoveReasonAsync(Acting by, ExclusionReasonId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.ExclusionReasons.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project, cancel) is not { } reason) return new ReviewMissing("That reason is not in the list any more.");
            if (await db.ScreeningDecisions.CountAsync(d => d.Reason == id, cancel) is > 0 and var used) return new Refused($"{used} {(used == 1 ? "citation was" : "citations were")} excluded because \"{reason.Text}\". Decide on {(used == 1 ? "it" : "them")} anew first; nothing was changed.");
            db.Remove(reason);
            return await log.KeepAsync(db, by, ReviewActions.ReasonRemoved, id.Node, Done.Value, cancel);
        }
    }
}
