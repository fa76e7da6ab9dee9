using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Statistics.Inequality;

namespace Throughline.Equity;

/// <summary>What a table is of.</summary>
public enum DatasetKind
{
    /// <summary>A row for each group, period and kind of people: what figures are made of.</summary>
    Measures,
    /// <summary>A row for each area, with as many columns as there are: what tables and maps of areas are made of.</summary>
    Areas,
    /// <summary>Which areas of one level or vintage lie in which of another.</summary>
    Lookup,
    /// <summary>The outlines of areas, for maps.</summary>
    Boundaries,
}

/// <summary>What a column of a long table holds.</summary>
public enum ColumnRole
{
    /// <summary>The place a row is about: the nation, a system, a council.</summary>
    Area,
    /// <summary>The group of areas or people within the place: a fifth by deprivation.</summary>
    Group,
    /// <summary>The group's rank, 1 the most deprived. Without it, the group's own number or words.</summary>
    Order,
    /// <summary>How groups were made, where one file holds several ways.</summary>
    Kind,
    /// <summary>The years.</summary>
    Period,
    /// <summary>Which people: sex, age.</summary>
    Category,
    /// <summary>Persons or events counted.</summary>
    Numerator,
    /// <summary>Persons, or person-years, they are counted among.</summary>
    Denominator,
    /// <summary>What was measured, where it is not to be made from counts.</summary>
    Value,
    /// <summary>The value's lower 95 % limit.</summary>
    Lower,
    /// <summary>The value's upper 95 % limit.</summary>
    Upper,
    /// <summary>The value's standard error.</summary>
    StandardError,
    /// <summary>Persons who live in the group or area.</summary>
    Population,
    /// <summary>In a lookup: the area it leads to.</summary>
    To,
    /// <summary>In a lookup: the share of the area, or of its people, that goes there.</summary>
    Weight,
    /// <summary>The area's name, beside its code.</summary>
    Label,
}

/// <summary>A table of the project's: what it measures, and what its columns hold. The file lies beside it, unchanged.</summary>
public sealed class Dataset
{
    public const int MaxWords = 200;

    public DatasetId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Name { get; set; } = "";
    public string FileName { get; set; } = "";
    public string FileSha256 { get; init; } = "";
    /// <summary>Of a workbook: the worksheet the table stands in; empty of other files.</summary>
    public string Sheet { get; init; } = "";
    public DatasetKind Kind { get; init; }
    /// <summary>Rows below the heading.</summary>
    public int Rows { get; init; }
    /// <summary>The heading's names, apart by tabs: a later file with the same heading takes the same mapping.</summary>
    public string Heading { get; set; } = "";
    /// <summary>What is measured, as it stands within a sentence: "life expectancy at birth".</summary>
    public string What { get; set; } = "";
    /// <summary>"years", "per 100,000 people", "%".</summary>
    public string Unit { get; set; } = "";
    public Direction Direction { get; set; }
    /// <summary>What areas are ranked by: "IMD 2019"; empty where it is not said.</summary>
    public string RankedBy { get; set; } = "";
    /// <summary>The vintage of the areas' boundaries: "LSOA 2011"; empty where it is not said.</summary>
    public string Vintage { get; set; } = "";
    /// <summary>In a lookup: the vintage it leads to.</summary>
    public string ToVintage { get; set; } = "";
    /// <summary>What codes in its cells mean, and of which period and people its numbers are where no column says so, as <see cref="CodeMeanings"/> writes them; empty where cells say it themselves.</summary>
    public string Meanings { get; set; } = "";
    /// <summary>Who published the table and where.</summary>
    public string From { get; set; } = "";
    public DateTime ImportedAt { get; init; }
    public AnalystId ImportedBy { get; init; }
}

/// <summary>One column that the user has said the meaning of.</summary>
public sealed class DatasetColumn
{
    public DatasetId Dataset { get; init; }
    public ColumnRole Role { get; init; }
    public string Name { get; set; } = "";
}

/// <summary>The file as it came.</summary>
public sealed class DatasetFile
{
    public DatasetId Dataset { get; init; }
    public byte[] Content { get; init; } = [];
}

/// <summary>The file's table column by column, made from it; no decision of anybody's, so neither logged nor archived.</summary>
public sealed class DatasetCells : IUnlogged
{
    public DatasetId Dataset { get; init; }
    public byte[] Content { get; init; } = [];
}

internal sealed class DatasetCellsMap : IEntityTypeConfiguration<DatasetCells>
{
    // No foreign key: taking back an import takes away what is logged, and what is made from it goes after it.
    public void Configure(EntityTypeBuilder<DatasetCells> cells) => cells.ToTable("equity_dataset_cells").HasKey(c => c.Dataset);
}

internal sealed class DatasetMap : IEntityTypeConfiguration<Dataset>
{
    public void Configure(EntityTypeBuilder<Dataset> dataset)
    {
        dataset.ToTable("equity_dataset").HasKey(d => d.Id);
        dataset.Property(d => d.Name).HasMaxLength(Dataset.MaxWords);
        dataset.Property(d => d.FileSha256).HasMaxLength(64);
        dataset.HasIndex(d => new { d.Project, d.Name }).IsUnique();
        dataset.HasOne<Project>().WithMany().HasForeignKey(d => d.Project);
        dataset.HasOne<Analyst>().WithMany().HasForeignKey(d => d.ImportedBy);
    }
}

internal sealed class DatasetColumnMap : IEntityTypeConfiguration<DatasetColumn>
{
    public void Configure(EntityTypeBuilder<DatasetColumn> column)
    {
        column.ToTable("equity_dataset_column").HasKey(c => new { c.Dataset, c.Role });
        column.HasOne<Dataset>().WithMany().HasForeignKey(c => c.Dataset);
    }
}

internal sealed class DatasetFileMap : IEntityTypeConfiguration<DatasetFile>
{
    public void Configure(EntityTypeBuilder<DatasetFile> file)
    {
        file.ToTable("equity_dataset_file").HasKey(f => f.Dataset);
        file.Property(f => f.Content).HasAnnotation(ThroughlineDb.LoggedAsHash, true);
        file.HasOne<Dataset>().WithMany().HasForeignKey(f => f.Dataset);
    }
}

public static class EquityTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<Dataset> Datasets => db.Set<Dataset>();
        public DbSet<DatasetColumn> DatasetColumns => db.Set<DatasetColumn>();
        public DbSet<DatasetFile> DatasetFiles => db.Set<DatasetFile>();
        public DbSet<DatasetCells> DatasetCells => db.Set<DatasetCells>();
        public DbSet<FigureStep> FigureSteps => db.Set<FigureStep>();
        public DbSet<SiteChoice> SiteChoices => db.Set<SiteChoice>();
        public DbSet<Figure> Figures => db.Set<Figure>();
    }
}
