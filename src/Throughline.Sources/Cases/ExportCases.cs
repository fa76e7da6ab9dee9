using Microsoft.EntityFrameworkCore;
using System.Globalization;
using Throughline.Files;

namespace Throughline.Sources;

/// <summary>Cases with their attributes and what they own, as a table that <see cref="ImportCases"/> reads back.</summary>
public static class ExportCases
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ReadCases.Handler read)
    {
        /// <summary>A row for each case, and one more for each further thing it owns.</summary>
        public async Task<SheetToWrite> RunAsync(ProjectId project, CancellationToken cancel)
        {
            var grid = await read.RunAsync(project, cancel);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var ties = await (from t in db.CaseTies.AsNoTracking()
                              join s in db.Sources.AsNoTracking() on t.Source equals s.Id
                              join p in db.Speakers.AsNoTracking() on t.Speaker equals p.Id into speakers
                              from p in speakers.DefaultIfEmpty()
                              join e in db.Excerpts.AsNoTracking() on t.Excerpt equals e.Id into spans
                              from e in spans.DefaultIfEmpty()
                              where s.Project == project && s.BinnedAt == null
                              orderby s.Number, t.Id
                              select new { t.Case, s.FileName, Speaker = p == null ? null : p.Label, Start = e == null ? (int?)null : e.Start, End = e == null ? (int?)null : e.End }).ToListAsync(cancel);
            var byCase = ties.ToLookup(t => t.Case);
            var withSpans = ties.Any(t => t.Start is not null);
            var rows = new List<IReadOnlyList<SheetCell>>();
            foreach (var row in grid.Rows)
                foreach (var tie in byCase[row.Id].DefaultIfEmpty())
                {
                    var cells = new List<SheetCell> { row.Name, row.Kind.ToString().ToLowerInvariant() };
                    cells.AddRange(grid.Columns.Select(c => Cell(c.Type, row.Values.GetValueOrDefault(c.Id, ""))));
                    cells.AddRange([tie?.FileName, tie?.Speaker]);
                    if (withSpans) cells.AddRange([tie?.Start is { } start ? start : default(SheetCell), tie?.End is { } end ? end : default(SheetCell)]);
                    rows.Add(cells);
                }
            return new("Cases", [.. (string[])["case", "kind"], .. grid.Columns.Select(c => c.Name), .. (string[])["source", "speaker"], .. withSpans ? (string[])["start", "end"] : []], rows);
        }

        private static SheetCell Cell(AttributeType type, string value) =>
            type == AttributeType.Number && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number.ToString("R", CultureInfo.InvariantCulture) == value ? number : value;
    }
}
