using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Throughline.Exchange.Logs;
using Throughline.Exchange.Policies;
using Throughline.Exchange.Reports;
using Throughline.Exchange.Tables;
using Throughline.Framing.Frameworks;
using Throughline.Policy.Theories;
using Throughline.Web.Keeping;

namespace Throughline.Web.Api;

internal static class ExchangeApi
{
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapExchange(this RouteGroupBuilder api)
    {
        api.MapGet("/report", async (string? format, string? sections, string? title, string? by, string? confirm, string? memos, HttpContext context, BuildReport.Handler build, CancellationToken cancel) =>
        {
            var built = await build.RunAsync(context.Acting(), RequestOf(sections, title, by, confirm, memos), cancel);
            if (!built.Succeeded) return built.Error.ToProblem();
            var name = FileName(built.Value.Document.Title);
            if (format == "docx")
            {
                var file = new MemoryStream();
                DocxReport.Write(file, built.Value.Document);
                file.Position = 0;
                return Results.File(file, Docx, name + ".docx");
            }
            var html = Encoding.UTF8.GetBytes(HtmlReport.Write(built.Value.Document));
            if (format == "html") return Results.File(html, "text/html; charset=utf-8", name + ".html");
            // The preview is the file itself, shown within the report page: its own style passes by its hash, and nothing else runs.
            context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src '{HtmlReport.StyleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
            return Results.Bytes(html, "text/html; charset=utf-8");
        }).Produces(200, null, "text/html", Docx);

        api.MapGet("/brief", async (Guid? source, string? format, bool? plain, HttpContext context, BuildBrief.Handler build, CancellationToken cancel) =>
        {
            var built = await build.RunAsync(context.Acting(), new(source is { } id ? new SourceId(id) : null, plain ?? false), cancel);
            if (!built.Succeeded) return built.Error.ToProblem();
            var name = FileName(built.Value.Document.Title);
            if (format != "docx") return Results.File(Encoding.UTF8.GetBytes(HtmlReport.Write(built.Value.Document)), "text/html; charset=utf-8", name + ".html");
            var file = new MemoryStream();
            DocxReport.Write(file, built.Value.Document);
            file.Position = 0;
            return Results.File(file, Docx, name + ".docx");
        }).Produces(200, null, "text/html", Docx);

        api.MapGet("/theories", async (Guid? source, string? format, HttpContext context, BuildTheories.Handler build, CancellationToken cancel) =>
        {
            var built = await build.RunAsync(context.Acting(), source is { } id ? new SourceId(id) : null, cancel);
            if (!built.Succeeded) return built.Error.ToProblem();
            if (format != "docx") return Results.File(Encoding.UTF8.GetBytes(HtmlReport.Write(built.Value)), "text/html; charset=utf-8", "programme theories.html");
            var file = new MemoryStream();
            DocxReport.Write(file, built.Value);
            file.Position = 0;
            return Results.File(file, Docx, "programme theories.docx");
        }).Produces(200, null, "text/html", Docx);

        api.MapGet("/theories/map", async (Guid? source, HttpContext context, ListTheories.Handler list, ListFrameworks.Handler frameworks, CancellationToken cancel) =>
        {
            var theories = (await list.RunAsync(context.Acting(), source is { } id ? new SourceId(id) : null, cancel)).Where(t => t.Counts).ToList();
            if (theories.Count == 0) return new Refused("No programme theory counts here yet: one must be agreed on, or written by the only person who was to write.").ToProblem();
            var shelf = await frameworks.RunAsync(context.Acting().Project, cancel);
            return Results.File(Encoding.UTF8.GetBytes(TheoryMap.Svg(theories, term => shelf.FindTerm(term)?.Term.Name ?? term)), "image/svg+xml", "programme theories.svg");
        }).Produces(200, null, "image/svg+xml");

        api.MapGet("/tables/{kind}", async (string kind, string? format, bool? leftOut, HttpContext context, ExportTables.Handler export, CancellationToken cancel) =>
        {
            var wanted = format switch { null or "csv" => TableFormat.Csv, "xlsx" => TableFormat.Xlsx, "json" => TableFormat.Json, _ => (TableFormat?)null };
            if (wanted is null) return new Error($"A table comes as csv, xlsx or json, not as \"{format}\".").ToProblem();
            var file = new MemoryStream();
            var rows = await export.RunAsync(context.Acting(), kind, wanted.Value, file, leftOut ?? false, cancel);
            if (!rows.Succeeded) return rows.Error.ToProblem();
            file.Position = 0;
            return Results.File(file, wanted switch { TableFormat.Csv => "text/csv; charset=utf-8", TableFormat.Xlsx => Xlsx, _ => "application/json" }, $"{kind}.{wanted.ToString()!.ToLowerInvariant()}");
        }).Produces(200, null, "text/csv", Xlsx, "application/json");

        api.MapGet("/log", async (string? format, string? analyst, string? action, string? from, string? to, HttpContext context, ReadLog.Handler read, CancellationToken cancel) =>
        {
            var kind = format ?? "csv";
            if (kind is not ("csv" or "xlsx" or "json")) return new Error($"The change log comes as csv, xlsx or json, not as \"{format}\".").ToProblem();
            var file = new MemoryStream();
            var written = await read.ExportAsync(context.Acting(), LogRequest(analyst, action, from, to), kind, file, cancel);
            if (!written.Succeeded) return written.Error.ToProblem();
            file.Position = 0;
            return Results.File(file, kind switch { "csv" => "text/csv; charset=utf-8", "xlsx" => Xlsx, _ => "application/json" }, "change-log." + kind);
        }).Produces(200, null, "text/csv", Xlsx, "application/json");

        api.MapGet("/downloads/{id:guid}", (Guid id, HttpContext context, Downloads downloads) =>
            downloads.Find(context.Acting().Project, id) is { } file ? Results.File(file.Path, "application/zip", file.Name) : Results.Problem("That file is not kept any more. Make it again.", statusCode: StatusCodes.Status404NotFound)).ExcludeFromDescription();
    }

