using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Sources;

public enum EraseReason
{
    /// <summary>The participant asked to withdraw.</summary>
    Withdrawn,
    /// <summary>Consent does not cover this.</summary>
    Consent,
    /// <summary>The time agreed for keeping it is over.</summary>
    Retention,
    /// <summary>It was brought in by mistake.</summary>
    Mistake,
    /// <summary>It makes somebody identifiable.</summary>
    Identifying,
    Other,
}

/// <summary>What is to be erased: a source, a speaker of one, or a name wherever it is held.</summary>
public sealed record EraseSubject
{
    private EraseSubject(SourceId? source, SpeakerId? speaker, string? name) => (Source, Speaker, Name) = (source, speaker, name);

    public SourceId? Source { get; }
    public SpeakerId? Speaker { get; }
    public string? Name { get; }

    public static EraseSubject Of(SourceId source) => new(source, null, null);

    public static EraseSubject Of(SpeakerId speaker) => new(null, speaker, null);

    /// <summary>A name; refused when it has no letter, or is so short that it would blot out common words.</summary>
    public static Result<EraseSubject> OfName(string? name)
    {
        name = (name ?? "").Trim();
        if (!name.Any(char.IsLetter)) return new Refused($"\"{name}\" is no name: it has no letters. Write the name to be erased.");
        return name.Length < 2 ? new Refused($"\"{name}\" is one letter, and erasing it would blot out too much. Write the whole name.") : new EraseSubject(null, null, name);
    }
}

/// <summary>Erases words for good. The log keeps that something was erased, what kind, how much and why; never what.</summary>
public static class EraseWords
{
    /// <param name="What">The subject in words, for the analyst who asked.</param>
    /// <param name="Held">Where a name is held, for a name; empty for others.</param>
    /// <param name="Quoting">What rests on the words.</param>
    /// <param name="Originals">Original files that will be dropped.</param>
    public sealed record Preview(string What, IReadOnlyList<HeldWords> Held, IReadOnlyList<Quoting> Quoting, int Originals, IReadOnlyList<Scrub.Backup> Backups)
    {
        /// <summary>Memos and examples that repeat the words: the analyst decides about each.</summary>
        public IEnumerable<Quoting> ToDecide => Quoting.Where(q => q.HoldsWords);
    }

    /// <param name="EraseQuoting">Of what repeats the words (<see cref="Preview.ToDecide"/>), what goes too; null when nobody has decided.</param>
    public sealed record Request(EraseSubject Subject, EraseReason Why, IReadOnlyCollection<NodeRef>? EraseQuoting = null);

