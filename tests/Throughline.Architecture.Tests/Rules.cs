using System.Text.RegularExpressions;

namespace Throughline.Architecture.Tests;

/// <summary>A project file: its name, and the projects, packages and friends it names.</summary>
internal sealed record ProjectFile(string Name, string[] Projects, string[] Packages, string[] Friends, bool HasCode = true, bool InSolution = true);

/// <summary>A type as compiled. <paramref name="Interfaces"/> without arity or arguments.</summary>
internal sealed record CompiledType(string Namespace, string Name, bool IsPublic, string[] Interfaces);

/// <summary>An assembly as compiled: the product's assemblies it names, its types, and its friends.</summary>
internal sealed record CompiledAssembly(string Name, string[] References, CompiledType[] Types, string[] Friends);

/// <summary>A text file: its path from the root, with forward slashes, and its text.</summary>
internal sealed record TextFile(string Path, string Text);

/// <summary>The rules. Each gives one sentence for each breach: what, where, and what to do; none when the rule holds.</summary>
internal static partial class Rules
{
    public static IEnumerable<string> ProjectReferencesFollowTheArrows(IEnumerable<ProjectFile> projects, IReadOnlyDictionary<string, string[]> arrows)
    {
        foreach (var project in projects)
        {
            if (!arrows.TryGetValue(Arrows.ShortName(project.Name), out var allowed))
            {
                yield return $"{project.Name} has no line in Arrows.cs: say there what it may read.";
                continue;
            }
            foreach (var read in project.Projects.Where(read => !read.StartsWith("Throughline", StringComparison.Ordinal) || !allowed.Contains(Arrows.ShortName(read))))
                yield return $"{project.Name}.csproj reads {read}, against the arrows.";
        }
    }

    public static IEnumerable<string> AssembliesFollowTheArrows(IEnumerable<CompiledAssembly> assemblies, IReadOnlyDictionary<string, string[]> arrows) =>
        from assembly in assemblies
        let below = Arrows.Below(Arrows.ShortName(assembly.Name), arrows)
        from read in assembly.References
        where !below.Contains(Arrows.ShortName(read))
        select $"{assembly.Name}.dll uses types of {read}, against the arrows.";

    public static IEnumerable<string> ArrowsGoOneWay(IReadOnlyDictionary<string, string[]> arrows) =>
        from project in arrows.Keys
        where Arrows.Below(project, arrows).Contains(project)
        select $"Throughline.{project} can be reached from itself.";

    public static IEnumerable<string> PackagesAreAllowed(IEnumerable<ProjectFile> projects, IReadOnlyDictionary<string, string[]> allowed, string[] otherwise) =>
        from project in projects
        let mine = allowed.GetValueOrDefault(Arrows.ShortName(project.Name)) ?? otherwise
        from package in project.Packages
        where !mine.Any(pattern => Matches(package, pattern))
        select $"{project.Name} may not use the package {package}. If it must, give the reason in docs/decisions/0003-dependencies.md and allow it in Arrows.cs.";

    public static IEnumerable<string> PackagesAreRecorded(IEnumerable<ProjectFile> projects, string record) =>
        from package in projects.SelectMany(project => project.Packages).Distinct().Order(StringComparer.Ordinal)
        where !record.Contains($"`{package}`", StringComparison.Ordinal)
        select $"`{package}` has no line in docs/decisions/0003-dependencies.md: its licence and why it is needed.";

    public static IEnumerable<string> ProjectsWithCodeAreInTheSolution(IEnumerable<ProjectFile> projects) =>
        from project in projects
        where project.HasCode && !project.InSolution
        select $"{project.Name} has code and is not in Throughline.slnx, so it is neither built nor tested.";

    public static IEnumerable<string> FriendsAreTestsOfTheSameProject(IEnumerable<(string Name, string[] Friends)> projects) =>
        from project in projects
        from friend in project.Friends
        where friend != $"{project.Name}.Tests"
        select $"{project.Name} shows its internals to {friend}; only {project.Name}.Tests may see them.";

    /// <summary>How rows are mapped is a module's own business. Modules above read its tables (docs/decisions/0006).</summary>
    public static IEnumerable<string> MappingsAreInternal(IEnumerable<CompiledAssembly> assemblies) =>
        from assembly in assemblies
        from type in assembly.Types
        where type.IsPublic && type.Interfaces.Contains("IEntityTypeConfiguration")
        select $"{type.Namespace}.{type.Name} is public; mappings are internal to their module.";

    /// <summary>A folder is part of a namespace, and inside it a type of the same name cannot be said.</summary>
    /// <param name="folders">Folder names by project.</param>
    public static IEnumerable<string> NoFolderSharesATypesName(IReadOnlyDictionary<string, string[]> folders, IEnumerable<CompiledAssembly> assemblies) =>
        from assembly in assemblies
        from type in assembly.Types
        from project in folders
        where (type.IsPublic || project.Key == assembly.Name) && project.Value.Contains(type.Name)
        select $"The folder {type.Name} in {project.Key} shares its name with the type {type.Namespace}.{type.Name}.";

