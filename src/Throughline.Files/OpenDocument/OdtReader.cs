using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Throughline.Files;

/// <summary>Reads OpenDocument texts. What is kept beside the text is as in <see cref="DocxReader"/>: notes as blocks at the end,
/// comments and picture descriptions as Note marks, deletions as marks, generated labels as paragraph numbers.</summary>
/// <remarks>Pages are left empty: the format marks only the breaks within a paragraph, so they cannot be counted.</remarks>
public sealed class OdtReader : IFileReader
{
    public IReadOnlyCollection<string> Extensions { get; } = [".odt"];

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) =>
        Guarded.Read(fileName, "an OpenDocument text", content, limits, () =>
        {
            FileKind.RefuseOle(fileName, content);
            using var file = PackedFile.Open(fileName, content, limits, "an OpenDocument text", "content.xml", "</text:p>", "paragraph", cancel);
            return new Walk(file, limits, progress, cancel).Read();
        });

    private sealed class Walk(PackedFile file, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        private readonly record struct Place(BlockKind Kind, int Level = 0, int Table = 0, int Row = 0, int Column = 0, bool IsHeader = false);

        private readonly BlockWriter _out = new(limits);
        private readonly Dictionary<string, XElement> _styles = new(StringComparer.Ordinal);
        private readonly OdtLists _lists = new();
        private readonly int?[] _outline = new int?[10];
        private readonly Dictionary<string, int?[]> _listCounts = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _deletions = new(StringComparer.Ordinal);
        private readonly List<(string Number, XElement Body)> _notes = [];
        private readonly Queue<XElement> _boxes = [];
        private readonly Dictionary<string, OpenMark> _comments = new(StringComparer.Ordinal);
        private int _tables, _paragraphs, _footnotes, _endnotes;
        private string? _label;
        private int?[]? _current;
        private (XElement? Paragraph, HashSet<string> Names) _endsOf = (null, []);

        public ReadDocument Read()
        {
            if (file.Tree("META-INF/manifest.xml") is { } manifest && manifest.Descendants().Any(e => e.Name.LocalName == "encryption-data"))
                throw new UnreadableException($"\"{file.FileName}\" is protected by a password. {Guarded.NothingKept} Open it in the program that made it, save it without the password, and add that copy.");
            if (!file.Has("content.xml"))
                throw new UnreadableException($"\"{file.FileName}\" is not a whole OpenDocument text: the part that holds its text is missing. {Guarded.NothingKept} Open it in the program that made it, save it again, and add the new copy.");
            var shared = file.Tree("styles.xml");
            foreach (var group in shared?.Elements() ?? []) Styles(group);

            using (var reader = file.Reader("content.xml")!)
            {
                reader.MoveToContent();
                if (reader.LocalName != "document-content") throw new UnreadableException(Guarded.Damaged(file.FileName, "an OpenDocument text"));
                reader.Read();
                while (!reader.EOF)
                {
                    cancel.ThrowIfCancellationRequested();
                    if (reader.NodeType != XmlNodeType.Element)
                    {
                        reader.Read();
                        continue;
                    }
                    switch (reader.LocalName)
                    {
                        case "automatic-styles" or "styles":
                            Styles((XElement)XNode.ReadFrom(reader));
                            break;
                        case "body" or "text" when reader.Depth <= 2:
                            reader.Read();
                            break;
                        default:
                            if (reader.Depth == 3) Block((XElement)XNode.ReadFrom(reader), new(BlockKind.Paragraph));
                            else reader.Skip();
                            break;
                    }
                }
            }
            _out.End();
            Notes();
            if (shared is not null) Runners(shared);
            var read = _out.Finish(Properties());
            return read.Text.Length == 0 ? throw new UnreadableException(Guarded.NoWords(file.FileName, "an OpenDocument text")) : read;
        }

        private void Styles(XElement group)
        {
            if (group.Name.LocalName is not ("styles" or "automatic-styles")) return;
            foreach (var style in group.Elements())
            {
                if (style.Name.LocalName == "style" && style.Value("family") == "paragraph" && style.Value("name") is { } name) _styles[name] = style;
                if (style.Name.LocalName is "list-style" or "outline-style") _lists.Add(style);
            }
        }

        private (int Heading, bool IsCaption, string? List) Style(string? name)
        {
            var (heading, caption) = (0, false);
            string? list = null;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var at = name; at is not null && seen.Add(at) && _styles.TryGetValue(at, out var style); at = style.Value("parent-style-name"))
            {
                list ??= style.Value("list-style-name");
                var shown = (style.Value("display-name") ?? at).Replace("_20_", " ", StringComparison.Ordinal);
                if (shown == "Title" && heading == 0) heading = 1;
                caption |= shown.Equals("Caption", StringComparison.OrdinalIgnoreCase);
                if (heading == 0 && style.Value("default-outline-level") is { Length: > 0 } level) heading = Math.Clamp(Numbers.Parse(level), 0, 6);
            }
            return (heading, caption, list is "" ? null : list);
        }

        // ---- blocks

        private void Block(XElement element, Place place)
        {
            switch (element.Name.LocalName)
            {
                case "p" or "h":
                    Paragraph(element, place);
                    break;
                case "list":
                    List(element, place, null, 0);
                    break;
                case "table":
                    Table(element);
                    break;
                case "tracked-changes":
                    TrackedChanges(element);
                    break;
                case "section" or "index-body" or "index-title" or "table-of-content" or "alphabetical-index" or "illustration-index" or "table-index"
                    or "object-index" or "user-index" or "bibliography" or "numbered-paragraph":
                    if (element.Value("display") is "none") break;
                    foreach (var child in element.Elements()) Block(child, place);
                    break;
                case "frame" or "custom-shape" or "g" or "rect" or "a":
                    Frame(element);
                    Boxes();
                    break;
                case "change" or "soft-page-break" or "change-start" or "change-end":
                    Inline(element);
                    break;
            }
        }

        private void Paragraph(XElement paragraph, Place place)
        {
            if ((++_paragraphs & 255) == 0)
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report(_paragraphs);
            }
            var (heading, caption, _) = Style(paragraph.Value("style-name"));
            var label = _label;
            _label = null;
            if (paragraph.Name.LocalName == "h")
            {
                var level = Math.Clamp(Numbers.Parse(paragraph.Value("outline-level"), 1), 1, 10);
                if (paragraph.Value("is-list-header") is not "true" && label is null && place.Kind != BlockKind.ListItem)
                    label = _lists.Next(OdtLists.Outline, level - 1, _outline, paragraph.Value("restart-numbering") == "true" ? Numbers.Parse(paragraph.Value("start-value"), 1) : null);
                heading = Math.Min(level, 6);
            }
            if (paragraph.Child("number") is { } written && written.Value.Trim() is { Length: > 0 } given) label = given;
            var shape = place.Table > 0 ? new BlockShape(BlockKind.TableCell, 0, place.Table, place.Row, place.Column, place.IsHeader)
                : place.Kind == BlockKind.Footnote ? new(BlockKind.Footnote)
                : heading > 0 ? new(BlockKind.Heading, heading)
                : caption ? new(BlockKind.Caption)
                : place.Kind == BlockKind.ListItem && !(label is { Length: > 0 } && ListLabel.IsClause(label)) ? new(BlockKind.ListItem, place.Level)
                : new(BlockKind.Paragraph);
            _out.Start(shape);
            var number = label is { Length: > 0 } ? _out.Open(MarkKind.ParagraphNumber, ListLabel.Cited(label)) : null;
            Inlines(paragraph);
            if (number is not null) _out.Close(number);
            _out.End();
            Boxes();
        }

        private void Boxes()
        {
            while (_boxes.TryDequeue(out var box))
                foreach (var child in box.Elements()) Block(child, new(BlockKind.Paragraph));
        }

        private void List(XElement list, Place place, string? style, int level)
        {
            style = list.Value("style-name") ?? style ?? Style(list.Descendants().FirstOrDefault(e => e.Name.LocalName is "p" or "h")?.Value("style-name")).List;
            // Lists of one style count on only where the file says so; nested lists share the counts of the list around them.
            int?[]? counts = null;
            var before = list.Value("continue-list") ?? (list.Value("continue-numbering") == "true" ? style : null);
            if (level > 0 && _current is not null) counts = _current;
            else if (before is not null) _listCounts.TryGetValue(before, out counts);
            counts ??= new int?[10];
            if (level == 0)
            {
                if (style is not null) _listCounts[style] = counts;
                if (list.Value("id") is { } id) _listCounts[id] = counts;
            }
            var outer = _current;
            _current = counts;
            foreach (var item in list.Elements().Where(e => e.Name.LocalName is "list-item" or "list-header"))
            {
                var isFirst = item.Name.LocalName == "list-item";
                // An item that holds only a deeper list has no label of its own.
                if (isFirst && item.Elements().FirstOrDefault(e => e.Name.LocalName is "p" or "h" or "list") is { } first && first.Name.LocalName != "list")
                    _label = _lists.Next(style, level, counts, item.Value("start-value") is { } start ? Numbers.Parse(start, 1) : null);
                if (item.Child("number") is { } written && written.Value.Trim() is { Length: > 0 } given) _label = given;
                foreach (var child in item.Elements())
                {
                    if (child.Name.LocalName == "list") List(child, place, style, level + 1);
                    else Block(child, place.Table > 0 || place.Kind == BlockKind.Footnote ? place : new(BlockKind.ListItem, level + 1));
                }
                _label = null;
            }
            _current = outer;
        }

        private void Table(XElement table)
        {
            var number = ++_tables;
            var row = 0;
            Rows(table, false);
            _out.End();

            void Rows(XElement parent, bool isHeader)
            {
                foreach (var element in parent.Elements())
                    switch (element.Name.LocalName)
                    {
                        case "table-header-rows":
                            Rows(element, true);
                            break;
                        case "table-rows" or "table-row-group":
                            Rows(element, isHeader);
                            break;
                        case "table-row":
                            row = Math.Min(row + 1, 10_000_000);
                            var column = 0;
                            foreach (var cell in element.Elements().Where(e => e.Name.LocalName is "table-cell" or "covered-table-cell"))
                            {
                                column++;
                                foreach (var child in cell.Elements()) Block(child, new(BlockKind.TableCell, 0, number, row, column, isHeader));
                                column += Math.Clamp(Numbers.Parse(cell.Value("number-columns-repeated"), 1), 1, 16_384) - 1;
                            }
                            row += Math.Clamp(Numbers.Parse(element.Value("number-rows-repeated"), 1), 1, 1_000_000) - 1;
                            break;
                    }
            }
        }

        private void TrackedChanges(XElement changes)
        {
            foreach (var region in changes.Elements().Where(e => e.Name.LocalName == "changed-region"))
                if (region.Child("deletion") is { } deletion && region.Value("id") is { } id)
                    _deletions[id] = string.Join(' ', deletion.Elements().Where(e => e.Name.LocalName != "change-info").Select(Plain).Where(words => words.Length > 0));
        }

        // ---- within a paragraph

        private void Inlines(XElement parent)
        {
            foreach (var node in parent.Nodes())
            {
                if (node is XText text) Words(text.Value);
                else if (node is XElement element) Inline(element);
            }
        }

        // White space in the file is layout (ODF 1.2 part 1, 6.1.2): runs are one space; text:s says where more are meant.
        private void Words(string words)
        {
            var from = 0;
            for (var i = 0; i <= words.Length; i++)
            {
                if (i < words.Length && words[i] is not (' ' or '\t' or '\n' or '\r')) continue;
                if (i > from) _out.Append(words.AsSpan(from, i - from));
                if (i < words.Length) _out.Space();
                from = i + 1;
            }
        }

        private void Inline(XElement element)
        {
            switch (element.Name.LocalName)
            {
                case "s":
                    _out.Append(new string(' ', Math.Clamp(Numbers.Parse(element.Value("c"), 1), 1, 200)));
                    break;
                case "tab":
                    _out.Space();
                    break;
                case "line-break":
                    _out.SoftBreak();
                    break;
                case "a":
                    var address = element.Value("href");
                    var link = address is null or "" || address.StartsWith('#') ? null : _out.Open(MarkKind.Link, address);
                    Inlines(element);
                    if (link is not null) _out.Close(link);
                    break;
                case "note":
                    Note(element);
                    break;
                case "annotation":
                    Comment(element);
                    break;
                case "annotation-end":
                    if (element.Value("name") is { } ended && _comments.Remove(ended, out var open)) _out.Close(open);
                    break;
                case "change":
                    if (element.Value("change-id") is { } id && _deletions.TryGetValue(id, out var deleted) && deleted.Length > 0) _out.Point(MarkKind.Deleted, deleted);
                    break;
                case "hidden-text" or "conditional-text" when element.Value("is-hidden") is "true":
                case "number" or "soft-page-break" or "change-start" or "change-end" or "bookmark" or "bookmark-start" or "bookmark-end"
                    or "reference-mark-start" or "reference-mark-end" or "ruby-text" or "script" or "variable-decls" or "title" or "desc":
                    break;
                case "frame" or "custom-shape" or "g" or "rect" or "text-box":
                    Frame(element);
                    break;
                default:
                    Inlines(element);
                    break;
            }
        }

        private void Frame(XElement frame)
        {
            foreach (var element in frame.DescendantsAndSelf())
            {
                var isInner = element.Ancestors().TakeWhile(a => a != frame.Parent).Any(a => a.Name.LocalName is "text-box" or "custom-shape" or "rect");
                if (isInner && element.Name.LocalName is not ("p" or "h")) continue;
                if (element.Name.LocalName is "text-box" or "custom-shape" or "rect") _boxes.Enqueue(element);
                if (element.Name.LocalName is "desc" && element.Value.Trim() is { Length: > 0 } description) _out.Point(MarkKind.Note, "picture: " + description);
            }
        }

        private void Note(XElement note)
        {
            var isFoot = note.Value("note-class") is not "endnote";
            var counted = (isFoot ? ++_footnotes : ++_endnotes).ToString(CultureInfo.InvariantCulture);
            if (note.Child("note-citation")?.Value.Trim() is { Length: > 0 } cited) counted = cited;
            if (note.Child("note-body") is not { } body) return;
            _notes.Add((counted, body));
            _out.Point(MarkKind.Note, $"{(isFoot ? "Footnote" : "Endnote")} {counted}");
        }

        private void Notes()
        {
            for (var i = 0; i < _notes.Count; i++)
            {
                // Held for the first paragraph of the note, as a list's label is.
                _label = _notes[i].Number;
                foreach (var child in _notes[i].Body.Elements()) Block(child, new(BlockKind.Footnote));
                _label = null;
            }
        }

        private void Comment(XElement comment)
        {
            var words = string.Join(' ', comment.Elements().Where(e => e.Name.LocalName is "p" or "list").Select(Plain)).Trim();
            if (words.Length == 0) return;
            var remark = comment.Child("creator")?.Value is { Length: > 0 } author ? $"{author}: {words}" : words;
            if (comment.Value("name") is { } name && EndsHere(comment).Contains(name)) _comments[name] = _out.Open(MarkKind.Note, remark);
            else _out.Point(MarkKind.Note, remark);
        }

        // A comment on a range ends in the same paragraph, or else is held at its beginning.
        private HashSet<string> EndsHere(XElement comment)
        {
            var paragraph = comment.Ancestors().FirstOrDefault(a => a.Name.LocalName is "p" or "h");
            if (paragraph == _endsOf.Paragraph) return _endsOf.Names;
            _endsOf = (paragraph, [.. paragraph?.Descendants().Where(e => e.Name.LocalName == "annotation-end").Select(e => e.Value("name") ?? "") ?? []]);
            return _endsOf.Names;
        }

        private static string Plain(XElement element)
        {
            var words = new StringBuilder();
            foreach (var node in element.DescendantNodes())
                if (node is XText text) words.Append(text.Value);
                else if (node is XElement { Name.LocalName: "s" or "tab" or "line-break" or "p" } && words.Length > 0) words.Append(' ');
            return words.ToString().Trim();
        }

        private void Runners(XElement shared)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var page in shared.Descendants().Where(e => e.Name.LocalName is "header" or "footer" or "header-first" or "footer-first" or "header-left" or "footer-left"
                && e.Parent?.Name.LocalName == "master-page"))
                if (Plain(page) is { Length: > 0 } words && words.Any(char.IsLetter) && seen.Add(words))
                    _out.MarkAt(new(0, 0), page.Name.LocalName[0] == 'h' ? MarkKind.RunningHeader : MarkKind.RunningFooter, words);
        }

        private Dictionary<string, string> Properties()
        {
            var properties = new Dictionary<string, string>();
            foreach (var property in file.Tree("meta.xml")?.Elements().FirstOrDefault()?.Elements() ?? [])
            {
                var name = property.Name.LocalName switch { "title" => "title", "initial-creator" => "author", "subject" => "subject", "creation-date" => "created", "date" => "modified", _ => null };
                if (name is not null && property.Value.Trim() is { Length: > 0 } value) properties[name] = value;
            }
            return properties;
        }
    }
}
