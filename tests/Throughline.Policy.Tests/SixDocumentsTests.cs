using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Throughline.Files;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>The six national documents beside the repository: nothing plain is lost, and one command audits them all.</summary>
public sealed partial class SixDocumentsTests
{
    private static List<string> Paths() => [.. Directory.EnumerateFiles(Shared.PathOrSkip("corpus/policy"), "*.md").Where(path => !Path.GetFileName(path).StartsWith("README", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];

    private static List<(string Name, ReadDocument Read)> Read() => [.. Paths().Select(path => (Path.GetFileName(path), new ReadFile(ReadFile.AllReaders).Read(Path.GetFileName(path), File.ReadAllBytes(path), new ReadLimits(), null, TestContext.Current.CancellationToken).Value))];

    [Fact]
    public void Every_plain_word_of_the_six_lies_in_a_statement_a_mention_or_an_exclusion()
    {
        var documents = Read();
        Assert.Equal(6, documents.Count);
        var seen = 0;
        foreach (var (name, read) in documents)
        {
            var found = Made.Find(read);
            foreach (Match match in Plain().Matches(read.Text))
            {
                var (start, end) = (match.Index, match.Index + match.Length);
                seen++;
                Assert.True(found.Statements.Any(s => s.Span.Start <= start && end <= s.Span.End) || found.Mentions.Any(m => m.Span.Start <= start && end <= m.Span.End) || found.Excluded.Any(e => e.Start <= start && end <= e.End),
                    $"{name}, characters {start} to {end}: “{read.Text[Math.Max(0, start - 40)..Math.Min(read.Text.Length, end + 40)]}”");
            }
        }
        Assert.InRange(seen, 40, int.MaxValue);
    }

    [Fact]
    public async Task The_six_are_audited_by_one_command_with_a_report()
    {
        using var folder = new TempFolder();
        var (exit, output, error) = await PolicyCommandTests.RunAsync(["policy", "audit", .. Paths(), "--report", folder.File("audit.docx"), "--json"]);
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(6, JsonNode.Parse(output)!["documents"]!.AsArray().Count);
        using var report = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(folder.File("audit.docx"), false);
        var words = report.MainDocumentPart!.Document!.InnerText;
        Assert.All(Paths(), path => Assert.Contains(Path.GetFileName(path), words, StringComparison.Ordinal));
    }

    [GeneratedRegex("inequalit|inequit|core ?20", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
