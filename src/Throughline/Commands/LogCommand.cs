using System.CommandLine;
using Throughline.Storage;

namespace Throughline.Commands;

/// <summary><c>log verify</c> and <c>log export</c>.</summary>
internal static class LogCommand
{
    public static Command Build(Cli cli)
    {
        var project = Cli.Project();
        var verify = new Command("verify", "Check that every entry of a project's change log is as it was written. Exits with 2 when something is not.\n\nExample:\n  throughline log verify \"Naming the gap\"") { project };
        verify.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var found = await services.GetRequiredService<VerifyLog>().RunAsync(by.Project, cancel);
            return new Said(
                new { holds = found.Holds, entries = found.Entries, erasedValues = found.ErasedValues, sealedEntries = found.SealedEntries, headHash = found.HeadHash, faults = found.Faults.Select(f => new { kind = f.Kind, seq = f.Seq, message = f.Message }) },
                found.Holds
                    ? $"The log holds: {CommandFiles.Count(found.Entries, "entry", "entries")}, each as it was written." + (found.ErasedValues > 0 ? $" {CommandFiles.Count(found.ErasedValues, "value was", "values were")} erased on purpose." : "") + (found.SealedEntries > 0 ? $" {found.SealedEntries} came sealed with an archive." : "") + $"\nLast hash: {found.HeadHash}"
                    : $"The log does not hold: {CommandFiles.Count(found.Faults.Count, "fault")} in {CommandFiles.Count(found.Entries, "entry", "entries")}.\n" + string.Join("\n", found.Faults.Select(f => f.Message)),
                found.Holds ? 0 : 2);
        }));
        return new Command("log", "The change log: who decided what, and when.\n\nExample:\n  throughline log verify \"Naming the gap\"") { verify, TableCommand.Log(cli) };
    }
}
