namespace Throughline.Text;

/// <summary>A map of names that cannot be used.</summary>
/// <param name="Reason">Which line, what is wrong with it, and what to do.</param>
public sealed record NameMapInvalid(string Reason) : Error(Reason);

/// <summary>How capitals count when names are looked for.</summary>
public enum NameCase
{
    /// <summary>sarah, Sarah and SARAH are the same.</summary>
    Any,

    /// <summary>A part that begins with a capital in the map must begin with one in the text, so that Will is not will.</summary>
    Capitals,
}

/// <summary>One name and what stands in its place.</summary>
/// <param name="Name">One or more words.</param>
/// <param name="Pseudonym">Such as "[nurse]"; not empty.</param>
public sealed record NamedPseudonym(string Name, string Pseudonym);

/// <summary>The names of a project and their pseudonyms.</summary>
public sealed class NameMap
{
    private NameMap(IReadOnlyList<NamedPseudonym> entries, NameIndex index) => (Entries, Index) = (entries, index);

    /// <summary>The names, in the order given, without repeats.</summary>
    public IReadOnlyList<NamedPseudonym> Entries { get; }

    internal NameIndex Index { get; }

    /// <summary>Reads a map.</summary>
    /// <returns>The map, or <see cref="NameMapInvalid"/>: a name without letters, one name with two pseudonyms, a missing pseudonym, or a pseudonym that holds a mapped name.</returns>
    public static Result<NameMap> Of(IEnumerable<NamedPseudonym> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var kept = new List<NamedPseudonym>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (given, pseudonym) in entries)
        {
            var name = (given ?? "").Trim();
            var key = Folding.Key(name);
            if (key.Length == 0) return new NameMapInvalid($"\"{name}\" is no name: it has no letters. Remove the line or write the name.");
            if (string.IsNullOrWhiteSpace(pseudonym)) return new NameMapInvalid($"\"{name}\" has no pseudonym. Write one beside it, such as [nurse].");
            if (pseudonym.Contains('\n', StringComparison.Ordinal)) return new NameMapInvalid($"The pseudonym of \"{name}\" has a line break in it. Keep it on one line.");
            if (!seen.TryAdd(key, pseudonym))
            {
                if (seen[key] != pseudonym) return new NameMapInvalid($"\"{name}\" has two pseudonyms, \"{seen[key]}\" and \"{pseudonym}\". Keep one.");
                continue;
            }
            kept.Add(new(name, pseudonym));
        }
        if (kept.Count == 0) return new NameMapInvalid("The map has no names.");
        var index = new NameIndex(kept.ConvertAll(entry => entry.Name));
        foreach (var entry in kept)
            if (index.Find(entry.Pseudonym, NameCase.Any) is [var inside, ..])
                return new NameMapInvalid($"The pseudonym \"{entry.Pseudonym}\" of \"{entry.Name}\" itself holds the mapped name \"{kept[inside.Name].Name}\". Choose another.");
        return new NameMap(kept, index);
    }
}

// Names as runs of folded words, by their first word.
internal sealed class NameIndex
{
    private readonly Dictionary<string, List<(string[] Parts, bool[] Capitals, bool EndsPossessive, int Name)>> _byFirst = new(StringComparer.Ordinal);

    public readonly record struct Found(TextSpan Span, int Name);

