using Throughline.Framing.Frameworks;

namespace Throughline.Framing.Representations;

/// <summary>Where the terms of a field come from: a framework, or the part of it under one term.</summary>
/// <param name="Framework">The framework's id.</param>
/// <param name="Under">The term whose descendants are meant, itself left out; null for the whole framework.</param>
/// <param name="Except">Terms in that part that are no values of the field, such as "not stated", which is a state.</param>
/// <param name="Types">For a model: only boxes whose facet <c>type</c> is one of these. Empty for all.</param>
public sealed record FieldVocabulary(string Framework, string? Under, IReadOnlyList<string> Except, IReadOnlyList<string> Types)
{
    /// <summary>The terms a reader may choose, parents before children, in the framework's order.</summary>
    /// <param name="framework">The framework of that id: as shipped, or as a project changed it.</param>
    /// <exception cref="ArgumentException">It is another framework.</exception>
    public IReadOnlyList<FrameworkTerm> TermsOf(Framework framework)
    {
        ArgumentNullException.ThrowIfNull(framework);
        if (framework.Id != Framework) throw new ArgumentException($"The terms are those of {Framework}, not of {framework.Id}.", nameof(framework));
        var within = Under is null ? framework.AllTerms() : framework.AllTerms().Where(term => term.Id.StartsWith(Under + ".", StringComparison.Ordinal));
        return [.. within.Where(term => !Except.Contains(term.Id) && (Types.Count == 0 || (term.Facets.TryGetValue("type", out var type) && Types.Contains(type))))];
    }
}

/// <summary>One field of a representation. The list is closed; the terms are not.</summary>
/// <remarks>The fields are those of Checkland and colleagues (2025), with aim, label and what is left silent after Mackenzie and colleagues (2020),
/// McMahon (2022) and Bacchi (2009). Each is exactly one of stated, implied, not stated or not applicable.</remarks>
public sealed class RepresentationField
{
    private RepresentationField(string name, string label, string question, FieldVocabulary vocabulary, bool several = true, bool words = false) =>
        (Name, Label, Question, Vocabulary, Several, TakesWords) = (name, label, question, vocabulary, several, words);

    /// <summary>In camelCase: the name in JSON, in tables and in the store.</summary>
    public string Name { get; }

    /// <summary>The name on a page.</summary>
    public string Label { get; }

    /// <summary>What a reader asks of the passage, in a few words.</summary>
    public string Question { get; }

    public FieldVocabulary Vocabulary { get; }

    /// <summary>Whether several terms may be given at once.</summary>
    public bool Several { get; }

    /// <summary>Whether words of the passage's own may stand beside the terms or in their place, such as an amount or a day.</summary>
    public bool TakesWords { get; }

    public static readonly RepresentationField Kind = new("kind", "Kind of inequality", "which difference", Of("checkland-2025", "checkland-2025.kind", "checkland-2025.kind.not-stated"));
    public static readonly RepresentationField Form = new("form", "Form", "gap, difference or gradient", Of("checkland-2025", "checkland-2025.form", "checkland-2025.form.group-not-stated"));
    public static readonly RepresentationField WhyUnfair = new("whyUnfair", "Why unfair", "why it should not be", Ours("unfair"));
    public static readonly RepresentationField WhyAvoidable = new("whyAvoidable", "Why avoidable", "why it need not be", Ours("avoidable"));
    public static readonly RepresentationField Group = new("group", "Group", "who does worse", Ours("group"));
    public static readonly RepresentationField LabelUsed = new("label", "Label", "what they are called", Of("labels"), words: true);
    public static readonly RepresentationField Comparator = new("comparator", "Compared with whom", "the other side", Ours("comparator"));
    public static readonly RepresentationField Geography = new("geography", "Geography", "over which area", Ours("geography"));
    public static readonly RepresentationField GeographyLevel = new("geographyLevel", "Which gap", "within, between, against the nation", Of("alderwick-2024", "alderwick-2024.which-gap"));
    public static readonly RepresentationField Cause = new("cause", "Cause", "what brings it about", new("checkland-2025-model", null, [], ["cause", "driver"]));
    public static readonly RepresentationField CauseLevel = new("causeLevel", "Level of cause", "where the cause lies", Ours("level"));
    public static readonly RepresentationField Mechanism = new("mechanism", "Mechanism", "how it would change", Ours("mechanism"));
    public static readonly RepresentationField MechanismLevel = new("mechanismLevel", "Level of mechanism", "where the mechanism works", Ours("level"));
    public static readonly RepresentationField MechanismDegree = new("mechanismDegree", "Mechanism, how far told", "named, described, with steps", Ours("degree"), several: false);
    public static readonly RepresentationField WhoActs = new("whoActs", "Who acts", "in whose hands", Ours("actor"));
    public static readonly RepresentationField Reach = new("reach", "Reach", "within whose reach", Ours("reach"));
    public static readonly RepresentationField Aim = new("aim", "Aim", "which direction", Of("aims"));
    public static readonly RepresentationField Measure = new("measure", "Measure", "how anyone would know", Ours("measure"), words: true);
    public static readonly RepresentationField Target = new("target", "Target", "what value", Ours("target"), words: true);
    public static readonly RepresentationField Date = new("date", "Date", "by when", Ours("date"), words: true);
    public static readonly RepresentationField Money = new("money", "Money", "with what money", Ours("money"), words: true);
    public static readonly RepresentationField Strength = new("strength", "Strength", "how binding", Ours("strength"), several: false);
    public static readonly RepresentationField Discourse = new("discourse", "Discourse", "how determinants are spoken of", Of("raphael-2011"));
    public static readonly RepresentationField LeftSilent = new("leftSilent", "Left silent", "what is missing", Ours("silent"), words: true);

    /// <summary>Every field, in the order in which a reader meets them.</summary>
    public static IReadOnlyList<RepresentationField> All { get; } =
    [
        Kind, Form, WhyUnfair, WhyAvoidable, Group, LabelUsed, Comparator, Geography, GeographyLevel, Cause, CauseLevel, Mechanism, MechanismLevel, MechanismDegree,
        WhoActs, Reach, Aim, Measure, Target, Date, Money, Strength, Discourse, LeftSilent,
    ];

    /// <summary>The field of that name, or null. Names are exact.</summary>
    public static RepresentationField? Find(string name) => All.FirstOrDefault(field => field.Name == name);

    public override string ToString() => Name;

    private static FieldVocabulary Of(string framework, string? under = null, params string[] except) => new(framework, under, except, []);

    private static FieldVocabulary Ours(string section) => Of("representation", "representation." + section);
}

/// <summary>How a passage gives a field. Exactly one holds.</summary>
public enum FieldState
{
    /// <summary>It is said.</summary>
    Stated,

    /// <summary>It is not said, and the passage or what stands near it leaves no doubt.</summary>
    Implied,

    /// <summary>It is neither said nor implied. Silence is data: this is an answer.</summary>
    NotStated,

    /// <summary>The field has no meaning here.</summary>
    NotApplicable,
}
