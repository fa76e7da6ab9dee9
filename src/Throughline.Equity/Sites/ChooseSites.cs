using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Equity;

/// <summary>Chooses a few sites that vary most on what matters, from a table of areas, and keeps the record of how.</summary>
/// <remarks>As Alderwick, Hutchings and Mays (2024), BMJ Open 14:e081954, chose: first a filter (the most deprived third), then sites that vary on the other characteristics, under constraints.
/// Two sites are as far apart as the root of Σ w δ²/mean δ² over characteristics, δ the difference of numbers or 1 for unlike categories, the mean over all pairs of eligible sites, so that each characteristic weighs alike.
/// w = 1/Σ r² over the characteristic's association with each (its own, 1, included), so that two that say the same count once together: r is Pearson's correlation of two numbers, the correlation ratio of a number and categories
/// (its square less what chance gives, Kelley 1935, PNAS 21:554-559), and Cramér's V of categories (corrected likewise, Bergsma 2013, doi:10.1016/j.jkss.2012.10.002): with as few sites as these, many categories would go with anything. A set's variation is the mean distance of its pairs.</remarks>
public static partial class ChooseSites
{
    private const long MostSets = 3_000_000;
    private const int MostSites = 1000;

    /// <param name="Name">The column that names sites; each once.</param>
    /// <param name="Filters">Each "COL=VALUE", "COL!=VALUE", "COL&gt;=N" (also &lt;=, &gt;, &lt;), "COL top N" or "COL top 1/3": the highest, by share of sites or number.</param>
    /// <param name="Vary">Columns to vary on; numbers where every eligible site has one, categories otherwise.</param>
    /// <param name="NotAllSame">Columns in which the chosen may not all be alike.</param>
    /// <param name="Declined">Sites that cannot be chosen.</param>
    /// <param name="Why">Why sites are to vary on each column, or be filtered by it, or not all be alike in it, for the record; null: kept elsewhere.</param>
    public sealed record Request(string Name, int Count, IReadOnlyList<string> Vary, IReadOnlyList<string>? Filters = null, IReadOnlyList<string>? NotAllSame = null, IReadOnlyList<string>? Declined = null, IReadOnlyList<SiteReason>? Why = null);

    /// <param name="Label">A, B, C: how a report names the site.</param>
    /// <param name="Coarse">Low, middle or high third among the eligible, or the category: fit for a report that must not give the site away.</param>
    /// <param name="Substitutes">Who would stand in best if this site declined, the others kept.</param>
    public sealed record Site(string Label, string Name, int Line, IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Coarse, IReadOnlyList<string> Substitutes);

    /// <param name="LastIn">The value at the cut, on the side kept; for "top" filters.</param>
    /// <param name="FirstOut">The next value, not kept.</param>
    public sealed record FilterStep(string Filter, int Kept, string? LastIn, string? FirstOut);

    public sealed record SiteSet(IReadOnlyList<string> Names, double Variation);

    /// <param name="R">From −1 to 1 for two numbers; 0 to 1 where one is categories.</param>
    /// <param name="Measure">"r", "eta" or "V".</param>
    public sealed record Correlation(string One, string Other, double R, string Measure)
    {
        /// <summary>"Cramér's V 0.83".</summary>
        public string Told => string.Create(CultureInfo.InvariantCulture, $"{Measure switch { "V" => "Cramér's V", "eta" => "correlation ratio", _ => "r" }} {R:0.00}");
    }

    /// <param name="Exhaustive">Every possible set was looked at; otherwise the best found by exchange from every site.</param>
    /// <param name="Tied">Other sets with the same variation.</param>
    /// <param name="Record">A paragraph for the methods section.</param>
    /// <param name="WithoutReason">Columns sites vary on, or are filtered by, for which no reason was given; none where the reasons are kept elsewhere.</param>
    public sealed record Chosen(int Sites, IReadOnlyList<FilterStep> Filters, IReadOnlyList<string> Eligible, IReadOnlyList<Site> Choice, double Variation, bool Exhaustive, IReadOnlyList<SiteSet> Tied, IReadOnlyList<SiteSet> Alternatives,
        IReadOnlyDictionary<string, double> Weights, IReadOnlyList<Correlation> Correlations, string Record, IReadOnlyList<string> WithoutReason);

