using System.IO.Compression;
using System.Text;
using static Throughline.Files.Tests.Fixtures;

namespace Throughline.Files.Tests;

public class BundleTests
{
    private static Result<Bundle> Open(byte[] zip, ReadLimits? limits = null) => Bundle.Open("all.zip", zip, limits ?? ReadLimits.Default, TestContext.Current.CancellationToken);

    [Fact]
    public void Files_come_out_and_what_systems_leave_behind_does_not()
    {
        using var bundle = Open(Zip(("a/One.txt", Utf8("one")), ("__MACOSX/a/._One.txt", [0]), (".DS_Store", [0]), ("a/.DS_Store", [0]), ("a/~$One.docx", [0]), ("a/One.txt", Utf8("other")), ("Two\u0007\0.txt", Utf8("two")), ("a/", []), ("empty.txt", []))).Value;
        Assert.Equal(["a/One.txt", "a/One (2).txt", "Two__.txt", "empty.txt"], bundle.Entries.Select(entry => entry.Path));
        Assert.Equal("One (2).txt", bundle.Entries[1].Name);
        Assert.Equal(["one", "other", "two", ""], bundle.Entries.Select(entry => Encoding.UTF8.GetString(entry.Read().Value)));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/../../b.txt")]
    [InlineData("..\\..\\b.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share\\x.txt")]
    [InlineData("C:\\Windows\\x.txt")]
    [InlineData("..")]
    public void A_path_that_leads_outside_is_refused_with_the_whole(string name) =>
        Assert.Contains("leads outside", Open(Zip(("good.txt", Utf8("x")), (name, Utf8("x")))).Refusal(), StringComparison.Ordinal);

    [Fact]
    public void A_bomb_is_refused_by_what_really_comes_out_of_it()
    {
        var zeros = new byte[30 << 20];
        Assert.Contains("unpacks to far more than it should", Open(Zip(("bomb.txt", zeros))).Refusal(), StringComparison.Ordinal);
        // many small ones: the total counts
        var noise = new byte[300_000];
        new Random(1).NextBytes(noise);
        Assert.Contains("unpacks to far more", Open(Zip([.. Enumerable.Range(0, 10).Select(i => ($"{i}.txt", noise))]), ReadLimits.Default with { MaxExpandedBytes = 2_000_000 }).Refusal(), StringComparison.Ordinal);
        // a directory that lies about the size: what comes out is what counts
        var lying = Zip(("bomb.txt", zeros));
        var at = lying.AsSpan().LastIndexOf("PK\x1\x2"u8);
        BitConverter.TryWriteBytes(lying.AsSpan(at + 24), 100u);
        var result = Open(lying);
        if (result.Succeeded) Assert.True(result.Value.Entries[0].Refusal is not null || result.Value.Entries[0].Length <= 100);
    }

    [Fact]
    public void Archives_in_archives_and_files_under_a_password_are_refused_one_by_one()
    {
        var zip = Zip(("inner.zip", Zip(("x.txt", Utf8("x")))), ("hidden.txt", Zip(("x.txt", Utf8("x")))), ("plan.docx", Docx(P("words"))), ("z.gz", [0x1F, 0x8B, 8, 0]), ("locked.txt", Utf8("x")));
        Locked(zip, 4);
        using var bundle = Open(zip).Value;
        Assert.Equal(["inner.zip", "hidden.txt", "z.gz", "locked.txt"], bundle.Entries.Where(entry => entry.Refusal is not null).Select(entry => entry.Path));
        Assert.Contains("archive inside an archive", bundle.Entries[0].Read().Refusal(), StringComparison.Ordinal);
        Assert.Contains("protected by a password", bundle.Entries[4].Read().Refusal(), StringComparison.Ordinal);
        Assert.Equal("words", new DocxReader().Read("plan.docx", bundle.Entries[2].Read().Value).Value.Text);
        var all = Zip(("locked.txt", Utf8("x")));
        Locked(all, 0);
        Assert.Contains("protected by a password", Open(all).Refusal(), StringComparison.Ordinal);
    }

    private static void Locked(byte[] zip, int entry)
    {
        var at = 0;
        for (var i = 0; i <= entry; i++) at += zip.AsSpan(at).IndexOf("PK\x1\x2"u8) + (i < entry ? 4 : 0);
        zip[at + 8] |= 1;
    }

    [Fact]
    public void A_list_longer_than_anyone_packs_is_refused_before_it_is_read()
    {
        byte[] list = [.. "PK\x5\x6"u8, .. Enumerable.Repeat("PK\x1\x2"u8.ToArray(), 500_001).SelectMany(x => x)];
        Assert.Contains("lists more than 500,000 files", Open(list).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_files_nothing_at_all_and_half_an_archive_are_refused()
    {
        var zip = Zip([.. Enumerable.Range(0, 50).Select(i => ($"{i}.txt", Utf8("x")))]);
        Assert.Contains("holds 50 files; at most 20", Open(zip, ReadLimits.Default with { MaxEntries = 20 }).Refusal(), StringComparison.Ordinal);
        Assert.Contains("holds no files", Open(Zip(("a/", []))).Refusal(), StringComparison.Ordinal);
        Assert.StartsWith("The file ends in the middle. It is a zip archive", Open(zip[..(zip.Length / 2)]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("is empty", Open([]).Refusal(), StringComparison.Ordinal);
        Assert.Contains("not a zip archive", Open(Utf8("words")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_gives_files_or_a_refusal()
    {
        var seed = Zip(("a/One.txt", Utf8("one")), ("plan.docx", Docx(P("words"))), ("b.csv", Utf8("A\n1\n")));
        var random = new Random(20_260_102);
        int opened = 0, refused = 0;
        for (var turn = 0; turn < 1500; turn++)
        {
            var result = Open(Seeds.Damage(seed, random, turn));
            if (!result.Succeeded)
            {
                result.Refusal();
                refused++;
                continue;
            }
            using var bundle = result.Value;
            opened++;
            foreach (var entry in bundle.Entries)
                if (entry.Read() is { Succeeded: true } bytes) Assert.Equal(entry.Length, bytes.Value.Length);
        }
        Assert.True(opened > 100 && refused > 100, $"{opened} opened, {refused} refused");
    }

    [Fact]
    public void A_name_in_the_old_code_page_is_read()
    {
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, true, CodePagesEncodingProvider.Instance.GetEncoding(437))) zip.CreateEntry("Café.txt").Open().Dispose();
        using var bundle = Open(packed.ToArray()).Value;
        Assert.Equal("Café.txt", bundle.Entries.Single().Name);
    }
}
