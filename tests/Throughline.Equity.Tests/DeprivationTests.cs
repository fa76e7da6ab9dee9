namespace Throughline.Equity.Tests;

/// <summary>Core20 and who is missed, from the national files to the last digit of the reference tables.</summary>
public class DeprivationTests
{
    [Fact]
    public void The_Core20_table_of_the_42_boards_is_reproduced()
    {
        var (older, newer, expected) = (Tables.Shared("data/lsoa11_imd2019_icb22.csv.gz"), Tables.Shared("data/lsoa21_imd2025_icb24.csv.gz"), Tables.Shared("cases/equity/icb_core20.csv"));
        var by2019 = Core20OfTable.Run(older, new("icb22_code", "pop2020_total", Name: "icb22_name", Score: "imd19_score", ScoreWeight: "pop2015_total", Distinct: "ltla22_code")).Value;
        var by2015 = Core20OfTable.Run(older, new("icb22_code", "pop2015_total")).Value.Rows.ToDictionary(row => row.Area);
        var by2025 = Core20OfTable.Run(newer, new("icb24_code", "census21_residents", Distinct: "ltla24_code")).Value;
        var (rows, later) = (by2019.Rows.ToDictionary(row => row.Area), by2025.Rows.ToDictionary(row => row.Area));
        var (failures, compared) = (new List<string>(), 0);
        for (var at = 0; at < expected.Count; at++)
        {
            var (one, two) = (rows[expected.Text(at, "icb_code")], later[expected.Text(at, "icb_code_2024")]);
            void Same(string column, double value)
            {
                compared++;
                if (expected.Number(at, column).Value != Math.Round(value, 4)) failures.Add($"{one.Area} {column}: {value}, not {expected.Text(at, column)}");
            }
            void Told(string column, bool value)
            {
                compared++;
                if ((expected.Text(at, column) == "TRUE") != value) failures.Add($"{one.Area} {column}: {value}");
            }
            Assert.Equal(expected.Text(at, "icb_name"), one.Name);
            Same("n_lsoa11", one.Areas);
            Same("core20_n_19", one.Core20Areas);
            Same("core20_pct_lsoa_19", one.Core20AreasPercent);
            Same("pop2020", one.People);
            Same("core20_pop_19", one.Core20People);
            Same("core20_pct_pop_19", one.Core20PeoplePercent);
            Same("pop2015", by2015[one.Area].People);
            Same("core20_pct_pop2015_19", by2015[one.Area].Core20PeoplePercent);
            Same("n_lad22", one.Distinct!.Value);
            Same("n_lsoa_decile1_19", one.MostDeprivedTenthAreas);
            Same("imd19_popw_score", one.MeanScore!.Value);
            Same("rank_19", one.RankByAreas);
            Same("rank_pop_19", one.RankByPeople);
            Same("rank_score_19", one.RankByScore!.Value);
            Same("rank_n_19", one.RankByCount);
            Told("top_tercile_19", one.InTopThird);
            Same("n_lsoa21", two.Areas);
            Same("core20_n_25", two.Core20Areas);
            Same("core20_pct_lsoa_25", two.Core20AreasPercent);
            Same("pop_census2021", two.People);
            Same("core20_pop_25", two.Core20People);
            Same("core20_pct_pop_25", two.Core20PeoplePercent);
            Same("n_ltla24", two.Distinct!.Value);
            Same("rank_25", two.RankByAreas);
            Told("top_tercile_25", two.InTopThird);
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(20)));
        Assert.Equal(42 * 25, compared);
        Assert.Equal((6568, 11_301_143, 56_550_138), (by2019.Core20Areas, by2019.Core20People, by2019.People));
        Assert.Equal((6751, 11_414_127), (by2025.Core20Areas, by2025.Core20People));
        Assert.Equal(70.7, by2019.HeldByTopThirdPercent, 0.05);
        // The cut of the third lies between 17.9 and 17.2 %.
        var cut = by2019.Rows.OrderBy(row => row.RankByAreas).ToArray();
        Assert.Equal((14, 17.9, 17.2), (by2019.Rows.Count(row => row.InTopThird), Math.Round(cut[13].Core20AreasPercent, 1), Math.Round(cut[14].Core20AreasPercent, 1)));
    }

    [Fact]
    public void The_table_of_who_is_missed_is_reproduced()
    {
        var (older, newer, expected) = (Tables.Shared("data/lsoa11_imd2019_icb22.csv.gz"), Tables.Shared("data/lsoa21_imd2025_icb24.csv.gz"), Tables.Shared("cases/equity/core20_misclassification.csv"));
        var columns = new Dictionary<string, string>
        {
            ["MSOA11"] = "msoa11_code",
            ["LTLA22"] = "ltla22_code",
            ["sub-ICB22"] = "sicbl22_code",
            ["ICB22"] = "icb22_code",
            ["MSOA21"] = "msoa21_code",
            ["LTLA24"] = "ltla24_code",
            ["ICB24"] = "icb24_code",
        };
        var failures = new List<string>();
        for (var at = 0; at < expected.Count; at++)
        {
            var is2019 = expected.Text(at, "imd") == "2019";
            var made = MissedOfTable.Run(is2019 ? older : newer, new(columns[expected.Text(at, "level")], is2019 ? "pop2020_total" : "census21_residents", is2019 ? "imd19_score" : "imd25_score")).Value;
            var row = made[expected.Text(at, "rule").StartsWith("top", StringComparison.Ordinal) ? 0 : 1];
            foreach (var (column, value) in new (string, double)[] { ("core20_pop", row.Core20People), ("captured", row.Captured), ("missed", row.Missed), ("missed_pct", Math.Round(row.MissedPercent, 2)), ("false_pop", row.Others), ("flagged_units", row.Units), ("flagged_pop", row.People), ("ppv_pct", Math.Round(row.InCore20Percent, 2)) })
                if (expected.Number(at, column).Value != value) failures.Add($"{expected.Text(at, "level")} {row.Rule} {column}: {value}, not {expected.Text(at, column)}");
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(expected.Count >= 14);
    }

    private const string Small = """
        area,place,decile,people,score
        a,North,1,100,50
        b,North,2,300,40
        c,North,9,100,5
        d,South,2,200,41
        e,South,10,800,2
        f,West,5,500,20
        """;

    [Fact]
    public void A_small_country_by_hand()
    {
        var core = Core20OfTable.Run(Tables.Of(Small), new("place", "people", "decile", Score: "score")).Value;
        Assert.Equal((3, 600, 30), (core.Core20Areas, core.Core20People, core.Core20PeoplePercent));
        Assert.Equal(["North", "South", "West"], core.Rows.Select(row => row.Area));
        Assert.Equal((5000 + 12000 + 500) / 500.0, core.Rows[0].MeanScore!.Value, 12);
        var missed = MissedOfTable.Run(Tables.Of(Small), new("place", "people", "score", "decile", 33)).Value;
        Assert.Equal((1, 500, 400, 200, 100), (missed[0].Units, missed[0].People, missed[0].Captured, missed[0].Missed, missed[0].Others));
        // A third of 2,000 people is passed only with West.
        Assert.Equal((2, 1000), (missed[1].Units, missed[1].People));
    }

    [Theory]
    [InlineData("a,North,11,5,1", "line 2, column \"decile\": \"11\" is no decile"), InlineData("a,,1,5,1", "line 2: column \"place\" is empty"), InlineData("a,North,1,\"1,234\",1", "line 2, column \"people\": \"1,234\" has a separator of thousands. Write 1234."),
        InlineData("a,North,9,5,1", "No area"), InlineData("a,North,1,-5,1", "the population is -5"), InlineData("a,North,1,0,1", "nobody lives in North")]
    public void Rows_that_do_not_hold_are_refused_with_file_line_and_value(string row, string words)
    {
        var refused = Core20OfTable.Run(Tables.Of($"area,place,decile,people,score\n{row}\n"), new("place", "people", "decile"));
        Assert.Contains(words, refused.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("made.csv", refused.Error.Message, StringComparison.Ordinal);
    }
}
