namespace Throughline.Statistics.Areas;

/// <summary>Why a count is not shown as it is.</summary>
public enum Hiding
{
    /// <summary>Shown (rounded, where the rule rounds).</summary>
    Shown,
    /// <summary>Hidden because it is small.</summary>
    Small,
    /// <summary>Hidden because others that are shown would give a hidden one away.</summary>
    Secondary,
}

/// <summary>A count as it may be shown.</summary>
/// <param name="Shown">Null where it is hidden.</param>
/// <param name="Hiding">Why.</param>
public readonly record struct SafeCount(long? Shown, Hiding Hiding);

/// <summary>Which counts are hidden and how the others are rounded.</summary>
/// <param name="SmallFrom">The least that is hidden; 0 is shown as 0 when this is 1.</param>
/// <param name="SmallTo">The most that is hidden.</param>
/// <param name="RoundTo">Others are rounded to the nearest multiple; 1 leaves them.</param>
public sealed record SuppressionRule(long SmallFrom = 1, long SmallTo = 7, long RoundTo = 5);

/// <summary>Disclosure control of counts: an explicit step, never done behind the back of a figure.</summary>
/// <remarks>The default is the rule for hospital counts in England: 1 to 7 hidden, others rounded to 5 (NHS Digital 2018, Disclosure control methodology for Hospital Episode Statistics and the Emergency Care Data Set). Rates are to be made from the counts as shown, or not at all.
/// Secondary: in each family (a larger area and its parts) one hidden count could be found by subtraction, so a second is hidden; and where the hidden parts add up to as few as there are of them, each is 1, so one more is hidden.
/// Repeated until every family that hides anything hides two or more. Rounding alone protects less than it seems, so families are judged as if nothing were rounded.</remarks>
public static class Suppression
{
    /// <summary>Hides small counts and rounds the rest.</summary>
    /// <param name="counts">0 or more.</param>
    /// <param name="safe">Written, one a count.</param>
    /// <param name="rule">None: 1 to 7 hidden, rounded to 5.</param>
    public static Result<Done> Apply(ReadOnlySpan<long> counts, Span<SafeCount> safe, SuppressionRule? rule = null)
    {
        rule ??= new();
        Checked(counts.Length, safe.Length, rule);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0) return Check.Count(counts[i], "count", i);
            safe[i] = counts[i] >= rule.SmallFrom && counts[i] <= rule.SmallTo ? new(null, Hiding.Small) : new(Rounded(counts[i], rule), Hiding.Shown);
        }
        return Done.Value;
    }

    /// <summary>The same for areas that lie in each other, with secondary suppression.</summary>
    /// <param name="counts">0 or more; a larger area's is the sum of its parts'.</param>
    /// <param name="parents">For each area the larger one it is part of, as its place in the list; −1 for none.</param>
    /// <param name="safe">Written, one a count.</param>
    /// <param name="rule">None: 1 to 7 hidden, rounded to 5.</param>
    /// <param name="hidden">Counts to be hidden whatever they are, because another table hides them; none, or one a count.</param>
    /// <returns>Done, or a refusal: a negative count, a parent that is not there or lies in its own part, a sum that is not that of the parts.</returns>
    public static Result<Done> Nested(ReadOnlySpan<long> counts, ReadOnlySpan<int> parents, Span<SafeCount> safe, SuppressionRule? rule = null, ReadOnlySpan<bool> hidden = default)
    {
        rule ??= new();
        if (Check.Lengths(counts.Length, ("parents", parents.Length)) is { } unlike) return unlike;
        if (!hidden.IsEmpty && Check.Lengths(counts.Length, ("marks of what is hidden", hidden.Length)) is { } unmarked) return unmarked;
        var first = Apply(counts, safe, rule);
        if (!first.Succeeded) return first;
        for (var i = 0; i < hidden.Length; i++)
            if (hidden[i] && safe[i].Shown is not null) safe[i] = new(null, Hiding.Secondary);
        var parts = new List<int>[counts.Length];
        for (var i = 0; i < parents.Length; i++)
        {
            if (parents[i] == -1) continue;
            if (parents[i] < -1 || parents[i] >= counts.Length) return new StatisticRefused(RefusalReason.NotNested, $"The area{Check.Where(i)} is part of number {parents[i]}, which is not there.", i);
            (parts[parents[i]] ??= []).Add(i);
            var (above, steps) = (parents[i], 0);
            while (above != -1)
            {
                if (above == i || ++steps > counts.Length) return new StatisticRefused(RefusalReason.NotNested, $"The area{Check.Where(i)} lies in its own part.", i);
                above = above >= 0 && above < parents.Length ? parents[above] : -1;
            }
        }
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is null) continue;
            var sum = 0L;
            foreach (var part in parts[i]) sum += counts[part];
            if (sum != counts[i]) return new StatisticRefused(RefusalReason.NotNested, $"The area{Check.Where(i)} has a count of {counts[i]}, but its parts add up to {sum}.", i);
        }
        var numbers = counts.ToArray();
        var shown = new bool[counts.Length];
        for (var i = 0; i < shown.Length; i++) shown[i] = safe[i].Shown is not null;
        var open = new Queue<int>(Enumerable.Range(0, counts.Length).Where(i => parts[i] is not null));
        while (open.TryDequeue(out var family))
        {
            var unseen = parts[family].Where(part => !shown[part]).ToList();
            var whole = !shown[family];
            var alone = unseen.Count + (whole ? 1 : 0) == 1;
            var allOnes = !whole && unseen.Count > 0 && rule.SmallFrom > 0 && unseen.Sum(part => numbers[part]) == unseen.Count;
            if (!alone && !allOnes) continue;
            // The least that tells: a part if there is one that is not 0, else the whole.
            var next = parts[family].Where(part => shown[part]).OrderBy(part => numbers[part] == 0).ThenBy(part => numbers[part]).ThenBy(part => part).FirstOrDefault(-1);
            if (next < 0 || numbers[next] == 0)
            {
                if (!whole) next = family;
                else if (next < 0) continue; // one part, as large as the whole, and both hidden already
            }
            (safe[next], shown[next]) = (new(null, Hiding.Secondary), false);
            open.Enqueue(family);
            if (parents[next] >= 0) open.Enqueue(parents[next]);
            if (parts[next] is not null) open.Enqueue(next);
        }
        return Done.Value;
    }

    private static long Rounded(long count, SuppressionRule rule) => (count + rule.RoundTo / 2) / rule.RoundTo * rule.RoundTo;

    private static void Checked(int counts, int room, SuppressionRule rule)
    {
        if (counts != room) throw new ArgumentException($"There must be room for {counts} counts.", nameof(room));
        ArgumentOutOfRangeException.ThrowIfLessThan(rule.RoundTo, 1, nameof(rule));
        ArgumentOutOfRangeException.ThrowIfNegative(rule.SmallFrom, nameof(rule));
    }
}
