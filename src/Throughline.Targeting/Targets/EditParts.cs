using Microsoft.EntityFrameworkCore;
using Throughline.Equity;
using Throughline.Framing.Frameworks;
using Throughline.Targeting.Questions;

namespace Throughline.Targeting.Targets;

/// <summary>Adds, rewords or takes away what is done.</summary>
public static class EditActions
{
    /// <param name="Driver">The box of the model it acts on; empty where that is not said.</param>
    public sealed record Request(string Words, ActionLevel Level, ActionApproach Approach, Uptake Uptake, string Driver = "");

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, Modelling.ReadModel.Handler model, LetGo.Handler letGo)
    {
        /// <param name="id">Null adds one.</param>
        public async Task<Result<ActionId>> SaveAsync(Acting by, TargetId target, ActionId? id, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (PartText.Check("An action", request.Words, TargetAction.MostWords) is { } unfit) return unfit;
            if (!Enum.IsDefined(request.Level) || !Enum.IsDefined(request.Approach) || !Enum.IsDefined(request.Uptake)) return new TargetInvalid("The level, approach or uptake is none that there is. Choose one from its list.");
            if (request.Driver.Length > 0 && (await model.RunAsync(by.Project, cancel)).Model.Find(request.Driver) is not { Type: not "inequality" }) return new TargetInvalid($"\"{request.Driver}\" is no cause or driver of the model. Choose one from the list.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var of = await db.TargetAsync(by, target, cancel);
            if (!of.Succeeded) return of.Error;
            var action = id is { } one ? await db.TargetActions.SingleOrDefaultAsync(a => a.Id == one && a.Target == target, cancel) : null;
            if (id is not null && action is null) return new TargetMissing("That action is not here any more.");
            if (action is null) db.Add(action = new TargetAction { Id = ActionId.New(), Target = target, Ordinal = (await db.TargetActions.Where(a => a.Target == target).MaxAsync(a => (int?)a.Ordinal, cancel) ?? 0) + 1 });
            (action.Words, action.Level, action.Approach, action.Uptake, action.Driver) = (request.Words.Trim(), request.Level, request.Approach, request.Uptake, request.Driver);
            if (!db.ChangeTracker.HasChanges()) return action.Id;
            await letGo.RunAsync(db, of.Value, cancel);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.ActionsChanged, target.Node), cancel);
            return saved.Succeeded ? action.Id : saved.Error;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, TargetId target, ActionId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var of = await db.TargetAsync(by, target, cancel);
            if (!of.Succeeded) return of.Error;
            if (await db.TargetActions.SingleOrDefaultAsync(a => a.Id == id && a.Target == target, cancel) is not { } action) return new TargetMissing("That action is not here any more.");
            db.Remove(action);
            await letGo.RunAsync(db, of.Value, cancel);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.ActionsChanged, target.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Adds, redefines or takes away an indicator. After the baseline that is drift, and is recorded.</summary>
public static class EditIndicators
{
    /// <param name="Months">From an action until it could be seen to move; null where nobody can say.</param>
    /// <param name="Figure">The figure of Equity that measures it; null where there is none.</param>
    public sealed record Request(string Words, IndicatorKind Kind, InHandsOf Hands, int? Months = null, Guid? Figure = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks, LetGo.Handler letGo)
    {
        /// <param name="id">Null adds one.</param>
        public async Task<Result<IndicatorId>> SaveAsync(Acting by, TargetId target, IndicatorId? id, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            if (PartText.Check("An indicator", request.Words, TargetIndicator.MostWords) is { } unfit) return unfit;
            if (request.Months is < 0 or > 600) return new TargetInvalid($"{request.Months} months until an indicator moves cannot be: give 0 to 600.");
            if (!Enum.IsDefined(request.Kind) || !Enum.IsDefined(request.Hands)) return new TargetInvalid("The kind of indicator, or in whose hands it lies, is none that there is. Choose one from its list.");
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var of = await db.TargetAsync(by, target, cancel);
            if (!of.Succeeded) return of.Error;
            var indicator = id is { } one ? await db.TargetIndicators.SingleOrDefaultAsync(i => i.Id == one && i.Target == target, cancel) : null;
            if (id is not null && indicator is null) return new TargetMissing("That indicator is not here any more.");
            if (request.Figure is { } figure && figure != indicator?.Figure && !await db.Figures.AnyAsync(f => f.Id == new FigureId(figure) && f.Project == by.Project, cancel)) return new FigureMissing("That figure is not here any more. Choose another, or none.");
            var before = indicator is null ? "" : await WordsAsync(db, indicator, cancel);
            if (indicator is null) db.Add(indicator = new TargetIndicator { Id = IndicatorId.New(), Target = target, Ordinal = (await db.TargetIndicators.Where(i => i.Target == target).MaxAsync(i => (int?)i.Ordinal, cancel) ?? 0) + 1 });
            (indicator.Words, indicator.Kind, indicator.Hands, indicator.Months, indicator.Figure) = (request.Words.Trim(), request.Kind, request.Hands, request.Months, request.Figure);
            if (!db.ChangeTracker.HasChanges()) return indicator.Id;
            if (await FinishAsync(db, by, of.Value, before, await WordsAsync(db, indicator, cancel), shelf, cancel) is { } wrong) return wrong;
            return indicator.Id;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, TargetId target, IndicatorId id, CancellationToken cancel)
        {
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var of = await db.TargetAsync(by, target, cancel);
            if (!of.Succeeded) return of.Error;
            if (await db.TargetIndicators.SingleOrDefaultAsync(i => i.Id == id && i.Target == target, cancel) is not { } indicator) return new TargetMissing("That indicator is not here any more.");
            db.Remove(indicator);
            return await FinishAsync(db, by, of.Value, await WordsAsync(db, indicator, cancel), "", shelf, cancel) is { } wrong ? wrong : Done.Value;
        }

        // With what it is measured by, so that another figure in its place is seen as the change it is.
        private static async Task<string> WordsAsync(ThroughlineDb db, TargetIndicator indicator, CancellationToken cancel) => indicator.Figure is { } figure
            ? $"{Words(indicator)}, measured by \"{await db.Figures.Where(f => f.Id == new FigureId(figure)).Select(f => f.Name).FirstOrDefaultAsync(cancel) ?? "a figure that is gone"}\"" : Words(indicator);

        private static string Words(TargetIndicator indicator) => $"{indicator.Kind switch { IndicatorKind.Outcome => "Outcome", IndicatorKind.Process => "Process", _ => "Balancing" }}: {indicator.Words} (in the hands of {indicator.Hands switch { InHandsOf.Ours => "us", InHandsOf.Partner => "a partner", _ => "others" }}; {(indicator.Months is { } months ? $"{months} months until it can move" : "months until it can move not said")})";

        private async Task<Error?> FinishAsync(ThroughlineDb db, Acting by, Target target, string before, string after, ListFrameworks.Shelf shelf, CancellationToken cancel)
        {
            var id = target.Id;
            // The first indicators are no change; one that is added after another was taken away is.
            if (before != after && await db.TargetBaselines.AnyAsync(b => b.Target == id, cancel) && (before.Length > 0 || await db.TargetDrifts.AnyAsync(d => d.Target == id && d.Field == TargetField.Indicators.Name && d.After == "", cancel)))
                db.Add(new TargetDrift { Id = DriftId.New(), Target = id, Field = TargetField.Indicators.Name, Before = before, After = after, Analyst = by.Analyst, At = clock.GetUtcNow().UtcDateTime });
            if (await InStep.OfAsync(db, target, [TargetField.Indicators], shelf, cancel) is { } wrong) return wrong;
            await letGo.RunAsync(db, target, cancel);
            var saved = await log.SaveAsync(db, by, new(TargetingActions.IndicatorsChanged, id.Node), cancel);
            return saved.Succeeded ? null : saved.Error;
        }
    }
}

internal static class PartText
{
    public static Error? Check(string what, string? words, int most) => words?.Trim().Length switch
    {
        null or 0 => new TargetInvalid($"{what} needs words."),
        { } length when length > most => new TargetInvalid($"{what} has at most {most} characters; this has {length}."),
        _ when words!.Contains('\0', StringComparison.Ordinal) => new TargetInvalid($"{what} holds a character that is none. Type it again."),
        _ => null,
    };
}
