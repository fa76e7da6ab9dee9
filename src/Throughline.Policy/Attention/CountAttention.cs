using System.Globalization;
using System.Text.RegularExpressions;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Finding;
using Throughline.Text;

namespace Throughline.Policy.Attention;

/// <summary>How much of a document speaks of each of several topics, and how bindingly.</summary>
/// <remarks>Units are sentences and bullets; headings are counted apart; contents and references are left out. In captions a line is the unit.
/// Words are counted once for every topic their sentence belongs to, so that shares do not add up to one. Attention in words is a proxy:
/// interviews measure what takes up time and worry (Alderwick, Hutchings and Mays 2024).</remarks>
public static partial class CountAttention
{
    /// <summary>The id of the framework the topics are shipped as.</summary>
    public const string FrameworkId = "topics";

    public const string Proxy = "Attention in words is a proxy: it says what is spoken of and how bindingly, not what is done. Interviews ask what takes up time and attention.";

    /// <param name="FirstMention">Where the topic is first spoken of; null where never.</param>
    /// <param name="FirstShare">The share of the text that lies before it, 0 to 1.</param>
    /// <param name="Alone">Sentences that belong to no other topic.</param>
    /// <param name="Together">Sentences shared with each other topic, most first.</param>
    /// <param name="Places">Of inequalities: where each of its sentences stands, in order, and with which other topics. Empty for the others.</param>
    public sealed record OfTopic(string Id, string Name, int Sentences, int Words, int Requirements, int NumericTargets, int Headings, TextSpan? FirstMention, double? FirstShare, int Alone, IReadOnlyList<(string Id, int Sentences)> Together, IReadOnlyList<Place> Places);

    /// <summary>A sentence that speaks of inequalities.</summary>
    /// <param name="With">Ids of the other topics it belongs to; empty where inequalities stand alone.</param>
    public sealed record Place(TextSpan Span, IReadOnlyList<string> With);

    /// <summary>A sentence, a line of captions or a heading as it is counted, so that each figure can show what it counts.</summary>
    /// <param name="Topics">Ids of those it belongs to.</param>
    /// <param name="Minute">From 0; null where the text is not timed, and for a heading.</param>
    public sealed record OfSentence(TextSpan Span, bool IsHeading, bool IsRequirement, bool IsNumericTarget, int? Minute, IReadOnlyList<string> Topics);

    /// <param name="Minute">From 0; 75 is 1:15.</param>
    public sealed record OfMinute(int Minute, int Sentences, IReadOnlyDictionary<string, int> ByTopic);

    /// <param name="Minutes">Only where the text is timed; null elsewhere.</param>
    public sealed record Counted(int Sentences, int Words, int Requirements, int NumericTargets, int Headings, IReadOnlyList<OfTopic> Topics, IReadOnlyList<OfMinute>? Minutes)
    {
        /// <summary>All that was counted, in order.</summary>
        public IReadOnlyList<OfSentence> Behind { get; init; } = [];

        public double? ShareOf(int count) => Sentences == 0 ? null : (double)count / Sentences;
    }

    /// <summary>The topics, ready to be counted.</summary>
    public sealed class TopicSet
    {
        internal sealed record Topic(string Id, string Name, IReadOnlyList<Phrase> Phrases, bool ReadsInequality)
        {
            public bool IsIn(Token[] tokens) => Phrases.Any(phrase => phrase.IsIn(tokens));
        }

        internal TopicSet(IReadOnlyList<Topic> topics, InequalityLexicon inequality) => (Topics, Inequality) = (topics, inequality);
        internal IReadOnlyList<Topic> Topics { get; }
        internal InequalityLexicon Inequality { get; }

