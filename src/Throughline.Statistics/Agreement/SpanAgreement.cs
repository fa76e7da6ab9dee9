namespace Throughline.Statistics.Agreement;

/// <summary>A stretch on which analysts do not agree whether the code applies.</summary>
/// <param name="Start">First position, in the unit of the input (UTF-16 code units for text), inclusive.</param>
/// <param name="End">One past the last.</param>
/// <param name="Coded">For each analyst in order, whether they put the code here.</param>
public sealed record Disagreement(int Start, int End, IReadOnlyList<bool> Coded);

/// <summary>How far analysts agree on where one code applies; what nobody coded counts as agreement that it does not.</summary>
/// <param name="PercentAgreement">Over all units, coded or not.</param>
/// <param name="Kappa">Cohen's for two analysts, Fleiss' for more: see <paramref name="KappaName"/>.</param>
/// <param name="KappaName">"Cohen's kappa" or "Fleiss' kappa".</param>
/// <param name="Alpha">Krippendorff's alpha, nominal, two values.</param>
/// <param name="Units">All units: characters or turns.</param>
/// <param name="CodedByAll">Units that all analysts coded.</param>
/// <param name="CodedByNone">Units that no analyst coded.</param>
/// <param name="CodedByEach">Units each analyst coded, in the order of the analysts.</param>
/// <param name="Disagreements">Where they differ, in order; neighbouring stretches with the same analysts are one.</param>
/// <param name="Ratings">The ratings behind the figures (1 coded, 0 not), for a bootstrap.</param>
public sealed record SpanAgreement(
    Coefficient PercentAgreement, AgreementFigure Kappa, string KappaName, AlphaFigure Alpha,
    long Units, long CodedByAll, long CodedByNone, IReadOnlyList<long> CodedByEach,
    IReadOnlyList<Disagreement> Disagreements, Ratings Ratings)
{
    internal static SpanAgreement Of(int analysts, int[] cells, long[] lengths, IReadOnlyList<Disagreement> disagreements)
    {
        var ratings = Ratings.FromRuns(analysts, cells, lengths);
        var (all, none, each) = (0L, 0L, new long[analysts]);
        for (var run = 0; run < lengths.Length; run++)
        {
            var coded = 0;
            for (var a = 0; a < analysts; a++)
            {
                if (cells[run * analysts + a] == 0) continue;
                coded++;
                each[a] += lengths[run];
            }
            if (coded == analysts) all += lengths[run];
            if (coded == 0) none += lengths[run];
        }
        var two = analysts == 2;
        return new(
            ChanceCorrected.PercentAgreement(ratings),
            two ? ChanceCorrected.CohenKappa(ratings) : ChanceCorrected.FleissKappa(ratings),
            two ? "Cohen's kappa" : "Fleiss' kappa",
            KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal),
            ratings.Units, all, none, each, disagreements, ratings);
    }
}

/// <summary>Agreement over all codes of a text, each code on its own, then together.</summary>
/// <typeparam name="TCode">What names a code.</typeparam>
/// <param name="PerCode">One result a code, in the order given. Codes may overlap; each is its own yes-or-no question of every unit.</param>
/// <param name="PooledKappa">The kappas pooled (<see cref="ChanceCorrected.Pooled"/>).</param>
/// <param name="CombinedAlpha">The alphas combined (<see cref="KrippendorffAlpha.Combined"/>).</param>
public sealed record CodesAgreement<TCode>(
    IReadOnlyList<(TCode Code, SpanAgreement Agreement)> PerCode, AgreementFigure PooledKappa, AlphaFigure CombinedAlpha)
{
    internal static CodesAgreement<TCode> Of(IReadOnlyList<(TCode, SpanAgreement Agreement)> perCode) => new(
        perCode, ChanceCorrected.Pooled(perCode.Select(code => code.Agreement.Kappa)),
        KrippendorffAlpha.Combined(perCode.Select(code => code.Agreement.Alpha)));
}

