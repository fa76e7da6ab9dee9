using System.Globalization;
using Throughline.Exchange.Reports;
using Throughline.Framing.Frameworks;
using Throughline.Targeting;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;
using Throughline.Text;

namespace Throughline.Exchange.Plans;

/// <summary>A target as a document: a plain-language page, the plan field by field with what each rests on, the questions, how it stands, and its reviews.</summary>
public static class BuildPlan
{
    public const string Unsupported = "unsupported";

    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <param name="Target">Which.</param>
    /// <param name="Review">Only this review, with how the target stood; null for the whole plan.</param>
    public sealed record Request(TargetId Target, ReviewId? Review = null);

    public sealed class Handler(ReadTargets.Handler targets, ReadQuestions.Handler questions, ReadStanding.Handler standing, ReadPlan.Handler answers, ReadModel.Handler model, TimeProvider clock)
    {
        public async Task<Result<ReportDocument>> RunAsync(Acting reader, Request request, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(request);
            var found = await targets.OneAsync(reader, request.Target, cancel);
            if (!found.Succeeded) return found.Error;
            var detail = found.Value;
            var review = request.Review is { } only ? detail.Reviews.FirstOrDefault(r => r.Id == only) : null;
            if (request.Review is not null && review is null) return new TargetMissing("That review is not here any more.");
            var (shelf, boxes) = await model.WithShelfAsync(reader.Project, cancel);
            var asked = await questions.OfAsync(reader, detail, cancel);
            var stands = (await standing.RunAsync(reader.Project, [detail.Record], cancel))[0];
            var attended = await standing.AttentionAsync(reader, cancel);
            var answering = await answers.OfAsync(reader, detail, cancel);
            var writing = new Writing(detail, shelf, boxes, asked, stands, attended, answering, DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
            var made = $"Made with Throughline on {clock.GetLocalNow().ToString("d MMMM yyyy", British)}";
            return new ReportDocument(review is null ? $"Target {detail.Record.Number}: {detail.Record.Title}" : $"Review of {review.On.ToString("d MMMM yyyy", British)}: {detail.Record.Title}", "", made, review is null ? writing.Plan() : writing.Review(review)) { Front = writing.Front };
        }
    }

    private sealed class Writing(ReadTargets.Detail detail, ListFrameworks.Shelf shelf, TargetModel model, IReadOnlyList<ReadQuestions.Row> asked, Standing stands, Attended attended, IReadOnlyList<Answering> answers, DateOnly today)
    {
        private readonly List<ReportBlock> _blocks = [];
        private readonly TargetRecord _record = detail.Record;
        private readonly Following _following = stands.Following;

        /// <summary>How many blocks the plain-language page has.</summary>
        public int Front { get; private set; }

        public List<ReportBlock> Plan()
        {
            Plain();
            Front = _blocks.Count;
            Heading(1, "The plan", "plan");
            Paragraph(TargetSentence.Text(_record, shelf, model), ParagraphLook.Said);
            foreach (var step in Enum.GetValues<TargetStep>()) Fields(step);
            Questions();
            Ready();
            Standing("How it stands");
            Beside();
            foreach (var review in detail.Reviews) One(review);
            Drift();
            Heading(1, "Where it comes from", "sources");
            Paragraph("The order of the plan and the model of causes, sites of action and kinds of inequality follow Checkland and others (2025), doi 10.1177/13558196251334571, reconstructed from the paper's text. Each question names its source. A field marked unsupported rests on nothing that is tied to it.", ParagraphLook.Quiet);
            return _blocks;
        }

        public List<ReportBlock> Review(TargetReview review)
        {
            Plain();
            Front = _blocks.Count;
            One(review);
            // Under an old review's title, what the data say today is not what they said then.
            Standing($"How it stands now, {today.ToString("d MMMM yyyy", British)}");
            Beside();
            Drift();
            return _blocks;
        }

