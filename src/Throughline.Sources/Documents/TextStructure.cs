using System.Text.Json;
using System.Text.Json.Serialization;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>What lies beside a revision's text: blocks, marks, pages, and repairs and cautions still open.</summary>
public sealed record TextStructure(IReadOnlyList<Block> Blocks, IReadOnlyList<Mark> Marks, IReadOnlyList<PageStart> Pages, IReadOnlyList<Repair> Repairs, IReadOnlyList<Caution> Cautions, string? Order)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new SpanConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static TextStructure Of(ReadDocument document) =>
        new(document.Blocks, document.Marks, document.Pages, document.Repairs, document.Cautions, document.Order);

    public ReadDocument With(string text) => new() { Text = text, Blocks = Blocks, Marks = Marks, Pages = Pages, Repairs = Repairs, Cautions = Cautions, Order = Order };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static TextStructure FromJson(string json)
    {
        var read = JsonSerializer.Deserialize<TextStructure>(json, Json)!;
        return new(read.Blocks ?? [], read.Marks ?? [], read.Pages ?? [], read.Repairs ?? [], read.Cautions ?? [], read.Order);
    }

    /// <summary>The number of the block that holds a position; positions between blocks belong to the one before.</summary>
    public int BlockAt(int position)
    {
        int low = 0, high = Blocks.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Blocks[middle].Span.Start <= position) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /// <summary>The label of the page a position lies on; null where pages are not known.</summary>
    public string? PageAt(int position) => Pages.LastOrDefault(page => page.Position <= position)?.Label;

    /// <summary>What a paragraph is called in a citation: its printed number where it has one, else its place in the text from 1.</summary>
    public string ParagraphLabel(int block) =>
        Marks.FirstOrDefault(mark => mark.Kind == MarkKind.ParagraphNumber && mark.Span.Start <= Blocks[block].Span.Start && Blocks[block].Span.Start < Math.Max(mark.Span.End, mark.Span.Start + 1))?.Value
        ?? (block + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The printed number of each block that has one; all blocks of a numbered paragraph have its number.</summary>
    public IReadOnlyDictionary<int, string> PrintedNumbers()
    {
        var numbers = new Dictionary<int, string>();
        foreach (var mark in Marks.Where(mark => mark.Kind == MarkKind.ParagraphNumber))
            for (var block = BlockAt(mark.Span.Start); block < Blocks.Count && (block == BlockAt(mark.Span.Start) || Blocks[block].Span.Start < mark.Span.End); block++) numbers.TryAdd(block, mark.Value);
        return numbers;
    }

    /// <summary>The nearest heading above a position; null where there is none.</summary>
    public Block? HeadingAbove(int position) => Blocks.LastOrDefault(block => block.Kind == BlockKind.Heading && block.Span.Start <= position);

    private sealed class SpanConverter : JsonConverter<TextSpan>
    {
        public override TextSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Read();
            var start = reader.GetInt32();
            reader.Read();
            var end = reader.GetInt32();
            reader.Read();
            return new(start, end);
        }

        public override void Write(Utf8JsonWriter writer, TextSpan value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.Start);
            writer.WriteNumberValue(value.End);
            writer.WriteEndArray();
        }
    }
}
