using System.Globalization;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Clarity;
using Throughline.Policy.Readings;
using Throughline.Statistics.Agreement;

namespace Throughline.Exchange.Reports;

/// <summary>How passages represent the problem, as a part of a report: counts only, and no words of anybody. Readings that the writer may not see, suggestions and sources
/// whose consent is withdrawn are in no figure.</summary>
public static class ReportReadings
{
    /// <param name="Blocks">Empty where there is nothing to tell.</param>
    /// <param name="LeftOut">Readings of sources whose consent is withdrawn.</param>
    /// <param name="Limited">Readings counted whose source's consent is limited.</param>
    public sealed record Part(IReadOnlyList<ReportBlock> Blocks, int LeftOut, int Limited);

    private static readonly RepresentationField[] Leading =
        [RepresentationField.Kind, RepresentationField.Group, RepresentationField.Comparator, RepresentationField.Geography, RepresentationField.Cause, RepresentationField.Mechanism, RepresentationField.WhoActs, RepresentationField.Aim];

    public sealed class Handler(CountShape.Handler shapes, ReadLinks.Handler links, ReadTogether.Handler together, ReadTheoryClarity.Handler theories, ListFrameworks.Handler frameworks)
    {
        public async Task<Part> RunAsync(ReportData data, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(data);
            var by = data.Reader;
            var blocks = new List<ReportBlock>();
            var all = (await shapes.RunAsync(by, new("source"), cancel)).Value.Sets.SelectMany(s => s.Readings).ToList();
            Consent? ConsentIn(SourceId source) => data.SourceOf(source)?.Session?.Consent;
            Consent? ConsentOf(ListRepresentations.Row row) => row.Source is { } source ? ConsentIn(source) : null;
            var counted = all.Where(r => ConsentOf(r) != Consent.Withdrawn).ToList();
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            if (counted.Count > 0)
            {
                var whole = Shape.Of("all", [SetOf("all", "All readings", counted)], shelf, null, 0);
                blocks.Add(new ReportParagraph([$"{Count(counted.Count, "reading")} by {Count(whole.Analysts, "analyst")}, of passages in {Count(whole.Sets[0].Sources, "source")}. What was agreed on stands in the place of the readings it came from; what rules suggest is not counted. A reading with several terms counts once for each."]));
                blocks.Add(new ReportTable("How each field is given, over all readings", [new("Field", 1.7), new("Stated", 0.8, true), new("Implied", 0.8, true), new("Not stated", 0.9, true), new("Not applicable", 1, true), new("Not read", 0.8, true), new("Most given", 3)],
                    [.. whole.Fields.Select((field, f) => whole.Cells[f][0] is var cell ? Row(field.Label, Figure(cell.Stated), Figure(cell.Implied), Figure(cell.NotStated), Figure(cell.NotApplicable), Figure(cell.Unread), Most(cell, 3)) : throw new InvalidOperationException())]));
                // The levels of a shape are an attribute of cases; the page opens with the one called so.
                if (data.Attributes.FirstOrDefault(a => a.Type == AttributeType.Category && a.Name.Equals("level", StringComparison.OrdinalIgnoreCase)) is { } level && await shapes.RunAsync(by, new(level.Name, Fields: Leading), cancel) is { Succeeded: true, Value: var levels })
                {
                    var ids = counted.Select(r => r.Id).ToHashSet();
                    var shown = Shape.Of(level.Name, [.. levels.Sets.Select(s => SetOf(s.Key, s.Label, [.. s.Readings.Where(r => ids.Contains(r.Id))])).Where(s => s.Readings.Count > 0)], shelf, Leading, 0);
                    for (var from = 0; from < shown.Sets.Count; from += 4)
                    {
                        var (at, some) = (from, shown.Sets.Skip(from).Take(4).ToList());
                        blocks.Add(new ReportTable($"The shape of the problem by {level.Name.ToLowerInvariant()}: what is given most, and how often nothing is stated", [new("Field", 1.5), .. some.Select(s => new ReportColumn($"{s.Label}, {Count(s.Readings.Count, "reading")}", 2))],
                            [.. shown.Fields.Select((field, f) => Row([field.Label, .. some.Select((_, s) => shown.Cells[f][at + s] is var cell ? $"{Most(cell, 2)}{(cell.Given > 0 ? "; " : "")}not stated {cell.NotStated}" : "")]))]));
                    }
                }
                var ties = await links.AmongAsync(by, [.. counted], cancel);
                if (ties.Count > 0)
                {
                    blocks.Add(new ReportParagraph([$"{Count(ties.Count, "reading")} {(ties.Count == 1 ? "is" : "are")} tied to an earlier one that {(ties.Count == 1 ? "it restates or interprets" : "they restate or interpret")}. What changed on the way: {ReadLinks.Summary(ties)}."]));
                }
            }
            var read = await together.RunAsync(by, null, s => ConsentIn(s.Source) != Consent.Withdrawn, cancel);
            var (twice, openly) = (read.Independent.Count(), read.Openly.Count());
            if (openly > 0) blocks.Add(new ReportParagraph([$"{Count(openly, "statement")} {(openly == 1 ? "was" : "were")} read openly by more than one analyst; {(openly == 1 ? "it is" : "they are")} no part of the agreement."]));
            if (read.CountedOnce is > 0 and var once) blocks.Add(new ReportParagraph([$"{Count(once, "statement")} that {(once == 1 ? "counts" : "count")} once with another {(once == 1 ? "is" : "are")} left out of the agreement."]));
            if (twice > 0)
            {
                var toSettle = read.Independent.Count(s => s.Agreed is null && s.Differing.Count > 0);
                blocks.Add(new ReportParagraph([$"{Count(twice, "statement")} {(twice == 1 ? "was" : "were")} read by more than one analyst, each without sight of the others; {Figure(toSettle)} of them {(toSettle == 1 ? "is" : "are")} still to settle. Agreement is of the readings as they were made, before any consensus."]));
                var told = read.Fields.Where(f => f.Percent.IsDefined).ToList();
                blocks.Add(new ReportTable("Agreement by field, before consensus", [new("Field", 2), new("Same state", 1.5, true), new("Cohen’s kappa", 1.5, true), new("Krippendorff’s alpha", 1.5, true), new("Alpha of terms (MASI)", 1.5, true), new("Differ in", 0.7, true)],
                    [.. told.Select(f => Row(f.Field.Label, Within(f.Percent, f.PercentInterval, "0 %"), Within(f.Kappa, f.KappaInterval), Within(f.Alpha, f.AlphaInterval), Within(f.Terms, f.TermsInterval), Figure(f.Differences)))]));
                blocks.Add(new ReportParagraph(["In brackets an interval of 95 %, by drawing whole statements again with replacement (1,000 draws). It says how the figure would move with other statements by the same two readers, not with other readers."], ParagraphLook.Quiet));
                foreach (var said in read.OfIntervals) blocks.Add(new ReportParagraph([said], ParagraphLook.Quiet));
                foreach (var why in told.SelectMany(f => f.Reasons).Distinct())
                    blocks.Add(new ReportParagraph([$"“Undefined”: {why}"], ParagraphLook.Quiet));
            }
            var clear = (await theories.RunAsync(by, ClarityOf.Consensus, null, cancel)).Documents.Where(d => ConsentIn(d.Source) != Consent.Withdrawn).ToList();
            if (clear.Count > 0)
                blocks.Add(new ReportTable("Programme theories of each document, and in how many something is said of each part", [new("Document", 3), new("Theories", 0.9, true), new("Kind", 0.8, true), new("Group", 0.8, true), new("Aim", 0.8, true), new("Mechanism", 1, true), new("How it works", 1, true)],
                    [.. clear.Select(d => Row([d.Title, Figure(d.Theories.Count), .. d.Cells.Select(c => Figure(c.Given.Count))]))]));
            return new(blocks, all.Count - counted.Count, counted.Count(r => ConsentOf(r) == Consent.Limited));
        }
    }

    internal static ShapeSet SetOf(string key, string label, IReadOnlyList<ListRepresentations.Row> readings) => new(key, label, readings, readings.Select(r => r.Source).OfType<SourceId>().Distinct().Count());

    private static string Most(ShapeCell cell, int most) => string.Join("; ", cell.Terms.Take(most).Select(t => $"{t.Brief} {t.Total}"));

    private static string Within(Coefficient value, ReadTogether.Interval interval, string format = "0.00")
    {
        string Number(double one) => one.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
        return !value.IsDefined ? "undefined" : $"{Number(value.Value)} [{(interval is { Low: { } low, High: { } high } ? $"{Number(low)}, {Number(high)}" : "undefined")}]";
    }

    private static List<IReadOnlyList<Run>> Row(params string[] cells) => [.. cells.Select(cell => (IReadOnlyList<Run>)[cell])];

    private static string Count(int number, string one) => number == 1 ? $"1 {one}" : $"{Figure(number)} {one}s";

    private static string Figure(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
