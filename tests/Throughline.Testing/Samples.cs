using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Files;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Text;

namespace Throughline.Testing;

/// <summary>Small projects for tests, made by the product's own use cases, and opened in a browser.</summary>
public static class Samples
{
    /// <summary>What a use case gives; a refusal fails the test with its own words.</summary>
    public static T Must<T>(Result<T> result) => result.Value;

    extension(TestWorkbench bench)
    {
        /// <summary>A project with Ruth Adeyemi in it.</summary>
        public async Task<Acting> MakeProjectAsync(string title = "Trial") => Must(await bench.Get<CreateProject.Handler>().RunAsync(new(title, "Ruth Adeyemi"), CancellationToken.None)).Acting;

        /// <summary>Starts the server, lets a tab in, and runs the test there; relative addresses start from the server's.</summary>
        /// <param name="watch">What watches the server's database, if anything: <see cref="HeldWrites"/>, say.</param>
        public async Task BrowseAsync(Func<Tab, Task> test, IInterceptor? watch = null)
        {
            await using var server = await bench.StartServerAsync(services =>
            {
                if (watch is not null) services.AddSingleton(watch);
            });
            await TestBrowser.RunAsync(async tab =>
            {
                await tab.Page.GotoAsync(server.Link);
                await test(tab);
            }, new() { BaseUrl = server.BaseUrl });
        }

        /// <summary>The same on a page of a project.</summary>
        /// <param name="path">Below the project's address, such as "/cases".</param>
        public Task BrowseAsync(Acting by, string path, Func<Tab, Task> test, IInterceptor? watch = null) => bench.BrowseAsync(async tab =>
        {
            await tab.Page.GotoAsync($"/p/{by.Project.Value:D}{path}");
            await test(tab);
        }, watch);

        /// <summary>Adds a source whose blocks are the text's lines.</summary>
        public async Task<SourceId> AddTextAsync(Acting by, string title, string text, SourceKind kind = SourceKind.Transcript)
        {
            var blocks = new List<Block>();
            var start = 0;
            foreach (var line in text.Split('\n'))
            {
                blocks.Add(new(new TextSpan(start, start + line.Length), BlockKind.Paragraph));
                start += line.Length + 1;
            }
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync();
            var added = await bench.Get<AddSource.Handler>().RunAsync(by, new(title + ".txt", bytes, new ReadDocument { Text = text, Blocks = blocks }, title, kind), CancellationToken.None);
            return added.Value;
        }
    }
}
