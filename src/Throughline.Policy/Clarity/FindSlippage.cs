using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy.Clarity;

/// <summary>One term used for different things: worked out from the readings that count, and recorded by analysts.</summary>
/// <remarks>After Checkland and colleagues (2025), doi 10.1177/13558196251334571. Two statements use a term differently when what they are read to mean has nothing in common:
/// their kinds of inequality, or where no kind is given their causes. What is not stated is no meaning, and makes no pair.</remarks>
public static class FindSlippage
{
    /// <param name="Terms">Ids of kinds; of causes where no kind is given.</param>
    /// <param name="IsCause">Whether only causes are meant, and no kind.</param>
    public sealed record Meaning(IReadOnlyList<string> Terms, bool IsCause, IReadOnlyList<ListStatements.Row> Statements);

    /// <param name="Entry">The lexicon's entry for the term.</param>
    /// <param name="Source">Null: over all documents together.</param>
    /// <param name="Pairs">Of meanings that have nothing in common, by their places in <paramref name="Meanings"/>.</param>
    public sealed record Row(string Entry, string Term, SourceId? Source, string Title, IReadOnlyList<Meaning> Meanings, IReadOnlyList<(int First, int Second)> Pairs)
    {
        /// <summary>Two statements that use the term for different things: where the row is over documents, of two of them if there are such. Each with its meaning.</summary>
        public (Meaning One, ListStatements.Row First, Meaning Other, ListStatements.Row Second) Example
        {
            get
            {
                foreach (var (first, second) in Pairs)
                    foreach (var one in Meanings[first].Statements)
                        if (Meanings[second].Statements.FirstOrDefault(s => Source is not null || s.Source != one.Source) is { } other) return (Meanings[first], one, Meanings[second], other);
                return (Meanings[Pairs[0].First], Meanings[Pairs[0].First].Statements[0], Meanings[Pairs[0].Second], Meanings[Pairs[0].Second].Statements[0]);
            }
        }

        /// <summary>How many pairs of statements use the term for different things.</summary>
        public int StatementPairs => Pairs.Sum(p => Meanings[p.First].Statements.Count * Meanings[p.Second].Statements.Count);
    }

    public sealed record Recorded(SlippageId Id, SourceId Source, int SourceNumber, string SourceTitle, string Term, string FirstMeaning, string SecondMeaning, ListStatements.Row? First, ListStatements.Row? Second, string Note, AnalystId Analyst, string AnalystName)
    {
        /// <summary>The document; both, where the second statement stands in another.</summary>
        public string Documents => Second is { } second && second.Source != Source ? $"{SourceTitle} and {second.SourceTitle}" : SourceTitle;
    }

    /// <param name="Within">In each document.</param>
    /// <param name="Across">Over all documents, where more than one uses the term.</param>
    public sealed record Answer(IReadOnlyList<Row> Within, IReadOnlyList<Row> Across, IReadOnlyList<Recorded> ByHand)
    {
        /// <summary>The lexicon that cannot be used, so that no term is looked for; null where all can. What was recorded by hand is there all the same.</summary>
        public Error? Unusable { get; init; }
    }

