using System.Globalization;
using Throughline.Review.Appraising;
using Throughline.Review.Citations;
using Throughline.Review.Extraction;
using Throughline.Review.Screening;
using Throughline.Review.Searches;
using Throughline.Synthesis.Arguing;
using Throughline.Synthesis.Phases;
using Throughline.Synthesis.Translation;

namespace Throughline.Exchange.Syntheses;

/// <summary>Whether an item of a guideline is answered by what the project holds.</summary>
public enum ReportingState
{
    Held,
    InPart,
    Missing,
    /// <summary>It does not arise here, by a decision that has its reason.</summary>
    NotApplicable,
    /// <summary>No data can answer it: the authors write it.</summary>
    ToWrite,
}

/// <summary>All that a report of a synthesis is made from, as one reader may see it.</summary>
/// <param name="Translations">Of all studies together first, then within each cluster by its name.</param>
public sealed record SynthesisFacts(
    FindProject.Row Project, DecidePlan.Request Plan, IReadOnlyList<LogPhase.Row> Phases, ListSearches.Answer Searches, CountFlow.Flow Flow, Screen.Answer Screening, IReadOnlyList<ListCitations.Row> Citations,
    ReadExtraction.Answer Extraction, IReadOnlyList<(string? Within, ReadGrid.Grid Grid)> Translations, IReadOnlyList<RelateConcepts.Row> Relations, IReadOnlyList<WriteAlternative.Row> Alternatives, IReadOnlyList<ReadStorylines.Row> Storylines, ReadAppraisals.Sheet Appraisal)
{
    /// <summary>All studies together.</summary>
    public ReadGrid.Grid Grid => Translations[0].Grid;

    /// <summary>Concepts of all studies together; where there is none, those within the clusters. A concept that was carried over is counted once.</summary>
    public int Concepts => Grid.Columns.Count > 0 ? Grid.Columns.Count : Translations.Sum(t => t.Grid.Columns.Count);

    private IEnumerable<ReadStorylines.Sentence> Sentences => Storylines.Where(s => s.Standing != StorylineStanding.Rejected).SelectMany(s => s.Steps).SelectMany(s => s.Sentences);

    /// <summary>Claims that rest on nothing in the review.</summary>
    public int Unsupported => Sentences.Count(s => s.IsUnsupported);

    /// <summary>One item's state, with what is there and what is missing in words.</summary>
    public (ReportingState State, string Words) Of(ReportingGuide.Item item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.From is ["authors"]) return (ReportingState.ToWrite, "For the authors to write.");
        var all = item.From.Select(Ask).ToList();
        var words = string.Join(" ", all.Select(a => a.Words));
        var asked = all.Where(a => a.Held is not null).ToList();
        return (asked.Count == 0 ? ReportingState.NotApplicable : asked.TrueForAll(a => a.Held == true) ? ReportingState.Held : asked.Exists(a => a.Held == true) ? ReportingState.InPart : ReportingState.Missing, words);
    }

    /// <returns>Null where it does not arise.</returns>
    private (bool? Held, string Words) Ask(string what)
    {
        var databases = Searches.Runs.Where(r => r.Kind == SearchKind.Database).ToList();
        var fields = Extraction.Fields.Count * Grid.Lines.Count;
        var loose = Unsupported;
        var (expected, made) = (Translations.Sum(t => t.Grid.Expected), Translations.Sum(t => t.Grid.Made));
        return what switch
        {
            "question" => Say(Project.Question.Length > 0, "The research question is written.", "No research question is written."),
            "strings" => Say(databases.Count > 0 && databases.TrueForAll(r => r.Blocks.Length > 0 && r.RanOn is not null), $"{Count(databases.Count, "database search", "database searches")} with day and string.", databases.Count == 0 ? "No database search is written down." : $"{databases.Count(r => r.Blocks.Length == 0 || r.RanOn is null)} of {databases.Count} database searches lack their day or string."),
            "searched-by" => Say(databases.Count > 0 && databases.TrueForAll(r => r.RanBy.Length > 0), "Who searched is written.", "Who searched is not written for every search."),
            "criteria" => Say(Screening.Reasons.Count > 0, $"{Count(Screening.Reasons.Count, "reason")} to exclude.", "No reason to exclude is written."),
            "screened" => Say(Screening.Decisions.Count > 0, $"Screened by {string.Join(", ", Screening.Decisions.Select(d => d.By).Distinct())}.", "No screening decision is recorded."),
            "flow" => Say(Flow is { Screened: > 0, Unknown.Count: 0, Waiting: 0, Undecided: 0, WithoutStudy.Count: 0, LeftOutInStudy.Count: 0, UndecidedInStudy.Count: 0 }, $"{Flow.Screened} records screened, {Flow.Reports} reports included.", Flow.Screened == 0 ? "No record was screened here."
                : string.Join("; ", new[]
                {
                    (Flow.Unknown.Count, $"the records of {Count(Flow.Unknown.Count, "search", "searches")} are not known"), (Flow.Waiting, $"{Count(Flow.Waiting, "record")} not decided on yet"), (Flow.Undecided, $"{Count(Flow.Undecided, "report")} not decided on yet at full text"),
                    (Flow.WithoutStudy.Count, $"{Count(Flow.WithoutStudy.Count, "included report")} of no study"), (Flow.LeftOutInStudy.Count, $"{Count(Flow.LeftOutInStudy.Count, "report")} left out and yet of a study"), (Flow.UndecidedInStudy.Count, $"{Count(Flow.UndecidedInStudy.Count, "report")} of a study not decided on at full text"),
                }.Where(w => w.Item1 > 0).Select((w, i) => i == 0 ? char.ToUpperInvariant(w.Item2[0]) + w.Item2[1..] : w.Item2)) + "."),
            "form" => Say(Extraction.Fields.Count > 0, $"A form of {Count(Extraction.Fields.Count, "field")}.", "There is no extraction form."),
            "extracted" => Say(fields > 0 && Extraction.Values.Count >= fields, $"{Extraction.Values.Count} of {fields} fields filled in.", $"{Extraction.Values.Count} of {fields} fields filled in."),
            "studies" => Say(Grid.Lines.Count > 0 && Grid.Lines.All(l => l.Study.Reports.Count > 0), $"{Count(Grid.Lines.Count, "study", "studies")}, each with its reports.", Grid.Lines.Count == 0 ? "No study is included." : "Not every study has a report."),
            "constructs" => Say(Grid.Constructs.Count > 0, $"{Count(Grid.Constructs.Count, "construct")} taken.", "No construct is taken."),
            "orders" => Say(Plan.OrderReason.Length > 0 || Grid.Constructs.Count > 0, Plan.OrderRule == OrderRule.AllSecond ? "All constructs count as second order, with the reason." : "Each construct has its order.", "No construct is taken."),
            "concepts" => Say(Concepts > 0, $"{Count(Concepts, "concept")}.", "There is no concept."),
            "compared" => Say(expected > 0 && made == expected, $"{made} of {expected} comparisons made.", $"{made} of {expected} comparisons made."),
            "related" => Say(Grid.Clusters.Count > 0 || Relations.Count > 0, $"{Count(Grid.Clusters.Count, "cluster")}, {Count(Relations.Count, "relation")} between concepts.", "Neither clusters nor relations between concepts are written."),
            "alternatives" => Say(Alternatives.Count > 0, $"{Count(Alternatives.Count, "other reading")}.", "No other reading is kept."),
            "storyline" => Say(Storylines.Any(s => s.Standing == StorylineStanding.Kept && s.Steps.Count > 0), "A line of argument is kept.", "No storyline is kept as the line of argument."),
            "supported" => Say(Sentences.Any() && loose == 0, "Every claim has support in the review.", Sentences.Any() ? $"{Count(loose, "claim")} without support." : "Nothing is claimed yet."),
            "outside" => Say(Sentences.Any(s => s.Outside.Length > 0 || s.Cited.Count > 0), "Set against literature outside the review.", "No literature outside the review is named."),
            "unfit" => Say(Storylines.Any(s => s.Standing == StorylineStanding.Kept && s.DoesNotFit.Length > 0), "What does not fit is written.", "What does not fit is not written."),
            "stance" => Say(Plan.Stance.Length > 0, "The analysts' background is written.", "The analysts' background is not written."),
            "appraisal" => Say(Plan.Appraisal != AppraisalDecision.NotDecided, Plan.Appraisal == AppraisalDecision.Appraised ? "Appraised, with the reason." : "Not appraised, with the reason.", "Whether studies are appraised is not decided."),
            "appraised" => Plan.Appraisal == AppraisalDecision.NotAppraised ? (null, "Studies are not appraised, with the reason.")
                : Say(Appraisal.Chosen is { IsUsed: true } && Appraisal.Lines.Count > 0 && Appraisal.Done == Appraisal.Lines.Count, $"{Appraisal.Lines.Count} of {Count(Appraisal.Lines.Count, "study", "studies")} appraised: {Appraisal.Chosen?.Title}.", Appraisal.Chosen is { IsUsed: true } list ? $"{Appraisal.Done} of {Count(Appraisal.Lines.Count, "study", "studies")} appraised in full: {list.Title}." : "No study is appraised here."),
            "software" => (true, "Throughline."),
            "analysts" => Say(Grid.Constructs.Count > 0, $"Constructs taken by {string.Join(", ", Grid.Constructs.Values.Select(c => c.TakenBy).Distinct())}.", "No construct is taken."),
            _ when what.Split('-') is [var kind and ("process" or "outcome"), var number] => Logged(int.Parse(number, CultureInfo.InvariantCulture), kind == "outcome"),
            _ => throw new InvalidOperationException($"The reporting guidelines ask for \"{what}\", which the report does not know."),
        };
    }

    private (bool? Held, string Words) Logged(int phase, bool outcome)
    {
        var lines = Phases.Count(p => p.Phase == phase && p.IsOutcome == outcome);
        return Say(lines > 0, $"Phase {phase}: {Count(lines, "line")} on {(outcome ? "what came out" : "how it was gone about")}.", $"The phase log does not say {(outcome ? "what came out" : "how it was gone about")} in phase {phase}.");
    }

    private static (bool? Held, string Words) Say(bool held, string there, string missing) => (held, held ? there : missing);

    internal static string Count(int number, string one, string? many = null) => $"{number} {(number == 1 ? one : many ?? one + "s")}";
}
