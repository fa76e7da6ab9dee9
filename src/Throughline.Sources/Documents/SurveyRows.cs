using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>A column that becomes an attribute of every case.</summary>
public sealed record SurveyAttribute(string Column, AttributeType Type);

/// <summary>How a table is taken in as a survey: a row is a case.</summary>
/// <param name="Case">The column that names the case; its values differ from row to row.</param>
/// <param name="Answers">Columns whose words become sources, one for each row that has any.</param>
/// <param name="Sheet">The worksheet; null takes the first that is not hidden.</param>
public sealed record SurveyPlan(string Case, IReadOnlyList<SurveyAttribute> Attributes, IReadOnlyList<string> Answers, string? Sheet = null, CaseKind CaseKind = CaseKind.Participant);

public sealed record SurveyInvalid(string Message) : Error(Message);

/// <summary>Takes a table in as cases, attribute values and answers.</summary>
internal static class SurveyRows
{
    private const int MaxFaultsSaid = 5;

    /// <param name="Sources">The answers added, in order.</param>
    /// <param name="Cases">Cases that had to be made.</param>
    /// <param name="NothingNew">Everything in the table was here already.</param>
    public sealed record Taken(IReadOnlyList<Source> Sources, int Cases, bool NothingNew, string Message)
    {
        public void Deconstruct(out IReadOnlyList<Source> sources, out string message) => (sources, message) = (Sources, Message);
    }

    /// <summary>Adds the rows to the context; the caller saves. On an error the context is to be thrown away.</summary>
    /// <param name="ofNames">How many names the project's map replaced in the table, in words; null where it has none.</param>
    public static async Task<Result<Taken>> AddAsync(ThroughlineDb db, Acting by, string fileName, string fileHash, IReadOnlyList<Sheet> sheets, SurveyPlan plan, string? ofNames, DateTime now, CancellationToken cancel)
    {
        var found = Columns(fileName, sheets, plan);
        if (!found.Succeeded) return found.Error;
        var (sheet, caseAt, attributesAt, answersAt) = found.Value;
        var values = Check(fileName, sheet, plan, caseAt, attributesAt);
        if (!values.Succeeded) return values.Error;

        var cases = await db.Cases.Where(c => c.Project == by.Project).ToDictionaryAsync(c => c.Name, cancel);
        var attributes = await db.Attributes.Where(a => a.Project == by.Project).ToListAsync(cancel);
        var ids = cases.Values.Select(c => c.Id).ToList();
        var held = (await db.CaseValues.Where(v => ids.Contains(v.Case)).ToListAsync(cancel)).ToDictionary(v => (v.Case, v.Attribute));
        var there = (await db.Sources.AsNoTracking().Where(s => s.Project == by.Project && s.FileSha256 == fileHash && s.Kind == SourceKind.Answer).Select(s => s.Title).ToListAsync(cancel)).ToHashSet();

        var columns = new List<CaseAttribute>();
        foreach (var wanted in plan.Attributes)
        {
            var attribute = attributes.FirstOrDefault(a => string.Equals(a.Name, wanted.Column, StringComparison.OrdinalIgnoreCase));
            if (attribute is { } known && known.Type != wanted.Type)
                return new SurveyInvalid($"“{known.Name}” is an attribute of this project already, of the type {CaseValueRules.NameOf(known.Type)}; here it is {CaseValueRules.NameOf(wanted.Type)}. Nothing from this file was kept. Choose {CaseValueRules.NameOf(known.Type)} for it, or rename the column.");
            if (attribute is null)
            {
                if (CaseValueRules.CheckAttributeName(wanted.Column) is { Succeeded: false } wrong) return new SurveyInvalid($"{wrong.Error!.Message} Nothing from this file was kept.");
                attribute = new CaseAttribute { Id = AttributeId.New(), Project = by.Project, Name = wanted.Column, Type = wanted.Type, Order = attributes.Select(a => a.Order).DefaultIfEmpty(0).Max() + 1 };
                attributes.Add(attribute);
                db.Add(attribute);
            }
            columns.Add(attribute);
        }

        var (sources, made, set, changed) = (new List<Source>(), 0, 0, 0);
        var number = await db.Sources.Where(s => s.Project == by.Project).MaxAsync(s => (int?)s.Number, cancel) ?? 0;
        for (var r = 0; r < sheet.Rows.Count; r++)
        {
            cancel.ThrowIfCancellationRequested();
            var cells = sheet.Rows[r].Cells;
            var name = cells[caseAt].Trim();
            if (!cases.TryGetValue(name, out var @case))
            {
                cases[name] = @case = new Case { Id = CaseId.New(), Project = by.Project, Name = name, Kind = plan.CaseKind, Order = cases.Count };
                db.Add(@case);
                made++;
            }
            for (var a = 0; a < columns.Count; a++)
            {
                var value = values.Value[r][a];
                if (value.Length == 0) continue;
                if (held.TryGetValue((@case.Id, columns[a].Id), out var old))
                {
                    if (old.Value == value) continue;
                    old.Value = value;
                    changed++;
                    continue;
                }
                db.Add(held[(@case.Id, columns[a].Id)] = new CaseValue { Case = @case.Id, Attribute = columns[a].Id, Value = value });
                set++;
            }
            for (var a = 0; a < answersAt.Count; a++)
            {
                var words = cells[answersAt[a]];
                if (string.IsNullOrWhiteSpace(words)) continue;
                var title = TitleOf(name, plan.Answers[a]);
                if (there.Contains(title)) continue;
                var document = Document(words);
                var source = new Source
                {
                    Id = SourceId.New(),
                    Project = by.Project,
                    Number = ++number,
                    Title = title,
                    Kind = SourceKind.Answer,
                    FileName = fileName,
                    FileSha256 = fileHash,
                    ImportedAt = now,
                    ImportedBy = by.Analyst,
                };
                var revision = AddSource.RevisionOf(source, 1, document, by.Analyst, "imported", now);
                source.Current = revision.Id;
                db.Add(source);
                db.Add(revision);
                db.Add(new Original { Source = source.Id, Content = RowOf(sheet, r, [caseAt, .. attributesAt, answersAt[a]]) });
                db.Add(new CaseTie { Id = CaseTieId.New(), Case = @case.Id, Source = source.Id });
                sources.Add(source);
            }
        }
        var parts = new List<string> { InWords.Count(sheet.Rows.Count, "case") + (made < sheet.Rows.Count ? $" ({made.ToString("N0", CultureInfo.InvariantCulture)} new)" : "") };
        if (plan.Answers.Count > 0) parts.Add(InWords.Count(sources.Count, "answer"));
        if (columns.Count > 0) parts.Add(InWords.Count(columns.Count, "attribute") + (changed > 0 ? $", {InWords.Count(changed, "value")} changed" : ""));
        if (ofNames is not null) parts.Add(ofNames);
        var isNew = made + set + changed + sources.Count > 0;
        var message = isNew ? string.Join(", ", parts) : $"here already: {string.Join(", ", parts)}";
        return new Taken(sources, made, !isNew, sheet.Warnings.Count == 0 ? message : $"{message}. {string.Join(" ", sheet.Warnings)}");
    }

