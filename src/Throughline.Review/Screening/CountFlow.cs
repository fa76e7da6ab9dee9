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
    /// <summary>What became of the records that were found in one of two ways.</summary>
    /// <param name="Found">Records by where they were found; from hits where these were written down, else from what was imported.</param>
    /// <param name="Unknown">Searches of which neither hits nor records are known: their records are in no number.</param>
    /// <param name="NotImported">Hits that were written down and not imported: they are in the first box alone.</param>
    /// <param name="Copies">Records of works that are counted by another record.</param>
    /// <param name="ExcludedAtFullText">By reason, in the order of the reasons.</param>
    /// <param name="Waiting">Records not decided on yet by title and abstract.</param>
    /// <param name="ExcludedAtFirstBy">By reason, in the order of the reasons, of those excluded by title and abstract with one: there a reason need not be given.</param>
    public sealed record Branch(IReadOnlyList<(string Name, int Records)> Found, IReadOnlyList<string> Unknown, int NotImported, int Copies, int Screened, int ExcludedAtFirst, int Sought, int NotRetrieved, int Assessed, IReadOnlyList<(string Reason, int Reports)> ExcludedAtFullText, int Waiting, IReadOnlyList<(string Reason, int Records)> ExcludedAtFirstBy)
    {
        public int Identified => Found.Sum(d => d.Records);
        public bool IsUsed => Found.Count + Unknown.Count > 0;
        /// <summary>Reports that were sought and are neither assessed nor said not to be had: not decided on at full text, or only with a doubt.</summary>
        public int Undecided => Sought - NotRetrieved - Assessed;
        /// <summary>Excluded by title and abstract without a reason.</summary>
        public int ExcludedWithoutReason => ExcludedAtFirst - ExcludedAtFirstBy.Sum(r => r.Records);
    }

    /// <param name="Searched">Found in databases, and records that are of no search.</param>
    /// <param name="Otherwise">Found by hand, by who cites an article, or in another way. A work that a database gave too is counted there.</param>
    /// <param name="ExcludedAtFullText">Of both, by reason, in the order of the reasons.</param>
    /// <param name="ExcludedAtFirstBy">Of both, by title and abstract, by reason, in the order of the reasons.</param>
    /// <param name="Withdrawn">Studies that left the review after they were included, with why and with how many reports.</param>
    /// <param name="Studies">What is included is counted by its study, and so is what reports it is told in: a report that is grouped to no study is not among them.</param>
    /// <param name="WithoutStudy">Included at full text and grouped to no study: in no box below the assessed.</param>
    /// <param name="LeftOutInStudy">Excluded, or not to be had, and yet grouped to a study: counted in two boxes.</param>
    /// <param name="UndecidedInStudy">Grouped to a study without a decision at full text, where others were screened: counted among the included, and among those not decided on yet.</param>
    public sealed record Flow(Branch Searched, Branch Otherwise, IReadOnlyList<(string Reason, int Reports)> ExcludedAtFullText, IReadOnlyList<(string Study, string Why, int Reports)> Withdrawn, int Studies, int Reports, IReadOnlyList<Report> WithoutStudy, IReadOnlyList<Report> LeftOutInStudy, IReadOnlyList<Report> UndecidedInStudy, IReadOnlyList<(string Reason, int Records)> ExcludedAtFirstBy)
    {
        /// <summary>Some decision of screening is recorded. Where studies are included and none is, how many were screened is not known, which is not the same as none.</summary>
        public bool IsScreened => Screened > 0 || Sought > 0 || Assessed > 0 || NotRetrieved > 0 || Studies == 0;

        public int Identified => Searched.Identified + Otherwise.Identified;
        public IReadOnlyList<string> Unknown => [.. Searched.Unknown, .. Otherwise.Unknown];
        public int NotImported => Searched.NotImported + Otherwise.NotImported;
        public int Copies => Searched.Copies + Otherwise.Copies;
        public int Screened => Searched.Screened + Otherwise.Screened;
        public int ExcludedAtFirst => Searched.ExcludedAtFirst + Otherwise.ExcludedAtFirst;
        public int Sought => Searched.Sought + Otherwise.Sought;
        public int NotRetrieved => Searched.NotRetrieved + Otherwise.NotRetrieved;
        public int Assessed => Searched.Assessed + Otherwise.Assessed;
        public int Waiting => Searched.Waiting + Otherwise.Waiting;
        public int Undecided => Searched.Undecided + Otherwise.Undecided;
    }

    /// <summary>A citation whose screening and whose study do not say the same.</summary>
    /// <param name="Study">The study that it is grouped to; null where it is grouped to none.</param>
    /// <param name="IsNotRetrieved">Its full text could not be had, rather than that it was excluded.</param>
    public sealed record Report(CitationId Id, int Number, string Title, string? Study, bool IsNotRetrieved);

    private const string NoSearch = "Added without a search";

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Flow> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var runs = await db.SearchRuns.AsNoTracking().Where(r => r.Project == project).OrderBy(r => r.RanOn).ThenBy(r => r.Id).ToListAsync(cancel);
            var citations = await db.Citations.AsNoTracking().Where(c => c.Project == project).Select(c => new { c.Id, c.Run, c.CopyOf, c.Study, c.Number }).ToListAsync(cancel);
            // What was decided on a citation before it was merged into another stays on record, and counts no more.
            var decisions = await (from d in db.ScreeningDecisions.AsNoTracking() join c in db.Citations on d.Citation equals c.Id where d.Project == project && c.CopyOf == null select d).ToListAsync(cancel);
            var reasons = await db.ExclusionReasons.AsNoTracking().Where(r => r.Project == project).OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(cancel);
            var withdrawn = await db.Studies.AsNoTracking().Where(s => s.Project == project && s.WithdrawnWhy != null).OrderBy(s => s.Number).Select(s => new { s.Id, s.Label, Why = s.WithdrawnWhy! }).ToListAsync(cancel);
            if (runs.Where(r => r.Kind == SearchKind.Outside).Select(r => r.Id).ToHashSet() is { Count: > 0 } outside)
            {
                runs.RemoveAll(r => outside.Contains(r.Id));
                var screened = decisions.Select(d => d.Citation).ToHashSet();
                // A work that a search gave too is counted where that search gave it; one that was screened or grouped all the same is a record of the review, of no search.
                citations = [.. citations.GroupBy(c => c.CopyOf ?? c.Id).SelectMany(work =>
                {
                    var within = work.Where(c => c.Run is not { } run || !outside.Contains(run)).ToList();
                    // A copy of a copy: what it was merged into stands elsewhere.
                    if (work.FirstOrDefault(c => c.CopyOf is null) is not { } kept) return within;
                    return within.Contains(kept) ? within : within.Count > 0 ? [.. within.Skip(1), kept with { Run = within[0].Run }] : kept.Study is not null || screened.Contains(kept.Id) ? [kept with { Run = null }] : [];
                })];
            }
            var imported = citations.Where(c => c.Run is not null).ToLookup(c => c.Run!.Value);
            int? Of(SearchRun run) => run.Hits ?? (imported[run.Id].Any() ? imported[run.Id].Count() : null);
            var byOther = runs.Where(r => r.Kind != SearchKind.Database).Select(r => r.Id).ToHashSet();
            bool IsOther(SearchRunId? run) => run is { } known && byOther.Contains(known);
            var copies = citations.Where(c => c.CopyOf is not null).ToLookup(c => c.CopyOf!.Value);
            // A work is counted where a database gave it, however else it was found too.
            var other = citations.Where(c => c.CopyOf is null && IsOther(c.Run) && copies[c.Id].All(k => IsOther(k.Run))).Select(c => c.Id).ToHashSet();
            List<(string, int)> Excluded(IEnumerable<ScreeningDecision> stage) => [.. reasons.Select(r => (r.Text, stage.Count(d => d.Verdict == ScreeningVerdict.Exclude && d.Reason == r.Id))).Where(r => r.Item2 > 0)];
            Branch BranchOf(bool others)
            {
                var ran = runs.Where(r => byOther.Contains(r.Id) == others).ToList();
                List<(string, int)> found = [.. ran.Where(r => Of(r) is not null).GroupBy(r => r.Database, StringComparer.OrdinalIgnoreCase).Select(g => (g.Key, g.Sum(r => Of(r)!.Value)))];
                // Reports written down by hand where nothing was screened and no search says how many it gave are what is included, not what was found.
                var isToldOnlyInReports = decisions.Count == 0 && runs.Exists(r => Of(r) is null) && citations.TrueForAll(c => c.Run is null && c.Study is not null);
                if (!others && !isToldOnlyInReports && citations.Count(c => c.Run is null) is > 0 and var loose) found.Add((NoSearch, loose));
                var works = citations.Count(c => c.CopyOf is null && other.Contains(c.Id) == others);
                var mine = decisions.Where(d => other.Contains(d.Citation) == others).ToLookup(d => d.Stage);
                var (first, second) = (mine[ScreeningStage.TitleAndAbstract].ToList(), mine[ScreeningStage.FullText].ToList());
                var screened = first.Count(d => d.Verdict != ScreeningVerdict.Maybe);
                return new(found, [.. ran.Where(r => Of(r) is null).Select(r => r.RanOn is { } day ? string.Create(CultureInfo.GetCultureInfo("en-GB"), $"{r.Database}, {day:d MMMM yyyy}") : r.Database)], ran.Sum(r => Math.Max(0, (r.Hits ?? 0) - imported[r.Id].Count())), citations.Count(c => IsOther(c.Run) == others) - works, screened, first.Count(d => d.Verdict == ScreeningVerdict.Exclude), first.Count(d => d.Verdict == ScreeningVerdict.Include),
                    second.Count(d => d.Verdict == ScreeningVerdict.NotRetrieved), second.Count(d => d.Verdict is ScreeningVerdict.Include or ScreeningVerdict.Exclude), Excluded(second), works - screened, Excluded(first));
            }
            var grouped = citations.Where(c => c is { Study: not null, CopyOf: null }).ToLookup(c => c.Study!.Value);
            var reports = grouped.Where(s => withdrawn.TrueForAll(w => w.Id != s.Key)).ToList();
            var (included, leftOut) = (decisions.Where(d => d is { Stage: ScreeningStage.FullText, Verdict: ScreeningVerdict.Include }).Select(d => d.Citation).ToHashSet(), decisions.Where(d => d.Verdict is ScreeningVerdict.Exclude or ScreeningVerdict.NotRetrieved).ToLookup(d => d.Citation));
            // Where nothing was screened here, studies were included elsewhere, and there is no decision to miss.
            var isUndecided = citations.Where(c => decisions.Count > 0 && c.Study is { } of && withdrawn.TrueForAll(w => w.Id != of) && !included.Contains(c.Id) && !leftOut.Contains(c.Id)).Select(c => c.Id).ToHashSet();
            var odd = citations.Where(c => c.CopyOf is null && (c.Study is null ? included.Contains(c.Id) : leftOut.Contains(c.Id) || isUndecided.Contains(c.Id))).OrderBy(c => c.Number).ToList();
            var ids = odd.ConvertAll(c => c.Id);
            var titles = await db.Citations.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Title }).ToDictionaryAsync(c => c.Id, c => c.Title, cancel);
            var labels = odd.Count == 0 ? [] : await db.Studies.AsNoTracking().Where(s => s.Project == project).Select(s => new { s.Id, s.Label }).ToDictionaryAsync(s => s.Id, s => s.Label, cancel);
            var all = odd.ConvertAll(c => new Report(c.Id, c.Number, titles[c.Id], c.Study is { } of ? labels[of] : null, leftOut[c.Id].Any(d => d.Verdict == ScreeningVerdict.NotRetrieved)));
            return new(BranchOf(others: false), BranchOf(others: true), Excluded(decisions.Where(d => d.Stage == ScreeningStage.FullText)), [.. withdrawn.Where(w => grouped.Contains(w.Id)).Select(w => (w.Label, w.Why, grouped[w.Id].Count()))], reports.Count, reports.Sum(s => s.Count()), all.FindAll(r => r.Study is null), all.FindAll(r => r.Study is not null && leftOut.Contains(r.Id)), all.FindAll(r => isUndecided.Contains(r.Id)), Excluded(decisions.Where(d => d.Stage == ScreeningStage.TitleAndAbstract)));
        }
    }

    /// <summary>The flow as rows of a table: box, what, how many. What was found otherwise than in databases has boxes of its own.</summary>
    /// <returns>A number that is not known is null.</returns>
    public static IReadOnlyList<(string Box, string What, int? Number)> Rows(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var rows = new List<(string, string, int?)>();
        Add(flow.Searched, "", "Records from");
        if (flow.Otherwise.IsUsed) Add(flow.Otherwise, ", other methods", "Records from other methods:");
        rows.AddRange(flow.Withdrawn.Select(w => ("Included", $"Reports of a study withdrawn after inclusion: {w.Study}, {w.Why}", (int?)w.Reports)));
        rows.AddRange([("Included", "Studies included", flow.Studies), ("Included", "Reports of included studies", flow.Reports)]);
        return rows;

        void Add(Branch branch, string how, string from)
        {
            var (identification, screening) = ("Identification" + how, "Screening" + how);
            rows.AddRange(branch.Found.Select(d => (identification, d.Name == NoSearch ? "Records added without a search" : $"{from} {d.Name}", (int?)d.Records)));
            rows.AddRange(branch.Unknown.Select(u => (identification, $"{from} {u}", (int?)null)));
            rows.Add((identification, "Records removed before screening: copies of others", flow.IsScreened || branch.Copies > 0 ? branch.Copies : null));
            if (branch.NotImported > 0) rows.Add((identification, "Records counted by a search and not imported", branch.NotImported));
            int? Screened(int number) => flow.IsScreened ? number : null;
            rows.AddRange([(screening, "Records screened", Screened(branch.Screened)), (screening, "Records excluded", Screened(branch.ExcludedAtFirst))]);
            // Parts of the line above, where reasons were given by title and abstract too.
            rows.AddRange(branch.ExcludedAtFirstBy.Select(r => (screening, $"Records excluded: {r.Reason}", (int?)r.Records)));
            if (branch.ExcludedAtFirstBy.Count > 0 && branch.ExcludedWithoutReason > 0) rows.Add((screening, "Records excluded: no reason given", branch.ExcludedWithoutReason));
            rows.AddRange([(screening, "Reports sought for retrieval", Screened(branch.Sought)), (screening, "Reports not retrieved", Screened(branch.NotRetrieved)), (screening, "Reports assessed for eligibility", Screened(branch.Assessed))]);
            if (branch.Undecided > 0) rows.Add((screening, "Reports not decided on yet", branch.Undecided));
            rows.AddRange(branch.ExcludedAtFullText.Select(r => (screening, $"Reports excluded: {r.Reason}", (int?)r.Reports)));
            if (flow.IsScreened && branch.Waiting > 0) rows.Add((screening, "Records not decided on yet", branch.Waiting));
        }
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

    /// <summary>Draws the flow: what was found above, what was left out to the right, what was included below. What was found otherwise than in databases stands beside it, where there is any.</summary>
    public static Drawing Draw(Flow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var two = flow.Otherwise.IsUsed;
        const int Line = 18, Pad = 10, Gap = 26, Left = 34;
        // Two branches share the width that one has, so that both can still be read on a printed page.
        var (wide, across, between, most) = two ? (200, 16, 22, 24) : (320, 48, 0, 46);
        var (boxes, arrows, stages) = (new List<Box>(), new List<Arrow>(), new List<Stage>());
        int At(int column) => Left + column * (wide + across) + (column > 1 ? between - across : 0);
        var branches = two ? new[] { flow.Searched, flow.Otherwise } : [flow.Searched];
        var rows = branches.Select(RowsOf).ToList();
        var y = 10;
        if (two)
        {
            foreach (var (i, name) in new[] { (0, flow.Searched.Found.Any(d => d.Name == NoSearch) ? "By databases, and of no search" : "By databases"), (2, "By other methods") }) boxes.Add(new(At(i), y, 2 * wide + across, Line + 2 * Pad, [name]));
            y += Line + 2 * Pad + Gap;
        }
        for (var i = 0; i < rows[0].Count; i++)
        {
            var drawn = rows.ConvertAll(r => (One: Wrap(r[i].Lines), Beside: Wrap(r[i].Beside)));
            var height = drawn.Max(d => Math.Max(High(d.One), High(d.Beside)));
            for (var b = 0; b < drawn.Count; b++)
            {
                var (x, side, beside) = (At(2 * b), At(2 * b + 1), High(drawn[b].Beside));
                boxes.Add(new(x, y, wide, height, drawn[b].One));
                boxes.Add(new(side, y, wide, beside, drawn[b].Beside));
                arrows.Add(new(x + wide, y + beside / 2, side - 2, y + beside / 2));
                arrows.Add(new(x + wide / 2, y + height, x + wide / 2, y + height + Gap - 2));
            }
            if (stages.Count > 0 && stages[^1].Name == rows[0][i].Stage) stages[^1] = stages[^1] with { To = y + height };
            else stages.Add(new(rows[0][i].Stage, y, y + height));
            y += height + Gap;
        }
        var included = Wrap([$"Studies included (n = {N(flow.Studies)})", $"Reports of included studies (n = {N(flow.Reports)})"], room: 46);
        boxes.Add(new(Left, y, two ? At(2) + wide - Left : wide, High(included), included));
        var low = High(included);
        if (flow.Withdrawn.Count > 0)
        {
            // What was assessed and not excluded, and is not among the included either.
            var left = Wrap(["Withdrawn after inclusion:", .. flow.Withdrawn.Select(w => $"{w.Study} (reports: n = {N(w.Reports)})")]);
            var side = At(2 * branches.Length - 1);
            boxes.Add(new(side, y, wide, High(left), left));
            arrows.Add(new(side - across, y + Math.Min(High(left), low) / 2, side - 2, y + Math.Min(High(left), low) / 2));
            low = Math.Max(low, High(left));
        }
        stages.Add(new("Included", y, y + low));
        return new($"Flow of records: {(flow is { Identified: 0, Unknown.Count: > 0 } ? "number not known" : N(flow.Identified))} identified{(two && flow.Otherwise.Found.Count > 0 ? $", {N(flow.Otherwise.Identified)} of them by other methods than databases" : "")}, {(flow.IsScreened ? $"{N(flow.Screened)} screened, {N(flow.Assessed)} assessed in full text" : "screening not recorded here")}, {N(flow.Studies)} studies in {N(flow.Reports)} reports included", At(2 * branches.Length - 1) + wide + 10, y + low + 10, Line, boxes, arrows, stages);

        List<(string Stage, string[] Lines, string[] Beside)> RowsOf(Branch branch) =>
        [
            ("Identification", [branch is { Found.Count: 0, Unknown.Count: > 0 } ? "Records identified: number not known" : $"Records identified (n = {N(branch.Identified)})", .. branch.Found.Select(d => $"{d.Name} (n = {N(d.Records)})"), .. branch.Unknown.Select(u => branch.Found.Count == 0 ? u : $"{u}: number not known")],
                ["Removed before screening:", flow.IsScreened || branch.Copies > 0 ? $"copies of others (n = {N(branch.Copies)})" : "not recorded here", .. branch.NotImported > 0 ? [$"not imported (n = {N(branch.NotImported)})"] : Array.Empty<string>()]),
            ("Screening", [$"Records screened{Screened(branch.Screened)}", .. branch.Waiting > 0 && flow.IsScreened ? [$"not decided on yet (n = {N(branch.Waiting)})"] : Array.Empty<string>()], [$"Records excluded{Screened(branch.ExcludedAtFirst)}"]),
            ("Screening", [$"Reports sought for retrieval{Screened(branch.Sought)}", .. branch.Undecided > 0 ? [$"not decided on yet (n = {N(branch.Undecided)})"] : Array.Empty<string>()], [$"Reports not retrieved{Screened(branch.NotRetrieved)}"]),
            ("Screening", [$"Reports assessed for eligibility{Screened(branch.Assessed)}"], ["Reports excluded:", .. branch.ExcludedAtFullText.Count == 0 ? [flow.IsScreened ? "none (n = 0)" : "not recorded here"] : branch.ExcludedAtFullText.Select(r => $"{r.Reason} (n = {N(r.Reports)})")]),
        ];

        // A number stays with what it is the number of.
        List<string> Wrap(string[] lines, int room = 0) => [.. lines.SelectMany(l => Wrapping.Lines(l.Replace("(n = ", "(n\u00a0=\u00a0", StringComparison.Ordinal), room > 0 ? room : most)).Select(l => l.Replace('\u00a0', ' '))];

        static int High(List<string> lines) => lines.Count * Line + 2 * Pad;

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
