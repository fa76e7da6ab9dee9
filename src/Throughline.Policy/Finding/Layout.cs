using System.Text.RegularExpressions;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Policy.Finding;

internal enum UnitKind { Sentence, Item, Heading, Title, Contents, Reference, Short }

/// <summary>A sentence, a bullet, a heading, a cell: what a statement can be.</summary>
/// <param name="Span">In the repaired text.</param>
/// <param name="Block">The block it begins in.</param>
internal sealed record Unit(TextSpan Span, UnitKind Kind, int Block, IReadOnlyList<FoundContext> Context);

/// <summary>A piece of a woven stretch: from a line's or a sentence's beginning to its end.</summary>
internal sealed record Fragment(TextSpan Span, bool IsBullet, bool StartsLow, bool IsClosed, bool EndsOpen);

/// <summary>A stretch in which two columns or the cells of a table are woven line by line.</summary>
internal sealed record WovenRun(IReadOnlyList<Fragment> Fragments, bool IsTable);

/// <summary>Cuts a document into what a statement can be, each with its context.</summary>
/// <remarks>A block that goes on where another ended is one with it; bullets printed within a line are parted; a heading that a converter set
/// before its paragraph without a stop is parted from it; a long list without marks after a colon is parted where a new item plainly begins.</remarks>
internal sealed partial class Layout
{
    private const int LongList = 300, LongestHeading = 12, LongestContents = 160;

    private readonly ReadDocument _document;
    private readonly string _text;
    private readonly int[] _woven; // 0, or the number of the caution from 1
    private readonly bool[] _isContents, _isReference;
    private readonly List<(int Block, TextSpan Span)> _glued = [];

    public List<Unit> Units { get; } = [];
    public List<WovenRun> Runs { get; } = [];

    /// <param name="document">With its repairs made.</param>
    public Layout(ReadDocument document)
    {
        _document = document;
        _text = document.Text;
        var blocks = document.Blocks;
        _woven = new int[blocks.Count];
        for (var c = 0; c < document.Cautions.Count; c++)
        {
            var caution = document.Cautions[c];
            if (caution.Kind is not (CautionKind.WovenColumns or CautionKind.WovenTable)) continue;
            for (var b = 0; b < blocks.Count; b++)
                if (blocks[b].Span.Overlaps(caution.Span)) _woven[b] = c + 1;
        }
        _isContents = Contents();
        _isReference = References();
        for (var b = 0; b < blocks.Count;)
        {
            if (_isContents[b] || _isReference[b] || blocks[b].Kind == BlockKind.Heading)
            {
                Units.Add(new(blocks[b].Span, _isContents[b] ? UnitKind.Contents : _isReference[b] ? UnitKind.Reference : IsTitle(b) ? UnitKind.Title : UnitKind.Heading, b, []));
                b++;
            }
            else if (_woven[b] != 0) b = Weave(b);
            else b = Plain(b);
        }
    }

    private string Words(TextSpan span) => span.Of(_text).ToString().Replace('\n', ' ');

    private string Of(int block) => _document.Blocks[block].Span.Of(_text).ToString();

    private bool IsTitle(int block) => block <= 3 && !_document.Blocks.Take(block).Any(before => before.Span.Length > LongestContents);

    // ---- What is not prose ----

    private bool[] Contents()
    {
        var blocks = _document.Blocks;
        var contents = new bool[blocks.Count];
        var headings = blocks.Select((block, i) => (block, i)).Where(b => b.block.Kind == BlockKind.Heading).GroupBy(b => Folding.Key(Of(b.i))).ToDictionary(g => g.Key, g => g.Max(b => b.i), StringComparer.Ordinal);
        for (var b = 0; b < blocks.Count; b++)
        {
            if (LeaderLine().IsMatch(Of(b))) contents[b] = true;
            if (!ContentsHeading().IsMatch(Of(b).Trim())) continue;
            for (var i = b + 1; i < blocks.Count && blocks[i].Span.Length <= LongestContents; i++)
            {
                var words = Of(i);
                if (!LeaderLine().IsMatch(words) && !EndsInPage().IsMatch(words) && !(headings.GetValueOrDefault(Folding.Key(words)) is var later && later > i)) break;
                contents[i] = true;
            }
        }
        return contents;
    }

    private bool[] References()
    {
        var blocks = _document.Blocks;
        var references = new bool[blocks.Count];
        var within = false;
        for (var b = 0; b < blocks.Count; b++)
        {
            var words = Of(b);
            if (blocks[b].Kind == BlockKind.Heading) within = ReferencesHeading().IsMatch(words.Trim());
            references[b] = blocks[b].Kind != BlockKind.Heading && (within || ReferenceLine().IsMatch(words));
        }
        return references;
    }

