using Microsoft.EntityFrameworkCore;
using Throughline.Review.Extraction;

namespace Throughline.Review.Studies;

/// <summary>Adds, describes, withdraws, numbers and takes away studies.</summary>
public static class EditStudy
{
    /// <param name="DataYear">The first year of data collection; null where the reports do not say.</param>
    /// <param name="DataYears">The years as the reports give them.</param>
    public sealed record Request(string Label, int? DataYear = null, string DataYears = "", string Participants = "");

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<StudyId>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var last = await db.Studies.Where(s => s.Project == by.Project).MaxAsync(s => (int?)s.Number, cancel) ?? 0;
            var study = new Study { Id = StudyId.New(), Project = by.Project, Number = last + 1, AddedBy = by.Analyst, AddedAt = clock.GetUtcNow().UtcDateTime };
            if (await WriteAsync(db, study, request, cancel) is { } wrong) return wrong;
            db.Add(study);
            return await log.KeepAsync(db, by, ReviewActions.StudyAdded, study.Id.Node, study.Id, cancel);
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, StudyId id, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } study) return Gone();
            if (await WriteAsync(db, study, request, cancel) is { } wrong) return wrong;
            return await log.KeepAsync(db, by, ReviewActions.StudyChanged, id.Node, Done.Value, cancel);
        }

        /// <summary>Takes it out of the review after it was included. What was taken from it stays, out of every count.</summary>
        public async Task<Result<Done>> WithdrawAsync(Acting by, StudyId id, string why, CancellationToken cancel)
        {
            if (Typed.Check("Why the study is withdrawn", why, Study.MostText, needed: true) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } study) return Gone();
            if (study.WithdrawnWhy is not null) return new Refused($"\"{study.Label}\" is withdrawn already.");
            study.WithdrawnWhy = why.Trim();
            return await log.KeepAsync(db, by, ReviewActions.StudyWithdrawn, id.Node, Done.Value, cancel);
        }

        public async Task<Result<Done>> ReturnAsync(Acting by, StudyId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } study) return Gone();
            if (study.WithdrawnWhy is null) return new Refused($"\"{study.Label}\" is in the review.");
            study.WithdrawnWhy = null;
            return await log.KeepAsync(db, by, ReviewActions.StudyReturned, id.Node, Done.Value, cancel);
        }

        /// <summary>Takes a study away that nothing rests on. One that was worked with is withdrawn instead.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, StudyId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await FindAsync(db, by, id, cancel) is not { } study) return Gone();
            foreach (var report in await db.Citations.Where(c => c.Study == id).ToListAsync(cancel)) report.Study = null;
            await db.RemoveExtractedAsync(await db.ExtractionValues.Where(v => v.Study == id).ToListAsync(cancel), cancel);
            db.RemoveRange(await db.AppraisalAnswers.Where(a => a.Study == id).ToListAsync(cancel));
            db.Remove(study);
            var done = await log.KeepAsync(db, by, ReviewActions.StudyRemoved, id.Node, Done.Value, cancel);
            // What rests on a study lies in modules above this one: the database alone knows all of it.
            return done.Error is StillRestedOn ? new Refused($"Constructs, comparisons or clusters rest on \"{study.Label}\". Withdraw it with a reason instead; nothing was changed.") : done;
        }

        /// <summary>Numbers the studies by year of data collection, those without a year last. From then on each keeps its number until this is done again.</summary>
        public async Task<Result<int>> NumberAsync(Acting by, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Studies.Where(s => s.Project == by.Project).ToListAsync(cancel);
            if (all.Count == 0) return new Refused("There is no study to number yet. Add one first.");
            var number = 0;
            foreach (var study in all.OrderBy(s => s.WithdrawnWhy is not null).ThenBy(s => s.DataYear ?? int.MaxValue).ThenBy(s => s.Label, StringComparer.OrdinalIgnoreCase)) study.Number = ++number;
            return await log.KeepAsync(db, by, ReviewActions.StudiesNumbered, new("project", by.Project.Value), number, cancel, new Dictionary<string, object?> { ["studies"] = number });
        }

        private static ReviewMissing Gone() => new("That study is not in this project any more.");

        private static async Task<Study?> FindAsync(ThroughlineDb db, Acting by, StudyId id, CancellationToken cancel) => await db.Studies.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel);

        private static async Task<Error?> WriteAsync(ThroughlineDb db, Study study, Request request, CancellationToken cancel)
        {
            if (Typed.Check("The study's name", request.Label, Study.MostLabel, needed: true) is { } unnamed) return unnamed;
            if (Typed.Check("The years of data collection", request.DataYears, Study.MostLabel) is { } years) return years;
            if (Typed.Check("Who took part", request.Participants, Study.MostText) is { } people) return people;
            if (request.DataYear is < 1800 or > 2200) return new ReviewInvalid($"{request.DataYear} is no year of data collection. Write one from 1800 to 2200, or leave it empty and say why beside it.");
            var (label, project, id) = (request.Label.Trim(), study.Project, study.Id);
            var others = await db.Studies.AsNoTracking().Where(s => s.Project == project && s.Id != id).Select(s => s.Label).ToListAsync(cancel);
            if (others.Contains(label, StringComparer.OrdinalIgnoreCase)) return new ReviewInvalid($"There is a study \"{label}\" already. Choose another name, such as \"{label}b\".");
            (study.Label, study.DataYear, study.DataYears, study.Participants) = (label, request.DataYear, request.DataYears.Trim(), request.Participants.Trim());
            return null;
        }
    }
}

