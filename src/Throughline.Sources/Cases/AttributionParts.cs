using System.Text;

namespace Throughline.Sources;

/// <summary>A pattern of attribution as a reader sees it: items parted by commas and the like, some of them in brackets, each of values and the words that join them.</summary>
internal sealed class AttributionParts
{
    /// <summary>Words that join, values that touch one another, or a list in brackets.</summary>
    private abstract record Piece;

    private sealed record Joining(string Text) : Piece;

    private sealed record Values(List<string> Fields) : Piece;

    private sealed record Bracketed(char Opening, char Closing, List<Item> Items) : Piece;

    /// <param name="Before">The mark that parts it from the item before, with its blanks.</param>
    private sealed record Item(string Before, List<Piece> Pieces);

    private readonly List<Item> _items;

    public AttributionParts(IReadOnlyList<(string Text, bool IsField)> parts)
    {
        var at = 0;
        List<(string Text, bool IsField)> marks = [.. parts.SelectMany(part => part.IsField ? [part] : part.Text.Select(c => (c.ToString(), false)))];
        var isPaired = ArePaired(marks);
        _items = Read(closing: null);

        List<Item> Read(string? closing)
        {
            var items = new List<Item>();
            var (before, pieces, words) = ("", new List<Piece>(), new StringBuilder());
            for (; at < marks.Count; at++)
            {
                var (text, isField) = marks[at];
                if (isField)
                {
                    Flush();
                    if (pieces.LastOrDefault() is Values touching) touching.Fields.Add(text);
                    else pieces.Add(new Values([text]));
                }
                else if (isPaired && text == closing) break;
                else if (isPaired && text is "(" or "[")
                {
                    Flush();
                    at++;
                    var end = text == "(" ? ')' : ']';
                    pieces.Add(new Bracketed(text[0], end, Read(end.ToString())));
                }
                else if (text is "," or ";" or "·" or "|" or "•" or "–" or "—")
                {
                    // The mark takes the blanks on both of its sides.
                    var joined = words.ToString();
                    var blanks = joined[joined.TrimEnd().Length..];
                    words.Length -= blanks.Length;
                    Flush();
                    items.Add(new(before, pieces));
                    before = blanks + text;
                    while (at + 1 < marks.Count && marks[at + 1] is (" ", false)) before += marks[++at].Text;
                    pieces = [];
                }
                else words.Append(text);
            }
            Flush();
            items.Add(new(before, pieces));
            return items;

            void Flush()
            {
                if (words.Length > 0) pieces.Add(new Joining(words.ToString()));
                words.Clear();
            }
        }
    }

    /// <summary>Whether each bracket has its own end; else they are words as any others.</summary>
    private static bool ArePaired(IEnumerable<(string Text, bool IsField)> marks)
    {
        var open = new Stack<string>();
        foreach (var (text, _) in marks.Where(mark => !mark.IsField))
            if (text is "(" or "[") open.Push(text == "(" ? ")" : "]");
            else if (text is ")" or "]" && !(open.TryPop(out var end) && end == text)) return false;
        return open.Count == 0;
    }

    public string Fill(Func<string, string?> valueOf) => Fill(_items, valueOf);

    private static string Fill(List<Item> items, Func<string, string?> valueOf)
    {
        var filled = new StringBuilder();
        foreach (var item in items)
        {
            var text = Fill(item.Pieces, valueOf);
            if (text.Length > 0) filled.Append(filled.Length > 0 ? item.Before : "").Append(text);
        }
        return filled.ToString();
    }

    private static string Fill(List<Piece> pieces, Func<string, string?> valueOf)
    {
        var asked = pieces.ConvertAll(piece => Asked(piece).ToList());
        if (asked.TrueForAll(fields => fields.Count == 0)) return string.Concat(pieces.Select(piece => As(piece, valueOf)));
        var known = asked.ConvertAll(fields => fields.Exists(field => valueOf(field) is not null));
        if (!known.Contains(true)) return "";
        var isLeftOut = pieces.Select((piece, i) => piece is not Joining && asked[i].Count > 0 && !known[i]).ToList();
        var filled = new StringBuilder();
        for (var i = 0; i < pieces.Count; i++)
            switch (pieces[i])
            {
                case Joining words:
                    filled.Append(IsOf(i - 1) || IsOf(i + 1) ? BesideBracket(i, words.Text) : words.Text);
                    break;
                case Values { Fields: var fields } when isLeftOut[i]:
                    if (IsAmid(i)) filled.Append(string.Concat(fields.Select(Lack)));
                    break;
                case Bracketed when isLeftOut[i]:
                    while (filled.Length > 0 && filled[^1] == ' ') filled.Length--;
                    break;
                default:
                    filled.Append(As(pieces[i], valueOf));
                    break;
            }
        var text = filled.ToString().Trim();
        // What was in brackets beside something else stands alone now.
        return isLeftOut.Contains(true) && pieces.Select((piece, i) => (piece, i)).Where(p => known[p.i]).ToList() is [(Bracketed only, _)] && text[0] == only.Opening && text[^1] == only.Closing ? text[1..^1] : text;

        // Whether there are values before and after: the words that join could belong to either.
        bool IsAmid(int i) => Enumerable.Range(0, i).Any(IsPrinted) && Enumerable.Range(i + 1, pieces.Count - i - 1).Any(IsPrinted);

        bool IsPrinted(int i) => pieces[i] is Values && known[i];

        bool IsOf(int i) => i >= 0 && i < pieces.Count && pieces[i] is Values && isLeftOut[i] && !IsAmid(i);

        string BesideBracket(int i, string words) => i + 1 < pieces.Count && pieces[i + 1] is Bracketed ? words[words.TrimEnd().Length..] : "";
    }

    private static string As(Piece piece, Func<string, string?> valueOf) => piece switch
    {
        Joining words => words.Text,
        Values values => string.Concat(values.Fields.Select(field => valueOf(field) ?? Lack(field))),
        Bracketed within => within.Opening + Fill(within.Items, valueOf) + within.Closing,
        _ => throw new ArgumentOutOfRangeException(nameof(piece)),
    };

    private static IEnumerable<string> Asked(Piece piece) => piece switch
    {
        Values values => values.Fields,
        Bracketed within => within.Items.SelectMany(item => item.Pieces).SelectMany(Asked),
        _ => [],
    };

    private static string Lack(string field) => $"[{field.Replace('_', ' ')} not recorded]";
}
