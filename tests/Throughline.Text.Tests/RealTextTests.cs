using System.Text.RegularExpressions;

namespace Throughline.Text.Tests;

// Long real texts, read crudely: what matters here is that the laws hold on them, not how they were made.
public class RealTextTests
{
    private static IReadOnlyList<string> Texts()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Throughline.slnx"))) folder = folder.Parent;
        var corpus = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "corpus") : "";
        if (!Directory.Exists(corpus)) Assert.Skip("The shared corpus is not beside this repository, so the real texts were not read.");
        return [.. Directory.EnumerateFiles(corpus, "*.*", SearchOption.AllDirectories).Where(path => Path.GetExtension(path) is ".md" or ".txt").Order(StringComparer.Ordinal)
            .Select(path => File.ReadAllText(path).Replace("\r", "", StringComparison.Ordinal)).Where(text => text.Length > 5000)];
    }

    [Fact]
    public void Sentences_cover_what_is_seen_and_none_ends_after_an_abbreviation()
    {
        foreach (var text in Texts())
        {
            var joined = Regex.Replace(text, "(?<!\n)\n(?!\n)", " ");
            var sentences = Sentences.Of(joined);
            Assert.Equal(joined.Count(unit => !char.IsWhiteSpace(unit)), sentences.Sum(span => span.Of(joined).Count(unit => !char.IsWhiteSpace(unit))));
            Assert.DoesNotContain(sentences, span => Regex.IsMatch(span.Of(joined), @"\b(e\.g|i\.e|Dr|cf|approx)\.$") && span.End < joined.Length - 2 && joined[span.End] != '\n');
        }
    }

    [Fact]
    public void Any_sentence_is_found_again_though_its_lines_quotes_and_hyphens_changed()
    {
        foreach (var text in Texts())
        {
            var finder = new SegmentFinder(text);
            foreach (var span in Sentences.Of(text).Where((span, i) => i % 7 == 0 && span.Length > 40))
            {
                var quoted = span.Of(text).Replace(' ', '\n').Replace('’', '\'').Replace('“', '"').Replace('”', '"').ToUpperInvariant();
                var search = finder.Find(quoted);
                Assert.Contains(search.Places, place => place.Score == 1 && Folding.Key(place.Span.Of(text)) == Folding.Key(span.Of(text)));
            }
        }
    }

    [Fact]
    public void Mending_letters_moves_every_sentence_and_loses_none()
    {
        foreach (var text in Texts())
        {
            var mended = Regex.Replace(text, @"\b(wi|a|fu)l\b", "$1ll").Replace("  ", " ", StringComparison.Ordinal);
            var spans = Sentences.Of(text);
            foreach (var placed in Reanchor.Spans(text, mended, spans))
            {
                Assert.NotEqual(AnchorFate.Lost, placed.Fate);
                var expected = Regex.Replace(placed.Old.Of(text), @"\b(wi|a|fu)l\b", "$1ll").Replace("  ", " ", StringComparison.Ordinal);
                Assert.Equal(expected.Trim(), placed.New.Of(mended).Trim());
            }
        }
    }
}
