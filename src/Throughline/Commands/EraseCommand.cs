using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Throughline.Sources;
using Throughline.Storage;

namespace Throughline.Commands;

internal static class EraseCommand
{
    private enum Kind { Source, Speaker, Name }

    private enum Memos { Keep, Erase }

    public static Command Build(Cli cli)
    {
        var project = Cli.Project();
        var kind = new Argument<Kind>("source|speaker|name") { Description = "What to erase: a whole source, what one speaker said, or a name wherever it is held." };
        kind.AcceptOnlyFromAmong("source", "speaker", "name");
        var value = new Argument<string>("VALUE") { Description = "A source's number, title or file name; a speaker's name or label; or the name." };
        var inSource = new Option<string?>("--source") { Description = "The source a speaker speaks in, where several have one of that name.", HelpName = "SOURCE" };
        var why = new Option<EraseReason>("--why") { Description = "Why it has to go, which the change log keeps: withdrawn (the person withdrew), consent (consent does not cover it), retention (its time to be kept is over), mistake (brought in by mistake), identifying (it identifies somebody) or other. Without it, other: no reason was stated.", HelpName = "REASON", DefaultValueFactory = _ => EraseReason.Other };
        why.AcceptOnlyFromAmong("withdrawn", "consent", "retention", "mistake", "identifying", "other");
        var memos = new Option<Memos?>("--memos") { Description = "Memos and code examples that repeat the words: keep or erase. Asked for when there are some.", HelpName = "keep|erase" };
        var backups = new Option<bool>("--delete-backups") { Description = "Delete earlier backups beside the database: they hold what was erased." };
        var preview = new Option<bool>("--preview") { Description = "Only list what would go and what rests on it; change nothing." };
        var command = new Command("erase", "Erase words for good: out of texts, originals, revisions, the search index and the change log's values. An entry stays that says what kind, how much and why. This cannot be undone; the bin is another thing.\n\n"
            + "Example:\n  throughline erase \"Naming the gap\" name \"Helen Marchbanks\" --why withdrawn") { project, kind, value, inSource, why, memos, backups, preview };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var subject = parsed.GetValue(kind) switch
            {
                Kind.Source => await SourceAsync(services, by, parsed.GetRequiredValue(value), cancel),
                Kind.Speaker => await SpeakerAsync(services, by, parsed.GetRequiredValue(value), parsed.GetValue(inSource), cancel),
                _ => EraseSubject.OfName(parsed.GetRequiredValue(value)),
            };
            if (!subject.Succeeded) return subject.Error;
            var erase = services.GetRequiredService<EraseWords.Handler>();
            var seen = await erase.PreviewAsync(by, subject.Value, cancel);
            if (!seen.Succeeded) return seen.Error;
            if (parsed.GetValue(preview)) return Shown(seen.Value);
            var toDecide = seen.Value.ToDecide.ToList();
            if (toDecide.Count > 0 && parsed.GetValue(memos) is null)
                return new Refused($"These repeat the words that are to go:\n{string.Join('\n', toDecide.Select(Line))}\nSay --memos keep or --memos erase, and do it again. Nothing was erased.");
            var done = await erase.RunAsync(by, new(subject.Value, parsed.GetValue(why), parsed.GetValue(memos) == Memos.Erase ? [.. toDecide.Select(q => q.Node)] : []), cancel);
            if (!done.Succeeded) return done.Error;
            var o = done.Value;
            var deleted = parsed.GetValue(backups) ? services.GetRequiredService<Scrub>().Delete(o.Backups.Select(b => b.Name)) : 0;
            var left = o.Backups.Skip(deleted).Select(b => b.Name).ToList();
            var server = services.GetRequiredService<DatabaseAddress>().Engine == Engine.PostgreSql ? "\nThe PostgreSQL server may still keep it in its write-ahead log, replicas and its own backups." : "";
            return new Said(
                new { erased = o.What, changed = o.Changed, quoting = o.Quoting.Select(Json), stillHeld = o.Still.Select(h => new { what = h.What, times = h.Times }), backupsDeleted = deleted, backupsLeft = left, left = o.Left },
                $"Erased {o.What}." + string.Concat(o.Changed.Select(c => $"\n  {HeldNouns.Count(c.Value, c.Key)}"))
                + (o.Quoting.Count == 0 ? "" : "\nWhat rested on it:\n" + string.Join('\n', o.Quoting.Select(Line)))
                + (o.Still.Count == 0 ? "" : $"\nStill held in {HeldNouns.Count(o.Still.Count, "places")}: {string.Join(", ", o.Still.Select(h => h.What).Distinct())}.")
                + (left.Count == 0 ? "" : $"\nEarlier backups still hold it: {string.Join(", ", left)}. Delete them with --delete-backups, or by hand.") + (deleted == 0 ? "" : $"\nDeleted {HeldNouns.Count(deleted, "earlier backups")}.") + server + (o.Left is null ? "" : "\n" + o.Left),
                o.Still.Count == 0 && o.Left is null ? 0 : 2);
        }));
        return command;
    }

    private static Said Shown(EraseWords.Preview p) => new(
        new { what = p.What, held = p.Held.Select(h => new { what = h.What, times = h.Times, context = h.Context }), quoting = p.Quoting.Select(Json), originals = p.Originals, backups = p.Backups.Select(b => b.Name) },
        $"{p.What}: what would go." + string.Concat(p.Held.Select(h => $"\n  {h.What}, {HeldNouns.Count(h.Times, "times")}: {h.Context}")) + string.Concat(p.Quoting.Select(q => "\n" + Line(q))) + $"\nOriginal files dropped: {p.Originals}. Earlier backups: {p.Backups.Count}. Nothing was changed.");

    private static object Json(Quoting q) => new { kind = q.Kind, label = q.Label, by = q.By, holdsWords = q.HoldsWords, hidden = q.IsHidden };

    private static string Line(Quoting q) => q.IsHidden ? $"  {q.Kind}: another's independent work, not shown" : $"  {q.Kind}: {q.Label}{(q.By.Length > 0 ? $" ({q.By})" : "")}{(q.HoldsWords ? ", repeats the words" : "")}";

    private static async Task<Result<EraseSubject>> SourceAsync(IServiceProvider services, Acting by, string name, CancellationToken cancel)
    {
        var found = await services.GetRequiredService<FindSource.Handler>().RunAsync(by.Project, name, cancel);
        return found.Succeeded ? EraseSubject.Of(found.Value) : found.Error;
    }

    private static async Task<Result<EraseSubject>> SpeakerAsync(IServiceProvider services, Acting acting, string name, string? inSource, CancellationToken cancel)
    {
        SourceId? only = null;
        if (inSource is not null)
        {
            var found = await services.GetRequiredService<FindSource.Handler>().RunAsync(acting.Project, inSource, cancel);
            if (!found.Succeeded) return found.Error;
            only = found.Value;
        }
        await using var db = await services.GetRequiredService<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(cancel);
        var all = await (from p in db.Speakers.AsNoTracking() join s in db.Sources.AsNoTracking() on p.Source equals s.Id where s.Project == acting.Project select new { p.Id, p.Label, p.Name, p.Source, s.Number, s.Title }).ToListAsync(cancel);
        var same = all.Where(p => (only is null || p.Source == only) && (string.Equals(p.Label, name.Trim(), StringComparison.OrdinalIgnoreCase) || string.Equals(p.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))).ToList();
        return same.Count switch
        {
            1 => EraseSubject.Of(same[0].Id),
            0 => new Missing($"There is no speaker \"{name}\"{(inSource is null ? " in this project" : " in that source")}. Confirm a transcript's speakers first."),
            _ => new Refused($"Several sources have a speaker \"{name}\": {string.Join(", ", same.Select(p => $"{p.Number} \"{p.Title}\""))}. Say which with --source."),
        };
    }
}
