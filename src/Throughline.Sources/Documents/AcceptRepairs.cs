using Microsoft.EntityFrameworkCore;
using Throughline.Files;

namespace Throughline.Sources;

/// <summary>Makes proposed repairs, one, some or all: the text gets a new revision, and what is anchored on it moves along.</summary>
public static class AcceptRepairs
{
    /// <param name="Revision">The revision the reader saw.</param>
    /// <param name="Repairs">Places in that revision's list of repairs, from 0; null takes all.</param>
    public sealed record Request(SourceId Source, RevisionId Revision, IReadOnlyCollection<int>? Repairs = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, IEnumerable<IHoldText> holders, TimeProvider clock)
    {
        public async Task<Result<Revised>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var open = await NewRevision.OpenAsync(db, by.Project, request.Source, request.Revision, cancel);
            if (!open.Succeeded) return open.Error;
            var (source, current) = open.Value;
            var structure = TextStructure.FromJson(current.Structure);
            var chosen = request.Repairs is null ? structure.Repairs : [.. request.Repairs.Distinct().Where(i => i >= 0 && i < structure.Repairs.Count).Select(i => structure.Repairs[i])];
            if (chosen.Count == 0) return new Refused("No repair was chosen. Choose at least one.");
            var repaired = RepairText.Apply(structure.With(current.Text), chosen).Document;
            var map = Text.OffsetMap.Replacing(current.Text.Length, chosen.OrderBy(r => r.Span).Select(r => (r.Span, r.Replacement.Length)));
            var revised = await NewRevision.AddAsync(db, holders, source, current, repaired.Text, TextStructure.Of(repaired), map, by.Analyst, "repairs accepted", clock.GetUtcNow().UtcDateTime, RevisedHow.Replaced, cancel);
            var details = revised.Details();
            details["repairs"] = chosen.Count;
            var saved = await log.SaveAsync(db, by, new(WordActions.RepairsAccepted, source.Id.Node, details), cancel);
            return saved.Succeeded ? revised : saved.Error;
        }
    }
}
