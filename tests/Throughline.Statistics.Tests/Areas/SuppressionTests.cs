using CsCheck;
using Throughline.Statistics.Areas;

namespace Throughline.Statistics.Tests.Areas;

public class SuppressionTests
{
    [Fact]
    public void Small_counts_are_hidden_and_others_rounded()
    {
        var safe = new SafeCount[7];
        Assert.True(Suppression.Apply([0, 1, 7, 8, 12, 13, 1003], safe).Succeeded);
        Assert.Equal([0, null, null, 10, 10, 15, 1005], safe.Select(one => one.Shown));
        Assert.Equal(RefusalReason.Negative, Assert.IsType<StatisticRefused>(Suppression.Apply([3, -1], new SafeCount[2]).Error).Reason);
    }

    [Fact]
    public void One_hidden_part_hides_the_next_smallest_with_it()
    {
        // A place of 100 with parts 5, 20 and 75.
        var safe = new SafeCount[4];
        Assert.True(Suppression.Nested([100, 5, 20, 75], [-1, 0, 0, 0], safe, new(RoundTo: 1)).Succeeded);
        Assert.Equal([100, null, null, 75], safe.Select(one => one.Shown));
        Assert.Equal([Hiding.Shown, Hiding.Small, Hiding.Secondary, Hiding.Shown], safe.Select(one => one.Hiding));
    }

    [Fact]
    public void Two_hidden_parts_that_must_each_be_one_hide_a_third()
    {
        var safe = new SafeCount[4];
        Assert.True(Suppression.Nested([32, 1, 1, 30], [-1, 0, 0, 0], safe, new(RoundTo: 1)).Succeeded);
        Assert.Equal([32, null, null, null], safe.Select(one => one.Shown));
    }

    [Fact]
    public void What_does_not_add_up_or_lies_in_itself_is_refused()
    {
        Assert.Equal(RefusalReason.NotNested, Assert.IsType<StatisticRefused>(Suppression.Nested([99, 5, 20, 75], [-1, 0, 0, 0], new SafeCount[4]).Error).Reason);
        Assert.Equal(RefusalReason.NotNested, Assert.IsType<StatisticRefused>(Suppression.Nested([5, 5], [1, 0], new SafeCount[2]).Error).Reason);
    }

    // Counts in trees are linear: a hidden one is given away exactly when the sums of its tree have one answer for it.
    [Fact]
    public void In_no_tree_can_a_hidden_count_be_worked_out_from_what_is_shown() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[0, 100_000]).Sample((width, seed) =>
        {
            var random = new Random(seed);
            var (counts, parents) = (new List<long> { 0 }, new List<int> { -1 });
            for (var level = 0; level < 2; level++)
                foreach (var whole in Enumerable.Range(0, counts.Count).Where(i => level == 0 || parents[i] == 0).ToArray())
                    for (var part = 0; part < random.Next(2, width + 1); part++)
                    {
                        counts.Add(random.Next(3) == 0 ? random.Next(0, 8) : random.Next(8, 60));
                        parents.Add(whole);
                    }
            for (var i = counts.Count - 1; i >= 0; i--)
                if (parents.Contains(i)) counts[i] = Enumerable.Range(0, counts.Count).Where(j => parents[j] == i).Sum(j => counts[j]);
            var safe = new SafeCount[counts.Count];
            Assert.True(Suppression.Nested([.. counts], [.. parents], safe, new(RoundTo: 1)).Succeeded);
            for (var i = 0; i < counts.Count; i++)
                if (counts[i] is >= 1 and <= 7 && safe[i].Shown is not null) return false;
            return Enumerable.Range(0, counts.Count).Where(i => safe[i].Shown is null).All(i => !Determined(i, counts.Count, parents, safe));
        }, iter: 1000);

    // Gauss: a hidden count is determined when its unit vector lies in the span of the families' equations over the hidden counts.
    private static bool Determined(int target, int n, List<int> parents, SafeCount[] safe)
    {
        var hidden = Enumerable.Range(0, n).Where(i => safe[i].Shown is null).OrderBy(i => i == target).ToArray(); // the target last
        var rows = new List<double[]>();
        foreach (var whole in parents.Where(p => p >= 0).Distinct())
            rows.Add([.. hidden.Select(i => i == whole ? 1.0 : parents[i] == whole ? -1.0 : 0)]);
        for (var (column, row) = (0, 0); column < hidden.Length - 1 && row < rows.Count; column++)
        {
            var pivot = rows.FindIndex(row, r => Math.Abs(r[column]) > 1e-9);
            if (pivot < 0) continue;
            (rows[row], rows[pivot]) = (rows[pivot], rows[row]);
            for (var other = row + 1; other < rows.Count; other++)
            {
                var factor = rows[other][column] / rows[row][column];
                for (var c = column; c < hidden.Length; c++) rows[other][c] -= factor * rows[row][c];
            }
            row++;
        }
        return rows.Any(r => Math.Abs(r[^1]) > 1e-9 && r[..^1].All(x => Math.Abs(x) < 1e-9));
    }
}
