using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;

namespace Throughline.Framing;

/// <summary>The tables of Framing, for the modules that read them. Only Framing writes them.</summary>
public static class FramingTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<OwnFramework> OwnFrameworks => db.Set<OwnFramework>();
        public DbSet<TermChange> TermChanges => db.Set<TermChange>();
        public DbSet<Representation> Representations => db.Set<Representation>();
        public DbSet<FieldReading> FieldReadings => db.Set<FieldReading>();
        public DbSet<RepresentationLink> RepresentationLinks => db.Set<RepresentationLink>();
    }
}