    /// <summary>The first worksheet that is not hidden, or the one the plan names.</summary>
    public static Result<Sheet> Choose(string fileName, IReadOnlyList<Sheet> sheets, string? name)
    {
        if (name is null) return sheets.FirstOrDefault(s => !s.IsHidden) ?? sheets[0];
        return sheets.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)) is { } sheet ? sheet
            : new SurveyInvalid($"\"{fileName}\" has no worksheet \"{name}\". There are: {string.Join(", ", sheets.Select(s => $"\"{s.Name}\""))}.");
    }

    /// <summary>How many names stand in the columns that come in, headings with them.</summary>
    /// <param name="raw">The tables as they were read.</param>
    /// <param name="tables">The same, with the names replaced: the plan is of these.</param>
    public static int NamesIn(string fileName, IReadOnlyList<Sheet> raw, IReadOnlyList<Sheet> tables, SurveyPlan plan, NameRewrite map)
    {
        if (Columns(fileName, tables, plan) is not { Succeeded: true, Value: var found }) return 0;
        var sheet = raw.Zip(tables).First(pair => ReferenceEquals(pair.Second, found.Sheet)).First;
        return new[] { found.Case }.Concat(found.Attributes).Concat(found.Answers).Sum(c => map.Find(sheet.Columns[c]).Count + sheet.Rows.Sum(r => map.Find(r.Cells[c]).Count));
    }

    private static Result<(Sheet Sheet, int Case, List<int> Attributes, List<int> Answers)> Columns(string fileName, IReadOnlyList<Sheet> sheets, SurveyPlan plan)
    {
        var chosen = Choose(fileName, sheets, plan.Sheet);
        if (!chosen.Succeeded) return chosen.Error;
        var sheet = chosen.Value;
        var missing = new List<string>();
        int At(string column)
        {
            var at = sheet.Columns.ToList().FindIndex(c => string.Equals(c.Trim(), column.Trim(), StringComparison.OrdinalIgnoreCase));
            if (at < 0) missing.Add(column);
            return at;
        }
        var caseAt = At(plan.Case);
        var attributes = plan.Attributes.Select(a => At(a.Column)).ToList();
        var answers = plan.Answers.Select(At).ToList();
        if (missing.Count > 0)
            return new SurveyInvalid($"\"{fileName}\" has no column {string.Join(", ", missing.Select(m => $"\"{m}\""))}. Nothing from this file was kept. Its columns are: {string.Join(", ", sheet.Columns.Select(c => $"\"{c}\""))}.");
        if (attributes.Count + answers.Count == 0) return new SurveyInvalid("Choose at least one column as an attribute or as an answer.");
        var twice = attributes.Concat(answers).GroupBy(i => i).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) return new SurveyInvalid($"The column \"{sheet.Columns[twice.Key]}\" is chosen twice. Choose it as an attribute or as an answer, once.");
        return (sheet, caseAt, attributes, answers);
    }

    /// <summary>Every row names its case, no two the same one, and every attribute's value is of its type; else nothing is taken in.</summary>
    private static Result<string[][]> Check(string fileName, Sheet sheet, SurveyPlan plan, int caseAt, List<int> attributesAt)
    {
        var faults = new List<string>();
        var lines = new Dictionary<string, int>();
        var values = new string[sheet.Rows.Count][];
        for (var r = 0; r < sheet.Rows.Count; r++)
        {
            var row = sheet.Rows[r];
            var name = row.Cells[caseAt].Trim();
            if (name.Length == 0) faults.Add($"line {row.Line} names no case in \"{plan.Case}\"");
            else if (CaseValueRules.CheckCaseName(name) is { Succeeded: false } wrong) faults.Add($"line {row.Line}: {wrong.Error!.Message.TrimEnd('.')}");
            else if (!lines.TryAdd(name, row.Line)) faults.Add($"line {row.Line} names the case \"{name}\" that line {lines[name]} names too");
            values[r] = new string[attributesAt.Count];
            for (var a = 0; a < attributesAt.Count; a++)
            {
                var cell = row.Cells[attributesAt[a]];
                var value = CaseValueRules.Parse(plan.Attributes[a].Type, $"\"{plan.Attributes[a].Column}\"", cell);
                if (value.Succeeded) values[r][a] = value.Value;
                else faults.Add($"line {row.Line}: {value.Error.Message.TrimEnd('.')}");
            }
        }
        if (faults.Count == 0) return values;
        var said = string.Join("; ", faults.Take(MaxFaultsSaid)) + (faults.Count > MaxFaultsSaid ? $"; and {faults.Count - MaxFaultsSaid} more" : "");
        return new SurveyInvalid($"\"{fileName}\" cannot be taken in as it is mapped: {said}. Nothing from this file was kept. Correct it, or map the columns differently.");
    }

    // What is here already is told by it: another cut would bring a table in twice.
    private static string TitleOf(string @case, string column)
    {
        column = column.ReplaceLineEndings(" ").Trim();
        var title = $"{@case} · {column}";
        return Cut.To(title, 300);
    }

    /// <summary>An answer's lines are its paragraphs.</summary>
    private static ReadDocument Document(string words)
    {
        var blocks = new List<Block>();
        var text = new System.Text.StringBuilder();
        foreach (var line in words.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (text.Length > 0) text.Append('\n');
            var start = text.Length;
            text.Append(line.Normalize());
            blocks.Add(new(new TextSpan(start, text.Length), BlockKind.Paragraph));
        }
        return new() { Text = text.ToString(), Blocks = blocks };
    }

    // An answer's original is its own row, of these columns only: erasing one answer must leave no copy of it with another.
    private static byte[] RowOf(Sheet sheet, int row, IReadOnlyList<int> columns)
    {
        static string Cell(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return System.Text.Encoding.UTF8.GetBytes(string.Join(",", columns.Select(c => Cell(sheet.Columns[c]))) + "\n" + string.Join(",", columns.Select(c => Cell(sheet.Rows[row].Cells[c]))) + "\n");
    }
}
