using Throughline.Policy.Theories;
using Throughline.Sources;

namespace Throughline.Policy.Clarity;

/// <summary>What is asked of every programme theory.</summary>
public enum TheoryAsked
{
    /// <summary>Which inequality it is about.</summary>
    Kind,
    /// <summary>Who does worse.</summary>
    Group,
    /// <summary>In which direction it is to move.</summary>
    Aim,
    /// <summary>That there is a mechanism at all.</summary>
    Mechanism,
    /// <summary>How the mechanism would work, and not only its name.</summary>
    HowItWorks,
}

/// <summary>How clear the programme theories of each document are, where statements are not there to be counted or beside them.</summary>
/// <remarks>The gaps are those of Checkland and colleagues (2025), doi 10.1177/13558196251334571: the kind, the group and how the mechanism works. All theories of a document are counted, so there is no sampling interval.</remarks>
public static class ReadTheoryClarity
{
    private static readonly string[] Told = ["representation.degree.described", "representation.degree.with-steps"];

    /// <param name="Given">Theories that say it.</param>
    /// <param name="Missing">Theories that do not.</param>
    public sealed record Cell(TheoryAsked Asked, IReadOnlyList<ListTheories.Row> Given, IReadOnlyList<ListTheories.Row> Missing);

    public sealed record OfDocument(SourceId Source, int Number, string Title, IReadOnlyList<ListTheories.Row> Theories, IReadOnlyList<Cell> Cells);

    /// <param name="Documents">Those with at least one theory that counts here.</param>
    /// <param name="All">Over all of them.</param>
    public sealed record Answer(ClarityOf Of, IReadOnlyList<OfDocument> Documents, IReadOnlyList<Cell> All)
    {
        public int Theories => Documents.Sum(d => d.Theories.Count);
    }

    public static bool Says(ListTheories.Row theory, TheoryAsked asked)
    {
        ArgumentNullException.ThrowIfNull(theory);
        return asked switch
        {
            TheoryAsked.Kind => theory.Kinds.Count > 0,
            TheoryAsked.Group => theory.Groups.Count > 0,
            TheoryAsked.Aim => theory.Aims.Count > 0,
            TheoryAsked.Mechanism => theory.Mechanism.Count > 0 || theory.Means.Count > 0,
            _ => Told.Contains(theory.Degree),
        };
    }

    public static IReadOnlyList<Cell> Of(IReadOnlyList<ListTheories.Row> theories) =>
        [.. Enum.GetValues<TheoryAsked>().Select(asked => new Cell(asked, [.. theories.Where(t => Says(t, asked))], [.. theories.Where(t => !Says(t, asked))]))];

    public sealed class Handler(ListTheories.Handler list)
    {
        /// <param name="of">Consensus counts what was agreed and one analyst's drafts where nobody else was to write; there are no suggestions of theories, so these are empty.</param>
        /// <param name="analyst">For <see cref="ClarityOf.Analyst"/>; null takes the reader.</param>
        public async Task<Answer> RunAsync(Acting reader, ClarityOf of, AnalystId? analyst, CancellationToken cancel)
        {
            var whose = analyst ?? reader.Analyst;
            var counted = (await list.RunAsync(reader, null, cancel)).Where(t => of switch
            {
                ClarityOf.Consensus => t.Counts,
                ClarityOf.Analyst => t.Origin == TheoryOrigin.Draft && t.Analyst == whose,
                _ => false,
            }).ToList();
            return new(of, [.. counted.GroupBy(t => (t.Source, t.SourceNumber, t.SourceTitle)).Select(g => new OfDocument(g.Key.Source, g.Key.SourceNumber, g.Key.SourceTitle, [.. g], Of([.. g])))], Of(counted));
        }
    }
}
