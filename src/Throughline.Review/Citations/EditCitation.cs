using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Review.Citations;

/// <summary>Writes citations down by hand, groups them to studies, attaches full texts, and takes them away.</summary>
public static class EditCitation
{
    public sealed record Words(string Title, IReadOnlyList<string> Authors, string Date = "", string Container = "", string Volume = "", string Issue = "", string Pages = "", string Doi = "", string Url = "", string Kind = "article-journal");

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<CitationId>> AddAsync(Acting by, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            if (Wrong(words) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var number = await db.Citations.Where(c => c.Project == by.Project).MaxAsync(c => (int?)c.Number, cancel) ?? 0;
            var citation = CitationRows.Of(new ReadCitation
            {
                Line = 0,
                Kind = words.Kind,
                Title = words.Title.Trim(),
                Authors = [.. words.Authors.Select(a => a.Trim()).Where(a => a.Length > 0)],
                Date = words.Date.Trim(),
                Year = CitationReader.YearIn(words.Date),
                Container = words.Container.Trim(),
                Volume = words.Volume.Trim(),
                Issue = words.Issue.Trim(),
                Pages = words.Pages.Trim(),
                Doi = CitationReader.DoiIn(words.Doi),
                Url = words.Url.Trim(),
            }, by, CitationId.New(), number + 1, "", null, clock.GetUtcNow().UtcDateTime);
            db.Add(citation);
            return await log.KeepAsync(db, by, ReviewActions.CitationAdded, citation.Id.Node, citation.Id, cancel);
        }

        /// <summary>Describes a citation anew, imported or written by hand. Its abstract and the fields that are not known here stay as they are.</summary>
        public async Task<Result<Done>> ChangeAsync(Acting by, CitationId id, Words words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            if (Wrong(words) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } citation) return Gone();
            (citation.Title, citation.Authors, citation.Kind) = (words.Title.Trim(), string.Join('\n', words.Authors.Select(a => a.Replace('\n', ' ').Trim()).Where(a => a.Length > 0)), words.Kind);
            // A date that was not touched keeps the year that its file gave apart from it.
            if (citation.Date != words.Date.Trim()) (citation.Date, citation.Year) = (words.Date.Trim(), CitationReader.YearIn(words.Date));
            (citation.Container, citation.Volume, citation.Issue, citation.Pages) = (words.Container.Trim(), words.Volume.Trim(), words.Issue.Trim(), words.Pages.Trim());
            (citation.Doi, citation.Url) = (CitationReader.DoiIn(words.Doi), words.Url.Trim());
            return await log.KeepAsync(db, by, ReviewActions.CitationChanged, id.Node, Done.Value, cancel);
        }

