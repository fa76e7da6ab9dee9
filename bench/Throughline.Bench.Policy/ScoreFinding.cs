using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Throughline.Framing.Representations;
using Throughline.Policy.Finding;
using Throughline.Text;

namespace Throughline.Bench.Policy;

/// <summary>One statement as it was settled from two independent passes that followed a guide. The text itself is not kept: a document is known by the hash of its text.</summary>
/// <param name="Doc">The document's file name without its ending.</param>
/// <param name="Kind">Ids of terms, or their last parts; empty for none.</param>
/// <param name="MechanismDegree">none, named, described or with-steps.</param>
/// <param name="Measure">stated or not-stated.</param>
/// <param name="Strength">description, aspiration, commitment or requirement.</param>
/// <param name="Woven">The columns are woven where it stands.</param>
/// <param name="Type">"statement", or "mention", which counts neither way.</param>
public sealed record GoldMark(string Doc, string TextSha256, int Start, int End, IReadOnlyList<string>? Kind, IReadOnlyList<string>? Group, IReadOnlyList<string>? Comparator, string? MechanismDegree, string? Measure, string? Strength, bool Woven = false, string Type = "statement")
{
    public TextSpan Span => new(Start, End);
}

/// <summary>Hits, misses and false finds of one thing.</summary>
public sealed record Tally(int True, int False, int Missed)
{
    public double? Precision => True + False == 0 ? null : (double)True / (True + False);
    public double? Recall => True + Missed == 0 ? null : (double)True / (True + Missed);
    public double? F1 => 2 * True + False + Missed == 0 ? null : 2.0 * True / (2 * True + False + Missed);
    public static Tally operator +(Tally a, Tally b) => new(a.True + b.True, a.False + b.False, a.Missed + b.Missed);
    public Tally Add(Tally other) => this + other;
}

/// <summary>Holds what the finder finds against what two independent passes marked and a third settled.</summary>
/// <remarks>A find and a mark are one statement when they share at least half of the shorter of them; each takes part in one pair, the longest
/// overlaps first. A strict count beside it asks for half of both together (Jaccard). Fields are scored over the pairs: a term is right when both
/// have it. Intervals of shares are Wilson's (1927, J Am Stat Assoc 22:209-212) at 95 %; those of F1, which is no share of anything counted, are of a bootstrap over whole statements.</remarks>
public static class ScoreFinding
{
    public sealed record Error(string Doc, string Type, TextSpan Span, string Detail);

    /// <param name="Fields">Each field over the statements found, then each term.</param>
    /// <param name="F1Between">The interval of each F1, by the names of <paramref name="Fields"/> and <see cref="Found"/>, <see cref="FoundAlike"/>, <see cref="FoundWoven"/>; none where F1 is undefined.</param>
    public sealed record Score(Tally Finding, Tally Strict, Tally Woven, IReadOnlyDictionary<string, Tally> Fields, IReadOnlyDictionary<string, (int Same, int Of)> Choices, IReadOnlyList<Error> Errors, IReadOnlyDictionary<string, (double Low, double High)> F1Between);

    public const string Found = "statements found", FoundAlike = "statements found, ends alike", FoundWoven = "statements in woven columns";

