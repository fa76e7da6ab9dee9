using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Throughline.Projects;

/// <summary>Which rows of any table, and which entries of the change log, are closed to a reader.</summary>
/// <remarks>
/// A row is closed where it is the decision of an analyst on an item that is hidden from the reader; where it is about a closed row; where a whole rests on it; and where it was settled
/// by several of whom one is hidden. It follows from the ids in the row, so that a new table is covered by being one.
/// </remarks>
public sealed class ClosedRows
{
    private static readonly MethodInfo LoadOf = typeof(ClosedRows).GetMethod(nameof(LoadAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The tables of what is given out most: asked first, so that the others need not be.</summary>
    private static readonly string[] Commonest = ["source", "source_excerpt", "review_study"];

    private readonly IModel _model;
    private readonly Hidden _hidden;
    private readonly AnalystId _reader;
    private readonly IReadOnlyList<ProjectTable> _tables;
    private readonly Dictionary<string, ProjectTable> _byName;
    private readonly HashSet<Guid> _closed = [];
    private readonly HashSet<Guid> _sources = [];

    private ClosedRows(IModel model, Hidden hidden, AnalystId reader)
    {
        (_model, _hidden, _reader) = (model, hidden, reader);
        _tables = [.. ProjectRows.Tables(model).Where(t => !typeof(IUnlogged).IsAssignableFrom(t.Type.ClrType) && t.Type.ClrType != typeof(Assignment))];
        _byName = _tables.ToDictionary(t => t.Name);
    }

    /// <summary>True when nothing at all is hidden from the reader.</summary>
    public bool Nothing => _hidden.Nothing;

    public Hidden Hidden => _hidden;

    public static async Task<ClosedRows> OfAsync(ThroughlineDb db, Acting reader, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var hidden = await db.HiddenFromAsync(reader, cancel);
        await db.SpreadAsync(hidden, cancel);
        var closed = new ClosedRows(db.Model, hidden, reader.Analyst);
        if (!hidden.Nothing) await closed.FollowAsync(db, cancel);
        return closed;
    }

    /// <summary>Whether a row of any table is closed.</summary>
    public bool IsClosed(object row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (Nothing || row is Assignment or IUnlogged || _model.FindEntityType(row.GetType()) is not { } type) return false;
        var ids = RowIds.Of(type);
        var analyst = (AnalystId?)ids.Analyst?.GetValue(row);
        return IsClosed(analyst, row is IOfSeveral { IsOfSeveral: true }, ids.In(row));
    }

    private bool IsClosed(AnalystId? analyst, bool isOfSeveral, IEnumerable<Guid> ids)
    {
        if (analyst == _reader) return false;
        foreach (var id in ids)
            if (_closed.Contains(id) || (analyst is { } by && _hidden.IsHidden(id, by)) || (isOfSeveral && _hidden.On(id).Count > 0)) return true;
        return false;
    }

    /// <summary>From what is hidden to what is about it, row after row: a tie between two documents carries the id of one of them, and may be closed for the other's sake.</summary>
    private async Task FollowAsync(ThroughlineDb db, CancellationToken cancel)
    {
        // What is given out is known by its id alone. What kind of thing it is, and so which columns can hold it, the table tells that has it as its key.
        var step = new Dictionary<Type, HashSet<Guid>>();
        var given = _hidden.Pairs.Select(p => p.Subject).Concat(_hidden.Parts).ToHashSet();
        var asked = given.ToHashSet();
        foreach (var table in _tables.Where(t => RowIds.Of(t.Type).Key is not null && !t.Type.FindPrimaryKey()!.Properties[0].IsForeignKey()).OrderBy(t => Array.IndexOf(Commonest, t.Name) is var at and >= 0 ? at : Commonest.Length))
        {
            if (given.Count == 0) break;
            var key = RowIds.Of(table.Type).Key!;
            foreach (var row in await FindAsync(db, table, [key], given, cancel))
            {
                if (row is IOfSource { WordsOf: { } source }) _sources.Add(source);
                var id = RowIds.KeyOf(table.Type, row)!.Value;
                Note(step, RowIds.KindOf(key), id);
                given.Remove(id);
            }
        }
        foreach (var id in given) Note(step, typeof(Guid), id);
        while (step.Count > 0)
        {
            var all = step.Values.SelectMany(ids => ids).ToList();
            var next = new Dictionary<Type, HashSet<Guid>>();
            // Only a decision is closed for what it is about; anything is closed for being about a closed decision.
            foreach (var table in _tables.Where(t => _closed.Count > 0 || RowIds.Of(t.Type).Analyst is not null || typeof(IOfSeveral).IsAssignableFrom(t.Type.ClrType)))
                foreach (var columns in RowIds.Of(table.Type).About.GroupBy(RowIds.KindOf))
                {
                    if ((columns.Key == typeof(Guid) ? all : (IReadOnlyCollection<Guid>?)step.GetValueOrDefault(columns.Key)) is not { } ids) continue;
                    foreach (var row in await FindAsync(db, table, [.. columns], ids, cancel))
                    {
                        if (!IsClosed(row)) continue;
                        if (row is IOfSource { WordsOf: { } source }) _sources.Add(source);
                        if (row is IRestsOnPart part && asked.Add(part.Whole)) Note(next, RowIds.Of(table.Type).KindOf(row, part.Whole), part.Whole);
                        if (RowIds.KeyOf(table.Type, row) is { } id && asked.Add(id)) Note(next, RowIds.KindOf(RowIds.Of(table.Type).Key!), id);
                    }
                }
            foreach (var ids in next.Values) _closed.UnionWith(ids);
            step = next;
        }

        static void Note(Dictionary<Type, HashSet<Guid>> to, Type kind, Guid id)
        {
            if (!to.TryGetValue(kind, out var ids)) to[kind] = ids = [];
            ids.Add(id);
        }
    }

    /// <summary>The rows that hold one of the ids in one of the columns.</summary>
    internal static async Task<List<object>> FindAsync(ThroughlineDb db, ProjectTable table, IReadOnlyList<PropertyInfo> columns, IEnumerable<Guid> ids, CancellationToken cancel)
    {
        var found = new List<object>();
        foreach (var some in ids.Chunk(500)) found.AddRange(await (Task<List<object>>)LoadOf.MakeGenericMethod(table.Type.ClrType).Invoke(null, [db, columns, some, cancel])!);
        return found;
    }

    private static async Task<List<object>> LoadAsync<T>(ThroughlineDb db, IReadOnlyList<PropertyInfo> about, Guid[] ids, CancellationToken cancel) where T : class
    {
        var row = Expression.Parameter(typeof(T), "row");
        var any = about.Select(property => (Expression)Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [property.PropertyType], Among.Parameter(ListOf(property.PropertyType, ids)), Expression.Property(row, property)))
            .Aggregate(Expression.OrElse);
        var found = await db.Set<T>().AsNoTracking().Where(Expression.Lambda<Func<T, bool>>(any, row)).ToListAsync(cancel);
        return [.. found];
    }

    private static object ListOf(Type type, Guid[] ids)
    {
        var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type))!;
        var id = Nullable.GetUnderlyingType(type) ?? type;
        foreach (var value in ids) list.Add(id == typeof(Guid) ? value : Activator.CreateInstance(id, value));
        return list;
    }

    /// <param name="Entries">Numbers of entries that are closed whole.</param>
    /// <param name="Values">Single values that are closed within entries that are open: another's correction took them along.</param>
    public sealed record ClosedLog(IReadOnlySet<long> Entries, IReadOnlySet<(long Seq, int Ordinal)> Values);

    /// <summary>What of the change log is closed, from an entry on.</summary>
    public async Task<ClosedLog> LogAsync(ThroughlineDb db, ProjectId project, long from, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (entries, values) = (new HashSet<long>(), new HashSet<(long, int)>());
        if (Nothing) return new(entries, values);
        var others = _hidden.Others.ToList();
        var sources = _hidden.Pairs.Select(p => p.Subject).Concat(_sources).Distinct().ToList();
        var touched = await (from v in db.Set<LogValue>().AsNoTracking()
                             join e in db.Set<LogEntry>().AsNoTracking() on new { v.Project, v.Seq } equals new { e.Project, e.Seq }
                             where v.Project == project && v.Seq >= @from && ((v.Source != null && EF.Parameter(sources).Contains(v.Source.Value)) || others.Contains(e.Analyst))
                             orderby v.Seq, v.Ordinal
                             select new { v.Seq, v.Ordinal, v.Table, v.Key, v.Source, v.Before, v.After, e.Analyst, e.Rows }).ToListAsync(cancel);
        // What has been taken away since was a decision too: its own id is closed, and so is what was about it.
        foreach (var v in touched)
            if (_byName.TryGetValue(v.Table, out var table) && RowIds.Of(table.Type).Key is not null && IsClosedImage(table.Type, v.Before, v.After)) _closed.Add(JsonSerializer.Deserialize<Guid[]>(v.Key)![0]);
        var closedIn = new Dictionary<long, int>();
        foreach (var v in touched)
        {
            if (v.Analyst != _reader && v.Source is { } source && _hidden.IsHidden(source, v.Analyst)) entries.Add(v.Seq);
            if (!_byName.TryGetValue(v.Table, out var table) || !(IsClosedImage(table.Type, v.Before, v.After) || IsClosedKey(v.Key))) continue;
            values.Add((v.Seq, v.Ordinal));
            closedIn[v.Seq] = closedIn.GetValueOrDefault(v.Seq) + 1;
            // A closed decision in its own analyst's entry closes the entry; in another's, only where the entry is about nothing else.
            if (v.Analyst != _reader && (_hidden.Others.Contains(v.Analyst) || closedIn[v.Seq] == v.Rows)) entries.Add(v.Seq);
        }
        var spoken = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == project && e.Seq >= @from && e.Analyst != _reader && others.Contains(e.Analyst)).Select(e => new { e.Seq, e.Analyst, e.Action, e.SubjectId }).ToListAsync(cancel);
        foreach (var e in spoken)
            if (_closed.Contains(e.SubjectId) || (_hidden.IsHidden(e.SubjectId, e.Analyst) && !IsOpenly(e.Action))) entries.Add(e.Seq);
        foreach (var some in _closed.Chunk(500))
            entries.UnionWith(await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == project && e.Seq >= @from && e.Analyst != _reader && some.Contains(e.SubjectId)).Select(e => e.Seq).ToListAsync(cancel));
        return new(entries, values);
    }

    /// <summary>That work was given out or finished, and that a source came in, is told to all.</summary>
    private static bool IsOpenly(string action) => action.StartsWith("assignment.", StringComparison.Ordinal) || action == "source.import";

    private bool IsClosedKey(string key) => JsonNode.Parse(key) is JsonArray parts && parts.Any(p => p is JsonValue value && value.TryGetValue<string>(out var text) && Guid.TryParseExact(text, "D", out var id) && _closed.Contains(id));

    private bool IsClosedImage(IEntityType type, string? before, string? after) => IsClosedImage(type, before) || IsClosedImage(type, after);

    private bool IsClosedImage(IEntityType type, string? image)
    {
        if (image is null || JsonNode.Parse(image) is not JsonObject json) return false;
        var ids = RowIds.Of(type);
        var analyst = ids.Analyst is not null && IdIn(json, ids.Analyst.Name) is { } by ? new AnalystId(by) : (AnalystId?)null;
        // A row that is gone is asked as it was: an agreement that was taken back tells what each said, too.
        var several = typeof(IOfSeveral).IsAssignableFrom(type.ClrType) && ProjectRows.FromImage(type, image) is IOfSeveral { IsOfSeveral: true };
        return IsClosed(analyst, several, ids.All.Select(p => IdIn(json, p.Name)).OfType<Guid>());
    }

    private static Guid? IdIn(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) && Guid.TryParse(text, out var id) ? id : null;
}
