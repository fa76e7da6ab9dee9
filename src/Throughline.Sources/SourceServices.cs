using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Sources;

public static class SourceServices
{
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Source>>();
        services.AddLogActions(typeof(SourceActions));
        services.AddSingleton<IThreadContributor, SourceThread>();
        services.AddSingleton<Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor, IndexOnSave>();
        services.AddHandlersOf(typeof(SourceServices).Assembly);
        return services;
    }
}
