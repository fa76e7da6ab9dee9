using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Files;

namespace Throughline.Web.Api;

/// <summary>What a search found, as a file.</summary>
internal static class AskApi
{
    /// <summary>A worksheet holds little more than a million rows, and no reader that many.</summary>
    private const int MostPassages = 100_000;

    private const int WordsAround = 12;

    public static void MapAsk(this RouteGroupBuilder api)
    {
        api.MapGet("/search.csv", async (string q, HttpContext http, SearchSources.Handler search, CancellationToken cancel) => await FileAsync(http, search, q, "csv", cancel));
        api.MapGet("/search.xlsx", async (string q, HttpContext http, SearchSources.Handler search, CancellationToken cancel) => await FileAsync(http, search, q, "xlsx", cancel));
    }

    private static async Task<IResult> FileAsync(HttpContext http, SearchSources.Handler search, string query, string format, CancellationToken cancel)
    {
        var found = await search.PageAsync(http.Acting(), query, 0, MostPassages, cancel);
        if (!found.Succeeded) return found.Error.ToProblem();
        var rows = new List<IReadOnlyList<SheetCell>>();
        foreach (var passage in found.Value.Passages)
            for (var i = 0; i < passage.Hits.Count; i++)
            {
                var (left, hit, right) = passage.Line(i, WordsAround);
                rows.Add([passage.SourceNumber, passage.SourceTitle, passage.Paragraph, passage.Page, passage.Speaker, left, passage.IsLit ? hit : "", right, passage.Text, passage.Hits[i].Start, passage.Hits[i].End]);
            }
        var sheet = new SheetToWrite("Search", ["Source", "Title", "Paragraph", "Page", "Speaker", "Before", "Found", "After", "Passage", "Start", "End"], rows);
        var file = new MemoryStream();
        if (format == "csv") SheetWriter.WriteCsv(file, sheet);
        else if (SheetWriter.WriteXlsx(file, [sheet]) is { Succeeded: false } refused) return refused.Error.ToProblem();
        file.Position = 0;
        return Results.File(file, format == "csv" ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"search.{format}");
    }
}
