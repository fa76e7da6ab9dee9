using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Sources;
using Throughline.Statistics.Agreement;

namespace Throughline.Policy.Readings;

/// <summary>How far readers agree who read statements independently, where they differ, and what they agree on in the end.</summary>
/// <remarks>Only statements that were given to two or more and that all of them have finished count in agreement: until then each reading is closed to the others. What several read
/// openly can be settled in the same way, but is no measure of agreement. Agreement is of the readings as they were made, before any consensus.</remarks>
public static class ReadTogether
{
    private const int Draws = 1000;

    /// <param name="Percent">Pairs of readings that give the field the same state, of all pairs.</param>
    /// <param name="Kappa">Cohen's kappa of the states; undefined for other than two readers.</param>
    /// <param name="Alpha">Krippendorff's alpha of the states, nominal.</param>
    /// <param name="Terms">Krippendorff's alpha of the sets of terms by MASI distance; two empty sets are the same.</param>
    /// <param name="Differences">Statements read independently in which the readings differ in state, terms or words.</param>
    /// <param name="PercentInterval">Of <paramref name="Percent"/>.</param>
    /// <param name="KappaInterval">Of <paramref name="Kappa"/>.</param>
    /// <param name="AlphaInterval">Of <paramref name="Alpha"/>.</param>
    /// <param name="TermsInterval">Of <paramref name="Terms"/>.</param>
    public sealed record OfField(RepresentationField Field, Coefficient Percent, Interval PercentInterval, Coefficient Kappa, Interval KappaInterval, Coefficient Alpha, Interval AlphaInterval, Coefficient Terms, Interval TermsInterval, int Differences)
    {
        /// <summary>The four coefficients with their intervals, in the order in which they are told.</summary>
        public IReadOnlyList<(Coefficient Value, Interval Interval)> Coefficients => [(Percent, PercentInterval), (Kappa, KappaInterval), (Alpha, AlphaInterval), (Terms, TermsInterval)];

        /// <summary>Why a coefficient or its interval is undefined, each reason once; empty where all are defined.</summary>
        public IEnumerable<string> Reasons => Coefficients.Select(c => c.Value.WhyUndefined?.Message ?? c.Interval.Why).OfType<string>().Distinct();

        /// <summary>The most draws that gave no value, of any of the intervals.</summary>
        public int UndefinedDraws => Coefficients.Max(c => c.Interval.UndefinedDraws);
    }

    /// <summary>An interval of 95 %, by drawing whole statements again, or why there is none.</summary>
    /// <param name="Low">Null exactly where <paramref name="Why"/> is given.</param>
    /// <param name="Draws">Draws that gave a value. 0 where there is an interval all the same: then it is Wilson's of a share, since every draw is the same.</param>
    /// <param name="UndefinedDraws">Draws that gave none and were left out.</param>
    public sealed record Interval(double? Low, double? High, string? Why, int Draws = 0, int UndefinedDraws = 0)
    {
        /// <summary>How Wilson's intervals are told apart from drawn ones, in a sentence.</summary>
        public const string Wilson = "Where every draw gives the same share, the interval is Wilson’s.";

        /// <summary>Whether it is Wilson's, and not drawn.</summary>
        public bool IsWilson => Why is null && Draws == 0;

        internal static Interval Of(Result<BootstrapInterval> drawn) => drawn.Succeeded ? new(drawn.Value.Lower, drawn.Value.Upper, null, drawn.Value.Draws, drawn.Value.UndefinedDraws) : new(null, null, drawn.Error.Message);
    }

    public sealed record Side(AnalystId Analyst, string Name, RepresentationId Reading, DateTime MadeAt, IReadOnlyDictionary<string, FieldAnswer> Answers);

    /// <param name="Sides">The readings that count: of those it was given to, who have all finished; where it was given to nobody, all that there are.</param>
    /// <param name="Apart">Readings that stay on the record and do not count: of who was stood down before finishing, or was not asked.</param>
    /// <param name="Differing">Names of fields in which the readings differ in state, terms or words.</param>
    /// <param name="Parties">Who agreed, as it was recorded with the agreed reading: those whose readings it was made from.</param>
    public sealed record Opened(ListStatements.Row Statement, IReadOnlyList<Side> Sides, IReadOnlyList<Side> Apart, IReadOnlyList<string> Differing, IReadOnlyDictionary<string, FieldAnswer>? Agreed, string? AgreedBy, string Why, IReadOnlyList<string> Parties)
    {
        /// <summary>Given to two or more, each without sight of the others, and finished by all.</summary>
        public bool IsIndependent => Statement.IsIndependent;

