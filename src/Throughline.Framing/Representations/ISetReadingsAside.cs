using Throughline.Sources;

namespace Throughline.Framing.Representations;

/// <summary>Knows passages whose readings are in no figure, as those of what two have read and settled to be no statement. A module above may provide one. The readings stay; lists, searches and tables hold them only where they are asked for.</summary>
public interface ISetReadingsAside
{
    Task<IReadOnlyList<ExcerptId>> AsideAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel);
}

public static class ReadingsAside
{
    /// <summary>Passages whose readings any module has set aside.</summary>
    public static async Task<HashSet<ExcerptId>> AsideAsync(this IEnumerable<ISetReadingsAside> setters, ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(setters);
        var aside = new HashSet<ExcerptId>();
        foreach (var one in setters) aside.UnionWith(await one.AsideAsync(db, project, cancel));
        return aside;
    }
}
