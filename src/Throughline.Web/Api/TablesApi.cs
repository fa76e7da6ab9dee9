using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Files;

namespace Throughline.Web.Api;

/// <summary>Cases and the codebook as files to download.</summary>
internal static class TablesApi
{
    internal static void MapTables(this RouteGroupBuilder api)
    {
        api.MapGet("/cases/export", async (string? format, HttpContext http, ExportCases.Handler export, CancellationToken cancel) =>
            File(await export.RunAsync(http.Acting().Project, cancel), "cases", format)).ExcludeFromDescription();
        api.MapGet("/codebook/export", async (string? format, bool? retired, HttpContext http, ExportCodebook.Handler export, CancellationToken cancel) =>
            File(await export.RunAsync(http.Acting(), retired ?? false, cancel), "codebook", format)).ExcludeFromDescription();
    }

    private static IResult File(SheetToWrite sheet, string name, string? format)
    {
        var content = new MemoryStream();
        if (format == "csv") SheetWriter.WriteCsv(content, sheet);
        else if (SheetWriter.WriteXlsx(content, [sheet]) is { Succeeded: false } refused) return refused.Error.ToProblem();
        content.Position = 0;
        return format == "csv" ? Results.File(content, "text/csv; charset=utf-8", $"{name}.csv") : Results.File(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"{name}.xlsx");
    }
}
