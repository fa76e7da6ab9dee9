namespace Throughline.Coding;

public enum MatrixBy { Case, Source, Code, Attribute }

/// <summary>What a cell counts.</summary>
public enum MatrixCount
{
    /// <summary>Places in texts: the same words count once in a cell, whoever coded them and with however many of the codes that the cell counts.</summary>
    Passages,
    Sources,
    Cases,
    /// <summary>Words that lie in coded passages; words in several passages count once.</summary>
    Words,
}

/// <param name="HasChildren">Other codes stand below it.</param>
/// <param name="IsCollapsed">What stands below it is counted with it.</param>
/// <param name="IsGroup">It only gathers others.</param>
/// <param name="FrameworkTerm">The framework's term it stands for: a framework expects it.</param>
/// <param name="Total">Counted over the whole project, not the sum of the cells.</param>
public sealed record MatrixRow(CodeId Code, string Name, string Path, int Depth, int Colour, bool HasChildren, bool IsCollapsed, bool IsGroup, string? FrameworkTerm, int Total)
{
    /// <summary>An open code that has others below it and that nobody coded with: a heading over its rows, without counts. A total there would count the same passages twice in one column; closed, it counts them once.</summary>
    public bool IsHeading => HasChildren && !IsCollapsed && Total == 0;
}

/// <param name="Key">What a cell is opened with: an id, or "=value" of the attribute; "" stands for what has none.</param>
/// <param name="Base">What counts in this column are out of: its passages, sources, cases or coded words. For codes the base is the row's total instead.</param>
public sealed record MatrixColumn(string Key, string Label, int Base);

/// <summary>Codes counted against something else.</summary>
/// <param name="Counts">By row, then column; null in a heading's row and where a code would meet itself.</param>
/// <param name="Lost">Passages that a correction could not place, each once: they are in no cell until someone decides.</param>
/// <param name="ColumnWord">What the columns are: "case", "source", "code" or the attribute's name.</param>
public sealed record Matrix(MatrixBy By, string ColumnWord, MatrixCount Count, IReadOnlyList<MatrixRow> Rows, IReadOnlyList<MatrixColumn> Columns, IReadOnlyList<IReadOnlyList<int?>> Counts, int Lost)
{
    /// <summary>What a cell's count is out of.</summary>
    public int BaseOf(int row, int column) => By == MatrixBy.Code ? Rows[row].Total : Columns[column].Base;

    /// <summary>One of the six steps of the heat map, 0 (none) to 5: the share of the cell's base, in fifths.</summary>
    public int StepOf(int row, int column)
    {
        var (count, of) = (Counts[row][column] ?? 0, BaseOf(row, column));
        return count == 0 || of == 0 ? 0 : Math.Clamp((int)Math.Ceiling(count * 5.0 / of), 1, 5);
    }

    /// <summary>Codes that nobody has found anywhere, of those the codebook asks for.</summary>
    public IEnumerable<MatrixRow> NotFound => Rows.Where(r => r is { Total: 0, IsGroup: false, IsHeading: false });

    /// <summary>Codes found elsewhere but not in a column.</summary>
    public IEnumerable<MatrixRow> NotFoundIn(int column) => Rows.Where((r, i) => r is { Total: > 0, IsGroup: false } && Counts[i][column] == 0);
}
