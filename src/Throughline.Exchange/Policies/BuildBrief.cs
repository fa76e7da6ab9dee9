using System.Globalization;
using System.Text;
using Throughline.Exchange.Reports;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Readings;
using Throughline.Policy.Statements;
using Throughline.Text;

namespace Throughline.Exchange.Policies;

/// <summary>A brief for the authors of policy documents and those who must act on them: what a document means by health inequalities, what it leaves open, what to
/// ask, and every claim with its words and place. It rests on what was agreed, and on a single reader's reading where only one was asked to read; never on suggestions.</summary>
public static class BuildBrief
{
    /// <param name="Source">Only this document; null for all that have statements.</param>
    /// <param name="Plain">Only the page in plain language, with the statements it points to.</param>
    public sealed record Request(SourceId? Source = null, bool Plain = false);

    /// <param name="Statements">That count by themselves.</param>
    /// <param name="Read">Of these, those with a reading that counts here.</param>
    /// <param name="Questions">How many questions it puts.</param>
    public sealed record Answer(ReportDocument Document, int Documents, int Statements, int Read, int Questions);

    /// <param name="Words">As they are printed: after the sentence that announces them, and without a page's furniture.</param>
    private sealed record Claim(int Number, ListStatements.Row Statement, ListRepresentations.Row? Reading, string Words)
    {
        /// <summary>The words that it stands under: its heading, or the heads of its row and column.</summary>
        public string Under => string.Concat(Statement.Context.Where(c => c.Label != "stem").Select(c => $", {(c.Label == "heading" ? "under" : "in the " + c.Label)} “{Cut.To(c.Text.Trim(), 120)}”"));

        public FieldAnswer? this[RepresentationField field] => Reading?.Answers.GetValueOrDefault(field.Name);

        public bool Is(RepresentationField field, FieldState state) => this[field]?.State == state;

        public Run Link => new(Number.ToString(CultureInfo.InvariantCulture), To: $"statement-{Number}");
    }

    /// <summary>What a brief says is meant, with the question to put where a statement leaves it open, in full and in plain words.</summary>
    private static readonly (RepresentationField Field, string Question, string Plain)[] Asked =
    [
        (RepresentationField.Kind, "Which difference do you mean: in health, in length of life, in access to care, in its quality or outcome, or another?", "which difference it means"),
        (RepresentationField.Group, "Who is it that does worse? Name the group, so that others count the same people.", "who is worse off"),
        (RepresentationField.Comparator, "Compared with whom?", "compared with whom"),
        (RepresentationField.Geography, "Over which area is the difference to be seen: within places, between them, or against the nation?", "where"),
        (RepresentationField.Cause, "What do you take to bring the difference about?", "what causes it"),
        (RepresentationField.Mechanism, "By what steps would what you propose change it?", "how anything would change it"),
        (RepresentationField.WhoActs, "Who is to act, and is it within their reach?", "who is to act"),
        (RepresentationField.Aim, "In which direction should it move: better for all, better for the worst off, a narrower gap, or a flatter gradient?", "what would count as better"),
        (RepresentationField.Measure, "How would anyone know that it has changed?", "how anyone would know"),
        (RepresentationField.Target, "By how much?", "by how much"),
        (RepresentationField.Date, "By when?", "by when"),
        (RepresentationField.Money, "With what money?", "with what money"),
    ];

    private static readonly RepresentationField[] ClearFields = [RepresentationField.Kind, RepresentationField.Group, RepresentationField.Comparator, RepresentationField.Measure];

