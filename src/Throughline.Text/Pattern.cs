namespace Throughline.Text;

/// <summary>A folded word with <c>*</c> for any run of characters (or none) and <c>?</c> for exactly one.</summary>
/// <remarks>Matched against <see cref="Token.Term"/> or <see cref="Compound.Term"/>, both folded. Time is at most the product of the lengths.</remarks>
public sealed class Pattern : IEquatable<Pattern>
{
    internal Pattern(string folded)
    {
        while (folded.Contains("**", StringComparison.Ordinal)) folded = folded.Replace("**", "*", StringComparison.Ordinal);
        Text = folded;
        var wild = folded.AsSpan().IndexOfAny('*', '?');
        IsExact = wild < 0;
        Prefix = wild < 0 ? folded : folded[..wild];
        IsPrefix = wild >= 0 && wild == folded.Length - 1 && folded[wild] == '*';
    }

    /// <summary>The pattern as it is compared: folded.</summary>
    public string Text { get; }

    /// <summary>True when there is no wildcard in it.</summary>
    public bool IsExact { get; }

    /// <summary>True when its only wildcard is a final <c>*</c>.</summary>
    public bool IsPrefix { get; }

    /// <summary>What every match begins with; empty when the pattern begins with a wildcard.</summary>
    public string Prefix { get; }

    /// <summary>True when it is nothing but <c>*</c>, which any word matches.</summary>
    public bool IsAny => Text == "*";

    /// <summary>Reads a pattern from one word as typed; it is folded first.</summary>
    /// <returns>Null when there is nothing in it but punctuation.</returns>
    public static Pattern? Of(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var folded = Folding.Fold(word, wildcards: true, out _);
        return folded.Length == 0 ? null : new(folded);
    }

    /// <summary>True when the whole of the folded term matches.</summary>
    public bool Matches(ReadOnlySpan<char> term)
    {
        if (IsExact) return term.SequenceEqual(Text);
        if (!term.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (IsPrefix) return true;
        // The last star takes as little as it can; on a mismatch it takes one unit more.
        int at = 0, pattern = 0, star = -1, taken = 0;
        while (at < term.Length)
        {
            if (pattern < Text.Length && Text[pattern] == '*')
            {
                star = pattern++;
                taken = at;
            }
            else if (pattern < Text.Length && Text[pattern] == '?')
            {
                at += char.IsHighSurrogate(term[at]) && at + 1 < term.Length ? 2 : 1;
                pattern++;
            }
            else if (pattern < Text.Length && Text[pattern] == term[at])
            {
                at++;
                pattern++;
            }
            else if (star >= 0)
            {
                pattern = star + 1;
                taken += char.IsHighSurrogate(term[taken]) && taken + 1 < term.Length ? 2 : 1;
                at = taken;
            }
            else return false;
        }
        while (pattern < Text.Length && Text[pattern] == '*') pattern++;
        return pattern == Text.Length;
    }

    /// <inheritdoc/>
    public bool Equals(Pattern? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Pattern);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
