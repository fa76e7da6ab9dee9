using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Throughline.Framing.Frameworks;

/// <summary>Reads a framework from YAML. The schema is docs/frameworks.md.</summary>
public static class FrameworkFile
{
    /// <summary>The largest file taken, in characters.</summary>
    public const int MaxLength = 2_000_000;

    private const int MaxDepth = 12;

    /// <summary>Reads one framework, shipped or an analyst's own.</summary>
    /// <param name="fileName">Only for messages.</param>
    /// <param name="yaml">One YAML document.</param>
    /// <returns>The framework, or the first thing wrong with its line. Nothing is left out silently: an unknown field is refused.</returns>
    public static Result<Framework> Parse(string fileName, string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (yaml.Length > MaxLength) return new FrameworkInvalid(fileName, 1, $"A framework has at most {MaxLength} characters; this has {yaml.Length}. Split it.");
        try
        {
            // Aliases can make a small file unfold without end, and no framework needs them.
            var parser = new Parser(new StringReader(yaml));
            while (parser.MoveNext())
                if (parser.Current is YamlDotNet.Core.Events.AnchorAlias alias) return new FrameworkInvalid(fileName, (int)alias.Start.Line, "Aliases are not used in frameworks. Write the value out.");
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count != 1) return new FrameworkInvalid(fileName, 1, $"A framework file holds one YAML document; this holds {stream.Documents.Count}.");
            return new Reading(fileName).Framework(stream.Documents[0].RootNode);
        }
        catch (YamlException broken)
        {
            return new FrameworkInvalid(fileName, (int)Math.Max(1, broken.Start.Line), $"This is not YAML that can be read: {broken.Message}");
        }
        catch (Wrong wrong)
        {
            return wrong.Error;
        }
    }

#pragma warning disable CA1032, CA1064 // Leaves Parse only as a value.
    private sealed class Wrong(FrameworkInvalid error) : Exception(error.Message)
    {
        public FrameworkInvalid Error { get; } = error;
    }
