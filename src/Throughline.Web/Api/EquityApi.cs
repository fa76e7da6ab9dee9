using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Equity;
using Throughline.Files;

namespace Throughline.Web.Api;

/// <summary>Figures as files to download.</summary>
internal static class EquityApi
{
    internal static void MapEquity(this RouteGroupBuilder api) =>
        api.MapGet("/figures/{figure:guid}.{format}", async (Guid figure, string format, HttpContext http, ReadFigures.Handler read, CancellationToken cancel) =>
        {
            var made = await read.RunAsync(http.Acting().Project, new(figure), cancel);
            if (!made.Succeeded) return made.Error.ToProblem();
            var name = string.Concat(made.Value.Figure.Name.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or ',' ? c : '-'));
            if (format == "svg") return Results.File(Encoding.UTF8.GetBytes(FigureSvg.Draw(made.Value, alone: true)), "image/svg+xml", $"{name}.svg");
            if (format is not ("csv" or "xlsx")) return Results.Problem($"\"{format}\" is not a format of figures. There are svg, csv and xlsx.", statusCode: StatusCodes.Status404NotFound);
            var content = new MemoryStream();
            if (format == "csv") SheetWriter.WriteCsv(content, FigureWords.Sheet(made.Value));
            else if (SheetWriter.WriteXlsx(content, [FigureWords.Sheet(made.Value)]) is { Succeeded: false } refused) return refused.Error.ToProblem();
            content.Position = 0;
            return format == "csv" ? Results.File(content, "text/csv; charset=utf-8", $"{name}.csv") : Results.File(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{name}.xlsx");
        }).ExcludeFromDescription();
}
