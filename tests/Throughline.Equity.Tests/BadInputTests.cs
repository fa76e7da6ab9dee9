using System.Diagnostics;
using System.Text;
using Throughline.Projects;
using Throughline.Storage;
using Throughline.Testing;

namespace Throughline.Equity.Tests;

/// <summary>What a file may get wrong, by the commands that read one alone and by the import: each refusal names the file, the line and the value.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("throughline-bad-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    private const string Areas = "lsoa21_code,icb24_code,people,imd25_rank,imd25_decile,imd25_score,n\n";
    private const string Groups = "area,fifth,people,rate,low,high\n";

    /// <summary>The clause, the file, the command after FILE (" … " stands for it), the line, the value, and words of the reason.</summary>
    public static TheoryData<string, string, string, int, string, string> OfCommands => new()
    {
        { "negative count", "area,deaths,people\nA,5,100\nB,-3,100\n", "equity rates … --method byar --count deaths --population people", 3, "-3", "0 or more" },
        { "negative count", "area,deaths,people\nA,5,100\nB,-3,100\n", "equity rates … --method wilson --count deaths --population people", 3, "-3", "0 or more" },
        { "negative count", "age,deaths,people\n0,5,9000\n50,-5,9000\n", "equity life-expectancy … --age age --deaths deaths --population people", 3, "-5", "0 or more" },
        { "negative count", Groups + "A,1,-10,5,4,6\nA,2,10,6,5,7\n", "equity measure … --measure sii --group fifth --population people --value rate", 2, "-10", "above 0" },
        { "negative count", "y,fifth,people,rate\n1,1,10,5\n1,2,10,6\n2,1,10,5\n2,2,-8,6\n", "equity change … --period y --from 1 --to 2 --group fifth --population people --value rate", 5, "-8", "above 0" },
        { "negative count", "area,n,people\nA,5,100\nB,-2,100\n", "equity funnel … --of rate --count n --population people --area area", 3, "-2", "0 or more" },
        { "negative count", Areas + "E01000001,E54000008,-4,1,1,50,3\n", "equity core20 … --level icb24_code --population people", 2, "-4", "0 or more" },
        { "negative count", Areas + "E01000001,E54000008,-4,1,1,50,3\n", "equity missed … --level icb24_code --population people --score imd25_score", 2, "-4", "0 or more" },
        { "negative count", Areas + "E01000001,E54000008,-4,1,1,50,3\n", "equity fifths … --level icb24_code --population people", 2, "-4", "0 or more" },
        { "negative count", Areas + "E01000001,E54000008,9,1,1,50,3\nE01000002,E54000008,-9,2,1,50,3\n", "equity decompose … --value imd25_score --population people --levels icb24_code", 3, "-9", "above 0" },
        { "negative count", Areas + "E01000001,E54000008,9,1,1,50,-6\n", "equity suppress … --count n --area lsoa21_code", 2, "-6", "0 or more" },
        { "negative count", Areas + "E01000001,E54000008,-9,1,1,50,6\n", "equity quantile … --value imd25_rank --population people", 2, "-9", "above 0" },

        { "zero denominator", "area,deaths,people\nA,5,100\nB,0,0\n", "equity rates … --method byar --count deaths --population people", 3, "0", "must be above 0" },
        { "zero denominator", "area,deaths,people\nA,5,100\nB,0,0\n", "equity rates … --method wilson --count deaths --population people", 3, "0", "must be above 0" },
        { "zero denominator", "age,d,p,rd,rp\n0,12,100,5,100\n50,13,100,5,0\n", "equity rates … --method isr --count d --population p --reference-count rd --reference-population rp", 3, "0", "population of the reference is 0; it must be above 0" },
        { "zero denominator", "age,deaths,people\n0,5,0\n50,5,9000\n", "equity life-expectancy … --age age --deaths deaths --population people", 2, "0", "must be above 0" },
        { "zero denominator", Groups + "A,1,10,5,4,6\nA,2,0,6,5,7\n", "equity measure … --measure theil --group fifth --population people --value rate", 3, "0", "must be above 0" },
        { "zero denominator", "area,n,people\nA,0,0\nB,2,100\n", "equity funnel … --of proportion --count n --population people --area area", 2, "0", "must be above 0" },
        { "zero denominator", Areas + "E01000001,E54000008,9,1,1,50,6\nE01000002,E54000010,0,2,1,50,6\n", "equity core20 … --level icb24_code --population people", 3, "0", "nobody lives in E54000010, whose population is 0" },
        { "zero denominator", Areas + "E01000001,E54000008,0,1,1,50,6\n", "equity decompose … --value imd25_score --population people --levels icb24_code", 2, "0", "must be above 0" },

        { "one group", Groups + "A,1,10,5,4,6\n", "equity measure … --measure sii --group fifth --population people --value rate", 2, "\"1\"", "is the only group" },
        { "one group", Groups + "A,1,10,5,4,6\n", "equity measure … --measure theil --group fifth --population people --value rate --by area", 2, "\"1\"", "is the only group in A" },
        { "one group", "y,fifth,people,rate\n1,1,10,5\n2,1,10,6\n", "equity change … --period y --from 1 --to 2 --group fifth --population people --value rate", 2, "\"1\"", "is the only group" },

        { "missing quantile", Groups + "A,1,10,5,4,6\nA,2,10,5,4,6\nA,4,10,6,5,7\n", "equity measure … --measure sii --group fifth --population people --value rate", 4, "\"4\"", "Quantile 3 is missing" },
        { "missing quantile", Groups + "A,2,10,5,4,6\nA,3,10,6,5,7\n", "equity measure … --measure rii --group fifth --population people --value rate", 2, "\"2\"", "Quantile 1 is missing" },
        { "missing quantile", "y,fifth,people,rate\n1,1,10,5\n1,3,10,6\n2,1,10,5\n2,3,8,6\n", "equity change … --period y --from 1 --to 2 --group fifth --population people --value rate", 3, "\"3\"", "Quantile 2 is missing" },
        { "missing quantile", Areas + "E01000001,E54000008,9,1,11,50,6\n", "equity core20 … --level icb24_code --population people", 2, "\"11\"", "is no decile" },

        { "swapped columns", "area,deaths,people\nA,5,100\nB,300,10\n", "equity rates … --method wilson --count deaths --population people", 3, "300", "above the denominator 10. Are the columns swapped?" },
        { "swapped columns", "area,deaths,people\nA,5,100\nB,6,200\n", "equity rates … --method byar --count people --population deaths", 2, "100", "above the population 5. Are the columns swapped?" },
        { "swapped columns", "area,n,people\nA,5,100\nB,6,200\n", "equity funnel … --of proportion --count people --population n --area area", 2, "100", "Are the columns swapped?" },
        { "swapped columns", "area,n,people\nA,5,100\nB,6,200\n", "equity funnel … --of rate --count people --population n --area area", 2, "100", "Are the columns swapped?" },
        { "swapped columns", Groups + "A,1,10,5,6,4\nA,2,10,6,7,5\n", "equity measure … --measure sii --group fifth --population people --value rate --lower low --upper high", 2, "5", "between its limits 6 and 4. Are the columns swapped?" },
        { "swapped columns", "age,deaths,people\n0,9000,50\n50,9000,60\n", "equity life-expectancy … --age age --deaths deaths --population people", 2, "9000", "Are the columns swapped?" },
        { "swapped columns", "site,people,beds\nA,ten,1\nB,3,2\nC,4,3\n", "sites choose … --name site --n 2 --vary beds --filter people>=3", 2, "\"ten\"", "is not a number" },

        { "percentages as fractions", Groups + "A,1,10,0.25,4,6\nA,2,10,0.5,5,7\n", "equity measure … --measure sii --group fifth --population people --value rate --unit %", 2, "0.5", "the unit is %, but no value is above 0.5: these are shares" },
        { "percentages as fractions", "fifth,people,obese_pct\n1,10,0.25\n2,10,0.5\n", "equity measure … --measure theil --group fifth --population people --value obese_pct", 2, "0.5", "the heading says percent" },
        { "percentages as fractions", Groups + "A,1,10,25,4,6\nA,2,10,0.5,5,7\n", "equity measure … --measure theil --group fifth --population people --value rate --unit share", 2, "25", "above 1, and the unit is share" },
        { "percentages as fractions", Groups + "A,1,10,25,4,6\nA,2,10,250,5,7\n", "equity measure … --measure theil --group fifth --population people --value rate --unit percent", 3, "250", "above 100, and the unit is %" },
        { "percentages as fractions", "y,fifth,people,rate\n1,1,10,0.1\n1,2,10,0.2\n2,1,10,0.1\n2,2,8,0.3\n", "equity change … --period y --from 1 --to 2 --group fifth --population people --value rate --unit %", 2, "0.3", "these are shares" },
        { "percentages as fractions", "area,place,people,rate\na,N,100,0.1\nb,N,100,0.2\nc,S,100,0.3\n", "equity decompose … --value rate --population people --levels place --unit %", 2, "0.3", "these are shares" },
        { "percentages as fractions", "age,deaths,people,well\n0,40,9000,60\n40,60,9000,70\n", "equity life-expectancy … --age age --deaths deaths --population people --healthy well", 2, "60", "Divide percentages by 100" },
        { "percentages as fractions", "fifth,people,share\n1,5,0.4\n2,5,60\n", "equity measure … --measure rii --group fifth --population people --value share --scale logit", 3, "60", "not between 0 and 1" },

        { "duplicate area", "area,deaths,people\nA,5,100\nA,6,100\n", "equity rates … --method byar --count deaths --population people", 3, "\"A\"", "comes twice; it stands in line 2" },
        { "duplicate area", "area,n,people\nA,5,100\nB,5,100\nA,6,100\n", "equity funnel … --of rate --count n --population people", 4, "\"A\"", "comes twice; it stands in line 2" },
        { "duplicate area", "area,n,people\nA,5,100\nB,5,100\nA,6,100\n", "equity funnel … --of rate --count n --population people --area area", 4, "\"A\"", "comes twice; it stands in line 2" },
        { "duplicate area", "area,rank\nA,1\nB,2\nA,3\n", "equity quantile … --value rank --quantiles 2", 4, "\"A\"", "comes twice; it stands in line 2" },
        { "duplicate area", Areas + "E01000001,E54000008,9,1,1,50,6\nE01000001,E54000008,9,2,1,50,6\n", "equity core20 … --level icb24_code --population people", 3, "\"E01000001\"", "comes twice; it stands in line 2" },
        { "duplicate area", Areas + "E01000001,E54000008,9,1,1,50,6\nE01000001,E54000008,9,2,1,50,6\n", "equity missed … --level icb24_code --population people --score imd25_score", 3, "\"E01000001\"", "comes twice" },
        { "duplicate area", Areas + "E01000001,E54000008,9,1,1,50,6\nE01000001,E54000008,9,2,1,50,6\n", "equity fifths … --level icb24_code --population people", 3, "\"E01000001\"", "comes twice" },
        { "duplicate area", Areas + "E01000001,E54000008,9,1,1,50,6\nE01000001,E54000008,9,2,1,50,6\n", "equity decompose … --value imd25_score --population people --levels icb24_code", 3, "\"E01000001\"", "comes twice" },
        { "duplicate area", Areas + "E01000001,E54000008,9,1,1,50,6\nE01000001,E54000008,9,2,1,50,6\n", "equity suppress … --count n --area lsoa21_code", 3, "\"E01000001\"", "comes twice; it stands in line 2" },
        { "duplicate area", Groups + "A,1,10,5,4,6\nA,1,10,6,5,7\n", "equity measure … --measure sii --group fifth --population people --value rate --by area", 3, "\"1\"", "comes twice in A; it stands in line 2" },
        { "duplicate area", "site,beds\nA,1\nB,2\nA,3\n", "sites choose … --name site --n 2 --vary beds", 4, "\"A\"", "comes twice; it stands in line 2" },

        { "mixed vintages", Areas.Replace("lsoa21", "lsoa11", StringComparison.Ordinal) + "E01000001,E54000008,9,1,1,50,6\nE01033769,E54000008,9,2,1,50,6\n", "equity core20 … --level icb24_code --population people", 3, "\"E01033769\"", "no code of LSOA 2011: it is first in use in LSOA 2021" },
        { "mixed vintages", Areas + "E01000001,E54000063,9,1,1,50,6\nE01000002,E54000053,9,2,1,50,6\n", "equity core20 … --level icb24_code --population people", 3, "\"E54000053\"", "no code of ICB 2024: it was last in use in ICB 2022" },
        { "mixed vintages", "area,icb_code,people,imd25_decile,imd25_score\na,E54000063,9,1,50\nb,E54000053,9,2,50\n", "equity missed … --level icb_code --population people --score imd25_score", 3, "\"E54000053\"", "was in use until ICB 2022, and \"E54000063\" in line 2 is since ICB 2023" },
        { "mixed vintages", Areas + "E01000001,E54000008,9,1,1,50,6\nE01000002,E54000065,9,2,1,50,6\n", "equity decompose … --value imd25_score --population people --levels icb24_code", 3, "\"E54000065\"", "first in use in ICB 2026" },
        { "mixed vintages", "ltla23_code,n,people\nE06000063,5,100\nE07000026,5,100\n", "equity funnel … --of rate --count n --population people --area ltla23_code", 3, "\"E07000026\"", "no code of LA 2023: it was last in use in LA 2022" },
        { "mixed vintages", "area_code,rank\nE07000163,1\nE06000065,2\n", "equity quantile … --value rank --quantiles 2 --area area_code", 3, "\"E06000065\"", "since LA 2023, and \"E07000163\" in line 2 until LA 2022 alone" },
        { "mixed vintages", "msoa11_code,n\nE02000001,20\nE02006935,30\n", "equity suppress … --count n --area msoa11_code", 3, "\"E02006935\"", "first in use in MSOA 2021" },

        { "unknown code", Areas + "E01000001,E54000008,9,1,1,50,6\nX9,E54000008,9,2,1,50,6\n", "equity core20 … --level icb24_code --population people", 3, "\"X9\"", "is not a code as the others are" },
        { "unknown code", Areas + "X9,E54000008,9,1,1,50,6\nE01000001,E54000008,9,2,1,50,6\nE01000002,E54000008,9,2,1,50,6\n", "equity core20 … --level icb24_code --population people", 2, "\"X9\"", "is not a code as the others are" },
        { "unknown code", Areas + "E01000001,E54000008,9,1,1,50,6\nE02000002,E54000008,9,2,1,50,6\n", "equity missed … --level icb24_code --population people --score imd25_score", 3, "\"E02000002\"", "a code of the level MSOA" },
        { "unknown code", Areas + "E01000001,E54000008,9,1,1,50,6\nE01099999,E54000008,9,2,1,50,6\n", "equity fifths … --level icb24_code --population people", 3, "\"E01099999\"", "no area has been given a number so high" },
        { "unknown code", "area_code,n,people\nE92000001,50,1000\nE06000001,5,100\nE07000008,5,100\nE08000001,5,100\n", "equity funnel … --of rate --count n --population people --area area_code", 2, "\"E92000001\"", "a code of the level nation" },

        { "mixed levels", "area_code,deaths,people\nE07000008,5,100\nE08000001,5,100\nE92000001,9,900\n", "equity rates … --method byar --count deaths --population people", 4, "\"E92000001\"", "a code of the level nation" },
        { "mixed levels", "lsoa21_code,deaths,people\nE01000001,5,100\nE02000002,9,900\n", "equity rates … --method wilson --count deaths --population people", 3, "\"E02000002\"", "a code of the level MSOA" },
        { "mixed levels", "lsoa21_code,deaths,people\nE01000001,5,100\nE02000002,9,900\n", "equity rates … --method byar --count deaths --population people --by lsoa21_code", 3, "\"E02000002\"", "a code of the level MSOA" },
        { "mixed levels", "place,age,deaths,people\nE07000008,0,50,100\nE08000001,5,50,100\nE12000001,10,90,900\n", "equity rates … --method mean --count deaths --area place", 4, "\"E12000001\"", "a code of the level region" },
        { "mixed levels", "code,icb24_code,people,rate\nE01000001,E54000008,10,5\nE01000002,E54000008,10,6\nE54000008,E54000008,20,7\n", "equity measure … --measure theil --group code --population people --value rate", 4, "\"E54000008\"", "a code of the level ICB" },
        { "mixed levels", "icb24_code,fifth,people,rate\nE54000008,1,10,5\nE54000008,2,10,6\nE12000001,1,20,7\nE12000001,2,20,8\n", "equity measure … --measure sii --group fifth --population people --value rate --by icb24_code", 4, "\"E12000001\"", "a code of the level region" },
        { "mixed vintages", "lsoa11_code,deaths,people\nE01000001,5,100\nE01033769,9,900\n", "equity rates … --method byar --count deaths --population people", 3, "\"E01033769\"", "no code of LSOA 2011: it is first in use in LSOA 2021" },
        { "mixed vintages", "lsoa11_code,people,rate\nE01000001,5,10\nE01033769,9,20\n", "equity measure … --measure theil --group lsoa11_code --population people --value rate", 3, "\"E01033769\"", "first in use in LSOA 2021" },
        { "unknown code", "lsoa21_code,deaths,people\nE01000001,5,100\nX9,9,900\n", "equity rates … --method byar --count deaths --population people", 3, "\"X9\"", "is not a code as the others are" },
        { "unknown code", "lsoa21_code,people,rate\nE01000001,5,10\nE01000002,5,10\nX9,9,20\n", "equity measure … --measure variance --group lsoa21_code --population people --value rate", 4, "\"X9\"", "is not a code as the others are" },

        { "thousands", "area,deaths,people\nA,5,\"1,000\"\n", "equity rates … --method byar --count deaths --population people", 2, "\"1,000\"", "Write 1000" },
        { "thousands", "age,deaths,people\n0,5,9000\n50,5,9 000\n", "equity life-expectancy … --age age --deaths deaths --population people", 3, "\"9 000\"", "Write 9000" },
        { "thousands", Groups + "A,1,10,5,4,6\nA,2,\"2,345,678\",6,5,7\n", "equity measure … --measure sii --group fifth --population people --value rate", 3, "\"2,345,678\"", "Write 2345678" },
        { "thousands", Groups + "A,1,10,\"5,5\",4,6\nA,2,10,6,5,7\n", "equity measure … --measure sii --group fifth --population people --value rate", 2, "\"5,5\"", "decimal comma. Write 5.5" },
        { "thousands", "area,n,people\nA,5,\"1,000\"\nB,5,100\n", "equity funnel … --of rate --count n --population people --area area", 2, "\"1,000\"", "Write 1000" },
        { "thousands", Areas + "E01000001,E54000008,\"1,500\",1,1,50,6\n", "equity core20 … --level icb24_code --population people", 2, "\"1,500\"", "Write 1500" },
        { "thousands", Areas + "E01000001,E54000008,9,\"1,500\",1,50,6\n", "equity fifths … --level icb24_code --population people", 2, "\"1,500\"", "Write 1500" },
        { "thousands", Areas + "E01000001,E54000008,9,1,1,50,\"1'200\"\n", "equity suppress … --count n --area lsoa21_code", 2, "\"1'200\"", "Write 1200" },
        { "thousands", "site,beds\nA,1\nB,\"2,000\"\nC,3\n", "sites choose … --name site --n 2 --vary beds", 3, "\"2,000\"", "Write 2000" },
    };

    [Theory, MemberData(nameof(OfCommands))]
    public async Task A_command_on_a_file_alone_refuses_with_file_line_and_value(string clause, string csv, string command, int line, string value, string why)
    {
        var (exit, output, error) = await RunAsync([.. command.Split(' ').Select(part => part == "…" ? Write("made.csv", csv) : part)]);
        Assert.True(exit == 1, $"{clause}: {command} ended with {exit}: {output}{error}");
        Assert.Contains("\"made.csv\"", error, StringComparison.Ordinal);
        Assert.Contains($"line {line}", error, StringComparison.Ordinal);
        Assert.Contains(value, error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.Equal("", output);
    }

    private const string Old = "lsoa11_code,n,score,people\nE01000001,10,5,100\nE01000002,20,6,200\n";
    private const string New = "lsoa21_code,clinics\nE01000001,2\nE01033770,1\n";
    private const string Lookup = "LSOA11CD,LSOA21CD\nE01000001,E01000001\nE01000002,E01033770\n";

    /// <summary>The clause, the three files, the command ("OLD", "NEW" and "LOOKUP" stand for them), the file at fault, the line, the value, and words of the reason.</summary>
    public static TheoryData<string, string, string, string, string, string, int, string, string> OfTables => new()
    {
        { "negative count", Old.Replace(",10,", ",-10,", StringComparison.Ordinal), New, Lookup, "equity carry OLD --lookup LOOKUP --count n", "old.csv", 2, "-10", "the count is -10; it cannot be below 0" },
        { "negative count", Old, New.Replace(",2", ",-2", StringComparison.Ordinal), Lookup, "equity join NEW NEW --count clinics", "new.csv", 2, "-2", "the count is -2; it cannot be below 0" },
        { "negative count", Old, New, "LSOA11CD,LSOA21CD,weight\nE01000001,E01000001,1\nE01000002,E01033770,-0.5\n", "equity carry OLD --lookup LOOKUP --count n", "lookup.csv", 3, "-0.5", "the weight is -0.5" },
        { "negative count", Old.Replace(",200", ",-200", StringComparison.Ordinal), New, Lookup, "equity carry OLD --lookup LOOKUP --mean score --population people", "old.csv", 3, "-200", "the population is -200" },
        { "duplicate area", Old + "E01000001,1,1,1\n", New, Lookup, "equity carry OLD --lookup LOOKUP --count n", "old.csv", 4, "\"E01000001\"", "comes twice; it stands in line 2" },
        { "duplicate area", Old, New + "E01000001,4\n", Lookup, "equity join NEW OLD --count n --lookup LOOKUP", "new.csv", 4, "\"E01000001\"", "comes twice; it stands in line 2" },
        { "duplicate area", Old, New + "E01000001,4\n", "lsoa21_code,x\nE01000001,1\nE01033770,1\n", "equity join LOOKUP NEW --count clinics", "new.csv", 4, "\"E01000001\"", "comes twice" },
        { "mixed vintages", Old.Replace("E01000002", "E01033770", StringComparison.Ordinal), New, Lookup, "equity carry OLD --lookup LOOKUP --count n", "old.csv", 3, "\"E01033770\"", "first in use in LSOA 2021" },
        { "mixed vintages", Old, New.Replace("E01033770", "E01000002", StringComparison.Ordinal), Lookup, "equity join NEW OLD --count n --lookup LOOKUP", "new.csv", 3, "\"E01000002\"", "\"E01000002\" is an area of LSOA 2011 and none of LSOA 2021, by \"lookup.csv\"" },
        { "mixed vintages", Old, New, Lookup.Replace("E01000002,", "E01033771,", StringComparison.Ordinal), "equity carry OLD --lookup LOOKUP --count n", "lookup.csv", 3, "\"E01033771\"", "no code of LSOA 2011" },
        { "mixed vintages", Old, New, Lookup, "equity join NEW OLD --count n", "new.csv", 0, "LSOA 2021", "Codes alone do not say which areas are the same" },
        { "unknown code", Old.Replace("E01000002", "E02000002", StringComparison.Ordinal), New, Lookup, "equity carry OLD --lookup LOOKUP --count n", "old.csv", 3, "\"E02000002\"", "a code of the level MSOA" },
        { "unknown code", Old, New, Lookup.Replace(",E01033770", ",E54000008", StringComparison.Ordinal), "equity carry OLD --lookup LOOKUP --count n", "lookup.csv", 3, "\"E54000008\"", "a code of the level ICB" },
        { "unknown code", Old, New + "abc,4\n", Lookup, "equity join NEW OLD --count n --lookup LOOKUP", "new.csv", 4, "\"abc\"", "is not a code as the others are" },
        { "thousands", Old.Replace(",20,", ",\"2,000\",", StringComparison.Ordinal), New, Lookup, "equity carry OLD --lookup LOOKUP --count n", "old.csv", 3, "\"2,000\"", "Write 2000" },
        { "thousands", Old, New.Replace(",1", ",\"1,000\"", StringComparison.Ordinal), Lookup, "equity join NEW NEW --count clinics", "new.csv", 3, "\"1,000\"", "Write 1000" },
    };

    [Theory, MemberData(nameof(OfTables))]
    public async Task Carrying_and_joining_refuse_with_file_line_and_value(string clause, string old, string now, string lookup, string command, string file, int line, string value, string why)
    {
        var files = new Dictionary<string, string> { ["OLD"] = Write("old.csv", old), ["NEW"] = Write("new.csv", now), ["LOOKUP"] = Write("lookup.csv", lookup) };
        var (exit, output, error) = await RunAsync([.. command.Split(' ').Select(part => files.GetValueOrDefault(part, part))]);
        Assert.True(exit == 1, $"{clause}: {command} ended with {exit}: {output}{error}");
        Assert.Contains($"\"{file}\"", error, StringComparison.Ordinal);
        if (line > 0) Assert.Contains($"line {line}", error, StringComparison.Ordinal);
        Assert.Contains(value, error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    /// <summary>The clause, the file, its unit, the line, the value, and words of the reason.</summary>
    public static TheoryData<string, string, string, int, string, string> OfImports => new()
    {
        { "negative count", "area,fifth,numerator,denominator\nA,1,3,10\nA,2,-3,10\n", "", 3, "-3", "cannot be below 0" },
        { "negative count", "lsoa21_code,imd25_rank,people\nE01000001,1,-4\n", "", 2, "-4", "cannot be below 0" },
        { "zero denominator", "area,fifth,numerator,denominator\nA,1,3,10\nA,2,0,0\n", "", 3, "is 0", "the denominator is 0" },
        { "one group", "area,fifth,value,people\nA,1,3,10\nB,1,4,10\n", "", 2, "\"1\"", "is the only group in the table" },
        { "missing quantile", "area,fifth,value,people\nA,1,3,10\nA,2,4,10\nA,4,5,10\nA,5,6,10\n", "", 4, "\"4\"", "group 3 is missing" },
        { "missing quantile", "area,group,value,people\nA,Second most deprived decile,3,10\nA,Third most deprived decile,4,10\n", "", 2, "\"Second most deprived decile\"", "group 1 is missing" },
        { "swapped columns", "area,fifth,numerator,denominator\nA,1,3,10\nA,2,300,10\n", "", 3, "300", "above the denominator 10. Are the columns swapped?" },
        { "swapped columns", "area,fifth,numerator,denominator\nA,1,3,10\nA,2,300,10\n", "%", 3, "300", "Are the columns swapped?" },
        { "swapped columns", "area,fifth,value,lower,upper\nA,1,5,6,4\nA,2,5,4,6\n", "", 2, "5", "between its limits 6 and 4. Are the columns swapped?" },
        { "swapped columns", "lsoa21_code,lsoa21_name,imd25_rank\nNorthby 001,E01000001,1\nNorthby 002,E01000002,2\n", "", 2, "\"Northby 001\"", "Are the columns of codes and of names swapped?" },
        { "percentages as fractions", "area,fifth,value\nA,1,0.4\nA,2,0.6\n", "%", 2, "0.6", "these are shares" },
        { "percentages as fractions", "area,fifth,percent\nA,1,0.4\nA,2,0.6\n", "", 2, "0.6", "the heading says percent" },
        { "percentages as fractions", "area,fifth,value\nA,1,40\nA,2,0.6\n", "share", 2, "40", "above 1, and the unit is share" },
        { "percentages as fractions", "area,fifth,value\nA,1,40\nA,2,400\n", "percent", 3, "400", "above 100" },
        { "duplicate area", "area,fifth,value\nA,1,3\nA,1,4\n", "", 3, "A, 1", "comes twice; it stands in line 2" },
        { "duplicate area", "area,period,value\nA,2020,3\nB,2020,3\nA,2020,4\n", "", 4, "\"A\"", "comes twice; it stands in line 2" },
        { "duplicate area", "lsoa21_code,imd25_rank\nE01000001,1\nE01000001,2\n", "", 3, "\"E01000001\"", "comes twice; it stands in line 2" },
        { "mixed vintages", "lsoa11_code,imd19_rank\nE01000001,1\nE01033769,2\n", "", 3, "\"E01033769\"", "no code of LSOA 2011: it is first in use in LSOA 2021" },
        { "mixed vintages", "icb24_code,people\nE54000063,1\nE54000053,2\n", "", 3, "\"E54000053\"", "it was last in use in ICB 2022" },
        { "mixed vintages", "LSOA21CD,ICB24CD\nE01000001,E54000008\nE01000002,E54000071\n", "", 3, "\"E54000071\"", "it is first in use in ICB 2026" },
        { "unknown code", "lsoa21_code,imd25_rank\nE01000001,1\nX9,2\n", "", 3, "\"X9\"", "is not a code as the others are" },
        { "unknown code", "lsoa21_code,imd25_rank\nX9,1\nE01000001,1\nE01000002,2\n", "", 2, "\"X9\"", "is not a code as the others are" },
        { "unknown code", "lsoa21_code,imd25_rank\nE01000001,1\nE02000002,2\n", "", 3, "\"E02000002\"", "a code of the level MSOA" },
        { "unknown code", "lsoa21_code,imd25_rank\nE01000001,1\nE01099999,2\n", "", 3, "\"E01099999\"", "no area has been given a number so high" },
        { "unknown code", "LSOA21CD,ICB24CD\nE01000001,E54000008\nE01000002,E06000001\n", "", 3, "\"E06000001\"", "where ICB codes begin with E54" },
        { "thousands", "area,fifth,value\nA,1,3\nA,2,\"3,000\"\n", "", 3, "\"3,000\"", "Write 3000" },
        { "thousands", "lsoa21_code,imd25_rank,cases\nE01000001,1,12\nE01000002,2,\"1,234\"\n", "", 3, "\"1,234\"", "Write 1234" },
        { "thousands", "area,fifth,value\nA,1,\"3,5\"\nA,2,3\n", "", 2, "\"3,5\"", "decimal comma. Write 3.5" },
    };

    [Theory, MemberData(nameof(OfImports))]
    public async Task The_import_refuses_with_file_line_and_value_and_keeps_nothing(string clause, string csv, string unit, int line, string value, string why)
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var refused = await bench.Get<ImportDataset.Handler>().RunAsync(by, new("made.csv", Encoding.UTF8.GetBytes(csv), Unit: unit), Cancel);
        Assert.False(refused.Succeeded, clause);
        var unfit = Assert.IsType<TableUnfit>(refused.Error);
        Assert.Equal(("made.csv", (int?)line), (unfit.FileName, unfit.Line));
        Assert.Contains($"\"made.csv\", line {line}", unfit.Message, StringComparison.Ordinal);
        Assert.Contains(value, unfit.Message, StringComparison.Ordinal);
        Assert.Contains(why, unfit.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.Get<ListDatasets.Handler>().RunAsync(by.Project, Cancel));
    }

    [Fact]
    public async Task A_code_that_a_census_gave_up_is_refused_where_the_project_has_the_lookup()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var import = bench.Get<ImportDataset.Handler>();
        var mixed = Encoding.UTF8.GetBytes("lsoa21_code,imd25_rank\nE01033770,1\nE01000002,2\n");
        // Its number tells nothing.
        Assert.True((await import.RunAsync(by, new("before.csv", mixed), Cancel)).Succeeded);
        Assert.True((await import.RunAsync(by, new("lookup.csv", Encoding.UTF8.GetBytes(Lookup)), Cancel)).Succeeded);
        var unfit = Assert.IsType<TableUnfit>((await import.RunAsync(by, new("after.csv", mixed), Cancel)).Error);
        Assert.Equal(("after.csv", (int?)3, "E01000002"), (unfit.FileName, unfit.Line, unfit.Value));
        Assert.Contains("\"E01000002\" is an area of LSOA 2011 and none of LSOA 2021, by \"lookup\"", unfit.Message, StringComparison.Ordinal);
        // Areas that are said to be invented are held to nobody's history.
        Assert.True((await import.RunAsync(by, new("made-up.csv", mixed, Vintage: "LSOA 2021, invented"), Cancel)).Succeeded);
    }

    [Fact]
    public async Task What_is_right_though_unusual_is_let_through_when_it_is_said()
    {
        await using var bench = await TestWorkbench.OpenAsync(Engine.Sqlite);
        var by = (await bench.Get<CreateProject.Handler>().RunAsync(new("Trial", "Ruth Adeyemi"), Cancel)).Value.Acting;
        var import = bench.Get<ImportDataset.Handler>();
        Assert.True((await import.RunAsync(by, new("visits.csv", "area,fifth,numerator,denominator\nA,1,30,10\nA,2,20,10\n"u8.ToArray(), Unit: "per 100 people"), Cancel)).Succeeded);
        Assert.True((await import.RunAsync(by, new("rare.csv", "area,fifth,value\nA,1,0.4\nA,2,0.6\n"u8.ToArray(), Unit: "% of people"), Cancel)).Succeeded);
        Assert.True((await import.RunAsync(by, new("one.csv", "area,fifth,value\nA,1,4\nB,1,6\n"u8.ToArray(), Columns: new Dictionary<ColumnRole, string> { [ColumnRole.Group] = "" }), Cancel)).Succeeded);
        var visits = Write("visits.csv", "area,visits,people\nA,300,100\nB,50,100\n");
        Assert.Equal(0, (await RunAsync("equity", "rates", visits, "--method", "byar", "--count", "visits", "--population", "people", "--repeated")).Exit);
        Assert.Equal(0, (await RunAsync("equity", "funnel", visits, "--of", "rate", "--count", "visits", "--population", "people", "--area", "area", "--repeated")).Exit);
        Assert.Equal(0, (await RunAsync("equity", "measure", Write("rare.csv", "fifth,people,pct\n1,9,0.4\n2,9,0.6\n"), "--measure", "sii", "--group", "fifth", "--population", "people", "--value", "pct", "--unit", "% of people")).Exit);
    }

    [Fact]
    public async Task The_nation_may_stand_beside_its_parts_where_each_has_a_figure_of_its_own()
    {
        var rates = Write("parts.csv", "area_code,deaths,people\nE07000008,5,100\nE08000001,5,100\nE92000001,9,900\n");
        var (exit, _, error) = await RunAsync("equity", "rates", rates, "--method", "byar", "--count", "deaths", "--population", "people");
        Assert.Equal(1, exit);
        Assert.Contains("For a figure of each area, whatever its level, name the column with --by.", error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("equity", "rates", rates, "--method", "byar", "--count", "deaths", "--population", "people", "--by", "area_code")).Exit);
        // A column that says which level each row is of tells them apart, row by row or grouped by it; it does not where rows are put together.
        var typed = Write("typed.csv", "Area Code,Area Type,band,deaths,people\nE07000008,District,0,50,1000\nE08000001,District,1,50,1000\nE92000001,England,2,90,9000\n");
        Assert.Equal(0, (await RunAsync("equity", "rates", typed, "--method", "byar", "--count", "deaths", "--population", "people")).Exit);
        Assert.Equal(0, (await RunAsync("equity", "rates", typed, "--method", "byar", "--count", "deaths", "--population", "people", "--by", "Area Type")).Exit);
        Assert.Contains("\"typed.csv\", line 4, column \"Area Code\": \"E92000001\"", (await RunAsync("equity", "rates", typed, "--method", "mean", "--count", "deaths")).Error, StringComparison.Ordinal);
        var gradients = Write("gradients.csv", "GeoCode,fifth,people,rate\nE06000001,1,10,5\nE06000001,2,10,6\nEngland,1,20,7\nEngland,2,20,8\nE12000001,1,20,7\nE12000001,2,20,8\n");
        Assert.Equal(0, (await RunAsync("equity", "measure", gradients, "--measure", "sii", "--group", "fifth", "--population", "people", "--value", "rate", "--by", "GeoCode")).Exit);
    }

    [Fact]
    public async Task Each_year_has_the_councils_of_its_own_where_each_has_a_figure_of_its_own()
    {
        // The councils of Buckinghamshire were put together in April 2020.
        foreach (var heading in new[] { "area_code", "lad_code" })
        {
            var councils = Write($"{heading}.csv", $"year,{heading},lad_name,fifth,deaths,people\n2019,E07000004,Aylesbury Vale,1,5,100\n2019,E07000008,Cambridge,1,6,100\n2020,E06000060,Buckinghamshire,1,7,100\n2020,E07000008,Cambridge,1,5,100\n");
            string[] rates = ["equity", "rates", councils, "--method", "byar", "--count", "deaths", "--population", "people"];
            foreach (var by in new[] { "year", $"year,{heading}", $"{heading},year" })
            {
                var (exit, _, told) = await RunAsync([.. rates, "--by", by]);
                Assert.True(exit == 0, $"{heading} by {by}: {told}");
            }
            Assert.Contains($"line 4, column \"{heading}\": \"E06000060\" is in use since LA 2020, and \"E07000004\" in line 2 until LA 2019 alone", (await RunAsync(rates)).Error, StringComparison.Ordinal);
        }
        // A name beside its code sets no years apart.
        var named = Path.Combine(_folder.FullName, "lad_code.csv");
        Assert.Contains("\"E06000060\" is in use since LA 2020", (await RunAsync("equity", "rates", named, "--method", "byar", "--count", "deaths", "--population", "people", "--by", "lad_code,lad_name")).Error, StringComparison.Ordinal);
        // Both in one year.
        var mixed = Write("mixed.csv", "year,lad_code,deaths,people\n2019,E07000008,5,100\n2020,E07000004,5,100\n2020,E06000060,7,100\n");
        foreach (var by in new[] { "year", "year,lad_code" })
            Assert.Contains("line 4, column \"lad_code\": \"E06000060\" is in use since LA 2020, and \"E07000004\" in line 3", (await RunAsync("equity", "rates", mixed, "--method", "byar", "--count", "deaths", "--population", "people", "--by", by)).Error, StringComparison.Ordinal);
        const string Rows = "year,lad_code,fifth,people,rate\n2019,E07000004,1,10,5\n2019,E07000004,2,10,6\n2020,E06000060,1,20,7\n2020,E06000060,2,20,8\n";
        string[] slopes = ["--measure", "sii", "--group", "fifth", "--population", "people", "--value", "rate", "--by"];
        Assert.Equal(0, (await RunAsync(["equity", "measure", Write("slopes.csv", Rows), .. slopes, "year,lad_code"])).Exit);
        Assert.Contains("\"E06000060\" is in use since LA 2020", (await RunAsync(["equity", "measure", Write("slopes-mixed.csv", Rows.Replace("2019,", "2020,", StringComparison.Ordinal)), .. slopes, "year,lad_code"])).Error, StringComparison.Ordinal);
        Assert.Contains("\"E06000060\" is in use since LA 2020", (await RunAsync(["equity", "measure", Write("slopes-again.csv", Rows), .. slopes, "lad_code"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_a_pair_that_comes_again_are_added_up()
    {
        var table = Tables.Of("code,n\na,100\n");
        // Three quarters to X in two rows of the lookup, a quarter to Y.
        var lookup = Tables.Of("from,to,share\na,X,0.5\na,Y,0.25\na,X,0.25\n", "lookup.csv");
        CarryAreas.Request request = new("code", [new("n", CarriedAs.Count)], "from", "to", "share");
        Assert.Equal([("X", 75.0), ("Y", 25.0)], CarryAreas.Run(table, lookup, request).Value.Rows.Select(r => (r.Area, r.Values[0]!.Value)));
        // Two parts that are the larger together decide the best fit.
        var halves = Tables.Of("from,to,share\na,Y,0.4\na,X,0.3\na,X,0.3\n", "lookup.csv");
        Assert.Equal(["X"], CarryAreas.Run(table, halves, request with { Fit = AreaFit.BestFit }).Value.Rows.Select(r => r.Area));
        // Without weights the pair is one area of two, however often it comes.
        Assert.Equal([50.0, 50.0], CarryAreas.Run(table, lookup, request with { Weight = null }).Value.Rows.Select(r => r.Values[0]!.Value));
    }

    [Theory]
    [InlineData("data/lsoa11_imd2019_icb22.csv.gz", "lsoa11_code,sicbl22_code,icb22_code,ltla22_code,msoa11_code,ltla23_code,region23_code,lad19_code"), InlineData("data/lsoa21_imd2025_icb24.csv.gz", "lsoa21_code,sicbl24_code,icb24_code,ward24_code,ltla24_code,msoa21_code,region24_code"),
        InlineData("data/lookup_lsoa11_lsoa21.csv.gz", "lsoa11_code,lsoa21_code,ltla22_code"), InlineData("data/lookup_msoa11_msoa21.csv.gz", "msoa11_code,msoa21_code,ltla22_code"), InlineData("data/lookup_lsoa21_icb26_partial.csv.gz", "lsoa21_code,sicbl24_code,icb26_code"),
        InlineData("data/boundaries_icb23_bsc.geojson.gz", "ICB23CD")]
    public void Published_columns_of_codes_hold_no_stranger(string file, string columns)
    {
        var table = Tables.Shared(file);
        foreach (var column in columns.Split(','))
            Assert.Null(AreaCodes.Stranger(table, column));
    }

    [Fact]
    public void Published_codes_of_one_vintage_are_strangers_in_another()
    {
        var (older, newer, boards) = (Tables.Shared("data/lsoa11_imd2019_icb22.csv.gz"), Tables.Shared("data/lsoa21_imd2025_icb24.csv.gz"), Tables.Shared("data/sicbl_icb_2023_2026_imd2025.csv"));
        Assert.Contains("first in use in LSOA 2021", AreaCodes.Stranger(newer, "lsoa21_code", "LSOA 2011")!.Message, StringComparison.Ordinal);
        Assert.Contains("first in use in MSOA 2021", AreaCodes.Stranger(newer, "msoa21_code", "MSOA 2011")!.Message, StringComparison.Ordinal);
        Assert.Contains("last in use in LA 2022", AreaCodes.Stranger(older, "ltla22_code", "LA 2023")!.Message, StringComparison.Ordinal);
        Assert.Contains("first in use in LA 2023", AreaCodes.Stranger(older, "ltla23_code", "LA 2022")!.Message, StringComparison.Ordinal);
        // Four vintages of boards and locations in one file, each row with its own.
        foreach (var column in new[] { "icb_code", "sicbl_code" })
        {
            Assert.Contains("Vintages are not mixed in one column", AreaCodes.Stranger(boards, column)!.Message, StringComparison.Ordinal);
            foreach (var part in boards.GroupBy(["sicbl_vintage"]).Value)
                Assert.Null(AreaCodes.Stranger(boards.Only(part.Rows), column, $"{(column == "icb_code" ? "ICB" : "sub-ICB")} {part.Name}"));
        }
    }

    [Fact]
    public async Task Areas_of_2011_are_carried_to_2021_by_their_residents_and_nobody_is_lost()
    {
        var (lookup, residents, people) = (Tables.Require("data/lookup_lsoa11_lsoa21.csv.gz"), Tables.Require("data/lsoa21_imd2025_icb24.csv.gz"), Tables.Require("data/lsoa11_imd2019_icb22.csv.gz"));
        string weighed = Path.Combine(_folder.FullName, "weighed.csv"), carried = Path.Combine(_folder.FullName, "carried.csv");
        var (exit, _, error) = await RunAsync("equity", "join", lookup, residents, "--area", "lsoa21_code", "--count", "census21_residents", "--write", weighed);
        Assert.True(exit == 0, error);
        (exit, _, error) = await RunAsync("equity", "carry", people, "--lookup", weighed, "--from", "lsoa11_code", "--to", "lsoa21_code", "--weight", "census21_residents", "--count", "pop2020_total", "--mean", "imd19_score", "--population", "pop2020_total", "--write", carried);
        Assert.True(exit == 0, error);
        var table = LongTable.Read("carried.csv", await File.ReadAllBytesAsync(carried, Cancel), Files.ReadLimits.Default, Cancel).Value;
        Assert.Equal(33_755, table.Count);
        Assert.Equal(56_550_138, Enumerable.Range(0, table.Count).Sum(row => table.Number(row, "pop2020_total").Value), 3);
        // One area that was split, by hand: its people by the residents of its parts.
        var (map, weights, old) = (Tables.Shared("data/lookup_lsoa11_lsoa21.csv.gz"), Tables.Shared("data/lsoa21_imd2025_icb24.csv.gz"), Tables.Shared("data/lsoa11_imd2019_icb22.csv.gz"));
        var split = Enumerable.Range(0, map.Count).First(row => map.Text(row, "change_code") == "S");
        string[] parts = [.. Enumerable.Range(0, map.Count).Where(row => map.Text(row, "lsoa11_code") == map.Text(split, "lsoa11_code")).Select(row => map.Text(row, "lsoa21_code"))];
        double Of(LongTable from, string area, string code, string column) => from.Number(Enumerable.Range(0, from.Count).Single(row => from.Text(row, area) == code), column).Value;
        var all = parts.Sum(part => Of(weights, "lsoa21_code", part, "census21_residents"));
        foreach (var part in parts)
            Assert.Equal(Of(old, "lsoa11_code", map.Text(split, "lsoa11_code"), "pop2020_total") * Of(weights, "lsoa21_code", part, "census21_residents") / all, Of(table, "lsoa_2021_code", part, "pop2020_total"), 6);
    }

    private string Write(string name, string csv)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, csv);
        return path;
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var program = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "throughline.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(program)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output, await error);
    }
}
