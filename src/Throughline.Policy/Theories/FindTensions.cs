using Microsoft.EntityFrameworkCore;
using Throughline.Policy.Statements;

namespace Throughline.Policy.Theories;

/// <summary>Where the programme theories of a document, or of two, may pull apart: questions worked out from what the theories say, for analysts to answer.</summary>
/// <remarks>The rules follow Checkland and colleagues (2025), doi 10.1177/13558196251334571, who find approaches that may be in tension and are not weighed, and
/// Mackenzie and colleagues (2020), doi 10.1016/j.socscimed.2020.113047, on problems told as structural with answers that work on individuals.</remarks>
public static class FindTensions
{
    /// <param name="Words">Why, in the analyst's words.</param>
    public sealed record Given(TensionAnswerId Id, TensionVerdict Verdict, string Words, AnalystId Analyst, string AnalystName);

    /// <param name="Other">Null where the tension lies within one theory.</param>
    /// <param name="Reason">What in the theories gives rise to the question.</param>
    /// <param name="Arises">False where the theories have changed since it was answered and give rise to it no more.</param>
    public sealed record Row(TensionRule Rule, ListTheories.Row One, ListTheories.Row? Other, string Question, string Reason, IReadOnlyList<Given> Answers, bool Arises)
    {
        /// <summary>Between theories of two documents.</summary>
        public bool IsAcross => Other is { } other && other.Source != One.Source;

        /// <summary>Between two documents of which one takes the place of the other, at once or by way of others.</summary>
        public bool IsOfVersions { get; init; }
    }

    private const string Everyone = "representation.group.everyone", Individual = "representation.level.individual", Narrow = "aims.narrow-the-gap", RootCauses = "aims.root-causes";
    private static readonly string[] Structural = ["representation.level.living-and-working-conditions", "representation.level.policy"];
    private static readonly string[] ForAll = ["representation.mechanism.better-care-for-all", "representation.mechanism.more-capacity"];
    private static readonly string[] OfServices = ["checkland-2025.kind.access-to-care", "checkland-2025.kind.experience-of-care", "checkland-2025.kind.outcomes-of-care"];

    public static string QuestionOf(TensionRule rule) => rule switch
    {
        TensionRule.StructureAndPerson => "How would what individuals do change conditions that they do not make?",
        TensionRule.AllAndGap => "Is access to rise for everyone, or for some more than others? If everyone gains alike, the gap stays.",
        _ => "Acting on wider determinants and improving services draw on the same people and money. Which comes first?",
    };

    /// <summary>The tensions within and between theories of one document. Pure.</summary>
    /// <param name="theories">Those that count, of one document.</param>
    public static IReadOnlyList<(TensionRule Rule, ListTheories.Row One, ListTheories.Row? Other, string Reason)> In(IReadOnlyList<ListTheories.Row> theories)
    {
        ArgumentNullException.ThrowIfNull(theories);
        var found = new List<(TensionRule, ListTheories.Row, ListTheories.Row?, string)>();
        foreach (var one in theories)
        {
            if (IsStructural(one) && IsPersonal(one)) found.Add((TensionRule.StructureAndPerson, one, null, $"Theory {one.Number} sets out from {CauseOf(one)}, and its mechanism works on individuals."));
            if (one.Aims.Contains(Narrow) && IsForAll(one)) found.Add((TensionRule.AllAndGap, one, null, $"Theory {one.Number} is to narrow a gap, and what it does is for everyone."));
        }
        found.AddRange(Pairs(theories, (one, other) => one.Id != other.Id, theory => $"theory {theory.Number}"));
        return found;
    }

    /// <summary>The tensions between theories of two documents. Pure.</summary>
    /// <param name="theories">Those that count, of any documents. Each reason names both documents.</param>
    public static IReadOnlyList<(TensionRule Rule, ListTheories.Row One, ListTheories.Row? Other, string Reason)> Across(IReadOnlyList<ListTheories.Row> theories)
    {
        ArgumentNullException.ThrowIfNull(theories);
        return Pairs(theories, (one, other) => one.Source != other.Source, theory => $"theory {theory.Number} of {theory.SourceTitle}");
    }

    private static List<(TensionRule Rule, ListTheories.Row One, ListTheories.Row? Other, string Reason)> Pairs(IReadOnlyList<ListTheories.Row> theories, Func<ListTheories.Row, ListTheories.Row, bool> isPair, Func<ListTheories.Row, string> name)
    {
        var found = new List<(TensionRule, ListTheories.Row, ListTheories.Row?, string)>();
        foreach (var one in theories)
            foreach (var other in theories)
            {
                if (!isPair(one, other)) continue;
                var (first, second) = ("T" + name(one)[1..], name(other));
                if (IsStructural(one) && !IsPersonal(one) && IsPersonal(other) && !IsStructural(other)) found.Add((TensionRule.StructureAndPerson, one, other, $"{first} sets out from {CauseOf(one)}; the mechanism of {second} works on individuals."));
                if (one.Aims.Contains(Narrow) && !IsForAll(one) && IsForAll(other) && !other.Aims.Contains(Narrow)) found.Add((TensionRule.AllAndGap, one, other, $"{first} is to narrow a gap; what {second} does is for everyone."));
                if (IsStructural(one) && !other.Kinds.Any(k => one.Kinds.Contains(k)) && other.Kinds.Any(OfServices.Contains) && !IsStructural(other)) found.Add((TensionRule.CausesAndServices, one, other, $"{first} sets out from {CauseOf(one)}; {second} is about what services do."));
            }
        return found;
    }

    private static bool IsStructural(ListTheories.Row theory) => theory.Aims.Contains(RootCauses) || theory.CauseLevels.Any(Structural.Contains);