    public sealed class Handler(ListStatements.Handler list, ListRepresentations.Handler readings, ListFrameworks.Handler frameworks, ReadSource.Handler read, TimeProvider clock)
    {
        public async Task<Result<Answer>> RunAsync(Acting reader, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var accepted = (await list.RunAsync(reader, request.Source, cancel)).Where(s => s.Standing == Standing.Accepted).ToList();
            if (accepted.Count == 0) return new Refused("Nothing here has been accepted as a statement yet. Find statements on the Policy page, and say which are.");
            var byExcerpt = (await readings.RunAsync(reader, new(Source: request.Source), cancel)).Where(r => r.Excerpt is not null).ToLookup(r => r.Excerpt!.Value);
            var texts = new Dictionary<SourceId, ReadSource.Reading>();
            foreach (var source in accepted.Select(s => s.Source).Distinct())
                if (await read.RunAsync(reader.Project, source, null, cancel) is { Succeeded: true } text) texts[source] = text.Value;
            var claims = accepted.Select((s, i) => new Claim(i + 1, s, CountingReading.Of(s, byExcerpt[s.Excerpt]), Words(s, texts.GetValueOrDefault(s.Source)))).ToList();
            if (claims.All(c => c.Reading is null)) return new Refused("No statement has a reading that counts yet. Read one by yourself, or settle one that two have read.");
            var shelf = await frameworks.RunAsync(reader.Project, cancel);
            string NameOf(string term) => shelf.FindTerm(term)?.Term.Name ?? term;

            var documents = claims.GroupBy(c => c.Statement.Source).Select(g => (Title: g.First().Statement.SourceTitle, Number: g.First().Statement.SourceNumber, Claims: g.ToList())).ToList();
            var blocks = new List<ReportBlock> { new ReportHeading(1, "In plain language", "plain") };
            foreach (var document in documents) Plainly(blocks, document.Title, document.Claims, documents.Count > 1, NameOf);
            if (request.Plain) return Plain(blocks, documents.ConvertAll(d => (d.Title, d.Claims)), claims);
            blocks.Add(new ReportHeading(1, documents.Count == 1 ? "What the document means by health inequalities" : "What the documents mean by health inequalities", "meaning"));
            foreach (var document in documents) Meaning(blocks, document.Title, document.Number, document.Claims, documents.Count > 1, NameOf);
            blocks.Add(new ReportHeading(1, documents.Count == 1 ? "What it leaves open" : "What they leave open", "open"));
            foreach (var document in documents) Open(blocks, document.Title, document.Number, document.Claims, documents.Count > 1, NameOf);
            blocks.Add(new ReportHeading(1, "Questions to the authors", "questions"));
            var questions = 0;
            foreach (var document in documents) questions += Questions(blocks, document.Title, document.Number, document.Claims, documents.Count > 1, NameOf);
            blocks.Add(new ReportHeading(1, "Every claim, with its words and place", "claims"));
            foreach (var document in documents) Claims(blocks, document.Title, document.Number, document.Claims, claims, NameOf);
            How(blocks, claims, [.. texts.Values.Where(t => t.Structure.Repairs.Count > 0).OrderBy(t => t.Number).Select(t => (t.Title, t.Structure.Repairs.Count))]);

            var counted = claims.Where(c => c.Statement.CountsWith is null).ToList();
            var title = documents.Count == 1 ? $"{documents[0].Title}: what it means by health inequalities" : $"What {documents.Count} documents mean by health inequalities";
            var made = $"A brief made with Throughline on {clock.GetLocalNow().ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}";
            return new Answer(new(title, "", made, blocks), documents.Count, counted.Count, counted.Count(c => c.Reading is not null), questions);
        }

