using Microsoft.EntityFrameworkCore;
using Throughline.Files;

namespace Throughline.Equity;

/// <summary>What is looked at.</summary>
public enum ChartView
{
    /// <summary>The national most deprived fifth, by a larger area.</summary>
    Core20,
    /// <summary>Who is missed when places are chosen at a larger area.</summary>
    Missed,
    /// <summary>A value on the map.</summary>
    Map,
    /// <summary>The nation's fifth against each place's own.</summary>
    Fifths,
    /// <summary>The index whole, without health, and income alone.</summary>
    Index,
    /// <summary>Areas against the limits of chance.</summary>
    Funnel,
    /// <summary>The concentration curve.</summary>
    Curve,
    /// <summary>Inequality within and between levels.</summary>
    Levels,
    /// <summary>Who is worst off under each kind of inequality.</summary>
    Kinds,
    /// <summary>Every group's value, row by row.</summary>
    Equiplot,
    /// <summary>What a figure would be by another scale, index or baseline.</summary>
    Sensitivity,
}

/// <summary>What to draw: a view of a data set, or of a figure, and what was chosen for it.</summary>
/// <param name="Options">By name: level, population, decile, value, …; what is not chosen is guessed from the table's headings.</param>
public sealed record ChartAsk(ChartView View, DatasetId? Dataset, FigureId? Figure, IReadOnlyDictionary<string, string> Options)
{
    public string? this[string name] => Options.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}

/// <summary>A picture with its sentence, the tables behind it and what to bear in mind.</summary>
/// <param name="Sentence">The result in full; null where something is lacking, and <paramref name="WhyNoSentence"/> says what.</param>
/// <param name="Draw">SVG: true for a file that is opened by itself.</param>
/// <param name="Tables">The first is what the picture shows.</param>
/// <param name="Method">How it was made, in a line.</param>
/// <param name="Used">The options with what was guessed, for the form.</param>
public sealed record Chart(string Title, string? Sentence, string? WhyNoSentence, Func<bool, string> Draw, IReadOnlyList<SheetToWrite> Tables, IReadOnlyList<FigureWarning> Warnings, string Method, IReadOnlyDictionary<string, string> Used)
{
    /// <summary>The tables as they may be published, each with how it is made safe (null: it holds no counts); null where no table holds counts of people or events, and empty where nothing can be shown.</summary>
    public IReadOnlyList<(SheetToWrite Sheet, SafeSheet.How? How)>? Safe { get; init; }

    /// <summary>The rows of the file that it is counted from, each with its line.</summary>
    public required Func<SheetToWrite> Rows { get; init; }

    /// <summary>The tables fit to be published: small counts hidden, others rounded. A refusal where nothing could be shown.</summary>
    public Result<IReadOnlyList<SheetToWrite>> SafeTables()
    {
        if (Safe is not { } safe) return Tables.ToList();
        if (safe.Count == 0) return new ViewUnsafe($"\"{Title}\" rests on groups of {new Statistics.Areas.SuppressionRule().SmallTo} people or fewer, or on groups of which the table gives no count beside others of which it does, so that nothing says how small they are: it is not made safe. Join groups or years, or complete the counts, first.");
        var made = new List<SheetToWrite>();
        foreach (var (sheet, how) in safe)
        {
            if (how is null)
            {
                made.Add(sheet);
                continue;
            }
            var one = SafeSheet.Of(sheet, how);
            if (!one.Succeeded) return one.Error;
            made.Add(one.Value);
        }
        return made;
    }
}

/// <summary>A view that cannot be shown without telling small counts.</summary>
public sealed record ViewUnsafe(string Message) : Error(Message);

/// <summary>Something the view cannot guess, and asks for.</summary>
public sealed record ToChoose(string Message) : Error(Message);

/// <summary>What a table offers to the views of areas.</summary>
/// <param name="Levels">Columns of larger areas, the largest areas last.</param>
/// <param name="Numbers">Columns that hold numbers.</param>
/// <param name="Groups">Columns of a few words: rural and urban, region.</param>
public sealed record ChartColumns(IReadOnlyList<string> Levels, IReadOnlyList<string> Numbers, IReadOnlyList<string> Groups)
{
    /// <summary>What a view may ask for beside the columns: the share of people who live in Core20 areas.</summary>
    public const string Core20Share = "% of people in Core20";
}

/// <summary>Draws a view; the page, its downloads and the commands ask here alike.</summary>
public static class MakeChart
{
    internal sealed record Made(LongTable Table, Dataset Dataset, IReadOnlyDictionary<ColumnRole, string> Columns, ChartAsk Ask, ChartColumns There)
    {
        public Dictionary<string, string> Used { get; } = new(StringComparer.Ordinal);

