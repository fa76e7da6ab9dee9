using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Files;

/// <summary>Reads plain text in whatever encoding: paragraphs, wrapped lines, transcripts and timed captions.</summary>
/// <remarks>
/// <para>Where blank lines part paragraphs and the lines between them are filled to one width, they are joined; where they are not,
/// each line is its own block. A line that starts a turn ("Name: words") or a list item always starts a block.</para>
/// <para>A file whose lines start with times is read as captions: one block for each timed utterance, its time a mark.</para>
/// </remarks>
public sealed partial class PlainTextReader : IFileReader
{
    public IReadOnlyCollection<string> Extensions { get; } = [".txt", ".text"];

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) =>
        Guarded.Read(fileName, "plain text", content, limits, () => Text(fileName, content, limits, progress, cancel));

    private static ReadDocument Text(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        FileKind.RefuseUnlessText(fileName, "plain text", content);
        var decoded = TextDecoder.Decode(fileName, content.Span);
        var lines = Split(decoded.Characters);
        if (lines.TrueForAll(line => line.IsBlank)) throw new UnreadableException(Guarded.OnlyWhiteSpace(fileName));
        cancel.ThrowIfCancellationRequested();

        var assembly = new TextAssembly();
        assembly.SetProperty("Encoding", decoded.Encoding);
        var blockOfLine = IsTimed(lines) ? ReadTimed(lines, assembly, cancel) : ReadParagraphs(lines, assembly, progress, cancel);
        WarnOfMixed(decoded, lines, blockOfLine, assembly);
        progress?.Report(lines.Count);
        var built = assembly.Build(limits);
        return built with { Repairs = RepairFinder.Find(built) };
    }

    /// <summary>One line of the file. Start counts characters of the file.</summary>
    private sealed record Line(string Text, int Start, bool NewPage)
    {
        public bool IsBlank { get; } = string.IsNullOrWhiteSpace(Text);
    }

    private static List<Line> Split(string text)
    {
        var lines = new List<Line>();
        var start = 0;
        var page = false;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is not ('\n' or '\r' or '\f' or '\u0085' or '\u2028' or '\u2029')) continue;
            lines.Add(new(text[start..i], start, page));
            page = i < text.Length && text[i] == '\f';
            if (i + 1 < text.Length && text[i] == '\r' && text[i + 1] == '\n') i++;
            start = i + 1;
        }
        return lines;
    }

    private static void WarnOfMixed(DecodedFile decoded, List<Line> lines, int[] blockOfLine, TextAssembly assembly)
    {
        var warned = -1;
        var line = -1;
        foreach (var (start, _) in decoded.Mixed)
        {
            while (line + 1 < lines.Count && lines[line + 1].Start <= start) line++;
            if (line < 0 || blockOfLine[line] == warned || assembly.BlockCount == 0) continue;
            warned = blockOfLine[line];
            assembly.AddCaution(warned, warned, CautionKind.MixedEncoding, "The file mixes two encodings: here bytes that are not UTF-8 were read as Windows-1252. Check the accents, quotation marks and dashes.");
        }
    }

    // ---- Paragraphs ----

    private static int[] ReadParagraphs(List<Line> lines, TextAssembly assembly, IProgress<int>? progress, CancellationToken cancel)
    {
        var blockOfLine = new int[lines.Count];
        var words = new Vocabulary(lines.Select(line => line.Text));
        var width = WrapWidth(lines);
        var paged = lines.Exists(line => line.NewPage);
        var page = 1;
        if (paged) assembly.StartPage("1");
        Line? last = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (i % 1000 == 0) { cancel.ThrowIfCancellationRequested(); progress?.Report(i); }
            if (line.NewPage)
            {
                assembly.EndBlock(KindOf(last));
                last = null;
                assembly.StartPage((++page).ToString(CultureInfo.InvariantCulture));
            }
            if (line.IsBlank)
            {
                assembly.EndBlock(KindOf(last));
                last = null;
                blockOfLine[i] = Math.Max(0, assembly.BlockCount - 1);
                continue;
            }
            var text = line.Text.Trim();
            if (last is not null && width is { } w && Continues(lines[i - 1].Text.TrimEnd(), line.Text, w))
            {
                var before = lines[i - 1].Text.Trim();
                if (LineEnds.DropsHyphen(before, text, words))
                {
                    assembly.AddPoint(MarkKind.LineHyphen, before[^1..]);
                    assembly.AddPoint(MarkKind.JoinedLine, "\n");
                    assembly.Append(text);
                }
                else LineEnds.Join(assembly, before, text, "\n");
            }
            else
            {
                assembly.EndBlock(KindOf(last));
                last = line;
                assembly.Append(text);
            }
            blockOfLine[i] = assembly.BlockCount;
            // A hyphen that will be dropped must not be appended first.
            if (i + 1 < lines.Count && !lines[i + 1].IsBlank && !lines[i + 1].NewPage && width is { } next
                && Continues(line.Text.TrimEnd(), lines[i + 1].Text, next) && LineEnds.DropsHyphen(text, lines[i + 1].Text.Trim(), words))
                assembly.RemoveLast();
        }
        assembly.EndBlock(KindOf(last));
        return blockOfLine;
    }

    private static BlockKind KindOf(Line? first) => first is not null && ListMarker().IsMatch(first.Text) ? BlockKind.ListItem : BlockKind.Paragraph;

    /// <summary>The width to which the file's lines are filled, or null when its lines are paragraphs of their own.</summary>
    private static int? WrapWidth(List<Line> lines)
    {
        var breaks = new List<(int Length, int Needed)>();
        for (var i = 0; i + 1 < lines.Count; i++)
        {
            if (lines[i].IsBlank || lines[i + 1].IsBlank || lines[i + 1].NewPage || StartsBlock(lines[i + 1].Text)) continue;
            var length = lines[i].Text.TrimEnd().Length;
            breaks.Add((length, length + 1 + FirstWord(lines[i + 1].Text)));
        }
        if (breaks.Count < 2) return null;
        var lengths = breaks.Select(b => b.Length).Order().ToArray();
        var width = lengths[(int)((lengths.Length - 1) * 0.95)];
        if (width is < 30 or > 160) return null;
        // A line is filled when the next word would not have fitted. Ragged lists and verse are not filled.
        var filled = breaks.Count(b => b.Needed > width * 0.93);
        return filled >= breaks.Count * 0.55 ? width : null;
    }

    private static bool Continues(string line, string next, int width)
    {
        if (StartsBlock(next)) return false;
        if (next.TrimStart().Length > 0 && char.IsLower(next.TrimStart()[0]) && line.Length > 0 && !".!?:;".Contains(line[^1], StringComparison.Ordinal)) return true;
        return line.Length + 1 + FirstWord(next) > width * 0.93;
    }

    private static int FirstWord(string line)
    {
        var text = line.AsSpan().TrimStart();
        var end = text.IndexOfAny(' ', '\t');
        return end < 0 ? text.Length : end;
    }

    private static bool StartsBlock(string line) => ListMarker().IsMatch(line) || TurnLabel().IsMatch(line) || LeadingTime().IsMatch(line);

    [GeneratedRegex(@"^\s*(?:[-*•◦▪‣·]\s+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+)")]
    private static partial Regex ListMarker();

    /// <summary>"Name:", "Interviewer 1:", "[P3]:" and the like, with or without a paragraph's number before them, then words or the line's end.</summary>
    [GeneratedRegex(@"^\s*(?:[\[(]?\d{1,4}[\])]?[.)]?\s+)?[\[(<]?\p{Lu}[\p{L}\p{N}]*(?:[ .'’&/-]{1,2}[\p{L}\p{N}(][\p{L}\p{N})]*){0,4}[\])>]?\s?:(?:\s|$)")]
    private static partial Regex TurnLabel();

    // ---- Timed captions ----

    /// <summary>A time, or a time to a time, at the start of a line, in brackets or not.</summary>
    [GeneratedRegex(@"^\s*[\[(<]?(?:(?<h>\d{1,3}):)?(?<m>\d{1,2}):(?<s>\d{2})(?:[.,](?<f>\d{1,3}))?[\])>]?(?:\s*(?:-->|–|-)\s*[\[(<]?(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])>]?)?(?=\s|$)[\s:–-]*")]
    private static partial Regex LeadingTime();

    private static bool IsTimed(List<Line> lines)
    {
        int timed = 0, filled = 0, sinceTime = 0, longest = 0;
        foreach (var line in lines.Where(line => !line.IsBlank))
        {
            filled++;
            if (LeadingTime().IsMatch(line.Text)) { timed++; sinceTime = 0; }
            else longest = Math.Max(longest, ++sinceTime);
        }
        return timed >= 2 && timed * 4 >= filled;
    }

    private static int[] ReadTimed(List<Line> lines, TextAssembly assembly, CancellationToken cancel)
    {
        var blockOfLine = new int[lines.Count];
        var words = new Vocabulary(lines.Select(line => line.Text));
        string? time = null;
        var before = "";
        var kind = BlockKind.Paragraph;
        void End()
        {
            if (time is not null && assembly.Position > 0) assembly.AddBlockMark(MarkKind.Time, time);
            if (assembly.EndBlock(kind)) time = null;
            before = "";
        }
        for (var i = 0; i < lines.Count; i++)
        {
            if (i % 1000 == 0) cancel.ThrowIfCancellationRequested();
            var line = lines[i];
            if (line.IsBlank)
            {
                if (assembly.Position > 0) End();
            }
            else if (LeadingTime().Match(line.Text) is { Success: true } match)
            {
                End();
                time = TimeOf(match);
                var text = line.Text[match.Length..].Trim();
                kind = TurnLabel().IsMatch(text) ? BlockKind.Paragraph : BlockKind.Cue;
                assembly.Append(text);
                before = text;
            }
            else if (IsCounter(lines, i))
            {
                End();
                assembly.AddBetween(MarkKind.LineNumber, line.Text.Trim());
            }
            else
            {
                var text = line.Text.Trim();
                if (assembly.Position == 0)
                {
                    if (time is null) kind = BlockKind.Paragraph;
                    assembly.Append(text);
                }
                else if (time is null || TurnLabel().IsMatch(text))
                {
                    var sameTime = time;
                    End();
                    time = sameTime;
                    kind = BlockKind.Paragraph;
                    assembly.Append(text);
                }
                else LineEnds.Join(assembly, before, text, "\n");
                before = text;
            }
            blockOfLine[i] = assembly.BlockCount;
        }
        End();
        return blockOfLine;
    }

    /// <summary>A bare number just before a timed line: a caption's counter.</summary>
    private static bool IsCounter(List<Line> lines, int i) =>
        int.TryParse(lines[i].Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && i + 1 < lines.Count && lines[i + 1].Text.Contains("-->", StringComparison.Ordinal) && LeadingTime().IsMatch(lines[i + 1].Text);

    private static string TimeOf(Match match)
    {
        static int Part(Group group) => group.Success ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        var fraction = match.Groups["f"].Success ? match.Groups["f"].Value.PadRight(3, '0') : "000";
        return string.Create(CultureInfo.InvariantCulture, $"{Part(match.Groups["h"]):00}:{Part(match.Groups["m"]):00}:{Part(match.Groups["s"]):00}.{fraction}");
    }
}
