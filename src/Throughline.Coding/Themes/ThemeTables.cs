using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

public static class ThemeTables
{
    extension(ThroughlineDb db)
    {
        public DbSet<Theme> Themes => db.Set<Theme>();
        public DbSet<ThemeCode> ThemeCodes => db.Set<ThemeCode>();
        public DbSet<ThemePassage> ThemePassages => db.Set<ThemePassage>();
        public DbSet<Quotation> Quotations => db.Set<Quotation>();
    }
}
