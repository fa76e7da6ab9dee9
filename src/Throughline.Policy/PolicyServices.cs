using Microsoft.Extensions.DependencyInjection;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Attention;
using Throughline.Policy.Finding;

namespace Throughline.Policy;

public static class PolicyServices
{
    public static IServiceCollection AddPolicy(this IServiceCollection services)
    {
        services.AddSingleton(provider => PolicyLexicons.Of(provider.GetRequiredService<FrameworkCatalogue>().All) is var shipped && shipped.Succeeded ? shipped.Value : throw new InvalidOperationException(shipped.Error!.Message));
        services.AddSingleton(provider => CountAttention.TopicSet.Of(provider.GetRequiredService<FrameworkCatalogue>().Find(CountAttention.FrameworkId)!, provider.GetRequiredService<PolicyLexicons>().Inequality) is var topics && topics.Succeeded ? topics.Value : throw new InvalidOperationException(topics.Error!.Message));
        services.AddHandlersOf(typeof(PolicyServices).Assembly);
        return services;
    }
}
