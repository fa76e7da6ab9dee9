using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Projects;

/// <summary>What the reader may not see yet: whose decisions on which item, of whatever kind.</summary>
/// <remarks>Blind is a property of reads. An item given to several for independent work hides each one's decisions from the others among them until all have finished.
/// So it does what those left who were asked once and taken off, and a reading of it by whoever was not asked.
/// Items are known by their ids alone, which no two things share: a read cannot forget a kind.</remarks>
public sealed class Hidden
{
    private readonly Dictionary<Guid, HashSet<AnalystId>> _bySubject = [];
    private readonly Dictionary<Guid, HashSet<AnalystId>> _parts = [];
    private readonly HashSet<Guid> _narrow = [];

    internal Hidden(IEnumerable<(NodeRef Subject, AnalystId Other)> pairs)
    {
        foreach (var (subject, other) in pairs)
        {
            if (!_bySubject.TryGetValue(subject.Id, out var others)) _bySubject[subject.Id] = others = [];
            others.Add(other);
            if (subject.Kind != "source") _narrow.Add(subject.Id);
        }
    }

    public bool Nothing => _bySubject.Count == 0;

    /// <summary>Everybody of whom something is hidden.</summary>
    public IReadOnlySet<AnalystId> Others => _bySubject.Values.SelectMany(others => others).ToHashSet();

    public bool IsHidden(Guid subject, AnalystId other) => On(subject).Contains(other);

    /// <summary>Whose decisions on the item are hidden from the reader.</summary>
    public IReadOnlyCollection<AnalystId> On(Guid subject) => _bySubject.TryGetValue(subject, out var others) || _parts.TryGetValue(subject, out others) ? others : [];

    /// <summary>What is given out, and whose decisions on it are hidden. What stands in a source that is given out is not among them.</summary>
    public IEnumerable<(Guid Subject, AnalystId Other)> Pairs => _bySubject.SelectMany(pair => pair.Value.Select(other => (pair.Key, other)));

    /// <summary>Items that are less than a source: what is decided on them does not carry their id in every row.</summary>
    public IReadOnlyCollection<Guid> Narrow => _narrow;

    /// <summary>Sources that are given out whole.</summary>
    internal IEnumerable<Guid> Whole => _bySubject.Keys.Where(id => !_narrow.Contains(id));

    /// <summary>What stands in such a source.</summary>
    internal IEnumerable<Guid> Parts => _parts.Keys;

    /// <summary>Closes what an analyst who was not asked says of items, where these are such.</summary>
    internal void Add(IEnumerable<Guid> items, AnalystId other)
    {
        foreach (var item in items)
            if (_narrow.Contains(item)) _bySubject[item].Add(other);
    }

    /// <summary>Closes with a source what stands in it.</summary>
    internal void Spread(Guid source, Guid part)
    {
        if (_bySubject.TryGetValue(part, out var others)) others.UnionWith(_bySubject[source]);
        else _parts[part] = _bySubject[source];
    }

    /// <summary>Takes an item's other name to be the item: a statement and its passage.</summary>
    internal void Join(Guid one, Guid other)
    {
        foreach (var (from, to) in new[] { (one, other), (other, one) })
        {
            if (!_narrow.Contains(from)) continue;
            if (!_bySubject.TryGetValue(to, out var others)) _bySubject[to] = others = [];
            others.UnionWith(_bySubject[from]);
            _narrow.Add(to);
        }
    }

