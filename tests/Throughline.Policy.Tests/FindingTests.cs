using System.Text.RegularExpressions;
using Throughline.Files;
using Throughline.Policy.Finding;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Policy.Tests;

public sealed partial class FindingTests
{
    [Theory]
    [InlineData("Health inequalities have grown in the valley.")]
    [InlineData("HEALTH INEQUALITIES HAVE GROWN IN THE VALLEY.")]
    [InlineData("Health **inequalities** have grown in the valley.")]
    [InlineData("Health in**equalities** have grown in the valley.")]
    [InlineData("Health inequalit ies have grown in the valley.")]
    [InlineData("Health in-equalities have grown in the valley.")]
    [InlineData("Health inequal-ities have grown in the valley.")]
    [InlineData("Health inequal\u00ADities have grown in the valley.")]
    [InlineData("Inequitable care has grown in the valley.")]
    [InlineData("Our **Core20**PLUS5 work has grown in the valley.")]
    [InlineData("Our CORE 20 PLUS 5 work has grown in the valley.")]
    [InlineData("There are dis\u00ADparities in the valley.")]
    [InlineData("We will improve the health of the poorest fastest.")]
    [InlineData("We help inclusion-health groups in the valley.")]
    public void Case_hyphens_bold_marks_and_cuts_hide_nothing(string sentence)
    {
        var document = Made.Markdown("This paper was written last week. " + sentence + " Nothing more was said.");
        var found = Made.Find(document);
        var statement = Assert.Single(found.Statements);
        Assert.DoesNotContain("last week", statement.Span.Of(document), StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing more", statement.Span.Of(document), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The gender pay gap was published on Monday.")]
    [InlineData("We will close the skills gap among coders.")]
    [InlineData("Equity finance and private equity were both considered.")]
    [InlineData("Deprivation of liberty safeguards were reviewed.")]
    [InlineData("There is a funding gap of two million.")]
    [InlineData("Improvement in equal measure was seen by the shareholders in return on equity.")]
    [InlineData("We will reduce the time people wait for care.")]
    [InlineData("Staff worked hard in the valley hospital.")]
    public void What_sounds_alike_and_is_something_else_is_no_statement(string sentence) => Assert.Empty(Made.Statements(sentence));

    [Fact]
    public void An_exclusion_hides_only_what_it_covers() =>
        Assert.Equal(["The gender pay gap and health inequalities were both discussed."], Made.Statements("The gender pay gap and health inequalities were both discussed. The skills gap came next."));

    [Theory]
    [InlineData("As Dr. Owen said, e.g. in para. 3.2, inequalities remain. The rest is plain.", "As Dr. Owen said, e.g. in para. 3.2, inequalities remain.")]
    [InlineData("2.1.3 Inequalities remain in dental care. 2.1.4 The budget was met.", "2.1.3 Inequalities remain in dental care.")]
    [InlineData("The budget was met.12 Inequalities remain in dental care.13 The rest is plain.", "Inequalities remain in dental care.13")]
    [InlineData("She said: “Inequalities remain. They grow.” The rest is plain.", "She said: “Inequalities remain.")]
    [InlineData("The plan (see ch. 4. and fig. 2) leaves inequalities out. The rest is plain.", "The plan (see ch. 4. and fig. 2) leaves inequalities out.")]
    public void A_sentence_ends_where_it_ends(string text, string statement) => Assert.Equal(statement, Made.Statements(text)[0]);

    [Fact]
    public void A_bullet_is_the_statement_and_its_stem_and_heading_are_context()
    {
        var document = Made.Markdown("## Better lives\n\nBy 2030 every system must:\n\n- publish its accounts\n- narrow the gap in life expectancy between its richest and poorest towns\n- keep within budget\n");
        var statement = Assert.Single(Made.Find(document).Statements);
        Assert.Equal("narrow the gap in life expectancy between its richest and poorest towns", statement.Span.Of(document));
        Assert.Equal([("heading", "Better lives"), ("stem", "By 2030 every system must:")], statement.Context.Select(c => (c.Label, c.Span.Of(document))));
        Assert.False(statement.IsWoven);
        Assert.Null(statement.Page);
    }

    [Fact]
    public void Bullets_printed_within_a_line_are_parted()
    {
        var document = Made.Markdown("We ask boards to: o open more clinics o tackle inequalities in access o mend the roof");
        Assert.Equal("tackle inequalities in access", Assert.Single(Made.Find(document).Statements).Span.Of(document));
    }

