using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Throughline.Framing.Frameworks;

/// <summary>Writes one entry into the YAML of a lexicon, or takes it out. What else stands in the file stays, but for comments.</summary>
/// <remarks>Only for a text that <see cref="FrameworkFile.Parse"/> has taken.</remarks>
internal static class LexiconYaml
{
    public static string Add(string yaml, FrameworkTerm entry) => Rewritten(yaml, terms => terms.Children.Add(Written(new YamlMappingNode(), entry)));

    public static string Change(string yaml, FrameworkTerm entry) => Rewritten(yaml, terms => Written(Find(terms, entry.Id)!.Value.Entry, entry));

    public static string Remove(string yaml, string id) => Rewritten(yaml, terms =>
    {
        var (among, entry) = Find(terms, id)!.Value;
        among.Children.Remove(entry);
    });

    private static string Rewritten(string yaml, Action<YamlSequenceNode> change)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        change((YamlSequenceNode)stream.Documents[0].RootNode["terms"]);
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        stream.Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    private static (YamlSequenceNode Among, YamlMappingNode Entry)? Find(YamlSequenceNode terms, string id)
    {
        foreach (var term in terms.Children.Cast<YamlMappingNode>())
        {
            if (((YamlScalarNode)term["id"]).Value?.Trim() == id) return (terms, term);
            if (term.Children.TryGetValue("children", out var below) && Find((YamlSequenceNode)below, id) is { } found) return found;
        }
        return null;
    }

    private static YamlMappingNode Written(YamlMappingNode node, FrameworkTerm entry)
    {
        foreach (var (field, value) in new[] { ("id", entry.Id), ("name", entry.Name), ("definition", entry.Definition), ("example", entry.Example), ("pattern", entry.Pattern), ("reason", entry.Reason) })
            if (value is not null) node.Children[field] = Scalar(value);
            else node.Children.Remove(field);
        var facets = new YamlMappingNode { Style = YamlDotNet.Core.Events.MappingStyle.Flow };
        foreach (var (name, value) in entry.Facets) facets.Add(Scalar(name), Scalar(value));
        if (entry.Facets.Count > 0) node.Children["facets"] = facets;
        else node.Children.Remove("facets");
        return node;
    }

    // Patterns begin with stars and hold bars and hashes, which mean something in YAML.
    private static YamlScalarNode Scalar(string value) => new(value) { Style = ScalarStyle.DoubleQuoted };
}
