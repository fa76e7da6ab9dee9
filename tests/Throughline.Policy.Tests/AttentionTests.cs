using System.Text;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Attention;

namespace Throughline.Policy.Tests;

public sealed class AttentionTests
{
    [Fact]
    public void Shares_requirements_targets_and_company_are_counted()
    {
        var document = Made.Markdown("""
            ## Ambulance handovers

            Trusts must hand over within 15 minutes. Inequalities in ambulance response remain. Health inequalities matter. The roof was mended.

            All systems must:

            - cut agency spend by 30% by 2027
            - like each other
            """);
        var counted = CountAttention.Run(document, Made.Topics);
        Assert.Equal(7, counted.Sentences);
        CountAttention.OfTopic Of(string id) => counted.Topics.First(t => t.Id == "topics." + id);
        var inequalities = Of("inequalities");
        Assert.Equal((2, 1, 0, 0), (inequalities.Sentences, inequalities.Alone, inequalities.Requirements, inequalities.NumericTargets));
        Assert.Equal([("topics.emergency", 1)], inequalities.Together);
        // Where they stand inside another topic, and where alone.
        Assert.Equal([("Inequalities in ambulance response remain.", "topics.emergency"), ("Health inequalities matter.", "")], inequalities.Places.Select(p => (p.Span.Of(document), string.Join(' ', p.With))));
        Assert.Empty(Of("emergency").Places);
        var emergency = Of("emergency");
        Assert.Equal((2, 1, 1, 1), (emergency.Sentences, emergency.Headings, emergency.Requirements, emergency.NumericTargets));
        Assert.Equal((1, 1, 1), (Of("finance").Sentences, Of("finance").Requirements, Of("finance").NumericTargets));
        Assert.Equal(0, emergency.FirstMention!.Value.Start);
        Assert.Null(Of("cancer").FirstMention);
        Assert.Null(counted.Minutes);
    }

    [Fact]
    public void Each_figure_has_behind_it_the_sentences_it_counts()
    {
        var document = Made.Markdown("""
            ## Ambulance handovers

            Trusts must hand over within 15 minutes. Inequalities in ambulance response remain. Health inequalities matter. The roof was mended.

            All systems must:

            - cut agency spend by 30% by 2027
            - like each other
            """);
        var counted = CountAttention.Run(document, Made.Topics);
        string[] Words(Func<CountAttention.OfSentence, bool> which) => [.. counted.Behind.Where(which).Select(s => s.Span.Of(document))];
        Assert.Equal(["Ambulance handovers"], Words(s => s.IsHeading));
        Assert.Equal(["Trusts must hand over within 15 minutes.", "All systems must:", "cut agency spend by 30% by 2027", "like each other"], Words(s => s.IsRequirement));
        Assert.Equal(["Trusts must hand over within 15 minutes.", "cut agency spend by 30% by 2027"], Words(s => s.IsNumericTarget));
        Assert.Equal((counted.Sentences, counted.Requirements, counted.NumericTargets, counted.Headings), (Words(s => !s.IsHeading).Length, Words(s => s.IsRequirement).Length, Words(s => s.IsNumericTarget).Length, Words(s => s.IsHeading).Length));
        Assert.All(counted.Topics, topic =>
        {
            CountAttention.OfSentence[] of = [.. counted.Behind.Where(s => s.Topics.Contains(topic.Id))];
            Assert.Equal((topic.Sentences, topic.Requirements, topic.NumericTargets, topic.Headings, topic.Alone),
                (of.Count(s => !s.IsHeading), of.Count(s => s.IsRequirement), of.Count(s => s.IsNumericTarget), of.Count(s => s.IsHeading), of.Count(s => !s.IsHeading && s.Topics.Count == 1)));
        });
    }

