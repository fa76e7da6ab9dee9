using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Review.Searches;
using Throughline.Text;

namespace Throughline.Review.Screening;

/// <summary>The flow of records of a review, counted from its searches, copies and screening decisions, as PRISMA 2020 draws it (Page and colleagues 2021, BMJ 372:n71, doi 10.1136/bmj.n71).</summary>
public static class CountFlow
{
    /// <param name="Databases">Records by database; from hits where these were written down, else from what was imported.</param>
    /// <param name="Others">Records found otherwise, by where.</param>
    /// <param name="Unknown">Searches of which neither hits nor records are known: their records are in no number.</param>
    /// <param name="NotImported">Hits that were written down and not imported: they are in the first box alone.</param>
    public sealed record Flow(IReadOnlyList<(string Name, int Records)> Databases, IReadOnlyList<(string Name, int Records)> Others, IReadOnlyList<string> Unknown, int NotImported, int Copies, int Screened, int ExcludedAtFirst, int Sought, int NotRetrieved, int Assessed, IReadOnlyList<(string Reason, int Reports)> ExcludedAtFullText, int Waiting, int Studies, int Reports)
    {
        /// <summary>Some decision of screening is recorded. Where studies are included and none is, how many were screened is not known, which is not the same as none.</summary>
        public bool IsScreened => Screened > 0 || Sought > 0 || Assessed > 0 || NotRetrieved > 0 || Studies == 0;

