namespace Throughline.Architecture.Tests;

/// <summary>Which project may read which. What is not written here is not allowed.</summary>
internal static class Arrows
{
    private static readonly string[] Ground = ["Kernel", "Text", "Statistics"];
    private static readonly string[] UnderModules = [.. Ground, "Storage", "Files", "Projects"];
    private static readonly string[] Modules = ["Sources", "Framing", "Coding", "Policy", "Review", "Synthesis", "Equity", "Targeting"];

    /// <summary>By the part of the name after "Throughline."; the executable is "".</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Kernel"] = [],
        ["Text"] = ["Kernel"],
        ["Statistics"] = ["Kernel"],
        // Readers are pure: they know no database.
        ["Files"] = Ground,
        ["Storage"] = Ground,
        // Migrations only; the executable alone chooses an engine.
        ["Storage.Sqlite"] = [.. Ground, "Storage"],
        ["Storage.PostgreSql"] = [.. Ground, "Storage"],
        ["Projects"] = [.. Ground, "Storage"],
        ["Sources"] = UnderModules,
        ["Framing"] = [.. UnderModules, "Sources"],
        ["Coding"] = [.. UnderModules, "Sources", "Framing"],
        ["Policy"] = [.. UnderModules, "Sources", "Framing"],
        ["Review"] = [.. UnderModules, "Sources", "Framing"],
        ["Synthesis"] = [.. UnderModules, "Review"],
        ["Equity"] = UnderModules,
        ["Targeting"] = [.. UnderModules, "Equity", "Framing", "Policy"],
        ["Exchange"] = [.. UnderModules, .. Modules],
        ["Web"] = [.. UnderModules, .. Modules, "Exchange"],
        [""] = [.. UnderModules, .. Modules, "Exchange", "Web", "Storage.Sqlite", "Storage.PostgreSql"],
    };

    /// <summary>The packages each project may name itself. A new one needs a reason in docs/decisions/0003-dependencies.md first.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Packages = new Dictionary<string, string[]>
    {
        ["Kernel"] = [],
        ["Text"] = [],
        ["Statistics"] = [],
        ["Files"] = ["AngleSharp", "CsvHelper", "DocumentFormat.OpenXml", "Markdig", "PdfPig", "System.IO.Packaging"],
        ["Storage"] = ["Microsoft.EntityFrameworkCore*", "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.Extensions.*.Abstractions"],
        ["Storage.Sqlite"] = ["Microsoft.EntityFrameworkCore*"],
        ["Storage.PostgreSql"] = ["Microsoft.EntityFrameworkCore*", "Npgsql.EntityFrameworkCore.PostgreSQL"],
        ["Framing"] = ["YamlDotNet", "Microsoft.Extensions.*.Abstractions"],
        ["Exchange"] = ["CsvHelper", "DocumentFormat.OpenXml", "System.IO.Packaging", "Microsoft.Extensions.*.Abstractions"],
        ["Web"] = ["Microsoft.AspNetCore.Components.QuickGrid", "Microsoft.AspNetCore.OpenApi"],
        [""] = ["System.CommandLine", "Microsoft.EntityFrameworkCore.Design", "YamlDotNet"],
    };

    /// <summary>What a module may name when it is not in <see cref="Packages"/>.</summary>
    public static readonly string[] OtherPackages = ["Microsoft.Extensions.*.Abstractions"];

    /// <summary>"Coding" for Throughline.Coding; "" for Throughline itself.</summary>
    public static string ShortName(string project) => project.Equals("Throughline", StringComparison.OrdinalIgnoreCase) ? "" : project["Throughline.".Length..];

    /// <summary>All that can be reached down the arrows: the types that a project's own neighbours speak of.</summary>
    public static HashSet<string> Below(string project, IReadOnlyDictionary<string, string[]> arrows)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(arrows.GetValueOrDefault(project) ?? []);
        while (open.TryPop(out var next))
            if (reached.Add(next))
                foreach (var further in arrows.GetValueOrDefault(next) ?? []) open.Push(further);
        return reached;
    }
}