    // A narrow exception may be let go where a comment says why; a broad one, never.
    public static IEnumerable<string> NothingIsSwallowed(IEnumerable<TextFile> sources) =>
        from source in sources
        let text = source.Text
        from Match caught in EmptyCatch().Matches(text)
        where caught.Groups["type"].Value is "" or "Exception" or "System.Exception" || !caught.Groups["body"].Value.Contains("//", StringComparison.Ordinal)
        select $"{source.Path}:{LineOf(text, caught.Index)} catches and carries on without a word.";

    public static IEnumerable<string> TestClassesAssert(IEnumerable<TextFile> sources) =>
        from source in sources
        from part in TestClass().Split(source.Text)
        where TestMark().IsMatch(part) && !Asserts().IsMatch(part)
        select $"{source.Path}: {FirstLine(part)} has tests that assert nothing.";

    public static IEnumerable<string> NoWordsOfOneMachine(IEnumerable<TextFile> files) =>
        from file in files
        from Match found in MachinePath().Matches(file.Text)
        select $"{file.Path}:{LineOf(file.Text, found.Index)} names a path of one machine: {found.Value}";

    public static IEnumerable<string> NothingIsLeftUndone(IEnumerable<TextFile> sources) =>
        from source in sources
        from Match found in Undone().Matches(source.Text)
        select $"{source.Path}:{LineOf(source.Text, found.Index)} says {found.Value}: do it, or leave the whole of it out.";

    /// <summary>A file chosen before a page listens is lost without a word: only FileField has the field, and only Tab.ChooseFilesAsync chooses in tests.</summary>
    public static IEnumerable<string> FilesAreChosenWhereOneListens(IEnumerable<TextFile> sources) =>
        from source in sources
        where !source.Path.EndsWith("/FileField.razor", StringComparison.Ordinal) && !source.Path.EndsWith("/TestBrowser.cs", StringComparison.Ordinal)
        from Match found in FileChoice().Matches(source.Text)
        select $"{source.Path}:{LineOf(source.Text, found.Index)} has {found.Value}: use FileField on a page, Tab.ChooseFilesAsync in a test.";

    /// <summary>A component that has DisposeAsync is not asked for Dispose: a page that forgets it goes on working for somebody who has left.</summary>
    public static IEnumerable<string> PagesLetGo(IEnumerable<TextFile> sources) =>
        from source in sources
        where source.Path.EndsWith(".razor", StringComparison.Ordinal) && InheritsProjectPage().IsMatch(source.Text) && source.Text.Contains("@implements IAsyncDisposable", StringComparison.Ordinal)
        where !OwnDispose().IsMatch(source.Text)
        select $"{source.Path} has a DisposeAsync that does not call Dispose(): what the page has under way is never stopped.";

    private static bool Matches(string name, string pattern) =>
        Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.IgnoreCase);

    private static int LineOf(string text, int position) => 1 + text.AsSpan(0, position).Count('\n');

    private static string FirstLine(string text) => text.TrimStart().Split('\n')[0].Trim();

    [GeneratedRegex(@"^@inherits ProjectPage\b", RegexOptions.Multiline)]
    private static partial Regex InheritsProjectPage();

    [GeneratedRegex(@"\bDisposeAsync\(\)\s*\{[^}]*?(?<![\w.?])Dispose\(\);")]
    private static partial Regex OwnDispose();

    [GeneratedRegex(@"<InputFile\b|\.SetInputFilesAsync\b")]
    private static partial Regex FileChoice();

    [GeneratedRegex(@"\bcatch\b\s*(\(\s*(?<type>[\w.]+)[^)]*\))?\s*(when\s*\((?>[^()]+|\((?<d>)|\)(?<-d>))*(?(d)(?!))\)\s*)?\{(?<body>(\s|//[^\n]*\n)*)\}")]
    private static partial Regex EmptyCatch();

    // A class at the file's own level starts at the line's first column, since namespaces are file-scoped.
    [GeneratedRegex(@"^(?=(?:public |internal |sealed |static |abstract |partial )*class )", RegexOptions.Multiline)]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\[(Fact|Theory)\b")]
    private static partial Regex TestMark();

    [GeneratedRegex(@"\bAssert\w*[.(<]|\.Assert\w+|\.Sample(Async|Concurrent|ModelBased|Metamorphic|Parallel)?\(|\bToBe\w+Async\(")]
    private static partial Regex Asserts();

    [GeneratedRegex(@"(?<![\w.:/-])/(root|work|home/[a-z][\w-]*|Users/[A-Za-z][\w-]*)/|\b[A-Z]:\\Users\\\w+")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Undone();
}
