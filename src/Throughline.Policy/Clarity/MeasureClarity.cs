using Throughline.Framing.Representations;

namespace Throughline.Policy.Clarity;

/// <summary>In how many statements each field is stated, implied, not stated or not applicable.</summary>
/// <remarks>A document is read whole: a count is of all its statements, so there is no sampling interval.</remarks>
public static class MeasureClarity
{
    public sealed record OfField(RepresentationField Field, int Stated, int Implied, int NotStated, int NotApplicable)
    {
        /// <summary>How many readings there are of this field: the sum of the four.</summary>
        public int Of => Stated + Implied + NotStated + NotApplicable;

        /// <summary>Those to which the field applies: what every share is out of.</summary>
        public int Applies => Of - NotApplicable;

        /// <summary>Stated, of those to which the field applies; null where it applies to none.</summary>
        public double? ShareStated => ShareOf(Stated);

        /// <summary>The share of a count of statements to which the field applies, 0 to 1; null where it applies to none.</summary>
        public double? ShareOf(int count) => Applies > 0 ? (double)count / Applies : null;
    }

    /// <param name="readings">One for each statement: the state of each field that was read.</param>
    /// <returns>Every field in order, with zeros where there are no readings.</returns>
    public static IReadOnlyList<OfField> Run(IEnumerable<IReadOnlyDictionary<RepresentationField, FieldState>> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var counts = RepresentationField.All.ToDictionary(field => field, _ => new int[4]);
        foreach (var reading in readings)
            foreach (var (field, state) in reading) counts[field][(int)state]++;
        return [.. RepresentationField.All.Select(field => counts[field] is var c ? new OfField(field, c[(int)FieldState.Stated], c[(int)FieldState.Implied], c[(int)FieldState.NotStated], c[(int)FieldState.NotApplicable]) : throw new InvalidOperationException())];
    }
}
