using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Review.Extraction;

/// <summary>The extraction form as it is read.</summary>
public static class ExtractionForm
{
    public sealed record Field(ExtractionFieldId Id, string Name, ExtractionType Type, IReadOnlyList<string> Choices);

    public sealed record Value(StudyId Study, ExtractionFieldId Field, string Text, SourceId? Source, ExcerptId? Excerpt, string By);
}

/// <summary>The fields of the form and what was extracted, of studies that are in the review.</summary>
public static class ReadExtraction
{
    public sealed record Answer(IReadOnlyList<ExtractionForm.Field> Fields, IReadOnlyList<ExtractionForm.Value> Values);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<Answer> RunAsync(ProjectId project, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var fields = (await db.ExtractionFields.AsNoTracking().Where(f => f.Project == project).OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(cancel)).ConvertAll(f => new ExtractionForm.Field(f.Id, f.Name, f.Type, f.Choices.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
            var values = await (from v in db.ExtractionValues.AsNoTracking() join a in db.Analysts on v.ExtractedBy equals a.Id join s in db.Studies on v.Study equals s.Id where v.Project == project && s.WithdrawnWhy == null select new ExtractionForm.Value(v.Study, v.Field, v.Value, v.Source, v.Excerpt, a.Name)).ToListAsync(cancel);
            return new(fields, values);
        }
    }
}

/// <summary>Builds the project's extraction form and writes what is extracted.</summary>
public static class EditExtraction
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <param name="choices">For choice and several: what may be chosen. For a table: its columns.</param>
        public async Task<Result<ExtractionFieldId>> AddFieldAsync(Acting by, string name, ExtractionType type, IReadOnlyList<string> choices, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(choices);
            if (Typed.Check("The field's name", name, ExtractionField.MostName, needed: true) is { } unnamed) return unnamed;
            var wanted = choices.Select(c => c.Trim()).Where(c => c.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (type is ExtractionType.Choice or ExtractionType.Several or ExtractionType.Table && wanted.Count == 0) return new ReviewInvalid(type == ExtractionType.Table ? "Name the table's columns, one a line." : "Name what may be chosen, one a line.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var there = await db.ExtractionFields.AsNoTracking().Where(f => f.Project == by.Project).Select(f => new { f.Name, f.Position }).ToListAsync(cancel);
            if (there.Exists(f => f.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))) return new ReviewInvalid($"The form has a field \"{name.Trim()}\" already. Choose another name.");
            var field = new ExtractionField { Id = ExtractionFieldId.New(), Project = by.Project, Name = name.Trim(), Type = type, Choices = type is ExtractionType.Choice or ExtractionType.Several or ExtractionType.Table ? string.Join('\n', wanted) : "", Position = there.Count == 0 ? 0 : there.Max(f => f.Position) + 1 };
            if (Typed.Check("The list of choices", field.Choices, ExtractionField.MostText) is { } longer) return longer;
            db.Add(field);
            return await log.KeepAsync(db, by, ReviewActions.FieldAdded, field.Id.Node, field.Id, cancel);
        }

        /// <summary>Takes a field from the form, with what was extracted into it.</summary>
        public async Task<Result<Done>> RemoveFieldAsync(Acting by, ExtractionFieldId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.ExtractionFields.SingleOrDefaultAsync(f => f.Id == id && f.Project == by.Project, cancel) is not { } field) return new ReviewMissing("That field is not in the form any more.");
            db.RemoveRange(await db.ExtractionValues.Where(v => v.Field == id).ToListAsync(cancel));
            db.Remove(field);
            return await log.KeepAsync(db, by, ReviewActions.FieldRemoved, id.Node, Done.Value, cancel);
        }

        /// <summary>Writes what was extracted from a study; an empty value takes it back.</summary>
        public async Task<Result<Done>> WriteAsync(Acting by, StudyId study, ExtractionFieldId id, string value, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(value);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.ExtractionFields.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id && f.Project == by.Project, cancel) is not { } field) return new ReviewMissing("That field is not in the form any more.");
            if (!await db.Studies.AnyAsync(s => s.Id == study && s.Project == by.Project, cancel)) return new ReviewMissing("That study is not in this project any more.");
            var text = value.Trim();
            if (Typed.Check(field.Name, text, ExtractionField.MostText) is { } longer) return longer;
            if (text.Length > 0 && Wrong(field, text) is { } wrong) return wrong;
            var there = await db.ExtractionValues.SingleOrDefaultAsync(v => v.Study == study && v.Field == id, cancel);
            if (text.Length == 0)
            {
                if (there is not null) db.Remove(there);
            }
            else if (there is null) db.Add(new ExtractionValue { Study = study, Field = id, Project = by.Project, Value = text, ExtractedBy = by.Analyst, ExtractedAt = clock.GetUtcNow().UtcDateTime });
            else if (there.Value != text) (there.Value, there.ExtractedBy, there.ExtractedAt) = (text, by.Analyst, clock.GetUtcNow().UtcDateTime);
            return await log.KeepAsync(db, by, ReviewActions.Extracted, study.Node, Done.Value, cancel, new Dictionary<string, object?> { ["field"] = id.Value });
        }

        private static ReviewInvalid? Wrong(ExtractionField field, string text)
        {
            var choices = field.Choices.Split('\n');
            return field.Type switch
            {
                ExtractionType.Number when !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number) => new ReviewInvalid($"\"{text}\" is no number, and {field.Name} holds numbers. Write it with a point, such as 12.5, or take the field as text."),
                ExtractionType.Date when !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) => new ReviewInvalid($"\"{text}\" is no date. Write it as 2019-05-31."),
                ExtractionType.Choice when !choices.Contains(text) => new ReviewInvalid($"\"{text}\" is none of the choices of {field.Name}: {string.Join(", ", choices)}."),
                ExtractionType.Several when text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(t => !choices.Contains(t)) is { } unknown => new ReviewInvalid($"\"{unknown}\" is none of the choices of {field.Name}: {string.Join(", ", choices)}."),
                ExtractionType.Table when text.Split('\n').FirstOrDefault(r => r.Split('|').Length != choices.Length) is { } row => new ReviewInvalid($"The row \"{row}\" has {row.Split('|').Length} cells, and the table has {choices.Length} columns ({string.Join(", ", choices)}). Put | between the cells."),
                _ => null,
            };
        }
    }
}
