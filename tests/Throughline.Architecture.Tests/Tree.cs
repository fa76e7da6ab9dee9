using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Throughline.Testing;

namespace Throughline.Architecture.Tests;

/// <summary>Reads the repository as it is: project files, compiled assemblies, text.</summary>
internal static class Tree
{
    private static readonly string[] Left = ["bin", "obj", "artifacts", "node_modules", ".git", ".vs", ".idea"];
    private static readonly string[] TextEndings = [".cs", ".razor", ".css", ".js", ".html", ".svg", ".md", ".json", ".yaml", ".yml", ".csproj", ".props", ".targets", ".slnx", ".txt", ".sh", ".editorconfig", ""];

    public static IReadOnlyList<TextFile> Texts { get; } =
        [.. Files(RepositoryRoot.FullPath)
            .Where(path => TextEndings.Contains(Path.GetExtension(path)))
            .Select(path => new TextFile(Path.GetRelativePath(RepositoryRoot.FullPath, path).Replace('\\', '/'), File.ReadAllText(path)))];

    public static IEnumerable<TextFile> Sources => Texts.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) || file.Path.EndsWith(".razor", StringComparison.Ordinal));

    public static IReadOnlyList<ProjectFile> Projects { get; } = [.. ProjectsUnder("src")];

    public static IReadOnlyList<ProjectFile> AllProjects { get; } = [.. Projects, .. ProjectsUnder("tests"), .. ProjectsUnder("bench")];

    public static IReadOnlyDictionary<string, string[]> Folders { get; } = Projects.ToDictionary(project => project.Name, project =>
        Texts.Where(file => file.Path.StartsWith($"src/{project.Name}/", StringComparison.Ordinal) && (file.Path.EndsWith(".cs", StringComparison.Ordinal) || file.Path.EndsWith(".razor", StringComparison.Ordinal)))
            .SelectMany(file => file.Path.Split('/')[2..^1]).Distinct().ToArray());

    public static IReadOnlyList<CompiledAssembly> Assemblies { get; } =
        [.. Projects.Select(project => Read(Path.Combine(AppContext.BaseDirectory, (project.Name == "Throughline" ? "throughline" : project.Name) + ".dll")))];

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder).Where(inner => !Left.Contains(Path.GetFileName(inner))).SelectMany(Files));

    private static IEnumerable<ProjectFile> ProjectsUnder(string folder)
    {
        var solution = XDocument.Load(RepositoryRoot.PathTo("Throughline.slnx")).Descendants("Project").Select(entry => entry.Attribute("Path")!.Value).ToHashSet();
        var root = RepositoryRoot.PathTo(folder);
        if (!Directory.Exists(root)) yield break;
        foreach (var path in Directory.EnumerateDirectories(root).SelectMany(inner => Directory.EnumerateFiles(inner, "*.csproj")).Order(StringComparer.Ordinal))
        {
            var file = XDocument.Load(path);
            string[] Named(string element) => [.. file.Descendants(element).Select(entry => entry.Attribute("Include")?.Value).OfType<string>()];
            yield return new(
                Path.GetFileNameWithoutExtension(path),
                [.. Named("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
                Named("PackageReference"),
                Named("InternalsVisibleTo"),
                Texts.Any(text => text.Path.StartsWith($"{folder}/{Path.GetFileNameWithoutExtension(path)}/", StringComparison.Ordinal) && Path.GetExtension(text.Path) is ".cs" or ".razor"),
                solution.Contains(Path.GetRelativePath(RepositoryRoot.FullPath, path).Replace('\\', '/')));
        }
    }

    private static CompiledAssembly Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => name == "Throughline" || name.StartsWith("Throughline.", StringComparison.Ordinal));
        var types = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(type => type.GetDeclaringType().IsNil)
            .Select(type => new CompiledType(
                metadata.GetString(type.Namespace),
                metadata.GetString(type.Name).Split('`')[0],
                (type.Attributes & System.Reflection.TypeAttributes.Public) != 0,
                [.. type.GetInterfaceImplementations().Select(handle => NameOf(metadata, metadata.GetInterfaceImplementation(handle).Interface))]))
            .Where(type => !type.Name.StartsWith('<'));
        var friends = metadata.GetAssemblyDefinition().GetCustomAttributes().Select(metadata.GetCustomAttribute)
            .Where(attribute => attribute.Constructor.Kind == HandleKind.MemberReference
                && NameOf(metadata, metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent) == "InternalsVisibleToAttribute")
            .Select(attribute =>
            {
                var value = metadata.GetBlobReader(attribute.Value);
                value.ReadUInt16(); // the prolog of every attribute's value
                return value.ReadSerializedString()!.Split(',')[0];
            });
        return new(Path.GetFileNameWithoutExtension(path), [.. references], [.. types], [.. friends]);
    }

    private static string NameOf(MetadataReader metadata, EntityHandle type)
    {
        switch (type.Kind)
        {
            case HandleKind.TypeReference: return metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name).Split('`')[0];
            case HandleKind.TypeDefinition: return metadata.GetString(metadata.GetTypeDefinition((TypeDefinitionHandle)type).Name).Split('`')[0];
            case HandleKind.TypeSpecification:
                var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
                if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return "";
                signature.ReadByte(); // class or value type
                return NameOf(metadata, signature.ReadTypeHandle());
            default: return "";
        }
    }
}
