using Throughline.Files;
using Throughline.Statistics.Inequality;
using Throughline.Text;

namespace Throughline.Equity;

/// <summary>A figure looked at again: its groups for every place or period, and what it would be by other choices.</summary>
internal static class FigureCharts
{
    private const int MostRows = 40;

    public static Result<Chart> Equiplot(LongTable table, FigureResult result, IReadOnlyDictionary<ColumnRole, string> columns, ChartAsk ask)
    {
        var figure = result.Figure;
        var by = ask["by"] switch { "place" => ColumnRole.Area, "people" => ColumnRole.Category, "kind" => ColumnRole.Kind, _ => ColumnRole.Period };
        var used = new Dictionary<string, string>(StringComparer.Ordinal) { ["by"] = by switch { ColumnRole.Area => "place", ColumnRole.Category => "people", ColumnRole.Kind => "kind", _ => "period" } };
        if (!columns.TryGetValue(by, out var column)) return new TableUnfit(table.FileName, null, null, $"\"{table.FileName}\" has no column for that: choose periods, places or people that it has.");
        // Each row of the picture is made from its own rows of the table, not by going through all of it again.
        var apart = table.GroupBy([column]);
        if (!apart.Succeeded) return apart.Error;
        var rowsOf = apart.Value.Where(g => g.Name.Length > 0).ToDictionary(g => g.Name, g => g.Rows, StringComparer.Ordinal);
        var there = rowsOf.Keys.ToList();
        if (by == ColumnRole.Period) there.Sort(StringComparer.Ordinal);
        var (rows, without) = (new List<(string Name, FigureResult Result)>(), new List<string>());
        foreach (var one in there.Take(MostRows))
        {
            var made = ReadFigures.Make(table.Only(rowsOf[one]), result.Dataset, columns, With(figure, by, one), 1);
            if (made.Succeeded) rows.Add((one, made.Value));
            else without.Add(one);
        }
        if (rows.Count == 0) return new TableUnfit(table.FileName, null, null, $"No row of \"{table.FileName}\" makes a gradient.");
        var (widest, narrowest) = (rows.MaxBy(r => Math.Abs(r.Result.Difference.Value)), rows.MinBy(r => Math.Abs(r.Result.Difference.Value)));
        string Of((string Name, FigureResult Result) row) => $"{Named(row.Name)}, {FigureWords.With(Math.Abs(row.Result.Difference.Value), result.Unit)}{(row.Result.Difference.Value == 0 ? "" : row.Result.Difference.Value > 0 ? " more in the latter" : " less in the latter")} ({FigureWords.Limits(row.Result.Difference.Value < 0 ? FigureWords.Turned(row.Result.Difference) : row.Result.Difference)})";
        string Named(string cell) => result.Dataset.Meant(by, cell);
        var (place, period, people) = (by == ColumnRole.Area ? "" : result.PlaceWords, by == ColumnRole.Period ? "" : figure.Period, by == ColumnRole.Category ? "" : result.PeopleWords);
        string?[] lacking = [result.Dataset.What.Length > 0 ? null : "what is measured", result.Unit.Length > 0 ? null : "the unit", by == ColumnRole.Area || place.Length > 0 ? null : "the place", by == ColumnRole.Period || period.Length > 0 ? null : "the period",
            by == ColumnRole.Category || people.Length > 0 ? null : "which people (sex, age)", widest.Result.Difference.Lower is null || narrowest.Result.Difference.Lower is null ? "an interval" : null];
        var whole = Array.TrueForAll(lacking, l => l is null);
        var head = string.Join(", ", new[] { string.Join(" ", new[] { place, period }.Where(w => w.Length > 0).Select(w => $"in {w}")), FigureWords.Lower(people) }.Where(w => w.Length > 0));
        var sentence = whole ? $"{char.ToUpperInvariant(head[0])}{head[1..]}: the gap in {result.Dataset.What} between {FigureWords.PeopleIn(result, 0)} and in {FigureWords.GroupWords(result, result.Groups.Count - 1)} is widest in {Of(widest)}{(rows.Count > 1 ? $", and narrowest in {Of(narrowest)}" : "")}. {FigureWords.Ranked(result)}" : null;
        var rank = result.RanksAreas ? "Rank (1 most deprived)" : "Rank";
        SheetToWrite sheet = new("Equiplot", [used["by"], "Group", rank, "People", "Count", "Value", "Lower 95 %", "Upper 95 %", "Line"], [.. rows.SelectMany(r => r.Result.Groups.Select(g => (IReadOnlyList<SheetCell>)[Named(r.Name), g.Label, g.Order, g.Population, g.Count, g.Value.Value, g.Value.Lower, g.Value.Upper, g.Line]))]);
        return new Chart($"{figure.Name}: every group, by {used["by"]}", sentence, whole ? null : $"No sentence is made of this view: it would lack {FigureWords.Joined([.. lacking.OfType<string>()])}. A result is said in full or not at all.",
            alone => MeasureCharts.Strips(alone, $"{(result.Dataset.What.Length > 0 ? result.Dataset.What : result.Dataset.Name)}, {result.Unit}", (result.RanksAreas ? "every group; open: people living in the most deprived" : "every group; open: the first") + (rows.Exists(r => r.Result.Groups[0].Value.Lower is not null) ? "; under the two ends, their 95 % intervals" : ""), [.. rows.Select(r => (Named(r.Name), "", (IReadOnlyList<(string, double, bool, Statistics.Estimate?)>)[.. r.Result.Groups.Select((g, i) => (g.Label, g.Value.Value, i == 0, (Statistics.Estimate?)g.Value))]))], null),
            [sheet],
            OfGroups(result, rows, by), $"The figure's own groups and method for each {used["by"]}.{(without.Count > 0 ? $" Without a gradient, and left out: {CarryAreas.Some(without)}." : "")}{(there.Count > MostRows ? $" The first {MostRows} of {there.Count}." : "")}", used)
        {
            Rows = RowsOf(table, columns, rows.SelectMany(r => r.Result.Groups)),
            Safe = rows.All(r => r.Result.Groups.All(g => g.Count is null)) ? null : rows.Any(r => r.Result.Groups.Any(g => g.Count is null)) ? [] : [(sheet, new(["Count"], [used["by"], "Group", rank, "People", "Line"], "People", used["by"]))],
        };
    }

