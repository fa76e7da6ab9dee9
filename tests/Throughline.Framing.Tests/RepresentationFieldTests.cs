using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;

namespace Throughline.Framing.Tests;

public class RepresentationFieldTests
{
    private static readonly FrameworkCatalogue Shipped = FrameworkCatalogue.Load();

    [Fact]
    public void The_fields_stand_in_the_order_in_which_a_reader_meets_them() =>
        Assert.Equal("kind form whyUnfair whyAvoidable group label comparator geography geographyLevel cause causeLevel mechanism mechanismLevel mechanismDegree whoActs reach aim measure target date money strength discourse leftSilent",
            string.Join(' ', RepresentationField.All));

    [Fact]
    public void Every_field_has_terms_and_each_says_what_it_means()
    {
        foreach (var field in RepresentationField.All)
        {
            var terms = field.Vocabulary.TermsOf(Shipped.Find(field.Vocabulary.Framework)!);
            Assert.True(terms.Count >= 3, $"{field.Name} has {terms.Count} terms.");
            Assert.All(terms, term => Assert.NotEmpty(term.Definition));
            Assert.Same(field, RepresentationField.Find(field.Name));
        }
    }

    [Fact]
    public void Kinds_are_seven_and_social_determinants_are_a_cause()
    {
        var kinds = RepresentationField.Kind.Vocabulary.TermsOf(Shipped.Find("checkland-2025")!).Select(term => term.Id).ToList();
        Assert.Equal(7, kinds.Count);
        Assert.DoesNotContain(kinds, id => id.Contains("determinants", StringComparison.Ordinal) || id.Contains("not-stated", StringComparison.Ordinal));
        var causes = RepresentationField.Cause.Vocabulary.TermsOf(Shipped.Find("checkland-2025-model")!).Select(term => term.Id["checkland-2025-model.".Length..]);
        Assert.Equal(["sdh", "behaviours", "stigma", "flexible_resources", "local_policy", "availability", "accessibility", "flexibility", "prioritisation", "recovery", "prevention", "resources", "intelligence"], causes);
    }

    [Fact]
    public void Levels_run_from_the_person_to_policy() =>
        Assert.Equal(["individual", "community", "organisation", "living-and-working-conditions", "policy"],
            RepresentationField.MechanismLevel.Vocabulary.TermsOf(Shipped.Find("representation")!).Select(term => term.Id["representation.level.".Length..]));

    [Fact]
    public void Terms_of_another_framework_are_no_terms_of_the_field() =>
        Assert.Throws<ArgumentException>(() => RepresentationField.Kind.Vocabulary.TermsOf(Shipped.Find("aims")!));
}
