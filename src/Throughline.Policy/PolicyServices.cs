using Microsoft.Extensions.DependencyInjection;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Attention;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Sources;

namespace Throughline.Policy;

public static class PolicyServices
{
    public static IServiceCollection AddPolicy(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Statement>>();
        services.AddLogActions(typeof(PolicyActions));
        services.AddSingleton<IHoldText, PolicyWords>();
        services.AddSingleton<IThreadContributor, PolicyThread>();
        services.AddSingleton<IDateSources, PolicyDates>();
        services.AddSingleton<ISetReadingsAside, PolicyAside>();
        services.AddSingleton<IWorkOnSources, TheoryWork>();
        services.AddSingleton<IHoldTerms, PolicyTerms>();
        services.AddSingleton<IUseFrameworks, PolicyFrameworks>();
        services.AddSingleton(provider => PolicyLexicons.Of(provider.GetRequiredService<FrameworkCatalogue>().All) is var shipped && shipped.Succeeded ? shipped.Value : throw new InvalidOperationException(shipped.Error!.Message));
        services.AddSingleton(provider => CountAttention.TopicSet.Of(provider.GetRequiredService<FrameworkCatalogue>().Find(CountAttention.FrameworkId)!, provider.GetRequiredService<PolicyLexicons>().Inequality) is var topics && topics.Succeeded ? topics.Value : throw new InvalidOperationException(topics.Error!.Message));
        services.AddHandlersOf(typeof(PolicyServices).Assembly);
        return services;
    }
}