        /// <param name="study">Null: of no study.</param>
        public async Task<Result<Done>> GroupAsync(Acting by, CitationId id, StudyId? study, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } citation) return Gone();
            if (citation.CopyOf is not null) return new Refused("This is a copy of another citation. Group that one instead.");
            if (study is { } of && !await db.Studies.AnyAsync(s => s.Id == of && s.Project == by.Project, cancel)) return new ReviewMissing("That study is not in this project any more.");
            citation.Study = study;
            return await log.KeepAsync(db, by, ReviewActions.CitationGrouped, id.Node, Done.Value, cancel);
        }

        /// <param name="source">Null takes the full text off; constructs taken from it stay.</param>
        public async Task<Result<Done>> AttachAsync(Acting by, CitationId id, SourceId? source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } citation) return Gone();
            if (source is { } text && !await db.Sources.AnyAsync(s => s.Id == text && s.Project == by.Project && s.BinnedAt == null, cancel)) return new ReviewMissing("That source is not in this project any more.");
            if (source is { } wanted && await db.Citations.AsNoTracking().FirstOrDefaultAsync(c => c.Source == wanted && c.Id != id && c.CopyOf == null, cancel) is { } other) return new Refused($"That source is the full text of citation {other.Number} already, \"{Cut.To(other.Title, 80)}\". Take it off there first.");
            citation.Source = source;
            return await log.KeepAsync(db, by, ReviewActions.CitationAttached, id.Node, Done.Value, cancel, source is { } of ? new Dictionary<string, object?> { ["source"] = of.Value } : null);
        }

        /// <summary>Says afterwards which search gave a citation.</summary>
        /// <param name="run">Null: of no search.</param>
        public async Task<Result<Done>> FoundByAsync(Acting by, CitationId id, SearchRunId? run, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } citation) return Gone();
            if (run is { } of && !await db.SearchRuns.AnyAsync(r => r.Id == of && r.Project == by.Project, cancel)) return new ReviewMissing("That search is not in this project any more.");
            citation.Run = run;
            return await log.KeepAsync(db, by, ReviewActions.CitationFound, id.Node, Done.Value, cancel);
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, CitationId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } citation) return Gone();
            if (citation.Study is not null) return new Refused("This is a report of a study. Take it out of the study first; nothing was changed.");
            if (await db.ScreeningDecisions.AnyAsync(d => d.Citation == id, cancel)) return new Refused("This citation has been screened, and so it is part of the flow of records. Exclude it with a reason instead; nothing was changed.");
            if (await db.Citations.AnyAsync(c => c.CopyOf == id, cancel)) return new Refused("Other citations are merged into this one. Part them first; nothing was changed.");
            foreach (var run in await db.SearchRuns.Where(r => r.BeganFrom == id).ToListAsync(cancel)) run.BeganFrom = null;
            db.Remove(citation);
            return await log.KeepAsync(db, by, ReviewActions.CitationRemoved, id.Node, Done.Value, cancel);
        }

        private static ReviewMissing Gone() => new("That citation is not in this project any more.");

        private static Error? Wrong(Words words)
        {
            if (Typed.Check("The title", words.Title, Citation.MostText, needed: true) is { } untitled) return untitled;
            foreach (var (what, text) in new[] { ("The date", words.Date), ("The journal or book", words.Container), ("The volume", words.Volume), ("The issue", words.Issue), ("The pages", words.Pages), ("The DOI", words.Doi), ("The kind", words.Kind) })
                if (Typed.Check(what, text, Citation.MostShort) is { } wrong) return wrong;
            if (Typed.Check("The address", words.Url, Citation.MostText) is { } longer) return longer;
            if (Typed.Check("The list of authors", string.Join('\n', words.Authors), Citation.MostLong) is { } many) return many;
            return words.Doi.Trim().Length > 0 && CitationReader.DoiIn(words.Doi).Length == 0 ? new ReviewInvalid($"\"{words.Doi.Trim()}\" is no DOI: one begins with 10. and has a slash. Leave it empty where there is none.") : null;
        }

        private static async Task<Citation?> FindAsync(ThroughlineDb db, Acting by, CitationId id, CancellationToken cancel) => await db.Citations.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel);
    }
}

