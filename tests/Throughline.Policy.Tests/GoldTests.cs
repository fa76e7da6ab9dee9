using System.Text.Json.Nodes;
using Throughline.Bench.Policy;
using Throughline.Files;
using Throughline.Policy.Finding;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>What two passes marked apart, what was settled of it, and the figures made of both, which are reported once and stay.</summary>
public sealed class GoldTests
{
    private static readonly string[] HeldOut = ["nhse-2025-26-neighbourhood-health-guidelines", "nhse-2025-26-oversight-framework-methodology", "nhse-2026-medium-term-planning-framework"];

    private static readonly string[] Fields = ["woven", "kind", "groupState", "comparatorState", "degree", "measure", "strength"];

    private static string Folder => RepositoryRoot.PathTo("bench/Throughline.Bench.Policy");

    private static IReadOnlyList<Marking> Markings => MarkingsOf(".");

    private static IReadOnlyList<Marking> MarkingsOf(string set) => CompareMarkers.Read(File.ReadAllText(Path.Combine(Folder, set, "gold", "markers.jsonl")));

    private static List<JsonNode> Lines(string set, string name) => [.. File.ReadLines(Path.Combine(Folder, set, "gold", name)).Select(line => JsonNode.Parse(line)!)];

    [Fact]
    public void How_far_the_two_markers_agree_is_made_again_from_what_they_marked()
    {
        var all = CompareMarkers.Run(Markings);
        Assert.Equal((61, 65, 61, 0.968), (all.First, all.Second, all.Pairs, Math.Round(all.F1[ScoreFinding.Found].Tally.F1!.Value, 3)));
        Assert.Equal([("strength", 0.942), ("measure", 0.881), ("comparator, its state", 0.817), ("mechanismDegree", 0.819), ("group, its state", 0.812), ("kinds, the whole set", 0.771)], all.Fields.Select(f => (f.Name, Math.Round(f.Kappa.Value, 3))));
        Assert.Equal([97, 97, 92, 89, 89, 84], all.Fields.Select(f => (int)Math.Round(100 * f.Percent.Value)));
        Assert.All(all.Fields, f => Assert.InRange(f.Kappa.Value, f.KappaInterval.Value.Lower, f.KappaInterval.Value.Upper));

        var held = CompareMarkers.Run(Markings, HeldOut);
        Assert.Equal((27, 29, 27), (held.First, held.Second, held.Pairs));
        Assert.Equal([0.917, 0.757, 0.697, 0.722, 0.875, 0.829], held.Fields.Select(f => Math.Round(f.Kappa.Value, 3)));
        // The other way round is the same.
        var turned = CompareMarkers.Run([.. Markings.Select(m => m with { Marker = m.Marker == "A" ? "Z" : m.Marker })], HeldOut);
        Assert.Equal(held.F1.Select(f => (f.Key, f.Value.Tally.F1)), turned.F1.Select(f => (f.Key, f.Value.Tally.F1)));
    }

