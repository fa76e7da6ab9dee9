using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Policy.Theories;
using Throughline.Text;

namespace Throughline.Exchange.Packs;

/// <summary>What two copies settled apart: two agreed readings of one thing, or two agreed theories that came from one draft. One of them stands, and it is the same one on both copies.</summary>
/// <remarks>The one settled last stands, so that it does not matter which pack is merged first, and so that what is taken back and settled anew on one copy stands on the others once its pack is
/// merged. The ids decide between two of one moment. What a later one has driven out stands in no other's way.</remarks>
internal static class PackSettlements
{
    /// <param name="Incoming">The pack's, by table and key.</param>
    /// <param name="Here">The rows of this copy that it cannot stand beside.</param>
    /// <param name="TakesTheirs">Whether the pack's stands, and those here go.</param>
    /// <param name="IsAlike">Both say the same, so that nothing is lost whichever stands.</param>
    /// <param name="Stands">The id of the one that stands.</param>
    /// <param name="Row">One of those here, which says to whom it is closed.</param>
    /// <param name="About">How what was settled begins; empty where both are alike.</param>
    internal sealed record Clash((string Table, string Key) Incoming, IReadOnlyList<(string Table, string Key)> Here, bool TakesTheirs, bool IsAlike, Guid Stands, object Row, string About, string Times, string Rule)
    {
        /// <param name="ties">How many ties to those here go with them.</param>
        /// <param name="others">How many of these are other analysts'.</param>
        public string Why(int ties, int others) =>
            $"settled on both copies, and not alike ({Times}). {Rule}; ties to the other go with it{(ties == 0 ? "" : $" (here {ties.ToString("N0", CultureInfo.InvariantCulture)}, {others.ToString("N0", CultureInfo.InvariantCulture)} of them other analysts’)")}. To settle it otherwise, take it back and settle it again";
    }

    /// <summary>One of this copy, and whether it says what the pack's says.</summary>
    private sealed record Mine(Guid Id, DateTime MadeAt, object Row, bool IsAlike);