/// <summary>Proposes exact duplicates, merges them by hand, and parts them again.</summary>
public static class MergeCopies
{
    /// <param name="Why">"the same DOI" or "the same title, year and first author".</param>
    public sealed record Proposal(string Why, IReadOnlyList<ListCitations.Row> Citations);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, ListCitations.Handler list)
    {
        /// <summary>Citations alike in DOI, or in title, year and first author when letters and digits alone are looked at. Nothing is merged by this.</summary>
        public async Task<IReadOnlyList<Proposal>> ProposeAsync(ProjectId project, CancellationToken cancel) => Propose(await list.RunAsync(project, cancel));

        /// <param name="all">Citations that count by themselves.</param>
        public static IReadOnlyList<Proposal> Propose(IReadOnlyList<ListCitations.Row> all)
        {
            ArgumentNullException.ThrowIfNull(all);
            var proposals = new List<Proposal>();
            var told = new HashSet<CitationId>();
            foreach (var (why, groups) in new (string, IEnumerable<IGrouping<string, ListCitations.Row>>)[]
            {
                ("the same DOI", all.Where(c => c.Doi.Length > 0).GroupBy(c => c.Doi.ToUpperInvariant())),
                ("the same title, year and first author", all.Where(c => Letters(c.Title).Length > 0).GroupBy(c => $"{Letters(c.Title)}|{c.Year}|{(c.Authors.Count > 0 ? Letters(c.Authors[0].Split(',')[0]) : "")}")),
            })
                foreach (var group in groups.Where(g => g.Count() > 1))
                {
                    // Two different DOIs are two things, however alike their titles.
                    if (why[^1] == 'r' && group.Select(c => c.Doi.ToUpperInvariant()).Where(d => d.Length > 0).Distinct().Count() > 1) continue;
                    if (group.All(c => told.Contains(c.Id))) continue;
                    proposals.Add(new(why, [.. group]));
                    told.UnionWith(group.Select(c => c.Id));
                }
            return proposals;
        }

        /// <summary>Says that others are copies of one. Its study and full text are kept, else the first of theirs that has one.</summary>
        public async Task<Result<Done>> RunAsync(Acting by, CitationId keep, IReadOnlyList<CitationId> copies, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(copies);
            var wanted = copies.Distinct().Where(c => c != keep).ToList();
            if (wanted.Count == 0) return new Refused("Choose the copies first.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rows = await db.Citations.Where(c => c.Project == by.Project && (c.Id == keep || wanted.Contains(c.Id))).OrderBy(c => c.Number).ToListAsync(cancel);
            if (rows.Count != wanted.Count + 1) return new ReviewMissing("One of these citations is not in this project any more.");
            if (rows.Exists(c => c.CopyOf is not null)) return new Refused("One of these is a copy of another already. Load the page again.");
            var kept = rows.Single(c => c.Id == keep);
            if (rows.Select(c => c.Study).OfType<StudyId>().Distinct().Count() > 1) return new Refused("These are reports of different studies. Group them to one first; nothing was changed.");
            kept.Study ??= rows.Select(c => c.Study).FirstOrDefault(s => s is not null);
            kept.Source ??= rows.Select(c => c.Source).FirstOrDefault(s => s is not null);
            foreach (var copy in rows.Where(c => c.Id != keep))
            {
                var id = copy.Id;
                copy.CopyOf = keep;
                foreach (var further in await db.Citations.Where(c => c.CopyOf == id).ToListAsync(cancel)) further.CopyOf = keep;
            }
            return await log.KeepAsync(db, by, ReviewActions.CitationsMerged, keep.Node, Done.Value, cancel, new Dictionary<string, object?> { ["copies"] = wanted.Count });
        }

        public async Task<Result<Done>> PartAsync(Acting by, CitationId copy, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Citations.SingleOrDefaultAsync(c => c.Id == copy && c.Project == by.Project, cancel) is not { } citation) return new ReviewMissing("That citation is not in this project any more.");
            if (citation.CopyOf is null) return new Refused("This citation is no copy.");
            // A full text belongs to one citation that counts: where both have it, the kept one took it over when they were merged.
            var of = citation.CopyOf;
            if (citation.Source is not null && await db.Citations.SingleOrDefaultAsync(c => c.Id == of, cancel) is { } kept && kept.Source == citation.Source) kept.Source = null;
            citation.CopyOf = null;
            return await log.KeepAsync(db, by, ReviewActions.CitationParted, copy.Node, Done.Value, cancel);
        }

        internal static string Letters(string text)
        {
            var letters = new StringBuilder();
            foreach (var c in text.Normalize(NormalizationForm.FormKD))
                if (char.IsLetterOrDigit(c)) letters.Append(char.ToUpperInvariant(c));
            return letters.ToString();
        }
    }
}
