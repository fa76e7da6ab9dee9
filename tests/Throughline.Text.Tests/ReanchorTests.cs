using System.Diagnostics;
using CsCheck;

namespace Throughline.Text.Tests;

public class ReanchorTests
{
    private static readonly Gen<string> Prose = Gen.Int[0, 400].List[0, 120].Select(words => string.Join(' ', words.Select((word, i) => $"w{word}{(i % 9 == 8 ? ".\n" : "")}")));

    private static void Holds(string old, string @new, OffsetMap map)
    {
        Assert.Equal((old.Length, @new.Length), (map.OldLength, map.NewLength));
        int oldAt = 0, newAt = 0;
        foreach (var change in map.Changes)
        {
            Assert.Equal(old[oldAt..change.Old.Start], @new[newAt..change.New.Start]);
            (oldAt, newAt) = (change.Old.End, change.New.End);
        }
        Assert.Equal(old[oldAt..], @new[newAt..]);
    }

    private static Reanchored One(string old, string @new, string words)
    {
        var start = old.IndexOf(words, StringComparison.Ordinal);
        return Assert.Single(Reanchor.Spans(old, @new, [new(start, start + words.Length)]));
    }

    [Fact]
    public void A_mended_letter_is_one_insertion()
    {
        var map = TextDiff.Compare("they wil act", "they will act");
        Assert.Equal(new OffsetChange(new(8, 8), new(8, 9)), Assert.Single(map.Changes));
    }

    [Fact]
    public void Another_word_is_replaced_whole_and_a_pair_is_not_cut()
    {
        Assert.Equal(new OffsetChange(new(2, 7), new(2, 9)), Assert.Single(TextDiff.Compare("I Sarah", "I [nurse]").Changes));
        var map = TextDiff.Compare("ok 👍 x", "ok 👎 x");
        Assert.Equal(new OffsetChange(new(3, 5), new(3, 5)), Assert.Single(map.Changes));
    }

    [Fact]
    public void What_is_kept_is_the_same_on_both_sides() => Gen.Select(TokensTests.Texts, TokensTests.Texts, TokensTests.Texts).Sample((head, one, other) =>
    {
        Holds(one, other, TextDiff.Compare(one, other));
        Holds(head + one + head, head + other + head, TextDiff.Compare(head + one + head, head + other + head));
        Assert.True(TextDiff.Compare(one, one).IsIdentity);
    });

    [Fact]
    public void Long_texts_with_much_in_common_are_matched() => Gen.Select(Prose, Prose, Prose).Sample((one, two, three) =>
    {
        Holds(one + two + three, one + three, TextDiff.Compare(one + two + three, one + three));
        Holds(one + two + three, three + two + one, TextDiff.Compare(one + two + three, three + two + one));
    });

    [Fact]
    public void Small_differences_are_found_exactly() => Gen.Select(Gen.Char["ab"].Array[0, 9], Gen.Char["ab"].Array[0, 9]).Sample((one, other) =>
    {
        // As words, so that the word matcher is asked; against the textbook table of longest common subsequences.
        var (old, @new) = (string.Join('-', one), string.Join('-', other));
        string[] a = Array.ConvertAll(old.ToCharArray(), unit => unit.ToString()), b = Array.ConvertAll(@new.ToCharArray(), unit => unit.ToString());
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                table[i, j] = a[i] == b[j] ? table[i + 1, j + 1] + 1 : Math.Max(table[i + 1, j], table[i, j + 1]);
        var map = TextDiff.Compare(old, @new);
        Holds(old, @new, map);
        Assert.Equal(table[0, 0], old.Length - map.Changes.Sum(change => change.Old.Length));
    });