        private void Plain()
        {
            Heading(1, "In plain language", "plain");
            var people = Value(TargetField.People) is { Length: > 0 } said ? said : Value(TargetField.Group);
            Paragraph(people.Length > 0 && _record.Has(TargetField.Kind)
                ? $"This is about {TargetSentence.Lower(people)}{(_record.Has(TargetField.Place) ? $" in {_record[TargetField.Place]}" : "")}. The difference we mean is one in {TargetSentence.Lower(Value(TargetField.Kind))}{(_record.Has(TargetField.Comparator) ? $", compared with {TargetSentence.Lower(Value(TargetField.Comparator))}" : "")}."
                : "It has not been said yet which difference this is about, and for whom.");
            if (_record.Baseline is { Point: { } point } baseline) Paragraph(PlainFigure(baseline, point));
            if (_record.Has(TargetField.Because)) Paragraph($"Why it is so, as we see it: {Sentence(_record[TargetField.Because])}");
            if (_record.Actions.Count > 0) Paragraph($"What we do: {string.Join("; ", _record.Actions.Select(a => a.Words.TrimEnd('.')))}.");
            if (_record.Has(TargetField.Aim)) Paragraph(_record.Tail(TargetField.Aim) switch
            {
                "narrow-the-gap" => "We want the difference to become smaller.",
                "mitigate" => "We want things to be better for these people, whether or not the difference becomes smaller.",
                "equitable-service" => "We want a service that treats these people decently and meets their need.",
                _ => "We want to change what makes the difference.",
            });
            if (_record.Number1(TargetField.Goal) is { } goal) Paragraph($"How we will know: {(TargetSentence.Now(_record) is { } now ? $"from {now} now " : "")}to {TargetSentence.With(_record, goal)}{(_record.Day(TargetField.GoalDay) is { } by ? $" by {by.ToString("d MMMM yyyy", British)}" : "")}.");
            Paragraph(_record.Has(TargetField.Owner) ? $"Who answers for it: {_record[TargetField.Owner]}." : "Nobody has been named who answers for it.");
            var open = asked.Count(q => !q.Rests);
            Paragraph(open == 0 ? "No question about it is open." : $"{(open == 1 ? "One question" : $"{open} questions")} about it {(open == 1 ? "is" : "are")} open; {(open == 1 ? "it is" : "they are")} listed below.");
            if (_record.Baseline is not null) Paragraph("Figures are about neighbourhoods or groups. They say nothing about any one person in them.", ParagraphLook.Quiet);
        }

        private static string PlainFigure(BaselineRecord baseline, BaselinePoint point)
        {
            var groups = baseline.Values.Groups;
            var what = baseline.Fixed.What.Length > 0 ? baseline.Fixed.What : baseline.Fixed.FigureName;
            return groups.Count >= 2 ? $"In {baseline.Fixed.Period}, {what} was {Round(groups[0].Value)}{Unit(baseline)} in {baseline.FirstGroup} and {Round(groups[^1].Value)}{Unit(baseline)} in {baseline.LastGroup}." : $"In {point.Period} the level was {Round(point.Level)}{Unit(baseline)}.";
        }

        /// <summary>As it is said aloud: without digits that only a table needs.</summary>
        private static string Round(double value) => value.ToString(Math.Abs(value) >= 10 ? "#,0.#" : "0.##", British);

        private static string Unit(BaselineRecord baseline) => baseline.Fixed.Unit is { Length: > 0 } unit ? unit == "%" ? "%" : $" {unit}" : "";

