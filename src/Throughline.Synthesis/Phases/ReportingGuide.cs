using System.Text.Json;

namespace Throughline.Synthesis.Phases;

/// <summary>A guideline for reporting a synthesis of qualitative research: its items by their numbers, in our words. Shipped as data.</summary>
public sealed record ReportingGuide(string Id, string Name, string Cite, IReadOnlyList<ReportingGuide.Item> Items)
{
    /// <param name="Phase">1 to 7 of a meta-ethnography; 0 where the guideline has no phases.</param>
    /// <param name="From">What of the project answers it: names that the report of the synthesis knows. "authors": only the authors can.</param>
    /// <param name="FromMemory">It was written from memory and is not checked against the source yet, and says so wherever it is shown.</param>
    public sealed record Item(int Number, int Phase, string Title, string Asks, IReadOnlyList<string> From, bool FromMemory);

    public static IReadOnlyList<ReportingGuide> All { get; } = Load();

    private static ReportingGuide[] Load()
    {
        using var stream = typeof(ReportingGuide).Assembly.GetManifestResourceStream("reporting.json") ?? throw new InvalidOperationException("The reporting guidelines are missing from the build.");
        return JsonSerializer.Deserialize<ReportingGuide[]>(stream, JsonSerializerOptions.Web)!;
    }
}
