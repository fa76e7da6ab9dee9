using Throughline.Text;

namespace Throughline.Storage;

/// <summary>What is to be done with names wherever they are held: blotted out, or given pseudonyms.</summary>
public sealed class NameRewrite
{
    private readonly IReadOnlyList<string> _names;
    private readonly NameMap? _map;

    private NameRewrite(IReadOnlyList<string> names, NameMap? map, NameCase letters) => (_names, _map, Letters) = (names, map, letters);

    /// <summary>Blots names out, unit for unit.</summary>
    public static NameRewrite Masking(IReadOnlyList<string> names) => new(names, null, NameCase.Any);

    /// <summary>Puts pseudonyms in the place of names.</summary>
    /// <param name="kept">Places in anchored texts that an analyst said are no names, by revision and where they begin.</param>
    public static NameRewrite With(NameMap map, NameCase letters = NameCase.Any, IReadOnlySet<(Guid Revision, int Start)>? kept = null) =>
        new([.. map.Entries.Select(e => e.Name)], map, letters) { Kept = kept ?? new HashSet<(Guid, int)>() };

    /// <summary>Names go for good; otherwise pseudonyms come in their place.</summary>
    public bool IsErasing => _map is null;

    public NameCase Letters { get; }

    /// <summary>The map of a pseudonymising; null for an erasing.</summary>
    public NameMap? Map => _map;

    /// <summary>Places in anchored texts that an analyst said are no names, by revision and where they begin.</summary>
    public IReadOnlySet<(Guid Revision, int Start)> Kept { get; private init; } = new HashSet<(Guid, int)>();

    public IReadOnlyList<TextSpan> Find(string text) => _map is null ? Masker.Find(text, _names, Letters) : Masker.Find(text, _map, Letters);

    /// <summary>The text without the names: masked, or with pseudonyms.</summary>
    public string Apply(string text) => _map is null ? Masker.Erase(text, _names, letters: Letters) : Masker.Replace(text, _map, Letters).Text;

    /// <summary>The text with the names blotted out, of the same length, whatever else is done elsewhere.</summary>
    public string Mask(string text, Guid revision = default)
    {
        var spans = Find(text);
        return spans.Count == 0 ? text : Blotted(text, spans.Where(span => !Kept.Contains((revision, span.Start))));
    }

    /// <summary>Blots spans out unit for unit; line feeds stay, so that blocks stay.</summary>
    public static string Blotted(string text, IEnumerable<TextSpan> spans)
    {
        var units = text.ToCharArray();
        foreach (var span in spans)
            for (var i = span.Start; i < span.End; i++)
                if (units[i] != '\n') units[i] = Masker.Blot;
        return new(units);
    }
}
