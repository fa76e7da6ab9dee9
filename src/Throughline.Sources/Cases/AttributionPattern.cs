using System.Text;

namespace Throughline.Sources;

public sealed record AttributionPatternInvalid(string Message) : Error(Message);

/// <summary>How quotations are attributed: words with names in braces, as in <c>{role}, {site}</c> or <c>{role}:{arm}{practice}</c>.</summary>
/// <remarks>A name is an attribute's, or one of <c>name</c> (the case's), <c>speaker</c>, <c>source</c> and <c>kind</c>. Case does not matter, and an underscore stands for a space.</remarks>
public sealed record AttributionPattern
{
    public const int MaxLength = 300;

    private readonly IReadOnlyList<(string Text, bool IsField)> _parts;

    private AttributionPattern(IReadOnlyList<(string Text, bool IsField)> parts) => _parts = parts;

    /// <summary>The names in braces, as written, each once.</summary>
    public IReadOnlyList<string> Fields => [.. _parts.Where(part => part.IsField).Select(part => part.Text).DistinctBy(Key)];

    /// <summary>Reads a pattern; says what is wrong with its braces.</summary>
    public static Result<AttributionPattern> Parse(string? input)
    {
        var text = (input ?? "").Trim();
        if (text.Length == 0) return new AttributionPatternInvalid("The attribution is empty. Write names of attributes in braces, such as {role}, {site}.");
        if (text.Length > MaxLength) return new AttributionPatternInvalid($"An attribution has at most {MaxLength} characters; this has {text.Length}.");
        var parts = new List<(string, bool)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '}') return new AttributionPatternInvalid($"The brace }} at character {i + 1} closes nothing. Write {{role}}, with both braces.");
            if (text[i] != '{')
            {
                literal.Append(text[i]);
                continue;
            }
            var end = text.IndexOf('}', i);
            if (end < 0) return new AttributionPatternInvalid($"The brace {{ at character {i + 1} is not closed. Write {{role}}, with both braces.");
            var name = text[(i + 1)..end].Trim();
            if (name.Length == 0 || name.Contains('{', StringComparison.Ordinal)) return new AttributionPatternInvalid($"The braces at character {i + 1} hold no name. Write an attribute's name in them, such as {{role}}.");
            if (literal.Length > 0) parts.Add((literal.ToString(), false));
            literal.Clear();
            parts.Add((name, true));
            i = end;
        }
        if (literal.Length > 0) parts.Add((literal.ToString(), false));
        return new AttributionPattern(parts);
    }

    /// <summary>Fills the pattern. What is not recorded is left out with the words and marks that join it: <c>{role}, {site}</c> gives "NHS leader" where no site is recorded, <c>{role} ({site})</c> too.</summary>
    /// <remarks>Two things would read as whole and are not, so the lack is said in their place: a value made of several that touch (<c>{arm}{practice}</c> with one of them), and a value in the midst of joining words.</remarks>
    /// <returns>Empty when nothing is recorded and the pattern has no words that stand alone.</returns>
    public string Fill(Func<string, string?> valueOf)
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        return new AttributionParts(_parts).Fill(field => valueOf(field) is { Length: > 0 } value ? value : null);
    }

    /// <summary>Names are compared without case, and an underscore stands for a space.</summary>
    public static string Key(string name) => name.Trim().Replace('_', ' ').ToLowerInvariant();
}
