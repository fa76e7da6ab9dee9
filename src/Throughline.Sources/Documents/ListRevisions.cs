using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>A source's revisions, and what differs between two of them.</summary>
public static class ListRevisions
{
    public sealed record Row(RevisionId Id, int Number, DateTime MadeAt, string MadeBy, string Reason, int Words, string Sha256, bool IsCurrent);

    /// <summary>One place that differs, with its paragraph's words around it.</summary>
    /// <param name="Paragraph">What it is called in the newer revision: its printed number where it has one.</param>
    public sealed record Difference(string Paragraph, string Before, string Old, string New, string After);

    /// <summary>At most 500 differences are given; <paramref name="Total"/> counts all.</summary>
    public sealed record Compared(int From, int To, int Total, IReadOnlyList<Difference> Differences);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Newest first.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, SourceId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await (from r in db.Revisions.AsNoTracking()
                          join s in db.Sources.AsNoTracking() on r.Source equals s.Id
                          join a in db.Analysts.AsNoTracking() on r.MadeBy equals a.Id
                          where s.Id == id && s.Project == project
                          orderby r.Number descending
                          select new Row(r.Id, r.Number, r.MadeAt, a.Name, r.Reason, r.Words, r.Sha256, r.Id == s.Current)).ToListAsync(cancel);
        }

        public async Task<Result<Compared>> CompareAsync(ProjectId project, SourceId id, int older, int newer, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var texts = await (from r in db.Revisions.AsNoTracking() join s in db.Sources on r.Source equals s.Id where s.Id == id && s.Project == project && (r.Number == older || r.Number == newer) select new { r.Number, r.Text, r.Structure }).ToDictionaryAsync(r => r.Number, cancel);
            if (!texts.TryGetValue(older, out var before) || !texts.TryGetValue(newer, out var after)) return new SourceMissing($"This source has no revision {(texts.ContainsKey(older) ? newer : older)}.");
            var (old, now, structure) = (before.Text, after.Text, TextStructure.FromJson(after.Structure));
            var map = TextDiff.Compare(old, now);
            return new Compared(older, newer, map.Changes.Count, [.. map.Changes.Take(500).Select(change => new Difference(
                structure.Blocks.Count == 0 ? "1" : structure.ParagraphLabel(structure.BlockAt(change.New.Start)), Around(now, change.New.Start, before: true), change.Old.Of(old), change.New.Of(now), Around(now, change.New.End, before: false)))]);
        }
    }

    private static string Around(string text, int at, bool before)
    {
        if (before)
        {
            var start = Math.Max(at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1, at - 60);
            return text[start..at];
        }
        var end = text.IndexOf('\n', at);
        return text[at..Math.Min(end < 0 ? text.Length : end, at + 60)];
    }
}

/// <summary>The imported file, byte for byte.</summary>
public static class ReadOriginal
{
    public sealed record File(string Name, byte[] Content);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Result<File>> RunAsync(ProjectId project, SourceId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var found = await (from s in db.Sources.AsNoTracking() join o in db.Originals.AsNoTracking() on s.Id equals o.Source where s.Id == id && s.Project == project select new { s.FileName, o.Content }).SingleOrDefaultAsync(cancel);
            return found is null ? new SourceMissing("The original file was not kept, or has been dropped because it held a name.") : new File(found.FileName, found.Content);
        }
    }
}
