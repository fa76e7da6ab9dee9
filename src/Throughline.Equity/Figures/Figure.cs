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
    public string Place { get; init; } = "";
    /// <summary>What stands in the column of periods; without such a column, the period in words.</summary>
    public string Period { get; init; } = "";
    /// <summary>What stands in the column of categories; without such a column, which people, in words.</summary>
    public string People { get; init; } = "";
    /// <summary>What stands in the column that says how groups were made; empty without such a column.</summary>
    public string Kind { get; init; } = "";
    public FigureMethod Method { get; init; }
    public SlopeScale Scale { get; init; }
    /// <summary>Limits of 99.8 % beside those of 95 %.</summary>
    public bool WithWider { get; init; }
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
