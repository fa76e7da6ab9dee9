using Throughline.Framing.Representations;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Sources;

namespace Throughline.Policy.Clarity;

/// <summary>Whose readings a figure of clarity counts.</summary>
public enum ClarityOf
{
    /// <summary>What was agreed on, and the reading of the one analyst where only one has read.</summary>
    Consensus,
    /// <summary>One analyst's.</summary>
    Analyst,
    /// <summary>What the lexicons suggest: a preview, marked wherever it is shown, in no report.</summary>
    Suggestions,
}

/// <summary>How clear the statements of each document are.</summary>
public static class ReadClarity
{
    /// <param name="Statements">Accepted statements that count by themselves; of the preview, also those proposed.</param>
    /// <param name="Read">Of these, how many have a reading that counts here.</param>
    /// <param name="Readings">The state of each field in each statement that is counted here.</param>
    public sealed record OfDocument(SourceId Source, int Number, string Title, int Statements, int Read, IReadOnlyList<MeasureClarity.OfField> Fields, IReadOnlyDictionary<StatementId, IReadOnlyDictionary<RepresentationField, FieldState>> Readings)
    {
        /// <summary>Of the statements, those that stand where columns are woven, so that their spans hold other words too.</summary>
        public int Woven { get; init; }
    }

    public sealed record Answer(ClarityOf Whose, IReadOnlyList<OfDocument> Documents)
    {
        public bool IsPreview => Whose == ClarityOf.Suggestions;

        /// <summary>Of a preview: the lexicon that cannot be used, so that nothing is suggested; null where all can.</summary>
        public Error? Unusable { get; init; }

        /// <summary>Over all documents.</summary>
        public MeasureClarity.OfField Of(RepresentationField field)
        {
            var of = Documents.Select(d => d.Fields.First(f => f.Field == field)).ToList();
            return new(field, of.Sum(f => f.Stated), of.Sum(f => f.Implied), of.Sum(f => f.NotStated), of.Sum(f => f.NotApplicable));
        }
    }

    /// <param name="Answers">By field name, of the reading that counts; null where none does yet.</param>
    public sealed record Counted(ListStatements.Row Statement, IReadOnlyDictionary<string, FieldAnswer>? Answers);

    /// <summary>What the readings that count are called: those agreed on, and those of the one person who was to read.</summary>
    public const string Counting = "readings that count";

    /// <summary>One reader's readings, or those that count.</summary>
    /// <param name="Analyst">Null for those that count: agreed on, or of the one analyst where only one was to read.</param>
    /// <param name="Name">The reader's; <see cref="Counting"/> for those that count.</param>
    public sealed record Side(AnalystId? Analyst, string Name, IReadOnlyList<OfDocument> Documents);

    public sealed class Handler(ListStatements.Handler list, ListRepresentations.Handler readings, SuggestReadings.Handler suggest)
    {
        /// <summary>Each reader's readings, by name, then what counts: agreed on, or of the one analyst where only one has read.</summary>
        public async Task<IReadOnlyList<Side>> BesideAsync(Acting reader, CancellationToken cancel)
        {
            var counted = (await list.RunAsync(reader, null, cancel)).Where(s => s.CountsWith is null && s.Standing == Standing.Accepted).ToList();
            var byExcerpt = (await readings.RunAsync(reader, new(), cancel)).Where(r => r.Excerpt is not null).ToLookup(r => r.Excerpt!.Value);
            var people = counted.SelectMany(s => byExcerpt[s.Excerpt]).Where(r => r.Origin == RepresentationOrigin.Analyst).Select(r => (r.Analyst, r.AnalystName)).Distinct().OrderBy(p => p.AnalystName, StringComparer.OrdinalIgnoreCase).ToList();
            return
            [
                .. people.Select(p => new Side(p.Analyst, p.AnalystName, DocumentsOf(counted.Select(s => new Counted(s, byExcerpt[s.Excerpt].FirstOrDefault(r => r.Origin == RepresentationOrigin.Analyst && r.Analyst == p.Analyst)?.Answers))))),
                new Side(null, Counting, DocumentsOf(counted.Select(s => new Counted(s, CountingReading.Of(s, byExcerpt[s.Excerpt])?.Answers)))),
            ];
        }

        /// <param name="analyst">For <see cref="ClarityOf.Analyst"/>; null takes the reader.</param>
        public async Task<Answer> RunAsync(Acting reader, ClarityOf of, AnalystId? analyst, CancellationToken cancel)
        {
            if (of != ClarityOf.Suggestions) return new(of, DocumentsOf(await CountedAsync(reader, of, analyst, cancel)));
            var rows = new List<Counted>();
            foreach (var document in (await list.RunAsync(reader, null, cancel)).Where(s => s.CountsWith is null && s.Standing != Standing.Rejected).GroupBy(s => s.Source))
            {
                var suggested = await suggest.RunAsync(reader, document.Key, cancel);
                if (!suggested.Succeeded) return new(of, []) { Unusable = suggested.Error };
                rows.AddRange(document.Select(s => new Counted(s, suggested.Value.TryGetValue(s.Id, out var fields) ? fields.ToDictionary(f => f.Field.Name, f => new FieldAnswer(f.Field.Name, f.State, f.Terms)) : null)));
            }
            return new(of, DocumentsOf(rows));
        }

        private static List<OfDocument> DocumentsOf(IEnumerable<Counted> counted)
        {
            var documents = new List<OfDocument>();
            foreach (var document in counted.GroupBy(c => (c.Statement.Source, c.Statement.SourceNumber, c.Statement.SourceTitle)))
            {
                var read = new Dictionary<StatementId, IReadOnlyDictionary<RepresentationField, FieldState>>();
                foreach (var (statement, answers) in document)
                    if (answers is not null) read[statement.Id] = answers.Where(a => RepresentationField.Find(a.Key) is not null).ToDictionary(a => RepresentationField.Find(a.Key)!, a => a.Value.State);
                documents.Add(new(document.Key.Source, document.Key.SourceNumber, document.Key.SourceTitle, document.Count(), read.Count, MeasureClarity.Run(read.Values), read) { Woven = document.Count(c => c.Statement.IsWoven) });
            }
            return documents;
        }

        /// <summary>Every statement that counts by itself, with the reading that counts here.</summary>
        /// <param name="of">Whose; suggestions are no readings.</param>
        /// <param name="analyst">For <see cref="ClarityOf.Analyst"/>; null takes the reader.</param>
        public async Task<IReadOnlyList<Counted>> CountedAsync(Acting reader, ClarityOf of, AnalystId? analyst, CancellationToken cancel)
        {
            if (of == ClarityOf.Suggestions) throw new ArgumentOutOfRangeException(nameof(of), of, "Suggestions are no readings; the preview of them is RunAsync's.");
            var whose = analyst ?? reader.Analyst;
            var counted = (await list.RunAsync(reader, null, cancel)).Where(s => s.CountsWith is null && s.Standing == Standing.Accepted).ToList();
            var rows = new List<Counted>();
            var byExcerpt = (await readings.RunAsync(reader, new(), cancel)).Where(r => r.Excerpt is not null).ToLookup(r => r.Excerpt!.Value);
            foreach (var statement in counted)
                rows.Add(new(statement, (of == ClarityOf.Analyst ? byExcerpt[statement.Excerpt].FirstOrDefault(r => r.Origin == RepresentationOrigin.Analyst && r.Analyst == whose) : CountingReading.Of(statement, byExcerpt[statement.Excerpt]))?.Answers));
            return rows;
        }
    }
}
