using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Archives;
using Throughline.Exchange.Reports;
using Throughline.Files;
using Throughline.Framing.Representations;
using Throughline.Policy;

namespace Throughline.Exchange.Tables;

public enum TableFormat { Csv, Xlsx, Json }

/// <summary>A project's data as tables: codings, codebook, cases, memos, coding notes, readings, and those of a policy analysis.</summary>
/// <remarks>Only what the reader may see; no suggestion, nothing from the bin. Words that a spreadsheet would take for a formula are neutralised in csv and are plain text in xlsx.</remarks>
public static class ExportTables
{
    public static readonly IReadOnlyList<string> Kinds = ["codings", "codebook", "cases", "memos", "notes", "readings", .. PolicySheets.Kinds];

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ReportData.Handler data, ListRepresentations.Handler readings, ReadNotes.Handler notes, PolicySheets.Handler policy)
    {
        /// <returns>How many rows were written.</returns>
        public Task<Result<int>> RunAsync(Acting by, string kind, TableFormat format, Stream to, CancellationToken cancel) => RunAsync(by, kind, format, to, leftOut: false, cancel);

        /// <param name="leftOut">Readings: whether those of what was left out, as of what was settled to be no statement, come too, with a column that says so.</param>
        /// <returns>How many rows were written.</returns>
        public async Task<Result<int>> RunAsync(Acting by, string kind, TableFormat format, Stream to, bool leftOut, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var read = await data.LoadAsync(db, by, cancel);
            if (!read.Succeeded) return read.Error;
            SheetToWrite sheet;
            switch (kind)
            {
                case "codings": sheet = await CodingsAsync(db, read.Value, cancel); break;
                case "codebook": sheet = Codebook(read.Value); break;
                case "cases": sheet = Cases(read.Value); break;
                case "memos": sheet = Memos(read.Value); break;
                case "notes":
                    var written = await NotesAsync(read.Value, notes, cancel);
                    if (!written.Succeeded) return written.Error;
                    sheet = written.Value;
                    break;
                case "readings": sheet = ShapeOut.Readings(await readings.RunAsync(by, new(LeftOut: leftOut), cancel), leftOut); break;
                case var of when PolicySheets.Kinds.Contains(of):
                    var made = await policy.RunAsync(by, of, cancel);
                    if (!made.Succeeded) return made.Error;
                    sheet = made.Value;
                    break;
                default: return new Error($"There is no table \"{kind}\". There are: {string.Join(", ", Kinds)}.");
            }
            using var whole = new MemoryStream();
            switch (format)
            {
                case TableFormat.Csv: SheetWriter.WriteCsv(whole, sheet); break;
                case TableFormat.Xlsx when SheetWriter.WriteXlsx(whole, [sheet]) is { Succeeded: false } tooLarge: return tooLarge.Error;
                case TableFormat.Xlsx: break;
                default: await JsonSerializer.SerializeAsync(whole, sheet.Rows.Select(r => sheet.Columns.Zip(r).ToDictionary(p => p.First, p => p.Second.Number is { } n ? (object)n : p.Second.Text)), ArchiveManifest.Json, cancel); break;
            }
            whole.Position = 0;
            await whole.CopyToAsync(to, cancel);
            return sheet.Rows.Count;
        }
    }

    private static async Task<SheetToWrite> CodingsAsync(ThroughlineDb db, ReportData data, CancellationToken cancel)
    {
        var analysts = data.Analysts.ToDictionary(a => a.Id, a => a.Name);
        var paths = data.Codes.ToDictionary(c => c.Id, c => c.Path);
        var memos = data.Memos.Where(m => m.On.Kind == "coding").ToLookup(m => m.On.Id, m => m.Text);
        var ids = data.Codings.Select(c => c.Excerpt).Distinct().ToList();
        var revisions = new Dictionary<ExcerptId, RevisionId>();
        foreach (var chunk in ids.Chunk(1000))
            foreach (var e in await db.Excerpts.AsNoTracking().Where(e => chunk.Contains(e.Id)).Select(e => new { e.Id, e.Revision }).ToListAsync(cancel)) revisions[e.Id] = e.Revision;
        var rows = new List<IReadOnlyList<SheetCell>>(data.Codings.Count);
        foreach (var coding in data.Codings)
        {
            var source = data.SourceOf(coding.Source)!;
            var (text, structure, revision, _) = await data.TextAsync(db, revisions[coding.Excerpt], cancel);
            var cases = data.Finder.Of(coding.Source, coding.Start, coding.End);
            var block = structure.Blocks.Count == 0 ? 0 : structure.BlockAt(coding.Start);
            rows.Add([source.Title, source.Number, paths[coding.Code], text[coding.Start..coding.End], coding.Start, coding.End, revision, structure.PageAt(coding.Start), structure.Blocks.Count == 0 ? "1" : structure.ParagraphLabel(block),
                analysts[coding.Analyst], coding.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), string.Join("\n", memos[coding.Id.Value]),
                string.Join("; ", cases.Select(c => data.Finder.Find(c)!.Name)), .. data.Attributes.Select(a => (SheetCell)string.Join("; ", cases.Select(c => data.Values.GetValueOrDefault((c, a.Id), "")).Where(v => v.Length > 0).Distinct()))]);
        }
        return new("Codings", ["source", "source number", "code", "segment", "start", "end", "revision", "page", "paragraph", "analyst", "at", "memo", "case", .. data.Attributes.Select(a => Distinct(a.Name))], rows);
    }

    // An attribute may be called as a column of ours.
    private static string Distinct(string name) => name.ToLowerInvariant() is "source" or "source number" or "code" or "segment" or "start" or "end" or "revision" or "page" or "paragraph" or "analyst" or "at" or "memo" or "case" ? "case " + name : name;

    private static SheetToWrite Codebook(ReportData data) => new("Codebook", ["code", "definition", "when to use", "when not to use", "example", "origin", "origin note", "framework term", "colour", "retired", "passages", "sources"],
        [.. data.Codes.Select(IReadOnlyList<SheetCell> (c) => [c.Path, c.Definition, c.WhenToUse, c.WhenNot, c.Example, c.Origin.ToString(), c.OriginNote, c.FrameworkTerm, c.Colour, c.IsRetired ? "yes" : "", c.Passages, c.Sources])]);

    private static SheetToWrite Cases(ReportData data) => new("Cases", ["case", "kind", .. data.Attributes.Select(a => a.Name.ToLowerInvariant() is "case" or "kind" ? "case " + a.Name : a.Name)],
        [.. data.Cases.Select(IReadOnlyList<SheetCell> (c) => [c.Name, c.Kind.ToString(), .. data.Attributes.Select(a => (SheetCell)data.Values.GetValueOrDefault((c.Id, a.Id), ""))])]);

    /// <summary>A row a line; the passages it rests on are parted by line feeds, as are their places and what others say of it.</summary>
    private static async Task<Result<SheetToWrite>> NotesAsync(ReportData data, ReadNotes.Handler notes, CancellationToken cancel)
    {
        var rows = new List<IReadOnlyList<SheetCell>>();
        foreach (var source in (await notes.ListAsync(data.Reader, cancel)).Where(s => s.Lines > 0))
        {
            var page = await notes.RunAsync(data.Reader, source.Source, cancel);
            if (!page.Succeeded) return page.Error;
            var checks = string.Join("\n", page.Value.Checks.Select(c => $"{c.Name}, {Moment(c.At)}{(c.ChangedSince > 0 ? $", {c.ChangedSince} {(c.ChangedSince == 1 ? "line" : "lines")} changed since" : "")}"));
            foreach (var section in page.Value.Sections)
                foreach (var line in section.Lines)
                    rows.Add([source.Title, source.Number, section.Path, line.Text, line.AnalystName, Moment(line.At), line.ChangedAt is { } changed ? Moment(changed) : "", string.Join("\n", line.Passages.Select(p => PrintedWords.Collapsed(p.Text))), string.Join("\n", line.Passages.Select(p => p.Place)),
                        string.Join("\n", line.Answers.Select(a => $"{a.Name} {(a.Kind == NoteAnswerKind.Agrees ? "agrees" : "queries")}{(a.Comment.Length > 0 ? $": {a.Comment}" : "")}{(a.BeforeChange ? " (before the line was changed)" : "")}")), checks]);
        }
        return new SheetToWrite("Coding notes", ["source", "source number", "code", "line", "analyst", "at", "changed at", "passages", "places", "answers", "checked"], rows);

        static string Moment(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static SheetToWrite Memos(ReportData data) => new("Memos", ["on", "on id", "subject", "beside", "memo", "analyst", "at", "changed at"],
        [.. data.Memos.OrderBy(m => m.At).Select(IReadOnlyList<SheetCell> (m) => [m.On.Kind, m.On.Id.ToString("D"), m.On.Kind == "code" ? data.Codes.FirstOrDefault(c => c.Id.Value == m.On.Id)?.Path : m.Source is { } s ? data.SourceOf(s)?.Title : "", m.Context, m.Text, m.AnalystName,
            m.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), m.ChangedAt?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)])]);
}
