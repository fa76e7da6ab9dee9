using Microsoft.EntityFrameworkCore;

namespace Throughline.Storage;

/// <summary>One module's tables. Registered by the module's <c>Add…()</c>.</summary>
public interface IModelPart
{
    void Configure(ModelBuilder model);
}

/// <summary>Maps every <c>IEntityTypeConfiguration</c> of the assembly that <typeparamref name="TMarker"/> lies in.</summary>
public sealed class ModelPart<TMarker> : IModelPart
{
    public void Configure(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(TMarker).Assembly);
}

/// <summary>A row that is no analyst's decision (a job, a place in a text, an index): it is not written to the change log.</summary>
public interface IUnlogged;

/// <summary>A row that holds or points at the words of one source, so that erasing the source finds what the log kept of it.</summary>
public interface IOfSource
{
    /// <summary>The source's id; null when the row rests on none.</summary>
    Guid? WordsOf { get; }
}

/// <summary>A row whose places in a text are those of another row's revision: put back alone after the text was corrected, it would point at other words.</summary>
public interface IOnTextOfAnother;

/// <summary>A row that ties a person's real name to what stands for it: no de-identified export holds it, and its name is what such an export is searched for.</summary>
public interface IKnownName
{
    string KnownName { get; }
}

/// <summary>A row that is one analyst's judgement of a thing. It is closed to those who judge that thing independently, also where its analyst was not asked to.</summary>
public interface IReadAlone
{
    /// <summary>Whose judgement it is; null where it is nobody's alone.</summary>
    AnalystId? ReadBy { get; }
}

/// <summary>A row that is another thing under a name of its own: a statement is its passage. What is given out for independent work under one name is given out under both.</summary>
public interface IStandsFor
{
    Guid StandsFor { get; }
}

/// <summary>A row by which a whole rests on one part: where the part is closed to a reader, so is the whole.</summary>
public interface IRestsOnPart
{
    /// <summary>The whole's id.</summary>
    Guid Whole { get; }
}

/// <summary>A row that may tell what several analysts said, so that it is closed wherever the work of one of them is.</summary>
public interface IOfSeveral
{
    bool IsOfSeveral { get; }
}
