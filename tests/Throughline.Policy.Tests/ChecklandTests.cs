using Throughline.Coding;
using Throughline.Demo;
using Throughline.Policy.Clarity;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>The published analysis as a project, held against the facts that its authors give (doi 10.1177/13558196251334571).</summary>
public sealed class ChecklandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task The_project_holds_the_papers_documents_theories_gaps_and_slippage(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var project = (await new LoadCheckland(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Value;
        var by = new Acting(project, (await bench.Get<ListAnalysts.Handler>().RunAsync(project, Cancel))[0].Id);

        var register = await bench.Get<DescribeDocument.Handler>().ListAsync(project, Cancel);
        Assert.Equal(["NHS Long Term Plan", "Integration and Innovation (white paper)", "ICS Design Framework", "Core20PLUS5"], register.Select(d => d.Title));
        Assert.Equal([2019, 2021, 2021, null], register.Select(d => d.Said!.DatedOn?.Year));
        Assert.All(register, d => Assert.True(d.Said!.Focus.Length > 0 && d.Said.Address.StartsWith("https://", StringComparison.Ordinal)));

        // Three, one, five and none; where there is no kind, it is not stated.
        var theories = await bench.Get<ListTheories.Handler>().RunAsync(by, null, Cancel);
        string[][] kinds = [["health-status"], ["access-to-care"], [], [], ["access-to-care"], [], ["access-to-care", "experience-of-care"], [], []];
        int[] documents = [1, 1, 1, 2, 3, 3, 3, 3, 3], numbers = [1, 2, 3, 1, 1, 2, 3, 4, 5];
        Assert.Equal(documents.Zip(numbers), theories.Select(t => (t.SourceNumber, t.Number)));
        Assert.Equal(kinds, theories.Select(t => t.Kinds.Select(k => k.Split('.')[^1]).ToArray()));
        Assert.All(theories, t => Assert.True(t.Counts && t.Logic.Count > 0 && t.Mechanism.Count > 0));
        Assert.Equal(5, theories[0].Mechanism.Count);
        Assert.Equal("representation.mechanism.funding-by-need", Assert.Single(theories[1].Means));
        Assert.Contains("representation.group.inclusion-health", theories[2].Groups);
        Assert.Equal(("representation.mechanism.partnership", "aims.root-causes"), (theories[3].Means[0], theories[3].Aims[0]));
        Assert.Contains("access is suggested", theories[7].Unanswered, StringComparison.Ordinal);
        Assert.Equal("representation.mechanism.incentives", Assert.Single(theories[8].Means));

        // The paper's three gaps, over theories: no statement is there to be counted.
        Assert.Empty((await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).Documents);
        var clarity = await bench.Get<ReadTheoryClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel);
        Assert.Equal([(TheoryAsked.Kind, 5), (TheoryAsked.Group, 5), (TheoryAsked.HowItWorks, 8)], clarity.All.Where(c => c.Asked is TheoryAsked.Kind or TheoryAsked.Group or TheoryAsked.HowItWorks).Select(c => (c.Asked, c.Missing.Count)));

        var slippage = (await bench.Get<FindSlippage.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).ByHand;
        var healthcare = slippage.Single(s => s.Term == "healthcare inequalities");
        Assert.Equal("Core20PLUS5", healthcare.SourceTitle);
        Assert.Contains("social determinants", healthcare.SecondMeaning, StringComparison.Ordinal);

        // By command too, where there is nothing else to be counted.
        if (engine == Engine.Sqlite)
        {
            var (exit, words, error) = await PolicyCommandTests.RunAsync("policy", "clarity", "Checkland 2025", "--database", bench.Address.Value);
            Assert.Equal((0, ""), (exit, error));
            Assert.Contains("ICS Design Framework, programme theories that count: 5", words, StringComparison.Ordinal);
            Assert.Matches(@"How it works +1 of 5 \(20%\) say it", words);
            var (_, json, _) = await PolicyCommandTests.RunAsync("policy", "clarity", "Checkland 2025", "--json", "--database", bench.Address.Value);
            Assert.Equal([3, 1, 5], System.Text.Json.Nodes.JsonNode.Parse(json)!["theories"]!.AsArray().Select(d => d!["theories"]!.GetValue<int>()));
        }

        // What the authors ask of provider collaboratives, and of determinants beside services, comes out as questions.
        var tensions = await bench.Get<FindTensions.Handler>().RunAsync(by, Cancel);
        Assert.Contains(tensions, t => t.Rule == TensionRule.AllAndGap && (t.One.SourceNumber, t.One.Number, t.Other) == (3, 3, null));
        Assert.Contains(tensions, t => t.Rule == TensionRule.CausesAndServices && (t.One.Number, t.Other?.Number) == (2, 1));
        Assert.IsType<TitleInvalid>((await new LoadCheckland(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Error);
    }

    [Fact]
    public async Task The_worked_example_has_a_double_reading_settled_and_theories_agreed()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await new LoadDemo(bench.Get<IServiceProvider>()).RunAsync(_ => { }, Cancel)).Value;
        var by = new Acting(project, (await bench.Get<ListAnalysts.Handler>().RunAsync(project, Cancel))[0].Id);
        var together = await bench.Get<Readings.ReadTogether.Handler>().RunAsync(by, null, Cancel);
        var twice = together.Statements.Where(s => s.Sides.Count == 2).ToList();
        Assert.Equal(53, twice.Count);
        Assert.All(twice, s => Assert.NotNull(s.Agreed));
        Assert.Equal((0, 0, 0), (together.ToSettle, together.StillClosed, together.ReadAlike));
        Assert.Contains(together.Fields, f => f.Kappa.IsDefined && f.Kappa.Value is > 0.3 and < 1);
        Assert.All(twice.Where(s => s.Differing.Count > 0), s => Assert.False(string.IsNullOrEmpty(s.Why)));
        // Nothing is left to decide on, and whoever left a proposal out says why.
        var statements = await bench.Get<ListStatements.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal((53, 0), (statements.Count(s => s.Standing == Standing.Accepted), statements.Count(s => s.Standing == Standing.Proposed)));
        var rejected = statements.Where(s => s.Standing == Standing.Rejected).ToList();
        Assert.Equal(5, rejected.Count);
        foreach (var one in rejected) Assert.StartsWith("Not a statement", Assert.Single(await bench.Get<ListMemos.Handler>().RunAsync(by, one.Excerpt.Node, Cancel)).Text, StringComparison.Ordinal);
        foreach (var document in statements.Select(s => s.Source).Distinct()) Assert.Equal(0, (await bench.Get<ProposeStatements.Handler>().RunAsync(by, document, Cancel)).Value.Added);
        var theories = await bench.Get<ListTheories.Handler>().RunAsync(by, null, Cancel);
        Assert.Equal((2, 5, 3), (theories.Count(t => t.Origin == TheoryOrigin.Agreed), theories.Count(t => t.Origin == TheoryOrigin.Draft), theories.Count(t => t.Counts)));
        Assert.Single((await bench.Get<FollowTheories.Handler>().RunAsync(by, Cancel)).Ties);
        Assert.Contains(await bench.Get<FindTensions.Handler>().RunAsync(by, Cancel), t => t.Arises && t.Answers.Count == 1);
        // One shape across policy, leaders and practitioners, the national text first.
        var shape = (await bench.Get<Framing.Representations.CountShape.Handler>().RunAsync(by, new("level"), Cancel)).Value;
        Assert.True(shape.Sets.Count >= 3, string.Join(", ", shape.Sets.Select(s => $"{s.Label} {s.Readings.Count}")));
        Assert.Equal("National text", shape.Sets[0].Label, ignoreCase: true);
    }
}
