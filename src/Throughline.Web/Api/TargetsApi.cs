using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Exchange.Plans;
using Throughline.Exchange.Reports;
using Throughline.Targeting;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Targets;

namespace Throughline.Web.Api;

/// <summary>Targets as files to download.</summary>
internal static class TargetsApi
{
    internal static void MapTargets(this RouteGroupBuilder api)
    {
        api.MapGet("/targets.csv", async (HttpContext http, ReadTargets.Handler read, CancellationToken cancel) =>
            Results.File(TargetCsv.Write(await read.ListAsync(http.Acting().Project, cancel)), "text/csv; charset=utf-8", "targets.csv")).ExcludeFromDescription();
        api.MapGet("/targets/{target:guid}/plan.{format}", async (Guid target, string format, Guid? review, HttpContext http, BuildPlan.Handler build, CancellationToken cancel) =>
        {
            if (format is not ("docx" or "html")) return Results.Problem($"\"{format}\" is not a format of plans. There are docx and html.", statusCode: StatusCodes.Status404NotFound);
            var built = await build.RunAsync(http.Acting(), new(new(target), review is { } one ? new ReviewId(one) : null), cancel);
            if (!built.Succeeded) return built.Error.ToProblem();
            var name = string.Concat(built.Value.Title.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or ',' ? c : '-'));
            if (format == "html") return Results.File(Encoding.UTF8.GetBytes(HtmlReport.Write(built.Value)), "text/html; charset=utf-8", $"{name}.html");
            var file = new MemoryStream();
            DocxReport.Write(file, built.Value);
            file.Position = 0;
            return Results.File(file, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", $"{name}.docx");
        }).ExcludeFromDescription();
    }
}
