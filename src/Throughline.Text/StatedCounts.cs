using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Text;

/// <summary>What a stated number counts, as far as its noun tells.</summary>
public enum Countable
{
    /// <summary>No noun is said ("all seven", "five said").</summary>
    Unsaid,
    /// <summary>People: "participants", "respondents", "people".</summary>
    Person,
    /// <summary>Cases of the project.</summary>
    Case,
    /// <summary>Sources of any kind.</summary>
    Source,
    /// <summary>Interviews and their transcripts.</summary>
    Transcript,
    /// <summary>Documents, papers and articles.</summary>
    Document,
    /// <summary>Studies.</summary>
    Study,
    /// <summary>Organisations.</summary>
    Organisation,
    /// <summary>Sites.</summary>
    Site,
    /// <summary>A noun that the caller named.</summary>
    Named,
}

/// <summary>How a stated number is meant.</summary>
public enum StatedBound
{
    /// <summary>As many.</summary>
    Exactly,
    /// <summary>As many or more: "at least", "no fewer than".</summary>
    AtLeast,
    /// <summary>More: "more than", "over".</summary>
    MoreThan,
    /// <summary>As many or fewer: "at most", "up to", "no more than".</summary>
    AtMost,
    /// <summary>Fewer: "fewer than", "less than", "under".</summary>
    FewerThan,
    /// <summary>Roughly as many, which any number fits: "about", "nearly", "some".</summary>
    About,
}

/// <summary>A number that says how many people, cases, sources or places something holds of.</summary>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">How many characters it takes there.</param>
/// <param name="Words">As written, from the word that begins it to the noun.</param>
/// <param name="Number">Null for a share or a range ("half", "two or three").</param>
/// <param name="Bound">How exactly the number is meant.</param>
/// <param name="Of">The whole: seven in "six of the seven"; null where none is stated.</param>
/// <param name="Counts">What is counted.</param>
/// <param name="Noun">The noun in lower case, plural; empty where none is said.</param>
/// <param name="IsNarrowed">Something before the noun narrows what is counted ("five senior leaders"), so that the whole is not all there are. "Coded" does not.</param>
public sealed record StatedCount(int Start, int Length, string Words, int? Number, StatedBound Bound, int? Of, Countable Counts, string Noun, bool IsNarrowed)
{
    /// <summary>Whether a number that was counted is what is stated. A share, a range and "about" fit any.</summary>
    public bool Fits(int counted) => Number is not { } stated || Bound switch
    {
        StatedBound.AtLeast => counted >= stated,
        StatedBound.MoreThan => counted > stated,
        StatedBound.AtMost => counted <= stated,
        StatedBound.FewerThan => counted < stated,
        StatedBound.About => true,
        _ => counted == stated,
    };
}

