using Microsoft.EntityFrameworkCore;
using Throughline.Sources;
using Throughline.Targeting.Targets;
using Throughline.Text;

namespace Throughline.Targeting;

/// <summary>What Targeting holds of anybody's words: what analysts write of targets. Evidence is pointed at, never copied.</summary>
internal sealed class TargetingWords : TextHolder
{
    private const string Erased = "[erased]";

    private static IQueryable<TargetId> Ids(ThroughlineDb db, ProjectId project) => db.Targets.Where(t => t.Project == project).Select(t => t.Id);

    protected override IReadOnlyList<HeldRows> Rows { get; } =
    [
        new HeldRows<Target>((db, project) => db.Targets.Where(t => t.Project == project), t => new(t.Id.Node, "target"), (nameof(Target.Title), HeldAs.Words)),
        new HeldRows<TargetValue>((db, project) => db.TargetValues.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "field of a target"), (nameof(TargetValue.Value), HeldAs.Words), (nameof(TargetValue.Field), HeldAs.Technical)),
        new HeldRows<TargetAction>((db, project) => db.TargetActions.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "action"), (nameof(TargetAction.Words), HeldAs.Words), (nameof(TargetAction.Driver), HeldAs.Technical)),
        new HeldRows<TargetIndicator>((db, project) => db.TargetIndicators.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "indicator"), (nameof(TargetIndicator.Words), HeldAs.Words)),
        new HeldRows<TargetEvidence>((db, project) => db.TargetEvidence.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "evidence of a target"), (nameof(Targets.TargetEvidence.What), HeldAs.Words), (nameof(Targets.TargetEvidence.Note), HeldAs.Words),
            (nameof(Targets.TargetEvidence.Field), HeldAs.Technical), (nameof(Targets.TargetEvidence.NodeKind), HeldAs.Technical)),
        new HeldRows<TargetBaseline>((db, project) => db.TargetBaselines.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "baseline"), (nameof(TargetBaseline.FigureName), HeldAs.Words), (nameof(TargetBaseline.DatasetName), HeldAs.Words), (nameof(TargetBaseline.What), HeldAs.Words), (nameof(TargetBaseline.Unit), HeldAs.Words),
            (nameof(TargetBaseline.RankedBy), HeldAs.Words), (nameof(TargetBaseline.Vintage), HeldAs.Words), (nameof(TargetBaseline.Place), HeldAs.Words), (nameof(TargetBaseline.People), HeldAs.Words), (nameof(TargetBaseline.Period), HeldAs.Words), (nameof(TargetBaseline.Grouping), HeldAs.Words),
            (nameof(TargetBaseline.Values), HeldAs.Words), (nameof(TargetBaseline.Sha256), HeldAs.Technical), (nameof(TargetBaseline.Method), HeldAs.Technical), (nameof(TargetBaseline.Scale), HeldAs.Technical)),
        new HeldRows<TargetArea>((db, project) => db.TargetAreas.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "check of an area"), (nameof(TargetArea.DatasetName), HeldAs.Words), (nameof(TargetArea.Level), HeldAs.Words), (nameof(TargetArea.Own), HeldAs.Words), (nameof(TargetArea.Sha256), HeldAs.Technical)),
        new HeldRows<TargetDrift>((db, project) => db.TargetDrifts.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "change of a target"), (nameof(TargetDrift.Before), HeldAs.Words), (nameof(TargetDrift.After), HeldAs.Words), (nameof(TargetDrift.Field), HeldAs.Technical)),
        new HeldRows<TargetAnswer>((db, project) => db.TargetAnswers.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "answer about a target"), (nameof(TargetAnswer.Answer), HeldAs.Words), (nameof(TargetAnswer.Ground), HeldAs.Words), (nameof(TargetAnswer.Question), HeldAs.Technical)),
        new HeldRows<TargetReadiness>((db, project) => db.TargetReadiness.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "note on readiness"), (nameof(Targets.TargetReadiness.Note), HeldAs.Words), (nameof(Targets.TargetReadiness.Item), HeldAs.Technical)),
        new HeldRows<TargetReview>((db, project) => db.TargetReviews.Where(v => Ids(db, project).Contains(v.Target)), v => new(v.Target.Node, "review of a target"), (nameof(TargetReview.Learned), HeldAs.Words), (nameof(TargetReview.Decided), HeldAs.Words), (nameof(TargetReview.Period), HeldAs.Words)),
        new HeldRows<ModelPart>((db, project) => db.TargetModelParts.Where(p => p.Project == project), p => new(new("project", p.Project.Value), "box of the model"), (nameof(ModelPart.Name), HeldAs.Words), (nameof(ModelPart.Note), HeldAs.Words),
            (nameof(ModelPart.BoxType), HeldAs.Technical), (nameof(ModelPart.Reach), HeldAs.Technical), (nameof(ModelPart.From), HeldAs.Technical), (nameof(ModelPart.To), HeldAs.Technical)),
    ];

    /// <summary>Evidence stays as a tie to something that is gone; what kind of thing it was names no source any more.</summary>
    public override async Task EraseSourceAsync(ThroughlineDb db, ProjectId project, Guid source, HeldTally tally, CancellationToken cancel)
    {
        foreach (var evidence in await db.TargetEvidence.Where(e => e.Source == source && Ids(db, project).Contains(e.Target)).ToListAsync(cancel))
        {
            (evidence.What, evidence.Note) = ($"{evidence.NodeKind} of an erased source", evidence.Note.Length > 0 ? Erased : "");
            tally.Add("ties of evidence");
        }
    }

    public override async Task<IReadOnlyList<Quoting>> QuotingAsync(ThroughlineDb db, Acting reader, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var said = await WordsOfAsync(db, source, within, cancel);
        var quoting = new List<Quoting>();
        foreach (var record in await db.Targets.AsNoTracking().Where(t => t.Project == reader.Project).OrderBy(t => t.Number).ToListAsync(cancel))
        {
            var id = record.Id;
            if ((await TextsAsync(db, id, cancel)).Any(t => said.AreIn(t.Text))) quoting.Add(new(id.Node, "target", record.Title, "", true, false));
            else if (within is null && await db.TargetEvidence.AnyAsync(e => e.Target == id && e.Source == source, cancel)) quoting.Add(new(id.Node, "target", record.Title, "", false, false));
        }
        return quoting;
    }

    public override async Task EraseQuotingAsync(ThroughlineDb db, ProjectId project, Guid source, IReadOnlyList<TextSpan>? within, IReadOnlyCollection<NodeRef> chosen, HeldTally tally, CancellationToken cancel)
    {
        var said = await WordsOfAsync(db, source, within, cancel);
        foreach (var id in chosen.Where(n => n.Kind == "target").Select(n => new TargetId(n.Id)))
        {
            if (!await db.Targets.AnyAsync(t => t.Id == id && t.Project == project, cancel)) continue;
            foreach (var (text, erase) in await TextsAsync(db, id, cancel))
            {
                if (!said.AreIn(text)) continue;
                erase();
                tally.Add("texts of targets");
            }
        }
    }

    private static async Task<List<(string Text, Action Erase)>> TextsAsync(ThroughlineDb db, TargetId id, CancellationToken cancel)
    {
        var texts = new List<(string, Action)>();
        foreach (var t in await db.Targets.Where(t => t.Id == id).ToListAsync(cancel)) texts.Add((t.Title, () => t.Title = Erased));
        foreach (var v in await db.TargetValues.Where(v => v.Target == id).ToListAsync(cancel)) texts.Add((v.Value, () => v.Value = Erased));
        foreach (var a in await db.TargetActions.Where(v => v.Target == id).ToListAsync(cancel)) texts.Add((a.Words, () => a.Words = Erased));
        foreach (var i in await db.TargetIndicators.Where(v => v.Target == id).ToListAsync(cancel)) texts.Add((i.Words, () => i.Words = Erased));
        foreach (var e in await db.TargetEvidence.Where(v => v.Target == id).ToListAsync(cancel)) texts.Add((e.Note, () => e.Note = Erased));
        foreach (var d in await db.TargetDrifts.Where(v => v.Target == id).ToListAsync(cancel)) texts.AddRange([(d.Before, () => d.Before = Erased), (d.After, () => d.After = Erased)]);
        foreach (var a in await db.TargetAnswers.Where(v => v.Target == id).ToListAsync(cancel)) texts.AddRange([(a.Answer, () => a.Answer = Erased), (a.Ground, () => a.Ground = TargetAnswer.NoHold)]);
        foreach (var r in await db.TargetReadiness.Where(v => v.Target == id).ToListAsync(cancel)) texts.Add((r.Note, () => r.Note = Erased));
        foreach (var r in await db.TargetReviews.Where(v => v.Target == id).ToListAsync(cancel)) texts.AddRange([(r.Learned, () => r.Learned = Erased), (r.Decided, () => r.Decided = Erased)]);
        return texts;
    }

    private static async Task<SharedWords> WordsOfAsync(ThroughlineDb db, Guid source, IReadOnlyList<TextSpan>? within, CancellationToken cancel)
    {
        var id = new SourceId(source);
        var current = await db.Sources.AsNoTracking().Where(s => s.Id == id).Select(s => s.Current).SingleAsync(cancel);
        var words = new SharedWords("");
        foreach (var revision in await db.Revisions.AsNoTracking().Where(r => r.Source == id).ToListAsync(cancel))
            if (within is null || revision.Id == current) words.Add(new(revision.Text, within));
        return words;
    }
}
