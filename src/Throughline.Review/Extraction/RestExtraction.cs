using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Review.Extraction;

/// <summary>Says on which passages of its full texts an extracted value rests.</summary>
public static class RestExtraction
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <summary>Gives a value a passage. A field of text that has no value yet takes the words of the passage as its value.</summary>
        /// <param name="source">The full text of a report of the study.</param>
        /// <param name="seen">The revision the span was chosen on.</param>
        public async Task<Result<ExtractionValueId>> AddAsync(Acting by, StudyId study, ExtractionFieldId id, SourceId source, RevisionId? seen, TextSpan span, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.Id == study && s.Project == by.Project, cancel) is not { } of) return new ReviewMissing("That study is not in this project any more.");
            if (of.WithdrawnWhy is not null) return new Refused($"\"{of.Label}\" was withdrawn from the review. Take it back first; nothing was changed.");
            if (await db.ExtractionFields.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id && f.Project == by.Project, cancel) is not { } field) return new ReviewMissing("That field is not in the form any more.");
            if (!await db.Citations.AnyAsync(c => c.Study == study && c.Source == source && c.CopyOf == null, cancel)) return new Refused($"This text is not the full text of a report of \"{of.Label}\". Attach it to one of its reports first; nothing was changed.");
            var placed = await db.AddExcerptAsync(by.Project, source, seen, span, cancel);
            if (!placed.Succeeded) return placed.Error;
            var (excerpt, now) = (placed.Value, clock.GetUtcNow().UtcDateTime);
            var value = await db.ExtractionValues.SingleOrDefaultAsync(v => v.Study == study && v.Field == id, cancel);
            if (value is null)
            {
                if (field.Type != ExtractionType.Text) return new ReviewInvalid($"{field.Name} of \"{of.Label}\" has no value yet. Write it first, then say where it stands.");
                var revision = excerpt.Revision;
                var words = span.Of(await db.Revisions.AsNoTracking().Where(r => r.Id == revision).Select(r => r.Text).SingleAsync(cancel)).ToString().Replace('\n', ' ').Trim();
                if (Typed.Check(field.Name, words, ExtractionField.MostText) is { } longer) return longer;
                db.Add(value = new ExtractionValue { Id = ExtractionValueId.New(), Study = study, Field = id, Project = by.Project, Value = words, ExtractedBy = by.Analyst, ExtractedAt = now });
            }
            else
            {
                var key = value.Id;
                if (await (from p in db.ExtractionPassages join e in db.Excerpts on p.Excerpt equals e.Id where p.Value == key && p.Source == source && e.Start == span.Start && e.End == span.End && !e.IsLost select p).AnyAsync(cancel)) return new Refused($"{field.Name} of \"{of.Label}\" rests on this passage already.");
            }
            value.Source ??= source;
            db.Add(new ExtractionPassage { Value = value.Id, Excerpt = excerpt.Id, Project = by.Project, Source = source, ChosenBy = by.Analyst, ChosenAt = now });
            return await log.KeepAsync(db, by, ReviewActions.ValueRested, value.Id.Node, value.Id, cancel, new Dictionary<string, object?> { ["source"] = source.Value });
        }

        /// <summary>Takes a passage away from a value, which stays.</summary>
        public async Task<Result<Done>> RemoveAsync(Acting by, ExtractionValueId id, ExcerptId passage, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.ExtractionPassages.Where(p => p.Value == id && p.Project == by.Project).OrderBy(p => p.ChosenAt).ToListAsync(cancel);
            if (all.Find(p => p.Excerpt == passage) is not { } gone) return new ReviewMissing("The value does not rest on that passage any more.");
            db.Remove(gone);
            await db.RemoveUnusedAsync(by.Project, [passage], cancel);
            var value = await db.ExtractionValues.SingleAsync(v => v.Id == id, cancel);
            value.Source = all.Find(p => p != gone)?.Source;
            return await log.KeepAsync(db, by, ReviewActions.ValueUnrested, id.Node, Done.Value, cancel, new Dictionary<string, object?> { ["source"] = gone.Source.Value });
        }
    }

    /// <summary>Takes values of one project away with the passages that nothing else rests on; the caller saves.</summary>
    internal static async Task RemoveExtractedAsync(this ThroughlineDb db, IReadOnlyCollection<ExtractionValue> values, CancellationToken cancel)
    {
        if (values.Count == 0) return;
        var ids = values.Select(v => v.Id).ToList();
        var passages = await db.ExtractionPassages.Where(p => ids.Contains(p.Value)).ToListAsync(cancel);
        db.RemoveRange(passages);
        db.RemoveRange(values);
        await db.RemoveUnusedAsync(values.First().Project, passages.ConvertAll(p => p.Excerpt), cancel);
    }
}
