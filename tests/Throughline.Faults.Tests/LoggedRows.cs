using System.Collections;
using System.Globalization;
using System.Text;

namespace Throughline.Faults.Tests;

/// <summary>Every row of every table that the change log keeps, as it lies in the database, so that two moments can be held against each other.</summary>
internal static class LoggedRows
{
    /// <summary>One line a row: the table, then each property and its value.</summary>
    public static async Task<SortedSet<string>> ReadAsync(TestWorkbench bench, CancellationToken cancel)
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(cancel);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        var set = typeof(DbContext).GetMethod(nameof(DbContext.Set), Type.EmptyTypes)!;
        var rows = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.GetTableName() is not null && !typeof(IUnlogged).IsAssignableFrom(t.ClrType)))
            foreach (var row in (IEnumerable)set.MakeGenericMethod(type.ClrType).Invoke(db, null)!)
            {
                var line = new StringBuilder(type.GetTableName());
                foreach (var property in type.GetProperties().OrderBy(p => p.Name, StringComparer.Ordinal))
                    line.Append(CultureInfo.InvariantCulture, $" {property.Name}={Text(property.PropertyInfo!.GetValue(row))}");
                rows.Add(line.ToString());
            }
        return rows;
    }

    /// <summary>What the two moments differ in; empty when they are alike.</summary>
    public static string Difference(SortedSet<string> wanted, SortedSet<string> found) =>
        string.Join("\n", wanted.Except(found).Select(row => "- " + row).Concat(found.Except(wanted).Select(row => "+ " + row)));

    private static string Text(object? value) => value switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
