namespace Throughline.Framing.Representations;

/// <summary>What became of the problem between two representations, as the studies of policy and practice name it.</summary>
public enum Shift
{
    /// <summary>Of kind, group, cause or geography only part is left.</summary>
    Narrowed,
    /// <summary>Of kind, group, cause or geography there is more.</summary>
    Broadened,
    /// <summary>A cause or mechanism in society, conditions or services is now in the person.</summary>
    MovedToIndividual,
    /// <summary>A cause or mechanism in the person is now in services, conditions or society.</summary>
    MovedFromIndividual,
    /// <summary>The kind was given and is so no more.</summary>
    KindLost,
    /// <summary>The group was given and is so no more.</summary>
    GroupLost,
    /// <summary>The same people, at least in part, by another name.</summary>
    GroupRelabelled,
    /// <summary>Other people altogether.</summary>
    GroupChanged,
    /// <summary>The other side was given and is so no more.</summary>
    ComparatorLost,
    /// <summary>The mechanism was given and is so no more.</summary>
    MechanismLost,
    /// <summary>There was no mechanism and now there is.</summary>
    MechanismGained,
    /// <summary>Less is told of how it would work.</summary>
    MechanismThinner,
    /// <summary>The direction is another one.</summary>
    AimChanged,
    /// <summary>How anyone would know, or the value to reach, was given and is so no more.</summary>
    MeasureLost,
    /// <summary>Less binding.</summary>
    Softened,
    /// <summary>More binding.</summary>
    Hardened,
}

/// <summary>How one field differs between two representations.</summary>
public enum FieldChange { Same, Narrowed, Broadened, Changed, Lost, Gained, MadePlain, LeftImplied, NotCompared }

/// <param name="Before">As the earlier one gives it; null where it has not been read.</param>
/// <param name="After">As the later one gives it; null where it has not been read.</param>
public sealed record FieldDifference(RepresentationField Field, FieldChange Change, FieldAnswer? Before, FieldAnswer? After);

/// <summary>Compares two representations field by field. Pure.</summary>
public static class Shifts
{
    private static readonly RepresentationField[] Extent = [RepresentationField.Kind, RepresentationField.Group, RepresentationField.Cause, RepresentationField.Geography];
    private static readonly string[] Degrees = ["representation.degree.named", "representation.degree.described", "representation.degree.with-steps"];
    private static readonly string[] Strengths = ["representation.strength.description", "representation.strength.aspiration", "representation.strength.commitment", "representation.strength.requirement"];
    private const string Individual = "representation.level.individual";

    /// <summary>Every field in order. What either side has not read is not compared: an unread field is no silence.</summary>
    public static IReadOnlyList<FieldDifference> Fields(IReadOnlyDictionary<string, FieldAnswer> before, IReadOnlyDictionary<string, FieldAnswer> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return [.. RepresentationField.All.Select(field =>
        {
            var (was, now) = (before.GetValueOrDefault(field.Name), after.GetValueOrDefault(field.Name));
            return new FieldDifference(field, ChangeOf(was, now), was, now);
        })];
    }

    /// <summary>The shifts that the differences amount to, in the order of <see cref="Shift"/>.</summary>
    public static IReadOnlyList<Shift> Between(IReadOnlyDictionary<string, FieldAnswer> before, IReadOnlyDictionary<string, FieldAnswer> after)
    {
        var of = Fields(before, after).ToDictionary(f => f.Field);
        var found = new SortedSet<Shift>();
        Add(Shift.Narrowed, Extent.Any(f => of[f].Change == FieldChange.Narrowed));
        Add(Shift.Broadened, Extent.Any(f => of[f].Change == FieldChange.Broadened));
        foreach (var level in new[] { of[RepresentationField.CauseLevel], of[RepresentationField.MechanismLevel] })
        {
            if (!IsGiven(level.Before) || !IsGiven(level.After)) continue;
            var (was, now) = (level.Before!.Terms, level.After!.Terms);
            Add(Shift.MovedToIndividual, was.Any(t => t != Individual) && now.Contains(Individual) && now.All(t => t == Individual));
            Add(Shift.MovedFromIndividual, was.Contains(Individual) && was.All(t => t == Individual) && now.Any(t => t != Individual));
        }
        Add(Shift.KindLost, of[RepresentationField.Kind].Change == FieldChange.Lost);
        var group = of[RepresentationField.Group];
        Add(Shift.GroupLost, group.Change == FieldChange.Lost);
        if (IsGiven(group.Before) && IsGiven(group.After))
        {
            var shared = group.Before!.Terms.Intersect(group.After!.Terms).Any();
            Add(Shift.GroupChanged, !shared);
            Add(Shift.GroupRelabelled, shared && of[RepresentationField.LabelUsed].Change is not (FieldChange.Same or FieldChange.NotCompared or FieldChange.MadePlain or FieldChange.LeftImplied));
        }
        Add(Shift.ComparatorLost, of[RepresentationField.Comparator].Change == FieldChange.Lost);
        Add(Shift.MechanismLost, of[RepresentationField.Mechanism].Change == FieldChange.Lost);
        Add(Shift.MechanismGained, of[RepresentationField.Mechanism].Change == FieldChange.Gained);
        Add(Shift.MechanismThinner, Step(Degrees, of[RepresentationField.MechanismDegree]) < 0);
        Add(Shift.AimChanged, of[RepresentationField.Aim].Change is FieldChange.Changed or FieldChange.Narrowed or FieldChange.Broadened or FieldChange.Lost or FieldChange.Gained);
        Add(Shift.MeasureLost, of[RepresentationField.Measure].Change == FieldChange.Lost || of[RepresentationField.Target].Change == FieldChange.Lost);
        Add(Shift.Softened, Step(Strengths, of[RepresentationField.Strength]) < 0);
        Add(Shift.Hardened, Step(Strengths, of[RepresentationField.Strength]) > 0);
        return [.. found];

        void Add(Shift shift, bool holds)
        {
            if (holds) found.Add(shift);
        }
    }