        private void Fields(TargetStep step)
        {
            var unsupported = detail.Unsupported.ToHashSet();
            var rows = new List<IReadOnlyList<IReadOnlyList<Run>>>();
            foreach (var field in TargetField.All.Where(f => f.Step == step && f.Shape != FieldShape.Part))
            {
                var value = Value(field);
                if (value.Length == 0) continue;
                rows.Add([[new(field.ShortLabel, IsBold: true)], [value], Rests(field, unsupported.Contains(field))]);
            }
            Heading(2, StepName(step), $"step-{(int)step + 1}");
            if (rows.Count > 0) _blocks.Add(new ReportTable(StepName(step), [new("Field", 2), new("What the plan says", 4), new("Rests on", 3)], rows));
            switch (step)
            {
                case TargetStep.Area when _record.Area is { } area:
                    Paragraph(string.Create(British, $"Whom the area would miss: of {area.Core20People:N0} people who live in the most deprived fifth, choosing the {area.Percent:0.#} % of areas by {area.Level} that score worst ({area.Chosen}) leaves out {area.Missed:N0} ({area.MissedPercent:0.#} %), and takes in {area.Others:N0} others. {(CheckArea.OwnWords(area) is { Length: > 0 } own ? own + " " : "")}{(area.Floor > 0 ? string.Create(British, $"Of the areas chosen, {area.BelowFloor} {(area.BelowFloor == 1 ? "has" : "have")} fewer than {area.Floor:N0} of these people{(area.OwnCore20 is null ? ", which a service of its own is held to need" : "")}. ") : "")}Computed from \"{area.DatasetName}\", sha256 {area.Sha256}."));
                    break;
                case TargetStep.Gap:
                    Baseline(unsupported);
                    break;
                case TargetStep.Mechanism when _record.Actions.Count > 0:
                    _blocks.Add(new ReportTable("Actions", [new("Action", 4), new("Level", 2), new("Approach", 2), new("Expected uptake", 2), new("Acts on", 2)], [.. _record.Actions.Select(a => Row(a.Words, TargetWords.Of(a.Level), TargetWords.Of(a.Approach), TargetWords.Of(a.Uptake), a.Driver.Length > 0 ? model.Find(a.Driver)?.Name ?? "a box that is gone" : "–"))]));
                    Support(TargetField.Actions, unsupported);
                    break;
                case TargetStep.Indicator when _record.Indicators.Count > 0:
                    _blocks.Add(new ReportTable("Indicators", [new("Indicator", 4), new("Kind", 1), new("In the hands of", 2), new("Months until it can move", 1, true)], [.. _record.Indicators.Select(i => Row(i.Words, TargetWords.Of(i.Kind), TargetWords.Of(i.Hands), i.Months?.ToString(British) ?? "not said"))]));
                    Support(TargetField.Indicators, unsupported);
                    break;
                case TargetStep.Review when answers.Count > 0:
                    _blocks.Add(new ReportTable("Statements this target answers, and what changed on the way", [new("Statement", 4), new("From", 2), new("The target", 1), new("What changed", 3)],
                        [.. answers.Select(a => (IReadOnlyList<IReadOnlyList<Run>>)[[new(a.Statement, IsSaid: true)], [a.SourceTitle], [a.Tie + " it"], [a.Shifts.Count == 0 ? "nothing" : string.Join("; ", a.Shifts)]])]));
                    break;
                default:
                    if (rows.Count == 0 && step != TargetStep.Gap) Paragraph("Nothing is written here yet.", ParagraphLook.Quiet);
                    break;
            }
        }

