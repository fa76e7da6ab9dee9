using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;
using Throughline.Text.Transcripts;

namespace Throughline.Sources;

public sealed record ImportEmpty(string Message) : Error(Message);

/// <summary>Brings files in as sources, in a job: one line for each file, a zip's files each a line of their own.</summary>
/// <remarks>A file is taken in whole or not at all: its rows and the end of its line are one transaction. So a killed process leaves
/// nothing half-imported, and the job goes on where it stopped when the workbench is opened again.</remarks>
public static class ImportFiles
{
    public const string JobKind = "import";

    /// <summary>The most that one import may hold, unpacked: it is kept until it is read.</summary>
    public const long MaxTogether = 500L << 20;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>A file as it arrives.</summary>
    /// <param name="Path">Its name, with "/" between the folders it came in.</param>
    /// <param name="Content">Null where it was not taken in.</param>
    /// <param name="Refusal">Why it was not taken in; null where it was.</param>
    public sealed record Incoming(string Path, byte[]? Content, string? Refusal = null)
    {
        /// <summary>There is no room for it in this import any more.</summary>
        public static Incoming TooMany(string path) => new(path, null,
            $"The files of one import may hold {InWords.Size(MaxTogether)} together, and those before this one fill it. Nothing from this file was kept. Add it again by itself when this import has ended.");

        public static Incoming TooLarge(string path, long bytes, ReadLimits limits) => new(path, null,
            $"The file is too large. It has {InWords.Size(bytes)}; at most {InWords.Size(limits.MaxBytes)} can be read at once. Nothing from this file was kept. Split it, or take the pictures out, and add the parts.");
    }

    /// <param name="AcceptRepairs">Make every proposed repair at once, as revision 2; revision 1 stays what parsing gave.</param>
    /// <param name="Kind">What the sources are; null finds out: a text with speakers is a transcript, any other a document.</param>
    /// <param name="Survey">How to take in tables as surveys; null reads a table as one document.</param>
    /// <param name="KeepOriginals">Keep an imported file although it holds names that the project's map replaces.</param>
    /// <param name="TimedAreTranscripts">Where the kind is found out: a text with times is a transcript too, as captions without speakers are.</param>
    public sealed record Options(bool AcceptRepairs = false, SourceKind? Kind = null, SurveyPlan? Survey = null, bool KeepOriginals = false, bool TimedAreTranscripts = false);

    /// <param name="Surveys">By line: the plan of a table in which headings are alike once the names are replaced, in the words of that table as it will then be.</param>
    internal sealed record Payload(Options Options, Dictionary<int, string> Refused, Dictionary<int, SurveyPlan>? Surveys = null);

    public sealed class Handler(Jobs jobs, PseudonymMap.Handler names, ReadLimits limits)
    {
        /// <summary>Keeps the files and starts the job; what cannot be taken in is a line that says why.</summary>
        public async Task<Result<JobId>> RunAsync(Acting by, IReadOnlyList<Incoming> files, Options options, CancellationToken cancel)
        {
            if (files.Count == 0) return new ImportEmpty("There are no files to bring in. Choose a file, a folder or a zip.");
            var lines = new List<Incoming>();
            var together = 0L;
            foreach (var file in files.SelectMany(file => Unpack(file, cancel)))
            {
                together += file.Content?.Length ?? 0;
                lines.Add(together <= MaxTogether || file.Content is null ? file : Incoming.TooMany(file.Path));
            }
            var refused = lines.Select((line, i) => (line.Refusal, i)).Where(pair => pair.Refusal is not null).ToDictionary(pair => pair.i, pair => pair.Refusal!);
            // A file is often called after the person in it.
            var map = await names.OnEntryAsync(by.Project, cancel);
            string Shown(string path) => map?.Apply(path) ?? path;
            var title = files.Count == 1 ? Shown(files[0].Path) : $"{InWords.Count(lines.Count, "file")}";
            foreach (var i in refused.Keys) refused[i] = Shown(refused[i]);
            return await jobs.StartAsync(by, JobKind, title, JsonSerializer.Serialize(new Payload(options with { Survey = Masked(options.Survey, map) }, refused, Surveys(lines, options.Survey, map, cancel)), Json), [.. lines.Select(line => (Shown(line.Path), line.Content))], cancel);
        }

