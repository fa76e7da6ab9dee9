using Throughline.Text;

namespace Throughline.Policy.Finding;

/// <summary>Why words of the lexicon are listed and make no statement.</summary>
public enum MentionPlace
{
    /// <summary>The document's title.</summary>
    Title,
    Heading,
    /// <summary>The list of contents.</summary>
    Contents,
    /// <summary>A web or mail address.</summary>
    Address,
    /// <summary>A reference to another work.</summary>
    Reference,
    /// <summary>A caption, or a cell of a table too short to claim anything.</summary>
    Table,
    /// <summary>The name of a body.</summary>
    Name,
    /// <summary>The title of another document, quoted.</summary>
    QuotedTitle,
    /// <summary>The words may be about something else: variation in costs, for instance.</summary>
    Unclear,
    /// <summary>Anywhere else, such as a word run together with others.</summary>
    Elsewhere,
}

/// <summary>A labelled span that gives a statement its context: <c>heading</c>, <c>stem</c>, <c>column</c> or <c>row</c>.</summary>
public sealed record FoundContext(string Label, TextSpan Span);

/// <summary>A sentence or bullet that the lexicon proposes as a statement about inequalities.</summary>
/// <param name="Span">In the text as read.</param>
/// <param name="IsWoven">Where columns are woven line by line: the span is the smallest that holds the visible words, and holds others too.</param>
/// <param name="Page">The label of its page; null where pages are not known.</param>
/// <param name="Matched">The words that proposed it, spans in the text as read.</param>
public sealed record FoundStatement(TextSpan Span, bool IsWoven, string? Page, IReadOnlyList<FoundContext> Context, IReadOnlyList<LexiconHit> Matched);

/// <summary>Words of the lexicon that make no statement.</summary>
public sealed record FoundMention(TextSpan Span, MentionPlace Where);

/// <summary>All that was found in one document, in order of position. The three lists together hold every hit of the lexicon.</summary>
/// <param name="Excluded">Words that an exclusion covers, such as a gender pay gap.</param>
public sealed record FoundInDocument(IReadOnlyList<FoundStatement> Statements, IReadOnlyList<FoundMention> Mentions, IReadOnlyList<TextSpan> Excluded);