    private static bool IsPersonal(ListTheories.Row theory) => theory.MechanismLevels.Count > 0 && theory.MechanismLevels.All(l => l == Individual);

    private static bool IsForAll(ListTheories.Row theory) => theory.Groups.Contains(Everyone) || (theory.Groups.Count == 0 && theory.Means.Any(ForAll.Contains));

    private static string CauseOf(ListTheories.Row theory) => theory.CauseLevels.Any(Structural.Contains) ? "living conditions or policy" : "root causes";

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListTheories.Handler list, DescribeDocument.Handler register)
    {
        /// <summary>Within each document, by document; then between documents, those of which one takes the place of the other first; last those that were answered and arise no more.</summary>
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, CancellationToken cancel)
        {
            var all = await list.RunAsync(reader, null, cancel);
            var theories = all.ToDictionary(t => t.Id);
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var hidden = await db.HiddenFromAsync(reader, cancel);
            var answers = (await (from t in db.Set<TensionAnswer>().AsNoTracking() join a in db.Analysts on t.Analyst equals a.Id where t.Project == reader.Project orderby t.Id select new { Answer = t, a.Name }).ToListAsync(cancel))
                .Where(t => theories.ContainsKey(t.Answer.One) && (t.Answer.Other is not { } other || theories.ContainsKey(other)) && !hidden.IsHidden(t.Answer.Source.Value, t.Answer.Analyst))
                .ToLookup(t => (t.Answer.Rule, t.Answer.One, t.Answer.Other), t => new Given(t.Answer.Id, t.Answer.Verdict, t.Answer.Words, t.Answer.Analyst, t.Name));
            var versions = DescribeDocument.Versions(await register.ListAsync(reader.Project, cancel)).Select(chain => chain.Select(d => d.Source).ToHashSet()).ToList();
            bool AreVersions(ListTheories.Row one, ListTheories.Row? other) => other is not null && versions.Exists(chain => chain.Contains(one.Source) && chain.Contains(other.Source));
            var counting = all.Where(t => t.Counts).ToList();
            var rows = new List<Row>();
            foreach (var (rule, one, other, reason) in counting.GroupBy(t => t.Source).SelectMany(document => In([.. document])))
                rows.Add(new(rule, one, other, QuestionOf(rule), reason, [.. answers[(rule, one.Id, other?.Id)]], true));
            rows.AddRange(Across(counting).Select(t => new Row(t.Rule, t.One, t.Other, QuestionOf(t.Rule), t.Reason, [.. answers[(t.Rule, t.One.Id, t.Other?.Id)]], true) { IsOfVersions = AreVersions(t.One, t.Other) })
                .OrderBy(r => !r.IsOfVersions).ThenBy(r => Math.Min(r.One.SourceNumber, r.Other!.SourceNumber)).ThenBy(r => Math.Max(r.One.SourceNumber, r.Other!.SourceNumber)));
            foreach (var old in answers.Where(a => !rows.Exists(r => (r.Rule, r.One.Id, r.Other?.Id) == a.Key)))
                rows.Add(new(old.Key.Rule, theories[old.Key.One], old.Key.Other is { } id ? theories[id] : null, QuestionOf(old.Key.Rule), "The theories have changed since this was answered, and do not give rise to it any more.", [.. old], false) { IsOfVersions = old.Key.Other is { } its && theories[its].Source != theories[old.Key.One].Source && AreVersions(theories[old.Key.One], theories[its]) });
            return rows;
        }

        /// <summary>Answers a question, or answers it anew.</summary>
        public async Task<Result<TensionAnswerId>> AnswerAsync(Acting by, TensionRule rule, TheoryId one, TheoryId? other, TensionVerdict verdict, string words, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(words);
            var said = words.Trim();
            if (said.Length == 0) return new TheoryInvalid("Say in a few words why.");
            if (said.Length > TensionAnswer.MostWords) return new TheoryInvalid($"An answer has at most {TensionAnswer.MostWords} characters; this has {said.Length}.");
            if ((await RunAsync(by, cancel)).FirstOrDefault(r => (r.Rule, r.One.Id, r.Other?.Id) == (rule, one, other)) is not { } asked) return new TheoryMissing("That question is not asked any more.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var analyst = by.Analyst;
            var answer = await db.Set<TensionAnswer>().SingleOrDefaultAsync(a => a.Project == by.Project && a.Rule == rule && a.One == one && a.Other == other && a.Analyst == analyst, cancel);
            if (answer is null) db.Add(answer = new() { Id = TensionAnswerId.New(), Project = by.Project, Rule = rule, One = one, Other = other, Source = asked.One.Source, Analyst = by.Analyst, MadeAt = clock.GetUtcNow().UtcDateTime });
            (answer.Verdict, answer.Words) = (verdict, said);
            if (!db.ChangeTracker.HasChanges()) return answer.Id;
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TensionAnswered, one.Node, Details(answer)), cancel);
            return saved.Succeeded ? answer.Id : saved.Error;
        }

        /// <summary>Takes one's own answer back.</summary>
        public async Task<Result<Done>> WithdrawAsync(Acting by, TensionAnswerId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Set<TensionAnswer>().SingleOrDefaultAsync(a => a.Id == id && a.Project == by.Project, cancel) is not { } answer) return new TheoryMissing("That answer is not here any more.");
            if (answer.Analyst != by.Analyst) return new Refused("This is another analyst's answer. Give your own beside it.");
            db.Remove(answer);
            var saved = await log.SaveAsync(db, by, new(PolicyActions.TensionWithdrawn, answer.One.Node, Details(answer)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }

        private static Dictionary<string, object?> Details(TensionAnswer answer) => new() { ["source"] = answer.Source.Value, ["rule"] = answer.Rule.ToString() };
    }
}
