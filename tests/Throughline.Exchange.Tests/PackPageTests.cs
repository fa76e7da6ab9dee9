using Microsoft.Playwright;
using Throughline.Coding;
using Throughline.Storage;
using Throughline.Testing;
using static Microsoft.Playwright.Assertions;
using static Throughline.Exchange.Tests.PackTests;
using static Throughline.Testing.Samples;

namespace Throughline.Exchange.Tests;

/// <summary>Packs on the page of backups and archives; a class of its own, so that its waiting for the browser goes on beside the other tests of packs.</summary>
public class PackPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pack_is_made_and_merged_on_the_page_of_archives()
    {
        await using var one = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var fixture = await Fixture.MakeAsync(one);
        var memo = (await one.Get<ListMemos.Handler>().RunAsync(fixture.Ruth, fixture.Phone.Node, Cancel)).Single();
        await using var two = await CopyAsync(one, fixture.Ruth, Engine.Sqlite);
        await fixture.On(two).CodeAsync(fixture.Ruth, fixture.Interview2, "The buses.", fixture.Distance);
        Must(await two.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "As it is on the second.", Cancel));
        Must(await one.Get<WriteMemo.Handler>().ChangeAsync(fixture.Ruth, memo.Id, "As it is on the first.", Cancel));
        var path = one.Folder.File("ruth.throughline-pack");
        await File.WriteAllBytesAsync(path, await PackAsync(two, fixture.Ruth), Cancel);
        var cut = one.Folder.File("cut.throughline-pack");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(path, Cancel))[..900], Cancel);
        await using var server = await one.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            var page = tab.Page;
            await page.GotoAsync(server.Link);
            await page.GotoAsync($"{server.BaseUrl}/p/{fixture.Ruth.Project.Value:D}/backups");
            var packs = page.GetByRole(AriaRole.Region, new() { Name = "Work apart on two copies" });
            await Tab.ChooseFilesAsync(packs.GetByLabel("Choose a pack to merge"), cut);
            await Expect(packs.GetByRole(AriaRole.Alert)).ToContainTextAsync("“cut.throughline-pack” was refused.");
            await Tab.ChooseFilesAsync(packs.GetByLabel("Choose a pack to merge"), path);
            var coming = packs.GetByRole(AriaRole.Group, new() { Name = "What is in ruth.throughline-pack" });
            await Expect(coming).ToContainTextAsync("would bring: 1 coding.");
            await Expect(coming.GetByRole(AriaRole.Listitem)).ToContainTextAsync("memo, “As it is on the second.”: changed on both copies; left as it is here.");
            await page.AssertNoViolationsAsync();
            await tab.PicturesAsync("packs", fullPage: true);
            await coming.GetByRole(AriaRole.Checkbox).CheckAsync();
            await Expect(coming.GetByRole(AriaRole.Listitem)).ToContainTextAsync("the pack’s was taken.");
            await coming.GetByRole(AriaRole.Button, new() { Name = "Merge it" }).ClickAsync();
            await Expect(packs.GetByRole(AriaRole.Status)).ToContainTextAsync("brought: 1 coding; 1 changed.");
            await packs.GetByRole(AriaRole.Button, new() { Name = "Make my pack" }).ClickAsync();
            var link = packs.GetByRole(AriaRole.Link, new() { Name = "Download Naming the gap Ruth Adeyemi.throughline-pack" });
            var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
            await download.SaveAsAsync(one.Folder.File("back.throughline-pack"));
        });
        Assert.Equal("As it is on the second.", (await one.Get<ListMemos.Handler>().RunAsync(fixture.Ruth, fixture.Phone.Node, Cancel)).Single().Text);
        Assert.True((await MergeAsync(two, fixture.Ruth, await File.ReadAllBytesAsync(one.Folder.File("back.throughline-pack"), Cancel))).IsNothing);
    }
}