    /// <param name="Changed">How much went, by kind.</param>
    /// <param name="Still">Where a name is still held; empty unless something is held outside what this program keeps.</param>
    /// <param name="Quoting">What rested on the words.</param>
    /// <param name="Backups">Earlier backups: they hold what was erased until they are deleted.</param>
    /// <param name="Left">What is left to do by hand; null when nothing is.</param>
    public sealed record Outcome(string What, IReadOnlyDictionary<string, int> Changed, IReadOnlyList<HeldWords> Still, IReadOnlyList<Quoting> Quoting, IReadOnlyList<Scrub.Backup> Backups, string? Left);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, IEnumerable<IHoldText> holders, Jobs jobs, Scrub scrub, ChangeFeed feed)
    {
        public async Task<Result<Preview>> PreviewAsync(Acting reader, EraseSubject subject, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var target = await FindAsync(db, reader.Project, subject, cancel);
            if (!target.Succeeded) return target.Error;
            return await LookAsync(db, reader, subject, target.Value, cancel);
        }

        public async Task<Result<Outcome>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            if (await Rewriting.BusyAsync(jobs, by.Project, cancel) is { } busy) return busy;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            var found = await FindAsync(db, by.Project, request.Subject, cancel);
            if (!found.Succeeded) return found.Error;
            var target = found.Value;
            var before = await LookAsync(db, by, request.Subject, target, cancel);
            if (request.EraseQuoting is null && before.ToDecide.Any())
                return new Refused($"{InWords.Count(before.ToDecide.Count(), "memo or example")} repeat{(before.ToDecide.Count() == 1 ? "s" : "")} the words that are to go. Decide whether to erase or keep each, then do this again. Nothing was erased.");
            var tally = new HeldTally();
            if (target.Source is { } quoted)
            {
                var chosen = request.EraseQuoting ?? [];
                var listed = before.ToDecide.Select(q => q.Node).Where(chosen.Contains).ToList();
                foreach (var holder in holders) await holder.EraseQuotingAsync(db, by.Project, quoted.Id.Value, target.Spans, listed, tally, cancel);
            }
            Guid? whole = null;
            LogAction action;
            if (request.Subject.Name is { } name)
            {
                foreach (var holder in holders) await holder.RewriteAsync(db, by.Project, NameRewrite.Masking([name]), tally, cancel);
                action = WordActions.NameErased;
            }
            else if (request.Subject.Speaker is not null)
            {
                await EraseSpeakerAsync(db, target, tally, cancel);
                action = WordActions.SpeakerErased;
            }
            else
            {
                whole = target.Source!.Id.Value;
                // The last come first: what rests on an excerpt goes before the excerpt does.
                foreach (var holder in holders.Reverse()) await holder.EraseSourceAsync(db, by.Project, whole.Value, tally, cancel);
                action = WordActions.SourceErased;
            }
            try
            {
                await Rewriting.SaveUnloggedAsync(db, by.Project, tally, whole, cancel);
            }
            catch (Exception fault) when (StorageFaults.Read(fault) is { } why)
            {
                return why;
            }
            var details = tally.Details();
            details["why"] = request.Why.ToString();
            var saved = await log.SaveAsync(db, by, new(action, new("project", by.Project.Value), details), cancel);
            if (!saved.Succeeded) return saved.Error;
            await transaction.CommitAsync(cancel);
            feed.Tell(new(by.Project, saved.Value, by.Analyst, new HashSet<string> { "source", "source_revision", "coding_coding", "coding_memo" }, new HashSet<Guid>()));
            var left = await scrub.RunAsync(cancel);
            return new Outcome(target.What, tally.Counts, request.Subject.Name is { } erased ? await HeldAsync(db, by, NameRewrite.Masking([erased]), cancel) : [], before.Quoting, before.Backups, left);
        }

        private sealed record Target(string What, Source? Source, Speaker? Speaker, IReadOnlyList<TextSpan>? Spans);

        private static async Task<Result<Target>> FindAsync(ThroughlineDb db, ProjectId project, EraseSubject subject, CancellationToken cancel)
        {
            if (subject.Name is { } name) return new Target($"the name \"{name}\"", null, null, null);
            var speaker = subject.Speaker is { } s ? await db.Speakers.SingleOrDefaultAsync(p => p.Id == s, cancel) : null;
            var id = subject.Source ?? speaker?.Source;
            var source = id is { } given ? await db.Sources.SingleOrDefaultAsync(x => x.Id == given && x.Project == project, cancel) : null;
            if (source is null) return new SourceMissing(subject.Speaker is null ? "There is no such source in this project; it may have been erased already." : "There is no such speaker in this project.");
            if (speaker is null) return new Target($"source {source.Number}, \"{source.Title}\"", source, null, null);
            var turns = await db.Turns.AsNoTracking().Where(t => t.Source == source.Id && t.Speaker == speaker.Id).OrderBy(t => t.Start).ToListAsync(cancel);
            return new Target($"the words of \"{speaker.Name}\" in source {source.Number}, \"{source.Title}\" ({InWords.Count(turns.Count, "turn")})", source, speaker, [.. turns.Where(t => t.End > t.WordsStart).Select(t => new TextSpan(t.WordsStart, t.End))]);
        }

        private async Task<Preview> LookAsync(ThroughlineDb db, Acting reader, EraseSubject subject, Target target, CancellationToken cancel)
        {
            var held = subject.Name is { } name ? await HeldAsync(db, reader, NameRewrite.Masking([name]), cancel) : [];
            var quoting = new List<Quoting>();
            if (target.Source is { } source)
                foreach (var holder in holders) quoting.AddRange(await holder.QuotingAsync(db, reader, source.Id.Value, target.Spans, cancel));
            var originals = target.Source is { } of ? await db.Originals.CountAsync(o => o.Source == of.Id, cancel) : held.Count(h => h.What == "original file");
            return new(target.What, held, quoting, originals, scrub.Backups());
        }

        private async Task<IReadOnlyList<HeldWords>> HeldAsync(ThroughlineDb db, Acting reader, NameRewrite names, CancellationToken cancel)
        {
            var held = new List<HeldWords>();
            foreach (var holder in holders) held.AddRange(await holder.FindAsync(db, reader, names, cancel));
            return held;
        }

        /// <summary>The turns stay, their words go. Turns are known in the current revision only, so earlier texts of this source are blotted out whole; the other order and the original are dropped.</summary>
        private static async Task EraseSpeakerAsync(ThroughlineDb db, Target target, HeldTally tally, CancellationToken cancel)
        {
            var (source, spans) = (target.Source!, target.Spans!);
            foreach (var revision in await db.Revisions.Where(r => r.Source == source.Id).ToListAsync(cancel))
            {
                var current = revision.Id == source.Current;
                revision.Text = current ? Erased(revision.Text, spans) : NameRewrite.Blotted(revision.Text, [new(0, revision.Text.Length)]);
                revision.Sha256 = AddSource.HashOf(revision.Text);
                var structure = TextStructure.FromJson(revision.Structure);
                bool Gone(TextSpan span) => !current || spans.Any(s => s.Overlaps(span) || (span.IsEmpty && s.Start <= span.Start && span.Start <= s.End));
                revision.Structure = (structure with
                {
                    Marks = [.. structure.Marks.Where(m => !Gone(m.Span) || m.Kind is Files.MarkKind.ParagraphNumber or Files.MarkKind.Time or Files.MarkKind.Speaker or Files.MarkKind.LineNumber)],
                    Repairs = [.. structure.Repairs.Where(r => !Gone(r.Span))],
                    Cautions = [.. structure.Cautions.Where(c => !Gone(c.Span))],
                }).ToJson();
                tally.Add(current ? "revisions" : "earlier revisions");
            }
            tally.Add("turns", spans.Count);
            target.Speaker!.Name = target.Speaker.Label;
            db.RemoveRange(await db.OtherReadings.Where(o => o.Source == source.Id).ToListAsync(cancel));
            if (!await db.Originals.AnyAsync(o => o.Source == source.Id, cancel)) return;
            db.Remove(new Original { Source = source.Id });
            tally.Add("original files");
        }

        /// <summary>"[erased]" where there is room, and blots after it: nothing moves, and the shape of the words does not show.</summary>
        private static string Erased(string text, IReadOnlyList<TextSpan> spans)
        {
            const string Word = "[erased]";
            var units = text.ToCharArray();
            foreach (var span in spans)
                for (var i = span.Start; i < span.End; i++)
                {
                    if (units[i] == '\n') continue;
                    var at = i - span.Start;
                    units[i] = at < Word.Length && span.Length >= Word.Length ? Word[at] : at % 9 == 8 ? ' ' : Masker.Blot;
                }
            return new(units);
        }
    }
}
