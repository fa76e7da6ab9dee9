namespace Throughline.Files;

/// <summary>One printed line as read: runs side by side that belong together.</summary>
internal sealed class PdfLine
{
    public required List<PdfRun> Runs { get; init; }
    public int Page => Runs[0].Page;
    public double Left => Runs.Min(run => run.Left);
    public double Right => Runs.Max(run => run.Right);
    public double Baseline => Runs[0].Baseline;
    public double Size { get; private set; }
    public bool AllBold { get; private set; }
    public bool StartsBold => Runs[0].StartsBold;
    public string Text { get; private set; } = "";
    /// <summary>Which stretch of lines, each below the one before, it belongs to.</summary>
    public int Flow { get; set; }
    public string? Number { get; set; }
    /// <summary>The table cell it fills, counted from 1; or zeros.</summary>
    public (int Table, int Row, int Column) Cell { get; init; }

    public PdfLine Finish()
    {
        Size = Runs.MaxBy(run => run.Letters)!.Size;
        var letters = Runs.Sum(run => run.Letters);
        AllBold = Runs.Sum(run => run.BoldLetters) >= letters * 0.95;
        Text = string.Join(" ", Runs.Select(run => run.Text.Trim()));
        return this;
    }

    /// <summary>How wide the first word is, about.</summary>
    public double FirstWord
    {
        get
        {
            var run = Runs[0];
            var text = run.Text;
            var end = text.IndexOf(' ', StringComparison.Ordinal);
            return end < 0 ? run.Right - run.Left : run.XOf(end) - run.Left;
        }
    }
}

/// <summary>The order of a page by its layout.</summary>
internal static class PdfLayout
{
    private const int FewestInColumn = 3;

    /// <summary>Top to bottom, columns left to right.</summary>
    /// <remarks>An XY-cut: the gutter that parts most runs is found; rows that cross it (a heading over both columns) part the page
    /// into stretches; in each stretch the left side is read before the right, and each side is cut again.</remarks>
    public static List<T> Cut<T>(IReadOnlyList<T> items, Func<T, (double Left, double Right, double Baseline, double Size)> box, int depth = 0)
    {
        var ordered = items.OrderByDescending(item => box(item).Baseline).ThenBy(item => box(item).Left).ToList();
        var rows = new List<List<T>>();
        foreach (var item in ordered)
        {
            if (rows.Count > 0 && box(rows[^1][0]).Baseline - box(item).Baseline < 0.35 * box(item).Size) rows[^1].Add(item);
            else rows.Add([item]);
        }
        foreach (var row in rows) row.Sort((a, b) => box(a).Left.CompareTo(box(b).Left));
        if (depth > 6 || ordered.Count < 2 * FewestInColumn || BestGutter(rows, box) is not { } gutter) return [.. rows.SelectMany(row => row)];

        var result = new List<T>();
        foreach (var (stretch, crossing) in Stretches(rows, box, gutter))
        {
            if (crossing || !IsParted(stretch, box, gutter)) { result.AddRange(crossing ? stretch : Cut(stretch, box, depth + 1)); continue; }
            result.AddRange(Cut([.. stretch.Where(item => box(item).Left < gutter.Left)], box, depth + 1));
            result.AddRange(Cut([.. stretch.Where(item => box(item).Left >= gutter.Left)], box, depth + 1));
        }
        return result;
    }

    private static (double Left, double Right)? BestGutter<T>(List<List<T>> rows, Func<T, (double Left, double Right, double Baseline, double Size)> box)
    {
        (double Left, double Right)? best = null;
        var most = 0;
        var tried = new HashSet<double>();
        foreach (var item in rows.SelectMany(row => row))
        {
            var (_, right, _, size) = box(item);
            if (!tried.Add(Math.Round(right))) continue;
            var gutter = (Left: right + 0.05, Right: right + 0.8 * size);
            var parted = 0;
            foreach (var (stretch, crossing) in Stretches(rows, box, gutter))
                if (!crossing && IsParted(stretch, box, gutter))
                    parted += Math.Min(stretch.Count(other => box(other).Left < gutter.Left), stretch.Count(other => box(other).Left >= gutter.Left));
            if (parted > most) (most, best) = (parted, gutter);
        }
        return best;
    }

    private static IEnumerable<(List<T> Items, bool Crossing)> Stretches<T>(List<List<T>> rows, Func<T, (double Left, double Right, double Baseline, double Size)> box, (double Left, double Right) gutter)
    {
        var stretch = new List<T>();
        var crossed = false;
        foreach (var row in rows)
        {
            var crosses = row.Exists(item => box(item).Left < gutter.Right && box(item).Right > gutter.Left);
            if (stretch.Count > 0 && crosses != crossed) { yield return (stretch, crossed); stretch = []; }
            crossed = crosses;
            stretch.AddRange(row);
        }
        if (stretch.Count > 0) yield return (stretch, crossed);
    }

    /// <summary>Both sides hold several lines of some width, and stand beside one another.</summary>
    private static bool IsParted<T>(List<T> stretch, Func<T, (double Left, double Right, double Baseline, double Size)> box, (double Left, double Right) gutter)
    {
        int before = 0, after = 0;
        double topBefore = double.MinValue, topAfter = double.MinValue, endBefore = double.MaxValue, endAfter = double.MaxValue;
        double left = double.MaxValue, right = double.MinValue, after0 = double.MaxValue, before1 = double.MinValue;
        foreach (var item in stretch)
        {
            var (l, r, y, _) = box(item);
            (left, right) = (Math.Min(left, l), Math.Max(right, r));
            if (l < gutter.Left) { before++; topBefore = Math.Max(topBefore, y); endBefore = Math.Min(endBefore, y); before1 = Math.Max(before1, r); }
            else { after++; topAfter = Math.Max(topAfter, y); endAfter = Math.Min(endAfter, y); after0 = Math.Min(after0, l); }
        }
        if (before < FewestInColumn || after < FewestInColumn) return false;
        // A narrow side is a column of labels or numbers, to be read with its rows.
        if (before1 - left < 0.15 * (right - left) || right - after0 < 0.15 * (right - left)) return false;
        var shared = Math.Min(topBefore, topAfter) - Math.Max(endBefore, endAfter);
        return shared > 0.4 * Math.Min(topBefore - endBefore, topAfter - endAfter);
    }
}
