using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Throughline.Storage;

/// <summary>Rows that point at a thing by its kind and id, where no foreign key holds it: a memo, the evidence of a target, what was given out.</summary>
public static class NamedRows
{
    private sealed record Pointer(IEntityType Type, string Kind, string Id, string? Project);

    private static readonly ConditionalWeakTable<IModel, IReadOnlyList<Pointer>> Known = [];
    private static readonly MethodInfo OfType = typeof(NamedRows).GetMethod(nameof(OfAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Those of the things that a row points at. Rows that go in the same change do not count.</summary>
    /// <remarks>Which tables point so is known from the model: each text that is called …Kind beside an id called …Id. The log names what it tells of, and holds nothing.</remarks>
    public static async Task<HashSet<Guid>> AmongAsync(ThroughlineDb db, ProjectId project, string kind, IReadOnlyCollection<Guid> things, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = new HashSet<Guid>();
        foreach (var some in things.Chunk(500))
            foreach (var pointer in Known.GetValue(db.Model, Pointers))
                found.UnionWith(await (Task<IReadOnlyList<Guid>>)OfType.MakeGenericMethod(pointer.Type.ClrType).Invoke(null, [db, pointer, project, kind, some, cancel])!);
        return found;
    }

    /// <summary>What a row points at by kind and id; null for a row that does not.</summary>
    public static NodeRef? Of(ThroughlineDb db, object row)
    {
        ArgumentNullException.ThrowIfNull(db);
        var entry = db.Entry(row);
        return Known.GetValue(db.Model, Pointers).FirstOrDefault(p => p.Type == entry.Metadata) is { } pointer && entry.Property(pointer.Kind).CurrentValue is string kind && entry.Property(pointer.Id).CurrentValue is Guid id ? new(kind, id) : null;
    }

    private static IReadOnlyList<Pointer> Pointers(IModel model) =>
    [
        .. from table in ProjectRows.Tables(model)
           where table.Type.ClrType != typeof(LogEntry)
           from kind in table.Type.GetProperties()
           where kind.ClrType == typeof(string) && kind.Name.EndsWith("Kind", StringComparison.Ordinal)
           let id = table.Type.FindProperty(kind.Name[..^4] + "Id")
           where id?.ClrType == typeof(Guid)
           select new Pointer(table.Type, kind.Name, id!.Name, table.Type.GetProperties().FirstOrDefault(p => p.ClrType == typeof(ProjectId))?.Name),
    ];

    private static async Task<IReadOnlyList<Guid>> OfAsync<T>(ThroughlineDb db, Pointer pointer, ProjectId project, string kind, Guid[] things, CancellationToken cancel) where T : class
    {
        var (kindName, idName, projectName) = (pointer.Kind, pointer.Id, pointer.Project);
        IQueryable<T> rows = db.Set<T>();
        if (projectName is not null) rows = rows.Where(r => EF.Property<ProjectId>(r, projectName) == project);
        var found = await rows.Where(r => EF.Property<string>(r, kindName) == kind && things.Contains(EF.Property<Guid>(r, idName))).ToListAsync(cancel);
        return [.. found.Select(db.Entry).Where(e => e.State != EntityState.Deleted).Select(e => (Guid)e.Property(idName).CurrentValue!)];
    }
}
