using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Reports;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Text;

namespace Throughline.Exchange.Archives;

public enum PublicMemos { None, Project, Codes, All }

/// <summary>Writes what may be shown to anyone: the codebook without its examples, matrices of counts, how readings represent the problem as counts, and the memos chosen. No source text.</summary>
/// <remarks>Columns of a matrix that fewer people share than the project's smallest group are left out.</remarks>
public static class PublishProject
{
    /// <param name="Names">Names to look for besides those the project knows.</param>
    public sealed record Request(PublicMemos Memos = PublicMemos.None, IReadOnlyCollection<string>? Names = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ReportData.Handler data, CountShape.Handler shapes, ListFrameworks.Handler frameworks, TimeProvider clock)
    {
        public async Task<Result<ArchiveProject.Made>> RunAsync(Acting by, Request request, Stream to, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var read = await data.LoadAsync(db, by, cancel);
            if (!read.Succeeded) return read.Error;
            var project = read.Value;
            var names = (request.Names ?? []).Where(n => n.Any(char.IsLetterOrDigit)).ToList();
            foreach (var table in ProjectRows.Tables(db.Model).Where(t => typeof(IKnownName).IsAssignableFrom(t.Type.ClrType)))
                await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel)) names.Add(((IKnownName)row).KnownName);
            var sheets = new List<SheetToWrite> { Codebook(project) };
            sheets.AddRange(project.Attributes.Where(a => a.Type == AttributeType.Category).Select(a => Matrix(project, a)));
            sheets.AddRange(await ReadingsAsync(project, cancel));
            if (request.Memos != PublicMemos.None) sheets.Add(Memos(project, request.Memos));
            var found = (from sheet in sheets
                         from row in sheet.Rows.Select(r => r.Select(c => c.Text)).Prepend(sheet.Columns).Prepend([sheet.Name])
                         from cell in row
                         from span in Masker.Find(cell, names)
                         select new NameFound(span.Of(cell), $"the table {sheet.Name}", cell[Math.Max(0, span.Start - 30)..Math.Min(cell.Length, span.End + 30)], null)).ToList();
            if (found.Count > 0)
                return new NotDeidentified(found, $"The public export was not made: {(found.Count == 1 ? "1 place" : $"{found.Count} places")} would show a known name.\n" + string.Join("\n", found.Take(20).Select(f => $"  {f.Name}: {f.Where}: {f.Around}")));
            var now = clock.GetUtcNow().UtcDateTime;
            using var writer = new ArchiveWriter(to, now);
            foreach (var sheet in sheets)
            {
                var file = "tables/" + string.Concat(sheet.Name.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : '-'));
                await writer.AddAsync(file + ".csv", stream => { SheetWriter.WriteCsv(stream, sheet); return Task.FromResult<int?>(sheet.Rows.Count); });
                await writer.AddAsync(file + ".json", async stream =>
                {
                    await JsonSerializer.SerializeAsync(stream, sheet.Rows.Select(r => sheet.Columns.Zip(r).ToDictionary(p => p.First, p => p.Second.Number is { } n ? (object)n : p.Second.Text)), ArchiveManifest.Json, cancel);
                    return sheet.Rows.Count;
                });
            }
            var manifest = new ArchiveManifest(ArchiveManifest.FormatName, ArchiveManifest.CurrentVersion, ArchiveForm.Public, ArchiveProject.VersionOf(), new(project.Project.Id.Value, project.Project.Title), now,
                new(by.Analyst.Value, project.Analysts.First(a => a.Id == by.Analyst).Name), null, new(0, 0, project.Sources.Count), []);
            await writer.FinishAsync(manifest, cancel);
            return new ArchiveProject.Made(manifest with { Files = writer.Files });
        }

        private static SheetToWrite Codebook(ReportData project) => new("Codebook", ["code", "definition", "when to use", "when not to use", "origin", "origin note", "framework term", "retired", "passages", "sources"],
            [.. project.Codes.Select(IReadOnlyList<SheetCell> (c) => [c.Path, c.Definition, c.WhenToUse, c.WhenNot, c.Origin.ToString(), c.OriginNote, c.FrameworkTerm, c.IsRetired ? "yes" : "", c.Passages, c.Sources])]);

        private static SheetToWrite Matrix(ReportData project, CaseAttribute attribute)
        {
            var shown = Shared(project, attribute);
            var counts = new Dictionary<(CodeId, string), HashSet<(SourceId, int, int)>>();
            foreach (var coding in project.Codings)
            {
                var value = project.Finder.ValueOf(coding.Source, coding.Start, coding.End, attribute.Id);
                if (!counts.TryGetValue((coding.Code, value), out var set)) counts[(coding.Code, value)] = set = [];
                set.Add(coding.Passage);
            }
            return new($"Codes by {attribute.Name}", ["code", .. shown],
                [.. project.Codes.Where(c => !c.IsGroup).Select(IReadOnlyList<SheetCell> (c) => [c.Path, .. shown.Select(v => (SheetCell)(counts.TryGetValue((c.Id, v), out var set) ? set.Count : 0))])]);
        }

        /// <summary>How readings give each field: over all, and by each category attribute with the columns left out that fewer people share than the smallest group. Readings of sources
        /// whose consent is limited or withdrawn are in no count; no words, notes or places are written.</summary>
        private async Task<IReadOnlyList<SheetToWrite>> ReadingsAsync(ReportData project, CancellationToken cancel)
        {
            var readings = (await shapes.RunAsync(project.Reader, new("source"), cancel)).Value.Sets.SelectMany(s => s.Readings).Where(r => r.Source is not { } source || project.SourceOf(source)?.Session?.Consent is not (Consent.Limited or Consent.Withdrawn)).ToList();
            if (readings.Count == 0) return [];
            var shelf = await frameworks.RunAsync(project.Project.Id, cancel);
            var all = Shape.Of("all", [ReportReadings.SetOf("all", "All readings", readings)], shelf, null, 0);
            var sheets = new List<SheetToWrite> { Counts("Readings", all) };
            foreach (var attribute in project.Attributes.Where(a => a.Type == AttributeType.Category))
            {
                var shown = Shared(project, attribute);
                var sets = shown.Select(v => ReportReadings.SetOf(v, v, [.. readings.Where(r => r.Case is { } c && project.Values.GetValueOrDefault((c, attribute.Id)) == v)])).Where(s => s.Readings.Count > 0).ToList();
                if (sets.Count > 0) sheets.Add(Counts($"Readings by {attribute.Name}", Shape.Of(attribute.Name, sets, shelf, null, 0)));
            }
            return sheets;
        }

        private static SheetToWrite Counts(string name, Shape shape) => ShapeOut.Sheet(shape) is var sheet ? new(name, sheet.Columns, sheet.Rows) : throw new InvalidOperationException();

        /// <summary>The values of an attribute that enough people share to be shown.</summary>
        private static List<string> Shared(ReportData project, CaseAttribute attribute) =>
            [.. project.Cases.Where(c => c.Kind == CaseKind.Participant).Select(c => project.Values.GetValueOrDefault((c.Id, attribute.Id), "")).CountBy(v => v).Where(p => p.Key.Length > 0 && p.Value >= project.Project.SmallestGroup).Select(p => p.Key).Order(StringComparer.CurrentCultureIgnoreCase)];

        private static SheetToWrite Memos(ReportData project, PublicMemos which) => new("Memos", ["on", "subject", "memo", "analyst", "date"],
            [.. project.Memos.Where(m => which == PublicMemos.All || (m.On.Kind == "project" && which >= PublicMemos.Project) || (m.On.Kind == "code" && which == PublicMemos.Codes)).OrderBy(m => m.At)
                .Select(IReadOnlyList<SheetCell> (m) => [m.On.Kind, m.On.Kind == "code" ? project.Codes.FirstOrDefault(c => c.Id.Value == m.On.Id)?.Path : "", m.Text, m.AnalystName, m.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)])]);
    }
}
