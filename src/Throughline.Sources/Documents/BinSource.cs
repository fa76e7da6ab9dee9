using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

/// <summary>Puts a source in the bin, out of every list and count, or takes it out again. Erasing is another thing.</summary>
public static class BinSource
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<Done>> RunAsync(Acting by, SourceId id, bool intoBin, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Sources.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } source) return new SourceMissing("The source is not in this project any more.");
            if (source.BinnedAt is not null == intoBin) return new Refused(intoBin ? "It is in the bin already." : "It is not in the bin.");
            source.BinnedAt = intoBin ? clock.GetUtcNow().UtcDateTime : null;
            var saved = await log.SaveAsync(db, by, new(intoBin ? SourceActions.Binned : SourceActions.Restored, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

public static class RenameSource
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, SourceId id, string? title, SourceKind? kind, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Sources.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } source) return new SourceMissing("The source is not in this project any more.");
            if (title is not null)
            {
                title = title.Trim();
                if (title.Length is 0 or > 300) return new Refused($"A source's title has 1 to 300 characters; this has {title.Length}.");
                source.Title = title;
            }
            if (kind is { } changed) source.Kind = changed;
            var saved = await log.SaveAsync(db, by, new(SourceActions.Renamed, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