    // ---- Prose that was not woven ----

    private int Plain(int first)
    {
        var blocks = _document.Blocks;
        var last = first;
        // A paragraph that a page's end or a converter broke in mid-sentence goes on.
        while (last + 1 < blocks.Count && _woven[last + 1] == 0 && !_isContents[last + 1] && !_isReference[last + 1] && GoesOn(last)) last++;
        var block = blocks[first];
        var span = new TextSpan(block.Span.Start, blocks[last].Span.End);
        if (block.Kind == BlockKind.TableCell) Cell(first);
        else if (block.Kind == BlockKind.Caption) Units.Add(new(span, UnitKind.Short, first, []));
        else Prose(span, first, last);
        return last + 1;
    }

    private bool GoesOn(int block)
    {
        var (here, next) = (_document.Blocks[block], _document.Blocks[block + 1]);
        if (here.Kind is not (BlockKind.Paragraph or BlockKind.ListItem) || next.Kind != BlockKind.Paragraph) return false;
        var (ends, begins) = (Of(block).TrimEnd(), Of(block + 1));
        return ends.Length > 0 && !(ends[^1] is '.' or ':' or ';' or '!' or '?' or '…' or '”' or '’') && begins.Length > 0 && char.IsLower(begins[0]) && !BulletStart().IsMatch(begins) && StemOf(block + 1) is null;
    }

    private void Cell(int block)
    {
        var cell = _document.Blocks[block];
        var context = new List<FoundContext>();
        if (Heading(block) is { } heading) context.Add(heading);
        foreach (var other in _document.Blocks)
        {
            if (other.Kind != BlockKind.TableCell || other.Table != cell.Table || other.Span == cell.Span) continue;
            if (other.Column == cell.Column && (other.IsHeader || other.Row == 1) && other.Row < cell.Row) context.Add(new("column", other.Span));
            else if (other.Row == cell.Row && other.Column == 1 && cell.Column > 1) context.Add(new("row", other.Span));
        }
        var sentences = Sentences.Of(_text, cell.Span);
        var isShort = cell.IsHeader || Throughline.Text.Words.Of(_text, cell.Span).Count < 6;
        if (isShort) Units.Add(new(cell.Span, UnitKind.Short, block, context));
        else foreach (var sentence in sentences) Units.Add(new(sentence, UnitKind.Item, block, context));
    }

    private void Prose(TextSpan span, int first, int last)
    {
        var isItem = _document.Blocks[first].Kind == BlockKind.ListItem;
        var stem = isItem || BeginsLow(span) || BulletStart().IsMatch(Of(first)) ? StemOf(first) : StemOf(first) is { } announced && IsShortOf(first) ? announced : null;
        var found = new List<(TextSpan Span, TextSpan? Stem, bool IsItem)>();
        TextSpan? inner = null;
        var segment = 0;
        foreach (var part in Segments(span))
        {
            var marked = segment++ > 0 || isItem || BulletStart().IsMatch(Words(part));
            foreach (var sentence in SentencesOf(Unmarked(part)))
            {
                var about = marked ? segment > 1 ? inner ?? stem : stem : stem;
                foreach (var (piece, pieceStem) in Cut(sentence, first))
                    found.Add((piece, pieceStem ?? about, marked || pieceStem is not null || about is not null));
                if (Words(sentence).TrimEnd().EndsWith(':')) inner = sentence;
            }
        }
        var isHeading = found is [var only] && only.Stem is null && !only.IsItem && LooksLikeHeading(only.Span, last);
        var heading = Heading(first);
        foreach (var (piece, about, item) in found)
        {
            var context = new List<FoundContext>();
            if (heading is not null) context.Add(heading);
            if (about is { } says && says != piece) context.Add(new("stem", says));
            Units.Add(new(piece, isHeading ? UnitKind.Heading : item ? UnitKind.Item : UnitKind.Sentence, first, context));
        }
    }

    private bool IsShortOf(int block) => _document.Blocks[block].Span.Length < 400 && !Of(block).TrimEnd().EndsWith(':');

    private bool BeginsLow(TextSpan span) => !span.IsEmpty && char.IsLower(_text[span.Start]);

    /// <summary>Parts a passage at the bullets printed within it.</summary>
    private IEnumerable<TextSpan> Segments(TextSpan span)
    {
        var words = Words(span);
        var at = 0;
        foreach (Match mark in InnerBullet().Matches(words))
        {
            if (mark.Index > at) yield return new(span.Start + at, span.Start + mark.Index);
            at = mark.Index;
        }
        yield return new(span.Start + at, span.End);
    }

