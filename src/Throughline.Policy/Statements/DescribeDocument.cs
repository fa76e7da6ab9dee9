using Microsoft.EntityFrameworkCore;
using Throughline.Sources;

namespace Throughline.Policy.Statements;

/// <summary>The source register: what each policy document is, who published it and when, and what it takes the place of.</summary>
public static class DescribeDocument
{
    /// <param name="Supersedes">The document it takes the place of; null for none.</param>
    public sealed record Request(string Publisher, DateOnly? DatedOn, string Status, string Focus, string Address, SourceId? Supersedes);

    /// <param name="Said">Null where nothing was said of the source yet.</param>
    public sealed record Row(SourceId Source, int Number, string Title, Request? Said);

    /// <summary>Documents that take one another's place, each chain from the first to the newest; only chains of two or more. Pure.</summary>
    public static IReadOnlyList<IReadOnlyList<Row>> Versions(IReadOnlyList<Row> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var bySource = documents.ToDictionary(d => d.Source);
        var replaced = documents.Select(d => d.Said?.Supersedes).OfType<SourceId>().ToHashSet();
        var chains = new List<IReadOnlyList<Row>>();
        foreach (var newest in documents.Where(d => !replaced.Contains(d.Source)))
        {
            var chain = new List<Row> { newest };
            // Two that each claim to replace the other would go round for ever.
            while (chain[0].Said?.Supersedes is { } older && bySource.TryGetValue(older, out var before) && !chain.Contains(before)) chain.Insert(0, before);
            if (chain.Count > 1) chains.Add(chain);
        }
        return chains;
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, SourceId source, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            foreach (var (name, value) in new[] { ("publisher", request.Publisher), ("status", request.Status), ("focus", request.Focus), ("address", request.Address) })
                if (value.Trim().Length > PolicyDocument.MostWords) return new Error($"The {name} has at most {PolicyDocument.MostWords} characters; this has {value.Trim().Length}.");
            if (request.Supersedes == source) return new Refused("A document cannot take its own place. Choose another.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Sources.AnyAsync(s => s.Id == source && s.Project == by.Project, cancel)) return new SourceMissing("The source is not in this project any more.");
            if (request.Supersedes is { } older && !await db.Sources.AnyAsync(s => s.Id == older && s.Project == by.Project, cancel)) return new SourceMissing("The document it takes the place of is not in this project.");
            var row = await db.PolicyDocuments.SingleOrDefaultAsync(d => d.Source == source, cancel);
            if (row is null) db.Add(row = new PolicyDocument { Source = source, Project = by.Project });
            (row.Publisher, row.DatedOn, row.Status, row.Focus, row.Address, row.Supersedes) = (request.Publisher.Trim(), request.DatedOn, request.Status.Trim(), request.Focus.Trim(), request.Address.Trim(), request.Supersedes);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.Described, source.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        /// <summary>Every document of the project that is not in the bin, by number.</summary>
        public async Task<IReadOnlyList<Row>> ListAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rows = await (from s in db.Sources.AsNoTracking() join d in db.PolicyDocuments on s.Id equals d.Source into said from d in said.DefaultIfEmpty() where s.Project == project && s.BinnedAt == null && s.Kind == SourceKind.Document orderby s.Number select new { s.Id, s.Number, s.Title, Said = d }).ToListAsync(cancel);
            return [.. rows.Select(r => new Row(r.Id, r.Number, r.Title, r.Said is { } d ? new(d.Publisher, d.DatedOn, d.Status, d.Focus, d.Address, d.Supersedes) : null))];
        }
    }
}
