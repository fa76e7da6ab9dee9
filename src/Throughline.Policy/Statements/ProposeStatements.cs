using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Finding;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy.Statements;

/// <summary>Has the project's lexicons propose statements in a source. What is there already, accepted or rejected, stays as it is.</summary>
public static class ProposeStatements
{
    /// <param name="Added">Statements proposed now.</param>
    /// <param name="AlreadyThere">Finds on words that a statement stands on already.</param>
    public sealed record Answer(int Added, int AlreadyThere, int Mentions);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ReadSource.Handler read, ListFrameworks.Handler frameworks)
    {
        public async Task<Result<Answer>> RunAsync(Acting by, SourceId source, CancellationToken cancel)
        {
            var lexicons = PolicyLexicons.Of((await frameworks.RunAsync(by.Project, cancel)).All.Select(row => row.Framework));
            if (!lexicons.Succeeded) return lexicons.Error;
            var reading = await read.RunAsync(by.Project, source, null, cancel);
            if (!reading.Succeeded) return reading.Error;
            var found = new StatementFinder(lexicons.Value.Inequality).Find(reading.Value.Structure.With(reading.Value.Text));
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var project = by.Project;
            var there = await (from s in db.Statements.AsNoTracking() join e in db.Excerpts on s.Excerpt equals e.Id where s.Source == source && s.Project == project && !e.IsLost select new { e.Start, e.End }).ToListAsync(cancel);
            var fresh = found.Statements.Where(f => !there.Exists(t => new TextSpan(t.Start, t.End).Overlaps(f.Span))).ToList();
            if (fresh.Count == 0) return new Answer(0, found.Statements.Count, found.Mentions.Count);
            var excerpts = await db.AddExcerptsAsync(by.Project, source, [.. fresh.Select(f => f.Span)], cancel);
            if (!excerpts.Succeeded) return excerpts.Error;
            var now = clock.GetUtcNow().UtcDateTime;
            foreach (var (statement, excerpt) in fresh.Zip(excerpts.Value))
            {
                var ordinal = 0;
                foreach (var context in statement.Context)
                    if (!context.Span.IsEmpty) db.Add(new ExcerptContext { Excerpt = excerpt.Id, Ordinal = ordinal++, Source = source, Label = context.Label, Start = context.Span.Start, End = context.Span.End });
                db.Add(new Statement { Id = StatementId.New(), Project = by.Project, Source = source, Excerpt = excerpt.Id, IsWoven = statement.IsWoven, Entries = Statement.EntriesOf(statement.Matched), AddedBy = by.Analyst, AddedAt = now });
            }
            var saved = await log.SaveAsync(db, by, new(PolicyActions.Proposed, source.Node, new Dictionary<string, object?> { ["statements"] = fresh.Count }), cancel);
            return saved.Succeeded ? new Answer(fresh.Count, found.Statements.Count - fresh.Count, found.Mentions.Count) : saved.Error;
        }
    }
}
