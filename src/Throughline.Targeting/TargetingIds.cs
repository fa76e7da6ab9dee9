namespace Throughline.Targeting;

public readonly record struct TargetId(Guid Value) : IId<TargetId>
{
    public static TargetId New() => new(Guid.CreateVersion7());
    public static TargetId From(Guid value) => new(value);
    public NodeRef Node => new("target", Value);
    /// <summary>The value that was measured when the target began, on the thread.</summary>
    public NodeRef Baseline => new("baseline", Value);
}

public readonly record struct ActionId(Guid Value) : IId<ActionId>
{
    public static ActionId New() => new(Guid.CreateVersion7());
    public static ActionId From(Guid value) => new(value);
    public NodeRef Node => new("action", Value);
}

public readonly record struct IndicatorId(Guid Value) : IId<IndicatorId>
{
    public static IndicatorId New() => new(Guid.CreateVersion7());
    public static IndicatorId From(Guid value) => new(value);
    public NodeRef Node => new("indicator", Value);
}

public readonly record struct EvidenceId(Guid Value) : IId<EvidenceId>
{
    public static EvidenceId New() => new(Guid.CreateVersion7());
    public static EvidenceId From(Guid value) => new(value);
}

public readonly record struct DriftId(Guid Value) : IId<DriftId>
{
    public static DriftId New() => new(Guid.CreateVersion7());
    public static DriftId From(Guid value) => new(value);
}

public readonly record struct ReviewId(Guid Value) : IId<ReviewId>
{
    public static ReviewId New() => new(Guid.CreateVersion7());
    public static ReviewId From(Guid value) => new(value);
    public NodeRef Node => new("review", Value);
}

public readonly record struct ModelPartId(Guid Value) : IId<ModelPartId>
{
    public static ModelPartId New() => new(Guid.CreateVersion7());
    public static ModelPartId From(Guid value) => new(value);
}
