using Microsoft.EntityFrameworkCore;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Words.Tests;

public class HeldTextTests
{
    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Every_text_or_byte_column_of_the_model_is_answered_for_by_a_holder(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var held = bench.Get<IEnumerable<IHoldText>>().SelectMany(h => h.Columns).ToLookup(c => (c.Entity, c.Property));
        var forgotten = Columns(db).Where(c => !held.Contains(c)).Select(c => $"{c.Item1.Name}.{c.Item2}").ToList();
        Assert.True(forgotten.Count == 0, "No holder answers for: " + string.Join(", ", forgotten) + ". Name each in an IHoldText of its module (docs/decisions/0007), so that erasing finds its words.");
    }

    [Theory]
    [InlineData("turn", "turns")]
    [InlineData("memo", "memos")]
    [InlineData("value of a case", "values of a case")]
    [InlineData("programme theory", "programme theories")]
    [InlineData("search", "searches")]
    [InlineData("box of the model", "boxes of the model")]
    [InlineData("choice of sites", "choices of sites")]
    [InlineData("tie between readings", "ties between readings")]
    [InlineData("title or file name", "titles or file names")]
    [InlineData("evidence of a target", "evidence of a target")]
    [InlineData("theme's text", "themes' texts", false)]
    [InlineData("construct's words", "constructs' words", false)]
    [InlineData("file left by jobs", "files left by jobs", false)]
    [InlineData("text in another order", "texts in another order")]
    public void What_was_changed_is_counted_in_the_right_words(string one, string many, bool fromOne = true)
    {
        Assert.Equal($"1 {one}", HeldNouns.Count(1, many));
        Assert.Equal($"1,204 {many}", HeldNouns.Count(1204, many));
        if (fromOne) Assert.Equal(many, HeldNouns.Plural(one));
    }

    [Fact]
    public async Task What_holders_name_is_in_the_model_and_named_once()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var there = Columns(db).ToHashSet();
        var named = bench.Get<IEnumerable<IHoldText>>().SelectMany(h => h.Columns).ToList();
        Assert.DoesNotContain(named, c => !there.Contains((c.Entity, c.Property)));
        Assert.Empty(named.GroupBy(c => (c.Entity, c.Property)).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Every_table_of_the_database_is_in_the_model_or_answered_for(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var sql = engine == Engine.Sqlite ? "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'table'" : "SELECT tablename::text AS \"Value\" FROM pg_tables WHERE schemaname = 'public'";
        var tables = await db.Database.SqlQueryRaw<string>(sql).ToListAsync(TestContext.Current.CancellationToken);
        var known = db.Model.GetEntityTypes().Select(t => t.GetTableName()).OfType<string>().Concat(bench.Get<IEnumerable<IHoldText>>().SelectMany(h => h.OtherTables)).ToHashSet();
        // The engine's own: which migrations ran, and the lock while they do.
        Assert.DoesNotContain(tables, t => !known.Contains(t) && !t.StartsWith("__EF", StringComparison.Ordinal) && !t.StartsWith("sqlite_", StringComparison.Ordinal));
    }

    [Fact]
    public void A_memo_that_repeats_five_words_in_a_row_holds_them()
    {
        var words = new SharedWords("Nobody asked us what the bus costs on a Sunday, did they?");
        Assert.True(words.AreIn("She said \"what the bus costs on\" twice."));
        Assert.False(words.AreIn("What the bus cost, and when."));
    }

    private static IEnumerable<(Type, string)> Columns(ThroughlineDb db) =>
        from type in db.Model.GetEntityTypes()
        from property in type.GetProperties()
        where property.ClrType == typeof(string) || property.ClrType == typeof(byte[])
        select (type.ClrType, property.Name);
}
