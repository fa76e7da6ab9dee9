namespace Throughline;

// The ids that more than one module speaks of. Each module declares its own beside what it names.

public readonly record struct ProjectId(Guid Value) : IId<ProjectId>
{
    public static ProjectId New() => new(Guid.CreateVersion7());
    public static ProjectId From(Guid value) => new(value);
}

public readonly record struct AnalystId(Guid Value) : IId<AnalystId>
{
    public static AnalystId New() => new(Guid.CreateVersion7());
    public static AnalystId From(Guid value) => new(value);
}

/// <summary>Who acts, and in which project. Every decision has one.</summary>
public readonly record struct Acting(ProjectId Project, AnalystId Analyst);