        /// <summary>The plain-language page by itself: what was found, what to ask, how it was read.</summary>
        private Answer Plain(List<ReportBlock> blocks, List<(string Title, List<Claim> Claims)> documents, List<Claim> claims)
        {
            var read = Read(claims);
            var asked = Asked.Select(a => (a.Question, Missing: read.FindAll(c => c.Is(a.Field, FieldState.NotStated)))).Where(a => a.Missing.Count > 0).OrderByDescending(a => a.Missing.Count).Take(5).ToList();
            if (asked.Count > 0)
            {
                blocks.Add(new ReportHeading(1, "What you could ask", "ask"));
                foreach (var (question, missing) in asked) blocks.Add(new ReportParagraph([new(question, IsBold: true), $" {(missing.Count == 1 ? "One sentence does" : $"{Number(missing.Count)} sentences do")} not say."]));
            }
            var pointed = read.Where(c => ClearFields.All(f => c.Is(f, FieldState.Stated))).ToList();
            if (pointed.Count > 0)
            {
                blocks.Add(new ReportHeading(1, "What the clearest sentences say", "clearest"));
                foreach (var claim in pointed) blocks.Add(new ReportQuotation(claim.Words, claim.Number.ToString(CultureInfo.InvariantCulture), claim.Statement.SourceTitle + claim.Under, $"statement-{claim.Number}", "clearest"));
            }
            blocks.Add(new ReportHeading(1, "How we read it", "how"));
            var (agreed, alone) = (read.FindAll(c => c.Reading!.Origin == RepresentationOrigin.Agreed), read.Count(c => c.Reading!.Origin == RepresentationOrigin.Analyst));
            var (blind, openly) = (agreed.Count(c => c.Statement.IsIndependent), agreed.Count(c => !c.Statement.IsIndependent));
            blocks.Add(new ReportParagraph([$"People read every sentence, not a machine. {(blind > 0 ? $"{Count(blind, "sentence was", "sentences were")} read by two or more people who did not see each other’s work, and then agreed. " : "")}{(openly > 0 ? $"{Count(openly, "sentence was", "sentences were")} read by two or more people openly, and agreed. " : "")}{(alone > 0 ? $"{Count(alone, "sentence was", "sentences were")} read by one person. " : "")}The full brief has each sentence with its place."]));
            var counted = claims.Where(c => c.Statement.CountsWith is null).ToList();
            var title = documents.Count == 1 ? $"{documents[0].Title}, in plain language" : $"{documents.Count} documents, in plain language";
            return new(new(title, "", $"Made with Throughline on {clock.GetLocalNow().ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}", blocks), documents.Count, counted.Count, read.Count, asked.Count);
        }

        private static void Plainly(List<ReportBlock> blocks, string title, List<Claim> claims, bool several, Func<string, string> nameOf)
        {
            var read = Read(claims);
            if (several) blocks.Add(new ReportParagraph([new(title, IsBold: true)]));
            blocks.Add(new ReportParagraph([$"This document speaks of health inequalities in {Count(claims.Count(c => c.Statement.CountsWith is null), "sentence or bullet", "sentences or bullets")}. We have read {read.Count}."]));
            if (read.Count == 0) return;
            var kinds = Terms(read, RepresentationField.Kind).ToList();
            blocks.Add(new ReportParagraph([kinds switch
            {
                [] => "It never says which difference it means.",
                [var only] => $"Where it says which difference it means, it is {Lower(nameOf(only.Term))} ({only.Claims.Count} of {Applies(read, RepresentationField.Kind)}).",
                [var first, ..] => $"The words do not always mean the same. Most often they mean {Lower(nameOf(first.Term))} ({first.Claims.Count} of {Applies(read, RepresentationField.Kind)}), and elsewhere {Listed(kinds.Skip(1).Take(4).Select(k => Lower(nameOf(k.Term))))}.",
            }]));
            var silent = Asked.Select(a => (a.Plain, Missing: read.Count(c => c.Is(a.Field, FieldState.NotStated)), Of: Applies(read, a.Field))).Where(a => a.Missing * 2 >= a.Of && a.Missing > 0).OrderByDescending(a => a.Missing / (double)a.Of).ThenByDescending(a => a.Missing).ToList();
            if (silent.Count > 0) blocks.Add(new ReportParagraph([$"Half of the time or more, it does not say {Listed(silent.Select(s => $"{s.Plain} ({s.Missing} of {s.Of})"))}.{(silent.Exists(s => s.Of < read.Count) ? " Each is out of the sentences that could say it." : "")}"]));
            var clear = read.Where(c => ClearFields.All(f => c.Is(f, FieldState.Stated))).ToList();
            blocks.Add(new ReportParagraph(clear.Count == 0
                ? ["No sentence says which difference, for whom, compared with whom and how anyone would know."]
                : [$"{(clear.Count == 1 ? "One sentence says" : $"{clear.Count} sentences say")} all of which difference, for whom, compared with whom and how anyone would know: ", .. Links(clear), "."]));
            blocks.Add(new ReportParagraph(["That a sentence is clear does not make it right, and that it is vague does not make it wrong."], ParagraphLook.Quiet));
        }

