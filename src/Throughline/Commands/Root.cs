using System.CommandLine;

namespace Throughline.Commands;

internal static class Root
{
    public static Task<int> RunAsync(string[] args)
    {
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var cli = new Cli();
        var root = new RootCommand("Throughline: from what is said about health inequalities to what is done about them, every step traceable to its source.")
        {
            cli.Database, cli.Json, cli.As,
            DemoCommand.Build(cli),
            ServeCommand.Build(cli),
            ProjectCommand.Build(cli),
            ReportCommand.Build(cli),
            CodingsCommand.Build(cli),
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
            EquityCommand.Build(cli),
            AgreementCommand.Build(cli),
            SitesCommand.Build(cli),
        };
        return root.Parse(args).InvokeAsync();
    }
}
