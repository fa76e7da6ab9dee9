using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

/// <summary>Whose words a passage is, as it is printed under a quotation.</summary>
/// <param name="Text">The project's pattern, filled; what is not recorded is left out, and where all of it is, the source's title stands.</param>
/// <param name="MissingFields">The names in the pattern that had no value.</param>
/// <param name="SharedBy">How many participants share all the attribute values printed, this one included; null when the words are no participant's, or no attribute is printed.</param>
/// <param name="IsSmallGroup">They are fewer than the project's smallest group: flag it before it is printed.</param>
/// <param name="Case">The case it was resolved to; null when none is tied.</param>
/// <param name="CaseName">Its name; null when none is tied.</param>
public sealed record AttributedAs(string Text, IReadOnlyList<string> MissingFields, int? SharedBy, bool IsSmallGroup, CaseId? Case, string? CaseName);

/// <summary>Attribution by a pattern per project. A passage belongs to the case tied most closely: by a span that holds it, then by its speaker, then by its source.</summary>
/// <remarks>A name alone ({name}, {speaker}, {source}) does not enter the count of a small group: it is the label the researchers chose. Attribute values do.</remarks>
public static class Attribution
{
    /// <summary>The attribution of each excerpt that is in the project.</summary>
    public static async Task<IReadOnlyDictionary<ExcerptId, AttributedAs>> ForAsync(ThroughlineDb db, Acting reader, IReadOnlyCollection<ExcerptId> excerpts, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(excerpts);
        var answers = new Dictionary<ExcerptId, AttributedAs>(excerpts.Count);
        if (excerpts.Count == 0) return answers;
        var book = await CaseBook.LoadAsync(db, reader.Project, null, cancel);
        foreach (var ids in excerpts.Distinct().Chunk(1000))
        {
            var spans = await (from e in db.Excerpts.AsNoTracking()
                               join s in db.Sources.AsNoTracking() on e.Source equals s.Id
                               where e.Project == reader.Project && ids.Contains(e.Id)
                               select new { e.Id, e.Source, e.Start, e.End, s.Title, OnCurrent = e.Revision == s.Current }).ToListAsync(cancel);
            var sources = spans.Where(s => s.OnCurrent).Select(s => s.Source).Distinct().ToList();
            var turns = (await db.Turns.AsNoTracking().Where(t => sources.Contains(t.Source)).OrderBy(t => t.Start).ToListAsync(cancel)).ToLookup(t => t.Source);
            var speakers = await db.Speakers.AsNoTracking().Where(s => sources.Contains(s.Source)).ToDictionaryAsync(s => s.Id, cancel);
            foreach (var span in spans)
            {
                var speaker = span.OnCurrent ? SpeakerOf(turns[span.Source], speakers, span.Start, span.End) : null;
                answers[span.Id] = book.Attribute(span.Source, span.Title, speaker, span.Start, span.End);
            }
        }
        return answers;
    }

    /// <summary>How the first cases would be attributed by a pattern, for trying it before it is kept.</summary>
    public static async Task<Result<IReadOnlyList<AttributedAs>>> TryAsync(ThroughlineDb db, Acting reader, string? pattern, int most, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var parsed = AttributionPattern.Parse(pattern);
        if (!parsed.Succeeded) return parsed.Error;
        var book = await CaseBook.LoadAsync(db, reader.Project, parsed.Value, cancel);
        return book.Examples(most);
    }

    /// <summary>Who says most of a span; who was asked before who asks.</summary>
    private static Speaker? SpeakerOf(IEnumerable<Turn> turns, Dictionary<SpeakerId, Speaker> speakers, int start, int end)
    {
        var said = new Dictionary<SpeakerId, int>();
        foreach (var turn in turns)
        {
            var shared = Math.Min(end, turn.End) - Math.Max(start, turn.Start);
            if (shared > 0) said[turn.Speaker] = said.GetValueOrDefault(turn.Speaker) + shared;
        }
        return said.Where(s => speakers.ContainsKey(s.Key)).OrderBy(s => speakers[s.Key].IsInterviewer).ThenByDescending(s => s.Value).Select(s => speakers[s.Key]).FirstOrDefault();
    }

    /// <summary>A project's cases with what attribution needs of them.</summary>
    private sealed class CaseBook
    {
        private readonly Dictionary<CaseId, Case> _cases;
        private readonly Dictionary<(CaseId, string), string> _values;
        private readonly ILookup<SourceId, CaseTie> _ties;
        private readonly Dictionary<ExcerptId, (int Start, int End)> _tied;
        private readonly AttributionPattern _pattern;
        private readonly int _smallest;
        private readonly string[] _counted;
        private readonly Dictionary<string, int?> _shared = new(StringComparer.Ordinal);

        private CaseBook(AttributionPattern pattern, int smallest, Dictionary<CaseId, Case> cases, Dictionary<(CaseId, string), string> values, IEnumerable<string> attributes, IEnumerable<CaseTie> ties, Dictionary<ExcerptId, (int, int)> tied)
        {
            (_pattern, _smallest, _cases, _values, _ties, _tied) = (pattern, smallest, cases, values, ties.ToLookup(t => t.Source), tied);
            var known = attributes.ToHashSet(StringComparer.Ordinal);
            _counted = [.. pattern.Fields.Select(AttributionPattern.Key).Where(known.Contains)];
        }

