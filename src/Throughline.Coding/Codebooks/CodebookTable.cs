using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Framing.Frameworks;

namespace Throughline.Coding;

public sealed record CodebookFileInvalid(string Message) : Error(Message);

/// <summary>The columns of a codebook as a table.</summary>
public static class CodebookTable
{
    public static readonly IReadOnlyList<string> Columns = ["path", "definition", "when to use", "when not", "example", "colour", "origin", "framework term", "revision note"];

    public static string NameOf(CodeOrigin origin) => origin switch { CodeOrigin.InVivo => "in vivo", CodeOrigin.Framework => "framework", CodeOrigin.Abductive => "abductive", _ => "inductive" };

    internal static CodeOrigin? Origin(string text) => text.Trim().ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal).Replace("_", " ", StringComparison.Ordinal) switch
    {
        "in vivo" or "invivo" => CodeOrigin.InVivo,
        "framework" or "framework term" or "deductive" or "a priori" => CodeOrigin.Framework,
        "abductive" => CodeOrigin.Abductive,
        "inductive" => CodeOrigin.Inductive,
        _ => null,
    };
}

/// <summary>The codebook as a table that <see cref="ImportCodebook"/> reads back.</summary>
public static class ExportCodebook
{
    public sealed class Handler(ReadCodebook.Handler read)
    {
        /// <summary>In the tree's order; retired codes only when asked for.</summary>
        public async Task<SheetToWrite> RunAsync(Acting reader, bool withRetired, CancellationToken cancel)
        {
            var codes = await read.RunAsync(reader, cancel);
            return new("Codebook", CodebookTable.Columns, [.. codes.Where(c => withRetired || !c.IsRetired).Select(c => (IReadOnlyList<SheetCell>)
                [c.Path, c.Definition, c.WhenToUse, c.WhenNot, c.Example, c.Colour == 0 ? default : c.Colour, CodebookTable.NameOf(c.Origin), c.FrameworkTerm, c.OriginNote])]);
        }
    }
}

/// <summary>Brings codes in from a table: new paths are made, known ones updated, each row is reported.</summary>
public static class ImportCodebook
{
    public enum RowResult { Added, Updated, Unchanged, Refused }

    /// <param name="Line">Of the csv, or the worksheet's row.</param>
    /// <param name="Notes">What was changed, or left out and why.</param>
    public sealed record RowReport(int Line, string Path, RowResult Result, IReadOnlyList<string> Notes);

    /// <param name="ParentsMade">Codes made because a path named them, without a row of their own.</param>
    public sealed record Report(int Added, int Updated, int Unchanged, int Refused, int ParentsMade, IReadOnlyList<RowReport> Rows, IReadOnlyList<string> Warnings);

    private enum Field { Path, Definition, WhenToUse, WhenNot, Example, Colour, Origin, Term, Note, Parent }