        /// <summary>The topics shipped, as a project changed them.</summary>
        /// <param name="frameworks">All frameworks of the project. In those of the kind lexicon that are its own, an entry with a facet <c>topic</c> is a topic of its own name where the facet
        /// is <c>new</c>, and else a pattern more for the topic of that id; with <c>instead</c> it takes the place of the pattern of the topic of that id, or, where its own is empty, has the topic counted no more.</param>
        /// <returns>The topics, or the first entry that cannot be used.</returns>
        public static Result<TopicSet> Of(IEnumerable<Framework> frameworks, InequalityLexicon inequality)
        {
            ArgumentNullException.ThrowIfNull(frameworks);
            var lexicons = frameworks.Where(f => f.Kind == FrameworkKind.Lexicon).ToList();
            if (lexicons.Find(f => f.Id == FrameworkId) is not { } shipped) return new LexiconInvalid(FrameworkId, "there are no topics in this project.");
            var set = Of(shipped, inequality);
            if (!set.Succeeded) return set.Error;
            var (all, replaced) = (set.Value.Topics.ToList(), new HashSet<string>(StringComparer.Ordinal));
            foreach (var term in lexicons.Where(f => f.Id != FrameworkId).SelectMany(f => f.AllTerms()).DistinctBy(t => t.Id, StringComparer.Ordinal))
            {
                var instead = term.Facets.GetValueOrDefault("instead");
                if ((instead ?? term.Facets.GetValueOrDefault("topic")) is not { } topic || (term.Pattern is null && instead is null)) continue;
                // In the place of an entry of another lexicon: no matter of topics.
                if (instead is not null && all.TrueForAll(one => one.Id != topic) && lexicons.Exists(f => f.Id != FrameworkId && f.AllTerms().Any(t => t.Id == topic))) continue;
                var phrase = term.Pattern is { } pattern ? Phrase.Parse(pattern) : (Result<Phrase>?)null;
                if (phrase is { Succeeded: false } unfit) return new LexiconInvalid(term.Id, unfit.Error.Message);
                if (instead is null && topic == "new")
                {
                    all.Add(new(term.Id, term.Name, [phrase!.Value.Value], false));
                    continue;
                }
                var at = all.FindIndex(one => one.Id == topic);
                if (at < 0) return new LexiconInvalid(term.Id, $"there is no topic \"{topic}\". Name one of {string.Join(", ", all.Select(one => one.Id))}, or new.");
                if (all[at].ReadsInequality) return new LexiconInvalid(term.Id, $"\"{topic}\" is counted by the lexicon of inequality. Give an entry a role there instead.");
                // The shipped pattern goes once; what the project says in its place adds up.
                var keeps = instead is null || !replaced.Add(topic);
                all[at] = all[at] with { Phrases = [.. keeps ? all[at].Phrases : all[at].Phrases.Skip(1), .. phrase is { } said ? [said.Value] : Array.Empty<Phrase>()] };
            }
            all.RemoveAll(one => one.Phrases.Count == 0);
            return new TopicSet(all, inequality);
        }

        public static Result<TopicSet> Of(Framework topics, InequalityLexicon inequality)
        {
            ArgumentNullException.ThrowIfNull(topics);
            var all = new List<Topic>();
            foreach (var term in topics.AllTerms())
            {
                if (term.Pattern is null) continue;
                var phrase = Phrase.Parse(term.Pattern);
                if (!phrase.Succeeded) return new LexiconInvalid(term.Id, phrase.Error.Message);
                all.Add(new(term.Id, term.Name, [phrase.Value], term.Facets.GetValueOrDefault("reads") == InequalityLexicon.FrameworkId));
            }
            return all.Count > 0 ? new TopicSet(all, inequality) : new LexiconInvalid(topics.Id, "there are no topics in it.");
        }
    }

    private sealed class Tally
    {
        public int Sentences, Words, Requirements, NumericTargets, Headings, Alone;
        public TextSpan? First;
        public Dictionary<string, int> Together { get; } = new(StringComparer.Ordinal);
        public List<Place> Places { get; } = [];
    }