        private void Baseline(HashSet<TargetField> unsupported)
        {
            if (_record.Baseline is not { } baseline)
            {
                Paragraph("No figure is fixed as the baseline.", ParagraphLook.Quiet);
                return;
            }
            Paragraph($"{FixBaseline.Words(baseline.Fixed)}. Boundaries: {(baseline.Fixed.Vintage.Length > 0 ? baseline.Fixed.Vintage : "not said")}. Fixed on {baseline.Fixed.FixedAt.ToLocalTime().ToString("d MMMM yyyy", British)} from \"{baseline.Fixed.DatasetName}\", sha256 {baseline.Fixed.Sha256}.");
            var point = baseline.Point;
            _blocks.Add(new ReportTable("The gap at the baseline", [new("Measure", 3), new("Value", 2, true), new("95 % interval", 3)],
            [
                Row("Absolute: slope index", Number(point?.Absolute), Limits(point?.Absolute)),
                Row("Relative: relative index", Number(point?.Relative), Limits(point?.Relative)),
                Row(baseline.InWorseGroup, Number(point?.InGroup), Limits(point?.InGroup)),
                Row("Level, all groups", point is null ? "–" : FollowTarget.N(point.Level), "–"),
            ]));
            _blocks.Add(new ReportTable("Every group at the baseline", [new("Group", 3), new("People", 2, true), new("Value", 2, true), new("95 % interval", 3)],
                [.. baseline.Values.Groups.Select(g => Row(g.Label, g.Population.ToString("N0", British), FollowTarget.N(g.Value), g is { Lower: { } low, Upper: { } high } ? $"{FollowTarget.N(low)} to {FollowTarget.N(high)}" : "–"))]));
            Support(TargetField.Baseline, unsupported);
        }

        private void Questions()
        {
            Heading(1, "Questions, not verdicts", "questions");
            if (asked.Count == 0) Paragraph("This plan raises none of the questions there are.");
            else _blocks.Add(new ReportTable("Questions this plan raises", [new("Question", 3), new("Why it is asked", 4), new("Answer", 3)],
                [.. asked.Select(q => (IReadOnlyList<IReadOnlyList<Run>>)[[new(q.Raised.Question.Ask, IsBold: true), $" {q.Raised.Here}"], [$"{q.Raised.Question.Reason} ", new($"{q.Raised.Question.Source}. {q.Raised.AnsweredIn}", IsQuiet: true)], q.Answer is null ? [new("open", IsQuiet: true)] : [$"{q.Answer.Answer} ", new($"{detail.Names.GetValueOrDefault(q.Answer.Analyst, "an analyst")}, {q.Answer.At.ToLocalTime().ToString("d MMMM yyyy", British)}{(q.Rests ? "" : ", before what raised it changed; open again")}.", IsQuiet: true)]])]));
        }

        private void Ready()
        {
            var said = detail.Readiness.ToDictionary(r => r.Item);
            if (said.Count == 0) return;
            Heading(1, "Barriers and readiness", "readiness");
            _blocks.Add(new ReportTable("Readiness at three levels, after McMahon (2022)", [new("Level", 2), new("What should be in place", 4), new("It is", 1), new("Note", 3)],
                [.. ReadinessList.All.Where(i => said.ContainsKey(i.Id)).Select(i => Row(i.Level.ToString(), i.Ask, TargetWords.Of(said[i.Id].State), said[i.Id].Note.Length > 0 ? said[i.Id].Note : "–"))]));
        }

