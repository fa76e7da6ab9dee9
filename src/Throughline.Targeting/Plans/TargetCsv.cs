using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Targets;

namespace Throughline.Targeting.Plans;

/// <summary>Targets as rows of a table: a column for the title, one for each field by its name, and one each for actions and indicators.</summary>
/// <remarks>Terms may be written by the last part of their ids. What takes several things has | between them; an action is "words ; level ; approach ; uptake ; driver",
/// an indicator "words ; kind ; hands ; months".</remarks>
public static class TargetCsv
{
    /// <summary>The names of the columns, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["title", .. TargetField.All.Where(f => f != TargetField.Baseline).Select(f => f.Name)];

    public sealed record Row(int Line, string Title, IReadOnlyDictionary<string, string> Fields, IReadOnlyList<EditActions.Request> Actions, IReadOnlyList<EditIndicators.Request> Indicators);

    /// <summary>Every row, or the first thing wrong with its line and column.</summary>
    public static Result<IReadOnlyList<Row>> Read(string fileName, ReadOnlyMemory<byte> content, ListFrameworks.Shelf shelf, TargetModel model, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(shelf);
        ArgumentNullException.ThrowIfNull(model);
        var sheets = SheetReader.Read(fileName, content, ReadLimits.Default, null, cancel);
        if (!sheets.Succeeded) return sheets.Error;
        var sheet = sheets.Value[0];
        var names = sheet.Columns.Select(c => c.Trim()).ToList();
        if (names.FirstOrDefault(n => !Columns.Contains(n, StringComparer.OrdinalIgnoreCase)) is { } unknown) return new TargetInvalid($"\"{fileName}\", column \"{unknown}\": this is no field of a target. The columns are {string.Join(", ", Columns)}.");
        if (!names.Contains("title", StringComparer.OrdinalIgnoreCase)) return new TargetInvalid($"\"{fileName}\" has no column \"title\". It has: {string.Join(", ", names)}.");
        if (sheet.Rows.Count == 0) return new TargetInvalid($"\"{fileName}\" has a heading and no rows.");
        var rows = new List<Row>();
        foreach (var line in sheet.Rows)
        {
            TargetInvalid At(string column, string why) => new($"\"{fileName}\", line {line.Line}, column \"{column}\": {why}");
            var cells = names.Zip(line.Cells).ToDictionary(p => p.First, p => p.Second.Trim(), StringComparer.OrdinalIgnoreCase);
            var title = EditTarget.Handler.Title(cells["title"]);
            if (!title.Succeeded) return At("title", title.Error.Message);
            var (fields, actions, indicators) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<EditActions.Request>(), new List<EditIndicators.Request>());
            foreach (var (column, cell) in cells.Where(c => c.Value.Length > 0 && !c.Key.Equals("title", StringComparison.OrdinalIgnoreCase)))
            {
                var field = TargetField.All.First(f => f.Name.Equals(column, StringComparison.OrdinalIgnoreCase));
                var parts = cell.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (field == TargetField.Actions)
                    foreach (var part in parts)
                    {
                        var bits = part.Split(';', StringSplitOptions.TrimEntries);
                        if (!Of(bits, 1, ActionLevel.Individual, out var level) || !Of(bits, 2, ActionApproach.Targeted, out var approach) || !Of(bits, 3, Uptake.NotSaid, out var uptake))
                            return At(column, $"\"{part}\" is not \"words ; level ; approach ; uptake ; driver\". Levels are {Listed<ActionLevel>()}; approaches {Listed<ActionApproach>()}; uptakes {Listed<Uptake>()}.");
                        if (PartText.Check("An action", bits[0], TargetAction.MostWords) is { } unfit) return At(column, unfit.Message);
                        var driver = bits.Length > 4 && bits[4].Length > 0 ? Full(TargetField.Drivers, bits[4], shelf) : "";
                        if (driver.Length > 0 && model.Find(driver) is not { Type: not "inequality" }) return At(column, $"\"{bits[4]}\" is no cause or driver of the model, which an action could act on.");
                        actions.Add(new(bits[0], level, approach, uptake, driver));
                    }
                else if (field == TargetField.Indicators)
                    foreach (var part in parts)
                    {
                        var bits = part.Split(';', StringSplitOptions.TrimEntries);
                        int? months = null;
                        if (!Of(bits, 1, IndicatorKind.Outcome, out var kind) || !Of(bits, 2, InHandsOf.Ours, out var hands) || (bits.Length > 3 && bits[3].Length > 0 && !IsMonths(bits[3], out months)))
                            return At(column, $"\"{part}\" is not \"words ; kind ; hands ; months\". Kinds are {Listed<IndicatorKind>()}; hands {Listed<InHandsOf>()}; months a whole number of 0 to 600.");
                        if (PartText.Check("An indicator", bits[0], TargetIndicator.MostWords) is { } unfit) return At(column, unfit.Message);
                        indicators.Add(new(bits[0], kind, hands, months));
                    }
                else
                {
                    var value = field.Shape switch
                    {
                        FieldShape.Term or FieldShape.Terms => string.Join(' ', cell.Split(['|', ' ', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => Full(field, t, shelf))),
                        FieldShape.Lines or FieldShape.Days => string.Join('\n', parts),
                        _ => cell,
                    };
                    var checkedValue = field.Check(value, shelf, field.OwnOf(model));
                    if (!checkedValue.Succeeded) return At(column, checkedValue.Error.Message);
                    fields[field.Name] = checkedValue.Value;
                }
            }
            rows.Add(new(line.Line, title.Value, fields, actions, indicators));
        }
        return rows;
    }

