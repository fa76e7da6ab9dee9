using Microsoft.Extensions.DependencyInjection;
using Throughline.Files;

namespace Throughline.Sources;

public static class SourceServices
{
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Source>>();
        services.AddLogActions(typeof(SourceActions)).AddLogActions(typeof(WordActions));
        services.AddSingleton<IHoldText, SourceWords>();
        services.AddSingleton<IThreadContributor, SourceThread>();
        services.AddSingleton<Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor, IndexOnSave>();
        services.AddSingleton(new ReadFile(ReadFile.AllReaders));
        services.AddSingleton(ReadLimits.Default);
        services.AddSingleton<IJobHandler, ImportFiles.Worker>();
        services.AddHandlersOf(typeof(SourceServices).Assembly);
        return services;
    }
}
