using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>What a table holds, and how its columns might be mapped: the analyst decides.</summary>
public static class ReadSurvey
{
    private const int Shown = 6;

    public enum Use { Nothing, Case, Attribute, Answer }

    /// <param name="Filled">Rows that have something in it.</param>
    /// <param name="Different">Different values among them.</param>
    /// <param name="Suggested">What it might become.</param>
    public sealed record Column(string Name, int Filled, int Different, Use Suggested, AttributeType Type);

    /// <param name="First">The first rows, each with one cell for each column; long cells are cut.</param>
    /// <param name="Lines">Where each of those rows starts in the file, from 1.</param>
    /// <param name="Warnings">What was mended while reading, with its lines.</param>
    public sealed record Preview(string Name, bool IsHidden, int Rows, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<string>> First, IReadOnlyList<int> Lines, IReadOnlyList<string> Warnings);

    public sealed class Handler(ReadLimits limits)
    {
        /// <summary>One preview for each worksheet that holds anything.</summary>
        public Result<IReadOnlyList<Preview>> Run(string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
        {
            var read = SheetReader.Read(fileName, content, limits, null, cancel);
            if (!read.Succeeded) return read.Error;
            return read.Value.Select(Of).ToList();
        }
    }

    private static Preview Of(Sheet sheet)
    {
        var columns = sheet.Columns.Select((name, i) => Describe(name, [.. sheet.Rows.Select(r => r.Cells[i].Trim()).Where(c => c.Length > 0)])).ToList();
        // The case is the first column that is filled and different in every row, and is not itself an open answer.
        var @case = columns.FindIndex(c => c.Filled == sheet.Rows.Count && c.Different == c.Filled && c.Suggested != Use.Answer);
        if (@case >= 0) columns[@case] = columns[@case] with { Suggested = Use.Case };
        return new(sheet.Name, sheet.IsHidden, sheet.Rows.Count, columns, [.. sheet.Rows.Take(Shown).Select(r => r.Cells.Select(c => Cut.To(c, 160)).ToList())], [.. sheet.Rows.Take(Shown).Select(r => r.Line)], sheet.Warnings);
    }

    private static Column Describe(string name, List<string> cells)
    {
        var different = cells.Distinct(StringComparer.Ordinal).Count();
        if (cells.Count == 0) return new(name, 0, 0, Use.Nothing, AttributeType.Text);
        var words = cells.Average(c => c.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        // Sentences, nearly all different, are answers; the rest describes the case.
        if (words >= 5 && different > cells.Count / 2) return new(name, cells.Count, different, Use.Answer, AttributeType.Text);
        return new(name, cells.Count, different, Use.Attribute, CaseValueRules.Guess(cells));
    }
}
