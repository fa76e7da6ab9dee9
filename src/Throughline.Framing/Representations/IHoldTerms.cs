namespace Throughline.Framing.Representations;

/// <summary>Knows records beside readings that hold terms of the fields' vocabularies, as programme theories do. A module above may provide one: a change of vocabulary shows them, and a merge rewrites them and is undone with them.</summary>
public interface IHoldTerms
{
    /// <returns>The records of the project that hold the term, tracked by <paramref name="db"/>.</returns>
    Task<IReadOnlyList<HeldTerm>> FindAsync(ThroughlineDb db, Acting by, string term, CancellationToken cancel);
}

/// <summary>One record that holds a term.</summary>
/// <param name="One">What it is: "programme theory".</param>
/// <param name="Several">"programme theories".</param>
/// <param name="IsHidden">Closed to who asks: it is in no preview's count.</param>
/// <param name="Replace">Puts another term in the place of this one; the caller saves.</param>
public sealed record HeldTerm(string One, string Several, bool IsHidden, Action<string> Replace);