    [Fact]
    public void Captions_are_counted_by_the_minute()
    {
        var captions = "WEBVTT\n\n00:00:10.000 --> 00:00:14.000\nWelcome to the board.\n\n00:01:05.000 --> 00:01:09.000\nThe budget is tight.\n\n00:01:20.000 --> 00:01:24.000\nInequalities have grown.\n";
        var read = new ReadFile(ReadFile.AllReaders).Read("board.vtt", Encoding.UTF8.GetBytes(captions), new ReadLimits(), null, CancellationToken.None).Value;
        var counted = CountAttention.Run(read, Made.Topics);
        var minutes = counted.Minutes!;
        Assert.Equal([0, 1, 1], counted.Behind.Select(s => s.Minute!.Value));
        Assert.Equal([(0, 1), (1, 2)], minutes.Select(m => (m.Minute, m.Sentences)));
        Assert.Equal(1, minutes[1].ByTopic["topics.inequalities"]);
    }

    [Fact]
    public void A_projects_own_entries_widen_a_topic_replace_its_pattern_or_make_one()
    {
        static Framework Own(string facets, string pattern) => FrameworkFile.Parse("own.yaml", $"id: own\ntitle: Ours\ncitation: {{authors: Us, year: 2026, title: Ours}}\nversion: 1.0.0\nkind: lexicon\nnote: Ours.\nterms:\n  - id: own.one\n    name: Boats\n    definition: Boats.\n    example: A boat.\n    pattern: \"{pattern}\"\n    reason: We have them.\n    facets: {{{facets}}}\n").Value;
        static CountAttention.Counted Count(string facets, string pattern) =>
            CountAttention.Run(Made.Markdown("Boats are late. The ambulance came. The roof was mended."), CountAttention.TopicSet.Of([.. Made.Catalogue.All, Own(facets, pattern)], Made.Lexicons.Inequality).Value);
        static int Sentences(string facets, string topic) => Count(facets, "boat*|harbour").Topics.Single(t => t.Id == topic).Sentences;
        Assert.Equal(1, Sentences("role: cue", "topics.emergency"));
        Assert.Equal(2, Sentences("topic: topics.emergency", "topics.emergency"));
        Assert.Equal(1, Sentences("topic: new", "own.one"));
        Assert.Equal(1, Sentences("instead: topics.emergency", "topics.emergency"));
        // Without a pattern of its own it has the topic counted no more.
        Assert.DoesNotContain(Count("instead: topics.emergency", "").Topics, t => t.Id == "topics.emergency");
        Assert.Contains("no topic \"topics.boats\"", CountAttention.TopicSet.Of([.. Made.Catalogue.All, Own("topic: topics.boats", "boat*")], Made.Lexicons.Inequality).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stated_stands_beside_what_is_revealed()
    {
        var plan = CountAttention.Run(Made.Markdown("# Inequalities\n\nInequalities have grown. Trusts must cut ambulance waits to 30 minutes."), Made.Topics);
        var captions = new ReadFile(ReadFile.AllReaders).Read("board.vtt", Encoding.UTF8.GetBytes("WEBVTT\n\n00:00:10.000 --> 00:00:14.000\nThe ambulance was late.\n\n00:01:05.000 --> 00:01:09.000\nThe budget is tight.\n"), new ReadLimits(), null, CancellationToken.None).Value;
        var beside = ReadAttention.Compare([(plan, false), (CountAttention.Run(captions, Made.Topics), true)]);
        var (own, emergency) = (beside.Single(p => p.Topic == "topics.inequalities"), beside.Single(p => p.Topic == "topics.emergency"));
        Assert.Equal((1, 0, 0), (own.Headings, own.Requirements, own.Lines));
        Assert.Equal((0, 1, 0.5, 0.5), (emergency.Headings, emergency.Requirements, emergency.Lines, emergency.Minutes));
        // Of documents alone nothing is revealed in talk, which is not the same as no talk of it.
        Assert.All(ReadAttention.Compare([(plan, false)]), p => Assert.Null(p.Lines));
        Assert.Empty(ReadAttention.Compare([]));
    }

    [Fact]
    public void An_empty_text_has_no_shares()
    {
        var counted = CountAttention.Run(new ReadDocument { Text = "", Blocks = [] }, Made.Topics);
        Assert.Equal(0, counted.Sentences);
        Assert.Null(counted.ShareOf(0));
    }
}
