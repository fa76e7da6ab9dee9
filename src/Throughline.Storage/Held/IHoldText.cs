using Throughline.Text;

namespace Throughline.Storage;

/// <summary>How a column holds what somebody said, wrote or is called.</summary>
public enum HeldAs
{
    /// <summary>Words, titles, names, file names and values: erasing and pseudonyms go through them.</summary>
    Words,
    /// <summary>The name of somebody who works on the project. Erasing a name masks it; pseudonyms, which are for participants, leave it.</summary>
    Person,
    /// <summary>A line of the key between names and pseudonyms. Erasing a name takes the whole line; pseudonyms leave it.</summary>
    Key,
    /// <summary>A salted value of the change log: taken out whole, with its salt, so that the chain still verifies.</summary>
    Logged,
    /// <summary>A file's bytes: dropped, never rewritten.</summary>
    File,
    /// <summary>No words of anyone's: a hash, an id as text, a fixed word of the program.</summary>
    Technical,
}

/// <summary>One column that a holder answers for.</summary>
public sealed record HeldColumn(Type Entity, string Property, HeldAs As);

/// <summary>A place where a name is held.</summary>
/// <param name="Node">The thing it is part of.</param>
/// <param name="What">Which part, in words: "title", "text, revision 2", "memo".</param>
/// <param name="Source">The source it belongs to; null where it belongs to none.</param>
/// <param name="Times">How often.</param>
/// <param name="Context">The first time, among its words; empty where the reader may not see it, or where there are no words to show.</param>
/// <param name="IsHidden">Another analyst's independent work, closed to the reader: counted, never shown.</param>
public sealed record HeldWords(NodeRef Node, string What, Guid? Source, int Times, string Context, bool IsHidden);

/// <summary>Something that rests on a source's words.</summary>
/// <param name="Kind">"coding", "memo", "case".</param>
/// <param name="Label">What it is called, or how it begins; empty where it is hidden.</param>
/// <param name="HoldsWords">It repeats words of the source in its own text, so it outlives an erasing unless it is erased too.</param>
/// <param name="IsHidden">Another analyst's independent work, closed to the reader.</param>
public sealed record Quoting(NodeRef Node, string Kind, string Label, string By, bool HoldsWords, bool IsHidden);

/// <summary>How much an erasing or rewriting changed, by what it changed.</summary>
public sealed class HeldTally
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Counts => _counts;

    public int Total => _counts.Values.Sum();

    /// <param name="what">In the plural, as a report says it: "revisions", "logged values".</param>
    public void Add(string what, int count = 1)
    {
        if (count > 0) _counts[what] = _counts.GetValueOrDefault(what) + count;
    }
}

/// <summary>How a new revision came about, and so how far its map is to be believed.</summary>
public enum RevisedHow
{
    /// <summary>By replacements that are known one by one (repairs, pseudonyms): a span goes where the map says.</summary>
    Replaced,
    /// <summary>Known only by comparing the texts: a span that lost most of its words is lost.</summary>
    Compared,
    /// <summary>The same words in another order: turns are read anew.</summary>
    Reordered,
}

/// <summary>A text that a new revision takes the place of.</summary>
/// <param name="Map">Where the old text's positions lie in the new.</param>
public sealed record RevisedText(ProjectId Project, Guid Source, Guid From, Guid To, string Old, string New, OffsetMap Map, RevisedHow How);

/// <summary>What became of the spans on a corrected text.</summary>
public sealed record ReanchorCount(int Exact, int Moved, int Edited, int Lost)
{
    public static readonly ReanchorCount None = new(0, 0, 0, 0);
    public static ReanchorCount operator +(ReanchorCount left, ReanchorCount right) => new(left.Exact + right.Exact, left.Moved + right.Moved, left.Edited + right.Edited, left.Lost + right.Lost);
}

/// <summary>A module that keeps words. Erasure, pseudonyms, corrections and blindness work through this alone.</summary>
/// <remarks>
/// Methods change tracked rows or the database within the caller's transaction, and never write to the change log: the log would keep what is to go. The caller
/// saves, erases the log's values of every row that changed, and writes one entry that says what kind, how much and why. A test walks every text and byte
/// column of the model and fails where no holder names it.
/// </remarks>
public interface IHoldText
{
    /// <summary>Every text or byte column of the module's tables.</summary>
    IReadOnlyCollection<HeldColumn> Columns { get; }

    /// <summary>Tables outside the model (a search index) that this holder answers for.</summary>
    IReadOnlyCollection<string> OtherTables => [];

    /// <summary>Where any of the names is held. What the reader may not see is counted and not shown.</summary>
    Task<IReadOnlyList<HeldWords>> FindAsync(ThroughlineDb db, Acting reader, NameRewrite names, CancellationToken cancel);

    /// <summary>Masks the names, or puts pseudonyms in their place. Spans of anchored texts stay where they are.</summary>
    Task RewriteAsync(ThroughlineDb db, ProjectId project, NameRewrite rewrite, HeldTally tally, CancellationToken cancel);

    /// <summary>Takes out all that this module holds of a source.</summary>
    Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>What rests on a source's words, or on some spans of its current revision.</summary>
    Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Quoting>>([]);

    /// <summary>Takes out the rows an analyst chose among those that <see cref="QuotingAsync"/> listed as holding words.</summary>
    Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Carries spans from a text to the revision that takes its place.</summary>
    Task<ReanchorCount> ReanchorAsync(ThroughlineDb db, RevisedText revised, CancellationToken cancel) => Task.FromResult(ReanchorCount.None);
}
