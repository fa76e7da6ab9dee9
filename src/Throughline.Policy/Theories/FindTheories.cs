using Throughline.Text;

namespace Throughline.Policy.Theories;

/// <summary>Finds programme theories by the words in them.</summary>
public static class FindTheories
{
    /// <param name="Where">The parts in which the query's words stand, with what each says.</param>
    public sealed record Row(ListTheories.Row Theory, IReadOnlyList<(TheoryPart Part, string Said)> Where);

    public sealed class Handler(ListTheories.Handler list)
    {
        /// <param name="query">As on the page Ask. A filter asks about passages, so a query with one finds no theory.</param>
        /// <returns>Theories that the reader may see, by document; or <see cref="SearchQueryInvalid"/>.</returns>
        public async Task<Result<IReadOnlyList<Row>>> RunAsync(Acting reader, string? query, CancellationToken cancel)
        {
            var parsed = SearchQuery.Parse(query);
            if (!parsed.Succeeded) return parsed.Error;
            var found = new List<Row>();
            foreach (var theory in await list.RunAsync(reader, null, cancel))
            {
                var said = new (TheoryPart Part, string Said)[]
                {
                    (TheoryPart.Problem, theory.Problem), (TheoryPart.Logic, string.Join("; ", theory.Logic)), (TheoryPart.Mechanism, string.Join("; ", theory.Mechanism)),
                    (TheoryPart.Unanswered, theory.Unanswered), (TheoryPart.Evidence, theory.Evidence),
                }.Where(s => s.Said.Length > 0).Select(s => (s.Part, Said: s.Said.Replace('\n', ' '))).ToList();
                var ends = new List<int>();
                foreach (var (_, words) in said) ends.Add((ends.Count > 0 ? ends[^1] + 1 : 0) + words.Length);
                if (parsed.Value.Match(new SearchBlock(string.Join('\n', said.Select(s => s.Said)))) is { Spans.Count: > 0 } match)
                    found.Add(new(theory, [.. said.Where((_, i) => match.Spans.Any(hit => hit.Start < ends[i] && (i == 0 || hit.Start > ends[i - 1])))]));
            }
            return found;
        }
    }
}
