using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Questions;
using Throughline.Text;

namespace Throughline.Targeting.Targets;

/// <summary>Begins a target, renames it, or takes it away.</summary>
public static class EditTarget
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks)
    {
        /// <param name="follows">The target that was looked at again, whose fields the new one begins with; its baseline, goal and reviews stay behind. Null for a first target.</param>
        public async Task<Result<TargetId>> AddAsync(Acting by, string title, TargetId? follows, CancellationToken cancel)
        {
            var named = Title(title);
            if (!named.Succeeded) return named.Error;
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var made = await db.AddTargetAsync(by, named.Value, follows, shelf, clock.GetUtcNow().UtcDateTime, cancel);
            if (!made.Succeeded) return made.Error;
            var target = made.Value;
            if (follows is { } from)
            {
                if (await db.Targets.AsNoTracking().SingleOrDefaultAsync(t => t.Id == from && t.Project == by.Project, cancel) is null) return new TargetMissing("The target to follow is not here any more.");
                string[] behind = [TargetField.Goal.Name, TargetField.GoalDay.Name, TargetField.Begins.Name, TargetField.Reviews.Name];
                foreach (var value in await db.TargetValues.AsNoTracking().Where(v => v.Target == from && !behind.Contains(v.Field)).ToListAsync(cancel))
                    db.Add(new TargetValue { Target = target.Id, Field = value.Field, Value = value.Value, Analyst = by.Analyst });
                foreach (var action in await db.TargetActions.AsNoTracking().Where(a => a.Target == from).ToListAsync(cancel))
                    db.Add(new TargetAction { Id = ActionId.New(), Target = target.Id, Ordinal = action.Ordinal, Words = action.Words, Level = action.Level, Approach = action.Approach, Uptake = action.Uptake, Driver = action.Driver });
                foreach (var indicator in await db.TargetIndicators.AsNoTracking().Where(i => i.Target == from).ToListAsync(cancel))
                    db.Add(new TargetIndicator { Id = IndicatorId.New(), Target = target.Id, Ordinal = indicator.Ordinal, Words = indicator.Words, Kind = indicator.Kind, Figure = indicator.Figure, Hands = indicator.Hands, Months = indicator.Months });
                // What a field that stays behind rests on stays with it.
                string[] unheld = [.. behind, TargetField.Baseline.Name];
                foreach (var evidence in await db.TargetEvidence.AsNoTracking().Where(e => e.Target == from && !unheld.Contains(e.Field)).ToListAsync(cancel))
                    db.Add(new TargetEvidence { Id = EvidenceId.New(), Target = target.Id, Field = evidence.Field, NodeKind = evidence.NodeKind, NodeId = evidence.NodeId, What = evidence.What, Note = evidence.Note, Source = evidence.Source, Analyst = evidence.Analyst, MadeAt = evidence.MadeAt });
                if (await InStep.AllAsync(db, target, shelf, cancel) is { } wrong) return wrong;
            }
            var saved = await log.SaveAsync(db, by, new(TargetingActions.Added, target.Id.Node), cancel);
            return saved.Succeeded ? target.Id : saved.Error;
        }

        /// <summary>What a target that follows one of this title is called until somebody renames it.</summary>
        public static string NextTitle(string title)
        {
            ArgumentNullException.ThrowIfNull(title);
            return title.Length + 14 <= Target.MostTitle ? title + ", looked again" : title;
        }

        public async Task<Result<Done>> RenameAsync(Acting by, TargetId id, string title, CancellationToken cancel)
        {
            var named = Title(title);
            if (!named.Succeeded) return named.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var target = await db.TargetAsync(by, id, cancel);
            if (!target.Succeeded) return target.Error;
            target.Value.Title = named.Value;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(TargetingActions.Renamed, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Takes a target away with all that is said of it; refused while another follows it.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, TargetId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var target = await db.TargetAsync(by, id, cancel);
            if (!target.Succeeded) return target.Error;
            if (await db.Targets.Where(t => t.Follows == id).Select(t => t.Title).FirstOrDefaultAsync(cancel) is { } later) return new Refused($"\"{later}\" follows this target. Take that one away first.");
            db.RemoveRange(await db.TargetValues.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetActions.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetIndicators.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetEvidence.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetBaselines.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetAreas.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetDrifts.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetAnswers.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetReadiness.Where(v => v.Target == id).ToListAsync(cancel));
            db.RemoveRange(await db.TargetReviews.Where(v => v.Target == id).ToListAsync(cancel));
            db.Remove(target.Value);
            await db.RemoveRepresentationAsync(target.Value.Representation, cancel);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.Removed, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        internal static Result<string> Title(string? title) => title?.Trim() switch
        {
            null or "" => new TargetInvalid("A target needs a name by which people will speak of it."),
            { Length: > Target.MostTitle } long_ => new TargetInvalid($"A target's name has at most {Target.MostTitle} characters; this has {long_.Length}."),
            { } text => text,
        };
    }

    /// <summary>The project's target, tracked; or that it is gone.</summary>
    internal static async Task<Result<Target>> TargetAsync(this ThroughlineDb db, Acting by, TargetId id, CancellationToken cancel) =>
        await db.Targets.SingleOrDefaultAsync(t => t.Id == id && t.Project == by.Project, cancel) is { } target ? target : new TargetMissing("That target is not here any more.");

    /// <summary>Adds a target and its representation to the context; the caller saves.</summary>
    internal static async Task<Result<Target>> AddTargetAsync(this ThroughlineDb db, Acting by, string title, TargetId? follows, ListFrameworks.Shelf shelf, DateTime now, CancellationToken cancel)
    {
        var id = TargetId.New();
        var reading = await db.AddRepresentationAsync(by, new(id.Node), shelf, now, cancel);
        if (!reading.Succeeded) return reading.Error;
        var last = Math.Max(await db.Targets.Where(t => t.Project == by.Project).MaxAsync(t => (int?)t.Number, cancel) ?? 0, db.Set<Target>().Local.Select(t => t.Number).DefaultIfEmpty(0).Max());
        var target = new Target { Id = id, Project = by.Project, Number = last + 1, Title = title, Representation = reading.Value.Id, Follows = follows, Analyst = by.Analyst, MadeAt = now };
        db.Add(target);
        return target;
    }
}

/// <summary>Keeps a target's representation saying what its record says.</summary>
internal static class InStep
{
    /// <summary>Answers that follow from a field; the context holds the new value already.</summary>
    public static async Task<Error?> OfAsync(ThroughlineDb db, Target target, IReadOnlyCollection<TargetField> changed, ListFrameworks.Shelf shelf, CancellationToken cancel)
    {
        var id = target.Id;
        await db.TargetValues.Where(v => v.Target == id).LoadAsync(cancel);
        var values = db.Set<TargetValue>().Local.Where(v => v.Target == id && db.Entry(v).State != EntityState.Deleted).ToDictionary(v => v.Field, v => v.Value);
        string Of(TargetField field) => values.GetValueOrDefault(field.Name, "");
        var answers = new List<FieldAnswer>();
        foreach (var field in changed.Where(f => f.Reads is not null))
        {
            var (reads, value) = (field.Reads!, Of(field));
            if (value.Length == 0) answers.Add(FieldAnswer.Silent(reads));
            else if (field.Shape is FieldShape.Term or FieldShape.Terms)
            {
                string[] terms = [.. value.Split(' ').Where(t => !t.StartsWith("own.", StringComparison.Ordinal))];
                answers.Add(terms.Length > 0 ? new(reads.Name, FieldState.Stated, terms) : FieldAnswer.Silent(reads));
            }
            else answers.Add(new(reads.Name, FieldState.Stated, [], Cut.To(value, AnswerField.MostWords)));
        }
        if (changed.Any(f => f == TargetField.Mechanism || f == TargetField.Steps || f == TargetField.Then || f == TargetField.IfWe))
        {
            var degree = Of(TargetField.Steps).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 2 ? "with-steps" : Of(TargetField.IfWe).Length > 0 && Of(TargetField.Then).Length > 0 ? "described" : Of(TargetField.Mechanism).Length > 0 ? "named" : null;
            answers.Add(degree is null ? FieldAnswer.Silent(RepresentationField.MechanismDegree) : new(RepresentationField.MechanismDegree.Name, FieldState.Stated, [$"{RepresentationField.MechanismDegree.Vocabulary.Under}.{degree}"]));
        }
        if (changed.Contains(TargetField.Drivers))
        {
            var project = target.Project;
            var model = TargetModel.Of(shelf.Find(TargetModel.FrameworkId)!, await db.TargetModelParts.AsNoTracking().Where(p => p.Project == project).ToListAsync(cancel));
            string[] reach = model.Succeeded ? [.. Of(TargetField.Drivers).Split(' ').Select(d => model.Value.Find(d)?.Reach).OfType<BoxReach>().Where(r => r != BoxReach.None).Distinct().Select(r => $"{RepresentationField.Reach.Vocabulary.Under}.{r.ToString().ToLowerInvariant()}")] : [];
            answers.Add(reach.Length == 0 ? FieldAnswer.Silent(RepresentationField.Reach) : new(RepresentationField.Reach.Name, FieldState.Implied, reach));
        }
        if (changed.Contains(TargetField.Indicators))
        {
            await db.TargetIndicators.Where(i => i.Target == id).LoadAsync(cancel);
            var words = string.Join("; ", db.Set<TargetIndicator>().Local.Where(i => i.Target == id && db.Entry(i).State != EntityState.Deleted).OrderBy(i => i.Kind).ThenBy(i => i.Ordinal).Select(i => i.Words));
            answers.Add(words.Length == 0 ? FieldAnswer.Silent(RepresentationField.Measure) : new(RepresentationField.Measure.Name, FieldState.Stated, [], Cut.To(words, AnswerField.MostWords)));
        }
        return answers.Count == 0 ? null : await db.KeepAnswersInStepAsync(target.Representation, answers, shelf, cancel);
    }

    /// <summary>Every field that says something.</summary>
    public static Task<Error?> AllAsync(ThroughlineDb db, Target target, ListFrameworks.Shelf shelf, CancellationToken cancel)
    {
        var said = db.Set<TargetValue>().Local.Where(v => v.Target == target.Id).Select(v => TargetField.Find(v.Field)).OfType<TargetField>().ToList();
        if (db.Set<TargetIndicator>().Local.Any(i => i.Target == target.Id)) said.Add(TargetField.Indicators);
        return OfAsync(db, target, said, shelf, cancel);
    }
}

/// <summary>Writes down one field of a target, or empties it; saved at once, undoable.</summary>
public static class SetField
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks, LetGo.Handler letGo)
    {
        /// <param name="value">As the field takes it; empty takes it away.</param>
        /// <returns>Whether anything changed.</returns>
        public async Task<Result<bool>> RunAsync(Acting by, TargetId id, string field, string? value, CancellationToken cancel)
        {
            if (TargetField.Find(field) is not { } one) return new TargetInvalid($"\"{field}\" is no field of a target. The fields are {string.Join(", ", TargetField.All)}.");
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var target = await db.TargetAsync(by, id, cancel);
            if (!target.Succeeded) return target.Error;
            var changed = await WriteAsync(db, by, target.Value, one, value, shelf, clock.GetUtcNow().UtcDateTime, cancel);
            if (!changed.Succeeded) return changed.Error;
            if (!changed.Value) return false;
            if (await InStep.OfAsync(db, target.Value, [one], shelf, cancel) is { } wrong) return wrong;
            await letGo.RunAsync(db, target.Value, cancel);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.FieldSet, id.Node, new Dictionary<string, object?> { ["field"] = one.Name }), cancel);
            return saved.Succeeded ? true : saved.Error;
        }
    }

    internal static async Task<Result<bool>> WriteAsync(ThroughlineDb db, Acting by, Target target, TargetField field, string? value, ListFrameworks.Shelf shelf, DateTime now, CancellationToken cancel)
    {
        var (id, project, name, kind) = (target.Id, by.Project, field.Name, field == TargetField.Kind);
        var there = await db.TargetValues.SingleOrDefaultAsync(v => v.Target == id && v.Field == name, cancel);
        var own = field.TakesOwn ? (await db.TargetModelParts.AsNoTracking().Where(p => p.Project == project && !p.IsArrow && (!kind || p.BoxType == "inequality")).ToListAsync(cancel)).ConvertAll(TargetModel.BoxIdOf) : [];
        var read = field.Check(value, shelf, own, there?.Value ?? "");
        if (!read.Succeeded) return read.Error;
        var (before, after) = (there?.Value ?? "", read.Value);
        if (before == after) return false;
        var baseline = await db.TargetBaselines.AsNoTracking().SingleOrDefaultAsync(b => b.Target == id, cancel);
        if (baseline is not null && field.Shape is FieldShape.Day or FieldShape.Days && field != TargetField.Begins && PeriodEnd.Of(baseline!.Period) is { } ends
            && after.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TargetField.Day).OfType<DateOnly>().FirstOrDefault(d => d <= ends) is { } early && early != default)
            return new TargetInvalid(string.Create(CultureInfo.InvariantCulture, $"{field.Label}: {early:d MMMM yyyy} is not after the baseline, whose period {baseline.Period} ends on {ends:d MMMM yyyy}. Choose a later day, or fix another baseline."));
        if (after.Length == 0) db.Remove(there!);
        else if (there is null) db.Add(new TargetValue { Target = id, Field = name, Value = after, Analyst = by.Analyst });
        else (there.Value, there.Analyst) = (after, by.Analyst);
        // What is said for the first time after the baseline is no change of what was said; what was emptied after it and is said anew is.
        if (baseline is not null && field.IsWatched && field != TargetField.GoalOf && (before.Length > 0 || await db.TargetDrifts.AnyAsync(d => d.Target == id && d.Field == name, cancel))) db.Add(new TargetDrift { Id = DriftId.New(), Target = id, Field = name, Before = before, After = after, Analyst = by.Analyst, At = now });
        if (baseline is not null && (field == TargetField.GoalOf || field == TargetField.Aim) && await MeasureAsync(db, id, field, before, after, cancel) is var (was, now_)) db.Add(new TargetDrift { Id = DriftId.New(), Target = id, Field = TargetField.GoalOf.Name, Before = was, After = now_, Analyst = by.Analyst, At = now });
        return true;
    }

    /// <summary>The number that is judged, before and after a change of what the goal is for or of the aim it otherwise follows from. Null where it is one and the same, or was not said and there was nothing yet to judge by it: neither a goal nor a review.</summary>
    private static async Task<(string Before, string After)?> MeasureAsync(ThroughlineDb db, TargetId id, TargetField field, string before, string after, CancellationToken cancel)
    {
        async Task<string> OfAsync(TargetField of) => await db.TargetValues.AsNoTracking().Where(v => v.Target == id && v.Field == of.Name).Select(v => v.Value).SingleOrDefaultAsync(cancel) ?? "";
        var (said, aim) = (await OfAsync(TargetField.GoalOf), await OfAsync(TargetField.Aim));
        var (was, now) = field == TargetField.GoalOf ? (TargetRecord.GoalOfWhere(before, aim), TargetRecord.GoalOfWhere(after, aim)) : (TargetRecord.GoalOfWhere(said, before), TargetRecord.GoalOfWhere(said, after));
        if (was == now) return null;
        var stands = field == TargetField.GoalOf && before.Length > 0 || (await OfAsync(TargetField.Goal)).Length > 0 || await db.TargetReviews.AnyAsync(r => r.Target == id, cancel);
        return stands ? (was, now) : null;
    }
}
