using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Throughline.Coding;
using Throughline.Equity;
using Throughline.Framing;
using Throughline.Exchange;
using Throughline.Policy;
using Throughline.Projects;
using Throughline.Review;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Targeting;
using Throughline.Synthesis;
using Throughline.Web;

namespace Throughline;

/// <summary>Puts the modules together. Commands, the server and the tests all start from here.</summary>
public static class Composition
{
    public static IServiceCollection AddThroughline(this IServiceCollection services, DatabaseAddress address)
    {
        services.AddLogging();
        services.AddStorage(address);
        services.AddProjects();
        services.AddSources();
        services.AddFraming();
        services.AddCoding();
        services.AddEquity();
        services.AddPolicy();
        services.AddTargeting();
        services.AddReview();
        services.AddSynthesis();
        services.AddExchange();
        services.AddSingleton<Exchange.Plans.IWorkApart, WorkApart>();
        services.AddHandlersOf(typeof(FollowThread).Assembly);
        services.AddSingleton<FollowThread>();
        services.AddSingleton<DescribeChange>();
        return services;
    }
}

/// <summary>How <c>dotnet ef migrations add</c> finds the model: the engine is named by the environment variable EF_ENGINE.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<ThroughlineDb>
{
    public ThroughlineDb CreateDbContext(string[] args)
    {
        var address = Environment.GetEnvironmentVariable("EF_ENGINE") == "PostgreSql" ? DatabaseAddress.PostgreSql("Host=localhost;Database=design") : DatabaseAddress.SqliteFile("design.db");
        return new ServiceCollection().AddThroughline(address).BuildServiceProvider().GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContext();
    }
}
