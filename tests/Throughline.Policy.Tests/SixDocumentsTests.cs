using System.Diagnostics;
using System.Text.RegularExpressions;
using Throughline.Files;
using Throughline.Policy.Attention;
using Throughline.Policy.Clarity;
using Throughline.Policy.Finding;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>The six national documents beside the repository: nothing plain is lost, and an audit is a matter of seconds.</summary>
public sealed partial class SixDocumentsTests
{
    private static List<(string Name, ReadDocument Read)> Read() => [.. Directory.EnumerateFiles(Shared.PathOrSkip("corpus/policy"), "*.md").Where(path => !Path.GetFileName(path).StartsWith("README", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
        .Select(path => (Path.GetFileName(path), new ReadFile(ReadFile.AllReaders).Read(Path.GetFileName(path), File.ReadAllBytes(path), new ReadLimits(), null, TestContext.Current.CancellationToken).Value))];

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
    public void The_six_are_audited_in_under_ten_seconds()
    {
        var clock = Stopwatch.StartNew();
        var documents = Read();
        var found = FindInText.Run(Made.Lexicons, documents);
        var audited = found.Zip(documents, (f, d) => (f, CountAttention.Run(d.Read, Made.Topics), MeasureClarity.Run(f.Statements.Select(s => s.Suggestions.ToDictionary(x => x.Field, x => x.State))))).ToList();
        clock.Stop();
        Assert.Equal(6, audited.Count);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [GeneratedRegex("inequalit|inequit|core ?20", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