        /// <summary>Every side has answered every field.</summary>
        public bool IsWhole => Sides.All(side => RepresentationField.All.All(one => side.Answers.ContainsKey(one.Name)));
    }

    /// <param name="Readers">How many different analysts read independently.</param>
    /// <param name="Statements">All that are open, also those that count once with another; the figures leave these out.</param>
    /// <param name="StillClosed">Statements that somebody has still to finish, and that count by themselves.</param>
    public sealed record Answer(IReadOnlyList<OfField> Fields, IReadOnlyList<Opened> Statements, int Readers, int StillClosed)
    {
        /// <summary>Those that count by themselves: what counts once with another is said, and read, once.</summary>
        public IEnumerable<Opened> Counted => Statements.Where(s => s.Statement.CountsWith is null);

        /// <summary>Statements that more than one has read and that count once with another: in no figure, and nothing to settle.</summary>
        public int CountedOnce => Statements.Count(s => s.Statement.CountsWith is not null && s.Sides.Count > 1);

        /// <summary>Statements that agreement is measured on.</summary>
        public IEnumerable<Opened> Independent => Counted.Where(s => s.IsIndependent && s.Sides.Count > 1);

        /// <summary>Statements that more than one read, but not without sight of each other.</summary>
        public IEnumerable<Opened> Openly => Counted.Where(s => !s.IsIndependent && s.Sides.Count > 1);

        /// <summary>Statements that all have read alike, and that nobody has recorded as agreed yet.</summary>
        public int ReadAlike => Statements.Count(IsAlike);

        /// <summary>What is to be said of the intervals beside their limits: which are Wilson's, and that draws were left out. Sentences; empty where all rest on all draws.</summary>
        public IReadOnlyList<string> OfIntervals
        {
            get
            {
                var told = new List<string>();
                if (Fields.Any(f => f.Coefficients.Any(c => c.Interval.IsWilson))) told.Add(Interval.Wilson);
                if (Fields.Select(f => f.UndefinedDraws).DefaultIfEmpty().Max() is > 0 and var most)
                    told.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Draws in which a figure is undefined were left out: up to {most:N0} of {ReadTogether.Draws:N0}, of {string.Join("; ", Fields.Where(f => f.UndefinedDraws > 0).Select(f => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{f.Field.Label} {f.UndefinedDraws:N0}")))}."));
                return told;
            }
        }

        public int ToSettle => Counted.Count(s => s.Agreed is null && s.Differing.Count > 0);
    }

    // Of what is read openly nobody says that they have finished: a field that is not answered is not yet read alike.
    private static bool IsAlike(Opened one) => one.Agreed is null && one.Statement.CountsWith is null && one.Sides.Count > 1 && one.Differing.Count == 0 && (one.Statement.IsOpen || one.IsWhole);

    public sealed class Handler(ListStatements.Handler list, ListRepresentations.Handler readings, MakeRepresentation.Handler make, ChangeRepresentation.Handler change)
    {
        private const int Seed = 20250401;

        /// <param name="source">Null: every document.</param>
        public Task<Answer> RunAsync(Acting reader, SourceId? source, CancellationToken cancel) => RunAsync(reader, source, null, cancel);

        /// <param name="source">Null: every document.</param>
        /// <param name="counts">Null: every statement; else only those it holds for.</param>
        public Task<Answer> RunAsync(Acting reader, SourceId? source, Func<ListStatements.Row, bool>? counts, CancellationToken cancel) => RunAsync(reader, source, counts, null, cancel);

        /// <summary>The same again, after a change: fields whose readings stand as they did are not measured anew.</summary>
        public Task<Answer> AgainAsync(Acting reader, SourceId? source, Answer? before, CancellationToken cancel) => RunAsync(reader, source, null, before, cancel);

        /// <summary>Statements of every document that were read by several, differ, and are not settled, without their words; nothing is measured.</summary>
        public async Task<IReadOnlyList<Opened>> ToSettleAsync(Acting reader, CancellationToken cancel) =>
            [.. new Answer([], (await OpenAsync(reader, null, null, cancel, words: false)).Opened, 0, 0).Counted.Where(s => s.Agreed is null && s.Differing.Count > 0)];

        private async Task<Answer> RunAsync(Acting reader, SourceId? source, Func<ListStatements.Row, bool>? counts, Answer? before, CancellationToken cancel)
        {
            var (opened, closed) = await OpenAsync(reader, source, counts, cancel);
            var answer = new Answer([], opened, 0, closed);
            var pairs = answer.Independent.ToList();
            var people = pairs.SelectMany(o => o.Sides.Select(s => s.Analyst)).Distinct().ToList();
            var was = before?.Independent.ToList() ?? [];
            return answer with { Fields = [.. RepresentationField.All.Select(field => before is not null && StandAlike(was, pairs, field) ? before.Fields.First(f => f.Field == field) : Measure(field, pairs, people))], Readers = people.Count };
        }

