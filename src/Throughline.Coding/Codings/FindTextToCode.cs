using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>The source to go on with when none is named: the one the analyst coded last, or the project's first.</summary>
public static class FindTextToCode
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Null where the project has no source.</summary>
        public async Task<SourceId?> RunAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var sources = db.Sources.AsNoTracking().Where(s => s.Project == reader.Project && s.BinnedAt == null);
            var coded = from c in db.Codings.AsNoTracking()
                        join s in sources on c.Source equals s.Id
                        where c.Analyst == reader.Analyst && !c.IsSuggestion
                        orderby c.Id descending
                        select (SourceId?)s.Id;
            return await coded.FirstOrDefaultAsync(cancel) ?? await sources.OrderBy(s => s.Number).Select(s => (SourceId?)s.Id).FirstOrDefaultAsync(cancel);
        }
    }
}
