namespace Throughline.Text.Tests;

public sealed class StatedCountsTests
{
    private static readonly HashSet<string> Nurses = ["nurses", "leaders", "systems", "sectors"];

    [Theory]
    [InlineData("Five participants spoke of the bus.", "Five participants", 5, null, Countable.Person)]
    [InlineData("It was raised by 12 participants.", "12 participants", 12, null, Countable.Person)]
    [InlineData("Three people said so.", "Three people", 3, null, Countable.Person)]
    [InlineData("We heard it in six coded transcripts.", "six coded transcripts", 6, null, Countable.Transcript)]
    [InlineData("In six of the seven coded transcripts a cause is joined to a life.", "six of the seven coded transcripts", 6, 7, Countable.Transcript)]
    [InlineData("Six of seven interviews end so.", "Six of seven interviews", 6, 7, Countable.Transcript)]
    [InlineData("Seven out of ten respondents agreed.", "Seven out of ten respondents", 7, 10, Countable.Person)]
    [InlineData("All seven transcripts give winter as a reason.", "All seven transcripts", 7, null, Countable.Transcript)]
    [InlineData("In all seven a structural account is begun.", "all seven", 7, null, Countable.Unsaid)]
    [InlineData("All four said that it was the bus.", "All four", 4, null, Countable.Unsaid)]
    [InlineData("It came up in three of the ten.", "three of the ten", 3, 10, Countable.Unsaid)]
    [InlineData("Three of the ten have no view of it.", "Three of the ten", 3, 10, Countable.Unsaid)]
    [InlineData("Two said that nobody asks.", "Two", 2, null, Countable.Unsaid)]
    [InlineData("Both interviews end with it.", "Both interviews", 2, null, Countable.Transcript)]
    [InlineData("It is in both of the documents.", "both of the documents", 2, null, Countable.Document)]
    [InlineData("Half of the participants had moved.", "Half of the participants", null, null, Countable.Person)]
    [InlineData("Half the nurses had moved.", "Half the nurses", null, null, Countable.Named)]
    [InlineData("Twenty-two respondents left it empty.", "Twenty-two respondents", 22, null, Countable.Person)]
    [InlineData("At least four sources name it.", "At least four sources", 4, null, Countable.Source)]
    [InlineData("No fewer than four sources name it.", "No fewer than four sources", 4, null, Countable.Source)]
    [InlineData("Nearly twenty participants named it.", "Nearly twenty participants", 20, null, Countable.Person)]
    [InlineData("Two or three participants named it.", "Two or three participants", null, null, Countable.Person)]
    [InlineData("Five of the participants named it.", "Five of the participants", 5, null, Countable.Person)]
    [InlineData("One of the seven transcripts has none of it.", "One of the seven transcripts", 1, 7, Countable.Transcript)]
    [InlineData("Only one participant had read the plan.", "one participant", 1, null, Countable.Person)]
    [InlineData("Four nurses and a GP said so.", "Four nurses", 4, null, Countable.Named)]
    [InlineData("It is told alike in all three systems.", "all three systems", 3, null, Countable.Named)]
    [InlineData("In both sectors the word is mocked.", "both sectors", 2, null, Countable.Named)]
    [InlineData("It was found at two sites.", "two sites", 2, null, Countable.Site)]
    [InlineData("Five senior NHS leaders named it.", "Five senior NHS leaders", 5, null, Countable.Named)]
    [InlineData("Three cases carry the theme.", "Three cases", 3, null, Countable.Case)]
    [InlineData("In four studies it is a matter of choice.", "four studies", 4, null, Countable.Study)]
    [InlineData("Two focus groups came back to it.", "Two focus groups", 2, null, Countable.Transcript)]
    public void A_number_that_counts_people_cases_sources_or_sites_is_found(string text, string words, int? number, int? of, Countable counts)
    {
        var found = Assert.Single(StatedCounts.In(text, Nurses));
        Assert.Equal((words, number, of, counts), (found.Words, found.Number, found.Of, found.Counts));
        Assert.Equal(words, text.Substring(found.Start, found.Length));
    }

