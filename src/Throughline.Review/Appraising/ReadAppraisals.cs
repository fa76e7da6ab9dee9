using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;

namespace Throughline.Review.Appraising;

/// <summary>How the studies of a review were appraised: each analyst's answers, where they differ, and what stands.</summary>
public static class ReadAppraisals
{
    /// <param name="Heading">A few words for the head of a column.</param>
    /// <param name="Asks">What to look for.</param>
    public sealed record Question(string Id, int Number, string Name, string Heading, string Asks);

    /// <param name="IsUsed">Some study has an answer by it, or was given out.</param>
    public sealed record List(string Id, string Title, string Cite, string Note, IReadOnlyList<Question> Questions, bool IsUsed);

    public sealed record Answer(AnalystId Analyst, string ByName, AppraisalSays Says, string Note, DateTime At);

    /// <param name="Answers">In the order of the analysts' names.</param>
    /// <param name="Settled">What was settled where they differ.</param>
    public sealed record Cell(IReadOnlyList<Answer> Answers, Answer? Settled)
    {
        public bool Differs => Settled is null && Answers.Select(a => a.Says).Distinct().Count() > 1;

        /// <summary>What stands: what was settled, else what all who answered say; null where nobody did or they differ.</summary>
        public AppraisalSays? Stands => Settled?.Says ?? (Answers.Count > 0 && !Differs ? Answers[0].Says : null);
    }

    /// <param name="Given">To whom it was given for independent work, and who has finished.</param>
    public sealed record Line(StudyId Study, int Number, string Label, IReadOnlyList<(AnalystId Analyst, string Name, bool Finished)> Given, IReadOnlyDictionary<string, Cell> Cells)
    {
        /// <summary>Somebody it was given to has yet to finish.</summary>
        public bool IsClosed => Given.Any(g => !g.Finished);

        public Cell this[string question] => Cells.TryGetValue(question, out var cell) ? cell : Nothing;

        private static readonly Cell Nothing = new([], null);
    }

    /// <param name="Chosen">The list that the lines are of; null where there is none.</param>
    /// <param name="Compared">Answers that two analysts gave to the same question of the same study, both open to the reader; of three or more, each pair counts.</param>
    /// <param name="Alike">Of those, in how many they say the same.</param>
    public sealed record Sheet(IReadOnlyList<List> Lists, List? Chosen, IReadOnlyList<Line> Lines, int Compared, int Alike)
    {
        /// <summary>Studies with every question answered and none left to settle.</summary>
        public int Done => Chosen is null ? 0 : Lines.Count(l => Chosen.Questions.All(q => l[q.Id].Stands is not null));
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListFrameworks.Handler frameworks)
    {
        /// <param name="list">Null: the first that is in use, else the first.</param>
        public Task<Sheet> RunAsync(Acting reader, string? list, CancellationToken cancel) => RunAsync(reader, list, withdrawn: false, cancel);

        /// <param name="list">Null: the first that is in use, else the first.</param>
        /// <param name="withdrawn">Also studies that were withdrawn from the review: their answers stay.</param>
        internal async Task<Sheet> RunAsync(Acting reader, string? list, bool withdrawn, CancellationToken cancel)
        {
            var lists = (await frameworks.RunAsync(reader.Project, cancel)).All.Where(r => r.Framework.Kind == FrameworkKind.Checklist).Select(r => r.Framework).ToList();
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var studies = await db.Studies.AsNoTracking().Where(s => s.Project == reader.Project && (withdrawn || s.WithdrawnWhy == null)).OrderBy(s => s.Number).ThenBy(s => s.Id).Select(s => new { s.Id, s.Number, s.Label }).ToListAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            // An answer is closed with its appraisal, and with its study where that is being read independently.
            var open = hidden.Without(hidden.Without(db.AppraisalAnswers.AsNoTracking().Where(a => a.Project == reader.Project), a => a.Appraisal, a => a.Analyst), a => a.Study, a => a.Analyst);
            var answers = (await (from a in open join n in db.Analysts on a.Analyst equals n.Id orderby n.Name, a.Id select new { Row = a, n.Name }).ToListAsync(cancel))
                .Where(a => !a.Row.IsSettled || (hidden.On(a.Row.Appraisal.Value).Count == 0 && hidden.On(a.Row.Study.Value).Count == 0)).ToList();
            var given = (await (from a in db.Set<Assignment>().AsNoTracking() join n in db.Analysts on a.Analyst equals n.Id where a.Project == reader.Project && a.SubjectKind == "appraisal" orderby n.Name select new { a.SubjectId, a.Analyst, n.Name, a.FinishedAt }).ToListAsync(cancel)).ToLookup(a => a.SubjectId);
            var all = lists.ConvertAll(l => new List(l.Id, l.Title, l.Citation.ToString(), l.Note ?? "", [.. l.Terms.Select((t, i) => new Question(t.Id, i + 1, t.Name, t.Facets.GetValueOrDefault("short", t.Name), t.Definition))],
                answers.Exists(a => a.Row.List == l.Id) || studies.Exists(s => given[AppraisalId.Of(s.Id, l.Id).Value].Any())));
            var chosen = all.Find(l => l.Id == list) ?? all.Find(l => l.IsUsed) ?? all.FirstOrDefault();
            if (chosen is null) return new(all, null, [], 0, 0);
            var of = answers.Where(a => a.Row.List == chosen.Id).ToLookup(a => a.Row.Study);
            var lines = studies.ConvertAll(s => new Line(s.Id, s.Number, s.Label, [.. given[AppraisalId.Of(s.Id, chosen.Id).Value].Select(g => (g.Analyst, g.Name, g.FinishedAt is not null))],
                of[s.Id].GroupBy(a => a.Row.Question).ToDictionary(g => g.Key, g => new Cell([.. g.Where(a => !a.Row.IsSettled).Select(a => new Answer(a.Row.Analyst, a.Name, a.Row.Says, a.Row.Note, a.Row.AnsweredAt))],
                    g.Where(a => a.Row.IsSettled).Select(a => new Answer(a.Row.Analyst, a.Name, a.Row.Says, a.Row.Note, a.Row.AnsweredAt)).SingleOrDefault()))));
            var pairs = lines.SelectMany(l => l.Cells.Values).SelectMany(c => c.Answers.SelectMany((one, i) => c.Answers.Skip(i + 1).Select(other => one.Says == other.Says))).ToList();
            return new(all, chosen, lines, pairs.Count, pairs.Count(alike => alike));
        }
    }
}