        public static async Task<CaseBook> LoadAsync(ThroughlineDb db, ProjectId project, AttributionPattern? pattern, CancellationToken cancel)
        {
            var kept = await db.Projects.AsNoTracking().Where(p => p.Id == project).Select(p => new { p.AttributionPattern, p.SmallestGroup }).SingleAsync(cancel);
            // A pattern that cannot be read is refused before it is kept; one from another version of the program falls back to names.
            pattern ??= AttributionPattern.Parse(kept.AttributionPattern) is { Succeeded: true } read ? read.Value : AttributionPattern.Parse("{name}").Value;
            var cases = await db.Cases.AsNoTracking().Where(c => c.Project == project).ToDictionaryAsync(c => c.Id, cancel);
            var attributes = await db.Attributes.AsNoTracking().Where(a => a.Project == project).ToDictionaryAsync(a => a.Id, a => AttributionPattern.Key(a.Name), cancel);
            var values = await (from v in db.CaseValues.AsNoTracking() join c in db.Cases on v.Case equals c.Id where c.Project == project select v).ToListAsync(cancel);
            var ties = await (from t in db.CaseTies.AsNoTracking() join c in db.Cases on t.Case equals c.Id where c.Project == project select t).ToListAsync(cancel);
            var tied = await (from t in db.CaseTies
                              join c in db.Cases on t.Case equals c.Id
                              join e in db.Excerpts on t.Excerpt equals e.Id
                              where c.Project == project && !e.IsLost
                              select new { e.Id, e.Start, e.End }).Distinct().ToListAsync(cancel);
            return new(pattern, kept.SmallestGroup, cases, values.Where(v => attributes.ContainsKey(v.Attribute)).ToDictionary(v => (v.Case, attributes[v.Attribute]), v => v.Value), attributes.Values, ties, tied.ToDictionary(e => e.Id, e => (e.Start, e.End)));
        }

        public AttributedAs Attribute(SourceId source, string title, Speaker? speaker, int start, int end)
        {
            var ties = _ties[source];
            var level = ties.Where(t => t.Excerpt is { } e && _tied.TryGetValue(e, out var span) && span.Start <= start && end <= span.End).ToList();
            if (level.Count == 0) level = [.. ties.Where(t => t.Excerpt is null && t.Speaker is not null && t.Speaker == speaker?.Id)];
            if (level.Count == 0) level = [.. ties.Where(t => t.Excerpt is null && t.Speaker is null)];
            // Of several at the same closeness the person comes first, and the others give what is not recorded of the person.
            var cases = level.Select(t => _cases[t.Case]).DistinctBy(c => c.Id).OrderBy(c => c.Kind).ThenBy(c => c.Name, StringComparer.Ordinal).ToList();
            return Filled(cases, title, speaker);
        }

        public List<AttributedAs> Examples(int most) =>
            [.. _cases.Values.OrderBy(c => c.Kind).ThenBy(c => c.Order).ThenBy(c => c.Id.Value).Take(most).Select(c => Filled([c], "Interview 1", null))];

        private AttributedAs Filled(List<Case> cases, string title, Speaker? speaker)
        {
            var spoken = speaker is null ? null : speaker.Name.Length > 0 ? speaker.Name : speaker.Label;
            var missing = new List<string>();
            var text = _pattern.Fill(field =>
            {
                var key = AttributionPattern.Key(field);
                var value = cases.Select(c => _values.GetValueOrDefault((c.Id, key))).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? key switch
                {
                    "name" or "case" => cases.Count > 0 ? cases[0].Name : spoken ?? title,
                    "speaker" => spoken,
                    "source" => title,
                    "kind" => cases.Count > 0 ? cases[0].Kind.ToString().ToLowerInvariant() : null,
                    _ => null,
                };
                if (string.IsNullOrEmpty(value) && !missing.Contains(field)) missing.Add(field);
                return value;
            });
            var person = cases.Count > 0 && cases[0].Kind == CaseKind.Participant ? cases[0] : null;
            var shared = person is null ? null : SharedBy(person);
            // A word that stands in the pattern for all says of nobody whose words they are.
            var isSaid = text.Length > 0 && (_pattern.Fields.Count == 0 || missing.Count < _pattern.Fields.Distinct().Count());
            return new(isSaid ? text : title, missing, shared, shared < _smallest, cases.Count > 0 ? cases[0].Id : null, cases.Count > 0 ? cases[0].Name : null);
        }

        /// <summary>How many participants what is printed of one fits: what is not recorded is not printed, and tells nobody apart.</summary>
        /// <returns>Null where nothing that is counted is recorded.</returns>
        private int? SharedBy(Case one)
        {
            var said = string.Join('\u001f', _counted.Select(key => _values.GetValueOrDefault((one.Id, key), "").ToLowerInvariant()));
            if (!_shared.TryGetValue(said, out var shared))
            {
                var printed = _counted.Where(key => !string.IsNullOrEmpty(_values.GetValueOrDefault((one.Id, key)))).ToList();
                _shared[said] = shared = printed.Count == 0 ? null : _cases.Values.Count(c => c.Kind == CaseKind.Participant && printed.TrueForAll(key => string.Equals(_values.GetValueOrDefault((c.Id, key)), _values[(one.Id, key)], StringComparison.OrdinalIgnoreCase)));
            }
            return shared;
        }
    }
}