/// <summary>Finds, in English prose, numbers in words or figures that count people, cases, sources or places: "five participants", "six of the seven transcripts", "both interviews", "half of the leaders".</summary>
/// <remarks>
/// It would sooner miss one than name one that counts nothing of the sort: "two weeks", "one of the reasons", "the three systems" (which are known, not counted), "interview 6",
/// dates, ages, money, shares, and whatever stands within double quotation marks are left alone. A number needs one of the nouns of this list or of the caller's,
/// or to stand alone where a noun is understood: "all seven said", "three of the ten".
/// </remarks>
public static partial class StatedCounts
{
    private static readonly FrozenDictionary<string, Countable> Nouns = new Dictionary<string, Countable>
    {
        ["participants"] = Countable.Person,
        ["interviewees"] = Countable.Person,
        ["respondents"] = Countable.Person,
        ["informants"] = Countable.Person,
        ["speakers"] = Countable.Person,
        ["people"] = Countable.Person,
        ["persons"] = Countable.Person,
        ["cases"] = Countable.Case,
        ["sources"] = Countable.Source,
        ["transcripts"] = Countable.Transcript,
        ["interviews"] = Countable.Transcript,
        ["documents"] = Countable.Document,
        ["papers"] = Countable.Document,
        ["articles"] = Countable.Document,
        ["studies"] = Countable.Study,
        ["organisations"] = Countable.Organisation,
        ["organizations"] = Countable.Organisation,
        ["sites"] = Countable.Site,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, int> Units = Words("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
        .Select((word, i) => (word, i)).Where(w => w.i > 0).ToFrozenDictionary(w => w.word, w => w.i);

    private static readonly FrozenDictionary<string, int> Tens = Words("twenty thirty forty fifty sixty seventy eighty ninety").Select((word, i) => (word, Number: 20 + 10 * i)).ToFrozenDictionary(w => w.word, w => w.Number);

    // What may stand between a number and its noun. Any other word could be a noun or a verb of its own.
    private static readonly FrozenSet<string> Adjectives = Set("""
        coded uncoded individual group focus senior junior other more further different separate additional new local national regional frontline front-line clinical public private voluntary statutory
        community primary secondary integrated general rural urban female male older younger salaried trained experienced anonymous anonymised remaining earlier later previous recorded named selected included published relevant
        policy planning strategy research qualitative in-depth health healthcare care practice hospital council system site sector senior-level middle-ranking black white asian disabled retired
        """);

    private static readonly FrozenSet<string> Definite = Set("the these those our my your his her its their whose this that said same first last next past previous every each another us we you they them");

    // A number after one of these is its number: "interview 6", "System 2".
    private static readonly FrozenSet<string> Numbered = Set("""
        interview interviews group groups system systems site sites case cases source sources transcript transcripts document documents study studies paper papers page pages paragraph paragraphs question questions item items
        figure figures table tables box step steps slide slides phase wave round section sections chapter line lines level tier band stage year age aged no nos number part parts point priority objective aim theme themes
        fifth quintile decile ward practice p pp ¶ arm region participant respondent interviewee gp speaker theory statement statements version revision appendix
        """);

    private static readonly FrozenSet<string> Months = Set("january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec");

    private static readonly FrozenSet<string> Saying = Set("said say says spoke speak told tell mentioned mention described describe thought think felt feel agreed agree disagreed disagree argued argue reported report believed believe talked talk expressed doubted complained objected");

    // What may stand before and after a number whose noun is understood: "three of the ten have", "in all seven a cause is named".
    private static readonly FrozenSet<string> Before = Set("in by across among from for and but while whereas that where when");
    private static readonly FrozenSet<string> Onwards = Set("a an the and or but while who whom whose where which have had has do did does were was are is it he she they we this that there their also in by for to with from on at as not never all both only still");

    private static readonly FrozenSet<string> Magnitudes = Set("hundred hundreds thousand thousands million millions billion dozen dozens score per percent pence pounds half halves third thirds quarter quarters times");

    [GeneratedRegex("""[\p{L}\p{M}]+(?:[-’'][\p{L}\p{M}]+)*[’']?|[£$€#]?\d+(?:[.,:/–-]\d+)*(?:%|\p{L}+)?|\S""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"“[^“”]*”|""[^""\n]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    private static string[] Words(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    private static FrozenSet<string> Set(string list) => Words(list).ToFrozenSet(StringComparer.Ordinal);

    private readonly record struct Piece(string Low, string Written, int Start, int End)
    {
        public bool IsWord => char.IsLetter(Written[0]);
    }

    /// <summary>The numbers that count something, in order.</summary>
    /// <param name="text">English prose.</param>
    /// <param name="more">Further nouns that are counted here, plural and in lower case ("nurses", "systems").</param>
    public static IReadOnlyList<StatedCount> In(string text, IReadOnlySet<string>? more = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = Pieces(Quoted().Replace(text, quoted => new string('\uFFFC', quoted.Length)));
        var found = new List<StatedCount>();
        for (var i = 0; i < pieces.Count; i++)
        {
            if (At(pieces, i, more) is not var (end, stated)) continue;
            found.Add(stated with { Words = text[stated.Start..(stated.Start + stated.Length)] });
            i = end - 1;
        }
        return found;
    }

    /// <summary>What words that somebody marked as counted state, read with what follows them: "six of the seven", followed by "coded transcripts".</summary>
    /// <param name="words">The marked words.</param>
    /// <param name="after">What follows them in their sentence.</param>
    /// <param name="more">Further nouns that are counted here, plural and in lower case.</param>
    /// <returns>Null where they state no number.</returns>
    public static StatedCount? Of(string words, string after, IReadOnlySet<string>? more = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(after);
        var text = words + " " + after;
        var pieces = Pieces(text);
        for (var i = 0; i < pieces.Count && pieces[i].End <= words.Length; i++)
        {
            int? number, of = null;
            int next;
            if (pieces[i].Low == "both") (number, next) = (2, i + 1);
            else if (NumberAt(pieces, i) is { } one && !IsNumbered(pieces, i)) (number, next) = (one, i + 1);
            else continue;
            if (next < pieces.Count && Magnitudes.Contains(pieces[next].Low)) return null;
            if (Range(pieces, next) is { } beyond) (number, next) = (null, beyond);
            if (Whole(pieces, next) is var (whole, after1)) (of, next) = (whole, after1);
            else if (next + 1 < pieces.Count && pieces[next].Low == "of" && Definite.Contains(pieces[next + 1].Low)) next += 2;
            var noun = NounAt(pieces, next, more, isOne: number == 1 && of is null);
            return new(0, words.Length, words, number, BoundBefore(pieces, i, out _), of, noun?.Counts ?? Countable.Unsaid, noun?.Noun ?? "", noun?.IsNarrowed ?? false);
        }
        return null;
    }

    private static List<Piece> Pieces(string text) => [.. Token().Matches(text).Select(m => new Piece(m.Value.ToLowerInvariant().Replace('’', '\''), m.Value, m.Index, m.Index + m.Length))];

    /// <summary>A number that begins at a piece, and the piece after it.</summary>
    private static (int End, StatedCount Stated)? At(List<Piece> pieces, int i, IReadOnlySet<string>? more)
    {
        if (pieces[i].Low is "both" or "half") return Share(pieces, i, more);
        var first = i;
        var isAll = pieces[i].Low == "all" && i + 1 < pieces.Count;
        if (isAll) i++;
        if (NumberAt(pieces, i) is not { } number || IsOutOfPlace(pieces, i, isAll)) return null;
        int? stated = number, of = null;
        var next = i + 1;
        if (next < pieces.Count && Magnitudes.Contains(pieces[next].Low)) return null;
        if (Range(pieces, next) is { } beyond) (stated, next) = (null, beyond);
        var isPart = false;
        if (Whole(pieces, next) is var (whole, after)) (of, next, isPart) = (whole, after, true);
        else if (next + 1 < pieces.Count && pieces[next].Low == "of" && pieces[next + 1].Low is "the" or "these" or "those" or "our") (next, isPart) = (next + 2, true);
        var bound = BoundBefore(pieces, first, out var begins);
        var noun = NounAt(pieces, next, more, isOne: number == 1 && of is null);
        // "One" is more often an article than a number, and one of several is somebody, not a count.
        if (number == 1 && stated is not null && of is null && !(first > 0 && pieces[first - 1].Low is "only" or "just")) return null;
        if (noun is { } said) return Made(said.End, said.Counts, said.Noun, said.IsNarrowed);
        return IsUnderstood() ? Made(next, Countable.Unsaid, "", false) : null;

        // A noun may be left out where somebody says something, or where a part or all is told of at the head of a clause: "all seven", "in three of the ten".
        bool IsUnderstood()
        {
            if (isPart && of is null) return false;
            if (next < pieces.Count && Saying.Contains(pieces[next].Low)) return true;
            if (!isPart && !isAll) return false;
            var leads = begins == 0 || !pieces[begins - 1].IsWord || Before.Contains(pieces[begins - 1].Low);
            return leads && (next >= pieces.Count || Onwards.Contains(pieces[next].Low) || pieces[next].Written is "." or "," or ";" or ":" or "?" or "!" or ")");
        }

        (int, StatedCount) Made(int end, Countable counts, string named, bool isNarrowed) =>
            (end, new(pieces[begins].Start, pieces[end - 1].End - pieces[begins].Start, "", stated, bound, of, counts, named, isNarrowed));
    }

    /// <summary>"Both interviews", "half of the leaders".</summary>
    private static (int End, StatedCount Stated)? Share(List<Piece> pieces, int i, IReadOnlySet<string>? more)
    {
        var isBoth = pieces[i].Low == "both";
        if (!isBoth && i > 0 && pieces[i - 1].Low is "a" or "an" or "and" or "first" or "second" or "other" or "the") return null;
        var next = i + 1;
        if (next < pieces.Count && pieces[next].Low == "of") next++;
        if (next < pieces.Count && pieces[next].Low is "the" or "these" or "those" or "our") next++;
        if (NounAt(pieces, next, more) is not { } noun) return null;
        // "Both leaders and practitioners" names two kinds and counts nobody.
        if (isBoth && noun.End < pieces.Count && pieces[noun.End].Low is "and" or "," or "or") return null;
        return (noun.End, new(pieces[i].Start, pieces[noun.End - 1].End - pieces[i].Start, "", isBoth ? 2 : null, StatedBound.Exactly, null, noun.Counts, noun.Noun, noun.IsNarrowed));
    }

    private static int? NumberAt(List<Piece> pieces, int i)
    {
        if (i >= pieces.Count) return null;
        var low = pieces[i].Low;
        if (Units.TryGetValue(low, out var unit)) return unit;
        if (Tens.TryGetValue(low, out var ten)) return ten;
        if (low.Split('-') is [var tens, var ones] && Tens.TryGetValue(tens, out var whole) && Units.TryGetValue(ones, out var rest) && rest < 10) return whole + rest;
        return low.Length <= 3 && low.All(char.IsAsciiDigit) && int.Parse(low, CultureInfo.InvariantCulture) is > 0 and var figure ? figure : null;
    }

    /// <summary>A number that is known, ordered, a label's or a part of another number.</summary>
    private static bool IsOutOfPlace(List<Piece> pieces, int i, bool isAll)
    {
        if (IsNumbered(pieces, i)) return true;
        if (i + 1 < pieces.Count && pieces[i + 1].Low != "may" && Months.Contains(pieces[i + 1].Low)) return true;
        var before = isAll ? i - 2 : i - 1;
        if (before < 0) return false;
        var low = pieces[before].Low;
        if (Definite.Contains(low) || Months.Contains(low) || low.EndsWith("'s", StringComparison.Ordinal) || low.EndsWith('\'') || NumberAt(pieces, before) is not null) return true;
        if (before == 0) return false;
        var earlier = pieces[before - 1].Low;
        // "One in five participants" is a share; of "two or three" the first was looked at.
        if (low is "in" or "or" or "to" or "–" or "-" or "/" or "x" or "×") return NumberAt(pieces, before - 1) is not null;
        // "Out of ten", "a group of five people": how many there are, not of how many something holds.
        return low == "of" && earlier is "out" or "group" or "team" or "set" or "sample" or "panel" or "total" or "list" || low == "of" && Magnitudes.Contains(earlier);
    }

    /// <summary>"Interview 6", and the 4 of "interviews 2 and 4".</summary>
    private static bool IsNumbered(List<Piece> pieces, int i)
    {
        var at = i - 1;
        while (at >= 0 && !Numbered.Contains(pieces[at].Low))
        {
            var number = at;
            while (number >= 0 && pieces[number].Low is "and" or "," or "to" or "or" or "–" or "&") number--;
            if (number == at || NumberAt(pieces, number) is null) return false;
            at = number - 1;
        }
        return at >= 0;
    }

    /// <summary>The piece after "or three" in "two or three".</summary>
    private static int? Range(List<Piece> pieces, int next) =>
        next + 1 < pieces.Count && pieces[next].Low is "or" or "to" or "–" or "-" && NumberAt(pieces, next + 1) is not null ? next + 2 : null;

    /// <summary>The seven of "of the seven", and the piece after it.</summary>
    private static (int Number, int Next)? Whole(List<Piece> pieces, int next)
    {
        if (next < pieces.Count && pieces[next].Low == "out") next++;
        if (next >= pieces.Count || pieces[next].Low != "of") return null;
        next++;
        if (next < pieces.Count && pieces[next].Low == "all") next++;
        if (next < pieces.Count && pieces[next].Low is "the" or "these" or "those" or "our" or "its" or "their") next++;
        return NumberAt(pieces, next) is { } number && !(next + 1 < pieces.Count && Magnitudes.Contains(pieces[next + 1].Low)) ? (number, next + 1) : null;
    }

    private static (Countable Counts, string Noun, bool IsNarrowed, int End)? NounAt(List<Piece> pieces, int next, IReadOnlySet<string>? more, bool isOne = false)
    {
        var isNarrowed = false;
        for (var i = next; i < pieces.Count && i <= next + 3; i++)
        {
            if (!pieces[i].IsWord) return null;
            // "Only one participant."
            var low = !isOne ? pieces[i].Low : pieces[i].Low == "person" ? "persons" : pieces[i].Low.EndsWith('y') ? pieces[i].Low[..^1] + "ies" : pieces[i].Low + "s";
            var isNamed = more?.Contains(low) == true;
            if (isNamed || Nouns.ContainsKey(low) || (low == "groups" && i > next && pieces[i - 1].Low == "focus"))
            {
                var follows = i + 1 < pieces.Count ? pieces[i + 1].Low : "";
                // "Three sources of income", "in both cases".
                if (follows == "of" && low is not ("people" or "participants")) return null;
                if (low == "cases" && IsTurnOfPhrase(pieces, next)) return null;
                return (Nouns.TryGetValue(low, out var known) ? known : isNamed ? Countable.Named : Countable.Transcript, low, isNarrowed || low == "groups", i + 1);
            }
            var isName = char.IsUpper(pieces[i].Written[0]);
            low = pieces[i].Low;
            if (!isName && !Adjectives.Contains(low) || low.EndsWith("'s", StringComparison.Ordinal) || low.EndsWith('\'')) return null;
            isNarrowed |= low is not ("coded" or "individual" or "different" or "separate" or "other");
        }
        return null;
    }

    /// <summary>"In both cases", "in two cases": which say in which circumstances.</summary>
    private static bool IsTurnOfPhrase(List<Piece> pieces, int next)
    {
        for (var i = next - 1; i >= 0 && i >= next - 3; i--) if (pieces[i].Low == "in") return true;
        return false;
    }

    /// <summary>What is said before a number of how exactly it is meant, and the piece with which that begins.</summary>
    private static StatedBound BoundBefore(List<Piece> pieces, int i, out int begins)
    {
        var (one, two) = (i > 0 ? pieces[i - 1].Low : "", i > 1 ? pieces[i - 2].Low : "");
        var isDenied = i > 2 && pieces[i - 3].Low is "no" or "not";
        var (bound, length) = (two, one) switch
        {
            ("at", "least") => (StatedBound.AtLeast, 2),
            ("fewer" or "less", "than") when isDenied => (StatedBound.AtLeast, 3),
            ("more", "than") when isDenied => (StatedBound.AtMost, 3),
            ("at", "most") or ("up", "to") => (StatedBound.AtMost, 2),
            ("more", "than") => (StatedBound.MoreThan, 2),
            ("fewer", "than") or ("less", "than") => (StatedBound.FewerThan, 2),
            (_, "over") => (StatedBound.MoreThan, 1),
            (_, "under") => (StatedBound.FewerThan, 1),
            (_, "about" or "around" or "nearly" or "almost" or "some" or "roughly") => (StatedBound.About, 1),
            _ => (StatedBound.Exactly, 0),
        };
        begins = i - length;
        return bound;
    }
}
