using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Equity;

/// <summary>Takes a data set away with its file and its figures.</summary>
public static class RemoveDataset
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, DatasetId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Datasets.SingleOrDefaultAsync(d => d.Id == id && d.Project == by.Project, cancel) is not { } dataset) return new DatasetMissing("That data set is not here any more.");
            var figures = await db.Figures.Where(f => f.Dataset == id).ToListAsync(cancel);
            var figureIds = figures.Select(f => f.Id).ToList();
            db.RemoveRange(await db.FigureSteps.Where(s => figureIds.Contains(s.Figure)).ToListAsync(cancel));
            db.RemoveRange(figures);
            var sites = await db.SiteChoices.Where(c => c.Dataset == id).ToListAsync(cancel);
            db.RemoveRange(sites);
            db.RemoveRange(await db.DatasetCells.Where(c => c.Dataset == id).ToListAsync(cancel));
            db.RemoveRange(await db.DatasetColumns.Where(c => c.Dataset == id).ToListAsync(cancel));
            db.RemoveRange(await db.DatasetFiles.Where(f => f.Dataset == id).ToListAsync(cancel));
            db.Remove(dataset);
            var saved = await log.SaveAsync(db, by, new(EquityActions.DatasetRemoved, id.Node, new Dictionary<string, object?> { ["figures"] = figures.Count, ["sites"] = sites.Count }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Changes what is said of a data set; its rows and columns stay as they were imported.</summary>
public static class ChangeDataset
{
    /// <summary>Null leaves a thing as it is.</summary>
    /// <param name="Meanings">What codes mean, as <see cref="CodeMeanings.Write"/> gives them.</param>
    public sealed record Request(string? What = null, string? Unit = null, Statistics.Inequality.Direction? Direction = null, string? RankedBy = null, string? Vintage = null, string? From = null, string? Meanings = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, DatasetId id, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Datasets.SingleOrDefaultAsync(d => d.Id == id && d.Project == by.Project, cancel) is not { } dataset) return new DatasetMissing("That data set is not here any more.");
            foreach (var words in new[] { request.What, request.Unit, request.RankedBy, request.Vintage, request.From })
                if (words?.Trim().Length > Dataset.MaxWords) return new TableUnfit(dataset.FileName, null, words, $"These words have at most {Dataset.MaxWords} characters; \"{Cut.To(words.Trim(), 40)}\" has {words.Trim().Length}.");
            dataset.What = request.What?.Trim() ?? dataset.What;
            dataset.Unit = request.Unit?.Trim() ?? dataset.Unit;
            dataset.Direction = request.Direction ?? dataset.Direction;
            dataset.RankedBy = request.RankedBy?.Trim() ?? dataset.RankedBy;
            dataset.Vintage = request.Vintage?.Trim() ?? dataset.Vintage;
            dataset.From = request.From?.Trim() ?? dataset.From;
            dataset.Meanings = request.Meanings ?? dataset.Meanings;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(EquityActions.DatasetChanged, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