        private readonly Dictionary<string, string> _guessed = new(StringComparer.Ordinal);

        /// <summary>What was chosen, else the first guess; null where there is neither.</summary>
        public string? Take(string option, params IEnumerable<string?> guesses)
        {
            var taken = Ask[option] ?? guesses.FirstOrDefault(g => g is { Length: > 0 });
            if (taken is null) return null;
            Used[option] = taken;
            // What the columns were said to hold when the table came in is no guess, and what is no column was not taken by its heading.
            if (Ask[option] is null && Table.Has(taken) && !Columns.Values.Contains(taken)) _guessed[option] = taken;
            return taken;
        }

        public double Number(string option, double otherwise)
        {
            var value = double.TryParse(Ask[option], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var given) && double.IsFinite(given) ? given : otherwise;
            Used[option] = value.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return value;
        }

        public string Area => Columns[ColumnRole.Area];

        public string NameOf(int row) => Columns.TryGetValue(ColumnRole.Label, out var label) && Table.Text(row, label) is { Length: > 0 } name ? name : Table.Text(row, Area);

        /// <summary>Whether the table offers what Core20 is counted from; nothing is taken by asking.</summary>
        public bool OffersCore20 => (Ask["decile"] ?? Named("decile").FirstOrDefault()) is not null && (Ask["population"] ?? Populations.FirstOrDefault(p => p is not null)) is not null;

        private IEnumerable<string?> Populations => [Columns.GetValueOrDefault(ColumnRole.Population), There.Numbers.FirstOrDefault(c => c.Contains("pop", StringComparison.OrdinalIgnoreCase) || c.Contains("residents", StringComparison.OrdinalIgnoreCase) || c.Contains("people", StringComparison.OrdinalIgnoreCase))];

        public string? Population => Take("population", Populations);

        public string? Decile => Take("decile", Named("decile"));

        public string? Rank => Take("rank", Named("rank"));

        public string? Score => Take("score", Named("score"));

        /// <summary>A column that counts people or events, by its role or its heading.</summary>
        public string? Count => Take("count", Columns.GetValueOrDefault(ColumnRole.Numerator), There.Numbers.FirstOrDefault(IsCount));

        // The whole index before one of its domains, which stand in the same file; then the plainest heading.
        private IEnumerable<string> Named(string word) => There.Numbers.Where(c => c.Contains(word, StringComparison.OrdinalIgnoreCase))
            .OrderBy(c => c.Contains("imd", StringComparison.OrdinalIgnoreCase) || c.Contains("multiple deprivation", StringComparison.OrdinalIgnoreCase) ? 0 : 1).ThenBy(c => c.Length);

        internal bool IsCount(string column) => column == Columns.GetValueOrDefault(ColumnRole.Numerator) || column.EndsWith("_n", StringComparison.OrdinalIgnoreCase) || column.Contains("count", StringComparison.OrdinalIgnoreCase) && !column.Contains("county", StringComparison.OrdinalIgnoreCase) && !column.Contains("country", StringComparison.OrdinalIgnoreCase);

        public string? Level => Take("level", [.. There.Levels.OrderBy(l => AreaCodes.OfHeading(l)?.Level switch { "ICB" => 0, "LA" => 1, "region" => 3, _ => 2 }), There.Groups.Count > 0 ? There.Groups[0] : null]);

        /// <summary>The nation whose codes the areas have, where the table holds all of it; else the data set's name.</summary>
        public string Place => Ask["where"] is { } only && Ask["within"] is not null ? only : IsWhole() ? Table.Text(0, Area)[0] switch { 'E' => "England", 'W' => "Wales", 'S' => "Scotland", _ => $"the areas of \"{Dataset.Name}\"" } : $"the areas of \"{Dataset.Name}\"";

        // A table of part of a nation has ranks beyond its number of rows.
        private bool IsWhole()
        {
            if (Table.Count == 0 || !AreaCodes.IsOfficial(Table.Text(0, Area)) || Named("rank").FirstOrDefault() is not { } rank) return false;
            var letter = Table.Text(0, Area)[0];
            for (var row = 0; row < Table.Count; row++)
                if (Table.Text(row, Area)[0] != letter || Table.Number(row, rank) is not { Succeeded: true, Value: >= 1 } at || at.Value > Table.Count) return false;
            return true;
        }

