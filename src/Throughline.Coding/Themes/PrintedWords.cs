using System.Text;
using Throughline.Text;

namespace Throughline.Coding;

public sealed record PrintedWordsInvalid(string Message) : Error(Message);

/// <summary>The printed form of a quotation against its words: all outside square brackets must be what was said, in order.</summary>
/// <remarks><c>[…]</c> stands for words left out; <c>[the clinic]</c> for words put in, or put in the place of others. White space counts as one space. O(n).</remarks>
public static class PrintedWords
{
    /// <summary>The mark of words left out.</summary>
    public const string Omission = "[…]";

    /// <returns>The printed form, tidied ([...] becomes […]); null when it is the same as the words. An error names the first words that were not said there.</returns>
    public static Result<string?> Check(string verbatim, string? printed)
    {
        ArgumentNullException.ThrowIfNull(verbatim);
        var said = Collapsed(verbatim);
        var shown = Collapsed(printed ?? "").Replace("[...]", Omission, StringComparison.Ordinal).Replace("[ … ]", Omission, StringComparison.Ordinal);
        if (shown.Length == 0 || shown == said) return (string?)null;
        var pieces = Pieces(shown);
        if (!pieces.Succeeded) return pieces.Error;
        var at = 0;
        for (var i = 0; i < pieces.Value.Count; i++)
        {
            var piece = pieces.Value[i];
            if (piece.Length == 0) continue;
            var isFirst = i == 0;
            var isLast = i == pieces.Value.Count - 1;
            int found;
            if (isFirst && isLast) found = piece == said ? 0 : -1;
            else if (isFirst) found = said.StartsWith(piece, StringComparison.Ordinal) ? 0 : -1;
            else if (isLast) found = said.EndsWith(piece, StringComparison.Ordinal) && said.Length - piece.Length >= at ? said.Length - piece.Length : -1;
            else found = said.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0) return new PrintedWordsInvalid(Complaint(said, piece, at, isFirst, isLast));
            at = found + piece.Length;
        }
        // Without a bracket at its end the quotation must run to the end of what was said.
        if (pieces.Value[^1].Length > 0 && at != said.Length) return new PrintedWordsInvalid($"The quotation ends before its words do. Put {Omission} where words are left out.");
        return shown;
    }

    private static string Complaint(string said, string piece, int at, bool isFirst, bool isLast)
    {
        var words = piece.Trim();
        var shared = 0;
        var there = said.IndexOf(words.Split(' ')[0], at, StringComparison.Ordinal);
        while (there >= 0 && shared < words.Length && there + shared < said.Length && words[shared] == said[there + shared]) shared++;
        var near = Short(words[Math.Max(0, words.LastIndexOf(' ', Math.Max(0, Math.Min(shared, words.Length - 1))))..].Trim());
        return said.Contains(words, StringComparison.Ordinal) && (isFirst || isLast)
            ? $"Words before or after \"{Short(words)}\" are left out without a mark. Put {Omission} where words are left out."
            : $"\"{near}\" was not said there. Put words of yours in [square brackets], and {Omission} where words are left out.";
    }

    private static Result<List<string>> Pieces(string shown)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        var inside = false;
        foreach (var c in shown)
        {
            if (c == '[')
            {
                if (inside) return new PrintedWordsInvalid("A square bracket opens within another. Close the first before the second opens.");
                inside = true;
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else if (c == ']')
            {
                if (!inside) return new PrintedWordsInvalid("A square bracket closes that never opened. Write [ before the words that are yours.");
                inside = false;
            }
            else if (!inside) piece.Append(c);
        }
        if (inside) return new PrintedWordsInvalid("A square bracket opens and is not closed. Write ] after the words that are yours.");
        pieces.Add(piece.ToString());
        // A space beside a bracket belongs to neither: "went […] home" leaves out words with their spaces.
        for (var i = 0; i < pieces.Count; i++) pieces[i] = (i > 0 && i < pieces.Count - 1) ? pieces[i].Trim() : i > 0 ? pieces[i].TrimStart() : pieces.Count > 1 ? pieces[i].TrimEnd() : pieces[i];
        return pieces;
    }

    public static string Collapsed(string words) => string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Short(string words) => Cut.To(words, 60);
}
