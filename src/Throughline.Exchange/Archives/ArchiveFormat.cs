using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Throughline.Exchange.Archives;

public sealed record ArchiveInvalid(string Message) : Error(Message);

public enum ArchiveForm
{
    /// <summary>Everything, personal data and original files included.</summary>
    Full,
    /// <summary>No original file, no older text, no logged value but who was asked to work on what, and proved to hold none of the project's known names.</summary>
    Deidentified,
    /// <summary>Codebook, matrices and chosen memos as tables; no source text. It cannot be restored.</summary>
    Public,
}

/// <summary>What <c>manifest.json</c> of an archive says. The format is documented in docs/archive-format.md.</summary>
public sealed record ArchiveManifest(string Format, int Version, ArchiveForm Form, string Program, ArchiveManifest.Named Project, DateTime MadeAt, ArchiveManifest.Named MadeBy, ArchiveManifest.LogOf? Log, ArchiveManifest.Out LeftOut, IReadOnlyList<ArchiveManifest.FileOf> Files)
{
    public const string FormatName = "throughline-archive";

    /// <summary>What the manifest of an analyst pack says it is.</summary>
    public const string PackName = "throughline-pack";

    /// <summary>The version this program writes, and the newest it reads.</summary>
    public const int CurrentVersion = 1;

    public sealed record Named(Guid Id, string Name);

    /// <param name="Holds">Whether the chain verified when the archive was made.</param>
    public sealed record LogOf(long Entries, string HeadHash, bool Holds);

    /// <param name="Rows">Rows closed to whoever made it, or resting on what is left out.</param>
    /// <param name="SealedEntries">Entries of the log that travel as a place and a hash only.</param>
    public sealed record Out(int Rows, int SealedEntries, int Originals);

    /// <param name="Rows">For a table, how many rows it has; null for other files.</param>
    public sealed record FileOf(string Name, long Bytes, string Sha256, int? Rows);

    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    internal static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
