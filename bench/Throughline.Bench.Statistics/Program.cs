// Statistics over many rows: dotnet run -c Release --project bench/Throughline.Bench.Statistics
// Made-up rows of a fixed seed; each piece of work once to warm up, then nine times, the median shown with the least.
using System.Diagnostics;
using System.Globalization;
using Throughline.Statistics;
using Throughline.Statistics.Areas;
using Throughline.Statistics.Inequality;
using Throughline.Statistics.Rates;

const int Rounds = 9;
double[] confidences = [0.95, 0.998];
var random = new Random(20261122);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}"));
if (File.Exists("/proc/loadavg")) Console.WriteLine($"load {File.ReadAllText("/proc/loadavg").Trim()}");

double[] standard = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000];
const int Rows = 1_000_008, Areas = Rows / 19;
var people = Made(Areas * 19, _ => 200 + random.Next(2000));
var events = Made(Areas * 19, i => random.Next((int)(people[i] / 50) + 1));
var (areaRates, areaLimits) = (new AreaRate[Areas], new Limits[Areas * 2]);
Measure($"directly standardised rates, {Areas * 19:N0} rows in {Areas:N0} areas", () => DirectRate.Areas(events, people, standard, confidences, areaRates, areaLimits).Succeeded);

var (rowPeople, rowEvents) = (Made(Rows, _ => 200 + random.Next(2000)), new double[Rows]);
for (var i = 0; i < Rows; i++) rowEvents[i] = random.Next((int)(rowPeople[i] / 20) + 1);
var (values, limits) = (new double[Rows], new Limits[Rows * 2]);
Measure($"crude rates, {Rows:N0} rows", () => CrudeRates.Rates(rowEvents, rowPeople, confidences, values, limits).Succeeded);
Measure($"proportions, {Rows:N0} rows", () => CrudeRates.Proportions(rowEvents, rowPeople, confidences, values, limits).Succeeded);
var quantiles = new int[Rows];
Measure($"tenths, {Rows:N0} rows", () => Quantiles.Assign(values, 10, quantiles).Succeeded);

const int Tables = 5_000;
double[] ages = [.. LifeTable.UsualAges];
var lived = Made(Tables * 20, _ => 2000 + random.Next(4000));
var deaths = Made(Tables * 20, i => Math.Round(lived[i] * (i % 20 == 0 ? 0.004 : 0.0001 * Math.Exp(0.095 * ages[i % 20]))) + 1);
var (expectancies, errors) = (new double[Tables], new double[Tables]);
Measure($"life expectancy, {Tables:N0} areas", () => LifeTable.Areas(ages, deaths, lived, expectancies, errors).Succeeded);

const int Groups = 100_000;
var (population, value, error) = (Made(Groups, _ => 500 + random.Next(2000)), Made(Groups, i => 70 + 12.0 * i / Groups + random.NextDouble()), Made(Groups, _ => 0.5 + random.NextDouble()));
Measure($"slope and relative index over {Groups:N0} areas, closed form", () => Slope.Index(new Groups(population, value, error), confidences).Succeeded);
Measure($"slope and relative index over {Groups:N0} areas, 100,000 draws", () => Slope.Simulated(new Groups(population, value, error), new Random(1), 100_000, confidences).Succeeded);
var (tenPopulation, tenValue, tenError) = (Made(1000, _ => 500 + random.Next(2000)), Made(1000, i => 70 + i % 10 + random.NextDouble()), Made(1000, _ => 0.5 + random.NextDouble()));
Measure("slope and relative index of 100 areas of ten groups each, closed form", () =>
{
    var all = true;
    for (var area = 0; area < 100; area++) all &= Slope.Index(new Groups(tenPopulation.AsSpan(area * 10, 10), tenValue.AsSpan(area * 10, 10), tenError.AsSpan(area * 10, 10)), confidences).Succeeded;
    return all;
});
Measure($"concentration index over {Groups:N0} persons", () => Concentration.OfPersons(value, error, population).Succeeded);
return 0;

static double[] Made(int count, Func<int, double> each) => [.. Enumerable.Range(0, count).Select(each)];

static void Measure(string what, Func<bool> work)
{
    if (!work()) throw new InvalidOperationException($"{what}: refused.");
    var times = new double[Rounds];
    var before = GC.GetTotalAllocatedBytes(precise: true);
    for (var round = 0; round < Rounds; round++)
    {
        var watch = Stopwatch.GetTimestamp();
        work();
        times[round] = Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
    }
    var allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / Rounds;
    Array.Sort(times);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: median {times[Rounds / 2]:0.00} ms, least {times[0]:0.00} ms, {allocated / 1024.0:N0} kB allocated a run"));
}