    [Fact]
    public void A_heading_set_before_its_paragraph_is_a_mention_and_the_paragraph_stands_alone()
    {
        var document = Made.Markdown("Address inequalities and look ahead It remains hard to plan for the winter in full. Trusts should reduce unequal access to scans.");
        var found = Made.Find(document);
        Assert.Equal("Trusts should reduce unequal access to scans.", Assert.Single(found.Statements).Span.Of(document));
        var mention = Assert.Single(found.Mentions);
        Assert.Equal((MentionPlace.Heading, "Address inequalities and look ahead"), (mention.Where, mention.Span.Of(document)));
    }

    [Fact]
    public void Table_cells_have_their_column_and_row_for_context()
    {
        var document = Made.Markdown("| Aim | What we will do |\n|---|---|\n| Fairness | Reduce inequalities in waiting times between our towns |\n| Money | Balance the books by the end of the year |\n");
        var statement = Assert.Single(Made.Find(document).Statements);
        Assert.Equal("Reduce inequalities in waiting times between our towns", statement.Span.Of(document));
        Assert.Equal([("column", "What we will do"), ("row", "Fairness")], statement.Context.Select(c => (c.Label, c.Span.Of(document))));
    }

    [Fact]
    public void Titles_headings_contents_addresses_and_references_are_mentions()
    {
        var document = Made.Markdown("""
            # A plan against inequalities

            ## Contents

            Why inequalities matter

            What comes next

            ## Why inequalities matter

            This part says little. Read more at https://example.org/health-inequalities/plan and write to inequalities@example.org today.

            The guidance ‘Tackling Health Inequalities Together’ came out in May.

            ## What comes next

            Nothing that would surprise anybody was said about next year at the meeting.

            ## References

            Smith J. Inequalities in a small town. 2019.
            """);
        var found = Made.Find(document);
        Assert.Empty(found.Statements);
        Assert.Equal([MentionPlace.Title, MentionPlace.Contents, MentionPlace.Heading, MentionPlace.Address, MentionPlace.Address, MentionPlace.QuotedTitle, MentionPlace.Reference], found.Mentions.Select(m => m.Where));
    }

    [Fact]
    public void The_name_of_a_body_claims_nothing()
    {
        var document = Made.Markdown("The Institute of Health Equity wrote the foreword. The Institute of Health Equity found that inequalities had grown.");
        var found = Made.Find(document);
        Assert.Equal("The Institute of Health Equity found that inequalities had grown.", Assert.Single(found.Statements).Span.Of(document));
        Assert.Equal(MentionPlace.Name, Assert.Single(found.Mentions).Where);
    }

    [Fact]
    public void Variation_counts_when_it_is_plainly_about_people()
    {
        var document = Made.Markdown("We will reduce unwarranted variation in access across our towns. We will reduce unwarranted variation in prescribing costs.");
        var found = Made.Find(document);
        Assert.Equal("We will reduce unwarranted variation in access across our towns.", Assert.Single(found.Statements).Span.Of(document));
        Assert.Equal(MentionPlace.Unclear, Assert.Single(found.Mentions).Where);
    }

    [Fact]
    public void A_named_group_needs_a_word_of_difference()
    {
        Assert.Empty(Made.Statements("The ward has beds for people with a learning disability."));
        Assert.Single(Made.Statements("People with a learning disability have worse outcomes."));
    }