        private async Task<(List<Opened> Opened, int Closed)> OpenAsync(Acting reader, SourceId? source, Func<ListStatements.Row, bool>? counts, CancellationToken cancel, bool words = true)
        {
            var statements = (await list.RunAsync(reader, source, cancel, words)).Where(s => s.Standing == Standing.Accepted && counts?.Invoke(s) != false).ToList();
            var byExcerpt = (await readings.RunAsync(reader, new(Source: source, Words: words), cancel)).Where(r => r.Excerpt is not null).ToLookup(r => r.Excerpt!.Value);
            var opened = new List<Opened>();
            var closed = 0;
            foreach (var statement in statements)
            {
                if (statement.Readers.Count > 0 && !statement.IsOpen)
                {
                    if (statement.CountsWith is null) closed++;
                    continue;
                }
                var of = byExcerpt[statement.Excerpt].ToList();
                var all = of.Where(r => r.Origin == RepresentationOrigin.Analyst).OrderBy(r => r.AnalystName, StringComparer.OrdinalIgnoreCase).Select(r => new Side(r.Analyst, r.AnalystName, r.Id, r.MadeAt, r.Answers)).ToList();
                if (all.Count == 0) continue;
                bool Counts(Side side) => statement.Readers.Count == 0 || statement.Readers.Any(r => r.Analyst == side.Analyst);
                var sides = all.FindAll(Counts);
                var agreed = AgreedReading.Of(of);
                opened.Add(new(statement, sides, all.FindAll(side => !Counts(side)), [.. RepresentationField.All.Where(field => sides.Skip(1).Any(side => Differ(sides[0], side, field))).Select(field => field.Name)],
                    agreed?.Answers, agreed?.AnalystName, agreed?.Why ?? "", [.. (agreed?.AgreedBy ?? []).Select(who => all.Find(side => side.Analyst == who)?.Name).OfType<string>()]));
            }
            return (opened, closed);
        }

        /// <summary>Records what was agreed on. Both readings stay as they were made.</summary>
        /// <param name="settled">What was agreed for the fields in which the readings differ; others are taken as both have them.</param>
        /// <param name="why">Why so; needed where the readings differ.</param>
        public async Task<Result<RepresentationId>> AgreeAsync(Acting by, StatementId id, IReadOnlyList<FieldAnswer> settled, string why, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(settled);
            ArgumentNullException.ThrowIfNull(why);
            var all = await list.RunAsync(by, null, cancel);
            if (all.FirstOrDefault(s => s.Id == id) is not { } statement) return new StatementMissing("That statement is not in this project any more.");
            if (statement.Readers.Count > 0 && !statement.IsOpen) return new Refused("Somebody has still to finish reading this, and the readings are closed to one another until then.");
            if (statement.Agreed is not null) return new Refused("This has been settled already. Take that back first to settle it otherwise.");
            var opened = (await OpenAsync(by, statement.Source, null, cancel)).Opened.Find(o => o.Statement.Id == id);
            if (opened is null || opened.Sides.Count < 2) return new Refused("There is nothing to settle: fewer than two have read this.");
            return await RecordAsync(by, opened, settled, why, cancel);
        }

        /// <summary>Records every statement that all have read alike as agreed; where they differ, nothing is done.</summary>
        /// <returns>How many; the error only where none could be recorded.</returns>
        public async Task<Result<int>> AgreeAlikeAsync(Acting by, SourceId? source, CancellationToken cancel)
        {
            var done = 0;
            foreach (var one in (await OpenAsync(by, source, null, cancel)).Opened.Where(IsAlike))
            {
                var made = await RecordAsync(by, one, [], "", cancel);
                if (!made.Succeeded) return done > 0 ? done : made.Error;
                done++;
            }
            return done > 0 ? done : new Refused("There is no statement that all have read alike and nobody has recorded.");
        }

        private async Task<Result<RepresentationId>> RecordAsync(Acting by, Opened opened, IReadOnlyList<FieldAnswer> settled, string why, CancellationToken cancel)
        {
            var answers = new List<FieldAnswer>();
            foreach (var field in RepresentationField.All)
            {
                if (settled.LastOrDefault(s => s.Field == field.Name) is { } said) answers.Add(said);
                else if (opened.Differing.Contains(field.Name)) return new Refused($"The readings differ in \"{field.Label}\". Say what you agreed on there too.");
                else if (opened.Sides[0].Answers.TryGetValue(field.Name, out var same)) answers.Add(same with { Note = null });
            }
            if (opened.Differing.Count > 0 && string.IsNullOrWhiteSpace(why)) return new AnswerInvalid("The readings differ. Say in a few words why you settled on this.");
            return await make.RunAsync(by, new(opened.Statement.Excerpt.Node, Answers: answers, Origin: RepresentationOrigin.Agreed, Why: why, Parties: [.. opened.Sides.Select(s => s.Analyst)]), cancel);
        }

