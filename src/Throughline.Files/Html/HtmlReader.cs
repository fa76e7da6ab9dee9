using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Throughline.Files;

/// <summary>Reads web pages: the words a reader would see, without scripts, styles, templates, navigation and forms' controls.</summary>
/// <remarks>Numbers that the browser would put before list items are paragraph numbers (<see cref="ListLabel"/>); descriptions of
/// pictures are Note marks; words struck out with <c>del</c> are Deleted marks; the title is a property.</remarks>
public sealed partial class HtmlReader : IFileReader
{
    private const int MostElements = 3_000_000;

    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "template", "noscript", "nav", "head", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map",
        "button", "select", "input", "textarea", "datalist", "progress", "meter", "dialog", "rt", "rp", "math-annotation", "frameset", "noframes",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "ol", "option", "p",
        "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp", "caption",
    };

    public IReadOnlyCollection<string> Extensions { get; } = [".html", ".htm", ".xhtml"];

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) =>
        Guarded.Read(fileName, "a web page", content, limits, () => new Walk(limits, progress, cancel).Read(fileName, content));

    private sealed class Walk(ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        private readonly BlockWriter _out = new(limits, collapseSpaces: true);
        private BlockShape _shape = new(BlockKind.Paragraph);
        private INode? _last;
        private int _elements, _tables, _pre;
        private long _places;

        public ReadDocument Read(string fileName, ReadOnlyMemory<byte> content)
        {
            var head = System.Text.Encoding.ASCII.GetString(content.Span[..Math.Min(content.Length, 4096)]);
            var decoded = TextDecoder.Decode(fileName, content.Span, Declared(head));
            var parser = new HtmlParser(new HtmlParserOptions
            {
                IsScripting = false,
                MaximumDepth = limits.MaxDepth + 4,
                OnCreated = (element, _) =>
                {
                    if (++_elements > MostElements) throw TooMuch(fileName);
                    if ((_elements & 31) != 0) return;
                    cancel.ThrowIfCancellationRequested();
                    // The parser's work on a page grows with the square of the elements left open, so it is stopped at once.
                    if (Depth(_last) >= limits.MaxDepth) throw TooDeep();
                    _last = element;
                },
            });
            using var page = parser.ParseDocument(decoded.Characters);
            CheckDepth(page);
            if (page.Body is not { } body) throw new UnreadableException(Guarded.NoWords(fileName, "a web page"));
            Children(body);
            _out.End();
            if (decoded.Mixed.Count > 0)
                _out.Caution(CautionKind.MixedEncoding, string.Create(CultureInfo.InvariantCulture, $"Bytes that are not UTF-8 as the rest is: {decoded.Mixed.Count:N0}. They were read as Windows-1252. Look at words with accents and quotation marks."));
            var properties = new Dictionary<string, string>();
            if (page.Title is { Length: > 0 } title) properties["title"] = title;
            if (page.QuerySelector("meta[name=author]")?.GetAttribute("content") is { Length: > 0 } author) properties["author"] = author;
            var read = _out.Finish(properties);
            return read.Text.Length == 0 ? throw new UnreadableException(Guarded.NoWords(fileName, "a web page")) : read;
        }

        private static UnreadableException TooMuch(string fileName) =>
            new(string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" is not a page people write: it has more than {MostElements:N0} elements. {Guarded.NothingKept} Save the part that is needed by itself."));

        private static int Depth(INode? node)
        {
            var depth = 0;
            for (; node is not null; node = node.Parent) depth++;
            return depth;
        }

        /// <summary>Beyond its bound the parser moves elements out of their parents; a page that reaches it is not read at all.</summary>
        private void CheckDepth(INode page)
        {
            var open = new Stack<(INode Node, int Depth)>([(page, 0)]);
            while (open.TryPop(out var at))
            {
                if (at.Depth > limits.MaxDepth) throw TooDeep();
                for (var i = 0; i < at.Node.ChildNodes.Length; i++) open.Push((at.Node.ChildNodes[i], at.Depth + 1));
            }
        }

        private UnreadableException TooDeep() =>
            new(string.Create(CultureInfo.InvariantCulture, $"This is not a page people write: its elements lie more than {limits.MaxDepth} deep. {Guarded.NothingKept} Save the part that is needed by itself."));

        private void Children(INode parent)
        {
            // by index: asking a node for its next sibling takes longer the more there are
            var nodes = parent.ChildNodes;
            for (var i = 0; i < nodes.Length; i++)
            {
                var node = nodes[i];
                if (node is IText text) Words(text.Data);
                else if (node is IElement element) Element(element);
            }
        }

        private void Words(string words)
        {
            if (_pre == 0)
            {
                _out.Append(words);
                return;
            }
            var lines = words.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (i > 0) _out.HardBreak();
                _out.Append(lines[i]);
            }
        }

        private void Element(IElement element)
        {
            var name = element.LocalName;
            if (Dropped.Contains(name) || IsHidden(element)) return;
            if ((_out.BlockCount & 1023) == 1023) progress?.Report(_out.BlockCount);
            switch (name)
            {
                case "br":
                    if (_pre > 0) _out.HardBreak();
                    else _out.SoftBreak();
                    return;
                case "wbr":
                    return;
                case "img":
                    if (element.GetAttribute("alt")?.Trim() is { Length: > 0 } alt) _out.Point(MarkKind.Note, "picture: " + alt);
                    return;
                case "a":
                    var address = element.GetAttribute("href")?.Trim();
                    var link = address is null or "" || address.StartsWith('#') || address.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) ? null : _out.Open(MarkKind.Link, address);
                    Children(element);
                    if (link is not null) _out.Close(link);
                    return;
                case "del":
                    if (Plain(element) is { Length: > 0 } deleted) _out.Point(MarkKind.Deleted, deleted);
                    return;
                case "q":
                    _out.Append("“");
                    Children(element);
                    _out.Append("”");
                    return;
                case "table":
                    Table(element);
                    return;
                case "ol" or "ul" or "menu" or "dir":
                    List(element);
                    return;
                case "pre" or "listing" or "xmp" or "plaintext":
                    _pre++;
                    Block(element, _shape);
                    _pre--;
                    return;
            }
            if (name.Length == 2 && name[0] == 'h' && name[1] is >= '1' and <= '6')
                Block(element, _shape.Table > 0 ? _shape : new(BlockKind.Heading, name[1] - '0'));
            else if (element.GetAttribute("role") == "heading")
                Block(element, new(BlockKind.Heading, Math.Clamp(Numbers.Parse(element.GetAttribute("aria-level"), 2), 1, 6)));
            else if (name is "figcaption" or "caption") Block(element, _shape.Table > 0 && name == "figcaption" ? _shape : new(BlockKind.Caption));
            else if (Blocks.Contains(name)) Block(element, _shape);
            else Children(element);
        }

        private void Block(IElement element, BlockShape shape)
        {
            var outer = _shape;
            _shape = shape;
            _out.Start(shape);
            Children(element);
            _shape = outer;
            _out.Start(outer);
        }

        private static bool IsHidden(IElement element) =>
            element.HasAttribute("hidden") || element.GetAttribute("role") is "navigation" or "search" || element.GetAttribute("aria-hidden") == "true"
            || (element.GetAttribute("style") is { } style && HiddenStyle().IsMatch(style));

        private static string Plain(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        private int _listDepth;

        private void List(IElement list)
        {
            var isOrdered = list.LocalName == "ol";
            var back = list.HasAttribute("reversed");
            var number = list.HasAttribute("start") ? Numbers.Parse(list.GetAttribute("start"), 1) : back ? list.Children.Count(child => child.LocalName == "li") : 1;
            var format = list.GetAttribute("type") switch { "a" => "lowerLetter", "A" => "upperLetter", "i" => "lowerRoman", "I" => "upperRoman", _ => "decimal" };
            _listDepth++;
            var outer = _shape;
            if (_shape.Table == 0) _shape = new(BlockKind.ListItem, _listDepth);
            _out.Start(_shape);
            for (var i = 0; i < list.ChildNodes.Length; i++)
            {
                var node = list.ChildNodes[i];
                if (node is not IElement item)
                {
                    if (node is IText text) Words(text.Data);
                    continue;
                }
                if (item.LocalName != "li" || IsHidden(item))
                {
                    Element(item);
                    continue;
                }
                if (item.HasAttribute("value")) number = Numbers.Parse(item.GetAttribute("value"), number);
                _out.Start(_shape);
                var mark = isOrdered ? _out.Open(MarkKind.ParagraphNumber, Numbers.Shown(number, format)) : null;
                number += back ? -1 : 1;
                var inner = _shape;
                // the number is of the item's own words, not of the lists within it
                for (var n = 0; n < item.ChildNodes.Length; n++)
                {
                    var child = item.ChildNodes[n];
                    if (mark is not null && child is IElement { LocalName: "ol" or "ul" or "table" })
                    {
                        _out.Close(mark);
                        mark = null;
                    }
                    if (child is IText words) Words(words.Data);
                    else if (child is IElement element) Element(element);
                }
                if (mark is not null) _out.Close(mark);
                _shape = inner;
            }
            _listDepth--;
            _shape = outer;
            _out.Start(outer);
        }

        private void Table(IElement table)
        {
            var number = ++_tables;
            var row = 0;
            var below = new Dictionary<int, int>(); // column → rows still covered by a cell from above
            var outer = _shape;
            foreach (var caption in table.Children.Where(child => child.LocalName == "caption")) Block(caption, new(BlockKind.Caption));
            foreach (var part in table.Children)
            {
                if (part.LocalName == "tr") Row(part, false);
                else if (part.LocalName is "thead" or "tbody" or "tfoot")
                    foreach (var child in part.Children)
                    {
                        if (child.LocalName == "tr") Row(child, part.LocalName == "thead");
                        else Element(child);
                    }
                else if (part.LocalName != "caption") Element(part);
            }
            _shape = outer;
            _out.Start(outer);

            void Row(IElement tr, bool isHead)
            {
                row++;
                var column = 1;
                var cells = tr.Children.Where(child => child.LocalName is "td" or "th").ToList();
                var isHeader = isHead || (row == 1 && cells.Count > 0 && cells.TrueForAll(cell => cell.LocalName == "th"));
                foreach (var cell in cells)
                {
                    while (below.TryGetValue(column, out var left) && left > 0)
                    {
                        Count(1);
                        below[column] = left - 1;
                        column++;
                    }
                    var width = Math.Clamp(Numbers.Parse(cell.GetAttribute("colspan"), 1), 1, 1000);
                    var height = Math.Clamp(Numbers.Parse(cell.GetAttribute("rowspan"), 1), 1, 65_534);
                    if (!IsHidden(cell)) Block(cell, new(BlockKind.TableCell, 0, number, row, column, isHeader || (row == 1 && cell.GetAttribute("scope") == "col")));
                    Count(width);
                    for (var i = 0; i < width; i++)
                        if (height > 1) below[column + i] = height - 1;
                    column += width;
                }
                while (below.TryGetValue(column, out var rest) && rest > 0)
                {
                    Count(1);
                    below[column++] = rest - 1;
                }
            }

            // Cells that reach over many rows and columns multiply: a small page can claim more places than memory holds.
            void Count(int places)
            {
                if ((_places += places) > MostElements)
                    throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"This is not a page people write: its table cells claim more than {MostElements:N0} places. {Guarded.NothingKept} Take the table out and add the rest."));
            }
        }
    }

    private static string? Declared(string head) => Charset().Match(head) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex("""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-:.]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    [GeneratedRegex("""(?:display\s*:\s*none|visibility\s*:\s*hidden)""", RegexOptions.IgnoreCase)]
    private static partial Regex HiddenStyle();
}
