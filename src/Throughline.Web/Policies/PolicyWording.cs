using System.Globalization;
using System.Security;
using Microsoft.AspNetCore.Components;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;
using Throughline.Policy.Finding;
using Throughline.Policy.Statements;
using Throughline.Text;

namespace Throughline.Web.Policies;

/// <summary>A change to one field of a reading.</summary>
/// <param name="To">What is to be said, given what is said now (null: not read); null takes it back.</param>
public sealed record PolicyAnswer(RepresentationField Field, Func<FieldAnswer?, FieldAnswer?> To);

/// <summary>Fields, terms and states as the pages under Policy write them.</summary>
internal static class PolicyWording
{
    /// <summary>The fields of the clarity table.</summary>
    public static readonly RepresentationField[] Shown = [RepresentationField.Kind, RepresentationField.Group, RepresentationField.Comparator, RepresentationField.Geography, RepresentationField.Cause, RepresentationField.Mechanism, RepresentationField.WhoActs, RepresentationField.Aim, RepresentationField.Measure];

    /// <summary>In the order of the keys 1 to 4.</summary>
    public static readonly FieldState[] States = [FieldState.Stated, FieldState.Implied, FieldState.NotStated, FieldState.NotApplicable];

    public static string NameOf(this ListFrameworks.Shelf? shelf, string term) => shelf?.FindTerm(term)?.Term.Name ?? term;

    public static IEnumerable<FrameworkTerm> TermsOf(this ListFrameworks.Shelf? shelf, RepresentationField field) => shelf?.Find(field.Vocabulary.Framework) is { } framework ? field.Vocabulary.TermsOf(framework) : [];

    /// <summary>The terms by name, then the passage's own words.</summary>
    public static string Words(this ListFrameworks.Shelf? shelf, FieldAnswer answer) => string.Join("; ", answer.Terms.Select(shelf.NameOf).Concat(answer.Words is { Length: > 0 } words ? [$"“{words}”"] : []));

    /// <summary>The terms by name; "not stated" where there are none.</summary>
    public static string Named(this ListFrameworks.Shelf? shelf, IReadOnlyList<string> terms) => terms.Count == 0 ? "not stated" : string.Join("; ", terms.Select(shelf.NameOf));

    public static string Symbol(FieldState state) => state switch { FieldState.Stated => "m-stated", FieldState.Implied => "m-implied", FieldState.NotStated => "m-not", _ => "m-na" };

    /// <summary>A number for each field that words of the statement, or of what stands around it, led to, in the fields' order: it stands at the words and at the field.</summary>
    public static IReadOnlyDictionary<RepresentationField, int> Numbers(ListStatements.Row row, IReadOnlyList<FieldSuggestion> hints)
    {
        var led = hints.Where(h => h.Evidence.Any(e => e.Span.Overlaps(row.Span) || row.Context.Any(c => e.Span.Overlaps(c.Span)))).Select(h => h.Field).ToHashSet();
        return RepresentationField.All.Where(led.Contains).Select((field, i) => (field, i)).ToDictionary(p => p.field, p => p.i + 1);
    }

    /// <summary>The id of a field's button in the form.</summary>
    public static string IdOf(RepresentationField field) => "policy-field-" + field.Name;

    /// <summary>How many of a number of statements are woven, to be put after it; empty where none is.</summary>
    public static string Woven(int woven) => woven == 0 ? "" : $", of which {InWords.Number(woven)} woven";

    public static string Short(string words, int most = 140) => Cut.To(words, most);

    /// <summary>Words of a picture: the markup of a page keeps the element's name for itself.</summary>
    public static MarkupString SvgText(int x, int y, string words) => new(string.Create(CultureInfo.InvariantCulture, $"""<text x="{x}" y="{y}">{SecurityElement.Escape(words)}</text>"""));
}
