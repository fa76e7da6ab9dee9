using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Coding;

public enum CodeOrigin { Inductive, InVivo, Framework, Abductive }

/// <summary>One code of a project's codebook, in a tree.</summary>
public sealed class Code
{
    public CodeId Id { get; init; }
    public ProjectId Project { get; init; }
    public CodeId? Parent { get; set; }
    public string Name { get; set; } = "";
    public string Definition { get; set; } = "";
    public string WhenToUse { get; set; } = "";
    public string WhenNot { get; set; } = "";
    public string Example { get; set; } = "";
    /// <summary>1 to 24: twelve inks, each with its shape, filled then hollow. 0: a code that only gathers others.</summary>
    public int Colour { get; set; }
    /// <summary>Place among its siblings, from 0.</summary>
    public int Order { get; set; }
    public CodeOrigin Origin { get; set; }
    /// <summary>For an abductive code, which prior idea it revises and why.</summary>
    public string OriginNote { get; set; } = "";
    /// <summary>The framework term it stands for; renaming the code does not touch it.</summary>
    public string? FrameworkTerm { get; set; }
    public DateTime? RetiredAt { get; set; }
    /// <summary>The code that this one was merged into; it is retired then, and kept so that what named it can be followed.</summary>
    public CodeId? MergedInto { get; set; }
    /// <summary>Its definition was joined from several by a merge, and nobody has looked at it since.</summary>
    public bool ToReview { get; set; }
    public DateTime MadeAt { get; init; }
    public AnalystId MadeBy { get; init; }
}

/// <summary>A code's name: 1 to 120 characters, no line break.</summary>
public sealed record CodeName
{
    public const int MaxLength = 120;
    private CodeName(string text) => Text = text;
    public string Text { get; }

    public static Result<CodeName> Parse(string? input) => input?.ReplaceLineEndings(" ").Trim() switch
    {
        null or "" => new CodeNameInvalid("A code needs a name."),
        { Length: > MaxLength } text => new CodeNameInvalid($"A code name has at most {MaxLength} characters; this has {text.Length}."),
        { } text => new CodeName(text),
    };
}

public sealed record CodeNameInvalid(string Reason) : Error(Reason);
public sealed record CodeMissing(string Message) : Missing(Message);
public sealed record CodeNameTaken(string Name) : Error($"The codebook already has a code named \"{Name}\" there. Choose another name, or merge the two.");

internal sealed class CodeMap : IEntityTypeConfiguration<Code>
{
    public void Configure(EntityTypeBuilder<Code> code)
    {
        code.ToTable("coding_code").HasKey(c => c.Id);
        code.Property(c => c.Name).HasMaxLength(CodeName.MaxLength);
        code.HasIndex(c => c.Project);
        code.HasOne<Project>().WithMany().HasForeignKey(c => c.Project);
        code.HasOne<Code>().WithMany().HasForeignKey(c => c.Parent);
        code.HasOne<Code>().WithMany().HasForeignKey(c => c.MergedInto);
    }
}
