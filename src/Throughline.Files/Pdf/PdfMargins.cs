using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Throughline.Files;

/// <summary>What stands on a page beside its text: headers, footers, folios, and numbers printed down the margin.</summary>
internal sealed partial class PdfMargins
{
    /// <summary>Taken out at the page's head or foot, by page number.</summary>
    public Dictionary<int, List<(MarkKind Kind, string Words)>> Taken { get; } = [];

    /// <summary>The label printed on the page, by page number.</summary>
    public Dictionary<int, string> Labels { get; } = [];

    /// <summary>Numbers printed down the margin, with the line they stand beside.</summary>
    public List<(int Page, double Baseline, double Size, string Number)> Numbers { get; } = [];

    /// <summary>Whether the printed numbers number lines, not paragraphs.</summary>
    public bool NumbersAreOfLines { get; private set; }

    /// <summary>Finds them and takes their runs out of the pages.</summary>
    public static PdfMargins TakeFrom(IReadOnlyList<PdfPageText> pages)
    {
        var margins = new PdfMargins();
        // Numbers first: one at the foot of each page could pass for a folio.
        margins.TakeNumbers(pages);
        margins.TakeRunning(pages);
        return margins;
    }

    // ---- Headers, footers, folios ----

    private sealed record Row(int Page, bool AtHead, double Y, string Key, string Words, List<PdfRun> Runs, double Clear);

    private void TakeRunning(IReadOnlyList<PdfPageText> pages)
    {
        var written = pages.Where(page => page.Runs.Count > 0).ToList();
        if (written.Count < 2) return;
        var rows = written.SelectMany(EdgeRows).ToList();
        var running = new HashSet<Row>();

        // The same words (numbers aside) at the same height on a fair share of the pages. On left and right pages they may differ,
        // so a third of the pages is enough; in a short document two pages are.
        var needed = Math.Max(2, (int)Math.Ceiling(written.Count * 0.3));
        foreach (var group in rows.GroupBy(row => (row.AtHead, row.Key)))
        {
            foreach (var level in Levels(group))
            {
                var count = level.Select(row => row.Page).Distinct().Count();
                if (count < needed || group.Key.Key.Length == 0) continue;
                // A few pages alone are weak evidence: there it must also stand clear of the text.
                if (count < 4 && !level.TrueForAll(row => row.Clear > 0.9)) continue;
                running.UnionWith(level);
            }
        }

        // Folios: a number that steps with the pages.
        foreach (var atHead in (bool[])[true, false])
        {
            var folios = rows.Where(row => row.AtHead == atHead && FolioOf(row.Words) is not null).Select(row => (Row: row, Value: FolioOf(row.Words)!.Value)).ToList();
            if (folios.Count == 0) continue;
            var offset = folios.GroupBy(folio => folio.Value - folio.Row.Page).MaxBy(group => group.Select(g => g.Row.Page).Distinct().Count())!;
            if (offset.Select(g => g.Row.Page).Distinct().Count() < needed) continue;
            foreach (var (row, _) in offset) running.Add(row);
        }
        foreach (var row in running.OrderBy(row => row.Page).ThenByDescending(row => row.Y))
        {
            if (!Taken.TryGetValue(row.Page, out var taken)) Taken[row.Page] = taken = [];
            taken.Add((row.AtHead ? MarkKind.RunningHeader : MarkKind.RunningFooter, row.Words));
            foreach (var run in row.Runs) pages[row.Page - 1].Runs.Remove(run);
        }
        Label(running);
    }

    /// <summary>A page's label is the number in its running row that steps with the pages.</summary>
    private void Label(HashSet<Row> running)
    {
        var numbered = running.SelectMany(row => NumberInRow().Matches(row.Words).Select(match => (row.Page, row.AtHead, Text: match.Groups["n"].Value, Value: ValueOf(match.Groups["n"].Value))))
            .Where(number => number.Value is not null).ToList();
        if (numbered.Count == 0) return;
        foreach (var group in numbered.GroupBy(number => number.Value!.Value - number.Page).Where(group => group.Select(g => g.Page).Distinct().Count() >= 2)
            .OrderByDescending(group => group.Select(g => g.Page).Distinct().Count()))
            foreach (var number in group) Labels.TryAdd(number.Page, number.Text);
    }

    private static IEnumerable<List<Row>> Levels(IEnumerable<Row> rows)
    {
        List<Row> level = [];
        foreach (var row in rows.OrderByDescending(row => row.Y))
        {
            if (level.Count > 0 && level[^1].Y - row.Y > 4) { yield return level; level = []; }
            level.Add(row);
        }
        if (level.Count > 0) yield return level;
    }

