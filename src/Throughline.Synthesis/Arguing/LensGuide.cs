using System.Text.Json;

namespace Throughline.Synthesis.Arguing;

/// <summary>A lens through which a storyline may be told: its questions in order, with where they come from. Shipped as data.</summary>
public sealed record LensGuide(string Id, string Name, string Cite, IReadOnlyList<LensGuide.Part> Parts)
{
    public sealed record Part(string Id, string Name, string Asks);

    public static IReadOnlyList<LensGuide> All { get; } = Load();

    public static LensGuide? Find(string id) => All.FirstOrDefault(l => l.Id == id);

    private static LensGuide[] Load()
    {
        using var stream = typeof(LensGuide).Assembly.GetManifestResourceStream("lenses.json") ?? throw new InvalidOperationException("The lens guides are missing from the build.");
        return JsonSerializer.Deserialize<LensGuide[]>(stream, JsonSerializerOptions.Web)!;
    }
}
