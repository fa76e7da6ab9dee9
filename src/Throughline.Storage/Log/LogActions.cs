using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Storage;

public static class LogActions
{
    /// <summary>Registers every public static <see cref="LogAction"/> field of a class, so that undo knows what each entry allows. Registering a class again changes nothing.</summary>
    public static IServiceCollection AddLogActions(this IServiceCollection services, Type declaring)
    {
        foreach (var action in In(declaring))
            if (!services.Any(there => ReferenceEquals(there.ImplementationInstance, action))) services.AddSingleton(action);
        return services;
    }

    public static IEnumerable<LogAction> In(Type declaring) =>
        declaring.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.FieldType == typeof(LogAction)).Select(f => (LogAction)f.GetValue(null)!);
}
