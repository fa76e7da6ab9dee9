using System.Globalization;

namespace Throughline.Equity;

/// <summary>What the codes in a table mean: 1 for males, 2 for females. Held with the data set, a line for each: role, code and words apart by tabs.
/// An empty code stands for every row of a table that has no column for the role: the period of its numbers, the people they are of.</summary>
public static class CodeMeanings
{
    /// <summary>More different cells than this are no list of codes.</summary>
    private const int MostCodes = 12;

    /// <summary>The roles whose cells stand in sentences.</summary>
    public static readonly IReadOnlyList<ColumnRole> Roles = [ColumnRole.Area, ColumnRole.Category, ColumnRole.Kind, ColumnRole.Group];

    // The nations' own codes, which no lookup of areas lists.
    private static readonly Dictionary<string, string> Nations = new(StringComparer.Ordinal)
    {
        ["E92000001"] = "England",
        ["W92000004"] = "Wales",
        ["S92000003"] = "Scotland",
        ["N92000002"] = "Northern Ireland",
        ["K02000001"] = "the United Kingdom",
        ["K03000001"] = "Great Britain",
        ["K04000001"] = "England and Wales",
    };

    /// <summary>The words for a cell; the cell itself where nothing is said of it.</summary>
    public static string Meant(this Dataset dataset, ColumnRole role, string cell)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Meanings.Length > 0)
            foreach (var (of, code, words) in Read(dataset.Meanings))
                if (of == role && code == cell) return words;
        return role == ColumnRole.Area ? Nations.GetValueOrDefault(cell, cell) : cell;
    }

    /// <summary>Meanings as they are held, each role's codes in the order given; those without words are left out.</summary>
    public static string Write(IEnumerable<(ColumnRole Role, string Code, string Words)> meanings) =>
        string.Join('\n', meanings.Where(m => m.Words.Trim().Length > 0 && m.Words.Trim() != m.Code).Select(m => $"{Recognise.Names[m.Role]}\t{m.Code}\t{string.Join(' ', m.Words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}"));

    public static IReadOnlyList<(ColumnRole Role, string Code, string Words)> Read(string meanings)
    {
        ArgumentNullException.ThrowIfNull(meanings);
        var found = new List<(ColumnRole, string, string)>();
        foreach (var line in meanings.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line.Split('\t') is [var role, var code, var words] && Recognise.Names.FirstOrDefault(n => n.Value == role) is { Value: not null } known) found.Add((known.Key, code, words));
        return found;
    }

    /// <summary>Meanings with the period and the people of a whole table, where they are said.</summary>
    internal static string OfAll(string meanings, string? period, string? people)
    {
        foreach (var (role, words) in new[] { (ColumnRole.Period, period), (ColumnRole.Category, people) })
            if (words is not null) meanings = Write([.. Read(meanings).Where(m => m.Role != role || m.Code.Length > 0), (role, "", words)]);
        return meanings;
    }

    /// <summary>What is said of codes alone. What is said of a whole table does not hold for the next with its heading, which is of another year.</summary>
    internal static string OfCodes(string meanings) => Write(Read(meanings).Where(m => m.Code.Length > 0));

    /// <summary>The columns that hold a few codes and nothing else, with them in order.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> CodesOf(LongTable table)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var column in table.Columns)
        {
            var codes = new SortedSet<string>(StringComparer.Ordinal);
            var fits = true;
            for (var row = 0; row < table.Count && fits; row++)
                if (table.Text(row, column) is { Length: > 0 } cell) fits = IsCode(cell) && (codes.Add(cell) ? codes.Count <= MostCodes : fits);
            if (fits && codes.Count > 0) found[column] = [.. codes.OrderBy(c => int.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue).ThenBy(c => c, StringComparer.Ordinal)];
        }
        return found;
    }

    /// <summary>What the codes of a column are taken for: those of sex, as English health data write them. Nothing is guessed of others.</summary>
    internal static IEnumerable<(ColumnRole Role, string Code, string Words)> Guess(IReadOnlyDictionary<string, IReadOnlyList<string>> codes, IReadOnlyDictionary<ColumnRole, string> columns)
    {
        if (!columns.TryGetValue(ColumnRole.Category, out var column) || !(column.Trim().Equals("sex", StringComparison.OrdinalIgnoreCase) || column.Trim().Equals("gender", StringComparison.OrdinalIgnoreCase)) || !codes.TryGetValue(column, out var there)) yield break;
        foreach (var code in there)
            if (code switch { "1" or "M" => "Males", "2" or "F" => "Females", "P" => "Persons", _ => null } is { } words) yield return (ColumnRole.Category, code, words);
    }

    /// <summary>True where a column's cells, held for a role, want words: groups that say their own rank do not.</summary>
    internal static bool Wants(ColumnRole role, IReadOnlyList<string> codes) => Roles.Contains(role) && (role != ColumnRole.Group || codes.Any(c => Recognise.RankOf(c) is null));

    private static bool IsCode(string cell) => cell.Length <= 3 && cell.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c));
}
