using System.Globalization;
using System.Text.RegularExpressions;
using Throughline.Text;

namespace Throughline.Exchange.Reports;

/// <summary>What numbers in a project's own writing may count: its sources and cases, and what its cases are called by their attributes.</summary>
internal sealed partial class CountedThings
{
    /// <param name="Words">The number with its noun: "5 transcripts".</param>
    public sealed record Tallied(int Number, string Words);

    // Attributes whose values are places or bodies: "three sites" counts the values.
    private static readonly string[] Places = ["site", "system", "place", "practice", "organisation", "sector", "region", "team", "trust", "council", "board", "arm", "country"];

    // Attributes whose values say what people are: "two nurses" counts the people.
    private static readonly string[] Roles = ["role", "profession", "occupation", "job", "job title", "position", "post"];

    // Those who code are called so too.
    private static readonly string[] NotCounted = ["analysts", "readers", "reviewers", "researchers"];

    private readonly ReportData _data;
    private readonly Dictionary<string, CaseAttribute> _values = [];
    private readonly Dictionary<string, HashSet<CaseId>> _people = [];

    /// <summary>Nouns of this project, plural and in lower case.</summary>
    public IReadOnlySet<string> Nouns { get; }

    [GeneratedRegex(@"^(\p{L}{2,}) (?:\p{L}|\d{1,2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Lettered();

    public CountedThings(ReportData data)
    {
        _data = data;
        var participants = data.Cases.Where(c => c.Kind == CaseKind.Participant).Select(c => c.Id).ToHashSet();
        foreach (var attribute in data.Attributes.Where(a => a.Type == AttributeType.Category))
        {
            var name = attribute.Name.Replace('_', ' ').ToLowerInvariant();
            var values = data.Values.Where(v => v.Key.Item2 == attribute.Id && participants.Contains(v.Key.Item1)).ToList();
            if (Places.Contains(name))
            {
                _values.TryAdd(Plural(name), attribute);
                // "System A" and "System B" are two systems.
                foreach (var lettered in values.Select(v => Lettered().Match(v.Value)).Where(m => m.Success)) _values.TryAdd(Plural(lettered.Groups[1].Value.ToLowerInvariant()), attribute);
            }
            if (!Roles.Contains(name)) continue;
            foreach (var (key, value) in values)
            {
                var last = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [.., var word] && word.Length > 1 && word.All(char.IsLetter) ? Plural(word.ToLowerInvariant()) : "";
                if (last.Length == 0 || NotCounted.Contains(last)) continue;
                if (!_people.TryGetValue(last, out var people)) _people[last] = people = [];
                people.Add(key.Item1);
            }
        }
        Nouns = _values.Keys.Concat(_people.Keys).ToHashSet();
    }

    /// <summary>How many there are of what is stated, among sources and cases. Several where the noun leaves it open; none where that cannot be counted here.</summary>
    public IReadOnlyList<Tallied> Tally(StatedCount stated, IReadOnlyCollection<SourceId> sources, IReadOnlyCollection<CaseId> cases)
    {
        var of = sources.Select(id => _data.SourceOf(id)).OfType<ReportData.SourceRow>().ToList();
        var people = cases.Select(id => _data.Finder.Find(id)).OfType<Case>().ToList();
        return stated.Counts switch
        {
            Countable.Named when _values.TryGetValue(stated.Noun, out var attribute) => [Made(Distinct(attribute), stated.Noun)],
            Countable.Named when _people.TryGetValue(stated.Noun, out var called) => [Made(cases.Count(called.Contains), stated.Noun)],
            Countable.Person when _data.Finder.WithWords.Count > 0 => Kinds(CaseKind.Participant, "participant"),
            Countable.Case => [Cases()],
            Countable.Source => [Sources()],
            Countable.Transcript when stated.Noun == "groups" => [Made(of.Count(s => s.Session?.Kind == SessionKind.Group), "group interview")],
            Countable.Transcript => [.. Transcripts().DistinctBy(t => t.Number)],
            Countable.Document => [.. new[] { Made(of.Count(s => s.Kind == SourceKind.Document), "document"), Made(of.Count(s => s.Kind is SourceKind.Document or SourceKind.Article), "document or article", "documents and articles") }.DistinctBy(t => t.Number)],
            Countable.Study => _data.Cases.Any(c => c.Kind == CaseKind.Study) ? [Made(people.Count(c => c.Kind == CaseKind.Study), "study", "studies"), Sources()] : [Sources()],
            Countable.Organisation => _values.TryGetValue("organisations", out var organisation) ? [Made(Distinct(organisation), "organisation")] : Kinds(CaseKind.Organisation, "organisation"),
            Countable.Site => _values.TryGetValue("sites", out var site) ? [Made(Distinct(site), "site")] : Kinds(CaseKind.Place, "site"),
            Countable.Unsaid => [.. new[] { Cases(), Sources() }.Concat(Transcripts()).Concat(of.Any(s => s.Kind != SourceKind.Document) ? [Made(of.Count(s => s.Kind == SourceKind.Document), "document")] : []).Where(t => t.Number > 0).DistinctBy(t => t.Words)],
            _ => [],
        };

        Tallied Cases() => Made(people.Count, "case");
        Tallied Sources() => Made(of.Count, "source");
        IEnumerable<Tallied> Transcripts()
        {
            yield return Made(of.Count(s => s.Kind == SourceKind.Transcript), "transcript");
            if (of.Count(s => s.Session?.Kind == SessionKind.Individual) is > 0 and var alone && of.Any(s => s.Session?.Kind == SessionKind.Group)) yield return Made(alone, "individual interview");
        }
        List<Tallied> Kinds(CaseKind kind, string noun) => [.. new[] { Made(people.Count(c => c.Kind == kind), noun), Cases() }.DistinctBy(t => t.Number)];
        int Distinct(CaseAttribute attribute) => people.Select(c => _data.Values.GetValueOrDefault((c.Id, attribute.Id), "")).Where(v => v.Length > 0).Distinct().Count();
    }

    private static Tallied Made(int number, string one, string? many = null)
    {
        var plural = many ?? (one.EndsWith('s') ? one : one + "s");
        return new(number, $"{number.ToString("N0", CultureInfo.GetCultureInfo("en-GB"))} {(number == 1 && many is null && one.EndsWith('s') ? one[..^1] : number == 1 ? one : plural)}");
    }

    private static string Plural(string word) => word.Length > 1 && word[^1] == 'y' && !"aeiou".Contains(word[^2], StringComparison.Ordinal) ? word[..^1] + "ies" : word.EndsWith('s') || word.EndsWith('x') || word.EndsWith("ch", StringComparison.Ordinal) ? word + "es" : word + "s";
}
