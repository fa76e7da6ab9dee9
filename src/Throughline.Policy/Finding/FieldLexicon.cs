using System.Text.RegularExpressions;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Text;

namespace Throughline.Policy.Finding;

/// <summary>Words that led to a suggestion.</summary>
/// <param name="Term">The term they suggest; null for words that stand for themselves, such as a sum of money.</param>
/// <param name="Span">In the text that was given.</param>
public sealed record Evidence(string? Term, TextSpan Span);

/// <summary>What the lexicons suggest for one field of a statement's reading. A suggestion, never a finding.</summary>
/// <param name="State">Not stated when nothing was found.</param>
/// <param name="Terms">Ids of terms, in the order of the vocabulary.</param>
/// <param name="Words">Words of the statement's own, where the field takes them.</param>
public sealed record FieldSuggestion(RepresentationField Field, FieldState State, IReadOnlyList<string> Terms, IReadOnlyList<string> Words, IReadOnlyList<Evidence> Evidence);

/// <summary>One entry of a lexicon of readings.</summary>
public sealed record FieldEntry(string Id, RepresentationField Field, string Term, FieldState State, Phrase Phrase, Phrase? Without, IReadOnlyList<(RepresentationField Field, string Term)> Also);

/// <summary>Suggests the fields of a reading from the words of a statement and its stem.</summary>
/// <remarks>Lexicons suggest terms; how binding the words are, how far the mechanism is told, figures, dates and money are told by rule, written here:
/// a duty or "must" outranks "we will", which outranks a wish, which outranks plain telling; a mechanism is described when a means or a purpose
/// is joined to it ("by ...ing", "so that"), told with steps when at least two means stand in order. Silence is what no field found.</remarks>
public sealed partial class FieldLexicon
{
    private const int ShortHeading = 40;

    private readonly Dictionary<string, int> _order;

    private FieldLexicon(IReadOnlyList<FieldEntry> entries, Dictionary<string, int> order) => (Entries, _order) = (entries, order);

    public IReadOnlyList<FieldEntry> Entries { get; }