        /// <summary>Takes back what was agreed on, whoever recorded it; the readings stay.</summary>
        public async Task<Result<Done>> ReopenAsync(Acting by, StatementId id, CancellationToken cancel)
        {
            if ((await list.RunAsync(by, null, cancel)).FirstOrDefault(s => s.Id == id) is not { } statement) return new StatementMissing("That statement is not in this project any more.");
            return statement.Agreed is { } agreed ? await change.ReopenAsync(by, agreed, cancel) : new Refused("Nothing has been settled here.");
        }

        /// <summary>Whether the measured readings of a field are the same ones.</summary>
        private static bool StandAlike(List<Opened> was, List<Opened> now, RepresentationField field) =>
            was.Count == now.Count && was.Zip(now).All(p => p.First.Statement.Id == p.Second.Statement.Id && p.First.Differing.Contains(field.Name) == p.Second.Differing.Contains(field.Name)
                && p.First.Sides.Count == p.Second.Sides.Count && p.First.Sides.Zip(p.Second.Sides).All(s => s.First.Analyst == s.Second.Analyst && StateOf(s.First, field) == StateOf(s.Second, field) && TermsOf(s.First, field).SetEquals(TermsOf(s.Second, field))));

        private static FieldState StateOf(Side side, RepresentationField field) => side.Answers.TryGetValue(field.Name, out var answer) ? answer.State : FieldState.NotStated;

        private static HashSet<string> TermsOf(Side side, RepresentationField field) => side.Answers.TryGetValue(field.Name, out var answer) ? [.. answer.Terms] : [];

        // Two amounts or two days are not alike for being given in the same way.
        private static string WordsOf(Side side, RepresentationField field) => side.Answers.TryGetValue(field.Name, out var answer) ? answer.Words?.Trim() ?? "" : "";

        private static bool Differ(Side one, Side other, RepresentationField field) =>
            StateOf(one, field) != StateOf(other, field) || !TermsOf(one, field).SetEquals(TermsOf(other, field)) || !WordsOf(one, field).Equals(WordsOf(other, field), StringComparison.OrdinalIgnoreCase);

        private static OfField Measure(RepresentationField field, List<Opened> pairs, List<AnalystId> people)
        {
            var states = new int[pairs.Count * people.Count];
            var terms = new IReadOnlySet<string>?[states.Length];
            Array.Fill(states, int.MinValue); // not asked to read it
            for (var u = 0; u < pairs.Count; u++)
                foreach (var side in pairs[u].Sides)
                {
                    var cell = u * people.Count + people.IndexOf(side.Analyst);
                    states[cell] = (int)StateOf(side, field);
                    terms[cell] = TermsOf(side, field);
                }
            var differences = pairs.Count(p => p.Differing.Contains(field.Name));
            if (people.Count < 2)
            {
                var none = Coefficient.None(pairs.Count == 0 ? UndefinedReason.NoUnits : UndefinedReason.FewerThanTwoAnalysts);
                var unknown = new Interval(null, null, none.WhyUndefined!.Message);
                return new(field, none, unknown, none, unknown, none, unknown, none, unknown, differences);
            }
            var ratings = Ratings.FromCategories(people.Count, states);
            // A seed of its own for each, so that a figure can be made again.
            Interval Drawn(Func<Ratings, Coefficient> of) => Interval.Of(ChanceCorrected.BootstrapUnits(ratings, of, new Random(Seed), Draws));
            static Coefficient Kappa(Ratings of) => ChanceCorrected.CohenKappa(of).Value;
            return new(field, ChanceCorrected.PercentAgreement(ratings), Interval.Of(ChanceCorrected.PercentAgreementInterval(ratings, new Random(Seed), Draws)), Kappa(ratings), Drawn(Kappa),
                KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal).Alpha, Interval.Of(KrippendorffAlpha.BootstrapUnits(ratings, MeasurementLevel.Nominal, new Random(Seed), Draws)),
                SetAlpha.Of(people.Count, terms).Alpha, Interval.Of(SetAlpha.BootstrapUnits(people.Count, terms, new Random(Seed), draws: Draws)), differences);
        }
    }
}