        // Neither names nor which of two headings was meant would be left once the plan is kept with the names replaced: what a heading becomes is looked up now.
        private Dictionary<int, SurveyPlan>? Surveys(List<Incoming> lines, SurveyPlan? plan, NameRewrite? map, CancellationToken cancel)
        {
            if (plan is null || map is null || !plan.Attributes.Select(a => a.Column).Concat(plan.Answers).Append(plan.Case).Any(c => map.Find(c).Count > 0)) return null;
            var plans = new Dictionary<int, SurveyPlan>();
            for (var i = 0; i < lines.Count; i++)
            {
                if (lines[i].Content is not { } content || !IsTable(lines[i].Path) || SheetReader.Read(lines[i].Path, content, limits, null, cancel) is not { Succeeded: true, Value: var sheets }) continue;
                if (SurveyRows.Choose(lines[i].Path, sheets, plan.Sheet) is not { Succeeded: true, Value: var table }) continue;
                var masked = PseudonymMap.Masked(table with { Rows = [] }, map);
                plans[i] = Masked(plan, column => PseudonymMap.HeadingIn(table, masked, column, map));
            }
            return plans;
        }

        private List<Incoming> Unpack(Incoming file, CancellationToken cancel)
        {
            if (file.Content is null || !file.Path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) return [file];
            var opened = Bundle.Open(file.Path, file.Content, limits, cancel);
            if (!opened.Succeeded) return [new(file.Path, null, opened.Error.Message)];
            using var bundle = opened.Value;
            var entries = new List<Incoming>();
            foreach (var entry in bundle.Entries)
            {
                var content = entry.Read();
                var path = $"{file.Path}/{entry.Path}";
                entries.Add(content.Succeeded ? new(path, content.Value) : new(path, null, content.Error.Message));
            }
            return entries;
        }
    }

    private static bool IsTable(string name) => SheetReader.Extensions.Contains(Path.GetExtension(name).ToLowerInvariant());

    /// <summary>The plan of a table whose headings have their names replaced.</summary>
    [return: NotNullIfNotNull(nameof(plan))]
    private static SurveyPlan? Masked(SurveyPlan? plan, NameRewrite? map) => plan is null || map is null ? plan : Masked(plan, map.Apply);

    private static SurveyPlan Masked(SurveyPlan plan, Func<string, string> heading) =>
        plan with { Case = heading(plan.Case), Attributes = [.. plan.Attributes.Select(a => a with { Column = heading(a.Column) })], Answers = [.. plan.Answers.Select(heading)] };

    /// <summary>What reading gave, ready to be kept.</summary>
    /// <param name="Masked">Names replaced by the project's map; null where it has none.</param>
    /// <param name="DropOriginal">The file holds such names.</param>
    internal sealed record Prepared(ReadDocument Document, ReadDocument? Repaired, string Title, SourceKind Kind, TranscriptProposal? Turns, int? Masked, bool DropOriginal)
    {
        public string InWordsOf()
        {
            var parts = new List<string>();
            if (Turns is not null) parts.AddRange([InWords.Count(Turns.Turns.Count, "turn"), InWords.Count(Turns.Speakers.Count, "speaker")]);
            else if (Document.Pages.Count > 0) parts.Add(InWords.Count(Document.Pages.Count, "page"));
            else parts.Add(InWords.Count(AddSource.WordsIn(Document.Text), "word"));
            if (Document.OtherOrder is not null) parts.Add("2 orders kept");
            if (Repaired is not null) parts.Add(InWords.Count(Document.Repairs.Count, "repair") + " made");
            else if (Document.Repairs.Count > 0) parts.Add(InWords.Count(Document.Repairs.Count, "repair") + " proposed");
            if (Masked is { } names) parts.Add(PseudonymMap.Said(names));
            var places = (Repaired ?? Document).Cautions.Count;
            if (places > 0) parts.Add(InWords.Count(places, "place") + " to look at");
            return string.Join(", ", parts);
        }
    }

    /// <summary>Takes in what is left of an import, line by line.</summary>
    public sealed class Worker(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, ReadFile reader, PseudonymMap.Handler names, ReadLimits limits, TimeProvider clock) : IJobHandler
    {
        private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

        public string Kind => JobKind;

        public async Task<Result<Done>> RunAsync(JobRun run, CancellationToken cancel)
        {
            var payload = JsonSerializer.Deserialize<Payload>(run.Payload, Json)!;
            foreach (var line in await run.LinesLeftAsync(cancel))
            {
                if (await run.StopAskedAsync(cancel)) break;
                var done = await TakeInAsync(run, line, payload, cancel);
                if (done is { Succeeded: false, Error: StorageFull full }) return full;
            }
            return Done.Value;
        }

