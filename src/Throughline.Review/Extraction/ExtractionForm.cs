using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Review.Extraction;

/// <summary>The extraction form as it is read.</summary>
public static class ExtractionForm
{
    public sealed record Field(ExtractionFieldId Id, string Name, ExtractionType Type, IReadOnlyList<string> Choices);

    /// <param name="By">Who wrote it last.</param>
    /// <param name="Passages">What it rests on, in the order of the text; those in a source that is in the bin are left out.</param>
    public sealed record Value(ExtractionValueId Id, StudyId Study, ExtractionFieldId Field, string Text, string By, IReadOnlyList<Passage> Passages);

    /// <param name="Words">The passage's words, on one line.</param>
    /// <param name="Page">The printed page, where the text has pages.</param>
    /// <param name="Paragraph">From 1.</param>
    /// <param name="IsLost">The text was replaced since, and the passage could not be placed in it.</param>
    public sealed record Passage(ExcerptId Excerpt, SourceId Source, string SourceTitle, int Start, int End, string Words, string? Page, int Paragraph, bool IsLost)
    {
        /// <summary>"p. 4", else "¶12".</summary>
        public string Place => Page is { } page ? $"p. {page}" : string.Create(CultureInfo.InvariantCulture, $"¶{Paragraph}");
    }
}

/// <summary>The fields of the form and what was extracted, of studies that are in the review.</summary>
public static class ReadExtraction
{
    public sealed record Answer(IReadOnlyList<ExtractionForm.Field> Fields, IReadOnlyList<ExtractionForm.Value> Values);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <param name="passages">With what each value rests on, for which whole texts are read.</param>
        public async Task<Answer> RunAsync(ProjectId project, CancellationToken cancel, bool passages = true)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var fields = (await db.ExtractionFields.AsNoTracking().Where(f => f.Project == project).OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(cancel)).ConvertAll(f => new ExtractionForm.Field(f.Id, f.Name, f.Type, f.Choices.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
            var values = await (from v in db.ExtractionValues.AsNoTracking() join a in db.Analysts on v.ExtractedBy equals a.Id join s in db.Studies on v.Study equals s.Id where v.Project == project && s.WithdrawnWhy == null select new { v.Id, v.Study, v.Field, v.Value, a.Name }).ToListAsync(cancel);
            var resting = (passages ? await PassagesAsync(db, project, cancel) : []).ToLookup(p => p.Value, p => p.Passage);
            return new(fields, [.. values.Select(v => new ExtractionForm.Value(v.Id, v.Study, v.Field, v.Value, v.Name, [.. resting[v.Id]]))]);
        }

        private static async Task<List<(ExtractionValueId Value, ExtractionForm.Passage Passage)>> PassagesAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
        {
            var rows = await (from p in db.ExtractionPassages.AsNoTracking() join e in db.Excerpts on p.Excerpt equals e.Id join s in db.Sources on p.Source equals s.Id where p.Project == project && s.BinnedAt == null orderby s.Number, e.Start select new { p.Value, Excerpt = e, s.Title }).ToListAsync(cancel);
            var revisions = rows.Select(r => r.Excerpt.Revision).Distinct().ToList();
            var texts = (await db.Revisions.AsNoTracking().Where(r => revisions.Contains(r.Id)).Select(r => new { r.Id, r.Text, r.Structure }).ToListAsync(cancel)).ToDictionary(r => r.Id, r => (r.Text, Structure: TextStructure.FromJson(r.Structure)));
            return rows.ConvertAll(r =>
            {
                var (text, structure) = texts[r.Excerpt.Revision];
                return (r.Value, new ExtractionForm.Passage(r.Excerpt.Id, r.Excerpt.Source, r.Title, r.Excerpt.Start, r.Excerpt.End, r.Excerpt.Span.Of(text).ToString().Replace('\n', ' '), structure.PageAt(r.Excerpt.Start), structure.Blocks.Count == 0 ? 1 : structure.BlockAt(r.Excerpt.Start) + 1, r.Excerpt.IsLost));
            });
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

        /// <summary>Names a field anew. What was extracted into it stays.</summary>
        public async Task<Result<Done>> RenameFieldAsync(Acting by, ExtractionFieldId id, string name, CancellationToken cancel)
        {
            if (Typed.Check("The field's name", name, ExtractionField.MostName, needed: true) is { } unnamed) return unnamed;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.ExtractionFields.Where(f => f.Project == by.Project).ToListAsync(cancel);
            if (all.Find(f => f.Id == id) is not { } field) return new ReviewMissing("That field is not in the form any more.");
            if (all.Exists(f => f.Id != id && f.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))) return new ReviewInvalid($"The form has a field \"{name.Trim()}\" already. Choose another name.");
            field.Name = name.Trim();
            return await log.KeepAsync(db, by, ReviewActions.FieldRenamed, id.Node, Done.Value, cancel);
        }

        /// <summary>Takes a field from the form, with what was extracted into it.</summary>
        public async Task<Result<Done>> RemoveFieldAsync(Acting by, ExtractionFieldId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.ExtractionFields.SingleOrDefaultAsync(f => f.Id == id && f.Project == by.Project, cancel) is not { } field) return new ReviewMissing("That field is not in the form any more.");
            await db.RemoveExtractedAsync(await db.ExtractionValues.Where(v => v.Field == id).ToListAsync(cancel), cancel);
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
                if (there is not null) await db.RemoveExtractedAsync([there], cancel);
            }
            else if (there is null) db.Add(new ExtractionValue { Id = ExtractionValueId.New(), Study = study, Field = id, Project = by.Project, Value = text, ExtractedBy = by.Analyst, ExtractedAt = clock.GetUtcNow().UtcDateTime });
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
