using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Theories;

public sealed record TheoryInvalid(string Message) : Error(Message);

public sealed record TheoryMissing(string Message) : Missing(Message);

/// <summary>Writes down, rewrites or takes away the programme theory of a document.</summary>
public static class EditTheory
{
    /// <param name="Logic">Steps, in order; empty ones are left out.</param>
    /// <param name="Mechanism">Steps, in order; none where it is not stated.</param>
    /// <param name="Kinds">Ids of terms of the field kind; none where it is not stated.</param>
    /// <param name="Groups">Ids of terms of the field group; none where it is not stated.</param>
    /// <param name="Statements">Accepted statements of the same document that it rests on.</param>
    public sealed record Request(string Problem, IReadOnlyList<string> Logic, IReadOnlyList<string> Mechanism, IReadOnlyList<string> Kinds, IReadOnlyList<string> Groups, string Unanswered, string Evidence, IReadOnlyList<StatementId> Statements);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks)
    {
        public async Task<Result<TheoryId>> AddAsync(Acting by, SourceId source, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Sources.AnyAsync(s => s.Id == source && s.Project == by.Project && s.BinnedAt == null, cancel)) return new SourceMissing("The document is not in this project any more.");
            var analyst = by.Analyst;
            var last = await db.Theories.Where(t => t.Source == source && t.Analyst == analyst).MaxAsync(t => (int?)t.Number, cancel) ?? 0;
            var theory = new ProgrammeTheory { Id = TheoryId.New(), Project = by.Project, Source = source, Number = last + 1, Analyst = by.Analyst, MadeAt = clock.GetUtcNow().UtcDateTime };
            db.Add(theory);
            if (await WriteAsync(db, theory, request, shelf, cancel) is { } wrong) return wrong;
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TheoryAdded, theory.Id.Node, Details(theory)), cancel);
            return saved.Succeeded ? theory.Id : saved.Error;
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, TheoryId id, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await OwnAsync(db, by, id, cancel);
            if (!own.Succeeded) return own.Error;
            if (await WriteAsync(db, own.Value, request, shelf, cancel) is { } wrong) return wrong;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TheoryChanged, id.Node, Details(own.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Takes it away; those after it in the document move up.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, TheoryId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var own = await OwnAsync(db, by, id, cancel);
            if (!own.Succeeded) return own.Error;
            var (source, number, analyst) = (own.Value.Source, own.Value.Number, by.Analyst);
            foreach (var later in await db.Theories.Where(t => t.Source == source && t.Analyst == analyst && t.Number > number).ToListAsync(cancel)) later.Number--;
            db.RemoveRange(await db.TheoryStatements.Where(l => l.Theory == id).ToListAsync(cancel));
            db.Remove(own.Value);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TheoryRemoved, id.Node, Details(own.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        // Another's closed theory is refused as one that is not there: that it is there is not told.
        private static async Task<Result<ProgrammeTheory>> OwnAsync(ThroughlineDb db, Acting by, TheoryId id, CancellationToken cancel)
        {
            var one = await db.Theories.SingleOrDefaultAsync(t => t.Id == id && t.Project == by.Project, cancel);
            if (one is null || (await ClosedRows.OfAsync(db, by, cancel)).IsClosed(one)) return new TheoryMissing("That programme theory is not here any more.");
            return one.Analyst == by.Analyst ? one : new Refused("This is another analyst's draft. Write your own beside it.");
        }

        private static async Task<Error?> WriteAsync(ThroughlineDb db, ProgrammeTheory theory, Request request, ListFrameworks.Shelf shelf, CancellationToken cancel)
        {
            var problem = request.Problem.Trim();
            if (problem.Length == 0) return new TheoryInvalid("Say first what the document takes the problem to be.");
            if (problem.Length > ProgrammeTheory.MostProblem) return new TheoryInvalid($"The problem has at most {ProgrammeTheory.MostProblem} characters; this has {problem.Length}.");
            var (logic, mechanism) = (Steps(request.Logic), Steps(request.Mechanism));
            foreach (var (name, text) in new[] { ("logic", logic), ("mechanism", mechanism), ("unanswered", request.Unanswered.Trim()), ("evidence", request.Evidence.Trim()) })
                if (text.Length > ProgrammeTheory.MostText) return new TheoryInvalid($"The part \"{name}\" has at most {ProgrammeTheory.MostText} characters; this has {text.Length}.");
            foreach (var (field, terms) in new[] { (RepresentationField.Kind, request.Kinds), (RepresentationField.Group, request.Groups) })
            {
                var known = shelf.Find(field.Vocabulary.Framework) is { } framework ? field.Vocabulary.TermsOf(framework).Select(t => t.Id).ToHashSet() : [];
                if (terms.FirstOrDefault(t => !known.Contains(t)) is { } unknown) return new TheoryInvalid($"\"{unknown}\" is no term of {field.Label}. Choose one of its vocabulary.");
            }
            var source = theory.Source;
            var accepted = await db.Statements.AsNoTracking().Where(s => s.Source == source && s.Standing == Standing.Accepted).Select(s => s.Id).ToListAsync(cancel);
            if (request.Statements.Any(s => !accepted.Contains(s))) return new TheoryInvalid("A theory rests on accepted statements of its own document. One of these is none.");
            (theory.Problem, theory.Logic, theory.Mechanism, theory.Unanswered, theory.Evidence) = (problem, logic, mechanism, request.Unanswered.Trim(), request.Evidence.Trim());
            (theory.Kinds, theory.Groups) = (string.Join(' ', request.Kinds.Distinct()), string.Join(' ', request.Groups.Distinct()));
            var id = theory.Id;
            var there = await db.TheoryStatements.Where(l => l.Theory == id).ToListAsync(cancel);
            db.RemoveRange(there.Where(l => !request.Statements.Contains(l.Statement)));
            foreach (var statement in request.Statements.Distinct().Where(s => !there.Exists(l => l.Statement == s)))
                db.Add(new TheoryStatement { Theory = id, Statement = statement, Source = source, Analyst = theory.Analyst });
            return null;
        }

        private static string Steps(IReadOnlyList<string> steps) => string.Join('\n', steps.Select(s => s.Replace('\n', ' ').Trim()).Where(s => s.Length > 0));

        private static Dictionary<string, object?> Details(ProgrammeTheory theory) => new() { ["source"] = theory.Source.Value, ["number"] = theory.Number };
    }
}