    [Theory]
    [InlineData("It took two weeks.")]
    [InlineData("One of the reasons is the bus.")]
    [InlineData("Three of the reasons are money.")]
    [InlineData("The clinic is five miles away.")]
    [InlineData("They met on 5 June and on June 5.")]
    [InlineData("On 17 March participants met.")]
    [InlineData("He was aged five.")]
    [InlineData("A 45-year-old told us. She is fifteen.")]
    [InlineData("In 2024 participants were asked again.")]
    [InlineData("In interview 6 people speak of rent.")]
    [InlineData("Interviews 2 and 4 were given to both of us.")]
    [InlineData("Interviews 2, 4 and 6 people had read before.")]
    [InlineData("Group 1 participants and group 2 participants differ.")]
    [InlineData("In System 2 leaders speak of boards.")]
    [InlineData("The three systems differ in size.")]
    [InlineData("These two interviews are read side by side.")]
    [InlineData("Our ten participants were found on the web.")]
    [InlineData("The first two interviews were read together.")]
    [InlineData("The last three respondents left it empty.")]
    [InlineData("The sites' three leaders met.")]
    [InlineData("Some 870,000 people live there, 1,520,000 people beyond.")]
    [InlineData("About 131,000 people are worse off.")]
    [InlineData("10 500 people live on the estate.")]
    [InlineData("Two hundred people came.")]
    [InlineData("Three million people wait.")]
    [InlineData("£200 people never saw.")]
    [InlineData("5% people would call a lot; 12.5 people cannot be.")]
    [InlineData("One in five participants moved.")]
    [InlineData("Both leaders and practitioners say so.")]
    [InlineData("Both the council leader and the link worker begin from lives.")]
    [InlineData("Both are true, and both of them hold.")]
    [InlineData("Two accounts of the same fact compete.")]
    [InlineData("There are three sources of income.")]
    [InlineData("In both cases the form was to blame; in two cases nothing was.")]
    [InlineData("One participant put it so.")]
    [InlineData("One of them said nothing.")]
    [InlineData("One group sees itself do it.")]
    [InlineData("Half an hour later it was over. One and a half interviews were lost.")]
    [InlineData("It comes twice, three times even.")]
    [InlineData("Three of the ten weeks were lost, and two of the five fields are empty.")]
    [InlineData("All seven groups of codes are in use.")]
    [InlineData("We went up on three of the ten.")]
    [InlineData("He named all five.")]
    [InlineData("We differed on two of ten cells.")]
    [InlineData("Five years ago leaders spoke otherwise.")]
    [InlineData("Two wanted people to move.")]
    [InlineData("“Five participants said so”, she told us, and \"six people did\".")]
    [InlineData("A group of five people met.")]
    [InlineData("The two said nothing. We two agreed.")]
    [InlineData("A two-person interview is a rule of 3:1.")]
    [InlineData("Several participants, most of them nurses, and everyone else.")]
    [InlineData("Five interview questions were dropped.")]
    [InlineData("Two participants’ letters were lost.")]
    [InlineData("There are four system boards and nine health checks.")]
    [InlineData("A gap of ten years in life expectancy at two ends of a street.")]
    [InlineData("Five hundred pounds and a bench.")]
    [InlineData("It is in section 4, step 2 and paragraph 14.")]
    [InlineData("")]
    public void A_number_that_counts_nothing_of_the_sort_is_left_alone(string text) => Assert.Empty(StatedCounts.In(text, Nurses).Select(s => s.Words));

    [Theory]
    [InlineData("six of the seven", " coded transcripts a cause is joined", 6, 7, Countable.Transcript, false)]
    [InlineData("all seven", " coded transcripts", 7, null, Countable.Transcript, false)]
    [InlineData("five", ". In some, more is said.", 5, null, Countable.Unsaid, false)]
    [InlineData("Both", " nurses agree", 2, null, Countable.Named, false)]
    [InlineData("five senior leaders", " say so", 5, null, Countable.Named, true)]
    [InlineData("three", " systems", 3, null, Countable.Named, false)]
    [InlineData("the two", " participants", 2, null, Countable.Person, false)]
    public void What_words_that_were_marked_state_is_read_with_what_follows(string words, string after, int number, int? of, Countable counts, bool isNarrowed)
    {
        var read = StatedCounts.Of(words, after, Nurses);
        Assert.Equal((number, of, counts, isNarrowed), (read!.Number, read.Of, read.Counts, read.IsNarrowed));
    }

    [Theory, InlineData("several"), InlineData("most of those in Northmoor"), InlineData("others"), InlineData("nobody"), InlineData("those of interview 6"), InlineData("two hundred")]
    public void Words_that_were_marked_and_state_no_number_are_held_against_none(string words) => Assert.Null(StatedCounts.Of(words, " participants"));

    [Fact]
    public void A_number_fits_what_was_counted_as_exactly_as_it_is_said()
    {
        Assert.Equal([false, true, false], Fitting("five participants"));
        Assert.Equal([false, true, true], Fitting("at least five participants"));
        Assert.Equal([false, false, true], Fitting("more than five participants"));
        Assert.Equal([true, true, false], Fitting("at most five participants"));
        Assert.Equal([true, false, false], Fitting("fewer than five participants"));
        Assert.Equal([true, true, true], Fitting("about five participants"));
        Assert.Equal([true, true, true], Fitting("half of the participants"));

        static IEnumerable<bool> Fitting(string words) => new[] { 4, 5, 6 }.Select(Assert.Single(StatedCounts.In(words + " said so.")).Fits);
    }

    [Fact]
    public void Several_numbers_in_one_text_are_found_in_their_order()
    {
        var found = StatedCounts.In("In six of the seven transcripts a cause is named, and in all seven a story is begun.\n\nFive participants, two of the ten weeks, and both interviews.");
        Assert.Equal(["six of the seven transcripts", "all seven", "Five participants", "both interviews"], found.Select(f => f.Words));
    }
}
