using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Projects;

public static class ProjectServices
{
    public static IServiceCollection AddProjects(this IServiceCollection services)
    {
        services.AddSingleton<IModelPart, ModelPart<Project>>();
        services.AddLogActions(typeof(ProjectActions)).AddLogActions(typeof(Undo));
        services.AddHandlersOf(typeof(ProjectServices).Assembly);
        services.AddSingleton<Jobs>();
        services.AddSingleton<Backups>();
        services.AddSingleton<IHoldText, ProjectWords>();
        return services;
    }

    /// <summary>Registers every nested class called Handler of an assembly's use cases. They hold no state between calls.</summary>
    public static IServiceCollection AddHandlersOf(this IServiceCollection services, System.Reflection.Assembly assembly)
    {
        foreach (var handler in assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, IsNested: true, Name: "Handler" })) services.AddSingleton(handler);
        return services;
    }
}
