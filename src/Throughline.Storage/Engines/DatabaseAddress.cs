using System.Text.RegularExpressions;
using Npgsql;

namespace Throughline.Storage;

public enum Engine { Sqlite, PostgreSql }

public sealed record DatabaseAddressInvalid(string Message) : Error(Message);

/// <summary>Where the work is kept: a SQLite file, or a PostgreSQL database.</summary>
public sealed partial record DatabaseAddress
{
    private DatabaseAddress(Engine engine, string value) => (Engine, Value) = (engine, value);

    public Engine Engine { get; }

    /// <summary>The file's full path, or the Npgsql connection string.</summary>
    public string Value { get; }

    /// <summary>The most pages a SQLite file may have; null leaves the engine's own limit. A page holds 4,096 bytes.</summary>
    public long? MaxPages { get; init; }

    public static DatabaseAddress SqliteFile(string path) => new(Engine.Sqlite, Path.GetFullPath(path));

    public static DatabaseAddress PostgreSql(string connectionString) => new(Engine.PostgreSql, connectionString);

    /// <summary>The file used when nothing is said: <c>throughline.db</c> in the user's data folder.</summary>
    public static DatabaseAddress Default() => SqliteFile(Path.Combine(DataFolder(), "throughline.db"));

    /// <summary>The user's own folder for this program's data; made when it is not there.</summary>
    public static string DataFolder()
    {
        var root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (string.IsNullOrEmpty(root)) root = Path.Combine(Path.GetTempPath(), "throughline-" + Environment.UserName);
        var folder = Path.Combine(root, "Throughline");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Reads a file path, a <c>file://</c> or <c>postgresql://</c> address or an Npgsql connection string; null or empty gives the default.</summary>
    public static Result<DatabaseAddress> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Default();
        text = text.Trim();
        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
            return FromUri(text);
        if (Scheme().Match(text) is { Success: true } scheme)
        {
            if (scheme.Groups[1].Value.Equals("file", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(text, UriKind.Absolute, out var file) && file.Host.Length == 0 && file.LocalPath.Length > 1) return Parse(file.LocalPath);
            // A password may stand before the host; what is said of the address may be read by others.
            var shown = text.LastIndexOf('@') is > 0 and var at ? text[..scheme.Length] + "…" + text[at..] : text;
            return new DatabaseAddressInvalid($"\"{shown}\" is an address of a kind that is not read here. The work is kept in a SQLite file (give its path, such as work.db) or in a PostgreSQL database (postgresql://user@host/database).");
        }
        if (text.Contains('=', StringComparison.Ordinal) && text.Contains("Host", StringComparison.OrdinalIgnoreCase))
            return FromConnectionString(text);
        try
        {
            var path = Path.GetFullPath(text);
            if (Directory.Exists(path)) return new DatabaseAddressInvalid($"\"{text}\" is a folder. Name a file in it, such as \"{Path.Combine(text, "throughline.db")}\".");
            return SqliteFile(path);
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException or PathTooLongException)
        {
            return new DatabaseAddressInvalid($"\"{text}\" is neither a file path nor a PostgreSQL address (postgresql://user@host/database).");
        }
    }

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.-]+)://", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    private static Result<DatabaseAddress> FromUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.AbsolutePath.Length < 2)
            return new DatabaseAddressInvalid("The PostgreSQL address needs a host and a database: postgresql://user:password@host:5432/database.");
        var user = uri.UserInfo.Split(':', 2);
        var built = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
        };
        if (user[0].Length > 0) built.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) built.Password = Uri.UnescapeDataString(user[1]);
        return PostgreSql(built.ConnectionString);
    }

    private static Result<DatabaseAddress> FromConnectionString(string text)
    {
        try
        {
            return PostgreSql(new NpgsqlConnectionStringBuilder(text).ConnectionString);
        }
        catch (ArgumentException bad)
        {
            return new DatabaseAddressInvalid($"The PostgreSQL connection string cannot be read: {bad.Message}");
        }
    }

    /// <summary>What may be shown to a person: the file's path, or host and database without the password.</summary>
    public string ForPeople()
    {
        if (Engine == Engine.Sqlite) return Value;
        var built = new NpgsqlConnectionStringBuilder(Value);
        return $"postgresql://{built.Host}:{built.Port}/{built.Database}";
    }
}
