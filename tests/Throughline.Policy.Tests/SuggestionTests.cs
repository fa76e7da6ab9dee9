using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Finding;
using Throughline.Text;

namespace Throughline.Policy.Tests;

public sealed class SuggestionTests
{
    private static Dictionary<string, FieldSuggestion> Suggest(string statement, string? stem = null)
    {
        var text = stem is null ? statement : stem + "\n" + statement;
        var span = new TextSpan(text.Length - statement.Length, text.Length);
        return Made.Lexicons.Fields.Suggest(text, span, stem is null ? null : new TextSpan(0, stem.Length)).ToDictionary(s => s.Field.Name);
    }

    private static string[] Last(FieldSuggestion suggestion) => [.. suggestion.Terms.Select(t => t[(t.LastIndexOf('.') + 1)..])];

    [Fact]
    public void Every_field_is_there_in_order_whatever_the_words() =>
        Assert.Equal(RepresentationField.All.Select(f => f.Name), Made.Lexicons.Fields.Suggest("Nothing.", new(0, 8), null).Select(s => s.Field.Name));

    [Fact]
    public void Every_term_suggested_stands_in_the_vocabulary_of_its_field()
    {
        foreach (var entry in Made.Lexicons.Fields.Entries)
        {
            Assert.Contains(entry.Term, TermsOf(entry.Field));
            foreach (var (field, term) in entry.Also) Assert.Contains(term, TermsOf(field));
        }
        static IEnumerable<string> TermsOf(RepresentationField field) => field.Vocabulary.TermsOf(Made.Catalogue.Find(field.Vocabulary.Framework)!).Select(t => t.Id);
    }

