using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Throughline.Projects;

/// <summary>The ids that a row of any table holds: of itself and of what it is about. A project's and an analyst's are not among them.</summary>
internal sealed class RowIds
{
    private static readonly ConcurrentDictionary<Type, RowIds> Known = new();

    private RowIds(IEntityType type)
    {
        var key = type.FindPrimaryKey()!.Properties;
        All = [.. type.GetProperties().Where(p => p.PropertyInfo is not null && IsId(p.ClrType)).Select(p => p.PropertyInfo!)];
        Key = key is [var own] && IsId(own.ClrType) ? own.PropertyInfo : null;
        Analyst = type.FindProperty("Analyst") is { ClrType: var of } by && of == typeof(AnalystId) ? by.PropertyInfo : null;
        About = [.. All.Where(p => p != Key)];
    }

    /// <summary>The row's own id; null where its key is made of several.</summary>
    public PropertyInfo? Key { get; }

    /// <summary>Whose decision the row is; null where it is nobody's.</summary>
    public PropertyInfo? Analyst { get; }

    public IReadOnlyList<PropertyInfo> All { get; }

    /// <summary>Those of what the row is about, its own id left out.</summary>
    public IReadOnlyList<PropertyInfo> About { get; }

    public static RowIds Of(IEntityType type) => Known.GetOrAdd(type.ClrType, _ => new(type));

    /// <summary>The row's own id; null where its key is made of several.</summary>
    public static Guid? KeyOf(IEntityType type, object row) => Of(type).Key is { } key ? Read(key, row) : null;

    public IEnumerable<Guid> In(object row)
    {
        foreach (var property in All)
            if (Read(property, row) is { } id) yield return id;
    }

    /// <summary>The type of id that a column holds, an empty one or not; a plain <see cref="Guid"/> may be any thing's.</summary>
    public static Type KindOf(PropertyInfo column) => Nullable.GetUnderlyingType(column.PropertyType) ?? column.PropertyType;

    /// <summary>What the things are called whose ids a column holds ("source"); null where it may hold any thing's, or that of something without a name.</summary>
    public static string? NameOf(PropertyInfo column) => KindOf(column) is var kind && kind.GetProperty("Node")?.GetValue(Activator.CreateInstance(kind)) is NodeRef node ? node.Kind : null;

    /// <summary>The type of one of the ids that the row holds.</summary>
    public Type KindOf(object row, Guid id) => KindOf(All.First(property => Read(property, row) == id));

    private static Guid? Read(PropertyInfo property, object row) => property.GetValue(row) switch
    {
        null => null,
        Guid id => id,
        var typed => (Guid)typed.GetType().GetProperty("Value")!.GetValue(typed)!,
    };

    private static bool IsId(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(Guid) || (type != typeof(ProjectId) && type != typeof(AnalystId) && type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)));
    }
}
