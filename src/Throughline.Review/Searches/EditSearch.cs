using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Review.Citations;

namespace Throughline.Review.Searches;

/// <summary>Writes down searches as they were run, and the papers that each must find.</summary>
public static class EditSearch
{
    /// <param name="Blocks">The exact string, one block a line.</param>
    /// <param name="RerunOf">The run that this one repeats.</param>
    /// <param name="BeganFrom">The article that a hand or citation search began from.</param>
    public sealed record Words(SearchKind Kind, string Database, string Platform = "", DateOnly? RanOn = null, string Blocks = "", string Limits = "", string RanBy = "", int? Hits = null, SearchRunId? RerunOf = null, CitationId? BeganFrom = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<SearchRunId>> AddAsync(Acting by, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var run = new SearchRun { Id = SearchRunId.New(), Project = by.Project, AddedBy = by.Analyst, AddedAt = clock.GetUtcNow().UtcDateTime };
            if (await WriteAsync(db, run, words, cancel) is { } wrong) return wrong;
            db.Add(run);
            return await log.KeepAsync(db, by, ReviewActions.RunAdded, run.Id.Node, run.Id, cancel);
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, SearchRunId id, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.SearchRuns.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project, cancel) is not { } run) return Gone();
            if (await WriteAsync(db, run, words, cancel) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, ReviewActions.RunChanged, id.Node, Done.Value, cancel);
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, SearchRunId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.SearchRuns.SingleOrDefaultAsync(r => r.Id == id && r.Project == by.Project, cancel) is not { } run) return Gone();
            if (await db.Citations.AnyAsync(c => c.Run == id, cancel)) return new Refused($"Citations came from this search of {run.Database}, so it stays as their record; nothing was changed.");
            if (await db.SearchRuns.AnyAsync(r => r.RerunOf == id, cancel)) return new Refused($"Another run repeats this search of {run.Database}. Take that one away first; nothing was changed.");
            db.Remove(run);
            return await log.KeepAsync(db, by, ReviewActions.RunRemoved, id.Node, Done.Value, cancel);
        }

        public async Task<Result<TargetPaperId>> AddTargetAsync(Acting by, string title, string doi, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(doi);
            if (Typed.Check("The paper's title", title, Citation.MostText, needed: true) is { } wrong) return wrong;
            var found = CitationReader.DoiIn(doi);
            if (doi.Trim().Length > 0 && found.Length == 0) return new ReviewInvalid($"\"{doi.Trim()}\" is no DOI: one begins with 10. and has a slash. Leave it empty where there is none.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var paper = new TargetPaper { Id = TargetPaperId.New(), Project = by.Project, Title = title.Trim(), Doi = found, AddedBy = by.Analyst, AddedAt = clock.GetUtcNow().UtcDateTime };
            db.Add(paper);
            return await log.KeepAsync(db, by, ReviewActions.TargetAdded, paper.Id.Node, paper.Id, cancel);
        }

        public async Task<Result<Done>> RemoveTargetAsync(Acting by, TargetPaperId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.TargetPapers.SingleOrDefaultAsync(p => p.Id == id && p.Project == by.Project, cancel) is not { } paper) return new ReviewMissing("That paper is not in the list any more.");
            db.Remove(paper);
            return await log.KeepAsync(db, by, ReviewActions.TargetRemoved, id.Node, Done.Value, cancel);
        }

        private static ReviewMissing Gone() => new("That search is not in this project any more.");

        private static async Task<Error?> WriteAsync(ThroughlineDb db, SearchRun run, Words words, CancellationToken cancel)
        {
            if (Typed.Check("What was searched", words.Database, SearchRun.MostShort, needed: true) is { } unnamed) return unnamed;
            foreach (var (what, text, most) in new[] { ("The platform", words.Platform, SearchRun.MostShort), ("Who searched", words.RanBy, SearchRun.MostShort), ("The string", words.Blocks, SearchRun.MostText), ("The limits", words.Limits, SearchRun.MostText) })
                if (Typed.Check(what, text, most) is { } wrong) return wrong;
            if (words.Hits < 0) return new ReviewInvalid($"A search cannot give {words.Hits} records. Write how many it gave, or leave it empty.");
            var (project, id) = (run.Project, run.Id);
            if (words.RerunOf is { } before && (before == id || !await db.SearchRuns.AnyAsync(r => r.Id == before && r.Project == project, cancel))) return new ReviewMissing("The search that this repeats is not in this project any more.");
            if (words.BeganFrom is { } article && !await db.Citations.AnyAsync(c => c.Id == article && c.Project == project, cancel)) return new ReviewMissing("The article that this began from is not in this project any more.");
            (run.Kind, run.Database, run.Platform, run.RanOn, run.Blocks, run.Limits, run.RanBy, run.Hits, run.RerunOf, run.BeganFrom) =
                (words.Kind, words.Database.Trim(), words.Platform.Trim(), words.RanOn, words.Blocks.ReplaceLineEndings("\n").Trim(), words.Limits.Trim(), words.RanBy.Trim(), words.Hits, words.RerunOf, words.BeganFrom);
            return null;
        }
    }
}

