using System.Text;
using Throughline.Files;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Attention;
using Throughline.Policy.Finding;
using Throughline.Text;

namespace Throughline.Policy.Tests;

/// <summary>Documents made for tests, and the shipped lexicons.</summary>
internal static class Made
{
    public static FrameworkCatalogue Catalogue { get; } = FrameworkCatalogue.Load();
    public static PolicyLexicons Lexicons { get; } = PolicyLexicons.Of(Catalogue.All).Value;
    public static CountAttention.TopicSet Topics { get; } = CountAttention.TopicSet.Of(Catalogue.Find("topics")!, Lexicons.Inequality).Value;

    public static ReadDocument Markdown(string text) => new ReadFile(ReadFile.AllReaders).Read("made.md", Encoding.UTF8.GetBytes(text), new ReadLimits(), null, CancellationToken.None).Value;

    public static FoundInDocument Find(ReadDocument document) => new StatementFinder(Lexicons.Inequality).Find(document);

    public static string Of(this TextSpan span, ReadDocument document) => span.Of(document.Text).ToString();

    /// <summary>The statements' words, in order.</summary>
    public static string[] Statements(string markdown)
    {
        var document = Markdown(markdown);
        return [.. Find(document).Statements.Select(s => s.Span.Of(document))];
    }

    /// <summary>Blocks as given, one a line, with a caution over all of them.</summary>
    public static ReadDocument Woven(string text, CautionKind kind = CautionKind.WovenColumns)
    {
        var blocks = new List<Block>();
        var start = 0;
        foreach (var line in text.Split('\n'))
        {
            blocks.Add(new(new TextSpan(start, start + line.Length), BlockKind.Paragraph));
            start += line.Length + 1;
        }
        return new ReadDocument { Text = text, Blocks = blocks, Cautions = [new Caution(new(0, text.Length), kind, "woven")] };
    }
}
