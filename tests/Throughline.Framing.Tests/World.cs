using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Representations;
using Throughline.Projects;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Testing;
using Throughline.Text;

namespace Throughline.Framing.Tests;

/// <summary>A plan and an interview about it, with a case that owns the interview and two analysts.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string PlanText = "Access\nPeople living in the most deprived areas wait longer than everybody else. Boards must open Saturday clinics by March.\nWe will tackle health inequalities together.";
    public const string TalkText = "It is about everyone, really.\nThose families do not come, so we tell them to eat better.\nHalf of it is smoking.";

    private World(TestWorkbench bench) => Bench = bench;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public TestWorkbench Bench { get; }
    public Acting Ruth { get; private set; }
    public Acting Tom { get; private set; }
    public SourceId Plan { get; private set; }
    public SourceId Talk { get; private set; }
    public CaseId Leader { get; private set; }
    public AttributeId Level { get; private set; }

    public static async Task<World> OpenAsync(Engine engine)
    {
        var world = new World(await TestWorkbench.OpenAsync(engine));
        var project = (await world.Bench.Get<CreateProject.Handler>().RunAsync(new("Naming the gap", "Ruth Adeyemi"), Cancel)).Value;
        world.Ruth = project.Acting;
        world.Tom = world.Ruth with { Analyst = Must(await world.Bench.Get<AddAnalyst.Handler>().RunAsync(world.Ruth, "Tom Hale", Cancel)) };
        world.Plan = await world.Bench.AddTextAsync(world.Ruth, "National plan 2024", PlanText);
        world.Talk = await world.Bench.AddTextAsync(world.Ruth, "Interview 1", TalkText);
        world.Leader = Must(await world.Bench.Get<AddCase.Handler>().RunAsync(world.Ruth, "Director, A", CaseKind.Participant, Cancel));
        world.Level = Must(await world.Bench.Get<AddAttribute.Handler>().RunAsync(world.Ruth, "level", AttributeType.Category, Cancel));
        await using var db = await world.DbAsync();
        db.Add(new CaseValue { Case = world.Leader, Attribute = world.Level, Value = "System leaders" });
        db.Add(new CaseTie { Id = CaseTieId.New(), Case = world.Leader, Source = world.Talk });
        await db.SaveChangesAsync(Cancel);
        return world;
    }

    public T Get<T>() where T : notnull => Bench.Get<T>();

    public Task<ThroughlineDb> DbAsync() => Bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync(Cancel);

    public static TextSpan Words(string text, string words) => new(text.IndexOf(words, StringComparison.Ordinal), text.IndexOf(words, StringComparison.Ordinal) + words.Length);

    public async Task<RepresentationId> ReadAsync(Acting by, SourceId source, string words, params FieldAnswer[] answers) =>
        Must(await Get<MakeRepresentation.Handler>().RunAsync(by, new(null, source, null, Words(source == Plan ? PlanText : TalkText, words), Answers: answers), Cancel));

    public static FieldAnswer Stated(RepresentationField field, params string[] terms) => new(field.Name, FieldState.Stated, terms);
    public static FieldAnswer Implied(RepresentationField field, params string[] terms) => new(field.Name, FieldState.Implied, terms);
    public static FieldAnswer Silent(RepresentationField field, FieldState state = FieldState.NotStated) => FieldAnswer.Silent(field, state);

    public async Task<ListRepresentations.Row> RowAsync(Acting reader, RepresentationId id) => Assert.Single(await Get<ListRepresentations.Handler>().RunAsync(reader, new(Id: id), Cancel));

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
