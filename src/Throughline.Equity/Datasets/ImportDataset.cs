using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Statistics.Inequality;

namespace Throughline.Equity;

/// <summary>Brings a table into the project, with what its columns hold.</summary>
public static class ImportDataset
{
    /// <param name="Name">Without it, the file's name.</param>
    /// <param name="Columns">The user's word on what holds what; an empty name says that nothing does. Roles it leaves out are taken from the last table with the same heading, or guessed.</param>
    /// <param name="What">What is measured, as it stands within a sentence.</param>
    /// <param name="RankedBy">What areas are ranked by: "IMD 2019".</param>
    /// <param name="Vintage">The vintage of the areas' boundaries.</param>
    /// <param name="From">Who published the table and where.</param>
    /// <param name="Kind">What the table is of; null: as recognised.</param>
    /// <param name="ToVintage">Of a lookup: the vintage it leads to.</param>
    /// <param name="Meanings">What codes in its cells mean, as <see cref="CodeMeanings.Write"/> gives them; null: as in the last table with the same heading, or as recognised.</param>
    /// <param name="Sheet">Of a workbook: the worksheet, by name or number; null: the first that holds a table.</param>
    /// <param name="Period">Of a table of areas: the period all its numbers are of, where no column says so. Null leaves it unsaid, as <paramref name="Meanings"/> have it.</param>
    /// <param name="People">Of a table of areas: which people all its numbers are of, in words.</param>
    public sealed record Request(string FileName, byte[] Content, string? Name = null, IReadOnlyDictionary<ColumnRole, string>? Columns = null, string? What = null, string? Unit = null, Direction? Direction = null,
        string? RankedBy = null, string? Vintage = null, string? From = null, DatasetKind? Kind = null, string? ToVintage = null, string? Meanings = null, string? Sheet = null, string? Period = null, string? People = null);

    /// <summary>What a file holds before it is imported.</summary>
    /// <param name="RecognisedAs">In words; null where its columns were guessed one by one.</param>
    /// <param name="LikeDataset">The name of the data set with the same heading whose mapping is taken; null where there is none.</param>
    public sealed record Preview(string FileName, int Rows, IReadOnlyList<string> Columns, IReadOnlyDictionary<ColumnRole, string> Mapping, string? RecognisedAs, string? LikeDataset, string What, string Unit, Direction? Direction, string RankedBy, string Vintage, string From, DatasetKind Kind, string ToVintage)
    {
        /// <summary>What codes are taken to mean, as <see cref="CodeMeanings.Write"/> gives them.</summary>
        public string Meanings { get; init; } = "";

        /// <summary>Of a workbook: the worksheet that is read, and all there are.</summary>
        public string Sheet { get; init; } = "";

        public IReadOnlyList<string> Sheets { get; init; } = [];

        /// <summary>True where nobody has said what the codes mean, of this table or of the last one with its heading.</summary>
        internal bool MeaningsAreGuessed { get; init; }

        /// <summary>The columns that hold a few codes and nothing else, with them.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<string>> Codes { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