    public static Result<Chosen> Run(LongTable table, Request request)
    {
        if (table.Missing([request.Name, .. request.Vary, .. request.NotAllSame ?? []]) is { } missing) return missing;
        string[] filtered = [.. (request.Filters ?? []).Select(ColumnOf).OfType<string>()];
        string[] used = [.. request.Vary.Concat(filtered).Concat(request.NotAllSame ?? []).Distinct(StringComparer.OrdinalIgnoreCase)];
        if ((request.Why ?? []).FirstOrDefault(why => !used.Contains(why.Column, StringComparer.OrdinalIgnoreCase)) is { } idle) return new TableUnfit(table.FileName, null, idle.Column, $"A reason is given for \"{idle.Column}\", on which the sites are not to vary, and by which they are not filtered. They vary on {string.Join(", ", request.Vary)}.");
        if (request.Vary.Count == 0) return new TableUnfit(table.FileName, null, null, "Say which columns the sites are to vary on.");
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var row = 0; row < table.Count; row++)
            if (!seen.TryAdd(table.Text(row, request.Name), row))
                return new TableUnfit(table.FileName, table.Line(row), table.Text(row, request.Name), $"\"{table.FileName}\", line {table.Line(row)}: the site \"{table.Text(row, request.Name)}\" comes twice; it stands in line {table.Line(seen[table.Text(row, request.Name)])} already.");
        foreach (var declined in request.Declined ?? [])
            if (!seen.ContainsKey(declined)) return new TableUnfit(table.FileName, null, declined, $"\"{table.FileName}\" has no site \"{declined}\" that could decline.");
        IReadOnlyList<int> kept = [.. Enumerable.Range(0, table.Count)];
        var steps = new List<FilterStep>();
        foreach (var filter in request.Filters ?? [])
        {
            var step = Keep(table, kept, filter);
            if (!step.Succeeded) return step.Error;
            kept = step.Value.Rows;
            steps.Add(step.Value.Step);
        }
        string[] eligible = [.. kept.Select(row => table.Text(row, request.Name))];
        if (request.Vary.GroupBy(column => column, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { Key: var doubled })
            return new TableUnfit(table.FileName, null, doubled, $"\"{doubled}\" is named twice among what the sites are to vary on. Name it once.");
        int[] rows = [.. kept.Where(row => !(request.Declined ?? []).Contains(table.Text(row, request.Name), StringComparer.OrdinalIgnoreCase))];
        if (request.Count < 2 || rows.Length < request.Count)
            return new TableUnfit(table.FileName, null, null, $"{request.Count} sites cannot be chosen from {rows.Length}: ask for 2 or more, or filter less.");
        // Every pair is compared: a table of small areas would have thousands of millions.
        if (rows.Length > MostSites)
            return new TableUnfit(table.FileName, null, null, string.Create(CultureInfo.InvariantCulture, $"{rows.Length:N0} sites are too many to compare pair by pair; at most {MostSites:N0} are. Filter first, or choose among larger areas."));
        var characteristics = request.Vary.Select(column => new Characteristic(table, column, rows)).ToArray();
        if (Array.Find(characteristics, one => one.Empty is not null) is { Empty: { } empty } blank)
            return new TableUnfit(table.FileName, table.Line(empty), null, $"\"{table.FileName}\", line {table.Line(empty)}, column \"{blank.Column}\": the cell is empty, so the site cannot be compared. Fill it, or leave the site out.");
        // A number with separators would make categories of a column of numbers.
        foreach (var column in request.Vary)
            if (Array.FindIndex(rows, row => LongTable.Thousands(table.Text(row, column)) is not null) is >= 0 and var at && Array.TrueForAll(rows, row => table.Number(row, column).Succeeded || LongTable.Thousands(table.Text(row, column)) is not null))
                return table.Number(rows[at], column).Error!;
        var correlations = new List<Correlation>();
        for (var a = 0; a < characteristics.Length; a++)
            for (var b = a + 1; b < characteristics.Length; b++)
                if (characteristics[a].CorrelationWith(characteristics[b]) is var (r, measure)) correlations.Add(new(characteristics[a].Column, characteristics[b].Column, r, measure));
        var weights = characteristics.ToDictionary(one => one.Column, one => 1 / (1 + correlations.Where(c => c.One == one.Column || c.Other == one.Column).Sum(c => c.R * c.R)), StringComparer.OrdinalIgnoreCase);
        var apart = new double[rows.Length, rows.Length];
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < i; j++) apart[i, j] = apart[j, i] = Math.Sqrt(characteristics.Sum(one => weights[one.Column] * one.Apart(i, j)));
        var rules = (request.NotAllSame ?? []).Select(column => rows.Select(row => table.Text(row, column)).ToArray()).ToArray();
        bool Allowed(IReadOnlyList<int> set) => rules.All(values => set.Any(i => !string.Equals(values[i], values[set[0]], StringComparison.OrdinalIgnoreCase)));
        double Variation(IReadOnlyList<int> set)
        {
            var sum = 0.0;
            for (var i = 0; i < set.Count; i++)
                for (var j = 0; j < i; j++) sum += apart[set[i], set[j]];
            return 2 * sum / (set.Count * (set.Count - 1));
        }
        var exhaustive = Sets(rows.Length, request.Count) <= MostSets;
        var best = Best(exhaustive ? All(rows.Length, request.Count) : ByExchange(rows.Length, request.Count, Variation, Allowed), Variation, Allowed);
        if (best.Count == 0) return new TableUnfit(table.FileName, null, null, $"No {request.Count} of the {rows.Length} eligible sites differ in {string.Join(" and ", request.NotAllSame!)}. Filter less, or drop that constraint.");
        string[] Names(IReadOnlyList<int> set) => [.. set.Select(i => table.Text(rows[i], request.Name))];
        var chosen = best[0].Set;
        Site Made(int place)
        {
            var at = chosen[place];
            int[] others = [.. chosen.Where(i => i != at)];
            var substitutes = Enumerable.Range(0, rows.Length).Where(i => !chosen.Contains(i) && Allowed([.. others, i])).OrderByDescending(i => Variation([.. others, i])).ThenBy(i => i).Take(3);
            return new(Label(place), table.Text(rows[at], request.Name), table.Line(rows[at]), characteristics.ToDictionary(one => one.Column, one => table.Text(rows[at], one.Column)),
                characteristics.ToDictionary(one => one.Column, one => one.Coarse(at)), Names([.. substitutes]));
        }
        var sites = chosen.Select((_, place) => Made(place)).ToArray();
        var tied = best.Skip(1).TakeWhile(other => other.Variation >= best[0].Variation - 1e-9).ToArray();
        string[] without = request.Why is { } reasons ? [.. request.Vary.Concat(filtered).Distinct(StringComparer.OrdinalIgnoreCase).Where(column => !reasons.Any(why => string.Equals(why.Column, column, StringComparison.OrdinalIgnoreCase)))] : [];
        return new Chosen(table.Count, steps, eligible, sites, best[0].Variation, exhaustive, [.. tied.Select(other => new SiteSet(Names(other.Set), other.Variation))],
            [.. best.Skip(1 + tied.Length).Take(5).Select(other => new SiteSet(Names(other.Set), other.Variation))], weights, [.. correlations.Where(c => Math.Abs(c.R) >= 0.5)],
            Paragraph(table, request, steps, rows.Length, exhaustive, tied.Length, without), without);
    }