#pragma warning restore CA1032, CA1064

    private sealed class Reading(string file)
    {
        private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

        public Framework Framework(YamlNode root)
        {
            var map = Map(root, "A framework", "id", "title", "citation", "version", "kind", "note", "terms", "arrows");
            var id = Required(map, root, "id");
            if (!IsId(id)) throw At(map["id"], $"The id \"{id}\" may hold only small letters, digits, hyphens, underscores and dots.");
            var title = Required(map, root, "title");
            if (!map.TryGetValue("citation", out var citing)) throw At(root, "There is no citation. Say who published the typology, when and where.");
            var citation = Citation(citing);
            var kindText = Required(map, root, "kind");
            if (!Enum.TryParse<FrameworkKind>(kindText, ignoreCase: true, out var kind) || !kindText.All(char.IsLetter))
                throw At(map["kind"], $"The kind is \"{kindText}\"; it is one of typology, questions, lexicon, model or checklist.");
            if (!map.TryGetValue("terms", out var termsNode)) throw At(root, "There are no terms.");
            var terms = Sequence(termsNode, "terms").Select(node => Term(node, id, kind, 1)).ToList();
            if (terms.Count == 0) throw At(termsNode, "There are no terms.");
            var arrows = map.TryGetValue("arrows", out var arrowsNode) ? Sequence(arrowsNode, "arrows").Select(Arrow).ToList() : [];
            if (arrows.Count > 0 && kind != FrameworkKind.Model) throw At(arrowsNode!, "Only a model has arrows.");
            return new(id, title, citation, Required(map, root, "version"), kind, Optional(map, "note"), terms, arrows);
        }

        private FrameworkCitation Citation(YamlNode node)
        {
            var map = Map(node, "A citation", "authors", "year", "title", "publication", "doi");
            var year = Required(map, node, "year");
            if (!int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1500 or > 2200) throw At(map["year"], $"The year \"{year}\" is not a year.");
            return new(Required(map, node, "authors"), number, Required(map, node, "title"), Optional(map, "publication"), Optional(map, "doi"));
        }

        private FrameworkTerm Term(YamlNode node, string parent, FrameworkKind kind, int depth)
        {
            if (depth > MaxDepth) throw At(node, $"Terms are nested deeper than {MaxDepth}.");
            var map = Map(node, "A term", "id", "name", "definition", "whenToUse", "whenNot", "example", "sourceNote", "pattern", "reason", "facets", "children");
            var id = Required(map, node, "id");
            if (!IsId(id)) throw At(map["id"], $"The id \"{id}\" may hold only small letters, digits, hyphens, underscores and dots.");
            if (!id.StartsWith(parent + ".", StringComparison.Ordinal)) throw At(map["id"], $"The id \"{id}\" must begin with \"{parent}.\", so that it says where it belongs.");
            var line = (int)map["id"].Start.Line;
            if (!_ids.TryAdd(id, line)) throw At(map["id"], $"The id \"{id}\" was used before, on line {_ids[id]}. Give each term its own.");
            if (kind == FrameworkKind.Lexicon && !map.ContainsKey("children"))
            {
                if (!map.ContainsKey("pattern")) throw At(node, $"\"{id}\" has no pattern; in a lexicon it says which words to look for.");
                if (!map.ContainsKey("reason")) throw At(node, $"\"{id}\" has no reason; in a lexicon it says why the words are looked at.");
            }
            var facets = new Dictionary<string, string>(StringComparer.Ordinal);
            if (map.TryGetValue("facets", out var facetsNode))
            {
                if (facetsNode is not YamlMappingNode pairs) throw At(facetsNode, "Facets are names with values.");
                foreach (var (key, value) in pairs.Children) facets[Text(key, "facets")] = Text(value, "facets");
            }
            var children = map.TryGetValue("children", out var childrenNode) ? Sequence(childrenNode, "children").Select(child => Term(child, id, kind, depth + 1)).ToList() : [];
            return new(id, Required(map, node, "name"), Required(map, node, "definition"), Optional(map, "whenToUse"), Optional(map, "whenNot"), Optional(map, "example"),
                Optional(map, "sourceNote"), Optional(map, "pattern"), Optional(map, "reason"), facets, children);
        }

        private FrameworkArrow Arrow(YamlNode node)
        {
            var map = Map(node, "An arrow", "from", "to", "basis");
            foreach (var end in new[] { "from", "to" })
                if (!_ids.ContainsKey(Required(map, node, end))) throw At(map[end], $"The arrow's {end} \"{Text(map[end], end)}\" is no term of this model.");
            return new(Text(map["from"], "from"), Text(map["to"], "to"), Required(map, node, "basis"));
        }

        private Dictionary<string, YamlNode> Map(YamlNode node, string what, params string[] allowed)
        {
            if (node is not YamlMappingNode mapping) throw At(node, $"{what} is a set of fields: {string.Join(", ", allowed)}.");
            var fields = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
            foreach (var (key, value) in mapping.Children)
            {
                var name = Text(key, "field name");
                if (!allowed.Contains(name)) throw At(key, $"\"{name}\" is not a field here. The fields are {string.Join(", ", allowed)}.");
                fields[name] = value;
            }
            return fields;
        }

        private string Required(Dictionary<string, YamlNode> map, YamlNode node, string field)
        {
            if (!map.TryGetValue(field, out var value)) throw At(node, $"The field {field} is missing.");
            var text = Text(value, field);
            return text.Length > 0 ? text : throw At(value, $"The field {field} is empty.");
        }

        private string? Optional(Dictionary<string, YamlNode> map, string field) =>
            map.TryGetValue(field, out var value) && Text(value, field) is { Length: > 0 } text ? text : null;

        private string Text(YamlNode node, string field) =>
            node is YamlScalarNode scalar ? (scalar.Value ?? "").Trim() : throw At(node, $"The field {field} is words, not a list or a set of fields.");

        private YamlSequenceNode Sequence(YamlNode node, string field) =>
            node as YamlSequenceNode ?? throw At(node, $"The field {field} is a list.");

        private static bool IsId(string id) =>
            id.Length is > 0 and <= 120 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.') && id[0] is not ('.' or '-') && id[^1] != '.' && !id.Contains("..", StringComparison.Ordinal);

        private Wrong At(YamlNode node, string problem) => new(new FrameworkInvalid(file, (int)Math.Max(1, node.Start.Line), problem));
    }
}
