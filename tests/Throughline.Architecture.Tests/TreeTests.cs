using Throughline.Testing;

namespace Throughline.Architecture.Tests;

/// <summary>The rules, held over the repository as it is.</summary>
public class TreeTests
{
    [Fact]
    public void Project_references_follow_the_arrows() => Holds(Rules.ProjectReferencesFollowTheArrows(Tree.Projects, Arrows.Allowed));

    [Fact]
    public void Compiled_assemblies_follow_the_arrows() => Holds(Rules.AssembliesFollowTheArrows(Tree.Assemblies, Arrows.Allowed));

    [Fact]
    public void The_arrows_go_one_way() => Holds(Rules.ArrowsGoOneWay(Arrows.Allowed));

    [Fact]
    public void Each_layer_names_only_its_packages() => Holds(Rules.PackagesAreAllowed(Tree.Projects, Arrows.Packages, Arrows.OtherPackages));

    [Fact]
    public void Every_package_has_its_reason_on_record() =>
        Holds(Rules.PackagesAreRecorded(Tree.AllProjects, File.ReadAllText(RepositoryRoot.PathTo("docs/decisions/0003-dependencies.md"))));

    [Fact]
    public void The_solution_holds_every_project_that_has_code() => Holds(Rules.ProjectsWithCodeAreInTheSolution(Tree.AllProjects));

    [Fact]
    public void Internals_are_shown_to_a_projects_own_tests_only() =>
        Holds(Rules.FriendsAreTestsOfTheSameProject([.. Tree.Projects.Select(project => (project.Name, project.Friends)), .. Tree.Assemblies.Select(assembly => (assembly.Name, assembly.Friends))]));

    [Fact]
    public void Mappings_and_tables_stay_inside_their_module() => Holds(Rules.MappingsAreInternal(Tree.Assemblies));

    [Fact]
    public void No_folder_shares_a_types_name() => Holds(Rules.NoFolderSharesATypesName(Tree.Folders, Tree.Assemblies));

    [Fact]
    public void No_exception_is_swallowed() => Holds(Rules.NothingIsSwallowed(Tree.Sources.Where(IsNotMadeUp)));

    [Fact]
    public void Every_test_class_asserts() => Holds(Rules.TestClassesAssert(Tree.Sources.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal)).Where(IsNotMadeUp)));

    [Fact]
    public void No_file_names_a_path_of_one_machine() => Holds(Rules.NoWordsOfOneMachine(Tree.Texts.Where(IsNotMadeUp)));

    [Fact]
    public void Nothing_is_left_undone() => Holds(Rules.NothingIsLeftUndone(Tree.Sources.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))));

    [Fact]
    public void Files_are_chosen_where_one_listens() => Holds(Rules.FilesAreChosenWhereOneListens(Tree.Sources.Where(IsNotMadeUp).Where(file => !file.Path.EndsWith("/Rules.cs", StringComparison.Ordinal))));

    [Fact]
    public void Pages_stop_what_they_do_when_they_are_left() => Holds(Rules.PagesLetGo(Tree.Sources));

    [Fact]
    public void The_tree_is_read_at_all()
    {
        Assert.Contains(Tree.Projects, project => project.Name == "Throughline.Kernel");
        Assert.Contains(Tree.Assemblies, assembly => assembly.Name == "Throughline.Files" && assembly.References.Contains("Throughline.Kernel"));
        Assert.Contains(Tree.Assemblies.Single(assembly => assembly.Name == "Throughline.Kernel").Types, type => type is { Name: "NodeRef", IsPublic: true } && type.Interfaces.Contains("IEquatable"));
        Assert.Contains(Tree.Texts, file => file.Path == "build.cs");
        Assert.Contains(Tree.Sources, file => file.Path.EndsWith("/CodingPage.razor", StringComparison.Ordinal) && file.Text.Contains("@inherits ProjectPage", StringComparison.Ordinal));
    }

    // The file of made-up breaches breaks the rules on purpose.
    private static bool IsNotMadeUp(TextFile file) => !file.Path.EndsWith("/MadeUpBreachesTests.cs", StringComparison.Ordinal);

    private static void Holds(IEnumerable<string> breaches) => Assert.True(!breaches.Any(), string.Join('\n', breaches));
}
