namespace Throughline.Text;

/// <summary>One stretch of an old text and the stretch of a new text that stands in its place.</summary>
/// <param name="Old">In the old text; empty where something was only put in.</param>
/// <param name="New">In the new text; empty where something was only taken out.</param>
public readonly record struct OffsetChange(TextSpan Old, TextSpan New);

/// <summary>Which side of a change a position goes to when it has no place of its own in the other text.</summary>
public enum Lean
{
    /// <summary>Before what was put in: the smallest position that answers.</summary>
    Before,

    /// <summary>After what was put in: the largest position that answers.</summary>
    After,
}

/// <summary>Where every position of an old text lies in a new one, and back: stretches that were kept, unit for unit, and changes between them.</summary>
/// <remarks>
/// Positions are UTF-16 boundaries from 0 to the text's length, both included. Mapping never decreases, 0 stays at or before everything and
/// the end stays the end. Immutable. A lookup costs O(log changes); composing costs O(changes of both).
/// </remarks>
public sealed class OffsetMap : IEquatable<OffsetMap>
{
    private readonly OffsetChange[] _changes;

    private OffsetMap(int oldLength, int newLength, OffsetChange[] changes) => (OldLength, NewLength, _changes) = (oldLength, newLength, changes);

    /// <summary>The old text's length in UTF-16 code units.</summary>
    public int OldLength { get; }

    /// <summary>The new text's length in UTF-16 code units.</summary>
    public int NewLength { get; }

    /// <summary>The changes, in order; between two of them both texts hold the same number of units.</summary>
    public IReadOnlyList<OffsetChange> Changes => _changes;

    /// <summary>True when every position stays where it was.</summary>
    public bool IsIdentity => _changes.Length == 0;