        private static void Meaning(List<ReportBlock> blocks, string title, int number, List<Claim> claims, bool several, Func<string, string> nameOf)
        {
            if (several) blocks.Add(new ReportHeading(2, title, $"meaning-{number}"));
            var read = Read(claims);
            if (read.Count == 0)
            {
                blocks.Add(new ReportParagraph(["None of its statements has been read yet."]));
                return;
            }
            var rows = new List<IReadOnlyList<IReadOnlyList<Run>>>();
            foreach (var (field, _, _) in Asked)
                foreach (var (meaning, of) in Meanings(read, field, nameOf))
                    rows.Add([[field.Label], [meaning], [Number(of.Count(c => c.Is(field, FieldState.Stated)))], [Number(of.Count(c => c.Is(field, FieldState.Implied)))], [.. Links(of)]]);
            if (rows.Count == 0) blocks.Add(new ReportParagraph([$"The {Count(read.Count, "statement", "statements")} read give none of these fields a meaning."]));
            else blocks.Add(new ReportTable($"What is stated or implied in {Count(read.Count, "statement", "statements")}{(several ? $" of {title}" : "")}", [new("Field", 2), new("Meaning", 3), new("Stated", 1, true), new("Implied", 1, true), new("In statement", 2)], rows));
        }

        private static void Open(List<ReportBlock> blocks, string title, int number, List<Claim> claims, bool several, Func<string, string> nameOf)
        {
            if (several) blocks.Add(new ReportHeading(2, title, $"open-{number}"));
            var read = Read(claims);
            var rows = new List<IReadOnlyList<IReadOnlyList<Run>>>();
            foreach (var (field, _, _) in Asked)
                if (read.FindAll(c => c.Is(field, FieldState.NotStated)) is { Count: > 0 } missing)
                    rows.Add([[field.Label], [$"{missing.Count} of {Applies(read, field)}"], [.. Links(missing)]]);
            if (rows.Count > 0) blocks.Add(new ReportTable($"Neither stated nor implied{(several ? $" in {title}" : "")}", [new("Field", 2), new("Not stated in", 1, true), new("In statement", 3)], rows));
            else blocks.Add(new ReportParagraph([read.Count == 0 ? "None of its statements has been read yet." : "Every statement read says or implies each of these fields."]));
            foreach (var (meaning, of) in Meanings(read, RepresentationField.LeftSilent, nameOf)) blocks.Add(new ReportParagraph([new("Readers found left silent: ", IsBold: true), meaning + " (", .. Links(of), ")."]));
        }

        private static int Questions(List<ReportBlock> blocks, string title, int number, List<Claim> claims, bool several, Func<string, string> nameOf)
        {
            if (several) blocks.Add(new ReportHeading(2, title, $"questions-{number}"));
            var read = Read(claims);
            var asked = 0;
            foreach (var (field, question, _) in Asked)
            {
                var missing = read.FindAll(c => c.Is(field, FieldState.NotStated));
                if (missing.Count == 0) continue;
                asked++;
                blocks.Add(new ReportParagraph([new($"{asked}. {question}", IsBold: true), $" We could not tell from {(missing.Count == 1 ? "statement " : "statements ")}", .. Links(missing), "."]));
            }
            var kinds = Terms(read, RepresentationField.Kind).ToList();
            if (kinds.Count > 1)
            {
                asked++;
                blocks.Add(new ReportParagraph([new($"{asked}. The statements mean {kinds.Count} different kinds of inequality. Where they conflict, which comes first?", IsBold: true), .. kinds.SelectMany((k, i) => (Run[])[(i == 0 ? " " : "; ") + nameOf(k.Term) + " (", .. Links(k.Claims), ")"]), "."]));
            }
            if (asked == 0) blocks.Add(new ReportParagraph([read.Count == 0 ? "There are no questions yet: nothing has been read." : "The statements read leave none of these fields open."]));
            return asked;
        }