        /// <summary>How a view's sentence begins: place, period, people and, where the ranking is part of the result, the index. Null where one is lacking, and why there is then no sentence.</summary>
        /// <param name="measured">The column whose numbers are told: its heading may hold the year.</param>
        /// <param name="among">The column of the people they are about; null where no column says who was measured.</param>
        /// <param name="ranked">Whether areas are told by their rank.</param>
        /// <param name="alsoLacking">What else the sentence would lack.</param>
        public (string? Head, string? Why) Begin(string measured, string? among, bool ranked, params IEnumerable<string?> alsoLacking)
        {
            var ofIndex = IsOfIndex(measured);
            var lacking = new List<string>();
            var period = Told("period", ColumnRole.Period, measured, ChartWords.PeriodIn(measured) ?? (ofIndex ? ChartWords.PeriodIn(Dataset.RankedBy) : null));
            if (period is null) lacking.Add("the period");
            // An index of areas is about everybody who lives there.
            var people = Told("people", ColumnRole.Category, among ?? measured, among is not null ? ChartWords.PeopleIn(among) : ofIndex ? ChartWords.Everybody : null);
            if (people is null) lacking.Add("which people (sex, age)");
            if (ranked && Dataset.RankedBy.Length == 0) lacking.Add("what areas are ranked by");
            lacking.AddRange(alsoLacking.OfType<string>());
            return lacking.Count > 0
                ? (null, $"No sentence is made of this view: it would lack {FigureWords.Joined(lacking)}. Say it beside the picture, or once for all with the data set (Figures, \"Change what is said of it\"). A result is said in full or not at all.")
                : ($"In {Place} in {period}, {FigureWords.Lower(people!)}{(ranked ? $", by {Dataset.RankedBy}" : "")}:", null);
        }

        // What was asked for stands above what the table says in a column, that above what is said of it, and that above its headings.
        private string? Told(string option, ColumnRole role, string column, string? fromHeading)
        {
            var told = Ask[option]?.Trim() is { Length: > 0 } asked ? asked : Throughout(role) ?? (Dataset.Meant(role, "") is { Length: > 0 } said ? said : null);
            if (told is null && fromHeading is not null) _guessed[$"{option} \"{fromHeading}\""] = column;
            told ??= fromHeading;
            if (told is not null) Used[option] = told;
            return told;
        }

        /// <summary>What stands in every row of a role's column; null where there is none, or rows differ.</summary>
        private string? Throughout(ColumnRole role)
        {
            if (Table.Count == 0 || !Columns.TryGetValue(role, out var column) || Table.Text(0, column) is not { Length: > 0 } first) return null;
            for (var row = 1; row < Table.Count; row++)
                if (Table.Text(row, column) != first) return null;
            return Dataset.Meant(role, first);
        }

        /// <summary>Whether a column holds the index that areas are ranked by, or a part of it: its score, a rank, a decile. Counts of people are not of it.</summary>
        internal bool IsOfIndex(string column) => !IsCount(column) && (FigureWords.SayDeprivation(column)
            || Dataset.RankedBy.Length > 0 && (column == Used.GetValueOrDefault("score") || AreaCharts.IsOfDomain(column)));

        public TableUnfit Lacking(string what) => new(Dataset.FileName, null, null, $"Say which column of \"{Dataset.FileName}\" holds the {what}. It has: {string.Join(", ", Table.Columns.Take(40))}{(Table.Columns.Count > 40 ? " and more" : "")}.");