/// <summary>Searches with what each found, which target papers it lacks, and how reruns differ.</summary>
public static class ListSearches
{
    /// <param name="Lacks">Target papers that are not among the citations imported from it; empty where nothing was imported.</param>
    /// <param name="OnlyHere">For a rerun: citations that the earlier run did not give.</param>
    /// <param name="OnlyBefore">For a rerun: citations of the earlier run that it lost.</param>
    /// <param name="IsUnknownRerun">A rerun of which what changed is not known: its records, or those of the run that it repeats, are not imported.</param>
    public sealed record Row(SearchRunId Id, SearchKind Kind, string Database, string Platform, DateOnly? RanOn, string Blocks, string Limits, string RanBy, int? Hits, int Imported, SearchRunId? RerunOf, CitationId? BeganFrom, string? BeganFromTitle, IReadOnlyList<string> Lacks, int OnlyHere, IReadOnlyList<string> OnlyBefore, bool IsUnknownRerun);

    public sealed record Answer(IReadOnlyList<Row> Runs, IReadOnlyList<(TargetPaperId Id, string Title, string Doi)> Targets);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Answer> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var runs = await db.SearchRuns.AsNoTracking().Where(r => r.Project == project).OrderBy(r => r.RanOn).ThenBy(r => r.Id).ToListAsync(cancel);
            var targets = await db.TargetPapers.AsNoTracking().Where(p => p.Project == project).OrderBy(p => p.Id).ToListAsync(cancel);
            var found = (await db.Citations.AsNoTracking().Where(c => c.Project == project && c.Run != null).Select(c => new { c.Run, c.Title, c.Doi }).ToListAsync(cancel)).ToLookup(c => c.Run!.Value, c => Work.Of(c.Doi, c.Title));
            var articles = runs.Select(r => r.BeganFrom).OfType<CitationId>().ToList();
            var began = await db.Citations.AsNoTracking().Where(c => articles.Contains(c.Id)).Select(c => new { c.Id, c.Title }).ToDictionaryAsync(c => c.Id, c => c.Title, cancel);
            var works = targets.ConvertAll(t => (t.Title, Work: Work.Of(t.Doi, t.Title)));
            var sets = runs.ToDictionary(r => r.Id, r => new Works(found[r.Id]));
            return new([.. runs.Select(r =>
            {
                var here = sets[r.Id];
                var before = r.RerunOf is { } earlier ? sets.GetValueOrDefault(earlier) : null;
                return new Row(r.Id, r.Kind, r.Database, r.Platform, r.RanOn, r.Blocks, r.Limits, r.RanBy, r.Hits, here.All.Count, r.RerunOf, r.BeganFrom, r.BeganFrom is { } article ? began.GetValueOrDefault(article) : null,
                    here.All.Count == 0 || r.Kind != SearchKind.Database ? [] : [.. works.Where(t => !here.Has(t.Work)).Select(t => t.Title)],
                    before is null || before.All.Count == 0 ? 0 : here.All.Count(w => !before.Has(w)), before is null || here.All.Count == 0 ? [] : [.. before.All.Where(w => !here.Has(w)).Select(w => w.Title)], before is not null && (before.All.Count == 0 || here.All.Count == 0));
            })], [.. targets.Select(t => (t.Id, t.Title, t.Doi))]);
        }

        /// <summary>A publication as searches give it: by its DOI, and by the letters of its title.</summary>
        private readonly record struct Work(string Doi, string Letters, string Title)
        {
            public static Work Of(string doi, string title) => new(doi.ToUpperInvariant(), MergeCopies.Handler.Letters(title), title);
        }

        /// <summary>The publications that a search gave. Two are the same by DOI where both have one, else by title.</summary>
        private sealed class Works
        {
            private readonly HashSet<string> _dois, _letters, _withoutDoi;

            public Works(IEnumerable<Work> all)
            {
                All = [.. all];
                _dois = [.. All.Where(w => w.Doi.Length > 0).Select(w => w.Doi)];
                _letters = [.. All.Where(w => w.Letters.Length > 0).Select(w => w.Letters)];
                _withoutDoi = [.. All.Where(w => w.Doi.Length == 0 && w.Letters.Length > 0).Select(w => w.Letters)];
            }

            public IReadOnlyList<Work> All { get; }

            public bool Has(Work work) => work.Doi.Length > 0 ? _dois.Contains(work.Doi) || _withoutDoi.Contains(work.Letters) : _letters.Contains(work.Letters);
        }
    }
}
