using System.Text;
using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Throughline.Files;

/// <summary>Follows the drawings (form XObjects) that a page draws, and those that they draw, before the page is read.</summary>
/// <remarks>The library follows them without end: two that draw each other overflow the stack, which no program survives, and a few dozen that
/// each draw the next twice never come to an end. Forms share resources freely, so only what a form's content really draws counts.</remarks>
internal sealed partial class PdfForms
{
    /// <summary>Drawings within one another, and drawings a page's drawings make in all; real pages come nowhere near.</summary>
    private const int DeepestNesting = 100, MostDraws = 100_000;

    private readonly PdfDocument _document;
    private readonly Dictionary<IndirectReference, string[]> _draws = [];
    private readonly Dictionary<IndirectReference, long> _counts = [];
    private readonly HashSet<IndirectReference> _path = [];

    private PdfForms(PdfDocument document) => _document = document;

    /// <exception cref="InvalidDataException">A drawing draws itself, directly or through others, or they draw one another beyond reason.</exception>
    public static void Check(PdfDocument document, CancellationToken cancel)
    {
        var forms = new PdfForms(document);
        if (forms.Value(document.Structure.Catalog.CatalogDictionary, "Pages") is DictionaryToken pages) forms.Nodes(pages, [], 0, cancel);
    }

    private void Nodes(DictionaryToken node, HashSet<DictionaryToken> above, int depth, CancellationToken cancel)
    {
        // Page trees that hold themselves are the library's to refuse.
        if (depth > DeepestNesting || !above.Add(node)) return;
        cancel.ThrowIfCancellationRequested();
        if (Drawings(node) is { } drawings)
        {
            _counts.Clear();
            foreach (var name in drawings.Data.Keys)
                if (Form(drawings, name) is { } form) Count(form.Reference, form.Stream, drawings, 1);
        }
        if (Value(node, "Kids") is ArrayToken kids)
            foreach (var kid in kids.Data)
                if (Follow(kid) is DictionaryToken child) Nodes(child, above, depth + 1, cancel);
        above.Remove(node);
    }

    private DictionaryToken? Drawings(DictionaryToken holder) => Value(holder, "Resources") is DictionaryToken resources ? Value(resources, "XObject") as DictionaryToken : null;

    /// <summary>How many drawings this one makes, itself included.</summary>
    private long Count(IndirectReference reference, StreamToken form, DictionaryToken ofPage, int depth)
    {
        if (_counts.TryGetValue(reference, out var known)) return known;
        if (depth > DeepestNesting || !_path.Add(reference)) throw new InvalidDataException("its drawings draw one another without end");
        if (!_draws.TryGetValue(reference, out var names)) _draws[reference] = names = NamesIn(form);
        long count = 1;
        var own = names.Length > 0 ? Drawings(form.StreamDictionary) : null;
        foreach (var name in names)
        {
            if ((own is null ? null : Form(own, name)) is not { } child)
            {
                if (Form(ofPage, name) is not { } inherited) continue;
                child = inherited;
            }
            count += Count(child.Reference, child.Stream, ofPage, depth + 1);
            if (count > MostDraws) throw new InvalidDataException("its drawings draw one another more often than can be followed");
        }
        _path.Remove(reference);
        return _counts[reference] = count;
    }

    private (IndirectReference Reference, StreamToken Stream)? Form(DictionaryToken drawings, string name) =>
        drawings.TryGet(NameToken.Create(name), out var token) && token is IndirectReferenceToken reference && Follow(token) is StreamToken stream
        && stream.StreamDictionary.TryGet(NameToken.Subtype, out var subtype) && Follow(subtype) is NameToken { Data: "Form" } ? (reference.Data, stream) : null;

    private static string[] NamesIn(StreamToken form)
    {
        var content = Encoding.Latin1.GetString(form.Decode(DefaultFilterProvider.Instance).Span);
        return [.. Drawing().Matches(content).Select(match => Escaped().Replace(match.Groups["name"].Value, hex => ((char)Convert.ToByte(hex.Groups[1].Value, 16)).ToString()))];
    }

    // A name, then "Do", with white space or comments between.
    [GeneratedRegex(@"/(?<name>[^\s\0/<>\[\](){}%]+)(?:[\s\0]|%[^\r\n]*[\r\n])+Do(?![^\s\0/<>\[\](){}%])", RegexOptions.CultureInvariant)]
    private static partial Regex Drawing();

    [GeneratedRegex("#([0-9A-Fa-f]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();

    private IToken? Value(DictionaryToken dictionary, string key) => dictionary.TryGet(NameToken.Create(key), out var token) ? Follow(token) : null;

    private IToken? Follow(IToken? token)
    {
        for (var i = 0; i < 8 && token is IndirectReferenceToken reference; i++) token = _document.Structure.GetObject(reference.Data)?.Data;
        return token;
    }
}
