using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Synthesis.Translation;
using Throughline.Text;

namespace Throughline.Synthesis.Arguing;

/// <summary>Writes storylines: their steps, the sentences of each step, and what each sentence rests on.</summary>
public static class EditStoryline
{
    public sealed record Words(string Title, string Lens = "", StorylineStanding Standing = StorylineStanding.Working, string Why = "", string DoesNotFit = "");

    /// <param name="Outside">What is said of literature outside the review, in words.</param>
    /// <param name="Support">Concepts and constructs it rests on.</param>
    /// <param name="Cited">Literature outside the review that it is set against. Nothing rests on it.</param>
    public sealed record Sentence(string Text, bool NeedsSupport, string Outside, IReadOnlyList<NodeRef> Support, IReadOnlyList<CitationId>? Cited = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<StorylineId>> AddAsync(Acting by, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var last = await db.Storylines.Where(s => s.Project == by.Project).MaxAsync(s => (int?)s.Position, cancel) ?? -1;
            var storyline = new Storyline { Id = StorylineId.New(), Project = by.Project, Position = last + 1, WrittenBy = by.Analyst, WrittenAt = clock.GetUtcNow().UtcDateTime };
            if (await WriteAsync(db, storyline, words, cancel) is { } wrong) return wrong;
            db.Add(storyline);
            return await log.KeepAsync(db, by, SynthesisActions.StorylineAdded, storyline.Id.Node, storyline.Id, cancel);
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, StorylineId id, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Storylines.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } storyline) return Gone("storyline");
            if (await WriteAsync(db, storyline, words, cancel) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, SynthesisActions.StorylineChanged, id.Node, Done.Value, cancel);
        }

        /// <summary>Takes away a storyline that has no step. One that was tried is rejected with its reason instead, and kept.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, StorylineId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Storylines.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } storyline) return Gone("storyline");
            if (await db.ThirdOrders.AnyAsync(s => s.Storyline == id, cancel)) return new Refused($"\"{storyline.Title}\" has steps. Reject it with the reason, so that it is kept as one that was tried; or take its steps away first.");
            db.RemoveRange(await db.AlternativeReadings.Where(r => r.Project == by.Project && r.OnKind == "storyline" && r.OnId == id.Value).ToListAsync(cancel));
            db.Remove(storyline);
            return await log.KeepAsync(db, by, SynthesisActions.StorylineRemoved, id.Node, Done.Value, cancel);
        }

        /// <param name="lensPart">The id of the lens's question that it answers; empty for none.</param>
        public async Task<Result<ThirdOrderId>> AddStepAsync(Acting by, StorylineId storyline, string name, string lensPart, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Storylines.AsNoTracking().SingleOrDefaultAsync(s => s.Id == storyline && s.Project == by.Project, cancel) is not { } of) return Gone("storyline");
            if (Check(name, lensPart, of.Lens) is { } wrong) return wrong;
            var last = await db.ThirdOrders.Where(s => s.Storyline == storyline).MaxAsync(s => (int?)s.Position, cancel) ?? -1;
            var step = new ThirdOrder { Id = ThirdOrderId.New(), Project = by.Project, Storyline = storyline, Position = last + 1, Name = name.Trim(), LensPart = lensPart, WrittenBy = by.Analyst, WrittenAt = clock.GetUtcNow().UtcDateTime };
            db.Add(step);
            return await log.KeepAsync(db, by, SynthesisActions.ThirdOrderAdded, step.Id.Node, step.Id, cancel);
        }

        /// <param name="up">Moves it before the step above it.</param>
        public async Task<Result<Done>> ChangeStepAsync(Acting by, ThirdOrderId id, string name, string lensPart, bool up, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.ThirdOrders.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } step) return Gone("step");
            var (storyline, position) = (step.Storyline, step.Position);
            if (Check(name, lensPart, (await db.Storylines.AsNoTracking().SingleAsync(s => s.Id == storyline, cancel)).Lens) is { } wrong) return wrong;
            (step.Name, step.LensPart) = (name.Trim(), lensPart);
            if (up && await db.ThirdOrders.Where(s => s.Storyline == storyline && s.Position < position).OrderByDescending(s => s.Position).FirstOrDefaultAsync(cancel) is { } above) (step.Position, above.Position) = (above.Position, step.Position);
            return await log.KeepAsync(db, by, SynthesisActions.ThirdOrderChanged, id.Node, Done.Value, cancel);
        }

        public async Task<Result<Done>> RemoveStepAsync(Acting by, ThirdOrderId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.ThirdOrders.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } step) return Gone("step");
            var claims = await db.Claims.Where(c => c.ThirdOrder == id).ToListAsync(cancel);
            var ids = claims.ConvertAll(c => c.Id);
            db.RemoveRange(await db.ClaimSupports.Where(s => ids.Contains(s.Claim)).ToListAsync(cancel));
            db.RemoveRange(claims);
            db.Remove(step);
            return await log.KeepAsync(db, by, SynthesisActions.ThirdOrderRemoved, id.Node, Done.Value, cancel, new Dictionary<string, object?> { ["sentences"] = claims.Count });
        }

        public async Task<Result<ClaimId>> WriteAsync(Acting by, ThirdOrderId step, Sentence sentence, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(sentence);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.ThirdOrders.AnyAsync(s => s.Id == step && s.Project == by.Project, cancel)) return Gone("step");
            var last = await db.Claims.Where(c => c.ThirdOrder == step).MaxAsync(c => (int?)c.Position, cancel) ?? -1;
            var claim = new Claim { Id = ClaimId.New(), Project = by.Project, ThirdOrder = step, Position = last + 1, WrittenBy = by.Analyst, WrittenAt = clock.GetUtcNow().UtcDateTime };
            db.Add(claim);
            if (await WriteAsync(db, claim, sentence, cancel) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, SynthesisActions.ClaimWritten, claim.Id.Node, claim.Id, cancel);
        }

        public async Task<Result<Done>> RewriteAsync(Acting by, ClaimId id, Sentence sentence, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(sentence);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Claims.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } claim) return Gone("sentence");
            if (await WriteAsync(db, claim, sentence, cancel) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, SynthesisActions.ClaimChanged, id.Node, Done.Value, cancel);
        }

        /// <summary>Moves a sentence before the one above it in its step; the first stays where it is.</summary>
        public async Task<Result<Done>> MoveUpAsync(Acting by, ClaimId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Claims.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } claim) return Gone("sentence");
            var (step, position) = (claim.ThirdOrder, claim.Position);
            if (await db.Claims.Where(c => c.ThirdOrder == step && c.Position < position).OrderByDescending(c => c.Position).FirstOrDefaultAsync(cancel) is { } above) (claim.Position, above.Position) = (above.Position, claim.Position);
            return await log.KeepAsync(db, by, SynthesisActions.ClaimMoved, id.Node, Done.Value, cancel);
        }

        public async Task<Result<Done>> TakeAwayAsync(Acting by, ClaimId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Claims.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } claim) return Gone("sentence");
            db.RemoveRange(await db.ClaimSupports.Where(s => s.Claim == id).ToListAsync(cancel));
            db.Remove(claim);
            return await log.KeepAsync(db, by, SynthesisActions.ClaimRemoved, id.Node, Done.Value, cancel);
        }

        private static SynthesisMissing Gone(string what) => new($"That {what} is not in this project any more.");

        private static Error? Check(string name, string lensPart, string lens) =>
            Typed.Check("The construct’s name", name, Storyline.MostName, needed: true)
            ?? (lensPart.Length > 0 && LensGuide.Find(lens)?.Parts.All(p => p.Id != lensPart) != false ? new SynthesisInvalid($"\"{lensPart}\" is no question of this storyline's lens.") : null);

        private static async Task<Error?> WriteAsync(ThroughlineDb db, Storyline storyline, Words words, CancellationToken cancel)
        {
            if (Typed.Check("The title", words.Title, Storyline.MostName, needed: true) is { } untitled) return untitled;
            if (Typed.Check("The reason", words.Why, Storyline.MostText) is { } wrong) return wrong;
            if (Typed.Check("What does not fit", words.DoesNotFit, Storyline.MostText) is { } unfit) return unfit;
            if (words.Lens.Length > 0 && LensGuide.Find(words.Lens) is null) return new SynthesisInvalid($"\"{words.Lens}\" is no lens here. There are: {string.Join(", ", LensGuide.All.Select(l => l.Id))}.");
            if (words.Standing == StorylineStanding.Rejected && words.Why.Trim().Length == 0) return new SynthesisInvalid("Say why the storyline was rejected: it is kept as one that was tried, and the reason is what it tells.");
            var (project, id) = (storyline.Project, storyline.Id);
            if (words.Standing == StorylineStanding.Kept && await db.Storylines.AsNoTracking().FirstOrDefaultAsync(s => s.Project == project && s.Id != id && s.Standing == StorylineStanding.Kept, cancel) is { } other) return new Refused($"\"{other.Title}\" is the line of argument of this review. Make it a working one or reject it first; nothing was changed.");
            // A storyline that was written without a lens may name one; one that was tried through a lens stays as it was tried.
            if (storyline.Lens.Length > 0 && storyline.Lens != words.Lens && await db.ThirdOrders.AnyAsync(s => s.Storyline == id, cancel)) return new Refused($"\"{storyline.Title}\" has steps that were written through its lens. Begin another storyline for another lens; both are kept. Nothing was changed.");
            var why = words.Why.Trim();
            if (words.Standing == StorylineStanding.Rejected && storyline.Standing != StorylineStanding.Rejected && storyline.Why.Length > 0)
            {
                if (why == storyline.Why) return new SynthesisInvalid("Why says what it said before. Write beside it why the storyline is rejected now; nothing was changed.");
                if (!why.Contains(storyline.Why, StringComparison.Ordinal)) why = $"{storyline.Why}\nRejected: {why}";
                if (Typed.Check("The reason, with what stood there before,", why, Storyline.MostText) is { } longer) return longer;
            }
            (storyline.Title, storyline.Lens, storyline.Standing, storyline.Why, storyline.DoesNotFit) = (words.Title.Trim(), words.Lens, words.Standing, why, words.DoesNotFit.Trim());
            return null;
        }

        private static async Task<Error?> WriteAsync(ThroughlineDb db, Claim claim, Sentence sentence, CancellationToken cancel)
        {
            if (Typed.Check("The sentence", sentence.Text, Claim.MostText, needed: true) is { } empty) return empty;
            if (Typed.Check("Literature outside the review", sentence.Outside, Claim.MostText) is { } longer) return longer;
            var wanted = sentence.Support.Distinct().ToList();
            var (concepts, constructs) = (wanted.Where(n => n.Kind == "concept").Select(n => new ConceptId(n.Id)).ToList(), wanted.Where(n => n.Kind == "construct").Select(n => new ConstructId(n.Id)).ToList());
            var project = claim.Project;
            if (concepts.Count + constructs.Count != wanted.Count) return new SynthesisInvalid("A sentence rests on concepts and constructs of this review. Literature outside it is cited apart.");
            if (await db.Concepts.CountAsync(c => c.Project == project && concepts.Contains(c.Id), cancel) != concepts.Count || await db.Constructs.CountAsync(c => c.Project == project && constructs.Contains(c.Id), cancel) != constructs.Count) return new SynthesisMissing("Something that the sentence rests on is not here any more. Load the page again.");
            var cited = sentence.Cited?.Distinct().ToList() ?? [];
            var works = await db.Citations.AsNoTracking().Where(c => c.Project == project && cited.Contains(c.Id)).Select(c => new { c.Id, c.Number, c.CopyOf, c.Study }).ToListAsync(cancel);
            var studies = works.Select(w => w.Study).OfType<StudyId>().ToList();
            var included = await db.Studies.Where(s => studies.Contains(s.Id) && s.WithdrawnWhy == null).Select(s => s.Id).ToListAsync(cancel);
            if (works.Count != cited.Count) return new SynthesisMissing("A work that the sentence cites is not among the citations any more. Leave it out, or write it down again.");
            if (works.Find(w => w.Study is { } study && included.Contains(study)) is { } own) return new Refused($"Citation {own.Number} is a report of a study in the review. Let the sentence rest on what was taken from it; what is cited apart is literature outside the review.");
            wanted.AddRange(works.Select(w => (w.CopyOf ?? w.Id).Node).Distinct());
            (claim.Text, claim.NeedsSupport, claim.Outside) = (sentence.Text.Trim(), sentence.NeedsSupport, sentence.Outside.Trim());
            var id = claim.Id;
            var there = await db.ClaimSupports.Where(s => s.Claim == id).ToListAsync(cancel);
            db.RemoveRange(there.Where(s => !wanted.Contains(new(s.OnKind, s.OnId))));
            foreach (var node in wanted.Where(n => !there.Exists(s => s.OnKind == n.Kind && s.OnId == n.Id))) db.Add(new ClaimSupport { Claim = id, OnKind = node.Kind, OnId = node.Id, Project = project });
            return null;
        }
    }
}

