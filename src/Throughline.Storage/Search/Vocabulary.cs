using System.Buffers;
using System.Collections.Concurrent;
using Throughline.Text;

namespace Throughline.Storage;

/// <summary>A project's folded words in one stretch of memory, to be looked through for a part of a word without asking the database, which takes a tenth of a second for 150,000 of them.</summary>
internal sealed class Vocabulary
{
    private const char Between = '\n';

    private readonly ArrayBufferWriter<char> _words = new(1 << 16);
    private readonly List<int> _starts = [];
    private readonly List<(long Id, int Blocks)> _terms = [];
    private readonly List<int> _cut = [];

    /// <summary>Adds a word, in any order, each once.</summary>
    public void Add(long id, int blocks, string term)
    {
        if (SearchIndex.IsCut(term)) _cut.Add(_starts.Count);
        _starts.Add(_words.WrittenCount);
        _terms.Add((id, blocks));
        _words.Write(term);
        _words.Write([Between]);
    }

    /// <summary>The words that match, and those that were cut and may.</summary>
    public List<(long Id, int Blocks)> Matching(Pattern pattern)
    {
        // The longest part without wildcards finds the words to look at.
        var part = pattern.Text.Split('*', '?').MaxBy(one => one.Length)!;
        var words = _words.WrittenSpan;
        var found = new List<(long, int)>();
        for (int at = 0, word = 0; word < _starts.Count; word++)
        {
            if (part.Length > 0)
            {
                var next = words[at..].IndexOf(part, StringComparison.Ordinal);
                if (next < 0) break;
                word = WordAt(at + next, word);
            }
            var (start, end) = (_starts[word], EndOf(word));
            if (!SearchIndex.IsCut(words[start..end]) && pattern.Matches(words[start..end])) found.Add(_terms[word]);
            at = end + 1;
        }
        foreach (var word in _cut) found.Add(_terms[word]);
        return found;
    }

    private int EndOf(int word) => (word + 1 < _starts.Count ? _starts[word + 1] : _words.WrittenCount) - 1;

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
