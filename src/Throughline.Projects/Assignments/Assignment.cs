using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Throughline.Projects;

public readonly record struct AssignmentId(Guid Value) : IId<AssignmentId>
{
    public static AssignmentId New() => new(Guid.CreateVersion7());
    public static AssignmentId From(Guid value) => new(value);
}

/// <summary>One analyst's share of an item given to several for independent work.</summary>
public sealed class Assignment
{
    public AssignmentId Id { get; init; }
    public ProjectId Project { get; init; }
    public string SubjectKind { get; init; } = "";
    public Guid SubjectId { get; init; }
    public AnalystId Analyst { get; init; }
    public DateTime AssignedAt { get; init; }
    public DateTime? FinishedAt { get; set; }
}

internal sealed class AssignmentMap : IEntityTypeConfiguration<Assignment>
{
    public void Configure(EntityTypeBuilder<Assignment> assignment)
    {
        assignment.ToTable("project_assignment").HasKey(a => a.Id);
        assignment.Property(a => a.SubjectKind).HasMaxLength(40);
        assignment.HasIndex(a => new { a.Project, a.SubjectKind, a.SubjectId, a.Analyst }).IsUnique();
        assignment.HasOne<Analyst>().WithMany().HasForeignKey(a => a.Analyst);
    }
}

/// <summary>What the reader may not see yet: whose decisions on which item.</summary>
/// <remarks>Blind is a property of reads. An item given to several for independent work hides each one's decisions from the others among them until all have finished.</remarks>
public sealed class Hidden
{
    private readonly Dictionary<Guid, HashSet<AnalystId>> _bySubject = [];

    internal Hidden(IEnumerable<(Guid Subject, AnalystId Other)> pairs)
    {
        foreach (var (subject, other) in pairs)
        {
            if (!_bySubject.TryGetValue(subject, out var others)) _bySubject[subject] = others = [];
            others.Add(other);
        }
    }

    public bool Nothing => _bySubject.Count == 0;

    public bool IsHidden(Guid subject, AnalystId other) => _bySubject.TryGetValue(subject, out var others) && others.Contains(other);

    /// <summary>Whose decisions on the item are hidden from the reader.</summary>
    public IReadOnlyCollection<AnalystId> On(Guid subject) => _bySubject.TryGetValue(subject, out var others) ? others : [];

    /// <summary>What is hidden by either.</summary>
    public Hidden And(Hidden other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Pairs.Concat(other.Pairs));
    }

    public IEnumerable<(Guid Subject, AnalystId Other)> Pairs => _bySubject.SelectMany(pair => pair.Value.Select(other => (pair.Key, other)));

    /// <summary>Leaves out of a query, in the database, every row that the reader may not see.</summary>
    public IQueryable<T> Without<T, TId>(IQueryable<T> rows, Expression<Func<T, TId>> subject, Expression<Func<T, AnalystId>> analyst) where TId : struct, IId<TId>
    {
        foreach (var (hidden, other) in Pairs)
        {
            var row = subject.Parameters[0];
            var isSubject = Expression.Equal(subject.Body, Expression.Constant(TId.From(hidden)));
            var isOther = Expression.Equal(new Swap(analyst.Parameters[0], row).Visit(analyst.Body), Expression.Constant(other));
            rows = rows.Where(Expression.Lambda<Func<T, bool>>(Expression.Not(Expression.AndAlso(isSubject, isOther)), row));
        }
        return rows;
    }

    private sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}

public static class Blindness
{
    /// <summary>What the reader may not see of items of one kind ("source", "statement", "comparison").</summary>
    public static async Task<Hidden> HiddenFromAsync(this ThroughlineDb db, Acting reader, string kind, CancellationToken cancel)
    {
        var mine = db.Assignments.AsNoTracking().Where(a => a.Project == reader.Project && a.SubjectKind == kind);
        var rows = await mine.Where(a => mine.Any(m => m.SubjectId == a.SubjectId && m.Analyst == reader.Analyst) && mine.Any(m => m.SubjectId == a.SubjectId && m.FinishedAt == null))
            .Where(a => a.Analyst != reader.Analyst).Select(a => new { a.SubjectId, a.Analyst }).ToListAsync(cancel);
        return new(rows.Select(r => (r.SubjectId, r.Analyst)));
    }
}