/// <summary>The studies of a review with their reports.</summary>
public static class ListStudies
{
    public sealed record Report(CitationId Id, int Number, string Title, string FirstAuthor, int? Year, SourceId? Source, string? SourceTitle);

    public sealed record Row(StudyId Id, int Number, string Label, int? DataYear, string DataYears, string Participants, string? WithdrawnWhy, IReadOnlyList<Report> Reports)
    {
        /// <summary>Full texts of its reports that are sources here.</summary>
        public IEnumerable<(SourceId Id, string Title)> Texts => Reports.Where(r => r.Source is not null).Select(r => (r.Source!.Value, r.SourceTitle!)).DistinctBy(r => r.Item1);
    }

    /// <summary>The first study of the review whose data are older than those of one that is numbered before it, with that one; null where the numbers follow the years. Studies without a year have no place in that order.</summary>
    public static (Row Older, Row Newer)? NotByYear(IEnumerable<Row> studies)
    {
        Row? latest = null;
        foreach (var study in studies.Where(s => s is { DataYear: not null, WithdrawnWhy: null }).OrderBy(s => s.Number))
        {
            if (latest is not null && study.DataYear < latest.DataYear) return (study, latest);
            latest = study;
        }
        return null;
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <param name="all">With those that were withdrawn.</param>
        /// <returns>In the order of their numbers. A full text in the bin is not named.</returns>
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, CancellationToken cancel, bool all = false)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var studies = await db.Studies.AsNoTracking().Where(s => s.Project == project && (all || s.WithdrawnWhy == null)).OrderBy(s => s.Number).ThenBy(s => s.Id).ToListAsync(cancel);
            var reports = await db.Citations.AsNoTracking().Where(c => c.Project == project && c.Study != null && c.CopyOf == null).OrderBy(c => c.Number).Select(c => new { c.Id, c.Number, c.Title, First = c.Authors.Substring(0, Study.MostLabel), c.Year, c.Study, c.Source }).ToListAsync(cancel);
            var texts = reports.Select(c => c.Source).OfType<SourceId>().ToList();
            var titles = await db.Sources.AsNoTracking().Where(s => texts.Contains(s.Id) && s.BinnedAt == null).Select(s => new { s.Id, s.Title }).ToDictionaryAsync(s => s.Id, s => s.Title, cancel);
            var of = reports.ToLookup(c => c.Study!.Value);
            return [.. studies.Select(s => new Row(s.Id, s.Number, s.Label, s.DataYear, s.DataYears, s.Participants, s.WithdrawnWhy,
                [.. of[s.Id].Select(c => new Report(c.Id, c.Number, c.Title, c.First.Split('\n')[0].Split(',')[0], c.Year, c.Source is { } text && titles.ContainsKey(text) ? text : null, c.Source is { } named ? titles.GetValueOrDefault(named) : null))]))];
        }
    }
}
