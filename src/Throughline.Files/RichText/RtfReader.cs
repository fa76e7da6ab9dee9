using System.Globalization;
using System.Text;

namespace Throughline.Files;

/// <summary>Reads RTF (specification 1.9.1): text, headings, lists, tables, links, notes, tracked changes.</summary>
/// <remarks>Labels that the writing program put beside list items are paragraph numbers; footnotes are blocks at the end; deletions,
/// comments and headers are marks; hidden words are Note marks. Pages are left empty: RTF does not say where they begin.</remarks>
public sealed class RtfReader : IFileReader
{
    public IReadOnlyCollection<string> Extensions { get; } = [".rtf"];

    public Result<ReadDocument> Read(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel) =>
        Guarded.Read(fileName, "an RTF document", content, limits, () =>
        {
            FileKind.RefuseOle(fileName, content);
            return new Walk(fileName, content, limits, progress, cancel).Read();
        });

    private enum Into { Text, Nowhere, Fonts, Styles, Info, FieldCode, ListText, Note, Comment, Author, Header, Footer, Deleted, Hidden }

    private sealed class State
    {
        public Into Into;
        public int Font;
        public int SkipAfterUnicode = 1;
        public bool IsDeleted, IsHidden;
        public bool IsIgnorable;
        public Field? Field;

        public State Copy() => new() { Into = Into, Font = Font, SkipAfterUnicode = SkipAfterUnicode, IsDeleted = IsDeleted, IsHidden = IsHidden, Field = Field };
    }

    private sealed class Field
    {
        public readonly StringBuilder Code = new();
        public OpenMark? Link;
    }

    private sealed class Walk(string fileName, ReadOnlyMemory<byte> content, ReadLimits limits, IProgress<int>? progress, CancellationToken cancel)
    {
        private const int MostBeside = 1_000_000;

        private readonly BlockWriter _out = new(limits);
        private readonly Stack<State> _groups = [];
        private readonly Dictionary<int, (int? CodePage, string Name)> _fonts = [];
        private readonly Dictionary<int, int> _headings = [];
        private readonly Dictionary<string, string> _properties = [];
        private readonly List<string> _notes = [];
        private readonly List<byte> _pending = [];
        private readonly StringBuilder _words = new();
        private readonly StringBuilder _beside = new();
        private readonly StringBuilder _label = new();
        private readonly StringBuilder _styleName = new();
        private readonly List<(MarkKind Kind, string Words)> _runners = [];
        private State _state = new();
        private Encoding _ansi = TextDecoder.Windows1252;
        private int _at, _skip, _paragraphs, _tables, _row, _column, _style, _styleBeingRead, _styleLevel = -1, _outline = -1, _level, _noteGroup = -1, _fontBeingRead;
        private bool _inTable, _rowOpen, _isHeaderRow, _hasList, _tableOpen, _begun;
        private string _author = "", _property = "";
        private OpenMark? _number;

        private ReadOnlySpan<byte> Bytes => content.Span;

