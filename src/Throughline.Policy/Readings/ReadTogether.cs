using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Sources;
using Throughline.Statistics.Agreement;

namespace Throughline.Policy.Readings;

/// <summary>How far readers agree who read statements independently, where they differ, and what they agree on in the end.</summary>
/// <remarks>Only statements that all their readers have finished count: until then each reading is closed to the others. Agreement is of the readings as
/// they were made, before any consensus.</remarks>
public static class ReadTogether
{
    /// <param name="Percent">Pairs of readings that give the field the same state, of all pairs.</param>
    /// <param name="Kappa">Cohen's kappa of the states; undefined for other than two readers.</param>
    /// <param name="Alpha">Krippendorff's alpha of the states, nominal.</param>
    /// <param name="Terms">Krippendorff's alpha of the sets of terms by MASI distance; two empty sets are the same.</param>
    public sealed record OfField(RepresentationField Field, Coefficient Percent, Coefficient Kappa, Coefficient Alpha, (double Low, double High)? AlphaInterval, Coefficient Terms, int Differences);

    public sealed record Side(AnalystId Analyst, string Name, RepresentationId Reading, IReadOnlyDictionary<string, FieldAnswer> Answers);

    /// <param name="Differing">Names of fields in which the readings differ in state or terms.</param>
    public sealed record Opened(ListStatements.Row Statement, IReadOnlyList<Side> Sides, IReadOnlyList<string> Differing, IReadOnlyDictionary<string, FieldAnswer>? Agreed, string? AgreedBy);

    /// <param name="Readers">How many different analysts.</param>
    public sealed record Answer(IReadOnlyList<OfField> Fields, IReadOnlyList<Opened> Statements, int Readers, int StillClosed)
    {
        /// <summary>Statements that all have read alike, and that nobody has recorded as agreed yet.</summary>
        public int ReadAlike => Statements.Count(IsAlike);

        public int ToSettle => Statements.Count(s => s.Agreed is null && s.Differing.Count > 0);
    }

    private static bool IsAlike(Opened one) => one.Agreed is null && one.Sides.Count > 1 && one.Differing.Count == 0;

    public sealed class Handler(ListStatements.Handler list, ListRepresentations.Handler readings, MakeRepresentation.Handler make, ChangeRepresentation.Handler change)
    {
        private const int Draws = 1000, Seed = 20250401;

        /// <param name="source">Null: every document.</param>
        public async Task<Answer> RunAsync(Acting reader, SourceId? source, CancellationToken cancel)
        {
            var (opened, closed) = await OpenAsync(reader, source, cancel);
            var pairs = opened.Where(o => o.Sides.Count > 1).ToList();
            var people = pairs.SelectMany(o => o.Sides.Select(s => s.Analyst)).Distinct().ToList();
            return new([.. RepresentationField.All.Select(field => Measure(field, pairs, people))], opened, people.Count, closed);
        }

        private async Task<(List<Opened> Opened, int Closed)> OpenAsync(Acting reader, SourceId? source, CancellationToken cancel)
        {
            var statements = (await list.RunAsync(reader, source, cancel)).Where(s => s.Standing == Standing.Accepted).ToList();
            var byExcerpt = (await readings.RunAsync(reader, new(Source: source), cancel)).Where(r => r.Excerpt is not null).ToLookup(r => r.Excerpt!.Value);
            var opened = new List<Opened>();
            var closed = 0;
            foreach (var statement in statements)
            {
                if (statement.Readers.Count > 0 && !statement.IsOpen)
                {
                    closed++;
                    continue;
                }
                var of = byExcerpt[statement.Excerpt].ToList();
                var sides = of.Where(r => r.Origin == RepresentationOrigin.Analyst).OrderBy(r => r.AnalystName, StringComparer.OrdinalIgnoreCase).Select(r => new Side(r.Analyst, r.AnalystName, r.Id, r.Answers)).ToList();
                if (sides.Count == 0) continue;
                var agreed = of.Find(r => r.Origin == RepresentationOrigin.Agreed);
                opened.Add(new(statement, sides, [.. RepresentationField.All.Where(field => sides.Skip(1).Any(side => Differ(sides[0], side, field))).Select(field => field.Name)], agreed?.Answers, agreed?.AnalystName));
            }
            return (opened, closed);
        }

