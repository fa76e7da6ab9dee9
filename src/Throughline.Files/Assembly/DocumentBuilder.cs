using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Throughline.Text;

[assembly: InternalsVisibleTo("Throughline.Files.Tests")]

namespace Throughline.Files;

/// <summary>Puts a <see cref="ReadDocument"/> together block by block, so that its promises hold whatever a reader feeds it.</summary>
/// <remarks>
/// <para>Within a block, positions count the UTF-16 units appended so far (<see cref="Position"/>); ending the block cleans it,
/// brings it to NFC, trims its ends and moves its marks along.</para>
/// <para>NUL, other control characters but the tab, and noncharacters are taken out; a lone surrogate becomes U+FFFD; each leaves a
/// <see cref="MarkKind.Character"/> mark. A line end inside a block becomes a space.</para>
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
        if (!string.IsNullOrWhiteSpace(value)) _properties[name] = Clean(value.Trim()).Normalize(NormalizationForm.FormC);
    }

    /// <summary>Ends the open block. One with nothing but white space in it is dropped, its marks kept as points.</summary>
    /// <returns>True when a block was made.</returns>
    public bool EndBlock(BlockKind kind = BlockKind.Paragraph, int level = 0, int table = 0, int row = 0, int column = 0, bool isHeader = false)
    {
        var (text, map, removed) = Normalise(_raw.ToString());
        var lead = text.Length - text.AsSpan().TrimStart().Length;
        text = text.Trim();
        var at = _text.Length + (_blocks.Count > 0 && text.Length > 0 ? 1 : 0);
        int Place(int raw) => at + Math.Clamp(map[Math.Min(raw, map.Length - 1)] - lead, 0, text.Length);
        if (text.Length == 0)
        {
            foreach (var mark in _rawMarks) _loose.Add((mark.Kind, mark.Value));
            foreach (var (_, value) in removed) _loose.Add((MarkKind.Character, value));
            for (var i = 0; i < _rawPages.Count; i++) _rawPages[i] = (0, _rawPages[i].Label);
            _raw.Clear();
            _rawMarks.Clear();
            return false;
        }
        if (_blocks.Count > 0) _text.Append('\n');
        foreach (var (looseKind, value) in _loose) _marks.Add(new(new(at, at), looseKind, value));
        foreach (var mark in _rawMarks) _marks.Add(new(new(Place(mark.Start), Math.Max(Place(mark.Start), Place(mark.End))), mark.Kind, mark.Value));
        foreach (var (position, value) in removed) _marks.Add(new(new(Place(position), Place(position)), MarkKind.Character, value));
        foreach (var (position, label) in _rawPages) AddPage(Place(position), label);
        _text.Append(text);
        _blocks.Add(new(new(at, at + text.Length), kind, level, table, row, column, isHeader));
        _raw.Clear();
        _rawMarks.Clear();
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

    /// <summary>The document, or a refusal when it holds more text than the limits allow.</summary>
    public Result<ReadDocument> Build(string fileName, ReadLimits limits)
    {
        if (Position > 0) EndBlock();
        if (_text.Length > limits.MaxCharacters)
            return new FileUnreadable(fileName, string.Create(CultureInfo.InvariantCulture, $"\"{fileName}\" holds {_text.Length:N0} characters of text; the limit is {limits.MaxCharacters:N0}. Nothing was kept. Split it and import the parts."));
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

    /// <summary>Text without what is not text, in NFC; for values beside the text.</summary>
    public static string Clean(string value) => Normalise(value).Text;

    /// <returns>The clean text; for each raw position (and the end) its place in it; and what was taken out, by raw position.</returns>
    private static (string Text, int[] Map, List<(int Position, string Value)> Removed) Normalise(string raw)
    {
        var removed = new List<(int, string)>();
        var map = new int[raw.Length + 1];
        var clean = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            map[i] = clean.Length;
            var c = raw[i];
            if (c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029') clean.Append(' ');
            else if (c == '\t') clean.Append(c);
            else if (char.IsControl(c) || c is '\uFEFF' or '\uFFFE' or '\uFFFF') removed.Add((i, $"U+{(int)c:X4} taken out"));
            else if (char.IsHighSurrogate(c) && i + 1 < raw.Length && char.IsLowSurrogate(raw[i + 1]))
            {
                clean.Append(c).Append(raw[i + 1]);
                map[++i] = clean.Length - 2;
            }
            else if (char.IsSurrogate(c))
            {
                removed.Add((i, $"lone surrogate U+{(int)c:X4} replaced"));
                clean.Append('\uFFFD');
            }
            else clean.Append(c);
        }
        map[raw.Length] = clean.Length;
        var text = clean.ToString();
        if (text.IsNormalized(NormalizationForm.FormC)) return (text, map, removed);

        // Composition never reaches across a character that starts afresh (combining class 0 and not a trailing part of a pair),
        // so each cluster is normalised alone and positions inside one move to its start.
        var moved = new int[text.Length + 1];
        var composed = new StringBuilder(text.Length);
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && Continues(text, i)) continue;
            for (var j = start; j < i; j++) moved[j] = composed.Length;
            composed.Append(text[start..i].Normalize(NormalizationForm.FormC));
            start = i;
        }
        moved[text.Length] = composed.Length;
        var result = composed.ToString();
        if (!result.IsNormalized(NormalizationForm.FormC))
        {
            // A script whose composition reaches further than clusters: correct text first, marks to the nearest place.
            var whole = result.Normalize(NormalizationForm.FormC);
            for (var j = 0; j < moved.Length; j++) moved[j] = (int)((long)moved[j] * whole.Length / Math.Max(1, result.Length));
            result = whole;
        }
        for (var i = 0; i < map.Length; i++) map[i] = moved[map[i]];
        return (result, map, removed);
    }

    private static bool Continues(string text, int i)
    {
        if (char.IsLowSurrogate(text[i])) return true;
        if (text[i] is >= '\u1160' and <= '\u11FF') return true; // Hangul vowels and finals join what stands before
        return CharUnicodeInfo.GetUnicodeCategory(text, i) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
    }
}

