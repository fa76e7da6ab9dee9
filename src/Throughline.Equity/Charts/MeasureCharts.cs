using System.Globalization;
using Throughline.Files;
using Throughline.Statistics;
using Throughline.Statistics.Areas;
using Throughline.Statistics.Inequality;
using Throughline.Statistics.Rates;
using Throughline.Text;

namespace Throughline.Equity;

/// <summary>Values of areas: against chance, along the ranking, within and between levels, and under each kind of inequality.</summary>
internal static class MeasureCharts
{
    public static Result<Chart> Funnel(MakeChart.Made made)
    {
        if (made.Count is not { } count) return made.Lacking("count");
        if (made.Population is not { } population) return made.Lacking("population");
        var kind = made.Ask["of"] == "rate" ? FunnelKind.Rate : FunnelKind.Proportion;
        made.Used["of"] = kind == FunnelKind.Rate ? "rate" : "proportion";
        var room = made.Ask["limits"] == "over";
        made.Used["limits"] = room ? "over" : "chance";
        var level = made.Ask["level"];
        if (level is not null) made.Used["level"] = level;
        var table = made.Table;
        // Cells that are empty were hidden by whoever published the file.
        int[] rows = [.. Enumerable.Range(0, table.Count).Where(row => table.Text(row, count).Length > 0)];
        var reading = new Reading(table);
        var (counts, people) = (reading.Counts(count, rows, "count"), reading.Counts(population, rows, "population", above: true));
        if (reading.Problem is not null) return reading.Problem;
        var label = level is null ? null : AreaCharts.LabelOf(made, level);
        var areas = level is null ? rows.Select((row, i) => (Name: made.NameOf(row), Count: counts[i], People: people[i], Line: table.Line(row))).ToList()
            : [.. rows.Select((row, i) => (Row: row, At: i)).GroupBy(r => table.Text(r.Row, level)).Select(g => (Name: label is null ? g.Key : table.Text(g.First().Row, label), Count: g.Sum(r => counts[r.At]), People: g.Sum(r => people[r.At]), Line: table.Line(g.First().Row)))];
        if (areas.Count < 2) return new TableUnfit(table.FileName, null, null, $"A funnel compares two areas or more; here {(areas.Count == 1 ? "is one" : "is none")}.");
        if (kind == FunnelKind.Proportion && areas.FindIndex(a => a.Count > a.People) is >= 0 and var over)
            return new TableUnfit(table.FileName, areas[over].Line, null, string.Create(CultureInfo.InvariantCulture, $"\"{table.FileName}\", line {areas[over].Line}: the count {areas[over].Count} is above the population {areas[over].People}. Are the columns swapped, or is it a rate?"));
        var (per, share) = (kind == FunnelKind.Rate ? 100_000.0 : 100, kind == FunnelKind.Proportion);
        var average = areas.Sum(a => a.Count) / areas.Sum(a => a.People);
        if (!(average > 0) || (share && average >= 1)) return new TableUnfit(table.FileName, null, null, FormattableString.Invariant($"The average of column \"{count}\" is {average}: a funnel needs one above 0 and, for a share, below 1."));
        // On a scale where errors are near normal: the share itself, or the square root of a rate.
        double ErrorAt(double size) => share ? Math.Sqrt(average * (1 - average) / size) : 1 / (2 * Math.Sqrt(size));
        double Scaled(double value) => share ? value : Math.Sqrt(value);
        double[] errors = [.. areas.Select(a => ErrorAt(a.People))];
        var dispersion = Statistics.Areas.Funnel.Dispersion([.. areas.Select((a, i) => (Scaled(a.Count / a.People) - Scaled(average)) / errors[i])], errors);
        if (!dispersion.Succeeded) return table.At(dispersion.Error);
        Limits Adjusted(double size, double confidence)
        {
            var limits = Statistics.Areas.Funnel.WithOverdispersion(Scaled(average), ErrorAt(size), dispersion.Value, confidence);
            return share ? new(Math.Clamp(limits.Lower, 0, 1), Math.Clamp(limits.Upper, 0, 1)) : new(Math.Pow(Math.Max(0, limits.Lower), 2), limits.Upper * limits.Upper);
        }
        Limits At(double size, double confidence, bool wider) => wider ? Adjusted(size, confidence) : LimitsAt(kind, average, size, confidence);
        var places = new FunnelPlace[areas.Count];
        var wide = new FunnelPlace[areas.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var place = share ? Statistics.Areas.Funnel.PlaceOfProportion(areas[i].Count, areas[i].People, average) : Statistics.Areas.Funnel.PlaceOfCount(areas[i].Count, areas[i].People * average);
            if (!place.Succeeded) return new TableUnfit(table.FileName, areas[i].Line, null, $"\"{table.FileName}\", line {areas[i].Line}: {place.Error.Message}");
            places[i] = place.Value;
            var (value, outer, inner) = (areas[i].Count / areas[i].People, Adjusted(areas[i].People, 0.998), Adjusted(areas[i].People, 0.95));
            wide[i] = value > outer.Upper ? FunnelPlace.FarAbove : value < outer.Lower ? FunnelPlace.FarBelow : value > inner.Upper ? FunnelPlace.Above : value < inner.Lower ? FunnelPlace.Below : FunnelPlace.Within;
        }
        var shownPlaces = room ? wide : places;
        static int Of(FunnelPlace[] all, FunnelPlace place) => all.Count(p => p == place);
        static bool Far(FunnelPlace place) => place is FunnelPlace.FarAbove or FunnelPlace.FarBelow;
        var unit = kind == FunnelKind.Rate ? "per 100,000" : "%";
        var what = level is null ? $"areas ({made.Dataset.Vintage})" : AreaCharts.LevelName(level);
        var phi = dispersion.Value.Ratio;
        var (head, why) = made.Begin(count, population, ranked: false);
        var sentence = head is null ? null : string.Create(CultureInfo.InvariantCulture, $"{head} of {areas.Count:N0} {what}, {Of(places, FunnelPlace.FarAbove):N0} lie above and {Of(places, FunnelPlace.FarBelow):N0} below the 99.8 % limits about the average of {FigureWords.Number(average * per)} {unit} (column \"{count}\" over \"{population}\"), where chance alone would put about {0.002 * areas.Count:0.#}. ")
            + string.Create(CultureInfo.InvariantCulture, $"Areas differ {(phi > 1 ? $"more than chance makes them (overdispersion {phi:0.0}, where 1 is chance alone): with room for that, {Of(wide, FunnelPlace.FarAbove):N0} lie above and {Of(wide, FunnelPlace.FarBelow):N0} below" : $"no more than chance makes them (overdispersion {phi:0.0})")}. An area outside is different by more than chance, which is no verdict on anybody there.");
        var drawn = Enumerable.Range(0, areas.Count).Where(i => Far(shownPlaces[i])).ToList();
        // Very many points within the limits hide each other, and are thinned out evenly; those outside never are.
        var within = Enumerable.Range(0, areas.Count).Where(i => !Far(shownPlaces[i])).ToList();
        var every = Math.Max(1, within.Count / 3000);
        drawn.AddRange(within.Where((_, at) => at % every == 0));
        string Draw(bool alone)
        {
            const int Left = 70, Right = 930, Top = 46, Bottom = 360;
            var pen = new Pen(alone, 410, "Funnel");
            pen.Text(0, 16, $"{Cut.To(count, 50)}, {unit}", "head");
            pen.Text(0, 33, $"by size; lines are the 95 % (dashed) and 99.8 % limits {(room ? "with room for overdispersion" : "of chance")} about the average", "soft");
            var (smallest, largest) = (areas.Min(a => a.People), areas.Max(a => a.People));
            var (least, most) = (Math.Log10(smallest), Math.Log10(largest));
            if (most - least < 1e-6) (least, most) = (least - 0.1, most + 0.1);
            var edge = (most - least) * 0.02;
            double X(double size) => Left + (Math.Log10(size) - least + edge) / (most - least + 2 * edge) * (Right - Left);
            var up = new Scale(Math.Min(areas.Min(a => a.Count / a.People), average) * per, Math.Max(areas.Max(a => a.Count / a.People), average) * per, Bottom, Top);
            foreach (var tick in up.Ticks)
            {
                pen.Line(Left, up.At(tick), Right, up.At(tick));
                pen.Text(Left - 8, up.At(tick) + 4, up.Said(tick), "soft", "end");
            }
            foreach (var size in SizeTicks(Math.Pow(10, least - edge), Math.Pow(10, most + edge)))
            {
                pen.Line(X(size), Bottom, X(size), Bottom + 5, "rule even");
                pen.Text(X(size), Bottom + 18, size.ToString("#,##0.##", CultureInfo.InvariantCulture), "soft", "middle");
            }
            pen.Text(Right, Bottom + 36, $"people ({Cut.To(population, 40)}); equal steps are equal ratios", "soft", "end");
            pen.Line(Left, up.At(average * per), Right, up.At(average * per), "rule even");
            foreach (var (confidence, look) in new[] { (0.95, "line"), (0.998, "strong") })
            {
                var (low, high) = (new List<(double, double)>(), new List<(double, double)>());
                for (var i = 0; i <= 80; i++)
                {
                    var size = Math.Pow(10, least - edge + (most - least + 2 * edge) * i / 80);
                    var limits = At(size, confidence, room);
                    low.Add((X(size), Math.Clamp(up.At(limits.Lower * per), Top, Bottom)));
                    high.Add((X(size), Math.Clamp(up.At(limits.Upper * per), Top, Bottom)));
                }
                pen.Curve(low, look);
                pen.Curve(high, look);
            }
            foreach (var i in drawn)
                pen.Dot(X(areas[i].People), up.At(areas[i].Count / areas[i].People * per), areas.Count > 200 ? 2 : 4, !Far(shownPlaces[i]), areas.Count > 500 ? null : string.Create(CultureInfo.InvariantCulture, $"{areas[i].Name}: {areas[i].Count / areas[i].People * per:0.##}"));
            return pen.Done();
        }
        static string Words(FunnelPlace place) => place switch { FunnelPlace.FarAbove => "above 99.8 %", FunnelPlace.FarBelow => "below 99.8 %", FunnelPlace.Above => "above 95 %", FunnelPlace.Below => "below 95 %", _ => "within" };
        SheetToWrite sheet = new("Funnel", ["Area", "Count", "People", "Value", "Lower 95 %", "Upper 95 %", "Lower 99.8 %", "Upper 99.8 %", "Place", "Lower 95 %, overdispersed", "Upper 95 %, overdispersed", "Lower 99.8 %, overdispersed", "Upper 99.8 %, overdispersed", "Place, overdispersed", "Line"], [.. areas.Select((a, i) =>
        {
            var (narrow, broad, narrowOver, broadOver) = (LimitsAt(kind, average, a.People, 0.95), LimitsAt(kind, average, a.People, 0.998), Adjusted(a.People, 0.95), Adjusted(a.People, 0.998));
            return (IReadOnlyList<SheetCell>)[a.Name, a.Count, a.People, a.Count / a.People * per, narrow.Lower * per, narrow.Upper * per, broad.Lower * per, broad.Upper * per, Words(places[i]), narrowOver.Lower * per, narrowOver.Upper * per, broadOver.Lower * per, broadOver.Upper * per, Words(wide[i]), a.Line];
        })]);
        return made.Chart($"Funnel of {count}", sentence, why, Draw, [sheet],
            [.. ChartWords.SmallNumbers([.. areas.Select(a => a.Count)], i => ($"\"{areas[i].Name}\"", level is null ? areas[i].Line : 0), "areas") is { } few ? new[] { few } : [], new("Many comparisons", string.Create(CultureInfo.InvariantCulture, $"{areas.Count:N0} areas are compared: of so many, {0.05 * areas.Count:0.#} lie outside the 95 % limits by chance alone. The 99.8 % limits are for looking at many at once."), "Spiegelhalter (2005), Stat Med 24:1185-1202, doi:10.1002/sim.1970")],
            $"An area is placed by its own interval ({(kind == FunnelKind.Rate ? "Byar's, exact below 10 events" : "Wilson's")}), and with room for overdispersion by limits widened by the variance between areas (a tenth at each end drawn in); the limits are those of {(kind == FunnelKind.Rate ? "counts" : "proportions")} of its size. Open points are within the 99.8 % limits{(every > 1 ? $", and one in {every} of them is drawn; all outside are" : "")}.{(rows.Length < table.Count ? $" {table.Count - rows.Length} areas without a count are left out." : "")}") with
        {
            Safe = [(sheet, new(["Count"], ["Area", "People", "Line"], "People"))],
        };
    }

