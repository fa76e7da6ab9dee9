using Throughline.Sources;

namespace Throughline.Framing.Representations;

/// <summary>Knows the dates of some sources, as the register of policy documents does. A module above may provide one; a session's own date comes first.</summary>
public interface IDateSources
{
    /// <returns>Only sources whose date is known.</returns>
    Task<IReadOnlyDictionary<SourceId, DateOnly>> DatesAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel);
}