        public Chart Chart(string title, string? sentence, string? why, Func<bool, string> draw, IReadOnlyList<SheetToWrite> tables, IReadOnlyList<FigureWarning> warnings, string method) =>
            new(title, sentence, sentence is null ? why : null, draw, tables, warnings, _guessed.Count == 0 ? method : $"{method} Taken by their headings: {string.Join(", ", _guessed.Select(g => $"{g.Key} from \"{g.Value}\""))}; choose others where they are not meant.", Used) { Rows = RowsOf };

        // Every row the view is counted from, by its line, with the columns it reads.
        private SheetToWrite RowsOf()
        {
            var columns = new[] { Area, Columns.GetValueOrDefault(ColumnRole.Label) }.Concat(Used.Where(u => u.Key is not ("within" or "period" or "people")).SelectMany(u => Listed(u.Value))).Append(Used.GetValueOrDefault("within")).OfType<string>().Where(Table.Has).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            return new($"Rows of {Dataset.FileName}", ["Line", .. columns], [.. Enumerable.Range(0, Table.Count).Select(row => (IReadOnlyList<SheetCell>)[Table.Line(row), .. columns.Select(c => Table.Number(row, c) is { Succeeded: true } number && c != Area ? (SheetCell)number.Value : Table.Text(row, c))])]);
        }
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, DatasetTables tables, ListDatasets.Handler list, ReadFigures.Handler figures)
    {
        public async Task<Result<Chart>> RunAsync(ProjectId project, ChartAsk ask, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(ask);
            if (ask.View is ChartView.Equiplot or ChartView.Sensitivity) return await OfFigureAsync(project, ask, cancel);
            var sets = await list.RunAsync(project, cancel);
            if (ask.Dataset is not { } id || sets.FirstOrDefault(d => d.Dataset.Id == id) is not { } row) return new DatasetMissing("That data set is not here any more.");
            if (row.Dataset.Kind != DatasetKind.Areas) return new TableUnfit(row.Dataset.FileName, null, null, $"\"{row.Dataset.Name}\" is no table of areas. Bring its file in as one, with a row for each area.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var read = await tables.OfAsync(db, row.Dataset, cancel);
            if (!read.Succeeded) return read.Error;
            (Dataset, IReadOnlyDictionary<ColumnRole, string>, LongTable)? outlines = null;
            if (ask.View == ChartView.Map)
            {
                var all = sets.Where(d => d.Dataset.Kind == DatasetKind.Boundaries).ToList();
                if ((ask["boundaries"] is { } wanted ? all.FirstOrDefault(d => d.Dataset.Id.Value.ToString("D") == wanted) : all.FirstOrDefault()) is not { } chosen)
                    return new DatasetMissing("A map needs boundaries: bring in a GeoJSON file of the same areas and vintage.");
                var shapes = await tables.OfAsync(db, chosen.Dataset, cancel);
                if (!shapes.Succeeded) return shapes.Error;
                outlines = (chosen.Dataset, chosen.Columns, shapes.Value);
            }
            return Of(read.Value, row.Dataset, row.Columns, ask, outlines);
        }

        /// <summary>What the views can choose from in a table of areas.</summary>
        public async Task<Result<ChartColumns>> ColumnsAsync(ProjectId project, DatasetId id, CancellationToken cancel)
        {
            if ((await list.RunAsync(project, cancel)).FirstOrDefault(d => d.Dataset.Id == id) is not { } row) return new DatasetMissing("That data set is not here any more.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var read = await tables.OfAsync(db, row.Dataset, cancel);
            return read.Succeeded ? ColumnsOf(read.Value, row.Columns) : read.Error;
        }

        /// <summary>Every column of a table, in the order of the file.</summary>
        public async Task<IReadOnlyList<string>> AllColumnsAsync(ProjectId project, DatasetId id, CancellationToken cancel)
        {
            if ((await list.RunAsync(project, cancel)).FirstOrDefault(d => d.Dataset.Id == id) is not { } row) return [];
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var read = await tables.OfAsync(db, row.Dataset, cancel);
            return read.Succeeded ? read.Value.Columns : [];
        }

        /// <summary>The different words of a column, in order; at most so many.</summary>
        public async Task<IReadOnlyList<string>> WordsAsync(ProjectId project, DatasetId id, string column, int most, CancellationToken cancel)
        {
            if ((await list.RunAsync(project, cancel)).FirstOrDefault(d => d.Dataset.Id == id) is not { } row) return [];
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var read = await tables.OfAsync(db, row.Dataset, cancel);
            return read.Succeeded && read.Value.Has(column) ? [.. Enumerable.Range(0, read.Value.Count).Select(r => read.Value.Text(r, column)).Distinct(StringComparer.Ordinal).Where(w => w.Length > 0).Order(StringComparer.Ordinal).Take(most)] : [];
        }

        private async Task<Result<Chart>> OfFigureAsync(ProjectId project, ChartAsk ask, CancellationToken cancel)
        {
            if (ask.Figure is not { } id) return new FigureMissing("Choose a figure first: this view is of one.");
            var made = await figures.RunAsync(project, id, cancel);
            if (!made.Succeeded) return made.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var table = await tables.OfAsync(db, made.Value.Dataset, cancel);
            if (!table.Succeeded) return table.Error;
            var columns = await db.DatasetColumns.AsNoTracking().Where(c => c.Dataset == made.Value.Dataset.Id).ToDictionaryAsync(c => c.Role, c => c.Name, cancel);
            return ask.View == ChartView.Equiplot ? FigureCharts.Equiplot(table.Value, made.Value, columns, ask) : FigureCharts.Sensitivity(table.Value, made.Value, columns, ask);
        }
    }

    internal static Result<Chart> Of(LongTable table, Dataset dataset, IReadOnlyDictionary<ColumnRole, string> columns, ChartAsk ask, (Dataset, IReadOnlyDictionary<ColumnRole, string>, LongTable)? outlines)
    {
        if (table.Missing(ask.Options.Where(o => ColumnOptions.Contains(o.Key) && o.Value.Length > 0).Select(o => o.Value).Concat(Listed(ask["levels"])).Concat(Listed(ask["groups"])).Where(c => c != ChartColumns.Core20Share)) is { } missing) return missing;
        var there = ColumnsOf(table, columns);
        var whole = table;
        if (ask["within"] is { } within && ask["where"] is { } where)
        {
            int[] rows = [.. Enumerable.Range(0, table.Count).Where(row => table.Text(row, within) == where)];
            if (rows.Length == 0) return new TableUnfit(dataset.FileName, null, where, $"No area of \"{dataset.FileName}\" has \"{where}\" in column \"{within}\".");
            table = table.Only(rows);
        }
        var made = new Made(table, dataset, columns, ask, there);
        foreach (var option in new[] { "within", "where" })
            if (ask[option] is { } given) made.Used[option] = given;
        return ask.View switch
        {
            ChartView.Core20 => AreaCharts.Core20(made),
            ChartView.Missed => AreaCharts.Missed(made),
            ChartView.Fifths => AreaCharts.Fifths(made, whole),
            ChartView.Index => AreaCharts.Index(made with { Table = whole }),
            ChartView.Map => MapChart.Of(made, outlines!.Value.Item1, outlines.Value.Item2, outlines.Value.Item3),
            ChartView.Funnel => MeasureCharts.Funnel(made),
            ChartView.Curve => MeasureCharts.Curve(made),
            ChartView.Levels => MeasureCharts.Levels(made),
            ChartView.Kinds => MeasureCharts.Kinds(made),
            _ => throw new InvalidOperationException($"{ask.View} is a view of a figure."),
        };
    }

    private static readonly string[] ColumnOptions = ["level", "population", "decile", "rank", "score", "value", "count", "within"];

    internal static IReadOnlyList<string> Listed(string? words) => (words ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // A table is looked through once, however often a slider moves.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<LongTable, ColumnsThere> Looked = [];

    private sealed record ColumnsThere(string? Area, string? Label, ChartColumns Columns);

    /// <summary>Told from some of the rows: a column is of numbers where these have none but numbers, of groups where they repeat.</summary>
    internal static ChartColumns ColumnsOf(LongTable table, IReadOnlyDictionary<ColumnRole, string> columns)
    {
        var (area, label) = (columns.GetValueOrDefault(ColumnRole.Area), columns.GetValueOrDefault(ColumnRole.Label));
        if (Looked.TryGetValue(table, out var there) && there.Area == area && there.Label == label) return there.Columns;
        var seen = Math.Min(table.Count, 400);
        var (levels, numbers, groups) = (new List<(string Name, int Different)>(), new List<string>(), new List<string>());
        // Spread over the file: its first rows are often of one place.
        int[] some = [.. Enumerable.Range(0, seen).Select(i => (int)((long)i * table.Count / seen))];
        foreach (var column in table.Columns)
        {
            if (column == area || column == label) continue;
            if (table.IsAllNumbers(column) && AreaCodes.OfHeading(column) is null)
            {
                numbers.Add(column);
                continue;
            }
            var different = some.Select(row => table.Text(row, column)).Where(w => w.Length > 0).Distinct(StringComparer.Ordinal).Count();
            if (different == 0) continue;
            if (AreaCodes.OfHeading(column) is { } heading)
            {
                if (heading.IsCode) levels.Add((column, different));
                else if (different < seen / 2) groups.Add(column);
            }
            else if (some.All(row => table.Text(row, column).Length == 0 || table.Number(row, column).Succeeded)) numbers.Add(column);
            else if (different is > 1 and <= 60) groups.Add(column);
        }
        // Areas may have a code of the Office for National Statistics and one of the NHS: the same areas are one level, by the first.
        foreach (var doubled in levels.GroupBy(l => AreaCodes.OfHeading(l.Name) is { } heading ? (heading.Level, heading.Year) : default).Where(g => g.Count() > 1).ToList())
        {
            var kept = doubled.OrderBy(l => some.Any(row => AreaCodes.IsOfficial(table.Text(row, l.Name))) ? 0 : 1).First();
            levels.RemoveAll(l => l != kept && doubled.Contains(l) && l.Different == kept.Different && some.Select(row => (table.Text(row, kept.Name), table.Text(row, l.Name))).Where(pair => pair.Item1.Length > 0 || pair.Item2.Length > 0).Distinct().Count() == kept.Different);
        }
        ChartColumns found = new([.. levels.OrderByDescending(l => l.Different).Select(l => l.Name)], numbers, groups);
        Looked.AddOrUpdate(table, new(area, label, found));
        return found;
    }
}