    /// <summary>The column a filter looks at; null where it is no filter.</summary>
    internal static string? ColumnOf(string filter) => Top().Match(filter) is { Success: true } top ? top.Groups["column"].Value.Trim() : Compared().Match(filter) is { Success: true } compared ? compared.Groups["column"].Value.Trim() : null;

    private static string Paragraph(LongTable table, Request request, List<FilterStep> steps, int eligible, bool exhaustive, int tied, string[] without) =>
        $"From {table.Count} sites, {(steps.Count == 0 ? "" : string.Join("; ", steps.Select(step => $"{step.Filter} kept {step.Kept}{(step.FirstOut is { } next ? $" (the last kept has {step.LastIn}, the next {next})" : "")}")) + ". ")}"
        + $"{(request.Declined is { Count: > 0 } declined ? $"{declined.Count} declined or could not take part. " : "")}From the {eligible} eligible, {request.Count} were chosen that vary most on {string.Join(", ", request.Vary)}"
        + $"{(request.NotAllSame is { Count: > 0 } rules ? $", not all alike in {string.Join(" or ", rules)}" : "")}. {(exhaustive ? "Every possible set was compared" : "Sets were compared by exchanging one site at a time from every start")}; "
        + $"{(tied == 0 ? "no other set varies as much" : $"{tied} other sets vary as much")}. Characteristics weigh alike, and those that go together share their weight (by Pearson's r for two numbers, the correlation ratio for a number and categories, Cramér's V for categories)."
        + (request.Why is { Count: > 0 } why ? $" Why each characteristic: {string.Join("; ", why.Select(one => $"{one.Column}, {one.Reason.TrimEnd('.', ' ')}"))}." : "")
        + (without.Length > 0 ? $" No reason is given for {string.Join(", ", without)}." : "");