/// <summary>Agreement on one code over the characters of a text. Uncoded text is in the denominator.</summary>
public static class CharacterAgreement
{
    /// <summary>Agreement on one code.</summary>
    /// <param name="length">The text's length, 0 or more; every character is a unit.</param>
    /// <param name="spansPerAnalyst">For each analyst, the half-open spans they gave the code, in any order; overlapping ones count once.</param>
    /// <exception cref="ArgumentException">A span ends before it starts or lies outside the text.</exception>
    /// <remarks>Kappa and alpha as for single judgements, one a character: dropping the uncoded text would take expected agreement from the wrong
    /// totals. O(b log b) for b span ends, however long the text. Krippendorff (1995), Sociological Methodology 25:47-76, doi:10.2307/271061, p. 57.</remarks>
    public static SpanAgreement Compute(int length, IReadOnlyList<IReadOnlyList<(int Start, int End)>> spansPerAnalyst)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentNullException.ThrowIfNull(spansPerAnalyst);
        var analysts = spansPerAnalyst.Count;
        ArgumentOutOfRangeException.ThrowIfZero(analysts, nameof(spansPerAnalyst));
        var ends = new List<(int At, int Analyst, int Change)>();
        for (var a = 0; a < analysts; a++)
        {
            foreach (var (start, end) in spansPerAnalyst[a])
            {
                Spans.Check(start, end, length);
                if (start == end) continue;
                ends.Add((start, a, 1));
                ends.Add((end, a, -1));
            }
        }
        ends.Sort();
        var (open, cells, lengths, disagreements) = (new int[analysts], new List<int>(), new List<long>(), new List<Disagreement>());
        var (at, next) = (0, 0);
        while (at < length)
        {
            for (; next < ends.Count && ends[next].At == at; next++) open[ends[next].Analyst] += ends[next].Change;
            var until = next < ends.Count ? ends[next].At : length;
            Add(at, until, open, cells, lengths, disagreements);
            at = until;
        }
        return SpanAgreement.Of(analysts, [.. cells], [.. lengths], disagreements);
    }

    /// <summary>Agreement on each of several codes and on all together.</summary>
    /// <param name="length">As for <see cref="Compute"/>.</param>
    /// <param name="codes">For each code, the spans of each analyst.</param>
    /// <exception cref="ArgumentException">As for <see cref="Compute"/>.</exception>
    public static CodesAgreement<TCode> ComputeAll<TCode>(
        int length, IEnumerable<(TCode Code, IReadOnlyList<IReadOnlyList<(int Start, int End)>> SpansPerAnalyst)> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return CodesAgreement<TCode>.Of([.. codes.Select(code => (code.Code, Compute(length, code.SpansPerAnalyst)))]);
    }

    private static void Add(int start, int end, int[] open, List<int> cells, List<long> lengths, List<Disagreement> disagreements)
    {
        var coded = 0;
        foreach (var depth in open)
        {
            cells.Add(depth > 0 ? 1 : 0);
            if (depth > 0) coded++;
        }
        lengths.Add(end - start);
        if (coded == 0 || coded == open.Length) return;
        bool[] who = [.. open.Select(depth => depth > 0)];
        if (disagreements is [.., var last] && last.End == start && last.Coded.SequenceEqual(who))
            disagreements[^1] = last with { End = end };
        else
            disagreements.Add(new(start, end, who));
    }
}

/// <summary>Agreement on one code over the turns of a transcript. Uncoded turns are in the denominator.</summary>
public static class TurnAgreement
{
    /// <summary>Agreement on one code: an analyst coded a turn when any character of it lies in one of their spans.</summary>
    /// <param name="turns">Half-open spans, in order, not overlapping; each is one unit, however long.</param>
    /// <param name="spansPerAnalyst">As for <see cref="CharacterAgreement.Compute"/>; parts outside every turn do not count.</param>
    /// <exception cref="ArgumentException">Turns overlap or are out of order, or a span ends before it starts.</exception>
    /// <remarks>O((turns + spans) log spans).</remarks>
    public static SpanAgreement Compute(
        IReadOnlyList<(int Start, int End)> turns, IReadOnlyList<IReadOnlyList<(int Start, int End)>> spansPerAnalyst)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(spansPerAnalyst);
        var analysts = spansPerAnalyst.Count;
        ArgumentOutOfRangeException.ThrowIfZero(analysts, nameof(spansPerAnalyst));
        for (var t = 0; t < turns.Count; t++)
        {
            if (turns[t].End < turns[t].Start || (t > 0 && turns[t].Start < turns[t - 1].End))
                throw new ArgumentException($"Turn {t}, {turns[t].Start} to {turns[t].End}, is out of order or overlaps the one before.", nameof(turns));
        }
        var cells = new int[turns.Count * analysts];
        for (var a = 0; a < analysts; a++)
        {
            var merged = Spans.Merge(spansPerAnalyst[a], int.MaxValue);
            var next = 0;
            for (var t = 0; t < turns.Count; t++)
            {
                while (next < merged.Count && merged[next].End <= turns[t].Start) next++;
                if (next < merged.Count && merged[next].Start < turns[t].End) cells[t * analysts + a] = 1;
            }
        }
        var (lengths, disagreements) = (new long[turns.Count], new List<Disagreement>());
        for (var t = 0; t < turns.Count; t++)
        {
            lengths[t] = 1;
            bool[] who = [.. cells.AsSpan(t * analysts, analysts).ToArray().Select(cell => cell == 1)];
            if (who.Contains(true) && who.Contains(false)) disagreements.Add(new(turns[t].Start, turns[t].End, who));
        }
        return SpanAgreement.Of(analysts, cells, lengths, disagreements);
    }

    /// <summary>Agreement on each of several codes and on all together.</summary>
    /// <param name="turns">As for <see cref="Compute"/>.</param>
    /// <param name="codes">For each code, the spans of each analyst.</param>
    /// <exception cref="ArgumentException">As for <see cref="Compute"/>.</exception>
    public static CodesAgreement<TCode> ComputeAll<TCode>(
        IReadOnlyList<(int Start, int End)> turns, IEnumerable<(TCode Code, IReadOnlyList<IReadOnlyList<(int Start, int End)>> SpansPerAnalyst)> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return CodesAgreement<TCode>.Of([.. codes.Select(code => (code.Code, Compute(turns, code.SpansPerAnalyst)))]);
    }
}

internal static class Spans
{
    public static void Check(int start, int end, int length)
    {
        if (start < 0 || end < start || end > length)
            throw new ArgumentException($"The span {start} to {end} does not lie in a text of {length} characters.", nameof(start));
    }

    /// <summary>The spans in order, those that overlap made one. Spans that only touch stay apart: they are two units.</summary>
    public static List<(int Start, int End)> Merge(IEnumerable<(int Start, int End)> spans, int length)
    {
        var merged = new List<(int Start, int End)>();
        foreach (var (start, end) in spans.Order())
        {
            Check(start, end, length);
            if (start == end) continue;
            if (merged is [.., var last] && start < last.End) merged[^1] = (last.Start, Math.Max(last.End, end));
            else merged.Add((start, end));
        }
        return merged;
    }
}
