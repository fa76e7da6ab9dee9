using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Throughline.Storage;

public static class StorageServices
{
    public const string SqliteMigrations = "Throughline.Storage.Sqlite";
    public const string PostgreSqlMigrations = "Throughline.Storage.PostgreSql";

    public static IServiceCollection AddStorage(this IServiceCollection services, DatabaseAddress address)
    {
        services.AddSingleton(address);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ChangeLog>();
        services.AddSingleton<Undo>();
        services.AddSingleton<VerifyLog>();
        services.AddSingleton<CurrentSeq>();
        services.AddSingleton<Database>();
        services.AddSingleton<RestoreFile>();
        services.AddSingleton<IHoldText, LoggedWords>();
        services.AddSingleton<Vocabularies>();
        services.AddSingleton<Scrub>();
        services.AddDbContextFactory<ThroughlineDb>(options => Configure(options, address));
        // Interceptors: what a module does within every save, such as keeping the search index in step.
        services.AddDbContextFactory<ThroughlineDb>((provider, options) =>
        {
            Configure(options, address);
            options.AddInterceptors(provider.GetServices<IInterceptor>());
        });
        return services;
    }

    public static void Configure(DbContextOptionsBuilder options, DatabaseAddress address)
    {
        options.AddInterceptors(new TellWhenCommitted());
        if (address.Engine == Engine.Sqlite)
        {
            options.UseSqlite(new SqliteConnectionStringBuilder { DataSource = address.Value, ForeignKeys = true, DefaultTimeout = 30 }.ConnectionString,
                sqlite => sqlite.MigrationsAssembly(SqliteMigrations).UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery));
            options.AddInterceptors(new SqlitePragmas(address.MaxPages));
        }
        else
        {
            options.UseNpgsql(address.Value, npgsql => npgsql.MigrationsAssembly(PostgreSqlMigrations).UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery));
        }
    }

    /// <summary>What was acknowledged survives a pulled plug (WAL, full sync); what is deleted is overwritten (secure delete).</summary>
    private sealed class SqlitePragmas(long? maxPages) : DbConnectionInterceptor
    {
        private readonly string _sql = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
            + (maxPages is { } pages ? $" PRAGMA max_page_count={pages};" : "");

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = _sql;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = _sql;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