        private async Task<Result<Done>> TakeInAsync(JobRun run, JobLine line, Payload payload, CancellationToken cancel)
        {
            var name = line.Name[(line.Name.LastIndexOf('/') + 1)..];
            var content = payload.Refused.TryGetValue(line.Ordinal, out var refusal) ? null : await run.FileAsync(line.Ordinal, cancel);
            if (content is null) return await RefuseAsync(refusal ?? "The file is no longer here. Choose it again.");
            var isSurvey = payload.Options.Survey is not null && IsTable(name);
            var hash = AddSource.HashOf(content);
            var map = await names.OnEntryAsync(run.By.Project, cancel);
            await run.SayAsync(line.Ordinal, "reading", cancel);
            if (!isSurvey && await KnownAsync(run, hash, cancel) is { } known)
            {
                await run.FinishAsync(line.Ordinal, JobLineState.Known, known.InWords, known.Id.Node, cancel);
                return Done.Value;
            }
            if (isSurvey)
            {
                var table = await WhileReadingAsync(run, line, progress => SheetReader.Read(name, content, limits, progress, progress.Stop), "row", cancel);
                if (table is not { } sheets) return Done.Value; // Stopped.
                if (!sheets.Succeeded) return await RefuseAsync(sheets.Error.Message);
                // A heading becomes the end of each answer's title, or an attribute's name: names are replaced in it as in the cells.
                var plan = Masked(payload.Surveys?.GetValueOrDefault(line.Ordinal) ?? payload.Options.Survey!, map);
                IReadOnlyList<Sheet> tables = map is null ? sheets.Value : [.. sheets.Value.Select(s => PseudonymMap.Masked(s, map))];
                var said = map is null ? null : PseudonymMap.Said(SurveyRows.NamesIn(name, sheets.Value, tables, plan, map));
                return await SaveAsync(async db =>
                {
                    var taken = await SurveyRows.AddAsync(db, run.By, name, hash, tables, plan, said, clock.GetUtcNow().UtcDateTime, cancel);
                    if (!taken.Succeeded) return taken.Error;
                    var (sources, message) = taken.Value;
                    var first = sources.Count > 0 ? sources[0].Id.Node : (NodeRef?)null;
                    await run.FinishWithinAsync(db, line.Ordinal, taken.Value.NothingNew ? JobLineState.Known : JobLineState.Done, message, first, cancel);
                    return new Change(SourceActions.SurveyImported, first ?? new("project", run.By.Project.Value), new Dictionary<string, object?> { ["sources"] = sources.Count, ["cases"] = taken.Value.Cases });
                });
            }
            var read = await WhileReadingAsync(run, line, progress => Prepare(name, content, payload.Options, map, progress), name.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) ? "page" : null, cancel);
            if (read is not { } prepared) return Done.Value; // Stopped.
            if (!prepared.Succeeded) return await RefuseAsync(prepared.Error.Message);
            return await SaveAsync(async db =>
            {
                var source = await AddAsync(db, run.By, name, content, hash, prepared.Value, cancel);
                await run.FinishWithinAsync(db, line.Ordinal, JobLineState.Done, prepared.Value.InWordsOf(), source.Id.Node, cancel);
                return new Change(SourceActions.Imported, source.Id.Node);
            });

            async Task<Result<Done>> RefuseAsync(string why)
            {
                await run.FinishAsync(line.Ordinal, JobLineState.Refused, why, null, cancel);
                return Done.Value;
            }

