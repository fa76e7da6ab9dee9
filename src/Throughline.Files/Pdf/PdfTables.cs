using System.Text.RegularExpressions;

namespace Throughline.Files;

/// <summary>Finds rows of cells among runs in drawing order: rows whose pieces stand under one another in columns.</summary>
internal static partial class PdfTables
{
    /// <summary>Replaces the runs of each table by one line for each cell; the rest stay runs of their own.</summary>
    /// <param name="table">The number of the last table so far.</param>
    public static List<(PdfRun? Run, List<PdfLine>? Table)> Find(IReadOnlyList<PdfRun> runs, ref int table)
    {
        var rows = new List<List<PdfRun>>();
        foreach (var run in runs)
        {
            if (rows.Count > 0 && Math.Abs(rows[^1][0].Baseline - run.Baseline) < 0.35 * run.Size && run.Left >= rows[^1][^1].Right) rows[^1].Add(run);
            else rows.Add([run]);
        }
        var result = new List<(PdfRun?, List<PdfLine>?)>();
        var i = 0;
        while (i < rows.Count)
        {
            var end = Extent(rows, i);
            if (end - i >= 3 && Columns(rows, i, end) is { } columns)
            {
                table++;
                result.Add((null, Cells(rows, i, end, columns, table)));
                i = end;
            }
            else
            {
                foreach (var run in rows[i]) result.Add((run, null));
                i++;
            }
        }
        return result;
    }

    /// <summary>How far rows of two or more pieces go on, letting through single pieces that continue a cell.</summary>
    private static int Extent(List<List<PdfRun>> rows, int start)
    {
        if (rows[start].Count < 2) return start;
        var end = start + 1;
        for (var i = start + 1; i < rows.Count; i++)
        {
            var gap = rows[i - 1][0].Baseline - rows[i][0].Baseline;
            if (gap <= 0 || gap > 4 * rows[i][0].Size) break;
            if (rows[i].Count >= 2) end = i + 1;
            else if (i - end > 2) break;
        }
        return end;
    }

    private static List<(double Left, double Right)>? Columns(List<List<PdfRun>> rows, int start, int end)
    {
        var intervals = rows.GetRange(start, end - start).SelectMany(row => row).Select(run => (run.Left, run.Right, run.Size)).OrderBy(run => run.Left).ToList();
        var columns = new List<(double Left, double Right)>();
        foreach (var (left, right, size) in intervals)
        {
            if (columns.Count > 0 && left < columns[^1].Right + 0.4 * size) columns[^1] = (columns[^1].Left, Math.Max(columns[^1].Right, right));
            else columns.Add((left, right));
        }
        if (columns.Count < 2) return null;
        // Bullets or numbers before their text are labels of lines, not a column.
        if (columns.Count == 2 && rows.GetRange(start, end - start).TrueForAll(row => row.Count < 2 || Label().IsMatch(row[0].Text))) return null;
        // Prose set in columns and drawn row by row looks the same, but its lines run on in mid-sentence.
        var runsOn = 0;
        var pairs = 0;
        foreach (var (left, right) in columns)
        {
            var cells = rows.GetRange(start, end - start).SelectMany(row => row).Where(run => run.Left >= left - 0.1 && run.Right <= right + 0.1).ToList();
            foreach (var (above, below) in cells.Zip(cells.Skip(1)))
            {
                pairs++;
                if (char.IsLower(below.Text[0]) && !".:;?!".Contains(above.Text.TrimEnd()[^1], StringComparison.Ordinal)) runsOn++;
            }
        }
        return runsOn * 2 > pairs ? null : columns;
    }

    private static List<PdfLine> Cells(List<List<PdfRun>> rows, int start, int end, List<(double Left, double Right)> columns, int table)
    {
        var cells = new List<List<PdfRun>[]>();
        for (var i = start; i < end; i++)
        {
            // A row without a first cell, close below another, carries on that row's cells.
            var first = rows[i].Exists(run => ColumnOf(run, columns) == 0);
            var gap = i > start ? rows[i - 1][0].Baseline - rows[i][0].Baseline : double.MaxValue;
            if (first || cells.Count == 0 || gap > 1.5 * rows[i][0].Size) cells.Add([.. columns.Select(_ => new List<PdfRun>())]);
            foreach (var run in rows[i]) cells[^1][ColumnOf(run, columns)].Add(run);
        }
        var lines = new List<PdfLine>();
        for (var row = 0; row < cells.Count; row++)
            for (var column = 0; column < columns.Count; column++)
                if (cells[row][column].Count > 0)
                    lines.Add(new PdfLine { Runs = cells[row][column], Cell = (table, row + 1, column + 1) }.Finish());
        return lines;
    }

    [GeneratedRegex(@"^\s*(?:[^\p{L}\p{N}]{1,2}|o|\(?(?:[A-Z]{1,2}\.?)?\d{0,3}(?:\.\d{1,3}){0,4}[.)]?|\(?[A-Za-z][.)])\s*$")]
    private static partial Regex Label();

    private static int ColumnOf(PdfRun run, List<(double Left, double Right)> columns)
    {
        for (var i = columns.Count - 1; i > 0; i--)
            if (run.Left >= columns[i].Left - 0.1) return i;
        return 0;
    }
}
