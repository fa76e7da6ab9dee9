using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Throughline.Files;

/// <summary>Reads timed captions, WebVTT and SubRip. A cue is a block with its starting time; a voice tag names its speaker.</summary>
/// <remarks>Captions that roll say each line again while the next is spoken: what only repeats is taken once. Lines of one cue are
/// joined, with a mark, unless a dash or a new voice begins the next.</remarks>
public sealed partial class CaptionReader : IFileReader
{
    public IReadOnlyCollection<string> Extensions { get; } = [".vtt", ".srt"];

    private sealed record Line(string? Speaker, string Words);

    private sealed record Cue(TimeSpan From, TimeSpan To, List<Line> Lines);

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) =>
        Guarded.Read(fileName, "a caption file", content, limits, () =>
        {
            var decoded = TextDecoder.Decode(fileName, content.Span);
            var cues = Cues(decoded.Characters, out var odd, cancel);
            if (cues.Count == 0)
                throw new UnreadableException($"\"{fileName}\" holds no timed captions: no line of it reads like \"00:01:02.000 --> 00:01:05.000\". {Guarded.NothingKept} If it is a transcript, save it as .txt or .docx and add that.");
            var spoken = Unrolled(cues, out var repeats);
            var text = new BlockWriter(limits, collapseSpaces: true);
            for (var i = 0; i < spoken.Count; i++)
            {
                if ((i & 255) == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    progress?.Report(i);
                }
                Write(text, spoken[i]);
            }
            if (repeats > 0) text.Caution(CautionKind.Other, string.Create(CultureInfo.InvariantCulture, $"The captions roll: lines that only said again what the caption before them said were taken once ({repeats:N0} times)."));
            if (odd > 0) text.Caution(CautionKind.DamagedText, string.Create(CultureInfo.InvariantCulture, $"Lines outside any timed caption, perhaps after a time that cannot be read: {odd:N0}. They were kept, untimed."));
            if (decoded.Mixed.Count > 0) text.Caution(CautionKind.MixedEncoding, string.Create(CultureInfo.InvariantCulture, $"Bytes that are not UTF-8 as the rest is: {decoded.Mixed.Count:N0}. They were read as Windows-1252. Look at words with accents and quotation marks."));
            var read = text.Finish();
            return read.Text.Length == 0 ? throw new UnreadableException(Guarded.NoWords(fileName, "a caption file")) : read;
        });

    private static void Write(BlockWriter text, Cue cue)
    {
        OpenMark? time = null, voice = null;
        string? speaker = null;
        var isFirst = true;
        foreach (var line in cue.Lines)
        {
            var begins = isFirst || line.Speaker != speaker || line.Words.StartsWith("- ", StringComparison.Ordinal) || line.Words.StartsWith('–');
            if (begins)
            {
                End();
                text.Start(new(BlockKind.Cue));
                if (cue.From >= TimeSpan.Zero) time = text.Open(MarkKind.Time, cue.From.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture));
                if (line.Speaker is { Length: > 0 }) voice = text.Open(MarkKind.Speaker, line.Speaker);
            }
            else
            {
                text.Point(MarkKind.JoinedLine, "\n");
                text.Space();
            }
            text.Append(line.Words);
            (speaker, isFirst) = (line.Speaker, false);
        }
        End();
        text.End();

        void End()
        {
            if (voice is not null) text.Close(voice);
            if (time is not null) text.Close(time);
            (time, voice) = (null, null);
        }
    }

    private static List<Cue> Cues(string text, out int odd, CancellationToken cancel)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var cues = new List<Cue>();
        odd = 0;
        var at = 0;
        var isVtt = lines[0].TrimStart('\uFEFF').StartsWith("WEBVTT", StringComparison.Ordinal);
        if (isVtt) while (at < lines.Length && lines[at].Trim().Length > 0) at++;
        while (at < lines.Length)
        {
            if ((at & 1023) == 0) cancel.ThrowIfCancellationRequested();
            var line = lines[at];
            if (line.Trim().Length == 0)
            {
                at++;
                continue;
            }
            if (isVtt && (line.StartsWith("NOTE", StringComparison.Ordinal) && (line.Length == 4 || char.IsWhiteSpace(line[4])) || line.Trim() is "STYLE" or "REGION"))
            {
                while (at < lines.Length && lines[at].Trim().Length > 0) at++;
                continue;
            }
            if (TimesOf(line) is { } times)
            {
                at++;
                var words = new List<Line>();
                string? speaker = null;
                while (at < lines.Length && lines[at].Trim().Length > 0 && TimesOf(lines[at]) is null)
                {
                    // a missing blank line: the next cue's number stands right before its times
                    if (at + 1 < lines.Length && TimesOf(lines[at + 1]) is not null && lines[at].Trim().All(char.IsAsciiDigit)) break;
                    Lines(lines[at++], ref speaker, words);
                }
                cues.Add(new(times.From, times.To, words));
                continue;
            }
            // a cue's number or name, right before its times
            if (at + 1 < lines.Length && TimesOf(lines[at + 1]) is not null)
            {
                at++;
                continue;
            }
            if (cues.Count > 0)
            {
                string? nobody = null;
                var stray = new List<Line>();
                Lines(line, ref nobody, stray);
                if (stray.Count > 0 && !line.Trim().All(char.IsAsciiDigit))
                {
                    odd++;
                    cues.Add(new(TimeSpan.FromTicks(-1), TimeSpan.FromTicks(-1), stray));
                }
            }
            at++;
        }
        return cues;
    }

    private static (TimeSpan From, TimeSpan To)? TimesOf(string line)
    {
        if (!line.Contains("-->", StringComparison.Ordinal)) return null;
        var match = Times().Match(line);
        return match.Success && Time(match.Groups, 1) is { } from && Time(match.Groups, 5) is { } to ? (from, to) : null;
    }

    private static TimeSpan? Time(GroupCollection groups, int first)
    {
        var hours = groups[first].Success ? int.Parse(groups[first].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var (minutes, seconds) = (int.Parse(groups[first + 1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(groups[first + 2].ValueSpan, CultureInfo.InvariantCulture));
        if (minutes > 59 || seconds > 59 || hours > 23) return null;
        var fraction = groups[first + 3].Success ? int.Parse(groups[first + 3].Value.PadRight(3, '0')[..3], CultureInfo.InvariantCulture) : 0;
        return new TimeSpan(0, hours, minutes, seconds, fraction);
    }

    /// <summary>One line of a cue as spoken lines: tags out, a new voice begins a new one.</summary>
    private static void Lines(string line, ref string? speaker, List<Line> into)
    {
        var words = new StringBuilder();
        var last = 0;
        foreach (var tag in Tags().EnumerateMatches(line))
        {
            words.Append(line, last, tag.Index - last);
            last = tag.Index + tag.Length;
            var inner = line.AsSpan(tag.Index + 1, tag.Length - 2);
            if (inner.StartsWith("v", StringComparison.Ordinal) && inner.Length > 1 && inner[1] is ' ' or '.' or '\t')
            {
                Put(words, speaker, into);
                var space = inner.IndexOfAny(' ', '\t');
                speaker = space < 0 ? null : WebUtility.HtmlDecode(inner[(space + 1)..].Trim().ToString());
            }
            else if (inner is "/v")
            {
                Put(words, speaker, into);
                speaker = null;
            }
        }
        words.Append(line, last, line.Length - last);
        Put(words, speaker, into);
    }

    private static void Put(StringBuilder words, string? speaker, List<Line> into)
    {
        var line = WebUtility.HtmlDecode(words.ToString()).Trim();
        words.Clear();
        if (line.Length > 0) into.Add(new(speaker, string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
    }

    /// <summary>Rolling captions said once. Two forms: the cue begins with the lines the last one ended with; the cue is the last one,
    /// grown. Only where cues follow on one another in time; a short answer given twice is kept unless the whole file rolls.</summary>
    private static List<Cue> Unrolled(List<Cue> cues, out int repeats)
    {
        repeats = 0;
        var spoken = new List<Cue>(cues.Count);
        int overlapping = 0, following = 0;
        for (var i = 1; i < cues.Count; i++)
        {
            if (!Follows(cues[i - 1], cues[i]) || cues[i].Lines.Count == 0 || cues[i - 1].Lines.Count == 0) continue;
            following++;
            if (Repeated(cues[i - 1].Lines, cues[i].Lines) > 0) overlapping++;
        }
        var rolls = overlapping >= 2 && overlapping * 3 >= following;
        Cue? before = null;
        foreach (var cue in cues)
        {
            if (cue.Lines.Count == 0) continue;
            if (before is null || !Follows(before, cue))
            {
                spoken.Add(cue with { Lines = [.. cue.Lines] });
                before = cue;
                continue;
            }
            var again = Repeated(before.Lines, cue.Lines);
            if (again > 0 && !rolls && (again < cue.Lines.Count || cue.Lines.Sum(l => l.Words.Split(' ').Length) < 3)) again = 0;
            repeats += again;
            var rest = cue.Lines.Skip(again).ToList();
            // grown: the caption so far, and more words
            if (rest.Count > 0 && again == 0 && before.Lines[^1] is { } shown && rest[0].Speaker == shown.Speaker
                && rest[0].Words.Length > shown.Words.Length && rest[0].Words.StartsWith(shown.Words + " ", StringComparison.Ordinal)
                && spoken.Count > 0 && spoken[^1].Lines.Count > 0 && spoken[^1].Lines[^1] == shown)
            {
                repeats++;
                spoken[^1].Lines[^1] = rest[0];
                rest.RemoveAt(0);
                spoken[^1].Lines.AddRange(rest);
            }
            else if (rest.Count > 0) spoken.Add(cue with { Lines = rest });
            before = cue;
        }
        return spoken;
    }

    private static bool Follows(Cue before, Cue cue) => cue.From >= before.From && cue.From <= before.To + TimeSpan.FromMilliseconds(100);

    /// <summary>How many lines at the beginning of the one are those at the end of the other.</summary>
    private static int Repeated(List<Line> before, List<Line> lines)
    {
        for (var count = Math.Min(Math.Min(before.Count, lines.Count), 8); count > 0; count--)
        {
            var same = true;
            for (var i = 0; i < count && same; i++) same = before[before.Count - count + i] == lines[i];
            if (same) return count;
        }
        return 0;
    }

    [GeneratedRegex("""^\s*(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?\s*-->\s*(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?""")]
    private static partial Regex Times();

    // WebVTT spans and time stamps, SubRip's HTML and its {\an8} places.
    [GeneratedRegex("""</?(?:v|c|i|b|u|s|ruby|rt|lang|font|span)(?:[.\s][^<>]*)?>|<\d[\d:.,]*>|\{\\[^{}]*\}""", RegexOptions.IgnoreCase)]
    private static partial Regex Tags();
}
