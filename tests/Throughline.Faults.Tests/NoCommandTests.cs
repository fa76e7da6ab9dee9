namespace Throughline.Faults.Tests;

/// <summary>A released file that is opened from its folder is given no command.</summary>
public class NoCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_command_the_workbench_opens_on_ones_own_work_in_the_browser()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("What opens a browser is set aside on Linux only: elsewhere this test would open a real one.");
        using var folder = new TempFolder();
        var opened = folder.File("opened.txt");
        var programs = Directory.CreateDirectory(folder.File("programs")).FullName;
        var opener = Path.Combine(programs, "xdg-open");
        await File.WriteAllTextAsync(opener, $"#!/bin/sh\nprintf '%s' \"$1\" > '{opened}.part' && /bin/mv '{opened}.part' '{opened}'\n", Cancel);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = Executable.Start(folder.FullPath);
        start.Environment["DISPLAY"] = ":0";
        start.Environment["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
        await using var serving = await Serving.StartAsync(start, Cancel);
        await Wait.UntilAsync(() => File.Exists(opened), "No browser was opened.");
        Assert.Equal(serving.Link, await File.ReadAllTextAsync(opened, Cancel));
        using var client = new HttpClient();
        Assert.Contains("_framework/blazor.web.js", await client.GetStringAsync(new Uri(serving.Link), Cancel), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.FullPath, "Throughline", "throughline.db")));
    }

    [Fact]
    public async Task Help_lists_the_commands_and_a_command_that_is_none_is_still_refused()
    {
        using var folder = new TempFolder();
        var help = await Executable.RunAsync(folder.FullPath, Cancel, "--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("Without a command it opens the workbench", help.Out, StringComparison.Ordinal);
        Assert.Contains("pseudonyms", help.Out, StringComparison.Ordinal);
        var wrong = await Executable.RunAsync(folder.FullPath, Cancel, "sarve");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("sarve", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("throughline --help", wrong.Error, StringComparison.Ordinal);
    }
}