        private static void Claims(List<ReportBlock> blocks, string title, int number, List<Claim> claims, List<Claim> all, Func<string, string> nameOf)
        {
            blocks.Add(new ReportHeading(2, title, $"document-{number}"));
            foreach (var claim in claims)
            {
                var place = claim.Reading is { Place.Length: > 0 } read ? read.Place : claim.Statement.Page is { } page ? $"page {page}" : $"characters {claim.Statement.Span.Start} to {claim.Statement.Span.End}";
                blocks.Add(new ReportQuotation(claim.Words, $"{claim.Number}{(claim.Statement.IsWoven ? ", woven columns" : "")}", $"{title}, {place}{claim.Under}", $"statement-{claim.Number}", $"document-{number}"));
                if (claim.Statement.CountsWith is { } with && all.Find(c => c.Statement.Id == with) is { } first) blocks.Add(new ReportParagraph(["Says nearly the same as ", first.Link, ", and counts once with it."], ParagraphLook.Quiet));
                if (claim.Reading is { Origin: RepresentationOrigin.Agreed, Why: { Length: > 0 } why }) blocks.Add(new ReportParagraph([new("Agreed because: ", IsBold: true), why], ParagraphLook.Quiet));
                if (claim.Reading is null)
                {
                    blocks.Add(new ReportParagraph([claim.Statement.Readers.Count == 0 ? "Not read yet." : claim.Statement.IsOpen ? "Read by two; not settled yet." : "Being read."], ParagraphLook.Quiet));
                    continue;
                }
                blocks.Add(new ReportParagraph([$"{(claim.Reading.Origin == RepresentationOrigin.Agreed ? "As those who read it agreed" : "As one reader read it")}{(claim.Statement.Context.Count > 0 ? $", with {Kept(claim.Statement)}" : "")}:"], ParagraphLook.Quiet));
                foreach (var state in new[] { FieldState.Stated, FieldState.Implied, FieldState.NotStated })
                {
                    var said = RepresentationField.All.Where(f => claim.Is(f, state)).Select(f => state == FieldState.NotStated ? f.Label : $"{f.Label}: {Words(claim[f]!, nameOf)}").ToList();
                    if (said.Count > 0) blocks.Add(new ReportParagraph([new(char.ToUpperInvariant(AnswerField.InWords(state)[0]) + AnswerField.InWords(state)[1..] + ". ", IsBold: true), string.Join(state == FieldState.NotStated ? ", " : ". ", said) + "."], ParagraphLook.Quiet));
                }
            }
        }

        /// <summary>What of its surroundings is kept with a statement, in words.</summary>
        private static string Kept(ListStatements.Row statement) =>
            Listed(statement.Context.Select(c => c.Label).Distinct().Select(label => label switch { "stem" => "the words that announce it", "heading" => "its heading", "column" => "the head of its column", "row" => "the head of its row", _ => label }));

        /// <summary>As the paper prints a bullet: what announces it, "…" where other bullets stand between, and the bullet.</summary>
        private static string Words(ListStatements.Row statement, ReadSource.Reading? text)
        {
            if (text is null || statement.IsLost || statement.Span.End > text.Text.Length) return statement.Text;
            var words = Printed(text, statement.Span);
            if (statement.Context.FirstOrDefault(c => c.Label == "stem") is not { } stem || stem.Span.IsEmpty || stem.Span.Overlaps(statement.Span) || stem.Span.End > statement.Span.Start) return words;
            // A bullet's own mark may be a letter or two.
            var isNext = text.Text[stem.Span.End..statement.Span.Start].Count(char.IsLetterOrDigit) < 3;
            return $"{Printed(text, stem.Span).TrimEnd('*', ' ')}{(isNext ? " " : " … ")}{words}";
        }

        /// <summary>Words as they stand, without the running headers, footers and page numbers among them that a repair is proposed for: whoever quotes a page does not quote these.</summary>
        private static string Printed(ReadSource.Reading text, TextSpan span)
        {
            var (printed, at) = (new StringBuilder(), span.Start);
            foreach (var line in text.Structure.Repairs.Where(r => r.Kind == RepairKind.FolioLine && r.Span.Overlaps(span)).OrderBy(r => r.Span))
            {
                if (line.Span.Start > at) printed.Append(text.Text, at, line.Span.Start - at);
                printed.Append(line.Replacement);
                at = Math.Clamp(line.Span.End, at, span.End);
            }
            return printed.Append(text.Text, at, span.End - at).Replace('\n', ' ').ToString().Trim();
        }

