namespace Throughline.Sources;

/// <summary>Knows sources on which analysts did other work than coding, so that one may have been given out for that alone. A module above may provide one.</summary>
public interface IWorkOnSources
{
    /// <summary>Who did such work on which of the sources.</summary>
    Task<IReadOnlyList<(SourceId Source, AnalystId Analyst)>> OnAsync(ThroughlineDb db, ProjectId project, IReadOnlyCollection<SourceId> sources, CancellationToken cancel);
}
