using System.Globalization;
using System.Security;
using Microsoft.AspNetCore.Components;
using Throughline.Framing.Frameworks;
using Throughline.Framing.Representations;

namespace Throughline.Web.Policies;

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

    public static string Short(string words, int most = 140) => words.Length <= most ? words : words[..(most - 3)].TrimEnd() + "…";

    /// <summary>Words of a picture: the markup of a page keeps the element's name for itself.</summary>
    public static MarkupString SvgText(int x, int y, string words) => new(string.Create(CultureInfo.InvariantCulture, $"""<text x="{x}" y="{y}">{SecurityElement.Escape(words)}</text>"""));
}