    /// <param name="document">As read, its repairs not made; spans come back in its text.</param>
    public static Counted Run(ReadDocument document, TopicSet topics)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(topics);
        var repaired = document.Repairs.Count == 0 ? null : RepairText.Apply(document, document.Repairs);
        var text = (repaired?.Document ?? document).Text;
        TextSpan Back(TextSpan span) => repaired is null ? span : repaired.Offsets.Back(span);
        var layout = new Layout(repaired?.Document ?? document);
        var units = layout.Units.Where(unit => unit.Kind is not (UnitKind.Contents or UnitKind.Reference)).Select(unit => (unit.Span, IsHeading: unit.Kind is UnitKind.Heading or UnitKind.Title, Stem: unit.Context.FirstOrDefault(context => context.Label == "stem")?.Span))
            .Concat(layout.Runs.SelectMany(run => run.Fragments).Select(fragment => (fragment.Span, IsHeading: false, Stem: (TextSpan?)null))).Where(unit => !unit.Span.IsEmpty).OrderBy(unit => unit.Span).ToList();
        var inequalities = topics.Topics.Where(topic => topic.ReadsInequality).Select(topic => topic.Id).ToHashSet(StringComparer.Ordinal);
        var tallies = topics.Topics.ToDictionary(topic => topic.Id, _ => new Tally(), StringComparer.Ordinal);
        var times = document.Marks.Where(mark => mark.Kind == MarkKind.Time && TimeSpan.TryParse(mark.Value, CultureInfo.InvariantCulture, out _)).Select(mark => (mark.Span.Start, Minute: (int)TimeSpan.Parse(mark.Value, CultureInfo.InvariantCulture).TotalMinutes)).ToList();
        var minutes = new SortedDictionary<int, (int Sentences, Dictionary<string, int> ByTopic)>();
        var behind = new List<OfSentence>(units.Count);
        int sentences = 0, words = 0, requirements = 0, targets = 0, headings = 0;
        foreach (var (span, isHeading, stem) in units)
        {
            var line = span.Of(text).ToString().Replace('\n', ' ');
            var tokens = Tokens.Of(line);
            if (tokens.Length == 0) continue;
            var of = topics.Topics.Where(topic => topic.ReadsInequality ? topics.Inequality.Read(tokens).IsStatement : topic.IsIn(tokens)).Select(topic => topic.Id).ToList();
            var place = Back(span);
            foreach (var id in of) tallies[id].First ??= place;
            if (isHeading)
            {
                headings++;
                behind.Add(new(place, true, false, false, null, of));
                foreach (var id in of) tallies[id].Headings++;
                continue;
            }
            var count = Throughline.Text.Words.Of(line, new(0, line.Length)).Count;
            // "Systems must:" binds every item under it.
            var isRequired = Requirement().IsMatch(line) || (stem is { } announced && Requirement().IsMatch(announced.Of(text).ToString()));
            var isTarget = NumericTarget().IsMatch(line) && Direction().IsMatch(line);
            sentences++;
            words += count;
            if (isRequired) requirements++;
            if (isTarget) targets++;
            foreach (var id in of)
            {
                var tally = tallies[id];
                tally.Sentences++;
                tally.Words += count;
                if (isRequired) tally.Requirements++;
                if (isTarget) tally.NumericTargets++;
                if (of.Count == 1) tally.Alone++;
                if (inequalities.Contains(id)) tally.Places.Add(new(place, [.. of.Where(other => other != id)]));
                foreach (var other in of)
                    if (other != id) tally.Together[other] = tally.Together.GetValueOrDefault(other) + 1;
            }
            int? timed = times.Count == 0 ? null : times[Math.Max(times.FindLastIndex(time => time.Start <= place.Start), 0)].Minute;
            behind.Add(new(place, false, isRequired, isTarget, timed, of));
            if (timed is not { } minute) continue;
            if (!minutes.TryGetValue(minute, out var row)) minutes[minute] = row = (0, new(StringComparer.Ordinal));
            foreach (var id in of) row.ByTopic[id] = row.ByTopic.GetValueOrDefault(id) + 1;
            minutes[minute] = (row.Sentences + 1, row.ByTopic);
        }
        return new(sentences, words, requirements, targets, headings,
            [.. topics.Topics.Select(topic => tallies[topic.Id] is var t ? new OfTopic(topic.Id, topic.Name, t.Sentences, t.Words, t.Requirements, t.NumericTargets, t.Headings, t.First,
                t.First is { } first && document.Text.Length > 0 ? (double)first.Start / document.Text.Length : null, t.Alone, [.. t.Together.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal).Select(o => (o.Key, o.Value))], t.Places) : throw new InvalidOperationException())],
            times.Count == 0 ? null : [.. minutes.Select(m => new OfMinute(m.Key, m.Value.Sentences, m.Value.ByTopic))])
        { Behind = behind };
    }

    [GeneratedRegex(@"\b(?:must|wil?l|shall|(?:is|are|be) (?:required|expected|mandated) to|required to)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Requirement();

    [GeneratedRegex(@"£ ?\d|\b\d[\d,]*(?:\.\d+)?(?: ?%| per ?cent\b| percentage| weeks?\b| days?\b| hours?\b| minutes?\b| (?:\w+ ){0,2}(?:people|patients|appointments|adults|children|posts|places|staff|GPs|centres)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex NumericTarget();

    // A figure is a target where somebody is to move something to it.
    [GeneratedRegex(@"\b(?:must|wil?l|shall|target|by (?:the end|march|april|20\d\d)|at least|minimum|no (?:longer|more|later) than|to (?:\d|less than|over|at least|a minimum)|reduce|increase|improv\w+|deliver\w*|achiev\w+|reach\w*|within)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Direction();
}
