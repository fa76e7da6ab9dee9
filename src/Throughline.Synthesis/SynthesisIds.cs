namespace Throughline.Synthesis;

public readonly record struct ConstructId(Guid Value) : IId<ConstructId>
{
    public static ConstructId New() => new(Guid.CreateVersion7());
    public static ConstructId From(Guid value) => new(value);
    public NodeRef Node => new("construct", Value);
}

public readonly record struct ConceptId(Guid Value) : IId<ConceptId>
{
    public static ConceptId New() => new(Guid.CreateVersion7());
    public static ConceptId From(Guid value) => new(value);
    public NodeRef Node => new("concept", Value);
}

public readonly record struct ClusterId(Guid Value) : IId<ClusterId>
{
    public static ClusterId New() => new(Guid.CreateVersion7());
    public static ClusterId From(Guid value) => new(value);
    public NodeRef Node => new("cluster", Value);
}

public readonly record struct ComparisonId(Guid Value) : IId<ComparisonId>
{
    public static ComparisonId New() => new(Guid.CreateVersion7());
    public static ComparisonId From(Guid value) => new(value);
    public NodeRef Node => new("comparison", Value);
}

public readonly record struct ConceptRelationId(Guid Value) : IId<ConceptRelationId>
{
    public static ConceptRelationId New() => new(Guid.CreateVersion7());
    public static ConceptRelationId From(Guid value) => new(value);
    public NodeRef Node => new("concept-relation", Value);
}

public readonly record struct AlternativeId(Guid Value) : IId<AlternativeId>
{
    public static AlternativeId New() => new(Guid.CreateVersion7());
    public static AlternativeId From(Guid value) => new(value);
    public NodeRef Node => new("alternative-reading", Value);
}

public readonly record struct StorylineId(Guid Value) : IId<StorylineId>
{
    public static StorylineId New() => new(Guid.CreateVersion7());
    public static StorylineId From(Guid value) => new(value);
    public NodeRef Node => new("storyline", Value);
}

public readonly record struct ThirdOrderId(Guid Value) : IId<ThirdOrderId>
{
    public static ThirdOrderId New() => new(Guid.CreateVersion7());
    public static ThirdOrderId From(Guid value) => new(value);
    public NodeRef Node => new("third-order", Value);
}

public readonly record struct ClaimId(Guid Value) : IId<ClaimId>
{
    public static ClaimId New() => new(Guid.CreateVersion7());
    public static ClaimId From(Guid value) => new(value);
    public NodeRef Node => new("claim", Value);
}

public readonly record struct PhaseEntryId(Guid Value) : IId<PhaseEntryId>
{
    public static PhaseEntryId New() => new(Guid.CreateVersion7());
    public static PhaseEntryId From(Guid value) => new(value);
    public NodeRef Node => new("phase-entry", Value);
}
