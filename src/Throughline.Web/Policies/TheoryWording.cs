using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Clarity;
using Throughline.Policy.Theories;

namespace Throughline.Web.Policies;

/// <summary>Parts, fates and tensions of programme theories as the pages write them.</summary>
internal static class TheoryWording
{
    public static string NameOf(TheoryPart part) => part switch
    {
        TheoryPart.Problem => "Problem",
        TheoryPart.Logic => "Logic",
        TheoryPart.Mechanism => "Mechanism",
        TheoryPart.Kinds => "Kind of inequality",
        TheoryPart.Groups => "Group",
        TheoryPart.Aims => "Aim",
        TheoryPart.CauseLevels => "Where the cause lies",
        TheoryPart.Means => "Means named",
        TheoryPart.MechanismLevels => "Where the mechanism works",
        TheoryPart.Degree => "How far the mechanism is told",
        TheoryPart.Unanswered => "Left unanswered",
        TheoryPart.Statements => "Statements it rests on",
        _ => "Evidence for the mechanism",
    };

    public static string NameOf(TheoryAsked asked) => asked switch
    {
        TheoryAsked.Kind => "Kind",
        TheoryAsked.Group => "Group",
        TheoryAsked.Aim => "Aim",
        TheoryAsked.Mechanism => "Mechanism",
        _ => "How it works",
    };

    public static string InWords(FieldChange change) => change switch
    {
        FieldChange.Narrowed => "narrowed",
        FieldChange.Broadened => "broadened",
        FieldChange.Lost => "lost",
        FieldChange.Gained => "added",
        _ => "changed",
    };

    public static string InWords(TheoryFate fate) => fate switch { TheoryFate.Restated => "restated", TheoryFate.Changed => "changed", _ => "dropped" };

    public static string InWords(TensionVerdict verdict) => verdict switch { TensionVerdict.Stands => "the tension stands", TensionVerdict.Reconciled => "the documents reconcile it", _ => "not a tension" };

    /// <summary>What one part of a theory says, for a cell of a table.</summary>
    public static string Said(this ListFrameworks.Shelf? shelf, ListTheories.Row theory, TheoryPart part)
    {
        string Steps(IReadOnlyList<string> steps) => steps.Count == 0 ? "not stated" : string.Join(" ", steps.Select((s, i) => steps.Count == 1 ? s : $"{i + 1}. {s}"));
        return part switch
        {
            TheoryPart.Problem => theory.Problem,
            TheoryPart.Logic => Steps(theory.Logic),
            TheoryPart.Mechanism => Steps(theory.Mechanism),
            TheoryPart.Kinds => shelf.Named(theory.Kinds),
            TheoryPart.Groups => shelf.Named(theory.Groups),
            TheoryPart.Aims => shelf.Named(theory.Aims),
            TheoryPart.CauseLevels => shelf.Named(theory.CauseLevels),
            TheoryPart.Means => shelf.Named(theory.Means),
            TheoryPart.MechanismLevels => shelf.Named(theory.MechanismLevels),
            TheoryPart.Degree => theory.Degree.Length == 0 ? "–" : shelf.NameOf(theory.Degree),
            TheoryPart.Unanswered => theory.Unanswered.Length == 0 ? "–" : theory.Unanswered,
            TheoryPart.Statements => theory.Statements.Count == 0 ? "–" : string.Join(" ", theory.Statements.Select(s => $"“{PolicyWording.Short(s.Text)}”{(s.Page is { } page ? $" (page {page})" : "")}")),
            _ => theory.Evidence.Length == 0 ? "–" : theory.Evidence,
        };
    }
}
