using CsCheck;

namespace Throughline.Text.Tests;

public class OffsetMapTests
{
    // A map as a list of steps: kept, or replaced (with nothing on either side allowed).
    private static readonly Gen<OffsetMap> Maps = MapsFrom(Gen.Int[0, 40]);

    private static Gen<OffsetMap> MapsFrom(Gen<int> oldLength) =>
        from length in oldLength
        from steps in Gen.Select(Gen.Int[0, 5], Gen.Int[0, 4], Gen.Int[0, 4]).List[0, 8]
        select Build(length, steps);

    private static OffsetMap Build(int length, List<(int Keep, int Old, int New)> steps)
    {
        var builder = new OffsetMap.Builder();
        foreach (var (keep, old, @new) in steps)
        {
            builder.Keep(Math.Min(keep, length - builder.OldLength));
            builder.Replace(Math.Min(old, length - builder.OldLength), @new);
        }
        return builder.Keep(length - builder.OldLength).Build();
    }

    private static readonly Gen<(OffsetMap First, OffsetMap Second)> Chains =
        from first in Maps
        from second in MapsFrom(Gen.Const(first.NewLength))
        select (first, second);

    // The independent model: a kept unit carries its old index; a unit put in carries -1.
    private static int[] Apply(OffsetMap map, int[] old)
    {
        var result = new List<int>();
        var at = 0;
        foreach (var change in map.Changes)
        {
            result.AddRange(old[at..change.Old.Start]);
            result.AddRange(Enumerable.Repeat(-1, change.New.Length));
            at = change.Old.End;
        }
        result.AddRange(old[at..]);
        return [.. result];
    }

    [Fact]
    public void A_replaced_name_moves_what_follows_and_only_that()
    {
        // "I met Sarah today" -> "I met [nurse] today"
        var map = OffsetMap.Replacing(17, [(new(6, 11), 7)]);
        Assert.Equal(19, map.NewLength);
        Assert.Equal(new TextSpan(0, 5), map.Forward(new TextSpan(0, 5)));
        Assert.Equal(new TextSpan(14, 19), map.Forward(new TextSpan(12, 17)));
        Assert.Equal(new TextSpan(6, 13), map.Forward(new TextSpan(8, 11)));
        Assert.Equal(new TextSpan(6, 11), map.Back(new TextSpan(7, 9)));
        Assert.False(map.Keeps(new(5, 7)));
        Assert.True(map.Keeps(new(0, 6)));
        Assert.True(map.Keeps(new(11, 17)));
    }

    [Fact]
    public void What_is_put_in_at_the_edge_of_a_span_stays_outside_it()
    {
        var map = new OffsetMap.Builder().Keep(3).Insert(2).Keep(4).Insert(2).Keep(1).Build();
        Assert.Equal(new TextSpan(5, 9), map.Forward(new TextSpan(3, 7)));
        Assert.True(map.Keeps(new(3, 7)));
        Assert.False(map.Keeps(new(2, 4)));
        Assert.Equal(3, map.Forward(3, Lean.Before));
        Assert.Equal(5, map.Forward(3, Lean.After));
    }

    [Fact]
    public void A_span_that_was_taken_out_comes_back_empty_where_it_was()
    {
        var map = new OffsetMap.Builder().Keep(4).Delete(6).Keep(2).Build();
        Assert.Equal(new TextSpan(4, 4), map.Forward(new TextSpan(5, 8)));
        Assert.Equal(new TextSpan(2, 4), map.Forward(new TextSpan(2, 7)));
    }

    [Fact]
    public void Replacements_that_overlap_or_reach_outside_are_a_broken_promise()
    {
        Assert.Throws<ArgumentException>(() => OffsetMap.Replacing(10, [(new(0, 5), 1), (new(4, 6), 1)]));
        Assert.Throws<ArgumentException>(() => OffsetMap.Replacing(10, [(new(8, 11), 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => OffsetMap.Identity(3).Forward(4));
        Assert.Throws<ArgumentException>(() => OffsetMap.Identity(3).Then(OffsetMap.Identity(4)));
    }

    [Fact]
    public void Every_kept_unit_is_found_where_it_went_and_back() => Maps.Sample(map =>
    {
        var moved = Apply(map, [.. Enumerable.Range(0, map.OldLength)]);
        Assert.Equal(map.NewLength, moved.Length);
        for (var i = 0; i < moved.Length; i++)
        {
            if (moved[i] < 0) continue;
            Assert.Equal(new TextSpan(i, i + 1), map.Forward(new TextSpan(moved[i], moved[i] + 1)));
            Assert.Equal(new TextSpan(moved[i], moved[i] + 1), map.Back(new TextSpan(i, i + 1)));
            Assert.True(map.Keeps(new(moved[i], moved[i] + 1)));
        }
    });

    [Fact]
    public void Mapping_never_decreases_stays_in_bounds_and_before_is_not_after() => Maps.Sample(map =>
    {
        var (before, after) = (0, 0);
        for (var position = 0; position <= map.OldLength; position++)
        {
            var (low, high) = (map.Forward(position), map.Forward(position, Lean.After));
            Assert.InRange(low, before, map.NewLength);
            Assert.InRange(high, after, map.NewLength);
            Assert.True(low <= high);
            (before, after) = (low, high);
        }
        Assert.Equal(0, map.Forward(0));
        Assert.Equal(map.NewLength, map.Forward(map.OldLength, Lean.After));
    });

    [Fact]
    public void A_span_and_the_ones_inside_it_keep_their_order() => Maps.Sample(map =>
    {
        for (var start = 0; start <= map.OldLength; start++)
            for (var end = start; end <= map.OldLength; end++)
            {
                var outer = map.Forward(new TextSpan(start, end));
                Assert.True(outer.End <= map.NewLength);
                if (end - start > 2) Assert.True(outer.Contains(map.Forward(new TextSpan(start + 1, end - 1))));
            }
    });

    [Fact]
    public void Back_is_forward_on_the_inverse() => Maps.Sample(map =>
    {
        var inverse = map.Inverse();
        Assert.Equal(map, inverse.Inverse());
        for (var position = 0; position <= map.NewLength; position++)
            Assert.Equal(map.Back(position, Lean.After), inverse.Forward(position, Lean.After));
    });

    [Fact]
    public void Composing_moves_every_unit_as_the_two_steps_do() => Chains.Sample(chain =>
    {
        var both = chain.First.Then(chain.Second);
        Assert.Equal(chain.First.OldLength, both.OldLength);
        Assert.Equal(chain.Second.NewLength, both.NewLength);
        int[] units = [.. Enumerable.Range(0, chain.First.OldLength)];
        var inSteps = Apply(chain.Second, Apply(chain.First, units));
        var atOnce = Apply(both, units);
        Assert.Equal(inSteps, atOnce);
    });

    [Fact]
    public void Composing_with_identity_changes_nothing() => Chains.Sample(chain =>
    {
        Assert.Equal(chain.First, chain.First.Then(OffsetMap.Identity(chain.First.NewLength)));
        Assert.Equal(chain.First, OffsetMap.Identity(chain.First.OldLength).Then(chain.First));
    });
}
