using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Exchange.Archives;
using Throughline.Exchange.Logs;
using Throughline.Framing.Representations;
using Throughline.Policy.Statements;
using Throughline.Policy.Theories;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Web;
using Throughline.Web.Home;
using static Microsoft.Playwright.Assertions;
using static Throughline.Testing.Samples;

namespace Throughline.Exchange.Tests;

/// <summary>Until all have finished, nothing that is made as one analyst holds a word of another's independent work, of whatever kind.</summary>
public class BlindTests
{
    private const int TabsAtOnce = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sources and statements given to Ruth and others, and what the others decided of each, who were taken off it or never asked among them, with a word in each decision that stands nowhere else.</summary>
    private sealed record World(TestWorkbench Bench, Acting Ruth, Acting Omar, Acting Iris, Acting Sana, SourceId Interview, SourceId Plan, SourceId Earlier, SourceId Settled, SourceId Deserted, ExcerptId First, ExcerptId Second, ExcerptId Left, StatementId Third, RepresentationId Reading, RepresentationId OpenReading, RepresentationId Agreed, RepresentationId LeftReading, TheoryId Theory, CodingId Coding, CodeId Code)
    {
        /// <summary>A word of each decision that was taken back, and so is in the log alone.</summary>
        public static readonly string[] TakenBack = ["Canaryuntied", "Canaryreopened"];

        /// <summary>A word of each decision.</summary>
        public static readonly string[] Canaries = ["Canarymemo", "Canarypassage", "Canaryonwords", "Canaryoncoding", "Canarynote", "Canarywords", "Canaryremark", "Canarytheory", "Canarydraft", "Canarytie", "Canaryearlier", "Canaryfate", "Canaryback", "Canarysettled", "Canaryunfinished", "Canarymargin", "Canarydeserted", "Canaryunasked", "Canaryslip", .. TakenBack];

        /// <summary>A sentence of the earlier plan, which is given out whole; a remark on another document quotes it.</summary>
        public const string Sentence = "We will open two hundred more places a week.";

        public const string Words = "PLAN\nWe will narrow the gap in life expectancy between wards.\nEveryone will have fair access to care.\nInclusion health groups will be served first.\nPeople in the valley will be seen within a week.";

        public static async Task<World> MakeAsync(TestWorkbench bench)
        {
            var made = (await bench.Get<CreateProject.Handler>().RunAsync(new("Blind", "Ruth Adeyemi"), Cancel)).Value;
            var ruth = made.Acting;
            var people = new List<Acting>();
            foreach (var name in new[] { "Omar Said", "Iris Holm", "Sana Mir" }) people.Add(ruth with { Analyst = (await bench.Get<AddAnalyst.Handler>().RunAsync(ruth, name, Cancel)).Value });
            var (omar, iris, sana) = (people[0], people[1], people[2]);
            var interview = await bench.AddTextAsync(ruth, "Interview", Fixture.First);
            var plan = await bench.AddTextAsync(ruth, "Plan", Words, SourceKind.Document);
            var code = (await bench.Get<AddCode.Handler>().RunAsync(ruth, new("Phone"), Cancel)).Value;
            var statements = new List<(StatementId Id, ExcerptId Excerpt)>();
            foreach (var line in Words.Split('\n').Skip(1))
            {
                var id = Must(await bench.Get<ChangeStatement.Handler>().AddAsync(ruth, plan, null, Fixture.SpanOf(Words, line), Cancel));
                statements.Add((id, (await bench.Get<ListStatements.Handler>().RunAsync(ruth, plan, Cancel)).Single(s => s.Id == id).Excerpt));
            }

            var give = bench.Get<Assign.Handler>();
            Must(await give.RunAsync(ruth, interview.Node, [ruth.Analyst, omar.Analyst], Cancel));
            Must(await give.RunAsync(ruth, statements[0].Excerpt.Node, [ruth.Analyst, omar.Analyst], Cancel));
            Must(await give.RunAsync(ruth, statements[1].Excerpt.Node, [omar.Analyst, iris.Analyst], Cancel));

            var coding = CodingId.New();
            Must(await bench.Get<AddCodings.Handler>().RunAsync(omar, new(interview, null, Fixture.SpanOf(Fixture.First, "They walk in."), [new(code, coding)]), Cancel));
            ExcerptId coded;
            await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel)) coded = (await db.Codings.SingleAsync(c => c.Id == coding, Cancel)).Excerpt;
            var memo = bench.Get<WriteMemo.Handler>();
            Must(await memo.AddAsync(omar, new(interview.Node, "Canarymemo on the source"), Cancel));
            Must(await memo.AddAsync(omar, new(coding.Node, "Canaryoncoding"), Cancel));
            Must(await memo.AddOnWordsAsync(omar, interview, null, Fixture.SpanOf(Fixture.First, "How do people come to you?"), "Canaryonwords that nobody coded", null, Cancel));
            Must(await memo.AddAsync(omar, new(statements[0].Excerpt.Node, "Canarypassage on a statement"), Cancel));
            Must(await bench.Get<WriteNotes.Handler>().AddAsync(omar, new(interview, code, "Canarynote of what was said", [coded]), Cancel));

