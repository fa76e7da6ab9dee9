using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Throughline.Storage;

/// <summary>The one context. Modules contribute their tables as <see cref="IModelPart"/>.</summary>
public sealed class ThroughlineDb(DbContextOptions<ThroughlineDb> options, IEnumerable<IModelPart> parts) : DbContext(options)
{
    /// <summary>Mark a property with this annotation when the log should keep its SHA-256 instead of its value (long texts, files).</summary>
    public const string LoggedAsHash = "Throughline:LoggedAsHash";

    private readonly IModelPart[] _parts = [.. parts];

    /// <summary>What is to be told when the transaction is committed; forgotten when it is not.</summary>
    internal List<Action> WhenCommitted { get; } = [];

    public Engine Engine => Database.ProviderName!.Contains("Sqlite", StringComparison.Ordinal) ? Engine.Sqlite : Engine.PostgreSql;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        var sqlite = Engine == Engine.Sqlite;
        var idTypes = _parts.Select(part => part.GetType()).SelectMany(type => type.GenericTypeArguments.Append(type)).Select(type => type.Assembly)
            .Append(typeof(ProjectId).Assembly).Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsValueType && !type.IsGenericTypeDefinition && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)));
        foreach (var type in idTypes)
            configurationBuilder.Properties(type).HaveConversion((sqlite ? typeof(IdToBytes<>) : typeof(IdToGuid<>)).MakeGenericType(type));
        if (sqlite) configurationBuilder.Properties<Guid>().HaveConversion<GuidToBytes>();
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTime>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ThroughlineDb).Assembly);
        foreach (var part in _parts) part.Configure(modelBuilder);
        // Nothing is dropped silently: what later work rests on cannot be deleted from under it.
        foreach (var key in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetForeignKeys()))
            key.DeleteBehavior = DeleteBehavior.Restrict;
        foreach (var type in modelBuilder.Model.GetEntityTypes())
            foreach (var property in type.GetProperties())
            {
                if (property.IsPrimaryKey() && property.ClrType != typeof(int) && property.ClrType != typeof(long)) property.ValueGenerated = ValueGenerated.Never;
                // A decision is changed only as its analyst saw it: what another writer changed in between is refused, not written over.
                // Long texts and files are left out, as their owners never change in place.
                if (!property.IsPrimaryKey() && !typeof(IUnlogged).IsAssignableFrom(type.ClrType) && property.ClrType != typeof(byte[]) && property.FindAnnotation(LoggedAsHash) is null) property.IsConcurrencyToken = true;
            }
    }
}