    /// <summary>Without the bullet's mark and white space at both ends.</summary>
    private TextSpan Unmarked(TextSpan span)
    {
        var words = Words(span);
        var start = BulletStart().Match(words) is { Success: true } mark ? mark.Length : 0;
        return Trim(new(span.Start + start, span.End));
    }

    private TextSpan Trim(TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start < end && char.IsWhiteSpace(_text[start])) start++;
        while (end > start && char.IsWhiteSpace(_text[end - 1])) end--;
        return new(start, end);
    }

    private List<TextSpan> SentencesOf(TextSpan span)
    {
        if (span.IsEmpty) return [];
        var sentences = new List<TextSpan>();
        foreach (var sentence in Sentences.Of(Words(span)))
            sentences.Add(new(span.Start + sentence.Start, span.Start + sentence.End));
        return sentences;
    }

    /// <summary>A heading set before its paragraph without a stop is parted from it; a long unmarked list after a colon into its items.</summary>
    private List<(TextSpan Piece, TextSpan? Stem)> Cut(TextSpan sentence, int block)
    {
        var words = Words(sentence);
        var pieces = new List<(TextSpan, TextSpan?)>();
        var from = 0;
        if (sentence.Start == _document.Blocks[block].Span.Start && GluedHeading().Match(words) is { Success: true } glued && glued.Groups["h"].Value.Count(c => c == ' ') < LongestHeading)
        {
            var title = Trim(new(sentence.Start, sentence.Start + glued.Groups["h"].Length));
            Units.Add(new(title, UnitKind.Heading, block, []));
            _glued.Add((block, title));
            from = glued.Groups["t"].Index;
        }
        // A sentence that lost its stop: what can only open one parts it.
        if (LostStop().Match(words, from) is { Success: true } opener && opener.Index - from > 40)
        {
            pieces.Add((Trim(new(sentence.Start + from, sentence.Start + opener.Index)), null));
            from = opener.Index;
        }
        var colon = words.IndexOf(": ", from, StringComparison.Ordinal);
        if (words.Length - from < LongList || colon < 0 || words.Length - colon < 120)
        {
            pieces.Add((Trim(new(sentence.Start + from, sentence.End)), null));
            return pieces;
        }
        var stem = new TextSpan(sentence.Start + from, sentence.Start + colon + 1);
        pieces.Add((stem, null));
        var at = colon + 2;
        foreach (Match clash in NewItem().Matches(words, at))
        {
            pieces.Add((Trim(new(sentence.Start + at, sentence.Start + clash.Index)), stem));
            at = clash.Index;
        }
        pieces.Add((Trim(new(sentence.Start + at, sentence.End)), stem));
        return pieces;
    }

    private bool LooksLikeHeading(TextSpan span, int last)
    {
        var words = Words(span);
        if (words.Length == 0 || words[^1] is '.' or '!' or '?' or ':' or ';' or ',' || !char.IsUpper(words[0]) && !char.IsDigit(words[0])) return false;
        if (Throughline.Text.Words.Of(words, new(0, words.Length)).Count > LongestHeading || FiniteVerb().IsMatch(words)) return false;
        return last + 1 >= _document.Blocks.Count || !char.IsLower(_text[_document.Blocks[last + 1].Span.Start]);
    }

    private FoundContext? Heading(int block)
    {
        for (var b = block; b >= 0; b--)
        {
            if (_glued.FindLast(glued => glued.Block == b) is { Span.IsEmpty: false } here) return new("heading", here.Span);
            if (b == block) continue;
            if (_document.Blocks[b].Kind == BlockKind.Heading && !_isContents[b]) return new("heading", _document.Blocks[b].Span);
        }
        return null;
    }

    /// <summary>The sentence that announces the list a block stands in: it ends in a colon, with nothing but items between.</summary>
    private TextSpan? StemOf(int block)
    {
        for (var b = block - 1; b >= 0 && b >= block - 40; b--)
        {
            var before = _document.Blocks[b];
            var words = Of(b).TrimEnd();
            if (words.EndsWith(':') || words.EndsWith(":*", StringComparison.Ordinal)) return Sentences.Of(_text, before.Span) is [.., var last] ? last : before.Span;
            // Within an item that was broken, or between items, the list goes on; a full paragraph ends it.
            var isItem = before.Kind == BlockKind.ListItem || BulletStart().IsMatch(words) || (words.Length > 0 && char.IsLower(words[0])) || (b + 1 < _document.Blocks.Count && words.Length > 0 && words[^1] is not ('.' or '!' or '?') && words.Length < 250 && before.Kind != BlockKind.Heading && _document.Blocks[block].Kind == BlockKind.ListItem && b == block - 1);
            if (!isItem) return null;
        }
        return null;
    }

    // ---- Woven columns ----

    private int Weave(int first)
    {
        var blocks = _document.Blocks;
        var end = first;
        var fragments = new List<Fragment>();
        while (end < blocks.Count && _woven[end] == _woven[first] && !_isContents[end] && !_isReference[end])
        {
            if (blocks[end].Kind == BlockKind.Heading)
            {
                Units.Add(new(blocks[end].Span, IsTitle(end) ? UnitKind.Title : UnitKind.Heading, end, []));
                end++;
                continue;
            }
            foreach (var part in Segments(blocks[end].Span))
            {
                var isBullet = BulletStart().IsMatch(Words(part));
                foreach (var sentence in SentencesOf(Unmarked(part)))
                {
                    var words = Words(sentence);
                    var closed = words[^1] is '.' or '!' or '?' || (words.Length > 2 && words[^1] is '’' or '”' or ')' && words[^2] == '.') || (char.IsDigit(words[^1]) && Sentences.Of(words + " The").Count > 1);
                    fragments.Add(new(sentence, isBullet, char.IsLower(words[0]) || words[0] is '‘' && words.Length > 1 && char.IsLower(words[1]), closed, !closed && (char.IsLower(words[^1]) || words[^1] == ',')));
                    isBullet = false;
                }
            }
            end++;
        }
        if (fragments.Count > 0) Runs.Add(new(fragments, _document.Cautions[_woven[first] - 1].Kind == CautionKind.WovenTable));
        return Math.Max(end, first + 1);
    }

    [GeneratedRegex(@"^\s*(?:[•◦▪●■‣·–*]|o(?= \p{L})|\p{Ll}\)|\(?[ivx]{1,4}\)|\(\p{L}\))\s+")]
    private static partial Regex BulletStart();

    [GeneratedRegex(@"(?<=\s)[•◦▪●■‣](?=\s)|(?<=\s)o(?=\s\p{Ll}{2,})")]
    private static partial Regex InnerBullet();

    [GeneratedRegex(@"^(?:table of )?contents?(?: page)?:?$", RegexOptions.IgnoreCase)]
    private static partial Regex ContentsHeading();

    [GeneratedRegex(@"(?:\.\s?){4,}\s*\d{1,3}\s*$|…{2,}\s*\d{1,3}\s*$")]
    private static partial Regex LeaderLine();

    [GeneratedRegex(@"\s\d{1,3}$")]
    private static partial Regex EndsInPage();

    [GeneratedRegex(@"^(?:\d+\.?\s*)?(?:end ?notes?|references?|bibliography|notes and references|footnotes?)$", RegexOptions.IgnoreCase)]
    private static partial Regex ReferencesHeading();

    [GeneratedRegex(@"\((?:viewed|accessed|last accessed)\b|\b(?:accessed|viewed) (?:on )?\d{1,2} \p{Lu}|^\[?\d{1,3}\]?\.? [^.]{3,160}\.? .{0,200}(?:https?://|doi:|doi\.org)")]
    private static partial Regex ReferenceLine();

    // "Address what was said We will ...": a sentence's opening word after a small letter, near the block's beginning.
    [GeneratedRegex(@"^(?<h>(?:\d+(?:\.\d+)*\.? )?\p{Lu}[^.:;!?•]{6,110}?[\p{Ll}\d)]) (?<t>(?:It|We|There|These|This|Our|Over|Within|All|To|In|For|As|Across|Where|While|People|Systems|ICBs|Trusts|Providers|NHS England|NHS organisations|Boards|The) (?:\p{Ll}|NHS|ICB|\d).*)$", RegexOptions.Singleline)]
    private static partial Regex GluedHeading();

    [GeneratedRegex(@"(?<=[\p{Ll})] )(?:In addition|We (?:will|are|have|also|ask|expect)|It (?:is|remains|will)|There (?:is|are|will)|These (?:are|will|include)|To support|They (?:will|should|must)|This (?:will|is|includes|means))\b")]
    private static partial Regex LostStop();

    // "... inequalities Identifying gaps": an item's opening word after a small letter.
    [GeneratedRegex(@"(?<=\p{Ll}{3},? )\p{Lu}\p{Ll}+(?:ing|e|op|ew|ort|ure|uce|ate|ish|ise|ess|ify)\b(?= \p{Ll})")]
    private static partial Regex NewItem();

    [GeneratedRegex(@"\b(?:is|are|was|were|will|must|should|shall|may|can|has|have|had|we|you|they|it|remains?|continues?|expects?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex FiniteVerb();
}