            var read = bench.Get<MakeRepresentation.Handler>();
            var reading = Must(await read.RunAsync(omar, new(statements[0].Excerpt.Node, Answers: [new("measure", FieldState.Stated, [], "Canarywords", "Canaryremark")]), Cancel));
            var openReading = Must(await read.RunAsync(omar, new(statements[2].Excerpt.Node, Answers: [new("measure", FieldState.Stated, [], "Openwords", null)]), Cancel));
            // What was answered and taken back is in the log alone.
            Must(await bench.Get<AnswerField.Handler>().RunAsync(omar, reading, new("money", FieldState.Stated, [], "Canarywords", null), Cancel));
            Must(await bench.Get<AnswerField.Handler>().ClearAsync(omar, reading, "money", Cancel));
            Must(await bench.Get<LinkRepresentations.Handler>().AddAsync(omar, new(reading, openReading, RepresentationTie.Restates, "Canarytie"), Cancel));
            var theory = Must(await bench.Get<EditTheory.Handler>().AddAsync(omar, plan, new("Canarytheory", ["one"], [], [], [], "", "", [statements[0].Id]), Cancel));

            Must(await bench.Get<EditTheory.Handler>().AddAsync(omar, plan, new("An open theory", ["one"], [], [], [], "", "", [statements[2].Id]), Cancel));

            // Two others read the second statement, and a third wrote down what they agreed on; then Ruth is asked to read it too.
            foreach (var by in new[] { omar, iris })
            {
                Must(await read.RunAsync(by, new(statements[1].Excerpt.Node, Answers: [new("measure", FieldState.Stated, [], "Canarywords " + by.Analyst.Value, null)]), Cancel));
                Must(await bench.Get<FinishAssignment.Handler>().RunAsync(by, statements[1].Excerpt.Node, Cancel));
            }
            var agreed = Must(await bench.Get<Policy.Readings.ReadTogether.Handler>().AgreeAsync(sana, statements[1].Id, [new("measure", FieldState.Stated, [], "both", "Canarydraft of the consensus")], "Canaryreason", Cancel));
            Must(await give.RunAsync(ruth, statements[1].Excerpt.Node, [ruth.Analyst, omar.Analyst], Cancel));

