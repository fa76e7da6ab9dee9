using System.Globalization;
using System.Text;
using System.Text.Json;
using Throughline.Statistics.Agreement;
using Throughline.Text;

namespace Throughline.Bench.Policy;

/// <summary>A kind that a marker gave.</summary>
/// <param name="State">stated or implied.</param>
public sealed record KindGiven(string Term, string State);

/// <summary>What one marker gave, before anything was settled; <c>gold/marking-guide.md</c> says what each field may hold.</summary>
/// <param name="Type">"statement", or "mention", which has no fields.</param>
public sealed record Marking(string Doc, string TextSha256, string Marker, string Type, int Start, int End, bool Woven = false, IReadOnlyList<KindGiven>? Kind = null, string? GroupState = null, string? ComparatorState = null, string? Degree = null, string? Measure = null, string? Strength = null)
{
    public TextSpan Span => new(Start, End);
}

/// <summary>How far two markers agree who marked the same documents apart.</summary>
/// <remarks>Two statements are one as <see cref="ScoreFinding"/> pairs a find with a mark. Fields are compared over the pairs: group and comparator by their three states, kinds by the whole set of their terms.
/// Agreement with intervals by a bootstrap over pairs. F1, which is the same whoever of the two is taken for right, is counted as it is for the finder, so that the two can stand side by side.</remarks>
public static class CompareMarkers
{
    /// <param name="Percent">The share of pairs that give the same.</param>
    public sealed record OfField(string Name, Coefficient Percent, Coefficient Kappa, Result<BootstrapInterval> KappaInterval);

    /// <param name="Pairs">Statements that both marked.</param>
    /// <param name="F1">By the names that <see cref="ScoreFinding.Score.Fields"/> has; without groups' and comparators' terms, which the markers did not give.</param>
    public sealed record Answer(int First, int Second, int Pairs, IReadOnlyDictionary<string, (Tally Tally, (double Low, double High)? Between)> F1, IReadOnlyList<OfField> Fields);

