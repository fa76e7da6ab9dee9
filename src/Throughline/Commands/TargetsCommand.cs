using System.CommandLine;
using System.Globalization;
using Throughline.Exchange.Plans;
using Throughline.Exchange.Reports;
using Throughline.Framing.Frameworks;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Targeting;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Monitoring;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Questions;
using Throughline.Targeting.Targets;

namespace Throughline.Commands;

internal static class TargetsCommand
{
    public static Command Build(Cli cli) => new("targets", "Targets: one inequality, one comparison, one place, drivers in reach, a mechanism, and what would show it.\n\nExample:\n  throughline targets check \"Naming the gap\"")
    {
        List(cli),
        Show(cli),
        Check(cli),
        Report(cli),
        Board(cli),
        Import(cli),
        Across(cli),
    };

    private static Argument<string> Which() => new("TARGET") { Description = "A target's number, or its title (or the start of it, when only one begins so)." };

    private static async Task<Result<TargetId>> FindAsync(IServiceProvider services, Acting by, string which, CancellationToken cancel)
    {
        var all = await services.GetRequiredService<ReadTargets.Handler>().ListAsync(by.Project, cancel);
        var found = all.Where(t => t.Number.ToString(CultureInfo.InvariantCulture) == which.Trim() || t.Title.Equals(which.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count == 0) found = [.. all.Where(t => t.Title.StartsWith(which.Trim(), StringComparison.OrdinalIgnoreCase))];
        return found.Count == 1 ? found[0].Id : new TargetMissing($"{(found.Count == 0 ? "No" : "More than one")} target is called \"{which}\". There are: {string.Join(", ", all.Select(t => $"{t.Number}. {t.Title}").DefaultIfEmpty("none"))}.");
    }

    private static Command List(Cli cli)
    {
        var project = Cli.Project();
        var command = new Command("list", "The targets of a project, each as a sentence with blanks for what is not said.\n\nExample:\n  throughline targets list \"Naming the gap\"") { project };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var shelf = await services.GetRequiredService<ListFrameworks.Handler>().RunAsync(by.Project, cancel);
            var (model, _) = await services.GetRequiredService<ReadModel.Handler>().RunAsync(by.Project, cancel);
            var all = await services.GetRequiredService<ReadTargets.Handler>().ListAsync(by.Project, cancel);
            return new Said(new { targets = all.Select(t => new { number = t.Number, id = t.Id.Value, title = t.Title, sentence = TargetSentence.Text(t, shelf, model), fields = t.Fields.Count, actions = t.Actions.Count, indicators = t.Indicators.Count, hasBaseline = t.Baseline is not null, drift = t.Drift.Count }) },
                all.Count == 0 ? "There are no targets yet. Begin one on the page Targets, or import a table with \"targets import\"." : string.Join("\n", all.Select(t => $"{t.Number}. {t.Title}\n   {TargetSentence.Text(t, shelf, model)}")));
        }));
        return command;
    }

    private static Command Show(Cli cli)
    {
        var (project, which) = (Cli.Project(), Which());
        var command = new Command("show", "All that is said of one target: its fields, what each rests on, actions, indicators, baseline, and what changed after it.\n\nExample:\n  throughline targets show \"Naming the gap\" 1") { project, which };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var id = await FindAsync(services, by, parsed.GetRequiredValue(which), cancel);
            if (!id.Succeeded) return id.Error;
            var found = await services.GetRequiredService<ReadTargets.Handler>().OneAsync(by, id.Value, cancel);
            if (!found.Succeeded) return found.Error;
            var (detail, record) = (found.Value, found.Value.Record);
            var all = await services.GetRequiredService<ReadTargets.Handler>().ListAsync(by.Project, cancel);
            var noted = ReadinessList.All.Join(detail.Readiness, i => i.Id, r => r.Item, (item, row) => (Item: item, Row: row)).ToList();
            var (shelf, model) = await services.GetRequiredService<ReadModel.Handler>().WithShelfAsync(by.Project, cancel);
            var lines = new List<string> { $"{record.Number}. {record.Title}", $"   {TargetSentence.Text(record, shelf, model)}" };
            foreach (var field in TargetField.All.Where(record.Has)) lines.Add($"   {field.ShortLabel}: {TargetWords.Value(field, record[field], shelf, model)}{(detail.Unsupported.Contains(field) ? "  (unsupported)" : "")}");
            lines.AddRange(record.Actions.Select(a => $"   Action: {a.Words} ({TargetWords.Of(a.Level)}, {TargetWords.Of(a.Approach)}, uptake {TargetWords.Of(a.Uptake)})"));
            lines.AddRange(record.Indicators.Select(i => $"   Indicator ({TargetWords.Of(i.Kind)}, {TargetWords.Of(i.Hands)}): {i.Words}"));
            lines.Add(record.Baseline is { } b ? $"   Baseline: {FixBaseline.Words(b.Fixed)}: {TargetSentence.Now(record)}{(detail.Unsupported.Contains(TargetField.Baseline) ? "  (unsupported)" : "")}" : "   Baseline: none");
            if (record.Area is { } missing) lines.Add(string.Create(CultureInfo.InvariantCulture, $"   Whom the area would miss: {missing.Missed:N0} of {missing.Core20People:N0} people of the most deprived fifth ({missing.MissedPercent:0.#} %), choosing {missing.Percent:0.#} % of areas by {missing.Level}{(CheckArea.OwnWords(missing) is { Length: > 0 } own ? $". {own}" : "")}"));
            lines.AddRange(detail.Evidence.Select(e => $"   Rests on, for {(TargetField.Find(e.Field)?.ShortLabel ?? e.Field).ToLowerInvariant()}: {e.What}: {e.Label ?? "not there any more"}"));
            lines.AddRange(record.Drift.Select(d => $"   Changed after the baseline: {TargetField.Find(d.Field)?.Label ?? d.Field}"));
            lines.AddRange(noted.Select(n => $"   Readiness: {n.Item.Ask} {TargetWords.Of(n.Row.State)}{(n.Row.Note.Length > 0 ? $": {n.Row.Note}" : "")}"));
            lines.AddRange(detail.Reviews.Select(r => $"   Review of {Day(r.On)}{(r.Period.Length > 0 ? $", with data of {r.Period}" : "")}: {string.Join(" ", new[] { r.Learned, r.Decided }.Where(w => w.Length > 0))}"));
            lines.AddRange(all.Where(t => t.Id == record.Follows).Select(t => $"   Follows: {t.Number}. {t.Title}"));
            lines.AddRange(all.Where(t => t.Follows == record.Id).Select(t => $"   Followed by: {t.Number}. {t.Title}"));
            return new Said(
                new
                {
                    number = record.Number,
                    id = record.Id.Value,
                    title = record.Title,
                    sentence = TargetSentence.Text(record, shelf, model),
                    follows = all.FirstOrDefault(t => t.Id == record.Follows)?.Number,
                    followedBy = all.Where(t => t.Follows == record.Id).Select(t => t.Number),
                    fields = TargetField.All.Where(record.Has).Select(f => new { field = f.Name, value = record[f], words = TargetWords.Value(f, record[f], shelf, model) }),
                    unsupported = detail.Unsupported.Select(f => f.Name),
                    actions = record.Actions.Select(a => new { words = a.Words, level = a.Level, approach = a.Approach, uptake = a.Uptake, driver = a.Driver }),
                    indicators = record.Indicators.Select(i => new { words = i.Words, kind = i.Kind, hands = i.Hands, months = i.Months, figure = i.Figure }),
                    baseline = record.Baseline is { } fixedAs ? new
                    {
                        what = fixedAs.Fixed.What,
                        place = fixedAs.Fixed.Place,
                        people = fixedAs.Fixed.People,
                        period = fixedAs.Fixed.Period,
                        unit = fixedAs.Fixed.Unit,
                        rankedBy = fixedAs.Fixed.RankedBy,
                        vintage = fixedAs.Fixed.Vintage,
                        dataset = fixedAs.Fixed.DatasetName,
                        sha256 = fixedAs.Fixed.Sha256,
                        absolute = Of(fixedAs.Point?.Absolute),
                        relative = Of(fixedAs.Point?.Relative),
                        inGroup = Of(fixedAs.Point?.InGroup),
                    } : null,
                    area = record.Area is { } area ? new { dataset = area.DatasetName, level = area.Level, percent = area.Percent, core20People = area.Core20People, missed = area.Missed, missedPercent = area.MissedPercent, others = area.Others, chosen = area.Chosen, floor = area.Floor, belowFloor = area.BelowFloor, own = area.Own, ownCore20 = area.OwnCore20, ownRank = area.OwnRank, areas = area.Areas, ownChosen = area.OwnChosen } : null,
                    evidence = detail.Evidence.Select(e => new { field = e.Field, node = e.Node.ToString(), what = e.What, label = e.Label, note = e.Note }),
                    drift = record.Drift.Select(d => new { field = d.Field, before = d.Before, after = d.After, at = d.At }),
                    reviews = Reviews(detail),
                    readiness = noted.Select(n => new { item = n.Item.Id, level = n.Item.Level, ask = n.Item.Ask, state = n.Row.State, note = n.Row.Note }),
                },
                string.Join("\n", lines));
        }));
        return command;
    }

    private static string Given(ReadTargets.Detail detail, TargetAnswer answer) => $"by {detail.Names.GetValueOrDefault(answer.Analyst, "an analyst")} on {Day(DateOnly.FromDateTime(answer.At.ToLocalTime()))}: {answer.Answer}";

    private static string Day(DateOnly on) => on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static object Runs(RunChart runs) => new { why = runs.Why, isUnusual = runs.IsUnusual, longestRun = runs.LongestRun, crossings = runs.Crossings };

    private static object Reviews(ReadTargets.Detail detail) => detail.Reviews.Select(r => new { on = r.On, learned = r.Learned, decided = r.Decided, period = r.Period });

    private static object? Of(BaselinePoint? point) => point is null ? null : new { period = point.Period, level = point.Level, absolute = Of(point.Absolute), relative = Of(point.Relative) };

    private static object? Of(Measured? value) => value is null ? null : new { value = value.Value, lower = value.Lower, upper = value.Upper };

    private static Command Check(Cli cli)
    {
        var project = Cli.Project();
        var only = new Option<string?>("--target") { Description = "Only this target: its number or title. Without it, all.", HelpName = "TARGET" };
        var command = new Command("check", "The questions that targets raise, each with its reason and source. They are questions, not verdicts: the exit code is 0 whatever is asked.\n\nExample:\n  throughline targets check \"Naming the gap\" --target 2") { project, only };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var all = await services.GetRequiredService<ReadQuestions.Handler>().AllAsync(by, cancel);
            if (parsed.GetValue(only) is { } name)
            {
                var one = await FindAsync(services, by, name, cancel);
                if (!one.Succeeded) return one.Error;
                all = [.. all.Where(t => t.Detail.Target.Id == one.Value)];
            }
            var (told, lines) = (new List<object>(), new List<string>());
            foreach (var (detail, asked) in all)
            {
                var open = asked.Count(q => !q.Rests);
                told.Add(new
                {
                    number = detail.Record.Number,
                    title = detail.Record.Title,
                    open,
                    questions = asked.Select(q => new { id = q.Raised.Question.Id, ask = q.Raised.Question.Ask, here = q.Raised.Here, reason = q.Raised.Question.Reason, source = q.Raised.Question.Source, fields = q.Raised.Fields.Select(f => f.Name), answeredIn = q.Raised.AnsweredIn, answer = q.Answer?.Answer, answeredBy = q.Answer is { } given ? detail.Names.GetValueOrDefault(given.Analyst) : null, answeredAt = q.Answer?.At, rests = q.Rests }),
                });
                lines.Add($"{detail.Record.Number}. {detail.Record.Title}: {CommandFiles.Count(open, "open question")}, {asked.Count - open} resting");
                lines.AddRange(asked.Where(q => !q.Rests).Select(q => $"   {q.Raised.Question.Ask} {q.Raised.Here}\n      {q.Raised.Question.Reason} ({q.Raised.Question.Source}) {q.Raised.AnsweredIn}{(q.Answer is { } before ? $"\n      Answered before this changed, {Given(detail, before)}" : "")}"));
                lines.AddRange(asked.Where(q => q.Rests).Select(q => $"   Resting: {q.Raised.Question.Ask} Answered {Given(detail, q.Answer!)}"));
            }
            return new Said(new { targets = told }, lines.Count == 0 ? "There are no targets yet." : string.Join("\n", lines));
        }));
        return command;
    }

    private static Command Report(Cli cli)
    {
        var (project, which) = (Cli.Project(), Which());
        var to = new Option<string>("--out") { Description = "The file to write; its ending says which kind: .docx or .html.", HelpName = "FILE", Required = true };
        var review = new Option<string?>("--review") { Description = "Only the review of this day (yyyy-mm-dd). Without it, the whole plan.", HelpName = "DAY" };
        var command = new Command("report", "Write a target's plan, or one review of it, with a plain-language page.\n\nExample:\n  throughline targets report \"Naming the gap\" 1 --out plan.docx") { project, which, to, review };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var path = parsed.GetRequiredValue(to);
            var kind = Path.GetExtension(path).ToLowerInvariant();
            if (kind is not (".docx" or ".html" or ".htm")) return new Error($"\"{path}\" ends in neither .docx nor .html. Name the file so that its ending says which you want.");
            var id = await FindAsync(services, by, parsed.GetRequiredValue(which), cancel);
            if (!id.Succeeded) return id.Error;
            ReviewId? of = null;
            if (parsed.GetValue(review) is { } day)
            {
                var detail = await services.GetRequiredService<ReadTargets.Handler>().OneAsync(by, id.Value, cancel);
                if (!detail.Succeeded) return detail.Error;
                if (detail.Value.Reviews.LastOrDefault(r => Day(r.On) == day.Trim()) is not { } found)
                    return new Error($"There is no review on \"{day}\". There are: {string.Join(", ", detail.Value.Reviews.Select(r => Day(r.On)).DefaultIfEmpty("none"))}.");
                of = found.Id;
            }
            var built = await services.GetRequiredService<BuildPlan.Handler>().RunAsync(by, new(id.Value, of), cancel);
            if (!built.Succeeded) return built.Error;
            var written = await Output.WriteAsync(path, async stream =>
            {
                if (kind != ".docx")
                {
                    await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(HtmlReport.Write(built.Value)), cancel);
                    return;
                }
                using var whole = new MemoryStream();
                DocxReport.Write(whole, built.Value);
                whole.Position = 0;
                await whole.CopyToAsync(stream, cancel);
            });
            return written.Succeeded ? new Said(new { file = written.Value, title = built.Value.Title }, $"Wrote {written.Value}.") : written.Error;
        }));
        return command;
    }

    private static Command Board(Cli cli)
    {
        var project = Cli.Project();
        var command = new Command("board", "How the targets of a project stand: baseline, expected path and newest data, absolute and relative, with intervals.\n\nExample:\n  throughline targets board \"Naming the gap\" --json") { project };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var (told, lines) = (new List<object>(), new List<string>());
            var read = services.GetRequiredService<ReadTargets.Handler>();
            var targets = await read.ListAsync(by.Project, cancel);
            var reading = services.GetRequiredService<ReadStanding.Handler>();
            var standing = await reading.RunAsync(by.Project, targets, cancel);
            foreach (var (target, stands) in targets.Zip(standing))
            {
                var detail = await read.OneAsync(by, target.Id, cancel);
                if (!detail.Succeeded) return detail.Error;
                var following = stands.Following;
                told.Add(new
                {
                    number = target.Number,
                    title = target.Title,
                    goalOf = target.GoalOf,
                    goal = target.Number1(TargetField.Goal),
                    goalDate = target.Day(TargetField.GoalDay),
                    whyNoPath = following.WhyNoPath,
                    observations = following.Observations.Select(o => new { period = o.Point.Period, isBaseline = o.IsBaseline, absolute = Of(o.Point.Absolute), relative = Of(o.Point.Relative), inGroup = Of(o.Point.InGroup), level = o.Point.Level, expected = o.Expected, change = Of(o.Change), whyNot = o.WhyNot, says = o.Says }),
                    runChart = Runs(following.Runs),
                    revised = following.Revised,
                    notTaken = following.NotTaken.Select(n => new { dataset = n.DatasetName, why = n.Why }),
                    indicators = stands.Indicators.Select(i => new { words = i.Indicator.Words, kind = i.Indicator.Kind, figure = i.Figure.Value, figureName = i.FigureName, unit = i.Unit, first = Of(i.First), latest = Of(i.Latest), change = Of(i.Change), runChart = Runs(i.Runs), why = i.Why }),
                    alsoMoves = target.Lines(TargetField.AlsoMoves),
                    drift = target.Drift.Select(d => new { field = d.Field, before = d.Before, after = d.After, at = d.At }),
                    reviews = Reviews(detail.Value),
                });
                lines.Add($"{target.Number}. {target.Title}: {(following.Latest is { } latest ? $"{latest.Point.Period}: {(target.Of(latest.Point) is { } value ? TargetSentence.With(target, value.Value) : "–")}. {latest.Says}" : following.Observations.Count == 0 ? "no baseline." : "nothing newer than the baseline.")}{(target.Drift.Count > 0 ? $" {CommandFiles.Count(target.Drift.Count, "change")} after the baseline." : "")}");
                lines.AddRange(following.Observations.Where(o => o.IsBaseline || !o.IsBefore).Select(o => $"   {o.Point.Period}{(o.IsBaseline ? ", baseline" : "")}: absolute {FollowTarget.Within(o.Point.Absolute)}, relative {FollowTarget.Within(o.Point.Relative)}, in the group {FollowTarget.Within(o.Point.InGroup)}{(o.Expected is { } path ? $"; expected {FollowTarget.N(path)}" : "")}{(o.Change is not null ? $"; change {FollowTarget.Within(o.Change)}{(target.GoalOf == "relative" ? ", times" : "")}" : "")}{(o.WhyNot is not null ? $"; does not compare: {o.WhyNot}" : "")}"));
                if (following.Observations.Count > 0) lines.Add($"   Run chart: {FollowTarget.Says(following.Runs)}");
                if (following.Revised is { } revised) lines.Add($"   Revised data: {revised}");
                lines.AddRange(stands.Indicators.Select(i => $"   {TargetWords.Of(i.Indicator.Kind)}: {i.Indicator.Words}: {(i.Latest is { } last ? $"{last.Period}: on average {FollowTarget.N(last.Level)} {i.Unit}{(i.First is { } first ? $" ({FollowTarget.N(first.Level)} in {first.Period})" : "")}; absolute gap {FollowTarget.Within(last.Absolute)}, relative {FollowTarget.Within(last.Relative)}{(i.Change is not null ? $"; change of the absolute gap {FollowTarget.Within(i.Change)}" : "")}" : $"not followed: {i.Why}")}"));
                lines.AddRange(following.NotTaken.Select(n => $"   Not taken: \"{n.DatasetName}\": {n.Why}"));
                if (target.Has(TargetField.AlsoMoves)) lines.Add($"   What else could move it: {string.Join("; ", target.Lines(TargetField.AlsoMoves))}");
                if (detail.Value.Reviews.Count > 0) lines.Add($"   Last review: {Day(detail.Value.Reviews[^1].On)}");
            }
            var (attention, whyNot) = await reading.AttentionAsync(by, cancel);
            lines.AddRange(attention.Where(a => a.Inequalities is not null).Select(a => string.Create(CultureInfo.InvariantCulture, $"Attention: {a.Title} ({a.Dated:yyyy-MM-dd}): inequalities take {100 * a.Inequalities!.Share:0.0} % of its sentences")));
            return new Said(
                new { targets = told, attention = attention.Select(a => new { title = a.Title, dated = a.Dated, sentences = a.Sentences, topics = a.Topics.Select(t => new { topic = t.Id, name = t.Name, share = t.Share, sentences = t.Sentences }) }), whyNoAttention = whyNot },
                targets.Count == 0 ? "There are no targets yet." : string.Join("\n", lines));
        }));
        return command;
    }

    private static Command Import(Cli cli)
    {
        var project = Cli.Project();
        var file = new Argument<FileInfo>("FILE") { Description = "A table with one target a row: .csv, .tsv or .xlsx. The columns are described in docs/targets.md." };
        var command = new Command("import", "Bring targets from a table into a project, all or none.\n\nExample:\n  throughline targets import \"Naming the gap\" plans.csv") { project, file };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var read = await CommandFiles.ReadAsync(parsed.GetRequiredValue(file), cancel);
            if (!read.Succeeded) return read.Error;
            var imported = await services.GetRequiredService<ImportTargets.Handler>().RunAsync(by, parsed.GetRequiredValue(file).Name, read.Value, cancel);
            return imported.Succeeded ? new Said(new { targets = imported.Value.Select(t => t.Value) }, $"Imported {CommandFiles.Count(imported.Value.Count, "target")}.") : imported.Error;
        }));
        return command;
    }

    private static Command Across(Cli cli)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Tables of targets (.csv, .tsv, .xlsx), project archives (.throughline), database files (.db), or titles of projects in the database.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("across", """
            Set the targets of many plans in one grid of kind, group, driver, level and aim: what everyone does, what nobody does, what has no mechanism or measure, near-duplicates, and which statements each answers.

            Examples:
              throughline targets across plan-a.throughline plan-b.csv
              throughline targets across "Naming the gap" others.csv --json
            """) { paths };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, async () =>
        {
            var (plans, known) = (new List<Plan>(), ((ListFrameworks.Shelf Shelf, TargetModel Model)?)null);
            var (readAs, isRead) = (parsed.GetValue(cli.As), false);
            foreach (var path in parsed.GetRequiredValue(paths))
            {
                var read = await PlansOfAsync(cli, parsed, path, readAs, known, cancel);
                if (!read.Succeeded) return read.Error;
                plans.AddRange(read.Value.Plans);
                isRead |= read.Value.IsRead && Path.GetExtension(path).ToLowerInvariant() is not (".csv" or ".tsv" or ".xlsx");
                known ??= (read.Value.Shelf, read.Value.Model);
            }
            if (readAs is not null && !isRead) return new AnalystMissing($"There is no analyst \"{readAs}\" in any project or archive named here.");
            var (shelf, model) = known!.Value;
            var named = AcrossPlans.Named([], plans);
            var answer = AcrossPlans.Run(named, AcrossPlans.Known(shelf, model));
            string Name(string term) => AcrossPlans.Name(term, shelf, model, named);
            object At(AcrossPlans.At at) => new { plan = at.Plan, number = at.Number, title = at.Title };
            var lines = new List<string> { $"{CommandFiles.Count(answer.Targets, "target")} in {CommandFiles.Count(answer.Plans, "plan")}{(answer.Followed == 0 ? "" : $"; {CommandFiles.Count(answer.Followed, "target")} that {(answer.Followed == 1 ? "another follows is" : "others follow are")} left out")}" };
            lines.AddRange(answer.Grid.Take(30).Select(c => $"  {c.Targets.Count}  {Name(c.Kind)} · {Name(c.Group)} · {Name(c.Driver)} · {Name(c.Level)} · {Name(c.Aim)}"));
            if (answer.Grid.Count > 30) lines.Add($"  and {answer.Grid.Count - 30} more; --json has them all");
            foreach (var (said, shares) in new[] { ("In every plan", answer.Everyone), ("In none", answer.Nobody) })
                if (shares.Count > 0) lines.Add($"{said}: {string.Join(", ", shares.Select(s => $"{Name(s.Term)} ({s.Dimension})"))}");
            if (answer.NoMechanism.Count > 0) lines.Add($"Without a mechanism: {string.Join(", ", answer.NoMechanism.Select(a => $"{a.Plan} {a.Number}"))}");
            if (answer.NoMeasure.Count > 0) lines.Add($"Without a measure: {string.Join(", ", answer.NoMeasure.Select(a => $"{a.Plan} {a.Number}"))}");
            lines.AddRange(answer.NearDuplicates.Select(p => string.Create(CultureInfo.InvariantCulture, $"Nearly the same ({p.Similarity:0.00}): {p.One.Plan} {p.One.Number} and {p.Other.Plan} {p.Other.Number}")));
            lines.AddRange(answer.Answering.Select(a => $"{a.Target.Plan} {a.Target.Number} {a.Answers.Tie} \"{a.Answers.Statement}\": {string.Join(", ", a.Answers.Shifts)}"));
            return new Said(
                new
                {
                    plans = answer.Plans,
                    targets = answer.Targets,
                    followed = answer.Followed,
                    grid = answer.Grid.Select(c => new { kind = c.Kind, group = c.Group, driver = c.Driver, level = c.Level, aim = c.Aim, targets = c.Targets.Select(At) }),
                    everyone = answer.Everyone.Select(s => new { dimension = s.Dimension, term = s.Term, targets = s.Targets }),
                    nobody = answer.Nobody.Select(s => new { dimension = s.Dimension, term = s.Term }),
                    noMechanism = answer.NoMechanism.Select(At),
                    noMeasure = answer.NoMeasure.Select(At),
                    nearDuplicates = answer.NearDuplicates.Select(p => new { one = At(p.One), other = At(p.Other), similarity = p.Similarity }),
                    own = named.SelectMany(p => p.Own.Where(o => answer.Shares.Any(s => s.Term == o.Key)).OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => new { term = o.Key, name = o.Value, plan = p.Name })),
                    answers = answer.Answering.Select(a => new { target = At(a.Target), statement = a.Answers.Statement, source = a.Answers.SourceTitle, tie = a.Answers.Tie, shifts = a.Answers.Shifts }),
                },
                string.Join("\n", lines));
        }));
        return command;
    }

    private static async Task<Result<GatherPlans.Gathered>> PlansOfAsync(Cli cli, ParseResult parsed, string path, string? readAs, (ListFrameworks.Shelf, TargetModel)? known, CancellationToken cancel)
    {
        var ending = Path.GetExtension(path).ToLowerInvariant();
        if (!File.Exists(path))
        {
            if (ending is ".csv" or ".tsv" or ".xlsx" or ReadPlanFile.Archive or ".db") return new Error($"There is no file \"{path}\".");
            var address = cli.Address(parsed);
            return address.Succeeded ? await FromAsync(address.Value, path, readAs, cancel) : address.Error;
        }
        if (ending == ".db") return await FromAsync(DatabaseAddress.SqliteFile(path), null, readAs, cancel);
        await using var file = File.OpenRead(path);
        return await new ReadPlanFile.Handler(new WorkApart(), FrameworkCatalogue.Load()).RunAsync(Path.GetFileName(path), file, readAs, known, cancel);
    }

    /// <param name="title">One project; null for all.</param>
    private static async Task<Result<GatherPlans.Gathered>> FromAsync(DatabaseAddress address, string? title, string? readAs, CancellationToken cancel)
    {
        await using var services = new ServiceCollection().AddThroughline(address).BuildServiceProvider();
        var ready = await services.GetRequiredService<Database>().PrepareAsync(cancel);
        if (!ready.Succeeded) return ready.Error;
        ProjectId? only = null;
        if (title is not null)
        {
            var one = await services.GetRequiredService<FindProject.Handler>().OneAsync(title, cancel);
            if (!one.Succeeded) return one.Error;
            only = one.Value.Id;
        }
        return await services.GetRequiredService<GatherPlans.Handler>().RunAsync(only, readAs, cancel);
    }
}
