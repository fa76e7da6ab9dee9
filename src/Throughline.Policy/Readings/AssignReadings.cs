using Microsoft.EntityFrameworkCore;
using Throughline.Framing;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Readings;

/// <summary>Gives the accepted statements of a document, or of all, to several analysts to read without sight of one another.</summary>
public static class AssignReadings
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListStatements.Handler list, Assign.Handler assign)
    {
        /// <param name="source">Null: of every document.</param>
        /// <param name="analysts">Two or more.</param>
        /// <returns>How many statements were given out now.</returns>
        public async Task<Result<int>> RunAsync(Acting by, SourceId? source, IReadOnlyList<AnalystId> analysts, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(analysts);
            var wanted = analysts.Distinct().ToList();
            if (wanted.Count < 2) return new Refused("Independent reading needs at least two different analysts. Choose another as one of the two, or read alone without giving anything out.");
            var accepted = (await list.RunAsync(by, source, cancel)).Where(s => s.Standing == Standing.Accepted && s.CountsWith is null).ToList();
            if (accepted.Count == 0) return new Refused("No statement has been accepted here yet. Accept what is to be read first.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var read = await db.Representations.AsNoTracking().Where(r => r.Project == by.Project && r.SubjectKind == "excerpt" && r.Origin == RepresentationOrigin.Analyst).Select(r => new { r.SubjectId, r.Analyst }).Distinct().ToListAsync(cancel);
            // What two have read openly, or one who is not among these, can be settled, but no longer read without sight of it.
            var openly = read.CountBy(r => r.SubjectId).Where(of => of.Value > 1).Select(of => of.Key).Concat(read.Where(r => !wanted.Contains(r.Analyst)).Select(r => r.SubjectId)).ToHashSet();
            accepted.RemoveAll(s => s.Readers.Count == 0 && openly.Contains(s.Excerpt.Value));
            if (accepted.Count == 0) return new Refused("These have been read openly already, by more than one analyst or by somebody who is not among these. They cannot be read without sight of that any more: settle them together.");
            return await assign.RunAsync(by, "excerpt", [.. accepted.Select(s => s.Excerpt.Value)], wanted, cancel);
        }
    }
}

/// <summary>Says that one's own reading of a statement is finished. What was not read is said not to be stated.</summary>
public static class FinishReading
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListStatements.Handler list, Framing.Representations.AnswerField.Handler answer, FinishAssignment.Handler finish)
    {
        public async Task<Result<Done>> RunAsync(Acting by, StatementId id, CancellationToken cancel)
        {
            SourceId? source;
            await using (var db = await contexts.CreateDbContextAsync(cancel))
                source = await db.Statements.AsNoTracking().Where(s => s.Id == id && s.Project == by.Project).Select(s => (SourceId?)s.Source).SingleOrDefaultAsync(cancel);
            if (source is null || (await list.RunAsync(by, source, cancel)).FirstOrDefault(s => s.Id == id) is not { } statement) return new StatementMissing("That statement is not in this project any more.");
            if (statement.Mine is not { } reading) return new Refused("You have said nothing of this statement yet. Answer a field first.");
            var rest = await answer.RestNotStatedAsync(by, reading, cancel);
            if (!rest.Succeeded) return rest.Error;
            return statement.Readers.Any(r => r.Analyst == by.Analyst && r.FinishedAt is null) ? await finish.RunAsync(by, statement.Excerpt.Node, cancel) : Done.Value;
        }
    }
}
