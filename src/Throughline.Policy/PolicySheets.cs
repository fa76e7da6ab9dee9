using System.Globalization;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Clarity;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;

namespace Throughline.Policy;

/// <summary>A policy analysis as tables: the register with its statements, programme theories, slippage, clarity by reader.</summary>
/// <remarks>Only what the reader may see, and nothing from the bin. What lexicons proposed and nobody accepted is in no table.</remarks>
public static class PolicySheets
{
    /// <summary>What <see cref="Handler.RunAsync"/> can be asked for.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["statements", "theories", "slippage", "clarity"];

    public sealed class Handler(ListStatements.Handler statements, ListTheories.Handler theories, FollowTheories.Handler follow, FindSlippage.Handler slippage, ReadClarity.Handler clarity, ListFrameworks.Handler frameworks, DescribeDocument.Handler register)
    {
        /// <param name="kind">One of <see cref="Kinds"/>.</param>
        public async Task<Result<SheetToWrite>> RunAsync(Acting reader, string kind, CancellationToken cancel) => kind switch
        {
            "statements" => await StatementsAsync(reader, cancel),
            "theories" => await TheoriesAsync(reader, cancel),
            "slippage" => await SlippageAsync(reader, cancel),
            "clarity" => await ClarityAsync(reader, cancel),
            _ => new Error($"There is no table \"{kind}\" of a policy analysis. There are: {string.Join(", ", Kinds)}."),
        };

        private async Task<SheetToWrite> StatementsAsync(Acting reader, CancellationToken cancel)
        {
            var about = (await register.ListAsync(reader.Project, cancel)).ToDictionary(d => d.Source, d => d.Said);
            var rows = (await statements.RunAsync(reader, null, cancel)).Where(s => s.Standing == Standing.Accepted).ToList();
            var places = rows.Select((s, i) => (s.Id, Number: i + 1)).ToDictionary(p => p.Id, p => p.Number);
            return new("Statements", ["number", "document", "document number", "publisher", "dated on", "status", "page", "start", "end", "statement", "woven", "heading", "stem", "counts with", "nearly the same as"],
                [.. rows.Select(IReadOnlyList<SheetCell> (s) =>
                {
                    var said = about.GetValueOrDefault(s.Source);
                    return [places[s.Id], s.SourceTitle, s.SourceNumber, said?.Publisher, said?.DatedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), said?.Status, s.Page, s.Span.Start, s.Span.End, s.Text, s.IsWoven ? "yes" : "",
                        s.Context.FirstOrDefault(c => c.Label == "heading")?.Text, s.Context.FirstOrDefault(c => c.Label == "stem")?.Text, s.CountsWith is { } with && places.TryGetValue(with, out var first) ? first : (SheetCell)"",
                        s.Alike is { } group ? string.Join(" ", rows.Where(o => o.Alike == group && o.Id != s.Id).Select(o => places[o.Id])) : ""];
                })]);
        }

        private async Task<SheetToWrite> TheoriesAsync(Acting reader, CancellationToken cancel)
        {
            var names = await NamesAsync(reader, cancel);
            var became = (await follow.RunAsync(reader, cancel)).Ties.ToLookup(t => t.Earlier.Id);
            return new("Programme theories", ["document", "document number", "theory", "origin", "analyst", "counts", "problem", "logic", "mechanism", "kinds", "kind ids", "groups", "aims", "levels of cause", "means", "levels of mechanism", "how far told", "unanswered", "evidence", "statements", "why agreed", "later"],
                [.. (await theories.RunAsync(reader, null, cancel)).Select(IReadOnlyList<SheetCell> (t) =>
                [
                    t.SourceTitle, t.SourceNumber, t.Number, t.Origin == TheoryOrigin.Agreed ? "agreed" : "draft", t.Origin == TheoryOrigin.Agreed ? string.Join("; ", t.AgreedBy) : t.AnalystName, t.Counts ? "yes" : "",
                    t.Problem, string.Join("\n", t.Logic), string.Join("\n", t.Mechanism), Named(t.Kinds, names), string.Join(' ', t.Kinds), Named(t.Groups, names), Named(t.Aims, names), Named(t.CauseLevels, names), Named(t.Means, names), Named(t.MechanismLevels, names),
                    t.Degree.Length > 0 ? Named([t.Degree], names) : "", t.Unanswered, t.Evidence, string.Join("\n", t.Statements.Select(s => s.Text)), t.Why,
                    string.Join("\n", became[t.Id].Select(b => $"{b.Fate switch { TheoryFate.Restated => "restated", TheoryFate.Changed => "changed", _ => "dropped" }} in {b.LaterTitle}{(b.Later is { } later ? $", {later.Number}" : "")}{(b.Note.Length > 0 ? $": {b.Note}" : "")}")),
                ])]);
        }

