using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Throughline.Storage;

/// <summary>One table of what a project holds.</summary>
/// <param name="Name">The table's name, the same on both engines.</param>
public sealed record ProjectTable(string Name, IEntityType Type)
{
    /// <summary>Long values that are files rather than text: they travel beside the rows.</summary>
    public IReadOnlyList<string> FileProperties { get; } = [.. Type.GetProperties().Where(p => p.ClrType == typeof(byte[]) && p.FindAnnotation(ThroughlineDb.LoggedAsHash) is not null).Select(p => p.Name)];
}

/// <summary>All rows of one project as JSON that both engines read and write alike: how a project leaves a database whole, and comes into another.</summary>
public static class ProjectRows
{
    private static readonly Type[] Log = [typeof(LogHead), typeof(LogEntry), typeof(LogValue)];
    private static readonly ConditionalWeakTable<IModel, IReadOnlyList<ProjectTable>> Known = [];
    private static readonly MethodInfo SetOf = typeof(DbContext).GetMethods().Single(m => m.Name == nameof(DbContext.Set) && m.GetParameters().Length == 0);
    private static readonly MethodInfo StreamOf = typeof(ProjectRows).GetMethod(nameof(StreamAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The tables whose rows are a project's, in an order in which rows can be added: what others rest on comes first, the log last.</summary>
    /// <remarks>What is no analyst's decision (<see cref="IUnlogged"/>: jobs, places, indexes) is left out; it is made anew.</remarks>
    public static IReadOnlyList<ProjectTable> Tables(IModel model) => Known.GetValue(model, Ordered);

    private static IReadOnlyList<ProjectTable> Ordered(IModel model)
    {
        var types = model.GetEntityTypes().Where(t => t.GetTableName() is not null && !t.IsOwned() && !typeof(IUnlogged).IsAssignableFrom(t.ClrType) && BelongsToProject(t)).ToList();
        var ordered = new List<IEntityType>();
        while (types.Count > 0)
        {
            var free = types.Where(t => t.GetForeignKeys().All(k => k.PrincipalEntityType == t || !types.Contains(k.PrincipalEntityType))).OrderBy(t => t.GetTableName(), StringComparer.Ordinal).ToList();
            if (free.Count == 0) throw new InvalidOperationException($"These tables rest on one another in a ring: {string.Join(", ", types.Select(t => t.GetTableName()))}.");
            ordered.AddRange(free);
            types.RemoveAll(free.Contains);
        }
        ordered.RemoveAll(t => Log.Contains(t.ClrType));
        ordered.AddRange(Log.Select(t => model.FindEntityType(t)!));
        return [.. ordered.Select(t => new ProjectTable(t.GetTableName()!, t))];
    }

    /// <summary>Begins a transaction that sees one state of the database to its end and keeps no writer waiting.</summary>
    public static async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> BeginReadingAsync(ThroughlineDb db, CancellationToken cancel)
    {
        if (db.Engine == Engine.PostgreSql) return await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await db.Database.OpenConnectionAsync(cancel);
        return (await db.Database.UseTransactionAsync(((Microsoft.Data.Sqlite.SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true), cancel))!;
    }

    /// <summary>The rows of one table, in the order of their key.</summary>
    public static IAsyncEnumerable<object> ReadAsync(ThroughlineDb db, ProjectTable table, ProjectId project, CancellationToken cancel) =>
        (IAsyncEnumerable<object>)StreamOf.MakeGenericMethod(table.Type.ClrType).Invoke(null, [db, table.Type, project, cancel])!;

    /// <summary>A row's values by property name, in the order of names. Times are UTC to the microsecond, bytes base64, ids hyphenated.</summary>
    public static JsonObject ToJson(ProjectTable table, object row)
    {
        var image = new JsonObject();
        foreach (var property in table.Type.GetProperties().OrderBy(p => p.Name, StringComparer.Ordinal))
            image[property.Name] = table.FileProperties.Contains(property.Name) ? null : RowImage.ToJson(property, ValueOf(property, row), whole: true);
        return image;
    }

    public static byte[]? FileOf(ProjectTable table, object row, string property) => (byte[]?)ValueOf(table.Type.FindProperty(property)!, row);

    /// <summary>The row's key as the log writes it, a JSON array.</summary>
    public static string KeyOf(ProjectTable table, JsonObject row) =>
        new JsonArray([.. table.Type.FindPrimaryKey()!.Properties.Select(p => row[p.Name]?.DeepClone())]).ToJsonString();

    /// <summary>Adds a row to the context from its JSON; the caller saves.</summary>
    /// <param name="files">The values of <see cref="ProjectTable.FileProperties"/>.</param>
    /// <exception cref="FormatException">A value is missing, unknown or of another kind; names the property.</exception>
    public static object Add(ThroughlineDb db, ProjectTable table, JsonObject json, IReadOnlyDictionary<string, byte[]?> files)
    {
        var row = Activator.CreateInstance(table.Type.ClrType, nonPublic: true)!;
        var entry = db.Entry(row);
        foreach (var (name, _) in json)
            if (table.Type.FindProperty(name) is null) throw new FormatException($"{table.Name} has no {name}");
        foreach (var property in table.Type.GetProperties())
        {
            object? value;
            if (table.FileProperties.Contains(property.Name)) value = files.GetValueOrDefault(property.Name) ?? (property.IsNullable ? null : Array.Empty<byte>());
            else
            {
                if (!json.TryGetPropertyValue(property.Name, out var node)) throw new FormatException($"{table.Name} lacks {property.Name}");
                value = Read(table, property, node);
            }
            entry.Property(property.Name).CurrentValue = value;
        }
        db.Add(row);
        return row;
    }

    /// <summary>A row as an image of the change log has it, in no context. What the log keeps only as a hash is left empty.</summary>
    public static object FromImage(IEntityType type, string image)
    {
        var row = Activator.CreateInstance(type.ClrType, nonPublic: true)!;
        foreach (var (name, value) in RowImage.Values(type, image)) type.FindProperty(name)!.PropertyInfo!.SetValue(row, value);
        return row;
    }

    /// <summary>Gives a tracked row the values of its JSON.</summary>
    /// <exception cref="FormatException">A value is of another kind.</exception>
    public static void Set(ThroughlineDb db, ProjectTable table, object row, JsonObject json)
    {
        var entry = db.Entry(row);
        foreach (var property in table.Type.GetProperties().Where(p => !p.IsPrimaryKey() && !table.FileProperties.Contains(p.Name)))
            if (json.TryGetPropertyValue(property.Name, out var node)) entry.Property(property.Name).CurrentValue = Read(table, property, node);
    }

    /// <summary>The row of a key as the log writes it, tracked; null where there is none.</summary>
    /// <exception cref="FormatException">The key is none of this table.</exception>
    public static async Task<object?> FindAsync(ThroughlineDb db, ProjectTable table, string key, CancellationToken cancel)
    {
        try
        {
            return await db.FindAsync(table.Type.ClrType, RowImage.Key(table.Type, key)!, cancel);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException or ArgumentException or System.Text.Json.JsonException)
        {
            throw new FormatException($"{key} is no key of {table.Name}");
        }
    }

    private static object? Read(ProjectTable table, IProperty property, JsonNode? node)
    {
        if (node is null && !property.IsNullable) throw new FormatException($"{table.Name}.{property.Name} is empty");
        try
        {
            return RowImage.FromJson(property.ClrType, node);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"{table.Name}.{property.Name} is {node!.ToJsonString()}");
        }
    }

    private static object? ValueOf(IProperty property, object row) => property.PropertyInfo is { } info ? info.GetValue(row) : property.FieldInfo!.GetValue(row);

    private static bool BelongsToProject(IEntityType type) => BelongsToProject(type, []);

    private static bool BelongsToProject(IEntityType type, HashSet<IEntityType> seen) => seen.Add(type) && (ProjectProperty(type) is not null || KeyTowardsProject(type, seen) is not null);

    private static IProperty? ProjectProperty(IEntityType type) => type.GetProperties().FirstOrDefault(p => p.ClrType == typeof(ProjectId));

    private static IForeignKey? KeyTowardsProject(IEntityType type, HashSet<IEntityType>? seen = null) =>
        type.GetForeignKeys().OrderBy(k => k.Properties.Any(p => p.IsNullable)).ThenBy(k => k.PrincipalEntityType.Name, StringComparer.Ordinal)
            .FirstOrDefault(k => k.Properties.Count == 1 && !k.Properties[0].IsNullable && k.PrincipalEntityType != type && BelongsToProject(k.PrincipalEntityType, seen is null ? [type] : [.. seen]));

    private static async IAsyncEnumerable<object> StreamAsync<T>(ThroughlineDb db, IEntityType type, ProjectId project, [EnumeratorCancellation] CancellationToken cancel) where T : class
    {
        var row = Expression.Parameter(typeof(T), "row");
        IQueryable<T> rows = db.Set<T>().AsNoTracking().Where(Expression.Lambda<Func<T, bool>>(Belongs(db, type, row, project), row));
        IOrderedQueryable<T>? ordered = null;
        foreach (var key in type.FindPrimaryKey()!.Properties) ordered = ordered is null ? rows.OrderBy(r => EF.Property<object>(r, key.Name)) : ordered.ThenBy(r => EF.Property<object>(r, key.Name));
        await foreach (var one in ordered!.AsAsyncEnumerable().WithCancellation(cancel)) yield return one;
    }

    /// <summary>The project within a query as the compiler would write a local variable: sent as a parameter, so that a query is translated once and not once for each project.</summary>
    private sealed record Of(ProjectId Project);

    private static Expression Belongs(ThroughlineDb db, IEntityType type, Expression row, ProjectId project)
    {
        if (ProjectProperty(type) is { } own) return Expression.Equal(Expression.Property(row, own.PropertyInfo!), Expression.Property(Expression.Constant(new Of(project)), nameof(Of.Project)));
        var key = KeyTowardsProject(type)!;
        var principal = key.PrincipalEntityType;
        var above = Expression.Parameter(principal.ClrType, "above" + principal.ClrType.Name);
        var same = Expression.Equal(Expression.Property(above, key.PrincipalKey.Properties[0].PropertyInfo!), Expression.Property(row, key.Properties[0].PropertyInfo!));
        var condition = Expression.Lambda(Expression.AndAlso(Belongs(db, principal, above, project), same), above);
        var set = Expression.Call(Expression.Constant(db), SetOf.MakeGenericMethod(principal.ClrType));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Any), [principal.ClrType], set, condition);
    }
}
