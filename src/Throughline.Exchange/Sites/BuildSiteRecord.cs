using System.Globalization;
using Throughline.Equity;
using Throughline.Exchange.Reports;

namespace Throughline.Exchange.Sites;

/// <summary>The sampling record of a choice of sites: what was kept and why, what sites vary on and why, who was chosen, who would stand in, and a paragraph for a methods section.</summary>
/// <remarks>Names stand in the second half alone, so that the first can be printed as it is: there sites are A, B, C and described coarsely.</remarks>
public static class BuildSiteRecord
{
    public static ReportDocument Of(ReadSites.Chosen chosen, string project)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        var made = chosen.Made;
        var blocks = new List<ReportBlock>
        {
            new ReportHeading(1, "For the methods section", "methods"),
            new ReportParagraph([chosen.Paragraph]),
            new ReportTable("Sites, as a report may describe them", [new("Site"), .. chosen.Reasons.Select(r => new ReportColumn(r.Column))], [.. made.Choice.Select(site => Row([site.Label, .. chosen.Reasons.Select(r => site.Coarse[r.Column])]))]),
            new ReportHeading(1, "Sampling record, not for print", "record"),
            new ReportTable("What sites vary on", [new("Characteristic"), new("Why", 3), new("Weight", 1, true)], [.. chosen.Reasons.Select(r => Row([r.Column, r.Reason, made.Weights[r.Column].ToString("0.00", CultureInfo.InvariantCulture)]))]),
        };
        if (made.Filters.Count > 0) blocks.Add(new ReportTable("Filters, in their order", [new("Filter", 3), new("Kept", 1, true), new("Last kept", 1, true), new("First left out", 1, true)], [.. made.Filters.Select(f => Row([f.Filter, f.Kept.ToString(CultureInfo.InvariantCulture), f.LastIn ?? "", f.FirstOut ?? ""]))]));
        blocks.Add(new ReportTable("Sites chosen", [new("Site"), new("Name", 3), new("Line of the file", 1, true), .. chosen.Reasons.Select(r => new ReportColumn(r.Column)), new("If it declines", 3)],
            [.. made.Choice.Select(site => Row([site.Label, site.Name, site.Line.ToString(CultureInfo.InvariantCulture), .. chosen.Reasons.Select(r => site.Values[r.Column]), string.Join("; ", site.Substitutes)]))]));
        if (chosen.Declined.Count > 0) blocks.Add(new ReportTable("Sites that declined", [new("Site"), new("What it said", 2)], [.. chosen.Declined.Select(d => Row([d.Site, d.Why]))]));
        blocks.Add(new ReportTable("Sets compared", [new("Sites", 3), new("Mean distance of pairs", 1, true)],
            [Row([string.Join(", ", made.Choice.Select(s => s.Name)), Said(made.Variation)]), .. made.Tied.Concat(made.Alternatives).Select(set => Row([string.Join(", ", set.Names), Said(set.Variation)]))]));
        blocks.Add(new ReportParagraph([$"Eligible after the filters ({made.Eligible.Count}): {string.Join("; ", made.Eligible)}."], ParagraphLook.Quiet));
        return new(chosen.Choice.Name, "", $"{project}. Table \"{chosen.DatasetName}\"{(chosen.From.Length > 0 ? $", {chosen.From}" : "")}.", blocks);

        static IReadOnlyList<IReadOnlyList<Run>> Row(IReadOnlyList<string> cells) => [.. cells.Select(cell => (IReadOnlyList<Run>)[cell])];
        static string Said(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
    }
}
