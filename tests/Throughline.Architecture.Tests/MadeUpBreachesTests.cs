namespace Throughline.Architecture.Tests;

/// <summary>Each rule seen failing, once, on a breach made up for it; and passing beside it.</summary>
public class MadeUpBreachesTests
{
    private static ProjectFile Project(string name, string[]? projects = null, string[]? packages = null, string[]? friends = null) => new(name, projects ?? [], packages ?? [], friends ?? []);

    private static CompiledAssembly Assembly(string name, string[]? references = null, CompiledType[]? types = null) => new(name, references ?? [], types ?? [], []);

    [Fact]
    public void A_project_that_reads_upwards_is_named()
    {
        var breach = Assert.Single(Rules.ProjectReferencesFollowTheArrows([Project("Throughline.Sources", ["Throughline.Files", "Throughline.Coding"])], Arrows.Allowed));
        Assert.Contains("Sources.csproj reads Throughline.Coding", breach, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_that_reads_sideways_beyond_the_list_is_named() =>
        Assert.Single(Rules.ProjectReferencesFollowTheArrows([Project("Throughline.Policy", ["Throughline.Sources", "Throughline.Coding"])], Arrows.Allowed));

    [Fact]
    public void A_project_that_chooses_its_own_engine_is_named() =>
        Assert.Single(Rules.ProjectReferencesFollowTheArrows([Project("Throughline.Web", ["Throughline.Storage.Sqlite"])], Arrows.Allowed));

    [Fact]
    public void A_project_that_reads_the_tests_is_named() =>
        Assert.Single(Rules.ProjectReferencesFollowTheArrows([Project("Throughline.Web", ["Throughline.Testing"])], Arrows.Allowed));

    [Fact]
    public void A_project_nobody_placed_is_named() =>
        Assert.Contains("no line in Arrows.cs", Assert.Single(Rules.ProjectReferencesFollowTheArrows([Project("Throughline.Surprise")], Arrows.Allowed)), StringComparison.Ordinal);

    [Fact]
    public void An_assembly_that_uses_types_from_above_is_named() =>
        Assert.Contains("uses types of Throughline.Web", Assert.Single(Rules.AssembliesFollowTheArrows([Assembly("Throughline.Exchange", ["Throughline.Web", "Throughline.Kernel"])], Arrows.Allowed)), StringComparison.Ordinal);

    [Fact]
    public void An_assembly_may_name_what_its_neighbours_speak_of() =>
        Assert.Empty(Rules.AssembliesFollowTheArrows([Assembly("Throughline.Synthesis", ["Throughline.Review", "Throughline.Sources"])], Arrows.Allowed));

    [Fact]
    public void A_circle_of_arrows_is_named() =>
        Assert.Equal(2, Rules.ArrowsGoOneWay(new Dictionary<string, string[]> { ["A"] = ["B"], ["B"] = ["A"], ["C"] = ["A"] }).Count());

    [Theory]
    [InlineData("Throughline.Kernel", "CsvHelper")]
    [InlineData("Throughline.Text", "Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("Throughline.Statistics", "MathNet.Numerics")]
    [InlineData("Throughline.Coding", "Npgsql")]
    public void A_package_out_of_its_layer_is_named(string project, string package) =>
        Assert.Contains(package, Assert.Single(Rules.PackagesAreAllowed([Project(project, packages: [package])], Arrows.Packages, Arrows.OtherPackages)), StringComparison.Ordinal);

    [Fact]
    public void A_package_in_its_layer_passes() =>
        Assert.Empty(Rules.PackagesAreAllowed([Project("Throughline.Coding", packages: ["Microsoft.Extensions.Logging.Abstractions"]), Project("Throughline.Files", packages: ["PdfPig"])], Arrows.Packages, Arrows.OtherPackages));

    [Fact]
    public void A_package_off_the_record_is_named() =>
        Assert.Contains("`Dapper`", Assert.Single(Rules.PackagesAreRecorded([Project("Throughline.Storage", packages: ["Dapper", "Npgsql"])], "| `Npgsql` | PostgreSQL |")), StringComparison.Ordinal);

    [Fact]
    public void A_project_outside_the_solution_is_named() =>
        Assert.Single(Rules.ProjectsWithCodeAreInTheSolution([Project("Throughline.Equity") with { InSolution = false }, Project("Throughline.Kernel")]));

    [Fact]
    public void Internals_shown_to_another_module_are_named() =>
        Assert.Contains("Throughline.Web", Assert.Single(Rules.FriendsAreTestsOfTheSameProject([("Throughline.Coding", ["Throughline.Coding.Tests", "Throughline.Web"])])), StringComparison.Ordinal);

    [Fact]
    public void A_public_mapping_is_named()
    {
        CompiledType[] types = [new("Throughline.Coding.Codebooks", "CodebookMap", true, ["IEntityTypeConfiguration"]), new("Throughline.Coding", "MemoMap", false, ["IEntityTypeConfiguration"])];
        Assert.Contains("CodebookMap", Assert.Single(Rules.MappingsAreInternal([Assembly("Throughline.Coding", types: types)])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_named_as_a_type_is_named()
    {
        var folders = new Dictionary<string, string[]> { ["Throughline.Coding"] = ["Codebook", "Memos"], ["Throughline.Web"] = ["Coding"] };
        CompiledType[] types = [new("Throughline.Coding.Codebook", "Codebook", false, []), new("Throughline.Coding.Memos", "Memo", true, [])];
        Assert.Contains("Codebook", Assert.Single(Rules.NoFolderSharesATypesName(folders, [Assembly("Throughline.Coding", types: types)])), StringComparison.Ordinal);
        Assert.Single(Rules.NoFolderSharesATypesName(folders, [Assembly("Throughline.Coding", types: [new("Throughline.Coding.Codings", "Coding", true, [])])]));
    }

    [Theory]
    [InlineData("try { A(); } catch { }")]
    [InlineData("try { A(); } catch (Exception) { }")]
    [InlineData("try { A(); } catch (Exception e) when (IsFine(e))\n{\n}")]
    [InlineData("try { A(); } catch (System.Exception) {\n // it does not matter\n }")]
    [InlineData("try { A(); } catch (IOException) { }")]
    public void A_swallowed_exception_is_named(string text) =>
        Assert.Contains("Here.cs:1", Assert.Single(Rules.NothingIsSwallowed([new("Here.cs", text)])), StringComparison.Ordinal);

    [Theory]
    [InlineData("try { A(); } catch (OperationCanceledException)\n{\n    // The page was left.\n}")]
    [InlineData("try { A(); } catch (Exception e) { log.LogError(e, \"failed\"); }")]
    public void An_exception_dealt_with_passes(string text) => Assert.Empty(Rules.NothingIsSwallowed([new("Here.cs", text)]));

    [Fact]
    public void A_test_class_that_asserts_nothing_is_named()
    {
        const string text = "namespace A;\n\npublic class Good\n{\n    [Fact] public void A() => Assert.True(B());\n}\n\npublic class Idle\n{\n    [Fact] public void A() => B();\n}\n";
        Assert.Contains("public class Idle", Assert.Single(Rules.TestClassesAssert([new("tests/A.cs", text)])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("see /" + "root/notes.txt")]
    [InlineData("\"/home/anna/project/x\"")]
    [InlineData("(/Users/Anna/x)")]
    [InlineData("in /" + "work/here")]
    [InlineData(@"C:\Users\Anna\x")]
    public void A_path_of_one_machine_is_named(string text) => Assert.Contains("docs/a.md:2", Assert.Single(Rules.NoWordsOfOneMachine([new("docs/a.md", "first line\n" + text)])), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://example.org/" + "work/1")]
    [InlineData("in the user's home/data folder")]
    public void Other_paths_pass(string text) => Assert.Empty(Rules.NoWordsOfOneMachine([new("docs/a.md", text)]));

    [Fact]
    public void Work_left_undone_is_named() => Assert.Equal(2, Rules.NothingIsLeftUndone([new("src/A.cs", "// TODO later\nthrow new NotImplementedException();")]).Count());

    [Theory, InlineData("await module.LetGoAsync();", 1), InlineData("self?.Dispose();", 1), InlineData("left = true;\n    Dispose();", 0)]
    public void A_page_that_is_left_and_goes_on_is_named(string last, int breaches) =>
        Assert.Equal(breaches, Rules.PagesLetGo([new("src/A.razor", $"@page \"/a\"\n@inherits ProjectPage\n@implements IAsyncDisposable\n@code {{\n  public async ValueTask DisposeAsync()\n  {{\n    {last}\n  }}\n}}")]).Count());

    [Theory, InlineData("<InputFile OnChange=\"A\" />"), InlineData("await field.SetInputFilesAsync(file);")]
    public void A_file_chosen_where_nobody_listens_is_named(string text) => Assert.Single(Rules.FilesAreChosenWhereOneListens([new("src/A.razor", text)]));
}
