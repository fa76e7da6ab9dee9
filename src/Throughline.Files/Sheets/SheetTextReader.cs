namespace Throughline.Files;

/// <summary>Reads a table as a document: every cell with words is a block, the heading's marked as such, a row without any is none.</summary>
/// <remarks>For looking at a table as text. A survey, where a row is a case, goes through <see cref="SheetReader"/>.</remarks>
public sealed class SheetTextReader : IFileReader
{
    public IReadOnlyCollection<string> Extensions { get; } = SheetReader.Extensions;

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        var sheets = SheetReader.Read(fileName, content, limits, progress, cancel);
        if (!sheets.Succeeded) return sheets.Error;
        return Guarded.Read(fileName, "a table", content, limits, () =>
        {
            var text = new BlockWriter(limits);
            for (var table = 1; table <= sheets.Value.Count; table++)
            {
                var sheet = sheets.Value[table - 1];
                if (sheets.Value.Count > 1)
                {
                    text.Start(new(BlockKind.Heading, 1));
                    text.Append(sheet.Name);
                }
                Row(text, table, 1, sheet.Columns, true);
                for (var row = 0; row < sheet.Rows.Count; row++) Row(text, table, row + 2, sheet.Rows[row].Cells, false);
                foreach (var warning in sheet.Warnings) text.Caution(CautionKind.Other, warning);
            }
            return text.Finish();
        });
    }

    private static void Row(BlockWriter text, int table, int row, IReadOnlyList<string> cells, bool isHeader)
    {
        for (var column = 0; column < cells.Count; column++)
        {
            if (cells[column].Length == 0) continue;
            text.Start(new(BlockKind.TableCell, 0, table, row, column + 1, isHeader));
            foreach (var line in cells[column].Split('\n'))
            {
                text.Append(line);
                text.SoftBreak();
            }
        }
        text.End();
    }
}
