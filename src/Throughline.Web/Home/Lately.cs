using Microsoft.EntityFrameworkCore;

namespace Throughline.Web.Home;

/// <summary>The last things that anyone did in the project, like following like gathered into one line.</summary>
public static class Lately
{
    /// <param name="Count">How many entries the line stands for.</param>
    /// <param name="IsMyLast">The reader's own last action, which undo would take back.</param>
    public sealed record Line(string When, string Who, string What, string? Address, int Count, bool IsMyLast);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, FollowThread thread, IEnumerable<LogAction> actions, Undo undo, TimeProvider clock)
    {
        private readonly Dictionary<string, LogAction> _actions = actions.ToDictionary(a => a.Name);
        private static readonly System.Globalization.CultureInfo British = System.Globalization.CultureInfo.GetCultureInfo("en-GB");

        public async Task<IReadOnlyList<Line>> RunAsync(Acting by, int lines, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == by.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            var entries = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == by.Project).OrderByDescending(e => e.Seq).Take(400).ToListAsync(cancel);
            var closed = await (await ClosedRows.OfAsync(db, by, cancel)).LogAsync(db, by.Project, entries.Count == 0 ? 0 : entries[^1].Seq, cancel);
            entries.RemoveAll(e => closed.Entries.Contains(e.Seq));
            var groups = new List<List<LogEntry>>();
            foreach (var entry in entries)
            {
                var group = groups.LastOrDefault();
                if (group is not null && group[0].Analyst == entry.Analyst && group[0].Action == entry.Action && DescribeChange.SourceOf(group[0]) == DescribeChange.SourceOf(entry) && (group[0].SubjectId == entry.SubjectId || entry.Action is "coding.add" or "source.import" or "code.add" or "source.rename"))
                    group.Add(entry);
                else if (groups.Count == lines) break;
                else groups.Add([entry]);
            }
            var (mine, _) = await undo.PeekAsync(by, cancel);
            var wanted = groups.Select(g => g[0].Subject).Concat(groups.Select(g => DescribeChange.SourceOf(g[0])).Where(s => s is not null).Select(s => new NodeRef("source", s!.Value))).Distinct().ToList();
            var known = (await thread.DescribeAsync(by, wanted, cancel)).ToDictionary(n => n.Node);
            var gone = await DescribeChange.NamesOfGoneAsync(db, by.Project, groups.Select(g => g[0].Subject).Where(s => !known.ContainsKey(s)), cancel);
            var now = clock.GetUtcNow();
            return [.. groups.Select(g => LineOf(g))];

            Line LineOf(List<LogEntry> group)
            {
                var first = group[0];
                var source = DescribeChange.SourceOf(first) is { } id && known.TryGetValue(new("source", id), out var node) ? node : null;
                var subject = known.GetValueOrDefault(first.Subject);
                var called = subject?.Label ?? gone.GetValueOrDefault(first.Subject) ?? "something that is gone now";
                var what = first.Action == "coding.add" && source is not null
                    ? $"coded {(group.Count == 1 ? "a passage" : $"{group.Count} passages")} in {source.Label}"
                    : $"{_actions.GetValueOrDefault(first.Action)?.Did ?? first.Action} {(group.Count > 1 ? $"{called} and {group.Count - 1} more" : called)}";
                return new(When(first.At), names.GetValueOrDefault(first.Analyst) ?? "Somebody", what, (source ?? subject)?.Address, group.Count, mine is not null && group.Any(e => e.Seq == mine.Seq) && _actions.GetValueOrDefault(mine.Action)?.CannotUndo is null);
            }

            string When(DateTime at)
            {
                var local = TimeZoneInfo.ConvertTime(new DateTimeOffset(at, TimeSpan.Zero), clock.LocalTimeZone);
                var today = TimeZoneInfo.ConvertTime(now, clock.LocalTimeZone).Date;
                return local.Date == today ? "today, " + local.ToString("H.mm", British) : (today - local.Date).Days < 7 ? local.ToString("dddd", British) : local.ToString("d MMM yyyy", British);
            }
        }
    }
}