    // Of the figure's warnings those that hold for its groups, and over time for its change; and what comes of several gradients side by side.
    private static readonly string[] OfTheFigure = ["An area is not a person", "Health is inside the index", "What is offered to all can widen the gap", "People whose group is not known", "Which boundaries"];
    private static readonly string[] OverTime = ["Fix the baseline in advance", "The groups changed size"];

    private static List<FigureWarning> OfGroups(FigureResult result, List<(string Name, FigureResult Result)> rows, ColumnRole by)
    {
        string Named(string cell) => result.Dataset.Meant(by, cell);
        var warnings = result.Warnings.Where(w => OfTheFigure.Contains(w.Title)).Select(w => w.Title == "Which boundaries" ? w : w with { Text = $"{OwnRow()}: {FigureWords.Lower(w.Text)}" }).ToList();
        if (by == ColumnRole.Period) warnings.AddRange(result.Warnings.Where(w => OverTime.Contains(w.Title)));
        var groups = rows.SelectMany(r => r.Result.Groups.Select(g => (Row: Named(r.Name), Group: g))).Where(g => g.Group.Count is not null).ToList();
        if (ChartWords.SmallNumbers([.. groups.Select(g => g.Group.Count!.Value)], i => ($"\"{groups[i].Group.Label}\" ({groups[i].Row})", groups[i].Group.Line), "groups") is { } small) warnings.Add(small);
        var widest = rows.MaxBy(r => Math.Abs(r.Result.Difference.Value)).Result;
        if (rows.TrueForAll(r => r.Result.Ratio is not null) && rows.MaxBy(r => Math.Abs(Math.Log(r.Result.Ratio!.Value))).Result is var steepest && Told(widest).Gap != Told(steepest).Gap && Told(widest).Ratio != Told(steepest).Ratio)
            warnings.Add(new("Absolute and relative disagree", $"The difference is widest in {Row(widest)}, and the ratio furthest from 1 in {Row(steepest)}. Say both, with the level.", "King, Harper and Young (2012), BMJ 345:e5774, doi:10.1136/bmj.e5774"));
        else if (by == ColumnRole.Period) warnings.AddRange(result.Warnings.Where(w => w.Title == "Absolute and relative disagree"));
        if (rows.Count > 5)
            warnings.Add(new("Many comparisons", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rows.Count} gaps stand side by side, and the widest and the narrowest are named: of so many 95 % intervals {0.05 * rows.Count:0.##} miss by chance alone, and the two ends of a list are the likeliest to."), "Bland and Altman (1995), BMJ 310:170, doi:10.1136/bmj.310.6973.170"));
        else warnings.AddRange(result.Warnings.Where(w => w.Title == "Many comparisons"));
        return warnings;

        // Their numbers are of the figure's own row, one of those that stand side by side.
        string OwnRow() => by switch
        {
            ColumnRole.Area => $"In {result.PlaceWords}",
            ColumnRole.Category => $"Among {FigureWords.Lower(result.PeopleWords)}",
            ColumnRole.Kind => $"By \"{Named(result.Figure.Kind)}\"",
            _ => $"In {result.Figure.Period}",
        };

        // What is printed alike is alike to a reader.
        static (string Gap, string Ratio) Told(FigureResult of) => (FigureWords.Number(Math.Abs(of.Difference.Value)), FigureWords.Number(Math.Abs(Math.Log(of.Ratio!.Value))));
        string Row(FigureResult of) => $"{Named(rows.First(r => ReferenceEquals(r.Result, of)).Name)} ({FigureWords.With(of.Difference.Value, result.Unit)}, ratio {FigureWords.Number(of.Ratio!.Value)}; the average of all groups is {FigureWords.With(of.Level, result.Unit)})";
    }

    public static Result<Chart> Sensitivity(LongTable table, FigureResult result, IReadOnlyDictionary<ColumnRole, string> columns, ChartAsk ask)
    {
        var figure = result.Figure;
        var small = result.Series.Any(p => SafeFigure.Hides(p.Groups));
        var counted = result.Series.SelectMany(p => p.Groups).ToList();
        var rows = new List<(string What, string Choice, SlopeFigure? Slope, string? Why, double? Change)> { ("as it is", EditFigure.Said(figure, result.Dataset), result.Slope, null, null) };
        foreach (var scale in Enum.GetValues<SlopeScale>())
            if (scale != figure.Scale) Add("scale of the line", scale switch { SlopeScale.Log => "straight on logarithms", SlopeScale.Logit => "straight on log-odds", _ => "straight on values" }, Copy(figure, f => f.Scale = scale));
        if (columns.TryGetValue(ColumnRole.Kind, out var kinds))
            foreach (var kind in Enumerable.Range(0, table.Count).Select(row => table.Text(row, kinds)).Where(k => k.Length > 0).Distinct(StringComparer.Ordinal).Where(k => k != figure.Kind).Take(12)) Add("index, or how groups were made", result.Dataset.Meant(ColumnRole.Kind, kind), Copy(figure, f => f.Kind = kind));
        // What comes after the figure's own period is no baseline of it.
        foreach (var before in result.Series.Where(p => string.CompareOrdinal(p.Period, figure.Period) < 0 && p.Slope is not null)) rows.Add(("baseline period", before.Period, before.Slope, null, result.Slope.Absolute.Value - before.Slope!.Absolute.Value));
        var made = rows.Where(r => r.Slope is not null).ToList();
        var baselines = made.Where(r => r.Change is not null).ToList();
        var (least, most) = (made.Where(r => r.Change is null).Min(r => r.Slope!.Absolute.Value), made.Where(r => r.Change is null).Max(r => r.Slope!.Absolute.Value));
        var whole = result.Sentence is not null;
        var sentence = whole ? $"In {result.PlaceWords} in {figure.Period}, {FigureWords.Lower(result.PeopleWords)}: the slope index of {result.Dataset.What} is {FigureWords.With(result.Slope.Absolute.Value, result.Unit)} ({FigureWords.Limits(result.Slope.Absolute)}); by other scales and indices it runs from {FigureWords.Number(least)} to {FigureWords.With(most, result.Unit)}{(baselines.Count > 0 ? $", and its change depends on the baseline: {string.Join(", ", baselines.Select(b => $"{FigureWords.Signed(b.Change!.Value)} since {b.Choice}"))} ({result.Unit})" : "")}. {FigureWords.Ranked(result)}" : null;
        return new Chart($"{figure.Name}: by other choices", sentence, result.WhyNoSentence, alone =>
            {
                const int Left = 330, Right = 920;
                var pen = new Pen(alone, 84 + 30 * made.Count, "By other choices");
                pen.Text(0, 16, $"Slope index by other choices, {result.Unit}", "head");
                pen.Text(0, 33, "bars are 95 % intervals; open: the figure as it is", "soft");
                var scale = new Scale(made.Min(r => Math.Min(r.Slope!.Absolute.Lower ?? r.Slope.Absolute.Value, 0)), made.Max(r => Math.Max(r.Slope!.Absolute.Upper ?? r.Slope.Absolute.Value, 0)), Left, Right);
                var bottom = 50 + 30 * made.Count;
                foreach (var tick in scale.Ticks)
                {
                    pen.Line(scale.At(tick), 42, scale.At(tick), bottom, tick == 0 ? "rule even" : "rule");
                    pen.Text(scale.At(tick), bottom + 18, scale.Said(tick), "soft", "middle");
                }
                for (var i = 0; i < made.Count; i++)
                {
                    var (y, one) = (60 + 30 * i, made[i].Slope!.Absolute);
                    pen.Text(Left - 12, y + 4, Cut.To(i == 0 ? "as it is" : $"{made[i].What}: {made[i].Choice}", 52), i == 0 ? "head" : "name", "end");
                    if (one is { Lower: { } lower, Upper: { } upper }) pen.Line(scale.At(lower), y, scale.At(upper), y, "limits");
                    pen.Dot(scale.At(one.Value), y, 5, i == 0);
                }
                return pen.Done();
            },
            [new("Sensitivity", ["What is changed", "To", "Slope index", "Lower 95 %", "Upper 95 %", "Relative index", "Change since", "Why not"], [.. rows.Select(r => (IReadOnlyList<SheetCell>)[r.What, r.Choice, r.Slope?.Absolute.Value, r.Slope?.Absolute.Lower, r.Slope?.Absolute.Upper, r.Slope?.Relative?.Value, r.Change, r.Why])])],
            [.. result.Warnings.Where(w => w.Title is "Fix the baseline in advance" or "The gradient is not straight" or "Health is inside the index")], "Each row changes one choice of the figure and leaves the others. A baseline is to be fixed before looking.", new Dictionary<string, string>(StringComparer.Ordinal))
        {
            Rows = RowsOf(table, columns, counted),
            Safe = small ? [] : null,
        };

        void Add(string what, string choice, Figure changed)
        {
            var other = ReadFigures.Make(table, result.Dataset, columns, changed, 1);
            // Another gradient has groups of its own, whose numbers are told too.
            small |= other.Succeeded && SafeFigure.Hides(other.Value.Groups);
            if (other.Succeeded) counted.AddRange(other.Value.Groups);
            rows.Add((what, choice, other.Succeeded ? other.Value.Slope : null, other.Succeeded ? null : other.Error.Message, null));
        }
    }

    private static readonly ColumnRole[] Numbers = [ColumnRole.Order, ColumnRole.Numerator, ColumnRole.Denominator, ColumnRole.Value, ColumnRole.Lower, ColumnRole.Upper, ColumnRole.StandardError, ColumnRole.Population];

    // The rows these groups stand in, as the file has them, with the columns that were said to hold something.
    private static Func<SheetToWrite> RowsOf(LongTable table, IReadOnlyDictionary<ColumnRole, string> columns, IEnumerable<FigureGroup> groups)
    {
        var lines = groups.Select(g => g.Line).ToHashSet();
        return () =>
        {
            var shown = columns.OrderBy(c => c.Key).DistinctBy(c => c.Value, StringComparer.OrdinalIgnoreCase).ToList();
            return new($"Rows of {table.FileName}", ["Line", .. shown.Select(c => c.Value)], [.. Enumerable.Range(0, table.Count).Where(row => lines.Contains(table.Line(row)))
                .Select(row => (IReadOnlyList<SheetCell>)[table.Line(row), .. shown.Select(c => Numbers.Contains(c.Key) && table.Number(row, c.Value) is { Succeeded: true } number ? (SheetCell)number.Value : table.Text(row, c.Value))])]);
        };
    }

    private static Figure With(Figure figure, ColumnRole role, string value) => Copy(figure, f =>
    {
        if (role == ColumnRole.Area) f.Place = value;
        else if (role == ColumnRole.Category) f.People = value;
        else if (role == ColumnRole.Kind) f.Kind = value;
        else f.Period = value;
    });

    private static Figure Copy(Figure figure, Action<Figure> change)
    {
        var copy = new Figure { Id = figure.Id, Project = figure.Project, Dataset = figure.Dataset, Name = figure.Name, Place = figure.Place, Period = figure.Period, People = figure.People, Kind = figure.Kind, Method = figure.Method, Scale = figure.Scale, WithWider = figure.WithWider };
        change(copy);
        return copy;
    }
}