    /// <summary>The second set, of three other documents, which are not here: what was marked is.</summary>
    [Fact]
    public void How_far_the_markers_of_the_second_set_agree_is_made_again_from_what_they_marked()
    {
        var all = CompareMarkers.Run(MarkingsOf("second"));
        Assert.Equal((115, 121, 115, 0.975), (all.First, all.Second, all.Pairs, Math.Round(all.F1[ScoreFinding.Found].Tally.F1!.Value, 3)));
        Assert.Equal([("strength", 0.90), ("measure", 0.82), ("comparator, its state", 0.80), ("mechanismDegree", 0.75), ("group, its state", 0.86), ("kinds, the whole set", 0.80)], all.Fields.Select(f => (f.Name, Math.Round(f.Kappa.Value, 2))));
        Assert.Equal([94, 93, 89, 87, 92, 86], all.Fields.Select(f => (int)Math.Round(100 * f.Percent.Value)));
        var reported = File.ReadLines(RepositoryRoot.PathTo("docs/benchmarks.md")).ToList();
        Assert.All(all.Fields, f => Assert.Contains(reported, line => line.StartsWith(FormattableString.Invariant($"| {f.Name} | {100 * f.Percent.Value:0} % | {f.Kappa.Value:0.00} ("), StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_markers_are_compared_and_no_other_number()
    {
        Assert.Throws<FormatException>(() => CompareMarkers.Run([.. Markings.Where(m => m.Marker == "A")]));
        var made = CompareMarkers.Run(
        [
            new("made", "", "A", "statement", 0, 10, Kind: [new("access-to-care", "stated")], GroupState: "stated", ComparatorState: "not-stated", Degree: "none", Measure: "stated", Strength: "commitment"),
            new("made", "", "B", "statement", 4, 10, Kind: [new("access-to-care", "implied"), new("health-status", "stated")], GroupState: "implied", ComparatorState: "not-stated", Degree: "none", Measure: "stated", Strength: "aspiration"),
            new("made", "", "A", "statement", 20, 30), new("made", "", "B", "mention", 20, 30), new("other", "", "B", "statement", 0, 10),
        ]);
        Assert.Equal((2, 2, 1), (made.First, made.Second, made.Pairs));
        Assert.Equal(new Tally(1, 1, 1), made.F1[ScoreFinding.Found].Tally);
        Assert.Equal(new Tally(1, 1, 0), made.F1["kind"].Tally);
        Assert.Equal(new Tally(1, 0, 0), made.F1["group is given"].Tally);
        Assert.Null(made.F1["comparator is given"].Tally.F1);
        Assert.Equal(0, made.Fields.Single(f => f.Name == "group, its state").Percent.Value);
        Assert.Contains("chance", made.Fields.Single(f => f.Name == "mechanismDegree").Kappa.WhyUndefined!.Message, StringComparison.Ordinal);
        Assert.Contains("The two markers: 2 and 2 statements, 1 the same", CompareMarkers.Print(made), StringComparison.Ordinal);
    }

    [Theory, InlineData(".", 95, 64), InlineData("second", 130, 121)]
    public void What_was_settled_follows_from_the_two_and_is_what_the_finder_is_held_against(string set, int lines, int statements)
    {
        var marks = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, set, "marks.json")))!.AsArray().Select(m => m!).ToList();
        var (settled, markers) = (Lines(set, "settlement.jsonl"), Lines(set, "markers.jsonl").Where(m => (string)m["type"]! == "statement").ToList());
        Assert.Equal(lines, settled.Count);
        static (string, string, int, int, string) Place(JsonNode line) => ((string)line["doc"]!, (string)line["textSha256"]!, (int)line["start"]!, (int)line["end"]!, (string)line["type"]!);
        Assert.Equal(marks.Select(Place), settled.Select(Place));
        static string Value(JsonNode line, string field) => field == "kind" ? string.Join(' ', line["kind"]!.AsArray().Select(k => $"{k!["term"]}:{k["state"]}").Order(StringComparer.Ordinal)) : line[field]!.ToString();
        static string Kept(JsonNode mark, string field) => field switch
        {
            "kind" => string.Join(' ', mark["kind"]!.AsArray().Zip(mark["kindStates"]!.AsArray(), (term, state) => $"{term}:{state}").Order(StringComparer.Ordinal)),
            "degree" => mark["mechanismDegree"]!.ToString(),
            _ => mark[field]!.ToString(),
        };
        var compared = 0;
        foreach (var (mark, line) in marks.Zip(settled).Where(pair => (string)pair.Second["type"]! == "statement"))
        {
            JsonNode? Of(string marker)
            {
                int Shared(JsonNode m) => Math.Min((int)m["end"]!, (int)line["end"]!) - Math.Max((int)m["start"]!, (int)line["start"]!);
                return markers.Where(m => (string)m["marker"]! == marker && (string)m["doc"]! == (string)line["doc"]! && Shared(m) > 0).MaxBy(m => ((double)Shared(m) / Math.Min((int)m["end"]! - (int)m["start"]!, (int)line["end"]! - (int)line["start"]!), (int)m["start"]! == (int)line["start"]!));
            }
            var from = (string)line["settled"]!;
            var sides = from == "both" ? new[] { Of("A")!, Of("B")! } : [Of(from)!];
            foreach (var field in Fields)
            {
                compared++;
                var (given, taken) = (sides.Select(side => Value(side, field)).Distinct().ToList(), (string?)line["sides"]?[field]);
                if (taken is null) Assert.Equal([Kept(mark, field)], given);
                else if (taken == "neither") Assert.DoesNotContain(Kept(mark, field), given);
                else Assert.Equal(Kept(mark, field), Value(Of(taken)!, field));
            }
        }
        Assert.Equal(statements * Fields.Length, compared);
        // Hashes, places and labels; of words only the settlement's own.
        Assert.All(Lines(set, "markers.jsonl"), line => Assert.DoesNotContain(line.AsObject(), p => p.Key is "text" or "words" or "nth"));
    }

    /// <summary>The figures were reported once. If a change to the finder moves them, docs/benchmarks.md has to say so, and why.</summary>
    [Fact]
    public void The_figures_of_the_three_held_out_are_as_reported()
    {
        var folder = Shared.PathOrSkip("corpus/policy");
        var documents = HeldOut.Select(name => (name + ".md", new ReadFile(ReadFile.AllReaders).Read(name + ".md", File.ReadAllBytes(Path.Combine(folder, name + ".md")), new ReadLimits(), null, TestContext.Current.CancellationToken).Value)).ToList();
        var score = ScoreFinding.Run(ScoreFinding.Read(File.ReadAllText(Path.Combine(Folder, "marks.json"))), FindInText.Run(Made.Lexicons, documents));
        Assert.Equal((new Tally(14, 10, 15), new Tally(9, 15, 20)), (score.Finding, score.Strict));
        Assert.Equal((14.0 / 24, 14.0 / 29), (score.Finding.Precision, score.Finding.Recall));
        Assert.Equal((4, 14), score.Choices["mechanismDegree"]);
        Assert.Equal((5, 14), score.Choices["strength"]);
        Assert.Contains(File.ReadLines(RepositoryRoot.PathTo("docs/benchmarks.md")), line => line.StartsWith("| statements found | 0.58 (0.39 to 0.76; 14 of 24) | 0.48 (0.31 to 0.66; 14 of 29) | 0.53 ", StringComparison.Ordinal));
    }
}
