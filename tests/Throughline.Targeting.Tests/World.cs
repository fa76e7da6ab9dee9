using System.Globalization;
using System.Text;
using Throughline.Equity;
using Throughline.Framing.Frameworks;
using Throughline.Projects;
using Throughline.Statistics.Inequality;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Targets;
using Throughline.Testing;

namespace Throughline.Targeting.Tests;

/// <summary>Projects and records for tests.</summary>
internal static class World
{
    public const string Access = "checkland-2025.kind.access-to-care", LifeExpectancy = "checkland-2025.kind.life-expectancy", Outcomes = "checkland-2025.kind.outcomes-of-care";

    public static string Box(string tail) => $"checkland-2025-model.{tail}";

    public static async Task<Acting> ProjectAsync(TestWorkbench bench, CancellationToken cancel, string title = "Trial") => Must(await bench.Get<CreateProject.Handler>().RunAsync(new(title, "Ruth Adeyemi"), cancel)).Acting;

    public static async Task<TargetId> TargetAsync(TestWorkbench bench, Acting by, CancellationToken cancel, params (TargetField Field, string Value)[] fields)
    {
        var id = Must(await bench.Get<EditTarget.Handler>().AddAsync(by, "A target", null, cancel));
        foreach (var (field, value) in fields) Must(await bench.Get<SetField.Handler>().RunAsync(by, id, field.Name, value, cancel));
        return id;
    }

    /// <summary>A table of fifths: shares from the period's worst per cent in the first to 60 in the last, of 400 people each.</summary>
    public static byte[] Table(params (string Period, int Worst)[] periods)
    {
        var csv = new StringBuilder("area,period,fifth,started,referred,people\n");
        foreach (var (period, worst) in periods)
            for (var i = 0; i < 5; i++) csv.Append(CultureInfo.InvariantCulture, $"Northby,{period},{i + 1},{4 * (worst + (60 - worst) * i / 4)},400,10000\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    public static async Task<DatasetId> DatasetAsync(TestWorkbench bench, Acting by, string name, byte[] content, CancellationToken cancel, string vintage = "LSOA 2021", string rankedBy = "income") =>
        Must(await bench.Get<ImportDataset.Handler>().RunAsync(by, new(name + ".csv", content, name, new Dictionary<ColumnRole, string> { [ColumnRole.Area] = "area", [ColumnRole.Period] = "period", [ColumnRole.Group] = "fifth", [ColumnRole.Numerator] = "started", [ColumnRole.Denominator] = "referred", [ColumnRole.Population] = "people" },
            "starting within 90 days", "%", Direction.HigherIsBetter, rankedBy, vintage, "Made up"), cancel));

    public static async Task<FigureId> FigureAsync(TestWorkbench bench, Acting by, DatasetId dataset, string period, CancellationToken cancel) =>
        Must(await bench.Get<AddFigure.Handler>().RunAsync(by, new(dataset, null, "Northby", period, "all adults", Method: FigureMethod.Proportion), cancel));

    public static ListFrameworks.Shelf Shelf { get; } = new([.. FrameworkCatalogue.Load().All.Select(f => new ListFrameworks.Row(f, null))]);

    public static TargetModel Model { get; } = TargetModel.Of(Shelf.Find(TargetModel.FrameworkId)!, []).Value;

    /// <summary>A record that raises no question.</summary>
    public static TargetRecord Good { get; } = new(TargetId.New(), 1, "Good", new Dictionary<string, string>
    {
        ["kind"] = Access,
        ["form"] = "checkland-2025.form.between-groups",
        ["group"] = "representation.group.deprived-areas",
        ["comparator"] = "representation.comparator.least-deprived",
        ["geography"] = "representation.geography.system",
        ["place"] = "Northby",
        ["vintage"] = "LSOA 2021",
        ["drivers"] = Box("availability"),
        ["causeLevel"] = "representation.level.organisation",
        ["aim"] = "aims.narrow-the-gap",
        ["because"] = "Classes are far away.",
        ["ifWe"] = "hold one nearby",
        ["then"] = "more people come.",
        ["steps"] = "Call\nHold",
        ["mechanism"] = "representation.mechanism.removing-barriers",
        ["mechanismLevel"] = "representation.level.organisation",
        ["rootCauses"] = "Evidence to the bus review",
        ["goalOf"] = "absolute",
        ["goal"] = "10",
        ["goalDate"] = "2027-03-31",
        ["begins"] = "2025-04-01",
        ["alsoMoves"] = "Fewer referrals",
        ["owner"] = "The respiratory lead",
        ["reviewDates"] = "2026-01-31",
    },
    [Action(ActionLevel.Community, ActionApproach.Targeted, Uptake.MoreInTheGroup)], [Indicator(IndicatorKind.Outcome, InHandsOf.Ours, 9)], Baseline(), null, []);

    public static TargetAction Action(ActionLevel level, ActionApproach approach, Uptake uptake) => new() { Id = ActionId.New(), Words = "Hold a class", Level = level, Approach = approach, Uptake = uptake };

    public static TargetIndicator Indicator(IndicatorKind kind, InHandsOf hands, int? months) => new() { Id = IndicatorId.New(), Words = "Started within 90 days", Kind = kind, Hands = hands, Months = months };

    public static BaselineRecord Baseline(string rankedBy = "income", string vintage = "LSOA 2021", string what = "starting within 90 days", double value = 28, double half = 4) =>
        new(new TargetBaseline { What = what, Unit = "%", HigherIsBetter = true, RankedBy = rankedBy, Vintage = vintage, Place = "Northby", People = "all adults", Period = "2024/25", Sha256 = new('a', 64), Method = "Proportion", Scale = "Linear" },
            new([new("1", 10000, 38, 33, 43, 152), new("5", 10000, 62, 57, 67, 248)], [new("2024/25", 50, new(value, value - half, value + half), new(1.6, 1.4, 1.8), new(38, 33, 43))]));

    public static TargetRecord With(this TargetRecord record, params (TargetField Field, string? Value)[] fields)
    {
        var all = new Dictionary<string, string>(record.Fields);
        foreach (var (field, value) in fields)
            if (value is null) all.Remove(field.Name);
            else all[field.Name] = value;
        return record with { Fields = all };
    }
}
