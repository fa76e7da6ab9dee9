using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;

namespace Throughline.Exchange.Logs;

/// <summary>The change log as a reader may see it: entries of independent work still closed to the reader are absent.</summary>
public static class ReadLog
{
    /// <param name="Action">The beginning of an action's name: "coding" or "coding.add".</param>
    /// <param name="From">The first day, UTC.</param>
    /// <param name="To">The last day, UTC.</param>
    /// <param name="Before">Only entries with a lower number: how the next page is asked for.</param>
    public sealed record Request(AnalystId? Analyst = null, string? Action = null, NodeRef? Subject = null, DateOnly? From = null, DateOnly? To = null, long? Before = null, int Take = 100);

    /// <param name="More">There are older ones.</param>
    public sealed record Page(IReadOnlyList<LogEntry> Entries, bool More, IReadOnlyList<string> Actions, bool SomeAreClosed);

    /// <param name="Before">Null where it was erased, or where there was no row.</param>
    public sealed record Value(string Table, string Key, RowOperation Operation, string? Before, string? After);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Page> RunAsync(Acting reader, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var closed = (await ClosedAsync(db, reader, 0, cancel)).Entries;
            var found = new List<LogEntry>();
            var before = request.Before ?? long.MaxValue;
            var entries = Filtered(db, reader.Project, request);
            while (found.Count <= request.Take)
            {
                var page = await entries.Where(e => e.Seq < before).OrderByDescending(e => e.Seq).Take(request.Take + 1).ToListAsync(cancel);
                found.AddRange(page.Where(e => !closed.Contains(e.Seq)));
                if (page.Count <= request.Take) break;
                before = page[^1].Seq;
            }
            var actions = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == reader.Project).Select(e => e.Action).Distinct().ToListAsync(cancel);
            return new([.. found.Take(request.Take)], found.Count > request.Take, [.. actions.Order(StringComparer.Ordinal)], closed.Count > 0);
        }

        /// <summary>What one entry changed, value for value.</summary>
        public async Task<IReadOnlyList<Value>> ValuesAsync(Acting reader, long seq, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var closed = await ClosedAsync(db, reader, seq, cancel);
            if (closed.Entries.Contains(seq)) return [];
            var rows = await db.Set<LogValue>().AsNoTracking().Where(v => v.Project == reader.Project && v.Seq == seq).OrderBy(v => v.Ordinal).ToListAsync(cancel);
            return [.. rows.Where(v => !closed.Values.Contains((v.Seq, v.Ordinal))).Select(v => new Value(v.Table, v.Key, v.Operation, v.Before, v.After))];
        }

        /// <summary>Writes every entry the reader may see with its hash, oldest first, as docs/change-log.md describes.</summary>
        /// <param name="format">"csv", "xlsx" or "json".</param>
        /// <returns>How many entries were written.</returns>
        public async Task<Result<int>> ExportAsync(Acting reader, Request request, string format, Stream to, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var closed = (await ClosedAsync(db, reader, 0, cancel)).Entries;
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            var entries = (await Filtered(db, reader.Project, request).OrderBy(e => e.Seq).ToListAsync(cancel)).Where(e => !closed.Contains(e.Seq)).ToList();
            if (format == "json")
            {
                await JsonSerializer.SerializeAsync(to, entries.Select(e => new
                {
                    project = e.Project.Value,
                    seq = e.Seq,
                    at = At(e),
                    analyst = e.Analyst.Value,
                    analystName = names.GetValueOrDefault(e.Analyst, ""),
                    action = e.Action,
                    subjectKind = e.SubjectKind,
                    subjectId = e.SubjectId,
                    details = e.Details,
                    rows = e.Rows,
                    rowsHash = e.RowsHash,
                    undoes = e.Undoes,
                    redoes = e.Redoes,
                    previous = e.Previous,
                    hash = e.Hash,
                }), Archives.ArchiveManifest.Json, cancel);
                return entries.Count;
            }
            using var whole = new MemoryStream();
            var sheet = new SheetToWrite("Change log", ["seq", "at", "analyst", "analyst id", "action", "subject kind", "subject id", "details", "rows", "rows hash", "undoes", "redoes", "previous", "hash"],
                [.. entries.Select(IReadOnlyList<SheetCell> (e) => [e.Seq.ToString(CultureInfo.InvariantCulture), At(e), names.GetValueOrDefault(e.Analyst, ""), e.Analyst.Value.ToString("D"), e.Action, e.SubjectKind, e.SubjectId.ToString("D"), e.Details, e.Rows, e.RowsHash,
                    e.Undoes?.ToString(CultureInfo.InvariantCulture), e.Redoes?.ToString(CultureInfo.InvariantCulture), e.Previous, e.Hash])]);
            if (format != "xlsx") SheetWriter.WriteCsv(whole, sheet);
            else if (SheetWriter.WriteXlsx(whole, [sheet]) is { Succeeded: false } tooLarge) return tooLarge.Error;
            whole.Position = 0;
            await whole.CopyToAsync(to, cancel);
            return entries.Count;
        }

        private static string At(LogEntry entry) => entry.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

        private static IQueryable<LogEntry> Filtered(ThroughlineDb db, ProjectId project, Request request)
        {
            var entries = db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == project);
            if (request.Analyst is { } analyst) entries = entries.Where(e => e.Analyst == analyst);
            if (request.Action is { Length: > 0 } action) entries = entries.Where(e => e.Action == action || e.Action.StartsWith(action + "."));
            if (request.Subject is { } subject) entries = entries.Where(e => e.SubjectKind == subject.Kind && e.SubjectId == subject.Id);
            if (request.From is { } from)
            {
                var start = from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
                entries = entries.Where(e => e.At >= start);
            }
            if (request.To is { } to)
            {
                var end = to.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
                entries = entries.Where(e => e.At < end);
            }
            return entries;
        }

        /// <summary>What is closed to the reader: whole entries, and single values of open ones.</summary>
        private static async Task<ClosedRows.ClosedLog> ClosedAsync(ThroughlineDb db, Acting reader, long from, CancellationToken cancel) =>
            await (await ClosedRows.OfAsync(db, reader, cancel)).LogAsync(db, reader.Project, from, cancel);
    }
}
