using System.Runtime.CompilerServices;
using System.Text;
using Throughline.Text;

[assembly: InternalsVisibleTo("Throughline.Files.Tests")]

namespace Throughline.Files;

/// <summary>Puts a <see cref="ReadDocument"/> together block by block, so that its promises hold whatever a reader feeds it.</summary>
/// <remarks>
/// <para>Within a block, positions count the UTF-16 units appended so far (<see cref="Position"/>); ending the block cleans it,
/// brings it to NFC, trims its ends and moves its marks along.</para>
/// <para>What is not text goes as <see cref="StoredCharacters"/> says, each leaving a mark. A line end inside a block becomes a space.</para>
/// <para>There are two builders because there are two ways to meet a text. Here a reader has the whole block before it and goes back on it:
/// takes a hyphen away again, marks a range it has measured, puts a mark or a caution over blocks that are done (print and plain text:
/// PDF, Markdown, txt). <see cref="BlockWriter"/> is fed a stream in which marks open before their words and close blocks later, and it
/// stops at the limit while it is fed (markup: Word, OpenDocument, RTF, html, captions, sheets). What both must keep stands once: the
/// characters in <see cref="StoredCharacters"/>, composition in <see cref="Composed"/>, the laws in <see cref="DocumentLaws"/>.</para>
/// </remarks>
internal sealed class TextAssembly
{
    private readonly StringBuilder _text = new();
    private readonly List<Block> _blocks = [];
    private readonly List<Mark> _marks = [];
    private readonly List<PageStart> _pages = [];
    private readonly List<(int First, int Last, CautionKind Kind, string Message)> _cautions = [];
    private readonly StringBuilder _raw = new();
    private readonly List<(int Start, int End, MarkKind Kind, string Value)> _rawMarks = [];
    private readonly List<(int Position, MarkKind Kind, string Value)> _removed = [];
    private readonly List<(int Position, string Label)> _rawPages = [];
    private readonly List<(MarkKind Kind, string Value)> _loose = [];
    private readonly Dictionary<string, string> _properties = [];

    /// <summary>UTF-16 units appended to the block now open.</summary>
    public int Position => _raw.Length;

    /// <summary>Blocks ended so far: the index the next one will have.</summary>
    public int BlockCount => _blocks.Count;

    /// <summary>UTF-16 units of all ended blocks, with what separates them.</summary>
    public int Length => _text.Length;

    public TextAssembly Append(ReadOnlySpan<char> text)
    {
        _raw.Append(text);
        return this;
    }

    /// <summary>Takes the last unit of the open block back, such as a hyphen that only broke a line.</summary>
    public void RemoveLast() => _raw.Length--;

    /// <summary>A mark over a range of the open block.</summary>
    public void AddMark(int start, int end, MarkKind kind, string value) => _rawMarks.Add((start, end, kind, value));

    /// <summary>A mark at the present point of the open block.</summary>
    public void AddPoint(MarkKind kind, string value) => AddMark(Position, Position, kind, value);

    /// <summary>A mark over whatever the open block becomes.</summary>
    public void AddBlockMark(MarkKind kind, string value) => AddMark(0, int.MaxValue, kind, value);

    /// <summary>A mark over whole ended blocks.</summary>
    public void AddMarkOver(int firstBlock, int lastBlock, MarkKind kind, string value) =>
        _marks.Add(new(new(_blocks[firstBlock].Span.Start, _blocks[lastBlock].Span.End), kind, value));

    /// <summary>Something taken out between blocks: a point where the next block starts, or at the end of the text.</summary>
    public void AddBetween(MarkKind kind, string value)
    {
        if (Position > 0) AddPoint(kind, value);
        else _loose.Add((kind, value));
    }

    /// <summary>A page begins here; within a block where one runs over the page's edge.</summary>
    public void StartPage(string label) => _rawPages.Add((Position, label));

    /// <summary>A caution over ended blocks.</summary>
    public void AddCaution(int firstBlock, int lastBlock, CautionKind kind, string message) => _cautions.Add((firstBlock, lastBlock, kind, message));

