using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Projects;

/// <summary>Whose words a row is, and where they are shown.</summary>
/// <param name="Node">The thing the row is part of.</param>
/// <param name="What">In words, singular: "memo".</param>
/// <param name="Source">The source that the row speaks of, where it is an analyst's decision on one.</param>
/// <param name="By">Whose decision it is; null where it is nobody's, and so open to all.</param>
public sealed record HeldAt(NodeRef Node, string What, Guid? Source = null, AnalystId? By = null);

/// <summary>The rows of one table, with the columns that hold words.</summary>
public abstract record HeldRows(Type Entity, IReadOnlyList<(string Property, HeldAs As)> Properties)
{
    internal abstract IAsyncEnumerable<object> LoadAsync(ThroughlineDb db, ProjectId project, bool tracked);

    internal abstract HeldAt At(object row);
}

/// <param name="Of">The project's rows.</param>
/// <param name="Where">Where a row is shown.</param>
public sealed record HeldRows<T>(Func<ThroughlineDb, ProjectId, IQueryable<T>> Of, Func<T, HeldAt> Where, params (string Property, HeldAs As)[] Held) : HeldRows(typeof(T), Held) where T : class
{
    internal override IAsyncEnumerable<object> LoadAsync(ThroughlineDb db, ProjectId project, bool tracked) => (tracked ? Of(db, project) : Of(db, project).AsNoTracking()).AsAsyncEnumerable();

    internal override HeldAt At(object row) => Where((T)row);
}

/// <summary>A module's held text, said as a list of tables and columns: finding, masking and pseudonyms follow from it.</summary>
public abstract class TextHolder : IHoldText
{
    protected abstract IReadOnlyList<HeldRows> Rows { get; }

    public virtual IReadOnlyCollection<HeldColumn> Columns => [.. Rows.SelectMany(rows => rows.Properties.Select(p => new HeldColumn(rows.Entity, p.Property, p.As)))];

    public virtual IReadOnlyCollection<string> OtherTables => [];

    public virtual async Task<IReadOnlyList<HeldWords>> FindAsync(ThroughlineDb db, Acting reader, NameRewrite names, CancellationToken cancel)
    {
        var hidden = await ClosedRows.OfAsync(db, reader, cancel);
        var found = new List<HeldWords>();
        foreach (var rows in Rows.Where(r => r.Properties.Any(p => IsSought(p.As, names))))
        {
            var type = db.Model.FindEntityType(rows.Entity)!;
            await foreach (var row in rows.LoadAsync(db, reader.Project, tracked: false).WithCancellation(cancel))
            {
                var at = rows.At(row);
                var closed = hidden.IsClosed(row);
                foreach (var (property, _) in rows.Properties.Where(p => IsSought(p.As, names)))
                    if (type.FindProperty(property)!.PropertyInfo!.GetValue(row) is string text && names.Find(text) is { Count: > 0 } spans)
                        found.Add(new(at.Node, at.What, at.Source, spans.Count, closed ? "" : Among(text, spans[0]), closed));
            }
        }
        return found;
    }

    public virtual async Task RewriteAsync(ThroughlineDb db, ProjectId project, NameRewrite rewrite, HeldTally tally, CancellationToken cancel)
    {
        foreach (var rows in Rows)
        {
            var columns = rows.Properties.Where(p => IsSought(p.As, rewrite)).ToList();
            if (columns.Count == 0) continue;
            var type = db.Model.FindEntityType(rows.Entity)!;
            var taken = columns.Where(c => type.FindProperty(c.Property)!.GetContainingIndexes().Any(i => i.IsUnique)).ToDictionary(c => c.Property, _ => new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            var loaded = new List<object>();
            await foreach (var row in rows.LoadAsync(db, project, tracked: true).WithCancellation(cancel)) loaded.Add(row);
            foreach (var (property, set) in taken) set.UnionWith(loaded.Select(row => type.FindProperty(property)!.PropertyInfo!.GetValue(row) as string ?? ""));
            foreach (var row in loaded)
            {
                var entry = db.Entry(row);
                foreach (var (property, held) in columns)
                {
                    if (entry.Property(property).CurrentValue is not string text || rewrite.Find(text).Count == 0) continue;
                    if (held == HeldAs.Key)
                    {
                        entry.State = EntityState.Deleted;
                        tally.Add("lines of the pseudonym map");
                        break;
                    }
                    var whole = rewrite.Apply(text);
                    var most = type.FindProperty(property)!.GetMaxLength() ?? int.MaxValue;
                    var changed = Cut.To(whole, most);
                    if (taken.TryGetValue(property, out var names))
                        for (int n = 2; !names.Add(changed); n++)
                        {
                            var tail = $" ({n})";
                            changed = Cut.To(whole, most - tail.Length) + tail;
                        }
                    entry.Property(property).CurrentValue = changed;
                    tally.Add(HeldNouns.Plural(rows.At(row).What));
                }
            }
        }
    }

    public virtual Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel) => Task.CompletedTask;

    public virtual Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Quoting>>([]);

    public virtual Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel) => Task.CompletedTask;

    public virtual Task<ReanchorCount> ReanchorAsync(ThroughlineDb db, RevisedText revised, CancellationToken cancel) => Task.FromResult(ReanchorCount.None);

    /// <summary>A name among the words around it, on one line.</summary>
    protected static string Among(string text, TextSpan span)
    {
        var line = span.Start == 0 ? 0 : text.LastIndexOf('\n', span.Start - 1) + 1;
        var to = text.IndexOf('\n', span.End);
        return Cut.Around(text[line..(to < 0 ? text.Length : to)], new(span.Start - line, span.End - line), 41).Replace('\n', ' ');
    }

    private static bool IsSought(HeldAs held, NameRewrite names) => held == HeldAs.Words || (names.IsErasing && held is (HeldAs.Person or HeldAs.Key));
}
