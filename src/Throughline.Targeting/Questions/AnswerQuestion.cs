using Microsoft.EntityFrameworkCore;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Questions;

/// <summary>The questions of a target, open and resting.</summary>
public static class ReadQuestions
{
    /// <param name="Answer">The last answer; null where there is none.</param>
    /// <param name="Rests">Answered, and nothing that raised it has changed since.</param>
    public sealed record Row(Raised Raised, TargetAnswer? Answer, bool Rests);

    /// <summary>The targets that stand beside one: those that no target follows. Beside one that is itself followed stands none: another has taken its place, and would be set against itself.</summary>
    internal static IReadOnlyList<TargetRecord> OthersOf(TargetId id, IReadOnlyList<TargetRecord> all)
    {
        var followed = all.Select(t => t.Follows).OfType<TargetId>().ToHashSet();
        return followed.Contains(id) ? [] : [.. all.Where(t => t.Id != id && !followed.Contains(t.Id))];
    }

    public sealed class Handler(ReadTargets.Handler targets, ReadModel.Handler model, Monitoring.FollowTarget.Handler follow, TimeProvider clock)
    {
        public async Task<Result<IReadOnlyList<Row>>> RunAsync(Acting reader, TargetId id, CancellationToken cancel)
        {
            var one = await targets.OneAsync(reader, id, cancel);
            if (!one.Succeeded) return one.Error;
            return (await OfAsync(reader, one.Value, cancel)).ToList();
        }

        /// <summary>Every target of the project with its questions, reading what they share once.</summary>
        public async Task<IReadOnlyList<(ReadTargets.Detail Detail, IReadOnlyList<Row> Asked)>> AllAsync(Acting reader, CancellationToken cancel)
        {
            var all = await targets.ListAsync(reader.Project, cancel);
            if (all.Count == 0) return [];
            var (boxes, sets) = ((await model.RunAsync(reader.Project, cancel)).Model, await follow.SetsAsync(reader.Project, cancel));
            var asked = new List<(ReadTargets.Detail, IReadOnlyList<Row>)>();
            foreach (var target in all)
                if (await targets.OneAsync(reader, target.Id, cancel) is { Succeeded: true, Value: { } detail }) asked.Add((detail, await OfAsync(reader, detail, all, boxes, sets, cancel)));
            return asked;
        }

        public async Task<IReadOnlyList<Row>> OfAsync(Acting reader, ReadTargets.Detail detail, CancellationToken cancel) =>
            await OfAsync(reader, detail, await targets.ListAsync(reader.Project, cancel), (await model.RunAsync(reader.Project, cancel)).Model, await follow.SetsAsync(reader.Project, cancel), cancel);

        private async Task<IReadOnlyList<Row>> OfAsync(Acting reader, ReadTargets.Detail detail, IReadOnlyList<TargetRecord> all, TargetModel boxes, IReadOnlyList<Equity.ListDatasets.Row> sets, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(detail);
            var newest = (await follow.RunAsync(reader.Project, detail.Record, sets, cancel)).Observations.LastOrDefault(o => !o.IsBaseline && !o.IsBefore && o.Vintage.Length > 0)?.Vintage;
            var context = new QuestionContext(boxes, OthersOf(detail.Record.Id, all), [.. detail.Evidence.Where(e => e.Label is null).Select(e => (e.Id, e.Field))]) { NewestVintage = newest, Today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) };
            return [.. TargetQuestions.Of(detail.Record, context).Select(raised => (Raised: raised, Answer: detail.Answers.FirstOrDefault(a => a.Question == raised.Question.Id))).Select(q => new Row(q.Raised, q.Answer, q.Answer is { } answer && answer.Ground == q.Raised.Ground))];
        }
    }
}

/// <summary>Answers a question, so that it rests until what raised it changes; or takes the answer back.</summary>
public static class AnswerQuestion
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ReadQuestions.Handler read)
    {
        /// <param name="answer">Empty takes the answer back.</param>
        public async Task<Result<Done>> RunAsync(Acting by, TargetId target, string question, string? answer, CancellationToken cancel)
        {
            var text = answer?.Trim() ?? "";
            if (text.Length > TargetField.MostText) return new TargetInvalid($"An answer has at most {TargetField.MostText} characters; this has {text.Length}.");
            if (TargetQuestions.All.All(q => q.Id != question)) return new TargetInvalid($"\"{question}\" is no question. There are {string.Join(", ", TargetQuestions.All.Select(q => q.Id))}.");
            var open = await read.RunAsync(by, target, cancel);
            if (!open.Succeeded) return open.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var there = await db.TargetAnswers.SingleOrDefaultAsync(a => a.Target == target && a.Question == question, cancel);
            if (text.Length == 0)
            {
                if (there is null) return Done.Value;
                db.Remove(there);
            }
            else
            {
                if (open.Value.FirstOrDefault(q => q.Raised.Question.Id == question) is not { } raised) return new Refused("This target does not raise that question now. There is nothing to answer.");
                if (there is null) db.Add(there = new TargetAnswer { Target = target, Question = question });
                (there.Answer, there.Ground, there.Analyst, there.At) = (text, raised.Raised.Ground, by.Analyst, clock.GetUtcNow().UtcDateTime);
            }
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(TargetingActions.QuestionAnswered, target.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Notes how one line of the checklist stands.</summary>
public static class NoteReadiness
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <param name="state">Null leaves it as it is.</param>
        /// <param name="note">Null leaves it as it is; empty takes it away.</param>
        public async Task<Result<Done>> RunAsync(Acting by, TargetId target, string item, Readiness? state, string? note, CancellationToken cancel)
        {
            if (ReadinessList.All.All(i => i.Id != item)) return new TargetInvalid($"\"{item}\" is no line of the checklist.");
            if (note?.Trim().Length is > 600 and var length) return new TargetInvalid($"A note has at most 600 characters; this has {length}.");
            if (state is { } said && !Enum.IsDefined(said)) return new TargetInvalid("How a line stands is one of not said, in place, partly and missing.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var of = await db.TargetAsync(by, target, cancel);
            if (!of.Succeeded) return of.Error;
            var there = await db.TargetReadiness.SingleOrDefaultAsync(r => r.Target == target && r.Item == item, cancel);
            var (now, text) = (state ?? there?.State ?? Readiness.NotSaid, note?.Trim() ?? there?.Note ?? "");
            if (now == Readiness.NotSaid && text.Length == 0)
            {
                if (there is null) return Done.Value;
                db.Remove(there);
            }
            else
            {
                if (there is null) db.Add(there = new TargetReadiness { Target = target, Item = item });
                if (there.State != now || there.Note != text || db.Entry(there).State == EntityState.Added) (there.State, there.Note, there.Analyst) = (now, text, by.Analyst);
            }
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(TargetingActions.ReadinessNoted, target.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