    /// <summary>Reads names with a blank between them; what is no shift is left out.</summary>
    public static IReadOnlyList<Shift> Parse(string names) =>
        [.. (names ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Enum.TryParse<Shift>(name, out var shift) && Enum.IsDefined(shift) ? (Shift?)shift : null).OfType<Shift>().Distinct().Order()];

    /// <summary>"moved to the individual".</summary>
    public static string InWords(Shift shift) => shift switch
    {
        Shift.Narrowed => "narrowed",
        Shift.Broadened => "broadened",
        Shift.MovedToIndividual => "moved to the individual",
        Shift.MovedFromIndividual => "moved away from the individual",
        Shift.KindLost => "kind lost",
        Shift.GroupLost => "group lost",
        Shift.GroupRelabelled => "group relabelled",
        Shift.GroupChanged => "another group",
        Shift.ComparatorLost => "comparator lost",
        Shift.MechanismLost => "mechanism lost",
        Shift.MechanismGained => "mechanism added",
        Shift.MechanismThinner => "mechanism told less far",
        Shift.AimChanged => "another aim",
        Shift.MeasureLost => "measure lost",
        Shift.Softened => "less binding",
        _ => "more binding",
    };

    /// <summary>The fields that differ, of those that both sides have read.</summary>
    public static IReadOnlyList<FieldDifference> Differing(IReadOnlyList<FieldDifference> fields) => [.. fields.Where(f => f.Change is not (FieldChange.Same or FieldChange.NotCompared))];

    /// <summary>"Kind of inequality (changed), Target (lost)".</summary>
    public static string InWords(IReadOnlyList<FieldDifference> differences) => string.Join(", ", differences.Select(d => $"{d.Field.Label} ({InWords(d.Change)})"));

    /// <summary>"narrowed", "lost", "stated before, now implied".</summary>
    public static string InWords(FieldChange change) => change switch
    {
        FieldChange.Same => "the same",
        FieldChange.Narrowed => "narrowed",
        FieldChange.Broadened => "broadened",
        FieldChange.Changed => "changed",
        FieldChange.Lost => "lost",
        FieldChange.Gained => "gained",
        FieldChange.MadePlain => "implied before, now stated",
        FieldChange.LeftImplied => "stated before, now implied",
        _ => "not compared",
    };

    /// <summary>What is to be said where no field differs: that nothing changed only where every field was compared, or applies to neither.</summary>
    /// <returns>Null where a field differs.</returns>
    public static string? Unchanged(IReadOnlyList<FieldDifference> fields)
    {
        if (Differing(fields).Count > 0) return null;
        var compared = fields.Count(f => f.Change == FieldChange.Same);
        if (fields.All(f => f.Change == FieldChange.Same || f is { Before.State: FieldState.NotApplicable, After.State: FieldState.NotApplicable })) return NothingChanged;
        return compared == 0 ? "not both read" : $"nothing changed in the {(compared == 1 ? "one field" : $"{compared} fields")} that can be compared; the rest is not read in both, or does not apply to one";
    }

    /// <summary>Every field was compared, and none differs.</summary>
    public const string NothingChanged = "nothing changed";

    private static bool IsGiven(FieldAnswer? answer) => answer is { State: FieldState.Stated or FieldState.Implied };

    private static FieldChange ChangeOf(FieldAnswer? before, FieldAnswer? after)
    {
        if (before is null || after is null || before.State == FieldState.NotApplicable || after.State == FieldState.NotApplicable) return FieldChange.NotCompared;
        switch ((IsGiven(before), IsGiven(after)))
        {
            case (false, false): return FieldChange.Same;
            case (true, false): return FieldChange.Lost;
            case (false, true): return FieldChange.Gained;
        }
        var (was, now) = (before.Terms.ToHashSet(), after.Terms.ToHashSet());
        if (was.SetEquals(now))
        {
            if (!string.Equals(before.Words?.Trim() ?? "", after.Words?.Trim() ?? "", StringComparison.OrdinalIgnoreCase)) return FieldChange.Changed;
            return before.State == after.State ? FieldChange.Same : after.State == FieldState.Stated ? FieldChange.MadePlain : FieldChange.LeftImplied;
        }
        if (now.Count > 0 && now.IsProperSubsetOf(was)) return FieldChange.Narrowed;
        return was.Count > 0 && now.IsProperSupersetOf(was) ? FieldChange.Broadened : FieldChange.Changed;
    }

    /// <summary>Down, level or up a scale; 0 where either side is not on it.</summary>
    private static int Step(string[] scale, FieldDifference of)
    {
        if (!IsGiven(of.Before) || !IsGiven(of.After) || of.Before!.Terms.Count != 1 || of.After!.Terms.Count != 1) return 0;
        var (was, now) = (Array.IndexOf(scale, of.Before.Terms[0]), Array.IndexOf(scale, of.After.Terms[0]));
        return was < 0 || now < 0 ? 0 : Math.Sign(now - was);
    }
}
