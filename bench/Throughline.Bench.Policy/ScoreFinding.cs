using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Throughline.Framing.Representations;
using Throughline.Policy.Finding;
using Throughline.Text;

namespace Throughline.Bench.Policy;

/// <summary>One statement as people marked it. The text itself is not kept: a document is known by the hash of its text.</summary>
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

/// <summary>Holds what the finder finds against what people marked.</summary>
/// <remarks>A find and a mark are one statement when they share at least half of the shorter of them; each takes part in one pair, the longest
/// overlaps first. A strict count beside it asks for half of both together (Jaccard). Fields are scored over the pairs: a term is right when both
/// have it. Intervals are Wilson's (1927, J Am Stat Assoc 22:209-212) at 95 %.</remarks>
public static class ScoreFinding
{
    public sealed record Error(string Doc, string Type, TextSpan Span, string Detail);

    public sealed record Score(Tally Finding, Tally Strict, Tally Woven, IReadOnlyDictionary<string, Tally> Fields, IReadOnlyDictionary<string, (int Same, int Of)> Choices, IReadOnlyList<Error> Errors);

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
        Tally finding = new(0, 0, 0), strict = new(0, 0, 0), woven = new(0, 0, 0);
        var fields = new Dictionary<string, Tally>(StringComparer.Ordinal) { ["kind"] = new(0, 0, 0), ["group"] = new(0, 0, 0), ["comparator"] = new(0, 0, 0), ["kind is given"] = new(0, 0, 0), ["group is given"] = new(0, 0, 0), ["comparator is given"] = new(0, 0, 0), ["mechanism is given"] = new(0, 0, 0), ["measure is given"] = new(0, 0, 0) };
        var choices = new Dictionary<string, (int Same, int Of)>(StringComparer.Ordinal) { ["mechanismDegree"] = default, ["strength"] = default };
        var perTerm = new SortedDictionary<string, Tally>(StringComparer.Ordinal);
        var errors = new List<Error>();
        foreach (var document in found)
        {
            var name = Path.GetFileNameWithoutExtension(document.Name);
            var marks = gold.Where(mark => mark.Doc == name).ToList();
            if (marks.Find(mark => mark.TextSha256 != document.Sha256) is { } other) throw new FormatException($"The marks of \"{name}\" were made on a text with the hash {other.TextSha256}; this one has {document.Sha256}.");
            var statements = marks.Where(mark => mark.Type == "statement").ToList();
            var pairs = Pair(statements, document.Statements);
            foreach (var (mark, row) in pairs)
            {
                finding += new Tally(1, 0, 0);
                var shared = Overlap(mark.Span, row.Found.Span);
                var isStrict = shared * 2 >= mark.Span.Length + row.Found.Span.Length - shared;
                strict += isStrict ? new Tally(1, 0, 0) : new Tally(0, 1, 1);
                if (!isStrict) errors.Add(new(name, "other ends", mark.Span, $"found {row.Found.Span.Start}-{row.Found.Span.End}"));
                if (mark.Woven) woven += new Tally(1, 0, 0);
                Fields(name, mark, row, fields, choices, perTerm, errors);
            }
            foreach (var mark in statements.Where(mark => !pairs.Exists(pair => pair.Mark == mark)))
            {
                (finding, strict) = (finding + new Tally(0, 0, 1), strict + new Tally(0, 0, 1));
                if (mark.Woven) woven += new Tally(0, 0, 1);
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
                (finding, strict) = (finding + new Tally(0, 1, 0), strict + new Tally(0, 1, 0));
                if (row.Found.IsWoven) woven += new Tally(0, 1, 0);
            }
        }
        foreach (var (term, tally) in perTerm) fields[term] = tally;
        return new(finding, strict, woven, fields, choices, errors);
    }

    private static string Words(FindInText.Row row) => string.Join(", ", row.Found.Matched.Select(hit => hit.Entry).Distinct());

    private static int Overlap(TextSpan a, TextSpan b) => Math.Max(0, Math.Min(a.End, b.End) - Math.Max(a.Start, b.Start));

    private static List<(GoldMark Mark, FindInText.Row Row)> Pair(List<GoldMark> marks, IReadOnlyList<FindInText.Row> rows)
    {
        var pairs = new List<(GoldMark Mark, FindInText.Row Row)>();
        var candidates = marks.SelectMany(mark => rows.Select(row => (mark, row, shared: Overlap(mark.Span, row.Found.Span))))
            .Where(c => c.shared > 0 && c.shared * 2 >= Math.Min(c.mark.Span.Length, c.row.Found.Span.Length)).OrderByDescending(c => c.shared).ThenBy(c => c.mark.Start);
        foreach (var (mark, row, _) in candidates)
            if (!pairs.Exists(pair => pair.Mark == mark || pair.Row == row)) pairs.Add((mark, row));
        return pairs;
    }

    private static void Fields(string doc, GoldMark mark, FindInText.Row row, Dictionary<string, Tally> fields, Dictionary<string, (int Same, int Of)> choices, SortedDictionary<string, Tally> perTerm, List<Error> errors)
    {
        FieldSuggestion Of(RepresentationField field) => row.Suggestions.First(s => s.Field == field);
        void Terms(RepresentationField field, IReadOnlyList<string>? marked)
        {
            if (marked is null) return;
            var wanted = marked.Select(LastPart).ToHashSet(StringComparer.Ordinal);
            var said = Of(field).Terms.Select(LastPart).ToHashSet(StringComparer.Ordinal);
            foreach (var term in wanted.Union(said))
            {
                var tally = new Tally(wanted.Contains(term) && said.Contains(term) ? 1 : 0, wanted.Contains(term) ? 0 : 1, said.Contains(term) ? 0 : 1);
                fields[field.Name] += tally;
                var key = $"  {field.Name}: {term}";
                perTerm[key] = perTerm.GetValueOrDefault(key, new(0, 0, 0)) + tally;
                if (tally.True == 0) errors.Add(new(doc, $"{field.Name} {(tally.False > 0 ? "suggested wrongly" : "not suggested")}", mark.Span, term));
            }
            fields[field.Name + " is given"] += Given(wanted.Count > 0, said.Count > 0);
        }
        static Tally Given(bool wanted, bool said) => new(wanted && said ? 1 : 0, said && !wanted ? 1 : 0, wanted && !said ? 1 : 0);
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
        if (mark.MechanismDegree is { } degree) fields["mechanism is given"] += Given(LastPart(degree) != "none", Of(RepresentationField.MechanismDegree).Terms.Count > 0);
        if (mark.Measure is { } measure) fields["measure is given"] += Given(measure != "not-stated", Of(RepresentationField.Measure).State != FieldState.NotStated);
    }

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
    public static string Print(Score score)
    {
        ArgumentNullException.ThrowIfNull(score);
        var text = new StringBuilder();
        string Share(int hits, int of) => of == 0 ? "undefined (nothing to count)" : Wilson(hits, of) is var (low, high) ? string.Create(CultureInfo.InvariantCulture, $"{(double)hits / of:0.00} ({low:0.00} to {high:0.00}; {hits} of {of})") : "";
        void Line(string name, Tally t) => text.Append(CultureInfo.InvariantCulture, $"| {name} | {Share(t.True, t.True + t.False)} | {Share(t.True, t.True + t.Missed)} | {(t.F1 is { } f ? f.ToString("0.00", CultureInfo.InvariantCulture) : "–")} |\n");
        text.Append("| What | Precision (95 % interval) | Recall (95 % interval) | F1 |\n|---|---|---|---|\n");
        Line("statements found", score.Finding);
        Line("statements found, ends alike", score.Strict);
        Line("statements in woven columns", score.Woven);
        foreach (var (name, tally) in score.Fields) Line(name, tally);
        text.Append("\n| Choice | The same |\n|---|---|\n");
        foreach (var (name, (same, of)) in score.Choices) text.Append(CultureInfo.InvariantCulture, $"| {name} | {Share(same, of)} |\n");
        text.Append("\nErrors by type\n");
        foreach (var type in score.Errors.GroupBy(e => e.Type).OrderByDescending(g => g.Count()))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{type.Key}: {type.Count()}\n");
            foreach (var error in type) text.Append(CultureInfo.InvariantCulture, $"  {error.Doc} {error.Span.Start}-{error.Span.End} {error.Detail}\n");
        }
        return text.ToString();
    }
}
