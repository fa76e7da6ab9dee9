using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Coding;

public sealed record CodingsFileInvalid(string Message) : Error(Message);

/// <summary>Brings in codings made elsewhere: each row names a source, a code and the words, and is found in the source by its words.</summary>
/// <remarks>
/// Columns <c>source,code,segment</c> and optionally <c>analyst,start,end,memo</c>; their order and letter case do not matter. A source is named by its number, title, file
/// name or path. A code may be a path <c>A > B > C</c>; missing codes and analysts are made. <c>start</c> and <c>end</c> are positions in UTF-16 units, the end after the last character. The words come first: the positions decide between places equally
/// good, and a row without words is placed at them. Where the words do not stand in the source, what stands between the positions is the first candidate, and nothing is placed: another text may
/// have been counted.
/// The tables that MAXQDA 24 and Dedoose write come as they are, by their own column names: see <see cref="Columns"/>.
/// A row that is already there (same source, code, span and analyst) is left alone.
/// </remarks>
public static class ImportCodings
{
    public enum Outcome { Placed, AlreadyThere, Ambiguous, NotFound, Refused }

    /// <param name="Span">In the source's text; null unless placed.</param>
    /// <param name="Page">Null where pages are not known.</param>
    public sealed record Candidate(TextSpan Span, double Score, string Words, string? Page);

    /// <param name="Line">The row's line in the file, from 1.</param>
    /// <param name="Score">1 for the same words; null unless placed.</param>
    public sealed record Row(int Line, string Source, string Code, string Segment, Outcome Outcome, string Message, TextSpan? Span, double? Score, IReadOnlyList<Candidate> Candidates);

    public sealed record Report(IReadOnlyList<Row> Rows, int CodesMade, int AnalystsMade)
    {
        /// <summary>By the project's map of pseudonyms, in the rows' words, codes and memos; null where it has none.</summary>
        public int? NamesReplaced { get; init; }

        public int Count(Outcome outcome) => Rows.Count(r => r.Outcome == outcome);
    }

    private sealed record Wanted(int Line, string Source, string Code, string Segment, string Analyst, int? Start, int? End, string Memo)
    {
        /// <summary>Where it is thought to begin.</summary>
        public int? Near => Start ?? (End is { } end ? Math.Max(0, end - Segment.Length) : null);