        private void Standing(string title)
        {
            Heading(1, title, "standing");
            if (_following.Observations.Count == 0)
            {
                Paragraph(_following.WhyNoPath ?? "There are no data to follow it with.", ParagraphLook.Quiet);
                return;
            }
            if (_following.WhyNoPath is { } why) Paragraph($"There is no expected path: {why}");
            _blocks.Add(new ReportTable("Baseline, expected path and what came", [new("Period", 2), new("Absolute (95 % interval)", 3, true), new("Relative (95 % interval)", 3, true), new("In the group (95 % interval)", 3, true), new("Expected", 2, true), new("Change (95 % interval)", 3, true), new("What it says", 4)],
                [.. _following.Observations.Select(o => Row(o.Point.Period, FollowTarget.Within(o.Point.Absolute), FollowTarget.Within(o.Point.Relative), FollowTarget.Within(o.Point.InGroup), o.Expected is { } e ? FollowTarget.N(e) : "–", o.Change is null ? "–" : $"{FollowTarget.Within(o.Change)}{(_record.GoalOf == "relative" ? ", times" : "")}", o.Says))]));
            if (_record.Baseline is { } fixedAs) Paragraph($"The change is that of {(_record.GoalOf switch { "relative" => "the relative gap", "group" => $"the value in {fixedAs.WorseGroup}", _ => "the absolute gap" })} since the baseline. “The group” is {fixedAs.WorseGroup}, which did worse at the baseline.", ParagraphLook.Quiet);
            if (_following.Revised is { } revised) Paragraph(revised);
            foreach (var (name, reason) in _following.NotTaken) Paragraph($"Not taken: \"{name}\". {Sentence(Upper(reason))}", ParagraphLook.Quiet);
            Paragraph(_following.Runs.Why ?? (_following.Runs.IsUnusual ? $"Run chart: unusual. The longest run on one side of the median is {_following.Runs.LongestRun} (more than {_following.Runs.MostRun} is unusual), and the line crosses it {_following.Runs.Crossings} times (fewer than {_following.Runs.FewestCrossings} is unusual)."
                : $"Run chart: nothing unusual. The longest run on one side of the median is {_following.Runs.LongestRun} of at most {_following.Runs.MostRun}; it is crossed {_following.Runs.Crossings} times, at least {_following.Runs.FewestCrossings}."));
            Paragraph($"Run-chart rules: {RunChart.Source}. Intervals of change take the two periods as independent.", ParagraphLook.Quiet);
            if (_record.Has(TargetField.AlsoMoves)) Paragraph($"What else could move it: {string.Join("; ", _record.Lines(TargetField.AlsoMoves))}.");
        }

        /// <summary>What is followed beside the goal: indicators by their figures, and how much of policy documents speaks of inequalities.</summary>
        private void Beside()
        {
            if (stands.Indicators.Count > 0)
                _blocks.Add(new ReportTable("Indicators by their figures", [new("Indicator", 4), new("Kind", 1), new("Period", 2), new("On average", 2, true), new("Absolute (95 % interval)", 3, true), new("Relative (95 % interval)", 3, true)],
                    [.. stands.Indicators.SelectMany(i => i.Latest is null ? [Row(i.Indicator.Words, TargetWords.Of(i.Indicator.Kind), $"not followed: {i.Why}", "–", "–", "–")]
                        : new[] { i.First, i.Latest }.OfType<BaselinePoint>().Select(p => Row(i.Indicator.Words, TargetWords.Of(i.Indicator.Kind), p.Period, $"{FollowTarget.N(p.Level)} {i.Unit}".TrimEnd(), FollowTarget.Within(p.Absolute), FollowTarget.Within(p.Relative))))]));
            foreach (var one in stands.Indicators.Where(i => i.Change is not null))
                Paragraph($"{one.Indicator.Words.TrimEnd('.')}: from {one.First!.Period} to {one.Latest!.Period} the absolute gap changed by {FollowTarget.Within(one.Change)}. Run chart: {FollowTarget.Says(one.Runs)}");
            if (attended.WhyNot is { } why) Paragraph($"Attention was not counted: {why}", ParagraphLook.Quiet);
            else if (attended.Rows.Count > 0)
            {
                var competing = FollowAttention.Competing(attended.Rows);
                _blocks.Add(new ReportTable("Attention beside it: share of sentences by topic", [new("Document", 4), new("Date", 2), new("Sentences", 1, true), new(attended.Rows[0].Inequalities?.Name ?? "Inequalities", 2, true), .. competing.Select(c => new ReportColumn(c.Name, 2, true))],
                    [.. attended.Rows.Select(a => Row([a.Title, a.Dated.ToString("d MMMM yyyy", British), a.Sentences.ToString("N0", British), Percent(a.Inequalities?.Share), .. competing.Select(c => Percent(a.Topics.FirstOrDefault(t => t.Id == c.Id)?.Share))]))]));
            }

            static string Percent(double? share) => share is { } one ? (100 * one).ToString("0.0", British) + " %" : "–";
        }

