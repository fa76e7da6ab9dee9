using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Statements;
using Throughline.Synthesis.Constructs;
using Throughline.Synthesis.Translation;

namespace Throughline.Exchange.Packs;

/// <summary>What a pack carries of a table.</summary>
internal enum PackPart
{
    /// <summary>Rows that are an analyst's own decisions: merged by what has become of them on both sides.</summary>
    Own,
    /// <summary>Rows without an analyst that belong to such a decision: the passages of a note, and passages themselves.</summary>
    Of,
    /// <summary>What decisions rest on and everybody shares: added where it is missing, never changed.</summary>
    Ground,
}

/// <summary>Which tables a pack carries, from the model: a new table of decisions is carried by being one.</summary>
internal static class PackTables
{
    private static readonly Type[] Grounds = [typeof(Code), typeof(Statement), typeof(Theme), typeof(ThemeCode), typeof(Construct), typeof(Concept)];
    private static readonly Type[] Passages = [typeof(Excerpt), typeof(ExcerptContext)];

    public static IReadOnlyList<(ProjectTable Table, PackPart Part)> Of(ThroughlineDb db)
    {
        var tables = ProjectRows.Tables(db.Model).Where(t => !typeof(IUnlogged).IsAssignableFrom(t.Type.ClrType)).ToList();
        var own = tables.Where(IsOwn).Select(t => t.Type).ToHashSet();
        return [.. tables.Select(t => (t,
            own.Contains(t.Type) ? PackPart.Own
            : Grounds.Contains(t.Type.ClrType) ? PackPart.Ground
            : Passages.Contains(t.Type.ClrType) || t.Type.GetForeignKeys().Any(k => own.Contains(k.PrincipalEntityType) && k.Properties.All(p => !p.IsNullable)) ? PackPart.Of
            : (PackPart?)null)).Where(t => t.Item2 is not null).Select(t => (t.t, t.Item2!.Value))
            // A reading or a memo names what it is on by kind and id alone, which no foreign key puts first.
            .OrderBy(t => Passages.Contains(t.t.Type.ClrType) ? 0 : t.Value == PackPart.Ground ? 1 : 2)];
    }

    private static bool IsOwn(ProjectTable table) => table.Type.ClrType != typeof(Assignment) && table.Type.FindProperty("Analyst")?.ClrType == typeof(AnalystId);

    public static AnalystId? AnalystOf(JsonObject row) => row["Analyst"] is JsonValue value && value.TryGetValue<Guid>(out var id) ? new(id) : null;

    /// <summary>The id in a column; null where it is empty.</summary>
    public static Guid? IdIn(JsonObject row, string property) => row[property] is JsonValue value && (value.TryGetValue<Guid>(out var id) || (value.TryGetValue<string>(out var text) && Guid.TryParse(text, out id))) ? id : null;
}

/// <summary>The states that rows have been in, one after the other, as hashes: what tells which of two copies has gone on from the other.</summary>
internal sealed class PackHistory
{
    /// <summary>A state in which there is no row.</summary>
    public const string Gone = "gone";

    private readonly Dictionary<(string Table, string Key), List<string>> _states = [];

    /// <summary>Reads the log's values of some tables. What has been erased from the log is passed over.</summary>
    /// <param name="wanted">Only these rows.</param>
    public static async Task<PackHistory> ReadAsync(ThroughlineDb db, ProjectId project, IReadOnlyCollection<string> tables, Func<LogValue, bool> wanted, CancellationToken cancel)
    {
        var history = new PackHistory();
        await foreach (var value in db.Set<LogValue>().AsNoTracking().Where(v => v.Project == project && tables.Contains(v.Table)).OrderBy(v => v.Seq).ThenBy(v => v.Ordinal).AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (value.Salt is null || !wanted(value)) continue;
            if (!history._states.TryGetValue((value.Table, value.Key), out var states)) history._states[(value.Table, value.Key)] = states = [];
            if (states.Count == 0 && value.Before is { } first) Next(states, HashOf(first));
            Next(states, value.After is { } image ? HashOf(image) : Gone);
        }
        return history;
    }

    /// <summary>A row's states, ending with how it is now.</summary>
    public IReadOnlyList<string> Of(string table, string key, string now)
    {
        List<string> states = _states.TryGetValue((table, key), out var known) ? [.. known] : [];
        if (states.Count > 0 || now != Gone) Next(states, now);
        return states;
    }

    public static string HashOf(JsonObject? row) => row is null ? Gone : HashOf(row.ToJsonString());

    /// <summary>Whether one side has been everywhere that the other has, in that order, and so has gone on from it.</summary>
    public static bool GoesOnFrom(IReadOnlyList<string> later, IReadOnlyList<string> earlier)
    {
        var at = 0;
        foreach (var state in later)
            if (at < earlier.Count && earlier[at] == state) at++;
        return at == earlier.Count;
    }

    private static string HashOf(string image) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)));

    private static void Next(List<string> states, string state)
    {
        if (states.Count == 0 || states[^1] != state) states.Add(state);
    }
}
