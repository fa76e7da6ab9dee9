using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;

namespace Throughline.Framing.Representations;

/// <summary>A change to a field's terms, and what it would do to readings already made.</summary>
public static class ChangeVocabulary
{
    /// <summary>What is to be done with a term.</summary>
    public enum Step { Add, Rename, Retire, BringBack, Merge }

    /// <param name="Field">The field whose vocabulary it is.</param>
    /// <param name="Term">The term; for an addition the term it is to stand under, or null for the top of the field's list.</param>
    /// <param name="Name">The new name, where one is given.</param>
    /// <param name="Definition">The new definition; null leaves it.</param>
    /// <param name="Into">Merging: the term that takes its place.</param>
    public sealed record Request(string Field, Step Step, string? Term, string? Name = null, string? Definition = null, string? Into = null);

    /// <param name="Readings">Readings, among those the reader may see, whose answers would be written anew or would keep a term that is offered no more.</param>
    /// <param name="Rewritten">Whether the answers themselves change, and not only the term's wording.</param>
    /// <param name="InWords">What would happen, as a sentence.</param>
    public sealed record Preview(IReadOnlyList<RepresentationId> Readings, bool Rewritten, string InWords);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, ListFrameworks.Handler frameworks, IEnumerable<IHoldTerms> holders)
    {
        /// <summary>Says what a change would touch. Nothing is changed.</summary>
        public async Task<Result<Preview>> PreviewAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var plan = await PlanAsync(db, by, request, cancel);
            if (!plan.Succeeded) return plan.Error;
            var sight = await Sight.OfAsync(db, by, cancel);
            var touched = plan.Value.Touched.Select(f => f.Representation).Distinct().ToList();
            var seen = new List<RepresentationId>();
            foreach (var some in touched.Chunk(500)) seen.AddRange((await db.Representations.AsNoTracking().Where(r => some.Contains(r.Id)).ToListAsync(cancel)).Where(r => !sight.IsHidden(r)).Select(r => r.Id));
            var count = seen.Count == 1 ? "1 reading" : $"{seen.Count} readings";
            var elsewhere = plan.Value.Elsewhere.Where(e => !e.IsHidden).ToList();
            foreach (var kind in elsewhere.GroupBy(e => (e.One, e.Several))) count += $" and {kind.Count()} {(kind.Count() == 1 ? kind.Key.One : kind.Key.Several)}";
            return new Preview(seen, request.Step == Step.Merge, request.Step switch
            {
                Step.Add => $"\"{request.Name!.Trim()}\" will be offered. No reading changes.",
                Step.Rename => $"\"{plan.Value.Was}\" will be shown as \"{(string.IsNullOrWhiteSpace(request.Name) ? plan.Value.Was : request.Name.Trim())}\" in {count}. The answers stay as they are.",
                Step.Retire => $"\"{plan.Value.Was}\" will not be offered any more. {count} {(seen.Count + elsewhere.Count == 1 ? "keeps" : "keep")} it.",
                Step.BringBack => $"\"{plan.Value.Was}\" will be offered again. No reading changes.",
                _ => $"\"{plan.Value.Was}\" becomes \"{plan.Value.IntoName}\" in {count}, and is not offered any more. Undo puts it back.",
            });
        }

        public async Task<Result<Done>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var plan = await PlanAsync(db, by, request, cancel);
            if (!plan.Succeeded) return plan.Error;
            var (change, isNew, touched, elsewhere, _, _) = plan.Value;
            switch (request.Step)
            {
                case Step.Rename:
                    if (!string.IsNullOrWhiteSpace(request.Name)) change.Name = request.Name.Trim();
                    if (request.Definition is not null) change.Definition = request.Definition.Trim();
                    break;
                case Step.Retire: change.IsRetired = true; break;
                case Step.BringBack: (change.IsRetired, change.MergedInto) = (false, ""); break;
                case Step.Merge:
                    (change.IsRetired, change.MergedInto) = (true, request.Into!);
                    foreach (var field in touched)
                        field.Terms = string.Join(' ', field.Terms.Split(' ').Select(t => t == request.Term ? request.Into! : t).Distinct());
                    foreach (var held in elsewhere) held.Replace(request.Into!);
                    break;
            }
            if (isNew) db.Add(change);
            var action = request.Step switch { Step.Add => FramingActions.TermAdded, Step.Rename => FramingActions.TermRenamed, Step.Retire => FramingActions.TermRetired, Step.BringBack => FramingActions.TermBroughtBack, _ => FramingActions.TermMerged };
            var saved = await log.SaveAsync(db, by, new(action, new("project", by.Project.Value), new Dictionary<string, object?> { ["term"] = change.Term, ["readings"] = request.Step == Step.Merge ? touched.Count : 0 }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private sealed record Plan(TermChange Change, bool IsNew, IReadOnlyList<FieldReading> Touched, IReadOnlyList<HeldTerm> Elsewhere, string Was, string IntoName);

        private async Task<Result<Plan>> PlanAsync(ThroughlineDb db, Acting by, Request request, CancellationToken cancel)
        {
            if (RepresentationField.Find(request.Field) is not { } field) return new AnswerInvalid($"\"{request.Field}\" is no field of a representation.");
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            if (shelf.Find(field.Vocabulary.Framework) is not { } framework) return new Missing($"The framework \"{field.Vocabulary.Framework}\" is not in this project.");
            if ((Typed.Check("A term's name", request.Name, Vocabulary.MostName) ?? Typed.Check("A definition", request.Definition, Vocabulary.MostDefinition)) is { } unfit) return unfit;
            var terms = field.Vocabulary.TermsOf(framework);
            if (request.Step == Step.Add)
            {
                if (string.IsNullOrWhiteSpace(request.Name)) return new AnswerInvalid("A term needs a name.");
                var name = request.Name.Trim();
                if (terms.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } same) return new AnswerInvalid($"{field.Label} has a term \"{same.Name}\" already{(Vocabulary.IsRetired(same) ? "; bring it back" : "")}.");
                var under = request.Term ?? field.Vocabulary.Under ?? "";
                if (request.Term is not null && terms.All(t => t.Id != request.Term)) return new AnswerInvalid($"\"{request.Term}\" is no term of {field.Label}.");
                var stem = $"{(under.Length > 0 ? under : framework.Id)}.{Vocabulary.Slug(name)}";
                var id = stem;
                for (var n = 2; framework.AllTerms().Any(t => t.Id == id); n++) id = $"{stem}-{n}";
                if (id.Length > 120) return new AnswerInvalid("The term would stand too deep. Put it higher up.");
                return new Plan(new TermChange { Id = TermChangeId.New(), Project = by.Project, Framework = framework.Id, Term = id, Parent = under, IsOwn = true, Name = name, Definition = request.Definition?.Trim() ?? "" }, true, [], [], name, "");
            }
            if (terms.FirstOrDefault(t => t.Id == request.Term) is not { } term) return new AnswerInvalid($"\"{request.Term}\" is no term of {field.Label}.");
            if (request.Step == Step.Rename && string.IsNullOrWhiteSpace(request.Name) && request.Definition is null) return new AnswerInvalid("Give a new name or a new definition.");
            if (request.Step == Step.Retire && Vocabulary.IsRetired(term)) return new Refused($"\"{term.Name}\" is retired already.");
            if (request.Step == Step.BringBack && !Vocabulary.IsRetired(term)) return new Refused($"\"{term.Name}\" is not retired.");
            var into = terms.FirstOrDefault(t => t.Id == request.Into);
            if (request.Step == Step.Merge)
            {
                if (into is null || into.Id == term.Id) return new AnswerInvalid("Choose another term of the same field to merge it into.");
                if (Vocabulary.IsRetired(into)) return new Refused($"\"{into.Name}\" is retired. Merge into a term that is offered.");
                // Written into readings that may be closed: refused for all alike while anyone reads independently, so that the refusal tells nothing.
                if (await db.Set<Assignment>().AnyAsync(a => a.Project == by.Project && a.FinishedAt == null, cancel)) return new Refused("Somebody is still reading independently. Merge terms once all have finished, so that nobody's closed reading is changed under them.");
            }
            var there = await db.TermChanges.SingleOrDefaultAsync(c => c.Project == by.Project && c.Term == term.Id, cancel);
            var change = there ?? new TermChange { Id = TermChangeId.New(), Project = by.Project, Framework = framework.Id, Term = term.Id };
            var names = RepresentationField.All.Where(f => f.Vocabulary.Framework == framework.Id).Select(f => f.Name).ToList();
            var project = by.Project;
            var held = await (from f in db.FieldReadings join r in db.Representations on f.Representation equals r.Id where r.Project == project && names.Contains(f.Field) && f.Terms.Contains(term.Id) select f).ToListAsync(cancel);
            var elsewhere = new List<HeldTerm>();
            foreach (var holder in holders) elsewhere.AddRange(await holder.FindAsync(db, by, term.Id, cancel));
            return new Plan(change, there is null, [.. held.Where(f => f.Terms.Split(' ').Contains(term.Id))], elsewhere, term.Name, into?.Name ?? "");
        }
    }
}
