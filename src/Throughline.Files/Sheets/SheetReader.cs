using System.Globalization;
using CsvHelper;

namespace Throughline.Files;

/// <summary>Reads tables: csv and tsv (delimiter and encoding found out), xlsx (every worksheet that holds anything).</summary>
public static class SheetReader
{
    public static readonly IReadOnlyCollection<string> Extensions = [".csv", ".tsv", ".xlsx", ".xlsm"];

    /// <summary>At least one sheet, or a refusal. What the file is goes by its first bytes, not by its name.</summary>
    /// <remarks>A csv row with more cells than the heading is refused, since a delimiter has gone astray and every cell after it
    /// would stand in a wrong column; one with fewer is read, with a warning.</remarks>
    public static Result<IReadOnlyList<Sheet>> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        var kind = content.Length > limits.MaxBytes ? null : FileKind.Of(content);
        if (kind is { Extension: ".xlsx" }) return Guarded.Read(fileName, "an Excel workbook", content, limits, () => Xlsx(fileName, content, limits, progress, cancel));
        if (kind is not null && kind.Extension != ".zip" && !content.IsEmpty)
            return Guarded.Refuse(fileName, kind.Extension is null ? kind.Refusal(fileName) : $"\"{fileName}\" is {kind.Words}, not a table. {Guarded.NothingKept} Add it as a document, or save the table as .xlsx or .csv.");
        if (fileName.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) || kind is not null)
            return Guarded.Read(fileName, "an Excel workbook", content, limits, () => Xlsx(fileName, content, limits, progress, cancel));
        return Guarded.Read(fileName, "a table of separated values", content, limits, () => Csv(fileName, content, limits, progress, cancel));
    }

    private static IReadOnlyList<Sheet> Xlsx(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        using var file = PackedFile.Open(fileName, content, limits, "an Excel workbook", "xl/worksheets/sheet1.xml", "</row>", "row", cancel);
        return new XlsxWalk(file, limits, progress, cancel).Read();
    }

    private static IReadOnlyList<Sheet> Csv(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        var decoded = TextDecoder.Decode(fileName, content.Span);
        var text = decoded.Characters.TrimStart('\uFEFF');
        var sheet = new SheetBuilder(fileName, Path.GetFileNameWithoutExtension(fileName), "line", limits);
        if (decoded.Mixed.Count > 0) sheet.Warn(string.Create(CultureInfo.InvariantCulture, $"Bytes that are not UTF-8 as the rest is: {decoded.Mixed.Count:N0}. They were read as Windows-1252. Look at words with accents and quotation marks."));
        var stray = new List<long>();
        var reader = CsvReader.FromText(text, new CsvReaderOptions
        {
            HasHeader = false,
            Separator = fileName.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : null,
            TrackLineNumbers = true,
            OnMalformedRecord = record =>
            {
                if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                    throw new UnreadableException(string.Create(CultureInfo.InvariantCulture,
                        $"\"{fileName}\" opens a quotation mark in line {record.LineNumber:N0} that never closes, so the rows after it cannot be told apart. {Guarded.NothingKept} Close or remove it, or save the table as .xlsx, and add it again."));
                if (record.Reason is CsvMalformedReason.StrayQuote or CsvMalformedReason.TextAfterClosingQuote) stray.Add(record.LineNumber);
            },
        });
        using (reader)
        {
            var count = 0;
            while (reader.Read())
            {
                if ((++count & 255) == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    progress?.Report(count);
                }
                var cells = reader.Current.ToArray();
                for (var i = 0; i < cells.Length; i++) cells[i] = SheetText.Restored(SheetBuilder.Clean(cells[i])).Trim();
                sheet.Add((int)Math.Min(reader.LineNumber, int.MaxValue), cells);
            }
        }
        if (stray.Count > 0)
            sheet.Warn(string.Create(CultureInfo.InvariantCulture, $"Line {stray[0]:N0}{(stray.Count > 1 ? $" and {stray.Count - 1:N0} more" : "")} has a quotation mark in an odd place; it was kept as it stands."));
        return sheet.Build(isStrict: true) is { } read ? [read] : throw new UnreadableException(Guarded.NoWords(fileName, "a table"));
    }
}
