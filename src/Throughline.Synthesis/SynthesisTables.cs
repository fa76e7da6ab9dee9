using Microsoft.EntityFrameworkCore;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;

namespace Throughline.Synthesis;

/// <summary>The tables of Synthesis, for the modules that read them. Only Synthesis writes them.</summary>
public static class SynthesisTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<SynthesisPlan> SynthesisPlans => db.Set<SynthesisPlan>();
        public DbSet<Construct> Constructs => db.Set<Construct>();
        public DbSet<Concept> Concepts => db.Set<Concept>();
        public DbSet<Cluster> Clusters => db.Set<Cluster>();
        public DbSet<ClusterMember> ClusterMembers => db.Set<ClusterMember>();
        public DbSet<ClusterConstruct> ClusterConstructs => db.Set<ClusterConstruct>();
        public DbSet<Comparison> Comparisons => db.Set<Comparison>();
        public DbSet<ComparisonConstruct> ComparisonConstructs => db.Set<ComparisonConstruct>();
        public DbSet<ConceptRelation> ConceptRelations => db.Set<ConceptRelation>();
        public DbSet<AlternativeReading> AlternativeReadings => db.Set<AlternativeReading>();
        public DbSet<Storyline> Storylines => db.Set<Storyline>();
        public DbSet<ThirdOrder> ThirdOrders => db.Set<ThirdOrder>();
        public DbSet<Claim> Claims => db.Set<Claim>();
        public DbSet<ClaimSupport> ClaimSupports => db.Set<ClaimSupport>();
        public DbSet<PhaseEntry> PhaseEntries => db.Set<PhaseEntry>();
    }
}