    /// <summary>Compiles lexicons: entries with a facet <c>field</c>, and the lexicon of labels, whose entries are their own terms. An entry with <c>instead</c> stands in the place of the entry of that id, and switches it off where its pattern is empty.</summary>
    public static Result<FieldLexicon> Of(IEnumerable<Framework> lexicons)
    {
        ArgumentNullException.ThrowIfNull(lexicons);
        var terms = LexiconEntries.Of(lexicons);
        if (!terms.Succeeded) return terms.Error;
        var entries = new List<FieldEntry>();
        foreach (var term in terms.Value)
        {
            if (!term.Facets.TryGetValue("field", out var name)) continue;
            if (RepresentationField.Find(name) is not { } field) return new LexiconInvalid(term.Id, $"there is no field \"{name}\".");
            if (!term.Facets.TryGetValue("term", out var target)) return new LexiconInvalid(term.Id, "it does not say which term it suggests (facet term).");
            var phrase = Phrase.Parse(term.Pattern!);
            if (!phrase.Succeeded) return new LexiconInvalid(term.Id, phrase.Error.Message);
            Phrase? without = null;
            if (term.Facets.TryGetValue("without", out var barred))
            {
                var read = Phrase.Parse(barred);
                if (!read.Succeeded) return new LexiconInvalid(term.Id, read.Error.Message);
                without = read.Value;
            }
            var also = new List<(RepresentationField, string)>();
            foreach (var pair in term.Facets.GetValueOrDefault("also", "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals < 1 || RepresentationField.Find(pair[..equals]) is not { } other) return new LexiconInvalid(term.Id, $"\"{pair}\" in also is not a field and a term joined by an equals sign.");
                also.Add((other, pair[(equals + 1)..]));
            }
            var state = term.Facets.GetValueOrDefault("state", "stated") switch { "stated" => FieldState.Stated, "implied" => FieldState.Implied, _ => (FieldState?)null };
            if (state is null) return new LexiconInvalid(term.Id, $"its state is \"{term.Facets["state"]}\"; it is stated or implied.");
            entries.Add(new(term.Id, field, target, state.Value, phrase.Value, without, also));
        }
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in entries) order.TryAdd(entry.Term, order.Count);
        return new FieldLexicon(entries, order);
    }

    /// <summary>Suggestions for every field, in the fields' order.</summary>
    /// <param name="text">The text both spans count in.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="stem">The sentence that announces its list; null for none. Who acts, and how bindingly, may stand there.</param>
    /// <param name="heading">The heading above; null for none. A short one over a list of bare verbs names who acts.</param>
    public IReadOnlyList<FieldSuggestion> Suggest(string text, TextSpan statement, TextSpan? stem, TextSpan? heading = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new Dictionary<RepresentationField, List<(string? Term, FieldState State, TextSpan Span, string? Words)>>();
        void Add(RepresentationField field, string? term, FieldState state, TextSpan span, string? words = null)
        {
            if (!found.TryGetValue(field, out var list)) found[field] = list = [];
            if (!list.Exists(f => f.Term == term && f.Span == span)) list.Add((term, state, span, words));
        }
        Look(text, statement, _ => true, Add);
        if (stem is { } announced) Look(text, announced, field => field == RepresentationField.WhoActs, Add);
        if (heading is { Length: <= ShortHeading } above && !found.ContainsKey(RepresentationField.WhoActs) && BareVerb().IsMatch(Line(text, statement)))
            Look(text, above, field => field == RepresentationField.WhoActs, (field, term, _, span, words) => Add(field, term, FieldState.Implied, span, words));
        if (found.TryGetValue(RepresentationField.Kind, out var kinds)) DropCovered(kinds);
        if (found.TryGetValue(RepresentationField.Group, out var groups))
        {
            DropCovered(groups);
            // "for everyone" beside a named group is the other side, not the group.
            if (groups.Exists(g => g.Term != EveryoneTerm)) groups.RemoveAll(g => g.Term == EveryoneTerm);
        }
        if (found.TryGetValue(RepresentationField.Comparator, out var sides) && sides.Exists(s => s.State == FieldState.Stated)) sides.RemoveAll(s => s.State == FieldState.Implied);
        var words = Line(text, statement);
        Figures(words, statement.Start, found.ContainsKey(RepresentationField.Group), Add);
        Degree(words, statement, found, Add);
        Strength(text, statement, stem, Add);
        Silence(found, statement, Add);

        var all = new List<FieldSuggestion>(RepresentationField.All.Count);
        foreach (var field in RepresentationField.All)
        {
            if (!found.TryGetValue(field, out var list) || list.Count == 0)
            {
                all.Add(new(field, FieldState.NotStated, [], [], []));
                continue;
            }
            var terms = list.Where(f => f.Term is not null).Select(f => f.Term!).Distinct(StringComparer.Ordinal).OrderBy(id => _order.GetValueOrDefault(id, int.MaxValue)).ToList();
            if (!field.Several && terms.Count > 1) terms.RemoveRange(1, terms.Count - 1);
            all.Add(new(field, list.Exists(f => f.State == FieldState.Stated) ? FieldState.Stated : FieldState.Implied, terms,
                [.. list.Where(f => f.Words is not null).Select(f => f.Words!).Distinct(StringComparer.Ordinal)],
                [.. list.Where(f => !f.Span.IsEmpty && (f.Term is null || terms.Contains(f.Term))).OrderBy(f => f.Span).Select(f => new Evidence(f.Term, f.Span))]));
        }
        return all;
    }

    private const string EveryoneTerm = "representation.group.everyone";

    private static string Line(string text, TextSpan span) => span.Of(text).ToString().Replace('\n', ' ');

    private void Look(string text, TextSpan within, Func<RepresentationField, bool> wanted, Action<RepresentationField, string?, FieldState, TextSpan, string?> add)
    {
        var tokens = Tokens.Of(Line(text, within));
        foreach (var entry in Entries)
        {
            if (!wanted(entry.Field)) continue;
            var hits = entry.Phrase.Find(tokens);
            if (hits.Count == 0) continue;
            var barred = entry.Without?.Find(tokens) ?? [];
            foreach (var hit in hits)
            {
                if (barred.Any(b => b.First < hit.First + hit.Count && hit.First < b.First + b.Count)) continue;
                var inLine = InequalityLexicon.SpanOf(hit, tokens);
                var span = new TextSpan(within.Start + inLine.Start, within.Start + inLine.End);
                add(entry.Field, entry.Term, entry.State, span, entry.Field == RepresentationField.LabelUsed ? span.Of(text).ToString() : null);
                foreach (var (field, term) in entry.Also) add(field, term, entry.State, span, null);
            }
        }
    }

    /// <summary>Life expectancy within healthy life expectancy is not another kind; the same for groups.</summary>
    private static void DropCovered(List<(string? Term, FieldState State, TextSpan Span, string? Words)> list) =>
        list.RemoveAll(one => list.Exists(other => other.Term != one.Term && other.Span.Length > one.Span.Length && other.Span.Start <= one.Span.Start && one.Span.End <= other.Span.End && Narrower(other.Term, one.Term)));

    private static bool Narrower(string? larger, string? smaller) =>
        (larger, smaller) is ("checkland-2025.kind.healthy-life-expectancy", "checkland-2025.kind.life-expectancy")
            or ("representation.group.learning-disability-autism", "representation.group.disabled")
            or ("representation.group.core20", "representation.group.deprived-areas");

    private static void Figures(string words, int offset, bool hasGroup, Action<RepresentationField, string?, FieldState, TextSpan, string?> add)
    {
        void All(Regex regex, RepresentationField field, string term, Func<Match, bool>? fits = null)
        {
            foreach (Match match in regex.Matches(words))
                if (fits?.Invoke(match) ?? true) add(field, term, FieldState.Stated, new(offset + match.Index, offset + match.Index + match.Length), match.Value);
        }
        All(GapMeasure(), RepresentationField.Measure, "representation.measure.gap");
        All(Breakdown(), RepresentationField.Measure, "representation.measure.breakdown");
        All(Indicator(), RepresentationField.Measure, hasGroup ? "representation.measure.level-in-group" : "representation.measure.level-for-all", match => !GapMeasure().IsMatch(words));
        All(Told(), RepresentationField.Measure, "representation.measure.told");
        All(Halving(), RepresentationField.Target, "representation.target.change");
        All(Figure(), RepresentationField.Target, "representation.target.number");
        All(Parity(), RepresentationField.Target, "representation.target.parity");
        All(ByWhen(), RepresentationField.Date, "representation.date.by-year");
        All(Within(), RepresentationField.Date, "representation.date.within");
        All(Always(), RepresentationField.Date, "representation.date.ongoing");
        All(Sum(), RepresentationField.Money, "representation.money.sum");
        All(Share(), RepresentationField.Money, "representation.money.share");
        All(Formula(), RepresentationField.Money, "representation.money.formula");
        All(Payment(), RepresentationField.Money, "representation.money.payment");
        All(Promised(), RepresentationField.Money, "representation.money.promised", _ => !Sum().IsMatch(words));
    }

    private static void Degree(string words, TextSpan statement, Dictionary<RepresentationField, List<(string? Term, FieldState State, TextSpan Span, string? Words)>> found, Action<RepresentationField, string?, FieldState, TextSpan, string?> add)
    {
        if (!found.TryGetValue(RepresentationField.Mechanism, out var means) || means.Count == 0) return;
        var joined = Joining().Match(words);
        var steps = Step().Matches(words);
        var kinds = means.Select(m => m.Term).Distinct().Count();
        if (steps.Count >= 2 && kinds >= 2)
        {
            foreach (Match step in steps) add(RepresentationField.MechanismDegree, "representation.degree.with-steps", FieldState.Stated, new(statement.Start + step.Index, statement.Start + step.Index + step.Length), null);
        }
        else if (joined.Success) add(RepresentationField.MechanismDegree, "representation.degree.described", FieldState.Stated, new(statement.Start + joined.Index, statement.Start + joined.Index + joined.Length), null);
        else add(RepresentationField.MechanismDegree, "representation.degree.named", FieldState.Stated, means[0].Span, null);
    }

    private static void Strength(string text, TextSpan statement, TextSpan? stem, Action<RepresentationField, string?, FieldState, TextSpan, string?> add)
    {
        void Say(string term, Match match, int offset, FieldState state = FieldState.Stated) => add(RepresentationField.Strength, "representation.strength." + term, state, new(offset + match.Index, offset + match.Index + match.Length), null);
        var places = new List<(string Words, int Offset)> { (Line(text, statement), statement.Start) };
        // The list's own stem rules where the item is a bare verb.
        if (stem is { } announced) places.Insert(0, (Line(text, announced), announced.Start));
        foreach (var (term, regex) in new[] { ("requirement", Required()), ("commitment", Committed()), ("aspiration", Wished()) })
        {
            foreach (var (words, offset) in places)
            {
                if (regex.Match(words) is not { Success: true } match) continue;
                Say(term, match, offset);
                return;
            }
        }
        var own = places[^1].Words;
        if (BareVerb().Match(own) is { Success: true } verb) Say(verb.Value.EndsWith("ing", StringComparison.Ordinal) ? "aspiration" : "requirement", verb, statement.Start, FieldState.Implied);
        else add(RepresentationField.Strength, "representation.strength.description", FieldState.Implied, new(statement.Start, statement.Start), null);
    }

    private static void Silence(Dictionary<RepresentationField, List<(string? Term, FieldState State, TextSpan Span, string? Words)>> found, TextSpan statement, Action<RepresentationField, string?, FieldState, TextSpan, string?> add)
    {
        void Where(RepresentationField field, string term)
        {
            if (!found.TryGetValue(field, out var list) || list.Count == 0) add(RepresentationField.LeftSilent, "representation.silent." + term, FieldState.Implied, new(statement.Start, statement.Start), null);
        }
        Where(RepresentationField.Kind, "which-inequality");
        Where(RepresentationField.Group, "who");
        Where(RepresentationField.Comparator, "than-whom");
        Where(RepresentationField.Mechanism, "how");
        Where(RepresentationField.WhoActs, "who-acts");
        Where(RepresentationField.Measure, "how-known");
        Where(RepresentationField.Cause, "causes");
    }

    [GeneratedRegex(@"\b(?:gaps?|differences?|ratio|inequality|inequalities|disparit\w+|variation) (?:in|of) (?:the )?(?:healthy )?(?:life expectancy|mortality|survival|prevalence|uptake|waiting times?|rates? of \w+)|\bslope index\w*|\bhow (?:much|many) (?:longer|more)\b", RegexOptions.IgnoreCase)]
    private static partial Regex GapMeasure();
    [GeneratedRegex(@"\b(?:by|and) (?:deprivation|ethnicity|sex|gender)(?: quintiles?| deciles?| and ethnicity)?\b|\bdisaggregated\b|\bbroken down by\b|\bdeprivation (?:quintiles?|deciles?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Breakdown();
    [GeneratedRegex(@"\b\d+(?:\.\d+)?(?: ?%| per ?cent| percentage points?)|\bper (?:100|1),?000\b|\b(?:healthy )?life expectancy\b|\b(?:the )?(?:percentage|proportion|%|number|rate|rates|prevalence|incidence) of (?:people|patients|women|children|babies|adults|those|\w+ patients)|\b(?:metrics?|indicators?|success measures?|outcome measures?)\b|\bmeasured (?:by|as|through)\b|\b(?:mortality|survival|uptake|vaccination|screening|admission|readmission|stillbirth) rates?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Indicator();
    [GeneratedRegex(@"\b(?:patient|staff|health insights|gp patient|experience) surveys?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Told();
    [GeneratedRegex(@"\b(?:halv(?:e|es|ing)|doubl(?:e|es|ing)|by (?:a|one) (?:half|third|quarter)|by \d+(?:\.\d+)?(?: ?%| per ?cent| percentage points?| years?))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Halving();
    [GeneratedRegex(@"\b(?:to|of|at least|over|more than|under|below|reach|achiev\w+|minimum(?: of)?|target(?: of)?) \d+(?:[.,]\d+)*(?: ?%| per ?cent| people| patients| appointments)", RegexOptions.IgnoreCase)]
    private static partial Regex Figure();
    [GeneratedRegex(@"\bno (?:longer|worse|less|fewer) than (?:anyone|everyone|others)|\bparity\b|\beliminat\w+ (?:the )?(?:gap|inequalit\w+|disparit\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Parity();
    [GeneratedRegex(@"\b(?:by|before|from|in|until|during|for) (?:the end of )?(?:(?:January|February|March|April|May|June|July|August|September|October|November|December|spring|summer|autumn|winter) )?20\d\d(?:(?:/|–|-)\d\d)?\b|\bby the end of (?:the|this) (?:parliament|decade|plan|year|century)\b|\bby \d{4} to \d{4}\b", RegexOptions.IgnoreCase)]
    private static partial Regex ByWhen();
    [GeneratedRegex(@"\b(?:with)?in (?:the next )?(?:\d+|one|two|three|four|five|ten|a) (?:weeks?|months?|years?|decades?|generation)\b|\bover (?:the )?(?:next|coming|course of)[\w ]{0,12}(?:years?|decade|plan|parliament)\b|\bmedium term\b", RegexOptions.IgnoreCase)]
    private static partial Regex Within();
    [GeneratedRegex(@"\b(?:each|every) (?:year|quarter|month)\b|\b(?:annual(?:ly)?|quarterly|ongoing|year on year|regularly)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Always();
    [GeneratedRegex(@"£ ?\d[\d,.]*(?: ?(?:million|billion|m|bn|k)\b)?", RegexOptions.IgnoreCase)]
    private static partial Regex Sum();
    [GeneratedRegex(@"\b\d+(?:\.\d+)?(?: ?%| per ?cent) of (?:the |its |their |annual |total )*(?:budget|spend\w*|expenditure|funding|allocation)", RegexOptions.IgnoreCase)]
    private static partial Regex Share();
    [GeneratedRegex(@"\ballocations? formulae?\b|\bfair shares?\b|\bweighted (?:capitation|population)\b|\bCarr[- ]Hill\b|\bdistribut\w+ (?:NHS )?(?:funding|resources) more\b", RegexOptions.IgnoreCase)]
    private static partial Regex Formula();
    [GeneratedRegex(@"\b(?:incentive|incentives|incentivis\w+|tariffs?|best practice payments?|reward payments?|bonus\w*)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Payment();
    [GeneratedRegex(@"\b(?:extra|additional|more|new|targeted|ring-?fenced|dedicated) (?:funding|investment|money|resources?)\b|\btarget extra funding\b", RegexOptions.IgnoreCase)]
    private static partial Regex Promised();
    [GeneratedRegex(@"\b(?:by|through|via) (?:\w+ly )?\w{3,}ing\b|\bso that\b|\bso (?:it|they|patients|people) (?:is|are|can)\b|\bin order to\b|\b(?:which|this) will (?:help|enable|allow|ensure|drive|mean|reduce)\b|\b(?:enabling|allowing|ensuring that|making it easier|thereby)\b|\bas a result\b", RegexOptions.IgnoreCase)]
    private static partial Regex Joining();
    [GeneratedRegex(@"\b(?:first|firstly|then|next|after that|second|secondly|finally|once|followed by|in turn)\b,?", RegexOptions.IgnoreCase)]
    private static partial Regex Step();
    [GeneratedRegex(@"\b(?:must|shall|should|(?:is|are|be) (?:\w+ )?(?:required|expected|asked|mandated|obliged)(?: to)?|required to|need(?:s)? to|have a (?:legal |statutory )?duty|has a (?:legal |statutory )?duty|(?:legal|statutory) dut(?:y|ies)|we (?:ask|expect)|are asking|(?:ICBs|trusts|providers|systems|plans|boards|commissioners|practices|organisations)(?: and (?:ICBs|trusts|providers|systems|practices))? wil?l)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Required();
    [GeneratedRegex(@"\b(?:we|NHS England|DHSC|the government|government|this plan|the plan|it|they|our \w+(?: \w+)?) (?:and \w+ )?(?:will|have committed|are committed|commits?)\b|\bwil?l\b|\bcommit(?:ted|ment)? to\b", RegexOptions.IgnoreCase)]
    private static partial Regex Committed();
    [GeneratedRegex(@"\b(?:aims?|aiming|ambitions?|aspir\w+|intend\w*|intention|want|hopes?|would like|vision|goal|seek\w*|encourage[sd]?|could|may wish)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Wished();
    [GeneratedRegex(@"^(?:\W|\d)*(?:reduce|improve|address|tackle|narrow|ensure|increase|develop|embed|establish|identify|target|set|support|work|deliver|expand|use|provide|focus|prioritise|undertake|assess|distribute|make|close|promote|protect|put|take|lead|agree|bring|implement|mitigate|monitor|publish|review|create|build|introduce|restore|reducing|improving|addressing|tackling|narrowing|ensuring|identifying|targeting|supporting)\b", RegexOptions.IgnoreCase)]
    private static partial Regex BareVerb();
}
