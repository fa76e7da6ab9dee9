using Throughline.Bench.Policy;
using Throughline.Policy.Finding;

namespace Throughline.Policy.Tests;

/// <summary>The scoring of the finder against settled marks, on a document made for the purpose.</summary>
public sealed class ScoringTests
{
    private const string Text = "Inequalities in access have grown. We must mend the roof. People in the poorest streets die younger. Boats are late. Disparities in sailing were found.";

    private static GoldMark Mark(FindInText.Document document, string words, string[]? kind = null, string? strength = null, string type = "statement")
    {
        var start = document.Text.IndexOf(words, StringComparison.Ordinal);
        return new("made", document.Sha256, start, start + words.Length, kind, null, null, null, null, strength, Type: type);
    }

    [Fact]
    public void Finds_misses_and_false_finds_are_counted_and_named()
    {
        var document = FindInText.Run(Made.Lexicons, [("made.md", Made.Markdown(Text))])[0];
        var score = ScoreFinding.Run(
        [
            Mark(document, "Inequalities in access have grown.", ["access-to-care"], "description"),
            Mark(document, "People in the poorest streets die younger.", ["health-status"], "requirement"),
            Mark(document, "Boats are late."),
        ], [document]);
        Assert.Equal(new Tally(2, 1, 1), score.Finding);
        Assert.Equal(new Tally(1, 1, 1), score.Fields["kind"]);
        Assert.Equal((1, 2), score.Choices["strength"]);
        Assert.Equal(["false find", "kind not suggested", "kind suggested wrongly", "missed", "strength otherwise"], score.Errors.Select(e => e.Type).Order(StringComparer.Ordinal));
        var printed = ScoreFinding.Print(score);
        Assert.Contains("| statements found | 0.67 (0.21 to 0.94; 2 of 3) | 0.67 (0.21 to 0.94; 2 of 3) | 0.67 (0.00 to 1.00) |", printed, StringComparison.Ordinal);
        Assert.Equal((0, 1), score.F1Between[ScoreFinding.Found]);
        Assert.False(score.F1Between.ContainsKey("measure is given"));
    }

    [Fact]
    public void An_interval_of_F1_is_of_whole_statements_drawn_again()
    {
        // 40 hits and 10 misses: F1 is 2r / (1 + r) of the recall r, so its limits are those of a bootstrap of 0.8 over 50 (0.68 to 0.90), carried over.
        List<Tally> units = [.. Enumerable.Repeat(new Tally(1, 0, 0), 40), .. Enumerable.Repeat(new Tally(0, 0, 1), 10)];
        var (low, high) = ScoreFinding.F1Interval(units, 50, new Random(1))!.Value;
        Assert.Equal(2 * 0.68 / 1.68, low, 0.012);
        Assert.Equal(2 * 0.90 / 1.90, high, 0.012);
        // What adds nothing to a term still is a statement that may be drawn: the interval of few among many is wider than theirs alone.
        var among = ScoreFinding.F1Interval([.. units.Take(2), .. units.TakeLast(2)], 50, new Random(1))!.Value;
        Assert.Equal((0, 1), among);
        Assert.Null(ScoreFinding.F1Interval([], 5, new Random(1)));
        Assert.Equal((1, 1), ScoreFinding.F1Interval([new(1, 0, 0), new(2, 0, 0)], 2, new Random(1)));
    }

    [Fact]
    public void Other_ends_are_still_one_statement_and_are_said()
    {
        var document = FindInText.Run(Made.Lexicons, [("made.md", Made.Markdown(Text))])[0];
        var score = ScoreFinding.Run([Mark(document, "Inequalities in access have grown. We must mend the roof. People in the poorest streets die younger.")], [document]);
        Assert.Equal(1, score.Finding.True);
        Assert.Equal(0, score.Strict.True);
        Assert.Contains(score.Errors, e => e.Type == "other ends");
    }

    [Fact]
    public void Marks_on_another_text_are_refused()
    {
        var document = FindInText.Run(Made.Lexicons, [("made.md", Made.Markdown(Text))])[0];
        Assert.Throws<FormatException>(() => ScoreFinding.Run([Mark(document, "Boats are late.") with { TextSha256 = "00" }], [document]));
    }

    /// <summary>Wilson at 8 of 10: 0.490 to 0.943 (Brown, Cai and DasGupta 2001, Stat Sci 16:101-133, formula 4).</summary>
    [Fact]
    public void Wilsons_interval_is_the_published_one()
    {
        var (low, high) = ScoreFinding.Wilson(8, 10);
        Assert.Equal(0.490, low, 0.001);
        Assert.Equal(0.943, high, 0.001);
        Assert.Equal(0, ScoreFinding.Wilson(0, 5).Low);
    }

    [Fact]
    public void Marks_are_read_as_an_array_or_line_by_line()
    {
        const string one = """{"doc":"made","textSha256":"ab","start":1,"end":4,"kind":["access-to-care"],"group":[],"comparator":[],"mechanismDegree":"none","measure":"stated","strength":"commitment"}""";
        Assert.Equal(ScoreFinding.Read("[" + one + "]")[0].Kind, ScoreFinding.Read(one + "\n" + one)[1].Kind);
        Assert.Throws<FormatException>(() => ScoreFinding.Read(one.Replace("\"end\":4", "\"end\":1", StringComparison.Ordinal)));
    }
}