    private static readonly Dictionary<string, Field> Headings = new(StringComparer.Ordinal)
    {
        ["path"] = Field.Path,
        ["code"] = Field.Path,
        ["name"] = Field.Path,
        ["code name"] = Field.Path,
        ["parent"] = Field.Parent,
        ["parent code"] = Field.Parent,
        ["definition"] = Field.Definition,
        ["description"] = Field.Definition,
        ["comment"] = Field.Definition,
        ["memo"] = Field.Definition,
        ["when to use"] = Field.WhenToUse,
        ["inclusion"] = Field.WhenToUse,
        ["include"] = Field.WhenToUse,
        ["when not"] = Field.WhenNot,
        ["when not to use"] = Field.WhenNot,
        ["exclusion"] = Field.WhenNot,
        ["exclude"] = Field.WhenNot,
        ["example"] = Field.Example,
        ["colour"] = Field.Colour,
        ["color"] = Field.Colour,
        ["origin"] = Field.Origin,
        ["framework term"] = Field.Term,
        ["term"] = Field.Term,
        ["revision note"] = Field.Note,
        ["origin note"] = Field.Note,
        ["note"] = Field.Note,
    };

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks)
    {
        /// <summary>Reads and says what an import would do; nothing is kept.</summary>
        public async Task<Result<Report>> PreviewAsync(Acting by, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await PrepareAsync(db, by, fileName, content, cancel);
        }

        /// <summary>Imports in one change, which one undo takes back.</summary>
        public async Task<Result<Report>> RunAsync(Acting by, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var report = await PrepareAsync(db, by, fileName, content, cancel);
            if (!report.Succeeded || !db.ChangeTracker.HasChanges()) return report;
            var subject = db.ChangeTracker.Entries<Code>().First(e => e.State is EntityState.Added or EntityState.Modified).Entity.Id.Node;
            var saved = await log.SaveAsync(db, by, new(CodingActions.CodebookImported, subject, new Dictionary<string, object?> { ["added"] = report.Value.Added + report.Value.ParentsMade, ["updated"] = report.Value.Updated }), cancel);
            return saved.Succeeded ? report : saved.Error;
        }

        private async Task<Result<Report>> PrepareAsync(ThroughlineDb db, Acting by, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
        {
            var read = SheetReader.Read(fileName, content, ReadLimits.Default, cancel: cancel);
            if (!read.Succeeded) return read.Error;
            var sheet = read.Value.FirstOrDefault(s => !s.IsHidden) ?? read.Value[0];
            var at = new Dictionary<Field, int>();
            for (var i = 0; i < sheet.Columns.Count; i++)
                if (Headings.TryGetValue(sheet.Columns[i].Trim().Replace('_', ' ').ToLowerInvariant(), out var field)) at.TryAdd(field, i);
            if (!at.ContainsKey(Field.Path))
                return new CodebookFileInvalid($"\"{fileName}\" has no column called path (or code). Its columns are {string.Join(", ", sheet.Columns.Select(c => $"\"{c}\""))}. Name one of them path, with the code's place as A > B.");
            var warnings = sheet.Warnings.ToList();
            if (sheet.Columns.Where(c => !Headings.ContainsKey(c.Trim().Replace('_', ' ').ToLowerInvariant())).ToList() is { Count: > 0 } strange)
                warnings.Add($"Not read: {string.Join(", ", strange.Select(c => $"\"{c}\""))}. The columns of a codebook are {string.Join(", ", CodebookTable.Columns)}.");
            var all = await db.Codes.Where(c => c.Project == by.Project).ToListAsync(cancel);
            var terms = (await frameworks.RunAsync(by.Project, cancel)).All.SelectMany(f => f.Framework.AllTerms()).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
            return new Importing(db, by, clock.GetUtcNow().UtcDateTime, sheet, at, all, terms).Run(warnings);
        }
    }

    private sealed class Importing(ThroughlineDb db, Acting by, DateTime now, Sheet sheet, Dictionary<Field, int> at, List<Code> all, HashSet<string> terms)
    {
        private readonly List<RowReport> _rows = [];
        private readonly Dictionary<CodeId, int> _lines = [];
        private readonly HashSet<CodeId> _parentsMade = [];

        public Report Run(List<string> warnings)
        {
            foreach (var row in sheet.Rows) _rows.Add(One(row));
            // A code that only gathers others, and has no colour in the file, has none here; every other gets one.
            foreach (var code in all.Where(c => db.Entry(c).State == EntityState.Added && c.Colour == 0 && all.All(o => o.Parent != c.Id))) code.Colour = AddCode.NextColour(all);
            int Count(RowResult result) => _rows.Count(r => r.Result == result);
            return new(Count(RowResult.Added), Count(RowResult.Updated), Count(RowResult.Unchanged), Count(RowResult.Refused), _parentsMade.Count(id => !_lines.ContainsKey(id)), _rows, warnings);
        }

        private RowReport One(SheetRow row)
        {
            var path = Cell(row, Field.Path);
            if (Cell(row, Field.Parent) is { Length: > 0 } under) path = $"{under} > {path}";
            var parts = path.Split('>', StringSplitOptions.TrimEntries);
            if (path.Length == 0 || parts.Any(p => p.Length == 0)) return new(row.Line, path, RowResult.Refused, [path.Length == 0 ? "The row has no path. Write the code's name, or A > B." : $"The path \"{path}\" has an empty name in it."]);
            if (parts.Select(CodeName.Parse).FirstOrDefault(n => !n.Succeeded).Error is { } wrong) return new(row.Line, path, RowResult.Refused, [wrong.Message]);
            var notes = new List<string>();
            Code? code = null;
            CodeId? parent = null;
            var isNew = false;
            for (var i = 0; i < parts.Length; i++)
            {
                var (name, last) = (CodeName.Parse(parts[i]).Value.Text, i == parts.Length - 1);
                code = all.FirstOrDefault(c => c.Parent == parent && c.MergedInto is null && string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));
                if (code is null)
                {
                    code = new Code { Id = CodeId.New(), Project = by.Project, Parent = parent, Name = name, Order = all.Where(c => c.Parent == parent).Select(c => c.Order).DefaultIfEmpty(-1).Max() + 1, MadeAt = now, MadeBy = by.Analyst };
                    all.Add(code);
                    db.Add(code);
                    if (last) isNew = true;
                    else _parentsMade.Add(code.Id);
                }
                parent = code.Id;
            }
            if (_lines.TryGetValue(code!.Id, out var earlier)) return new(row.Line, path, RowResult.Refused, [$"Line {earlier} has the same path. That row was taken, this one was not."]);
            if (_parentsMade.Contains(code.Id)) isNew = true;
            _lines[code.Id] = row.Line;
            var changed = new List<string>();
            // An empty cell leaves what is there.
            Text(Field.Definition, "definition", () => code.Definition, v => code.Definition = v);
            Text(Field.WhenToUse, "when to use", () => code.WhenToUse, v => code.WhenToUse = v);
            Text(Field.WhenNot, "when not", () => code.WhenNot, v => code.WhenNot = v);
            Text(Field.Example, "example", () => code.Example, v => code.Example = v);
            Text(Field.Note, "revision note", () => code.OriginNote, v => code.OriginNote = v);
            if (Cell(row, Field.Colour) is { Length: > 0 } colourText)
            {
                if (!int.TryParse(colourText, NumberStyles.None, CultureInfo.InvariantCulture, out var colour) || colour > 24) notes.Add($"The colour \"{colourText}\" is not a number from 1 to 24, so {(isNew ? "the next free one was taken" : "it was left as it was")}.");
                else if (code.Colour != colour)
                {
                    code.Colour = colour;
                    changed.Add("colour");
                }
            }
            if (Cell(row, Field.Term) is { Length: > 0 } termText)
            {
                var term = terms.Contains(termText) ? termText : termText.Replace(':', '.').Replace('/', '.') is var dotted && terms.Contains(dotted) ? dotted : null;
                if (term is null) notes.Add($"\"{termText}\" is a term of no framework in this project; it was kept as it stands.");
                term ??= termText;
                if (code.FrameworkTerm != term)
                {
                    code.FrameworkTerm = term;
                    changed.Add("framework term");
                }
            }
            if (Cell(row, Field.Origin) is { Length: > 0 } originText)
            {
                if (CodebookTable.Origin(originText) is not { } origin) notes.Add($"\"{originText}\" is no origin of a code (framework, inductive, in vivo or abductive), so it was left as {CodebookTable.NameOf(code.Origin)}.");
                else if (code.Origin != origin)
                {
                    code.Origin = origin;
                    changed.Add("origin");
                }
            }
            if (code.Origin == CodeOrigin.Abductive && code.OriginNote.Length == 0) notes.Add("An abductive code revises a prior idea; there is no revision note that says which, and why.");
            if (code.RetiredAt is not null) notes.Add("The code is retired in this project, and stays so.");
            if (!isNew && changed.Count > 0) notes.Insert(0, $"changed: {string.Join(", ", changed)}");
            return new(row.Line, path, isNew ? RowResult.Added : changed.Count > 0 ? RowResult.Updated : RowResult.Unchanged, notes);

            void Text(Field field, string name, Func<string> get, Action<string> set)
            {
                if (Cell(row, field) is not { Length: > 0 } value || value == get()) return;
                set(value);
                changed.Add(name);
            }
        }

        private string Cell(SheetRow row, Field field) => at.TryGetValue(field, out var column) ? row.Cells[column].Trim() : "";
    }
}
