using System.Security.Cryptography;
using System.Text;
using Throughline.Files;

namespace Throughline.Policy.Finding;

/// <summary>Finds statements in texts that are not brought in, with suggestions for each.</summary>
public static class FindInText
{
    /// <param name="Alike">Statements of other documents or places that say nearly the same share a number from 1; null for one that stands alone.</param>
    public sealed record Row(FoundStatement Found, IReadOnlyList<FieldSuggestion> Suggestions, int? Alike);

    /// <param name="Sha256">Of the text as UTF-8, in small hexadecimal letters.</param>
    public sealed record Document(string Name, string Text, string Sha256, IReadOnlyList<Row> Statements, IReadOnlyList<FoundMention> Mentions);

    /// <param name="documents">Each with a name for its results.</param>
    public static IReadOnlyList<Document> Run(PolicyLexicons lexicons, IReadOnlyList<(string Name, ReadDocument Read)> documents)
    {
        ArgumentNullException.ThrowIfNull(lexicons);
        ArgumentNullException.ThrowIfNull(documents);
        var finder = new StatementFinder(lexicons.Inequality);
        var found = documents.Select(d => (d.Name, d.Read, Found: finder.Find(d.Read))).ToList();
        var groups = NearIdentical.GroupsOf([.. found.SelectMany(d => d.Found.Statements.Select(s => s.Span.Of(d.Read.Text).ToString()))]);
        var at = 0;
        var results = new List<Document>(found.Count);
        foreach (var (name, read, inDocument) in found)
        {
            var rows = new List<Row>(inDocument.Statements.Count);
            foreach (var statement in inDocument.Statements)
            {
                var stem = statement.Context.FirstOrDefault(context => context.Label == "stem")?.Span;
                var heading = statement.Context.FirstOrDefault(context => context.Label == "heading")?.Span;
                rows.Add(new(statement, lexicons.Fields.Suggest(read.Text, statement.Span, stem, heading), groups[at++]));
            }
            results.Add(new(name, read.Text, HashOf(read.Text), rows, inDocument.Mentions));
        }
        return results;
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
