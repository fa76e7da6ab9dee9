using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Text;

namespace Throughline.Policy.Theories;

/// <summary>A part of a programme theory that can be compared and counted.</summary>
public enum TheoryPart { Problem, Logic, Mechanism, Kinds, Groups, Aims, CauseLevels, Means, MechanismLevels, Degree, Unanswered, Evidence, Statements }

/// <param name="Change">From the first theory to the second.</param>
public sealed record PartChange(TheoryPart Part, FieldChange Change);

/// <summary>Compares programme theories part by part, and finds which drafts tell of the same problem. Pure.</summary>
public static class CompareTheories
{
    /// <summary>How alike two problems must be for drafts to be put side by side: the share of their long words that both have, 0 to 1.</summary>
    public const double Alike = 0.25;

    /// <summary>Every part in order. Texts are the same when only case and blanks differ; terms and the statements a theory rests on are compared as sets.</summary>
    /// <remarks>No statement stands in two documents: of two documents, statements are the same where one counts once with the other, or says it in the same words.</remarks>
    public static IReadOnlyList<PartChange> Parts(ListTheories.Row one, ListTheories.Row other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return
        [
            new(TheoryPart.Problem, Text(one.Problem, other.Problem)),
            new(TheoryPart.Logic, Text(string.Join('\n', one.Logic), string.Join('\n', other.Logic))),
            new(TheoryPart.Mechanism, Text(string.Join('\n', one.Mechanism), string.Join('\n', other.Mechanism))),
            new(TheoryPart.Kinds, Terms(one.Kinds, other.Kinds)),
            new(TheoryPart.Groups, Terms(one.Groups, other.Groups)),
            new(TheoryPart.Aims, Terms(one.Aims, other.Aims)),
            new(TheoryPart.CauseLevels, Terms(one.CauseLevels, other.CauseLevels)),
            new(TheoryPart.Means, Terms(one.Means, other.Means)),
            new(TheoryPart.MechanismLevels, Terms(one.MechanismLevels, other.MechanismLevels)),
            new(TheoryPart.Degree, Terms(one.Degree.Length > 0 ? [one.Degree] : [], other.Degree.Length > 0 ? [other.Degree] : [])),
            new(TheoryPart.Unanswered, Text(one.Unanswered, other.Unanswered)),
            new(TheoryPart.Evidence, Text(one.Evidence, other.Evidence)),
            new(TheoryPart.Statements, Statements(one, other)),
        ];
    }

    /// <summary>Puts drafts of several analysts side by side: one row for each problem, with at most one draft of each analyst.</summary>
    /// <param name="sides">Each analyst's drafts, in order.</param>
    /// <returns>In the order of the first analyst's drafts; what only others have comes after.</returns>
    public static IReadOnlyList<IReadOnlyList<ListTheories.Row>> SideBySide(IReadOnlyList<IReadOnlyList<ListTheories.Row>> sides)
    {
        ArgumentNullException.ThrowIfNull(sides);
        var groups = new List<List<ListTheories.Row>>();
        foreach (var side in sides)
        {
            var taken = new HashSet<List<ListTheories.Row>>();
            var pairs = side.SelectMany(draft => groups.Select(group => (Draft: draft, Group: group, Share: Share(draft.Problem, group[0].Problem)))).Where(p => p.Share >= Alike).OrderByDescending(p => p.Share).ToList();
            var placed = new Dictionary<TheoryId, List<ListTheories.Row>>();
            foreach (var (draft, group, _) in pairs)
                if (!placed.ContainsKey(draft.Id) && taken.Add(group)) placed[draft.Id] = group;
            foreach (var draft in side)
            {
                if (placed.TryGetValue(draft.Id, out var group)) group.Add(draft);
                else groups.Add([draft]);
            }
        }
        return groups;
    }

    private static double Share(string one, string other)
    {
        var (a, b) = (LongWords(one), LongWords(other));
        var both = a.Intersect(b).Count();
        return both == 0 ? 0 : (double)both / (a.Count + b.Count - both);
    }

    private static HashSet<string> LongWords(string text) => [.. Tokens.Of(text).Select(t => t.Term).Where(w => w.Length > 3)];

    private static FieldChange Text(string one, string other)
    {
        var (was, now) = (Plain(one), Plain(other));
        if (was == now) return FieldChange.Same;
        return was.Length == 0 ? FieldChange.Gained : now.Length == 0 ? FieldChange.Lost : FieldChange.Changed;
    }

    private static FieldChange Statements(ListTheories.Row one, ListTheories.Row other)
    {
        if (one.Source == other.Source) return Terms([.. one.Statements.Select(s => s.Id.Value.ToString("N"))], [.. other.Statements.Select(s => s.Id.Value.ToString("N"))]);
        var said = new Dictionary<string, StatementId>(StringComparer.Ordinal);
        foreach (var statement in one.Statements.Concat(other.Statements)) said.TryAdd(Plain(statement.Text), statement.CountsWith ?? statement.Id);
        return Terms(Keys(one), Keys(other));

        string[] Keys(ListTheories.Row of) => [.. of.Statements.Select(s => (s.CountsWith ?? said[Plain(s.Text)]).Value.ToString("N"))];
    }

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    private static FieldChange Terms(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var (was, now) = (one.ToHashSet(), other.ToHashSet());
        if (was.SetEquals(now)) return FieldChange.Same;
        if (was.Count == 0) return FieldChange.Gained;
        if (now.Count == 0) return FieldChange.Lost;
        return now.IsProperSubsetOf(was) ? FieldChange.Narrowed : now.IsProperSupersetOf(was) ? FieldChange.Broadened : FieldChange.Changed;
    }
}