    [Fact]
    public void In_woven_columns_the_span_is_the_smallest_that_holds_the_visible_words()
    {
        var document = Made.Woven("""
            The town has a harbour and a mill. It is Our second aim is to raise the
            a place where people die younger than they spending on parks by a fifth. That
            do inland, and that is not right. Boats will need more money from the council.
            """.ReplaceLineEndings("\n"));
        var statement = Assert.Single(Made.Find(document).Statements);
        Assert.True(statement.IsWoven);
        var words = statement.Span.Of(document);
        Assert.StartsWith("It is", words, StringComparison.Ordinal);
        Assert.Contains("die younger than they", words, StringComparison.Ordinal);
        Assert.DoesNotContain("harbour", words, StringComparison.Ordinal);
        Assert.DoesNotContain("Boats", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Woven_bullets_begin_a_statement_of_their_own()
    {
        var document = Made.Woven("• open a new clinic by the old\n• reduce inequalities in access to scans for\npeople who live by the river\n• mend the roof before winter");
        Assert.Equal("reduce inequalities in access to scans for\npeople who live by the river", Assert.Single(Made.Find(document).Statements).Span.Of(document));
    }

    [Fact]
    public void Running_headers_and_lost_letters_do_not_cut_a_statement()
    {
        const string text = "Our plan wil reduce health\n3\nPlan for the valley inequalities in every town.";
        var header = text.IndexOf("\n3", StringComparison.Ordinal);
        var end = text.IndexOf("inequalities", StringComparison.Ordinal);
        var document = new ReadDocument
        {
            Text = text,
            Blocks = [new(new(0, header), BlockKind.Paragraph), new(new(header + 1, header + 2), BlockKind.Paragraph), new(new(header + 3, text.Length), BlockKind.Paragraph)],
            Repairs = [new(new(12, 12), "l", RepairKind.LostLetters, "made"), new(new(header, end), " ", RepairKind.FolioLine, "made")],
        };
        var statement = Assert.Single(Made.Find(document).Statements);
        Assert.Equal(text, statement.Span.Of(document));
    }

    [Fact]
    public void Statements_that_say_nearly_the_same_are_grouped()
    {
        var found = FindInText.Run(Made.Lexicons,
        [
            ("a.md", Made.Markdown("Systems must reduce inequalities in access to care for everyone in their area.")),
            ("b.md", Made.Markdown("Systems must reduce inequalities in access to care for everyone in the area. Disparities in dentistry are another matter.")),
        ]);
        Assert.Equal([1], found[0].Statements.Select(s => s.Alike));
        Assert.Equal([1, null], found[1].Statements.Select(s => s.Alike));
    }

    [Fact]
    public void An_empty_document_has_nothing() => Assert.Equal((0, 0), (Made.Find(new ReadDocument { Text = "", Blocks = [] }).Statements.Count, Made.Find(new ReadDocument { Text = "", Blocks = [] }).Mentions.Count));

    [Fact]
    public void Nothing_plain_is_lost_wherever_it_stands()
    {
        var random = new Random(20261122);
        string[] pieces = ["inequalities", "Inequality", "health inequities", "Core20PLUS5", "core 20", "reinequalitying", "https://x.org/inequality", "the gender pay gap", "• ", "\n\n", "\n", "## ", "| ", ". ", ": ", "‘", "’", "and the plan ", "We will ", "(", ")", "2.1 ", "*", "https://", "2019. "];
        for (var round = 0; round < 400; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(3, 40)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (string.IsNullOrWhiteSpace(text)) continue;
            var document = Made.Markdown(text);
            AssertCovered(document, Made.Find(document));
        }
    }

    [Theory]
    [InlineData("dhsc-2025-10-year-health-plan-executive-summary")]
    [InlineData("nhse-2025-26-priorities-and-operational-planning-guidance")]
    [InlineData("nhse-2025-planning-framework")]
    public void In_the_documents_the_lexicon_was_written_from_nothing_plain_is_lost(string name)
    {
        var document = new ReadFile(ReadFile.AllReaders).Read(name + ".md", File.ReadAllBytes(Shared.PathOrSkip($"corpus/policy/{name}.md")), new ReadLimits(), null, CancellationToken.None).Value;
        var found = Made.Find(document);
        Assert.NotEmpty(found.Statements);
        AssertCovered(document, found);
        foreach (var statement in found.Statements)
        {
            Assert.False(string.IsNullOrWhiteSpace(statement.Span.Of(document)));
            Assert.All(statement.Context, context => Assert.False(context.Span.IsEmpty));
            Assert.All(statement.Matched, hit => Assert.True(statement.Span.Start <= hit.Span.Start && hit.Span.End <= statement.Span.End));
        }
    }

    [Fact]
    public void No_sentence_of_a_document_is_in_a_lexicon()
    {
        foreach (var path in Directory.EnumerateFiles(Shared.PathOrSkip("corpus/policy"), "*.md"))
        {
            var words = " " + Folding.Key(File.ReadAllText(path)) + " ";
            foreach (var entry in Made.Catalogue.All.Where(f => f.Id is "inequality" or "reading" or "topics").SelectMany(f => f.AllTerms()))
                Assert.DoesNotContain(" " + Folding.Key(entry.Example!) + " ", words, StringComparison.Ordinal);
        }
    }

    private static void AssertCovered(ReadDocument document, FoundInDocument found)
    {
        foreach (Match match in Plain().Matches(document.Text))
        {
            var span = new TextSpan(match.Index, match.Index + match.Length);
            Assert.True(found.Statements.Any(s => s.Span.Overlaps(span)) || found.Mentions.Any(m => m.Span.Overlaps(span)) || found.Excluded.Any(e => e.Overlaps(span)),
                $"\"{match.Value}\" at {match.Index} is in no statement and no mention of: {document.Text}");
        }
    }

    [GeneratedRegex("inequalit|inequit|core20", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
