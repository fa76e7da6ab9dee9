using System.Globalization;
using System.Text;
using CsCheck;
using Throughline.Text;

namespace Throughline.Files.Tests;

public class RepairTests
{
    private static ReadDocument Read(string text) => Corpus.Read(new MarkdownReader(), "file.md", Encoding.UTF8.GetBytes(text));

    private static string Repaired(string text)
    {
        var document = Read(text);
        return RepairText.Apply(document, document.Repairs).Document.Text;
    }

    /// <summary>What the fault does: the double letter is drawn as one sign, and comes out as one letter and a gap.</summary>
    private static string Damage(string text) =>
        text.Replace("ll ", "l ", StringComparison.Ordinal).Replace("ll\n", "l\n", StringComparison.Ordinal).Replace("ll", "l ", StringComparison.Ordinal)
            .Replace("l .", "l.", StringComparison.Ordinal).Replace("l ,", "l,", StringComparison.Ordinal);

    private const string Clean = """
        All of the councils that we visited will tell you that health is local. They will also tell you that the money is not. In the
        smaller towns, where the walls of the old mill still stand, a small team calls on people who fell ill in the spring and are
        still waiting to be called. Usually the call comes late. The allocation follows the formula, and the formula follows the
        census, so a ward that grew quickly will fall behind until the next one.

        Collaboration was the word that we heard most of all. Colleagues collaborate when it is their skill that is wanted, and not
        only their signature. Wellbeing is well understood here; illness is not. A collective plan was allowed to lapse. Smith et al.
        have called this a challenging model, and they are essentially right, though the control of a hospital and of a school is
        not a simple matter and no individual can be blamed individually for a general failure.

        Overall, full agreement is rare. Following the vote, the panel fell silent, then the chair recalled an earlier vote and
        pulled the proposal. Skills and bills were set side by side. It shall be filled, they said, or the whole thing shall be
        cancelled. Practically nobody believed it. The final report is excellent on travel, signalling and the annual deficit, and
        generally silent on alcohol. Actually, all that was needed was a shelter and a few chairs in the yellow hall.
        """;

    [Fact]
    public void Letters_lost_by_a_fault_are_found_again()
    {
        var damaged = Damage(Clean);
        var wanted = Words(Read(Clean).Text);
        var found = Words(Repaired(damaged));
        var before = Words(Read(damaged).Text);
        // By hand: how many words the fault broke, and how many of those read as written after the repairs.
        var broken = wanted.Where(word => word.Key.Contains("ll", StringComparison.Ordinal)).Sum(word => word.Value);
        var still = wanted.Where(word => word.Key.Contains("ll", StringComparison.Ordinal)).Sum(word => Math.Max(0, word.Value - found.GetValueOrDefault(word.Key)));
        var wrong = found.Where(word => !wanted.ContainsKey(word.Key) && !before.ContainsKey(word.Key)).Select(word => word.Key).ToList();
        Assert.True(broken >= 50, $"The text has only {broken} words to break.");
        Assert.True(still <= broken * 0.15, $"{still} of {broken} broken words are not mended: {string.Join(" ", wanted.Where(w => w.Key.Contains("ll", StringComparison.Ordinal) && found.GetValueOrDefault(w.Key) < w.Value).Select(w => w.Key))}");
        Assert.True(wrong.Count == 0, $"Words that were never written: {string.Join(" ", wrong)}");
        Assert.Contains("et al", Repaired(damaged), StringComparison.Ordinal);
    }

    private static Dictionary<string, int> Words(string text) =>
        WordInText.Of(text).GroupBy(word => word.Lower).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    [Fact]
    public void A_text_without_the_fault_gets_no_repairs() => Assert.Empty(Read(Clean).Repairs);

    [Fact]
    public void Et_al_is_left_alone_however_often_it_stands_after_a_t()
    {
        var text = string.Join("\n\n", Enumerable.Range(1, 30).Select(i => $"Marmot et al. (200{i % 10}) and Bramwell et al. say the same of area {i}, as do Scot et al."));
        Assert.DoesNotContain(Read(text).Repairs, repair => repair.Kind == RepairKind.LostLetters);
    }

    [Theory]
    [InlineData("checkland-2025-tackling-health-inequalities.txt")]
    [InlineData("mcmahon-2022-meta-ethnography.txt")]
    public void Real_papers_that_lost_no_letters_get_none(string name) =>
        Assert.DoesNotContain(Corpus.Read(new PlainTextReader(), Corpus.Shared("corpus", "papers", name)).Repairs, repair => repair.Kind == RepairKind.LostLetters);

