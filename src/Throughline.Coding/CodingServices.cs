using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Coding;

public static class CodingServices
{
    public static IServiceCollection AddCoding(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Code>>();
        services.AddLogActions(typeof(CodingActions)).AddLogActions(typeof(ThemeActions)).AddLogActions(typeof(AskingActions));
        services.AddSingleton<IThreadContributor, CodingThread>();
        services.AddSingleton<IThreadContributor, ThemeThread>();
        services.AddSingleton<IHoldText, CodingWords>();
        services.AddSingleton<IHoldText, ThemeWords>();
        services.AddSingleton<IndexWatch>();
        services.AddHandlersOf(typeof(CodingServices).Assembly);
        return services;
    }
}
