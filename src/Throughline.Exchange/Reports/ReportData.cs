using Microsoft.EntityFrameworkCore;

namespace Throughline.Exchange.Reports;

/// <summary>What a report is made of, read once: only what the reader may see, no suggestion, nothing from the bin.</summary>
public sealed class ReportData
{
    public sealed record SourceRow(SourceId Id, int Number, string Title, SourceKind Kind, int Words, int Revision, DateTime ImportedAt, SessionRecord? Session);
    public sealed record Coded(CodingId Id, CodeId Code, ExcerptId Excerpt, SourceId Source, int Start, int End, AnalystId Analyst, DateTime At)
    {
        /// <summary>The passage: words at one place, the same whoever coded them and with however many codes.</summary>
        public (SourceId Source, int Start, int End) Passage => (Source, Start, End);
    }


    public required Acting Reader { get; init; }
    public required Project Project { get; init; }
    public required IReadOnlyList<ListAnalysts.Row> Analysts { get; init; }
    public required IReadOnlyList<SourceRow> Sources { get; init; }
    public required IReadOnlyList<ReadCodebook.Row> Codes { get; init; }
    public required IReadOnlyList<Coded> Codings { get; init; }
    public required IReadOnlyList<Case> Cases { get; init; }
    public required IReadOnlyList<CaseAttribute> Attributes { get; init; }
    public required IReadOnlyDictionary<(CaseId, AttributeId), string> Values { get; init; }
    public required CaseFinder Finder { get; init; }
    public required ListThemes.Answer Themes { get; init; }
    public required IReadOnlyList<ListMemos.Row> Memos { get; init; }
    public required int BlindSources { get; init; }

    private readonly Dictionary<RevisionId, (string Text, TextStructure Structure, int Number, string Sha256)> _texts = [];

    public SourceRow? SourceOf(SourceId id) => Sources.FirstOrDefault(s => s.Id == id);

    /// <summary>A code and all under it.</summary>
    public HashSet<CodeId> WithDescendants(IEnumerable<CodeId> codes)
    {
        var children = Codes.ToLookup(c => c.Parent, c => c.Id);
        var all = new HashSet<CodeId>();
        var open = new Stack<CodeId>(codes);
        while (open.TryPop(out var code))
            if (all.Add(code)) foreach (var child in children[code]) open.Push(child);
        return all;
    }

    public async Task<(string Text, TextStructure Structure, int Number, string Sha256)> TextAsync(ThroughlineDb db, RevisionId id, CancellationToken cancel)
    {
        if (_texts.TryGetValue(id, out var there)) return there;
        var row = await db.Revisions.AsNoTracking().SingleAsync(r => r.Id == id, cancel);
        return _texts[id] = (row.Text, TextStructure.FromJson(row.Structure), row.Number, row.Sha256);
    }

    public sealed class Handler(ListAnalysts.Handler analysts, ReadCodebook.Handler codebook, ListThemes.Handler themes, ListMemos.Handler memos)
    {
        public async Task<Result<ReportData>> LoadAsync(ThroughlineDb db, Acting reader, CancellationToken cancel)
        {
            if (await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Id == reader.Project, cancel) is not { } project) return new ProjectMissing("The project is not here any more.");
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var sources = await (from s in db.Sources.AsNoTracking()
                                 join r in db.Revisions.AsNoTracking() on s.Current equals r.Id
                                 where s.Project == reader.Project && s.BinnedAt == null
                                 orderby s.Number
                                 select new { s.Id, s.Number, s.Title, s.Kind, r.Words, Revision = r.Number, s.ImportedAt }).ToListAsync(cancel);
            var ids = sources.ConvertAll(s => s.Id);
            var sessions = await db.Sessions.AsNoTracking().Where(s => ids.Contains(s.Source)).ToDictionaryAsync(s => s.Source, cancel);
            var codings = await (from c in hidden.Without(db.Codings.AsNoTracking().Where(c => c.Project == reader.Project && !c.IsSuggestion), c => c.Source, c => c.Excerpt, c => c.Analyst)
                                 join e in db.Excerpts.AsNoTracking() on c.Excerpt equals e.Id
                                 join s in db.Sources.AsNoTracking() on c.Source equals s.Id
                                 where s.BinnedAt == null && !e.IsLost
                                 orderby s.Number, e.Start, e.End, c.Id
                                 select new Coded(c.Id, c.Code, c.Excerpt, c.Source, e.Start, e.End, c.Analyst, c.At)).ToListAsync(cancel);
            var cases = await db.Cases.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel);
            var attributes = await db.Attributes.AsNoTracking().Where(a => a.Project == reader.Project).ToListAsync(cancel);
            var values = await (from v in db.CaseValues.AsNoTracking() join c in db.Cases on v.Case equals c.Id where c.Project == reader.Project select v).ToListAsync(cancel);
            var open = sources.Select(s => s.Id.Value).ToHashSet();
            var seen = (await memos.RunAsync(reader, null, cancel)).Where(m => m.Source is not { } s || open.Contains(s.Value)).ToList();
            return new ReportData
            {
                Reader = reader,
                Project = project,
                Analysts = await analysts.RunAsync(reader.Project, cancel),
                Sources = [.. sources.Select(s => new SourceRow(s.Id, s.Number, s.Title, s.Kind, s.Words, s.Revision, s.ImportedAt, sessions.GetValueOrDefault(s.Id)))],
                Codes = await codebook.RunAsync(reader, cancel),
                Codings = codings,
                Cases = [.. cases.OrderBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase)],
                Attributes = [.. attributes.OrderBy(a => a.Order).ThenBy(a => a.Name, StringComparer.CurrentCultureIgnoreCase)],
                Values = values.ToDictionary(v => (v.Case, v.Attribute), v => v.Value),
                Finder = await CaseFinder.LoadAsync(db, reader.Project, cancel),
                Themes = await themes.RunAsync(reader, cancel),
                Memos = seen,
                BlindSources = hidden.Pairs.Select(p => p.Subject).Where(open.Contains).Distinct().Count(),
            };
        }
    }
}