            async Task<Result<Done>> SaveAsync(Func<ThroughlineDb, Task<Result<Change>>> add)
            {
                for (var attempt = 1; ; attempt++)
                {
                    await using var db = await contexts.CreateDbContextAsync(cancel);
                    var change = await add(db);
                    if (!change.Succeeded) return await RefuseAsync(change.Error.Message);
                    var saved = await log.SaveAsync(db, run.By, change.Value, cancel);
                    if (saved.Succeeded) return Done.Value;
                    // Somebody else took the same number in the same moment, or holds the database: the next try sees theirs.
                    if (saved.Error is Refused && attempt < 6)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), cancel);
                        continue;
                    }
                    await run.FinishAsync(line.Ordinal, JobLineState.Refused, saved.Error.Message, null, cancel);
                    return saved.Error;
                }
            }
        }

        /// <summary>Reads on another thread, says how far it is, and stops when asked to: then null.</summary>
        private static async Task<T?> WhileReadingAsync<T>(JobRun run, JobLine line, Func<Progress, T> read, string? unit, CancellationToken cancel) where T : struct
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var progress = new Progress(unit, stop.Token);
            var reading = Task.Run(() => read(progress), CancellationToken.None);
            var said = "";
            try
            {
                while (await Task.WhenAny(reading, Task.Delay(Pace, stop.Token)) != reading && !stop.IsCancellationRequested)
                {
                    if (await run.StopAskedAsync(cancel)) await stop.CancelAsync();
                    else if (progress.InWords is { } words && words != said) await run.SayAsync(line.Ordinal, said = words, cancel);
                }
                return await reading;
            }
            catch (Exception fault) when (stop.IsCancellationRequested && fault is OperationCanceledException or AggregateException)
            {
                cancel.ThrowIfCancellationRequested();
                return null;
            }
            finally
            {
                await stop.CancelAsync();
            }
        }

        private Result<Prepared> Prepare(string name, byte[] content, Options options, NameRewrite? map, Progress progress)
        {
            var read = reader.Read(name, content, limits, progress, progress.Stop);
            if (!read.Succeeded) return read.Error;
            var (document, masked) = map is null ? (read.Value, (int?)null) : MaskedDocument.Of(read.Value, map);
            var drop = map is not null && !options.KeepOriginals && (masked > 0 || OriginalSearch.Holds(name, content, map, reader, limits, progress.Stop));
            var repaired = options.AcceptRepairs && document.Repairs.Count > 0 ? RepairText.Apply(document, document.Repairs).Document : null;
            progress.Stop.ThrowIfCancellationRequested();
            var turns = options.Kind is null or SourceKind.Transcript ? ProposedTurns.In(repaired ?? document) : null;
            return new Prepared(document, repaired, TitleOf(name, document), options.Kind ?? (turns is null && !(options.TimedAreTranscripts && ProposedTurns.IsOfSpeech(document)) ? SourceKind.Document : SourceKind.Transcript), turns, masked, drop);
        }

        private async Task<Source> AddAsync(ThroughlineDb db, Acting by, string name, byte[] content, string hash, Prepared prepared, CancellationToken cancel)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var source = await AddSource.AddAsync(db, by, name, prepared.DropOriginal ? null : content, hash, prepared.Document, prepared.Title, prepared.Kind, now, cancel);
            if (prepared.Repaired is { } repaired)
            {
                var revision = AddSource.RevisionOf(source, 2, repaired, by.Analyst, "repairs accepted", now);
                db.Add(revision);
                source.Current = revision.Id;
            }
            if (prepared.Turns is { } turns) ProposedTurns.Add(db, source.Id, turns);
            return source;
        }

        private async Task<(SourceId Id, string InWords)?> KnownAsync(JobRun run, string hash, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var project = run.By.Project;
            var known = await db.Sources.AsNoTracking().Where(s => s.Project == project && s.FileSha256 == hash && s.Kind != SourceKind.Answer)
                .OrderBy(s => s.BinnedAt != null).ThenBy(s => s.Number).Select(s => new { s.Id, s.Number, s.Title, s.BinnedAt }).FirstOrDefaultAsync(cancel);
            if (known is null) return null;
            return (known.Id, $"here already as source {known.Number}, “{known.Title}”{(known.BinnedAt is null ? "" : ", which is in the bin")}");
        }
    }

    /// <summary>A source's title: the file's name without its ending, or the title the file states of itself where the name says nothing.</summary>
    internal static string TitleOf(string name, ReadDocument document)
    {
        var stem = Blanked(Path.GetFileNameWithoutExtension(name).Replace('_', ' '));
        var stated = Blanked(document.Properties.GetValueOrDefault("Title") ?? "");
        // "P1" is what somebody chose to call it; only a long name of numbers gives way.
        if (stem.Length >= 8 && !SaysSomething(stem) && stated.Contains(' ', StringComparison.Ordinal) && SaysSomething(stated) && stated.Length <= 200 && !stated.StartsWith("Microsoft Word", StringComparison.OrdinalIgnoreCase)) stem = stated;
        if (stem.Length == 0) stem = Blanked(name);
        return Cut.To(stem, 300);
    }

    /// <summary>A title stands on one line: a line feed or another control character in a file's name is a blank in it. The file's name is kept as it is.</summary>
    private static string Blanked(string words) => string.Join(' ', string.Concat(words.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '\n' : c)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // A name of numbers and single letters ("20240611-3", "f81d4fae") tells a reader nothing; a word of three letters or more does.
    private static bool SaysSomething(string name)
    {
        var letters = 0;
        foreach (var c in name + " ")
        {
            if (char.IsLetter(c)) letters++;
            else if (letters >= 3 && !char.IsDigit(c)) return true;
            else letters = 0;
        }
        return false;
    }

    /// <summary>How far a reader is, in words for the line.</summary>
    private sealed class Progress(string? unit, CancellationToken stop) : IReadProgress
    {
        private volatile int _done;
        private volatile int _total;

        public CancellationToken Stop => stop;

        public string? InWords => unit is null || _done == 0 ? null : _total > 0 ? $"{unit} {_done:N0} of {_total:N0}" : $"{unit} {_done:N0}";

        public void Report(int value) => _done = Math.Max(_done, value);

        public void OutOf(int total) => _total = total;
    }
}
