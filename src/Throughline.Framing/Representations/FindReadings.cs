using Throughline.Framing.Frameworks;
using Throughline.Text;

namespace Throughline.Framing.Representations;

/// <summary>Finds readings by the words in them: the names of their terms, the passage's words that they keep, and their notes.</summary>
public static class FindReadings
{
    /// <param name="Where">The fields in which the query's words stand, with what each says.</param>
    public sealed record Row(ListRepresentations.Row Reading, IReadOnlyList<(RepresentationField Field, string Said)> Where);

    /// <param name="Rows">The first of them, by source and place.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="LeftOut">How many more there are among those that a module has set aside; 0 where these were asked for.</param>
    public sealed record Answer(IReadOnlyList<Row> Rows, int Count, int LeftOut);

    public sealed class Handler(ListRepresentations.Handler list, ListFrameworks.Handler frameworks)
    {
        /// <param name="query">As on the page Ask. A filter asks about passages, so a query with one finds no reading by its words.</param>
        /// <param name="most">How many rows to give.</param>
        /// <param name="leftOut">Whether readings that a module has set aside are found too.</param>
        /// <returns>Readings that the reader may see, suggestions left out; or <see cref="SearchQueryInvalid"/>.</returns>
        public async Task<Result<Answer>> RunAsync(Acting reader, string? query, int most, bool leftOut, CancellationToken cancel)
        {
            var parsed = SearchQuery.Parse(query);
            if (!parsed.Succeeded) return parsed.Error;
            var shelf = await frameworks.RunAsync(reader.Project, cancel);
            var names = shelf.All.SelectMany(r => r.Framework.AllTerms()).GroupBy(t => t.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Name, StringComparer.Ordinal);
            var (found, count, aside) = (new List<Row>(), 0, 0);
            foreach (var reading in await list.RunAsync(reader, new(LeftOut: true), cancel))
            {
                var said = RepresentationField.All.Where(f => reading.Answers.ContainsKey(f.Name)).Select(f => (Field: f, Said: Said(reading.Answers[f.Name], names))).Where(s => s.Said.Length > 0).ToList();
                var ends = new List<int>();
                foreach (var (_, words) in said) ends.Add((ends.Count > 0 ? ends[^1] + 1 : 0) + words.Length);
                if (parsed.Value.Match(new SearchBlock(string.Join('\n', said.Select(s => s.Said)))) is not { } match) continue;
                // What holds by NOT alone says nothing of any reading.
                if (match.Spans.Count == 0) continue;
                if (reading.IsLeftOut && !leftOut)
                {
                    aside++;
                    continue;
                }
                count++;
                if (found.Count == most) continue;
                found.Add(new(reading, [.. said.Where((_, i) => match.Spans.Any(hit => hit.Start < ends[i] && (i == 0 || hit.Start > ends[i - 1])))]));
            }
            return new Answer(found, count, aside);
        }
    }

    /// <summary>The terms by name, the passage's words and the note of one answer; empty where it has none.</summary>
    internal static string Said(FieldAnswer answer, IReadOnlyDictionary<string, string> names) =>
        string.Join("; ", answer.Terms.Select(t => names.GetValueOrDefault(t, t)).Append(answer.Words ?? "").Append(answer.Note ?? "").Where(s => s.Length > 0).Select(s => s.Replace('\n', ' ')));
}
