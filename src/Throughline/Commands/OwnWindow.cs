using System.Runtime.InteropServices;

namespace Throughline.Commands;

/// <summary>A program opened by double-click on Windows has a console window of its own, which closes with it.</summary>
public static class OwnWindow
{
    /// <summary>Whether to wait for Enter before the end, so that what went wrong can be read: only where something did, nobody gave a command, the window closes with the program, and a person is at its keys.</summary>
    /// <param name="arguments">How many the program was started with.</param>
    /// <param name="isOwn">The console was made for this program alone.</param>
    /// <param name="isInputRedirected">What is typed comes from a file or another program.</param>
    public static bool IsKeptOpen(int exitCode, int arguments, bool isOwn, bool isInputRedirected) => exitCode != 0 && arguments == 0 && isOwn && !isInputRedirected;

    /// <summary>Whether this process alone is attached to its console. Elsewhere than on Windows a terminal stays when a program ends.</summary>
    public static bool IsOwn() => OperatingSystem.IsWindows() && GetConsoleProcessList(new uint[2], 2) == 1;

    [DllImport("kernel32.dll"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint GetConsoleProcessList([Out] uint[] processes, uint length);
}
