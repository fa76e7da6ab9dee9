using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Coding;

public readonly record struct RecentSearchId(Guid Value) : IId<RecentSearchId>
{
    public static RecentSearchId New() => new(Guid.CreateVersion7());
    public static RecentSearchId From(Guid value) => new(value);
}

/// <summary>What an analyst asked lately. A convenience, so not in the log. It may hold a name: who erases a name deletes the rows whose query holds it.</summary>
public sealed class RecentSearch : IUnlogged
{
    public RecentSearchId Id { get; init; }
    public ProjectId Project { get; init; }
    public AnalystId Analyst { get; init; }
    public string Query { get; init; } = "";
    public DateTime At { get; set; }
}

internal sealed class RecentSearchMap : IEntityTypeConfiguration<RecentSearch>
{
    public void Configure(EntityTypeBuilder<RecentSearch> search)
    {
        search.ToTable("coding_recent_search").HasKey(s => s.Id);
        search.HasIndex(s => new { s.Project, s.Analyst, s.At });
        search.HasOne<Project>().WithMany().HasForeignKey(s => s.Project);
        search.HasOne<Analyst>().WithMany().HasForeignKey(s => s.Analyst);
    }
}

public static class RecentSearches
{
    /// <summary>How many are kept for each analyst.</summary>
    public const int Most = 20;

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, TimeProvider clock)
    {
        /// <summary>The latest first.</summary>
        public async Task<IReadOnlyList<string>> ListAsync(Acting by, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await Own(db, by).AsNoTracking().OrderByDescending(s => s.At).ThenByDescending(s => s.Id).Select(s => s.Query).ToListAsync(cancel);
        }

        public async Task KeepAsync(Acting by, string query, CancellationToken cancel)
        {
            query = query.Trim();
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var there = await Own(db, by).OrderByDescending(s => s.At).ToListAsync(cancel);
            var now = clock.GetUtcNow().UtcDateTime;
            if (there.Find(s => s.Query == query) is { } again) again.At = now;
            else
            {
                db.Add(new RecentSearch { Id = RecentSearchId.New(), Project = by.Project, Analyst = by.Analyst, Query = query, At = now });
                db.RemoveRange(there.Skip(Most - 1));
            }
            await db.SaveChangesAsync(cancel);
        }

        public async Task ForgetAsync(Acting by, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            db.RemoveRange(await Own(db, by).ToListAsync(cancel));
            await db.SaveChangesAsync(cancel);
        }

        private static IQueryable<RecentSearch> Own(ThroughlineDb db, Acting by) => db.Set<RecentSearch>().Where(s => s.Project == by.Project && s.Analyst == by.Analyst);
    }
}