    private static Limits LimitsAt(FunnelKind kind, double average, double size, double confidence)
    {
        if (kind == FunnelKind.Proportion) return Statistics.Areas.Funnel.OfProportion(average, size, confidence).Value;
        var limits = PoissonCount.Of(size * average, confidence, CountInterval.Exact);
        return new(limits.Lower / size, limits.Upper / size);
    }

    /// <summary>Round sizes for an axis on which equal steps are equal ratios: powers of ten where three or more fit, else 1, 2 and 5 of each, else even steps.</summary>
    internal static IReadOnlyList<double> SizeTicks(double least, double most)
    {
        var all = new List<(int Lead, double Size)>();
        for (var power = (int)Math.Floor(Math.Log10(least)); power <= Math.Log10(most); power++)
            foreach (var lead in new[] { 1, 2, 5 })
                if (lead * Math.Pow(10, power) is var size && size >= least && size <= most) all.Add((lead, size));
        var tens = all.Where(t => t.Lead == 1).Select(t => t.Size).ToList();
        if (tens.Count >= 3) return tens;
        return all.Count >= 3 ? [.. all.Select(t => t.Size)] : [.. new Scale(least, most, 0, 1).Ticks.Where(t => t >= least && t <= most)];
    }

    public static Result<Chart> Curve(MakeChart.Made made)
    {
        if (made.Rank is not { } rank) return made.Lacking("ranks, 1 the most deprived");
        if (made.Population is not { } population) return made.Lacking("population");
        if (made.Count is not { } count) return made.Lacking("count of what is shared out");
        int[] rows = [.. Enumerable.Range(0, made.Table.Count).Where(row => made.Table.Text(row, count).Length > 0)];
        var reading = new Reading(made.Table);
        var (ranks, people, counts) = (reading.Numbers(rank, rows, "rank"), reading.Counts(population, rows, "population", above: true), reading.Counts(count, rows, "count"));
        if (reading.Problem is not null) return reading.Problem;
        // Areas of one rank stand together, so that the order of the file says nothing.
        var steps = Enumerable.Range(0, rows.Length).GroupBy(i => ranks[i]).OrderBy(g => g.Key).Select(g => (People: g.Sum(i => people[i]), Count: g.Sum(i => counts[i]), Areas: g.Count())).ToList();
        double[] sizes = [.. steps.Select(s => s.People)], values = [.. steps.Select(s => s.Count / s.People)];
        Groups groups = new(sizes, values, default, made.Dataset.Direction);
        var points = new CurvePoint[steps.Count + 1];
        var curve = Concentration.Curve(groups, points);
        if (!curve.Succeeded) return made.Table.At(curve.Error);
        var index = Concentration.OfGroups(groups);
        if (!index.Succeeded) return made.Table.At(index.Error);
        var ci = index.Value.Index;
        var fifth = points.First(p => p.People >= 0.2);
        var direction = ci is { Lower: { } low, Upper: { } high } && low <= 0 && high >= 0 ? "the interval holds an even share, so the table does not show among whom it is concentrated" : $"so it is concentrated among people living in the {(ci.Value < 0 ? "more" : "less")} deprived areas";
        var (head, why) = made.Begin(count, population, ranked: true, ci.Lower is null ? "an interval" : null);
        var sentence = head is null ? null : string.Create(CultureInfo.InvariantCulture, $"{head} the {100 * fifth.People:0.#} % of people living in the most deprived areas hold {100 * fifth.Held:0.0} % of what column \"{count}\" counts; the concentration index over {rows.Length:N0} areas is {FigureWords.Number(ci.Value)} ({FigureWords.Limits(ci)}), {direction}. {FigureWords.AreasNotPersons}");
        var every = Math.Max(1, points.Length / 200);
        var thin = points.Where((_, i) => i % every == 0 || i == points.Length - 1).ToList();
        string Draw(bool alone)
        {
            const int Left = 60, Side = 380, Top = 40;
            var pen = new Pen(alone, 480, "Concentration curve");
            pen.Text(0, 16, $"Share of {Cut.To(count, 40)}, %", "head");
            double X(double share) => Left + share * Side;
            double Y(double share) => Top + Side - share * Side;
            for (var tick = 0; tick <= 100; tick += 20)
            {
                pen.Line(Left, Y(tick / 100.0), Left + Side, Y(tick / 100.0));
                pen.Text(Left - 8, Y(tick / 100.0) + 4, tick.ToString(CultureInfo.InvariantCulture), "soft", "end");
                pen.Text(X(tick / 100.0), Top + Side + 18, tick.ToString(CultureInfo.InvariantCulture), "soft", "middle");
            }
            pen.Line(X(0), Y(0), X(1), Y(1), "line");
            pen.Curve(thin.Select(p => (X(p.People), Y(p.Held))));
            pen.Text(Left, Top + Side + 40, "share of people, from the most deprived areas, %", "soft");
            pen.Text(520, 70, "Dashed: held alike by all.", "name");
            pen.Text(520, 90, "Above it: held more by people living in more deprived areas.", "name");
            pen.Text(520, 120, $"Concentration index {FigureWords.Number(ci.Value)}", "head");
            pen.Text(520, 138, FigureWords.Limits(ci), "soft");
            return pen.Done();
        }
        // By tenths of areas, which small areas do not show through.
        var (before, tenths) = (0, new (double People, double Count, int Areas)[10]);
        foreach (var step in steps)
        {
            var at = (int)((long)before * 10 / rows.Length);
            tenths[at] = (tenths[at].People + step.People, tenths[at].Count + step.Count, tenths[at].Areas + step.Areas);
            before += step.Areas;
        }
        SheetToWrite curveTable = new("Curve", ["% of people", $"% of {count}"], [.. thin.Select(p => (IReadOnlyList<SheetCell>)[100 * p.People, 100 * p.Held])]);
        SheetToWrite tenthTable = new("Tenths of areas", ["Tenth (1 most deprived)", "Areas", "People", "Count", "Count for each 100 people"], [.. tenths.Select((t, i) => (t, i)).Where(x => x.t.Areas > 0).Select(x => (IReadOnlyList<SheetCell>)[x.i + 1, x.t.Areas, x.t.People, x.t.Count, 100 * x.t.Count / x.t.People])]);
        return made.Chart($"Concentration curve of {count}", sentence, why, Draw, [curveTable, tenthTable],
            [.. ChartWords.SmallNumbers(counts, i => ($"\"{made.NameOf(rows[i])}\"", made.Table.Line(rows[i])), "areas") is { } few ? new[] { few } : [], .. AreaCharts.Warnings(made, tenths[0].People + tenths[1].People, sizes.Sum())], $"Areas in the order of column \"{rank}\", 1 the most deprived, those of one rank together; {ci.Method}. {(rows.Length < made.Table.Count ? $"{made.Table.Count - rows.Length} areas without a count are left out. " : "")}The table has {(every == 1 ? "every point" : $"one point in {every}")}.") with
        {
            Safe = [(tenthTable, new(["Count"], ["Tenth (1 most deprived)", "Areas", "People"], "People"))],
        };
    }

