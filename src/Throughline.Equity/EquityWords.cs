using Microsoft.EntityFrameworkCore;

namespace Throughline.Equity;

/// <summary>What Equity holds of anybody's words. A table of areas seldom names a person; one that does is dropped when the name is erased, as its numbers cannot be told from its words.</summary>
internal sealed class EquityWords(DatasetTables tables) : TextHolder
{
    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Dataset>((db, project) => db.Datasets.Where(d => d.Project == project), d => new(d.Id.Node, "data set"),
            (nameof(Dataset.Name), HeldAs.Words), (nameof(Dataset.FileName), HeldAs.Words), (nameof(Dataset.Sheet), HeldAs.Words), (nameof(Dataset.FileSha256), HeldAs.Technical), (nameof(Dataset.Heading), HeldAs.Words), (nameof(Dataset.What), HeldAs.Words),
            (nameof(Dataset.Unit), HeldAs.Words), (nameof(Dataset.RankedBy), HeldAs.Words), (nameof(Dataset.Vintage), HeldAs.Words), (nameof(Dataset.ToVintage), HeldAs.Words), (nameof(Dataset.Meanings), HeldAs.Words), (nameof(Dataset.From), HeldAs.Words)),
        new HeldRows<DatasetColumn>((db, project) => from c in db.DatasetColumns join d in db.Datasets on c.Dataset equals d.Id where d.Project == project select c, c => new(c.Dataset.Node, "column of a data set"),
            (nameof(DatasetColumn.Name), HeldAs.Words)),
        new HeldRows<DatasetFile>((db, project) => from f in db.DatasetFiles join d in db.Datasets on f.Dataset equals d.Id where d.Project == project select f, f => new(f.Dataset.Node, "file of a data set"),
            (nameof(DatasetFile.Content), HeldAs.File)),
        new HeldRows<DatasetCells>((db, project) => from c in db.DatasetCells join d in db.Datasets on c.Dataset equals d.Id where d.Project == project select c, c => new(c.Dataset.Node, "columns of a data set"),
            (nameof(DatasetCells.Content), HeldAs.File)),
        new HeldRows<Figure>((db, project) => db.Figures.Where(f => f.Project == project), f => new(f.Id.Node, "figure"),
            (nameof(Figure.Name), HeldAs.Words), (nameof(Figure.Place), HeldAs.Words), (nameof(Figure.Period), HeldAs.Words), (nameof(Figure.People), HeldAs.Words), (nameof(Figure.Kind), HeldAs.Words)),
        new HeldRows<FigureStep>((db, project) => from s in db.FigureSteps join f in db.Figures on s.Figure equals f.Id where f.Project == project select s, s => new(s.Figure.Node, "former figure"),
            (nameof(FigureStep.Said), HeldAs.Words)),
        new HeldRows<SiteChoice>((db, project) => db.SiteChoices.Where(c => c.Project == project), c => new(c.Id.Node, "choice of sites"),
            (nameof(SiteChoice.Name), HeldAs.Words), (nameof(SiteChoice.NameColumn), HeldAs.Words), (nameof(SiteChoice.Filters), HeldAs.Words), (nameof(SiteChoice.Characteristics), HeldAs.Words), (nameof(SiteChoice.NotAllSame), HeldAs.Words), (nameof(SiteChoice.Declined), HeldAs.Words), (nameof(SiteChoice.WhyFilter), HeldAs.Words)),
    ];

    public override async Task<IReadOnlyList<HeldWords>> FindAsync(ThroughlineDb db, Acting reader, NameRewrite names, CancellationToken cancel)
    {
        var found = (await base.FindAsync(db, reader, names, cancel)).ToList();
        foreach (var (id, times, first) in await NamedAsync(db, reader.Project, names, cancel)) found.Add(new(id.Node, "file of a data set", null, times, first, false));
        return found;
    }

    public override async Task RewriteAsync(ThroughlineDb db, ProjectId project, NameRewrite rewrite, HeldTally tally, CancellationToken cancel)
    {
        // Columns whose import was taken back have no data set that could be asked for a name.
        var files = db.DatasetFiles;
        await db.DatasetCells.Where(c => !files.Any(f => f.Dataset == c.Dataset)).ExecuteDeleteAsync(cancel);
        foreach (var (id, _, _) in await NamedAsync(db, project, rewrite, cancel))
        {
            db.RemoveRange(await db.DatasetFiles.Where(f => f.Dataset == id).ToListAsync(cancel));
            await db.DatasetCells.Where(c => c.Dataset == id).ExecuteDeleteAsync(cancel);
            tables.Forget(id);
            tally.Add("files of data sets");
        }
        await base.RewriteAsync(db, project, rewrite, tally, cancel);
    }

    private async Task<IReadOnlyList<(DatasetId Id, int Times, string First)>> NamedAsync(ThroughlineDb db, ProjectId project, NameRewrite names, CancellationToken cancel)
    {
        var named = new List<(DatasetId, int, string)>();
        foreach (var dataset in await db.Datasets.AsNoTracking().Where(d => d.Project == project).ToListAsync(cancel))
        {
            var table = await tables.OfAsync(db, dataset, cancel);
            if (!table.Succeeded) continue;
            var (times, first) = (0, "");
            for (var row = 0; row < table.Value.Count; row++)
            {
                var line = string.Join("; ", table.Value.Columns.Select(column => table.Value.Text(row, column)));
                if (names.Find(line) is not { Count: > 0 } spans) continue;
                times += spans.Count;
                if (first.Length == 0) first = Among(line, spans[0]);
            }
            if (times > 0) named.Add((dataset.Id, times, first));
        }
        return named;
    }
}
