using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Readings;

/// <summary>Gives the accepted statements of a document, or of all, to several analysts to read without sight of one another.</summary>
public static class AssignReadings
{
    /// <summary>What was given out, and what was left out and why.</summary>
    /// <param name="Readers">To how many analysts.</param>
    /// <param name="Given">Statements that were given out now.</param>
    /// <param name="GivenBefore">Statements that all of them have already.</param>
    /// <param name="ReadOpenly">Left out: several, or one who is not among these, have read them in sight of each other.</param>
    /// <param name="WorkedApart">Left out: their document is being worked on independently, by whoever asks among others, so that what has been read there is closed.</param>
    /// <param name="CountElsewhere">Left out: they count with another statement, and are read there.</param>
    public sealed record Answer(int Readers, int Given, int GivenBefore, int ReadOpenly, int WorkedApart, int CountElsewhere)
    {
        /// <summary>In sentences: the same on the page and at the command line.</summary>
        public string InWords
        {
            get
            {
                var said = new List<string> { $"{Counted(Given, "statement", "statements")} to be read by {(Readers == 2 ? "both, each without sight of the other" : $"all {Readers}, each without sight of the others")}." };
                if (GivenBefore > 0) said.Add($"{Counted(GivenBefore, "was", "were")} given to them already.");
                if (ReadOpenly > 0) said.Add($"{Counted(ReadOpenly, "was", "were")} left out: read openly already, by more than one analyst or by somebody who is not among these, and no longer to be read without sight of that. Settle {(ReadOpenly == 1 ? "it" : "them")} together.");
                if (WorkedApart > 0) said.Add($"{Counted(WorkedApart, "was", "were")} left out: {(WorkedApart == 1 ? "its document is" : "their documents are")} worked on independently. Finish there first, all who were asked.");
                if (CountElsewhere > 0) said.Add($"{Counted(CountElsewhere, "was", "were")} left out: {(CountElsewhere == 1 ? "it counts" : "they count")} with another statement, and {(CountElsewhere == 1 ? "is" : "are")} read there.");
                return string.Join(' ', said);
            }
        }

        private static string Counted(int number, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many)}");
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListStatements.Handler list, Assign.Handler assign)
    {
        /// <param name="source">Null: of every document.</param>
        /// <param name="analysts">Two or more.</param>
        /// <returns>What was given out and what was not; an error where nothing could be.</returns>
        public async Task<Result<Answer>> RunAsync(Acting by, SourceId? source, IReadOnlyList<AnalystId> analysts, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(analysts);
            var wanted = analysts.Distinct().ToList();
            if (wanted.Count < 2) return new Refused("Independent reading needs at least two different analysts. Choose another as one of the two, or read alone without giving anything out.");
            var all = (await list.RunAsync(by, source, cancel)).Where(s => s.Standing == Standing.Accepted).ToList();
            if (all.Count == 0) return new Refused("No statement has been accepted here yet. Accept what is to be read first.");
            var accepted = all.FindAll(s => s.CountsWith is null);
            if (accepted.Count == 0) return new Refused("The statements here count with others, and are read there.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            // Whoever works on a document apart from others sees none of their readings of it, and is not told by a number that there are any.
            var hidden = await db.HiddenFromAsync(by, cancel);
            var closed = accepted.RemoveAll(s => s.Readers.Count == 0 && hidden.On(s.Source.Value).Count > 0);
            if (accepted.Count == 0) return new Refused("What is accepted here stands in documents that are worked on independently. Finish there first, all who were asked; then give it out.");
            var read = await db.Representations.AsNoTracking().Where(r => r.Project == by.Project && r.SubjectKind == "excerpt" && r.Origin == RepresentationOrigin.Analyst).Select(r => new { r.SubjectId, r.Analyst }).Distinct().ToListAsync(cancel);
            // What two have read openly, or one who is not among these, can be settled, but no longer read without sight of it.
            var openly = read.CountBy(r => r.SubjectId).Where(of => of.Value > 1).Select(of => of.Key).Concat(read.Where(r => !wanted.Contains(r.Analyst)).Select(r => r.SubjectId)).ToHashSet();
            var left = accepted.RemoveAll(s => s.Readers.Count == 0 && openly.Contains(s.Excerpt.Value));
            if (accepted.Count == 0) return new Refused("These have been read openly already, by more than one analyst or by somebody who is not among these. They cannot be read without sight of that any more: settle them together.");
            var given = await assign.RunAsync(by, "excerpt", [.. accepted.Select(s => s.Excerpt.Value)], wanted, cancel);
            return given.Succeeded ? new Answer(wanted.Count, given.Value, accepted.Count - given.Value, left, closed, all.Count - accepted.Count - left - closed) : given.Error;
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