        public int Identified => Databases.Sum(d => d.Records) + Others.Sum(d => d.Records);
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Flow> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var runs = await db.SearchRuns.AsNoTracking().Where(r => r.Project == project).OrderBy(r => r.RanOn).ThenBy(r => r.Id).ToListAsync(cancel);
            var citations = await db.Citations.AsNoTracking().Where(c => c.Project == project).Select(c => new { c.Id, c.Run, c.CopyOf, c.Study }).ToListAsync(cancel);
            // What was decided on a citation before it was merged into another stays on record, and counts no more.
            var decisions = (await (from d in db.ScreeningDecisions.AsNoTracking() join c in db.Citations on d.Citation equals c.Id where d.Project == project && c.CopyOf == null select d).ToListAsync(cancel)).ToLookup(d => d.Stage);
            var reasons = await db.ExclusionReasons.AsNoTracking().Where(r => r.Project == project).OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(cancel);
            var imported = citations.Where(c => c.Run is not null).ToLookup(c => c.Run!.Value);
            int? Of(SearchRun run) => run.Hits ?? (imported[run.Id].Any() ? imported[run.Id].Count() : null);
            List<(string, int)> By(bool databases) => [.. runs.Where(r => r.Kind == SearchKind.Database == databases && Of(r) is not null).GroupBy(r => r.Database, StringComparer.OrdinalIgnoreCase).Select(g => (g.Key, g.Sum(r => Of(r)!.Value)))];
            var others = By(databases: false);
            if (citations.Count(c => c.Run is null) is > 0 and var loose) others.Add(("Added without a search", loose));
            var (first, second) = (decisions[ScreeningStage.TitleAndAbstract].ToList(), decisions[ScreeningStage.FullText].ToList());
            var withdrawn = (await db.Studies.AsNoTracking().Where(s => s.Project == project && s.WithdrawnWhy != null).Select(s => s.Id).ToListAsync(cancel)).ToHashSet();
            var sought = first.Count(d => d.Verdict == ScreeningVerdict.Include);
            var notRetrieved = second.Count(d => d.Verdict == ScreeningVerdict.NotRetrieved);
            var reports = citations.Where(c => c is { Study: not null, CopyOf: null } && !withdrawn.Contains(c.Study.Value)).ToList();
            return new(By(databases: true), others, [.. runs.Where(r => Of(r) is null).Select(r => r.RanOn is { } day ? string.Create(CultureInfo.GetCultureInfo("en-GB"), $"{r.Database}, {day:d MMMM yyyy}") : r.Database)],
                runs.Sum(r => Math.Max(0, (r.Hits ?? 0) - imported[r.Id].Count())), citations.Count(c => c.CopyOf is not null), first.Count(d => d.Verdict != ScreeningVerdict.Maybe), first.Count(d => d.Verdict == ScreeningVerdict.Exclude), sought, notRetrieved, second.Count(d => d.Verdict is ScreeningVerdict.Include or ScreeningVerdict.Exclude),
                [.. reasons.Select(r => (r.Text, second.Count(d => d.Verdict == ScreeningVerdict.Exclude && d.Reason == r.Id))).Where(r => r.Item2 > 0)],
                citations.Count(c => c.CopyOf is null) - first.Count(d => d.Verdict != ScreeningVerdict.Maybe), reports.Select(c => c.Study).Distinct().Count(), reports.Count);
        }
    }

    /// <summary>The flow as rows of a table: box, what, how many.</summary>
    public static IReadOnlyList<(string Box, string What, int Number)> Rows(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var rows = new List<(string, string, int)>();
        rows.AddRange(flow.Databases.Select(d => ("Identification", $"Records from {d.Name}", d.Records)));
        rows.AddRange(flow.Others.Select(d => ("Identification", $"Records from other ways: {d.Name}", d.Records)));
        rows.Add(("Identification", "Records removed before screening: copies of others", flow.Copies));
        if (flow.NotImported > 0) rows.Add(("Identification", "Records counted by a search and not imported", flow.NotImported));
        if (flow.IsScreened) rows.AddRange([("Screening", "Records screened", flow.Screened), ("Screening", "Records excluded", flow.ExcludedAtFirst), ("Screening", "Reports sought for retrieval", flow.Sought), ("Screening", "Reports not retrieved", flow.NotRetrieved), ("Screening", "Reports assessed for eligibility", flow.Assessed)]);
        rows.AddRange(flow.ExcludedAtFullText.Select(r => ("Screening", $"Reports excluded: {r.Reason}", r.Reports)));
        if (flow is { Waiting: > 0, IsScreened: true }) rows.Add(("Screening", "Records not decided on yet", flow.Waiting));
        rows.AddRange([("Included", "Studies included", flow.Studies), ("Included", "Reports of included studies", flow.Reports)]);
        return rows;
    }

    /// <summary>The flow as a drawing, in units of a hundredth of an inch at the size it is meant for: boxes of words, arrows between them, and the stages at the side.</summary>
    /// <param name="Says">The drawing in words.</param>
    /// <param name="Line">From one line of words to the next.</param>
    public sealed record Drawing(string Says, int Width, int Height, int Line, IReadOnlyList<Box> Boxes, IReadOnlyList<Arrow> Arrows, IReadOnlyList<Stage> Stages);

    public sealed record Box(int X, int Y, int Width, int Height, IReadOnlyList<string> Lines);

    /// <summary>From one point to another, straight down or straight across.</summary>
    public sealed record Arrow(int X, int Y, int ToX, int ToY);

    /// <summary>A name beside the boxes from one height to another.</summary>
    public sealed record Stage(string Name, int From, int To);

    /// <summary>Draws the flow: what was found above, what was left out to the right, what was included below.</summary>
    public static Drawing Draw(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        const int Line = 18, Pad = 10, Gap = 26, Wide = 320, Across = 48, Left = 34, Most = 46;
        (string Stage, string[] Lines, string[]? Beside)[] rows =
        [
            ("Identification", [$"Records identified (n = {N(flow.Identified)})", .. flow.Databases.Select(d => $"{d.Name} (n = {N(d.Records)})"), .. flow.Others.Select(d => $"{d.Name} (n = {N(d.Records)})"), .. flow.Unknown.Select(u => $"{u}: number not known")],
                ["Removed before screening:", $"copies of others (n = {N(flow.Copies)})", .. flow.NotImported > 0 ? [$"not imported (n = {N(flow.NotImported)})"] : Array.Empty<string>()]),
            ("Screening", [$"Records screened{Screened(flow.Screened)}", .. flow is { Waiting: > 0, IsScreened: true } ? [$"not decided on yet (n = {N(flow.Waiting)})"] : Array.Empty<string>()], [$"Records excluded{Screened(flow.ExcludedAtFirst)}"]),
            ("Screening", [$"Reports sought for retrieval{Screened(flow.Sought)}"], [$"Reports not retrieved{Screened(flow.NotRetrieved)}"]),
            ("Screening", [$"Reports assessed for eligibility{Screened(flow.Assessed)}"], ["Reports excluded:", .. flow.ExcludedAtFullText.Count == 0 ? [flow.IsScreened ? "none (n = 0)" : "not recorded here"] : flow.ExcludedAtFullText.Select(r => $"{r.Reason} (n = {N(r.Reports)})")]),
            ("Included", [$"Studies included (n = {N(flow.Studies)})", $"Reports of included studies (n = {N(flow.Reports)})"], null),
        ];
        var (boxes, arrows, stages) = (new List<Box>(), new List<Arrow>(), new List<Stage>());
        var y = 10;
        for (var i = 0; i < rows.Length; i++)
        {
            var one = rows[i].Lines.SelectMany(l => Wrapping.Lines(l, Most)).ToList();
            var two = rows[i].Beside?.SelectMany(l => Wrapping.Lines(l, Most)).ToList();
            var beside = two is null ? 0 : two.Count * Line + 2 * Pad;
            var height = Math.Max(one.Count * Line + 2 * Pad, beside);
            boxes.Add(new(Left, y, Wide, height, one));
            if (two is not null)
            {
                boxes.Add(new(Left + Wide + Across, y, Wide, beside, two));
                arrows.Add(new(Left + Wide, y + beside / 2, Left + Wide + Across - 2, y + beside / 2));
            }
            if (i < rows.Length - 1) arrows.Add(new(Left + Wide / 2, y + height, Left + Wide / 2, y + height + Gap - 2));
            if (stages.Count > 0 && stages[^1].Name == rows[i].Stage) stages[^1] = stages[^1] with { To = y + height };
            else stages.Add(new(rows[i].Stage, y, y + height));
            y += height + Gap;
        }
        return new($"Flow of records: {N(flow.Identified)} identified, {N(flow.Screened)} screened, {N(flow.Assessed)} assessed in full text, {N(flow.Studies)} studies in {N(flow.Reports)} reports included", Left + 2 * Wide + Across + 10, y - Gap + 10, Line, boxes, arrows, stages);

        string Screened(int number) => flow.IsScreened ? $" (n = {N(number)})" : ": not recorded here";

        static string N(int number) => number.ToString("N0", CultureInfo.GetCultureInfo("en-GB"));
    }

    /// <summary>The flow as a picture. Colours are the reader's own.</summary>
    public static string Svg(Flow flow)
    {
        var drawing = Draw(flow);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rev-flow\" viewBox=\"0 0 {drawing.Width} {drawing.Height}\" width=\"{drawing.Width}\" height=\"{drawing.Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(drawing.Says)}\" font-family=\"'Source Sans 3', 'Segoe UI', Arial, sans-serif\" font-size=\"13\">");
        svg.Append("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8Z\" fill=\"currentColor\"/></marker></defs>");
        foreach (var (name, from, to) in drawing.Stages)
            svg.Append(CultureInfo.InvariantCulture, $"<g fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".45\"><path d=\"M24 {from}V{to}\"/></g><text transform=\"translate(16 {(from + to) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"currentColor\">{name}</text>");
        svg.Append("<g fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.2\">");
        foreach (var arrow in drawing.Arrows) svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{arrow.X} {arrow.Y}L{arrow.ToX} {arrow.ToY}\" marker-end=\"url(#arrow)\"/>");
        foreach (var box in drawing.Boxes) svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\"/>");
        svg.Append("</g><g fill=\"currentColor\">");
        foreach (var box in drawing.Boxes)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{box.X + 10}\" y=\"{box.Y + 23}\">");
            for (var l = 0; l < box.Lines.Count; l++) svg.Append(CultureInfo.InvariantCulture, $"<tspan x=\"{box.X + 10}\" dy=\"{(l == 0 ? 0 : drawing.Line)}\">{WebUtility.HtmlEncode(box.Lines[l])}</tspan>");
            svg.Append("</text>");
        }
        return svg.Append("</g></svg>\n").ToString();
    }
}
