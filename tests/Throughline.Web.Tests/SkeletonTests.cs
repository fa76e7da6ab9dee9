using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Web.Tests;

public class SkeletonTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task A_coding_sent_by_the_page_is_listed_undone_and_done_again(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value;
        var source = await bench.AddTextAsync(project.Acting, "Interview 1", "It means the conditions people are living in.\nDamp, wages, whether there is a bus.");
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{project.Project.Value:D}";

        var code = await (await client.PostAsJsonAsync($"{api}/codes", new { name = "Aim > Conditions of life" }, Cancel)).Content.ReadFromJsonAsync<JsonObject>(Cancel);
        var id = Guid.CreateVersion7();
        var body = new { s = 0, e = 8, codes = new[] { code!["id"]!.GetValue<Guid>() }, ids = new[] { id } };
        (await client.PostAsJsonAsync($"{api}/sources/{source.Value:D}/codings", body, Cancel)).EnsureSuccessStatusCode();
        (await client.PostAsJsonAsync($"{api}/sources/{source.Value:D}/codings", body, Cancel)).EnsureSuccessStatusCode();
        Assert.Equal([id], await ListAsync());

        (await client.PostAsync($"{api}/undo", null, Cancel)).EnsureSuccessStatusCode();
        Assert.Empty(await ListAsync());
        (await client.PostAsync($"{api}/redo", null, Cancel)).EnsureSuccessStatusCode();
        Assert.Equal([id], await ListAsync());
        var verified = await bench.Get<VerifyLog>().RunAsync(project.Project, Cancel);
        Assert.True(verified.Holds, string.Join("\n", verified.Faults.Select(f => f.Message)));

        async Task<Guid[]> ListAsync() =>
            [.. (await client.GetFromJsonAsync<JsonObject>($"{api}/sources/{source.Value:D}/codings", Cancel))!["codings"]!.AsArray().Select(c => c!["id"]!.GetValue<Guid>())];
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_answers_with_a_page_of_the_workbench_and_the_api_with_none()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        foreach (var address in new[] { "/nowhere", $"/p/{Guid.CreateVersion7():D}/nowhere" })
        {
            using var answer = await client.GetAsync(address, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("_framework/blazor.web.js", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
        using var api = await client.GetAsync("/api/nowhere", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
        Assert.Empty(await api.Content.ReadAsStringAsync(Cancel));
        using var fault = await client.GetAsync("/error", Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, fault.StatusCode);
        Assert.Contains("What was kept before is kept", await fault.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_acts_as_the_analyst_it_was_drawn_for_whoever_another_window_has_chosen()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value;
        var tom = (await bench.Get<AddAnalyst.Handler>().RunAsync(project.Acting, "Tom Hale", Cancel)).Value;
        var source = await bench.AddTextAsync(project.Acting, "Interview 1", "It means the conditions people are living in.");
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var api = $"/api/projects/{project.Project.Value:D}";
        var code = await (await client.PostAsJsonAsync($"{api}/codes", new { name = "Conditions" }, Cancel)).Content.ReadFromJsonAsync<JsonObject>(Cancel);
        async Task<HttpStatusCode> CodeAsync(string analyst)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{api}/sources/{source.Value:D}/codings") { Content = JsonContent.Create(new { s = 0, e = 8, codes = new[] { code!["id"]!.GetValue<Guid>() }, ids = new[] { Guid.CreateVersion7() } }) };
            request.Headers.Add("Throughline-Analyst", analyst);
            return (await client.SendAsync(request, Cancel)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await CodeAsync(tom.Value.ToString("D")));
        var made = (await client.GetFromJsonAsync<JsonObject>($"{api}/sources/{source.Value:D}/codings", Cancel))!["codings"]!.AsArray();
        Assert.Equal(tom.Value, Assert.Single(made)!["by"]!.GetValue<Guid>());
        Assert.Equal(HttpStatusCode.Conflict, await CodeAsync(Guid.NewGuid().ToString("D")));
        Assert.Equal(HttpStatusCode.Conflict, await CodeAsync("Tom"));
    }

    [Fact]
    public async Task Every_style_sheet_is_in_the_one_that_is_sent()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var server = await bench.StartServerAsync();
        using var client = await server.ClientAsync();
        var sent = await client.GetStringAsync("/css/all.css", Cancel);
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.PathTo("src/Throughline.Web/wwwroot/css")))
            Assert.True(sent.Contains(await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal), $"{Path.GetFileName(file)} is not sent: name it in Stylesheets.cs.");
    }

    [Fact]
    public async Task Without_the_first_link_nothing_is_shown()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        await using var server = await bench.StartServerAsync();
        using var stranger = new HttpClient();
        var answer = await stranger.GetAsync(server.BaseUrl + "/", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task The_model_and_its_migrations_agree_on_both_engines()
    {
        foreach (var engine in new[] { Engine.Sqlite, Engine.PostgreSql })
        {
            await using var bench = await TestWorkbench.OpenAsync(engine);
            await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            Assert.False(db.Database.HasPendingModelChanges(), $"The model of {engine} has changed: add a migration (CONTRIBUTING.md says how).");
        }
    }

    [Fact]
    public async Task The_home_page_names_the_project()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var project = (await bench.Get<CreateProject.Handler>().RunAsync(new("Naming the gap", "Ruth Adeyemi"), Cancel)).Value;
        await using var server = await bench.StartServerAsync();
        await TestBrowser.RunAsync(async tab =>
        {
            await tab.Page.GotoAsync(server.Link);
            await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Naming the gap" }).ClickAsync();
            await Microsoft.Playwright.Assertions.Expect(tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Naming the gap");
        });
        Assert.NotEqual(default, project.Project);
    }
}