    /// <summary>Leaves out of a query, in the database, every row that the reader may not see.</summary>
    public IQueryable<T> Without<T, TId>(IQueryable<T> rows, Expression<Func<T, TId>> subject, Expression<Func<T, AnalystId>> analyst) where TId : struct, IId<TId>
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(analyst);
        return Without(rows, Pairs, subject, analyst);
    }

    private static IQueryable<T> Without<T, TId>(IQueryable<T> rows, IEnumerable<(Guid Subject, AnalystId Other)> pairs, Expression<Func<T, TId>> subject, Expression<Func<T, AnalystId>> analyst) where TId : struct, IId<TId>
    {
        foreach (var of in pairs.GroupBy(pair => pair.Other, pair => pair.Subject))
        {
            var row = subject.Parameters[0];
            var items = of.Select(TId.From).ToList();
            var isItem = items.Count == 1 ? (Expression)Expression.Equal(subject.Body, Among.Parameter(items[0])) : Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(TId)], Among.OneParameter(items), subject.Body);
            var isOther = Expression.Equal(new Swap(analyst.Parameters[0], row).Visit(analyst.Body), Among.Parameter(of.Key));
            rows = rows.Where(Expression.Lambda<Func<T, bool>>(Expression.Not(Expression.AndAlso(isOther, isItem)), row));
        }
        return rows;
    }

    /// <summary>The same for rows that lie in a source and point at a passage: either may be the item.</summary>
    public IQueryable<T> Without<T, TId, TPart>(IQueryable<T> rows, Expression<Func<T, TId>> source, Expression<Func<T, TPart>> passage, Expression<Func<T, AnalystId>> analyst) where TId : struct, IId<TId> where TPart : struct, IId<TPart>
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(passage);
        ArgumentNullException.ThrowIfNull(analyst);
        return Without(Without(rows, Pairs.Where(p => !_narrow.Contains(p.Subject)), source, analyst), Pairs.Where(p => _narrow.Contains(p.Subject)), passage, analyst);
    }

    private sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}

/// <summary>A list or an id within a query as the compiler would write it for a local variable: sent as parameters, so that a query is translated once and not once for each of them.</summary>
internal sealed class Among(object items)
{
    private readonly object _items = items;

    public static Expression Parameter(object items) => Expression.Convert(Expression.Field(Expression.Constant(new Among(items)), nameof(_items)), items.GetType());

    /// <summary>A list as one parameter on both engines, however long it is: SQLite takes no more than 32,766 in a query.</summary>
    public static Expression OneParameter(object items) => Expression.Call(typeof(EF), nameof(EF.Parameter), [items.GetType()], Parameter(items));
}

public static class Blindness
{
    /// <summary>What the reader may not see of anybody's, on items of every kind.</summary>
    public static async Task<Hidden> HiddenFromAsync(this ThroughlineDb db, Acting reader, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var mine = db.Assignments.AsNoTracking().Where(a => a.Project == reader.Project);
        var rows = await mine.Where(a => mine.Any(m => m.SubjectKind == a.SubjectKind && m.SubjectId == a.SubjectId && m.Analyst == reader.Analyst) && mine.Any(m => m.SubjectKind == a.SubjectKind && m.SubjectId == a.SubjectId && m.FinishedAt == null))
            .Select(a => new { a.SubjectKind, a.SubjectId, a.Analyst }).ToListAsync(cancel);
        var open = rows.Select(r => new NodeRef(r.SubjectKind, r.SubjectId)).Distinct().ToList();
        var pairs = rows.Select(r => (Subject: new NodeRef(r.SubjectKind, r.SubjectId), Other: r.Analyst)).ToList();
        if (open.Count > 0) pairs.AddRange(await OnceAskedAsync(db, reader.Project, open, cancel));
        var hidden = new Hidden(pairs.Where(p => p.Other != reader.Analyst));
        if (hidden.Narrow.Count == 0) return hidden;
        var tables = ProjectRows.Tables(db.Model);
        foreach (var items in open.Where(item => hidden.Narrow.Contains(item.Id)).GroupBy(item => item.Kind, item => item.Id).ToList())
        {
            foreach (var table in tables.Where(t => typeof(IReadAlone).IsAssignableFrom(t.Type.ClrType)))
                foreach (var row in await FindAsync(table, RowIds.Of(table.Type).About))
                    if (((IReadAlone)row).ReadBy is { } by && by != reader.Analyst) hidden.Add(RowIds.Of(table.Type).In(row), by);
            foreach (var table in tables.Where(t => typeof(IStandsFor).IsAssignableFrom(t.Type.ClrType)))
                foreach (var row in await FindAsync(table, RowIds.Of(table.Type).All))
                    hidden.Join(RowIds.KeyOf(table.Type, row)!.Value, ((IStandsFor)row).StandsFor);

            // By the column of such things where there is one, which is indexed, else by those that may hold anything.
            async Task<List<object>> FindAsync(ProjectTable table, IReadOnlyList<PropertyInfo> among)
            {
                var columns = among.Where(column => RowIds.NameOf(column) == items.Key).ToList();
                if (columns.Count == 0) columns = [.. among.Where(column => RowIds.KindOf(column) == typeof(Guid))];
                return columns.Count == 0 ? [] : await ClosedRows.FindAsync(db, table, columns, items, cancel);
            }
        }
        return hidden;
    }

