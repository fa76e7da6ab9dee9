using Microsoft.EntityFrameworkCore;
using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Compare.Tests;

/// <summary>A small project with known counts: two interviews and a group of two people, three codes under one, two analysts.</summary>
internal sealed class World : IAsyncDisposable
{
    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public const string First = "Who is left out of care here.\nPeople wait longer in the towns by the sea.\nWe never ask who pays for the bus.\nThe board talks of pressure.";
    public const string Second = "The council hears of damp homes.\nDamp homes bring people back to the ward.\nNobody counts them.";
    public const string Third = "A: I see it every day.\nB: I have never seen it.\nA: Then come with me.";

    private World(TestWorkbench bench) => Bench = bench;

    public TestWorkbench Bench { get; }
    public Acting Ruth { get; private set; }
    public Acting Tom { get; private set; }
    public Acting Ada { get; private set; }
    public SourceId One { get; private set; }
    public SourceId Two { get; private set; }
    public SourceId Group { get; private set; }
    public CodeId Gap { get; private set; }
    public CodeId Waits { get; private set; }
    public CodeId Money { get; private set; }
    public CodeId Homes { get; private set; }
    public CodeId Unused { get; private set; }
    public CaseId Harbour { get; private set; }
    public CaseId Moor { get; private set; }
    public CaseId Speaker { get; private set; }
    public AttributeId Site { get; private set; }

    public static async Task<World> OpenAsync(Engine engine)
    {
        var world = new World(await TestWorkbench.OpenAsync(engine));
        await world.FillAsync();
        return world;
    }

    public async Task<CodingId> CodeAsync(Acting by, SourceId source, CodeId code, string words)
    {
        var text = source == One ? First : source == Two ? Second : Third;
        var start = text.IndexOf(words, StringComparison.Ordinal);
        Assert.True(start >= 0, words);
        var id = CodingId.New();
        var added = await Bench.Get<AddCodings.Handler>().RunAsync(by, new(source, null, new TextSpan(start, start + words.Length), [new(code, id)]), Cancel);
        Assert.True(added.Succeeded, added.Error?.Message);
        return id;
    }

    public Task<ThroughlineDb> DbAsync() => Bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);

    public async Task<Matrix> MatrixAsync(Acting reader, CountMatrix.Request request)
    {
        var counted = await Bench.Get<CountMatrix.Handler>().RunAsync(reader, request, Cancel);
        Assert.True(counted.Succeeded, counted.Error?.Message);
        return counted.Value;
    }

    /// <summary>A cell by the row's code and the column's label.</summary>
    public static int? Cell(Matrix matrix, CodeId row, string column)
    {
        var r = matrix.Rows.Select((x, i) => (x, i)).Single(x => x.x.Code == row).i;
        var c = matrix.Columns.Select((x, i) => (x, i)).Single(x => x.x.Label == column).i;
        return matrix.Counts[r][c];
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    private async Task FillAsync()
    {
        var project = (await Bench.Get<CreateProject.Handler>().RunAsync(new("Naming the gap", "Ruth Adeyemi"), Cancel)).Value;
        Ruth = new(project.Project, project.Analyst);
        Tom = Ruth with { Analyst = (await Bench.Get<AddAnalyst.Handler>().RunAsync(Ruth, "Tom Hale", Cancel)).Value };
        Ada = Ruth with { Analyst = (await Bench.Get<AddAnalyst.Handler>().RunAsync(Ruth, "Ada Price", Cancel)).Value };
        One = await Bench.AddTextAsync(Ruth, "Interview 1", First);
        Two = await Bench.AddTextAsync(Ruth, "Interview 2", Second);
        Group = await Bench.AddTextAsync(Ruth, "Group at the quay", Third);
        var codes = Bench.Get<AddCode.Handler>();
        Gap = (await codes.RunAsync(Ruth, new("The gap", Definition: "Where a difference is named."), Cancel)).Value;
        Waits = (await codes.RunAsync(Ruth, new("Waits", Gap), Cancel)).Value;
        Money = (await codes.RunAsync(Ruth, new("Money", Gap), Cancel)).Value;
        Homes = (await codes.RunAsync(Ruth, new("Damp homes", Definition: "Housing as a cause."), Cancel)).Value;
        Unused = (await codes.RunAsync(Ruth, new("Educating colleagues", Origin: CodeOrigin.Framework, FrameworkTerm: "structural competence"), Cancel)).Value;
        await using (var db = await DbAsync())
        {
            Site = AttributeId.From(Guid.CreateVersion7());
            (Harbour, Moor, Speaker) = (CaseId.New(), CaseId.New(), CaseId.New());
            db.Add(new CaseAttribute { Id = Site, Project = Ruth.Project, Name = "site", Type = AttributeType.Category });
            db.AddRange(new Case { Id = Harbour, Project = Ruth.Project, Name = "Harbour leader" }, new Case { Id = Moor, Project = Ruth.Project, Name = "Moor officer" }, new Case { Id = Speaker, Project = Ruth.Project, Name = "Quay nurse" });
            db.AddRange(new CaseValue { Case = Harbour, Attribute = Site, Value = "Harbour" }, new CaseValue { Case = Moor, Attribute = Site, Value = "Moorland" }, new CaseValue { Case = Speaker, Attribute = Site, Value = "Harbour" });
            var (a, b) = (SpeakerId.New(), SpeakerId.New());
            db.AddRange(new Speaker { Id = a, Source = Group, Label = "A", Name = "A" }, new Speaker { Id = b, Source = Group, Label = "B", Name = "B" });
            var (at, number) = (0, 1);
            foreach (var line in Third.Split('\n'))
            {
                db.Add(new Turn { Id = TurnId.New(), Source = Group, Speaker = line[0] == 'A' ? a : b, Number = number++, Start = at, WordsStart = at + 3, End = at + line.Length });
                at += line.Length + 1;
            }
            db.AddRange(new CaseTie { Id = CaseTieId.New(), Case = Harbour, Source = One }, new CaseTie { Id = CaseTieId.New(), Case = Moor, Source = Two }, new CaseTie { Id = CaseTieId.New(), Case = Speaker, Source = Group, Speaker = a });
            await db.SaveChangesAsync(Cancel);
        }
        await CodeAsync(Ruth, One, Waits, "People wait longer in the towns by the sea.");
        await CodeAsync(Ruth, One, Money, "wait longer in the towns by the sea.\nWe never ask who pays for the bus.");
        await CodeAsync(Ruth, One, Gap, "Who is left out of care here.");
        await CodeAsync(Ruth, Two, Homes, "Damp homes bring people back to the ward.");
        await CodeAsync(Ruth, Group, Waits, "I see it every day.");
        await CodeAsync(Ruth, Group, Waits, "I have never seen it.");
    }
}
