using System.Text.RegularExpressions;
using Throughline.Framing.Frameworks;

namespace Throughline.Framing.Tests;

public class FrameworkCatalogueTests
{
    private static readonly FrameworkCatalogue Shipped = FrameworkCatalogue.Load();

    [Theory]
    [InlineData("mcmahon-2022", FrameworkKind.Typology, 5)]
    [InlineData("checkland-2025", FrameworkKind.Typology, 4)]
    [InlineData("alderwick-2024", FrameworkKind.Typology, 7)]
    [InlineData("mackenzie-2020", FrameworkKind.Typology, 8)]
    [InlineData("raphael-2011", FrameworkKind.Typology, 3)]
    [InlineData("bacchi-2009", FrameworkKind.Questions, 6)]
    [InlineData("willig-2013", FrameworkKind.Questions, 6)]
    [InlineData("levitas-2013", FrameworkKind.Questions, 3)]
    [InlineData("dahlgren-whitehead-2021", FrameworkKind.Typology, 5)]
    [InlineData("core20plus5-adults", FrameworkKind.Typology, 3)]
    [InlineData("core20plus5-children", FrameworkKind.Typology, 3)]
    [InlineData("aims", FrameworkKind.Typology, 4)]
    [InlineData("representation", FrameworkKind.Typology, 16)]
    [InlineData("checkland-2025-model", FrameworkKind.Model, 22)]
    [InlineData("labels", FrameworkKind.Lexicon, 18)]
    [InlineData("euphemisms", FrameworkKind.Lexicon, 16)]
    [InlineData("casp-qualitative", FrameworkKind.Checklist, 10)]
    [InlineData("jbi-qualitative", FrameworkKind.Checklist, 10)]
    public void Each_shipped_framework_has_its_terms_and_its_citation(string id, FrameworkKind kind, int terms)
    {
        var framework = Shipped.Find(id);
        Assert.NotNull(framework);
        Assert.Equal(kind, framework.Kind);
        Assert.Equal(terms, framework.Terms.Count);
        Assert.NotEmpty(framework.Citation.Authors);
        Assert.Contains(framework.Citation.Year.ToString(System.Globalization.CultureInfo.InvariantCulture), framework.Citation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Raphaels_discourses_are_seven_in_three_bands() =>
        Assert.Equal([2, 2, 3], Shipped.Find("raphael-2011")!.Terms.Select(band => band.Children.Count));

    [Fact]
    public void Checklands_kinds_are_seven_and_not_stated() =>
        Assert.Equal(8, Shipped.FindTerm("checkland-2025.kind")!.Value.Term.Children.Count);

    [Fact]
    public void The_model_marks_what_is_inferred()
    {
        var model = Shipped.Find("checkland-2025-model")!;
        Assert.Equal(25, model.Arrows.Count);
        Assert.Equal(11, model.Arrows.Count(arrow => arrow.Basis == "inferred"));
        Assert.Equal("inferred", Shipped.FindTerm("checkland-2025-model.stigma")!.Value.Term.Facets["boxBasis"]);
        Assert.Contains("not the published figure", model.Note, StringComparison.Ordinal);
        foreach (var box in model.Terms) Assert.Contains(box.Facets.GetValueOrDefault("basis", "stated"), new[] { "stated", "text", "inferred" });
    }

    [Fact]
    public void Every_term_that_is_coded_with_says_enough_to_code_with_it()
    {
        foreach (var term in Shipped.All.Where(f => f.Kind == FrameworkKind.Typology).SelectMany(f => f.Terms))
        {
            Assert.True(term.WhenToUse is not null, $"{term.Id} does not say when to use it.");
            foreach (var leaf in term.WithDescendants().Where(t => t.Children.Count == 0 && !t.Id.StartsWith("core20plus5", StringComparison.Ordinal) && t != term))
                Assert.True(leaf.Example is not null, $"{leaf.Id} has no example.");
        }
    }

    [Fact]
    public void Every_entry_of_a_lexicon_finds_its_own_example()
    {
        var misses = new List<string>();
        foreach (var entry in Shipped.All.Where(f => f.Kind == FrameworkKind.Lexicon).SelectMany(f => f.Terms))
        {
            var phrase = Throughline.Text.Phrase.Parse(entry.Pattern!);
            Assert.True(phrase.Succeeded, $"{entry.Id}: {phrase.Error?.Message}");
            if (!phrase.Value.IsIn(entry.Example!)) misses.Add($"{entry.Id}: \"{entry.Example}\"");
            Assert.NotEmpty(entry.Reason!);
        }
        Assert.Empty(misses);
    }

    [Fact]
    public void No_shipped_wording_speaks_of_people_as_their_situation()
    {
        // The lexicon of labels and the category of othering talk quote such words in order to find them.
        foreach (var term in Shipped.All.Where(f => f.Kind != FrameworkKind.Lexicon).SelectMany(f => f.AllTerms()))
            Assert.DoesNotMatch(new Regex(@"\b(the deprived|the poor|the homeless|poor people|deprived people|hard-to-reach)\b", RegexOptions.IgnoreCase), $"{term.Name} {term.Definition} {term.WhenToUse} {term.Example}");
    }

    [Fact]
    public void An_analysts_own_file_joins_the_shipped_ones()
    {
        var own = FrameworkFile.Parse("own.yaml", Good).Value;
        Assert.Equal("own.trust.lost", own.Terms[0].Children[0].Id);
        Assert.Equal("Okoro R (2024). Trust in clinics. doi:10.1000/1", own.Citation.ToString());
        Assert.True(FrameworkCatalogue.Combine([("own.yaml", Good)]).Succeeded);
        Assert.Contains("already used in a.yaml", FrameworkCatalogue.Combine([("a.yaml", Good), ("b.yaml", Good)]).Error!.Message, StringComparison.Ordinal);
    }

    private const string Good = """
        id: own
        title: Trust
        citation: {authors: Okoro R, year: 2024, title: Trust in clinics, doi: 10.1000/1}
        version: 1.0.0
        kind: typology
        terms:
          - id: own.trust
            name: Trust
            definition: Relying on someone.
            children:
              - id: own.trust.lost
                name: Lost
                definition: It was there and is gone.
        """;

    [Theory]
    [InlineData("citation: {authors: Okoro R, year: 2024, title: Trust in clinics, doi: 10.1000/1}\n", "", 1, "no citation")]
    [InlineData("year: 2024", "year: soon", 3, "\"soon\" is not a year")]
    [InlineData("kind: typology", "kind: theory", 5, "\"theory\"")]
    [InlineData("name: Lost", "nmae: Lost", 12, "\"nmae\" is not a field")]
    [InlineData("own.trust.lost", "own.trust", 11, "must begin with \"own.trust.\"")]
    [InlineData("definition: Relying on someone.", "definition: [a, b]", 9, "definition is words")]
    [InlineData("            name: Trust\n", "", 7, "name is missing")]
    [InlineData("kind: typology", "kind: lexicon", 11, "has no pattern")]
    [InlineData("title: Trust\n", "title: Trust: broken\n", 2, "not YAML")]
    [InlineData("version: 1.0.0", "version: &a 1.0.0\nnote: *a", 5, "Aliases")]
    public void What_is_wrong_is_said_with_its_line(string part, string replacement, int line, string problem)
    {
        var yaml = Good.ReplaceLineEndings("\n").Replace(part.Replace("            name", "    name", StringComparison.Ordinal), replacement, StringComparison.Ordinal);
        var error = Assert.IsType<FrameworkInvalid>(FrameworkFile.Parse("own.yaml", yaml).Error);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
        Assert.StartsWith($"own.yaml, line {line}:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_used_twice_names_both_lines()
    {
        var twice = Good.ReplaceLineEndings("\n") + "\n      - id: own.trust.lost\n        name: Again\n        definition: Twice.\n";
        var error = Assert.IsType<FrameworkInvalid>(FrameworkFile.Parse("own.yaml", twice).Error);
        Assert.Equal(14, error.Line);
        Assert.Contains("on line 11", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_arrow_to_nowhere_is_refused()
    {
        var model = Good.Replace("kind: typology", "kind: model", StringComparison.Ordinal) + "\narrows:\n  - {from: own.trust, to: own.hope, basis: stated}\n";
        Assert.Contains("own.hope", Assert.IsType<FrameworkInvalid>(FrameworkFile.Parse("own.yaml", model).Error).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a")]
    [InlineData("just words")]
    [InlineData("a: 1\n---\nb: 2")]
    public void What_is_no_framework_is_refused(string yaml) => Assert.False(FrameworkFile.Parse("own.yaml", yaml).Succeeded);
}
