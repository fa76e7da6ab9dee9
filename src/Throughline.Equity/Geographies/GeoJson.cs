using System.Globalization;
using System.Text.Json;
using Throughline.Files;

namespace Throughline.Equity;

/// <summary>The rings of one area, each closed, as longitude and latitude (WGS84) or easting and northing.</summary>
internal sealed record AreaOutline(IReadOnlyList<(double X, double Y)[]> Rings);

/// <summary>Areas of a GeoJSON file: the properties of each as a row, and its outline. Polygons and multipolygons only.</summary>
/// <remarks>RFC 7946. A row's "line" is the number of its feature, from 1.</remarks>
internal static class GeoJson
{
    private const int MostPoints = 5_000_000;

    public sealed record Areas(Sheet Properties, IReadOnlyList<AreaOutline> Outlines);

    public static bool IsOne(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("\uFEFF"u8)) content = content[3..];
        content = content.TrimStart(" \t\r\n"u8);
        return content.Length > 0 && content[0] == (byte)'{';
    }

    public static Result<Areas> Read(string fileName, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        TableUnfit Unfit(int? feature, string? value, string why) => new(fileName, feature, value, $"\"{fileName}\"{(feature is { } at ? $", feature {at}" : "")}: {why}");
        if (content.Span.StartsWith("\uFEFF"u8)) content = content[3..];
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(content, new() { MaxDepth = 32 });
        }
        catch (JsonException wrong)
        {
            return new TableUnfit(fileName, (int?)(wrong.LineNumber + 1), null, $"\"{fileName}\"{(wrong.LineNumber is { } line ? $", line {line + 1}" : "")}: this is not whole GeoJSON. Download it again.");
        }
        using (document)
        {
            if (!document.RootElement.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array || features.GetArrayLength() == 0)
                return Unfit(null, null, "there are no features in it. Boundaries come as a GeoJSON FeatureCollection.");
            var columns = new List<string>();
            var rows = new List<(int Line, Dictionary<string, string> Cells)>();
            var outlines = new List<AreaOutline>();
            var (number, points) = (0, 0);
            foreach (var feature in features.EnumerateArray())
            {
                cancel.ThrowIfCancellationRequested();
                number++;
                if (feature.ValueKind != JsonValueKind.Object || !feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object) return Unfit(number, null, "it has no properties, so nothing says which area it is.");
                if (!feature.TryGetProperty("geometry", out var geometry) || geometry.ValueKind != JsonValueKind.Object || !geometry.TryGetProperty("coordinates", out var coordinates)) return Unfit(number, null, "it has no geometry.");
                var kind = geometry.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "";
                if (kind is not ("Polygon" or "MultiPolygon")) return Unfit(number, kind, $"its geometry is \"{kind}\". A map of areas needs polygons.");
                var rings = new List<(double, double)[]>();
                if (Rings(coordinates, kind == "MultiPolygon", rings, ref points) is { } wrong) return Unfit(number, null, wrong);
                if (points > MostPoints) return Unfit(number, null, string.Create(CultureInfo.InvariantCulture, $"by here there are more than {MostPoints:N0} points. Use simplified boundaries (the publisher calls them ultra-generalised or super-generalised)."));
                var cells = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var property in properties.EnumerateObject())
                {
                    if (!columns.Contains(property.Name)) columns.Add(property.Name);
                    cells[property.Name] = property.Value.ValueKind switch { JsonValueKind.String => property.Value.GetString()!.Trim(), JsonValueKind.Null => "", _ => property.Value.GetRawText() };
                }
                rows.Add((number, cells));
                outlines.Add(new(rings));
            }
            return columns.Count == 0
                ? Unfit(null, null, "no feature has a property, so nothing says which area is which.")
                : new Areas(new(Path.GetFileNameWithoutExtension(fileName), columns, [.. rows.Select(row => new SheetRow(row.Line, [.. columns.Select(column => row.Cells.GetValueOrDefault(column, ""))]))], []), outlines);
        }
    }

    private static string? Rings(JsonElement coordinates, bool many, List<(double, double)[]> rings, ref int points)
    {
        if (coordinates.ValueKind != JsonValueKind.Array) return "its coordinates are no list.";
        if (many)
        {
            foreach (var polygon in coordinates.EnumerateArray())
                if (Rings(polygon, false, rings, ref points) is { } wrong) return wrong;
            return null;
        }
        foreach (var ring in coordinates.EnumerateArray())
        {
            if (ring.ValueKind != JsonValueKind.Array || ring.GetArrayLength() < 4) return "a ring has fewer than four points.";
            var made = new (double, double)[ring.GetArrayLength()];
            var i = 0;
            foreach (var point in ring.EnumerateArray())
            {
                if (point.ValueKind != JsonValueKind.Array || point.GetArrayLength() < 2 || point[0].ValueKind != JsonValueKind.Number || point[1].ValueKind != JsonValueKind.Number) return "a point is not two numbers.";
                made[i++] = (point[0].GetDouble(), point[1].GetDouble());
            }
            points += made.Length;
            rings.Add(made);
        }
        return null;
    }
}
