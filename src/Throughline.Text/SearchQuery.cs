namespace Throughline.Text;

/// <summary>A search that cannot be read.</summary>
/// <param name="Reason">What is wrong and what to do.</param>
/// <param name="Position">Where in the query, in UTF-16 code units from 0.</param>
public sealed record SearchQueryInvalid(string Reason, int Position) : Error($"{Reason} (at character {Position + 1})");

/// <summary>What a query found in a block.</summary>
/// <param name="Spans">Every stretch to highlight, in order, none overlapping; empty when the match rests on filters or NOT alone.</param>
/// <param name="TimedOut">True when a regular expression ran out of time in this block, so that the answer for it is not certain.</param>
public sealed record SearchMatch(IReadOnlyList<TextSpan> Spans, bool TimedOut);

/// <summary>A block of text cut into words once, when first asked for, to be matched by many queries.</summary>
public sealed class SearchBlock
{
    /// <param name="text">A paragraph or a turn.</param>
    public SearchBlock(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>The block's text.</summary>
    public string Text { get; }

    // A regular expression alone needs no words.
    internal Token[] Tokens => field ??= Throughline.Text.Tokens.Of(Text);

    internal IReadOnlyList<Compound> Compounds => field ??= Throughline.Text.Tokens.CompoundsOf(Tokens);
}

/// <summary>A search: words, "phrases", wild* words, <c>NEAR/n</c>, <c>AND</c>, <c>OR</c>, <c>NOT</c>, ( ), <c>/regular expressions/</c> and <c>filters:values</c>.</summary>
/// <remarks>
/// <para>Scope: one block, a paragraph or a turn. Words are compared folded (see <see cref="Folding"/>).</para>
/// <para>Operators are in capitals. Words side by side are joined by AND. NOT binds tightest, then NEAR, AND, OR.
/// <c>a NEAR/3 b</c>: at most three words between them, in either order; NEAR alone is NEAR/10; both sides are words, phrases, regular expressions, or groups of
/// them joined by OR or NEAR; one word cannot stand for both sides. A block keeps at most 100,000 such pairs.</para>
/// <para><c>*</c> is any run of letters or none, <c>?</c> exactly one, anywhere in a word; a lone <c>*</c> inside a phrase is any one word; a <c>?</c> that ends a word within
/// a phrase is punctuation. <c>well-being</c> finds well-being, well being and wellbeing; <c>wellbeing</c> finds wellbeing and well-being; <c>"well being"</c> finds well being and well-being.
/// <c>people</c> finds people's; <c>people's</c> finds only the possessive.</para>
/// <para><c>/…/</c> runs over the text as it stands, ignoring case (<c>/…/c</c> heeds it); a slash within is <c>\/</c>. The index helps where
/// every match must hold two plain letters or digits side by side; where not, every block is read, which is slower. A match of nothing is no match.</para>
/// <para><c>source: speaker: case: code: analyst:</c> and any <c>attribute:value</c>, either side quoted where it has spaces (<c>"lead role":nurse</c>).</para>
/// </remarks>
public sealed class SearchQuery
{
    /// <summary>The longest query that is read, in UTF-16 code units.</summary>
    public const int MaxLength = 4000;

    /// <summary>How deep parentheses, NOT and NEAR may nest.</summary>
    public const int MaxDepth = 100;

    /// <summary>The words that may stand between the sides of a NEAR without a number.</summary>
    public const int DefaultDistance = 10;

    /// <summary>The largest number NEAR takes.</summary>
    public const int MaxDistance = 1000;

    private SearchQuery(string text, SearchNode root)
    {
        Text = text;
        Root = root;
        Candidates = CandidatesOf(root);
        UsesRegex = Uses<RegexNode>(root);
        RequiredFilters = root switch
        {
            FilterNode filter => [filter],
            AndNode and => [.. and.Operands.OfType<FilterNode>()],
            _ => [],
        };
    }

    /// <summary>The query as typed.</summary>
    public string Text { get; }

    /// <summary>The query as a tree.</summary>
    public SearchNode Root { get; }

    /// <summary>A condition on a block's terms that every match meets.</summary>
    public Candidate Candidates { get; }

    /// <summary>Filters that every match meets, for an index to narrow by; <see cref="Match(SearchBlock, Func{FilterNode, bool}?)"/> asks them again.</summary>
    public IReadOnlyList<FilterNode> RequiredFilters { get; }

    /// <summary>True when the query has a regular expression.</summary>
    public bool UsesRegex { get; }

    /// <summary>True when no index narrows the search and every block that passes the required filters must be read.</summary>
    public bool ReadsEveryBlock => Candidates is AllBlocks;

    /// <summary>Reads a query.</summary>
    /// <returns>The query, or <see cref="SearchQueryInvalid"/> with what is wrong and where.</returns>
    public static Result<SearchQuery> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return new SearchQueryInvalid("Type something to search for.", 0);
        if (text.Length > MaxLength) return new SearchQueryInvalid($"A search has at most {MaxLength} characters; this has {text.Length}.", MaxLength);
        var parser = new SearchQueryParser(text);
        var root = parser.Read();
        return root is null ? parser.Fault! : new SearchQuery(text, root);
    }

    /// <summary>Matches a block.</summary>
    /// <param name="block">A paragraph or turn.</param>
    /// <param name="filter">Answers a filter for this block. Null: a query with a filter matches nothing by it.</param>
    /// <returns>Null when the block does not match.</returns>
    public SearchMatch? Match(SearchBlock block, Func<FilterNode, bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(block);
        return new SearchEvaluation(block, filter).Match(Root);
    }

    /// <inheritdoc cref="Match(SearchBlock, Func{FilterNode, bool}?)"/>
    public SearchMatch? Match(string block, Func<FilterNode, bool>? filter = null) => Match(new SearchBlock(block), filter);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool Uses<TNode>(SearchNode node) where TNode : SearchNode => node is TNode || node switch
    {
        AndNode and => and.Operands.Any(Uses<TNode>),
        OrNode or => or.Operands.Any(Uses<TNode>),
        NotNode not => Uses<TNode>(not.Operand),
        NearNode near => Uses<TNode>(near.Left) || Uses<TNode>(near.Right),
        _ => false,
    };

    private static Candidate CandidatesOf(SearchNode node) => node switch
    {
        TermNode term => Candidate.Both(term.Words.Select(CandidatesOf)),
        AndNode and => Candidate.Both(and.Operands.Select(CandidatesOf)),
        OrNode or => Candidate.Either(or.Operands.Select(CandidatesOf)),
        NearNode near => Candidate.Both([CandidatesOf(near.Left), CandidatesOf(near.Right)]),
        RegexNode regex => RegexLiterals.NeededBy(regex.Expression),
        _ => AllBlocks.Value,
    };

    private static Candidate CandidatesOf(SearchWord word) => word.Parts.Count == 1
        ? CandidateOf(word.Whole)
        : Candidate.Either([Candidate.Both(word.Parts.Select(CandidateOf)), CandidateOf(word.Whole)]);

    private static Candidate CandidateOf(Pattern pattern) =>
        pattern.IsAny ? AllBlocks.Value : pattern.IsExact ? new HasTerm(pattern.Text) : pattern.IsPrefix ? new HasPrefix(pattern.Prefix) : new HasPattern(pattern);
}