        /// <summary>Records what was agreed on. Both readings stay as they were made.</summary>
        /// <param name="settled">What was agreed for the fields in which the readings differ; others are taken as both have them. A note says why.</param>
        public async Task<Result<RepresentationId>> AgreeAsync(Acting by, StatementId id, IReadOnlyList<FieldAnswer> settled, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(settled);
            var all = await list.RunAsync(by, null, cancel);
            if (all.FirstOrDefault(s => s.Id == id) is not { } statement) return new StatementMissing("That statement is not in this project any more.");
            if (statement.Readers.Count > 0 && !statement.IsOpen) return new Refused("Somebody has still to finish reading this, and the readings are closed to one another until then.");
            if (statement.Agreed is not null) return new Refused("This has been settled already. Take that back first to settle it otherwise.");
            var opened = (await OpenAsync(by, statement.Source, cancel)).Opened.Find(o => o.Statement.Id == id);
            if (opened is null || opened.Sides.Count < 2) return new Refused("There is nothing to settle: fewer than two have read this.");
            return await RecordAsync(by, opened, settled, cancel);
        }

        /// <summary>Records every statement that all have read alike as agreed; where they differ, nothing is done.</summary>
        /// <returns>How many.</returns>
        public async Task<Result<int>> AgreeAlikeAsync(Acting by, SourceId? source, CancellationToken cancel)
        {
            var done = 0;
            foreach (var one in (await OpenAsync(by, source, cancel)).Opened.Where(IsAlike))
            {
                var made = await RecordAsync(by, one, [], cancel);
                if (!made.Succeeded) return made.Error;
                done++;
            }
            return done > 0 ? done : new Refused("There is no statement that all have read alike and nobody has recorded.");
        }

        private async Task<Result<RepresentationId>> RecordAsync(Acting by, Opened opened, IReadOnlyList<FieldAnswer> settled, CancellationToken cancel)
        {
            var answers = new List<FieldAnswer>();
            foreach (var field in RepresentationField.All)
            {
                if (settled.LastOrDefault(s => s.Field == field.Name) is { } said) answers.Add(said);
                else if (opened.Differing.Contains(field.Name)) return new Refused($"The readings differ in \"{field.Label}\". Say what you agreed on there too.");
                else if (opened.Sides[0].Answers.TryGetValue(field.Name, out var same)) answers.Add(same with { Note = null });
            }
            return await make.RunAsync(by, new(opened.Statement.Excerpt.Node, Answers: answers, Origin: RepresentationOrigin.Agreed), cancel);
        }

        /// <summary>Takes back what was agreed on; the readings stay.</summary>
        public async Task<Result<Done>> ReopenAsync(Acting by, StatementId id, CancellationToken cancel)
        {
            if ((await list.RunAsync(by, null, cancel)).FirstOrDefault(s => s.Id == id) is not { } statement) return new StatementMissing("That statement is not in this project any more.");
            return statement.Agreed is { } agreed ? await change.RemoveAsync(by, agreed, cancel) : new Refused("Nothing has been settled here.");
        }

        private static FieldState StateOf(Side side, RepresentationField field) => side.Answers.TryGetValue(field.Name, out var answer) ? answer.State : FieldState.NotStated;

        private static HashSet<string> TermsOf(Side side, RepresentationField field) => side.Answers.TryGetValue(field.Name, out var answer) ? [.. answer.Terms] : [];

        private static bool Differ(Side one, Side other, RepresentationField field) => StateOf(one, field) != StateOf(other, field) || !TermsOf(one, field).SetEquals(TermsOf(other, field));

        private static OfField Measure(RepresentationField field, List<Opened> pairs, List<AnalystId> people)
        {
            var states = new int[pairs.Count * people.Count];
            var terms = new IReadOnlySet<string>?[states.Length];
            Array.Fill(states, -1);
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
                return new(field, none, none, none, null, none, differences);
            }
            var ratings = Ratings.FromCategories(people.Count, states);
            // A seed of its own, so that a figure can be made again.
            var interval = KrippendorffAlpha.BootstrapUnits(ratings, MeasurementLevel.Nominal, new Random(Seed), Draws);
            return new(field, ChanceCorrected.PercentAgreement(ratings), ChanceCorrected.CohenKappa(ratings).Value, KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal).Alpha,
                interval.Succeeded ? (interval.Value.Lower, interval.Value.Upper) : null, SetAlpha.Of(people.Count, terms).Alpha, differences);
        }
    }
}
