using System.Globalization;

namespace Throughline.Exchange.Packs;

/// <summary>What a merge did, or would do, in sentences: the same on a page and at the command line.</summary>
public static class PackWords
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    public static string Sentence(MergePack.Merged merged, bool isPreview)
    {
        ArgumentNullException.ThrowIfNull(merged);
        var when = merged.MadeAt.ToString("d MMMM yyyy, H.mm", British) + " UTC";
        if (merged.IsNothing) return $"{merged.Analyst}’s pack of {when}: {(merged.Conflicts.Count == 0 ? "everything in it is here already" : "nothing new came in")}.";
        var parts = merged.Added.Select(a => MergePack.Counted(a.Value, a.Key)).ToList();
        if (merged.Changed > 0) parts.Add($"{Number(merged.Changed)} changed");
        if (merged.TakenAway > 0) parts.Add($"{Number(merged.TakenAway)} taken away");
        if (merged.Closed > 0) parts.Add($"{Number(merged.Closed)} {(merged.Closed == 1 ? "row" : "rows")} of independent work that stays closed to you until all have finished");
        if (merged.GivenOut > 0) parts.Add($"{Number(merged.GivenOut)} {(merged.GivenOut == 1 ? "share" : "shares")} of independent work given out");
        if (merged.Finished > 0) parts.Add($"{Number(merged.Finished)} finished");
        return $"{merged.Analyst}’s pack of {when} {(isPreview ? "would bring" : "brought")}: {string.Join("; ", parts)}.";
    }

    public static string Of(MergePack.Conflict conflict)
    {
        ArgumentNullException.ThrowIfNull(conflict);
        return $"{conflict.What}{(conflict.Where.Length > 0 ? $", “{conflict.Where}”" : "")}: {conflict.Why}; {(conflict.TookTheirs ? "the pack’s was taken" : "left as it is here")}.";
    }

    private static string Number(int number) => number.ToString("N0", British);
}
