namespace Throughline.Files;

/// <summary>The numbers among others that count up: a document's page numbers, or those of its paragraphs.</summary>
internal static class CountingRun
{
    /// <summary>The longest run of numbers that count up by steps of one to <paramref name="largestStep"/>, small steps before large ones.</summary>
    /// <param name="numbers">In the order in which they stand.</param>
    /// <param name="value">What each counts as.</param>
    /// <remarks>O(n · largestStep).</remarks>
    public static List<T> Longest<T>(IReadOnlyList<T> numbers, Func<T, int> value, int largestStep)
    {
        var best = new int[numbers.Count];
        var from = new int[numbers.Count];
        var end = -1;
        // The best run so far that ends in each value; of equals the nearest.
        var ending = new Dictionary<int, int>();
        for (var i = 0; i < numbers.Count; i++)
        {
            (best[i], from[i]) = (10, -1);
            var own = value(numbers[i]);
            for (var step = 1; step <= largestStep; step++)
            {
                if (!ending.TryGetValue(own - step, out var j)) continue;
                var gain = best[j] + 11 - step;
                if (gain > best[i] || (gain == best[i] && j > from[i])) (best[i], from[i]) = (gain, j);
            }
            if (!ending.TryGetValue(own, out var rival) || best[i] >= best[rival]) ending[own] = i;
            if (end < 0 || best[i] > best[end]) end = i;
        }
        var run = new List<T>();
        for (var i = end; i >= 0; i = from[i]) run.Add(numbers[i]);
        run.Reverse();
        return run;
    }
}
