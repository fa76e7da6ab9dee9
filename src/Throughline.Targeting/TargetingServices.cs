using Microsoft.Extensions.DependencyInjection;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting;

public static class TargetingActions
{
    public static readonly LogAction Added = new("target.add", "began the target");
    public static readonly LogAction Renamed = new("target.rename", "renamed the target");
    public static readonly LogAction Removed = new("target.remove", "took away a target,");
    public static readonly LogAction Imported = new("target.import", "imported targets into");
    public static readonly LogAction FieldSet = new("target.field", "wrote down a field of the target");
    public static readonly LogAction ActionsChanged = new("target.actions", "changed the actions of the target");
    public static readonly LogAction IndicatorsChanged = new("target.indicators", "changed the indicators of the target");
    public static readonly LogAction EvidenceAdded = new("target.evidence", "tied evidence to the target");
    public static readonly LogAction EvidenceRemoved = new("target.evidence-remove", "untied evidence from the target");
    public static readonly LogAction BaselineFixed = new("target.baseline", "fixed the baseline of the target");
    public static readonly LogAction AreaChecked = new("target.area", "checked the area of the target");
    public static readonly LogAction QuestionAnswered = new("target.answer", "answered a question about the target");
    public static readonly LogAction ReadinessNoted = new("target.readiness", "noted how ready we are for the target");
    public static readonly LogAction Reviewed = new("target.review", "reviewed the target");
    public static readonly LogAction ReviewRemoved = new("target.review-remove", "took away a review of the target");
    public static readonly LogAction ModelExtended = new("target-model.extend", "extended the model of causes and sites of");
    public static readonly LogAction ModelPartRemoved = new("target-model.remove", "took away a part of its own from the model of");
}

public static class TargetingServices
{
    public static IServiceCollection AddTargeting(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Target>>();
        services.AddLogActions(typeof(TargetingActions));
        services.AddSingleton<IThreadContributor, TargetingThread>();
        services.AddSingleton<IHoldText, TargetingWords>();
        services.AddSingleton<Throughline.Framing.Representations.IHoldTerms, TargetTerms>();
        services.AddHandlersOf(typeof(TargetingServices).Assembly);
        return services;
    }
}
