using System.Globalization;

namespace Throughline.Web;

/// <summary>The query of the memos page, for the page and its downloads alike. What cannot be read asks for nothing.</summary>
internal static class MemoQuery
{
    /// <param name="on">Things as they are named on the thread, parted by commas.</param>
    public static FindMemos.Request Read(string? text, string? kind, string? analyst, string? code, string? source, string? from, string? to, string? on) => new(
        kind,
        Guid.TryParse(analyst, out var one) ? new AnalystId(one) : null,
        DateOnly.TryParse(from, CultureInfo.InvariantCulture, out var first) ? first : null,
        DateOnly.TryParse(to, CultureInfo.InvariantCulture, out var last) ? last : null,
        text,
        Guid.TryParse(code, out var of) ? new CodeId(of) : null,
        Guid.TryParse(source, out var held) ? new SourceId(held) : null,
        on?.Split(',').Select(one => NodeRef.TryParse(one, out var node) ? node : (NodeRef?)null).OfType<NodeRef>().ToList() is { Count: > 0 } nodes ? nodes : null);
}
