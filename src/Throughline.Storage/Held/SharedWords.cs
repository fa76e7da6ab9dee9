using Throughline.Text;

namespace Throughline.Storage;

/// <summary>Whether one text repeats another's words.</summary>
public sealed class SharedWords
{
    /// <summary>So many words in a row are taken for a quotation; fewer are common speech.</summary>
    public const int Run = 5;

    private readonly HashSet<string> _runs = new(StringComparer.Ordinal);

    /// <param name="text">The text quoted from.</param>
    /// <param name="within">Only these stretches of it; null for the whole.</param>
    public SharedWords(string text, IReadOnlyList<TextSpan>? within = null)
    {
        foreach (var stretch in within ?? [new(0, text.Length)])
            foreach (var run in RunsOf(stretch.Of(text))) _runs.Add(run);
    }

    public void Add(SharedWords other) => _runs.UnionWith(other._runs);

    /// <summary>True when the text has five words in a row that stand in the quoted text, folded.</summary>
    public bool AreIn(string text) => RunsOf(text).Any(_runs.Contains);

    private static IEnumerable<string> RunsOf(string text)
    {
        var terms = Tokens.Of(text);
        for (var i = 0; i + Run <= terms.Length; i++) yield return string.Join(' ', terms.Skip(i).Take(Run).Select(t => t.Term));
    }
}