            // A document given out whole, and what Omar says of it from documents that are open: what became of a theory of it later, and what another reading restates.
            var earlier = await bench.AddTextAsync(ruth, "Earlier plan", "EARLIER\n" + Sentence, SourceKind.Document);
            var later = await bench.AddTextAsync(ruth, "Later plan", "LATER\nEvery practice will answer by telephone.", SourceKind.Document);
            Must(await give.RunAsync(ruth, earlier.Node, [ruth.Analyst, omar.Analyst], Cancel));
            var was = Must(await bench.Get<EditTheory.Handler>().AddAsync(omar, earlier, new("Canaryearlier", ["one"], [], [], [], "", "", []), Cancel));
            var follow = bench.Get<FollowTheories.Handler>();
            Must(await follow.RemoveAsync(omar, Must(await follow.AddAsync(omar, was, null, later, TheoryFate.Dropped, "Canaryuntied", Cancel)), Cancel));
            Must(await follow.AddAsync(omar, was, null, later, TheoryFate.Dropped, "Canaryfate: " + Sentence, Cancel));
            var restated = Must(await read.RunAsync(omar, new(null, earlier, Span: Fixture.SpanOf("EARLIER\n" + Sentence, Sentence), Answers: [new("measure", FieldState.Stated, [], "Canarywords", null)]), Cancel));
            Must(await bench.Get<LinkRepresentations.Handler>().AddAsync(omar, new(openReading, restated, RepresentationTie.Restates, "Canaryback"), Cancel));
            // One term for different things, here in a document that is open and there in the one given out whole.
            var there = Must(await bench.Get<ChangeStatement.Handler>().AddAsync(ruth, earlier, null, Fixture.SpanOf("EARLIER\n" + Sentence, Sentence), Cancel));
            Must(await bench.Get<Policy.Clarity.RecordSlippage.Handler>().AddAsync(omar, new(plan, "places", "wards", "Canaryslip", statements[2].Id, there), Cancel));

            // Two others wrote a theory each, a third wrote down what they agreed on, and once took that back; then Ruth is given the document too.
            var settled = await bench.AddTextAsync(ruth, "Settled plan", "SETTLED\nNobody will wait longer for living further out.", SourceKind.Document);
            Must(await give.RunAsync(ruth, settled.Node, [omar.Analyst, iris.Analyst], Cancel));
            var drafts = new List<TheoryId>();
            foreach (var by in new[] { omar, iris })
            {
                drafts.Add(Must(await bench.Get<EditTheory.Handler>().AddAsync(by, settled, new("Canarysettled", ["one"], [], [], [], "", "", []), Cancel)));
                Must(await bench.Get<FinishAssignment.Handler>().RunAsync(by, settled.Node, Cancel));
            }
            var settle = bench.Get<SettleTheories.Handler>();
            Must(await settle.ReopenAsync(sana, Must(await settle.AgreeAsync(sana, drafts, new("Canaryreopened", ["one"], [], [], [], "", "", []), "Both say so.", Cancel)), Cancel));
            Must(await settle.AgreeAsync(sana, drafts, new("Canarysettled by both", ["one"], [], [], [], "", "", []), "Both say so.", Cancel));
            Must(await give.RunAsync(ruth, settled.Node, [ruth.Analyst, omar.Analyst], Cancel));

            // One whom nobody asked reads the first statement of her own accord, while two read it without sight of one another.
            Must(await read.RunAsync(sana, new(statements[0].Excerpt.Node, Answers: [new("measure", FieldState.Stated, [], "Canaryunasked", null)]), Cancel));