/// <summary>The promises of <see cref="ReadDocument"/>, as a check.</summary>
public static class DocumentLaws
{
    /// <summary>Every promise the document breaks, each in a sentence; empty when it keeps them all.</summary>
    public static IReadOnlyList<string> Broken(ReadDocument document)
    {
        var broken = new List<string>();
        var text = document.Text;
        if (!IsWellFormed(text)) broken.Add("The text holds a lone surrogate.");
        else if (!text.IsNormalized(NormalizationForm.FormC)) broken.Add("The text is not NFC.");
        if (text.AsSpan().IndexOfAny("\r\0\uFEFF") >= 0) broken.Add("The text holds CR, NUL or a byte order mark.");
        var expected = 0;
        foreach (var block in document.Blocks)
        {
            if (block.Span.Start != expected) broken.Add($"Block {block.Span} does not start at {expected}.");
            if (block.Span.End > text.Length) { broken.Add($"Block {block.Span} ends beyond the text."); break; }
            if (block.Span.IsEmpty) broken.Add($"Block {block.Span} is empty.");
            if (block.Span.Of(text).Contains('\n', StringComparison.Ordinal)) broken.Add($"Block {block.Span} holds a line end.");
            if (block.Kind == BlockKind.Heading && block.Level is < 1 or > 6) broken.Add($"Heading {block.Span} has level {block.Level}.");
            if (block.Kind == BlockKind.TableCell != (block.Table > 0 && block.Row > 0 && block.Column > 0)) broken.Add($"Block {block.Span} is half a cell.");
            expected = block.Span.End + 1;
        }
        if (document.Blocks.Count == 0 ? text.Length > 0 : document.Blocks[^1].Span.End != text.Length) broken.Add("The blocks do not cover the text.");
        if (document.Marks.Any(mark => mark.Span.End > text.Length)) broken.Add("A mark lies beyond the text.");
        if (document.Marks.Zip(document.Marks.Skip(1)).Any(pair => pair.First.Span.Start > pair.Second.Span.Start)) broken.Add("The marks are out of order.");
        if (document.Pages.Any(page => page.Position > text.Length)) broken.Add("A page starts beyond the text.");
        if (document.Pages.Zip(document.Pages.Skip(1)).Any(pair => pair.First.Position >= pair.Second.Position)) broken.Add("The pages are out of order.");
        if (document.Repairs.Any(repair => repair.Span.End > text.Length)) broken.Add("A repair lies beyond the text.");
        if (document.Repairs.Zip(document.Repairs.Skip(1)).Any(pair => pair.First.Span.End > pair.Second.Span.Start)) broken.Add("Repairs overlap or are out of order.");
        if (document.Cautions.Any(caution => caution.Span.End > text.Length)) broken.Add("A caution lies beyond the text.");
        return broken;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return false;
        }
        return true;
    }
}
