using Throughline.Files;
using Throughline.Statistics.Areas;

namespace Throughline.Equity;

/// <summary>A table made fit to be published: counts of 1 to 7 hidden, others rounded to 5, a second one hidden where subtraction would give the first away. An explicit step, on a copy.</summary>
/// <remarks>Where one count of a row is hidden its others are too, since they often add up. Every number that is neither a count nor known beforehand is left out: it is made of the counts, and would give them away.
/// A share is made again from the rounded count. Tables that overlap in other ways (persons beside males and females) are not compared: publish one of them.</remarks>
public static class SafeSheet
{
    public const string Hidden = "hidden (small)", HiddenToo = "hidden (would give another away)";

    /// <summary>What the columns of a table are.</summary>
    /// <param name="Counts">Columns of people or events counted; parts of one that were shared out among areas are rounded to whole ones first.</param>
    /// <param name="Kept">Columns that tell nothing of anybody and stay as they are: names, ranks, populations that are published anyway.</param>
    /// <param name="Population">The column the first count is a share of; null: no share is made.</param>
    /// <param name="PartOf">Rows with the same words in this column add up to a sum that is known; null: all rows do.</param>
    /// <param name="Adds">False where rows do not add up to anything.</param>
    public sealed record How(IReadOnlyList<string> Counts, IReadOnlyList<string> Kept, string? Population = null, string? PartOf = null, bool Adds = true);

    /// <summary>Hides and rounds.</summary>
    /// <returns>The kept columns, the counts and the share, in that order, and a row for each sum; or a refusal that names line and value.</returns>
    public static Result<SheetToWrite> Of(SheetToWrite sheet, How how, SuppressionRule? rule = null)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        ArgumentNullException.ThrowIfNull(how);
        var names = sheet.Columns.ToList();
        int At(string name)
        {
            var at = names.IndexOf(name);
            return at >= 0 ? at : throw new ArgumentException($"The table \"{sheet.Name}\" has no column \"{name}\".", nameof(how));
        }
        var (kept, counted, population) = (how.Kept.Select(At).ToArray(), how.Counts.Select(At).ToArray(), how.Population is null ? -1 : At(how.Population));
        var rows = sheet.Rows.Count;
        var families = how.PartOf is null ? [""] : sheet.Rows.Select(row => row[At(how.PartOf)].Text).Distinct(StringComparer.Ordinal).ToList();
        var size = how.Adds ? rows + families.Count : rows;
        var parents = new int[size];
        Array.Fill(parents, -1);
        for (var i = 0; i < rows && how.Adds; i++) parents[i] = rows + (how.PartOf is null ? 0 : families.IndexOf(sheet.Rows[i][At(how.PartOf)].Text));
        var numbers = new long[counted.Length][];
        for (var c = 0; c < counted.Length; c++)
        {
            numbers[c] = new long[size];
            for (var i = 0; i < rows; i++)
            {
                if (sheet.Rows[i][counted[c]].Number is not (>= 0 and < 1e15) and var wrong)
                    return new TableUnfit(sheet.Name, i + 2, sheet.Rows[i][counted[c]].Text, FormattableString.Invariant($"\"{sheet.Name}\", line {i + 2}, column \"{how.Counts[c]}\": \"{(wrong is { } given ? given.ToString(System.Globalization.CultureInfo.InvariantCulture) : sheet.Rows[i][counted[c]].Text)}\" is no count. Counts are numbers of 0 or more."));
                numbers[c][i] = (long)Math.Round(sheet.Rows[i][counted[c]].Number!.Value);
                if (how.Adds) numbers[c][parents[i]] += numbers[c][i];
            }
        }
        // A row that one count hides is hidden in the next, whose sums may then tell again: until nothing more is hidden.
        var hide = new bool[size];
        var safe = counted.Select(_ => new SafeCount[size]).ToArray();
        for (var more = true; more;)
        {
            more = false;
            for (var c = 0; c < counted.Length; c++)
            {
                var made = Suppression.Nested(numbers[c], parents, safe[c], rule, hide);
                if (!made.Succeeded) return made.Error;
                for (var i = 0; i < size; i++)
                {
                    if (safe[c][i].Shown is not null || hide[i]) continue;
                    hide[i] = more = true;
                }
            }
        }
        SheetCell Shown(int c, int i) => safe[c][i].Shown is { } value ? (double)value : safe[c][i].Hiding == Hiding.Small ? Hidden : HiddenToo;
        var lines = new List<IReadOnlyList<SheetCell>>();
        for (var i = 0; i < size; i++)
        {
            List<SheetCell> line = i < rows ? [.. kept.Select(k => sheet.Rows[i][k])] : [.. kept.Select((_, k) => (SheetCell)(k > 0 ? "" : families[i - rows].Length > 0 ? $"all of {families[i - rows]}" : "all"))];
            line.AddRange(Enumerable.Range(0, counted.Length).Select(c => Shown(c, i)));
            if (population >= 0) line.Add(i < rows && safe[0][i].Shown is { } value && sheet.Rows[i][population].Number is > 0 and var people ? 100 * value / people : (double?)null);
            lines.Add(line);
        }
        return new SheetToWrite(sheet.Name, [.. how.Kept, .. how.Counts, .. population >= 0 ? new[] { $"% of {how.Population}, from the rounded count" } : []], lines);
    }
}