    private static Result<(IReadOnlyList<int> Rows, FilterStep Step)> Keep(LongTable table, IReadOnlyList<int> rows, string filter)
    {
        if (Top().Match(filter) is { Success: true } top)
        {
            var column = top.Groups["column"].Value.Trim();
            if (table.Missing([column]) is { } missing) return missing;
            var reading = new Reading(table);
            var values = reading.Numbers(column, [.. rows], "value");
            if (reading.Problem is not null) return reading.Problem;
            var asked = double.Parse(top.Groups["n"].Value, CultureInfo.InvariantCulture);
            var many = top.Groups["of"].Success ? (int)Math.Round(rows.Count * asked / double.Parse(top.Groups["of"].Value, CultureInfo.InvariantCulture)) : (int)asked;
            if (many < 1 || many > rows.Count) return new TableUnfit(table.FileName, null, filter, $"\"{filter}\" would keep {many} of {rows.Count} sites.");
            int[] order = [.. Enumerable.Range(0, rows.Count).OrderByDescending(i => values[i]).ThenBy(i => i)];
            // Sites with the value at the cut stay together.
            while (many < order.Length && values[order[many]] == values[order[many - 1]]) many++;
            return ([.. order[..many].Order().Select(i => rows[i])], new FilterStep(filter, many, values[order[many - 1]].ToString(CultureInfo.InvariantCulture), many < order.Length ? values[order[many]].ToString(CultureInfo.InvariantCulture) : null));
        }
        if (Compared().Match(filter) is not { Success: true } compared) return new TableUnfit(table.FileName, null, filter, $"\"{filter}\" is no filter. Write COL=VALUE, COL!=VALUE, COL>=N, COL<=N, COL>N, COL<N, COL top N or COL top 1/3.");
        var (name, sign, wanted) = (compared.Groups["column"].Value.Trim(), compared.Groups["sign"].Value, compared.Groups["value"].Value.Trim());
        if (table.Missing([name]) is { } absent) return absent;
        var kept = new List<int>();
        foreach (var row in rows)
        {
            bool fits;
            if (sign is "=" or "!=") fits = string.Equals(table.Text(row, name), wanted, StringComparison.OrdinalIgnoreCase) == (sign == "=");
            else
            {
                if (!double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit)) return new TableUnfit(table.FileName, null, filter, $"\"{filter}\" compares with \"{wanted}\", which is not a number.");
                var number = table.Number(row, name);
                if (!number.Succeeded) return number.Error;
                fits = sign switch { ">=" => number.Value >= limit, "<=" => number.Value <= limit, ">" => number.Value > limit, _ => number.Value < limit };
            }
            if (fits) kept.Add(row);
        }
        return (kept, new FilterStep(filter, kept.Count, null, null));
    }

    private sealed class Characteristic
    {
        private readonly string[] _words;
        private readonly double[]? _numbers;
        private readonly double _mean;

        public Characteristic(LongTable table, string column, int[] rows)
        {
            Column = column;
            _words = [.. rows.Select(row => table.Text(row, column))];
            Empty = Array.FindIndex(_words, word => word.Length == 0) is >= 0 and var at ? rows[at] : null;
            var numbers = rows.Select(row => table.Number(row, column)).ToArray();
            if (numbers.All(number => number.Succeeded)) _numbers = [.. numbers.Select(number => number.Value)];
            var (sum, pairs) = (0.0, 0);
            for (var i = 0; i < rows.Length; i++)
                for (var j = 0; j < i; j++, pairs++) sum += Raw(i, j);
            _mean = pairs > 0 ? sum / pairs : 0;
        }

        public string Column { get; }

        public int? Empty { get; }

        // A characteristic in which all are alike tells none apart.
        public double Apart(int i, int j) => _mean > 0 ? Raw(i, j) / _mean : 0;

        /// <summary>How much two characteristics say the same; null where one of them tells no sites apart, or every site by itself.</summary>
        public (double R, string Measure)? CorrelationWith(Characteristic other)
        {
            if (_numbers is not null && other._numbers is not null) return Pearson(_numbers, other._numbers) is { } r ? (r, "r") : null;
            if (_numbers is null && other._numbers is null) return Cramer(_words, other._words) is { } v ? (v, "V") : null;
            return Ratio(_numbers ?? other._numbers!, _numbers is null ? _words : other._words) is { } eta ? (eta, "eta") : null;
        }

        private static double? Pearson(double[] x, double[] y)
        {
            var (mx, my) = (x.Average(), y.Average());
            var (xx, yy, xy) = (0.0, 0.0, 0.0);
            for (var i = 0; i < x.Length; i++)
            {
                xx += (x[i] - mx) * (x[i] - mx);
                yy += (y[i] - my) * (y[i] - my);
                xy += (x[i] - mx) * (y[i] - my);
            }
            return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : null;
        }

        // ε = 1 − (1 − η²)(n − 1)/(n − k), η² the share of the variance between the k categories: 1 where they tell the number, about 0 where they say nothing of it.
        private static double? Ratio(double[] numbers, string[] words)
        {
            var mean = numbers.Average();
            var all = numbers.Sum(x => (x - mean) * (x - mean));
            var groups = numbers.Zip(words).GroupBy(pair => pair.Second, pair => pair.First, StringComparer.OrdinalIgnoreCase).Select(g => g.ToList()).ToList();
            if (!(all > 0) || groups.Count < 2 || groups.Count == numbers.Length) return null;
            var within = groups.Sum(g => g.Sum(x => (x - g.Average()) * (x - g.Average())));
            return Math.Sqrt(Math.Max(0, 1 - within / all * (numbers.Length - 1) / (numbers.Length - groups.Count)));
        }

        // V = √(φ̃²/min(k̃ − 1, m̃ − 1)), φ̃² = φ² − (k − 1)(m − 1)/(n − 1), k̃ = k − (k − 1)²/(n − 1).
        private static double? Cramer(string[] one, string[] other)
        {
            double n = one.Length;
            var (rows, columns) = (Counted(one), Counted(other));
            if (rows.Count < 2 || columns.Count < 2 || n < 3) return null;
            var joint = one.Zip(other).GroupBy(pair => (pair.First.ToUpperInvariant(), pair.Second.ToUpperInvariant())).Select(g => (g.Key, Count: g.Count()));
            // Σ n²ᵢⱼ/(nᵢ nⱼ) − 1 is χ²/n.
            var phi = joint.Sum(g => (double)g.Count * g.Count / rows[g.Key.Item1] / columns[g.Key.Item2]) - 1;
            double Corrected(int k) => k - (k - 1.0) * (k - 1) / (n - 1);
            var least = Math.Min(Corrected(rows.Count), Corrected(columns.Count)) - 1;
            return least < 1e-9 ? null : Math.Min(1, Math.Sqrt(Math.Max(0, phi - (rows.Count - 1.0) * (columns.Count - 1) / (n - 1)) / least));
        }

        private static Dictionary<string, int> Counted(string[] words) => words.GroupBy(w => w.ToUpperInvariant()).ToDictionary(g => g.Key, g => g.Count());

        public string Coarse(int at)
        {
            if (_numbers is not { } numbers) return _words[at];
            var below = (numbers.Count(n => n < numbers[at]) + (numbers.Count(n => n == numbers[at]) - 1) / 2.0) / numbers.Length;
            return below < 1 / 3.0 ? "low" : below < 2 / 3.0 ? "middle" : "high";
        }

        private double Raw(int i, int j) => _numbers is { } numbers ? (numbers[i] - numbers[j]) * (numbers[i] - numbers[j]) : string.Equals(_words[i], _words[j], StringComparison.OrdinalIgnoreCase) ? 0 : 1;
    }

    // The best twenty, of the same variation in the order of the file.
    private static List<(int[] Set, double Variation)> Best(IEnumerable<int[]> sets, Func<IReadOnlyList<int>, double> variation, Func<IReadOnlyList<int>, bool> allowed)
    {
        var best = new List<(int[] Set, double Variation)>();
        foreach (var set in sets)
        {
            if (!allowed(set)) continue;
            var own = variation(set);
            if (best.Count == 20 && own <= best[^1].Variation) continue;
            var at = best.FindIndex(other => own > other.Variation + 1e-12);
            best.Insert(at < 0 ? best.Count : at, ([.. set], own));
            if (best.Count > 20) best.RemoveAt(20);
        }
        return best;
    }

    private static IEnumerable<int[]> All(int n, int k)
    {
        int[] set = [.. Enumerable.Range(0, k)];
        while (true)
        {
            yield return set;
            var i = k - 1;
            while (i >= 0 && set[i] == n - k + i) i--;
            if (i < 0) yield break;
            set[i]++;
            for (var j = i + 1; j < k; j++) set[j] = set[j - 1] + 1;
        }
    }

    private static IEnumerable<int[]> ByExchange(int n, int k, Func<IReadOnlyList<int>, double> variation, Func<IReadOnlyList<int>, bool> allowed)
    {
        var told = new HashSet<string>();
        for (var start = 0; start < n; start++)
        {
            var set = new List<int> { start };
            while (set.Count < k) set.Add(Enumerable.Range(0, n).Where(i => !set.Contains(i)).MaxBy(i => variation([.. set, i])));
            for (var better = true; better;)
            {
                better = false;
                for (var place = 0; place < k; place++)
                    for (var other = 0; other < n; other++)
                    {
                        if (set.Contains(other)) continue;
                        int[] trial = [.. set];
                        trial[place] = other;
                        if (!allowed(trial) || (allowed(set) && variation(trial) <= variation(set) + 1e-12)) continue;
                        set = [.. trial];
                        better = true;
                    }
            }
            int[] found = [.. set.Order()];
            if (told.Add(string.Join(',', found))) yield return found;
        }
    }

    private static double Sets(int n, int k)
    {
        var sets = 1.0;
        for (var i = 1; i <= k; i++) sets = sets * (n - k + i) / i;
        return sets;
    }

    private static string Label(int place) => place < 26 ? ((char)('A' + place)).ToString() : $"{(char)('A' + place / 26 - 1)}{(char)('A' + place % 26)}";

    [GeneratedRegex(@"^(?<column>.+?)\s+top\s+(?<n>\d+)(/(?<of>[1-9]\d*))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Top();

    [GeneratedRegex(@"^(?<column>[^=<>!]+?)\s*(?<sign>!=|>=|<=|=|>|<)\s*(?<value>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Compared();
}
