using Microsoft.EntityFrameworkCore;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Questions;

/// <summary>Lets answers go whose questions a target raises no more: what was answered while nobody was named does not rest again when the next owner goes. What was answered, by whom and when stays.</summary>
public static class LetGo
{
    public sealed class Handler(ReadModel.Handler model, TimeProvider clock)
    {
        /// <summary>Looks at the target as the context holds it, with what is not saved yet; the caller saves.</summary>
        public async Task RunAsync(ThroughlineDb db, Target target, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(db);
            ArgumentNullException.ThrowIfNull(target);
            var (id, project) = (target.Id, target.Project);
            var held = await db.TargetAnswers.Where(a => a.Target == id && a.Ground != TargetAnswer.NoHold).ToListAsync(cancel);
            if (held.All(a => !TargetQuestions.OfRecord.Contains(a.Question))) return;
            var context = new QuestionContext((await model.RunAsync(project, cancel)).Model, ReadQuestions.OthersOf(id, await ReadTargets.RecordsAsync(db, project, null, cancel))) { Today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) };
            var raised = TargetQuestions.Of(await RecordAsync(db, target, cancel), context).Select(r => r.Question.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var answer in held.Where(a => TargetQuestions.OfRecord.Contains(a.Question) && !raised.Contains(a.Question))) answer.Ground = TargetAnswer.NoHold;
        }

        private static async Task<TargetRecord> RecordAsync(ThroughlineDb db, Target target, CancellationToken cancel)
        {
            var id = target.Id;
            await db.TargetValues.Where(v => v.Target == id).LoadAsync(cancel);
            await db.TargetActions.Where(a => a.Target == id).LoadAsync(cancel);
            await db.TargetIndicators.Where(i => i.Target == id).LoadAsync(cancel);
            await db.TargetBaselines.Where(b => b.Target == id).LoadAsync(cancel);
            await db.TargetAreas.Where(a => a.Target == id).LoadAsync(cancel);
            await db.TargetDrifts.Where(d => d.Target == id).LoadAsync(cancel);
            return new(id, target.Number, target.Title, Local<TargetValue>(v => v.Target == id).ToDictionary(v => v.Field, v => v.Value), [.. Local<TargetAction>(a => a.Target == id).OrderBy(a => a.Ordinal)], [.. Local<TargetIndicator>(i => i.Target == id).OrderBy(i => i.Ordinal)],
                Local<TargetBaseline>(b => b.Target == id).SingleOrDefault() is { } baseline ? new(baseline, BaselineValues.Read(baseline.Values)) : null, Local<TargetArea>(a => a.Target == id).SingleOrDefault(), [.. Local<TargetDrift>(d => d.Target == id).OrderBy(d => d.At)], target.Follows);

            IEnumerable<T> Local<T>(Func<T, bool> mine) where T : class => db.Set<T>().Local.Where(one => mine(one) && db.Entry(one).State != EntityState.Deleted);
        }
    }
}
