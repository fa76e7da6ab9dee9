using Microsoft.EntityFrameworkCore;

namespace Throughline.Exchange.Reports;

/// <summary>Whose words each passage is, by the rule of matrices, so that a report's figures are theirs.</summary>
public sealed class CaseFinder
{
    private readonly Dictionary<CaseId, Case> _cases;
    private readonly CaseLookup _lookup;

    private CaseFinder(Dictionary<CaseId, Case> cases, CaseLookup lookup) => (_cases, _lookup) = (cases, lookup);

    /// <summary>Cases that own something that is not in the bin, by name.</summary>
    public IReadOnlyList<Case> WithWords { get; private init; } = [];

    public static async Task<CaseFinder> LoadAsync(ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        var cases = await db.Cases.AsNoTracking().Where(c => c.Project == project).ToDictionaryAsync(c => c.Id, cancel);
        var tied = await (from t in db.CaseTies.AsNoTracking() join s in db.Sources on t.Source equals s.Id where s.Project == project && s.BinnedAt == null select t.Case).Distinct().ToListAsync(cancel);
        return new(cases, await CaseLookup.LoadAsync(db, project, cancel))
        {
            WithWords = [.. tied.Where(cases.ContainsKey).Select(id => cases[id]).OrderBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase)],
        };
    }

    /// <summary>The cases whose words a span is; none where nothing is tied.</summary>
    public IReadOnlyList<CaseId> Of(SourceId source, int start, int end) => [.. _lookup.Of(source, start, end).Select(place => _lookup.Cases[place].Id).Where(_cases.ContainsKey)];

    /// <summary>What is recorded of whose words a span is: of the first of the cases that has a value; "" where none has.</summary>
    public string ValueOf(SourceId source, int start, int end, AttributeId attribute) => _lookup.ValueOf(_lookup.Of(source, start, end), attribute) ?? "";

    public Case? Find(CaseId id) => _cases.GetValueOrDefault(id);
}
