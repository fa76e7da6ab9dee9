using Throughline.Text;

namespace Throughline.Policy.Finding;

/// <summary>Groups texts that say nearly the same words.</summary>
public static class NearIdentical
{
    /// <summary>How alike two texts must be: of all runs of three words in either, the share that stands in both (Jaccard).</summary>
    public const double Alike = 0.6;

    /// <summary>For each text the number of its group from 1, or null where it stands alone.</summary>
    /// <remarks>Texts of fewer than three words are compared whole. Groups are joined through their members; O(n + pairs that share a run).
    /// Broder (1997), On the resemblance and containment of documents.</remarks>
    public static IReadOnlyList<int?> GroupsOf(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var shingles = texts.Select(ShinglesOf).ToList();
        var holders = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < shingles.Count; i++)
            foreach (var shingle in shingles[i])
            {
                if (!holders.TryGetValue(shingle, out var list)) holders[shingle] = list = [];
                list.Add(i);
            }
        var parent = Enumerable.Range(0, texts.Count).ToArray();
        int Root(int i)
        {
            while (parent[i] != i) i = parent[i] = parent[parent[i]];
            return i;
        }
        for (var i = 0; i < shingles.Count; i++)
        {
            var shared = new Dictionary<int, int>();
            foreach (var shingle in shingles[i])
                foreach (var other in holders[shingle])
                    if (other > i) shared[other] = shared.GetValueOrDefault(other) + 1;
            foreach (var (other, count) in shared)
                if (count >= Alike * (shingles[i].Count + shingles[other].Count - count)) parent[Root(other)] = Root(i);
        }
        var sizes = new int[texts.Count];
        for (var i = 0; i < texts.Count; i++) sizes[Root(i)]++;
        var numbers = new Dictionary<int, int>();
        var groups = new int?[texts.Count];
        for (var i = 0; i < texts.Count; i++)
            if (sizes[Root(i)] > 1)
            {
                if (!numbers.TryGetValue(Root(i), out var number)) numbers[Root(i)] = number = numbers.Count + 1;
                groups[i] = number;
            }
        return groups;
    }

    private static HashSet<string> ShinglesOf(string text)
    {
        var terms = Tokens.Of(text).Select(token => token.Term).ToList();
        if (terms.Count < 3) return terms.Count == 0 ? [] : [string.Join(' ', terms)];
        return [.. Enumerable.Range(0, terms.Count - 2).Select(i => $"{terms[i]} {terms[i + 1]} {terms[i + 2]}")];
    }
}
