using System.Globalization;
using Throughline.Text;

namespace Throughline.Sources;

public sealed record CaseNameInvalid(string Message) : Error(Message);
public sealed record CaseMissing(string Message) : Missing(Message);
public sealed record AttributeInvalid(string Message) : Error(Message);
public sealed record AttributeMissing(string Message) : Missing(Message);
public sealed record CaseValueInvalid(string Message) : Error(Message);

/// <summary>What an attribute of each type takes, and the one form in which it is kept.</summary>
public static class CaseValueRules
{
    public const int MaxText = 4000, MaxCategory = 200;

    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");
    private static readonly string[] DateForms = ["yyyy-MM-dd", "d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d MMMM yyyy", "d MMM yyyy", "yyyy/M/d"];

    /// <summary>The canonical form: numbers with a point and no thousands marks, dates as yyyy-MM-dd. "" is no value, and always taken.</summary>
    /// <param name="name">The attribute's, for the refusal.</param>
    public static Result<string> Parse(AttributeType type, string name, string? input)
    {
        var text = (input ?? "").ReplaceLineEndings(" ").Trim();
        if (text.Length == 0) return "";
        return type switch
        {
            AttributeType.Number => Number(text) is { } number ? number : new CaseValueInvalid($"\"{Short(text)}\" is not a number, and {name} is one. Write digits, such as 12 or 3.5; or change the type of {name} to text."),
            AttributeType.Date => Date(text) is { } date ? date : new CaseValueInvalid($"\"{Short(text)}\" is not a date, and {name} is one. Write the day, month and year, such as 9 May 2024 or 2024-05-09; or change the type of {name} to text."),
            AttributeType.Category when text.Length > MaxCategory => new CaseValueInvalid($"A category has at most {MaxCategory} characters; this has {text.Length}. Make {name} text to keep more."),
            AttributeType.Text when text.Length > MaxText => new CaseValueInvalid($"A value has at most {MaxText} characters; this has {text.Length}. Keep longer words in a memo on the case."),
            _ => text,
        };
    }

    /// <summary>The value as a reader sees it: 9 May 2024, 1,520,000.</summary>
    public static string Shown(AttributeType type, string value) => type switch
    {
        AttributeType.Date when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date.ToString("d MMM yyyy", British),
        AttributeType.Number when decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) >= 10_000 && !value.Contains('E', StringComparison.OrdinalIgnoreCase) =>
            number.ToString(value.Contains('.', StringComparison.Ordinal) ? "#,0.############" : "#,0", CultureInfo.InvariantCulture),
        _ => value,
    };

    /// <summary>The type that fits all of a column's values: number, date, category where values come again, else text.</summary>
    public static AttributeType Guess(IEnumerable<string> values)
    {
        var given = values.Select(v => v.Trim()).Where(v => v.Length > 0).ToList();
        if (given.Count == 0) return AttributeType.Text;
        // A number that starts with 0 is a label: counting with it would lose the 0.
        if (given.All(v => Number(v) is not null && !(v.Length > 1 && v[0] == '0' && char.IsAsciiDigit(v[1])))) return AttributeType.Number;
        if (given.All(v => Date(v) is not null)) return AttributeType.Date;
        var distinct = given.Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return given.All(v => v.Length <= 60) && distinct <= 40 && (distinct < given.Count || given.Count == 1) ? AttributeType.Category : AttributeType.Text;
    }

    public static string NameOf(AttributeType type) => type.ToString().ToLowerInvariant();

    private static string? Number(string text)
    {
        // Thousands marks only where they group by three: "1,5" could be a decimal comma, and is refused, not guessed.
        var plain = text.Contains(',', StringComparison.Ordinal) && System.Text.RegularExpressions.Regex.IsMatch(text, @"^-?\d{1,3}(,\d{3})+(\.\d+)?$") ? text.Replace(",", "", StringComparison.Ordinal) : text;
        plain = plain.Replace('\u2212', '-');
        if (!decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static string? Date(string text)
    {
        if (text.Length > 10 && text[10] == 'T' && text.EndsWith("T00:00:00", StringComparison.Ordinal)) text = text[..10];
        return DateOnly.TryParseExact(text, DateForms, British, DateTimeStyles.AllowWhiteSpaces, out var date) ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
    }

    internal static string Short(string text) => Cut.To(text, 60);

    internal static Result<string> CheckCaseName(string? input) => input?.ReplaceLineEndings(" ").Trim() switch
    {
        null or "" => new CaseNameInvalid("A case needs a name."),
        { Length: > 200 } text => new CaseNameInvalid($"A case's name has at most 200 characters; this has {text.Length}."),
        { } text => text,
    };

    internal static Result<string> CheckAttributeName(string? input) => input?.ReplaceLineEndings(" ").Trim() switch
    {
        null or "" => new AttributeInvalid("An attribute needs a name, such as sector, role or site."),
        { Length: > 120 } text => new AttributeInvalid($"An attribute's name has at most 120 characters; this has {text.Length}."),
        { } text when text.AsSpan().ContainsAny('{', '}', ':') => new AttributeInvalid($"\"{text}\" has a brace or a colon in it, which attribution and search use. Choose a name without."),
        { } text when AttributionPattern.Key(text) is "case" or "name" or "speaker" or "source" => new AttributeInvalid($"\"{text}\" already means something else here. Choose another name."),
        { } text => text,
    };
}