        /// <summary>As it stands in the file, where names were replaced in it: texts and codes from before the map may still have them. Nothing of it is stored.</summary>
        public Wanted? Given { get; init; }
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, FindSource.Handler sources, TimeProvider clock)
    {
        /// <summary>Places every row that can be placed, in one change; the others are reported and change nothing.</summary>
        public async Task<Result<Report>> RunAsync(Acting by, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
        {
            var read = Parse(fileName, content, cancel);
            if (!read.Succeeded) return read.Error;
            var now = clock.GetUtcNow().UtcDateTime;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var analysts = new AnalystsByName(db, by, await db.Analysts.Where(a => a.Project == by.Project).ToListAsync(cancel));
            var codes = new CodesByPath(db, by, now, await db.Codes.Where(c => c.Project == by.Project).ToListAsync(cancel));
            var rows = new List<Row>(read.Value.Count);
            var names = await PseudonymMap.OnEntryAsync(db, by.Project, cancel);
            var replaced = names is null ? (int?)null : read.Value.Sum(w => names.Find(w.Code).Count + names.Find(w.Segment).Count + names.Find(w.Memo).Count);
            // Before the rows are looked for: the text they are to be found in has the pseudonyms.
            if (names is not null) read = read.Value.ConvertAll(w => w with { Code = names.Apply(w.Code), Segment = names.Apply(w.Segment), Memo = names.Apply(w.Memo), Given = w });
            foreach (var group in read.Value.GroupBy(w => w.Source, StringComparer.OrdinalIgnoreCase))
            {
                var source = await FindAsync(by.Project, group.Key, cancel);
                if (!source.Succeeded && names?.Apply(group.Key) is { } masked && masked != group.Key) source = await FindAsync(by.Project, masked, cancel);
                if (!source.Succeeded)
                {
                    rows.AddRange(group.Select(w => new Row(w.Line, w.Source, w.Code, w.Segment, Outcome.Refused, source.Error.Message, null, null, [])));
                    continue;
                }
                await PlaceAsync(db, by, source.Value, group, codes, analysts, rows, now, cancel);
            }
            rows = [.. rows.OrderBy(row => row.Line)]; // The codes of one line stay in their order.
            if (db.ChangeTracker.HasChanges())
            {
                var saved = await log.SaveAsync(db, by, new(CodingActions.CodingsImported, new("project", by.Project.Value), new Dictionary<string, object?> { ["placed"] = rows.Count(r => r.Outcome == Outcome.Placed), ["codes"] = codes.Made }), cancel);
                if (!saved.Succeeded) return saved.Error;
            }
            return new Report(rows, codes.Made, analysts.Made) { NamesReplaced = replaced };
        }

        private async Task<Result<SourceId>> FindAsync(ProjectId project, string name, CancellationToken cancel)
        {
            var whole = await sources.RunAsync(project, name, cancel);
            var file = name.Replace('\\', '/');
            // A path from another program names the file at its end.
            return whole.Succeeded || !file.Contains('/', StringComparison.Ordinal) ? whole : await sources.RunAsync(project, file[(file.LastIndexOf('/') + 1)..], cancel);
        }

        private static async Task PlaceAsync(ThroughlineDb db, Acting by, SourceId source, IEnumerable<Wanted> wanted, CodesByPath codes, AnalystsByName analysts, List<Row> rows, DateTime now, CancellationToken cancel)
        {
            var revision = await (from s in db.Sources.AsNoTracking() join r in db.Revisions.AsNoTracking() on s.Current equals r.Id where s.Id == source select r).SingleAsync(cancel);
            var structure = TextStructure.FromJson(revision.Structure);
            var finder = new SegmentFinder(revision.Text);
            var there = (await (from c in db.Codings.AsNoTracking() join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id where c.Source == source select new { c.Code, c.Analyst, e.Start, e.End }).ToListAsync(cancel))
                .Select(c => (c.Code, c.Analyst, c.Start, c.End)).ToHashSet();
            var excerpts = new Dictionary<TextSpan, Excerpt>();
            foreach (var row in wanted)
            {
                var between = row is { Start: { } from, End: { } to } && to <= revision.Text.Length && !string.IsNullOrWhiteSpace(revision.Text[from..to]) ? new TextSpan(from, to) : (TextSpan?)null;
                var byPlace = string.IsNullOrWhiteSpace(row.Segment) && between is not null;
                var found = byPlace ? new SegmentSearch(SegmentOutcome.Placed, [new(between!.Value, 1)]) : Found(finder, row);
                if (found.Outcome != SegmentOutcome.Placed)
                {
                    var ambiguous = found.Outcome == SegmentOutcome.Ambiguous;
                    var near = found.Places.Select(p => (p.Span, p.Score));
                    if (!ambiguous && between is { } standing) near = near.Where(p => p.Span != standing).Prepend((standing, found.Places.FirstOrDefault(p => p.Span == standing).Score));
                    rows.Add(new(row.Line, row.Source, row.Code, row.Segment, ambiguous ? Outcome.Ambiguous : Outcome.NotFound,
                        ambiguous ? $"The words stand in {found.Places.Count} places. Give a start, or more of the words."
                            : string.IsNullOrWhiteSpace(row.Segment) ? "The row has no words, and its start and end are no place in this source."
                            : between is not null ? "The words are not in this source. What stands at the start and end given is listed first; copy its words into the row if it is meant."
                            : found.Places.Count == 0 ? "The words are not in this source." : "The words are not in this source as they are written; the nearest are listed.",
                        null, null, [.. near.Take(5).Select(p => new Candidate(p.Span, Math.Round(p.Score, 3), Short(p.Span.Of(revision.Text)), structure.PageAt(p.Span.Start)))]));
                    continue;
                }
                var code = codes.Get(row.Code, row.Given?.Code ?? row.Code);
                if (!code.Succeeded)
                {
                    rows.Add(new(row.Line, row.Source, row.Code, row.Segment, Outcome.Refused, code.Error.Message, null, null, []));
                    continue;
                }
                var span = found.Places[0].Span;
                var analyst = analysts.Get(row.Analyst); // One who is made here has no coding yet: the row is placed.
                if (!there.Add((code.Value, analyst, span.Start, span.End)))
                {
                    rows.Add(new(row.Line, row.Source, row.Code, row.Segment, Outcome.AlreadyThere, "This coding is there already.", span, found.Places[0].Score, []));
                    continue;
                }
                if (!excerpts.TryGetValue(span, out var excerpt))
                {
                    excerpts[span] = excerpt = new Excerpt { Id = ExcerptId.New(), Project = by.Project, Source = source, Revision = revision.Id, Start = span.Start, End = span.End };
                    db.Add(excerpt);
                }
                var coding = new CodedPassage { Id = CodingId.New(), Project = by.Project, Code = code.Value, Excerpt = excerpt.Id, Source = source, Analyst = analyst, At = now };
                db.Add(coding);
                if (row.Memo.Length > 0) db.Add(new Memo { Id = MemoId.New(), Project = by.Project, OnKind = "coding", OnId = coding.Id.Value, Text = row.Memo, Analyst = analyst, At = now, Source = source });
                rows.Add(new(row.Line, row.Source, row.Code, row.Segment, Outcome.Placed, byPlace ? "Placed by its start and end; the row has no words." : found.Places[0].Score >= 1 ? "Placed." : "Placed by its words; a few differ.", span, Math.Round(found.Places[0].Score, 3), []));
            }
        }

        /// <summary>By the words with pseudonyms; by those of the file where they stand better, as in a text that still has a name, or a word that is no name there ("will").</summary>
        private static SegmentSearch Found(SegmentFinder finder, Wanted row)
        {
            var found = finder.Find(row.Segment, row.Near);
            if (row.Given is not { } given || given.Segment == row.Segment || Score(found) >= 1) return found;
            var asGiven = finder.Find(given.Segment, given.Near);
            return Score(asGiven) > Score(found) || (found.Outcome == SegmentOutcome.NotFound && asGiven.Outcome == SegmentOutcome.Ambiguous) ? asGiven : found;

            static double Score(SegmentSearch search) => search.Outcome == SegmentOutcome.Placed ? search.Places[0].Score : 0;
        }

        private static Result<List<Wanted>> Parse(string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
        {
            var sheets = SheetReader.Read(fileName, content, ReadLimits.Default, null, cancel);
            if (!sheets.Succeeded) return sheets.Error;
            var sheet = sheets.Value[0];
            var columns = Columns.Of(sheet.Columns);
            var (source, segment, start, end) = (columns.Source, columns.Segment, columns.Start, columns.End);
            if (source < 0 || segment < 0 || (columns.Code < 0 && columns.Applied.Count == 0))
                return new CodingsFileInvalid($"The file needs the columns source, code and segment; it has {string.Join(", ", sheet.Columns)}. Name the columns so and send it again. Nothing was changed.");
            var wanted = new List<Wanted>(sheet.Rows.Count);
            foreach (var row in sheet.Rows)
            {
                var positions = new int?[2];
                foreach (var (i, column, name, what) in new[] { (0, start, "start", "the position of the first character"), (1, end, "end", "the position after the last character") })
                {
                    if (column < 0 || row.Cells[column].Trim() is not { Length: > 0 } given) continue;
                    if (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                        return new CodingsFileInvalid($"Line {row.Line}: {name} is \"{given}\"; it must be a whole number, {what}. Nothing was changed.");
                    positions[i] = number;
                }
                if (positions is [{ } first, { } last] && last <= first)
                    return new CodingsFileInvalid($"Line {row.Line}: end is {last} and start {first}; the end must come after the start. Nothing was changed.");
                foreach (var code in columns.CodesOf(row.Cells))
                    wanted.Add(new(row.Line, row.Cells[source].Trim(), code, row.Cells[segment], Cell(columns.Analyst), positions[0], positions[1], Cell(columns.Memo)));

                string Cell(int column) => column < 0 ? "" : row.Cells[column].Trim();
            }
            return wanted;
        }

        private static string Short(string words) => Cut.To(words, 160);
    }

    /// <summary>Which column holds what; -1 where none does.</summary>
    /// <param name="Applied">Where each code has a column of its own that says true, as Dedoose writes them: the column, and the code's path.</param>
    private sealed record Columns(int Source, int Code, int Segment, int Analyst, int Start, int End, int Memo, IReadOnlyList<(int Column, string Path)> Applied)
    {
        // What other programs call beginning and end are paragraphs, so positions are only ours.
        private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.OrdinalIgnoreCase)
        {
            ["document name"] = "source", // MAXQDA 24
            ["media title"] = "source", // Dedoose, and the two below
            ["excerpt copy"] = "segment",
            ["excerpt creator"] = "analyst",
        };

        public static Columns Of(IReadOnlyList<string> headings)
        {
            int Own(string name) => At(heading => heading.Equals(name, StringComparison.OrdinalIgnoreCase));
            int At(Predicate<string> fits) => headings.ToList().FindIndex(heading => fits(heading.Trim()));
            int Any(string name) => Own(name) is >= 0 and var own ? own : At(heading => Elsewhere.GetValueOrDefault(heading) == name);
            var isOurs = Own("source") >= 0;
            var code = Own("code");
            return new(Any("source"), code, Any("segment"), Any("analyst"), isOurs ? Own("start") : -1, isOurs ? Own("end") : -1, Own("memo"), code >= 0 ? [] : [.. headings.Select((heading, i) => (i, PathOf(heading.Trim()))).Where(applied => applied.Item2.Length > 0)]);
        }

        /// <summary>"Code: Waits\At night Applied" is the code At night under Waits.</summary>
        private static string PathOf(string heading) =>
            heading.StartsWith("Code:", StringComparison.OrdinalIgnoreCase) && heading.EndsWith(" Applied", StringComparison.OrdinalIgnoreCase)
                ? string.Join(" > ", heading[5..^8].Split('\\', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : "";

        /// <summary>The row's codes; one that is empty where it has none, so that the row is accounted for.</summary>
        public List<string> CodesOf(IReadOnlyList<string> cells)
        {
            if (Code >= 0) return [cells[Code].Trim()];
            var codes = Applied.Where(applied => cells[applied.Column].Trim() is var cell && (cell == "1" || cell.Equals("true", StringComparison.OrdinalIgnoreCase))).Select(applied => applied.Path).ToList();
            return codes.Count > 0 ? codes : [""];
        }
    }

    /// <summary>Analysts by their name, made where they are missing; without a name, whoever brings the file in.</summary>
    private sealed class AnalystsByName(ThroughlineDb db, Acting by, IReadOnlyList<Analyst> there)
    {
        private readonly Dictionary<string, AnalystId> _ids = there.ToDictionary(a => a.Name, a => a.Id, StringComparer.OrdinalIgnoreCase);

        public int Made { get; private set; }

        public AnalystId Get(string name)
        {
            if (name.Length == 0) return by.Analyst;
            if (_ids.TryGetValue(name, out var known)) return known;
            var analyst = new Analyst { Id = AnalystId.New(), Project = by.Project, Name = name };
            db.Add(analyst);
            Made++;
            return _ids[name] = analyst.Id;
        }
    }

    /// <summary>Codes by their path, made where they are missing.</summary>
    private sealed class CodesByPath(ThroughlineDb db, Acting by, DateTime now, List<Code> codes)
    {
        public int Made { get; private set; }

        /// <param name="path">With pseudonyms.</param>
        /// <param name="given">As it stands in the file: a code that is called so already is meant before another is made.</param>
        public Result<CodeId> Get(string path, string given)
        {
            CodeId? parent = null;
            Code? at = null;
            var (parts, older) = (PartsOf(path), PartsOf(given));
            if (parts.Length == 0) return new CodeNameInvalid("The row names no code.");
            if (older.Length != parts.Length) older = parts;
            // A bare name that only one code has means that code, wherever it stands.
            if (parts.Length == 1 && (Only(parts[0]) ?? Only(older[0])) is { } only) return Used(only);
            // The whole path is read before any of it is made.
            var names = parts.Select(CodeName.Parse).ToList();
            if (names.Find(n => !n.Succeeded) is { Error: { } wrong }) return wrong;
            foreach (var (name, old) in names.Select(n => n.Value.Text).Zip(older))
            {
                at = Child(name) ?? Child(old);
                if (at is null)
                {
                    at = new Code
                    {
                        Id = CodeId.New(),
                        Project = by.Project,
                        Parent = parent,
                        Name = name,
                        Order = codes.Count(c => c.Parent == parent),
                        MadeAt = now,
                        MadeBy = by.Analyst,
                        Colour = name == names[^1].Value.Text ? codes.Count(c => c.Colour > 0) % 24 + 1 : 0,
                    };
                    db.Add(at);
                    codes.Add(at);
                    Made++;
                }
                parent = (at = Standing(at)).Id;
            }
            return Used(at!);

            Code? Only(string name)
            {
                var named = codes.FindAll(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));
                if (named.FindAll(c => c.RetiredAt is null) is { Count: > 0 } standing) named = standing;
                return named.Count == 1 ? named[0] : null;
            }

            // A code of the same name may have been retired here before.
            Code? Child(string name) => codes.Where(c => c.Parent == parent && string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)).OrderBy(c => c.RetiredAt is not null).FirstOrDefault();
        }

        /// <summary>The code that a merged one went into.</summary>
        private Code Standing(Code code)
        {
            while (code.MergedInto is { } into) code = codes.First(c => c.Id == into);
            return code;
        }

        /// <summary>A code that gathered others and is now used itself has a colour.</summary>
        private Result<CodeId> Used(Code code)
        {
            code = Standing(code);
            if (code.RetiredAt is not null) return new Refused($"The code \"{code.Name}\" has been retired. Bring it back in the codebook, or name another.");
            if (code.Colour == 0) code.Colour = codes.Count(c => c.Colour > 0) % 24 + 1;
            return code.Id;
        }

        private static string[] PartsOf(string path) => path.Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
