namespace Throughline.Text.Transcripts;

/// <summary>Whether two labels may be one speaker typed in two ways.</summary>
internal static class LabelLikeness
{
    public static (double Confidence, string Reason)? Compare(string one, string other)
    {
        var (a, b) = (SpeakerLabel.KeyOf(one), SpeakerLabel.KeyOf(other));
        if (a == b) return (0.95, $"\"{one}\" and \"{other}\" differ only by case, spaces or points.");
        var (aWord, aNumber) = Split(a);
        var (bWord, bNumber) = Split(b);
        // Different numbers are different people, however alike the words.
        if (aNumber != bNumber) return null;
        if (aWord.Length == 0 || bWord.Length == 0) return null;
        var (shorter, longer) = aWord.Length <= bWord.Length ? (aWord, bWord) : (bWord, aWord);
        var distance = Distance(shorter, longer);
        if (shorter.Length >= 5 && distance <= (longer.Length >= 8 ? 2 : 1))
            return (distance == 1 ? 0.9 : 0.8, $"\"{one}\" and \"{other}\" differ by {distance} typed letter{(distance == 1 ? "" : "s")}.");
        if (shorter.Length >= 3 && longer.StartsWith(shorter, StringComparison.Ordinal))
            return (0.7, $"\"{one}\" may be short for \"{other}\", or the reverse.");
        if (shorter == Initials(aWord.Length <= bWord.Length ? other : one) && shorter.Length >= 2)
            return (0.65, $"\"{one}\" and \"{other}\" have the same initials.");
        if (shorter.Length == 1 && longer[0] == shorter[0] && (aNumber.Length > 0 || SpeakerLabel.IsRole(one) || SpeakerLabel.IsRole(other)))
            return (0.5, $"\"{one}\" may stand for \"{other}\", or the reverse.");
        return null;
    }

    private static (string Word, string Number) Split(string key)
    {
        var at = key.Length;
        while (at > 0 && char.IsDigit(key[at - 1])) at--;
        return (key[..at], key[at..].TrimStart('0'));
    }

    private static string Initials(string label) =>
        string.Concat(label.Split([' ', '-', '.'], StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsLetter(word[0])).Select(word => char.ToUpperInvariant(word[0])));

    // Optimal string alignment: a swap of neighbours is one slip of the hand.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
