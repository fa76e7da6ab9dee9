using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Keeps the search index in step with the sources' current revisions.</summary>
/// <remarks>
/// Whatever is saved through the context (an import, a correction, accepted repairs, pseudonyms, an undo, a restored archive) is indexed in the same transaction by
/// <see cref="IndexOnSave"/>; nobody calls anything. Rows changed past the context (<c>ExecuteUpdate</c>, <c>ExecuteDelete</c>, plain SQL) are not seen: who erases that way calls
/// <see cref="SearchIndex.RemoveAsync"/> for a source, or <see cref="ReindexAsync"/> where a name was masked, in its own transaction. What was missed is found by
/// its hash and put right before the next search.
/// </remarks>
public static class IndexSources
{
    /// <summary>Indexes a source's current revision, unless the index holds that text already; a source that is gone is taken out.</summary>
    /// <returns>True when something was done.</returns>
    public static async Task<bool> ReindexAsync(this ThroughlineDb db, SourceId id, CancellationToken cancel)
    {
        var source = await db.Sources.AsNoTracking().Where(s => s.Id == id).Select(s => new { s.Project, s.Number, s.Current }).SingleOrDefaultAsync(cancel);
        var revision = source is null ? null : await db.Revisions.AsNoTracking().SingleOrDefaultAsync(r => r.Id == source.Current, cancel);
        if (source is null || revision is null)
        {
            await SearchIndex.RemoveAsync(db, id.Value, cancel);
            return true;
        }
        if (await SearchIndex.IndexedHashAsync(db, id.Value, cancel) == revision.Sha256) return false;
        await SearchIndex.ReindexAsync(db, source.Project, source.Number, id.Value, revision.Sha256, revision.Text, BlocksOf(revision), cancel);
        return true;
    }

    /// <summary>Indexes what the index does not hold as it now is, and takes out what is gone. Cheap when there is nothing to do.</summary>
    /// <returns>How many sources were put right.</returns>
    public static async Task<int> CatchUpAsync(this ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        var now = await (from s in db.Sources.AsNoTracking() join r in db.Revisions.AsNoTracking() on s.Current equals r.Id where s.Project == project select new { s.Id, r.Sha256 }).ToDictionaryAsync(s => s.Id.Value, s => s.Sha256, cancel);
        var there = (await SearchIndex.SourcesAsync(db, project, cancel)).ToDictionary(s => s.Source, s => s.Sha256);
        var behind = now.Where(s => there.GetValueOrDefault(s.Key) != s.Value).Select(s => s.Key).ToList();
        var gone = there.Keys.Where(id => !now.ContainsKey(id)).ToList();
        foreach (var id in behind.Concat(gone))
        {
            cancel.ThrowIfCancellationRequested();
            await db.ReindexAsync(new SourceId(id), cancel);
        }
        return behind.Count + gone.Count;
    }

    /// <summary>The blocks to search in: each block of the text, but captions' cues joined to whole sentences, since one sentence runs over several.</summary>
    internal static IReadOnlyList<BlockToIndex> BlocksOf(Revision revision)
    {
        var structure = TextStructure.FromJson(revision.Structure);
        var printed = structure.PrintedNumbers();
        var found = new List<BlockToIndex>(structure.Blocks.Count);
        var page = -1;
        for (var i = 0; i < structure.Blocks.Count; i++)
        {
            var block = structure.Blocks[i];
            var first = i;
            var end = block.Span.End;
            while (block.Kind == BlockKind.Cue && i + 1 < structure.Blocks.Count && structure.Blocks[i + 1].Kind == BlockKind.Cue && end - block.Span.Start < LongestCue && !EndsSentence(revision.Text, end))
                end = structure.Blocks[++i].Span.End;
            while (page + 1 < structure.Pages.Count && structure.Pages[page + 1].Position <= block.Span.Start) page++;
            found.Add(new(new TextSpan(block.Span.Start, end), printed.GetValueOrDefault(first) ?? (first + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), page < 0 ? null : structure.Pages[page].Label));
        }
        return found;
    }

    // Automatic captions have no stops at all.
    private const int LongestCue = 600;

    private static bool EndsSentence(string text, int end) => end > 0 && text[end - 1] is '.' or '?' or '!' or '…' or '”' or '"';
}
