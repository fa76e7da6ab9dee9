using System.Text;

namespace Throughline.Text;

/// <summary>One name found and what was put in its place.</summary>
/// <param name="Old">Where it stood in the old text, without a possessive ending.</param>
/// <param name="New">Where its pseudonym stands in the new text.</param>
/// <param name="Entry">The line of the map that answered.</param>
public sealed record NameReplacement(TextSpan Old, TextSpan New, NamedPseudonym Entry);

/// <summary>A text with its names replaced.</summary>
/// <param name="Text">The new text.</param>
/// <param name="Map">Where every position of the old text lies in it, and back.</param>
/// <param name="Replacements">Every replacement, in order.</param>
public sealed record MaskedText(string Text, OffsetMap Map, IReadOnlyList<NameReplacement> Replacements);

/// <summary>Finds names in a text, puts pseudonyms in their place, or blots them out without moving anything.</summary>
/// <remarks>
/// Names are whole words, compared folded (see <see cref="Folding"/>), so that capitals, accents and NFC or NFD make no difference. The parts of a name may be
/// parted by white space, a line break, a hyphen, or a stop after an initial. A possessive ending stays: Sarah's is [nurse]'s. A name within a
/// hyphenated word counts (Sarah-led is [nurse]-led), and so does one in a run-together word that a capital or a figure parts (SarahAhmed, sarah2), as file names have them.
/// Of two names that begin at one place the longer counts; where two overlap, what the first leaves of the second is replaced by the second's pseudonym.
/// </remarks>
public static class Masker
{
    /// <summary>The mark that <see cref="Erase"/> leaves: a full block, one UTF-16 unit.</summary>
    public const char Blot = '█';

    /// <summary>Every stretch of a text that is, or is part of, one of the names; in order, overlapping ones as one.</summary>
    /// <param name="text">Any string: a text, a title, a file name.</param>
    /// <param name="names">The names; those without a letter or digit are passed over.</param>
    /// <param name="letters">How capitals count.</param>
    public static IReadOnlyList<TextSpan> Find(string text, IReadOnlyList<string> names, NameCase letters = NameCase.Any)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        return Merged(new NameIndex(names).Find(text, letters));
    }

    /// <summary>Every stretch of a text that is, or is part of, a name of the map.</summary>
    public static IReadOnlyList<TextSpan> Find(string text, NameMap map, NameCase letters = NameCase.Any)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(map);
        return Merged(map.Index.Find(text, letters));
    }

    /// <summary>Blots out every name, without its possessive ending, unit for unit: no position in the text moves.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names.</param>
    /// <param name="mark">What stands for each UTF-16 unit; a line feed within a name stays, so that blocks stay.</param>
    /// <param name="letters">How capitals count.</param>
    /// <returns>A text of the same length, in which <see cref="Find(string, IReadOnlyList{string}, NameCase)"/> finds nothing unless the mark is a letter of a name.</returns>
    public static string Erase(string text, IReadOnlyList<string> names, char mark = Blot, NameCase letters = NameCase.Any)
    {
        var spans = Find(text, names, letters);
        if (spans.Count == 0) return text;
        return string.Create(text.Length, (text, spans, mark), static (units, state) =>
        {
            state.text.CopyTo(units);
            foreach (var span in state.spans)
                for (var i = span.Start; i < span.End; i++)
                    if (units[i] != '\n') units[i] = state.mark;
        });
    }

    /// <summary>Puts pseudonyms in the place of names. Nothing is changed elsewhere; the replacements are the preview.</summary>
    /// <param name="text">The text.</param>
    /// <param name="map">Names and pseudonyms.</param>
    /// <param name="letters">How capitals count.</param>
    /// <param name="accept">Asked for each name found, with its span and entry; false leaves it as it is. Null accepts all.</param>
    public static MaskedText Replace(string text, NameMap map, NameCase letters = NameCase.Any, Func<TextSpan, NamedPseudonym, bool>? accept = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(map);
        var masked = new StringBuilder(text.Length);
        var offsets = new OffsetMap.Builder();
        var replacements = new List<NameReplacement>();
        var done = 0; // up to here the old text has been looked at
        foreach (var found in map.Index.Find(text, letters))
        {
            if (found.Span.End <= done) continue;
            var start = found.Span.Start;
            if (start < done)
            {
                start = done;
                while (start < found.Span.End && !char.IsLetterOrDigit(text[start]) && !char.IsSurrogate(text[start])) start++;
                if (start == found.Span.End) continue;
            }
            var old = new TextSpan(start, found.Span.End);
            var entry = map.Entries[found.Name];
            done = old.End;
            if (accept is not null && !accept(old, entry)) continue;
            masked.Append(text, offsets.OldLength, old.Start - offsets.OldLength);
            offsets.Keep(old.Start - offsets.OldLength);
            var @new = new TextSpan(offsets.NewLength, offsets.NewLength + entry.Pseudonym.Length);
            masked.Append(entry.Pseudonym);
            offsets.Replace(old.Length, @new.Length);
            replacements.Add(new(old, @new, entry));
        }
        masked.Append(text, offsets.OldLength, text.Length - offsets.OldLength);
        offsets.Keep(text.Length - offsets.OldLength);
        return new(masked.ToString(), offsets.Build(), replacements);
    }

    private static TextSpan[] Merged(List<NameIndex.Found> found)
    {
        var merged = new List<TextSpan>(found.Count);
        foreach (var (span, _) in found)
            if (merged.Count > 0 && merged[^1].Overlaps(span)) merged[^1] = new(merged[^1].Start, Math.Max(merged[^1].End, span.End));
            else merged.Add(span);
        return [.. merged];
    }
}