    /// <summary>Up to three printed rows at the page's head and at its foot.</summary>
    private static IEnumerable<Row> EdgeRows(PdfPageText page)
    {
        var rows = new List<List<PdfRun>>();
        foreach (var run in page.Runs.OrderByDescending(run => run.Baseline).ThenBy(run => run.Left))
        {
            if (rows.Count > 0 && rows[^1][0].Baseline - run.Baseline < 0.35 * run.Size) rows[^1].Add(run);
            else rows.Add([run]);
        }
        Row Make(int i, bool head)
        {
            var runs = rows[i].OrderBy(run => run.Left).ToList();
            var words = string.Join(" ", runs.Select(run => run.Text.Trim()));
            var next = head ? i + 1 : i - 1;
            var clear = next >= 0 && next < rows.Count ? (Math.Abs(rows[next][0].Baseline - runs[0].Baseline) - runs[0].Size) / runs[0].Size : 9;
            return new(page.Number, head, runs[0].Baseline, KeyOf(words), words, runs, clear);
        }
        var edge = Math.Min(3, rows.Count / 2);
        for (var i = 0; i < edge; i++)
            if (rows[i][0].Baseline > page.Height * 0.80) yield return Make(i, true);
        for (var i = Math.Max(edge, rows.Count - 3); i < rows.Count; i++)
            if (rows[i][0].Baseline < page.Height * 0.20) yield return Make(i, false);
    }

    private static string KeyOf(string words)
    {
        var key = new StringBuilder();
        foreach (var c in words)
        {
            if (char.IsDigit(c)) { if (key.Length == 0 || key[^1] != '#') key.Append('#'); }
            else if (!char.IsWhiteSpace(c)) key.Append(char.ToLowerInvariant(c));
        }
        return key.ToString();
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}/.,])(?<n>\d{1,4}|[ivxlcdm]{1,7})(?![\p{L}\p{N}]|[.,]\d)")]
    private static partial Regex NumberInRow();

    [GeneratedRegex(@"^\W*(?:page|p\.?|pg\.?)?\s*(?<n>\d{1,4}|[ivxlcdm]{1,7})\s*(?:(?:/|of|\|)\s*\d{1,4})?\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Folio();

    /// <summary>The number of a line that is nothing but a page number: "7", "– 7 –", "Page 7 of 30", "7/30", "vii".</summary>
    public static int? FolioOf(string words) => Folio().Match(words) is { Success: true } match ? ValueOf(match.Groups["n"].Value) : null;

    private static int? ValueOf(string number)
    {
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return value;
        var total = 0;
        var before = 0;
        foreach (var c in number.ToLowerInvariant().Reverse())
        {
            var worth = c switch { 'i' => 1, 'v' => 5, 'x' => 10, 'l' => 50, 'c' => 100, 'd' => 500, 'm' => 1000, _ => 0 };
            if (worth == 0) return null;
            total += worth < before ? -worth : worth;
            before = Math.Max(before, worth);
        }
        return total;
    }

    // ---- Numbers down the margin ----

    private void TakeNumbers(IReadOnlyList<PdfPageText> pages)
    {
        foreach (var left in (bool[])[true, false])
        {
            var found = new List<(PdfPageText Page, PdfRun Run, int Value)>();
            foreach (var page in pages)
            {
                var numbers = page.Runs.Where(run => run.Text.Length <= 4 && int.TryParse(run.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _)).ToHashSet();
                var body = page.Runs.Where(run => !numbers.Contains(run)).ToList();
                if (numbers.Count == 0 || body.Count == 0) continue;
                // The body's edge: where its text starts (or ends), but for a few stray runs.
                var edges = body.Select(run => left ? run.Left : -run.Right).Order().ToArray();
                var edge = edges[(int)(edges.Length * 0.02)];
                found.AddRange(numbers.Where(run => (left ? run.Right : -run.Left) < edge).OrderByDescending(run => run.Baseline)
                    .Select(run => (page, run, int.Parse(run.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture))));
            }
            if (found.Count < 3 || found.GroupBy(f => f.Page.Number).Max(group => group.Count()) < 3) continue;
            // They count: each is one step after the one before, or starts again on a new page.
            var steps = found.Zip(found.Skip(1)).Where(pair => pair.First.Page == pair.Second.Page || pair.Second.Value > pair.First.Value)
                .Select(pair => pair.Second.Value - pair.First.Value).ToList();
            if (steps.Count == 0) continue;
            var step = steps.GroupBy(s => s).MaxBy(group => group.Count())!;
            if (step.Key is not (1 or 2 or 5 or 10) || step.Count() < steps.Count * 0.85) continue;
            foreach (var (page, run, _) in found)
            {
                page.Runs.Remove(run);
                Numbers.Add((page.Number, run.Baseline, run.Size, run.Text.Trim()));
            }
            var lines = found.Select(f => f.Page).Distinct().Sum(page => page.Runs.Select(run => Math.Round(run.Baseline / 3)).Distinct().Count());
            NumbersAreOfLines = step.Key > 1 || found.DistinctBy(f => (f.Page.Number, f.Value)).Count() >= lines * 0.93;
            return;
        }
    }
}
