namespace Throughline.Framing.Representations;

/// <summary>Which agreed reading of a subject stands.</summary>
/// <remarks>There is one, since making a second is refused and merging packs leaves one. A project merged before that rule may have two: the one settled last stands, and taking it back shows the other.</remarks>
public static class AgreedReading
{
    /// <param name="readings">Of one subject, as the reader may see them.</param>
    /// <returns>Null where nothing was agreed.</returns>
    public static ListRepresentations.Row? Of(IEnumerable<ListRepresentations.Row> readings) =>
        readings.Where(r => r.Origin == RepresentationOrigin.Agreed).MaxBy(r => (r.MadeAt, r.Id.Value));

    /// <param name="readings">Of one subject.</param>
    /// <returns>Null where nothing was agreed.</returns>
    public static Representation? Of(IEnumerable<Representation> readings) =>
        readings.Where(r => r.Origin == RepresentationOrigin.Agreed).MaxBy(r => (r.MadeAt, r.Id.Value));
}
