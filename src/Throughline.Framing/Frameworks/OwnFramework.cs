using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Framing.Frameworks;

public readonly record struct OwnFrameworkId(Guid Value) : IId<OwnFrameworkId>
{
    public static OwnFrameworkId New() => new(Guid.CreateVersion7());
    public static OwnFrameworkId From(Guid value) => new(value);
}

/// <summary>A framework that analysts added to their project, as the YAML they gave; of a lexicon with its entries as they were changed since.</summary>
public sealed class OwnFramework
{
    public OwnFrameworkId Id { get; init; }
    public ProjectId Project { get; init; }
    public string FileName { get; init; } = "";
    public string Yaml { get; set; } = "";
    public DateTime AddedAt { get; init; }
    public AnalystId AddedBy { get; init; }
}

internal sealed class OwnFrameworkMap : IEntityTypeConfiguration<OwnFramework>
{
    public void Configure(EntityTypeBuilder<OwnFramework> framework)
    {
        framework.ToTable("framing_own_framework").HasKey(f => f.Id);
        framework.Property(f => f.FileName).HasMaxLength(300);
        framework.HasIndex(f => f.Project);
        framework.HasOne<Project>().WithMany().HasForeignKey(f => f.Project);
    }
}