        private void One(TargetReview review)
        {
            Heading(1, $"Review of {review.On.ToString("d MMMM yyyy", British)}", $"review-{review.Id.Value:N}");
            Paragraph($"By {detail.Names.GetValueOrDefault(review.Analyst, "an analyst")}. {(review.Period.Length > 0 ? $"The newest data were of {review.Period}: absolute {N(review.Absolute)}, relative {N(review.Relative)}, in the group {N(review.InGroup)}." : "There were no data newer than the baseline.")}");
            if (review.Learned.Length > 0) Paragraph($"What was learned: {review.Learned}");
            if (review.Decided.Length > 0) Paragraph($"What was decided: {review.Decided}");
        }

        private void Drift()
        {
            if (_record.Drift.Count == 0) return;
            Heading(1, "What changed after the baseline", "drift");
            _blocks.Add(new ReportTable("Changes after the baseline was fixed", [new("When", 2), new("What", 2), new("Before", 3), new("After", 3), new("By", 2)],
                [.. _record.Drift.Select(d => Row(d.At.ToLocalTime().ToString("d MMMM yyyy", British), TargetField.Find(d.Field)?.Label ?? d.Field, Shown(d.Field, d.Before), Shown(d.Field, d.After), detail.Names.GetValueOrDefault(d.Analyst, "")))]));
        }

        private void Support(TargetField field, HashSet<TargetField> unsupported) => _blocks.Add(new ReportParagraph([new(field == TargetField.Baseline ? "The baseline rests on: " : $"{field.Label} rest on: ", IsBold: true), .. Rests(field, unsupported.Contains(field))]));

        private List<Run> Rests(TargetField field, bool unsupported)
        {
            var tied = detail.Evidence.Where(e => e.Field == field.Name).ToList();
            if (tied.Count == 0) return [ReadTargets.Detail.Supports.Contains(field) ? new(Unsupported, IsItalic: true) : new("–")];
            var runs = new List<Run>();
            foreach (var one in tied)
            {
                if (runs.Count > 0) runs.Add("; ");
                runs.Add(one.Label is null ? new Run($"{one.What}, tied on {one.At.ToString("d MMMM yyyy", British)}, not there any more", IsQuiet: true) : $"{one.What}: ");
                if (one.Label is not null) runs.Add(new(Cut.To(one.Label, 300), IsSaid: one.IsQuoted));
            }
            if (unsupported) runs.Add(new($" ({Unsupported})", IsItalic: true));
            return runs;
        }

        private string Value(TargetField field) => TargetWords.Value(field, _record[field], shelf, model);

        private string Shown(string field, string value) => value.Length == 0 ? "nothing" : TargetField.Find(field) is { Shape: not FieldShape.Part } one ? TargetWords.Value(one, value, shelf, model) : value;

        private void Heading(int level, string text, string anchor) => _blocks.Add(new ReportHeading(level, text, anchor));

        private void Paragraph(string text, ParagraphLook look = ParagraphLook.Body) => _blocks.Add(new ReportParagraph([text], look));

        private static IReadOnlyList<IReadOnlyList<Run>> Row(params string[] cells) => [.. cells.Select(c => (IReadOnlyList<Run>)[c])];

        private static string Number(Measured? value) => value is null ? "–" : FollowTarget.N(value.Value);

        private static string Limits(Measured? value) => value is { Lower: { } low, Upper: { } high } ? $"{FollowTarget.N(low)} to {FollowTarget.N(high)}" : "–";

        private static string N(double? value) => value is { } one ? FollowTarget.N(one) : "–";

        private static string Upper(string words) => words.Length > 0 ? char.ToUpperInvariant(words[0]) + words[1..] : words;

        private static string Sentence(string words) => words.TrimEnd() is var text && text.EndsWith('.') ? text : text + ".";
    }

    /// <summary>The stations of making a target, in words.</summary>
    public static string StepName(TargetStep step) => TargetWords.Of(step);
}
