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
    public sealed record Request(string Problem, IReadOnlyList<string> Logic, IReadOnlyList<string> Mechanism, IReadOnlyList<string> Kinds, IReadOnlyList<string> Groups, string Unanswered, string Evidence, IReadOnlyList<StatementId> Statements)
    {
        /// <summary>Ids of terms of the field aim.</summary>
        public IReadOnlyList<string> Aims { get; init; } = [];
        /// <summary>Ids of terms of the field level of cause.</summary>
        public IReadOnlyList<string> CauseLevels { get; init; } = [];
        /// <summary>Ids of terms of the field mechanism.</summary>
        public IReadOnlyList<string> Means { get; init; } = [];
        /// <summary>Ids of terms of the field level of mechanism.</summary>
        public IReadOnlyList<string> MechanismLevels { get; init; } = [];
        /// <summary>Id of a term of the field mechanism, how far told; empty where there is none.</summary>
        public string Degree { get; init; } = "";

        /// <summary>What a theory says, to be written again.</summary>
        public static Request Of(ListTheories.Row theory)
        {
            ArgumentNullException.ThrowIfNull(theory);
            return new(theory.Problem, theory.Logic, theory.Mechanism, theory.Kinds, theory.Groups, theory.Unanswered, theory.Evidence, [.. theory.Statements.Select(s => s.Id)])
            {
                Aims = theory.Aims,
                CauseLevels = theory.CauseLevels,
                Means = theory.Means,
                MechanismLevels = theory.MechanismLevels,
                Degree = theory.Degree,
            };
        }
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks)
    {
        public async Task<Result<TheoryId>> AddAsync(Acting by, SourceId source, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Sources.AnyAsync(s => s.Id == source && s.Project == by.Project && s.BinnedAt == null, cancel)) return new SourceMissing("The document is not in this project any more.");
            var analyst = by.Analyst;
            var last = await db.Theories.Where(t => t.Source == source && t.Analyst == analyst && t.Origin == TheoryOrigin.Draft).MaxAsync(t => (int?)t.Number, cancel) ?? 0;
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
            if (await RestsAsync(db, id, cancel)) return Resting;
            var (source, number, analyst) = (own.Value.Source, own.Value.Number, by.Analyst);
            foreach (var later in await db.Theories.Where(t => t.Source == source && t.Analyst == analyst && t.Origin == TheoryOrigin.Draft && t.Number > number).ToListAsync(cancel)) later.Number--;
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
            if (one.Origin == TheoryOrigin.Agreed) return new Refused("This was agreed on. Reopen it to settle it otherwise.");
            if (one.Analyst != by.Analyst) return new Refused("This is another analyst's draft. Write your own beside it.");
            return await db.TheoryDrafts.AnyAsync(l => l.Draft == id, cancel) ? new Refused("What was agreed came from this draft, so it stays as it was written. Reopen what was agreed first.") : one;
        }

        internal static readonly Refused Resting = new("A tie to another document or an answer about a tension rests on this theory. Take that away first.");

        internal static Task<bool> RestsAsync(ThroughlineDb db, TheoryId id, CancellationToken cancel) =>
            db.Theories.AnyAsync(t => t.Id == id && (db.Set<TheoryTie>().Any(l => l.Earlier == id || l.Later == id) || db.Set<TensionAnswer>().Any(a => a.One == id || a.Other == id)), cancel);

        /// <summary>Checks a request and writes it to a theory that the context follows.</summary>
        internal static async Task<Error?> WriteAsync(ThroughlineDb db, ProgrammeTheory theory, Request request, ListFrameworks.Shelf shelf, CancellationToken cancel)
        {
            var problem = request.Problem.Trim();
            if (problem.Length == 0) return new TheoryInvalid("Say first what the document takes the problem to be.");
            if (problem.Length > ProgrammeTheory.MostProblem) return new TheoryInvalid($"The problem has at most {ProgrammeTheory.MostProblem} characters; this has {problem.Length}.");
            var (logic, mechanism) = (Steps(request.Logic), Steps(request.Mechanism));
            foreach (var (name, text) in new[] { ("logic", logic), ("mechanism", mechanism), ("unanswered", request.Unanswered.Trim()), ("evidence", request.Evidence.Trim()) })
                if (text.Length > ProgrammeTheory.MostText) return new TheoryInvalid($"The part \"{name}\" has at most {ProgrammeTheory.MostText} characters; this has {text.Length}.");
            foreach (var (field, terms) in new (RepresentationField, IReadOnlyList<string>)[]
            {
                (RepresentationField.Kind, request.Kinds), (RepresentationField.Group, request.Groups), (RepresentationField.Aim, request.Aims), (RepresentationField.CauseLevel, request.CauseLevels),
                (RepresentationField.Mechanism, request.Means), (RepresentationField.MechanismLevel, request.MechanismLevels), (RepresentationField.MechanismDegree, request.Degree.Length > 0 ? [request.Degree] : []),
            })
            {
                var known = shelf.Find(field.Vocabulary.Framework) is { } framework ? field.Vocabulary.TermsOf(framework).Select(t => t.Id).ToHashSet() : [];
                if (terms.FirstOrDefault(t => !known.Contains(t)) is { } unknown) return new TheoryInvalid($"\"{unknown}\" is no term of {field.Label}. Choose one of its vocabulary.");
            }
            var source = theory.Source;
            var accepted = await db.Statements.AsNoTracking().Where(s => s.Source == source && s.Standing == Standing.Accepted).Select(s => s.Id).ToListAsync(cancel);
            if (request.Statements.Any(s => !accepted.Contains(s))) return new TheoryInvalid("A theory rests on accepted statements of its own document. One of these is none.");
            (theory.Problem, theory.Logic, theory.Mechanism, theory.Unanswered, theory.Evidence) = (problem, logic, mechanism, request.Unanswered.Trim(), request.Evidence.Trim());
            (theory.Kinds, theory.Groups, theory.Aims) = (Ids(request.Kinds), Ids(request.Groups), Ids(request.Aims));
            (theory.CauseLevels, theory.Means, theory.MechanismLevels, theory.Degree) = (Ids(request.CauseLevels), Ids(request.Means), Ids(request.MechanismLevels), request.Degree);
            var id = theory.Id;
            var there = await db.TheoryStatements.Where(l => l.Theory == id).ToListAsync(cancel);
            db.RemoveRange(there.Where(l => !request.Statements.Contains(l.Statement)));
            foreach (var statement in request.Statements.Distinct().Where(s => !there.Exists(l => l.Statement == s)))
                db.Add(new TheoryStatement { Theory = id, Statement = statement, Source = source, Analyst = theory.Analyst });
            return null;
        }

        private static string Ids(IReadOnlyList<string> terms) => string.Join(' ', terms.Distinct());

        private static string Steps(IReadOnlyList<string> steps) => string.Join('\n', steps.Select(s => s.Replace('\n', ' ').Trim()).Where(s => s.Length > 0));

        internal static Dictionary<string, object?> Details(ProgrammeTheory theory, int? number = null) => new() { ["source"] = theory.Source.Value, ["number"] = number ?? theory.Number };
    }
}
