using Throughline.Framing.Frameworks;
using Throughline.Policy.Attention;

namespace Throughline.Policy.Finding;

/// <summary>Refuses a lexicon that finding, suggesting or counting attention could not use, with the entry and why.</summary>
internal sealed class CheckLexicons : ICheckFrameworks
{
    public Error? Check(IReadOnlyList<Framework> there, Framework added)
    {
        if (added.Kind != FrameworkKind.Lexicon || WrongWith([.. there, added]) is not { } wrong) return null;
        return wrong == WrongWith(there) ? new Error($"{wrong.Message} It stands in a lexicon that this project has already: take that one away first.") : wrong;
    }

    private static Error? WrongWith(IReadOnlyList<Framework> frameworks)
    {
        var lexicons = PolicyLexicons.Of(frameworks);
        return lexicons.Succeeded ? CountAttention.TopicSet.Of(frameworks, lexicons.Value.Inequality).Error : lexicons.Error;
    }
}
