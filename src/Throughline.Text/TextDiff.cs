using System.Globalization;

namespace Throughline.Text;

/// <summary>What changed between two versions of a text.</summary>
/// <remarks>
/// First by words (with white space and marks as words of their own): runs of words that occur once in both texts are matched in order (patience), what lies
/// between them by Myers' O(ND) algorithm (1986, Algorithmica 1:251-266, doi:10.1007/BF01840446) with a bound on D, beyond which a stretch counts as replaced.
/// Then within a replaced stretch by characters, where at least half of them stay. Time is about n log n for n words plus the bound for each stretch,
/// for any two texts. A surrogate pair is never cut.
/// </remarks>
public static class TextDiff
{
    private const int MostEdits = 400;

    /// <summary>Where every position of the old text lies in the new.</summary>
    public static OffsetMap Compare(string oldText, string newText)
    {
        ArgumentNullException.ThrowIfNull(oldText);
        ArgumentNullException.ThrowIfNull(newText);
        if (oldText == newText) return OffsetMap.Identity(oldText.Length);
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var (oldIds, oldStarts) = Cut(oldText, vocabulary);
        var (newIds, newStarts) = Cut(newText, vocabulary);
        var matches = new List<(int Old, int New, int Count)>();
        new Matcher(oldIds, newIds, matches).Match(0, oldIds.Length, 0, newIds.Length, 8, 0);
        matches.Add((oldIds.Length, newIds.Length, 0));
        var map = new OffsetMap.Builder();
        foreach (var (old, @new, count) in matches)
        {
            Refine(oldText.AsSpan(map.OldLength, oldStarts[old] - map.OldLength), newText.AsSpan(map.NewLength, newStarts[@new] - map.NewLength), map);
            map.Keep(oldStarts[old + count] - oldStarts[old]);
        }
        return map.Build();
    }

    // Words, runs of white space (line feeds apart), and every other character by itself.
    private static (int[] Ids, int[] Starts) Cut(string text, Dictionary<string, int> vocabulary)
    {
        var lookup = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var ids = new List<int>(text.Length / 3 + 1);
        var starts = new List<int>(text.Length / 3 + 2);
        var at = 0;
        while (at < text.Length)
        {
            var end = at + 1;
            if (IsWord(text[at]))
                while (end < text.Length && IsWord(text[end])) end++;
            else if (text[at] == ' ')
                while (end < text.Length && text[end] == ' ') end++;
            else if (char.IsHighSurrogate(text[at]) && end < text.Length && char.IsLowSurrogate(text[end])) end++;
            var word = text.AsSpan(at, end - at);
            if (!lookup.TryGetValue(word, out var id)) lookup[word] = id = vocabulary.Count;
            ids.Add(id);
            starts.Add(at);
            at = end;
        }
        starts.Add(text.Length);
        return ([.. ids], [.. starts]);
    }

    private static bool IsWord(char unit) => char.IsAsciiLetterOrDigit(unit)
        || (unit >= 128 && !Letters.IsUnspaced(unit) && (char.IsLetterOrDigit(unit) || Letters.IsMarkCategory(CharUnicodeInfo.GetUnicodeCategory(unit))));