    /// <summary>Targets as a csv that <see cref="Read"/> takes; no cell begins as a formula does.</summary>
    public static byte[] Write(IEnumerable<TargetRecord> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        using var csv = new MemoryStream();
        SheetWriter.WriteCsv(csv, new("Targets", Columns, [.. targets.Select(t => (IReadOnlyList<SheetCell>)[.. Columns.Select(c => (SheetCell)Cell(t, c))])]));
        return csv.ToArray();

        static string Cell(TargetRecord target, string column)
        {
            if (column == "title") return target.Title;
            var field = TargetField.Find(column)!;
            if (field == TargetField.Actions) return string.Join(" | ", target.Actions.Select(a => $"{Plain(a.Words)} ; {Camel(a.Level)} ; {Camel(a.Approach)} ; {Camel(a.Uptake)}{(a.Driver.Length > 0 ? $" ; {a.Driver}" : "")}"));
            if (field == TargetField.Indicators) return string.Join(" | ", target.Indicators.Select(i => $"{Plain(i.Words)} ; {Camel(i.Kind)} ; {Camel(i.Hands)} ; {i.Months?.ToString(CultureInfo.InvariantCulture)}"));
            return field.Shape is FieldShape.Lines or FieldShape.Days ? target[field].Replace("\n", " | ", StringComparison.Ordinal) : target[field];
        }

        // The signs that part entries are none of an entry's own words.
        static string Plain(string words) => words.Replace('|', '/').Replace(';', ',').Replace('\n', ' ');
    }

    /// <summary>A record that is in no project.</summary>
    public static TargetRecord Record(Row row, int number)
    {
        ArgumentNullException.ThrowIfNull(row);
        var id = TargetId.New();
        return new(id, number, row.Title, row.Fields, [.. row.Actions.Select((a, i) => new TargetAction { Id = ActionId.New(), Target = id, Ordinal = i + 1, Words = a.Words, Level = a.Level, Approach = a.Approach, Uptake = a.Uptake, Driver = a.Driver })],
            [.. row.Indicators.Select((a, i) => new TargetIndicator { Id = IndicatorId.New(), Target = id, Ordinal = i + 1, Words = a.Words, Kind = a.Kind, Hands = a.Hands, Months = a.Months })], null, null, []);
    }

    internal static string Camel<T>(T value) where T : struct, Enum => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    private static string Full(TargetField field, string term, ListFrameworks.Shelf shelf)
    {
        if (term.Contains('.', StringComparison.Ordinal) && term.StartsWith(field.Reads!.Vocabulary.Framework, StringComparison.Ordinal)) return term;
        var terms = shelf.Find(field.Reads!.Vocabulary.Framework) is { } framework ? field.Reads.Vocabulary.TermsOf(framework) : [];
        var ends = terms.Where(t => t.Id.EndsWith("." + term, StringComparison.OrdinalIgnoreCase)).ToList();
        return ends.Count == 1 ? ends[0].Id : term;
    }

    private static bool Of<T>(string[] bits, int at, T otherwise, out T value) where T : struct, Enum
    {
        value = otherwise;
        return bits.Length <= at || bits[at].Length == 0 || (Enum.TryParse(bits[at], ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsDigit(bits[at][0]));
    }

    private static bool IsMonths(string text, out int? months)
    {
        months = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 600 ? number : null;
        return months is not null;
    }

    private static string Listed<T>() where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Camel));
}

/// <summary>Brings targets from a table into a project, all or none.</summary>
public static class ImportTargets
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks, ReadModel.Handler model)
    {
        public async Task<Result<IReadOnlyList<TargetId>>> RunAsync(Acting by, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
        {
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            var rows = TargetCsv.Read(fileName, content, shelf, (await model.RunAsync(by.Project, cancel)).Model, cancel);
            if (!rows.Succeeded) return rows.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var now = clock.GetUtcNow().UtcDateTime;
            var made = new List<TargetId>();
            foreach (var row in rows.Value)
            {
                var added = await db.AddTargetAsync(by, row.Title, null, shelf, now, cancel);
                if (!added.Succeeded) return added.Error;
                var target = added.Value;
                foreach (var (field, value) in row.Fields) db.Add(new TargetValue { Target = target.Id, Field = field, Value = value, Analyst = by.Analyst });
                foreach (var (a, i) in row.Actions.Select((a, i) => (a, i))) db.Add(new TargetAction { Id = ActionId.New(), Target = target.Id, Ordinal = i + 1, Words = a.Words, Level = a.Level, Approach = a.Approach, Uptake = a.Uptake, Driver = a.Driver });
                foreach (var (n, i) in row.Indicators.Select((n, i) => (n, i))) db.Add(new TargetIndicator { Id = IndicatorId.New(), Target = target.Id, Ordinal = i + 1, Words = n.Words, Kind = n.Kind, Hands = n.Hands, Months = n.Months });
                if (await InStep.AllAsync(db, target, shelf, cancel) is { } wrong) return wrong;
                made.Add(target.Id);
            }
            var saved = await log.SaveAsync(db, by, new(TargetingActions.Imported, new("project", by.Project.Value), new Dictionary<string, object?> { ["targets"] = made.Count }), cancel);
            return saved.Succeeded ? made : saved.Error;
        }
    }
}
