using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>Whether passages may be coded with codes: every way to a new coding asks this.</summary>
internal static class CheckCodes
{
    /// <returns>Why not; null where they may.</returns>
    public static async Task<Error?> WhyNotCodedAsync(this ThroughlineDb db, ProjectId project, IReadOnlyCollection<CodeId> ids, CancellationToken cancel)
    {
        var all = db.Codes;
        var codes = await all.AsNoTracking().Where(c => c.Project == project && ids.Contains(c.Id)).Select(c => new { c.Id, c.Name, c.RetiredAt, IsHeading = c.Colour == 0 && all.Any(under => under.Parent == c.Id) }).ToListAsync(cancel);
        if (codes.Count < ids.Distinct().Count()) return new CodeMissing($"{(ids.Count == 1 ? "The code is" : "One of the codes is")} not in the codebook any more. Open the page again.");
        if (codes.FirstOrDefault(c => c.RetiredAt is not null) is { } retired) return new Refused($"The code \"{retired.Name}\" has been retired. Choose another, or bring it back in the codebook.");
        if (codes.FirstOrDefault(c => c.IsHeading) is { } heading) return new Refused($"\"{heading.Name}\" is a heading: it only gathers the codes under it. Choose one of them, or give it a colour in the codebook.");
        return null;
    }
}
