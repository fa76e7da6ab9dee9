using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Clarity;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;

namespace Throughline.Policy;

/// <summary>The tables of Policy, for the modules that read them. Only Policy writes them.</summary>
public static class PolicyTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<Statement> Statements => db.Set<Statement>();
        public DbSet<ProgrammeTheory> Theories => db.Set<ProgrammeTheory>();
        public DbSet<TheoryStatement> TheoryStatements => db.Set<TheoryStatement>();
        public DbSet<TheoryDraft> TheoryDrafts => db.Set<TheoryDraft>();
        public DbSet<Slippage> Slippages => db.Set<Slippage>();
        public DbSet<PolicyDocument> PolicyDocuments => db.Set<PolicyDocument>();
    }
}