    /// <summary>Closes with a source that is given out whole what stands in it: a decision may name that and not the source.</summary>
    internal static async Task SpreadAsync(this ThroughlineDb db, Hidden hidden, CancellationToken cancel)
    {
        var whole = hidden.Whole.ToList();
        if (whole.Count == 0) return;
        foreach (var table in ProjectRows.Tables(db.Model).Where(t => typeof(IStandsFor).IsAssignableFrom(t.Type.ClrType) && typeof(IOfSource).IsAssignableFrom(t.Type.ClrType)))
            foreach (var row in await ClosedRows.FindAsync(db, table, [.. RowIds.Of(table.Type).About.Where(column => RowIds.NameOf(column) == "source")], whole, cancel))
                if (((IOfSource)row).WordsOf is { } source) hidden.Spread(source, RowIds.KeyOf(table.Type, row)!.Value);
    }

    /// <summary>Who was asked to work on these items and is not any more, stood down or because giving them out was taken back: what they left unfinished is closed to whoever works on them now.</summary>
    private static async Task<IEnumerable<(NodeRef Subject, AnalystId Other)>> OnceAskedAsync(ThroughlineDb db, ProjectId project, List<NodeRef> open, CancellationToken cancel)
    {
        // An entry of the log that took somebody off is about the analyst, about the project where it gave out several items at once, or about the item.
        string[] ended = [ProjectActions.StoodDown.Name, ProjectActions.Unassigned.Name, Undo.Undone.Name, Undo.Redone.Name], wide = ["analyst", "project"];
        var entries = db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == project && ended.Contains(e.Action));
        var of = await entries.Where(e => wide.Contains(e.SubjectKind)).Select(e => e.Seq).ToListAsync(cancel);
        foreach (var some in open.GroupBy(item => item.Kind))
            foreach (var ids in some.Select(item => item.Id).Chunk(500))
                of.AddRange(await entries.Where(e => e.SubjectKind == some.Key && ids.Contains(e.SubjectId)).Select(e => e.Seq).ToListAsync(cancel));
        if (of.Count == 0) return [];
        var assignment = ProjectRows.Tables(db.Model).Single(t => t.Type.ClrType == typeof(Assignment));
        var (name, was) = (assignment.Name, new List<Assignment>());
        foreach (var some in of.Chunk(500))
            was.AddRange((await db.Set<LogValue>().AsNoTracking().Where(v => v.Project == project && some.Contains(v.Seq) && v.Table == name && v.Operation == RowOperation.Removed && v.Before != null).Select(v => v.Before!).ToListAsync(cancel))
                .Select(image => (Assignment)ProjectRows.FromImage(assignment.Type, image)));
        var asked = open.ToHashSet();
        return was.Select(a => (Subject: new NodeRef(a.SubjectKind, a.SubjectId), Other: a.Analyst)).Where(a => asked.Contains(a.Subject)).Distinct();
    }
}
