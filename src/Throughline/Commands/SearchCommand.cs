using System.CommandLine;
using System.Globalization;
using Throughline.Coding;

namespace Throughline.Commands;

internal static class SearchCommand
{
    public static Command Build(Cli cli)
    {
        var project = Cli.Project();
        var query = new Argument<string>("QUERY") { Description = "What to look for. Put it in single quotes, so that the shell leaves it alone." };
        var words = new Option<int>("--kwic") { Description = "How many words to show on each side of a hit.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var limit = new Option<int>("--limit") { Description = "Stop after this many passages; 0 shows all.", HelpName = "N", DefaultValueFactory = _ => 100 };
        words.Validators.Add(given => { if (given.GetValueOrDefault<int>() is < 0 or > 1000) given.AddError("--kwic takes 0 to 1000 words."); });
        limit.Validators.Add(given => { if (given.GetValueOrDefault<int>() < 0) given.AddError("--limit takes 0 (all) or more."); });
        var command = new Command("search", """
            Find words in a project's sources and show each hit in its context.

              inequalit*                  words that begin so; *qualit* and ?ealth work too
              "waiting list"              a phrase
              waiting NEAR/3 list         at most three words between, in either order
              access AND NOT transport    also OR, and ( )
              /\b(19|20)\d\d\b/           a regular expression (slower without two certain letters or figures, as 19 or 20)
              source: speaker: case: code: analyst: reading: and any attribute narrow it: sector:NHS, age:>=65

            Example:
              throughline search "Naming the gap" 'speaker:P1 (damp OR mould) NEAR/5 child*' --kwic 8
            """) { project, query, words, limit };
        command.SetAction((parsed, cancel) => cli.RunAsync(parsed, project, cancel, async (services, by) =>
        {
            var (asked, around, most) = (parsed.GetRequiredValue(query), parsed.GetValue(words), parsed.GetValue(limit));
            var found = await services.GetRequiredService<SearchSources.Handler>().PageAsync(by, asked, 0, most == 0 ? int.MaxValue : most, cancel);
            if (!found.Succeeded) return found.Error;
            var page = found.Value;
            var hits = page.Passages.SelectMany(p => p.Hits.Select((span, i) => (Passage: p, Span: span, Line: p.Line(i, around)))).ToList();
            var json = new
            {
                query = asked,
                passages = page.Passages.Count,
                hits = hits.Count,
                sources = page.Passages.Select(p => p.Source).Distinct().Count(),
                complete = page.Next is null,
                notices = page.Notices,
                results = hits.Select(h => new
                {
                    source = h.Passage.SourceNumber,
                    title = h.Passage.SourceTitle,
                    paragraph = h.Passage.Paragraph,
                    page = h.Passage.Page,
                    speaker = h.Passage.Speaker,
                    start = h.Span.Start,
                    end = h.Span.End,
                    left = h.Line.Left,
                    found = h.Line.Hit,
                    right = h.Line.Right,
                }),
            };
            return new Said(json, Text(page, hits));
        }));
        return command;
    }

    private static string Text(SearchSources.Page page, List<(SearchSources.Passage Passage, Text.TextSpan Span, (string Left, string Hit, string Right) Line)> hits)
    {
        var lines = new List<string>(page.Notices);
        if (hits.Count == 0)
        {
            lines.Add("Nothing found.");
            return string.Join('\n', lines);
        }
        foreach (var source in hits.GroupBy(h => h.Passage.Source))
        {
            if (lines.Count > 0) lines.Add("");
            lines.Add($"{source.First().Passage.SourceNumber}  {source.First().Passage.SourceTitle}");
            var left = Math.Min(70, source.Max(h => h.Line.Left.Length));
            foreach (var (passage, _, line) in source)
            {
                var place = $"¶{passage.Paragraph}{(passage.Speaker is { } who ? " " + who : "")}";
                lines.Add($"{place,-14} {(line.Left.Length > left ? line.Left[^left..] : line.Left.PadLeft(left))}{(passage.IsLit ? $"[{line.Hit}]" : "")}{line.Right}".TrimEnd());
            }
        }
        var sources = hits.Select(h => h.Passage.Source).Distinct().Count();
        lines.Add("");
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Count(hits.Count, "hit")} in {Count(page.Passages.Count, "passage")} of {Count(sources, "source")}{(page.Next is null ? "." : "; there are more: raise --limit, or give 0 for all.")}"));
        if (page.TimedOut) lines.Add("A regular expression took too long in some paragraphs, so hits may be missing there. Make it simpler.");
        return string.Join('\n', lines);
    }

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");
}