    private static void Refine(ReadOnlySpan<char> old, ReadOnlySpan<char> @new, OffsetMap.Builder map)
    {
        var head = old.CommonPrefixLength(@new);
        if (head > 0 && char.IsHighSurrogate(old[head - 1])) head--;
        map.Keep(head);
        old = old[head..];
        @new = @new[head..];
        var tail = 0;
        while (tail < old.Length && tail < @new.Length && old[^(tail + 1)] == @new[^(tail + 1)]) tail++;
        if (tail > 0 && char.IsLowSurrogate(old[^tail])) tail--;
        var middle = old[..^tail];
        var put = @new[..^tail];
        if (middle.Length > 0 && put.Length > 0 && middle.Length <= 600 && put.Length <= 600 && !middle.ContainsAnyInRange('\uD800', '\uDFFF') && !put.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            var matches = new List<(int Old, int New, int Count)>();
            int[] oldUnits = new int[middle.Length], newUnits = new int[put.Length];
            for (var i = 0; i < middle.Length; i++) oldUnits[i] = middle[i];
            for (var i = 0; i < put.Length; i++) newUnits[i] = put[i];
            var edits = Math.Min(MostEdits, (middle.Length + put.Length) / 2);
            if (Matcher.Myers(oldUnits, newUnits, 0, middle.Length, 0, put.Length, edits, matches) && 2 * matches.Sum(match => match.Count) >= Math.Max(middle.Length, put.Length))
            {
                int oldAt = 0, newAt = 0;
                foreach (var match in matches)
                {
                    map.Replace(match.Old - oldAt, match.New - newAt).Keep(match.Count);
                    (oldAt, newAt) = (match.Old + match.Count, match.New + match.Count);
                }
                map.Replace(middle.Length - oldAt, put.Length - newAt).Keep(tail);
                return;
            }
        }
        map.Replace(middle.Length, put.Length).Keep(tail);
    }

    private sealed class Matcher(int[] old, int[] @new, List<(int Old, int New, int Count)> matches)
    {
        public void Match(int oldFrom, int oldTo, int newFrom, int newTo, int run, int depth)
        {
            var head = 0;
            while (oldFrom + head < oldTo && newFrom + head < newTo && old[oldFrom + head] == @new[newFrom + head]) head++;
            Keep(matches, oldFrom, newFrom, head);
            oldFrom += head;
            newFrom += head;
            var tail = 0;
            while (oldTo - tail > oldFrom && newTo - tail > newFrom && old[oldTo - tail - 1] == @new[newTo - tail - 1]) tail++;
            oldTo -= tail;
            newTo -= tail;
            if (oldFrom < oldTo && newFrom < newTo) Between(oldFrom, oldTo, newFrom, newTo, run, depth);
            Keep(matches, oldTo, newTo, tail);
        }

        private void Between(int oldFrom, int oldTo, int newFrom, int newTo, int run, int depth)
        {
            if (oldTo - oldFrom + newTo - newFrom > 64)
                for (; run >= 1; run /= 2)
                {
                    var anchors = Anchors(oldFrom, oldTo, newFrom, newTo, run);
                    if (anchors.Count == 0) continue;
                    int oldAt = oldFrom, newAt = newFrom;
                    foreach (var (oldIndex, newIndex) in anchors)
                    {
                        if (oldIndex < oldAt || newIndex < newAt) continue;
                        Match(oldAt, oldIndex, newAt, newIndex, run / 2, depth + 1);
                        var count = run;
                        while (oldIndex + count < oldTo && newIndex + count < newTo && old[oldIndex + count] == @new[newIndex + count]) count++;
                        Keep(matches, oldIndex, newIndex, count);
                        (oldAt, newAt) = (oldIndex + count, newIndex + count);
                    }
                    Match(oldAt, oldTo, newAt, newTo, run / 2, depth + 1);
                    return;
                }
            // Past the bound the stretch stands as replaced.
            Myers(old, @new, oldFrom, oldTo, newFrom, newTo, MostEdits, matches);
        }