        private static void How(List<ReportBlock> blocks, List<Claim> claims, IReadOnlyList<(string Title, int Repairs)> undecided)
        {
            var counted = claims.FindAll(c => c.Statement.CountsWith is null);
            var agreed = counted.Count(c => c.Reading?.Origin == RepresentationOrigin.Agreed);
            var blind = counted.Count(c => c.Reading?.Origin == RepresentationOrigin.Agreed && c.Statement.IsIndependent);
            var alone = counted.Count(c => c.Reading?.Origin == RepresentationOrigin.Analyst);
            blocks.Add(new ReportHeading(1, "How it was read", "how"));
            blocks.Add(new ReportParagraph([$"{Count(counted.Count, "statement", "statements")} accepted by analysts{(counted.Count(c => c.Statement.IsWoven) is > 0 and var woven ? $", of which {Number(woven)} woven (where columns run into one another, so that the span holds other words too)" : "")}; {agreed} read by two or more and agreed on{(agreed == 0 || blind == agreed ? "" : $" ({blind} of them without sight of each other)")}, {alone} read by one, {counted.Count - agreed - alone} without a reading that counts. What lexicons suggest has no part in this brief. A document is read whole, so the figures are counts and not estimates from a sample."]));
            blocks.Add(new ReportParagraph(["Each statement is read with what stands around it: its heading, and the words that announce a list. What they say, such as who acts, is said of the statement too. A field that a reader left is given as not stated."]));
            foreach (var (title, repairs) in undecided)
                blocks.Add(new ReportParagraph([$"{Count(repairs, "repair", "repairs")} proposed for {title} {(repairs == 1 ? "is" : "are")} not decided yet. Page numbers and running headers among them are left out of the quotations; every other word is printed as it came."]));
            blocks.Add(new ReportParagraph(["The fields follow Checkland and colleagues (2025), doi 10.1177/13558196251334571, and what is left silent Bacchi (2009)."], ParagraphLook.Quiet));
        }

        /// <summary>What every count of a field is out of: the statements read to which it applies.</summary>
        private static int Applies(List<Claim> read, RepresentationField field) => read.Count(c => c[field] is { State: not FieldState.NotApplicable });

        private static List<Claim> Read(List<Claim> claims) => claims.FindAll(c => c.Reading is not null && c.Statement.CountsWith is null);

        /// <summary>The terms stated or implied, with the claims that give each; the most frequent first.</summary>
        private static IEnumerable<(string Term, List<Claim> Claims)> Terms(List<Claim> read, RepresentationField field) =>
            read.SelectMany(c => c[field] is { State: FieldState.Stated or FieldState.Implied } answer ? answer.Terms.Select(t => (Term: t, Claim: c)) : [])
                .GroupBy(p => p.Term).Select(g => (g.Key, g.Select(p => p.Claim).ToList())).OrderByDescending(p => p.Item2.Count).ThenBy(p => p.Key, StringComparer.Ordinal);

        /// <summary>The terms by name, then, in one row, what is given in the document's own words and by no term, such as an amount or a day.</summary>
        private static IEnumerable<(string Meaning, List<Claim> Claims)> Meanings(List<Claim> read, RepresentationField field, Func<string, string> nameOf)
        {
            foreach (var (term, of) in Terms(read, field)) yield return (nameOf(term), of);
            var own = read.FindAll(c => c[field] is { State: FieldState.Stated or FieldState.Implied, Terms.Count: 0 });
            if (own.Count > 0) yield return ($"in its own words: {string.Join("; ", own.Select(c => $"“{c[field]!.Words?.Trim()}”").Distinct(StringComparer.OrdinalIgnoreCase))}", own);
        }

        private static string Words(FieldAnswer answer, Func<string, string> nameOf) => string.Join("; ", answer.Terms.Select(nameOf).Concat(answer.Words is { Length: > 0 } words ? [$"“{words}”"] : []));

        private static IEnumerable<Run> Links(IEnumerable<Claim> claims) => claims.SelectMany((c, i) => i == 0 ? new[] { c.Link } : [new Run(", "), c.Link]);

        private static string Listed(IEnumerable<string> names) => names.ToList() switch { [] => "", [var one] => one, [.. var first, var last] => $"{string.Join(", ", first)} and {last}" };

        private static string Count(int number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

        private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

        private static string Lower(string name) => name.Length > 1 && char.IsLower(name[1]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }
}