            // Omar left a statement and a document unfinished and was stood down; Ruth is asked in his place.
            var left = statements[3].Excerpt;
            var deserted = await bench.AddTextAsync(ruth, "Deserted plan", "DESERTED\nEvery clinic will open in the evening.", SourceKind.Document);
            foreach (var item in new[] { left.Node, deserted.Node })
            {
                Must(await give.RunAsync(ruth, item, [omar.Analyst, iris.Analyst], Cancel));
                Must(await bench.Get<FinishAssignment.Handler>().RunAsync(iris, item, Cancel));
            }
            var unfinished = Must(await read.RunAsync(omar, new(left.Node, Answers: [new("measure", FieldState.Stated, [], "Canaryunfinished", null)]), Cancel));
            Must(await memo.AddAsync(omar, new(left.Node, "Canarymargin of what was left"), Cancel));
            Must(await bench.Get<EditTheory.Handler>().AddAsync(omar, deserted, new("Canarydeserted", ["one"], [], [], [], "", "", []), Cancel));
            foreach (var (kind, item) in new[] { ("excerpt", left.Value), ("source", deserted.Value) }) Assert.Equal(1, Must(await bench.Get<StandDown.Handler>().RunAsync(ruth, omar.Analyst, kind, [item], Cancel)));
            foreach (var item in new[] { left.Node, deserted.Node }) Must(await give.RunAsync(ruth, item, [iris.Analyst, ruth.Analyst], Cancel));
            return new(bench, ruth, omar, iris, sana, interview, plan, earlier, settled, deserted, statements[0].Excerpt, statements[1].Excerpt, left, statements[2].Id, reading, openReading, agreed, unfinished, theory, coding, code);
        }

        /// <summary>All finish all, and so all is open.</summary>
        public async Task FinishAsync()
        {
            var finish = Bench.Get<FinishAssignment.Handler>();
            foreach (var item in new[] { Interview.Node, Earlier.Node, Settled.Node, First.Node, Second.Node })
                foreach (var by in new[] { Ruth, Omar })
                    if (by == Ruth || (item != Second.Node && item != Settled.Node)) Must(await finish.RunAsync(by, item, Cancel));
            foreach (var item in new[] { Left.Node, Deserted.Node }) Must(await finish.RunAsync(Ruth, item, Cancel));
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task No_archive_log_or_list_made_as_one_analyst_holds_anothers_reading_of_a_statement(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);

        var archive = await ArchiveAsync(world.Ruth);
        Nothing(archive, "the archive");
        Assert.Contains("Openwords", archive, StringComparison.Ordinal);
        foreach (var id in new[] { world.Reading.Value, world.LeftReading.Value, world.Theory.Value, world.Coding.Value }) Assert.DoesNotContain(id.ToString("D"), archive, StringComparison.Ordinal);
        await using (var other = await TestWorkbench.OpenAsync(engine))
        {
            using var stream = new MemoryStream();
            Must(await bench.Get<ArchiveProject.Handler>().RunAsync(world.Ruth, new(), stream, Cancel));
            stream.Position = 0;
            var restored = Must(await other.Get<RestoreArchive.Handler>().RunAsync(stream, Cancel));
            Assert.True(restored.Log.Holds, string.Join("\n", restored.Log.Faults.Select(f => f.Message)));
        }

        var log = bench.Get<ReadLog.Handler>();
        foreach (var format in new[] { "csv", "json" })
        {
            using var stream = new MemoryStream();
            await log.ExportAsync(world.Ruth, new(), format, stream, Cancel);
            var text = Encoding.UTF8.GetString(stream.ToArray());
            Nothing(text, "the log's " + format);
            foreach (var id in new[] { world.Reading.Value, world.LeftReading.Value, world.Theory.Value }) Assert.DoesNotContain(id.ToString("D"), text, StringComparison.Ordinal);
            Assert.Contains(world.OpenReading.Value.ToString("D"), text, StringComparison.Ordinal);
        }
        var entries = (await log.RunAsync(world.Ruth, new(Take: 500), Cancel)).Entries;
        Assert.DoesNotContain(entries, e => e.SubjectId == world.Reading.Value || e.SubjectId == world.LeftReading.Value || e.SubjectId == world.Theory.Value || (e.Action == "memo.add" && e.Analyst == world.Omar.Analyst));
        Assert.Contains(entries, e => e.Action == "assignment.finish");
        var last = (await bench.Get<VerifyLog>().RunAsync(world.Ruth.Project, Cancel)).Entries;
        for (var seq = 1L; seq <= last; seq++)
            Nothing(string.Join("\n", (await log.ValuesAsync(world.Ruth, seq, Cancel)).Select(v => v.Before + v.After)), $"entry {seq} of the log");
        var lately = await LatelyAsync();
        Assert.Contains("An open theory", Assert.Single(lately, line => line.What.Contains("programme theory", StringComparison.Ordinal)).What, StringComparison.Ordinal);
        Assert.DoesNotContain(lately, line => line.Who == "Omar Said" && (line.What.Contains("gone now", StringComparison.Ordinal) || line.What.Contains("memo", StringComparison.Ordinal) || line.What.Contains("coded", StringComparison.Ordinal)));

        // What a name stands in is counted and not shown.
        await using (var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel))
            foreach (var holder in bench.Get<IEnumerable<IHoldText>>())
                foreach (var found in (await holder.FindAsync(db, world.Ruth, NameRewrite.Masking([.. World.Canaries]), Cancel)).Where(f => f.What != "values of the change log"))
                    Assert.True(found.IsHidden && found.Context.Length == 0, $"{found.What}: {found.Context}");
        var quoting = await QuotingAsync();
        Assert.Contains(quoting, q => q is { Kind: "remark on what became of a programme theory", IsHidden: true, HoldsWords: true });
        Nothing(string.Join("\n", quoting.Select(q => q.Label + q.By)), "the preview of an erasing");
        Assert.Null((await bench.Get<ListStatements.Handler>().RunAsync(world.Ruth, world.Plan, Cancel)).Single(s => s.Excerpt == world.Second).Agreed);
        Assert.Empty(await bench.Get<FindMemos.Handler>().RunAsync(world.Ruth, new(), Cancel));
        Assert.IsType<TheoryMissing>((await bench.Get<EditTheory.Handler>().RemoveAsync(world.Ruth, world.Theory, Cancel)).Error);

        await world.FinishAsync();
        var open = await ArchiveAsync(world.Ruth);
        Assert.All(World.Canaries, canary => Assert.Contains(canary, open, StringComparison.Ordinal));
        Assert.Contains(await LatelyAsync(), line => line.What.Contains("Canarytheory", StringComparison.Ordinal));
        Assert.Contains(await QuotingAsync(), q => q.Label.Contains("Canaryfate", StringComparison.Ordinal));
        Assert.Equal(5, (await bench.Get<FindMemos.Handler>().RunAsync(world.Ruth, new(), Cancel)).Count);
        Assert.NotNull((await bench.Get<ListStatements.Handler>().RunAsync(world.Ruth, world.Plan, Cancel)).Single(s => s.Excerpt == world.Second).Agreed);

        async Task<List<Quoting>> QuotingAsync()
        {
            await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            var all = new List<Quoting>();
            foreach (var holder in bench.Get<IEnumerable<IHoldText>>()) all.AddRange(await holder.QuotingAsync(db, world.Ruth, world.Earlier.Value, null, Cancel));
            return all;
        }

        async Task<IReadOnlyList<Lately.Line>> LatelyAsync()
        {
            await using var server = await bench.StartServerAsync();
            return await ((Lately.Handler)server.Services.GetService(typeof(Lately.Handler))!).RunAsync(world.Ruth, 100, Cancel);
        }

        async Task<string> ArchiveAsync(Acting by)
        {
            using var stream = new MemoryStream();
            Must(await bench.Get<ArchiveProject.Handler>().RunAsync(by, new(), stream, Cancel));
            return TextOf(stream.ToArray());
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Who_was_asked_once_is_known_after_a_deidentified_archive_too(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var world = await World.MakeAsync(bench);
        await bench.Get<PseudonymMap.Handler>().WriteAsync(world.Sana, [new("Zebedee Quill", "[neighbour]")], Cancel);
        using var stream = new MemoryStream();
        Must(await bench.Get<ArchiveProject.Handler>().RunAsync(world.Sana, new(ArchiveForm.Deidentified), stream, Cancel));
        stream.Position = 0;
        await using var other = await TestWorkbench.OpenAsync(engine);
        var restored = Must(await other.Get<RestoreArchive.Handler>().RunAsync(stream, Cancel));
        Assert.True(restored.Log.Holds, string.Join("\n", restored.Log.Faults.Select(f => f.Message)));

        var memos = other.Get<ListMemos.Handler>();
        Assert.Contains(await memos.RunAsync(world.Sana, null, Cancel), m => m.Text.Contains("Canarymargin", StringComparison.Ordinal));
        Assert.DoesNotContain(await memos.RunAsync(world.Ruth, null, Cancel), m => m.Text.Contains("Canarymargin", StringComparison.Ordinal));
        await using var db = await other.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        var hidden = await db.HiddenFromAsync(world.Ruth, Cancel);
        Assert.All([world.Left.Value, world.Deserted.Value], item => Assert.True(hidden.IsHidden(item, world.Omar.Analyst)));
        Assert.Equal(0, await db.Set<LogValue>().CountAsync(v => v.Table != "project_assignment" && (v.Before != null || v.After != null), Cancel));
    }

    [Fact]
    public async Task No_page_answer_or_export_made_as_one_analyst_holds_a_word_of_anothers_independent_work()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var world = await World.MakeAsync(bench);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var closed = await AnswersAsync(client, world);
        foreach (var (what, text) in closed)
        {
            Nothing(text, what);
            // That a decision is there is told by its id too, unless it was asked for by that.
            foreach (var id in new[] { world.Reading.Value, world.Agreed.Value, world.LeftReading.Value, world.Theory.Value, world.Coding.Value })
                Assert.False(!what.Contains(id.ToString("D"), StringComparison.Ordinal) && !what.Contains(id.ToString("N"), StringComparison.Ordinal) && (text.Contains(id.ToString("D"), StringComparison.Ordinal) || text.Contains(id.ToString("N"), StringComparison.Ordinal)), $"{what} tells of {id}.");
        }
        await PagesAsync(server, world, (address, text) =>
        {
            Nothing(text, address);
            return true;
        });

        // The same addresses, once all have finished: what was looked for could have been found. Every answer is asked for again, and pages until each word has been seen on one.
        await world.FinishAsync();
        var open = await AnswersAsync(client, world);
        Assert.Equal(closed.Count, open.Count);
        // What ties two decisions is told by no address of the API but the thread's, and by the archive.
        var untold = World.Canaries.Except(["Canarytie", "Canaryoncoding", "Canaryback", "Canaryfate", .. World.TakenBack]).Where(canary => !open.Exists(o => o.Text.Contains(canary, StringComparison.Ordinal))).ToList();
        Assert.True(untold.Count == 0, $"No answer holds {string.Join(", ", untold)} once all is open, so that it was absent before tells nothing.");
        var unseen = new ConcurrentDictionary<string, bool>(World.Canaries.Except(World.TakenBack).Select(canary => KeyValuePair.Create(canary, true)));
        // A page that paused while it was drawn is looked at again.
        for (var turn = 0; turn < 5 && !unseen.IsEmpty; turn++)
            await PagesAsync(server, world, (_, text) =>
            {
                foreach (var canary in unseen.Keys.Where(canary => text.Contains(canary, StringComparison.Ordinal))) unseen.TryRemove(canary, out bool _);
                return !unseen.IsEmpty;
            });
        Assert.True(unseen.IsEmpty, $"No page shows {string.Join(", ", unseen.Keys)} once all is open, so that it was absent before tells nothing.");
    }

    /// <summary>Every address of the API that is read from, in every form it comes in, and both ends of the archive.</summary>
    private static async Task<List<(string What, string Text)>> AnswersAsync(HttpClient client, World world)
    {
        var answers = new List<(string, string)>();
        var described = JsonNode.Parse(await client.GetStringAsync("/api/openapi.json", Cancel))!["paths"]!.AsObject();
        string[] formats = ["csv", "xlsx", "json", "svg", "html", "docx"];
        var got = 0;
        foreach (var (path, operations) in described.Where(p => p.Value!["get"] is not null))
        {
            var addresses = new List<string> { path.Replace("{project}", world.Ruth.Project.Value.ToString("D"), StringComparison.Ordinal) };
            Fill("{source}", [world.Interview.Value.ToString("D"), world.Plan.Value.ToString("D"), world.Earlier.Value.ToString("D")]);
            Fill("{code}", [world.Code.Value.ToString("D")]);
            Fill("{format}", formats);
            if (path.EndsWith("/thread/{kind}/{id}", StringComparison.Ordinal)) addresses = [.. Nodes(world).Select(n => addresses[0].Replace("{kind}/{id}", $"{n.Kind}/{n.Id:D}", StringComparison.Ordinal))];
            Fill("{kind}", ["codings", "codebook", "cases", "memos", "notes"]);
            foreach (var parameter in operations!["get"]!["parameters"]?.AsArray() ?? [])
            {
                if ((string)parameter!["in"]! != "query") continue;
                var name = (string)parameter["name"]!;
                string[] values = name switch
                {
                    "format" => formats,
                    "q" => ["gap", "analyst:\"Omar Said\"", "code:Phone"],
                    "on" => [world.Interview.Node.ToString(), world.First.Node.ToString(), world.Coding.Node.ToString()],
                    "excerpt" => [world.First.Value.ToString("D"), world.Second.Value.ToString("D"), world.Left.Value.ToString("D")],
                    "source" => [world.Interview.Value.ToString("D"), world.Plan.Value.ToString("D"), world.Earlier.Value.ToString("D")],
                    "since" => ["1"],
                    "sections" or "title" or "by" or "confirm" or "analyst" or "action" or "from" or "to" => [],
                    // A switch is turned on; what else is new is asked for without.
                    _ => parameter["schema"]?["type"]?.ToString() == "boolean" ? ["true"] : [],
                };
                var required = (bool?)parameter["required"] == true && values.Length > 0;
                addresses = [.. addresses.SelectMany(a => (required ? [] : new[] { a }).Concat(values.Select(v => $"{a}{(a.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(v)}")))];
            }
            // An address of a thing that this world has none of answers that there is none.
            var isKnown = addresses.TrueForAll(a => !a.Contains('{', StringComparison.Ordinal));
            addresses = [.. addresses.Select(a => System.Text.RegularExpressions.Regex.Replace(a, @"\{\w+\}", Guid.NewGuid().ToString("D")))];
            var any = !isKnown;
            foreach (var address in addresses)
            {
                var answer = await client.GetAsync(address, Cancel);
                var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);
                Assert.True((int)answer.StatusCode < 500, $"{address}: {answer.StatusCode}");
                any |= answer.StatusCode == HttpStatusCode.OK;
                if (answer.StatusCode == HttpStatusCode.OK) got++;
                answers.Add((address, TextOf(bytes)));
            }
            Assert.True(any, $"No form of {path} was answered.");

            void Fill(string hole, string[] values) => addresses = [.. addresses.SelectMany(a => a.Contains(hole, StringComparison.Ordinal) ? values.Select(v => a.Replace(hole, v, StringComparison.Ordinal)) : [a])];
        }
        Assert.True(got > 60, $"Only {got} addresses were answered.");
        return answers;
    }

    private static IEnumerable<NodeRef> Nodes(World world) =>
        [world.Interview.Node, world.Plan.Node, world.First.Node, world.Second.Node, world.Third.Node, world.Reading.Node, world.OpenReading.Node, world.Agreed.Node, world.Left.Node, world.LeftReading.Node, world.Theory.Node, world.Coding.Node, world.Code.Node];

    /// <summary>Every page of a project, as drawn and as it came over the wire; several at once, since most of a page's time is waiting until nothing more comes.</summary>
    /// <param name="read">Gets an address and what came from it; false when no more pages are needed.</param>
    private static async Task PagesAsync(TestServer server, World world, Func<string, string, bool> read)
    {
        var project = $"/p/{world.Ruth.Project.Value:D}";
        var routes = typeof(WebHost).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Where(t => t.StartsWith("/p/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.True(routes.Count > 25, $"There are only {routes.Count} pages.");
        var addresses = new ConcurrentQueue<string>([$"{project}/shape?view=drift", $"{project}/shape?view=levels", $"{project}/policy?view=agreement", $"{project}/policy?view=clarity", $"{project}/compare?by=analyst", $"{project}/policy?statement={world.Third.Value:D}",
            .. routes.OrderBy(route => route.Contains("{Kind}", StringComparison.Ordinal)).SelectMany(route => FilledAsync(route.Replace("/p/{ProjectId:guid}", project, StringComparison.Ordinal)))]);
        await Task.WhenAll(Enumerable.Range(0, TabsAtOnce).Select(_ => TestBrowser.RunAsync(async tab =>
        {
            var wire = new ConcurrentQueue<string>();
            tab.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => wire.Enqueue(frame.Text ?? Encoding.UTF8.GetString(frame.Binary ?? []));
            await tab.Page.GotoAsync(server.Link);
            while (addresses.TryDequeue(out var address))
            {
                wire.Clear();
                await tab.Page.GotoAsync(server.BaseUrl + address);
                await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToBeVisibleAsync();
                await tab.SettledAsync();
                if (!read(address, await tab.Page.ContentAsync() + string.Concat(wire))) addresses.Clear();
            }
        })));

        IEnumerable<string> FilledAsync(string route)
        {
            var holes = route.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]).ToList();
            if (holes.Count == 0) return [route];
            return holes[0] switch
            {
                "SourceId:guid" => Each(holes[0], world.Interview.Value.ToString("D"), world.Plan.Value.ToString("D"), world.Earlier.Value.ToString("D"), world.Settled.Value.ToString("D"), world.Deserted.Value.ToString("D")),
                "Reading:guid" => Each(holes[0], world.Reading.Value.ToString("D"), world.OpenReading.Value.ToString("D"), world.Agreed.Value.ToString("D"), world.LeftReading.Value.ToString("D")),
                "CodeId:guid" => Each(holes[0], world.Code.Value.ToString("D")),
                "FrameworkId" => Each(holes[0], "aims"),
                "Kind" => Nodes(world).Select(n => route.Replace("{Kind}", n.Kind, StringComparison.Ordinal).Replace("{NodeId:guid}", n.Id.ToString("D"), StringComparison.Ordinal)),
                // A page of a thing that this world has none of says so.
                _ => [System.Text.RegularExpressions.Regex.Replace(route, @"\{[^}]+\}", Guid.NewGuid().ToString("D"))],
            };

            IEnumerable<string> Each(string hole, params string[] values) => values.Select(v => route.Replace($"{{{hole}}}", v, StringComparison.Ordinal));
        }
    }

    private static void Nothing(string text, string what)
    {
        foreach (var canary in World.Canaries)
            Assert.False(text.Contains(canary, StringComparison.OrdinalIgnoreCase), $"{what} holds {canary}: …{Around(text, canary)}…");
    }

    private static string Around(string text, string canary)
    {
        var at = text.IndexOf(canary, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 60)];
    }

    /// <summary>The bytes as text; of a packed file (docx, xlsx, an archive) every part.</summary>
    private static string TextOf(byte[] bytes)
    {
        if (bytes is not [0x50, 0x4B, 0x03, 0x04, ..]) return Encoding.UTF8.GetString(bytes);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var text = new StringBuilder();
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            using var part = new MemoryStream();
            stream.CopyTo(part);
            text.Append(entry.FullName).Append('\n').Append(TextOf(part.ToArray())).Append('\n');
        }
        return text.ToString();
    }
}
