using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Coding;

/// <summary>A named group of codes or passages with its own text.</summary>
public sealed class Theme
{
    public const int MaxName = 200;

    public ThemeId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Name { get; set; } = "";
    /// <summary>What the researchers say of it. A counted word is written <c>{several: Code name}</c>.</summary>
    public string Text { get; set; } = "";
    /// <summary>Place in the report, from 0.</summary>
    public int Order { get; set; }
    public DateTime MadeAt { get; init; }
    public AnalystId MadeBy { get; init; }
}

/// <summary>A code that a theme gathers, with the codes under it.</summary>
public sealed class ThemeCode
{
    public ThemeId Theme { get; init; }
    public CodeId Code { get; init; }
}

/// <summary>A passage that a theme gathers by itself.</summary>
public sealed class ThemePassage : IOfSource
{
    public ThemeId Theme { get; init; }
    public ExcerptId Excerpt { get; init; }
    public SourceId Source { get; init; }
    public AnalystId Analyst { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
}

/// <summary>An excerpt chosen for a report. The verbatim words stay where the excerpt points; <see cref="Edited"/> is how they are printed.</summary>
public sealed class Quotation : IOfSource
{
    public QuotationId Id { get; init; }
    public ProjectId Project { get; init; }
    public ExcerptId Excerpt { get; init; }
    public SourceId Source { get; init; }
    /// <summary>Null while it stands under no theme.</summary>
    public ThemeId? Theme { get; set; }
    /// <summary>Place within its theme, from 0.</summary>
    public int Order { get; set; }
    /// <summary>The printed form, with […] for words left out and [ ] round words put in; null prints the words as they are.</summary>
    public string? Edited { get; set; }
    public AnalystId Analyst { get; init; }
    public DateTime At { get; init; }
    Guid? IOfSource.WordsOf => Source.Value;
}

internal sealed class ThemeMap : IEntityTypeConfiguration<Theme>
{
    public void Configure(EntityTypeBuilder<Theme> theme)
    {
        theme.ToTable("coding_theme").HasKey(t => t.Id);
        theme.Property(t => t.Name).HasMaxLength(Theme.MaxName);
        theme.HasIndex(t => new { t.Project, t.Name }).IsUnique();
        theme.HasOne<Project>().WithMany().HasForeignKey(t => t.Project);
        theme.HasOne<Analyst>().WithMany().HasForeignKey(t => t.MadeBy);
    }
}

internal sealed class ThemeCodeMap : IEntityTypeConfiguration<ThemeCode>
{
    public void Configure(EntityTypeBuilder<ThemeCode> gathered)
    {
        gathered.ToTable("coding_theme_code").HasKey(g => new { g.Theme, g.Code });
        gathered.HasIndex(g => g.Code);
        gathered.HasOne<Theme>().WithMany().HasForeignKey(g => g.Theme);
        gathered.HasOne<Code>().WithMany().HasForeignKey(g => g.Code);
    }
}

internal sealed class ThemePassageMap : IEntityTypeConfiguration<ThemePassage>
{
    public void Configure(EntityTypeBuilder<ThemePassage> gathered)
    {
        gathered.ToTable("coding_theme_passage").HasKey(g => new { g.Theme, g.Excerpt });
        gathered.HasIndex(g => g.Excerpt);
        gathered.HasIndex(g => g.Source);
        gathered.HasOne<Theme>().WithMany().HasForeignKey(g => g.Theme);
        gathered.HasOne<Excerpt>().WithMany().HasForeignKey(g => g.Excerpt);
        gathered.HasOne<Source>().WithMany().HasForeignKey(g => g.Source);
        gathered.HasOne<Analyst>().WithMany().HasForeignKey(g => g.Analyst);
    }
}

internal sealed class QuotationMap : IEntityTypeConfiguration<Quotation>
{
    public void Configure(EntityTypeBuilder<Quotation> quotation)
    {
        quotation.ToTable("coding_quotation").HasKey(q => q.Id);
        quotation.HasIndex(q => new { q.Project, q.Theme });
        quotation.HasIndex(q => q.Excerpt);
        quotation.HasIndex(q => q.Source);
        quotation.HasOne<Excerpt>().WithMany().HasForeignKey(q => q.Excerpt);
        quotation.HasOne<Source>().WithMany().HasForeignKey(q => q.Source);
        quotation.HasOne<Theme>().WithMany().HasForeignKey(q => q.Theme);
        quotation.HasOne<Analyst>().WithMany().HasForeignKey(q => q.Analyst);
    }
}
