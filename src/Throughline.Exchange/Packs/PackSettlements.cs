using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Policy.Theories;
using Throughline.Text;

namespace Throughline.Exchange.Packs;

/// <summary>What two copies settled apart: two agreed readings of one thing, or two agreed theories that came from one draft. One of them stands, and it is the same one on every copy.</summary>
/// <remarks>The one settled last stands, so that it does not matter which pack is merged first, and so that what is taken back and settled anew on one copy stands on the others once its pack is
/// merged. The ids decide between two of one moment.</remarks>
internal static class PackSettlements
{
    /// <param name="Incoming">The pack's, by table and key.</param>
    /// <param name="Here">The rows of this copy that it cannot stand beside.</param>
    /// <param name="TakesTheirs">Whether the pack's stands, and those here go.</param>
    /// <param name="IsAlike">Both say the same, so that nothing is lost whichever stands.</param>
    /// <param name="Row">One of those here, which says to whom it is closed.</param>
    /// <param name="About">How what was settled begins.</param>
    internal sealed record Clash((string Table, string Key) Incoming, IReadOnlyList<(string Table, string Key)> Here, bool TakesTheirs, bool IsAlike, object Row, string About, string Why);

    /// <param name="coming">The pack's rows that are not here and would come in, and the rows of the pack that belong to them.</param>
    /// <param name="isGoing">Whether a row of this copy goes by this merge anyway.</param>
    public static async Task<IReadOnlyList<Clash>> FindAsync(ThroughlineDb db, ProjectId project, IReadOnlyList<(ProjectTable Table, string Key, JsonObject Row)> coming, Func<string, Guid, bool> isGoing, bool takeTheirs, CancellationToken cancel)
    {
        var found = new List<Clash>();
        foreach (var (table, key, row) in coming.Where(c => c.Table.Type.ClrType == typeof(Representation)))
            if ((Representation)ProjectRows.FromImage(table.Type, row.ToJsonString()) is { Origin: RepresentationOrigin.Agreed } incoming)
            {
                var (kind, subject, of, id) = (incoming.SubjectKind, incoming.SubjectId, incoming.HeldBy, incoming.Id);
                var here = (await db.Set<Representation>().AsNoTracking().Where(r => r.Project == project && r.SubjectKind == kind && r.SubjectId == subject && r.Origin == RepresentationOrigin.Agreed && r.HeldBy == of && r.Id != id).ToListAsync(cancel)).FindAll(r => !isGoing(table.Name, r.Id.Value));
                if (here.Count == 0) continue;
                var ids = here.ConvertAll(r => r.Id);
                var answers = (await db.Set<FieldReading>().AsNoTracking().Where(f => ids.Contains(f.Representation)).ToListAsync(cancel)).ToLookup(f => f.Representation);
                var theirs = Said(Of<FieldReading>(coming).Where(f => f.Representation == id));
                found.Add(Decide((table.Name, key), (incoming.MadeAt, id.Value), [.. here.Select(r => (r.Id.Value, r.MadeAt, (object)r, theirs.SetEquals(Said(answers[r.Id]))))], takeTheirs, await WordsAsync(db, incoming, cancel)));
            }
        foreach (var (table, key, row) in coming.Where(c => c.Table.Type.ClrType == typeof(ProgrammeTheory)))
            if ((ProgrammeTheory)ProjectRows.FromImage(table.Type, row.ToJsonString()) is { Origin: TheoryOrigin.Agreed } incoming)
            {
                var id = incoming.Id;
                var drafts = Of<TheoryDraft>(coming).Where(l => l.Agreed == id).Select(l => l.Draft).ToList();
                var clashing = await db.Set<TheoryDraft>().AsNoTracking().Where(l => drafts.Contains(l.Draft) && l.Agreed != id).Select(l => l.Agreed).Distinct().ToListAsync(cancel);
                var here = (await db.Set<ProgrammeTheory>().AsNoTracking().Where(t => t.Project == project && clashing.Contains(t.Id)).ToListAsync(cancel)).FindAll(t => !isGoing(table.Name, t.Id.Value));
                if (here.Count == 0) continue;
                var from = (await db.Set<TheoryDraft>().AsNoTracking().Where(l => clashing.Contains(l.Agreed)).ToListAsync(cancel)).ToLookup(l => l.Agreed, l => l.Draft);
                var rest = (await db.Set<TheoryStatement>().AsNoTracking().Where(l => clashing.Contains(l.Theory)).ToListAsync(cancel)).ToLookup(l => l.Theory, l => l.Statement);
                var theirs = Of<TheoryStatement>(coming).Where(l => l.Theory == id).Select(l => l.Statement).ToHashSet();
                found.Add(Decide((table.Name, key), (incoming.MadeAt, id.Value), [.. here.Select(t => (t.Id.Value, t.MadeAt, (object)t, Said(t).SequenceEqual(Said(incoming)) && drafts.ToHashSet().SetEquals(from[t.Id]) && theirs.SetEquals(rest[t.Id])))], takeTheirs, incoming.Problem));
            }
        return found;

        IEnumerable<T> Of<T>(IEnumerable<(ProjectTable Table, string Key, JsonObject Row)> rows) => rows.Where(c => c.Table.Type.ClrType == typeof(T)).Select(c => (T)ProjectRows.FromImage(c.Table.Type, c.Row.ToJsonString()));
    }

    private static Clash Decide((string Table, string Key) incoming, (DateTime MadeAt, Guid Id) made, List<(Guid Id, DateTime MadeAt, object Row, bool IsAlike)> here, bool takeTheirs, string about)
    {
        var last = here.MaxBy(h => (h.MadeAt, h.Id));
        var isAlike = here.TrueForAll(h => h.IsAlike);
        var isNewer = made.CompareTo((last.MadeAt, last.Id)) > 0;
        return new(incoming, [.. here.Select(h => (incoming.Table, $"[\"{h.Id:D}\"]"))], isNewer || (takeTheirs && !isAlike), isAlike, last.Row, Cut.To(about.Replace('\n', ' '), 60),
            $"settled on both copies, and not alike (here {Moment(last.MadeAt)}, in the pack {Moment(made.MadeAt)}). {(takeTheirs && !isNewer ? "The pack’s was asked for" : "The one settled last stands, on both copies")}; ties to the other go with it. To settle it otherwise, take it back and settle it again");
    }

    private static string Moment(DateTime at) => at.ToString("d MMMM yyyy, H.mm", CultureInfo.GetCultureInfo("en-GB")) + " UTC";

    private static HashSet<(string, FieldState, string, string)> Said(IEnumerable<FieldReading> fields) => [.. fields.Select(f => (f.Field, f.State, f.Terms, f.Words.Trim()))];

    private static string[] Said(ProgrammeTheory t) => [t.Problem, t.Logic, t.Mechanism, t.Kinds, t.Groups, t.Aims, t.CauseLevels, t.Means, t.MechanismLevels, t.Degree, t.Unanswered, t.Evidence];

    private static async Task<string> WordsAsync(ThroughlineDb db, Representation reading, CancellationToken cancel)
    {
        if (reading.Excerpt is not { } id) return "";
        return await (from e in db.Excerpts.AsNoTracking() join r in db.Revisions on e.Revision equals r.Id where e.Id == id select new { e.Start, e.End, r.Text }).SingleOrDefaultAsync(cancel) is { } at && at.End <= at.Text.Length ? at.Text[at.Start..at.End] : "";
    }
}
