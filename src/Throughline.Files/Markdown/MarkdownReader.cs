using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Throughline.Files;

/// <summary>Reads Markdown: its words without its markup, in blocks.</summary>
/// <remarks>
/// <para>Bold, escapes and tags go; a link keeps its words and leaves its address as a mark. Headings are those marked as such and lines
/// that are bold throughout. Table cells are blocks with their row and column.</para>
/// <para>Markdown made from print has each printed line as a block of its own. Lines that break off in mid-sentence are joined with the
/// line that goes on, which leaves a <see cref="MarkKind.JoinedLine"/> mark. Where two columns were woven line by line nothing is joined:
/// the stretch is flagged.</para>
/// </remarks>
public sealed partial class MarkdownReader : IFileReader
{
    // Stand for "bold begins or ends" while Markdig parses: characters Unicode keeps for a program's own use, never for text.
    private const char Bold = '\uFDD0';

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseYamlFrontMatter().Use<MarkdownWatch>().Build();

    public IReadOnlyCollection<string> Extensions { get; } = [".md", ".markdown"];

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) =>
        Guarded.Read(fileName, "Markdown", content, limits, () => Text(fileName, content, limits, progress, cancel));

    private static ReadDocument Text(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        FileKind.RefuseUnlessText(fileName, "Markdown", content);
        var decoded = TextDecoder.Decode(fileName, content.Span);
        if (string.IsNullOrWhiteSpace(decoded.Characters)) throw new UnreadableException(Guarded.OnlyWhiteSpace(fileName));

        MarkdownDocument parsed;
        try
        {
            parsed = Markdig.Markdown.Parse(MarkBold(decoded.Characters), Pipeline, MarkdownWatch.Context(cancel));
        }
        catch (ArgumentException)
        {
            throw new UnreadableException($"\"{fileName}\" nests its markup too deeply to be read as Markdown. {Guarded.NothingKept} Simplify it, or import it as plain text with the ending .txt.");
        }
        cancel.ThrowIfCancellationRequested();
        var walk = new Walk(limits);
        walk.Take(parsed, 0);
        if (walk.TooDeep)
            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" nests its markup more than {limits.MaxDepth} deep. {Guarded.NothingKept} Simplify it, or import it as plain text with the ending .txt."));
        var pieces = walk.Pieces;
        if (pieces.Count == 0)
            throw new UnreadableException($"\"{fileName}\" holds markup but no words. {Guarded.NothingKept} Check that it is the file you meant.");
        progress?.Report(pieces.Count);

        var assembly = new TextAssembly();
        if (decoded.Encoding != "UTF-8") assembly.SetProperty("Encoding", decoded.Encoding);
        Layout.Write(pieces, assembly, cancel);
        if (decoded.Mixed.Count > 0)
            assembly.AddCaution(0, assembly.BlockCount - 1, CautionKind.MixedEncoding, string.Create(CultureInfo.InvariantCulture, $"The file mixes two encodings: {decoded.Mixed.Count:N0} bytes that are not UTF-8 were read as Windows-1252. Check the accents, quotation marks and dashes."));
        var built = assembly.Build(limits);
        return built with { Repairs = RepairFinder.Find(built) };
    }

    /// <summary>Signs that a converter parted, "* * by * *": with a second pair on the line to end what the first begins, no list and no rule across the page.</summary>
    [GeneratedRegex(@"(?<=\S ?)(?<![*\\])\* \*(?!\*)(?<words> ?[^\s*](?:[^\n*]*[^\s*])? ?)(?<!\\)\* \*(?!\*)(?! *$)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PartedBold();

    /// <summary>Puts a sign of our own for each "**": converters write it with spaces and in numbers that no Markdown parser pairs.</summary>
    private static string MarkBold(string text)
    {
        if (text.Contains("* *", StringComparison.Ordinal)) text = PartedBold().Replace(text, "**${words}**");
        var result = new StringBuilder(text.Length);
        var fence = "";
        foreach (var whole in text.Replace("\uFDD0", "", StringComparison.Ordinal).Split('\n'))
        {
            if (result.Length > 0) result.Append('\n');
            var line = whole.TrimStart(' ');
            var mark = line.StartsWith("```", StringComparison.Ordinal) ? "```" : line.StartsWith("~~~", StringComparison.Ordinal) ? "~~~" : "";
            if (fence.Length > 0 || mark.Length > 0)
            {
                if (fence.Length == 0) fence = mark;
                else if (mark == fence) fence = "";
                result.Append(whole);
                continue;
            }
            if (line.Count(c => c == '*') >= 3 && !line.AsSpan().TrimEnd().ContainsAnyExcept('*', ' ')) { result.Append(whole); continue; } // a rule across the page
            var code = 0;
            for (var i = 0; i < whole.Length; i++)
            {
                var c = whole[i];
                if (c == '\\' && i + 1 < whole.Length) { result.Append(c).Append(whole[++i]); continue; }
                if (c == '`')
                {
                    var ticks = 1;
                    while (i + ticks < whole.Length && whole[i + ticks] == '`') ticks++;
                    if (code == 0 && whole.IndexOf(new string('`', ticks), i + ticks, StringComparison.Ordinal) >= 0) code = ticks;
                    else if (code == ticks) code = 0;
                    result.Append('`', ticks);
                    i += ticks - 1;
                    continue;
                }
                if (code == 0 && c == '*' && i + 1 < whole.Length && whole[i + 1] == '*')
                {
                    result.Append(Bold);
                    i++;
                    continue;
                }
                result.Append(c);
            }
        }
        return result.ToString();
    }

    /// <summary>One block as parsed.</summary>
    internal sealed class Piece
    {
        public StringBuilder Text { get; } = new();
        public List<(int Start, int End, MarkKind Kind, string Value)> Marks { get; } = [];
        /// <summary>Places where a line of the file was joined to the one before, with what stood between.</summary>
        public List<(int At, string Between)> Joins { get; } = [];
        public BlockKind Kind { get; set; }
        public int Level { get; set; }
        public (int Table, int Row, int Column, bool Header) Cell { get; init; }
        public int BoldLetters { get; set; }
        public int Letters { get; set; }
        public bool IsCode { get; init; }
        /// <summary>Where the bold words start that end a piece which does not begin bold; else -1.</summary>
        public int BoldTail { get; set; } = -1;
        public string Words => Text.ToString().Trim();
        public bool AllBold => Letters > 0 && BoldLetters >= Letters * 0.98;
        public bool IsPlain => Kind == BlockKind.Paragraph && !IsCode;
    }

    /// <summary>Takes the parsed blocks as pieces, in order.</summary>
    private sealed class Walk(ReadLimits limits)
    {
        private int _table;
        private bool _bold;
        public List<Piece> Pieces { get; } = [];
        public bool TooDeep { get; private set; }

        public void Take(ContainerBlock container, int depth, int listDepth = 0)
        {
            if (depth > limits.MaxDepth) { TooDeep = true; return; }
            foreach (var block in container)
            {
                _bold = false;
                switch (block)
                {
                    case YamlFrontMatterBlock: break;
                    case Table table: TakeTable(table); break;
                    case HeadingBlock heading: TakeInline(heading.Inline, new Piece { Kind = BlockKind.Heading, Level = Math.Clamp(heading.Level, 1, 6) }); break;
                    case ListBlock list:
                        var number = list.IsOrdered && int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : 1;
                        foreach (var item in list.OfType<ListItemBlock>())
                        {
                            var at = Pieces.Count;
                            Take(item, depth + 2, listDepth + 1);
                            if (at < Pieces.Count && Pieces[at].Kind == BlockKind.Paragraph)
                            {
                                Pieces[at].Kind = BlockKind.ListItem;
                                Pieces[at].Level = listDepth + 1;
                                if (list.IsOrdered) Prefix(Pieces[at], string.Create(CultureInfo.InvariantCulture, $"{number}{list.OrderedDelimiter} "));
                            }
                            number++;
                        }
                        break;
                    case HtmlBlock html: TakeHtml(html); break;
                    case CodeBlock code:
                        foreach (var line in code.Lines.ToString().Split('\n'))
                            AddPiece(Plain(line, new Piece { IsCode = true }));
                        break;
                    case ContainerBlock inner: Take(inner, depth + 1, listDepth); break;
                    case LeafBlock leaf: TakeInline(leaf.Inline, new Piece()); break;
                }
            }
        }

        /// <summary>Printed numbers are words of the text: "1." stays, as a bullet's sign does not.</summary>
        private static void Prefix(Piece piece, string number)
        {
            piece.Text.Insert(0, number);
            for (var i = 0; i < piece.Marks.Count; i++) piece.Marks[i] = piece.Marks[i] with { Start = piece.Marks[i].Start + number.Length, End = piece.Marks[i].End + number.Length };
            for (var i = 0; i < piece.Joins.Count; i++) piece.Joins[i] = piece.Joins[i] with { At = piece.Joins[i].At + number.Length };
        }

        private void TakeTable(Table table)
        {
            _table++;
            var row = 0;
            foreach (var line in table.OfType<TableRow>())
            {
                row++;
                var column = 0;
                foreach (var cell in line.OfType<TableCell>())
                {
                    column++;
                    var piece = new Piece { Kind = BlockKind.TableCell, Cell = (_table, row, column, line.IsHeader) };
                    foreach (var leaf in cell.Descendants<LeafBlock>())
                    {
                        _bold = false;
                        if (piece.Text.Length > 0) piece.Text.Append(' ');
                        if (leaf.Inline is not null) Inline(leaf.Inline, piece, false);
                    }
                    AddPiece(piece);
                }
            }
        }

        private void TakeHtml(HtmlBlock html)
        {
            var raw = HtmlNoise().Replace(html.Lines.ToString(), " ");
            foreach (var line in HtmlBreak().Split(raw))
                AddPiece(Plain(WebUtility.HtmlDecode(HtmlTag().Replace(line, "")).Replace(Bold.ToString(), "", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim(), new Piece()));
        }

        private static Piece Plain(string text, Piece piece)
        {
            piece.Text.Append(text.Replace(Bold.ToString(), "**", StringComparison.Ordinal));
            piece.Letters = text.Count(char.IsLetter);
            return piece;
        }

        private void TakeInline(ContainerInline? inline, Piece piece)
        {
            if (inline is null) return;
            var rest = Inline(inline, piece, false);
            AddPiece(piece);
            // A hard line break is a line of its own, as in an address.
            while (rest is not null)
            {
                var next = new Piece { Kind = piece.Kind, Level = piece.Level };
                rest = Inline(inline, next, false, rest);
                AddPiece(next);
            }
        }

        private void AddPiece(Piece piece)
        {
            if (piece.Words.Length > 0) Pieces.Add(piece);
        }

        /// <returns>Where a hard line break stopped the reading, or null at the end.</returns>
        private Inline? Inline(ContainerInline container, Piece piece, bool bold, Inline? from = null)
        {
            for (var inline = from ?? container.FirstChild; inline is not null; inline = inline.NextSibling)
            {
                switch (inline)
                {
                    case LiteralInline literal: Literal(literal.Content.ToString(), piece, bold); break;
                    case CodeInline code: Append(code.Content.Replace(Bold.ToString(), "**", StringComparison.Ordinal), piece, bold); break;
                    case HtmlEntityInline entity: Append(entity.Transcoded.ToString(), piece, bold); break;
                    case LineBreakInline { IsHard: true } hard when hard.NextSibling is { } next && container.Parent is null && piece.Kind != BlockKind.TableCell:
                        return next;
                    case LineBreakInline: Space(piece); break;
                    case AutolinkInline auto:
                        piece.Marks.Add((piece.Text.Length, piece.Text.Length + auto.Url.Length, MarkKind.Link, (auto.IsEmail ? "mailto:" : "") + auto.Url));
                        Append(auto.Url, piece, bold);
                        break;
                    case LinkInline link:
                        var start = piece.Text.Length;
                        if (link.IsImage)
                        {
                            var words = new Piece();
                            Inline(link, words, false);
                            piece.Marks.Add((start, start, MarkKind.Note, $"Picture: {words.Words} {link.Url}".Trim()));
                        }
                        else if (link.IsAutoLink)
                        {
                            // An address found in running text still has the file's escapes in it.
                            var address = Escape().Replace(link.FirstChild is LiteralInline shown ? shown.Content.ToString() : link.Url ?? "", "$1").Replace(Bold.ToString(), "", StringComparison.Ordinal).TrimEnd('\\');
                            Append(address, piece, bold);
                            piece.Marks.Add((start, piece.Text.Length, MarkKind.Link, address));
                        }
                        else
                        {
                            Inline(link, piece, bold);
                            piece.Marks.Add((start, piece.Text.Length, MarkKind.Link, link.Url ?? ""));
                        }
                        break;
                    case EmphasisInline emphasis: Inline(emphasis, piece, bold || emphasis.DelimiterCount >= 2); break;
                    case ContainerInline other: Inline(other, piece, bold); break;
                }
            }
            return null;
        }

        private static void Space(Piece piece)
        {
            if (piece.Text.Length == 0) return;
            piece.Joins.Add((piece.Text.Length, "\n"));
        }

        private void Literal(string text, Piece piece, bool bold)
        {
            foreach (var (i, part) in text.Split(Bold).Index())
            {
                if (i > 0) _bold = !_bold;
                Append(part, piece, bold || _bold);
            }
        }

        private static void Append(string text, Piece piece, bool bold)
        {
            foreach (var c in text)
            {
                if (char.IsWhiteSpace(c) && (piece.Text.Length == 0 || piece.Text[^1] == ' ')) continue;
                piece.Text.Append(char.IsWhiteSpace(c) ? ' ' : c);
                if (!char.IsLetterOrDigit(c)) continue;
                piece.Letters++;
                if (!bold) piece.BoldTail = -1;
                else if (piece.BoldLetters++ < piece.Letters - 1 && piece.BoldTail < 0) piece.BoldTail = piece.Text.Length - 1;
            }
        }
    }

    [GeneratedRegex(@"\\([!-/:-@\[-`{-~])")]
    private static partial Regex Escape();

    [GeneratedRegex(@"<!--.*?-->|<(script|style|template)\b.*?(?:</\1\s*>|$)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex HtmlNoise();

    [GeneratedRegex(@"</?(?:p|div|br|tr|li|h[1-6]|table|ul|ol|section|td|th)\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlBreak();

    [GeneratedRegex(@"</?[a-zA-Z][^>]*>|<![^>]*>")]
    private static partial Regex HtmlTag();
}
