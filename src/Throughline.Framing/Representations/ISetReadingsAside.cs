using Throughline.Sources;

namespace Throughline.Framing.Representations;

/// <summary>Knows passages whose readings are in no figure, as those of what two have read and settled to be no statement. A module above may provide one. The readings stay, and are listed and found as others are.</summary>
public interface ISetReadingsAside
{
    Task<IReadOnlyList<ExcerptId>> AsideAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel);
}
