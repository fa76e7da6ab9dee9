namespace Throughline.Equity;

public readonly record struct DatasetId(Guid Value) : IId<DatasetId>
{
    public static DatasetId New() => new(Guid.CreateVersion7());
    public static DatasetId From(Guid value) => new(value);
    public NodeRef Node => new("dataset", Value);
}

public readonly record struct FigureId(Guid Value) : IId<FigureId>
{
    public static FigureId New() => new(Guid.CreateVersion7());
    public static FigureId From(Guid value) => new(value);
    public NodeRef Node => new("figure", Value);
}

public readonly record struct FigureStepId(Guid Value) : IId<FigureStepId>
{
    public static FigureStepId New() => new(Guid.CreateVersion7());
    public static FigureStepId From(Guid value) => new(value);
}

public readonly record struct SiteChoiceId(Guid Value) : IId<SiteChoiceId>
{
    public static SiteChoiceId New() => new(Guid.CreateVersion7());
    public static SiteChoiceId From(Guid value) => new(value);
    public NodeRef Node => new("sites", Value);
}
