using System.Diagnostics;
using System.Globalization;
using Throughline.Statistics.Agreement;

namespace Throughline.Bench;

/// <summary>Krippendorff's alpha with bootstrap intervals over very many units.</summary>
internal static class AlphaBench
{
    private const int Analysts = 3, Values = 5, Draws = 1_000, Rounds = 5;

    public static Task RunAsync(int units)
    {
        var random = new Random(20_260_101);
        var cells = new int[units * Analysts];
        for (var unit = 0; unit < units; unit++)
        {
            var truth = random.Next(Values);
            // Seven in ten see what is there; one in twenty says nothing.
            for (var analyst = 0; analyst < Analysts; analyst++)
                cells[unit * Analysts + analyst] = random.Next(20) == 0 ? int.MinValue : random.Next(10) < 7 ? truth : random.Next(Values);
        }
        Measure("alpha alone", () => KrippendorffAlpha.Of(Ratings.FromCategories(Analysts, cells), MeasurementLevel.Nominal).ToString());
        Measure($"with {Draws:N0} draws of pairs", () => KrippendorffAlpha.BootstrapPairs(Ratings.FromCategories(Analysts, cells), MeasurementLevel.Nominal, new Random(1), Draws).ToString());
        Measure($"with {Draws:N0} draws of units", () => KrippendorffAlpha.BootstrapUnits(Ratings.FromCategories(Analysts, cells), MeasurementLevel.Nominal, new Random(1), Draws).ToString());
        return Task.CompletedTask;
    }

    private static void Measure(string what, Func<string?> work)
    {
        var taken = new List<double>();
        var said = "";
        for (var round = 0; round <= Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            said = work();
            if (round > 0) taken.Add(watch.Elapsed.TotalMilliseconds);
        }
        taken.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28} median {taken[taken.Count / 2]:N0} ms, fastest {taken[0]:N0} ms, slowest {taken[^1]:N0} ms"));
        Console.WriteLine($"  {said}");
    }
}
