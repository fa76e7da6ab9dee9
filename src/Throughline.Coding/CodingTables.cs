using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>The tables of Coding, for the modules above that read them.</summary>
public static class CodingTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<Code> Codes => db.Set<Code>();
        public DbSet<CodebookVersion> CodebookVersions => db.Set<CodebookVersion>();
        public DbSet<CodebookVersionCode> CodebookVersionCodes => db.Set<CodebookVersionCode>();
        public DbSet<CodedPassage> Codings => db.Set<CodedPassage>();
        public DbSet<Memo> Memos => db.Set<Memo>();
    }
}
