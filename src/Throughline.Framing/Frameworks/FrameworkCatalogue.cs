using System.Reflection;

namespace Throughline.Framing.Frameworks;

/// <summary>The frameworks that come with Throughline.</summary>
public sealed class FrameworkCatalogue
{
    private readonly Dictionary<string, Framework> _frameworks;
    private readonly Dictionary<string, (Framework Framework, FrameworkTerm Term)> _terms;

    private FrameworkCatalogue(IReadOnlyList<Framework> all)
    {
        All = all;
        _frameworks = all.ToDictionary(framework => framework.Id, StringComparer.Ordinal);
        _terms = all.SelectMany(framework => framework.AllTerms().Select(term => (framework, term))).ToDictionary(pair => pair.term.Id, StringComparer.Ordinal);
    }

    /// <summary>All, by title.</summary>
    public IReadOnlyList<Framework> All { get; }

    /// <summary>The framework of that id, or null.</summary>
    public Framework? Find(string frameworkId) => _frameworks.GetValueOrDefault(frameworkId);

    /// <summary>The term of that id and its framework, or null.</summary>
    public (Framework Framework, FrameworkTerm Term)? FindTerm(string termId) => _terms.TryGetValue(termId, out var found) ? found : null;

    /// <summary>Reads the frameworks embedded in this assembly.</summary>
    /// <exception cref="InvalidOperationException">One of our own files is wrong; the message says where.</exception>
    public static FrameworkCatalogue Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = assembly.GetManifestResourceNames().Where(name => name.StartsWith("frameworks/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return (name, reader.ReadToEnd());
        });
        var catalogue = Combine(files);
        return catalogue.Succeeded ? catalogue.Value : throw new InvalidOperationException(catalogue.Error.Message);
    }

    /// <summary>Reads several files into one catalogue, such as the shipped ones with an analyst's own.</summary>
    /// <returns>The catalogue, or the first thing wrong: in a file, or an id that two files share.</returns>
    public static Result<FrameworkCatalogue> Combine(IEnumerable<(string FileName, string Yaml)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (all, seen) = (new List<Framework>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (name, yaml) in files)
        {
            var read = FrameworkFile.Parse(name, yaml);
            if (!read.Succeeded) return read.Error;
            foreach (var id in read.Value.AllTerms().Select(term => term.Id).Prepend(read.Value.Id))
                if (!seen.TryAdd(id, name)) return new FrameworkInvalid(name, 1, $"The id \"{id}\" is already used in {seen[id]}. Give one of them another.");
            all.Add(read.Value);
        }
        return new FrameworkCatalogue([.. all.OrderBy(framework => framework.Title, StringComparer.Ordinal)]);
    }
}