    public static Result<Chart> Levels(MakeChart.Made made)
    {
        if (made.Take("value", made.There.Numbers.FirstOrDefault(c => c.Contains("score", StringComparison.OrdinalIgnoreCase)), made.There.Numbers.Count > 0 ? made.There.Numbers[0] : null) is not { } value) return made.Lacking("value");
        if (made.Population is not { } population) return made.Lacking("population");
        var measure = made.Ask["measure"] switch { "theil" => NestedMeasure.Theil, "mld" => NestedMeasure.MeanLogDeviation, _ => NestedMeasure.Variance };
        made.Used["measure"] = measure switch { NestedMeasure.Theil => "theil", NestedMeasure.MeanLogDeviation => "mld", _ => "variance" };
        int[] rows = [.. Enumerable.Range(0, made.Table.Count).Where(row => made.Table.Text(row, value).Length > 0)];
        var reading = new Reading(made.Table);
        var (people, values) = (reading.Counts(population, rows, "population", above: true), reading.Numbers(value, rows, "value"));
        if (reading.Problem is not null) return reading.Problem;
        var asked = MakeChart.Listed(made.Ask["levels"]);
        var chosen = asked.Count > 0 ? asked : Nested(made, rows);
        if (chosen.Count == 0) return made.Lacking("larger areas");
        string[] columns = [.. chosen.OrderByDescending(c => rows.Select(row => made.Table.Text(row, c)).Distinct(StringComparer.Ordinal).Count())];
        made.Used["levels"] = string.Join('|', columns);
        var levels = columns.Select(column =>
        {
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            return rows.Select(row => made.Table.Text(row, column)).Select(code => numbers.TryGetValue(code, out var number) ? number : numbers[code] = numbers.Count).ToArray();
        }).ToList();
        var parts = Nesting.Of(people, values, levels, measure);
        if (!parts.Succeeded) return parts.Error is StatisticRefused { Reason: RefusalReason.NotNested, Row: { } torn } refused && refused.Message.Split(" of level ") is [_, var after, ..] && int.TryParse(after.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at + 1 < columns.Length
            ? new TableUnfit(made.Table.FileName, made.Table.Line(rows[torn]), made.Table.Text(rows[torn], columns[at]), $"\"{made.Table.FileName}\", line {made.Table.Line(rows[torn])}: \"{made.Table.Text(rows[torn], columns[at])}\" (column \"{columns[at]}\") lies in two areas of column \"{columns[at + 1]}\". Levels must lie in each other: leave one of them out.")
            : made.Table.At(parts.Error, parts.Error is StatisticRefused { Row: { } row } ? rows[row] : null);
        string PartName(int level) => level == 0 ? $"between areas, within {AreaCharts.LevelName(columns[0])}" : level < columns.Length ? $"between {AreaCharts.LevelName(columns[level - 1])}, within {AreaCharts.LevelName(columns[level])}" : $"between {AreaCharts.LevelName(columns[^1])}";
        var total = parts.Value.Sum(p => p.Value);
        var (head, why) = made.Begin(value, null, ranked: false);
        var sentence = head is null ? null : string.Create(CultureInfo.InvariantCulture, $"{head} of the inequality in \"{value}\" between people living in different areas ({made.Dataset.Vintage}), {string.Join(", ", parts.Value.Select(p => $"{100 * (p.Share ?? 0):0.0} % lies {PartName(p.Level)}"))}. Counted from all areas, so there is no interval. {FigureWords.AreasNotPersons}");
        string Draw(bool alone)
        {
            const int Left = 330, Right = 900;
            var pen = new Pen(alone, 70 + 34 * parts.Value.Count, "Within and between");
            pen.Text(0, 16, $"Where the inequality in {Cut.To(value, 40)} lies, % of it", "head");
            var scale = new Scale(0, 100, Left, Right);
            foreach (var tick in scale.Ticks)
            {
                pen.Line(scale.At(tick), 30, scale.At(tick), 40 + 34 * parts.Value.Count);
                pen.Text(scale.At(tick), 58 + 34 * parts.Value.Count, scale.Said(tick), "soft", "middle");
            }
            foreach (var part in parts.Value)
            {
                var y = 38 + 34 * part.Level;
                pen.Text(Left - 8, y + 15, Cut.To(PartName(part.Level), 52), "name", "end");
                pen.Bar(Left, y, scale.At(100 * (part.Share ?? 0)) - Left, 22, 1 + part.Level % 4);
                pen.Text(scale.At(100 * (part.Share ?? 0)) + 6, y + 15, (100 * (part.Share ?? 0)).ToString("0.0", CultureInfo.InvariantCulture), "name");
            }
            return pen.Done();
        }
        // What stands for the events a value is made of, where the table has them.
        var counted = made.IsCount(value) ? value : made.Columns.GetValueOrDefault(ColumnRole.Numerator);
        int[] told = counted is null ? [] : [.. rows.Where(row => made.Table.Number(row, counted).Succeeded)];
        var warnings = new List<FigureWarning>();
        if (ChartWords.SmallNumbers([.. told.Select(row => made.Table.Number(row, counted!).Value)], i => ($"\"{made.NameOf(told[i])}\"", made.Table.Line(told[i])), "areas") is { } few) warnings.Add(few);
        else if (counted is null && !made.IsOfIndex(value))
            warnings.Add(new("Small numbers", string.Create(CultureInfo.InvariantCulture, $"The table does not say how many events the values of \"{value}\" rest on. Half of its {rows.Length:N0} areas have fewer than {people.Order().ElementAt(people.Length / 2):N0} people: where events are few, values differ by chance as well, and what chance adds is counted here as inequality between areas."), "Spiegelhalter (2005), Stat Med 24:1185-1202, doi:10.1002/sim.1970"));
        warnings.Add(new("The scale of areas decides", string.Create(CultureInfo.InvariantCulture, $"{100 * (parts.Value[0].Share ?? 0):0.0} % lies {PartName(0)}. Were the same people cut into other areas, each part would be another."), AreaCharts.ScaleSource));
        return made.Chart($"Where inequality in {value} lies", sentence, why, Draw,
            [new("Levels", ["Part", measure.ToString(), "% of all"], [.. parts.Value.Select(p => (IReadOnlyList<SheetCell>)[PartName(p.Level), p.Value, 100 * (p.Share ?? 0)]), ["all", total, 100.0]])],
            [.. warnings, new("What lies within the smallest areas is not seen", $"The table has one value for each of {rows.Length.ToString("N0", CultureInfo.InvariantCulture)} areas; differences between people of one area are not in it, and are often the largest.", "Robinson (1950), Am Sociol Rev 15:351-357, reprinted in Int J Epidemiol (2009) 38:337-341, doi:10.1093/ije/dyn357")],
            $"{(measure == NestedMeasure.Variance ? "Variance over people" : measure == NestedMeasure.Theil ? "Theil's index" : "Mean log deviation")}, taken apart exactly: each larger area stands with its people's mean.{(rows.Length < made.Table.Count ? $" {made.Table.Count - rows.Length} areas without a value are left out." : "")}");
    }

    // The levels that lie whole in each other, from the guesses: a council may cross a system, and then one of them is left out.
    private static List<string> Nested(MakeChart.Made made, int[] rows)
    {
        var kept = new List<string>();
        foreach (var column in made.There.Levels)
        {
            if (rows.Any(row => made.Table.Text(row, column).Length == 0)) continue;
            if (kept.Count == 0 || Within(kept[^1], column)) kept.Add(column);
        }
        return kept;

        bool Within(string smaller, string larger)
        {
            var parents = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var row in rows)
            {
                var (child, parent) = (made.Table.Text(row, smaller), made.Table.Text(row, larger));
                if (!parents.TryGetValue(child, out var known)) parents[child] = parent;
                else if (known != parent) return false;
            }
            return parents.Count > parents.Values.Distinct(StringComparer.Ordinal).Count();
        }
    }

    public static Result<Chart> Kinds(MakeChart.Made made)
    {
        if (made.Population is not { } population) return made.Lacking("population");
        if (made.Take("value", made.Columns.GetValueOrDefault(ColumnRole.Value), made.Columns.GetValueOrDefault(ColumnRole.Numerator), OnlyMeasure(made, population)) is not { } value)
            return new ToChoose($"Choose the column whose value is compared. \"{made.Dataset.FileName}\" has several that it could be: {string.Join(", ", Measures(made, population).Take(12).Select(c => $"\"{c}\""))}. The index itself says little here: by deprivation, areas are ranked by it.");
        var counted = (made.Ask["as"] ?? (made.IsCount(value) ? "share" : "value")) == "share";
        made.Used["as"] = counted ? "share" : "value";
        // A table of areas has many columns: what is said of the table once cannot hold for each.
        if (made.Ask["higher"] is not ("better" or "worse")) return new ToChoose($"Say whether more of \"{value}\" is better or worse for people: it decides who is worst off.");
        var worse = made.Ask["higher"] == "worse";
        made.Used["higher"] = worse ? "worse" : "better";
        int[] rows = [.. Enumerable.Range(0, made.Table.Count).Where(row => made.Table.Text(row, value).Length > 0)];
        var reading = new Reading(made.Table);
        var (people, values) = (reading.Counts(population, rows, "population"), counted ? reading.Counts(value, rows, "count") : reading.Numbers(value, rows, "value"));
        if (reading.Problem is not null) return reading.Problem;
        // A count means nothing beside another area's but for each so many people.
        var what = counted ? $"{value} for each 100 of {population}" : value;
        if (counted && Enumerable.Range(0, rows.Length).FirstOrDefault(i => values[i] > 0 && people[i] == 0, -1) is >= 0 and var nobody)
            return new TableUnfit(made.Table.FileName, made.Table.Line(rows[nobody]), made.Table.Text(rows[nobody], value), string.Create(CultureInfo.InvariantCulture, $"\"{made.Table.FileName}\", line {made.Table.Line(rows[nobody])}: \"{value}\" is {values[nobody]}, and column \"{population}\" has nobody there. Are the columns swapped?"));
        // More than one event a person is no share of people: then events are counted among them.
        var events = counted && Enumerable.Range(0, rows.Length).Any(i => values[i] > people[i]);
        const string ByFifth = "fifth of deprivation";
        var kinds = new List<(string Name, List<KindGroup> Groups)>();
        if (made.Decile is { } decile && decile != value && Core20OfTable.Deciles(made.Table, decile) is { Succeeded: true } deciles) Add(ByFifth, row => string.Create(CultureInfo.InvariantCulture, $"fifth {(deciles.Value[row] + 1) / 2}{(deciles.Value[row] <= 2 ? ", most deprived" : deciles.Value[row] >= 9 ? ", least deprived" : "")}"));
        var asked = MakeChart.Listed(made.Ask["groups"]);
        var columns = asked.Count > 0 ? asked : [.. made.There.Levels.Where(l => AreaCodes.OfHeading(l)?.Level is "region" or "ICB" or "LA").Take(3), .. made.There.Groups.Where(g => AreaCodes.OfHeading(g) is null && !g.Contains("code", StringComparison.OrdinalIgnoreCase)).Take(2)];
        made.Used["groups"] = string.Join('|', columns);
        foreach (var column in columns)
        {
            var label = AreaCharts.LabelOf(made, column) ?? column;
            Add(AreaCodes.OfHeading(column) is null ? column : AreaCharts.LevelName(column), row => made.Table.Text(row, label));
        }
        if (kinds.Count == 0) return made.Lacking("groups (region, rural and urban, a larger area)");
        var average = counted ? 100 * values.Sum() / people.Sum() : values.Select((v, i) => v * people[i]).Sum() / people.Sum();
        var told = kinds.Select(k =>
        {
            var ordered = worse ? k.Groups.OrderByDescending(g => g.Value).ToList() : [.. k.Groups.OrderBy(g => g.Value)];
            var (worst, best) = (ordered[0], ordered[^1]);
            return (k.Name, k.Groups, Worst: worst, Best: best, Gap: Math.Abs(worst.Value - best.Value), Ratio: best.Value != 0 ? worst.Value / best.Value : (double?)null, FromAverage: Math.Abs(worst.Value - average));
        }).ToList();
        var widest = told.MaxBy(k => k.Gap);
        static string Said(KindGroup group) => group.Estimate is { } estimate ? $"{FigureWords.Number(group.Value)}, {FigureWords.Limits(estimate)}" : FigureWords.Number(group.Value);
        var (head, why) = made.Begin(value, counted ? population : null, ranked: false);
        var sentence = head is null ? null : $"{head} who fares worst in \"{what}\" (more is {(worse ? "worse" : "better")}) depends on the kind of inequality: {string.Join("; ", told.Select(k => $"by {k.Name}, people living in {k.Worst.Group} ({Said(k.Worst)}{(counted ? ";" : ",")} against {Said(k.Best)}{(counted ? "," : "")} in {k.Best.Group})"))}. The widest gap is by {widest.Name}, {FigureWords.Number(widest.Gap)}, among {widest.Groups.Count} groups: many small groups lie further apart than few large ones. {(counted ? "Each interval is a group's own: which of many groups lies lowest or highest is in part chance." : "Means over people in all areas, so there is no interval.")} {FigureWords.AreasNotPersons}";
        string Draw(bool alone) => Strips(alone, $"{what}, by kind of inequality", $"open: the group that fares worst; the line is the average of all{(counted ? "; under the two ends, their 95 % intervals" : "")}", [.. told.Select(k => (k.Name, $"{k.Groups.Count} groups", (IReadOnlyList<(string, double, bool, Estimate?)>)[.. k.Groups.Select(g => (g.Group, g.Value, g == k.Worst, g.Estimate))]))], average);
        SheetToWrite kindTable = new("Kinds", ["Kind of inequality", "Groups", "Worst off", "Value", "Best off", "Its value", "Difference", "Ratio", "Worst off, from the average", .. counted ? new[] { "Worst off, lower 95 %", "Worst off, upper 95 %", "Best off, lower 95 %", "Best off, upper 95 %" } : []],
            [.. told.Select(k => (IReadOnlyList<SheetCell>)[k.Name, k.Groups.Count, k.Worst.Group, k.Worst.Value, k.Best.Group, k.Best.Value, k.Gap, k.Ratio, k.FromAverage, .. counted ? new SheetCell[] { k.Worst.Estimate?.Lower, k.Worst.Estimate?.Upper, k.Best.Estimate?.Lower, k.Best.Estimate?.Upper } : []])]);
        SheetToWrite groupTable = new("Groups", ["Kind of inequality", "Group", "People", .. counted ? new[] { "Count" } : [], "Value", .. counted ? new[] { "Lower 95 %", "Upper 95 %" } : []],
            [.. told.SelectMany(k => k.Groups.Select(g => (IReadOnlyList<SheetCell>)[k.Name, g.Group, g.People, .. counted ? new SheetCell[] { g.Count } : [], g.Value, .. counted ? new SheetCell[] { g.Estimate?.Lower, g.Estimate?.Upper } : []]))]);
        var warnings = new List<FigureWarning>();
        var all = told.SelectMany(k => k.Groups.Select(g => (k.Name, Group: g))).ToList();
        if (counted && ChartWords.SmallNumbers([.. all.Select(a => a.Group.Count)], i => ($"\"{all[i].Group.Group}\" ({all[i].Name})", 0), "groups") is { } few) warnings.Add(few);
        if (told.Find(k => k.Name == ByFifth).Groups?.Find(g => g.Group.StartsWith("fifth 1", StringComparison.Ordinal)) is { } poorest) warnings.AddRange(AreaCharts.Warnings(made, poorest.People, people.Sum()));
        return made.Chart($"Who is worst off in {what}", sentence, why, Draw, [kindTable, groupTable],
            [.. warnings, new("Kinds are not alike", string.Join("; ", told.Select(k => $"{k.Name} has {k.Groups.Count} groups and a gap of {FigureWords.Number(k.Gap)}")) + ". Two extremes lie the further apart the more groups there are.", "Harper and others (2010), Milbank Q 88:4-29, doi:10.1111/j.1468-0009.2010.00587.x")],
            counted ? $"A group's value is its count (column \"{value}\") over its people (column \"{population}\"), with {(events ? "Byar's interval, exact below 10, as some area counts more events than people" : "Wilson's interval")}.{(rows.Length < made.Table.Count ? $" {made.Table.Count - rows.Length} areas without a count are left out." : "")}" : $"A group's value is the mean of its areas, weighted by \"{population}\".") with
        {
            Safe = counted ? [(groupTable, new(["Count"], ["Kind of inequality", "Group", "People"], "People", "Kind of inequality"))] : null,
        };

