using System.Text;

namespace Throughline.Bench;

/// <summary>Text without meaning and with the shape of English: words made of syllables, used as often as Zipf's law has it, in sentences and paragraphs. The same seed gives the same text.</summary>
internal sealed class MadeUpText
{
    private static readonly string[] Onsets = ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "pl", "ch", "sh", "th", "gr", "cl", "br", ""];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ea", "ou", "ai", "ee", "io"];
    private static readonly string[] Codas = ["", "", "n", "r", "s", "t", "l", "m", "ng", "nt", "st", "ck", "ll"];
    private static readonly string[] Endings = ["", "", "", "s", "ed", "ing", "er", "ly", "ness", "ment", "ity", "ities", "able", "al", "tion"];
    private static readonly string[] Commonest = ["the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "we", "was", "they", "people", "health", "with", "on", "as", "are", "care"];

    private readonly Random _random;
    private readonly double[] _upTo;

    public MadeUpText(int seed, int vocabulary)
    {
        _random = new Random(seed);
        var words = new HashSet<string>(Commonest, StringComparer.Ordinal);
        var list = new List<string>(Commonest);
        while (list.Count < vocabulary)
        {
            var word = new StringBuilder();
            for (var syllables = 1 + _random.Next(3); syllables > 0; syllables--) word.Append(Pick(Onsets)).Append(Pick(Vowels)).Append(Pick(Codas));
            word.Append(Pick(Endings));
            if (words.Add(word.ToString())) list.Add(word.ToString());
        }
        Words = list;
        _upTo = new double[vocabulary];
        var sum = 0.0;
        // Zipf and Mandelbrot: the word of rank r is used as often as 1 / (r + 2.7).
        for (var rank = 0; rank < vocabulary; rank++) _upTo[rank] = sum += 1 / (rank + 2.7);
        for (var rank = 0; rank < vocabulary; rank++) _upTo[rank] /= sum;
    }

    /// <summary>By rank, the commonest first.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Paragraphs of 20 to 120 words until there are so many words.</summary>
    public string Text(int words)
    {
        var text = new StringBuilder(words * 6);
        while (words > 0)
        {
            var paragraph = Math.Min(words, 20 + _random.Next(101));
            words -= paragraph;
            var sentence = 0;
            for (; paragraph > 0; paragraph--)
            {
                var word = Words[Rank()];
                if (sentence == 0)
                {
                    sentence = 6 + _random.Next(20);
                    text.Append(char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
                }
                else text.Append(word);
                text.Append(--sentence == 0 || paragraph == 1 ? "." : _random.Next(12) == 0 ? "," : "");
                text.Append(paragraph == 1 ? '\n' : ' ');
            }
        }
        return text.ToString().TrimEnd('\n');
    }

    private int Rank()
    {
        var at = Array.BinarySearch(_upTo, _random.NextDouble());
        return Math.Min(at < 0 ? ~at : at, _upTo.Length - 1);
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
