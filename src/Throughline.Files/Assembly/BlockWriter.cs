using System.Globalization;
using System.Text;
using Throughline.Text;

namespace Throughline.Files;

/// <summary>What the next block is.</summary>
internal readonly record struct BlockShape(BlockKind Kind, int Level = 0, int Table = 0, int Row = 0, int Column = 0, bool IsHeader = false);

/// <summary>A mark being made over words that are still to come.</summary>
internal sealed class OpenMark(MarkKind kind, string value)
{
    public MarkKind Kind => kind;
    public string Value { get; set; } = value;
    // A place is first known within the block being written, then, when that block ends, in the stored text.
    public int Start { get; set; }
    public bool StartIsFinal { get; set; }
    public int End { get; set; } = -1;
    public bool IsClosed => End >= 0;
}

/// <summary>Writes stored text block by block: NFC, one LF between blocks and none inside, no control characters, no lone
/// surrogates; marks and page starts keep their places through all of that.</summary>
/// <remarks>For a stream of markup; <see cref="TextAssembly"/> says why there are two builders and what they share.</remarks>
internal sealed class BlockWriter(ReadLimits limits, bool collapseSpaces = false)
{
    private const int MostCharacterMarks = 10_000, ShortestFullLine = 30;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _block = new();
    private readonly List<Block> _blocks = [];
    private readonly List<Mark> _marks = [];
    private readonly List<Caution> _cautions = [];
    private readonly List<PageStart> _pages = [];
    private readonly List<OpenMark> _live = [];
    private readonly List<(int Offset, string Label)> _blockPages = [];
    private BlockShape _shape = new(BlockKind.Paragraph);
    private string? _page;
    private bool _softBreak;
    private int _characterMarks, _lineStart;
    private long _leftOut;

    /// <summary>Where the next block starts.</summary>
    public int NextStart => _text.Length == 0 ? 0 : _text.Length + 1;

    public bool BlockIsEmpty => _block.Length == 0;

    public int BlockCount => _blocks.Count;

    /// <summary>Ends the block being written and begins one of this shape.</summary>
    public void Start(BlockShape shape)
    {
        End();
        _shape = shape;
    }

