using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Review.Citations;

/// <summary>Imports a file of citations, all of it that can be read, and says of the rest by line why not.</summary>
public static class ImportCitations
{
    /// <param name="Added">In the file's order.</param>
    public sealed record Answer(CitationFormat Format, IReadOnlyList<CitationId> Added, IReadOnlyList<CitationFault> Faults);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <param name="run">The search that gave the file; null where it came otherwise.</param>
        public async Task<Result<Answer>> RunAsync(Acting by, string fileName, ReadOnlyMemory<byte> content, SearchRunId? run, CancellationToken cancel)
        {
            var read = CitationReader.Read(fileName, content, ReadLimits.Default, cancel);
            if (!read.Succeeded) return read.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (run is { } search && !await db.SearchRuns.AnyAsync(r => r.Id == search && r.Project == by.Project, cancel)) return new ReviewMissing("That search is not in this project any more.");
            var (number, now) = (await db.Citations.Where(c => c.Project == by.Project).MaxAsync(c => (int?)c.Number, cancel) ?? 0, clock.GetUtcNow().UtcDateTime);
            var added = new List<CitationId>();
            var faults = read.Value.Faults.ToList();
            foreach (var citation in read.Value.Citations)
            {
                if (TooLong(citation) is { } why)
                {
                    faults.Add(new(citation.Line, why, true));
                    continue;
                }
                var row = CitationRows.Of(citation, by, CitationId.New(), ++number, Path.GetFileName(fileName) is { Length: <= Citation.MostShort } name ? name : Path.GetFileName(fileName)[^Citation.MostShort..], run, now);
                db.Add(row);
                added.Add(row.Id);
            }
            if (added.Count == 0) return new ReviewInvalid($"Nothing in \"{fileName}\" could be kept. Line {faults[0].Line}: {faults[0].Message}");
            var details = new Dictionary<string, object?> { ["citations"] = added.Count, ["refused"] = faults.Count(f => f.IsRefused) };
            return await log.KeepAsync(db, by, ReviewActions.CitationsImported, added[0].Node, new Answer(read.Value.Format, added, [.. faults.OrderBy(f => f.Line)]), cancel, details);
        }

        private static string? TooLong(ReadCitation c) =>
            new[] { c.Title, c.Url }.FirstOrDefault(t => t.Length > Citation.MostText) is { } longer ? $"a field has {longer.Length} characters and at most {Citation.MostText} can be kept in it: \"{Cut.To(longer, 60)}\""
            : new[] { c.Kind, c.Date, c.Container, c.Volume, c.Issue, c.Pages, c.Doi }.FirstOrDefault(t => t.Length > Citation.MostShort) is { } wide ? $"a field has {wide.Length} characters and at most {Citation.MostShort} can be kept in it: \"{Cut.To(wide, 60)}\""
            : null;
    }
}

/// <summary>Between a record as it was read and its row.</summary>
internal static class CitationRows
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Citation Of(ReadCitation c, Acting by, CitationId id, int number, string fileName, SearchRunId? run, DateTime now) => new()
    {
        Id = id,
        Project = by.Project,
        Number = number,
        Kind = c.Kind,
        Title = c.Title,
        Authors = string.Join('\n', c.Authors.Select(a => a.Replace('\n', ' '))),
        Year = c.Year,
        Date = c.Date,
        Container = c.Container,
        Volume = c.Volume,
        Issue = c.Issue,
        Pages = c.Pages,
        Doi = c.Doi,
        Url = c.Url,
        Abstract = c.Abstract,
        Other = JsonSerializer.Serialize(c.Other.Select(o => new[] { o.Name, o.Value }), Plain),
        FileName = fileName,
        Line = c.Line,
        Run = run,
        AddedBy = by.Analyst,
        AddedAt = now,
    };

    public static IReadOnlyList<(string Name, string Value)> Others(Citation c) => [.. JsonSerializer.Deserialize<string[][]>(c.Other)!.Select(o => (o[0], o[1]))];

    public static ReadCitation Read(Citation c) => new()
    {
        Line = c.Line,
        Kind = c.Kind,
        Title = c.Title,
        Authors = c.AuthorList,
        Year = c.Year,
        Date = c.Date,
        Container = c.Container,
        Volume = c.Volume,
        Issue = c.Issue,
        Pages = c.Pages,
        Doi = c.Doi,
        Url = c.Url,
        Abstract = c.Abstract,
        Other = Others(c),
    };
}

/// <summary>The citations of a project, and as they are written out.</summary>
public static class ListCitations
{
    public sealed record Row(CitationId Id, int Number, string Kind, string Title, IReadOnlyList<string> Authors, int? Year, string Date, string Container, string Volume, string Issue, string Pages, string Doi, string Url, string Abstract, IReadOnlyList<(string Name, string Value)> Other, string FileName, int Line, SearchRunId? Run, CitationId? CopyOf, StudyId? Study, SourceId? Source);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <param name="copies">With those that were merged into others.</param>
        public async Task<IReadOnlyList<Row>> RunAsync(ProjectId project, CancellationToken cancel, bool copies = false)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return [.. (await db.Citations.AsNoTracking().Where(c => c.Project == project && (copies || c.CopyOf == null)).OrderBy(c => c.Number).ToListAsync(cancel))
                .Select(c => new Row(c.Id, c.Number, c.Kind, c.Title, c.AuthorList, c.Year, c.Date, c.Container, c.Volume, c.Issue, c.Pages, c.Doi, c.Url, c.Abstract, CitationRows.Others(c), c.FileName, c.Line, c.Run, c.CopyOf, c.Study, c.Source))];
        }

        /// <summary>All citations that count by themselves, for <see cref="CitationWriter"/>.</summary>
        public async Task<IReadOnlyList<ReadCitation>> ToWriteAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return [.. (await db.Citations.AsNoTracking().Where(c => c.Project == project && c.CopyOf == null).OrderBy(c => c.Number).ToListAsync(cancel)).Select(CitationRows.Read)];
        }
    }
}
