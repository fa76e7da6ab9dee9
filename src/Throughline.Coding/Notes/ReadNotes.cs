using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>A source's coding notes under their codes, with the passages each line rests on and what a second analyst says of it.</summary>
public static class ReadNotes
{
    public sealed record Passage(ExcerptId Excerpt, int Start, int End, string Text, string Place);

    /// <param name="BeforeChange">The line has been changed since.</param>
    public sealed record Answer(AnalystId Analyst, string Name, NoteAnswerKind Kind, string Comment, DateTime At, bool BeforeChange);

    public sealed record Line(CodingNoteId Id, string Text, AnalystId Analyst, string AnalystName, DateTime At, DateTime? ChangedAt, IReadOnlyList<Passage> Passages, IReadOnlyList<Answer> Answers);

    /// <param name="Offered">Passages of this source with the code, from which a line's can be chosen.</param>
    public sealed record Section(CodeId Code, string Name, string Path, int Colour, IReadOnlyList<Line> Lines, IReadOnlyList<Passage> Offered);

    /// <param name="ChangedSince">Lines written or changed since by others.</param>
    public sealed record Check(AnalystId Analyst, string Name, DateTime At, int ChangedSince);

    /// <param name="Sections">Codes that have lines or passages in this source, in the codebook's order.</param>
    /// <param name="Closed">Names of analysts whose notes are closed to the reader.</param>
    public sealed record Page(SourceId Source, string Title, IReadOnlyList<Section> Sections, IReadOnlyList<Check> Checks, IReadOnlyList<string> Closed);

    public sealed record Listed(SourceId Source, int Number, string Title, int Lines, IReadOnlyList<Check> Checks);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>Every source, with how many lines the reader may see and who checked them.</summary>
        public async Task<IReadOnlyList<Listed>> ListAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var sources = await db.Sources.AsNoTracking().Where(s => s.Project == reader.Project && s.BinnedAt == null).OrderBy(s => s.Number).Select(s => new { s.Id, s.Number, s.Title }).ToListAsync(cancel);
            var lines = (await hidden.Without(db.CodingNotes.AsNoTracking().Where(n => n.Project == reader.Project), n => n.Source, n => n.Analyst).ToListAsync(cancel)).ToLookup(n => n.Source);
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            var checks = (await hidden.Without(db.NotesChecks.AsNoTracking().Where(c => c.Project == reader.Project), c => c.Source, c => c.Analyst).ToListAsync(cancel)).ToLookup(c => c.Source);
            return [.. sources.Select(s => new Listed(s.Id, s.Number, s.Title, lines[s.Id].Count(), [.. checks[s.Id].OrderBy(c => c.At).Select(c => CheckOf(c, names, lines[s.Id]))]))];
        }

        public async Task<Result<Page>> RunAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Sources.AsNoTracking().Where(s => s.Id == source && s.Project == reader.Project && s.BinnedAt == null).Select(s => new { s.Title, s.Current }).SingleOrDefaultAsync(cancel) is not { } found)
                return new SourceMissing("There is no such source here; it may be in the bin or erased.");
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var names = await db.Analysts.AsNoTracking().Where(a => a.Project == reader.Project).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
            var notes = await hidden.Without(db.CodingNotes.AsNoTracking().Where(n => n.Source == source), n => n.Source, n => n.Analyst).OrderBy(n => n.Order).ThenBy(n => n.Id).ToListAsync(cancel);
            var ties = (await db.NotePassages.AsNoTracking().Where(p => p.Source == source).ToListAsync(cancel)).ToLookup(p => p.Note, p => p.Excerpt);
            var answers = (await hidden.Without(db.NoteAnswers.AsNoTracking().Where(a => a.Source == source), a => a.Source, a => a.Analyst).OrderBy(a => a.At).ToListAsync(cancel)).ToLookup(a => a.Note);
            var checks = await hidden.Without(db.NotesChecks.AsNoTracking().Where(c => c.Source == source), c => c.Source, c => c.Analyst).OrderBy(c => c.At).ToListAsync(cancel);
            var codings = await hidden.Without(db.Codings.AsNoTracking().Where(c => c.Source == source && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst).Select(c => new { c.Code, c.Excerpt }).ToListAsync(cancel);
            var excerpts = await db.Excerpts.AsNoTracking().Where(e => e.Source == source).ToDictionaryAsync(e => e.Id, cancel);
            var texts = (await db.Revisions.AsNoTracking().Where(r => r.Source == source).Select(r => new { r.Id, r.Text, r.Structure }).ToListAsync(cancel)).ToDictionary(r => r.Id, r => (r.Text, Structure: new Lazy<TextStructure>(() => TextStructure.FromJson(r.Structure))));
            var tree = CodeTree.Of(await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel));
            var lines = tree.Lines([.. notes.Select(n => n.Code).Concat(codings.Select(c => c.Code)).Distinct()], null);
            var sections = lines.Lines.Select(line => new Section(line.Code.Id, line.Code.Name, line.Path, line.Code.Colour,
                [.. notes.Where(n => n.Code == line.Code.Id).Select(n => new Line(n.Id, n.Text, n.Analyst, names[n.Analyst], n.At, n.ChangedAt, [.. ties[n.Id].Where(excerpts.ContainsKey).Select(PassageOf).OrderBy(p => p.Start)],
                    [.. answers[n.Id].Select(a => new Answer(a.Analyst, names[a.Analyst], a.Kind, a.Comment, a.At, n.ChangedAt > a.At))]))],
                [.. codings.Where(c => c.Code == line.Code.Id && !excerpts[c.Excerpt].IsLost).Select(c => PassageOf(c.Excerpt)).DistinctBy(p => (p.Start, p.End)).OrderBy(p => p.Start)])).ToList();
            return new Page(source, found.Title, sections, [.. checks.Select(c => CheckOf(c, names, notes))], [.. hidden.On(source.Value).Select(a => names[a]).Order(StringComparer.CurrentCultureIgnoreCase)]);

            Passage PassageOf(ExcerptId id)
            {
                var excerpt = excerpts[id];
                var (text, structure) = texts[excerpt.Revision];
                return new(id, excerpt.Start, excerpt.End, new TextSpan(excerpt.Start, Math.Min(excerpt.End, text.Length)).Of(text).ToString(), ListPassages.PlaceOf(structure.Value, excerpt.Start));
            }
        }

        private static Check CheckOf(NotesCheck check, Dictionary<AnalystId, string> names, IEnumerable<CodingNote> lines) =>
            new(check.Analyst, names[check.Analyst], check.At, lines.Count(n => n.Analyst != check.Analyst && (n.ChangedAt ?? n.At) > check.At));
    }
}
