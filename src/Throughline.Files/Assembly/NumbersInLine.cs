using System.Globalization;
using System.Text.RegularExpressions;
using Throughline.Text;
using Throughline.Text.Transcripts;

namespace Throughline.Files;

/// <summary>Paragraph numbers printed in the line: "14 Interviewer: …", "[14] Well, …". They are taken out of the text and kept as marks.</summary>
/// <remarks>
/// <para>Numbered lists, clauses and headings begin so too. A number is a paragraph's only where the numbers, all printed alike, count up by one
/// through nearly all paragraphs from the first to the last of them, and nothing else explains them: either the words after most of them
/// open with a speaker's label, or they carry nearly the whole text and stand bare, as neither lists nor clauses do.</para>
/// <para>A list inside a numbered text keeps its numbers: they are not part of the run.</para>
/// </remarks>
internal static partial class NumbersInLine
{
    private const int LargestGap = 3;
    private const int FewestBeforeSpeakers = 5, FewestBare = 20;

    [GeneratedRegex(@"^(?:(?<n>\d{1,4})|¶\s?(?<n>\d{1,4})|\[(?<n>\d{1,4})\]|\((?<n>\d{1,4})\)|(?<n>\d{1,4})[.)])\s+(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    private sealed record Numbered(int Block, int Value, string Printed, string Style, int Length);

    /// <summary>The document without such numbers, each a <see cref="MarkKind.ParagraphNumber"/> over the paragraph it numbers; the same document where there are none.</summary>
    public static ReadDocument TakeOut(ReadDocument document)
    {
        var taken = TakeOutOfOne(document);
        if (document.OtherOrder is not { } other) return taken;
        var otherTaken = TakeOutOfOne(other);
        return taken with { OtherOrder = otherTaken.Text == taken.Text ? null : otherTaken };
    }

    private static ReadDocument TakeOutOfOne(ReadDocument document)
    {
        // Where the file itself tells numbers, speakers or times from words, it is believed.
        if (document.Marks.Any(mark => mark.Kind is MarkKind.ParagraphNumber or MarkKind.LineNumber or MarkKind.Speaker)) return document;
        var found = Candidates(document);
        if (found.Count < FewestBeforeSpeakers) return document;
        var run = found.GroupBy(one => one.Style).Select(style => CountingRun.Longest([.. style], one => one.Value, LargestGap)).MaxBy(run => run.Count)!;
        return IsOfParagraphs(document, run) ? Without(document, run) : document;
    }

    private static List<Numbered> Candidates(ReadDocument document)
    {
        var found = new List<Numbered>();
        for (var b = 0; b < document.Blocks.Count; b++)
        {
            var block = document.Blocks[b];
            if (block.Kind is not (BlockKind.Paragraph or BlockKind.ListItem)) continue;
            var text = document.Text.AsSpan(block.Span.Start, Math.Min(block.Span.Length, 16));
            if (text.Length < 3 || !(char.IsAsciiDigit(text[0]) || text[0] is '[' or '(' or '¶')) continue;
            if (Opening().Match(document.Text[block.Span.Start..Math.Min(block.Span.End, block.Span.Start + 32)]) is not { Success: true } match) continue;
            var digits = match.Groups["n"];
            found.Add(new(b, int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), digits.Value,
                match.Value[..digits.Index] + "#" + match.Value[(digits.Index + digits.Length)..].TrimEnd(), match.Length));
        }
        return found;
    }

    private static bool IsOfParagraphs(ReadDocument document, List<Numbered> run)
    {
        if (run.Count < FewestBeforeSpeakers) return false;
        var byOne = run.Zip(run.Skip(1), (a, b) => b.Value - a.Value).Count(step => step == 1);
        if (byOne < (run.Count - 1) * 0.8) return false;
        var among = document.Blocks.Skip(run[0].Block).Take(run[^1].Block - run[0].Block + 1).Count(block => block.Kind != BlockKind.Heading && !IsAside(document, block));
        if (run.Count < among * 0.8) return false;
        if (StandBeforeSpeakers(document, run)) return true;

        if (run.Count < FewestBare || run[0].Style is "#." or "#)" || run.Count < among * 0.85) return false;
        var words = run.Select(one => document.Text[(document.Blocks[one.Block].Span.Start + one.Length)..document.Blocks[one.Block].Span.End]).ToArray();
        // Numbers before pieces of sentences number lines.
        return words.Count(text => char.IsLower(text[0])) < run.Count * 0.1
            && words.Sum(text => text.Count(c => c == ' ') + 1) >= run.Count * 8
            && words.Sum(text => text.Length) >= document.Text.Length * 0.7;
    }

    private static bool IsAside(ReadDocument document, Block block) => document.Text[block.Span.Start] is '[' or '(' && document.Text[block.Span.End - 1] is ']' or ')';

    private static bool StandBeforeSpeakers(ReadDocument document, List<Numbered> run)
    {
        var blocks = new List<(TextSpan, string)>();
        var at = 0;
        foreach (var one in run)
        {
            var text = document.Text[(document.Blocks[one.Block].Span.Start + one.Length)..document.Blocks[one.Block].Span.End];
            blocks.Add((new(at, at + text.Length), text));
            at += text.Length + 1;
        }
        var proposal = TranscriptReading.Propose(blocks);
        if (!proposal.HasSpeakers) return false;
        string[] labels = [.. proposal.Speakers.SelectMany(speaker => speaker.Spellings.Append(speaker.Label)).Distinct()];
        return blocks.Count(block => labels.Any(label => block.Item2.TrimStart('[', '(', '*').StartsWith(label, StringComparison.OrdinalIgnoreCase))) * 2 >= blocks.Count;
    }

    private static ReadDocument Without(ReadDocument document, List<Numbered> run)
    {
        var numbers = run.ToDictionary(one => one.Block);
        var changes = new List<Repair>();
        var starts = document.Pages.Select(page => page.Position).ToHashSet();
        var joined = new HashSet<int>();
        for (var b = run[0].Block; b <= run[^1].Block; b++)
        {
            var block = document.Blocks[b];
            if (numbers.TryGetValue(b, out var number))
                changes.Add(new(new(block.Span.Start, block.Span.Start + number.Length), "", RepairKind.FolioLine, ""));
            else if (block.Kind == BlockKind.Paragraph && document.Blocks[b - 1].Kind is BlockKind.Paragraph or BlockKind.ListItem && starts.Contains(block.Span.Start) && !IsAside(document, block))
            {
                // Without a number at the head of a page: the rest of the paragraph that the page's end cut.
                changes.Add(new(new(block.Span.Start - 1, block.Span.Start), " ", RepairKind.FolioLine, ""));
                joined.Add(b);
            }
        }
        var (without, map) = RepairText.Apply(document, changes);
        var marks = without.Marks.ToList();
        var starting = new HashSet<int>();
        for (var i = 0; i < run.Count; i++)
        {
            var start = map.Forward(document.Blocks[run[i].Block].Span).Start;
            // A numbered paragraph may be printed as several: all up to the next number or heading are cited by it.
            var last = run[i].Block;
            while (i + 1 < run.Count && last + 1 < run[i + 1].Block && document.Blocks[last + 1].Kind != BlockKind.Heading) last++;
            marks.Add(new(new(start, map.Forward(document.Blocks[last].Span).End), MarkKind.ParagraphNumber, run[i].Printed));
            starting.Add(start);
        }
        foreach (var b in joined)
        {
            var at = map.Forward(document.Blocks[b].Span).Start;
            marks.Add(new(new(at, at), MarkKind.JoinedLine, "\n"));
        }
        return without with
        {
            Marks = [.. marks.OrderBy(mark => mark.Span)],
            Blocks = [.. without.Blocks.Select(block => starting.Contains(block.Span.Start) ? block with { Kind = BlockKind.Paragraph, Level = 0 } : block)],
        };
    }
}
