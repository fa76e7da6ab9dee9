using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Equity;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Sites;
using Throughline.Files;

namespace Throughline.Web.Api;

/// <summary>Figures as files to download.</summary>
internal static class EquityApi
{
    internal static void MapEquity(this RouteGroupBuilder api)
    {
        api.MapGet("/charts/{view}.{format}", async (string view, string format, HttpContext http, MakeChart.Handler draw, CancellationToken cancel) =>
        {
            if (!Enum.TryParse<ChartView>(view, ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted)) return Results.Problem($"There is no view \"{view}\".", statusCode: StatusCodes.Status404NotFound);
            if (format is not ("svg" or "csv" or "xlsx")) return Results.Problem($"\"{format}\" is not a format of views. There are svg, csv and xlsx.", statusCode: StatusCodes.Status404NotFound);
            var options = http.Request.Query.Where(q => q.Key is not ("d" or "f" or "safe" or "rows")).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
            var made = await draw.RunAsync(http.Acting().Project, new(wanted, Guid.TryParse(http.Request.Query["d"], out var dataset) ? new DatasetId(dataset) : null, Guid.TryParse(http.Request.Query["f"], out var figure) ? new FigureId(figure) : null, options), cancel);
            if (!made.Succeeded) return made.Error.ToProblem();
            var sheets = made.Value.Tables;
            if (http.Request.Query["safe"] == "yes" && http.Request.Query["rows"] == "yes") return Results.Problem("The rows of the file are counts as they are, and nothing hides small ones: they are not made safe. Download the view itself as safe csv or xlsx, or make the file safe by command (throughline equity suppress).", statusCode: StatusCodes.Status400BadRequest);
            if (http.Request.Query["safe"] == "yes")
            {
                // A picture shows every area's value, small counts with the rest.
                if (format == "svg" && made.Value.Safe is not null) return Results.Problem("A picture of this view is not made safe: it shows every value. Download csv or xlsx.", statusCode: StatusCodes.Status400BadRequest);
                var safe = made.Value.SafeTables();
                if (!safe.Succeeded) return safe.Error.ToProblem();
                sheets = safe.Value;
            }
            if (http.Request.Query["rows"] == "yes") sheets = [made.Value.Rows()];
            var name = string.Concat(made.Value.Title.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or ',' ? c : '-'));
            if (format == "svg") return Results.File(Encoding.UTF8.GetBytes(made.Value.Draw(true)), "image/svg+xml", $"{name}.svg");
            var content = new MemoryStream();
            if (format == "csv") SheetWriter.WriteCsv(content, sheets[0]);
            else if (SheetWriter.WriteXlsx(content, sheets) is { Succeeded: false } refused) return refused.Error.ToProblem();
            content.Position = 0;
            return format == "csv" ? Results.File(content, "text/csv; charset=utf-8", $"{name}.csv") : Results.File(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{name}.xlsx");
        }).ExcludeFromDescription();
        api.MapGet("/sites/{choice:guid}.{format}", async (Guid choice, string format, HttpContext http, ReadSites.Handler read, FindProject.Handler projects, CancellationToken cancel) =>
        {
            var made = await read.RunAsync(http.Acting().Project, new(choice), cancel);
            if (!made.Succeeded) return made.Error.ToProblem();
            if (format is not ("docx" or "html")) return Results.Problem($"\"{format}\" is not a format of sampling records. There are docx and html.", statusCode: StatusCodes.Status404NotFound);
            var document = BuildSiteRecord.Of(made.Value, (await projects.OneAsync(http.Acting().Project.Value.ToString("D"), cancel)) is { Succeeded: true } project ? project.Value.Title : "");
            if (format == "html") return Results.File(Encoding.UTF8.GetBytes(HtmlReport.Write(document)), "text/html; charset=utf-8", "sampling-record.html");
            var content = new MemoryStream();
            DocxReport.Write(content, document);
            content.Position = 0;
            return Results.File(content, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "sampling-record.docx");
        }).ExcludeFromDescription();
        api.MapGet("/figures/{figure:guid}.{format}", async (Guid figure, string format, HttpContext http, ReadFigures.Handler read, CancellationToken cancel) =>
        {
            var made = await read.RunAsync(http.Acting().Project, new(figure), cancel);
            if (!made.Succeeded) return made.Error.ToProblem();
            var name = string.Concat(made.Value.Figure.Name.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or ',' ? c : '-'));
            var (shown, sheet) = (made.Value, FigureWords.Sheet(made.Value));
            if (http.Request.Query["safe"] == "yes")
            {
                var safe = SafeFigure.Of(made.Value);
                if (!safe.Succeeded) return safe.Error.ToProblem();
                if (format == "svg" && safe.Value.Picture is null) return Results.Problem("A picture of this figure is not made safe: some of its groups are hidden, and a gradient without them would be another. Download csv or xlsx, or join groups or years.", statusCode: StatusCodes.Status400BadRequest);
                (shown, sheet) = (safe.Value.Picture ?? made.Value, safe.Value.Sheet);
            }
            if (format == "svg") return Results.File(Encoding.UTF8.GetBytes(FigureSvg.Draw(shown, alone: true)), "image/svg+xml", $"{name}.svg");
            if (format is not ("csv" or "xlsx")) return Results.Problem($"\"{format}\" is not a format of figures. There are svg, csv and xlsx.", statusCode: StatusCodes.Status404NotFound);
            var content = new MemoryStream();
            if (format == "csv") SheetWriter.WriteCsv(content, sheet);
            else if (SheetWriter.WriteXlsx(content, [sheet]) is { Succeeded: false } refused) return refused.Error.ToProblem();
            content.Position = 0;
            return format == "csv" ? Results.File(content, "text/csv; charset=utf-8", $"{name}.csv") : Results.File(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{name}.xlsx");
        }).ExcludeFromDescription();
    }
}