    public NameIndex(IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var tokens = Tokens.Of(names[i]);
            if (tokens.Length == 0) continue;
            var ends = tokens[^1].IsPossessive;
            Add([.. tokens.Select(token => (token.Term, char.IsUpper(names[i][token.Span.Start])))], ends, i);
            // J. R. Lee is also J.R. Lee, and the other way round.
            var joined = new List<(string Term, bool Capital)>();
            var wasInitial = false;
            foreach (var token in tokens)
            {
                var isInitial = token.Term.Length == 1 && token.Span.Length == 1;
                if (isInitial && wasInitial) joined[^1] = (joined[^1].Term + token.Term, joined[^1].Capital);
                else joined.Add((token.Term, char.IsUpper(names[i][token.Span.Start])));
                wasInitial = isInitial;
            }
            if (joined.Count != tokens.Length) Add([.. joined], ends, i);
            if (tokens.Any(token => IsDotted(names[i], token)))
                Add([.. tokens.SelectMany(token => IsDotted(names[i], token) ? token.Term.Select(letter => (letter.ToString(), true)) : [(token.Term, char.IsUpper(names[i][token.Span.Start]))])], ends, i);
        }
        foreach (var list in _byFirst.Values) list.Sort((a, b) => b.Parts.Length.CompareTo(a.Parts.Length));
    }

    private static bool IsDotted(string name, Token token) => token.Span.Of(name).Contains('.', StringComparison.Ordinal) && char.IsLetter(name[token.Span.Start]);

    private void Add((string Term, bool Capital)[] parts, bool endsPossessive, int name)
    {
        if (!_byFirst.TryGetValue(parts[0].Term, out var list)) _byFirst[parts[0].Term] = list = [];
        list.Add(([.. parts.Select(part => part.Term)], [.. parts.Select(part => part.Capital)], endsPossessive, name));
    }

    /// <summary>Every place where a name stands, by start and then the longest first; places may overlap.</summary>
    public List<Found> Find(string text, NameCase names)
    {
        var found = new List<Found>();
        var tokens = Tokens.Of(text);
        Collect(text, tokens, names, found);
        var split = Split(text, tokens);
        if (split is not null) Collect(text, split, names, found);
        found.Sort((a, b) => a.Span.CompareTo(b.Span));
        for (var i = found.Count - 1; i > 0; i--)
            if (found[i] == found[i - 1]) found.RemoveAt(i);
        return found;
    }

    private void Collect(string text, Token[] tokens, NameCase names, List<Found> found)
    {
        for (var first = 0; first < tokens.Length; first++)
        {
            if (!_byFirst.TryGetValue(tokens[first].Term, out var candidates)) continue;
            foreach (var (parts, capitals, endsPossessive, name) in candidates)
            {
                if (first + parts.Length > tokens.Length) continue;
                var fits = true;
                for (var i = 0; fits && i < parts.Length; i++)
                {
                    var token = tokens[first + i];
                    fits = token.Term == parts[i] && (names == NameCase.Any || !capitals[i] || char.IsUpper(text[token.Span.Start]) || char.IsSurrogate(text[token.Span.Start]))
                        && (i == 0 || IsGap(text.AsSpan(tokens[first + i - 1].Span.End, token.Span.Start - tokens[first + i - 1].Span.End)));
                }
                if (!fits) continue;
                var last = tokens[first + parts.Length - 1];
                found.Add(new(new(tokens[first].Span.Start, last.IsPossessive && !endsPossessive ? last.Span.End - 2 : last.Span.End), name));
            }
        }
    }

    // Between the parts of one name: white space, a line break, hyphens, stops after initials, underlines in file names.
    private static bool IsGap(ReadOnlySpan<char> gap)
    {
        if (gap.Length > 12) return false;
        foreach (var unit in gap)
            if (!char.IsWhiteSpace(unit) && unit is not ('.' or '_' or '+') && !Folding.IsHyphen(unit) && !Letters.IsIgnored(unit)) return false;
        return true;
    }

    // SarahAhmed and Sarah2 hold Sarah, as file names do; McDonald does not hold Donald.
    private static Token[]? Split(string text, Token[] tokens)
    {
        List<Token>? split = null;
        for (var t = 0; t < tokens.Length; t++)
        {
            var token = tokens[t];
            var end = token.IsPossessive ? token.Span.End - 2 : token.Span.End;
            var from = token.Span.Start;
            List<Token>? parts = null;
            for (var i = from + 1; i < end; i++)
            {
                var turns = (char.IsLower(text[i - 1]) && char.IsUpper(text[i])) || (char.IsLetter(text[i - 1]) != char.IsLetter(text[i]) && char.IsDigit(text[i - 1]) != char.IsDigit(text[i]));
                if (!turns || (char.IsUpper(text[i]) && IsPrefix(text.AsSpan(from, i - from)))) continue;
                (parts ??= []).Add(PartOf(text, from, i, false));
                from = i;
            }
            if (parts is null)
            {
                split?.Add(token);
                continue;
            }
            parts.Add(PartOf(text, from, token.Span.End, token.IsPossessive));
            split ??= [.. tokens[..t]];
            split.AddRange(parts.Where(part => part.Term.Length > 0));
        }
        return split is null ? null : [.. split];
    }

    private static bool IsPrefix(ReadOnlySpan<char> part) =>
        part.Length < 3 || part.Equals("mac", StringComparison.OrdinalIgnoreCase) || part.Equals("fitz", StringComparison.OrdinalIgnoreCase);

    private static Token PartOf(string text, int start, int end, bool possessive) =>
        new(new(start, end), Folding.Fold(text.AsSpan(start, end - start)), possessive, false);
}