    /// <summary>What the report page and the address both say of a report.</summary>
    public static BuildReport.Request RequestOf(string? sections, string? title, string? by, string? confirm, string? memos)
    {
        var chosen = sections is null ? null : Parts(sections).Select(s => Enum.TryParse<ReportSection>(s, ignoreCase: true, out var section) ? section : (ReportSection?)null).OfType<ReportSection>().ToHashSet();
        var confirmed = confirm is null ? null : Parts(confirm).Select(s => Guid.TryParse(s, out var id) ? new QuotationId(id) : (QuotationId?)null).OfType<QuotationId>().ToHashSet();
        return new(chosen, title, confirmed, false, by is null ? null : [.. Parts(by).Select(Uri.UnescapeDataString)], memos is null ? null : Parts(memos).ToHashSet());
    }

    public static ReadLog.Request LogRequest(string? analyst, string? action, string? from, string? to) => new(
        Guid.TryParse(analyst, out var id) ? new AnalystId(id) : null, action is { Length: > 0 } ? action : null, null,
        DateOnly.TryParse(from, System.Globalization.CultureInfo.InvariantCulture, out var first) ? first : null, DateOnly.TryParse(to, System.Globalization.CultureInfo.InvariantCulture, out var last) ? last : null);

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A title as the name of a file: letters, figures and single blanks, at most 80 characters, cut between words where one ends in time.</summary>
    internal static string FileName(string title)
    {
        const int Most = 80;
        var name = string.Join(' ', string.Concat(title.Select(c => char.IsLetterOrDigit(c) || c is '-' or '’' ? c : c == '\'' ? '’' : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (name.Length == 0) return "report";
        if (name.Length <= Most) return name;
        var end = name.LastIndexOf(' ', Most);
        if (end < Most / 2) end = char.IsHighSurrogate(name[Most - 1]) ? Most - 1 : Most;
        return name[..end].TrimEnd(' ', '-');
    }
}
