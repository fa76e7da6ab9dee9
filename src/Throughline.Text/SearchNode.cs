using System.Text.RegularExpressions;

namespace Throughline.Text;

/// <summary>A part of a search query, as a tree.</summary>
/// <param name="Span">Where it stands in the query as typed.</param>
public abstract record SearchNode(TextSpan Span);

/// <summary>One word of a term. A hyphenated word has parts, and is also found written as one.</summary>
/// <param name="Parts">One pattern, or the parts of a hyphenated word.</param>
/// <param name="Whole">The parts run together; the same as the only part where there is one.</param>
/// <param name="IsPossessive">True when the word was typed with a final 's, and is then found only with it.</param>
public sealed record SearchWord(IReadOnlyList<Pattern> Parts, Pattern Whole, bool IsPossessive);

/// <summary>A word, or a phrase: words that follow one another with no other word between.</summary>
/// <param name="Words">One or more.</param>
/// <param name="Span">Where it stands in the query.</param>
public sealed record TermNode(IReadOnlyList<SearchWord> Words, TextSpan Span) : SearchNode(Span);

/// <summary>Two things with at most so many words between them, in either order.</summary>
/// <param name="Left">A term, a regular expression, or several of them joined by OR or NEAR.</param>
/// <param name="Right">The same.</param>
/// <param name="Distance">The most words that may stand between them; 0 is next to each other.</param>
/// <param name="Span">Where it stands in the query.</param>
public sealed record NearNode(SearchNode Left, SearchNode Right, int Distance, TextSpan Span) : SearchNode(Span);

/// <summary>All of these in the same block.</summary>
public sealed record AndNode(IReadOnlyList<SearchNode> Operands, TextSpan Span) : SearchNode(Span);

/// <summary>At least one of these in the block.</summary>
public sealed record OrNode(IReadOnlyList<SearchNode> Operands, TextSpan Span) : SearchNode(Span);

/// <summary>The block does not match this.</summary>
public sealed record NotNode(SearchNode Operand, TextSpan Span) : SearchNode(Span);

/// <summary>A regular expression over the block's own text, not folded; case is ignored unless the flag <c>c</c> was given.</summary>
/// <param name="Expression">Non-backtracking, culture-invariant, with a time limit.</param>
/// <param name="Span">Where it stands in the query.</param>
public sealed record RegexNode(Regex Expression, TextSpan Span) : SearchNode(Span);

/// <summary>What a filter speaks of.</summary>
public enum FilterKind
{
    /// <summary>A case's attribute, by its name.</summary>
    Attribute,

    /// <summary>The source's title or number.</summary>
    Source,

    /// <summary>The speaker of the turn.</summary>
    Speaker,

    /// <summary>A case that owns the block.</summary>
    Case,

    /// <summary>A code on the block, with the codes below it.</summary>
    Code,

    /// <summary>An analyst who coded the block.</summary>
    Analyst,

    /// <summary>A reading of a passage in the block: a term it gives, or words it keeps.</summary>
    Reading,
}

/// <summary>A condition on what is known of the block, which the caller answers.</summary>
/// <param name="Kind">What it speaks of.</param>
/// <param name="Name">As typed, without quotes: "speaker", "sector".</param>
/// <param name="Value">As typed, without quotes; never empty.</param>
/// <param name="Span">Where it stands in the query.</param>
public sealed record FilterNode(FilterKind Kind, string Name, string Value, TextSpan Span) : SearchNode(Span)
{
    /// <summary>True when a value is the one asked for: equal word for word when folded, with <c>*</c> and <c>?</c> as wildcards within words.</summary>
    /// <remarks>For callers with no better notion, such as numbers or a tree of codes.</remarks>
    public bool IsValue(string candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var asked = Tokens.Cut(Value, new(0, Value.Length), wildcards: true);
        var given = Tokens.Of(candidate);
        if (asked.Length == 0) return string.Equals(Value, candidate, StringComparison.OrdinalIgnoreCase);
        if (asked.Length != given.Length) return false;
        for (var i = 0; i < asked.Length; i++)
            if (!new Pattern(asked[i].Term).Matches(given[i].Term)) return false;
        return true;
    }
}
