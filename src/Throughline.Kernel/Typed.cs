namespace Throughline;

/// <summary>Words typed into a field that cannot be kept as they are.</summary>
public sealed record TextInvalid(string Message) : Error(Message);

/// <summary>What may be kept of what somebody typed or sent, on either engine.</summary>
public static class Typed
{
    /// <summary>Says what is wrong with a text: empty though it is needed, too long, or with half a character in it; null where nothing is.</summary>
    /// <param name="what">What it is, at the beginning of a sentence: "The note".</param>
    /// <param name="most">In UTF-16 code units, without the white space around.</param>
    public static Error? Check(string what, string? text, int most, bool needed = false)
    {
        var words = text.AsSpan().Trim();
        if (words.Length == 0) return needed ? new TextInvalid($"{what} is empty. Write it first; nothing was changed.") : null;
        if (words.Length > most) return new TextInvalid($"{what} has at most {most} characters; this has {words.Length}. Shorten it; nothing was changed.");
        for (var i = 0; i < words.Length; i++)
        {
            if (char.IsHighSurrogate(words[i]) && i + 1 < words.Length && char.IsLowSurrogate(words[i + 1])) i++;
            else if (words[i] == '\0' || char.IsSurrogate(words[i])) return new TextInvalid($"{what} holds, after {i} characters, one that is half of a character, or none. Type it again; nothing was changed.");
        }
        return null;
    }
}
