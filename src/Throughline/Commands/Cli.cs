using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Throughline.Projects;
using Throughline.Storage;

namespace Throughline.Commands;

/// <summary>What a command has to say: one JSON value for <c>--json</c>, and lines for a person.</summary>
/// <param name="Json">Written in camel case; its shape is documented in docs/commands.md and held by a snapshot test.</param>
/// <param name="Text">Plain lines, without a newline at the end; empty says nothing.</param>
/// <param name="ExitCode">0 unless the command did its work and found something wrong (a log that does not verify, files refused).</param>
internal sealed record Said(object Json, string Text, int ExitCode = 0);

/// <summary>The options every command shares, and how each one runs.</summary>
internal sealed class Cli
{
    public static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public Option<string?> Database { get; } = new("--database")
    {
        Description = "Where the work is kept: a SQLite file, or a PostgreSQL address (postgresql://user@host/name). Without it, THROUGHLINE_DATABASE; without that, throughline.db in your data folder.",
        HelpName = "FILE|ADDRESS",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON value and nothing else.", Recursive = true };

    public Option<string?> As { get; } = new("--as") { Description = "The analyst who decides. Without it, the project's first analyst.", HelpName = "NAME", Recursive = true };

    /// <summary>The argument that comes first in every command on a project.</summary>
    public static Argument<string> Project() => new("PROJECT") { Description = "A project's title (or the start of it, when only one begins so) or its id." };

    public Result<DatabaseAddress> Address(ParseResult parsed) => DatabaseAddress.Parse(parsed.GetValue(Database) ?? Environment.GetEnvironmentVariable("THROUGHLINE_DATABASE"));

    /// <summary>Runs work that needs no database.</summary>
    public Task<int> RunAsync(ParseResult parsed, Func<Task<Result<Said>>> work) => SayAsync(parsed, work);

    /// <summary>Opens the database, does the work, prints what it says.</summary>
    public Task<int> RunAsync(ParseResult parsed, CancellationToken cancel, Func<IServiceProvider, Task<Result<Said>>> work) => SayAsync(parsed, async () =>
    {
        var address = Address(parsed);
        if (!address.Succeeded) return address.Error;
        await using var services = new ServiceCollection().AddThroughline(address.Value).BuildServiceProvider();
        var ready = await services.GetRequiredService<Database>().PrepareAsync(cancel);
        return ready.Succeeded ? await work(services) : ready.Error;
    });

    /// <summary>Opens the database, finds the project and the analyst, does the work, prints what it says.</summary>
    public Task<int> RunAsync(ParseResult parsed, Argument<string> project, CancellationToken cancel, Func<IServiceProvider, Acting, Task<Result<Said>>> work) => RunAsync(parsed, parsed.GetRequiredValue(project), cancel, work);

    /// <summary>Opens the database, finds the project by its title or id and the analyst, does the work, prints what it says.</summary>
    public Task<int> RunAsync(ParseResult parsed, string project, CancellationToken cancel, Func<IServiceProvider, Acting, Task<Result<Said>>> work) => RunAsync(parsed, cancel, async services =>
    {
        var found = await services.GetRequiredService<FindProject.Handler>().OneAsync(project, cancel);
        if (!found.Succeeded) return found.Error;
        var analysts = await services.GetRequiredService<ListAnalysts.Handler>().RunAsync(found.Value.Id, cancel);
        var name = parsed.GetValue(As);
        var analyst = name is null ? analysts[0] : analysts.FirstOrDefault(a => string.Equals(a.Name, name.Trim(), StringComparison.OrdinalIgnoreCase));
        if (analyst is null) return new AnalystMissing($"There is no analyst \"{name}\" in \"{found.Value.Title}\". There are: {string.Join(", ", analysts.Select(a => a.Name))}.");
        return await work(services, new(found.Value.Id, analyst.Id));
    });

    private async Task<int> SayAsync(ParseResult parsed, Func<Task<Result<Said>>> work)
    {
        Result<Said> said;
        try
        {
            said = await work();
        }
        catch (Exception fault) when (StorageFaults.Read(fault) is not null)
        {
            said = StorageFaults.Read(fault)!;
        }
        if (!said.Succeeded)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(said.Error.Message);
            return 1;
        }
        if (parsed.GetValue(Json)) await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(said.Value.Json, JsonOptions));
        else if (said.Value.Text.Length > 0) await parsed.InvocationConfiguration.Output.WriteLineAsync(said.Value.Text);
        return said.Value.ExitCode;
    }
}
