namespace Throughline.Web;

/// <summary>The style sheets of the workbench. A window reads them once, as one file: twenty would hold up the first words by as many answers.</summary>
internal static class Stylesheets
{
    /// <summary>Where the one file stands.</summary>
    public const string Address = "/css/all.css";

    /// <summary>In the order in which they hold: a later one wins.</summary>
    public static readonly IReadOnlyList<string> InOrder =
    [
        "throughline", "pages", "home", "coding", "ask", "sources", "source", "cases", "codebook", "compare", "report", "equity", "areas", "policy", "theories", "shape", "targets", "reading", "synthesis",
    ];
}