        // Runs of so many words that occur once on both sides, in an order that both keep (the longest such).
        private List<(int Old, int New)> Anchors(int oldFrom, int oldTo, int newFrom, int newTo, int run)
        {
            if (oldTo - oldFrom < run || newTo - newFrom < run) return [];
            var seen = new Dictionary<ulong, (int Old, int New, bool Twice)>(oldTo - oldFrom);
            for (var i = oldFrom; i + run <= oldTo; i++)
            {
                var key = KeyOf(old, i, run);
                seen[key] = seen.TryGetValue(key, out var before) ? before with { Twice = true } : (i, -1, false);
            }
            for (var i = newFrom; i + run <= newTo; i++)
            {
                ref var entry = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(seen, KeyOf(@new, i, run));
                if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry) || entry.Twice) continue;
                if (entry.New >= 0) entry.Twice = true;
                else entry.New = i;
            }
            var pairs = new List<(int Old, int New)>();
            foreach (var (_, (oldIndex, newIndex, twice)) in seen)
                if (!twice && newIndex >= 0 && old.AsSpan(oldIndex, run).SequenceEqual(@new.AsSpan(newIndex, run))) pairs.Add((oldIndex, newIndex));
            pairs.Sort();
            return LongestRising(pairs);
        }

        private static ulong KeyOf(int[] ids, int at, int run)
        {
            var key = 14695981039346656037UL;
            for (var i = 0; i < run; i++) key = unchecked((key ^ (uint)ids[at + i]) * 0x9E3779B97F4A7C15UL + (key >> 29));
            return key;
        }

        private static List<(int Old, int New)> LongestRising(List<(int Old, int New)> pairs)
        {
            var ends = new List<int>();
            var before = new int[pairs.Count];
            for (var i = 0; i < pairs.Count; i++)
            {
                int low = 0, high = ends.Count;
                while (low < high)
                {
                    var middle = (low + high) >> 1;
                    if (pairs[ends[middle]].New < pairs[i].New) low = middle + 1;
                    else high = middle;
                }
                before[i] = low > 0 ? ends[low - 1] : -1;
                if (low == ends.Count) ends.Add(i);
                else ends[low] = i;
            }
            var rising = new List<(int Old, int New)>(ends.Count);
            for (var i = ends.Count > 0 ? ends[^1] : -1; i >= 0; i = before[i]) rising.Add(pairs[i]);
            rising.Reverse();
            return rising;
        }

        private static void Keep(List<(int Old, int New, int Count)> matches, int oldIndex, int newIndex, int count)
        {
            if (count == 0) return;
            if (matches.Count > 0 && matches[^1] is var last && last.Old + last.Count == oldIndex && last.New + last.Count == newIndex)
                matches[^1] = last with { Count = last.Count + count };
            else
                matches.Add((oldIndex, newIndex, count));
        }

        /// <summary>Adds the matches of a shortest edit script; nothing, and false, when it needs more edits than allowed.</summary>
        public static bool Myers(int[] old, int[] @new, int oldFrom, int oldTo, int newFrom, int newTo, int most, List<(int Old, int New, int Count)> matches)
        {
            int n = oldTo - oldFrom, m = newTo - newFrom;
            most = Math.Min(most, n + m);
            var reach = new int[2 * most + 3];
            var trace = new List<int[]>();
            var origin = most + 1;
            for (var d = 0; d <= most; d++)
            {
                for (var k = -d; k <= d; k += 2)
                {
                    var x = k == -d || (k != d && reach[origin + k - 1] < reach[origin + k + 1]) ? reach[origin + k + 1] : reach[origin + k - 1] + 1;
                    var y = x - k;
                    if (x > n || y > m)
                    {
                        reach[origin + k] = x;
                        continue;
                    }
                    while (x < n && y < m && old[oldFrom + x] == @new[newFrom + y]) (x, y) = (x + 1, y + 1);
                    reach[origin + k] = x;
                    if (x < n || y < m) continue;
                    Trace(trace, d, k, n, oldFrom, newFrom, matches);
                    return true;
                }
                trace.Add(reach[(origin - d)..(origin + d + 1)]);
            }
            return false;
        }

        private static void Trace(List<int[]> trace, int d, int k, int x, int oldFrom, int newFrom, List<(int Old, int New, int Count)> matches)
        {
            var found = new List<(int Old, int New, int Count)>();
            for (; d > 0; d--)
            {
                var reach = trace[d - 1]; // diagonals -(d-1) to d-1
                int At(int diagonal) => diagonal < -(d - 1) || diagonal > d - 1 ? -1 : reach[diagonal + d - 1];
                var down = k == -d || (k != d && At(k - 1) < At(k + 1));
                var previous = down ? k + 1 : k - 1;
                var start = At(previous) + (down ? 0 : 1);
                if (x > start) found.Add((oldFrom + start, newFrom + start - k, x - start));
                x = At(previous);
                k = previous;
            }
            if (x > 0) found.Add((oldFrom, newFrom, x));
            for (var i = found.Count - 1; i >= 0; i--) Keep(matches, found[i].Old, found[i].New, found[i].Count);
        }
    }
}