    /// <param name="statements">That use the term, each with the kinds it is read to mean and the causes; empty where not stated.</param>
    /// <returns>The meanings, most frequent first, and the pairs of them that have nothing in common.</returns>
    public static (IReadOnlyList<Meaning> Meanings, IReadOnlyList<(int First, int Second)> Pairs) Pair(IEnumerable<(ListStatements.Row Statement, IReadOnlyList<string> Kinds, IReadOnlyList<string> Causes)> statements)
    {
        ArgumentNullException.ThrowIfNull(statements);
        var meanings = statements.Where(s => s.Kinds.Count > 0 || s.Causes.Count > 0)
            .GroupBy(s => s.Kinds.Count > 0 ? string.Join(' ', s.Kinds.Order(StringComparer.Ordinal)) : "cause " + string.Join(' ', s.Causes.Order(StringComparer.Ordinal)), StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Meaning(g.First().Kinds.Count > 0 ? g.First().Kinds : g.First().Causes, g.First().Kinds.Count == 0, [.. g.Select(s => s.Statement)])).ToList();
        var pairs = new List<(int, int)>();
        for (var i = 0; i < meanings.Count; i++)
            for (var j = i + 1; j < meanings.Count; j++)
                if (meanings[i].IsCause != meanings[j].IsCause || !meanings[i].Terms.Intersect(meanings[j].Terms).Any()) pairs.Add((i, j));
        return (meanings, pairs);
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ReadClarity.Handler clarity, ListStatements.Handler list, ListFrameworks.Handler frameworks)
    {
        /// <param name="of">Whose readings; suggestions make no slippage, being no findings.</param>
        public async Task<Answer> RunAsync(Acting reader, ClarityOf of, AnalystId? analyst, CancellationToken cancel)
        {
            var byHand = await RecordedAsync(reader, cancel);
            if (of == ClarityOf.Suggestions) return new([], [], byHand);
            var lexicons = PolicyLexicons.Of((await frameworks.RunAsync(reader.Project, cancel)).All.Select(row => row.Framework));
            if (!lexicons.Succeeded) return new([], [], byHand) { Unusable = lexicons.Error };
            var uses = new List<(string Entry, string Name, ListStatements.Row Statement, IReadOnlyList<string> Kinds, IReadOnlyList<string> Causes)>();
            foreach (var (statement, answers) in await clarity.CountedAsync(reader, of, analyst, cancel))
            {
                if (answers is null) continue;
                IReadOnlyList<string> Terms(RepresentationField field) => answers.GetValueOrDefault(field.Name) is { State: FieldState.Stated or FieldState.Implied } given ? given.Terms : [];
                var (kinds, causes) = (Terms(RepresentationField.Kind), Terms(RepresentationField.Cause));
                foreach (var hit in lexicons.Value.Inequality.Read(Tokens.Of(statement.Text)).Hits.DistinctBy(h => h.Entry)) uses.Add((hit.Entry, hit.Name, statement, kinds, causes));
            }
            var within = uses.GroupBy(u => (u.Statement.Source, u.Statement.SourceNumber, u.Statement.SourceTitle, u.Entry, u.Name)).OrderBy(g => g.Key.SourceNumber)
                .Select(g => Make(g.Key.Entry, g.Key.Name, g.Key.Source, g.Key.SourceTitle, g.Select(u => (u.Statement, u.Kinds, u.Causes)))).Where(r => r.Pairs.Count > 0);
            var across = uses.GroupBy(u => (u.Entry, u.Name)).Where(g => g.Select(u => u.Statement.Source).Distinct().Count() > 1)
                .Select(g => Make(g.Key.Entry, g.Key.Name, null, "", g.Select(u => (u.Statement, u.Kinds, u.Causes)))).Where(r => r.Pairs.Count > 0);
            return new([.. within], [.. across], byHand);
        }

        private static Row Make(string entry, string name, SourceId? source, string title, IEnumerable<(ListStatements.Row, IReadOnlyList<string>, IReadOnlyList<string>)> uses) =>
            Pair(uses) is var (meanings, pairs) ? new(entry, name, source, title, meanings, pairs) : throw new InvalidOperationException();

        /// <summary>What analysts recorded by hand, as far as the reader may see it.</summary>
        public async Task<IReadOnlyList<Recorded>> RecordedAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var rows = (await (from s in db.Slippages.AsNoTracking() join d in db.Sources on s.Source equals d.Id join a in db.Analysts on s.Analyst equals a.Id where s.Project == reader.Project && d.BinnedAt == null orderby d.Number, s.Id select new { Slippage = s, d.Number, d.Title, a.Name }).ToListAsync(cancel))
                .Where(r => !hidden.IsHidden(r.Slippage.Source.Value, r.Slippage.Analyst)).ToList();
            if (rows.Count == 0) return [];
            var statements = (await list.RunAsync(reader, null, cancel)).ToDictionary(s => s.Id);
            ListStatements.Row? Of(StatementId? id) => id is { } one ? statements.GetValueOrDefault(one) : null;
            return [.. rows.Select(r => new Recorded(r.Slippage.Id, r.Slippage.Source, r.Number, r.Title, r.Slippage.Term, r.Slippage.FirstMeaning, r.Slippage.SecondMeaning, Of(r.Slippage.First), Of(r.Slippage.Second), r.Slippage.Note, r.Slippage.Analyst, r.Name))
                .Where(r => !new[] { r.First, r.Second }.OfType<ListStatements.Row>().Any(s => hidden.IsHidden(s.Excerpt.Value, r.Analyst) || hidden.IsHidden(s.Source.Value, r.Analyst)))];
        }
    }
}

