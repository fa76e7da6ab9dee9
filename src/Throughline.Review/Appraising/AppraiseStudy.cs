using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;

namespace Throughline.Review.Appraising;

/// <summary>Answers the questions of a checklist about a study, each analyst for themselves, and settles where they differ.</summary>
public static class AppraiseStudy
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ListFrameworks.Handler frameworks, Assign.Handler assign, FinishAssignment.Handler finish, ReopenAssignment.Handler reopen, ChangeLog log, TimeProvider clock)
    {
        /// <param name="says">Null takes the analyst's own answer back.</param>
        public async Task<Result<Done>> AnswerAsync(Acting by, StudyId study, string question, AppraisalSays? says, string note, CancellationToken cancel)
        {
            if (Typed.Check("The note", note, AppraisalAnswer.MostNote) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var place = await FindAsync(db, by, study, question, cancel);
            if (!place.Succeeded) return place.Error;
            var (label, list, given) = place.Value;
            if (given.Exists(g => g.FinishedAt is null))
            {
                if (given.Find(g => g.Analyst == by.Analyst) is not { } mine) return new Refused($"\"{label}\" is being appraised independently by others. Where they differ can be settled when all have finished.");
                if (mine.FinishedAt is not null) return new Refused($"You have finished appraising \"{label}\", and the other analyst has not. Take it up again to change something.");
            }
            else if (given.Count > 0) return new Refused($"\"{label}\" was appraised independently, and each answer stays as it was given. Settle the question instead.");
            var me = by.Analyst;
            var there = await db.AppraisalAnswers.SingleOrDefaultAsync(a => a.Study == study && a.Question == question && a.Analyst == me && !a.IsSettled, cancel);
            if (says is not { } answer)
            {
                if (there is not null) db.Remove(there);
            }
            else Write(db, there, by, study, list, question, false, answer, note);
            return await log.KeepAsync(db, by, ReviewActions.Appraised, AppraisalId.Of(study, list).Node, Done.Value, cancel, new Dictionary<string, object?> { ["study"] = study.Value, ["question"] = question });
        }

        /// <summary>Says what stands where analysts differ.</summary>
        /// <param name="says">Null takes it back.</param>
        public async Task<Result<Done>> SettleAsync(Acting by, StudyId study, string question, AppraisalSays? says, string note, CancellationToken cancel)
        {
            if (Typed.Check("The reason", note, AppraisalAnswer.MostNote, needed: says is not null) is { } wrong) return wrong;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var place = await FindAsync(db, by, study, question, cancel);
            if (!place.Succeeded) return place.Error;
            var (label, list, given) = place.Value;
            if (given.Exists(g => g.FinishedAt is null) || (await db.HiddenFromAsync(by, cancel)).On(study.Value).Count > 0) return new Refused($"Not all have finished their independent work on \"{label}\". What they found can be settled then.");
            if (says is not null && await db.AppraisalAnswers.CountAsync(a => a.Study == study && a.Question == question && !a.IsSettled, cancel) < 2) return new Refused("There is nothing to settle: fewer than two analysts have answered this question.");
            var there = await db.AppraisalAnswers.SingleOrDefaultAsync(a => a.Study == study && a.Question == question && a.IsSettled, cancel);
            if (says is not { } answer)
            {
                if (there is not null) db.Remove(there);
            }
            else Write(db, there, by, study, list, question, true, answer, note);
            return await log.KeepAsync(db, by, ReviewActions.AppraisalSettled, AppraisalId.Of(study, list).Node, Done.Value, cancel, new Dictionary<string, object?> { ["study"] = study.Value, ["question"] = question });
        }

        /// <summary>Gives a study to several analysts to appraise without sight of one another.</summary>
        public async Task<Result<Done>> GiveAsync(Acting by, StudyId study, string list, IReadOnlyList<AnalystId> analysts, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(analysts);
            if (await ListsAsync(by.Project, cancel) is var lists && lists.TrueForAll(l => l.Id != list)) return new ReviewMissing("That list of questions is not in this project any more.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.Id == study && s.Project == by.Project && s.WithdrawnWhy == null, cancel) is not { } found) return new ReviewMissing("That study is not in the review any more.");
            var item = AppraisalId.Of(study, list);
            return await db.AppraisalAnswers.AnyAsync(a => a.Appraisal == item, cancel)
                ? new Refused($"\"{found.Label}\" has been appraised for all to see already, so nobody can be blind to that. Give a study out before it is appraised.")
                : await assign.RunAsync(by, item.Node, analysts, cancel);
        }

        public Task<Result<Done>> FinishAsync(Acting by, StudyId study, string list, CancellationToken cancel) => finish.RunAsync(by, AppraisalId.Of(study, list).Node, cancel);

        public Task<Result<Done>> ReopenAsync(Acting by, StudyId study, string list, CancellationToken cancel) => reopen.RunAsync(by, AppraisalId.Of(study, list).Node, cancel);

        private void Write(ThroughlineDb db, AppraisalAnswer? there, Acting by, StudyId study, string list, string question, bool settled, AppraisalSays says, string note)
        {
            if (there is null) db.Add(there = new AppraisalAnswer { Id = AppraisalAnswerId.New(), Project = by.Project, Appraisal = AppraisalId.Of(study, list), Study = study, List = list, Question = question, IsSettled = settled });
            else if (there.Says == says && there.Note == note.Trim()) return;
            (there.Says, there.Note, there.Analyst, there.AnsweredAt) = (says, note.Trim(), by.Analyst, clock.GetUtcNow().UtcDateTime);
        }

        private async Task<List<Framework>> ListsAsync(ProjectId project, CancellationToken cancel) => [.. (await frameworks.RunAsync(project, cancel)).All.Where(r => r.Framework.Kind == FrameworkKind.Checklist).Select(r => r.Framework)];

        private async Task<Result<(string Label, string List, List<Assignment> Given)>> FindAsync(ThroughlineDb db, Acting by, StudyId study, string question, CancellationToken cancel)
        {
            if ((await ListsAsync(by.Project, cancel)).Find(l => l.Terms.Any(t => t.Id == question)) is not { } list) return new ReviewMissing("That question is in no list of this project any more.");
            if (await db.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.Id == study && s.Project == by.Project, cancel) is not { } found) return new ReviewMissing("That study is not in this project any more.");
            if (found.WithdrawnWhy is not null) return new Refused($"\"{found.Label}\" was withdrawn from the review. Take it back first; nothing was changed.");
            var item = AppraisalId.Of(study, list.Id).Value;
            return (found.Label, list.Id, await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == by.Project && a.SubjectKind == "appraisal" && a.SubjectId == item).ToListAsync(cancel));
        }
    }
}