    private const int Draws = 10_000, Seed = 20250401;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads markings, one object a line.</summary>
    public static IReadOnlyList<Marking> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonSerializer.Deserialize<Marking>(line, Json)!)];
    }

    /// <param name="markings">Of exactly two markers.</param>
    /// <param name="documents">Names without ending; null for all.</param>
    public static Answer Run(IReadOnlyList<Marking> markings, IReadOnlyCollection<string>? documents = null)
    {
        ArgumentNullException.ThrowIfNull(markings);
        var counted = markings.Where(m => m.Type == "statement" && documents?.Contains(m.Doc) != false).ToList();
        var markers = markings.Select(m => m.Marker).Distinct().Order(StringComparer.Ordinal).ToList();
        if (markers.Count != 2) throw new FormatException($"Two markers are compared, and there {(markers.Count == 1 ? "is" : "are")} {markers.Count}.");
        List<(Marking One, Marking Other)> pairs = [];
        List<Tally> found = [], strict = [], woven = [];
        foreach (var doc in counted.Select(m => m.Doc).Distinct())
        {
            List<Marking> Of(int marker) => counted.FindAll(m => m.Doc == doc && m.Marker == markers[marker]);
            var (one, other) = (Of(0), Of(1));
            var of = ScoreFinding.Pair(one, m => m.Span, other, m => m.Span);
            pairs.AddRange(of);
            void Add(bool isWoven, Tally finding, Tally ends)
            {
                found.Add(finding);
                strict.Add(ends);
                if (isWoven) woven.Add(finding);
            }
            foreach (var (a, b) in of) Add(a.Woven, new(1, 0, 0), ScoreFinding.AreAlike(a.Span, b.Span) ? new(1, 0, 0) : new(0, 1, 1));
            foreach (var a in one.Where(a => !of.Exists(p => ReferenceEquals(p.Mark, a)))) Add(a.Woven, new(0, 0, 1), new(0, 0, 1));
            foreach (var b in other.Where(b => !of.Exists(p => ReferenceEquals(p.Row, b)))) Add(b.Woven, new(0, 1, 0), new(0, 1, 0));
        }
        var f1 = new Dictionary<string, (Tally, (double, double)?)>(StringComparer.Ordinal);
        void Count(string name, IReadOnlyList<Tally> units, int of) => f1[name] = (units.Aggregate(new Tally(0, 0, 0), (sum, unit) => sum + unit), ScoreFinding.F1Interval(units, of, new Random(Seed)));
        void Given(string name, Func<Marking, bool> has) => Count(name, [.. pairs.Select(p => ScoreFinding.Given(has(p.One), has(p.Other)))], pairs.Count);
        Count(ScoreFinding.Found, found, found.Count);
        Count(ScoreFinding.FoundAlike, strict, strict.Count);
        Count(ScoreFinding.FoundWoven, woven, found.Count);
        var kinds = pairs.ConvertAll(p => (One: Terms(p.One), Other: Terms(p.Other)));
        Count("kind", [.. kinds.Select(k => new Tally(k.One.Intersect(k.Other).Count(), k.Other.Except(k.One).Count(), k.One.Except(k.Other).Count()))], pairs.Count);
        foreach (var term in kinds.SelectMany(k => k.One.Union(k.Other)).Distinct().Order(StringComparer.Ordinal)) Count($"  kind: {term}", [.. kinds.Select(k => ScoreFinding.Given(k.One.Contains(term), k.Other.Contains(term)))], pairs.Count);
        Given("kind is given", m => Terms(m).Count > 0);
        Given("group is given", m => m.GroupState != "not-stated");
        Given("comparator is given", m => m.ComparatorState != "not-stated");
        Given("mechanism is given", m => m.Degree != "none");
        Given("measure is given", m => m.Measure != "not-stated");
        OfField Field(string name, Func<Marking, string?> of)
        {
            var ratings = Ratings.FromLabels(2, [.. pairs.SelectMany(p => new[] { of(p.One), of(p.Other) })]);
            static Coefficient Kappa(Ratings ratings) => ChanceCorrected.CohenKappa(ratings).Value;
            return new(name, ChanceCorrected.PercentAgreement(ratings), Kappa(ratings), ChanceCorrected.BootstrapUnits(ratings, Kappa, new Random(Seed), Draws));
        }
        return new(counted.Count(m => m.Marker == markers[0]), counted.Count(m => m.Marker == markers[1]), pairs.Count, f1,
        [
            Field("strength", m => m.Strength), Field("measure", m => m.Measure), Field("comparator, its state", m => m.ComparatorState), Field("mechanismDegree", m => m.Degree),
            Field("group, its state", m => m.GroupState), Field("kinds, the whole set", m => string.Join('+', Terms(m).Order(StringComparer.Ordinal))),
        ]);
    }

    private static HashSet<string> Terms(Marking marking) => [.. (marking.Kind ?? []).Select(kind => kind.Term)];

    /// <summary>The agreement as lines for <c>docs/benchmarks.md</c>.</summary>
    public static string Print(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The two markers: {answer.First} and {answer.Second} statements, {answer.Pairs} the same\n\n| Field | The same | Cohen's kappa (95 % interval) |\n|---|---|---|\n");
        foreach (var field in answer.Fields)
        {
            var between = field.KappaInterval is { Succeeded: true, Value: var interval } ? string.Create(CultureInfo.InvariantCulture, $" ({interval.Lower:0.00} to {interval.Upper:0.00})") : "";
            text.Append(CultureInfo.InvariantCulture, $"| {field.Name} | {(field.Percent.IsDefined ? field.Percent.Value.ToString("0 %", CultureInfo.InvariantCulture) : "–")} | {(field.Kappa.IsDefined ? field.Kappa.Value.ToString("0.00", CultureInfo.InvariantCulture) + between : field.Kappa.ToString())} |\n");
        }
        return text.ToString();
    }
}
