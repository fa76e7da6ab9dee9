namespace Throughline.Framing;

/// <summary>What may be kept of what somebody typed or sent.</summary>
internal static class TypedText
{
    /// <summary>Why a text cannot be kept on both engines; null when it can.</summary>
    /// <param name="what">What it is, at the beginning of a sentence: "The note".</param>
    public static Error? Refuse(string what, string? text, int most)
    {
        if (text is null) return null;
        if (text.Trim().Length > most) return new Representations.AnswerInvalid($"{what} has {text.Trim().Length} characters; at most {most} are kept. Make it shorter.");
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (text[i] == '\0' || char.IsSurrogate(text[i])) return new Representations.AnswerInvalid($"{what} holds a character at {i} that is half of one, or none. Type it again.");
        }
        return null;
    }
}
