using System.Globalization;

namespace Throughline.Statistics.Tests;

/// <summary>A csv of the reference material, by column name. Empty and "NA" are no number.</summary>
internal sealed class Fixture
{
    private readonly Dictionary<string, int> _columns;
    private readonly List<string[]> _rows = [];

    public Fixture(string path)
    {
        using var reader = new StreamReader(SharedFolder.Require(path));
        _columns = [];
        var text = reader.ReadToEnd();
        foreach (var row in Split(text))
        {
            if (_columns.Count == 0) for (var i = 0; i < row.Length; i++) _columns[row[i].Trim()] = i;
            else if (row.Length > 1) _rows.Add(row);
        }
    }

    public int Count => _rows.Count;

    public IEnumerable<int> Where(Func<int, bool> keep) => Enumerable.Range(0, Count).Where(keep);

    public string Text(int row, string column) => _rows[row][_columns[column]].Trim();

    public double? Number(int row, string column) =>
        Text(row, column) is { Length: > 0 } text && text != "NA" ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    public double[] Column(string column) => [.. Enumerable.Range(0, Count).Select(row => Number(row, column) ?? double.NaN)];

    private static IEnumerable<string[]> Split(string text)
    {
        var (cells, cell, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        foreach (var c in text)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) { cells.Add(cell.ToString()); cell.Clear(); }
            else if (c == '\n' && !quoted)
            {
                cells.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                yield return [.. cells];
                cells.Clear();
            }
            else cell.Append(c);
        }
        if (cells.Count > 0 || cell.Length > 0) { cells.Add(cell.ToString()); yield return [.. cells]; }
    }
}

/// <summary>Comparisons that gather what differs.</summary>
internal sealed class Differences
{
    private readonly List<string> _failures = [];

    public int Compared { get; private set; }

    public void Relative(string what, double expected, double? actual, double tolerance = 1e-9)
    {
        Compared++;
        if (actual is not { } value || !(Math.Abs(value - expected) <= tolerance * Math.Max(Math.Abs(expected), 1e-300)))
            _failures.Add(FormattableString.Invariant($"{what}: {actual}, not {expected}"));
    }

    public void Absolute(string what, double expected, double? actual, double tolerance)
    {
        Compared++;
        if (actual is not { } value || !(Math.Abs(value - expected) <= tolerance)) _failures.Add(FormattableString.Invariant($"{what}: {actual}, not {expected}"));
    }

    public void Same<T>(string what, T expected, T actual)
    {
        Compared++;
        if (!Equals(expected, actual)) _failures.Add($"{what}: {actual}, not {expected}");
    }

    public void Holds(int atLeast)
    {
        Assert.True(_failures.Count == 0, string.Join('\n', _failures.Take(40)) + $"\n{_failures.Count} of {Compared} differ.");
        Assert.True(Compared >= atLeast, $"Only {Compared} values were compared.");
    }
}
