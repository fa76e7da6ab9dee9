using Microsoft.Extensions.DependencyInjection;
using Throughline.Synthesis.Constructs;

namespace Throughline.Synthesis;

public static class SynthesisServices
{
    public static IServiceCollection AddSynthesis(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Construct>>();
        services.AddLogActions(typeof(SynthesisActions));
        services.AddSingleton<IHoldText, SynthesisWords>();
        services.AddSingleton<IThreadContributor, SynthesisThread>();
        services.AddHandlersOf(typeof(SynthesisServices).Assembly);
        return services;
    }
}
