using Microsoft.Extensions.DependencyInjection;

namespace Throughline.Exchange;

public static class ExchangeServices
{
    public static IServiceCollection AddExchange(this IServiceCollection services)
    {
        services.AddLogActions(typeof(ExchangeActions));
        services.AddHandlersOf(typeof(ExchangeServices).Assembly);
        return services;
    }
}