        void Add(string name, Func<int, string> of)
        {
            var groups = rows.Select((row, i) => (Group: of(row), At: i)).Where(r => r.Group.Length > 0).GroupBy(r => r.Group, StringComparer.Ordinal).Select(g => (Group: g.Key, People: g.Sum(r => people[r.At]), Sum: g.Sum(r => counted ? values[r.At] : people[r.At] * values[r.At]))).Where(g => g.People > 0)
                .Select(g => counted ? new KindGroup(g.Group, g.People, 100 * g.Sum / g.People, g.Sum, (events ? CrudeRates.Rate(g.Sum, g.People, multiplier: 100) : CrudeRates.Proportion(g.Sum, g.People, multiplier: 100)).Value) : new(g.Group, g.People, g.Sum / g.People, 0, null)).OrderBy(g => g.Group, StringComparer.Ordinal).ToList();
            if (groups.Count >= 2) kinds.Add((name, groups));
        }
    }

    /// <summary>A group of people under one kind of inequality.</summary>
    /// <param name="Value">For each 100 people where it is made of a count; else the mean over people.</param>
    /// <param name="Count">0 where the value is not made of one.</param>
    /// <param name="Estimate">The value with its interval; null without a count.</param>
    private sealed record KindGroup(string Group, double People, double Value, double Count, Estimate? Estimate);

    // Columns that may be what is compared: not the ranking itself, nor who lives there.
    private static List<string> Measures(MakeChart.Made made, string population) => [.. made.There.Numbers.Where(c => c != population && !NoMeasure.Any(word => c.Contains(word, StringComparison.OrdinalIgnoreCase)))];

    private static readonly string[] NoMeasure = ["rank", "decile", "score", "quintile", "pop", "people", "persons", "residents", "adults", "code", "easting", "northing", "latitude", "longitude", "hectares"];

    private static string? OnlyMeasure(MakeChart.Made made, string population)
    {
        var measures = Measures(made, population);
        return measures.Count == 1 ? measures[0] : measures.Where(made.IsCount).ToList() is [var count] ? count : null;
    }

    /// <summary>One strip of points a row, on a common scale.</summary>
    internal static string Strips(bool alone, string title, string under, IReadOnlyList<(string Name, string Note, IReadOnlyList<(string Group, double Value, bool Open, Estimate? Estimate)> Points)> rows, double? average)
    {
        const int Left = 250, Right = 920;
        var pen = new Pen(alone, 84 + 34 * rows.Count, title);
        pen.Text(0, 16, Cut.To(title, 110), "head");
        pen.Text(0, 33, under, "soft");
        var all = rows.SelectMany(r => r.Points).SelectMany(p => new[] { p.Value, p.Estimate?.Lower ?? p.Value, p.Estimate?.Upper ?? p.Value }).ToList();
        var scale = new Scale(Math.Min(all.Min(), average ?? double.MaxValue), Math.Max(all.Max(), average ?? double.MinValue), Left, Right);
        var bottom = 52 + 34 * rows.Count;
        foreach (var tick in scale.Ticks)
        {
            pen.Line(scale.At(tick), 44, scale.At(tick), bottom);
            pen.Text(scale.At(tick), bottom + 18, scale.Said(tick), "soft", "middle");
        }
        if (average is { } mean) pen.Line(scale.At(mean), 44, scale.At(mean), bottom, "strong");
        for (var i = 0; i < rows.Count; i++)
        {
            var y = 66 + 34 * i;
            pen.Text(Left - 12, y, Cut.To(rows[i].Name, 36), "name", "end");
            if (rows[i].Note.Length > 0) pen.Text(Left - 12, y + 14, rows[i].Note, "soft", "end");
            if (rows[i].Points.Count == 0) continue;
            pen.Line(scale.At(rows[i].Points.Min(p => p.Value)), y, scale.At(rows[i].Points.Max(p => p.Value)), y, "rule even");
            // Of the two ends, which are spoken of; those of all would run into each other.
            foreach (var end in new[] { rows[i].Points.MinBy(p => p.Value), rows[i].Points.MaxBy(p => p.Value) })
                if (end.Estimate is { Lower: { } lower, Upper: { } upper }) pen.Line(scale.At(lower), y + 9, scale.At(upper), y + 9, "limits");
            foreach (var point in rows[i].Points.OrderBy(p => p.Open)) pen.Dot(scale.At(point.Value), y, rows[i].Points.Count > 60 ? 3 : 5, point.Open, $"{point.Group}: {FigureWords.Number(point.Value)}{(point.Estimate is { Intervals.Count: > 0 } estimate ? $" ({FigureWords.Limits(estimate)})" : "")}");
        }
        return pen.Done();
    }
}
