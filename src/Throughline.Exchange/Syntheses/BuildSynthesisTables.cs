using System.Globalization;
using Throughline.Exchange.Reports;
using Throughline.Files;
using Throughline.Review.Extraction;
using Throughline.Review.Studies;
using Throughline.Synthesis;
using Throughline.Synthesis.Translation;

namespace Throughline.Exchange.Syntheses;

/// <summary>Table 1, the studies in the order of their numbers, and table 2, the concepts with the studies that hold them.</summary>
public static class BuildSynthesisTables
{
    public sealed class Handler(ListStudies.Handler studies, ReadExtraction.Handler extraction, ReadGrid.Handler grids)
    {
        public async Task<Result<SheetToWrite>> CharacteristicsAsync(ProjectId project, CancellationToken cancel)
        {
            var rows = await studies.RunAsync(project, cancel);
            if (rows.Count == 0) return new Refused("There is no study yet. Add studies on the page Studies.");
            var form = await extraction.RunAsync(project, cancel, passages: false);
            var values = form.Values.ToDictionary(v => (v.Study, v.Field), v => v.Text.Replace('\n', ';'));
            return new SheetToWrite("Characteristics", ["No.", "Study", "Years of data", "Who took part", "Reports", .. form.Fields.Select(f => f.Name)],
                [.. rows.Select(IReadOnlyList<SheetCell> (s) => [s.Number, s.Label, s.DataYears.Length > 0 ? s.DataYears : s.DataYear?.ToString(CultureInfo.InvariantCulture) ?? "", s.Participants, string.Join("; ", s.Reports.Select(r => $"{r.FirstAuthor} {r.Year?.ToString(CultureInfo.InvariantCulture)}".Trim())), .. form.Fields.Select(f => (SheetCell)values.GetValueOrDefault((s.Id, f.Id), ""))])]);
        }

        /// <param name="cluster">The cluster whose translation is told; null for all studies together.</param>
        /// <remarks>A study that refutes a concept is named apart from those that hold it.</remarks>
        public async Task<Result<SheetToWrite>> TranslationsAsync(Acting reader, ClusterId? cluster, CancellationToken cancel) => Translations(await grids.RunAsync(reader, cluster, cancel));

        /// <summary>Table 2 of one translation.</summary>
        public static Result<SheetToWrite> Translations(ReadGrid.Grid grid)
        {
            ArgumentNullException.ThrowIfNull(grid);
            if (grid.Columns.Count == 0) return new Refused("There is no concept yet. Add concepts in the grid.");
            string Numbers(ConceptId concept, params CellState[] states) => string.Join(", ", grid.Lines.Where(l => states.Contains(grid[l.Study.Id, concept].State)).Select(l => l.Study.Number).Order());
            string Constructs(ConceptId concept) => string.Join("; ", grid.Lines.SelectMany(l => grid[l.Study.Id, concept].Constructs.Select(c => grid.Constructs.TryGetValue(c, out var one) ? $"{one.Name} ({l.Study.Number}{(one.Page is { } page ? $", p. {page}" : "")})" : "")).Where(w => w.Length > 0));
            var levels = grid.Columns.Select(c => c.Level).Distinct().ToList();
            return new SheetToWrite("Translated concepts", ["Level", "Concept", "What it means", "Studies", "Refuted by", "Constructs"],
                [.. grid.Columns.OrderBy(c => levels.IndexOf(c.Level)).Select(IReadOnlyList<SheetCell> (c) => [c.Level, c.Name, c.Definition, Numbers(c.Id, CellState.Same, CellState.Extends) is { Length: > 0 } held ? held : grid.Lines.All(l => grid[l.Study.Id, c.Id].State == CellState.NotYet) ? "not yet compared" : "none", Numbers(c.Id, CellState.Refutes), Constructs(c.Id)])]);
        }

        /// <summary>A table as a report that holds nothing else.</summary>
        public static ReportDocument Printed(SheetToWrite sheet, string title, string question, DateTimeOffset made)
        {
            ArgumentNullException.ThrowIfNull(sheet);
            return new(title, question, $"Made with Throughline on {made.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}",
                [new ReportTable(title, [.. sheet.Columns.Select(c => new ReportColumn(c, c is "No." ? 0.4 : c is "Constructs" or "Who took part" or "Reports" ? 2.5 : c is "What it means" ? 2 : 1))], [.. sheet.Rows.Select(IReadOnlyList<IReadOnlyList<Run>> (row) => [.. row.Select(IReadOnlyList<Run> (cell) => [cell.Number is { } number ? number.ToString(CultureInfo.InvariantCulture) : cell.Text.Length > 0 ? cell.Text : "–"])])])]);
        }
    }
}
