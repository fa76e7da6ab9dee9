using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;

namespace Throughline.Words.Tests;

public class PagesTests
{
    private const string Talk = """
        Talk with a practice nurse
        Interviewer: How did you come to work in this part of the city?
        Amina Yusuf: I grew up two streets from the surgery, so I know what people mean when they say it is far.
        Interviewer: What does far mean to them?
        Amina: Two buses, and the second one does not run after six in the evening.
        Interviewer: And what do they get when they ring?
        Amina Yusuf: They get a text message. I think we can do better than that, don't you?
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_transcripts_speakers_are_confirmed_and_its_session_recorded_on_its_page(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Reaching care", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1: practice nurse", Talk.ReplaceLineEndings("\n"));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/sources/{source.Value:D}");
            await tab.PicturesAsync("source");
            await tab.Page.AssertNoViolationsAsync();
            await tab.Page.GetByLabel("Name in quotations of Interviewer").FillAsync("Ruth");
            await tab.Page.GetByLabel("Amina 1 turn").CheckAsync();
            await tab.Page.Locator("#same-2").SelectOptionAsync("Amina Yusuf");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm speakers and turns" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("2 speakers and 6 turns are confirmed.");
            await tab.Page.GetByText("Session record").ClickAsync();
            await tab.Page.GetByLabel("Who asked").FillAsync("Ruth Adeyemi");
            await tab.Page.Locator("#s-consent").SelectOptionAsync("Limited");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Save the record" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not cover");
            await tab.PicturesAsync("source-session");
            await Expect(tab.Page.GetByLabel("Who asked")).ToHaveValueAsync("Ruth Adeyemi");
            await tab.Page.GetByLabel("Note on consent").FillAsync("Not for teaching.");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Save the record" }).ClickAsync();
            await Expect(tab.Page.GetByText("asked by Ruth Adeyemi · consent limited")).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Theory, InlineData(Engine.Sqlite)]
    public async Task What_a_transcript_says_of_its_session_is_taken_over_and_saved(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Reaching care", "Ruth Adeyemi"), Cancel)).Value.Acting;
        const string Front = "Interview 1: practice nurse\nDate: 9 May 2024\nLength: 1 hour 12 minutes\nMode: video call\nInterviewed by: Tom Hale\nConsent: given, verbal; not to be quoted in teaching\nWho asked, and why: Asked by the study team, after a colleague named her.\n";
        var source = await bench.AddTextAsync(by, "Interview 1: practice nurse", Front + Talk.ReplaceLineEndings("\n"));
        Assert.True((await bench.Get<RenameSource.Handler>().RunAsync(by, source, null, SourceKind.Transcript, Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/sources/{source.Value:D}");
            var found = tab.Page.GetByRole(AriaRole.Region, new() { Name = "What the transcript says of its session" });
            await Expect(found).ToBeVisibleAsync();
            await tab.Page.AssertNoViolationsAsync();
            await found.ScrollIntoViewIfNeededAsync();
            await tab.PicturesAsync("source-session-found");
            await found.GetByRole(AriaRole.Button, new() { Name = "Take over date: 9 May 2024" }).ClickAsync();
            await Expect(tab.Page.GetByLabel("Date", new() { Exact = true })).ToHaveValueAsync("2024-05-09");
            await found.GetByRole(AriaRole.Button, new() { Name = "Take over all 5" }).ClickAsync();
            await Expect(found).ToHaveCountAsync(0);
            await Expect(tab.Page.GetByLabel("Minutes", new() { Exact = true })).ToHaveValueAsync("72");
            await Expect(tab.Page.GetByLabel("Note on consent")).ToHaveValueAsync("given, verbal; not to be quoted in teaching");
            await tab.Page.GetByLabel("Minutes", new() { Exact = true }).FillAsync("71");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Save the record" }).ClickAsync();
            await Expect(tab.Page.GetByText("9 May 2024, 71 minutes · asked by Tom Hale")).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
        var session = (await bench.Get<ReadSource.Handler>().RunAsync(by.Project, source, null, Cancel)).Value.Session!;
        Assert.Equal((71, SessionMode.Online, Consent.Limited, "Asked by the study team, after a colleague named her."), (session.Minutes, session.Mode, session.Consent, session.Why));
    }

    [Theory, InlineData(Engine.Sqlite)]
    public async Task Repairs_are_accepted_a_paragraph_corrected_and_a_lost_passage_placed(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Plans", "Ruth Adeyemi"), Cancel)).Value.Acting;
        const string Text = "A plan for the valley\nAll inequal- ities in waiting are recal ed every year, and each place says what it does.\nNobody was asked what they need.\nPeople living in the valley wait longest.";
        var document = CorrectionTests.Lines(Text, "content order") with
        {
            Repairs = [new(new(33, 35), "", RepairKind.LeftOverHyphen, "\"inequalities\" stands elsewhere in this document without the hyphen (2 times)."), new(new(61, 62), "l", RepairKind.LostLetters, "\"recal\" and \"ed\" are no words of this document.")],
            Marks = [new(new(22, 22), MarkKind.RunningHeader, "Draft for the board"), new(new(22, 22), MarkKind.ParagraphNumber, "2.6"), new(new(90, 90), MarkKind.JoinedLine, "\n"), new(new(111, 111), MarkKind.ParagraphNumber, "2.7")],
            Cautions = [new(new(111, 143), CautionKind.WovenColumns, "Two columns may be woven together here.")],
            Pages = [new(0, "1"), new(108, "2")],
            OtherOrder = CorrectionTests.Lines("A plan for the valley\nPeople living in the valley wait longest.\nNobody was asked what they need.", "layout order"),
        };
        document = document with { Blocks = [document.Blocks[0] with { Kind = BlockKind.Heading, Level = 1 }, .. document.Blocks.Skip(1)] };
        var source = (await bench.Get<AddSource.Handler>().RunAsync(by, new("plan.pdf", [37, 80], document, "A plan for the valley", SourceKind.Document), Cancel)).Value;
        await CorrectionTests.CodeAsync(bench, by, source, "Nobody was asked what they need.", "Voice");
        var columns = CorrectionTests.Lines("People living in the valley\nNobody was asked\nwait longest.\nwhat they need.") with { OtherOrder = CorrectionTests.Lines("People living in the valley wait longest.\nNobody was asked what they need.", "layout order") };
        var woven = (await bench.Get<AddSource.Handler>().RunAsync(by, new("columns.pdf", [37, 80, 68], columns, "Two columns", SourceKind.Document), Cancel)).Value;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/sources/{source.Value:D}");
            await tab.Page.GetByLabel("Show what was taken out of the text").CheckAsync();
            await Expect(tab.Page.GetByText("running header: Draft for the board")).ToBeVisibleAsync();
            // A paragraph has one name on the page: its printed number where it has one.
            await Expect(tab.Page.Locator("#para-3 .src-no")).ToHaveTextAsync("2.7");
            await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Paragraph 2.7" })).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("#para-3$"));
            await Expect(tab.Page.Locator(".repairs").GetByText("Lost letters, paragraph 2.6.")).ToBeVisibleAsync();
            await tab.PicturesAsync("source-repairs");
            await tab.Page.AssertNoViolationsAsync();
            var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Link, new() { Name = "Download the original" }).ClickAsync());
            Assert.Equal("plan.pdf", download.SuggestedFilename);

            await tab.Page.GetByLabel("Show what was taken out of the text").UncheckAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Put them side by side" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Read it in this order" })).ToBeVisibleAsync();
            await tab.Page.AssertNoViolationsAsync();
            await tab.PicturesAsync("source-orders");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the text" }).ClickAsync();

            await tab.Page.Locator(".repairs input").First.CheckAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Accept the 1 ticked" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("This is revision 2 now. 1 passage went with its words, none was lost.");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Accept all 1" }).ClickAsync();
            await Expect(tab.Page.GetByText("All inequalities in waiting are recalled every year, and each place says what it does.")).ToBeVisibleAsync();

            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Correct paragraph 2.7" }).ClickAsync();
            await tab.Page.GetByLabel("Words of paragraph 2.7").FillAsync("The board met in May.");
            await tab.PicturesAsync("source-correct");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Save the correction" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "1 passage has no place in this text" })).ToBeVisibleAsync();
            await tab.Page.AssertNoViolationsAsync();
            await tab.PicturesAsync("source-lost");
            await tab.Page.GetByLabel("Words of this text it belongs to").FillAsync("The board met in May.");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Place it there" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The passage has its place again.");
            await tab.Page.GetByText("Revisions", new() { Exact = true }).ClickAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "What changed in revision 3" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "From revision 2 to 3: 1 place" })).ToBeVisibleAsync();
            await Expect(tab.Page.GetByText("paragraph 2.6", new() { Exact = true })).ToBeVisibleAsync();

            // Another document is read in the other order of its columns.
            await tab.Page.GotoAsync($"{server.BaseUrl}/p/{by.Project.Value:D}/sources/{woven.Value:D}");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Put them side by side" }).ClickAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Read it in this order" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("This is revision 2 now.");
            await Expect(tab.Page.GetByText("Nobody was asked what they need.")).ToBeVisibleAsync();
        }, new() { BaseUrl = server.BaseUrl });
        Assert.Equal("The board met in May.", await CorrectionTests.CodedAsync(bench, by, source));
    }

    [Fact]
    public async Task Places_to_look_at_are_all_listed_and_lead_to_their_paragraphs_however_far_down()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Plans", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var document = CorrectionTests.Lines(string.Join('\n', Enumerable.Range(1, 900).Select(i => $"In year {i} we meet.")));
        int[] places = [.. Enumerable.Range(1, 44), 500, 850];
        document = document with { Cautions = [.. places.Select(p => new Caution(document.Blocks[p - 1].Span, CautionKind.WovenColumns, $"Look at year {p}."))] };
        var source = (await bench.Get<AddSource.Handler>().RunAsync(by, new("plan.pdf", [37, 80], document, "A long plan", SourceKind.Document), Cancel)).Value;
        var group = await bench.AddTextAsync(by, "A large group", string.Join('\n', Enumerable.Range(0, 195).Select(i => $"P{i % 65 + 1}: We meet in year {i}, and then again in the year after it.")));
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/sources/{source.Value:D}");
            var part = tab.Page.Locator(".src-part", new() { Has = tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Look at these 46 places" }) });
            await Expect(part.GetByText("and 6 more")).ToBeVisibleAsync();
            await Expect(part.GetByRole(AriaRole.Link)).ToHaveCountAsync(40);
            await part.GetByRole(AriaRole.Button, new() { Name = "Show 6 more" }).ClickAsync();
            await Expect(part.GetByRole(AriaRole.Link)).ToHaveCountAsync(46);
            await Expect(part.GetByText("and 6 more")).ToHaveCountAsync(0);
            var far = tab.Page.GetByText("In year 500 we meet.");
            await Expect(far).ToHaveCountAsync(0);
            await part.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Look at year 500." }).GetByRole(AriaRole.Link).ClickAsync();
            await Expect(far).ToBeInViewportAsync();
            await Expect(tab.Page.Locator("#para-500")).ToBeFocusedAsync();
            await tab.Page.AssertNoViolationsAsync();
            // An address that names a paragraph leads there as well.
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/sources/{source.Value:D}#para-850");
            await Expect(tab.Page.GetByText("In year 850 we meet.")).ToBeInViewportAsync();

            // What changed, and who speaks, is told to its end as well.
            var words = string.Join('\n', Enumerable.Range(1, 900).Select(i => i % 12 == 0 ? $"In year {i} nobody meets." : $"In year {i} we meet."));
            Assert.True((await bench.Get<CorrectText.Handler>().FileAsync(by, source, (await CorrectionTests.ReadAsync(bench, by, source)).Revision, "plan.txt", System.Text.Encoding.UTF8.GetBytes(words), Cancel)).Succeeded);
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/sources/{source.Value:D}");
            await tab.Page.GetByText("Revisions", new() { Exact = true }).ClickAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "What changed in revision 2" }).ClickAsync();
            await Expect(tab.Page.Locator(".repairs > li")).ToHaveCountAsync(100);
            await tab.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show .* more places$") }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show .* more places$") })).ToHaveCountAsync(0);
            Assert.InRange(await tab.Page.Locator(".repairs > li").CountAsync(), 101, 200);
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/sources/{group.Value:D}");
            await Expect(tab.Page.Locator(".speakers > li")).ToHaveCountAsync(60);
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Show 5 more labels" })).ToBeVisibleAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm speakers and turns" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("65 speakers and 195 turns are confirmed.");
            await tab.Page.GetByText("Speakers and turns").ClickAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Show 5 more labels" }).ClickAsync();
            await Expect(tab.Page.Locator(".speakers > li")).ToHaveCountAsync(65);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm again" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("65 speakers and 195 turns are confirmed.");
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Pseudonyms_are_previewed_refused_one_by_one_and_applied_and_then_a_name_is_erased(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Reaching care", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1", "Will came with Oduya.\nOduya's bus will not come.\nQuokkavale waits.");
        var group = await bench.AddTextAsync(by, "Group", "Interviewer: What is far to you both?\nP1: The harbour is as far as anything.\nP2: It is two long buses away from here, every day.");
        Assert.True((await bench.Get<ConfirmTurns.Handler>().RunAsync(by, group, (await CorrectionTests.ReadAsync(bench, by, group)).Revision, [new("Interviewer", true, null, null, true), new("P1", true, null, null, false), new("P2", true, null, null, false)], Cancel)).Succeeded);
        await CorrectionTests.CodeAsync(bench, by, group, "two long buses");
        Assert.True((await bench.Get<WriteMemo.Handler>().AddAsync(by, new(new("project", by.Project.Value), "It is two long buses away from here, which is the point."), Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/pseudonyms");
            await tab.Page.GetByLabel("Names and pseudonyms, with a comma between").FillAsync("Will, Tom\nOduya");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "See each replacement" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("\"Oduya\" has no pseudonym");
            await tab.Page.GetByLabel("Names and pseudonyms, with a comma between").FillAsync("Will, Tom\nOduya, Marlow");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "See each replacement" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "4 names in the texts" })).ToBeVisibleAsync();
            // Another map than the one that was looked through: by hand, and from a table whose names hold commas.
            await tab.Page.GetByLabel("Names and pseudonyms, with a comma between").FillAsync("Quokkavale, Marlow");
            await tab.Page.GetByLabel("Names and pseudonyms, with a comma between").BlurAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Put the pseudonyms in place" })).ToHaveCountAsync(0);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "See each replacement" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "1 name in the texts" })).ToBeVisibleAsync();
            var huge = bench.Folder.File("huge.csv");
            await using (var file = File.Create(huge)) file.SetLength(65 << 20);
            await Tab.ChooseFilesAsync(tab.Page.GetByLabel("or read a table"), huge);
            await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("\"huge.csv\" has 65 MB; a table of names may have 64. Nothing was kept.");
            await Expect(tab.Page.GetByLabel("Names and pseudonyms, with a comma between")).ToHaveValueAsync("Quokkavale, Marlow");
            var table = bench.Folder.File("names.csv");
            await File.WriteAllTextAsync(table, "name,pseudonym\n\"Oduya, Will\",\"Marlow, Tom\"\n", Cancel);
            await Tab.ChooseFilesAsync(tab.Page.GetByLabel("or read a table"), table);
            await Expect(tab.Page.GetByLabel("Names and pseudonyms, with a comma between")).ToHaveValueAsync("\"Oduya, Will\", \"Marlow, Tom\"");
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Put the pseudonyms in place" })).ToHaveCountAsync(0);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Only keep the map" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The map is kept.");
            Assert.Equal([new Throughline.Text.NamedPseudonym("Oduya, Will", "Marlow, Tom")], await bench.Get<PseudonymMap.Handler>().ReadAsync(by.Project, Cancel));
            await tab.Page.ReloadAsync();
            await tab.SettledAsync();
            await Expect(tab.Page.GetByLabel("Names and pseudonyms, with a comma between")).ToHaveValueAsync("\"Oduya, Will\", \"Marlow, Tom\"");
            await tab.Page.GetByLabel("Names and pseudonyms, with a comma between").FillAsync("Zebedee, Anna\nWill, Tom\nOduya, Marlow");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Only keep the map" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The map is kept.");
            // A line that is taken out before the map is put in place does not come back with it.
            await tab.Page.GetByLabel("Names and pseudonyms, with a comma between").FillAsync("Will, Tom\nOduya, Marlow");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "See each replacement" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "4 names in the texts" })).ToBeVisibleAsync();
            // A name is told from a word by its capital, where that is asked for.
            await tab.Page.GetByLabel("Names with a capital only").CheckAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "4 names in the texts" })).ToHaveCountAsync(0);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "See each replacement" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "3 names in the texts" })).ToBeVisibleAsync();
            await tab.Page.GetByLabel("Names with a capital only").UncheckAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "3 names in the texts" })).ToHaveCountAsync(0);
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "See each replacement" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "4 names in the texts" })).ToBeVisibleAsync();
            await tab.Page.Locator(".repairs li", new() { HasText = "not come" }).Locator("input").Nth(1).UncheckAsync();
            await tab.Page.AssertNoViolationsAsync();
            await tab.PicturesAsync("pseudonyms");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Put the pseudonyms in place" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("3 names in 1 source have their pseudonyms.");
            await Expect(tab.Page.GetByLabel("Names and pseudonyms, with a comma between")).ToHaveValueAsync("Will, Tom\nOduya, Marlow");

            if (engine == Engine.Sqlite) await bench.Get<Database>().BackUpAsync(bench.Get<Database>().BackupFolder, "test", Cancel);
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/erase");
            await tab.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Quokkavale");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "See what would go" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "What would go" })).ToBeVisibleAsync();
            await tab.Page.AssertNoViolationsAsync();
            await tab.PicturesAsync("erase", fullPage: true);
            // Another name than the one that was looked for: what was seen and ticked holds for it no more.
            await tab.Page.GetByLabel("I know that this cannot be undone").CheckAsync();
            await tab.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Marlow");
            await tab.Page.GetByLabel("Name", new() { Exact = true }).BlurAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^What would go") })).ToHaveCountAsync(0);
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Erase", Exact = true })).ToHaveCountAsync(0);
            await tab.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Quokkavale");
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "See what would go" }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "What would go: the name \"Quokkavale\"" })).ToBeVisibleAsync();
            await Expect(tab.Page.GetByLabel("I know that this cannot be undone")).Not.ToBeCheckedAsync();
            await tab.Page.GetByLabel("I know that this cannot be undone").CheckAsync();
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Erase", Exact = true }).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("2 revisions");
            await tab.PicturesAsync("erased");

            // What one speaker said goes, and the turns stay.
            await tab.Page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("speaker");
            await tab.Page.GetByLabel("Source", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "2 Group" });
            await tab.Page.GetByLabel("Speaker", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "P1" });
            await EraseAsync(tab.Page, () => Expect(tab.Page.GetByText("The turns stay, marked [erased]")).ToBeVisibleAsync());
            await Expect(tab.Page.GetByRole(AriaRole.Status).GetByText("1 turn", new() { Exact = true })).ToBeVisibleAsync();
            Assert.Contains("P1: [erased]", (await CorrectionTests.ReadAsync(bench, by, group)).Text, StringComparison.Ordinal);

            // A whole source goes; what rests on it is told, and what repeats its words is decided about.
            await tab.Page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("source");
            await tab.Page.GetByLabel("Source", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "2 Group" });
            await EraseAsync(tab.Page, async () =>
            {
                await Expect(tab.Page.GetByText("coding: Distance")).ToBeVisibleAsync();
                await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "These repeat the words. Decide about each" })).ToBeVisibleAsync();
                await tab.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("erase this memo by Ruth Adeyemi: “It is two long buses away") }).CheckAsync();
                await tab.Page.AssertNoViolationsAsync();
            });
            await Expect(tab.Page.GetByRole(AriaRole.Status).GetByText("1 memo", new() { Exact = true })).ToBeVisibleAsync();
            if (engine == Engine.Sqlite)
            {
                // Earlier backups go only when that is said twice.
                var earlier = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Earlier backups" });
                await earlier.GetByRole(AriaRole.Checkbox).CheckAsync();
                await earlier.GetByRole(AriaRole.Button, new() { Name = "Delete the 1 ticked" }).ClickAsync();
                await earlier.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
                await earlier.GetByRole(AriaRole.Button, new() { Name = "Delete the 1 ticked" }).ClickAsync();
                Assert.Single(bench.Get<Scrub>().Backups());
                await earlier.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
                await Expect(earlier.GetByText("There are none beside the database.")).ToBeVisibleAsync();
                Assert.Empty(bench.Get<Scrub>().Backups());
            }
            Assert.Equal([source], (await bench.Get<ListSources.Handler>().RunAsync(by.Project, false, Cancel)).Select(s => s.Id));
            Assert.Empty(await bench.Get<ListMemos.Handler>().RunAsync(by, null, Cancel));
        }, new() { BaseUrl = server.BaseUrl });
        Assert.Equal("Tom came with Marlow.\nMarlow's bus will not come.\n██████████ waits.", (await CorrectionTests.ReadAsync(bench, by, source)).Text);
    }

    [Fact]
    public async Task All_that_an_erasing_reaches_can_be_shown_and_is_counted()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Reaching care", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var table = "case\n" + string.Concat(Enumerable.Range(1, 430).Select(i => $"Quokkavale {i}\n"));
        Assert.True((await bench.Get<ImportCases.Handler>().RunAsync(by, new("cases.csv", System.Text.Encoding.UTF8.GetBytes(table)), Cancel)).Succeeded);
        var source = await bench.AddTextAsync(by, "Interview 1", "The bus is late, and the second one does not come at all.");
        var read = await CorrectionTests.ReadAsync(bench, by, source);
        for (var i = 0; i < 117; i++)
        {
            var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new($"Code {i}"), Cancel)).Value;
            Assert.True((await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, read.Revision, new(0, 15), [new(code, CodingId.New())]), Cancel)).Succeeded);
        }
        var held = (await bench.Get<EraseWords.Handler>().PreviewAsync(by, EraseSubject.OfName("Quokkavale").Value, Cancel)).Value.Held.Count;
        var resting = (await bench.Get<EraseWords.Handler>().PreviewAsync(by, EraseSubject.Of(source), Cancel)).Value.Quoting.Count(q => !q.HoldsWords);
        Assert.InRange(held, 430, 599);
        Assert.InRange(resting, 117, 199);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/erase");
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Quokkavale");
            await page.GetByRole(AriaRole.Button, new() { Name = "See what would go" }).ClickAsync();
            var rows = page.Locator("table.grid tbody tr");
            await Expect(rows).ToHaveCountAsync(200);
            await Expect(page.Locator(".show-more")).ToContainTextAsync($"and {held - 200} more");
            await page.GetByRole(AriaRole.Button, new() { Name = "Show 200 more places that hold the name" }).ClickAsync();
            await Expect(rows).ToHaveCountAsync(400);
            await Expect(page.Locator(".show-more")).ToContainTextAsync($"and {held - 400} more");
            await page.GetByRole(AriaRole.Button, new() { Name = $"Show {held - 400} more places that hold the name" }).ClickAsync();
            await Expect(rows).ToHaveCountAsync(held);
            await Expect(page.Locator(".show-more")).ToHaveCountAsync(0);
            var shown = string.Join('\n', await rows.AllInnerTextsAsync());
            Assert.All(Enumerable.Range(1, 430), i => Assert.Matches($@"Quokkavale {i}\b", shown));

            await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("source");
            await page.GetByLabel("Source", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "1 Interview 1" });
            await page.GetByRole(AriaRole.Button, new() { Name = "See what would go" }).ClickAsync();
            var things = page.Locator("section[aria-labelledby=e-would] ul.src-list > li");
            await Expect(things).ToHaveCountAsync(100);
            await Expect(page.Locator(".show-more")).ToContainTextAsync($"and {resting - 100} more");
            await page.GetByRole(AriaRole.Button, new() { Name = $"Show {resting - 100} more things that rest on these words" }).ClickAsync();
            await Expect(things).ToHaveCountAsync(resting);
            await Expect(page.Locator(".show-more")).ToHaveCountAsync(0);
        }, new() { BaseUrl = server.BaseUrl });
    }

    [Fact]
    public async Task Another_speaker_or_source_chosen_after_a_look_is_not_erased_unseen()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Reaching care", "Ruth Adeyemi"), Cancel)).Value.Acting;
        const string talk = "Interviewer: What is far to you both?\nP1: The harbour is as far as anything.\nP2: It is two long buses away.";
        SourceId[] sources = [await bench.AddTextAsync(by, "Group", talk), await bench.AddTextAsync(by, "Second group", talk.Replace("buses", "trains", StringComparison.Ordinal))];
        foreach (var source in sources)
            Assert.True((await bench.Get<ConfirmTurns.Handler>().RunAsync(by, source, (await CorrectionTests.ReadAsync(bench, by, source)).Revision, [new("Interviewer", true, null, null, true), new("P1", true, null, null, false), new("P2", true, null, null, false)], Cancel)).Succeeded);
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            var (seen, sure, erase) = (page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^What would go") }), page.GetByLabel("I know that this cannot be undone"), page.GetByRole(AriaRole.Button, new() { Name = "Erase", Exact = true }));
            await OpenAsync(tab, server, $"/p/{by.Project.Value:D}/erase");
            await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("speaker");
            await ChooseAsync("Source", "1 Group");
            await ChooseAsync("Speaker", "P1");
            await LookAsync("P1");
            // Another speaker.
            await ChooseAsync("Speaker", "P2");
            await GoneAsync();
            await LookAsync("P2");
            // Another source: its speakers are others, and none is chosen.
            await ChooseAsync("Source", "2 Second group");
            await GoneAsync();
            await Expect(page.GetByLabel("Speaker", new() { Exact = true })).ToHaveValueAsync("");
            await page.GetByRole(AriaRole.Button, new() { Name = "See what would go" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose a source and one of its speakers.");
            await ChooseAsync("Speaker", "P2");
            await LookAsync("P2");
            await erase.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Erased") })).ToBeVisibleAsync();
            Assert.Equal((true, false), (await HoldsAsync(0, "two long buses"), await HoldsAsync(1, "two long trains")));
            Assert.True(await HoldsAsync(0, "The harbour") && await HoldsAsync(1, "The harbour"));

            // A whole source, and then another.
            await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("source");
            await ChooseAsync("Source", "2 Second group");
            await LookAsync("Second group");
            await ChooseAsync("Source", "1 Group");
            await GoneAsync();
            await LookAsync("Group");
            await erase.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Erased") })).ToBeVisibleAsync();
            Assert.Equal([sources[1]], (await bench.Get<ListSources.Handler>().RunAsync(by.Project, false, Cancel)).Select(s => s.Id));

            Task ChooseAsync(string label, string option) => page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = option });
            async Task LookAsync(string what)
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "See what would go" }).ClickAsync();
                await Expect(seen).ToContainTextAsync(what);
                await Expect(sure).Not.ToBeCheckedAsync();
                await sure.CheckAsync();
                await Expect(erase).ToBeEnabledAsync();
            }
            async Task GoneAsync()
            {
                await Expect(seen).ToHaveCountAsync(0);
                await Expect(erase).ToHaveCountAsync(0);
            }
        }, new() { BaseUrl = server.BaseUrl });

        async Task<bool> HoldsAsync(int which, string words) => (await CorrectionTests.ReadAsync(bench, by, sources[which])).Text.Contains(words, StringComparison.Ordinal);
    }

    private static async Task EraseAsync(IPage page, Func<Task> looked)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "See what would go" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^What would go") })).ToBeVisibleAsync();
        await looked();
        await page.GetByLabel("I know that this cannot be undone").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Erased") })).ToBeVisibleAsync();
    }

    private static async Task OpenAsync(Tab tab, TestServer server, string path)
    {
        await tab.Page.GotoAsync(server.Link);
        await tab.Page.GotoAsync(path);
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        // The prerendered page looks ready before its circuit is; acting earlier would go nowhere.
        await tab.Page.WaitForFunctionAsync("() => !!document.querySelector('main h1') && !!window.Blazor");
        await tab.SettledAsync();
    }
}
