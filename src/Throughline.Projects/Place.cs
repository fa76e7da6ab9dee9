using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Projects;

/// <summary>Where an analyst last stopped reading something. A convenience, so not in the log.</summary>
public sealed class Place : IUnlogged
{
    public ProjectId Project { get; init; }
    public AnalystId Analyst { get; init; }
    public string SubjectKind { get; init; } = "";
    public Guid SubjectId { get; init; }
    public int Position { get; set; }
    public DateTime At { get; set; }
}

internal sealed class PlaceMap : IEntityTypeConfiguration<Place>
{
    public void Configure(EntityTypeBuilder<Place> place)
    {
        place.ToTable("project_place").HasKey(p => new { p.Project, p.Analyst, p.SubjectKind, p.SubjectId });
        place.Property(p => p.SubjectKind).HasMaxLength(40);
    }
}

public static class KeepPlace
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, TimeProvider clock)
    {
        public async Task SetAsync(Acting by, NodeRef subject, int position, CancellationToken cancel)
        {
            for (var again = false; ; again = true)
            {
                await using var db = await contexts.CreateDbContextAsync(cancel);
                var place = await db.Places.SingleOrDefaultAsync(p => p.Project == by.Project && p.Analyst == by.Analyst && p.SubjectKind == subject.Kind && p.SubjectId == subject.Id, cancel);
                var isFirst = place is null;
                if (place is null) db.Add(place = new Place { Project = by.Project, Analyst = by.Analyst, SubjectKind = subject.Kind, SubjectId = subject.Id });
                place.Position = position;
                place.At = clock.GetUtcNow().UtcDateTime;
                try
                {
                    await db.SaveChangesAsync(cancel);
                    return;
                }
                catch (DbUpdateException) when (isFirst && !again)
                {
                    // Two tabs left one text for the first time at the same moment: the other's place is there now, and is moved.
                }
            }
        }

        public async Task<int?> GetAsync(Acting by, NodeRef subject, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await db.Places.AsNoTracking().Where(p => p.Project == by.Project && p.Analyst == by.Analyst && p.SubjectKind == subject.Kind && p.SubjectId == subject.Id)
                .Select(p => (int?)p.Position).SingleOrDefaultAsync(cancel);
        }

        /// <summary>The last place the analyst stopped at among items of a kind; null when there is none.</summary>
        public async Task<(Guid Subject, int Position, DateTime At)?> LastAsync(Acting by, string kind, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var place = await db.Places.AsNoTracking().Where(p => p.Project == by.Project && p.Analyst == by.Analyst && p.SubjectKind == kind).OrderByDescending(p => p.At).FirstOrDefaultAsync(cancel);
            return place is null ? null : (place.SubjectId, place.Position, place.At);
        }
    }
}
