using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Throughline.Files;

/// <summary>Reads Word documents (Office Open XML, transitional and strict).</summary>
/// <remarks>
/// <para>Insertions are in the text, deletions are marks; a field gives its result, not its code. Hidden words, comments and picture
/// descriptions are Note marks; headers and footers are marks at the start of their section.</para>
/// <para>Footnotes and endnotes are words of the document that may be coded, so they are blocks at the end, each with its number as a
/// paragraph number; a Note mark "Footnote 3" stands where the text refers to it. Labels that numbering generates are paragraph
/// numbers (<see cref="ListLabel"/>). A non-breaking hyphen is a hyphen; a soft hyphen is taken out.</para>
/// <para>Pages are those Word last laid out, and only where as many are marked as the document says it has.</para>
/// </remarks>
public sealed class DocxReader : IFileReader
{
    public IReadOnlyCollection<string> Extensions { get; } = [".docx", ".docm"];

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) =>
        Guarded.Read(fileName, "a Word document", content, limits, () =>
        {
            FileKind.RefuseOle(fileName, content);
            using var file = PackedFile.Open(fileName, content, limits, "a Word document", "word/document.xml", "</w:p>", "paragraph", cancel);
            return new Walk(file, limits, progress, cancel).Read();
        });

    private sealed class Walk(PackedFile file, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        private sealed class Field
        {
            public readonly StringBuilder Code = new();
            public bool InCode = true;
            public OpenMark? Link;
        }

        private readonly record struct Cell(int Table, int Row, int Column, bool IsHeader);

        // Every block looks at the comments still open; beyond these a comment is held where it is referred to.
        private const int MostOpenComments = 500;

        private readonly BlockWriter _out = new(limits);
        private readonly Stack<Field> _fields = [];
        private readonly Queue<XElement> _boxes = [];
        private readonly List<(string Kind, string Id, string Number)> _noteOrder = [];
        private readonly HashSet<(string, string)> _noted = [];
        private readonly Dictionary<string, OpenMark> _comments = new(StringComparer.Ordinal);
        private readonly HashSet<string> _commentsPlaced = new(StringComparer.Ordinal);
        private readonly List<(int Position, MarkKind Kind, string Part)> _runners = [];
        private Dictionary<string, string> _commentWords = [];
        private Dictionary<string, Relationship> _links = [];
        private WordStyles _styles = null!;
        private WordNumbering _numbering = null!;
        private int _tables, _paragraphs, _rendered, _footnotes, _endnotes, _sectionStart;
        private bool _joinNext, _embedded;
        private OpenMark? _number;

        public ReadDocument Read()
        {
            var main = file.RelationshipsOf("").Values.FirstOrDefault(r => r.Type == "officeDocument" && !r.IsExternal)?.Target;
            if (main is null || !file.Has(main)) main = file.Has("word/document.xml") ? "word/document.xml" : null;
            if (main is null)
                throw new UnreadableException($"\"{file.FileName}\" is not a whole Word document: the part that holds its text is missing. {Guarded.NothingKept} Open it in the program that made it, save it again, and add the new copy.");
            _links = file.RelationshipsOf(main);
            _styles = new(Related("styles"));
            _numbering = new(Related("numbering"), _styles);
            _commentWords = CommentWords();

            using (var reader = file.Reader(main)!)
            {
                reader.MoveToContent();
                if (reader.LocalName != "document") throw new UnreadableException(Guarded.Damaged(file.FileName, "a Word document"));
                Enter(reader, "body");
                while (!reader.EOF && reader.Depth >= 2)
                {
                    cancel.ThrowIfCancellationRequested();
                    if (reader.NodeType == XmlNodeType.Element) Block((XElement)XNode.ReadFrom(reader), default);
                    else reader.Read();
                }
            }
            _out.End();
            Runners();
            Notes();
            var properties = Properties(out var pages, out var isWord);
            if (_embedded) _out.Caution(CautionKind.Other, "A part of this document is another file placed inside it, which was not read. Add that file by itself.");
            var read = _out.Finish(properties);
            if (read.Text.Length == 0) throw new UnreadableException(Guarded.NoWords(file.FileName, "a Word document"));
            return isWord && _rendered > 0 && pages == _rendered + 1
                ? read with { Pages = [new(0, "1"), .. read.Pages.Where(page => page.Position > 0)] }
                : read with { Pages = [] };
        }

        private static void Enter(XmlReader reader, string name)
        {
            while (reader.Read())
                if (reader.NodeType == XmlNodeType.Element && reader.Depth == 1)
                {
                    if (reader.LocalName != name)
                    {
                        reader.Skip();
                        continue;
                    }
                    if (reader.IsEmptyElement) return;
                    reader.Read();
                    return;
                }
        }

        private XElement? Related(string type) =>
            _links.Values.FirstOrDefault(r => r.Type == type && !r.IsExternal) is { } part ? file.Tree(part.Target) : null;

        // ---- blocks

        private void Block(XElement element, Cell cell)
        {
            switch (element.Name.LocalName)
            {
                case "p":
                    Paragraph(element, cell);
                    break;
                case "tbl":
                    Table(element);
                    break;
                case "sectPr":
                    Section(element);
                    break;
                case "altChunk":
                    _embedded = true;
                    break;
                case "sdt":
                    if (element.Child("sdtPr")?.Child("showingPlcHdr").IsOn() == true) break;
                    if (element.Child("sdtContent") is { } content) Blocks(content, cell);
                    break;
                case "AlternateContent":
                    if ((element.Child("Choice") ?? element.Child("Fallback")) is { } chosen) Blocks(chosen, cell);
                    break;
                case "ins" or "moveTo" or "customXml" or "smartTag":
                    Blocks(element, cell);
                    break;
                case "del" or "moveFrom":
                    Deleted(element);
                    break;
                case "commentRangeStart" or "commentRangeEnd":
                    Inline(element, null);
                    break;
            }
        }

        private void Blocks(XElement parent, Cell cell)
        {
            foreach (var child in parent.Elements()) Block(child, cell);
        }

        private void Paragraph(XElement paragraph, Cell cell)
        {
            if ((++_paragraphs & 255) == 0)
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report(_paragraphs);
            }
            var properties = paragraph.Child("pPr");
            if (!_joinNext) Begin(properties, cell);
            // The paragraph mark itself was deleted: what follows belongs to this paragraph.
            _joinNext = properties?.Child("rPr")?.Child("del") is not null;
            foreach (var child in paragraph.Elements())
                if (child.Name.LocalName != "pPr") Inline(child, null);
            while (_fields.TryPeek(out var open) && open.InCode) _fields.Pop();
            if (!_joinNext)
            {
                EndNumber();
                _out.End();
            }
            if (_boxes.Count > 0 && !_joinNext) Boxes();
            if (properties?.Child("sectPr") is { } section) Section(section);
        }

        private void Boxes()
        {
            while (_boxes.TryDequeue(out var box)) Blocks(box, default);
            _out.End();
        }

        private void Begin(XElement? properties, Cell cell)
        {
            var style = _styles.Of(properties?.Child("pStyle")?.Value("val"));
            var heading = style.Heading;
            if (properties?.Child("outlineLvl")?.Value("val") is { } outline)
            {
                var level = Numbers.Parse(outline, 9);
                heading = level is >= 0 and < 9 ? Math.Min(level + 1, 6) : 0;
            }
            var own = properties?.Child("numPr");
            var numId = own?.Child("numId")?.Value("val") ?? style.NumId;
            var depth = Math.Clamp(own?.Child("ilvl")?.Value("val") is { } given ? Numbers.Parse(given) : style.NumLevel, 0, 8);
            var label = numId is null or "0" ? null : _numbering.Next(numId, depth);

            var shape = cell.Table > 0 ? new BlockShape(BlockKind.TableCell, 0, cell.Table, cell.Row, cell.Column, cell.IsHeader)
                : heading > 0 ? new(BlockKind.Heading, heading)
                : style.IsCaption ? new(BlockKind.Caption)
                : label is not null && !ListLabel.IsClause(label) ? new(BlockKind.ListItem, depth + 1)
                : new(BlockKind.Paragraph);
            _out.Start(shape);
            _number = label is { Length: > 0 } ? _out.Open(MarkKind.ParagraphNumber, ListLabel.Cited(label)) : null;
        }

        private void EndNumber()
        {
            if (_number is null) return;
            _out.Close(_number);
            _number = null;
        }

        private void Table(XElement table)
        {
            var number = ++_tables;
            var rows = Rows(table).ToList();
            var row = 0;
            foreach (var tr in rows)
            {
                row++;
                var properties = tr.Child("trPr");
                if (properties?.Child("del") is not null)
                {
                    Deleted(tr);
                    continue;
                }
                var isHeader = properties?.Child("tblHeader").IsOn() == true;
                var column = 1 + Span(properties?.Child("gridBefore"));
                foreach (var tc in Cells(tr))
                {
                    var cell = tc.Child("tcPr");
                    // The rest of a cell merged downwards is empty by rule; its words, if any, are still words.
                    Blocks(tc, new(number, row, column, isHeader));
                    _joinNext = false;
                    column += Math.Max(1, Span(cell?.Child("gridSpan")));
                }
            }
            _out.End();
        }

        private static int Span(XElement? element) => Math.Clamp(Numbers.Parse(element?.Value("val")), 0, 1000);

        private static IEnumerable<XElement> Rows(XElement parent) => Through(parent, "tr");

        private static IEnumerable<XElement> Cells(XElement row) => Through(row, "tc");

        private static IEnumerable<XElement> Through(XElement parent, string name)
        {
            foreach (var child in parent.Elements())
            {
                if (child.Name.LocalName == name) yield return child;
                else if (child.Name.LocalName is "sdt" or "sdtContent" or "ins" or "customXml" or "moveTo")
                    foreach (var inner in Through(child, name)) yield return inner;
            }
        }

        // ---- within a paragraph

        private bool InCode => _fields.TryPeek(out var open) && open.InCode;

        private void Inline(XElement element, string? font)
        {
            switch (element.Name.LocalName)
            {
                case "r":
                    Run(element);
                    break;
                case "hyperlink":
                    Hyperlink(element);
                    break;
                case "fldSimple":
                    var address = AddressIn(element.Value("instr") ?? "");
                    var link = address is null ? null : _out.Open(MarkKind.Link, address);
                    Inlines(element, font);
                    if (link is not null) _out.Close(link);
                    break;
                case "del" or "moveFrom":
                    Deleted(element);
                    break;
                case "sdt":
                    if (element.Child("sdtPr")?.Child("showingPlcHdr").IsOn() == true) break;
                    if (element.Child("sdtContent") is { } content) Inlines(content, font);
                    break;
                case "AlternateContent":
                    if ((element.Child("Choice") ?? element.Child("Fallback")) is { } chosen) Inlines(chosen, font);
                    break;
                case "ruby":
                    if (element.Child("rubyBase") is { } words) Inlines(words, font);
                    break;
                case "t":
                    Words(element.Value, font);
                    break;
                case "tab" or "ptab":
                    if (!InCode) _out.Space();
                    break;
                case "br":
                    if (InCode) break;
                    if (element.Value("type") is "page" or "column") _out.HardBreak();
                    else _out.SoftBreak();
                    break;
                case "cr":
                    if (!InCode) _out.SoftBreak();
                    break;
                case "noBreakHyphen":
                    Words("-", font);
                    break;
                case "softHyphen":
                    Words("\u00AD", font);
                    break;
                case "sym":
                    Symbol(element);
                    break;
                case "fldChar":
                    FieldStep(element);
                    break;
                case "instrText":
                    if (_fields.TryPeek(out var field) && field.InCode && field.Code.Length < 10_000) field.Code.Append(element.Value);
                    break;
                case "lastRenderedPageBreak":
                    _rendered++;
                    _out.PageStart((_rendered + 1).ToString(CultureInfo.InvariantCulture));
                    break;
                case "footnoteReference" or "endnoteReference":
                    Refer(element);
                    break;
                case "commentRangeStart":
                    if (element.Value("id") is { } begun && _comments.Count < MostOpenComments && _commentWords.TryGetValue(begun, out var remark) && _commentsPlaced.Add(begun))
                        _comments[begun] = _out.Open(MarkKind.Note, remark);
                    break;
                case "commentRangeEnd":
                    if (element.Value("id") is { } ended && _comments.Remove(ended, out var open)) _out.Close(open);
                    break;
                case "commentReference":
                    if (element.Value("id") is { } at && _commentsPlaced.Add(at) && _commentWords.TryGetValue(at, out var alone)) _out.Point(MarkKind.Note, alone);
                    break;
                case "drawing" or "pict" or "object":
                    Drawing(element);
                    break;
                case "pPr" or "rPr" or "tcPr" or "trPr" or "delText" or "delInstrText" or "sectPr" or "footnoteRef" or "endnoteRef" or "annotationRef"
                    or "proofErr" or "bookmarkStart" or "bookmarkEnd" or "smartTagPr" or "customXmlPr" or "pgNum" or "dayShort" or "ctrlPr":
                    break;
                default:
                    // smart tags, insertions, direction marks, mathematics and whatever comes next: their words are words
                    Inlines(element, font);
                    break;
            }
        }

        private void Inlines(XElement parent, string? font)
        {
            foreach (var child in parent.Elements()) Inline(child, font);
        }

        private void Run(XElement run)
        {
            string? font = null;
            if (run.Child("rPr") is { } properties)
            {
                if (properties.Child("vanish").IsOn())
                {
                    var hidden = Plain(run);
                    if (hidden.Length > 0 && !InCode) _out.Point(MarkKind.Note, "hidden: " + hidden);
                    // fields may begin and end in hidden runs
                    foreach (var step in run.Elements().Where(e => e.Name.LocalName is "fldChar" or "instrText")) Inline(step, null);
                    return;
                }
                font = properties.Child("rFonts") is { } fonts ? fonts.Value("ascii") ?? fonts.Value("hAnsi") : null;
                if (!SymbolFonts.IsSymbolFont(font)) font = null;
            }
            foreach (var child in run.Elements()) Inline(child, font);
        }

        private void Words(string words, string? font)
        {
            if (InCode) return;
            if (font is null || !words.Any(c => c is >= '\uF000' and <= '\uF0FF'))
            {
                _out.Append(words);
                return;
            }
            foreach (var c in words)
                if (c is >= '\uF000' and <= '\uF0FF') Sign(font, c);
                else _out.Append([c]);
        }

        private void Symbol(XElement element)
        {
            if (InCode || !int.TryParse(element.Value("char"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) return;
            Sign(element.Value("font"), code);
        }

        private void Sign(string? font, int code)
        {
            if (SymbolFonts.Of(font, code) is { } sign) _out.Append(sign);
            else _out.Point(MarkKind.Character, string.Create(CultureInfo.InvariantCulture, $"sign {code:X4} of the font {font}"));
        }

        private void Hyperlink(XElement element)
        {
            string? address = null;
            if (element.Value("id") is { } id && _links.TryGetValue(id, out var target) && target.IsExternal)
                address = element.Value("anchor") is { Length: > 0 } anchor && !target.Target.Contains('#', StringComparison.Ordinal) ? $"{target.Target}#{anchor}" : target.Target;
            var link = address is null or "" ? null : _out.Open(MarkKind.Link, address);
            Inlines(element, null);
            if (link is not null) _out.Close(link);
        }

        private void FieldStep(XElement step)
        {
            switch (step.Value("fldCharType"))
            {
                case "begin":
                    if (_fields.Count >= limits.MaxDepth) throw new UnreadableException(Guarded.Damaged(file.FileName, "a Word document"));
                    var isInCode = InCode;
                    _fields.Push(new());
                    if (!isInCode && step.Child("ffData") is { } form) FormValue(form);
                    break;
                case "separate":
                    if (!_fields.TryPeek(out var begun) || !begun.InCode) break;
                    var nested = _fields.Skip(1).Any(outer => outer.InCode);
                    begun.InCode = nested; // a result inside another field's code is code
                    if (!nested && AddressIn(begun.Code.ToString()) is { } address) begun.Link = _out.Open(MarkKind.Link, address);
                    break;
                case "end":
                    if (_fields.TryPop(out var ended) && ended.Link is not null) _out.Close(ended.Link);
                    break;
            }
        }

        // A ticked box and a chosen entry are shown by Word but are in no run.
        private void FormValue(XElement form)
        {
            if (form.Child("checkBox") is { } box)
            {
                var isTicked = box.Child("checked") is { } state ? state.IsOn() : box.Child("default") is { } preset && preset.IsOn();
                _out.Append(isTicked ? "☒" : "☐");
            }
            else if (form.Child("ddList") is { } list)
            {
                var chosen = Numbers.Parse(list.Child("result")?.Value("val") ?? list.Child("default")?.Value("val"));
                if (list.Elements().Where(e => e.Name.LocalName == "listEntry").ElementAtOrDefault(Math.Max(0, chosen))?.Value("val") is { } entry) _out.Append(entry);
            }
        }

        /// <summary>The address in a HYPERLINK field's code; null in any other.</summary>
        private static string? AddressIn(string code)
        {
            var words = code.Trim();
            if (!words.StartsWith("HYPERLINK", StringComparison.OrdinalIgnoreCase)) return null;
            words = words[9..].TrimStart();
            if (words.StartsWith('\\')) return null; // a place in this document
            if (words.StartsWith('"'))
            {
                var end = words.IndexOf('"', 1);
                return end > 1 ? words[1..end] : null;
            }
            var space = words.IndexOf(' ', StringComparison.Ordinal);
            return words.Length == 0 ? null : space < 0 ? words : words[..space];
        }

        private void Drawing(XElement drawing)
        {
            foreach (var element in drawing.DescendantsAndSelf())
            {
                switch (element.Name.LocalName)
                {
                    case "docPr":
                        if (element.Value("descr") is { Length: > 0 } description) _out.Point(MarkKind.Note, "picture: " + description);
                        break;
                    case "txbxContent":
                        // Inside a box inside a box: the outer one brings it.
                        if (element.Ancestors().TakeWhile(a => a != drawing).Any(a => a.Name.LocalName is "txbxContent")) break;
                        // Newer and older form of one box stand side by side; the newer is read.
                        if (element.Ancestors().TakeWhile(a => a != drawing).Any(a => a.Name.LocalName == "Fallback")) break;
                        _boxes.Enqueue(element);
                        break;
                }
            }
        }

        private void Deleted(XElement element)
        {
            var words = Plain(element);
            if (words.Length > 0 && !InCode) _out.Point(MarkKind.Deleted, words);
        }

        /// <summary>The words of a stretch kept beside the text, deleted ones too.</summary>
        private static string Plain(XElement element)
        {
            var words = new StringBuilder();
            foreach (var inner in element.DescendantsAndSelf())
                switch (inner.Name.LocalName)
                {
                    case "t" or "delText":
                        words.Append(inner.Value);
                        break;
                    case "noBreakHyphen":
                        words.Append('-');
                        break;
                    case "tab" or "br" or "cr" or "p" when words.Length > 0 && words[^1] != ' ' && inner.Parent?.Name.LocalName != "tabs":
                        words.Append(' ');
                        break;
                }
            return words.ToString();
        }

        // ---- beside the text

        private void Refer(XElement reference)
        {
            if (InCode || reference.Value("id") is not { } id) return;
            var isFoot = reference.Name.LocalName == "footnoteReference";
            var kind = isFoot ? "footnote" : "endnote";
            if (!_noted.Add((kind, id))) return;
            var number = (isFoot ? ++_footnotes : ++_endnotes).ToString(CultureInfo.InvariantCulture);
            _noteOrder.Add((kind, id, number));
            _out.Point(MarkKind.Note, $"{(isFoot ? "Footnote" : "Endnote")} {number}");
        }

        private void Notes()
        {
            foreach (var kind in (string[])["footnote", "endnote"])
            {
                var relation = _links.Values.FirstOrDefault(r => r.Type == kind + "s" && !r.IsExternal);
                if (relation is null || !_noteOrder.Exists(n => n.Kind == kind) || file.Tree(relation.Target) is not { } part) continue;
                var byId = new Dictionary<string, XElement>(StringComparer.Ordinal);
                foreach (var note in part.Elements().Where(e => e.Name.LocalName == kind))
                    if (note.Value("id") is { } id) byId.TryAdd(id, note);
                var links = _links;
                _links = file.RelationshipsOf(relation.Target);
                foreach (var (_, id, number) in _noteOrder.Where(n => n.Kind == kind))
                {
                    if (!byId.TryGetValue(id, out var note)) continue;
                    OpenMark? numbered = null;
                    foreach (var paragraph in note.Descendants().Where(e => e.Name.LocalName == "p"))
                    {
                        _out.Start(new(BlockKind.Footnote));
                        numbered ??= _out.Open(MarkKind.ParagraphNumber, number);
                        foreach (var child in paragraph.Elements()) Inline(child, null);
                        _fields.Clear();
                    }
                    if (numbered is not null) _out.Close(numbered);
                    _out.End();
                }
                _links = links;
            }
        }

        private Dictionary<string, string> CommentWords()
        {
            var words = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var comment in Related("comments")?.Elements().Where(e => e.Name.LocalName == "comment") ?? [])
            {
                var text = Plain(comment).Trim();
                if (comment.Value("id") is not { } id || text.Length == 0) continue;
                words.TryAdd(id, comment.Value("author") is { Length: > 0 } author ? $"{author}: {text}" : text);
            }
            return words;
        }

        private void Section(XElement section)
        {
            foreach (var reference in section.Elements().Where(e => e.Name.LocalName is "headerReference" or "footerReference"))
                if (reference.Value("id") is { } id && _links.TryGetValue(id, out var part) && !part.IsExternal)
                    _runners.Add((_sectionStart, reference.Name.LocalName[0] == 'h' ? MarkKind.RunningHeader : MarkKind.RunningFooter, part.Target));
            _sectionStart = _out.NextStart;
        }

        private void Runners()
        {
            var end = Math.Max(0, _out.NextStart - 1);
            var seen = new HashSet<(int, MarkKind, string)>();
            var wordsOf = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (position, kind, part) in _runners)
            {
                if (!wordsOf.TryGetValue(part, out var words)) wordsOf[part] = words = file.Tree(part) is { } tree ? Plain(tree).Trim() : "";
                if (!words.Any(char.IsLetter) || !seen.Add((position, kind, words))) continue;
                var at = Math.Min(position, end);
                _out.MarkAt(new(at, at), kind, words);
            }
        }

        private Dictionary<string, string> Properties(out int pages, out bool isWord)
        {
            var properties = new Dictionary<string, string>();
            (pages, isWord) = (0, false);
            foreach (var relation in file.RelationshipsOf("").Values.Where(r => !r.IsExternal))
            {
                if (relation.Type == "core-properties" && file.Tree(relation.Target) is { } core)
                    foreach (var property in core.Elements())
                    {
                        var name = property.Name.LocalName switch { "title" => "title", "creator" => "author", "subject" => "subject", "created" => "created", "modified" => "modified", _ => null };
                        if (name is not null && property.Value.Trim() is { Length: > 0 } value) properties[name] = value;
                    }
                if (relation.Type == "extended-properties" && file.Tree(relation.Target) is { } app)
                {
                    pages = Numbers.Parse(app.Child("Pages")?.Value);
                    isWord = app.Child("Application")?.Value.Contains("Word", StringComparison.Ordinal) == true;
                }
            }
            return properties;
        }
    }
}
