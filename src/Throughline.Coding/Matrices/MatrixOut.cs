using System.Globalization;
using System.Text;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>A matrix as a table for spreadsheets, and as a picture.</summary>
public static class MatrixOut
{
    /// <summary>One line a code: its path, one number a column, its total; last a line of what the counts are out of.</summary>
    public static SheetToWrite Sheet(Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var lines = matrix.Rows.Select((row, i) => (IReadOnlyList<SheetCell>)[row.Path, .. matrix.Counts[i].Select(count => count is { } number ? (SheetCell)number : (SheetCell)""), row.IsHeading ? (SheetCell)"" : row.Total]).ToList();
        if (matrix.By != MatrixBy.Code) lines.Add([$"out of ({BaseWord(matrix)})", .. matrix.Columns.Select(c => (SheetCell)c.Base), ""]);
        return new($"Code by {matrix.ColumnWord}", ["Code", .. matrix.Columns.Select(c => c.Label), $"All {CountWord(matrix.Count)}"], lines);
    }

    /// <summary>The matrix as one JSON value; docs/commands.md shows its shape.</summary>
    public static object Value(Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new
        {
            columns = matrix.ColumnWord,
            count = matrix.Count,
            heads = matrix.Columns.Select(c => new { key = c.Key, label = c.Label, @base = matrix.By == MatrixBy.Code ? (int?)null : c.Base }),
            rows = matrix.Rows.Select((r, i) => new { code = r.Code.Value, path = r.Path, isGroup = r.IsGroup || r.IsHeading, total = r.IsHeading ? (int?)null : r.Total, counts = matrix.Counts[i] }),
            notFound = matrix.NotFound.Select(r => r.Path),
            lost = matrix.Lost,
        };
    }

    public static string CountWord(MatrixCount count) => count switch { MatrixCount.Passages => "passages", MatrixCount.Sources => "sources", MatrixCount.Cases => "cases", _ => "words" };

    /// <summary>What a column's base counts, in words.</summary>
    public static string BaseWord(Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.By == MatrixBy.Code ? $"{CountWord(matrix.Count)} of the row's code" : matrix.Count switch
        {
            MatrixCount.Passages => "passages coded in the column",
            MatrixCount.Sources => "sources of the column",
            MatrixCount.Cases => "cases of the column",
            _ => "words coded in the column",
        };
    }

    /// <summary>Bars for each code in each column, on one scale for the whole, with the number at each bar's end.</summary>
    /// <param name="alone">True for a file that is opened by itself: colours and faces are written in. False for a page, whose styles give them.</param>
    public static string Svg(Matrix matrix, bool alone)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        const int Names = 190, Column = 132, Bar = 84, Line = 20, Head = 44, Foot = 30;
        var rows = matrix.Rows.Select((r, i) => (Row: r, Place: i)).Where(r => !r.Row.IsHeading).ToList();
        var most = Math.Max(1, rows.SelectMany(r => matrix.Counts[r.Place]).Max() ?? 0);
        var (width, height) = (Names + Column * matrix.Columns.Count + 16, Head + Line * rows.Count + Foot);
        var svg = new StringBuilder();
        var title = $"{char.ToUpperInvariant(CountWord(matrix.Count)[0])}{CountWord(matrix.Count)[1..]} by code and {matrix.ColumnWord}";
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{Escape(title)}\" class=\"bars\"{(alone ? " font-family=\"Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif\" font-size=\"12\"" : "")}>");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>");
        if (alone) svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#FBFAF6\"/>");
        for (var c = 0; c < matrix.Columns.Count; c++)
        {
            var x = Names + c * Column;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"16\" class=\"head\"{Ink(600)}>{Escape(Cut.To(matrix.Columns[c].Label, 19))}</text>");
            if (matrix.By != MatrixBy.Code) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"31\" class=\"soft\"{Soft()}>of {matrix.Columns[c].Base:N0}</text>");
        }
        for (var r = 0; r < rows.Count; r++)
        {
            var y = Head + r * Line;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"0\" x2=\"{width}\" y1=\"{y - 1}\" y2=\"{y - 1}\" class=\"rule\"{(alone ? " stroke=\"#DDD7CB\"" : "")}/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{y + 14}\" class=\"name\"{Ink(400)}>{Escape(Cut.To(rows[r].Row.Name, 30))}</text>");
            for (var c = 0; c < matrix.Columns.Count; c++)
            {
                if (matrix.Counts[rows[r].Place][c] is not { } count) continue;
                var x = Names + c * Column;
                var length = Math.Round(count * (double)Bar / most, 1);
                if (count > 0) svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y + 6}\" width=\"{length}\" height=\"8\" class=\"bar\"{(alone ? " fill=\"#1D1B18\"" : "")}/>");
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + length + 4}\" y=\"{y + 14}\" class=\"count\"{(count == 0 ? Soft() : Ink(400))}>{count:N0}</text>");
            }
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{height - 8}\" class=\"soft\"{Soft()}>One scale throughout; the longest bar is {most:N0} {CountWord(matrix.Count)}.</text></svg>");
        return svg.ToString();

        string Ink(int weight) => alone ? $" fill=\"#1D1B18\" font-weight=\"{weight}\"" : "";
        string Soft() => alone ? " fill=\"#675F55\"" : "";
    }


    private static string Escape(string text) => System.Security.SecurityElement.Escape(string.Concat(text.Where(c => !char.IsControl(c)))) ?? "";
}
