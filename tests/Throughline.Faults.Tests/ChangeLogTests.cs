namespace Throughline.Faults.Tests;

/// <summary>Whoever changes the log in the database itself is found out, and the place is named.</summary>
public class ChangeLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What was done to the log, and what verifying must say of it.</summary>
    public static TheoryData<Engine, string> Harms()
    {
        var data = new TheoryData<Engine, string>();
        foreach (var engine in new[] { Engine.Sqlite, Engine.PostgreSql })
            foreach (var name in All.Keys)
                data.Add(engine, name);
        return data;
    }

    // Statements run with @project bound; the scene writes six entries, the last (6) a memo.
    private static readonly Dictionary<string, (string Sql, (LogFaultKind Kind, long Seq)[] Named)> All = new()
    {
        ["who did it"] = ("UPDATE log_entry SET \"Analyst\" = \"SubjectId\" WHERE \"Project\" = @project AND \"Seq\" = 5", [(LogFaultKind.Changed, 5)]),
        ["what was done"] = ("UPDATE log_entry SET \"Action\" = 'coding.remove' WHERE \"Project\" = @project AND \"Seq\" = 5", [(LogFaultKind.Changed, 5)]),
        ["the details"] = ("UPDATE log_entry SET \"Details\" = '{}' WHERE \"Project\" = @project AND \"Seq\" = 5", [(LogFaultKind.Changed, 5)]),
        ["how many rows"] = ("UPDATE log_entry SET \"Rows\" = 99 WHERE \"Project\" = @project AND \"Seq\" = 2", [(LogFaultKind.Changed, 2)]),
        ["an entry in the middle gone"] = ("DELETE FROM log_entry WHERE \"Project\" = @project AND \"Seq\" = 3", [(LogFaultKind.Missing, 3), (LogFaultKind.ValuesChanged, 3)]),
        ["the first entry gone"] = ("DELETE FROM log_entry WHERE \"Project\" = @project AND \"Seq\" = 1", [(LogFaultKind.Missing, 1)]),
        ["the last entry gone"] = ("DELETE FROM log_entry WHERE \"Project\" = @project AND \"Seq\" = 6", [(LogFaultKind.Truncated, 6)]),
        ["the last two entries and their values gone"] = ("DELETE FROM log_value WHERE \"Project\" = @project AND \"Seq\" > 4; DELETE FROM log_entry WHERE \"Project\" = @project AND \"Seq\" > 4", [(LogFaultKind.Truncated, 5)]),
        ["two entries swapped"] = ("UPDATE log_entry SET \"Seq\" = 1003 WHERE \"Project\" = @project AND \"Seq\" = 3; UPDATE log_entry SET \"Seq\" = 3 WHERE \"Project\" = @project AND \"Seq\" = 4; UPDATE log_entry SET \"Seq\" = 4 WHERE \"Project\" = @project AND \"Seq\" = 1003", [(LogFaultKind.Swapped, 3)]),
        ["the head's hash"] = ("UPDATE log_head SET \"Hash\" = '0' WHERE \"Project\" = @project", [(LogFaultKind.Truncated, 6)]),
        ["the head moved back"] = ("UPDATE log_head SET \"Seq\" = 5 WHERE \"Project\" = @project", [(LogFaultKind.Truncated, 6)]),
        ["the head gone"] = ("DELETE FROM log_head WHERE \"Project\" = @project", [(LogFaultKind.Truncated, 6)]),
        ["the whole log gone"] = ("DELETE FROM log_value WHERE \"Project\" = @project; DELETE FROM log_entry WHERE \"Project\" = @project; DELETE FROM log_head WHERE \"Project\" = @project", [(LogFaultKind.Truncated, 1)]),
        ["a value"] = ("UPDATE log_value SET \"After\" = '{}' WHERE \"Project\" = @project AND \"Seq\" = 6", [(LogFaultKind.ValuesChanged, 6)]),
        ["a value with its seal taken off"] = ("UPDATE log_value SET \"After\" = '{}', \"Salt\" = NULL WHERE \"Project\" = @project AND \"Seq\" = 6", [(LogFaultKind.ValuesChanged, 6)]),
        ["a value's hash"] = ("UPDATE log_value SET \"Hash\" = 'f' WHERE \"Project\" = @project AND \"Seq\" = 6", [(LogFaultKind.ValuesChanged, 6)]),
        ["a value's row"] = ("UPDATE log_value SET \"Key\" = '[\"other\"]' WHERE \"Project\" = @project AND \"Seq\" = 6", [(LogFaultKind.ValuesChanged, 6)]),
        ["a value gone"] = ("DELETE FROM log_value WHERE \"Project\" = @project AND \"Seq\" = 5 AND \"Ordinal\" = 1", [(LogFaultKind.ValuesChanged, 5)]),
        ["all values of an entry gone"] = ("DELETE FROM log_value WHERE \"Project\" = @project AND \"Seq\" = 6", [(LogFaultKind.ValuesChanged, 6)]),
        ["two values swapped"] = ("UPDATE log_value SET \"Ordinal\" = 1000 WHERE \"Project\" = @project AND \"Seq\" = 5 AND \"Ordinal\" = 0; UPDATE log_value SET \"Ordinal\" = 0 WHERE \"Project\" = @project AND \"Seq\" = 5 AND \"Ordinal\" = 1; UPDATE log_value SET \"Ordinal\" = 1 WHERE \"Project\" = @project AND \"Seq\" = 5 AND \"Ordinal\" = 1000", [(LogFaultKind.ValuesChanged, 5)]),
        ["a value of no entry"] = ("UPDATE log_value SET \"Seq\" = 77 WHERE \"Project\" = @project AND \"Seq\" = 5 AND \"Ordinal\" = 1", [(LogFaultKind.ValuesChanged, 5), (LogFaultKind.ValuesChanged, 77)]),
    };

    [Theory, MemberData(nameof(Harms))]
    public async Task What_is_changed_in_the_log_itself_is_named(Engine engine, string harm)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await FillAsync(bench);
        var sound = await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel);
        Assert.True(sound.Holds && sound.Entries == 6, string.Join("\n", sound.Faults.Select(f => f.Message)));

        await RunAsync(bench, by.Project, All[harm].Sql);

        var found = (await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel)).Faults;
        foreach (var (kind, seq) in All[harm].Named)
            Assert.True(found.Any(f => f.Kind == kind && f.Seq == seq && f.Message.Length > 0), $"{kind} at entry {seq} is not named; found: {string.Join(" | ", found.Select(f => $"{f.Kind} {f.Seq}: {f.Message}"))}");
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Who_listens_hears_of_a_change_when_it_can_be_read_and_of_none_that_was_rolled_back(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await FillAsync(bench);
        await using var heard = bench.Get<ChangeFeed>().ListenAsync(by.Project, Cancel).GetAsyncEnumerator(Cancel);
        foreach (var isKept in new[] { false, true })
        {
            await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
            if (isKept) (await db.Set<Project>().SingleAsync(p => p.Id == by.Project, Cancel)).Title = "Kept";
            else (await db.Set<Analyst>().FirstAsync(a => a.Project == by.Project, Cancel)).Name = "Not kept";
            Assert.True((await bench.Get<ChangeLog>().SaveAsync(db, by, new(ProjectActions.Changed, new("project", by.Project.Value)), Cancel)).Succeeded);
            // What is sent behind it is heard first.
            Assert.Equal(["a mark"], await MarkAsync());
            if (isKept) await transaction.CommitAsync(Cancel);
            else await transaction.RollbackAsync(Cancel);
            if (isKept) Assert.Equal(["project"], await NextAsync());
            Assert.Equal(["a mark"], await MarkAsync());
        }

        Task<IReadOnlySet<string>> MarkAsync()
        {
            bench.Get<ChangeFeed>().Tell(new(by.Project, 0, by.Analyst, new HashSet<string> { "a mark" }, new HashSet<Guid>()));
            return NextAsync();
        }
        async Task<IReadOnlySet<string>> NextAsync()
        {
            Assert.True(await heard.MoveNextAsync());
            return heard.Current.Tables;
        }
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Erased_values_leave_the_chain_whole_and_are_counted(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var by = await FillAsync(bench);
        await RunAsync(bench, by.Project, "UPDATE log_value SET \"Before\" = NULL, \"After\" = NULL, \"Salt\" = NULL WHERE \"Project\" = @project AND \"Source\" IS NOT NULL");
        var verified = await bench.Get<VerifyLog>().RunAsync(by.Project, Cancel);
        Assert.True(verified.Holds, string.Join("\n", verified.Faults.Select(f => f.Message)));
        Assert.True(verified.ErasedValues > 0);

        // What rests on erased values is not put back, and says so.
        var undone = await bench.Get<Undo>().UndoAsync(by, Cancel);
        Assert.IsType<Refused>(undone.Error);
        Assert.Contains("erased", undone.Error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.PostgreSql)]
    public async Task Another_projects_log_is_no_concern_of_this_one(Engine engine)
    {
        await using var bench = await TestWorkbench.OpenAsync(engine);
        var (one, two) = (await FillAsync(bench), await FillAsync(bench, "Second trial"));
        await RunAsync(bench, one.Project, All["who did it"].Sql);
        Assert.False((await bench.Get<VerifyLog>().RunAsync(one.Project, Cancel)).Holds);
        Assert.True((await bench.Get<VerifyLog>().RunAsync(two.Project, Cancel)).Holds);
    }

    // Entries: 1 project, 2 source, 3 and 4 codes, 5 coding, 6 memo.
    private static async Task<Acting> FillAsync(TestWorkbench bench, string title = "Trial")
    {
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new(title, "Ruth Adeyemi"), Cancel)).Value.Acting;
        var source = await bench.AddTextAsync(by, "Interview 1", Scene.Words);
        var code = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Damp"), Cancel)).Value;
        var other = (await bench.Get<AddCode.Handler>().RunAsync(by, new("Wages"), Cancel)).Value;
        Must(await bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new(0, 8), [new(code, CodingId.New()), new(other, CodingId.New())]), Cancel));
        Must(await bench.Get<WriteMemo.Handler>().AddAsync(by, new(new("source", source.Value), "Read this again."), Cancel));
        return by;
    }

    private static async Task RunAsync(TestWorkbench bench, ProjectId project, string sql)
    {
        await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);
        await db.Database.OpenConnectionAsync(Cancel);
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The statements are written above.
        command.CommandText = sql;
#pragma warning restore CA2100
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@project", db.Engine == Engine.Sqlite ? project.Value.ToByteArray(bigEndian: true) : project.Value);
        command.Parameters.Add(parameter);
        Assert.True(await command.ExecuteNonQueryAsync(Cancel) > 0, "The statement touched nothing.");
    }
}
