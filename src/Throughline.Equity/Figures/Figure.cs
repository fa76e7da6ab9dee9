using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Statistics.Inequality;

namespace Throughline.Equity;

/// <summary>How a group's value comes out of its row.</summary>
public enum FigureMethod
{
    /// <summary>The value as the table gives it, with its limits or standard error.</summary>
    Given,
    /// <summary>The numerator as a percentage of the denominator, by Wilson's method.</summary>
    Proportion,
    /// <summary>The numerator for each 100,000 of the denominator, by Byar's method.</summary>
    Rate,
}

/// <summary>A saved measure of a data set: which rows, and how they are measured. Its numbers are made from the rows each time it is read.</summary>
public sealed class Figure
{
    public FigureId Id { get; init; }
    public ProjectId Project { get; init; }
    public DatasetId Dataset { get; init; }
    public string Name { get; set; } = "";
    /// <summary>What stands in the column of places; without such a column, the place in words.</summary>
    public string Place { get; set; } = "";
    /// <summary>What stands in the column of periods; without such a column, the period in words.</summary>
    public string Period { get; set; } = "";
    /// <summary>What stands in the column of categories; without such a column, which people, in words.</summary>
    public string People { get; set; } = "";
    /// <summary>What stands in the column that says how groups were made; empty without such a column.</summary>
    public string Kind { get; set; } = "";
    public FigureMethod Method { get; set; }
    public SlopeScale Scale { get; set; }
    /// <summary>Limits of 99.8 % beside those of 95 %.</summary>
    public bool WithWider { get; set; }
    public DateTime MadeAt { get; init; }
    public AnalystId MadeBy { get; init; }
}

internal sealed class FigureMap : IEntityTypeConfiguration<Figure>
{
    public void Configure(EntityTypeBuilder<Figure> figure)
    {
        figure.ToTable("equity_figure").HasKey(f => f.Id);
        figure.Property(f => f.Name).HasMaxLength(Throughline.Equity.Dataset.MaxWords);
        figure.HasIndex(f => f.Project);
        figure.HasOne<Project>().WithMany().HasForeignKey(f => f.Project);
        figure.HasOne<Dataset>().WithMany().HasForeignKey(f => f.Dataset);
        figure.HasOne<Analyst>().WithMany().HasForeignKey(f => f.MadeBy);
    }
}

/// <summary>What a figure was before it was changed: kept, so that a measure that drifts can be seen to.</summary>
public sealed class FigureStep
{
    public FigureStepId Id { get; init; }
    public FigureId Figure { get; init; }
    /// <summary>What it measured, in words: "System A, 2014-16, females, as given, linear".</summary>
    public string Said { get; init; } = "";
    /// <summary>The slope index it had.</summary>
    public double Slope { get; init; }
    public DateTime ChangedAt { get; init; }
    public AnalystId ChangedBy { get; init; }
}

internal sealed class FigureStepMap : IEntityTypeConfiguration<FigureStep>
{
    public void Configure(EntityTypeBuilder<FigureStep> step)
    {
        step.ToTable("equity_figure_step").HasKey(s => s.Id);
        step.HasIndex(s => s.Figure);
        step.HasOne<Figure>().WithMany().HasForeignKey(s => s.Figure);
        step.HasOne<Analyst>().WithMany().HasForeignKey(s => s.ChangedBy);
    }
}