        /// <summary>The codes of a role's column that want words; none where its cells say it themselves.</summary>
        public IReadOnlyList<string> CodesFor(ColumnRole role, string? column) => column is not null && Codes.TryGetValue(column, out var codes) && CodeMeanings.Wants(role, codes) ? codes : [];
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, DatasetTables tables)
    {
        public async Task<Result<Preview>> PreviewAsync(Acting by, string fileName, byte[] content, CancellationToken cancel, string? sheet = null)
        {
            var table = LongTable.Read(fileName, content, ReadLimits.Default, cancel, sheet);
            if (!table.Succeeded) return table.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await PreviewAsync(db, by, table.Value, cancel);
        }

        public async Task<Result<DatasetId>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            var table = LongTable.Read(request.FileName, request.Content, ReadLimits.Default, cancel, request.Sheet);
            if (!table.Succeeded) return table.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var preview = await PreviewAsync(db, by, table.Value, cancel);
            var columns = new Dictionary<ColumnRole, string>(preview.Mapping);
            foreach (var (role, column) in request.Columns ?? new Dictionary<ColumnRole, string>())
            {
                if (column.Trim().Length == 0) columns.Remove(role);
                else columns[role] = column.Trim();
            }
            // The user's word on a column stands above a guess at it.
            foreach (var (role, column) in columns.ToList())
                if (request.Columns?.ContainsKey(role) != true && request.Columns?.Values.Contains(column, StringComparer.OrdinalIgnoreCase) == true) columns.Remove(role);
            var kind = request.Kind ?? preview.Kind;
            if (table.Value.Outlines is not null != (kind == DatasetKind.Boundaries)) return new TableUnfit(request.FileName, null, null, table.Value.Outlines is null ? $"\"{request.FileName}\" holds no outlines. Boundaries come as GeoJSON." : $"\"{request.FileName}\" is GeoJSON: it is brought in as boundaries.");
            var vintage = Said(request.Vintage) ?? (columns.TryGetValue(ColumnRole.Area, out var codes) && AreaCodes.OfHeading(codes)?.Vintage is { Length: > 0 } own ? own : preview.Vintage);
            var toVintage = kind != DatasetKind.Lookup ? "" : Said(request.ToVintage) ?? (columns.TryGetValue(ColumnRole.To, out var goal) && AreaCodes.OfHeading(goal)?.Vintage is { Length: > 0 } there ? there : preview.ToVintage);
            if (kind != DatasetKind.Areas && (Said(request.Period) ?? Said(request.People)) is { } ofAll) return new TableUnfit(request.FileName, null, ofAll, $"\"{ofAll}\" is said of all numbers of a table of areas, and \"{request.FileName}\" is none. Where it has measures, name its columns of periods and people, or say them with each figure.");
            if (Problem(table.Value, columns, kind, vintage, toVintage, request.Unit?.Trim() ?? preview.Unit) is { } wrong) return wrong;
            if (kind != DatasetKind.Measures && await OfAnotherVintageAsync(db, by.Project, table.Value, columns[ColumnRole.Area], vintage, cancel) is { } foreign) return foreign;
            var name = (request.Name?.Trim() is { Length: > 0 } given ? given : Path.GetFileNameWithoutExtension(request.FileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? request.FileName[..^3] : request.FileName));
            if (name.Length > Dataset.MaxWords) return new TableUnfit(request.FileName, null, name, $"A data set's name has at most {Dataset.MaxWords} characters; this has {name.Length}.");
            var names = await db.Datasets.AsNoTracking().Where(d => d.Project == by.Project).Select(d => d.Name).ToListAsync(cancel);
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) return new TableUnfit(request.FileName, null, name, $"There is already a data set called \"{name}\". Choose another name, or take the old one away.");
            var dataset = new Dataset
            {
                Id = DatasetId.New(),
                Project = by.Project,
                Name = name,
                FileName = request.FileName,
                FileSha256 = Convert.ToHexStringLower(SHA256.HashData(request.Content)),
                Sheet = table.Value.Sheet,
                Rows = table.Value.Count,
                Heading = string.Join('\t', table.Value.Columns),
                What = request.What?.Trim() ?? preview.What,
                Unit = request.Unit?.Trim() ?? preview.Unit,
                Direction = request.Direction ?? preview.Direction ?? Direction.HigherIsBetter,
                RankedBy = request.RankedBy?.Trim() ?? preview.RankedBy,
                Kind = kind,
                Vintage = vintage,
                ToVintage = toVintage,
                From = request.From?.Trim() ?? preview.From,
                Meanings = CodeMeanings.OfAll(request.Meanings ?? (preview.MeaningsAreGuessed ? CodeMeanings.Write(CodeMeanings.Guess(preview.Codes, columns)) : preview.Meanings), Said(request.Period), Said(request.People)),
                ImportedAt = clock.GetUtcNow().UtcDateTime,
                ImportedBy = by.Analyst,
            };
            foreach (var (what, words) in new[] { ("the period of its numbers", request.Period?.Trim() ?? ""), ("which people they are of", request.People?.Trim() ?? ""), ("what is measured", dataset.What), ("the unit", dataset.Unit), ("what areas are ranked by", dataset.RankedBy), ("the vintage", dataset.Vintage), ("the vintage it leads to", dataset.ToVintage), ("where it is from", dataset.From) })
                if (words.Length > Dataset.MaxWords) return new TableUnfit(request.FileName, null, words, $"What is said of {what} has at most {Dataset.MaxWords} characters; this has {words.Length}.");
            db.Add(dataset);
            // What an import that was taken back left behind.
            var sets = db.Datasets;
            await db.DatasetCells.Where(c => !sets.Any(d => d.Id == c.Dataset)).ExecuteDeleteAsync(cancel);
            if (kind != DatasetKind.Boundaries) db.Add(new DatasetCells { Dataset = dataset.Id, Content = table.Value.Pack() });
            db.Add(new DatasetFile { Dataset = dataset.Id, Content = request.Content });
            db.AddRange(columns.Select(c => new DatasetColumn { Dataset = dataset.Id, Role = c.Key, Name = table.Value.Columns.First(column => string.Equals(column.Trim(), c.Value, StringComparison.OrdinalIgnoreCase)) }));
            var saved = await log.SaveAsync(db, by, new(EquityActions.DatasetImported, dataset.Id.Node, new Dictionary<string, object?> { ["rows"] = dataset.Rows }), cancel);
            return saved.Succeeded ? dataset.Id : saved.Error;
        }

        // What a census gave up is not told by a code; a lookup that the project has between the two vintages knows it.
        private async Task<TableUnfit?> OfAnotherVintageAsync(ThroughlineDb db, ProjectId project, LongTable table, string area, string vintage, CancellationToken cancel)
        {
            foreach (var lookup in await db.Datasets.AsNoTracking().Where(d => d.Project == project && d.Kind == DatasetKind.Lookup).OrderBy(d => d.ImportedAt).ToListAsync(cancel))
            {
                var straight = AreaCodes.Same(lookup.Vintage, vintage);
                if (!straight && !AreaCodes.Same(lookup.ToVintage, vintage)) continue;
                var columns = await db.DatasetColumns.AsNoTracking().Where(c => c.Dataset == lookup.Id).ToDictionaryAsync(c => c.Role, c => c.Name, cancel);
                var read = await tables.OfAsync(db, lookup, cancel);
                // A lookup whose rows are not here any more says nothing.
                if (!read.Succeeded) continue;
                var (own, other) = straight ? (ColumnRole.Area, ColumnRole.To) : (ColumnRole.To, ColumnRole.Area);
                if (AreaCodes.OfTheOther(table, area, vintage, read.Value, columns[own], columns[other], straight ? lookup.ToVintage : lookup.Vintage, lookup.Name) is { } foreign) return foreign;
            }
            return null;
        }

        private static string? Said(string? words) => words?.Trim() is { Length: > 0 } said ? said : null;

        private static async Task<Preview> PreviewAsync(ThroughlineDb db, Acting by, LongTable table, CancellationToken cancel)
        {
            var heading = string.Join('\t', table.Columns);
            var codes = table.Outlines is null ? CodeMeanings.CodesOf(table) : new Dictionary<string, IReadOnlyList<string>>();
            var like = await db.Datasets.AsNoTracking().Where(d => d.Project == by.Project && d.Heading == heading).OrderByDescending(d => d.ImportedAt).FirstOrDefaultAsync(cancel);
            if (like is not null)
            {
                var mapping = await db.DatasetColumns.AsNoTracking().Where(c => c.Dataset == like.Id).ToDictionaryAsync(c => c.Role, c => c.Name, cancel);
                return new(table.FileName, table.Count, table.Columns, mapping, null, like.Name, like.What, like.Unit, like.Direction, like.RankedBy, like.Vintage, like.From, like.Kind, like.ToVintage) { Codes = codes, Meanings = CodeMeanings.OfCodes(like.Meanings) is { Length: > 0 } said ? said : CodeMeanings.Write(CodeMeanings.Guess(codes, mapping)), MeaningsAreGuessed = CodeMeanings.OfCodes(like.Meanings).Length == 0, Sheet = table.Sheet, Sheets = table.Sheets };
            }
            var guess = table.Outlines is null ? Recognise.Of(table.Columns) : Recognise.Boundaries(table.Columns);
            var (what, rankedBy) = ("", guess.RankedBy);
            if (guess.As is not null && table.Has("Indicator Name") && table.Text(0, "Indicator Name") is { Length: > 1 } indicator) what = char.IsUpper(indicator[1]) ? indicator : char.ToLowerInvariant(indicator[0]) + indicator[1..];
            if (guess.Columns.TryGetValue(ColumnRole.Kind, out var kind) && Enumerable.Range(0, table.Count).Select(row => table.Text(row, kind)).FirstOrDefault(text => text.Contains("IMD", StringComparison.Ordinal)) is { } imd)
                rankedBy = imd[imd.IndexOf("IMD", StringComparison.Ordinal)..].Split(')')[0].Trim();
            return new(table.FileName, table.Count, table.Columns, guess.Columns, guess.As, null, what, "", null, rankedBy, guess.Vintage, guess.From, guess.Kind, guess.ToVintage) { Codes = codes, Meanings = CodeMeanings.Write(CodeMeanings.Guess(codes, guess.Columns)), MeaningsAreGuessed = true, Sheet = table.Sheet, Sheets = table.Sheets };
        }
    }

    private static readonly ColumnRole[] Numbers = [ColumnRole.Order, ColumnRole.Numerator, ColumnRole.Denominator, ColumnRole.Value, ColumnRole.Lower, ColumnRole.Upper, ColumnRole.StandardError, ColumnRole.Population];
    private static readonly ColumnRole[] Counts = [ColumnRole.Numerator, ColumnRole.Denominator, ColumnRole.StandardError, ColumnRole.Population];

    /// <summary>The first thing that makes the table unfit, with its line and value; null where every row can be used. Empty cells are let through: a figure that needs one refuses it.</summary>
    private static TableUnfit? Problem(LongTable table, Dictionary<ColumnRole, string> columns, DatasetKind kind, string vintage, string toVintage, string unit)
    {
        if (table.Missing(columns.Values) is { } missing) return missing;
        if (kind != DatasetKind.Measures) return ProblemOfAreas(table, columns, kind, vintage, toVintage);
        if (columns.GroupBy(c => c.Value, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice && !twice.Any(c => c.Key is ColumnRole.Group or ColumnRole.Order or ColumnRole.Denominator or ColumnRole.Population))
            return new(table.FileName, null, twice.Key, $"The column \"{twice.Key}\" of \"{table.FileName}\" is named for {string.Join(" and ", twice.Select(c => Recognise.Names[c.Key]))}. It can hold one of them.");
        if (!columns.ContainsKey(ColumnRole.Value) && !(columns.ContainsKey(ColumnRole.Numerator) && columns.ContainsKey(ColumnRole.Denominator)))
            return new(table.FileName, null, null, $"Say which column of \"{table.FileName}\" holds the value, or which two hold the numerator and the denominator. It has: {string.Join(", ", table.Columns.Take(40))}{(table.Columns.Count > 40 ? " and more" : "")}.");
        if (columns.ContainsKey(ColumnRole.Lower) != columns.ContainsKey(ColumnRole.Upper))
            return new(table.FileName, null, null, $"A lower limit needs an upper one beside it. Say which column of \"{table.FileName}\" holds the {(columns.ContainsKey(ColumnRole.Lower) ? "upper" : "lower")} limit.");
        var keys = new[] { ColumnRole.Area, ColumnRole.Kind, ColumnRole.Period, ColumnRole.Category, ColumnRole.Group }.Where(columns.ContainsKey).Select(role => columns[role]).ToArray();
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var read = new Dictionary<ColumnRole, double>();
        var once = unit.Length == 0 || Units.IsPercent(unit) || Units.IsShare(unit);
        for (var row = 0; row < table.Count; row++)
        {
            read.Clear();
            foreach (var role in Numbers)
            {
                if (!columns.TryGetValue(role, out var column) || table.Text(row, column).Length == 0) continue;
                var number = table.Number(row, column);
                if (!number.Succeeded) return (TableUnfit)number.Error;
                if (number.Value < 0 && Counts.Contains(role)) return Unfit(row, column, table.Text(row, column), $"the {Recognise.Names[role]} is {table.Text(row, column)}; it cannot be below 0.");
                if (number.Value == 0 && role is ColumnRole.Denominator or ColumnRole.Population && number.Value == 0) return Unfit(row, column, "0", $"the {Recognise.Names[role]} is 0. A rate needs one above 0: leave the row out, or join it with its neighbour.");
                read[role] = number.Value;
            }
            // Who counts events that come to a person more than once says a unit that is no share of persons.
            if (once && read.TryGetValue(ColumnRole.Numerator, out var part) && read.TryGetValue(ColumnRole.Denominator, out var whole) && part > whole)
                return Unfit(row, columns[ColumnRole.Numerator], table.Text(row, columns[ColumnRole.Numerator]), string.Create(CultureInfo.InvariantCulture, $"the numerator {part} is above the denominator {whole}. Are the columns swapped? Where an event may come to a person more than once, give the unit, as in \"per 100 people\"."));
            if (read.TryGetValue(ColumnRole.Lower, out var lower) && read.TryGetValue(ColumnRole.Upper, out var upper) && read.TryGetValue(ColumnRole.Value, out var value) && !(lower <= value && value <= upper))
                return Unfit(row, columns[ColumnRole.Value], table.Text(row, columns[ColumnRole.Value]), string.Create(CultureInfo.InvariantCulture, $"the value {value} does not lie between its limits {lower} and {upper}. Are the columns swapped?"));
            var key = string.Join('\u001f', keys.Select(column => table.Text(row, column)));
            // Rows without a group are about the place as a whole, and a download may give those more than once.
            if (columns.TryGetValue(ColumnRole.Group, out var group) && table.Text(row, group).Length > 0 && !seen.TryAdd(key, row))
                return Unfit(row, group, table.Text(row, group), $"{string.Join(", ", keys.Select(column => table.Text(row, column)))} comes twice; it stands in line {table.Line(seen[key])} already. Name the column that tells them apart, or leave one out.");
        }
        if (columns.TryGetValue(ColumnRole.Value, out var measured) && Units.Problem(table, measured, unit) is { } unlike) return unlike;
        if (columns.ContainsKey(ColumnRole.Group)) return ProblemOfGroups(table, columns);
        // Without groups, two rows of one area that are alike in all but what is measured.
        return DuplicateAreas.Among(table, columns.GetValueOrDefault(ColumnRole.Area), [.. Numbers.Where(columns.ContainsKey).Select(role => columns[role])]);

        TableUnfit Unfit(int row, string column, string text, string why) => new(table.FileName, table.Line(row), text, $"\"{table.FileName}\", line {table.Line(row)}, column \"{column}\": {why}");
    }

    private static readonly string[] QuantileWords = ["decile", "tenth", "quintile", "fifth", "quartile", "quarter", "tercile", "tertile", "third", "quantile"];

    /// <summary>A table of groups has more than one, and of quantiles it lacks none between the first and the last there is. One place or period may: a figure of it refuses.</summary>
    private static TableUnfit? ProblemOfGroups(LongTable table, Dictionary<ColumnRole, string> columns)
    {
        var column = columns[ColumnRole.Group];
        var (groups, ranks) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new SortedDictionary<double, int>());
        var (first, ranked) = (-1, true);
        for (var row = 0; row < table.Count; row++)
        {
            var group = table.Text(row, column);
            if (group.Length == 0) continue;
            if (first < 0) first = row;
            groups.Add(group);
            if ((columns.TryGetValue(ColumnRole.Order, out var order) ? table.Number(row, order) is { Succeeded: true } number ? number.Value : (double?)null : Recognise.RankOf(group)) is { } rank) ranks.TryAdd(rank, row);
            else ranked = false;
        }
        if (groups.Count == 1)
            return new(table.FileName, table.Line(first), table.Text(first, column), $"\"{table.FileName}\", line {table.Line(first)}, column \"{column}\": \"{table.Text(first, column)}\" is the only group in the table; an inequality lies between two or more. Bring the other groups in with it, or say that no column holds groups (by command: --column group=).");
        if (!ranked || columns.ContainsKey(ColumnRole.Kind) || ranks.Keys.Any(rank => rank % 1 != 0 || rank is < 0 or > 100)
            || !QuantileWords.Any(word => column.Contains(word, StringComparison.OrdinalIgnoreCase) || groups.Any(group => group.Contains(word, StringComparison.OrdinalIgnoreCase)))) return null;
        var next = ranks.Keys.FirstOrDefault() == 0 ? 0 : 1;
        foreach (var (rank, row) in ranks)
        {
            if (rank != next) return new(table.FileName, table.Line(row), table.Text(row, column), string.Create(CultureInfo.InvariantCulture, $"\"{table.FileName}\", line {table.Line(row)}, column \"{column}\": before \"{table.Text(row, column)}\" group {next} is missing, in the whole table. A gradient needs every group: complete the table."));
            next++;
        }
        return null;
    }

    /// <summary>The same for tables of areas, lookups and boundaries: every area has a code, once, of one level.</summary>
    internal static TableUnfit? ProblemOfAreas(LongTable table, Dictionary<ColumnRole, string> columns, DatasetKind kind, string vintage, string toVintage)
    {
        if (!columns.TryGetValue(ColumnRole.Area, out var area))
            return new(table.FileName, null, null, $"Say which column of \"{table.FileName}\" holds the areas' codes. It has: {string.Join(", ", table.Columns.Take(40))}{(table.Columns.Count > 40 ? " and more" : "")}.");
        if (vintage.Length == 0) return new(table.FileName, null, area, $"Nothing says of which year the boundaries in column \"{area}\" of \"{table.FileName}\" are. Give their vintage, as in \"LSOA 2021\": areas are never joined without it.");
        var to = columns.GetValueOrDefault(ColumnRole.To);
        if (kind == DatasetKind.Lookup)
        {
            if (to is null) return new(table.FileName, null, null, $"Say which column of \"{table.FileName}\" holds the areas the lookup leads to.");
            if (toVintage.Length == 0) return new(table.FileName, null, to, $"Nothing says of which year the boundaries in column \"{to}\" of \"{table.FileName}\" are. Give their vintage, as in \"ICB 2026\".");
            if (AreaCodes.Same(vintage, toVintage)) return new(table.FileName, null, to, $"The lookup would lead from {vintage} to {toVintage}, which are one. Say which columns it leads between.");
        }
        if (AreaCodes.Stranger(table, area, vintage) is { } stranger) return stranger;
        if (to is not null && kind == DatasetKind.Lookup && AreaCodes.Stranger(table, to, toVintage) is { } beyond) return beyond;
        // Names where codes belong, and codes beside them.
        if (columns.TryGetValue(ColumnRole.Label, out var label) && !AreaCodes.IsOfficial(table.Text(0, area)) && AreaCodes.IsOfficial(table.Text(0, label)))
            return Unfit(0, area, table.Text(0, area), $"\"{table.Text(0, area)}\" is no code, and column \"{label}\" has \"{table.Text(0, label)}\". Are the columns of codes and of names swapped?");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < table.Count; row++)
        {
            var code = table.Text(row, area);
            if (code.Length == 0) return Unfit(row, area, code, "the cell is empty, so the row is about no area. Leave it out, or complete it.");
            var key = to is null || kind != DatasetKind.Lookup ? code : $"{code}\u001f{table.Text(row, to)}";
            // In a lookup with weights a pair may come in parts, which are added up.
            if (!seen.TryAdd(key, row) && !(kind == DatasetKind.Lookup && columns.ContainsKey(ColumnRole.Weight))) return Unfit(row, area, code, $"the area \"{code}\" comes twice; it stands in line {table.Line(seen[key])} already. {(kind == DatasetKind.Areas ? "A table of areas has one row for each: for one with periods or groups, choose figures." : "Leave one out.")}");
            foreach (var role in (ReadOnlySpan<ColumnRole>)[ColumnRole.Population, ColumnRole.Weight])
            {
                if (!columns.TryGetValue(role, out var column) || table.Text(row, column).Length == 0) continue;
                var number = table.Number(row, column);
                if (!number.Succeeded) return (TableUnfit)number.Error;
                if (number.Value < 0) return Unfit(row, column, table.Text(row, column), $"the {Recognise.Names[role]} is {table.Text(row, column)}; it cannot be below 0.");
            }
        }
        // Any column of numbers may be looked at later, whatever was said of it.
        if (kind == DatasetKind.Areas)
            foreach (var column in table.Columns)
                if (Separated(column) is { } row) return Unfit(row, column, table.Text(row, column), $"\"{table.Text(row, column)}\" has a separator of thousands. Write {LongTable.Thousands(table.Text(row, column))}.");
        return null;

        // The first number with separators, where the column has nothing but numbers and empty cells.
        int? Separated(string column)
        {
            var first = -1;
            for (var row = 0; row < table.Count && first < 0; row++)
                if (LongTable.Thousands(table.Text(row, column)) is not null) first = row;
                else if (table.Text(row, column) is { Length: > 0 } cell && !char.IsAsciiDigit(cell[^1])) return null;
            for (var row = 0; row < table.Count && first >= 0; row++)
                if (table.Text(row, column) is { Length: > 0 } cell && LongTable.Thousands(cell) is null && !table.Number(row, column).Succeeded) return null;
            return first < 0 ? null : first;
        }

        TableUnfit Unfit(int row, string column, string text, string why) => new(table.FileName, table.Line(row), text, $"\"{table.FileName}\", {(kind == DatasetKind.Boundaries ? "feature" : "line")} {table.Line(row)}, column \"{column}\": {why}");
    }
}
