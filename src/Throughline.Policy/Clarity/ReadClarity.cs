using Throughline.Framing.Representations;
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
    public sealed record OfDocument(SourceId Source, int Number, string Title, int Statements, int Read, IReadOnlyList<MeasureClarity.OfField> Fields, IReadOnlyDictionary<StatementId, IReadOnlyDictionary<RepresentationField, FieldState>> Readings);

    public sealed record Answer(ClarityOf Of, IReadOnlyList<OfDocument> Documents)
    {
        public bool IsPreview => Of == ClarityOf.Suggestions;
    }

    public sealed class Handler(ListStatements.Handler list, ListRepresentations.Handler readings, SuggestReadings.Handler suggest)
    {
        /// <param name="analyst">For <see cref="ClarityOf.Analyst"/>; null takes the reader.</param>
        public async Task<Answer> RunAsync(Acting reader, ClarityOf of, AnalystId? analyst, CancellationToken cancel)
        {
            var whose = analyst ?? reader.Analyst;
            var all = await list.RunAsync(reader, null, cancel);
            var counted = all.Where(s => s.CountsWith is null && (s.Standing == Standing.Accepted || (of == ClarityOf.Suggestions && s.Standing == Standing.Proposed))).ToList();
            var byExcerpt = of == ClarityOf.Suggestions ? null : (await readings.RunAsync(reader, new(), cancel)).Where(r => r.Excerpt is not null).ToLookup(r => r.Excerpt!.Value);
            var documents = new List<OfDocument>();
            foreach (var document in counted.GroupBy(s => (s.Source, s.SourceNumber, s.SourceTitle)))
            {
                var read = new Dictionary<StatementId, IReadOnlyDictionary<RepresentationField, FieldState>>();
                var suggested = of == ClarityOf.Suggestions ? await suggest.RunAsync(reader, document.Key.Source, cancel) : null;
                foreach (var statement in document)
                {
                    if (suggested is not null)
                    {
                        if (suggested.TryGetValue(statement.Id, out var fields)) read[statement.Id] = fields.ToDictionary(f => f.Field, f => f.State);
                        continue;
                    }
                    var own = byExcerpt![statement.Excerpt].ToList();
                    var readers = own.Where(r => r.Origin == RepresentationOrigin.Analyst).ToList();
                    var counts = of == ClarityOf.Analyst ? readers.Find(r => r.Analyst == whose) : own.Find(r => r.Origin == RepresentationOrigin.Agreed) ?? (readers is [var alone] && statement.Readers.Count == 0 ? alone : null);
                    if (counts is not null) read[statement.Id] = counts.Answers.Where(a => RepresentationField.Find(a.Key) is not null).ToDictionary(a => RepresentationField.Find(a.Key)!, a => a.Value.State);
                }
                documents.Add(new(document.Key.Source, document.Key.SourceNumber, document.Key.SourceTitle, document.Count(), read.Count, MeasureClarity.Run(read.Values), read));
            }
            return new(of, documents);
        }
    }
}
