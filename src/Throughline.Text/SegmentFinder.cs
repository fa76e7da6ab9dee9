namespace Throughline.Text;

/// <summary>How the search for a quoted segment ended.</summary>
public enum SegmentOutcome
{
    /// <summary>It stands in one place.</summary>
    Placed,

    /// <summary>It stands, equally well, in more than one.</summary>
    Ambiguous,

    /// <summary>It stands nowhere well enough; the places are the nearest things to it.</summary>
    NotFound,
}

/// <summary>A place for a segment.</summary>
/// <param name="Span">In the text searched.</param>
/// <param name="Score">1 for the same words; less by the share of letters and figures that must be changed, put in or left out.</param>
public readonly record struct SegmentPlace(TextSpan Span, double Score);

/// <summary>Where a segment was found.</summary>
/// <param name="Outcome">Placed, ambiguous or not found.</param>
/// <param name="Places">The best first; one when placed, at most <see cref="SegmentFinder.MostPlaces"/>.</param>
public sealed record SegmentSearch(SegmentOutcome Outcome, IReadOnlyList<SegmentPlace> Places);

/// <summary>Finds quoted segments in one text by their words, whatever happened to line breaks, quotation marks, hyphens, capitals and accents on the way.</summary>
/// <remarks>
/// Only letters and figures count, folded and run together, so that spaces and hyphens lost or gained at line ends make no difference. Where they do not match
/// one for one (letters misread, words left out or put in), places that share runs of eight letters are aligned and scored. A speaker's label (up to three words
/// and a colon where a line or a sentence begins) costs nothing on either side.
/// An ellipsis in the segment (… or ... or […]) stands for anything left out. Made once for a text, in time and memory linear in its length, then asked many times; safe to
/// ask from several threads.
/// </remarks>
public sealed class SegmentFinder
{
    /// <summary>The least score at which a segment that is not there word for word counts as placed.</summary>
    public const double Placed = 0.8;

    /// <summary>The most places given back.</summary>
    public const int MostPlaces = 20;

    private const double Mentioned = 0.5;
    private const double Tie = 0.03;
    private const int Seed = 8;
    private const int LongestAligned = 1500;
    private const int End = 250;

    private readonly string _text;
    private readonly Token[] _tokens;
    private readonly string _letters;
    private readonly int[] _starts; // of each token among the letters
    private readonly int[] _heads;
    private readonly int[] _next;
    private readonly bool[] _labels; // letters that belong to a speaker's label

    /// <summary>Makes a finder for a text.</summary>
    public SegmentFinder(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
        _tokens = Tokens.Of(text);
        (_letters, _starts) = Run(_tokens);
        _labels = LabelsOf(text, _tokens, _starts);
        _heads = new int[1 << Math.Clamp(32 - System.Numerics.BitOperations.LeadingZeroCount((uint)_letters.Length), 8, 20)];
        Array.Fill(_heads, -1);
        _next = new int[Math.Max(0, _letters.Length - Seed + 1)];
        for (var i = _next.Length - 1; i >= 0; i--)
        {
            ref var head = ref _heads[Bucket(_letters.AsSpan(i, Seed))];
            _next[i] = head;
            head = i;
        }
    }