/// <summary>Storylines with their steps, sentences and what each rests on.</summary>
public static class ReadStorylines
{
    /// <param name="Kind">"concept" or "construct".</param>
    /// <param name="Studies">Numbers of the studies that say the same or extend it, that are in the review.</param>
    public sealed record Support(NodeRef Node, string Kind, string Name, IReadOnlyList<int> Studies);

    /// <summary>A publication outside the review.</summary>
    /// <param name="Label">"Berg and Ash 2010"; where it was taken away from the citations since, that it was.</param>
    /// <param name="Title">Empty where it was taken away.</param>
    /// <param name="Study">A study of the review that it has come to be a report of; null as it should be.</param>
    public sealed record Work(CitationId Id, string Label, string Title, StudyId? Study = null);

    /// <param name="Cited">Literature outside the review, cited apart.</param>
    public sealed record Sentence(ClaimId Id, string Text, bool NeedsSupport, string Outside, IReadOnlyList<Support> Rests, IReadOnlyList<Work> Cited)
    {
        /// <summary>It claims something and nothing that is still in the review stands under it.</summary>
        public bool IsUnsupported => NeedsSupport && !Rests.Any(r => r.Studies.Count > 0);
    }

    public sealed record Step(ThirdOrderId Id, string Name, string LensPart, IReadOnlyList<Sentence> Sentences);

