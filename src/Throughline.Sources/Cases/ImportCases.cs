using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

public sealed record CasesFileInvalid(string Message) : Error(Message);

/// <summary>Brings cases, attributes, values and ties in from a table: a row is a case, or one more thing that a case owns.</summary>
public static class ImportCases
{
    /// <summary>What a column of the table holds.</summary>
    public enum Holds { Nothing, Case, Kind, Attribute, Source, Speaker, Start, End }

    /// <param name="Column">The table's heading.</param>
    /// <param name="Attribute">The attribute's name, existing or to be made; empty for other columns.</param>
    /// <param name="Type">An existing attribute keeps its own.</param>
    public sealed record Mapping(string Column, Holds Holds, string Attribute = "", AttributeType Type = AttributeType.Text);

    /// <param name="Mappings">Null proposes them from headings and values.</param>
    /// <param name="KeepExisting">Where the project has another value already, keep that one and list the difference.</param>
    public sealed record Request(string FileName, ReadOnlyMemory<byte> Content, IReadOnlyList<Mapping>? Mappings = null, bool KeepExisting = false);

    public enum RowResult { Added, Updated, Unchanged, Refused }

    /// <param name="Line">Of the csv, or the worksheet's row.</param>
    /// <param name="Notes">What was left out of the row, and why.</param>
    public sealed record RowReport(int Line, string Case, RowResult Result, IReadOnlyList<string> Notes);

    /// <summary>Two values for one thing: the project's and the file's, or two of the file's own.</summary>
    /// <param name="Taken">Which stands after the import.</param>
    public sealed record Conflict(int Line, string Case, string Attribute, string Before, string InFile, string Taken);

    /// <param name="NewAttributes">Names of attributes that are made.</param>
    public sealed record Report(
        IReadOnlyList<Mapping> Mappings, IReadOnlyList<string> NewAttributes, int CasesAdded, int CasesUpdated, int CasesUnchanged, int ValuesWritten, int TiesMade,
        IReadOnlyList<RowReport> Rows, IReadOnlyList<Conflict> Conflicts, IReadOnlyList<string> Warnings)
    {
        /// <summary>By the project's map of pseudonyms, in the columns that come in; null where it has none.</summary>
        public int? NamesReplaced { get; init; }

        /// <summary>Rows of which something was left out.</summary>
        public IEnumerable<RowReport> Noted => Rows.Where(row => row.Notes.Count > 0);
    }

    private static readonly Dictionary<string, Holds> Headings = new(StringComparer.Ordinal)
    {
        ["case"] = Holds.Case,
        ["case name"] = Holds.Case,
        ["case id"] = Holds.Case,
        ["participant"] = Holds.Case,
        ["participant id"] = Holds.Case,
        ["respondent"] = Holds.Case,
        ["pseudonym"] = Holds.Case,
        ["name"] = Holds.Case,
        ["id"] = Holds.Case,
        ["kind"] = Holds.Kind,
        ["case kind"] = Holds.Kind,
        ["case type"] = Holds.Kind,
        ["source"] = Holds.Source,
        ["file"] = Holds.Source,
        ["document"] = Holds.Source,
        ["transcript"] = Holds.Source,
        ["speaker"] = Holds.Speaker,
        ["speaker label"] = Holds.Speaker,
        ["start"] = Holds.Start,
        ["end"] = Holds.End,
    };

