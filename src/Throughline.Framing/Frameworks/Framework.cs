namespace Throughline.Framing.Frameworks;

/// <summary>What a framework is used for.</summary>
public enum FrameworkKind
{
    /// <summary>Terms to code or describe with.</summary>
    Typology,
    /// <summary>Questions to put to a text or to one's own proposal.</summary>
    Questions,
    /// <summary>Words to look for, each with a reason.</summary>
    Lexicon,
    /// <summary>Boxes and arrows: what acts on what.</summary>
    Model,
    /// <summary>Questions by which the conduct of a study is judged, each answered yes, no, cannot tell or not applicable.</summary>
    Checklist,
}

/// <summary>Where a framework comes from. Nothing is shipped without one.</summary>
/// <param name="Authors">As printed, with initials.</param>
/// <param name="Year">Of publication.</param>
/// <param name="Title">Of the work.</param>
/// <param name="Publication">Journal, publisher or site; null where there is none.</param>
/// <param name="Doi">Without a resolver's address; null where there is none.</param>
public sealed record FrameworkCitation(string Authors, int Year, string Title, string? Publication, string? Doi)
{
    public override string ToString() =>
        $"{Authors} ({Year}). {Title}." + (Publication is null ? "" : $" {Publication}.") + (Doi is null ? "" : $" doi:{Doi}");
}

/// <summary>One term of a published typology, in our own words.</summary>
/// <param name="Id">Stable and dotted, and unique over all frameworks: it begins with the framework's id.</param>
/// <param name="Definition">What it means; for a question, what to look for in answering it.</param>
/// <param name="WhenToUse">What must be in a passage for the term to fit.</param>
/// <param name="WhenNot">What looks alike and is something else.</param>
/// <param name="Example">A sentence written for this project, not a quotation.</param>
/// <param name="SourceNote">What the source says of it, or that it is ours.</param>
/// <param name="Pattern">Lexicons: the words to look for, <c>*</c> standing for the rest of a word, <c>|</c> between alternatives.</param>
/// <param name="Reason">Lexicons: why to look at them.</param>
/// <param name="Facets">Models: what kind of box it is, whether it can be acted on, and which parts are inferred.</param>
public sealed record FrameworkTerm(
    string Id, string Name, string Definition, string? WhenToUse, string? WhenNot, string? Example, string? SourceNote,
    string? Pattern, string? Reason, IReadOnlyDictionary<string, string> Facets, IReadOnlyList<FrameworkTerm> Children)
{
    /// <summary>The term and all below it, parents first.</summary>
    public IEnumerable<FrameworkTerm> WithDescendants() => Children.SelectMany(child => child.WithDescendants()).Prepend(this);
}

/// <summary>One arrow of a model: <paramref name="From"/> acts on <paramref name="To"/>.</summary>
/// <param name="Basis">"stated", "text" or "inferred"; see the framework's note.</param>
public sealed record FrameworkArrow(string From, string To, string Basis);

/// <summary>A published typology, set of questions, lexicon or model as data.</summary>
public sealed record Framework(
    string Id, string Title, FrameworkCitation Citation, string Version, FrameworkKind Kind, string? Note,
    IReadOnlyList<FrameworkTerm> Terms, IReadOnlyList<FrameworkArrow> Arrows)
{
    /// <summary>Every term, parents first.</summary>
    public IEnumerable<FrameworkTerm> AllTerms() => Terms.SelectMany(term => term.WithDescendants());
}

/// <summary>A framework file that cannot be taken, with the place in it and what to do.</summary>
/// <param name="File">The name given.</param>
/// <param name="Line">From 1.</param>
public sealed record FrameworkInvalid(string File, int Line, string Problem) : Error($"{File}, line {Line}: {Problem}");
