using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Policy.Theories;

namespace Throughline.Policy;

/// <summary>The terms that programme theories hold: kinds, groups, aims, levels, means and how far a mechanism is told.</summary>
internal sealed class PolicyTerms : IHoldTerms
{
    public async Task<IReadOnlyList<HeldTerm>> FindAsync(ThroughlineDb db, Acting by, string term, CancellationToken cancel)
    {
        var project = by.Project;
        var held = (await db.Theories.Where(t => t.Project == project).ToListAsync(cancel)).Where(t => Lists(t).SelectMany(Terms).Append(t.Degree).Contains(term)).ToList();
        if (held.Count == 0) return [];
        var closed = await ClosedRows.OfAsync(db, by, cancel);
        return [.. held.Select(theory => new HeldTerm("programme theory", "programme theories", closed.IsClosed(theory), into => Replace(theory, term, into)))];
    }

    private static string[] Lists(ProgrammeTheory theory) => [theory.Kinds, theory.Groups, theory.Aims, theory.CauseLevels, theory.Means, theory.MechanismLevels];

    private static string[] Terms(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static void Replace(ProgrammeTheory theory, string term, string into)
    {
        string In(string list) => Terms(list).Contains(term) ? string.Join(' ', Terms(list).Select(t => t == term ? into : t).Distinct()) : list;
        (theory.Kinds, theory.Groups, theory.Aims) = (In(theory.Kinds), In(theory.Groups), In(theory.Aims));
        (theory.CauseLevels, theory.Means, theory.MechanismLevels) = (In(theory.CauseLevels), In(theory.Means), In(theory.MechanismLevels));
        if (theory.Degree == term) theory.Degree = into;
    }
}
