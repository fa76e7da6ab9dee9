using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Throughline.Commands;

/// <summary>All commands, as a tree.</summary>
public static class Root
{
    /// <summary>Runs one command on the console.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var code = await RunAsync(args, Console.Out, Console.Error);
        if (OwnWindow.IsKeptOpen(code, args.Length, OwnWindow.IsOwn(), Console.IsInputRedirected))
        {
            await Console.Error.WriteLineAsync("\nPress Enter to close this window.");
            Console.ReadLine();
        }
        return code;
    }

    /// <summary>Runs one command, and writes what it says to <paramref name="output"/> and what went wrong to <paramref name="error"/>.</summary>
    /// <remarks><c>text</c> without <c>--json</c> writes bytes, and so to the console whatever <paramref name="output"/> is.</remarks>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Tree().Parse(args);
        // After Ctrl+C a command has time to end what it is at: an import stops between files, and says which were not begun.
        if (parsed.Action is not ParseErrorAction) return await parsed.InvokeAsync(new() { Output = output, Error = error, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
        // Left to itself a wrong command line prints its help among the results.
        foreach (var fault in parsed.Errors) await error.WriteLineAsync(fault.Message.TrimEnd());
        await error.WriteLineAsync($"How it is written: {Name(parsed.CommandResult)} --help");
        return 1;
    }

    private static string Name(CommandResult command) => command.Parent is CommandResult above ? $"{Name(above)} {command.Command.Name}" : "throughline";

    /// <summary>The commands with their options, for help and for the test of their documentation.</summary>
    public static RootCommand Tree()
    {
        var cli = new Cli();
        var root = new RootCommand("Throughline: from what is said about health inequalities to what is done about them, every step traceable to its source.\n\nWithout a command it opens the workbench on your own projects, as serve does.")
        {
            cli.Database, cli.Json, cli.As,
            DemoCommand.Build(cli),
            ServeCommand.Build(cli),
            ProjectCommand.Build(cli),
            ReportCommand.Build(cli),
            CodingsCommand.Build(cli),
            TableCommand.Memos(cli),
            TableCommand.Notes(cli),
            LogCommand.Build(cli),
            BackupCommand.Build(cli),
            ImportCommand.Build(cli),
            SourcesCommand.Build(cli),
            TextCommand.Build(cli),
            PseudonymsCommand.Build(cli),
            EraseCommand.Build(cli),
            SearchCommand.Build(cli),
            CasesCommand.Build(cli),
            CodebookCommand.Build(cli),
            MatrixCommand.Build(cli),
            PolicyCommand.Build(cli),
            EquityCommand.Build(cli),
            TargetsCommand.Build(cli),
            AgreementCommand.Build(cli),
            PackCommand.Build(cli),
            SitesCommand.Build(cli),
            CitationsCommand.Build(cli),
            CitationsCommand.Prisma(cli),
            SynthesisCommand.Build(cli),
        };
        // Somebody who opens a released file from a folder gives no command, and wants to see something.
        root.SetAction((parsed, cancel) => ServeCommand.OpenAsync(cli, parsed, port: 0, openBrowser: true, cancel));
        return root;
    }
}