    /// <param name="coming">The pack's rows that are not here and would come in, and the rows of the pack that belong to them.</param>
    /// <param name="isGoing">Whether a row of this copy goes by this merge anyway.</param>
    public static async Task<IReadOnlyList<Clash>> FindAsync(ThroughlineDb db, ProjectId project, IReadOnlyList<(ProjectTable Table, string Key, JsonObject Row)> coming, Func<string, Guid, bool> isGoing, bool takeTheirs, CancellationToken cancel)
    {
        var found = new List<Clash>();
        var left = new HashSet<Guid>();
        var readings = Of<Representation>(coming).Where(c => c.Row.Origin == RepresentationOrigin.Agreed).OrderByDescending(c => c.Row.MadeAt).ThenByDescending(c => c.Row.Id.Value).ToList();
        if (readings.Count > 0)
        {
            var agreed = (await db.Set<Representation>().AsNoTracking().Where(r => r.Project == project && r.Origin == RepresentationOrigin.Agreed).ToListAsync(cancel)).ToLookup(r => (r.Subject, r.HeldBy));
            var answers = (await (from f in db.Set<FieldReading>().AsNoTracking() join r in db.Set<Representation>() on f.Representation equals r.Id where r.Project == project && r.Origin == RepresentationOrigin.Agreed select f).ToListAsync(cancel)).ToLookup(f => f.Representation);
            var said = Of<FieldReading>(coming).Select(c => c.Row).ToLookup(f => f.Representation);
            var texts = new Dictionary<RevisionId, string>();
            foreach (var (table, key, incoming) in readings)
            {
                var theirs = Said(said[incoming.Id]);
                var here = agreed[(incoming.Subject, incoming.HeldBy)].Where(r => r.Id != incoming.Id && Stays(table, r.Id.Value)).Select(r => new Mine(r.Id.Value, r.MadeAt, r, theirs.SetEquals(Said(answers[r.Id])))).ToList();
                if (here.Count > 0) Decide((table, key), (incoming.MadeAt, incoming.Id.Value), here, here.TrueForAll(h => h.IsAlike) ? "" : await WordsAsync(db, incoming, texts, cancel));
            }
        }
        var theories = Of<ProgrammeTheory>(coming).Where(c => c.Row.Origin == TheoryOrigin.Agreed).OrderByDescending(c => c.Row.MadeAt).ThenByDescending(c => c.Row.Id.Value).ToList();
        if (theories.Count > 0)
        {
            var agreed = await db.Set<ProgrammeTheory>().AsNoTracking().Where(t => t.Project == project && t.Origin == TheoryOrigin.Agreed).ToDictionaryAsync(t => t.Id, cancel);
            var links = await (from l in db.Set<TheoryDraft>().AsNoTracking() join t in db.Set<ProgrammeTheory>() on l.Agreed equals t.Id where t.Project == project select l).ToListAsync(cancel);
            var (into, from) = (links.ToLookup(l => l.Draft, l => l.Agreed), links.ToLookup(l => l.Agreed, l => l.Draft));
            var rest = (await (from l in db.Set<TheoryStatement>().AsNoTracking() join t in db.Set<ProgrammeTheory>() on l.Theory equals t.Id where t.Project == project && t.Origin == TheoryOrigin.Agreed select l).ToListAsync(cancel)).ToLookup(l => l.Theory, l => l.Statement);
            var comingFrom = Of<TheoryDraft>(coming).Select(c => c.Row).ToLookup(l => l.Agreed, l => l.Draft);
            var comingRest = Of<TheoryStatement>(coming).Select(c => c.Row).ToLookup(l => l.Theory, l => l.Statement);
            foreach (var (table, key, incoming) in theories)
            {
                var drafts = comingFrom[incoming.Id].ToHashSet();
                var here = drafts.SelectMany(d => into[d]).Distinct().Where(id => id != incoming.Id && Stays(table, id.Value)).Select(id => agreed[id])
                    .Select(t => new Mine(t.Id.Value, t.MadeAt, t, Said(t).SequenceEqual(Said(incoming)) && drafts.SetEquals(from[t.Id]) && comingRest[incoming.Id].ToHashSet().SetEquals(rest[t.Id]))).ToList();
                if (here.Count > 0) Decide((table, key), (incoming.MadeAt, incoming.Id.Value), here, incoming.Problem);
            }
        }
        return found;

        bool Stays(string table, Guid id) => !left.Contains(id) && !isGoing(table, id);

        // The pack's come the latest first: what one of them drives out is in the way of none that is older.
        void Decide((string Table, string Key) incoming, (DateTime MadeAt, Guid Id) made, List<Mine> here, string about)
        {
            var last = here.MaxBy(h => (h.MadeAt, h.Id))!;
            var isAlike = here.TrueForAll(h => h.IsAlike);
            var isNewer = made.CompareTo((last.MadeAt, last.Id)) > 0;
            var takes = isNewer || (takeTheirs && !isAlike);
            if (takes) left.UnionWith(here.Select(h => h.Id));
            found.Add(new(incoming, [.. here.Select(h => (incoming.Table, $"[\"{h.Id:D}\"]"))], takes, isAlike, takes ? made.Id : last.Id, last.Row, Cut.To(about.Replace('\n', ' '), 60),
                $"here {Moment(last.MadeAt)}, in the pack {Moment(made.MadeAt)}", takeTheirs && !isNewer ? "The pack’s was asked for" : "The one settled last stands, on both copies"));
        }
    }

    private static IEnumerable<(string Table, string Key, T Row)> Of<T>(IEnumerable<(ProjectTable Table, string Key, JsonObject Row)> rows) =>
        rows.Where(c => c.Table.Type.ClrType == typeof(T)).Select(c => (c.Table.Name, c.Key, (T)ProjectRows.FromImage(c.Table.Type, c.Row.ToJsonString())));

    private static string Moment(DateTime at) => at.ToString("d MMMM yyyy, H.mm", CultureInfo.GetCultureInfo("en-GB")) + " UTC";

    private static HashSet<(string, FieldState, string, string)> Said(IEnumerable<FieldReading> fields) => [.. fields.Select(f => (f.Field, f.State, f.Terms, f.Words.Trim()))];

    private static string[] Said(ProgrammeTheory t) => [t.Problem, t.Logic, t.Mechanism, t.Kinds, t.Groups, t.Aims, t.CauseLevels, t.Means, t.MechanismLevels, t.Degree, t.Unanswered, t.Evidence];

    /// <param name="texts">Those read already: one text may have many passages.</param>
    private static async Task<string> WordsAsync(ThroughlineDb db, Representation reading, Dictionary<RevisionId, string> texts, CancellationToken cancel)
    {
        if (reading.Excerpt is not { } id || await db.Excerpts.AsNoTracking().Where(e => e.Id == id).Select(e => new { e.Start, e.End, e.Revision }).SingleOrDefaultAsync(cancel) is not { } at) return "";
        if (!texts.TryGetValue(at.Revision, out var text)) texts[at.Revision] = text = await db.Revisions.AsNoTracking().Where(r => r.Id == at.Revision).Select(r => r.Text).SingleAsync(cancel);
        return at.End <= text.Length ? text[at.Start..at.End] : "";
    }
}