    [Theory]
    [InlineData("Inequalities in access, experience and outcomes remain.", "access-to-care experience-of-care outcomes-of-care")]
    [InlineData("The gap in healthy life expectancy is widening.", "healthy-life-expectancy")]
    [InlineData("The gap in life expectancy is widening.", "life-expectancy")]
    [InlineData("Health outcomes are worse in the port.", "health-status")]
    [InlineData("Asthma starts earlier on the estate.", "likelihood-of-illness")]
    [InlineData("Health inequalities are growing.", "")]
    [InlineData("Poverty is the root cause of inequalities.", "")]
    public void The_kind_is_told_and_a_cause_is_no_kind(string statement, string kinds) => Assert.Equal(kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries), Last(Suggest(statement)["kind"]));

    [Theory]
    [InlineData("ICBs must reduce inequalities.", "requirement")]
    [InlineData("We will reduce inequalities.", "commitment")]
    [InlineData("Our ambition is to reduce inequalities.", "aspiration")]
    [InlineData("Inequalities have grown.", "description")]
    public void The_most_binding_words_decide(string statement, string strength) => Assert.Equal([strength], Last(Suggest(statement)["strength"]));

    [Fact]
    public void A_stem_says_who_acts_and_how_bindingly()
    {
        var read = Suggest("reduce inequalities in uptake of screening", "Trusts must:");
        Assert.Equal(["requirement"], Last(read["strength"]));
        Assert.Equal(["trust"], Last(read["whoActs"]));
        Assert.Equal(new TextSpan(0, 6), read["whoActs"].Evidence[0].Span);
    }

    [Theory]
    [InlineData("Inequalities remain.", null)]
    [InlineData("We tackle inequalities in partnership with councils.", "named")]
    [InlineData("We tackle inequalities by opening evening clinics with partners so that people can come after work.", "described")]
    [InlineData("First link workers call each person, then the outreach team visits, and finally the clinic opens late, so inequalities fall.", "with-steps")]
    public void How_far_the_mechanism_is_told(string statement, string? degree) => Assert.Equal(degree is null ? [] : [degree], Last(Suggest(statement)["mechanismDegree"]));

    [Fact]
    public void Levels_of_cause_and_of_mechanism_stand_apart()
    {
        var read = Suggest("Because poverty drives inequalities, we will offer stop smoking classes.");
        Assert.Contains("living-and-working-conditions", Last(read["causeLevel"]));
        Assert.Equal(["individual"], Last(read["mechanismLevel"]));
    }

    [Fact]
    public void Measure_target_date_and_money_keep_their_words()
    {
        var read = Suggest("We will halve the gap in life expectancy by 2035 with £4 million.");
        Assert.Equal(["gap in life expectancy"], read["measure"].Words);
        Assert.Equal(["halve"], read["target"].Words);
        Assert.Equal(["by 2035"], read["date"].Words);
        Assert.Equal(["£4 million"], read["money"].Words);
        Assert.Equal(FieldState.NotStated, Suggest("We will reduce inequalities.")["money"].State);
    }

    [Fact]
    public void A_comparator_may_be_implied()
    {
        Assert.Equal(FieldState.Implied, Suggest("People in the most deprived areas have worse access.")["comparator"].State);
        Assert.Equal(FieldState.Stated, Suggest("People in the most deprived areas wait longer than those in the least deprived.")["comparator"].State);
        Assert.Equal(FieldState.NotStated, Suggest("We will reduce inequalities.")["comparator"].State);
    }

    [Fact]
    public void Evidence_lies_within_the_statement_or_its_stem()
    {
        const string statement = "Deaf people wait longer than others for scans in rural towns";
        foreach (var suggestion in Suggest(statement, "Boards know that:").Values)
            Assert.All(suggestion.Evidence, e => Assert.InRange(e.Span.End, 1, "Boards know that:".Length + 1 + statement.Length));
    }

    [Fact]
    public void An_analysts_own_lexicon_adds_to_the_shipped_ones()
    {
        var own = FrameworkFile.Parse("own.yaml", """
            id: own
            title: Our words
            citation: {authors: Okoro R, year: 2026, title: Our words}
            version: 1.0.0
            kind: lexicon
            terms:
              - {id: own.harbour, name: Harbour people, definition: Those by the harbour., pattern: harbour people, reason: We call them so., facets: {role: statement}}
              - {id: own.kind, name: Bus, definition: Buses., pattern: bus, reason: Buses bring people in., facets: {field: kind, term: checkland-2025.kind.access-to-care}}
            """).Value;
        var lexicons = PolicyLexicons.Of([.. Made.Catalogue.All, own]).Value;
        var document = Made.Markdown("Harbour people miss the bus.");
        var statement = Assert.Single(new StatementFinder(lexicons.Inequality).Find(document).Statements);
        Assert.Equal(["checkland-2025.kind.access-to-care"], lexicons.Fields.Suggest(document.Text, statement.Span, null)[0].Terms);
    }

    [Fact]
    public void An_analysts_own_entry_rewords_a_shipped_one_or_switches_it_off()
    {
        static PolicyLexicons With(params string[] entries) => PolicyLexicons.Of([.. Made.Catalogue.All, Own(entries)]).Value;
        static bool Finds(PolicyLexicons lexicons, string words) => new StatementFinder(lexicons.Inequality).Find(Made.Markdown(words)).Statements.Count > 0;
        static IReadOnlyList<string> Kinds(PolicyLexicons lexicons, string words) => lexicons.Fields.Suggest(words, new(0, words.Length), null)[0].Terms;
        const string plain = "Equity matters here.", ours = "Fair dealing matters here.", access = "Access to dental care differs.", harbour = "The harbour differs.";

        var reworded = With("{id: own.fair, name: Fair, definition: Fair., pattern: fair dealing, reason: We say so., facets: {instead: inequality.equity}}", "{id: own.kind, name: Harbour, definition: H., pattern: harbour, reason: H., facets: {instead: reading.kind.access-to-care}}");
        Assert.Equal((true, false), (Finds(Made.Lexicons, plain), Finds(Made.Lexicons, ours)));
        Assert.Equal((false, true), (Finds(reworded, plain), Finds(reworded, ours)));
        // Field and term are as the shipped entry has them.
        Assert.Equal((true, false), (Kinds(Made.Lexicons, access).Contains("checkland-2025.kind.access-to-care"), Kinds(reworded, access).Contains("checkland-2025.kind.access-to-care")));
        Assert.Equal(["checkland-2025.kind.access-to-care"], Kinds(reworded, harbour));

        var off = With("{id: own.off, name: Off, definition: Off., pattern: \"\", reason: It misleads here., facets: {instead: inequality.equity}}", "{id: own.off-too, name: Off, definition: Off., pattern: \"\", reason: It misleads here., facets: {instead: reading.kind.access-to-care}}");
        Assert.Equal((false, false), (Finds(off, plain), Finds(off, ours)));
        Assert.Empty(Kinds(off, access));
        Assert.True(Finds(off, "Inequalities have grown."));
        // The topics are no concern of such an entry, and one may stand in the place of another only where that is there.
        Assert.True(Throughline.Policy.Attention.CountAttention.TopicSet.Of([.. Made.Catalogue.All, Own("{id: own.off, name: Off, definition: Off., pattern: \"\", reason: R., facets: {instead: inequality.equity}}")], off.Inequality).Succeeded);
        Assert.Contains("no entry \"inequality.boats\"", PolicyLexicons.Of([.. Made.Catalogue.All, Own("{id: own.off, name: Off, definition: Off., pattern: boat, reason: R., facets: {instead: inequality.boats}}")]).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("stands in the place of another itself", PolicyLexicons.Of([.. Made.Catalogue.All, Own("{id: own.one, name: O, definition: O., pattern: boat, reason: R., facets: {instead: inequality.equity}}", "{id: own.two, name: T, definition: T., pattern: ship, reason: R., facets: {instead: own.one}}")]).Error!.Message, StringComparison.Ordinal);

        static Framework Own(params string[] entries) => FrameworkFile.Parse("own.yaml", $"id: own\ntitle: Our words\ncitation: {{authors: Okoro R, year: 2026, title: Our words}}\nversion: 1.0.0\nkind: lexicon\nterms:\n{string.Concat(entries.Select(e => $"  - {e}\n"))}").Value;
    }

    [Theory]
    [InlineData("role: sentence", "is one of statement, group, cue, name or exclusion")]
    [InlineData("field: colour", "there is no field \"colour\"")]
    [InlineData("field: kind", "does not say which term")]
    public void A_lexicon_that_cannot_be_used_says_why(string facet, string message)
    {
        var own = FrameworkFile.Parse("own.yaml", $$"""
            id: own
            title: Our words
            citation: {authors: Okoro R, year: 2026, title: Our words}
            version: 1.0.0
            kind: lexicon
            terms:
              - {id: own.one, name: One, definition: One., pattern: one, reason: One., facets: { {{facet}} } }
            """).Value;
        var read = PolicyLexicons.Of([.. Made.Catalogue.All, own]);
        Assert.Contains(message, read.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("own.one", read.Error.Message, StringComparison.Ordinal);
    }
}