    public void Append(ReadOnlySpan<char> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var c = words[i];
            if (c is > ' ' and < '\u007F') Put(c);
            else if (c == ' ')
            {
                if (_block.Length > 0 && !_softBreak && !(collapseSpaces && _block[^1] == ' ')) _block.Append(' ');
            }
            else if (c == '\t' || StoredCharacters.IsLineEnd(c)) Space();
            else if (c == '\u00AD') LeftOut(MarkKind.LineHyphen, "\u00AD");
            else if (char.IsSurrogate(c))
            {
                if (char.IsHighSurrogate(c) && i + 1 < words.Length && char.IsLowSurrogate(words[i + 1]))
                {
                    Put(c);
                    _block.Append(words[++i]);
                }
                else
                {
                    Put(StoredCharacters.Replacement);
                    LeftOut(MarkKind.Character, StoredCharacters.Replaced(c));
                }
            }
            else if (StoredCharacters.IsNoText(c)) LeftOut(MarkKind.Character, StoredCharacters.TakenOut(c));
            else if (char.IsWhiteSpace(c))
            {
                if (_block.Length > 0 && !_softBreak) _block.Append(c);
            }
            else Put(c);
        }
        if (_text.Length + _block.Length > limits.MaxCharacters)
            throw new UnreadableException(Guarded.TooLong(limits));
    }

    private void LeftOut(MarkKind kind, string value)
    {
        if (++_characterMarks > MostCharacterMarks)
        {
            _leftOut++;
            return;
        }
        Point(kind, value);
    }

    private void Put(char c)
    {
        if (_softBreak) SettleBreak(c);
        if (_page is not null)
        {
            _blockPages.Add((_block.Length, _page));
            _page = null;
        }
        _block.Append(c);
    }

    /// <summary>A tab, or white space that is only layout: one space, unless there is one.</summary>
    public void Space()
    {
        if (_block.Length > 0 && !_softBreak && !char.IsWhiteSpace(_block[^1])) _block.Append(' ');
    }

    /// <summary>A line break within a paragraph. What follows decides: a wrapped line is joined, anything else is a new block.</summary>
    public void SoftBreak()
    {
        if (_block.Length > 0) _softBreak = true;
    }

    /// <summary>Ends the block and goes on with one of the same shape.</summary>
    public void HardBreak() => Start(_shape);

    private void SettleBreak(char next)
    {
        _softBreak = false;
        var last = ' ';
        for (var i = _block.Length - 1; i >= 0 && char.IsWhiteSpace(last); i--) last = _block[i];
        // A line that is full, mid-sentence, with a small letter after it, was broken to fit. A short one ("Amina Farah 0:03") was
        // ended on purpose. A heading is one line of sense.
        var isWrap = _shape.Kind is BlockKind.Heading or BlockKind.Caption
            || (_block.Length - _lineStart >= ShortestFullLine && (char.IsLetterOrDigit(last) || last is ',' or ';' or '\u2019' or '\'' or ')') && char.IsLower(next));
        if (!isWrap)
        {
            HardBreak();
            return;
        }
        Point(MarkKind.JoinedLine, "\n");
        _lineStart = _block.Length;
        if (!char.IsWhiteSpace(_block[^1])) _block.Append(' ');
    }

    /// <summary>A mark at the place reached.</summary>
    public void Point(MarkKind kind, string value)
    {
        var at = _block.Length;
        if (_live.Count > 0 && _live[^1] is { StartIsFinal: false } last && last.Kind == kind && last.Start == at && last.End == at)
        {
            // Word cuts one deletion into runs; the same odd character in a row is one finding.
            if (kind == MarkKind.Deleted)
            {
                last.Value += value;
                return;
            }
            if (kind == MarkKind.Character && last.Value == value) return;
        }
        _live.Add(new OpenMark(kind, value) { Start = at, End = at });
    }

    /// <summary>Begins a mark over the words that follow.</summary>
    public OpenMark Open(MarkKind kind, string value)
    {
        var mark = new OpenMark(kind, value) { Start = _block.Length };
        _live.Add(mark);
        return mark;
    }

    public void Close(OpenMark mark)
    {
        if (mark.IsClosed) return;
        mark.End = _block.Length;
    }

    /// <summary>A new page begins with the next word.</summary>
    public void PageStart(string label) => _page = label;

    public void Caution(CautionKind kind, string message) => _cautions.Add(new(new(0, 0), kind, message));

    /// <summary>A mark whose place in the stored text is already known.</summary>
    public void MarkAt(TextSpan span, MarkKind kind, string value) => _marks.Add(new(span, kind, value));

    /// <summary>Ends the block. White space at its end goes; a block without words is none, and its marks wait for the next.</summary>
    public void End()
    {
        _softBreak = false;
        _lineStart = 0;
        var length = _block.Length;
        while (length > 0 && char.IsWhiteSpace(_block[length - 1])) length--;
        if (length == 0)
        {
            _block.Clear();
            _blockPages.Clear();
            // A number, time or speaker of no words is nothing; a deletion or a note still is something.
            _live.RemoveAll(mark => mark is { StartIsFinal: false, IsClosed: true, Kind: MarkKind.ParagraphNumber or MarkKind.Time or MarkKind.Speaker or MarkKind.JoinedLine });
            foreach (var mark in _live)
            {
                if (!mark.StartIsFinal) mark.Start = 0;
                if (mark.IsClosed) mark.End = 0;
            }
            for (var i = _live.Count - 1; i >= 0; i--)
                if (_live[i] is { StartIsFinal: true, IsClosed: true })
                {
                    _marks.Add(new(new(_live[i].Start, Math.Max(_live[i].Start, _text.Length)), _live[i].Kind, _live[i].Value));
                    _live.RemoveAt(i);
                }
            return;
        }
        _block.Length = length;
        var raw = _block.ToString();
        _block.Clear();
        if (_text.Length > 0) _text.Append('\n');
        var start = _text.Length;
        var map = Composed.Of(raw, PlacesWithin());
        _text.Append(map.Text);
        _blocks.Add(new(new(start, _text.Length), _shape.Kind, _shape.Level, _shape.Table, _shape.Row, _shape.Column, _shape.IsHeader));
        foreach (var (offset, label) in _blockPages) _pages.Add(new(start + map.Of(offset), label));
        _blockPages.Clear();

        var kept = 0;
        for (var i = 0; i < _live.Count; i++)
        {
            var mark = _live[i];
            if (mark is { StartIsFinal: false, IsClosed: false } && mark.Start >= length)
            {
                // opened after the last word: its words are in the next block
                mark.Start = 0;
                _live[kept++] = mark;
                continue;
            }
            if (!mark.StartIsFinal)
            {
                mark.Start = start + map.Of(mark.Start);
                mark.StartIsFinal = true;
            }
            if (mark.IsClosed) _marks.Add(new(new(mark.Start, Math.Max(mark.Start, start + map.Of(mark.End))), mark.Kind, mark.Value));
            else _live[kept++] = mark;
        }
        _live.RemoveRange(kept, _live.Count - kept);
    }

    private List<int> PlacesWithin()
    {
        var places = new List<int>(_live.Count * 2 + _blockPages.Count);
        foreach (var mark in _live)
        {
            if (!mark.StartIsFinal) places.Add(mark.Start);
            if (mark.IsClosed) places.Add(mark.End);
        }
        foreach (var page in _blockPages) places.Add(page.Offset);
        return places;
    }

    public ReadDocument Finish(IReadOnlyDictionary<string, string>? properties = null)
    {
        End();
        foreach (var mark in _live)
        {
            var from = mark.StartIsFinal ? mark.Start : _text.Length;
            _marks.Add(new(new(from, _text.Length), mark.Kind, mark.Value));
        }
        _live.Clear();
        if (_leftOut > 0)
            Caution(CautionKind.DamagedText, string.Create(CultureInfo.InvariantCulture,
                $"{_leftOut:N0} more characters that are not text were taken out. The file may not be text throughout."));
        return new ReadDocument
        {
            Text = _text.ToString(),
            Blocks = _blocks,
            Marks = [.. _marks.OrderBy(mark => mark.Span)],
            Pages = [.. _pages.OrderBy(page => page.Position)],
            Cautions = _cautions,
            Properties = properties ?? new Dictionary<string, string>(),
        };
    }
}
