using Throughline.Framing.Representations;
using Throughline.Policy.Statements;

namespace Throughline.Policy.Readings;

/// <summary>Which reading of a statement counts: what was agreed; else the one there is, where one person reads alone.</summary>
/// <remarks>Someone reads alone where nobody was asked to read, or where the others asked were stood down and the one who is left has finished.</remarks>
public static class CountingReading
{
    /// <param name="readings">Those of the statement's excerpt that the reader may see.</param>
    /// <returns>Null where none counts yet.</returns>
    public static ListRepresentations.Row? Of(ListStatements.Row statement, IEnumerable<ListRepresentations.Row> readings)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var all = readings.ToList();
        if (AgreedReading.Of(all) is { } agreed) return agreed;
        var own = all.FindAll(r => r.Origin == RepresentationOrigin.Analyst);
        return statement.Readers switch
        {
            [] => own is [var alone] ? alone : null,
            [{ FinishedAt: not null, Analyst: var left }] => own.Find(r => r.Analyst == left),
            _ => null,
        };
    }
}