    [Fact]
    public void A_text_that_did_not_change_moves_nothing() => Gen.Select(Prose, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((text, from, size) =>
    {
        var start = (int)(from * text.Length);
        var span = new TextSpan(start, start + (int)(size * (text.Length - start)));
        Assert.Equal(new Reanchored(span, span, AnchorFate.Exact, 0), Assert.Single(Reanchor.Spans(text, text, [span])));
    });

    [Fact]
    public void A_span_outside_the_edits_keeps_its_words() => Gen.Select(Prose, Prose, Prose, Prose, Prose).Sample((head, words, tail, newHead, newTail) =>
    {
        words = "kept " + words + " kept";
        var (old, @new) = ($"{head}\n{words}\n{tail}", $"{newHead}\n{words}\n{newTail}");
        var placed = Assert.Single(Reanchor.Spans(old, @new, [new(head.Length + 1, head.Length + 1 + words.Length)]));
        Assert.Equal(words, placed.New.Of(@new));
        Assert.Contains(placed.Fate, (AnchorFate[])[AnchorFate.Exact, AnchorFate.Moved]);
    });

    [Fact]
    public void An_insertion_elsewhere_shifts_a_span_by_its_length() => Gen.Select(Prose, Prose, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((text, put, at, from) =>
    {
        var place = (int)(at * text.Length);
        var start = place + (int)(from * (text.Length - place));
        var span = new TextSpan(start, text.Length);
        if (span.Length < 12) return;
        var changed = text[..place] + " " + put + " " + text[place..];
        var placed = Assert.Single(Reanchor.Spans(text, changed, [span]));
        Assert.Equal(span.Of(text), placed.New.Of(changed));
        Assert.Equal(0, placed.Changed);
    });

    [Fact]
    public void Every_span_gets_an_answer_in_bounds_in_the_order_asked() => Gen.Select(TokensTests.Texts, TokensTests.Texts, Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Array[0, 8]).Sample((old, @new, cuts) =>
    {
        var spans = cuts.Select(cut => (Start: (int)(cut.Item1 * old.Length), cut.Item2)).Select(cut => new TextSpan(cut.Start, cut.Start + (int)(cut.Item2 * (old.Length - cut.Start)))).ToArray();
        var placed = Reanchor.Spans(old, @new, spans);
        Assert.Equal(spans, placed.Select(one => one.Old));
        foreach (var one in placed)
        {
            Assert.InRange(one.New.End, one.New.Start, @new.Length);
            Assert.InRange(one.Changed, 0, 1);
            if (one.Fate is AnchorFate.Exact or AnchorFate.Moved) Assert.Equal(one.Old.Of(old), one.New.Of(@new));
        }
    });

    private const string Old = "The plan is bold.\nWaiting lists grow; the waiting is the harm, not the list.\nNobody asked them.\nHousing is damp and cold in the north.";

    [Fact]
    public void A_corrected_word_is_an_edit_and_says_how_much()
    {
        var placed = One(Old, Old.Replace("grow", "grew", StringComparison.Ordinal), "Waiting lists grow; the waiting");
        Assert.Equal(("Waiting lists grew; the waiting", AnchorFate.Edited), (placed.New.Of(Old.Replace("grow", "grew", StringComparison.Ordinal)), placed.Fate));
        Assert.InRange(placed.Changed, 0.01, 0.15);
    }

    [Fact]
    public void A_letter_mended_at_the_end_of_a_span_is_taken_in()
    {
        var placed = One("for al of us, wel said", "for all of us, well said", "for al");
        Assert.Equal(("for all", AnchorFate.Edited), (placed.New.Of("for all of us, well said"), placed.Fate));
        Assert.InRange(placed.Changed, 0.01, 0.2);
    }

    [Fact]
    public void A_paragraph_put_into_a_span_is_an_edit_not_a_loss()
    {
        var @new = Old.Replace("list.\n", "list.\n" + string.Concat(Enumerable.Repeat("A long new paragraph that nobody coded. ", 20)) + "\n", StringComparison.Ordinal);
        var placed = One(Old, @new, "not the list.\nNobody asked them.");
        Assert.Equal(AnchorFate.Edited, placed.Fate);
        Assert.StartsWith("not the list.", placed.New.Of(@new), StringComparison.Ordinal);
        Assert.EndsWith("Nobody asked them.", placed.New.Of(@new), StringComparison.Ordinal);
    }

    [Fact]
    public void A_paragraph_that_moved_is_followed()
    {
        var lines = Old.Split('\n');
        var @new = string.Join('\n', lines[1], lines[2], lines[3], lines[0]);
        var placed = One(Old, @new, "The plan is bold.");
        Assert.Equal(("The plan is bold.", AnchorFate.Moved), (placed.New.Of(@new), placed.Fate));
    }

    [Fact]
    public void A_passage_taken_out_is_lost_with_a_place_to_look()
    {
        var @new = Old.Replace("Waiting lists grow; the waiting is the harm, not the list.\n", "", StringComparison.Ordinal);
        var placed = One(Old, @new, "the waiting is the harm");
        Assert.Equal((AnchorFate.Lost, 18), (placed.Fate, placed.New.Start));
    }

    [Fact]
    public void The_same_words_elsewhere_are_not_taken_for_a_passage_that_went()
    {
        const string old = "He said it was fair enough. Then more came. He said it was fair enough. The end of it all.";
        var @new = old[..28] + "Then more came. The end of it all.";
        var placed = Assert.Single(Reanchor.Spans(old, @new, [new(44, 71)]));
        Assert.Equal(AnchorFate.Lost, placed.Fate);
    }

    [Fact]
    public void Texts_that_share_nothing_end_in_bounded_time()
    {
        var random = new Random(7);
        string Noise(string letters) => string.Create(350_000, letters, (units, from) => { for (var i = 0; i < units.Length; i++) units[i] = i % 6 == 5 ? ' ' : from[random.Next(from.Length)]; });
        var clock = Stopwatch.StartNew();
        foreach (var (one, other) in ((string, string)[])[(Noise("abcdefghij"), Noise("klmnopqrst")), (Noise("ab"), Noise("ab")), (Noise("a"), Noise("a") + "x"), (new string('a', 300_000), new string('b', 300_000)), (string.Concat(Enumerable.Repeat("ab ", 100_000)), string.Concat(Enumerable.Repeat("ba ", 100_000)))])
        {
            Holds(one, other, TextDiff.Compare(one, other));
            Assert.Single(Reanchor.Spans(one, other, [new(1000, 2000)]));
        }
        // A hang, not slowness, is what this would catch.
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(5), clock.Elapsed.ToString());
    }
}
