namespace Throughline.Text;

/// <summary>What an index can ask for so as to miss no block that a query matches; the blocks it gives are then matched for certain.</summary>
/// <remarks>The index holds for each block its <see cref="Tokens.TermsOf"/>.</remarks>
public abstract record Candidate
{
    internal static Candidate Both(IEnumerable<Candidate> operands)
    {
        var kept = operands.Where(operand => operand is not AllBlocks).Distinct().ToArray();
        return kept.Length switch { 0 => AllBlocks.Value, 1 => kept[0], _ => new AllOf(kept) };
    }

    internal static Candidate Either(IEnumerable<Candidate> operands)
    {
        var kept = operands.Distinct().ToArray();
        return kept.Any(operand => operand is AllBlocks) ? AllBlocks.Value : kept.Length == 1 ? kept[0] : new AnyOf(kept);
    }

    /// <summary>True when a block with these terms may match; never false for one that does.</summary>
    public abstract bool Admits(IReadOnlyCollection<string> terms);
}

/// <summary>Nothing can be ruled out by terms alone: a NOT, a filter, a regular expression with no plain letters that every match must hold.</summary>
public sealed record AllBlocks : Candidate
{
    /// <summary>The only one.</summary>
    public static readonly AllBlocks Value = new();

    /// <inheritdoc/>
    public override bool Admits(IReadOnlyCollection<string> terms) => true;
}

/// <summary>The block holds exactly this term.</summary>
public sealed record HasTerm(string Term) : Candidate
{
    /// <inheritdoc/>
    public override bool Admits(IReadOnlyCollection<string> terms) => terms.Contains(Term);
}

/// <summary>The block holds a term that begins so.</summary>
public sealed record HasPrefix(string Prefix) : Candidate
{
    /// <inheritdoc/>
    public override bool Admits(IReadOnlyCollection<string> terms) => terms.Any(term => term.StartsWith(Prefix, StringComparison.Ordinal));
}

/// <summary>The block holds a term that matches; the index runs the pattern over its vocabulary.</summary>
public sealed record HasPattern(Pattern Pattern) : Candidate
{
    /// <inheritdoc/>
    public override bool Admits(IReadOnlyCollection<string> terms) => terms.Any(term => Pattern.Matches(term));
}

/// <summary>All of these; at least two.</summary>
public sealed record AllOf(IReadOnlyList<Candidate> Operands) : Candidate
{
    /// <inheritdoc/>
    public override bool Admits(IReadOnlyCollection<string> terms) => Operands.All(operand => operand.Admits(terms));

    /// <inheritdoc/>
    public bool Equals(AllOf? other) => other is not null && Operands.SequenceEqual(other.Operands);

    /// <inheritdoc/>
    public override int GetHashCode() => Operands.Aggregate(1, HashCode.Combine);
}

/// <summary>At least one of these; at least two.</summary>
public sealed record AnyOf(IReadOnlyList<Candidate> Operands) : Candidate
{
    /// <inheritdoc/>
    public override bool Admits(IReadOnlyCollection<string> terms) => Operands.Any(operand => operand.Admits(terms));

    /// <inheritdoc/>
    public bool Equals(AnyOf? other) => other is not null && Operands.SequenceEqual(other.Operands);

    /// <inheritdoc/>
    public override int GetHashCode() => Operands.Aggregate(2, HashCode.Combine);
}
