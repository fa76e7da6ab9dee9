using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Throughline.Testing;

namespace Throughline.Web.Tests;

/// <summary>docs/commands.md, by command.</summary>
internal static class CommandDocument
{
    private static readonly Dictionary<string, string> Sections = Read();

    public static IReadOnlyCollection<string> Names => Sections.Keys;

    /// <summary>What stands under the command's heading; empty when there is none.</summary>
    public static string Of(string command) => Sections.GetValueOrDefault(command, "");

    /// <summary>The example values of a command's <c>--json</c>, in order.</summary>
    public static IReadOnlyList<JsonNode> ShapesOf(string command) => [.. Regex.Matches(Of(command), "```json\n(.*?)```", RegexOptions.Singleline).Select(m => JsonNode.Parse(m.Groups[1].Value)!)];

    /// <summary>Says where a value is not of the documented shape; null when it is.</summary>
    /// <remarks>Null and an empty list are of every shape; a property named "…" stands for any number of its like.</remarks>
    public static string? Difference(JsonNode? documented, JsonNode? said, string at = "$")
    {
        if (said is null || documented is null) return null;
        if (documented is JsonObject shape)
        {
            if (said is not JsonObject value) return $"{at} is no object";
            if (shape.Count == 1 && shape.ContainsKey("…")) return value.Select(p => Difference(shape["…"], p.Value, $"{at}.{p.Key}")).FirstOrDefault(d => d is not null);
            var (expected, actual) = (string.Join(", ", shape.Select(p => p.Key)), string.Join(", ", value.Select(p => p.Key)));
            return expected != actual ? $"{at} has {actual}; documented are {expected}" : shape.Select(p => Difference(p.Value, value[p.Key], $"{at}.{p.Key}")).FirstOrDefault(d => d is not null);
        }
        if (documented is JsonArray list)
            return said is not JsonArray values ? $"{at} is no array" : values.Select((v, i) => Difference(list.Count == 0 ? null : list[0], v, $"{at}[{i}]")).FirstOrDefault(d => d is not null);
        return KindOf(documented) == KindOf(said) ? null : $"{at} is {said.ToJsonString()}; documented is {documented.ToJsonString()}";
    }

    private static string KindOf(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.String => Guid.TryParse(node.GetValue<string>(), out _) ? "id" : "string",
        var kind => kind.ToString(),
    };

    private static Dictionary<string, string> Read() => File.ReadAllText(RepositoryRoot.PathTo("docs/commands.md")).Replace("\r\n", "\n", StringComparison.Ordinal)
        .Split("\n## ").Skip(1).ToDictionary(part => part[..part.IndexOf('\n', StringComparison.Ordinal)].Trim(), part => part[part.IndexOf('\n', StringComparison.Ordinal)..]);
}
