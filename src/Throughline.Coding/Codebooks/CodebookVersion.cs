using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Coding;

/// <summary>The codebook as it stood at one time. Never changed afterwards.</summary>
public sealed class CodebookVersion
{
    public CodebookVersionId Id { get; init; }
    public ProjectId Project { get; init; }
    /// <summary>From 1 in the project.</summary>
    public int Number { get; init; }
    public string Name { get; init; } = "";
    public string Note { get; init; } = "";
    public DateTime FrozenAt { get; init; }
    public AnalystId FrozenBy { get; init; }
}

/// <summary>One code as a version has it.</summary>
public sealed class CodebookVersionCode
{
    public CodebookVersionId Version { get; init; }
    /// <summary>Its id in the codebook; no foreign key, so that a version outlives what becomes of the code.</summary>
    public CodeId Code { get; init; }
    public CodeId? Parent { get; init; }
    public string Name { get; init; } = "";
    public string Path { get; init; } = "";
    /// <summary>Place in the whole codebook, from 0.</summary>
    public int Position { get; init; }
    public string Definition { get; init; } = "";
    public string WhenToUse { get; init; } = "";
    public string WhenNot { get; init; } = "";
    public string Example { get; init; } = "";
    public int Colour { get; init; }
    public CodeOrigin Origin { get; init; }
    public string OriginNote { get; init; } = "";
    public string? FrameworkTerm { get; init; }
    public bool IsRetired { get; init; }
    public CodeId? MergedInto { get; init; }
}

internal sealed class CodebookVersionMap : IEntityTypeConfiguration<CodebookVersion>
{
    public void Configure(EntityTypeBuilder<CodebookVersion> version)
    {
        version.ToTable("coding_codebook_version").HasKey(v => v.Id);
        version.Property(v => v.Name).HasMaxLength(200);
        version.HasIndex(v => new { v.Project, v.Number }).IsUnique();
        version.HasOne<Project>().WithMany().HasForeignKey(v => v.Project);
    }
}

internal sealed class CodebookVersionCodeMap : IEntityTypeConfiguration<CodebookVersionCode>
{
    public void Configure(EntityTypeBuilder<CodebookVersionCode> code)
    {
        code.ToTable("coding_codebook_version_code").HasKey(c => new { c.Version, c.Code });
        code.HasOne<CodebookVersion>().WithMany().HasForeignKey(c => c.Version);
    }
}
