#:project tests/Throughline.Testing.Machine
#:property PublishAot=false

using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Throughline.Testing;

// Everything the project's machinery does. `dotnet run build.cs -- help` tells what there is.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Directory.SetCurrentDirectory(Path.GetDirectoryName(Build.ThisFile())!);
try
{
    return args switch
    {
        [] or ["all"] => await Build.AllAsync(),
        ["test", var name] => await Build.TestAsync(name),
        ["release", .. var platforms] => await Build.ReleaseAsync(platforms),
        ["pack"] => await Build.PackAsync(),
        ["help" or "--help" or "-h"] => Build.Help(Console.Out, 0),
        _ => Build.Help(Console.Error, 2),
    };
}
catch (BuildStoppedException stopped)
{
    Console.Error.WriteLine(stopped.Message);
    return 1;
}
finally
{
    Build.CleanUp();
}

internal sealed class BuildStoppedException(string message) : Exception(message);

internal sealed record Outcome(string Project, int Passed, IReadOnlyList<string> Failures, int Skipped, TimeSpan Took, string? Fault)
{
    public int Failed => Failures.Count;
}

internal static class Build
{
    private const string Solution = "Throughline.slnx";
    private const string Results = "artifacts/test-results";
    private static readonly string[] Platforms = ["win-x64", "osx-arm64", "osx-x64", "linux-x64"];
    private static string ThisPlatform => $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    private static readonly TimeSpan LongestProject = TimeSpan.FromMinutes(20);
    private const int LinesOfAFailure = 40;
    private static readonly List<Process> Running = [];
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        ["TESTINGPLATFORM_TELEMETRY_OPTOUT"] = "1",
        // Nothing of the build stays behind when it ends.
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    private static readonly PosixSignalRegistration[] Signals =
        [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]).Select(signal => PosixSignalRegistration.Create(signal, _ => CleanUp()))];

    // One compiler for all projects builds them several times faster; some machines turn it off.
    private const string SharedCompiler = "-p:UseSharedCompilation=true";

    private static TemporaryPostgres? _postgres;

    public static string ThisFile([CallerFilePath] string path = "") => path;

    public static int Help(TextWriter to, int exitCode)
    {
        to.WriteLine("""
            dotnet run build.cs                restore, check the format, build, run every test
            dotnet run build.cs -- test NAME   build and run one test project: Text for tests/Throughline.Text.Tests
            dotnet run build.cs -- release     one self-contained file each for Windows, macOS and Linux, in artifacts/release; this machine's is tried.
                                               A platform after it makes that one alone: linux-x64
            dotnet run build.cs -- pack        the libraries that stand alone (Statistics, Text and the Kernel both rest on) as packages in artifacts/packages;
                                               a program elsewhere is built on them, with nothing else to be found
            dotnet run build.cs -- help        this

            Tests run on SQLite, on a PostgreSQL server that is started for them and removed, and in Chromium. Where Chromium
            or PostgreSQL is missing, they are installed when you are root on Debian; elsewhere the command to do so is shown.

            LibreOffice (soffice on the path) is optional: where it is, it draws a report too.

            THROUGHLINE_TEST_POSTGRES   use this server instead: a connection string of a superuser; tests make their own databases
            THROUGHLINE_TEST_CHROMIUM   use this browser instead: the path of a Chromium or Chrome

            The last line is "N passed, N failed"; where tests were skipped, the line before it says how many. Each project's results lie
            in artifacts/test-results, pictures of failed browser tests in artifacts/failed.
            """);
        return exitCode;
    }

    public static async Task<int> AllAsync()
    {
        await StepAsync("Chromium and PostgreSQL", FindProgramsAsync);
        await StepAsync("Restore", () => DotnetAsync("restore", Solution));
        // Style rules are warnings, and warnings are errors: the build checks them. What is left is white space.
        await StepAsync("Format", () => DotnetAsync("format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", "artifacts"));
        await StepAsync("Build", () => DotnetAsync("build", Solution, "-c", "Release", "--no-restore", SharedCompiler));
        return await RunTestsAsync([.. TestProjects()]);
    }

    public static async Task<int> TestAsync(string name)
    {
        var projects = TestProjects().Where(project => Path.GetFileNameWithoutExtension(project) is var full
            && (full.Equals(name, StringComparison.OrdinalIgnoreCase) || full.Equals($"Throughline.{name}.Tests", StringComparison.OrdinalIgnoreCase))).ToArray();
        if (projects.Length == 0)
            throw new BuildStoppedException($"There is no test project \"{name}\". There are: {string.Join(", ", TestProjects().Select(Path.GetFileNameWithoutExtension))}.");
        await StepAsync("Chromium and PostgreSQL", FindProgramsAsync);
        await StepAsync("Build", () => DotnetAsync("build", projects[0], "-c", "Release", SharedCompiler));
        return await RunTestsAsync(projects);
    }

    public static async Task<int> ReleaseAsync(string[] platforms)
    {
        if (platforms.Except(Platforms).FirstOrDefault() is { } unknown) throw new BuildStoppedException($"There is no platform \"{unknown}\" to release for. There are: {string.Join(", ", Platforms)}.");
        const string executable = "src/Throughline/Throughline.csproj";
        const string release = "artifacts/release";
        if (!File.Exists(executable)) throw new BuildStoppedException($"There is no {executable} to release yet.");
        if (Directory.Exists(release)) Directory.Delete(release, recursive: true);
        Directory.CreateDirectory(release);

        var version = (await CaptureAsync("dotnet", "msbuild", executable, "-getProperty:Version")).Trim();
        foreach (var platform in platforms.Length > 0 ? platforms : Platforms)
        {
            await StepAsync(platform, async () =>
            {
                var output = $"{release}/{platform}";
                await DotnetAsync("publish", executable, "-c", "Release", "-r", platform, "--self-contained", "-o", output,
                    "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true", "-p:EnableCompressionInSingleFile=true",
                    "-p:DebugType=none");
                var suffix = platform.StartsWith("win", StringComparison.Ordinal) ? ".exe" : "";
                var made = Directory.GetFiles(output).Single(file => Path.GetFileName(file).Equals("throughline" + suffix, StringComparison.OrdinalIgnoreCase));
                var target = $"{release}/throughline-{version}-{platform}{suffix}";
                File.Move(made, target);
                Directory.Delete(output, recursive: true);
                Console.WriteLine($"  {target}, {new FileInfo(target).Length / 1e6:F0} MB");
                if (platform == ThisPlatform) await TryAsync(target);
            });
        }
        return 0;
    }

    /// <summary>Starts a released file as its users do: with an empty home, and no SDK to be found. It must open its page, with the script that the pages stand on.</summary>
    private static async Task TryAsync(string released)
    {
        var home = Directory.CreateTempSubdirectory("throughline-release-").FullName;
        try
        {
            var file = Path.Combine(home, Path.GetFileName(released));
            File.Copy(released, file);
            var start = new ProcessStartInfo(file, ["demo", "--no-browser", "--port", "0"]) { WorkingDirectory = home, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment.Clear();
            foreach (var name in (string[])["HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_DATA_HOME", "TMPDIR", "TEMP", "TMP"]) start.Environment[name] = home;
            start.Environment["PATH"] = home;
            if (Environment.GetEnvironmentVariable("SystemRoot") is { } windows) start.Environment["SystemRoot"] = windows;
            Process demo;
            lock (Running) Running.Add(demo = Process.Start(start)!);
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
                var errors = demo.StandardError.ReadToEndAsync(CancellationToken.None);
                string? link = null;
                while (link is null && await demo.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                    if (line.Trim().StartsWith("http://", StringComparison.Ordinal)) link = line.Trim();
                if (link is null) throw new BuildStoppedException($"{released} demo ended without a link:\n{await errors}");
                _ = demo.StandardOutput.ReadToEndAsync(CancellationToken.None);
                using var client = new HttpClient();
                foreach (var address in new[] { new Uri(link), new Uri(new Uri(link), "/_framework/blazor.web.js") })
                {
                    using var answer = await client.GetAsync(address, patience.Token);
                    var bytes = (await answer.Content.ReadAsByteArrayAsync(patience.Token)).Length;
                    if (!answer.IsSuccessStatusCode || bytes == 0) throw new BuildStoppedException($"{released} demo: {address.AbsolutePath} answers {(int)answer.StatusCode} with {bytes} bytes.");
                }
                Console.WriteLine("  started with an empty home and no SDK: its page and its script answer");
            }
            catch (OperationCanceledException)
            {
                throw new BuildStoppedException($"{released} demo said nothing for five minutes.");
            }
            finally
            {
                if (!demo.HasExited) demo.Kill(entireProcessTree: true);
                await demo.WaitForExitAsync();
                Forget(demo);
                demo.Dispose();
            }
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    // Each rests on the ones before it, and on nothing else.
    private static readonly string[] Packages = ["Throughline.Kernel", "Throughline.Text", "Throughline.Statistics"];

    public static async Task<int> PackAsync()
    {
        const string packages = "artifacts/packages";
        if (Directory.Exists(packages)) Directory.Delete(packages, recursive: true);
        Directory.CreateDirectory(packages);
        await StepAsync("Packages", async () =>
        {
            foreach (var name in Packages) await DotnetAsync("pack", $"src/{name}/{name}.csproj", "-c", "Release", "-o", packages, SharedCompiler);
            foreach (var name in Packages)
            {
                var made = Directory.GetFiles(packages, $"{name}.*.nupkg").Single();
                using var archive = ZipFile.OpenRead(made);
                await using var nuspec = await archive.Entries.Single(entry => entry.FullName == $"{name}.nuspec").OpenAsync();
                var needs = XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).ToArray();
                if (needs.Except(Packages).ToArray() is { Length: > 0 } others) throw new BuildStoppedException($"{made} needs {string.Join(" and ", others)}. It stands alone: only {string.Join(", ", Packages)} may be needed.");
                Console.WriteLine($"  {made}, needs {(needs.Length == 0 ? "nothing" : string.Join(" and ", needs))}");
            }
        });
        await StepAsync("A program on them", () => UsePackagesAsync(Path.GetFullPath(packages)));
        return 0;
    }

    /// <summary>Builds and runs a program outside the repository on the packages alone: no other source, an empty cache.</summary>
    private static async Task UsePackagesAsync(string packages)
    {
        var folder = Directory.CreateTempSubdirectory("throughline-packages-").FullName;
        try
        {
            var version = (await CaptureAsync("dotnet", "msbuild", "src/Throughline.Statistics/Throughline.Statistics.csproj", "-getProperty:Version")).Trim();
            await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
                <configuration>
                  <config><add key="globalPackagesFolder" value="{Path.Combine(folder, "cache")}" /></config>
                  <packageSources><clear /><add key="made" value="{packages}" /></packageSources>
                </configuration>
                """);
            await File.WriteAllTextAsync(Path.Combine(folder, "Use.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><UseAppHost>false</UseAppHost></PropertyGroup>
                  <ItemGroup><PackageReference Include="Throughline.Statistics" Version="{version}" /><PackageReference Include="Throughline.Text" Version="{version}" /></ItemGroup>
                </Project>
                """);
            // The example is the package's own.
            var readme = await File.ReadAllTextAsync("src/Throughline.Statistics/README.md");
            await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), readme.Split("```csharp")[1].Split("```")[0]);
            var said = (await CaptureAsync("dotnet", "run", "--project", Path.Combine(folder, "Use.csproj"))).Trim();
            if (!said.EndsWith(')') || !said.Contains(" to ", StringComparison.Ordinal)) throw new BuildStoppedException($"A program on the packages says \"{said}\", where the example of the package's README prints an index with its interval.");
            Console.WriteLine($"  the README's example, built on the packages alone: {said}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static void CleanUp()
    {
        lock (Running)
        {
            foreach (var process in Running.Where(process => !process.HasExited)) process.Kill(entireProcessTree: true);
            Running.Clear();
            _postgres?.Dispose();
            _postgres = null;
        }
    }

    private static IEnumerable<string> TestProjects() =>
        XDocument.Load(Solution).Descendants("Project").Select(project => project.Attribute("Path")!.Value)
            .Where(path => path.EndsWith(".Tests.csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static async Task FindProgramsAsync()
    {
        var missing = Missing();
        var mayInstall = Environment.UserName == "root" && File.Exists("/etc/debian_version");
        if (missing.Count > 0 && !mayInstall) throw new BuildStoppedException($"Tests need {string.Join(" and ", missing)}, which is not here. Install with:\n    {Installed.DebianCommand}");
        if (mayInstall && (missing.Count > 0 || Installed.OnPath(Installed.HeadlessShell) is null))
            try
            {
                Settings["DEBIAN_FRONTEND"] = "noninteractive";
                await RunAsync("apt-get", ["update"]);
                if ((await CaptureAsync("apt-cache", "pkgnames", Installed.HeadlessShell)).Length > 0) missing = [.. missing.Where(m => m != "chromium"), Installed.HeadlessShell];
                if (missing.Count > 0) await RunAsync("apt-get", ["install", "-y", "--no-install-recommends", .. missing]);
            }
            catch (BuildStoppedException) when (Missing().Count == 0)
            {
                Console.WriteLine($"  {Installed.HeadlessShell} could not be installed; tests go on with what is here.");
            }
        if (Missing() is { Count: > 0 } still) throw new BuildStoppedException($"{string.Join(" and ", still)} is still missing after installing it.");
        Settings[Installed.ChromiumVariable] = Installed.Chromium()!;
        Console.WriteLine($"  {Installed.Chromium()}\n  {(UsesOwnPostgres ? Installed.PostgresPrograms() : TemporaryPostgres.Variable)}");
    }

    private static bool UsesOwnPostgres => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(TemporaryPostgres.Variable));

    private static List<string> Missing()
    {
        var missing = new List<string>();
        if (Installed.Chromium() is null) missing.Add("chromium");
        if (UsesOwnPostgres && !OperatingSystem.IsWindows() && Installed.PostgresPrograms() is null) missing.Add("postgresql");
        return missing;
    }

    private static async Task<int> RunTestsAsync(string[] projects)
    {
        if (Directory.Exists(Results)) Directory.Delete(Results, recursive: true);
        Directory.CreateDirectory(Results);
        var outcomes = new List<Outcome>();
        try
        {
            await StepAsync("PostgreSQL", () => Task.Run(StartPostgres));
            await StepAsync("Tests", async () =>
            {
                // Test projects use every core themselves, but wait much for the browser and the database: two at a time, more only on many cores.
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount / 4) };
                // The largest first: then what is left for one core at the end is short.
                var largestFirst = projects.OrderByDescending(project => Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "*.cs").Sum(file => new FileInfo(file).Length));
                await Parallel.ForEachAsync(largestFirst, parallel, async (project, _) =>
                {
                    var outcome = await RunProjectAsync(project);
                    lock (outcomes) outcomes.Add(outcome);
                });
            });
        }
        finally
        {
            CleanUp();
        }
        return Tell(outcomes);
    }

    private static void StartPostgres()
    {
        if (!UsesOwnPostgres) return;
        try
        {
            var server = TemporaryPostgres.Start();
            lock (Running) _postgres = server;
            Settings[TemporaryPostgres.Variable] = server.ConnectionString;
            Console.WriteLine($"  127.0.0.1:{server.Port}, {server.Folder}");
        }
        catch (InvalidOperationException refused)
        {
            throw new BuildStoppedException(refused.Message);
        }
    }

    private static async Task<Outcome> RunProjectAsync(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var module = $"{Path.GetDirectoryName(project)}/bin/Release/net10.0/{name}.dll";
        var results = $"{Results}/{name}.trx";
        var clock = Stopwatch.StartNew();
        using var process = Start("dotnet", ["test", "--test-modules", module, "--results-directory", Path.GetFullPath(Results), "--no-progress", "--no-ansi",
            "--report-xunit-trx", "--report-xunit-trx-filename", $"{name}.trx"], capture: true);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(LongestProject);
        string? fault = null;
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            fault = $"still running after {LongestProject.TotalMinutes} minutes";
        }
        Forget(process);

        const int noTestsRan = 8;
        int passed = 0, skipped = 0;
        var failures = new List<string>();
        if (File.Exists(results))
        {
            foreach (var result in XDocument.Load(results).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
            {
                switch (result.Attribute("outcome")!.Value)
                {
                    case "Passed": passed++; break;
                    case "NotExecuted": skipped++; break;
                    default: failures.Add(Failure(result)); break;
                }
            }
        }
        else if (process.ExitCode != noTestsRan)
        {
            fault ??= "left no result file";
        }
        if (failures.Count == 0 && process.ExitCode is not (0 or noTestsRan)) fault ??= $"ended with exit code {process.ExitCode}";
        var said = failures.Count > 0 || fault is not null ? $"\n{await output}{await errors}" : "";
        Console.WriteLine($"  {name}: {Words(passed, failures.Count, skipped)}{(fault is null ? "" : $", {fault}")} ({clock.Elapsed.TotalSeconds:F1} s){said}");
        return new(name, passed, failures, skipped, clock.Elapsed, fault);
    }

    private static string Failure(XElement result)
    {
        string[] Lines(string element) => result.Descendants().FirstOrDefault(found => found.Name.LocalName == element)?.Value.Trim().Split('\n') ?? [];
        var where = Lines("StackTrace").Where(line => line.Contains(".Tests.", StringComparison.Ordinal)).Take(2);
        return string.Join("\n    ", [result.Attribute("testName")!.Value, .. Lines("Message").Take(LinesOfAFailure), .. where.Select(line => line.Trim())]);
    }

    private static int Tell(List<Outcome> outcomes)
    {
        int passed = outcomes.Sum(outcome => outcome.Passed), failed = outcomes.Sum(outcome => outcome.Failed), skipped = outcomes.Sum(outcome => outcome.Skipped);
        Console.WriteLine($"\n{"Project",-40} {"passed",7} {"failed",7} {"skipped",8} {"seconds",8}");
        foreach (var outcome in outcomes.OrderBy(outcome => outcome.Project, StringComparer.Ordinal))
            Console.WriteLine($"{outcome.Project,-40} {outcome.Passed,7} {outcome.Failed,7} {outcome.Skipped,8} {outcome.Took.TotalSeconds,8:F1}  {outcome.Fault}");
        Console.WriteLine();
        if (passed + failed == 0) Console.WriteLine("No test ran.");
        var faults = outcomes.Where(outcome => outcome.Fault is not null).ToList();
        foreach (var failure in outcomes.SelectMany(outcome => outcome.Failures)) Console.WriteLine($"Failed: {failure}");
        foreach (var outcome in faults) Console.WriteLine($"{outcome.Project} {outcome.Fault}.");
        if (skipped > 0) Console.WriteLine($"{skipped} skipped");
        Console.WriteLine(Words(passed, failed, 0));
        return failed > 0 || passed == 0 || faults.Count > 0 ? 1 : 0;
    }

    private static string Words(int passed, int failed, int skipped) => $"{passed} passed, {failed} failed" + (skipped > 0 ? $", {skipped} skipped" : "");

    private static async Task StepAsync(string name, Func<Task> step)
    {
        Console.WriteLine(name);
        var clock = Stopwatch.StartNew();
        await step();
        Console.WriteLine($"  {clock.Elapsed.TotalSeconds:F1} s");
    }

    private static Task DotnetAsync(params string[] arguments) => RunAsync("dotnet", arguments);

    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Start(program, arguments, capture: false);
        await process.WaitForExitAsync();
        Forget(process);
        if (process.ExitCode != 0) throw new BuildStoppedException($"\"{program} {string.Join(' ', arguments)}\" failed with exit code {process.ExitCode}.");
    }

    private static async Task<string> CaptureAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments, capture: true);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Forget(process);
        return process.ExitCode == 0 ? output : throw new BuildStoppedException($"\"{program} {string.Join(' ', arguments)}\" failed:\n{output}{await errors}");
    }

    private static Process Start(string program, string[] arguments, bool capture)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = capture, RedirectStandardError = capture };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (key, value) in Settings) start.Environment[key] = value;
        // Set for this program by the command that runs it; they would mislead the builds it starts.
        foreach (var key in (string[])["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath", "DOTNET_LAUNCH_PROFILE"]) start.Environment.Remove(key);
        lock (Running)
        {
            var process = Process.Start(start)!;
            Running.Add(process);
            return process;
        }
    }

    private static void Forget(Process process)
    {
        lock (Running) Running.Remove(process);
    }
}
