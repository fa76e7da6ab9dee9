using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Throughline.Storage;

/// <summary>A row's values as JSON that both engines write alike: an object of property name to value.</summary>
internal static class RowImage
{
    public static string Of(PropertyValues values)
    {
        var image = new JsonObject();
        foreach (var property in values.Properties.OrderBy(p => p.Name, StringComparer.Ordinal))
            image[property.Name] = ToJson(property, values[property]);
        return image.ToJsonString();
    }

    public static string KeyOf(EntityEntry entry) =>
        new JsonArray([.. entry.Metadata.FindPrimaryKey()!.Properties.Select(p => ToJson(p, entry.Property(p.Name).CurrentValue))]).ToJsonString();

    /// <summary>The values of an image as the entity's own types. Values kept only as a hash are left out.</summary>
    public static Dictionary<string, object?> Values(IEntityType type, string image)
    {
        var read = new Dictionary<string, object?>();
        foreach (var (name, node) in JsonNode.Parse(image)!.AsObject())
            if (type.FindProperty(name) is { } property && !IsHashed(property)) read[name] = FromJson(property.ClrType, node);
        return read;
    }

    public static object?[] Key(IEntityType type, string key) =>
        [.. JsonNode.Parse(key)!.AsArray().Zip(type.FindPrimaryKey()!.Properties, (node, property) => FromJson(property.ClrType, node))];

    public static bool HasHashedValues(IEntityType type) => type.GetProperties().Any(IsHashed);

    private static bool IsHashed(IReadOnlyProperty property) => property.FindAnnotation(ThroughlineDb.LoggedAsHash) is not null;

    /// <param name="whole">Gives the value itself where the log keeps only its hash.</param>
    internal static JsonValue? ToJson(IProperty property, object? value, bool whole = false)
    {
        if (value is null) return null;
        if (!whole && IsHashed(property))
            return JsonValue.Create("sha256:" + Convert.ToHexStringLower(SHA256.HashData(value as byte[] ?? Encoding.UTF8.GetBytes((string)value))));
        return value switch
        {
            string text => JsonValue.Create(text),
            bool yes => JsonValue.Create(yes),
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            double number => JsonValue.Create(number),
            Guid id => JsonValue.Create(id),
            // Microseconds: PostgreSQL keeps no finer, and both engines' images must be alike.
            DateTime time => JsonValue.Create(time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture)),
            DateOnly day => JsonValue.Create(day.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
            Enum named => JsonValue.Create(named.ToString()),
            byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
            _ when IdValue(value) is { } id => JsonValue.Create(id),
            _ => throw new NotSupportedException($"{property.DeclaringType.Name}.{property.Name} is a {value.GetType().Name}, which the change log cannot keep."),
        };
    }

    private static Guid? IdValue(object value) => value.GetType().GetProperty("Value")?.GetValue(value) as Guid?;

    internal static object? FromJson(Type type, JsonNode? node)
    {
        if (node is null) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return node.GetValue<string>();
        if (type == typeof(bool)) return node.GetValue<bool>();
        if (type == typeof(int)) return node.GetValue<int>();
        if (type == typeof(long)) return node.GetValue<long>();
        if (type == typeof(double)) return node.GetValue<double>();
        if (type == typeof(Guid)) return Guid.Parse(node.GetValue<string>());
        if (type == typeof(DateTime)) return DateTime.Parse(node.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.RoundtripKind);
        if (type == typeof(DateOnly)) return DateOnly.Parse(node.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(byte[])) return Convert.FromBase64String(node.GetValue<string>());
        if (type.IsEnum) return Enum.Parse(type, node.GetValue<string>());
        return Activator.CreateInstance(type, Guid.Parse(node.GetValue<string>()));
    }

    public static string HashOf(byte[] salt, string? before, string? after)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new[] { before, after })));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
