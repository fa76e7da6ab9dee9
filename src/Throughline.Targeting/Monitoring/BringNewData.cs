using Microsoft.EntityFrameworkCore;
using Throughline.Equity;
using Throughline.Statistics.Inequality;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Monitoring;

/// <summary>Brings in the table of another period for a target, with its columns read as the baseline's were, and says what it adds.</summary>
public static class BringNewData
{
    /// <param name="Name">What the data set is called; empty: as the file is.</param>
    /// <param name="Vintage">The boundaries; null: the baseline's.</param>
    /// <param name="RankedBy">What areas are ranked by; null: the baseline's.</param>
    public sealed record Request(string FileName, byte[] Content, string? Name = null, string? Vintage = null, string? RankedBy = null, string? From = null);

    /// <param name="Periods">Those newer than the baseline that this table adds, with why one does not compare where it does not.</param>
    /// <param name="Says">In words, what came of it.</param>
    public sealed record Brought(DatasetId Dataset, IReadOnlyList<(string Period, string? WhyNot)> Periods, string Says);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ImportDataset.Handler import, ListDatasets.Handler datasets, ReadTargets.Handler targets, FollowTarget.Handler follow)
    {
        public async Task<Result<Brought>> RunAsync(Acting by, TargetId id, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var detail = await targets.OneAsync(by, id, cancel);
            if (!detail.Succeeded) return detail.Error;
            if (detail.Value.Record.Baseline is not { Fixed: var fixedAs }) return new TargetInvalid("There is no baseline yet that new data could be set beside. Fix one first, under The gap now.");
            if (fixedAs.What.Length == 0) return new TargetInvalid($"\"{fixedAs.DatasetName}\", from which the baseline was fixed, does not say what it measures, so no other table can be told to measure the same. Bring it in again on the page Equity with those words, and fix the baseline anew.");
            var (columns, sheet) = await OwnAsync(by.Project, fixedAs, cancel);
            // A workbook is read from the sheet that the baseline was: another may have the same heading and measure something else. Text has no sheets.
            var imported = await import.RunAsync(by, new(request.FileName, request.Content, request.Name, columns, fixedAs.What, fixedAs.Unit,
                fixedAs.HigherIsBetter ? Direction.HigherIsBetter : Direction.HigherIsWorse, request.RankedBy ?? fixedAs.RankedBy, request.Vintage ?? fixedAs.Vintage, request.From, DatasetKind.Measures, Sheet: sheet is { Length: > 0 } && request.Content.AsSpan().StartsWith("PK"u8) ? sheet : null), cancel);
            if (!imported.Succeeded) return imported.Error;
            var row = (await datasets.RunAsync(by.Project, cancel)).Single(d => d.Dataset.Id == imported.Value);
            var added = (await follow.RunAsync(by.Project, detail.Value.Record, [row], cancel)).Observations.Where(o => !o.IsBaseline && !o.IsBefore).Select(o => (o.Point.Period, o.WhyNot)).ToList();
            return new Brought(imported.Value, added, added.Count > 0 ? $"\"{row.Dataset.Name}\" adds {string.Join(", ", added.Select(a => a.WhyNot is null ? a.Period : $"{a.Period}, which does not compare ({a.WhyNot.TrimEnd('.')})"))}." : await NothingAsync(row, fixedAs, cancel));
        }

        /// <summary>What the columns of the baseline's own table hold, and its sheet; null when that data set is not here any more, so that they are recognised anew.</summary>
        private async Task<(IReadOnlyDictionary<ColumnRole, string>? Columns, string? Sheet)> OwnAsync(ProjectId project, TargetBaseline fixedAs, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var sha256 = fixedAs.Sha256;
            var all = await (from c in db.DatasetColumns.AsNoTracking() join d in db.Datasets on c.Dataset equals d.Id where d.Project == project && d.FileSha256 == sha256 orderby d.ImportedAt select new { d.Id, Set = d.Name, d.Sheet, c.Role, c.Name }).ToListAsync(cancel);
            // Several may come from one workbook.
            var own = all.Find(c => c.Set == fixedAs.DatasetName) ?? all.FirstOrDefault();
            return own is null ? (null, null) : (all.Where(c => c.Id == own.Id).ToDictionary(c => c.Role, c => c.Name), own.Sheet);
        }

        private async Task<string> NothingAsync(ListDatasets.Row row, TargetBaseline fixedAs, CancellationToken cancel)
        {
            var start = $"\"{row.Dataset.Name}\" was brought in and adds nothing here: ";
            var choices = await datasets.ChoicesAsync(row, cancel);
            if (!choices.Succeeded) return start + choices.Error.Message;
            foreach (var (what, there, wanted) in new[] { ("place", choices.Value.Places, fixedAs.Place), ("people", choices.Value.Categories, fixedAs.People), ("grouping", choices.Value.Kinds, fixedAs.Grouping) })
                if (there.Count > 0 && !there.Contains(wanted)) return $"{start}the baseline's {what} is \"{wanted}\"; the table has {string.Join(", ", there.Take(6).Select(t => $"\"{t}\""))}{(there.Count > 6 ? " and more" : "")}.";
            return $"{start}the baseline is of {fixedAs.Period}; the table has {(choices.Value.Periods.Count == 0 ? "no column of periods" : string.Join(", ", choices.Value.Periods.Take(6)))}, nothing later from which a figure can be made.";
        }
    }
}
