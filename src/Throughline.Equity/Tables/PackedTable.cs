using System.Globalization;
using System.IO.Compression;
using System.Text;
using Throughline.Files;

namespace Throughline.Equity;

/// <summary>A table column by column, so that a picture of two columns out of a hundred unpacks two. Every cell comes back as it was written.</summary>
/// <remarks>A column whose every cell is a number in its shortest form is kept as whole numbers with a count of decimals, or as doubles; any other as its different words and a number for each row.
/// Layout, little-endian: "TLC1", rows, columns; for each column its name, its form and how many bytes it has; the lines of the rows in the same way, last; then the columns, each deflated.</remarks>
internal sealed class PackedTable
{
    private const uint Mark = 0x31434C54; // "TLC1"
    private const int Empty = int.MinValue;

    private enum Form : byte { Whole, Doubles, Words }

    private sealed class Column
    {
        public required Form Form { get; init; }
        public required byte Decimals { get; init; }
        public required int Offset { get; init; }
        public required int Length { get; init; }
        public double[]? Numbers;
        public string[]? Words;
        public int[]? Places;
    }

    private readonly byte[] _content;
    private readonly Column[] _columns;
    private readonly string[] _names;

    private PackedTable(byte[] content, int rows, string[] names, Column[] columns) => (_content, Rows, _names, _columns) = (content, rows, names, columns);

    public int Rows { get; }

    public IReadOnlyList<string> Names => _names;

