using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Syntheses;
using Throughline.Files;
using Throughline.Review.Citations;
using Throughline.Review.Screening;
using Throughline.Synthesis;
using Throughline.Synthesis.Arguing;

namespace Throughline.Web.Api;

/// <summary>Citations, the flow of records, the two tables and the map as files to download.</summary>
internal static class SynthesisApi
{
    internal static void MapSynthesis(this RouteGroupBuilder api)
    {
        api.MapGet("/citations", async (string? format, HttpContext http, ListCitations.Handler list, CancellationToken cancel) =>
        {
            if (format is not ("ris" or "bib" or "csl")) return Results.Problem($"\"{format}\" is not a format of citations. There are ris, bib and csl.", statusCode: StatusCodes.Status404NotFound);
            var all = await list.ToWriteAsync(http.Acting().Project, cancel);
            return format switch
            {
                "ris" => Results.File(Encoding.UTF8.GetBytes(CitationWriter.Ris(all)), "application/x-research-info-systems", "citations.ris"),
                "bib" => Results.File(Encoding.UTF8.GetBytes(CitationWriter.Bib(all)), "application/x-bibtex; charset=utf-8", "citations.bib"),
                _ => Results.File(Encoding.UTF8.GetBytes(CitationWriter.Csl(all)), "application/vnd.citationstyles.csl+json", "citations.json"),
            };
        }).ExcludeFromDescription();
        api.MapGet("/prisma", async (string? format, HttpContext http, CountFlow.Handler count, CancellationToken cancel) =>
        {
            if (format is not ("svg" or "csv")) return Results.Problem($"\"{format}\" is not a format of the flow. There are svg and csv.", statusCode: StatusCodes.Status404NotFound);
            var flow = await count.RunAsync(http.Acting().Project, cancel);
            return format == "svg" ? Results.File(Encoding.UTF8.GetBytes(CountFlow.Svg(flow)), "image/svg+xml", "flow.svg") : Table(FlowSheet(flow), "flow", "csv", http);
        }).ExcludeFromDescription();
        api.MapGet("/synthesis/table1", async (string? format, HttpContext http, BuildSynthesisTables.Handler build, CancellationToken cancel) =>
            await build.CharacteristicsAsync(http.Acting().Project, cancel) is var built && built.Succeeded ? Table(built.Value, "table-1", format, http) : built.Error!.ToProblem()).ExcludeFromDescription();
        api.MapGet("/synthesis/table2", async (string? format, Guid? cluster, HttpContext http, BuildSynthesisTables.Handler build, CancellationToken cancel) =>
            await build.TranslationsAsync(http.Acting(), cluster is { } id ? new ClusterId(id) : null, cancel) is var built && built.Succeeded ? Table(built.Value, "table-2", format, http) : built.Error!.ToProblem()).ExcludeFromDescription();
        api.MapGet("/synthesis/report", async (string? format, string? style, HttpContext http, BuildSynthesisReport.Handler build, CancellationToken cancel) =>
        {
            if (format is not ("docx" or "html")) return Results.Problem($"\"{format}\" is not a format of the report. There are docx and html.", statusCode: StatusCodes.Status404NotFound);
            if (style is not (null or "author-date" or "numbered")) return Results.Problem($"\"{style}\" is not a style of citing. There are author-date and numbered.", statusCode: StatusCodes.Status404NotFound);
            var built = await build.RunAsync(http.Acting(), cancel, style == "numbered" ? ReferenceStyle.Numbered : ReferenceStyle.AuthorDate);
            if (!built.Succeeded) return built.Error.ToProblem();
            if (format == "html") return Results.File(Encoding.UTF8.GetBytes(HtmlReport.Write(built.Value.Document)), "text/html; charset=utf-8", "synthesis.html");
            var content = new MemoryStream();
            DocxReport.Write(content, built.Value.Document);
            return Results.File(content.ToArray(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "synthesis.docx");
        }).ExcludeFromDescription();
        api.MapGet("/synthesis/map/{storyline:guid}", async (Guid storyline, HttpContext http, ReadStorylines.Handler read, CancellationToken cancel) =>
            (await read.RunAsync(http.Acting(), cancel)).FirstOrDefault(s => s.Id.Value == storyline) is { } found ? Results.File(Encoding.UTF8.GetBytes(ArgumentMap.Svg(found)), "image/svg+xml", "line-of-argument.svg") : Results.Problem("That storyline is not in this project any more.", statusCode: StatusCodes.Status404NotFound)).ExcludeFromDescription();
    }

    private static SheetToWrite FlowSheet(CountFlow.Flow flow) => new("Flow", ["Box", "What", "Number"], [.. CountFlow.Rows(flow).Select(IReadOnlyList<SheetCell> (r) => [r.Box, r.What, r.Number is { } number ? number : "not known"])]);

    private static IResult Table(SheetToWrite sheet, string name, string? format, HttpContext http)
    {
        var content = new MemoryStream();
        if (format is "docx" or "html")
        {
            var printed = BuildSynthesisTables.Handler.Printed(sheet, sheet.Name, "", ((TimeProvider)http.RequestServices.GetService(typeof(TimeProvider))!).GetLocalNow());
            if (format == "html") return Results.File(Encoding.UTF8.GetBytes(HtmlReport.Write(printed)), "text/html; charset=utf-8", $"{name}.html");
            DocxReport.Write(content, printed);
            return Results.File(content.ToArray(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", $"{name}.docx");
        }
        if (format is not ("csv" or "xlsx")) return Results.Problem($"\"{format}\" is not a format of tables. There are csv, xlsx, docx and html.", statusCode: StatusCodes.Status404NotFound);
        if (format == "csv") SheetWriter.WriteCsv(content, sheet);
        else if (SheetWriter.WriteXlsx(content, [sheet]) is { Succeeded: false } refused) return refused.Error.ToProblem();
        content.Position = 0;
        return format == "csv" ? Results.File(content, "text/csv; charset=utf-8", $"{name}.csv") : Results.File(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{name}.xlsx");
    }
}