    [Fact]
    public void A_single_slip_is_found_where_the_document_writes_the_word_in_full_many_times()
    {
        var text = string.Join("\n\n", Enumerable.Range(1, 12).Select(i => $"In year {i} we will meet.")) + "\n\nThen we wil rest, and Jones et al agree.";
        var repair = Assert.Single(Read(text).Repairs);
        Assert.Equal(("l", RepairKind.LostLetters), (repair.Replacement, repair.Kind));
        Assert.Contains("12 times", repair.Reason, StringComparison.Ordinal);
        Assert.EndsWith("Then we will rest, and Jones et al agree.", Repaired(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Folio_lines_and_running_headers_that_count_up_are_proposed_and_other_numbers_are_not()
    {
        string[] what = ["work", "plans", "roads", "talks", "visits", "reports"];
        var pages = Enumerable.Range(1, 6).Select(i => $"The board met in month {i} and agreed to go on with the\n\n{i}\n\nAnnual plan for the town\n\n{what[i - 1]} of the year before, as set out in part {i} of the report.");
        var document = Read(string.Join("\n\n", pages) + "\n\n42");
        Assert.All(document.Repairs, repair => Assert.Equal(RepairKind.FolioLine, repair.Kind));
        var lines = RepairText.Apply(document, document.Repairs).Document.Lines();
        Assert.Equal(7, lines.Length);
        Assert.Equal("The board met in month 3 and agreed to go on with the roads of the year before, as set out in part 3 of the report.", lines[2]);
        Assert.Equal("42", lines[^1]);
    }

    private static string Pages(Func<int, string> end, int count = 9) => string.Join("\n\n", Enumerable.Range(1, count).Select(i =>
        $"On this page the board says what it heard in ward {(char)('a' + i)}, and then it says so again at some length, since the page has to be filled with something that was said.\n\nIt goes on to say that nobody was asked who lives in ward {(char)('a' + i)} and{end(i).Replace("@", $"ward {(char)('k' + i)} had no say.", StringComparison.Ordinal)}"));

    [Fact]
    public void A_page_number_run_onto_a_lines_end_is_found_where_the_others_leave_a_gap()
    {
        var text = Pages(i => i is 4 or 6 ? $" {i}\n\n@" : $"\n\n{i}\n\n@");
        var repairs = Read(text).Repairs;
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8", "9"], repairs.Select(repair => repair.Span.Of(Read(text).Text).Trim()));
        Assert.Contains("run onto the end of a line", repairs[3].Reason, StringComparison.Ordinal);
        Assert.Contains("in ward e and ward o had no say.", Repaired(text), StringComparison.Ordinal);
        Assert.DoesNotMatch("[0-9]", Repaired(text));
    }

    [Fact]
    public void Page_numbers_run_onto_lines_ends_go_on_where_two_that_stand_alone_stop()
    {
        var repairs = Read(Pages(i => i <= 2 ? $"\n\n{i}\n\n@" : $" {i}\n\n@")).Repairs;
        Assert.Equal(9, repairs.Count);
        // One or two that fit may have been written.
        Assert.DoesNotContain(Read(Pages(i => i <= 2 ? $"\n\n{i}\n\n@" : i == 3 ? " 3\n\n@" : " @")).Repairs, repair => repair.Reason.Contains("run onto", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(" we asked 4")] // no gap to fill: 4 stands alone further on
    [InlineData(" we asked 40")]
    public void A_number_that_somebody_wrote_at_a_lines_end_stays(string end)
    {
        var text = Pages(i => (i == 5 ? end : "") + $"\n\n{i}\n\n@");
        Assert.Contains(end.Trim(), Repaired(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dhsc-2025-10-year-health-plan-executive-summary.md", "2 3 4 5 6 7 8 9 10 11")]
    [InlineData("nhse-2026-medium-term-planning-framework.md", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40")]
    public void The_page_numbers_of_real_documents_are_found_and_no_other_number_goes(string name, string expected)
    {
        var document = Corpus.Read(new MarkdownReader(), Corpus.Shared("corpus", "policy", name));
        Assert.Equal(expected, string.Join(' ', document.Repairs.Where(repair => repair.Kind == RepairKind.FolioLine).Select(repair => string.Join(' ', repair.Span.Of(document.Text).Split(' ', '\n').Where(word => word.Length > 0)))));
    }

    [Fact]
    public void An_adverb_that_lost_a_letter_without_a_gap_is_found_where_the_document_writes_it_in_full()
    {
        var document = Read("It is clinically sound. Clinicaly, it was said twice, and realy only once. Later the latter was filed, and the form filled. An anomaly is not daily.");
        Assert.Equal("\"Clinicaly\" becomes \"Clinically\", as this document writes it elsewhere (1 time).", Assert.Single(document.Repairs).Reason);
        var (repaired, map) = RepairText.Apply(document, document.Repairs);
        Assert.StartsWith("It is clinically sound. Clinically, it", repaired.Text, StringComparison.Ordinal);
        Assert.Equal("Clinically", map.Forward(new TextSpan(24, 33)).Of(repaired.Text));
        Assert.Empty(Read("It is clinicaly sound, and clinicaly tested, not clinically proved.").Repairs);
    }

    [Fact]
    public void A_left_over_hyphen_is_judged_by_the_documents_own_words()
    {
        Assert.Equal("Inequalities matter. The inequalities group said so.", Repaired("Inequalities matter. The inequal- ities group said so."));
        Assert.Equal("A long-term view is a long-term view.", Repaired("A long-term view is a long- term view."));
        Assert.Equal("Short- and long-term views.", Repaired("Short- and long-term views."));
    }

    [Fact]
    public void Applying_repairs_moves_everything_along_and_the_map_goes_both_ways() =>
        Gen.Select(Corpus.Pick("wil", "al", "word", "a", "text", "fol owing", "12").Array[1, 6].Array[1, 8], Gen.Int[0, 1000]).Sample((blocks, seed) =>
        {
            var assembly = new TextAssembly();
            foreach (var block in blocks)
            {
                assembly.Append(string.Join(" ", block));
                assembly.AddBlockMark(MarkKind.ParagraphNumber, "1");
                assembly.EndBlock();
            }
            var document = assembly.Build(ReadLimits.Default);
            var random = new Random(seed);
            var repairs = new List<Repair>();
            for (var at = random.Next(4); at < document.Text.Length;)
            {
                var end = Math.Min(document.Text.Length, at + random.Next(4));
                repairs.Add(new(new(at, end), new string('z', 1 + random.Next(3)), RepairKind.LostLetters, ""));
                at = end + 1 + random.Next(9);
            }
            var (repaired, map) = RepairText.Apply(document with { Repairs = repairs }, repairs);
            Assert.Empty(DocumentLaws.Broken(repaired));
            Assert.Empty(repaired.Repairs);
            var last = 0;
            for (var position = 0; position <= document.Text.Length; position++)
            {
                var mapped = map.Forward(position);
                Assert.InRange(mapped, last, repaired.Text.Length);
                last = mapped;
                if (position == document.Text.Length || repairs.Exists(repair => repair.Span.Contains(position) || repair.Span.Start == position)) continue;
                Assert.Equal(document.Text[position], repaired.Text[mapped]);
                Assert.Equal(position, map.Back(mapped));
            }
        });

    [Fact]
    public void An_excerpt_keeps_its_words_when_letters_come_back_inside_and_at_its_edges()
    {
        var document = Read("We wil col aborate, and al wil fol ow. Each skil wil grow local y. Everybody wil be cal ed, and no chal enge wil stop a ful y formed col ective.");
        var (repaired, map) = RepairText.Apply(document, document.Repairs);
        var start = document.Text.IndexOf("wil col", StringComparison.Ordinal);
        Assert.Equal("will collaborate", map.Forward(new TextSpan(start, start + "wil col aborate".Length)).Of(repaired.Text));
        Assert.Equal("will", map.Forward(new TextSpan(start, start + "wil".Length)).Of(repaired.Text));
        Assert.Equal("We", map.Forward(new TextSpan(0, 2)).Of(repaired.Text));
        Assert.Equal("wil col aborate", map.Back(map.Forward(new TextSpan(start, start + "wil col aborate".Length))).Of(document.Text));
    }

    [Fact]
    public void Overlapping_repairs_are_a_broken_promise()
    {
        var document = Read("Some words stand here.");
        Repair Change(int start, int end) => new(new(start, end), "x", RepairKind.LostLetters, "");
        Assert.Throws<ArgumentException>(() => RepairText.Apply(document, [Change(0, 4), Change(3, 6)]));
        Assert.Throws<ArgumentException>(() => RepairText.Apply(document, [Change(0, 400)]));
    }

    /// <summary>Counts made by eye: every damaged form, what it should read, and how often it stands in the document.</summary>
    private static Dictionary<(string Damaged, string Whole), int> ByEye(string document) =>
        File.ReadLines(Corpus.Own("policy-damage", "damage.csv")).Skip(1).Select(line => line.Split(',')).Where(cells => cells[0] == document)
            .ToDictionary(cells => (cells[1], cells[2]), cells => int.Parse(cells[3], CultureInfo.InvariantCulture));

    [Theory]
    [MemberData(nameof(MarkdownReaderTests.Policies), MemberType = typeof(MarkdownReaderTests))]
    public void Of_the_words_found_damaged_by_eye_none_is_left_and_no_other_is_changed(string name, bool woven)
    {
        _ = woven;
        var document = Corpus.Read(new MarkdownReader(), Corpus.Shared("corpus", "policy", name));
        var proposed = document.Repairs.Where(repair => repair.Kind == RepairKind.LostLetters).Select(repair => repair.Reason.Split('"')).GroupBy(quoted => (quoted[1], quoted[3])).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(ByEye(name).OrderBy(pair => pair.Key), proposed.OrderBy(pair => pair.Key));
        var repaired = RepairText.Apply(document, document.Repairs).Document;
        Assert.Empty(DocumentLaws.Broken(repaired));
        Assert.DoesNotContain(WordInText.Of(repaired.Text), word => word.Lower is "wil" or "al" or "ful" or "fol" or "col" or "wel" or "chal" or "overal" or "skil" or "stil" or "smal" or "shal");
        // Everything else is as it was: taking the changes back gives the stored text.
        Assert.Equal(string.Concat(document.Text.Where(char.IsLetter)).Length + document.Repairs.Where(r => r.Kind == RepairKind.LostLetters).Sum(r => r.Replacement.Length)
            - document.Repairs.Where(r => r.Kind == RepairKind.FolioLine).Sum(r => r.Span.Of(document.Text).Count(char.IsLetter)), string.Concat(repaired.Text.Where(char.IsLetter)).Length);
    }
}