    private const int Draws = 10_000, Seed = 20250401;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>Reads marks: a JSON array, or one object a line.</summary>
    public static IReadOnlyList<GoldMark> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var marks = text.TrimStart().StartsWith('[')
            ? JsonSerializer.Deserialize<List<GoldMark>>(text, Json)!
            : [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonSerializer.Deserialize<GoldMark>(line, Json)!)];
        foreach (var mark in marks)
            if (mark.Start < 0 || mark.End <= mark.Start) throw new FormatException($"A mark of \"{mark.Doc}\" runs from {mark.Start} to {mark.End}.");
        return marks;
    }

    /// <exception cref="FormatException">A mark was made on another text than the one found in.</exception>
    public static Score Run(IReadOnlyList<GoldMark> gold, IReadOnlyList<FindInText.Document> found)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(found);
        List<Tally> finding = [], strict = [], woven = [];
        var fields = FieldNames.ToDictionary(name => name, _ => new List<Tally>(), StringComparer.Ordinal);
        var choices = new Dictionary<string, (int Same, int Of)>(StringComparer.Ordinal) { ["mechanismDegree"] = default, ["strength"] = default };
        var perTerm = new SortedDictionary<string, List<Tally>>(StringComparer.Ordinal);
        var errors = new List<Error>();
        var paired = 0;
        foreach (var document in found)
        {
            var name = Path.GetFileNameWithoutExtension(document.Name);
            var marks = gold.Where(mark => mark.Doc == name).ToList();
            if (marks.Find(mark => mark.TextSha256 != document.Sha256) is { } other) throw new FormatException($"The marks of \"{name}\" were made on a text with the hash {other.TextSha256}; this one has {document.Sha256}.");
            var statements = marks.Where(mark => mark.Type == "statement").ToList();
            var pairs = Pair(statements, document.Statements);
            paired += pairs.Count;
            foreach (var (mark, row) in pairs)
            {
                finding.Add(new(1, 0, 0));
                var isStrict = AreAlike(mark.Span, row.Found.Span);
                strict.Add(isStrict ? new(1, 0, 0) : new(0, 1, 1));
                if (!isStrict) errors.Add(new(name, "other ends", mark.Span, $"found {row.Found.Span.Start}-{row.Found.Span.End}"));
                if (mark.Woven) woven.Add(new(1, 0, 0));
                Fields(name, mark, row, fields, choices, perTerm, errors);
            }
            foreach (var mark in statements.Where(mark => !pairs.Exists(pair => pair.Mark == mark)))
            {
                finding.Add(new(0, 0, 1));
                strict.Add(new(0, 0, 1));
                if (mark.Woven) woven.Add(new(0, 0, 1));
                var listed = document.Mentions.FirstOrDefault(mention => mention.Span.Overlaps(mark.Span));
                errors.Add(new(name, listed is null ? mark.Woven ? "missed, woven" : "missed" : $"listed as a mention ({listed.Where})", mark.Span, ""));
            }
            foreach (var row in document.Statements.Where(row => !pairs.Exists(pair => pair.Row == row)))
            {
                if (marks.Exists(mark => mark.Type != "statement" && mark.Span.Overlaps(row.Found.Span)))
                {
                    errors.Add(new(name, "a mention taken for a statement", row.Found.Span, Words(row)));
                }
                else errors.Add(new(name, row.Found.IsWoven ? "false find, woven" : "false find", row.Found.Span, Words(row)));
                finding.Add(new(0, 1, 0));
                strict.Add(new(0, 1, 0));
                if (row.Found.IsWoven) woven.Add(new(0, 1, 0));
            }
        }
        foreach (var (term, tallies) in perTerm) fields[term] = tallies;
        var between = new Dictionary<string, (double Low, double High)>(StringComparer.Ordinal);
        void Between(string name, List<Tally> units, int of)
        {
            if (F1Interval(units, of, new Random(Seed)) is { } interval) between[name] = interval;
        }
        Between(Found, finding, finding.Count);
        Between(FoundAlike, strict, strict.Count);
        Between(FoundWoven, woven, finding.Count);
        foreach (var (name, tallies) in fields) Between(name, tallies, paired);
        return new(Sum(finding), Sum(strict), Sum(woven), fields.ToDictionary(f => f.Key, f => Sum(f.Value), StringComparer.Ordinal), choices, errors, between);
    }

    private static readonly string[] FieldNames = ["kind", "group", "comparator", "kind is given", "group is given", "comparator is given", "mechanism is given", "measure is given"];

    private static Tally Sum(IEnumerable<Tally> units) => units.Aggregate(new Tally(0, 0, 0), (sum, one) => sum + one);

    /// <summary>A percentile interval of F1 at 95 %: whole statements are drawn again with replacement.</summary>
    /// <param name="units">What each statement adds; those that add nothing may be left out.</param>
    /// <param name="of">How many statements there are, at least as many as <paramref name="units"/>.</param>
    /// <returns>Null where F1 is undefined. Draws in which it is undefined are left out.</returns>
    public static (double Low, double High)? F1Interval(IReadOnlyList<Tally> units, int of, Random random)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(random);
        if (Sum(units).F1 is null) return null;
        ArgumentOutOfRangeException.ThrowIfLessThan(of, units.Count);
        var values = new List<double>(Draws);
        for (var draw = 0; draw < Draws; draw++)
        {
            var (hits, wrong, missed) = (0, 0, 0);
            for (var i = 0; i < of; i++)
            {
                if (random.Next(of) is var at && at >= units.Count) continue;
                hits += units[at].True;
                wrong += units[at].False;
                missed += units[at].Missed;
            }
            if (new Tally(hits, wrong, missed).F1 is { } f1) values.Add(f1);
        }
        values.Sort();
        return (values[(int)(0.025 * (values.Count - 1))], values[(int)Math.Ceiling(0.975 * (values.Count - 1))]);
    }

    /// <summary>Half of both together is shared.</summary>
    internal static bool AreAlike(TextSpan a, TextSpan b) => Overlap(a, b) is var shared && shared * 2 >= a.Length + b.Length - shared;

    private static string Words(FindInText.Row row) => string.Join(", ", row.Found.Matched.Select(hit => hit.Entry).Distinct());

    internal static int Overlap(TextSpan a, TextSpan b) => Math.Max(0, Math.Min(a.End, b.End) - Math.Max(a.Start, b.Start));

    private static List<(GoldMark Mark, FindInText.Row Row)> Pair(List<GoldMark> marks, IReadOnlyList<FindInText.Row> rows) => Pair(marks, mark => mark.Span, rows, row => row.Found.Span);

    /// <summary>One to one: who share at least half of the shorter, the longest overlaps first.</summary>
    internal static List<(T Mark, U Row)> Pair<T, U>(IReadOnlyList<T> marks, Func<T, TextSpan> spanOf, IReadOnlyList<U> rows, Func<U, TextSpan> spanOfRow) where T : class where U : class
    {
        var pairs = new List<(T Mark, U Row)>();
        var candidates = marks.SelectMany(mark => rows.Select(row => (mark, row, shared: Overlap(spanOf(mark), spanOfRow(row)))))
            .Where(c => c.shared > 0 && c.shared * 2 >= Math.Min(spanOf(c.mark).Length, spanOfRow(c.row).Length)).OrderByDescending(c => c.shared).ThenBy(c => spanOf(c.mark).Start);
        foreach (var (mark, row, _) in candidates)
            if (!pairs.Exists(pair => ReferenceEquals(pair.Mark, mark) || ReferenceEquals(pair.Row, row))) pairs.Add((mark, row));
        return pairs;
    }

    private static void Fields(string doc, GoldMark mark, FindInText.Row row, Dictionary<string, List<Tally>> fields, Dictionary<string, (int Same, int Of)> choices, SortedDictionary<string, List<Tally>> perTerm, List<Error> errors)
    {
        FieldSuggestion Of(RepresentationField field) => row.Suggestions.First(s => s.Field == field);
        void Terms(RepresentationField field, IReadOnlyList<string>? marked)
        {
            if (marked is null) return;
            var wanted = marked.Select(LastPart).ToHashSet(StringComparer.Ordinal);
            var said = Of(field).Terms.Select(LastPart).ToHashSet(StringComparer.Ordinal);
            var whole = new Tally(0, 0, 0);
            foreach (var term in wanted.Union(said))
            {
                var tally = new Tally(wanted.Contains(term) && said.Contains(term) ? 1 : 0, wanted.Contains(term) ? 0 : 1, said.Contains(term) ? 0 : 1);
                whole += tally;
                var key = $"  {field.Name}: {term}";
                if (!perTerm.TryGetValue(key, out var tallies)) perTerm[key] = tallies = [];
                tallies.Add(tally);
                if (tally.True == 0) errors.Add(new(doc, $"{field.Name} {(tally.False > 0 ? "suggested wrongly" : "not suggested")}", mark.Span, term));
            }
            fields[field.Name].Add(whole);
            fields[field.Name + " is given"].Add(Given(wanted.Count > 0, said.Count > 0));
        }
        void Choice(RepresentationField field, string? marked, string none)
        {
            if (marked is null) return;
            var said = Of(field).Terms.Select(LastPart).FirstOrDefault() ?? none;
            var (same, of) = choices[field.Name];
            choices[field.Name] = (same + (said == LastPart(marked) ? 1 : 0), of + 1);
            if (said != LastPart(marked)) errors.Add(new(doc, $"{field.Name} otherwise", mark.Span, $"{LastPart(marked)}, suggested {said}"));
        }
        Terms(RepresentationField.Kind, mark.Kind);
        Terms(RepresentationField.Group, mark.Group);
        Terms(RepresentationField.Comparator, mark.Comparator);
        Choice(RepresentationField.MechanismDegree, mark.MechanismDegree, "none");
        Choice(RepresentationField.Strength, mark.Strength, "description");
        if (mark.MechanismDegree is { } degree) fields["mechanism is given"].Add(Given(LastPart(degree) != "none", Of(RepresentationField.MechanismDegree).Terms.Count > 0));
        if (mark.Measure is { } measure) fields["measure is given"].Add(Given(measure != "not-stated", Of(RepresentationField.Measure).State != FieldState.NotStated));
    }

    internal static Tally Given(bool wanted, bool said) => new(wanted && said ? 1 : 0, said && !wanted ? 1 : 0, wanted && !said ? 1 : 0);

    private static string LastPart(string id) => id[(id.LastIndexOf('.') + 1)..];

    /// <summary>Wilson's score interval for a share, at 95 %.</summary>
    /// <param name="hits">0 to <paramref name="of"/>.</param>
    /// <param name="of">Above 0.</param>
    public static (double Low, double High) Wilson(int hits, int of)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(of);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, of);
        const double z = 1.959963984540054;
        var share = (double)hits / of;
        var centre = (share + z * z / (2 * of)) / (1 + z * z / of);
        var half = z / (1 + z * z / of) * Math.Sqrt(share * (1 - share) / of + z * z / (4.0 * of * of));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>The score as lines for <c>docs/benchmarks.md</c>.</summary>
    /// <param name="markers">How far the two markers agree on the same documents, to stand beside; null where that is not known.</param>
    public static string Print(Score score, CompareMarkers.Answer? markers = null)
    {
        ArgumentNullException.ThrowIfNull(score);
        var text = new StringBuilder();
        string Share(int hits, int of) => of == 0 ? "undefined (nothing to count)" : Wilson(hits, of) is var (low, high) ? string.Create(CultureInfo.InvariantCulture, $"{(double)hits / of:0.00} ({low:0.00} to {high:0.00}; {hits} of {of})") : "";
        static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
        string F1(double value, (double Low, double High)? between) => between is var (low, high) ? $"{Number(value)} ({Number(low)} to {Number(high)})" : Number(value);
        void Line(string name, Tally t) => text.Append(CultureInfo.InvariantCulture, $"| {name} | {Share(t.True, t.True + t.False)} | {Share(t.True, t.True + t.Missed)} | {(t.F1 is { } f ? F1(f, score.F1Between.TryGetValue(name, out var own) ? own : null) : "–")} |{(markers is null ? "" : markers.F1.TryGetValue(name, out var beside) && beside.Tally.F1 is { } theirs ? $" {F1(theirs, beside.Between)} |" : " – |")}\n");
        text.Append(markers is null ? "| What | Precision (95 % interval) | Recall (95 % interval) | F1 (95 % interval) |\n|---|---|---|---|\n" : "| What | Precision (95 % interval) | Recall (95 % interval) | F1 (95 % interval) | The two markers, F1 |\n|---|---|---|---|---|\n");
        Line(Found, score.Finding);
        Line(FoundAlike, score.Strict);
        Line(FoundWoven, score.Woven);
        foreach (var (name, tally) in score.Fields) Line(name, tally);
        text.Append(markers is null ? "\n| Choice | The same |\n|---|---|\n" : "\n| Choice | The same | The two markers |\n|---|---|---|\n");
        foreach (var (name, (same, of)) in score.Choices) text.Append(CultureInfo.InvariantCulture, $"| {name} | {Share(same, of)} |{(markers is null ? "" : markers.Fields.FirstOrDefault(f => f.Name == name) is { } beside ? $" {Share((int)Math.Round(beside.Percent.Value * markers.Pairs), markers.Pairs)} |" : " – |")}\n");
        if (markers is not null) text.Append('\n').Append(CompareMarkers.Print(markers));
        text.Append("\nErrors by type\n");
        foreach (var type in score.Errors.GroupBy(e => e.Type).OrderByDescending(g => g.Count()))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{type.Key}: {type.Count()}\n");
            foreach (var error in type) text.Append(CultureInfo.InvariantCulture, $"  {error.Doc} {error.Span.Start}-{error.Span.End} {error.Detail}\n");
        }
        return text.ToString();
    }
}