public sealed record SlippageInvalid(string Message) : Error(Message);

/// <summary>Records by hand that a document, or one and another, use one term for different things, or takes the record away.</summary>
public static class RecordSlippage
{
    /// <param name="Source">The document; across documents that of the first statement.</param>
    /// <param name="First">An accepted statement with the first meaning; null for none.</param>
    /// <param name="Second">An accepted statement with the second meaning, of this document or of another; null for none.</param>
    public sealed record Request(SourceId Source, string Term, string FirstMeaning, string SecondMeaning, StatementId? First = null, StatementId? Second = null, string Note = "");

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<SlippageId>> AddAsync(Acting by, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            foreach (var (name, value, most, needed) in new[] { ("term", request.Term, Slippage.MostTerm, true), ("first meaning", request.FirstMeaning, Slippage.MostMeaning, true), ("second meaning", request.SecondMeaning, Slippage.MostMeaning, true), ("note", request.Note, Slippage.MostNote, false) })
            {
                if (needed && value.Trim().Length == 0) return new SlippageInvalid($"Say the {name}: a slippage is one term with two meanings.");
                if (value.Trim().Length > most) return new SlippageInvalid($"The {name} has at most {most} characters; this has {value.Trim().Length}.");
            }
            if (string.Equals(request.FirstMeaning.Trim(), request.SecondMeaning.Trim(), StringComparison.OrdinalIgnoreCase)) return new SlippageInvalid("The two meanings are the same. Say how they differ.");
            if (request.First is not null && request.First == request.Second) return new SlippageInvalid("Both meanings are given by one statement. Choose two, or name only one.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await db.Sources.AnyAsync(s => s.Id == request.Source && s.Project == by.Project && s.BinnedAt == null, cancel)) return new SourceMissing("The document is not in this project any more.");
            foreach (var id in new[] { request.First, request.Second }.OfType<StatementId>())
                if (!await db.Statements.AnyAsync(s => s.Id == id && s.Project == by.Project && s.Standing == Standing.Accepted, cancel)) return new StatementMissing("One of the statements is not in this project any more, or was not accepted.");
            var made = new Slippage
            {
                Id = SlippageId.New(),
                Project = by.Project,
                Source = request.Source,
                Term = request.Term.Trim(),
                FirstMeaning = request.FirstMeaning.Trim(),
                SecondMeaning = request.SecondMeaning.Trim(),
                First = request.First,
                Second = request.Second,
                Note = request.Note.Trim(),
                Analyst = by.Analyst,
                MadeAt = clock.GetUtcNow().UtcDateTime,
            };
            db.Add(made);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.SlippageRecorded, made.Source.Node), cancel);
            return saved.Succeeded ? made.Id : saved.Error;
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, SlippageId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Slippages.SingleOrDefaultAsync(s => s.Id == id && s.Project == by.Project, cancel) is not { } one) return new StatementMissing("That record is not here any more.");
            if (one.Analyst != by.Analyst) return new Refused("Another analyst recorded this. Only they take it away.");
            db.Remove(one);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.SlippageRemoved, one.Source.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
