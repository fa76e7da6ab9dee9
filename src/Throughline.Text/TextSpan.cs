namespace Throughline.Text;

/// <summary>A half-open range of a text: <c>text[Start..End]</c>.</summary>
/// <remarks>Positions count UTF-16 code units from 0; formats that count code points or bytes convert at the edge.</remarks>
public readonly record struct TextSpan : IComparable<TextSpan>
{
    /// <summary>A span from <paramref name="start"/> (inclusive, 0 or more) to <paramref name="end"/> (exclusive, not before start).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Start is negative, or end lies before start.</exception>
    public TextSpan(int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        (Start, End) = (start, end);
    }

    /// <summary>The first code unit in the span.</summary>
    public int Start { get; }

    /// <summary>One past the last code unit.</summary>
    public int End { get; }

    /// <summary>How many UTF-16 code units it holds.</summary>
    public int Length => End - Start;

    /// <summary>True when the span holds nothing.</summary>
    public bool IsEmpty => Start == End;

    /// <summary>True when at least one code unit lies in both.</summary>
    public bool Overlaps(TextSpan other) => Start < other.End && other.Start < End;

    /// <summary>True when the whole of <paramref name="other"/> lies in this span.</summary>
    public bool Contains(TextSpan other) => Start <= other.Start && other.End <= End;

    /// <summary>True when the position lies in this span.</summary>
    public bool Contains(int position) => Start <= position && position < End;

    /// <summary>The words the span covers.</summary>
    public string Of(string text) => text[Start..End];

    /// <summary>By start, then the longer first: the order in which nested spans open.</summary>
    public int CompareTo(TextSpan other) => Start != other.Start ? Start.CompareTo(other.Start) : other.End.CompareTo(End);

    /// <inheritdoc/>
    public static bool operator <(TextSpan left, TextSpan right) => left.CompareTo(right) < 0;
    /// <inheritdoc/>
    public static bool operator >(TextSpan left, TextSpan right) => left.CompareTo(right) > 0;
    /// <inheritdoc/>
    public static bool operator <=(TextSpan left, TextSpan right) => left.CompareTo(right) <= 0;
    /// <inheritdoc/>
    public static bool operator >=(TextSpan left, TextSpan right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => $"[{Start}..{End})";
}
