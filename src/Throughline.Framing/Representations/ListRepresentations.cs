using Microsoft.EntityFrameworkCore;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Framing.Representations;

/// <summary>Readings with their answers, as the reader may see them.</summary>
public static class ListRepresentations
{
    /// <param name="Subject">Only of one thing.</param>
    /// <param name="Source">Only in one source.</param>
    /// <param name="Id">Only this one.</param>
    /// <param name="Suggestions">Whether what rules proposed is listed too; never in counts.</param>
    /// <param name="SubjectKind">Only of one kind of thing: "construct".</param>
    /// <param name="LeftOut">Whether readings that a module has set aside are listed too. Of one thing, or asked for by id, they always are.</param>
    /// <param name="Words">Whether the words, where they stand and whose they are, are told too; without them no text is read.</param>
    public sealed record Request(NodeRef? Subject = null, SourceId? Source = null, RepresentationId? Id = null, bool Suggestions = false, string? SubjectKind = null, bool LeftOut = false, bool Words = true);

    /// <param name="Text">The words read; empty where the subject is no passage.</param>
    /// <param name="Place">Where they stand: "¶ 31"; empty where the subject is no passage.</param>
    /// <param name="Attribution">Whose words they are, by the project's pattern.</param>
    /// <param name="Answers">By field name; a field that is absent has not been read.</param>
    /// <param name="Why">Of what was agreed on: why so.</param>
    /// <param name="AgreedBy">Of what was agreed on: who agreed, as it was recorded.</param>
    /// <param name="IsLeftOut">A module has set it aside: it is in no figure.</param>
    public sealed record Row(
        RepresentationId Id, NodeRef Subject, ExcerptId? Excerpt, SourceId? Source, string SourceTitle, TextSpan Span, string Text, string Place, string Attribution, CaseId? Case, AnalystId Analyst, string AnalystName,
        DateTime MadeAt, CaseId? HeldBy, DateOnly? HeldOn, RepresentationOrigin Origin, IReadOnlyDictionary<string, FieldAnswer> Answers, string Why = "", IReadOnlyList<AnalystId>? AgreedBy = null, bool IsLeftOut = false)
    {
        /// <summary>How many fields have been read.</summary>
        public int FieldsRead => Answers.Count;
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, IEnumerable<ISetReadingsAside> setters)
    {
        /// <summary>By source, then by place. Sources in the bin, closed work and, unless asked for, suggestions and what a module has set aside are left out.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var rows = db.Representations.AsNoTracking().Where(r => r.Project == reader.Project);
            if (request.Subject is { } on) rows = rows.Where(r => r.SubjectKind == on.Kind && r.SubjectId == on.Id);
            if (request.SubjectKind is { } kind) rows = rows.Where(r => r.SubjectKind == kind);
            if (request.Source is { } source) rows = rows.Where(r => r.Source == source);
            if (request.Id is { } id) rows = rows.Where(r => r.Id == id);
            if (!request.Suggestions) rows = rows.Where(r => r.Origin != RepresentationOrigin.Suggestion);
            rows = rows.Where(r => r.Source == null || db.Set<Source>().Any(s => s.Id == r.Source && s.BinnedAt == null));
            var sight = await Sight.OfAsync(db, reader, cancel);
            var aside = await setters.AsideAsync(db, reader.Project, cancel);
            bool IsAside(Representation r) => r.Excerpt is { } passage && aside.Contains(passage);
            var withAside = request.LeftOut || request.Subject is not null || request.Id is not null;
            var found = (await rows.ToListAsync(cancel)).Where(r => (withAside || !IsAside(r)) && (r.Origin == RepresentationOrigin.Suggestion || !sight.IsHidden(r))).ToList();
            if (found.Count == 0) return [];

            var wanted = rows.Select(r => r.Id);
            var answers = (await db.FieldReadings.AsNoTracking().Where(f => wanted.Contains(f.Representation)).ToListAsync(cancel)).ToLookup(f => f.Representation);
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            List<ExcerptId> excerpts = !request.Words ? [] : found.Select(r => r.Excerpt).OfType<ExcerptId>().Distinct().ToList();
            var attributed = await Attribution.ForAsync(db, reader, excerpts, cancel);
            var places = new Dictionary<ExcerptId, (SourceId Source, RevisionId Revision, TextSpan Span)>();
            foreach (var some in excerpts.Chunk(500))
                foreach (var e in await db.Excerpts.AsNoTracking().Where(e => some.Contains(e.Id)).ToListAsync(cancel)) places[e.Id] = (e.Source, e.Revision, e.Span);
            var sources = found.Select(r => r.Source).OfType<SourceId>().Distinct().ToList();
            var titles = await db.Sources.AsNoTracking().Where(s => sources.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => new { s.Title, s.Number }, cancel);
            var revisions = places.Values.Select(p => p.Revision).Distinct().ToList();
            var texts = await db.Revisions.AsNoTracking().Where(r => revisions.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => (r.Text, Structure: TextStructure.FromJson(r.Structure)), cancel);

            return [.. found.Select(r =>
            {
                var place = r.Excerpt is { } e && places.TryGetValue(e, out var at) ? at : default((SourceId, RevisionId Revision, TextSpan Span)?);
                var revision = place is { } p ? texts[p.Revision] : default;
                var whose = r.Excerpt is { } of ? attributed.GetValueOrDefault(of) : null;
                return new Row(r.Id, r.Subject, r.Excerpt, r.Source, r.Source is { } s && titles.TryGetValue(s, out var title) ? title.Title : "", place?.Span ?? default,
                    place is { } there ? there.Span.Of(revision.Text) : "", place is { } here ? PlaceOf(revision.Structure, here.Span.Start) : "", whose?.Text ?? "", r.HeldBy ?? whose?.Case,
                    r.Analyst, names.GetValueOrDefault(r.Analyst, ""), r.MadeAt, r.HeldBy, r.HeldOn, r.Origin,
                    answers[r.Id].ToDictionary(f => f.Field, f => new FieldAnswer(f.Field, f.State, f.Terms.Split(' ', StringSplitOptions.RemoveEmptyEntries), f.Words, f.Note)), r.Why, r.AgreedBy, IsAside(r));
            }).OrderBy(r => r.Source is { } s && titles.TryGetValue(s, out var t) ? t.Number : int.MaxValue).ThenBy(r => r.Span.Start).ThenBy(r => r.MadeAt)];
        }

        private static string PlaceOf(TextStructure structure, int start)
        {
            if (structure.Blocks.Count == 0) return "¶1";
            var paragraph = $"¶{structure.ParagraphLabel(structure.BlockAt(start))}";
            return structure.PageAt(start) is { } page ? $"{paragraph}, page {page}" : paragraph;
        }
    }
}