    /// <summary>Finds a segment.</summary>
    /// <param name="segment">The words as quoted.</param>
    /// <param name="near">Where it is thought to begin, in UTF-16 units: decides between places equally good, when one is nearer than half of the segment's length or 200 units.</param>
    public SegmentSearch Find(string segment, int? near = null)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var pieces = Pieces(segment);
        if (pieces.Count == 0) return new(SegmentOutcome.NotFound, []);
        var places = pieces.Count == 1 ? PlacesOf(pieces[0]) : Joined(pieces);
        if (near is { } start)
            places = [.. places.OrderByDescending(place => Math.Round(place.Score / Tie)).ThenBy(place => Math.Abs((long)place.Span.Start - start))];
        if (places.Count == 0 || places[0].Score < Placed)
            return new(SegmentOutcome.NotFound, [.. places.Where(place => place.Score >= Mentioned / 2).Take(MostPlaces)]);
        var rivals = places.Where(place => place.Score >= places[0].Score - (places[0].Score >= 1 ? 0 : Tie)).ToList();
        if (rivals.Count == 1) return new(SegmentOutcome.Placed, rivals);
        if (near is { } wanted)
        {
            var reach = Math.Max(200, segment.Length / 2);
            if (Math.Abs((long)rivals[0].Span.Start - wanted) < reach && Math.Abs((long)rivals[1].Span.Start - wanted) > Math.Abs((long)rivals[0].Span.Start - wanted))
                return new(SegmentOutcome.Placed, [rivals[0]]);
        }
        else if (rivals.Where(place => _text.AsSpan(place.Span.Start, place.Span.Length).SequenceEqual(segment.AsSpan().Trim())).Take(2).ToList() is [var only])
        {
            // Letter for letter, capitals and all, is better than word for word.
            return new(SegmentOutcome.Placed, [only]);
        }
        return new(SegmentOutcome.Ambiguous, [.. rivals.Take(MostPlaces)]);
    }

    private readonly record struct Piece(string Text, Token[] Tokens, string Letters, bool[] Labels);

    private static bool[] LabelsOf(string text, Token[] tokens, int[] starts)
    {
        var labels = new bool[starts[^1]];
        for (var first = 0; first < tokens.Length; first++)
        {
            if (!Begins(text, tokens[first].Span.Start)) continue;
            for (var last = first; last < Math.Min(first + 3, tokens.Length); last++)
            {
                var end = tokens[last].Span.End;
                if (end < text.Length && text[end] == ':')
                {
                    labels.AsSpan(starts[first], starts[last + 1] - starts[first]).Fill(true);
                    break;
                }
                if (end >= text.Length || text[end] is not (' ' or '.' or '-' or '_')) break;
            }
        }
        return labels;
    }

    // At the start of the text or a line, or after a stop.
    private static bool Begins(string text, int at)
    {
        while (at > 0 && text[at - 1] is (' ' or '[' or '(' or '*')) at--;
        return at == 0 || text[at - 1] is '\n' or '\r' or '.' or '?' or '!' or '…' or '”' or '"';
    }

    private static List<Piece> Pieces(string segment)
    {
        var pieces = new List<Piece>();
        foreach (var part in segment.Replace("...", "…", StringComparison.Ordinal).Split('…'))
        {
            // The brackets of […] are left at the parts' ends.
            var trimmed = part.AsSpan().Trim();
            if (trimmed.EndsWith("[") || trimmed.EndsWith("(")) trimmed = trimmed[..^1].TrimEnd();
            if (trimmed.StartsWith("]") || trimmed.StartsWith(")")) trimmed = trimmed[1..].TrimStart();
            var text = trimmed.ToString();
            var tokens = Tokens.Of(text);
            if (tokens.Length == 0) continue;
            var (letters, starts) = Run(tokens);
            pieces.Add(new(text, tokens, letters, LabelsOf(text, tokens, starts)));
        }
        return pieces;
    }

    private static (string Letters, int[] Starts) Run(Token[] tokens)
    {
        var length = 0;
        var starts = new int[tokens.Length + 1];
        for (var i = 0; i < tokens.Length; i++)
        {
            starts[i] = length;
            length += tokens[i].Term.Length;
        }
        starts[^1] = length;
        return (string.Create(length, tokens, static (letters, all) =>
        {
            var at = 0;
            foreach (var token in all)
            {
                token.Term.CopyTo(letters[at..]);
                at += token.Term.Length;
            }
        }), starts);
    }

    private List<SegmentPlace> PlacesOf(Piece piece)
    {
        var exact = Exactly(piece);
        return exact.Count > 0 ? exact : Nearly(piece);
    }

    private List<SegmentPlace> Exactly(Piece piece)
    {
        var whole = new List<SegmentPlace>();
        var within = new List<SegmentPlace>();
        for (var at = 0; at <= _letters.Length - piece.Letters.Length && whole.Count <= MostPlaces;)
        {
            var found = _letters.AsSpan(at).IndexOf(piece.Letters, StringComparison.Ordinal);
            if (found < 0) break;
            at += found;
            var place = new SegmentPlace(SpanOf(at, at + piece.Letters.Length, piece), 1);
            if (IsEdge(at) && IsEdge(at + piece.Letters.Length)) whole.Add(place);
            else if (within.Count <= MostPlaces) within.Add(place);
            at++;
        }
        // A quotation may begin in mid-word, but a short word is not looked for inside others.
        return whole.Count > 0 || piece.Letters.Length < Seed ? whole : within;
    }

    // Several parts with something left out between: each in order, close enough to be one passage.
    private List<SegmentPlace> Joined(List<Piece> pieces)
    {
        var firsts = PlacesOf(pieces[0]);
        var letters = pieces.Sum(piece => piece.Letters.Length);
        var joined = new List<SegmentPlace>();
        foreach (var first in firsts)
        {
            var (end, score) = (first.Span.End, first.Score * pieces[0].Letters.Length);
            var whole = true;
            foreach (var piece in pieces.Skip(1))
            {
                var limit = end + 2000L + 3 * piece.Text.Length;
                var next = PlacesOf(piece).Where(place => place.Span.Start >= end && place.Span.End <= limit && place.Score >= Mentioned).OrderBy(place => place.Span.Start).Cast<SegmentPlace?>().FirstOrDefault();
                if (next is not { } then)
                {
                    whole = false;
                    continue;
                }
                end = then.Span.End;
                score += then.Score * piece.Letters.Length;
            }
            joined.Add(new(new(first.Span.Start, end), whole ? score / letters : Math.Min(score / letters, Placed - 0.01)));
        }
        return Best(joined);
    }

    private List<SegmentPlace> Nearly(Piece piece)
    {
        if (piece.Letters.Length <= LongestAligned) return Best([.. Windows(piece.Letters).Select(window => Align(piece, window))]);
        // A long segment is held by its two ends; the words between them are counted.
        var head = piece.Letters[..End];
        var tail = piece.Letters[^End..];
        var tails = Windows(tail).Select(window => AlignLetters(tail, piece.Labels.AsSpan()[^End..], window)).Where(found => found.Score >= Mentioned).ToList();
        var places = new List<SegmentPlace>();
        foreach (var first in Windows(head).Select(window => AlignLetters(head, piece.Labels.AsSpan(0, End), window)).Where(found => found.Score >= Mentioned))
            foreach (var last in tails)
            {
                var length = last.To - first.From;
                if (length < piece.Letters.Length * 0.6 || length > piece.Letters.Length * 1.6) continue;
                places.Add(new(SpanOf(first.From, last.To, piece), Math.Min(Math.Min(1, Shared(piece, first.From, last.To)), 0.5 + (first.Score + last.Score) / 4)));
            }
        return Best(places);
    }

    // The share of the segment's words, and of the place's, that both have.
    private double Shared(Piece piece, int from, int to)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in piece.Tokens) counts[token.Term] = counts.GetValueOrDefault(token.Term) + 1;
        int shared = 0, total = 0;
        for (var i = TokenAt(from); i < _tokens.Length && _starts[i] < to; i++, total++)
            if (counts.TryGetValue(_tokens[i].Term, out var left) && left > 0)
            {
                counts[_tokens[i].Term] = left - 1;
                shared++;
            }
        return 2.0 * shared / (piece.Tokens.Length + total);
    }

    // Stretches that share runs of letters with the segment, by how many.
    private List<(int From, int To)> Windows(string letters)
    {
        if (letters.Length < Seed) return Small(letters);
        var votes = new Dictionary<int, int>();
        var step = Math.Max(1, letters.Length / 200);
        for (var i = 0; i + Seed <= letters.Length; i += step)
        {
            var seed = letters.AsSpan(i, Seed);
            var looked = 0;
            for (var at = _heads[Bucket(seed)]; at >= 0 && looked < 300; at = _next[at], looked++)
                if (_letters.AsSpan(at, Seed).SequenceEqual(seed))
                {
                    var bucket = (at - i + letters.Length) >> 5;
                    votes[bucket] = votes.GetValueOrDefault(bucket) + 1;
                }
        }
        var slack = Math.Max(48, letters.Length / 4);
        var windows = new List<(int From, int To)>();
        foreach (var (bucket, _) in votes.OrderByDescending(vote => vote.Value + votes.GetValueOrDefault(vote.Key - 1) + votes.GetValueOrDefault(vote.Key + 1)).ThenBy(vote => vote.Key).Take(24))
        {
            var diagonal = (bucket << 5) - letters.Length;
            var window = (From: Math.Max(0, diagonal - slack), To: Math.Min(_letters.Length, diagonal + 32 + letters.Length + slack));
            if (windows.Exists(other => Math.Abs(other.From - window.From) <= slack / 2 && window.From > 0)) continue;
            windows.Add(window);
            if (windows.Count == 8) break;
        }
        return windows;
    }

    // Too short for seeds: only where its first letters stand.
    private List<(int From, int To)> Small(string letters)
    {
        var windows = new List<(int From, int To)>();
        if (letters.Length < 4) return windows;
        for (var at = 0; windows.Count < 8;)
        {
            var found = _letters.AsSpan(at).IndexOf(letters.AsSpan(0, letters.Length / 2 + 1), StringComparison.Ordinal);
            if (found < 0) return windows;
            at += found;
            windows.Add((at, Math.Min(_letters.Length, at + letters.Length + 2)));
            at++;
        }
        return windows;
    }

    private SegmentPlace Align(Piece piece, (int From, int To) window)
    {
        var (from, to, score) = AlignLetters(piece.Letters, piece.Labels, window);
        // A misread letter at either end does not cut a word in two.
        if (to > from && !IsEdge(from) && from - _starts[TokenAt(from)] <= 2) from = _starts[TokenAt(from)];
        if (to > from && !IsEdge(to) && _starts[TokenAt(to) + 1] - to <= 2) to = _starts[TokenAt(to) + 1];
        return new(SpanOf(from, to, piece), score);
    }

    // The stretch of the window with the fewest edits from the segment: Sellers' algorithm, carrying where each path began.
    private (int From, int To, double Score) AlignLetters(string letters, ReadOnlySpan<bool> labels, (int From, int To) window)
    {
        var text = _letters.AsSpan(window.From, window.To - window.From);
        var cost = new int[letters.Length + 1];
        var begin = new int[letters.Length + 1];
        for (var i = 1; i <= letters.Length; i++) cost[i] = cost[i - 1] + (labels[i - 1] ? 0 : 1);
        var all = cost[^1];
        if (all == 0) return (window.From, window.From, 0);
        var (best, from, to) = (all, 0, 0);
        for (var j = 1; j <= text.Length; j++)
        {
            var unit = text[j - 1];
            var skip = _labels[window.From + j - 1] ? 0 : 1;
            var (diagonal, diagonalBegin) = (0, j - 1);
            begin[0] = j;
            for (var i = 1; i <= letters.Length; i++)
            {
                var (value, start) = letters[i - 1] == unit ? (diagonal, diagonalBegin) : (diagonal + 1, diagonalBegin);
                if (cost[i] + skip < value) (value, start) = (cost[i] + skip, begin[i]);
                if (cost[i - 1] is var above && (labels[i - 1] ? above : above + 1) is var put && put < value) (value, start) = (put, begin[i - 1]);
                (diagonal, diagonalBegin) = (cost[i], begin[i]);
                (cost[i], begin[i]) = (value, start);
            }
            if (cost[^1] < best) (best, from, to) = (cost[^1], begin[^1], j);
        }
        return (window.From + from, window.From + to, 1 - (double)best / all);
    }

    private static List<SegmentPlace> Best(List<SegmentPlace> places)
    {
        var best = new List<SegmentPlace>();
        foreach (var place in places.Where(place => !place.Span.IsEmpty).OrderByDescending(place => place.Score).ThenBy(place => place.Span.Start))
            if (!best.Exists(other => other.Span.Overlaps(place.Span))) best.Add(place);
        return best;
    }

    private static int Bucket(ReadOnlySpan<char> seed, int buckets)
    {
        var hash = 2166136261u;
        foreach (var unit in seed) hash = unchecked((hash ^ unit) * 16777619u);
        return (int)((hash ^ (hash >> 15)) & (uint)(buckets - 1));
    }

    private int Bucket(ReadOnlySpan<char> seed) => Bucket(seed, _heads.Length);

    private int TokenAt(int letter)
    {
        var found = Array.BinarySearch(_starts, letter);
        return Math.Min(found >= 0 ? found : ~found - 1, _tokens.Length - 1);
    }

    private bool IsEdge(int letter) => Array.BinarySearch(_starts, letter) >= 0;

    private TextSpan SpanOf(int from, int to, Piece piece)
    {
        if (to <= from) return default;
        var first = TokenAt(from);
        var last = TokenAt(to - 1);
        var start = _tokens[first].Span.Start + Inside(first, from - _starts[first], 0);
        var end = to == _starts[last + 1] ? _tokens[last].Span.End : _tokens[last].Span.Start + Inside(last, to - _starts[last], _tokens[last].Span.Length);
        if (to == _starts[last + 1] && _tokens[last].IsPossessive && !piece.Tokens[^1].IsPossessive) end -= 2;
        return WithMarks(start, end, piece);
    }

    // Where a token folds letter for letter the place within it is known; else its edge is taken.
    private int Inside(int token, int letters, int otherwise) => _tokens[token].Term.Length == _tokens[token].Span.Length ? letters : otherwise;

    // Marks that the segment has at its ends belong to it where the text has them too.
    private TextSpan WithMarks(int start, int end, Piece piece)
    {
        for (var i = piece.Tokens[^1].Span.End; i < piece.Text.Length && end < _text.Length && IsSameMark(piece.Text[i], _text[end]); i++) end++;
        for (var i = piece.Tokens[0].Span.Start - 1; i >= 0 && start > 0 && IsSameMark(piece.Text[i], _text[start - 1]); i--) start--;
        return new(start, end);
    }

    private static bool IsSameMark(char one, char other) => !char.IsLetterOrDigit(other) && !char.IsWhiteSpace(other) && !char.IsSurrogate(other)
        && (one == other || (IsQuote(one) && IsQuote(other)) || (Folding.IsHyphen(one) && Folding.IsHyphen(other)));

    private static bool IsQuote(char unit) => Folding.IsApostrophe(unit) || Folding.IsDoubleQuote(unit);
}
