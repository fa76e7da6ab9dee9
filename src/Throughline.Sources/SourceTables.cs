using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

/// <summary>The tables of Sources, for the modules that read them. Only Sources writes them, save that excerpts are added through <see cref="ExcerptWriting"/>.</summary>
public static class SourceTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<Source> Sources => db.Set<Source>();
        public DbSet<Original> Originals => db.Set<Original>();
        public DbSet<Revision> Revisions => db.Set<Revision>();
        public DbSet<OtherReading> OtherReadings => db.Set<OtherReading>();
        public DbSet<SessionRecord> Sessions => db.Set<SessionRecord>();
        public DbSet<Speaker> Speakers => db.Set<Speaker>();
        public DbSet<Turn> Turns => db.Set<Turn>();
        public DbSet<Case> Cases => db.Set<Case>();
        public DbSet<CaseAttribute> Attributes => db.Set<CaseAttribute>();
        public DbSet<CaseValue> CaseValues => db.Set<CaseValue>();
        public DbSet<CaseTie> CaseTies => db.Set<CaseTie>();
        public DbSet<Excerpt> Excerpts => db.Set<Excerpt>();
        public DbSet<ExcerptContext> ExcerptContexts => db.Set<ExcerptContext>();
        public DbSet<PseudonymLine> PseudonymLines => db.Set<PseudonymLine>();
    }
}
