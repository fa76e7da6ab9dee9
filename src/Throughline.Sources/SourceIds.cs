namespace Throughline.Sources;

public readonly record struct SourceId(Guid Value) : IId<SourceId>
{
    public static SourceId New() => new(Guid.CreateVersion7());
    public static SourceId From(Guid value) => new(value);
    public NodeRef Node => new("source", Value);
}

public readonly record struct RevisionId(Guid Value) : IId<RevisionId>
{
    public static RevisionId New() => new(Guid.CreateVersion7());
    public static RevisionId From(Guid value) => new(value);
}

public readonly record struct SpeakerId(Guid Value) : IId<SpeakerId>
{
    public static SpeakerId New() => new(Guid.CreateVersion7());
    public static SpeakerId From(Guid value) => new(value);
    public NodeRef Node => new("speaker", Value);
}

public readonly record struct TurnId(Guid Value) : IId<TurnId>
{
    public static TurnId New() => new(Guid.CreateVersion7());
    public static TurnId From(Guid value) => new(value);
}

public readonly record struct CaseId(Guid Value) : IId<CaseId>
{
    public static CaseId New() => new(Guid.CreateVersion7());
    public static CaseId From(Guid value) => new(value);
    public NodeRef Node => new("case", Value);
}

public readonly record struct AttributeId(Guid Value) : IId<AttributeId>
{
    public static AttributeId New() => new(Guid.CreateVersion7());
    public static AttributeId From(Guid value) => new(value);
}

public readonly record struct CaseTieId(Guid Value) : IId<CaseTieId>
{
    public static CaseTieId New() => new(Guid.CreateVersion7());
    public static CaseTieId From(Guid value) => new(value);
}

public readonly record struct ExcerptId(Guid Value) : IId<ExcerptId>
{
    public static ExcerptId New() => new(Guid.CreateVersion7());
    public static ExcerptId From(Guid value) => new(value);
    public NodeRef Node => new("excerpt", Value);
}
