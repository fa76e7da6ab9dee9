using Microsoft.Extensions.DependencyInjection;
using Throughline.Framing.Frameworks;

namespace Throughline.Framing;

public static class FramingActions
{
    public static readonly LogAction FrameworkAdded = new("framework.add", "added a framework of its own to");
    public static readonly LogAction FrameworkRemoved = new("framework.remove", "took away a framework of its own from");
}

public static class FramingServices
{
    public static IServiceCollection AddFraming(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<OwnFramework>>();
        services.AddLogActions(typeof(FramingActions));
        services.AddSingleton(_ => FrameworkCatalogue.Load());
        services.AddSingleton<IHoldText, FramingWords>();
        services.AddHandlersOf(typeof(FramingServices).Assembly);
        return services;
    }
}