    public sealed record Row(StorylineId Id, string Title, LensGuide? Lens, StorylineStanding Standing, string Why, string DoesNotFit, IReadOnlyList<Step> Steps, string By);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var project = reader.Project;
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var compared = await (from c in hidden.Without(db.Comparisons.AsNoTracking(), c => c.Study, c => c.Analyst) join s in db.Studies on c.Study equals s.Id where c.Project == project && s.WithdrawnWhy == null select new { c.Concept, c.Study, s.Number, c.Relation, c.IsThin, c.IsIndependent }).ToListAsync(cancel);
            var given = (await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == project && a.SubjectKind == "study").Select(a => new { a.SubjectId, a.FinishedAt }).ToListAsync(cancel)).ToLookup(a => new StudyId(a.SubjectId), a => a.FinishedAt is not null);
            // What was settled stands in the place of what each analyst found; unsettled it holds where all to whom it was given have compared it, and agree; while they are at it, one's own holds.
            var holding = compared.GroupBy(c => (c.Concept, c.Study, c.Number)).Where(cell => (cell.FirstOrDefault(c => !c.IsIndependent) ?? ((given[cell.Key.Study].Contains(false) || cell.Count() == given[cell.Key.Study].Count()) && cell.All(c => (c.Relation, c.IsThin) == (cell.First().Relation, cell.First().IsThin)) ? cell.First() : null)) is { Relation: CellRelation.Same or CellRelation.Extends }).ToLookup(cell => cell.Key.Concept, cell => cell.Key.Number);
            var concepts = await db.Concepts.AsNoTracking().Where(c => c.Project == project).ToDictionaryAsync(c => c.Id.Value, c => c.Name, cancel);
            var constructs = (await (from c in db.Constructs.AsNoTracking() join s in db.Studies on c.Study equals s.Id where c.Project == project select new { c.Id, c.Name, s.Number, s.WithdrawnWhy }).ToListAsync(cancel)).ToDictionary(c => c.Id.Value);
            var supports = (await db.ClaimSupports.AsNoTracking().Where(s => s.Project == project).ToListAsync(cancel)).ToLookup(s => s.Claim);
            var cited = supports.SelectMany(s => s).Where(s => s.OnKind == "citation").Select(s => new CitationId(s.OnId)).Distinct().ToList();
            // What was merged into another citation since is cited as that one.
            var kept = await db.Citations.AsNoTracking().Where(c => c.Project == project && cited.Contains(c.Id) && c.CopyOf != null).ToDictionaryAsync(c => c.Id, c => c.CopyOf!.Value, cancel);
            cited.AddRange(kept.Values);
            var works = (await db.Citations.AsNoTracking().Where(c => c.Project == project && cited.Contains(c.Id)).Select(c => new { c.Id, c.Title, c.Authors, c.Year, c.Study }).ToListAsync(cancel)).ToDictionary(c => c.Id, c => new Work(c.Id, Label(c.Authors, c.Title, c.Year), c.Title.Length > 0 ? c.Title : "(no title)", c.Study));
            var claims = (await db.Claims.AsNoTracking().Where(c => c.Project == project).OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(cancel)).ToLookup(c => c.ThirdOrder);
            var steps = (await db.ThirdOrders.AsNoTracking().Where(s => s.Project == project).OrderBy(s => s.Position).ThenBy(s => s.Id).ToListAsync(cancel)).ToLookup(s => s.Storyline);
            var rows = await (from s in db.Storylines.AsNoTracking() join a in db.Analysts on s.WrittenBy equals a.Id where s.Project == project orderby s.Position, s.Id select new { Storyline = s, a.Name }).ToListAsync(cancel);
            return [.. rows.Select(r => new Row(r.Storyline.Id, r.Storyline.Title, LensGuide.Find(r.Storyline.Lens), r.Storyline.Standing, r.Storyline.Why, r.Storyline.DoesNotFit,
                [.. steps[r.Storyline.Id].Select(s => new Step(s.Id, s.Name, s.LensPart, [.. claims[s.Id].Select(c => new Sentence(c.Id, c.Text, c.NeedsSupport, c.Outside, [.. supports[c.Id].Select(Of).OfType<Support>().OrderBy(x => x.Kind, StringComparer.Ordinal).ThenBy(x => x.Name, StringComparer.OrdinalIgnoreCase)],
                    [.. supports[c.Id].Where(s => s.OnKind == "citation").Select(s => new CitationId(s.OnId)).Select(id => kept.GetValueOrDefault(id, id)).Distinct().Select(id => works.GetValueOrDefault(id) ?? new Work(id, "a work that was taken away since", "")).OrderBy(w => w.Label, StringComparer.OrdinalIgnoreCase)]))]))], r.Name))];

            Support? Of(ClaimSupport s) => s.OnKind switch
            {
                "concept" when concepts.TryGetValue(s.OnId, out var name) => new(new(s.OnKind, s.OnId), "concept", name, [.. holding[new ConceptId(s.OnId)].Order()]),
                "construct" when constructs.TryGetValue(s.OnId, out var one) => new(new(s.OnKind, s.OnId), "construct", one.Name, one.WithdrawnWhy is null ? [one.Number] : []),
                _ => null,
            };
        }

        private static string Label(string authors, string title, int? year)
        {
            var names = authors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split(',')[0].Trim()).ToList();
            var who = names.Count switch { 0 => $"“{Cut.To(title, 60)}”", 1 => names[0], 2 => $"{names[0]} and {names[1]}", _ => $"{names[0]} et al." };
            return $"{who} {year?.ToString(CultureInfo.InvariantCulture) ?? "no date"}";
        }
    }
}
