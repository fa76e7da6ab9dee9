using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Throughline.Storage;

/// <summary>How entries are hashed. The format is documented in docs/change-log.md, so that others can verify an export.</summary>
public static class Chain
{
    /// <summary>What stands before the first entry.</summary>
    public static readonly string Genesis = new('0', 64);

    /// <summary>The action of an entry whose content stayed behind when its project was archived by somebody it was closed to: only its place and its hash travel.</summary>
    public const string Sealed = "sealed";

    /// <summary>The action of the entry that a restored archive ends with; its detail "sealed" says how many entries came sealed.</summary>
    public const string Restored = "project.restore";

    /// <summary>SHA-256 in lower-case hex over a JSON array of the entry's fields, the previous entry's hash last.</summary>
    public static string HashOf(LogEntry entry, long? atSeq = null) => Sha256(JsonSerializer.Serialize(new object?[]
    {
        entry.Project.Value.ToString("D"), atSeq ?? entry.Seq, entry.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), entry.Analyst.Value.ToString("D"),
        entry.Action, entry.SubjectKind, entry.SubjectId.ToString("D"), entry.Details, entry.Rows, entry.RowsHash, entry.Undoes, entry.Redoes, entry.Previous,
    }));

    /// <summary>SHA-256 in lower-case hex over one line a row: ordinal, table, key, operation and the values' salted hash.</summary>
    public static string RowsHashOf(IEnumerable<LogValue> values)
    {
        var lines = new StringBuilder();
        foreach (var value in values.OrderBy(v => v.Ordinal))
            lines.Append(CultureInfo.InvariantCulture, $"{value.Ordinal} {value.Table} {value.Key} {value.Operation} {value.Hash}\n");
        return Sha256(lines.ToString());
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