    public void SetProperty(string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) _properties[name] = StoredCharacters.Clean(value).Trim();
    }

    /// <summary>Ends the open block. One with nothing but white space in it is dropped, its marks kept as points.</summary>
    /// <returns>True when a block was made.</returns>
    public bool EndBlock(BlockKind kind = BlockKind.Paragraph, int level = 0, int table = 0, int row = 0, int column = 0, bool isHeader = false)
    {
        var (text, map) = Normalise(_raw.ToString());
        var lead = text.Length - text.AsSpan().TrimStart().Length;
        text = text.Trim();
        var at = _text.Length + (_blocks.Count > 0 && text.Length > 0 ? 1 : 0);
        int Place(int raw) => at + Math.Clamp(map[Math.Min(raw, map.Length - 1)] - lead, 0, text.Length);
        if (text.Length == 0)
        {
            foreach (var mark in _rawMarks) _loose.Add((mark.Kind, mark.Value));
            foreach (var (_, what, value) in _removed) _loose.Add((what, value));
            for (var i = 0; i < _rawPages.Count; i++) _rawPages[i] = (0, _rawPages[i].Label);
            _raw.Clear();
            _rawMarks.Clear();
            _removed.Clear();
            return false;
        }
        if (_blocks.Count > 0) _text.Append('\n');
        foreach (var (looseKind, value) in _loose) _marks.Add(new(new(at, at), looseKind, value));
        foreach (var mark in _rawMarks) _marks.Add(new(new(Place(mark.Start), Math.Max(Place(mark.Start), Place(mark.End))), mark.Kind, mark.Value));
        foreach (var (position, what, value) in _removed) _marks.Add(new(new(Place(position), Place(position)), what, value));
        foreach (var (position, label) in _rawPages) AddPage(Place(position), label);
        _text.Append(text);
        _blocks.Add(new(new(at, at + text.Length), kind, level, table, row, column, isHeader));
        _raw.Clear();
        _rawMarks.Clear();
        _removed.Clear();
        _rawPages.Clear();
        _loose.Clear();
        return true;
    }

    private void AddPage(int position, string label)
    {
        // A page without text gives its place to the next: two pages cannot start at one position.
        if (_pages.Count > 0 && _pages[^1].Position == position) _pages[^1] = new(position, label);
        else _pages.Add(new(position, label));
    }

    /// <summary>The document.</summary>
    /// <exception cref="UnreadableException">It holds more text than the limits allow.</exception>
    public ReadDocument Build(ReadLimits limits)
    {
        if (Position > 0) EndBlock();
        if (_text.Length > limits.MaxCharacters)
            throw new UnreadableException(Guarded.TooLong(limits, _text.Length));
        foreach (var (kind, value) in _loose) _marks.Add(new(new(_text.Length, _text.Length), kind, value));
        return new ReadDocument
        {
            Text = _text.ToString(),
            Blocks = [.. _blocks],
            Marks = [.. _marks.OrderBy(mark => mark.Span)],
            Pages = [.. _pages],
            Cautions = [.. _cautions.Where(_ => _blocks.Count > 0).Select(c => new Caution(Over(c.First, c.Last), c.Kind, c.Message)).OrderBy(c => c.Span)],
            Properties = _properties,
        };
    }

    private TextSpan Over(int first, int last)
    {
        first = Math.Clamp(first, 0, _blocks.Count - 1);
        last = Math.Clamp(last, first, _blocks.Count - 1);
        return new(_blocks[first].Span.Start, _blocks[last].Span.End);
    }

    /// <summary>The block's text without what is not text, and for each raw position (and the end) its place in it.</summary>
    private (string Text, int[] Map) Clean(string raw)
    {
        var map = new int[raw.Length + 1];
        var clean = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            map[i] = clean.Length;
            var c = raw[i];
            if (StoredCharacters.IsLineEnd(c)) clean.Append(' ');
            else if (c == '\u00AD') _removed.Add((i, MarkKind.LineHyphen, "\u00AD"));
            else if (StoredCharacters.IsNoText(c)) _removed.Add((i, MarkKind.Character, StoredCharacters.TakenOut(c)));
            else if (char.IsHighSurrogate(c) && i + 1 < raw.Length && char.IsLowSurrogate(raw[i + 1]))
            {
                clean.Append(c).Append(raw[i + 1]);
                map[++i] = clean.Length - 2;
            }
            else if (char.IsSurrogate(c))
            {
                _removed.Add((i, MarkKind.Character, StoredCharacters.Replaced(c)));
                clean.Append(StoredCharacters.Replacement);
            }
            else clean.Append(c);
        }
        map[raw.Length] = clean.Length;
        return (clean.ToString(), map);
    }

    /// <summary>The text in NFC, and the map of raw positions through composition.</summary>
    private (string Text, int[] Map) Normalise(string raw)
    {
        var (clean, map) = Clean(raw);
        if (StoredCharacters.IsComposed(clean)) return (clean, map);
        var composed = Composed.Of(clean, [.. map.Distinct()]);
        for (var i = 0; i < map.Length; i++) map[i] = composed.Of(map[i]);
        return (composed.Text, map);
    }
}