    private static readonly Dictionary<string, CaseKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["participant"] = CaseKind.Participant,
        ["person"] = CaseKind.Participant,
        ["interviewee"] = CaseKind.Participant,
        ["respondent"] = CaseKind.Participant,
        ["organisation"] = CaseKind.Organisation,
        ["organization"] = CaseKind.Organisation,
        ["site"] = CaseKind.Place,
        ["place"] = CaseKind.Place,
        ["area"] = CaseKind.Place,
        ["system"] = CaseKind.Place,
        ["study"] = CaseKind.Study,
        ["other"] = CaseKind.Other,
    };

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <summary>Reads the file and says what an import would do; nothing is kept.</summary>
        public async Task<Result<Report>> PreviewAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await PrepareAsync(db, by, request, cancel);
        }

        /// <summary>Imports in one change, which one undo takes back.</summary>
        public async Task<Result<Report>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var report = await PrepareAsync(db, by, request, cancel);
            if (!report.Succeeded || !db.ChangeTracker.HasChanges()) return report;
            var subject = db.ChangeTracker.Entries<Case>().OrderBy(e => e.State != EntityState.Added).Select(e => (CaseId?)e.Entity.Id).FirstOrDefault();
            var saved = await log.SaveAsync(db, by, new(SourceActions.CasesImported, subject?.Node ?? new("project", by.Project.Value),
                new Dictionary<string, object?> { ["added"] = report.Value.CasesAdded, ["updated"] = report.Value.CasesUpdated, ["values"] = report.Value.ValuesWritten, ["ties"] = report.Value.TiesMade }), cancel);
            return saved.Succeeded ? report : saved.Error;
        }
    }

    private static async Task<Result<Report>> PrepareAsync(ThroughlineDb db, Acting by, Request request, CancellationToken cancel)
    {
        var read = SheetReader.Read(request.FileName, request.Content, ReadLimits.Default, cancel: cancel);
        if (!read.Succeeded) return read.Error;
        var sheet = read.Value.FirstOrDefault(s => !s.IsHidden) ?? read.Value[0];
        var attributes = await db.Attributes.Where(a => a.Project == by.Project).OrderBy(a => a.Order).ToListAsync(cancel);
        var (given, names) = (sheet, await PseudonymMap.OnEntryAsync(db, by.Project, cancel));
        if (names is not null) sheet = PseudonymMap.Masked(sheet, names);
        var mappings = names is null || request.Mappings is null ? request.Mappings ?? Propose(sheet, attributes)
            : [.. request.Mappings.Select(m => (Mapping: m, Column: sheet.Columns.Contains(m.Column) ? m.Column : PseudonymMap.HeadingIn(given, sheet, m.Column, names))).Select(m => m.Mapping with { Column = m.Column, Attribute = m.Mapping.Attribute == m.Mapping.Column ? m.Column : names.Apply(m.Mapping.Attribute) })];
        if (mappings.FirstOrDefault(m => !sheet.Columns.Contains(m.Column)) is { } strange) return new CasesFileInvalid($"\"{request.FileName}\" has no column \"{strange.Column}\".");
        foreach (var holds in new[] { Holds.Case, Holds.Kind, Holds.Source, Holds.Speaker, Holds.Start, Holds.End })
            if (mappings.Where(m => m.Holds == holds).Select(m => m.Column).ToList() is { Count: > 1 } twice) return new CasesFileInvalid($"Two columns are said to hold the {holds.ToString().ToLowerInvariant()}: {string.Join(" and ", twice.Select(c => $"\"{c}\""))}. Choose one.");
        if (mappings.All(m => m.Holds != Holds.Case)) return new CasesFileInvalid($"No column of \"{request.FileName}\" is said to hold the case's name. Choose one; its columns are {string.Join(", ", sheet.Columns.Select(c => $"\"{c}\""))}.");
        var report = await new Importing(db, by, request, sheet, given, mappings, attributes).RunAsync(cancel);
        return names is null || !report.Succeeded ? report : report.Value with { NamesReplaced = NamesIn(given, sheet, mappings, names) };
    }

    private static int NamesIn(Sheet given, Sheet masked, IReadOnlyList<Mapping> mappings, NameRewrite names)
    {
        var columns = mappings.Where(m => m.Holds != Holds.Nothing).Select(m => masked.Columns.ToList().IndexOf(m.Column)).ToList();
        return columns.Sum(c => names.Find(given.Columns[c]).Count + given.Rows.Sum(r => names.Find(r.Cells[c]).Count));
    }

    /// <summary>A case's name is looked for under the usual headings, then in the first column; what is not known by its heading is an attribute.</summary>
    private static List<Mapping> Propose(Sheet sheet, List<CaseAttribute> attributes)
    {
        var holds = new Holds[sheet.Columns.Count];
        foreach (var (heading, kind) in Headings)
        {
            var at = sheet.Columns.ToList().FindIndex(c => AttributionPattern.Key(c) == heading);
            if (at >= 0 && holds[at] == Holds.Nothing && !holds.Contains(kind) && (kind != Holds.Kind || Column(at).Where(v => v.Length > 0).All(Kinds.ContainsKey))) holds[at] = kind;
        }
        if (!holds.Contains(Holds.Case) && holds.Length > 0)
        {
            var first = Array.FindIndex(holds, h => h == Holds.Nothing);
            if (first >= 0) holds[first] = Holds.Case;
        }
        if (!holds.Contains(Holds.Source)) for (var i = 0; i < holds.Length; i++) if (holds[i] is Holds.Speaker or Holds.Start or Holds.End) holds[i] = Holds.Nothing;
        if (holds.Contains(Holds.Start) != holds.Contains(Holds.End)) for (var i = 0; i < holds.Length; i++) if (holds[i] is Holds.Start or Holds.End) holds[i] = Holds.Nothing;
        return [.. sheet.Columns.Select((column, i) =>
        {
            if (holds[i] != Holds.Nothing) return new Mapping(column, holds[i]);
            if (Column(i).All(v => v.Length == 0)) return new Mapping(column, Holds.Nothing);
            var known = attributes.FirstOrDefault(a => AttributionPattern.Key(a.Name) == AttributionPattern.Key(column));
            return new Mapping(column, Holds.Attribute, known?.Name ?? column, known?.Type ?? CaseValueRules.Guess(Column(i)));
        })];

        IEnumerable<string> Column(int i) => sheet.Rows.Select(r => r.Cells[i].Trim());
    }

    private sealed class Importing(ThroughlineDb db, Acting by, Request request, Sheet sheet, Sheet given, IReadOnlyList<Mapping> mappings, List<CaseAttribute> attributes)
    {
        private readonly List<RowReport> _rows = [];
        private readonly List<Conflict> _conflicts = [];
        private readonly HashSet<CaseId> _added = [], _updated = [], _seen = [];
        private readonly Dictionary<(CaseId, AttributeId), (int Line, string Value)> _fromFile = [];
        private int _values, _ties;

        public async Task<Result<Report>> RunAsync(CancellationToken cancel)
        {
            var made = new List<string>();
            var columns = new List<(int Index, CaseAttribute Attribute)>();
            foreach (var mapping in mappings.Where(m => m.Holds == Holds.Attribute))
            {
                var name = CaseValueRules.CheckAttributeName(mapping.Attribute.Length > 0 ? mapping.Attribute : mapping.Column);
                if (!name.Succeeded) return new CasesFileInvalid($"Column \"{mapping.Column}\": {name.Error.Message}");
                var attribute = Known(name.Value) ?? (mapping.Attribute.Length == 0 || mapping.Attribute == mapping.Column ? Known(given.Columns[Index(mapping.Column)]) : null);
                if (attribute is null)
                {
                    attribute = new CaseAttribute { Id = AttributeId.New(), Project = by.Project, Name = name.Value, Type = mapping.Type, Order = attributes.Count == 0 ? 0 : attributes.Max(a => a.Order) + 1 };
                    attributes.Add(attribute);
                    db.Add(attribute);
                    made.Add(attribute.Name);
                }
                if (columns.Any(c => c.Attribute == attribute)) return new CasesFileInvalid($"Two columns are said to hold \"{attribute.Name}\". Choose one of them.");
                columns.Add((Index(mapping.Column), attribute));

                CaseAttribute? Known(string name) => attributes.FirstOrDefault(a => AttributionPattern.Key(a.Name) == AttributionPattern.Key(name));
            }
            var cases = await db.Cases.Where(c => c.Project == by.Project).ToDictionaryAsync(c => c.Name.ToLowerInvariant(), cancel);
            var last = cases.Count == 0 ? -1 : cases.Values.Max(c => c.Order);
            var existing = cases.Values.Select(c => c.Id).ToHashSet();
            var values = await (from v in db.CaseValues join a in db.Attributes on v.Attribute equals a.Id where a.Project == @by.Project select v).ToDictionaryAsync(v => (v.Case, v.Attribute), cancel);
            var spellings = await db.SpellingsAsync(by.Project, cancel);
            var ties = await SourceTies.LoadAsync(db, by.Project, cancel);
            var (nameAt, kindAt, sourceAt, speakerAt) = (At(Holds.Case), At(Holds.Kind), At(Holds.Source), At(Holds.Speaker));
            var (startAt, endAt) = (At(Holds.Start), At(Holds.End));
            foreach (var (row, raw) in sheet.Rows.Zip(given.Rows))
            {
                var notes = new List<string>();
                var name = CaseValueRules.CheckCaseName(row.Cells[nameAt]);
                if (!name.Succeeded)
                {
                    _rows.Add(new(row.Line, row.Cells[nameAt].Trim(), RowResult.Refused, [name.Error.Message + " The row was left out."]));
                    continue;
                }
                var (isNew, changed) = (false, false);
                // A case from before the map is called by its old name still.
                if (!cases.TryGetValue(name.Value.ToLowerInvariant(), out var one) && !cases.TryGetValue(raw.Cells[nameAt].Trim().ToLowerInvariant(), out one))
                {
                    cases[name.Value.ToLowerInvariant()] = one = new Case { Id = CaseId.New(), Project = by.Project, Name = name.Value, Order = ++last };
                    db.Add(one);
                    _added.Add(one.Id);
                    isNew = true;
                }
                _seen.Add(one.Id);
                if (kindAt >= 0 && row.Cells[kindAt].Trim() is { Length: > 0 } kindText)
                {
                    if (!Kinds.TryGetValue(kindText, out var kind)) notes.Add($"\"{CaseValueRules.Short(kindText)}\" is no kind of case (participant, organisation, place, study or other); the kind was left as it is.");
                    else if (one.Kind != kind)
                    {
                        if (!isNew) changed = true;
                        one.Kind = kind;
                    }
                }
                foreach (var (index, attribute) in columns)
                {
                    if (row.Cells[index].Trim().Length == 0) continue; // An empty cell says nothing; it takes nothing away.
                    var value = CaseValueRules.Parse(attribute.Type, attribute.Name, row.Cells[index]);
                    if (!value.Succeeded)
                    {
                        notes.Add(value.Error.Message);
                        continue;
                    }
                    changed |= Put(values, spellings, existing, row.Line, one, attribute, value.Value);
                }
                if (sourceAt >= 0 && row.Cells[sourceAt].Trim().Length > 0)
                {
                    var tied = await TieAsync(row);
                    // A source that came in before the map was there is called by its old name still.
                    if (!tied.Succeeded && (raw.Cells[sourceAt] != row.Cells[sourceAt] || (speakerAt >= 0 && raw.Cells[speakerAt] != row.Cells[speakerAt])) && await TieAsync(raw) is { Succeeded: true } old) tied = old;
                    Task<Result<bool>> TieAsync(SheetRow r) => ties.TieAsync(one.Id, r.Cells[sourceAt].Trim(), speakerAt >= 0 ? r.Cells[speakerAt].Trim() : "", startAt >= 0 ? r.Cells[startAt].Trim() : "", endAt >= 0 ? r.Cells[endAt].Trim() : "", cancel);
                    if (!tied.Succeeded) notes.Add(tied.Error.Message);
                    else if (tied.Value)
                    {
                        _ties++;
                        changed = true;
                    }
                }
                if (changed && !_added.Contains(one.Id)) _updated.Add(one.Id);
                _rows.Add(new(row.Line, one.Name, isNew ? RowResult.Added : changed ? RowResult.Updated : RowResult.Unchanged, notes));
            }
            return new Report(mappings, made, _added.Count, _updated.Count, _seen.Count - _added.Count - _updated.Count, _values, _ties, _rows, _conflicts, sheet.Warnings);
        }

        private bool Put(Dictionary<(CaseId, AttributeId), CaseValue> values, Dictionary<(AttributeId, string), string> spellings, HashSet<CaseId> existing, int line, Case one, CaseAttribute attribute, string value)
        {
            var key = (one.Id, attribute.Id);
            if (_fromFile.TryGetValue(key, out var earlier))
            {
                if (!string.Equals(earlier.Value, value, attribute.Type == AttributeType.Category ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                    _conflicts.Add(new(line, one.Name, attribute.Name, $"{earlier.Value} (line {earlier.Line})", value, earlier.Value));
                return false;
            }
            _fromFile[key] = (line, value);
            var before = existing.Contains(one.Id) ? values.GetValueOrDefault(key)?.Value ?? "" : "";
            if (before.Length > 0 && !string.Equals(before, value, attribute.Type == AttributeType.Category ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                _conflicts.Add(new(line, one.Name, attribute.Name, before, value, request.KeepExisting ? before : value));
                if (request.KeepExisting) return false;
            }
            if (!db.Put(values, spellings, attribute, one.Id, value)) return false;
            _values++;
            return true;
        }

        private int Index(string column) => sheet.Columns.ToList().IndexOf(column);

        private int At(Holds holds) => mappings.FirstOrDefault(m => m.Holds == holds) is { } mapping ? Index(mapping.Column) : -1;
    }

    /// <summary>Finds what a row names as owned, and ties it.</summary>
    private sealed class SourceTies(ThroughlineDb db, ProjectId project, List<(SourceId Id, int Number, string Title, string FileName)> sources, List<Speaker> speakers, List<CaseTie> ties, Dictionary<ExcerptId, (int Start, int End)> spans)
    {
        public static async Task<SourceTies> LoadAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
        {
            var sources = await db.Sources.AsNoTracking().Where(s => s.Project == project && s.BinnedAt == null).OrderBy(s => s.Number).Select(s => new { s.Id, s.Number, s.Title, s.FileName }).ToListAsync(cancel);
            var speakers = await (from s in db.Speakers.AsNoTracking() join o in db.Sources on s.Source equals o.Id where o.Project == project orderby s.Order select s).ToListAsync(cancel);
            var ties = await (from t in db.CaseTies.AsNoTracking() join c in db.Cases on t.Case equals c.Id where c.Project == project select t).ToListAsync(cancel);
            var spans = await (from t in db.CaseTies join e in db.Excerpts on t.Excerpt equals e.Id where e.Project == project select new { e.Id, e.Start, e.End }).Distinct().ToDictionaryAsync(e => e.Id, e => (e.Start, e.End), cancel);
            return new(db, project, [.. sources.Select(s => (s.Id, s.Number, s.Title, s.FileName))], speakers, ties, spans);
        }

        /// <returns>True when a tie was made, false when it was there.</returns>
        public async Task<Result<bool>> TieAsync(CaseId of, string sourceName, string speakerName, string startText, string endText, CancellationToken cancel)
        {
            var found = Find(sourceName);
            if (!found.Succeeded) return found.Error;
            var source = found.Value;
            if (startText.Length > 0 && endText.Length > 0)
            {
                if (!int.TryParse(startText, NumberStyles.None, CultureInfo.InvariantCulture, out var start) || !int.TryParse(endText, NumberStyles.None, CultureInfo.InvariantCulture, out var end) || end <= start)
                    return new CasesFileInvalid($"The span \"{startText}\" to \"{endText}\" is not a range of characters; nothing was tied.");
                if (ties.Any(t => t.Case == of && t.Excerpt is { } e && spans.TryGetValue(e, out var span) && span == (start, end) && t.Source == source.Id)) return false;
                var excerpt = await db.AddExcerptAsync(project, source.Id, null, new TextSpan(start, end), cancel);
                if (!excerpt.Succeeded) return excerpt.Error;
                spans[excerpt.Value.Id] = (start, end);
                Add(new() { Id = CaseTieId.New(), Case = of, Source = source.Id, Excerpt = excerpt.Value.Id });
                return true;
            }
            SpeakerId? speaker = null;
            if (speakerName.Length > 0)
            {
                var own = speakers.Where(s => s.Source == source.Id).ToList();
                var matches = own.Where(s => Same(s.Label, speakerName)).ToList();
                if (matches.Count == 0) matches = [.. own.Where(s => Same(s.Name, speakerName))];
                if (matches.Count != 1)
                    return new CasesFileInvalid(own.Count == 0
                        ? $"\"{source.Title}\" has no speakers yet, so \"{speakerName}\" was not tied. Confirm its turns, then import this file again: what is there already stays."
                        : $"\"{source.Title}\" has {(matches.Count == 0 ? "no" : "more than one")} speaker \"{speakerName}\", so nothing was tied. Its speakers are {string.Join(", ", own.Select(s => s.Label))}.");
                speaker = matches[0].Id;
            }
            if (ties.Any(t => t.Case == of && t.Source == source.Id && t.Speaker == speaker && t.Excerpt is null)) return false;
            Add(new() { Id = CaseTieId.New(), Case = of, Source = source.Id, Speaker = speaker });
            return true;
        }

        private void Add(CaseTie tie)
        {
            ties.Add(tie);
            db.Add(tie);
        }

        private Result<(SourceId Id, string Title)> Find(string name)
        {
            var file = name.Replace('\\', '/').Split('/')[^1];
            foreach (var same in (Func<(SourceId Id, int Number, string Title, string FileName), bool>[])
            [
                s => Same(s.FileName, name), s => Same(s.Title, name), s => Same(FileOf(s.FileName), file),
                s => Same(Path.GetFileNameWithoutExtension(FileOf(s.FileName)), file), s => name.TrimStart('#') == s.Number.ToString(CultureInfo.InvariantCulture),
                // The same interview, brought in from another form of its file.
                s => Same(Path.GetFileNameWithoutExtension(FileOf(s.FileName)), Path.GetFileNameWithoutExtension(file)),
            ])
            {
                var found = sources.Where(same).ToList();
                if (found.Count == 1) return (found[0].Id, found[0].Title);
                if (found.Count > 1) return new CasesFileInvalid($"More than one source is called \"{name}\" (numbers {string.Join(", ", found.Select(s => s.Number))}), so nothing was tied. Give the number instead.");
            }
            return new CasesFileInvalid($"There is no source \"{name}\" in the project, so nothing was tied. Import it, then import this file again: what is there already stays.");
        }

        private static string FileOf(string path) => path.Replace('\\', '/').Split('/')[^1];

        private static bool Same(string one, string other) => string.Equals(one.Trim(), other, StringComparison.OrdinalIgnoreCase);
    }
}
