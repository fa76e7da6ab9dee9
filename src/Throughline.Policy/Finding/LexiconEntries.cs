using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;

namespace Throughline.Policy.Finding;

/// <summary>The entries of a project's lexicons, those that others stand in the place of left out.</summary>
/// <remarks>An entry with the facet <c>instead</c> stands in the place of the entry of that id. What it does not say itself is as the other has it: its facets (role, field, term, state, with, without, also, otherwise).
/// Where its pattern is empty the other is switched off. Several in the place of one add up. The shipped file stays as it is.</remarks>
internal static class LexiconEntries
{
    public const string Instead = "instead";

    /// <summary>Every entry, replacements where the replaced stood; for an entry of the labels the facets say the field and the term.</summary>
    /// <param name="lexicons">Frameworks of the kind lexicon.</param>
    public static Result<List<FrameworkTerm>> Of(IEnumerable<Framework> lexicons)
    {
        // Two analysts may each have added the same lexicon, and a pack brought both: it counts once.
        var all = lexicons.SelectMany(lexicon => lexicon.AllTerms().Select(term => (Lexicon: lexicon.Id, Term: term))).DistinctBy(entry => entry.Term.Id, StringComparer.Ordinal).ToList();
        var byId = all.ToDictionary(entry => entry.Term.Id, StringComparer.Ordinal);
        var replacing = all.Where(entry => entry.Term.Facets.ContainsKey(Instead)).ToLookup(entry => entry.Term.Facets[Instead], entry => entry.Term, StringComparer.Ordinal);
        foreach (var place in replacing)
        {
            var (first, what) = (place.First(), byId.TryGetValue(place.Key, out var there) ? there.Term : null);
            if (what is null) return new LexiconInvalid(first.Id, $"there is no entry \"{place.Key}\" that it could stand in the place of.");
            if (what.Facets.ContainsKey(Instead)) return new LexiconInvalid(first.Id, $"\"{place.Key}\" stands in the place of another itself. Name that one: \"{what.Facets[Instead]}\".");
            if (what.Pattern is null) return new LexiconInvalid(first.Id, $"\"{place.Key}\" has no pattern, so there is nothing to stand in the place of.");
        }
        var entries = new List<FrameworkTerm>();
        foreach (var (lexicon, term) in all)
        {
            if (term.Facets.ContainsKey(Instead) || term.Pattern is null) continue;
            var facets = lexicon != RepresentationField.LabelUsed.Vocabulary.Framework ? term.Facets
                : new Dictionary<string, string>(term.Facets, StringComparer.Ordinal) { ["field"] = RepresentationField.LabelUsed.Name, ["term"] = term.Id };
            if (!replacing.Contains(term.Id)) entries.Add(term with { Facets = facets });
            else
            {
                foreach (var own in replacing[term.Id].Where(own => own.Pattern is not null))
                {
                    var merged = new Dictionary<string, string>(facets, StringComparer.Ordinal);
                    foreach (var (name, value) in own.Facets) merged[name] = value;
                    entries.Add(own with { Facets = merged });
                }
            }
        }
        return entries;
    }
}
