using System.Globalization;
using Throughline.Exchange.Reports;
using Throughline.Review;
using Throughline.Review.Citations;
using Throughline.Text;

namespace Throughline.Exchange.Syntheses;

/// <summary>How publications are cited in the text, and in what order they are listed.</summary>
public enum ReferenceStyle
{
    /// <summary>"(Tremblay and Ash 2010a)", listed by author and year.</summary>
    AuthorDate,
    /// <summary>"[3]", listed in the order of citing, as Vancouver does.</summary>
    Numbered,
}

/// <summary>Cites publications and lists those that were cited.</summary>
/// <param name="all">All that may be cited: letters that tell two works of one author and year apart are given among these, and so do not depend on what is cited.</param>
internal sealed class Bibliography(ReferenceStyle style, IReadOnlyList<ListCitations.Row> all)
{
    private static readonly StringComparer Alphabet = StringComparer.Create(CultureInfo.GetCultureInfo("en-GB"), ignoreCase: true);

    private readonly List<CitationId> _cited = [];
    private readonly Dictionary<CitationId, ListCitations.Row> _rows = all.ToDictionary(c => c.Id);
    private readonly Dictionary<CitationId, string> _letters = all.GroupBy(c => $"{Label(c)} {Year(c)}", StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
        .SelectMany(g => g.OrderBy(c => c.Title, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Number).Select((c, i) => (c.Id, Letter: Letter(i)))).ToDictionary(c => c.Id, c => c.Letter);

    /// <summary>Cites publications in one pair of brackets, each leading to its place in the list.</summary>
    public IReadOnlyList<Run> Cite(IEnumerable<CitationId> publications)
    {
        var known = publications.Where(_rows.ContainsKey).Distinct().ToList();
        if (known.Count == 0) return [];
        foreach (var id in known.Where(id => !_cited.Contains(id))) _cited.Add(id);
        var runs = new List<Run> { style == ReferenceStyle.Numbered ? "[" : "(" };
        var shown = style == ReferenceStyle.Numbered ? known.OrderBy(_cited.IndexOf) : known.OrderBy(id => Label(_rows[id]), Alphabet).ThenBy(id => _rows[id].Year).ThenBy(id => _letters.GetValueOrDefault(id), StringComparer.Ordinal);
        foreach (var id in shown)
        {
            if (runs.Count > 1) runs.Add(style == ReferenceStyle.Numbered ? ", " : "; ");
            runs.Add(new(style == ReferenceStyle.Numbered ? (_cited.IndexOf(id) + 1).ToString(CultureInfo.InvariantCulture) : $"{Label(_rows[id])} {Dated(_rows[id], _letters.GetValueOrDefault(id, ""))}", To: Anchor(id)));
        }
        runs.Add(style == ReferenceStyle.Numbered ? "]" : ")");
        return runs;
    }

    /// <summary>What was cited so far, in the style's order.</summary>
    public IReadOnlyList<ReportBlock> List()
    {
        var order = style == ReferenceStyle.Numbered ? _cited : _cited.OrderBy(id => Names(_rows[id], int.MaxValue) is { Length: > 0 } names ? names : _rows[id].Title, Alphabet).ThenBy(id => _rows[id].Year ?? int.MaxValue).ThenBy(id => _letters.GetValueOrDefault(id), StringComparer.Ordinal).ToList();
        return [.. order.Select((id, i) => new ReportParagraph(style == ReferenceStyle.Numbered ? [$"{i + 1}. ", .. Vancouver(_rows[id])] : Harvard(_rows[id], _letters.GetValueOrDefault(id, "")), Anchor: Anchor(id)))];
    }

    private static List<Run> Harvard(ListCitations.Row c, string letter)
    {
        var names = Names(c, int.MaxValue);
        var runs = new List<Run>();
        if (names.Length > 0)
        {
            runs.Add($"{names} ({Dated(c, letter)}) ");
            Titled(runs, c);
        }
        else
        {
            Titled(runs, c);
            runs[^1] = $" ({Dated(c, letter)}). ";
        }
        if (c.Container.Length > 0)
        {
            runs.Add(new(c.Container, IsItalic: true));
            var volume = $"{c.Volume}{(c.Issue.Length > 0 ? $"({c.Issue})" : "")}";
            runs.Add($"{(volume.Length > 0 ? $" {volume}" : "")}{(c.Pages.Length > 0 ? $": {Pages(c)}" : "")}. ");
        }
        Found(runs, c);
        return runs;
    }

    private static List<Run> Vancouver(ListCitations.Row c)
    {
        var names = Names(c, 6);
        var runs = new List<Run>();
        if (names.Length > 0) runs.Add($"{names.TrimEnd('.')}. ");
        Titled(runs, c);
        if (c.Container.Length > 0)
        {
            runs.Add(new(c.Container, IsItalic: true));
            runs.Add(". ");
        }
        var volume = $"{c.Volume}{(c.Issue.Length > 0 ? $"({c.Issue})" : "")}";
        runs.Add($"{Year(c)}{(volume.Length > 0 ? $";{volume}" : "")}{(c.Pages.Length > 0 ? $":{Pages(c)}" : "")}. ");
        Found(runs, c);
        return runs;
    }

    private static void Titled(List<Run> runs, ListCitations.Row c)
    {
        var title = c.Title.Trim();
        // What stands by itself has its title in italics; what stands in a journal or book has that one's.
        runs.Add(new(title.Length > 0 ? title.TrimEnd('.') : "(no title)", IsItalic: c.Container.Length == 0 && title.Length > 0));
        runs.Add(title.Length > 0 && title[^1] is '?' or '!' ? " " : ". ");
    }

    private static void Found(List<Run> runs, ListCitations.Row c)
    {
        if (c.Doi.Length > 0) runs.Add($"doi:{c.Doi}");
        else if (c.Url.Length > 0) runs.Add(c.Url);
    }

    private static string Pages(ListCitations.Row c) => c.Pages.Replace("--", "–", StringComparison.Ordinal).Replace('-', '–');

    private static string Year(ListCitations.Row c) => c.Year?.ToString(CultureInfo.InvariantCulture) ?? "no date";

    /// <summary>"2010a"; without a year "no date-a".</summary>
    private static string Dated(ListCitations.Row c, string letter) => c.Year is null && letter.Length > 0 ? $"{Year(c)}-{letter}" : Year(c) + letter;

    private static string Anchor(CitationId id) => $"ref-{id.Value:N}";

    private static string Letter(int i) => i < 26 ? ((char)('a' + i)).ToString() : Letter(i / 26 - 1) + (char)('a' + i % 26);

    /// <summary>As it is cited: "Tremblay", "Tremblay and Ash", "Tremblay et al."; by its title where it has no author.</summary>
    private static string Label(ListCitations.Row c) => c.Authors.Count switch
    {
        0 => $"“{Cut.To(c.Title, 40)}”",
        1 => Parted(c.Authors[0]).Family,
        2 => $"{Parted(c.Authors[0]).Family} and {Parted(c.Authors[1]).Family}",
        _ => $"{Parted(c.Authors[0]).Family} et al.",
    };

    private static string Names(ListCitations.Row c, int most) =>
        string.Join(", ", c.Authors.Take(most).Select(a => Parted(a) is var (family, initials) && initials.Length > 0 ? $"{family} {initials}" : family)) + (c.Authors.Count > most ? ", et al." : "");

    /// <summary>"Adeyemi, Ruth Jean-Marie, Jr" is Adeyemi, RJ-M Jr. "Yang SQ" is Yang, SQ. What a file does not part stays whole: an organisation.</summary>
    internal static (string Family, string Initials) Parted(string author)
    {
        var parts = author.Split(',', 3, StringSplitOptions.TrimEntries);
        if (parts.Length == 1)
        {
            var space = author.LastIndexOf(' ');
            var last = author[(space + 1)..].Replace(".", "", StringComparison.Ordinal);
            return space > 0 && last.Length is 1 or 2 or 3 && last.All(char.IsUpper) && author.Count(ch => ch == ' ') <= 2 ? (author[..space].Trim(), last) : (author.Trim(), "");
        }
        var given = parts[1].Replace(".", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var initials = string.Concat(given.Select(name => name.Length <= 3 && name.All(char.IsUpper) ? name : string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(First))));
        return (parts[0], parts.Length == 3 && parts[2].Length > 0 ? $"{initials} {parts[2]}" : initials);

        static string First(string name) => char.IsHighSurrogate(name[0]) && name.Length > 1 ? name[..2] : char.ToUpperInvariant(name[0]).ToString();
    }
}
