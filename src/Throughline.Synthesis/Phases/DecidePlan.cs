using Microsoft.EntityFrameworkCore;

namespace Throughline.Synthesis.Phases;

/// <summary>Decides for the whole synthesis how orders are treated, whether studies are appraised, and says who reads.</summary>
public static class DecidePlan
{
    /// <param name="Plain">The account for those who have never read a review, as the analysts wrote it; empty where they have not.</param>
    public sealed record Request(OrderRule OrderRule, string OrderReason, AppraisalDecision Appraisal, string AppraisalReason, string Stance, string Plain = "");

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Request> ReadAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return Of(await db.SynthesisPlans.AsNoTracking().SingleOrDefaultAsync(p => p.Project == project, cancel));
        }

        private static Request Of(SynthesisPlan? plan) => plan is null ? new(OrderRule.AsTaken, "", AppraisalDecision.NotDecided, "", "") : new(plan.OrderRule, plan.OrderReason, plan.Appraisal, plan.AppraisalReason, plan.Stance, plan.Plain);

        /// <param name="seen">What was decided as the analyst read it, who is refused where it is another now; null where nothing is to be compared.</param>
        public async Task<Result<Done>> RunAsync(Acting by, Request request, CancellationToken cancel, Request? seen = null)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (request.OrderRule == OrderRule.AllSecond && string.IsNullOrWhiteSpace(request.OrderReason)) return new SynthesisInvalid("Say why first and second order cannot be told apart here. The decision needs its reason; nothing was changed.");
            if (request.Appraisal != AppraisalDecision.NotDecided && string.IsNullOrWhiteSpace(request.AppraisalReason)) return new SynthesisInvalid("Say why the studies are or are not appraised. The decision needs its reason; nothing was changed.");
            foreach (var (what, text) in new[] { ("The reason for the order of constructs", request.OrderReason), ("The reason for the appraisal", request.AppraisalReason), ("The analysts’ background", request.Stance), ("The account in plain words", request.Plain) })
                if (Typed.Check(what, text, SynthesisPlan.MostText) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var project = by.Project;
            var plan = await db.SynthesisPlans.SingleOrDefaultAsync(p => p.Project == project, cancel);
            if (seen is not null && seen != Of(plan)) return new Refused("Somebody decided something else here while you were at it. What you wrote is still here: look at what stands now, then decide again.");
            if (plan is null) db.Add(plan = new SynthesisPlan { Project = project });
            (plan.OrderRule, plan.OrderReason, plan.Appraisal, plan.AppraisalReason, plan.Stance, plan.Plain) = (request.OrderRule, request.OrderReason.Trim(), request.Appraisal, request.AppraisalReason.Trim(), request.Stance.Trim(), request.Plain.ReplaceLineEndings("\n").Trim());
            return await log.KeepAsync(db, by, SynthesisActions.Planned, new("project", project.Value), Done.Value, cancel);
        }
    }
}

/// <summary>Writes and reads the log of the seven phases.</summary>
public static class LogPhase
{
    /// <param name="Phase">1 to 7.</param>
    /// <param name="DecidedOn">Null: today.</param>
    public sealed record Request(int Phase, bool IsOutcome, string Text, string Why, DateOnly? DecidedOn = null);

    public sealed record Row(PhaseEntryId Id, int Phase, bool IsOutcome, string Text, string Why, DateOnly DecidedOn, AnalystId By, string ByName);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<IReadOnlyList<Row>> ListAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await (from e in db.PhaseEntries.AsNoTracking() join a in db.Analysts on e.WrittenBy equals a.Id where e.Project == project orderby e.Phase, e.DecidedOn, e.Id select new Row(e.Id, e.Phase, e.IsOutcome, e.Text, e.Why, e.DecidedOn, e.WrittenBy, a.Name)).ToListAsync(cancel);
        }

        public async Task<Result<PhaseEntryId>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (request.Phase is < 1 or > 7) return new SynthesisInvalid($"There are seven phases, and {request.Phase} is none of them.");
            if (Typed.Check("What was decided", request.Text, PhaseEntry.MostText, needed: true) is { } empty) return empty;
            if (Typed.Check("The reason", request.Why, PhaseEntry.MostText) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var now = clock.GetUtcNow().UtcDateTime;
            var entry = new PhaseEntry { Id = PhaseEntryId.New(), Project = by.Project, Phase = request.Phase, IsOutcome = request.IsOutcome, Text = request.Text.Trim(), Why = request.Why.Trim(), DecidedOn = request.DecidedOn ?? DateOnly.FromDateTime(now), WrittenBy = by.Analyst, WrittenAt = now };
            db.Add(entry);
            return await log.KeepAsync(db, by, SynthesisActions.PhaseLogged, entry.Id.Node, entry.Id, cancel, new Dictionary<string, object?> { ["phase"] = request.Phase });
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, PhaseEntryId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.PhaseEntries.SingleOrDefaultAsync(e => e.Id == id && e.Project == by.Project, cancel) is not { } entry) return new SynthesisMissing("That line of the phase log is not here any more.");
            db.Remove(entry);
            return await log.KeepAsync(db, by, SynthesisActions.PhaseRemoved, id.Node, Done.Value, cancel);
        }
    }
}