        public ReadDocument Read()
        {
            if (!Bytes.StartsWith("{\\rtf"u8)) throw new UnreadableException($"\"{fileName}\" is not an RTF document: it does not begin as one. {Guarded.NothingKept} Open it in the program that made it, save it again as .rtf or .docx, and add the new copy.");
            var closed = false;
            while (_at < content.Length)
            {
                var b = Bytes[_at];
                switch (b)
                {
                    case (byte)'{':
                        Flush();
                        _skip = 0;
                        if (_groups.Count >= limits.MaxDepth)
                            throw new UnreadableException(string.Create(CultureInfo.InvariantCulture, $"The file is not a document people write: its groups lie more than {limits.MaxDepth} deep. {Guarded.NothingKept}"));
                        _groups.Push(_state);
                        _state = _state.Copy();
                        _at++;
                        break;
                    case (byte)'}':
                        Flush();
                        _skip = 0;
                        _at++;
                        EndGroup();
                        closed = _groups.Count == 0;
                        break;
                    case (byte)'\\':
                        Control();
                        break;
                    case (byte)'\r' or (byte)'\n':
                        _at++;
                        break;
                    default:
                        _at++;
                        Byte(b);
                        break;
                }
                if (closed) break;
                if ((_at & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
            }
            if (!closed)
                throw new UnreadableException(string.Create(CultureInfo.InvariantCulture,
                    $"The file ends in the middle. It is an RTF document of which {Guarded.Size(content.Length)} are here; {_groups.Count} of its groups never close, so the text after paragraph {_paragraphs:N0} cannot be read. {Guarded.NothingKept} Copy it again from where it came from and add it, or set it aside."));
            Flush();
            EndNumber();
            _out.End();
            for (var i = 0; i < _notes.Count; i++)
            {
                var number = (i + 1).ToString(CultureInfo.InvariantCulture);
                OpenMark? mark = null;
                foreach (var part in _notes[i].Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    _out.Start(new(BlockKind.Footnote));
                    mark ??= _out.Open(MarkKind.ParagraphNumber, number);
                    _out.Append(part);
                }
                if (mark is not null) _out.Close(mark);
            }
            _out.End();
            foreach (var (kind, words) in _runners.Distinct()) _out.MarkAt(new(0, 0), kind, words);
            var read = _out.Finish(_properties);
            return read.Text.Length == 0 ? throw new UnreadableException(Guarded.NoWords(fileName, "an RTF document")) : read;
        }

        private void EndGroup()
        {
            var ended = _state;
            if (_groups.Count == 0) return;
            _state = _groups.Pop();
            if (ended.Into == Into.Styles && _styleBeingRead >= 0) StyleRead();
            if (ended.Field is { Link: { } link } && ended.Field != _state.Field) _out.Close(link);
            if (ended.Into == Into.Info && _property.Length > 0)
            {
                if (Beside() is { Length: > 0 } value) _properties[_property] = value;
                _property = "";
            }
            if (ended.Into == _state.Into && ended.Into != Into.Note) return;
            switch (ended.Into)
            {
                case Into.Note when _groups.Count == _noteGroup:
                    _noteGroup = -1;
                    _notes.Add(_beside.ToString());
                    _beside.Clear();
                    _out.Point(MarkKind.Note, string.Create(CultureInfo.InvariantCulture, $"Footnote {_notes.Count}"));
                    break;
                case Into.Comment:
                    if (Beside() is { Length: > 0 } remark) _out.Point(MarkKind.Note, _author.Length > 0 ? $"{_author}: {remark}" : remark);
                    break;
                case Into.Author:
                    _author = Beside();
                    break;
                case Into.Header or Into.Footer:
                    if (Beside() is { } runner && runner.Any(char.IsLetter)) _runners.Add((ended.Into == Into.Header ? MarkKind.RunningHeader : MarkKind.RunningFooter, runner));
                    break;
            }
        }

        private string Beside()
        {
            var words = _beside.ToString().Replace('\n', ' ').Trim();
            _beside.Clear();
            return words;
        }

        private void StyleRead()
        {
            var name = _styleName.ToString().Trim().TrimEnd(';').Trim();
            var level = name.Equals("Title", StringComparison.OrdinalIgnoreCase) ? 1
                : name.StartsWith("heading ", StringComparison.OrdinalIgnoreCase) && int.TryParse(name.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 9 ? Math.Min(number, 6)
                : _styleLevel is >= 0 and < 9 ? Math.Min(_styleLevel + 1, 6) : 0;
            if (level > 0) _headings[_styleBeingRead] = level;
            _styleName.Clear();
            (_styleBeingRead, _styleLevel) = (-1, -1);
        }

        // ---- characters

        private void Byte(byte b)
        {
            if (_skip > 0)
            {
                _skip--;
                return;
            }
            _pending.Add(b);
            if (_pending.Count >= 65_536) Flush();
        }

        private Encoding FontEncoding => _fonts.TryGetValue(_state.Font, out var font) && font.CodePage is { } page ? Page(page) ?? _ansi : _ansi;

        private void Decode()
        {
            if (_pending.Count == 0) return;
            if (_fonts.TryGetValue(_state.Font, out var font) && SymbolFonts.IsSymbolFont(font.Name))
                foreach (var b in _pending) _words.Append(SymbolFonts.Of(font.Name, b) ?? "\uFFFD");
            else
                _words.Append(FontEncoding.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending)));
            _pending.Clear();
        }

        private void Flush()
        {
            Decode();
            if (_words.Length == 0) return;
            var words = _words.ToString();
            _words.Clear();
            Write(words);
        }

        private void Write(string words)
        {
            switch (_state.Into)
            {
                case Into.Text:
                    if (_state.IsDeleted) _out.Point(MarkKind.Deleted, words);
                    else if (_state.IsHidden) _out.Point(MarkKind.Note, "hidden: " + words.Trim());
                    else
                    {
                        Begin();
                        _out.Append(words);
                    }
                    break;
                case Into.Fonts:
                    if (_fonts.TryGetValue(_fontBeingRead, out var font) && font.Name.Length < 200) _fonts[_fontBeingRead] = (font.CodePage, (font.Name + words).TrimEnd(';').Trim());
                    break;
                case Into.Styles:
                    if (_styleName.Length < 500) _styleName.Append(words);
                    if (words.Contains(';', StringComparison.Ordinal) && _styleBeingRead >= 0) StyleRead();
                    break;
                case Into.FieldCode:
                    if (_state.Field is { } field && field.Code.Length < 10_000) field.Code.Append(words);
                    break;
                case Into.ListText:
                    if (_label.Length < 100) _label.Append(words);
                    break;
                case Into.Note or Into.Comment or Into.Author or Into.Header or Into.Footer or Into.Info:
                    if (_beside.Length < MostBeside) _beside.Append(words);
                    break;
            }
        }

        // ---- paragraphs

        private void Begin()
        {
            if (_begun) return;
            _begun = true;
            if (_inTable && !_rowOpen)
            {
                if (!_tableOpen) (_tableOpen, _row, _tables) = (true, 0, _tables + 1);
                (_rowOpen, _column) = (true, 1);
                _row++;
            }
            if (!_inTable) _tableOpen = false;
            var heading = _outline is >= 0 and < 9 ? Math.Min(_outline + 1, 6) : _headings.GetValueOrDefault(_style);
            var label = _label.ToString().Trim();
            var isBullet = label.Length > 0 && !label.Any(char.IsLetterOrDigit);
            // a lone "o" or a private-use sign is how Word writes its bullets
            if (label is "o" or "·" or "§" or "•" || label.Any(c => c is >= '\uE000' and <= '\uF8FF' or '\uFFFD')) isBullet = true;
            _out.Start(_inTable ? new(BlockKind.TableCell, 0, _tables, _row, _column, _isHeaderRow)
                : heading > 0 ? new(BlockKind.Heading, heading)
                : label.Length > 0 && !ListLabel.IsClause(label) || _hasList && label.Length == 0 ? new(BlockKind.ListItem, Math.Clamp(_level, 0, 8) + 1)
                : new(BlockKind.Paragraph));
            if (label.Length > 0 && !isBullet) _number = _out.Open(MarkKind.ParagraphNumber, ListLabel.Cited(label));
        }

        private void EndNumber()
        {
            if (_number is not null) _out.Close(_number);
            _number = null;
        }

        private void EndParagraph()
        {
            EndNumber();
            _out.End();
            _label.Clear();
            _begun = false;
            if ((++_paragraphs & 255) == 0)
            {
                cancel.ThrowIfCancellationRequested();
                progress?.Report(_paragraphs);
            }
        }

        private void Line()
        {
            switch (_state.Into)
            {
                case Into.Text:
                    if (!_state.IsDeleted) _out.SoftBreak();
                    break;
                case Into.Note or Into.Comment or Into.Header or Into.Footer:
                    _beside.Append(' ');
                    break;
            }
        }

        private void Paragraph()
        {
            if (_state.Into == Into.Text)
            {
                // The paragraph mark itself was deleted: what follows belongs to this paragraph.
                if (!_state.IsDeleted) EndParagraph();
            }
            else if (_state.Into is Into.Note or Into.Comment or Into.Header or Into.Footer && _beside.Length < MostBeside) _beside.Append('\n');
        }

        private void CellEnd()
        {
            if (_state.Into != Into.Text) return;
            _inTable = true;
            if (!_rowOpen)
            {
                if (!_tableOpen) (_tableOpen, _row, _tables) = (true, 0, _tables + 1);
                (_rowOpen, _column) = (true, 1);
                _row++;
            }
            EndParagraph();
            _column++;
        }

        private void RowEnd()
        {
            if (_state.Into != Into.Text) return;
            EndParagraph();
            (_rowOpen, _inTable) = (false, false);
        }

        // ---- control words

        private void Control()
        {
            _at++;
            if (_at >= content.Length) return;
            var first = (char)Bytes[_at];
            if (!char.IsAsciiLetter(first))
            {
                _at++;
                SymbolControl(first);
                return;
            }
            var from = _at;
            while (_at < content.Length && char.IsAsciiLetter((char)Bytes[_at]) && _at - from < 40) _at++;
            var word = Encoding.ASCII.GetString(Bytes[from.._at]);
            int? number = null;
            var minus = _at < content.Length && Bytes[_at] == '-';
            var digit = _at + (minus ? 1 : 0);
            if (digit < content.Length && char.IsAsciiDigit((char)Bytes[digit]))
            {
                long value = 0;
                for (_at = digit; _at < content.Length && char.IsAsciiDigit((char)Bytes[_at]); _at++) value = Math.Min(value * 10 + (Bytes[_at] - '0'), int.MaxValue);
                number = (int)(minus ? -value : value);
            }
            if (_at < content.Length && Bytes[_at] == ' ') _at++;
            if (word == "bin")
            {
                _at = (int)Math.Min(content.Length, (long)_at + Math.Max(0, number ?? 0));
                return;
            }
            if (_skip > 0 && word != "u")
            {
                // a control word counts as one character of what an older reader would have shown
                _skip--;
                return;
            }
            Word(word, number);
        }

        private void SymbolControl(char sign)
        {
            if (sign == '\'')
            {
                if (_at + 1 < content.Length && byte.TryParse(Encoding.ASCII.GetString(Bytes.Slice(_at, 2)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
                {
                    _at += 2;
                    Byte(b);
                }
                return;
            }
            if (_skip > 0)
            {
                _skip--;
                return;
            }
            switch (sign)
            {
                case '\\' or '{' or '}':
                    Byte((byte)sign);
                    break;
                case '~':
                    Character("\u00A0");
                    break;
                case '_':
                    Character("-");
                    break;
                case '-':
                    Character("\u00AD");
                    break;
                case '\r' or '\n':
                    Flush();
                    Paragraph();
                    break;
                case '\t':
                    Character("\t");
                    break;
                case '*':
                    _state.IsIgnorable = true;
                    break;
            }
        }

        private void Character(string words)
        {
            Decode();
            _words.Append(words);
        }

        private void To(Into into)
        {
            Flush();
            if (_state.Into == Into.Nowhere) return;
            _state.Into = into;
        }

        private void Word(string word, int? number)
        {
            if (_state.Into == Into.Nowhere && word is not ("bin" or "uc")) return;
            var isIgnorable = _state.IsIgnorable;
            _state.IsIgnorable = false;
            switch (word)
            {
                // characters
                case "u":
                    Decode();
                    if (number is { } code) _words.Append((char)(ushort)(code & 0xFFFF));
                    _skip = _state.SkipAfterUnicode;
                    break;
                case "uc":
                    _state.SkipAfterUnicode = Math.Clamp(number ?? 1, 0, 64);
                    break;
                case "tab" or "cell" or "nestcell" when _state.Into is Into.ListText:
                    Character("\t");
                    break;
                case "tab":
                    Character("\t");
                    break;
                case "emdash":
                    Character("—");
                    break;
                case "endash":
                    Character("–");
                    break;
                case "lquote":
                    Character("‘");
                    break;
                case "rquote":
                    Character("’");
                    break;
                case "ldblquote":
                    Character("“");
                    break;
                case "rdblquote":
                    Character("”");
                    break;
                case "bullet":
                    Character("•");
                    break;
                case "emspace" or "enspace" or "qmspace":
                    Character(" ");
                    break;
                case "zwj":
                    Character("\u200D");
                    break;
                case "zwnj":
                    Character("\u200C");
                    break;
                case "ltrmark":
                    Character("\u200E");
                    break;
                case "rtlmark":
                    Character("\u200F");
                    break;

                // blocks
                case "par" or "sect" or "page" or "column":
                    Flush();
                    Paragraph();
                    break;
                case "line" or "lbr":
                    Flush();
                    Line();
                    break;
                case "cell" or "nestcell":
                    Flush();
                    CellEnd();
                    break;
                case "row" or "nestrow":
                    Flush();
                    RowEnd();
                    break;
                case "trowd":
                    Flush();
                    _isHeaderRow = false;
                    break;
                case "trhdr":
                    _isHeaderRow = true;
                    break;
                case "intbl":
                    Flush();
                    if (_state.Into == Into.Text) _inTable = true;
                    break;
                case "pard":
                    Flush();
                    if (_state.Into == Into.Text) (_inTable, _style, _outline, _level, _hasList) = (_rowOpen, 0, -1, 0, false);
                    break;
                case "s":
                    if (_state.Into == Into.Styles) _styleBeingRead = number ?? 0;
                    else if (_state.Into == Into.Text) _style = number ?? 0;
                    break;
                case "outlinelevel":
                    if (_state.Into == Into.Styles) _styleLevel = number ?? -1;
                    else if (_state.Into == Into.Text) _outline = number ?? -1;
                    break;
                case "ls":
                    if (_state.Into == Into.Text) _hasList = number is > 0;
                    break;
                case "ilvl":
                    if (_state.Into == Into.Text) _level = number ?? 0;
                    break;

                // how words stand
                case "plain":
                    Flush();
                    (_state.IsDeleted, _state.IsHidden, _state.Font) = (false, false, 0);
                    break;
                case "deleted":
                    Flush();
                    _state.IsDeleted = number is not 0;
                    break;
                case "v":
                    Flush();
                    _state.IsHidden = number is not 0;
                    break;
                case "f":
                    Flush();
                    if (_state.Into == Into.Fonts)
                    {
                        _fontBeingRead = number ?? 0;
                        if (_fonts.Count < 10_000) _fonts[_fontBeingRead] = (null, "");
                    }
                    else _state.Font = number ?? 0;
                    break;
                case "fcharset":
                    if (_state.Into == Into.Fonts && _fonts.TryGetValue(_fontBeingRead, out var font)) _fonts[_fontBeingRead] = (CodePageOf(number ?? 0), font.Name);
                    break;
                case "cpg":
                    if (_state.Into == Into.Fonts && _fonts.TryGetValue(_fontBeingRead, out var paged)) _fonts[_fontBeingRead] = (number, paged.Name);
                    break;
                case "ansicpg":
                    if (number is { } page && Page(page) is { } encoding) _ansi = encoding;
                    break;
                case "mac":
                    _ansi = Page(10000) ?? _ansi;
                    break;
                case "pc":
                    _ansi = Page(437) ?? _ansi;
                    break;
                case "pca":
                    _ansi = Page(850) ?? _ansi;
                    break;

                // destinations
                case "fonttbl":
                    To(Into.Fonts);
                    break;
                case "stylesheet":
                    To(Into.Styles);
                    _styleBeingRead = -1;
                    break;
                case "info":
                    To(Into.Info);
                    _property = "";
                    break;
                case "title" or "author" or "subject" when _state.Into == Into.Info:
                    _beside.Clear();
                    _property = word;
                    break;
                case "creatim" or "revtim" or "printim" or "buptim" or "operator" or "company" or "doccomm" or "keywords" or "category" or "manager" or "hlinkbase" when _state.Into == Into.Info:
                    To(Into.Nowhere);
                    break;
                case "field":
                    Flush();
                    _state.Field = new();
                    break;
                case "fldinst":
                    To(Into.FieldCode);
                    break;
                case "fldrslt":
                    Flush();
                    if (_state.Field is { } result && _state.Into == Into.Text && Address(result.Code.ToString()) is { } address && result.Link is null)
                    {
                        Begin();
                        result.Link = _out.Open(MarkKind.Link, address);
                    }
                    break;
                case "listtext" or "pntext":
                    Flush();
                    if (_state.Into == Into.Text)
                    {
                        _label.Clear();
                        To(Into.ListText);
                    }
                    break;
                case "footnote":
                    Flush();
                    if (_state.Into == Into.Text)
                    {
                        _noteGroup = _groups.Count - 1;
                        _beside.Clear();
                        To(Into.Note);
                    }
                    else To(Into.Nowhere);
                    break;
                case "chftn" or "chatn":
                    break;
                case "annotation":
                    _beside.Clear();
                    To(Into.Comment);
                    break;
                case "atnauthor":
                    _beside.Clear();
                    To(Into.Author);
                    break;
                case "header" or "headerl" or "headerr" or "headerf":
                    _beside.Clear();
                    To(Into.Header);
                    break;
                case "footer" or "footerl" or "footerr" or "footerf":
                    _beside.Clear();
                    To(Into.Footer);
                    break;
                case "shp" or "shpinst" or "shptxt" or "do" or "dptxbxtext":
                    // a text box: its words are words
                    break;
                case "result":
                    break;
                case "pict" or "objdata" or "objclass" or "objname" or "colortbl" or "listtable" or "listoverridetable" or "revtbl" or "rsidtbl" or "generator"
                    or "filetbl" or "xmlnstbl" or "themedata" or "datastore" or "latentstyles" or "pgdsctbl" or "nonshppict" or "fontemb" or "falt" or "panose"
                    or "sp" or "bkmkstart" or "bkmkend" or "atnid" or "atndate" or "atnref" or "atrfstart" or "atrfend" or "atnparent" or "nonesttables"
                    or "ftnsep" or "ftnsepc" or "ftncn" or "aftnsep" or "aftnsepc" or "aftncn" or "tc" or "xe" or "template" or "private" or "userprops"
                    or "upr" or "mmathPr" or "datafield" or "formfield" or "picprop" or "blipuid" or "shprslt" or "pntxta" or "pntxtb":
                    if (word == "upr")
                    {
                        // {\upr{old form}{\*\ud{same in Unicode}}}: the second is read
                        Flush();
                        SkipGroup();
                        break;
                    }
                    To(Into.Nowhere);
                    break;
                case "ud":
                    break;
                default:
                    if (isIgnorable) To(Into.Nowhere);
                    break;
            }
        }

        /// <summary>Passes over the next group, strings and binary data and all.</summary>
        private void SkipGroup()
        {
            var depth = 0;
            while (_at < content.Length)
            {
                var b = Bytes[_at];
                if (b == '\\')
                {
                    _at = Math.Min(content.Length, _at + 2);
                    continue;
                }
                if (b == '{') depth++;
                if (b == '}')
                {
                    if (depth == 0) return;
                    if (--depth == 0)
                    {
                        _at++;
                        return;
                    }
                }
                _at++;
            }
        }

        private static string? Address(string code)
        {
            var words = code.Trim();
            if (!words.StartsWith("HYPERLINK", StringComparison.OrdinalIgnoreCase)) return null;
            words = words[9..].Trim();
            if (words.StartsWith('\\')) return null;
            if (words.StartsWith('"')) return words.IndexOf('"', 1) is > 1 and var end ? words[1..end] : null;
            return words.Length == 0 ? null : words.Split(' ')[0];
        }

        private static Encoding? Page(int page)
        {
            try
            {
                return page == 65001 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(page);
            }
            catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
            {
                return null;
            }
        }

        // \fcharset to code page: RTF specification 1.9.1, "Font table".
        private static int? CodePageOf(int charset) => charset switch
        {
            0 => 1252,
            77 => 10000,
            78 => 10001,
            128 => 932,
            129 => 949,
            130 => 1361,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => null,
        };
    }
}
