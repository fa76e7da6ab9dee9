using System.Collections.Concurrent;
using System.Globalization;
using Throughline.Text;

namespace Throughline.Storage;

/// <summary>A project's folded words in one string, to be looked through for a part of a word without asking the database.</summary>
internal sealed class Vocabulary
{
    private const char Between = '\n';

    private readonly string _words;
    private readonly List<int> _starts = [];
    private readonly List<long> _ids = [];
    private readonly List<int> _cut = [];

    /// <param name="ids">The words' ids in the same order, with a space between them.</param>
    /// <param name="words">Each once, in any order, with a line feed between them.</param>
    public Vocabulary(string ids, string words)
    {
        _words = words;
        foreach (var id in ids.AsSpan().Split(' '))
            if (ids[id] is { Length: > 0 } digits) _ids.Add(long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
        for (var at = 0; _starts.Count < _ids.Count; at = EndOf(at) + 1)
        {
            if (SearchIndex.IsCut(words.AsSpan(at, EndOf(at) - at))) _cut.Add(_starts.Count);
            _starts.Add(at);
        }
    }

    /// <summary>The ids of the words that match, and of those that were cut and may.</summary>
    public List<long> Matching(Pattern pattern)
    {
        // The longest part without wildcards finds the words to look at.
        var part = pattern.Text.Split('*', '?').MaxBy(one => one.Length)!;
        var found = new List<long>();
        for (int at = 0, word = 0; word < _starts.Count; word++)
        {
            if (part.Length > 0)
            {
                var next = _words.IndexOf(part, at, StringComparison.Ordinal);
                if (next < 0) break;
                word = WordAt(next, word);
            }
            var (start, end) = (_starts[word], EndOf(_starts[word]));
            if (!SearchIndex.IsCut(_words.AsSpan(start, end - start)) && pattern.Matches(_words.AsSpan(start, end - start))) found.Add(_ids[word]);
            at = Math.Min(end + 1, _words.Length);
        }
        foreach (var word in _cut) found.Add(_ids[word]);
        return found;
    }

    private int EndOf(int start)
    {
        var end = _words.IndexOf(Between, start);
        return end < 0 ? _words.Length : end;
    }

    // The word that holds a position, from this one on.
    private int WordAt(int position, int from)
    {
        int low = from, high = _starts.Count;
        while (high - low > 1)
        {
            var middle = (low + high) >> 1;
            if (_starts[middle] <= position) low = middle;
            else high = middle;
        }
        return low;
    }
}

/// <summary>The vocabularies of the projects searched lately, in this process's memory (about 40 bytes a different word). Each holds only as long as the index's stamp is the same.</summary>
public sealed class Vocabularies
{
    private const int Most = 4;

    private readonly ConcurrentDictionary<ProjectId, (Guid Stamp, Vocabulary Words)> _kept = [];

    internal async Task<Vocabulary> OfAsync(ProjectId project, Guid stamp, Func<Task<Vocabulary>> read)
    {
        if (_kept.TryGetValue(project, out var kept) && kept.Stamp == stamp) return kept.Words;
        var words = await read();
        if (_kept.Count >= Most && !_kept.ContainsKey(project)) _kept.Clear();
        _kept[project] = (stamp, words);
        return words;
    }

    /// <summary>Lets all of them go: what was erased is then in no memory of the index's either.</summary>
    public void Forget() => _kept.Clear();
}
