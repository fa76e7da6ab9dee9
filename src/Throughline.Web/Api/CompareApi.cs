using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Reports;
using Throughline.Files;

namespace Throughline.Web.Api;

/// <summary>Downloads of what the comparing pages show.</summary>
internal static class CompareApi
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapCompare(this RouteGroupBuilder api)
    {
        // The same query as the page's address: columns, count, meet, within, analyst, rows, fold.
        api.MapGet("/matrix.{format}", async (string format, HttpContext http, CountMatrix.Handler matrices, CancellationToken cancel) =>
        {
            var query = http.Request.Query;
            var request = new CountMatrix.Request(
                query["columns"].FirstOrDefault() ?? "case",
                Enum.TryParse<MatrixCount>(query["count"], out var count) ? count : MatrixCount.Passages,
                Enum.TryParse<CodeMeeting>(query["meet"], out var meet) ? meet : CodeMeeting.Overlap,
                int.TryParse(query["within"], System.Globalization.CultureInfo.InvariantCulture, out var within) ? within : 1,
                query["rows"].FirstOrDefault() is { } rows ? Ids(rows) : null, null, Ids(query["fold"].FirstOrDefault() ?? ""),
                Guid.TryParse(query["analyst"], out var analyst) ? [new(analyst)] : null);
            var matrix = await matrices.RunAsync(http.Acting(), request, cancel);
            if (!matrix.Succeeded) return matrix.Error.ToProblem();
            if (format == "svg") return Results.File(System.Text.Encoding.UTF8.GetBytes(MatrixOut.Svg(matrix.Value, alone: true)), "image/svg+xml", $"code-by-{matrix.Value.ColumnWord}.svg");
            if (format == "json") return Results.File(JsonSerializer.SerializeToUtf8Bytes(MatrixOut.Value(matrix.Value), Endpoints.Json), "application/json", $"code-by-{matrix.Value.ColumnWord}.json");
            return Table(format, MatrixOut.Sheet(matrix.Value), $"code-by-{matrix.Value.ColumnWord}");
        });

        // The same query as the memos page: text, kind, analyst, code, source, from, to, on.
        api.MapGet("/memos.{format}", async (string format, HttpContext http, FindMemos.Handler find, FindProject.Handler projects, FollowThread thread, TimeProvider clock, CancellationToken cancel) =>
        {
            var query = http.Request.Query;
            var rows = await find.RunAsync(http.Acting(), MemoQuery.Read(query["text"], query["kind"], query["analyst"], query["code"], query["source"], query["from"], query["to"], query["on"]), cancel);
            var labels = (await thread.DescribeAsync(http.Acting(), [.. rows.Select(m => m.On).Distinct()], cancel)).DistinctBy(n => n.Node).ToDictionary(n => n.Node);
            string On(ListMemos.Row memo) => labels.TryGetValue(memo.On, out var node) ? $"{node.KindLabel}: {node.Label}" : $"a {memo.On.Kind} since taken away";
            if (format is "html" or "docx") return Written(format, WrittenNotes.OfMemos(rows, On, await TitleAsync(projects, http, cancel), clock.GetUtcNow().UtcDateTime), "memos");
            return Table(format, new("Memos", ["On", "Kind", "Beside", "Memo", "Analyst", "Written", "Changed"],
                [.. rows.Select(m => (IReadOnlyList<SheetCell>)[On(m), m.On.Kind, m.Context, m.Text, m.AnalystName, m.At.ToString("O", System.Globalization.CultureInfo.InvariantCulture), m.ChangedAt?.ToString("O", System.Globalization.CultureInfo.InvariantCulture)])]), "memos");
        });

        api.MapGet("/notes/{source:guid}.{format}", async (Guid source, string format, HttpContext http, ReadNotes.Handler read, FindProject.Handler projects, IDbContextFactory<ThroughlineDb> contexts, TimeProvider clock, CancellationToken cancel) =>
        {
            var notes = await read.RunAsync(http.Acting(), new(source), cancel);
            if (!notes.Succeeded) return notes.Error.ToProblem();
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var whose = await Attribution.ForAsync(db, http.Acting(), [.. notes.Value.Sections.SelectMany(s => s.Lines).SelectMany(l => l.Passages).Select(p => p.Excerpt).Distinct()], cancel);
            return Written(format, WrittenNotes.OfNotes(notes.Value, whose, await TitleAsync(projects, http, cancel), clock.GetUtcNow().UtcDateTime), "coding-notes");
        });

        // The same query as the code's page: by, analyst, source, who, below.
        api.MapGet("/codes/{code:guid}/passages.{format}", async (Guid code, string format, HttpContext http, ReadCodebook.Handler codebook, ListPassages.Handler passages, ReadCases.Handler cases, CancellationToken cancel) =>
        {
            if ((await codebook.RunAsync(http.Acting(), cancel)).All(c => c.Id.Value != code)) return new CodeMissing("That code is not in this project's codebook.").ToProblem();
            var query = http.Request.Query;
            var attributes = (await cases.RunAsync(http.Acting().Project, cancel)).Columns;
            var request = CodeQuery.Read(new(code), query["by"].FirstOrDefault() ?? "source", query["analyst"], query["source"], query["who"], query["below"] != "False", attributes);
            return Table(format, PassagesOf(await passages.AllAsync(http.Acting(), request, cancel), "Passages"), "passages");
        });
    }

    private static async Task<string> TitleAsync(FindProject.Handler projects, HttpContext http, CancellationToken cancel) =>
        await projects.OneAsync(http.Acting().Project.Value.ToString("D"), cancel) is { Succeeded: true } found ? found.Value.Title : "";

    /// <summary>A document as docx or html.</summary>
    private static IResult Written(string format, ReportDocument document, string name)
    {
        if (format == "html") return Results.File(System.Text.Encoding.UTF8.GetBytes(HtmlReport.Write(document)), "text/html; charset=utf-8", name + ".html");
        if (format != "docx") return Results.Problem($"There is no format \"{format}\" here.", statusCode: StatusCodes.Status404NotFound);
        var file = new MemoryStream();
        DocxReport.Write(file, document);
        file.Position = 0;
        return Results.File(file, ExchangeApi.Docx, name + ".docx");
    }

    /// <summary>Passages as a table, one row each in its group: codes, words, whose, where, by whom, and when first.</summary>
    private static SheetToWrite PassagesOf(ListPassages.Answer answer, string name) => new(name, ["Group", "Code", "Words", "Attribution", "Source", "Place", "Start", "End", "Coded by", "First coded at"],
        [.. answer.Groups.SelectMany(g => g.Passages.Select(p => (IReadOnlyList<SheetCell>)[g.Label, string.Join("; ", p.CodeNames), p.Text, p.Attribution, p.SourceTitle, p.Place, p.Start, p.End, string.Join("; ", p.AnalystNames), p.Codings.Min(c => c.At).ToString("O", System.Globalization.CultureInfo.InvariantCulture)]))]);

    /// <summary>A table as csv or xlsx.</summary>
    internal static IResult Table(string format, SheetToWrite sheet, string name)
    {
        var to = new MemoryStream();
        switch (format)
        {
            case "csv":
                SheetWriter.WriteCsv(to, sheet);
                return Results.File(to.ToArray(), "text/csv; charset=utf-8", name + ".csv");
            case "xlsx":
                var written = SheetWriter.WriteXlsx(to, [sheet]);
                return written.Succeeded ? Results.File(to.ToArray(), Xlsx, name + ".xlsx") : written.Error.ToProblem();
            default:
                return Results.Problem($"There is no format \"{format}\" here.", statusCode: StatusCodes.Status404NotFound);
        }
    }

    private static List<CodeId> Ids(string list) => [.. list.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(one => Guid.TryParse(one, out var id) ? new CodeId(id) : default)];
}
