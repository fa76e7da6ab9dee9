using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

public readonly record struct PseudonymId(Guid Value) : IId<PseudonymId>
{
    public static PseudonymId New() => new(Guid.CreateVersion7());
    public static PseudonymId From(Guid value) => new(value);
}

/// <summary>One line of a project's key between names and pseudonyms. It is used at import, and is in no de-identified export.</summary>
public sealed class PseudonymLine : IKnownName
{
    public PseudonymId Id { get; init; }
    public ProjectId Project { get; init; }
    public string Name { get; set; } = "";
    public string Pseudonym { get; set; } = "";
    public int Order { get; set; }
    string IKnownName.KnownName => Name;
}

internal sealed class PseudonymLineMap : IEntityTypeConfiguration<PseudonymLine>
{
    public void Configure(EntityTypeBuilder<PseudonymLine> line)
    {
        line.ToTable("source_pseudonym").HasKey(l => l.Id);
        line.Property(l => l.Name).HasMaxLength(200);
        line.Property(l => l.Pseudonym).HasMaxLength(200);
        line.HasIndex(l => l.Project);
        line.HasOne<Project>().WithMany().HasForeignKey(l => l.Project);
    }
}

/// <summary>A project's map of names: read from a table, changed on a page, kept with the project.</summary>
public static class PseudonymMap
{
    /// <summary>Puts the lines in the place of those that are there; the caller saves.</summary>
    /// <param name="there">All of the project's, in order.</param>
    internal static void Put(ThroughlineDb db, ProjectId project, IReadOnlyList<PseudonymLine> there, IReadOnlyList<NamedPseudonym> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var line = i < there.Count ? there[i] : new PseudonymLine { Id = PseudonymId.New(), Project = project };
            (line.Name, line.Pseudonym, line.Order) = (lines[i].Name.Trim(), lines[i].Pseudonym.Trim(), i);
            if (i >= there.Count) db.Add(line);
        }
        db.RemoveRange(there.Skip(lines.Count));
    }

    /// <summary>The project's map, as it is applied to all that comes in from outside; null where there is none.</summary>
    public static async Task<NameRewrite?> OnEntryAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var lines = await LinesAsync(db, project, cancel);
        return lines.Count == 0 ? null : NameRewrite.With(NameMap.Of(lines).Value);
    }

    private static Task<List<NamedPseudonym>> LinesAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel) =>
        db.PseudonymLines.AsNoTracking().Where(l => l.Project == project).OrderBy(l => l.Order).ThenBy(l => l.Id).Select(l => new NamedPseudonym(l.Name, l.Pseudonym)).ToListAsync(cancel);

    /// <summary>A table with the names replaced in its headings and cells, before anything of it is kept. Headings that come to be alike are numbered, as a reader numbers those of a file; one without a name stays as it is.</summary>
    public static Sheet Masked(Sheet sheet, NameRewrite map)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        ArgumentNullException.ThrowIfNull(map);
        var columns = sheet.Columns.Select(map.Apply).ToList();
        return sheet with { Columns = Sheet.Numbered(columns, i => columns[i] == sheet.Columns[i]), Rows = [.. sheet.Rows.Select(r => r with { Cells = [.. r.Cells.Select(map.Apply)] })] };
    }

    /// <summary>What a column of a table is called once the names are replaced. One that the table does not have has its own names replaced.</summary>
    /// <param name="masked">What <see cref="Masked"/> made of the table.</param>
    public static string HeadingIn(Sheet sheet, Sheet masked, string column, NameRewrite map)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        ArgumentNullException.ThrowIfNull(masked);
        ArgumentNullException.ThrowIfNull(map);
        var at = sheet.Columns.ToList().FindIndex(c => string.Equals(c.Trim(), column.Trim(), StringComparison.OrdinalIgnoreCase));
        return at < 0 ? map.Apply(column) : masked.Columns[at];
    }

    /// <summary>Said where the project has a map, of what holds no name too: then it was looked for.</summary>
    public static string Said(int names) => names == 0 ? "no name replaced" : InWords.Count(names, "name") + " replaced";

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, ReadLimits limits)
    {
        /// <summary>In the order given.</summary>
        public async Task<IReadOnlyList<NamedPseudonym>> ReadAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await LinesAsync(db, project, cancel);
        }

        /// <summary>As <see cref="PseudonymMap.OnEntryAsync"/>, where no context is open yet.</summary>
        public async Task<NameRewrite?> OnEntryAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await PseudonymMap.OnEntryAsync(db, project, cancel);
        }

        /// <summary>Reads a table with the columns <c>name</c> and <c>pseudonym</c> (or just two columns).</summary>
        public Result<IReadOnlyList<NamedPseudonym>> ReadFile(string fileName, byte[] content, CancellationToken cancel)
        {
            var read = SheetReader.Read(fileName, content, limits, null, cancel);
            if (!read.Succeeded) return read.Error;
            var sheet = read.Value[0];
            int Column(string word) => sheet.Columns.ToList().FindIndex(c => c.Equals(word, StringComparison.OrdinalIgnoreCase));
            var (name, pseudonym) = (Column("name"), Column("pseudonym"));
            if (name < 0 || pseudonym < 0)
                return new NameMapInvalid($"\"{fileName}\" needs the columns name and pseudonym; it has {string.Join(", ", sheet.Columns)}. Name the columns in its first row and choose it again.");
            var lines = sheet.Rows.Select(row => new NamedPseudonym(row.Cells[name].Trim(), row.Cells[pseudonym].Trim())).ToList();
            var map = NameMap.Of(lines);
            return map.Succeeded ? lines : map.Error;
        }

        /// <summary>Puts a whole map in the place of the one that was kept; an empty one takes it away.</summary>
        public async Task<Result<Done>> WriteAsync(Acting by, IReadOnlyList<NamedPseudonym> lines, CancellationToken cancel)
        {
            if (lines.Count > 0 && NameMap.Of(lines) is { Succeeded: false } wrong) return wrong.Error;
            if (lines.FirstOrDefault(l => l.Name.Length > 200 || l.Pseudonym.Length > 200) is { } tooLong) return new NameMapInvalid($"A name and a pseudonym have at most 200 characters; \"{Cut.To(tooLong.Name, 40)}\" has more.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var there = await db.PseudonymLines.Where(l => l.Project == by.Project).OrderBy(l => l.Order).ThenBy(l => l.Id).ToListAsync(cancel);
            Put(db, by.Project, there, lines);
            var saved = await log.SaveAsync(db, by, new(WordActions.MapChanged, new("project", by.Project.Value), new Dictionary<string, object?> { ["lines"] = lines.Count }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
