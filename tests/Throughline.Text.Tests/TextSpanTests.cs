namespace Throughline.Text.Tests;

public class TextSpanTests
{
    [Fact]
    public void A_span_that_ends_before_it_starts_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextSpan(5, 4));

    [Fact]
    public void Spans_that_only_touch_do_not_overlap() =>
        Assert.False(new TextSpan(0, 5).Overlaps(new TextSpan(5, 9)));
}
