using Throughline.Framing.Frameworks;
using Throughline.Review.Appraising;

namespace Throughline.Review;

/// <summary>What Review makes of checklists: studies are appraised by them.</summary>
internal sealed class ReviewFrameworks(ReadAppraisals.Handler appraisals) : IUseFrameworks
{
    public async Task<IReadOnlyList<string>> RestingAsync(Acting by, Framework framework, CancellationToken cancel)
    {
        if (framework.Kind != FrameworkKind.Checklist) return [];
        // A withdrawn study keeps its answers, and may be taken back. That a study was given out is told to all; answers that are closed are not.
        var studies = (await appraisals.RunAsync(by, framework.Id, withdrawn: true, cancel)).Lines.Count(l => l.Given.Count > 0 || l.Cells.Values.Any(c => c.Answers.Count > 0 || c.Settled is not null));
        return studies == 0 ? [] : [$"{(studies == 1 ? "1 study is" : $"{studies} studies are")} appraised by it, or given out to be; the answers are kept, and not shown while it is away."];
    }
}