        private async Task<Result<SheetToWrite>> SlippageAsync(Acting reader, CancellationToken cancel)
        {
            var names = await NamesAsync(reader, cancel);
            var found = await slippage.RunAsync(reader, ClarityOf.Consensus, null, cancel);
            if (found.Unusable is { } unusable) return unusable;
            var lines = new List<IReadOnlyList<SheetCell>>();
            foreach (var row in found.Within.Concat(found.Across))
                foreach (var (first, second) in row.Pairs)
                {
                    var (one, other) = (row.Meanings[first], row.Meanings[second]);
                    lines.Add([row.Source is null ? "across documents" : "within a document", row.Title, row.Term, Means(one), Means(other), one.Statements.Count * other.Statements.Count, string.Join("\n", one.Statements.Select(s => s.Text)), string.Join("\n", other.Statements.Select(s => s.Text)), "", ""]);
                }
            foreach (var one in found.ByHand) lines.Add(["recorded by hand", one.Documents, one.Term, one.FirstMeaning, one.SecondMeaning, "", one.First?.Text, one.Second?.Text, one.Note, one.AnalystName]);
            return new SheetToWrite("Slippage", ["how found", "document", "term", "used for", "and for", "pairs of statements", "statements, first meaning", "statements, second meaning", "note", "analyst"], lines);

            string Means(FindSlippage.Meaning meaning) => (meaning.IsCause ? "no kind; cause: " : "") + Named(meaning.Terms, names);
        }

        private async Task<SheetToWrite> ClarityAsync(Acting reader, CancellationToken cancel)
        {
            var lines = new List<IReadOnlyList<SheetCell>>();
            foreach (var side in await clarity.BesideAsync(reader, cancel))
                foreach (var document in side.Documents)
                    foreach (var field in document.Fields)
                        lines.Add([document.Title, document.Number, side.Name, field.Field.Name, field.Field.Label, field.Stated, field.Implied, field.NotStated, field.NotApplicable, field.Of, document.Statements,
                            field.Applies, Percent(field, field.Stated), Percent(field, field.Implied), Percent(field, field.NotStated), document.Woven]);
            return new("Clarity", ["document", "document number", "readings", "field", "field in words", "stated", "implied", "not stated", "not applicable", "read", "statements", "read and applies to", "% stated", "% implied", "% not stated", "woven"], lines);

            // Of those read to which the field applies, as everywhere.
            static SheetCell Percent(MeasureClarity.OfField field, int count) => field.ShareOf(count) is { } share ? Math.Round(100 * share, 1) : (SheetCell)"";
        }

        private async Task<Dictionary<string, string>> NamesAsync(Acting reader, CancellationToken cancel) =>
            (await frameworks.RunAsync(reader.Project, cancel)).All.SelectMany(r => r.Framework.AllTerms()).GroupBy(t => t.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Name, StringComparer.Ordinal);

        private static string Named(IEnumerable<string> terms, Dictionary<string, string> names) => string.Join("; ", terms.Select(t => names.GetValueOrDefault(t, t)));
    }
}
