using Throughline.Framing.Frameworks;

namespace Throughline.Policy.Finding;

/// <summary>The lexicons of a project, compiled: those shipped, and those the analysts added.</summary>
public sealed record PolicyLexicons(InequalityLexicon Inequality, FieldLexicon Fields)
{
    /// <param name="frameworks">All frameworks of the project; those of the kind lexicon count.</param>
    /// <returns>The lexicons, or the first entry that cannot be used.</returns>
    public static Result<PolicyLexicons> Of(IEnumerable<Framework> frameworks)
    {
        ArgumentNullException.ThrowIfNull(frameworks);
        var lexicons = frameworks.Where(framework => framework.Kind == FrameworkKind.Lexicon).ToList();
        var inequality = InequalityLexicon.Of(lexicons);
        if (!inequality.Succeeded) return inequality.Error;
        var fields = FieldLexicon.Of(lexicons);
        if (!fields.Succeeded) return fields.Error;
        return new PolicyLexicons(inequality.Value, fields.Value);
    }
}
