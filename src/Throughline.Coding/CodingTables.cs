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
        public DbSet<CodingNote> CodingNotes => db.Set<CodingNote>();
        public DbSet<NotePassage> NotePassages => db.Set<NotePassage>();
        public DbSet<NoteAnswer> NoteAnswers => db.Set<NoteAnswer>();
        public DbSet<NotesCheck> NotesChecks => db.Set<NotesCheck>();
        public DbSet<Settlement> Settlements => db.Set<Settlement>();
    }
}
