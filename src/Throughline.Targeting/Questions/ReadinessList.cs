namespace Throughline.Targeting.Questions;

/// <summary>Where a barrier lies.</summary>
public enum BarrierLevel { Individual, Organisational, External }

/// <param name="Id">Stable.</param>
/// <param name="Ask">What should be in place.</param>
public sealed record ReadinessItem(string Id, BarrierLevel Level, string Ask);

/// <summary>What stands in the way of acting on inequalities, at three levels, turned into a short checklist.</summary>
/// <remarks>After the translated constructs of McMahon (2022), doi 10.1057/s41285-022-00176-6, in our words.</remarks>
public static class ReadinessList
{
    public static IReadOnlyList<ReadinessItem> All { get; } =
    [
        new("see-causes", BarrierLevel.Individual, "Those who act see causes beyond what people choose."),
        new("own-role", BarrierLevel.Individual, "They hold it to be part of their own work."),
        new("heard-first-hand", BarrierLevel.Individual, "They have heard first-hand from the people concerned."),
        new("know-how", BarrierLevel.Individual, "They know how to read figures of inequality, and where to ask."),
        new("leader", BarrierLevel.Organisational, "A leader holds to it when other things press."),
        new("protected-time", BarrierLevel.Organisational, "There is time, and there are people, kept for it."),
        new("evidence-fits", BarrierLevel.Organisational, "The evidence asked for fits the problem, and not only quick results."),
        new("data-show-gradient", BarrierLevel.Organisational, "Data show the whole gradient, and not two groups only."),
        new("stable", BarrierLevel.Organisational, "It survives the next reorganisation: it is written down whose it is."),
        new("national-room", BarrierLevel.External, "National priorities leave room for it."),
        new("money-lasts", BarrierLevel.External, "The money lasts as long as the goal."),
        new("partners-power", BarrierLevel.External, "Partners have the power to do their part."),
        new("people-in-power", BarrierLevel.External, "The people concerned have a say in what is done."),
    ];
}
