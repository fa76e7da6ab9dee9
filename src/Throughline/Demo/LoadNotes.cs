using Throughline.Coding;
using Throughline.Sources;

namespace Throughline.Demo;

/// <summary>The coding notes of one transcript of the worked example: lines by one analyst, what the other says of them, and that the other checked them.</summary>
/// <remarks><c>notes.csv</c> has a row for each line, with the beginnings of its coded passages between bars, and a row with no code for each check.</remarks>
internal sealed class LoadNotes(IServiceProvider services)
{
    public async Task RunAsync(Acting by, Dictionary<string, SourceId> sources, Dictionary<string, AnalystId> analysts, Dictionary<string, CodeId> codes, CancellationToken cancel)
    {
        foreach (var ofSource in SampleFiles.Rows("notes.csv").GroupBy(row => row["source"]))
        {
            var source = sources[ofSource.Key];
            var offered = LoadDemo.Must(await services.GetRequiredService<ReadNotes.Handler>().RunAsync(by, source, cancel)).Sections.ToDictionary(s => s.Code, s => s.Offered);
            var write = services.GetRequiredService<WriteNotes.Handler>();
            foreach (var row in ofSource)
            {
                var author = by with { Analyst = analysts[row["analyst"]] };
                if (row["code"].Length == 0)
                {
                    LoadDemo.Must(await write.MarkCheckedAsync(author, source, cancel));
                    continue;
                }
                var code = codes[row["code"]];
                var passages = row["passages"].Split(" | ").Select(begins => offered[code].Single(p => p.Text.StartsWith(begins, StringComparison.Ordinal)).Excerpt).ToList();
                var line = LoadDemo.Must(await write.AddAsync(author, new(source, code, row["text"], passages), cancel));
                LoadDemo.Must(await write.AnswerAsync(by with { Analyst = analysts[row["by"]] }, line, row["answer"] == "agrees" ? NoteAnswerKind.Agrees : NoteAnswerKind.Queries, row["comment"], cancel));
            }
        }
    }
}