    /// <summary>The map of a text that was not changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static OffsetMap Identity(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new(length, length, []);
    }

    /// <summary>The map of a text in which the given stretches were replaced.</summary>
    /// <param name="oldLength">The old text's length.</param>
    /// <param name="replacements">In order and apart: each stretch of the old text and how many units stand there now.</param>
    /// <exception cref="ArgumentException">The stretches overlap, are out of order or reach past the end.</exception>
    public static OffsetMap Replacing(int oldLength, IEnumerable<(TextSpan Old, int NewLength)> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        var map = new Builder();
        foreach (var (old, length) in replacements)
        {
            if (old.Start < map.OldLength || old.End > oldLength)
                throw new ArgumentException($"The replacement of {old} is out of order or outside a text of {oldLength} units.", nameof(replacements));
            map.Keep(old.Start - map.OldLength).Replace(old.Length, length);
        }
        return map.Keep(oldLength - map.OldLength).Build();
    }

    /// <summary>Where a position of the old text lies in the new.</summary>
    /// <param name="position">0 to <see cref="OldLength"/>.</param>
    /// <param name="lean">Chooses the side inside a change, and at a place where something was put in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position lies outside the old text.</exception>
    public int Forward(int position, Lean lean = Lean.Before)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, OldLength);
        return Map(position, lean, forward: true);
    }

    /// <summary>Where a position of the new text lay in the old.</summary>
    /// <param name="position">0 to <see cref="NewLength"/>.</param>
    /// <param name="lean">Chooses the side inside a change, and at a place where something was taken out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position lies outside the new text.</exception>
    public int Back(int position, Lean lean = Lean.Before)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, NewLength);
        return Map(position, lean, forward: false);
    }

    /// <summary>Where a span of the old text lies in the new.</summary>
    /// <remarks>
    /// What was put in right before or right after the span stays outside it. An end that falls inside a change takes in the whole of what
    /// stands there now. A span whose words were all taken out comes back empty, at the place where they were; an empty span stays empty.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches outside the old text.</exception>
    public TextSpan Forward(TextSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span.End, OldLength, nameof(span));
        return Map(span, forward: true);
    }

    /// <summary>Where a span of the new text lay in the old, by the same rules as <see cref="Forward(TextSpan)"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches outside the new text.</exception>
    public TextSpan Back(TextSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span.End, NewLength, nameof(span));
        return Map(span, forward: false);
    }

    /// <summary>True when every unit of the span of the old text was kept, and nothing was put in between them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches outside the old text.</exception>
    public bool Keeps(TextSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span.End, OldLength, nameof(span));
        for (var i = FirstEndingAtOrAfter(span.Start, forward: true); i < _changes.Length && _changes[i].Old.Start < span.End; i++)
            if (_changes[i].Old is var old && (old.IsEmpty ? old.Start > span.Start : old.End > span.Start)) return false;
        return true;
    }

    /// <summary>The map from the new text to the old.</summary>
    public OffsetMap Inverse() => new(NewLength, OldLength, Array.ConvertAll(_changes, change => new OffsetChange(change.New, change.Old)));

    /// <summary>This map and then the next: from this one's old text to the next one's new text.</summary>
    /// <param name="next">A map whose old text is this one's new text.</param>
    /// <exception cref="ArgumentException">The lengths in the middle differ.</exception>
    public OffsetMap Then(OffsetMap next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.OldLength != NewLength)
            throw new ArgumentException($"This map leads to a text of {NewLength} units; the next one starts from {next.OldLength}.", nameof(next));
        if (IsIdentity) return next;
        if (next.IsIdentity) return this;
        var result = new Builder();
        var first = new Walk(this);
        var second = new Walk(next);
        while (!first.AtEnd || !second.AtEnd)
        {
            if (first.InKept && second.InKept)
            {
                var kept = Math.Min(first.Left, second.Left);
                first.TakeKept(kept);
                second.TakeKept(kept);
                result.Keep(kept);
                continue;
            }
            // A change in either text drags along what it overlaps in the other, until both are at a boundary of the middle text again.
            int old = 0, @new = 0, ahead = 0;
            if (!first.InKept && !first.AtEnd) First();
            else Second();
            while (ahead != 0)
                if (ahead > 0) Second();
                else First();
            result.Replace(old, @new);

            void First()
            {
                var (taken, made) = first.Take(ahead < 0 ? -ahead : int.MaxValue);
                old += taken;
                ahead += made;
            }

            void Second()
            {
                var (taken, made) = second.Take(ahead > 0 ? ahead : int.MaxValue);
                ahead -= taken;
                @new += made;
            }
        }
        return result.Build();
    }

    /// <inheritdoc/>
    public bool Equals(OffsetMap? other) =>
        other is not null && OldLength == other.OldLength && NewLength == other.NewLength && _changes.AsSpan().SequenceEqual(other._changes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OffsetMap);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(OldLength, NewLength, _changes.Length, _changes.Length > 0 ? _changes[0] : default);

    /// <inheritdoc/>
    public override string ToString() => $"{OldLength} -> {NewLength}: {string.Join(", ", _changes.Select(change => $"{change.Old} -> {change.New}"))}";

    private static (TextSpan From, TextSpan To) Sides(in OffsetChange change, bool forward) => forward ? (change.Old, change.New) : (change.New, change.Old);

    private TextSpan Map(TextSpan span, bool forward)
    {
        if (span.IsEmpty)
        {
            var at = Map(span.Start, Lean.Before, forward);
            return new(at, at);
        }
        return new(MapEdge(span.Start, isStart: true, forward), MapEdge(span.End, isStart: false, forward));
    }

    // Inside a change the span grows outwards; at its edge what was only put in stays out.
    private int MapEdge(int position, bool isStart, bool forward)
    {
        var i = FirstEndingAtOrAfter(position, forward);
        if (i < _changes.Length && Sides(_changes[i], forward) is var (from, to) && from.Start < position && position < from.End)
            return isStart ? to.Start : to.End;
        return Map(position, isStart ? Lean.After : Lean.Before, forward);
    }

    private int Map(int position, Lean lean, bool forward)
    {
        if (lean == Lean.Before)
        {
            var i = FirstEndingAtOrAfter(position, forward);
            if (i < _changes.Length)
            {
                var (from, to) = Sides(_changes[i], forward);
                if (from.Start <= position) return position == from.End && !from.IsEmpty ? to.End : to.Start;
            }
            return Shifted(i - 1, position, forward);
        }
        var last = FirstStartingAfter(position, forward) - 1;
        if (last >= 0)
        {
            var (from, to) = Sides(_changes[last], forward);
            if (position <= from.End) return position == from.Start && !from.IsEmpty ? to.Start : to.End;
        }
        return Shifted(last, position, forward);
    }

    private int Shifted(int lastBefore, int position, bool forward)
    {
        if (lastBefore < 0) return position;
        var (from, to) = Sides(_changes[lastBefore], forward);
        return position - from.End + to.End;
    }

    private int FirstEndingAtOrAfter(int position, bool forward)
    {
        int low = 0, high = _changes.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (Sides(_changes[middle], forward).From.End >= position) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private int FirstStartingAfter(int position, bool forward)
    {
        int low = 0, high = _changes.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (Sides(_changes[middle], forward).From.Start > position) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    // Goes through a map's stretches, kept and changed in turn; a kept stretch can be taken in parts.
    private struct Walk
    {
        private readonly OffsetMap _map;
        private int _next;
        private int _at;

        public Walk(OffsetMap map)
        {
            _map = map;
            _next = 0;
            _at = 0;
            Settle();
        }

        public int Left { get; private set; }

        public readonly bool InKept => Left > 0;

        public readonly bool AtEnd => Left == 0 && _next == _map._changes.Length;

        public void TakeKept(int count)
        {
            Left -= count;
            _at += count;
        }

        public (int Taken, int Made) Take(int most)
        {
            if (InKept)
            {
                var count = Math.Min(most, Left);
                TakeKept(count);
                return (count, count);
            }
            var change = _map._changes[_next++];
            _at = change.Old.End;
            Settle();
            return (change.Old.Length, change.New.Length);
        }

        private void Settle() => Left = (_next < _map._changes.Length ? _map._changes[_next].Old.Start : _map.OldLength) - _at;
    }

    /// <summary>Builds a map from left to right, as a text is rewritten.</summary>
    public sealed class Builder
    {
        private readonly List<OffsetChange> _changes = [];

        /// <summary>How many units of the old text have been accounted for.</summary>
        public int OldLength { get; private set; }

        /// <summary>How many units of the new text have been accounted for.</summary>
        public int NewLength { get; private set; }

        /// <summary>The next units are the same in both texts.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public Builder Keep(int count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            OldLength += count;
            NewLength += count;
            return this;
        }

        /// <summary>The next units of the new text were put in.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public Builder Insert(int count) => Replace(0, count);

        /// <summary>The next units of the old text were taken out.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public Builder Delete(int count) => Replace(count, 0);

        /// <summary>The next units of the old text gave way to the next units of the new.</summary>
        /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
        public Builder Replace(int oldCount, int newCount)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(oldCount);
            ArgumentOutOfRangeException.ThrowIfNegative(newCount);
            if (oldCount == 0 && newCount == 0) return this;
            var old = new TextSpan(OldLength, OldLength + oldCount);
            var @new = new TextSpan(NewLength, NewLength + newCount);
            // Two insertions, or two deletions, at one place are one; other neighbours stay apart, for they say more that way.
            if (_changes.Count > 0 && _changes[^1] is var last && last.Old.End == old.Start && last.New.End == @new.Start
                && ((last.Old.IsEmpty && old.IsEmpty) || (last.New.IsEmpty && @new.IsEmpty)))
                _changes[^1] = new(new(last.Old.Start, old.End), new(last.New.Start, @new.End));
            else
                _changes.Add(new(old, @new));
            OldLength = old.End;
            NewLength = @new.End;
            return this;
        }

        /// <summary>The map of all that was said so far. The builder may go on.</summary>
        public OffsetMap Build() => new(OldLength, NewLength, [.. _changes]);
    }
}
