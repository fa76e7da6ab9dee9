using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Clarity;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Policy.Tests;

/// <summary>A project's own lexicons: what cannot be used is refused, or told as that.</summary>
public sealed class LexiconTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(Acting By, SourceId Source)> MakeAsync(TestWorkbench bench)
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth"), Cancel)).Value.Acting;
        return (by, await bench.AddTextAsync(by, "Plan", "Inequalities in access have grown.\nBoats are late.\nDisparities in dentistry remain.", SourceKind.Document));
    }

    private static string Lexicon(string id, string facets, string pattern = "boats*") =>
        $"id: {id}\ntitle: Our words {id}\ncitation: {{authors: Us, year: 2026, title: Ours}}\nversion: 1.0.0\nkind: lexicon\nnote: Ours.\nterms:\n  - {{id: {id}.boats, name: Boats, definition: Boats., pattern: \"{pattern}\", reason: We say so., facets: {{{facets}}}}}\n";

    [Fact]
    public async Task A_lexicon_that_cannot_be_used_is_refused_when_it_comes_with_the_entry_and_why()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, source) = await MakeAsync(bench);
        var add = bench.Get<AddFramework.Handler>();
        foreach (var (facets, why) in new[] { ("role: sails", "its role is \"sails\""), ("field: sails", "there is no field \"sails\""), ("topic: topics.sails", "there is no topic \"topics.sails\""), ("instead: inequality.sails", "there is no entry \"inequality.sails\"") })
        {
            var refused = Assert.IsType<LexiconInvalid>((await add.RunAsync(by, "ours.yaml", Lexicon("ours", facets), Cancel)).Error);
            Assert.Equal("ours.boats", refused.Entry);
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        }
        Assert.DoesNotContain((await bench.Get<ListFrameworks.Handler>().RunAsync(by.Project, Cancel)).All, row => row.Own is not null);
        Assert.True((await add.RunAsync(by, "ours.yaml", Lexicon("ours", "role: statement"), Cancel)).Succeeded);
        Assert.Equal(3, (await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Value.Added);
    }

    [Fact]
    public async Task A_lexicon_that_cannot_be_used_is_told_as_that_and_not_as_nothing_found()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var (by, source) = await MakeAsync(bench);
        Assert.True((await bench.Get<ProposeStatements.Handler>().RunAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<ChangeStatement.Handler>().AcceptAllAsync(by, source, Cancel)).Succeeded);
        Assert.True((await bench.Get<RecordSlippage.Handler>().AddAsync(by, new(source, "inequalities", "access", "illness"), Cancel)).Succeeded);
        // As a copy from elsewhere may bring it.
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
        {
            db.Add(new OwnFramework { Id = OwnFrameworkId.New(), Project = by.Project, FileName = "ours.yaml", Yaml = Lexicon("ours", "instead: inequality.sails"), AddedBy = by.Analyst });
            await db.SaveChangesAsync(Cancel);
        }
        const string why = "The lexicon's entry \"ours.boats\" cannot be used: there is no entry \"inequality.sails\"";
        var slippage = await bench.Get<FindSlippage.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel);
        Assert.StartsWith(why, slippage.Unusable!.Message, StringComparison.Ordinal);
        Assert.Single(slippage.ByHand);
        Assert.StartsWith(why, (await bench.Get<SuggestReadings.Handler>().RunAsync(by, source, Cancel)).Error!.Message, StringComparison.Ordinal);
        Assert.StartsWith(why, (await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Suggestions, null, Cancel)).Unusable!.Message, StringComparison.Ordinal);
        Assert.StartsWith(why, (await bench.Get<PolicySheets.Handler>().RunAsync(by, "slippage", Cancel)).Error!.Message, StringComparison.Ordinal);
        // Readings need no lexicon, and another lexicon is not to blame.
        Assert.Null((await bench.Get<ReadClarity.Handler>().RunAsync(by, ClarityOf.Consensus, null, Cancel)).Unusable);
        Assert.EndsWith("take that one away first.", (await bench.Get<AddFramework.Handler>().RunAsync(by, "more.yaml", Lexicon("more", "role: statement"), Cancel)).Error!.Message, StringComparison.Ordinal);
    }
}
