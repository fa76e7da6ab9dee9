namespace Throughline.Review;

public readonly record struct StudyId(Guid Value) : IId<StudyId>
{
    public static StudyId New() => new(Guid.CreateVersion7());
    public static StudyId From(Guid value) => new(value);
    public NodeRef Node => new("study", Value);
}

public readonly record struct CitationId(Guid Value) : IId<CitationId>
{
    public static CitationId New() => new(Guid.CreateVersion7());
    public static CitationId From(Guid value) => new(value);
    public NodeRef Node => new("citation", Value);
}

public readonly record struct SearchRunId(Guid Value) : IId<SearchRunId>
{
    public static SearchRunId New() => new(Guid.CreateVersion7());
    public static SearchRunId From(Guid value) => new(value);
    public NodeRef Node => new("search-run", Value);
}

public readonly record struct TargetPaperId(Guid Value) : IId<TargetPaperId>
{
    public static TargetPaperId New() => new(Guid.CreateVersion7());
    public static TargetPaperId From(Guid value) => new(value);
    public NodeRef Node => new("target-paper", Value);
}

public readonly record struct ExclusionReasonId(Guid Value) : IId<ExclusionReasonId>
{
    public static ExclusionReasonId New() => new(Guid.CreateVersion7());
    public static ExclusionReasonId From(Guid value) => new(value);
    public NodeRef Node => new("exclusion-reason", Value);
}

public readonly record struct ExtractionFieldId(Guid Value) : IId<ExtractionFieldId>
{
    public static ExtractionFieldId New() => new(Guid.CreateVersion7());
    public static ExtractionFieldId From(Guid value) => new(value);
    public NodeRef Node => new("extraction-field", Value);
}
