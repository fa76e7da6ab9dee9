using System.Text.Json.Serialization;
using Throughline.Policy.Readings;
using Throughline.Statistics.Agreement;

namespace Throughline.Exchange.Policies;

/// <summary>How far readers agree, as the command <c>policy agreement</c> and the API tell it: one shape for both.</summary>
public static class AgreementTold
{
    /// <param name="Value">Null exactly where <paramref name="Why"/> is given.</param>
    public sealed record Figure(double? Value, string? Why)
    {
        internal static Figure Of(Coefficient value) => new(value.OrNull, value.WhyUndefined?.Message);
    }

    /// <param name="Differences">Statements in which the readings differ in this field.</param>
    public sealed record OfField(string Field, Figure Percent, ReadTogether.Interval PercentInterval, Figure Kappa, ReadTogether.Interval KappaInterval, Figure Alpha, ReadTogether.Interval AlphaInterval, Figure TermsAlpha, ReadTogether.Interval TermsAlphaInterval, int Differences);

    /// <summary>One statement that more than one has read.</summary>
    /// <param name="Readings">Ids of the readings that count.</param>
    /// <param name="Apart">Ids of readings that stay on the record and do not count.</param>
    /// <param name="Differing">Names of the fields in which the readings differ.</param>
    /// <param name="Parties">Who agreed, by name.</param>
    /// <param name="Why">Null where nothing had to be settled.</param>
    /// <param name="CountsWith">The statement that it counts once with; it is in no figure then.</param>
    public sealed record OfStatement(Guid Statement, bool Independent, IReadOnlyList<Guid> Readings, IReadOnlyList<Guid> Apart, IReadOnlyList<string> Differing, Guid? Agreed, IReadOnlyList<string> Parties, string? Why, Guid? CountsWith);

    /// <param name="Statements">Read by more than one without sight of each other.</param>
    /// <param name="ReadOpenly">Read by more than one, but not so; in no figure.</param>
    /// <param name="CountedOnce">Read by more than one, and counted with another statement; in no figure.</param>
    public sealed record Whole(int Statements, int ReadOpenly, int Readers, int StillClosed, int ToSettle, int CountedOnce, IReadOnlyList<OfField> Fields)
    {
        /// <summary>Each of those that more than one has read; left out of the JSON where it was not asked for.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<OfStatement>? Opened { get; init; }
    }

    /// <param name="each">Whether to tell each statement too.</param>
    public static Whole Of(ReadTogether.Answer answer, bool each)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new(answer.Independent.Count(), answer.Openly.Count(), answer.Readers, answer.StillClosed, answer.ToSettle, answer.CountedOnce,
            [.. answer.Fields.Select(f => new OfField(f.Field.Name, Figure.Of(f.Percent), f.PercentInterval, Figure.Of(f.Kappa), f.KappaInterval, Figure.Of(f.Alpha), f.AlphaInterval, Figure.Of(f.Terms), f.TermsInterval, f.Differences))])
        {
            Opened = !each ? null : [.. answer.Statements.Where(s => s.Sides.Count > 1).Select(s => new OfStatement(s.Statement.Id.Value, s.IsIndependent,
                [.. s.Sides.Select(side => side.Reading.Value)], [.. s.Apart.Select(side => side.Reading.Value)], s.Differing, s.Statement.Agreed?.Value, s.Parties, s.Why.Length > 0 ? s.Why : null, s.Statement.CountsWith?.Value))],
        };
    }
}