    public static byte[] Pack(Sheet sheet)
    {
        var packed = new List<(string Name, Form Form, byte Decimals, byte[] Bytes)>();
        for (var c = 0; c < sheet.Columns.Count; c++)
        {
            var (form, decimals, bytes) = PackColumn(sheet.Rows.Count, row => sheet.Rows[row].Cells[c]);
            packed.Add((sheet.Columns[c], form, decimals, bytes));
        }
        var (lineForm, lineDecimals, lines) = PackColumn(sheet.Rows.Count, row => sheet.Rows[row].Line.ToString(CultureInfo.InvariantCulture));
        packed.Add(("", lineForm, lineDecimals, lines));
        using var to = new MemoryStream();
        using (var writer = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Mark);
            writer.Write(sheet.Rows.Count);
            writer.Write(sheet.Columns.Count);
            foreach (var (name, form, decimals, bytes) in packed)
            {
                writer.Write(name);
                writer.Write((byte)form);
                writer.Write(decimals);
                writer.Write(bytes.Length);
            }
            foreach (var (_, _, _, bytes) in packed) writer.Write(bytes);
        }
        return to.ToArray();
    }

    /// <summary>Opens what <see cref="Pack"/> made; columns are unpacked when they are first asked for. Null where the bytes are of another making: the file is then read again.</summary>
    public static PackedTable? Open(byte[] content)
    {
        if (content.Length < 12) return null;
        using var from = new MemoryStream(content);
        using var reader = new BinaryReader(from, Encoding.UTF8);
        if (reader.ReadUInt32() != Mark) return null;
        var (rows, count) = (reader.ReadInt32(), reader.ReadInt32());
        var names = new string[count];
        var heads = new (Form Form, byte Decimals, int Length)[count + 1];
        for (var c = 0; c <= count; c++)
        {
            var name = reader.ReadString();
            if (c < count) names[c] = name;
            heads[c] = ((Form)reader.ReadByte(), reader.ReadByte(), reader.ReadInt32());
        }
        var at = (int)from.Position;
        var columns = new Column[count + 1];
        for (var c = 0; c <= count; c++)
        {
            columns[c] = new() { Form = heads[c].Form, Decimals = heads[c].Decimals, Offset = at, Length = heads[c].Length };
            at += heads[c].Length;
        }
        return at == content.Length ? new(content, rows, names, columns) : null;
    }

    public int Line(int row) => (int)Numbers(_columns[^1])[row];

    public string Text(int row, int column)
    {
        var one = _columns[column];
        if (one.Form == Form.Words) return Words(one)[one.Places![row]];
        var number = Numbers(one)[row];
        return double.IsNaN(number) ? "" : number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>True where every cell of the column is a number or empty, and some are numbers; told without unpacking it.</summary>
    public bool IsNumbers(int column) => _columns[column].Form != Form.Words;

    /// <summary>The number of a cell; NaN where it is empty or its column holds words.</summary>
    public double Number(int row, int column) => _columns[column].Form == Form.Words ? double.NaN : Numbers(_columns[column])[row];

    private static (Form Form, byte Decimals, byte[] Bytes) PackColumn(int rows, Func<int, string> cell)
    {
        var numbers = new double[rows];
        var (plain, any, decimals) = (true, false, 0);
        for (var row = 0; row < rows && plain; row++)
        {
            var text = cell(row);
            if (text.Length == 0)
            {
                numbers[row] = double.NaN;
                continue;
            }
            any = true;
            plain = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[row]) && double.IsFinite(numbers[row]) && numbers[row].ToString(CultureInfo.InvariantCulture) == text;
            if (text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point) decimals = Math.Max(decimals, text.Length - point - 1);
            if (text.Contains('E', StringComparison.Ordinal)) decimals = byte.MaxValue;
        }
        using var to = new MemoryStream();
        if (plain && any)
        {
            var scale = Math.Pow(10, decimals);
            var whole = decimals <= 9 && Array.TrueForAll(numbers, n => double.IsNaN(n) || (Math.Abs(Math.Round(n * scale)) < int.MaxValue && Math.Round(n * scale) / scale == n && !(n == 0 && double.IsNegative(n))));
            using (var packer = new DeflateStream(to, CompressionLevel.Fastest, leaveOpen: true))
            {
                if (whole) Write(packer, Array.ConvertAll(numbers, n => double.IsNaN(n) ? Empty : (int)Math.Round(n * scale)));
                else Write(packer, numbers);
            }
            return (whole ? Form.Whole : Form.Doubles, whole ? (byte)decimals : (byte)0, to.ToArray());
        }
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var places = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var text = cell(row);
            if (!known.TryGetValue(text, out var place)) known[text] = place = known.Count;
            places[row] = place;
        }
        using (var packer = new DeflateStream(to, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(packer, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(known.Count);
            foreach (var word in known.Keys) writer.Write(word);
            writer.Flush();
            Write(packer, places);
        }
        return (Form.Words, 0, to.ToArray());
    }

    private static void Write<T>(Stream to, T[] numbers) where T : unmanaged => to.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()));

    private static void Read<T>(Stream from, T[] numbers) where T : unmanaged => from.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()));

    private DeflateStream Unpacked(Column column) => new(new MemoryStream(_content, column.Offset, column.Length), CompressionMode.Decompress);

    // Two readers at once unpack twice and keep either: the outcome is the same.
    private double[] Numbers(Column column)
    {
        if (column.Numbers is { } there) return there;
        var numbers = new double[Rows];
        using (var from = Unpacked(column))
        {
            if (column.Form == Form.Doubles) Read(from, numbers);
            else
            {
                var whole = new int[Rows];
                Read(from, whole);
                var scale = Math.Pow(10, column.Decimals);
                for (var i = 0; i < whole.Length; i++) numbers[i] = whole[i] == Empty ? double.NaN : whole[i] / scale;
            }
        }
        return column.Numbers = numbers;
    }

    private string[] Words(Column column)
    {
        if (column.Words is { } there) return there;
        using var from = Unpacked(column);
        using var reader = new BinaryReader(from, Encoding.UTF8);
        var words = new string[reader.ReadInt32()];
        for (var i = 0; i < words.Length; i++) words[i] = reader.ReadString();
        var places = new int[Rows];
        Read(from, places);
        column.Places = places;
        return column.Words = words;
    }
}
