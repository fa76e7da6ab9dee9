using Throughline.Statistics.Agreement;

namespace Throughline.Statistics.Tests.Agreement;

/// <summary>The four examples of Krippendorff (1995), On the reliability of unitizing contiguous data, Sociological Methodology 25:47-76, p. 57:
/// two observers each, a continuum of 24.</summary>
internal static class Krippendorff1995
{
    public const int Length = 24;

    public static readonly IReadOnlyList<(int Analyst, CategorisedUnit Unit)> Units =
    [
        .. Mark('A', 0, (2, 10), (14, 20)), .. Mark('A', 1, (4, 8), (15, 17)),
        .. Mark('B', 0, (0, 18)), .. Mark('B', 1, (0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)),
        .. Mark('C', 0, (2, 8), (10, 12), (14, 18), (20, 22)), .. Mark('C', 1, (0, 2), (4, 8), (10, 14), (16, 18), (20, 22)),
        .. Mark('D', 0, (0, 2), (2, 10), (10, 14), (14, 20), (20, 24)), .. Mark('D', 1, (0, 4), (4, 8), (8, 15), (15, 17), (17, 24)),
    ];

    public static IReadOnlyList<(int Start, int End)>[] Spans(char example) =>
    [
        .. Enumerable.Range(0, 2).Select(analyst =>
            (IReadOnlyList<(int, int)>)[.. Units.Where(u => u.Analyst == analyst && u.Unit.Category == example).Select(u => (u.Unit.Start, u.Unit.End))]),
    ];

    private static IEnumerable<(int, CategorisedUnit)> Mark(char example, int analyst, params (int Start, int End)[] spans) =>
        spans.Select(span => (analyst, new CategorisedUnit(span.Start, span.End, example)));
}
