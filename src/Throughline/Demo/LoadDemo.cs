using Throughline.Coding;
using Throughline.Projects;
using Throughline.Sources;

namespace Throughline.Demo;

/// <summary>Makes the worked example in an empty database, by the same use cases that pages and commands call.</summary>
internal sealed class LoadDemo(IServiceProvider services)
{
    /// <param name="say">Told in words what is being done.</param>
    public async Task<Result<ProjectId>> RunAsync(Action<string> say, CancellationToken cancel)
    {
        var sample = SampleProject.Read();
        var created = await Get<CreateProject.Handler>().RunAsync(new(sample.Title, sample.Analysts[0].Name, sample.ResearchQuestion.Trim(), sample.Attribution), cancel);
        if (!created.Succeeded) return created.Error;
        var by = created.Value.Acting;
        var analysts = new Dictionary<string, AnalystId> { [sample.Analysts[0].Name] = by.Analyst };
        foreach (var person in sample.Analysts.Skip(1)) analysts[person.Name] = Must(await Get<AddAnalyst.Handler>().RunAsync(by, person.Name, cancel));

        say($"Reading {sample.Sources.Count} files");
        var files = sample.Sources.Select(s => new ImportFiles.Incoming(s.File[(s.File.LastIndexOf('/') + 1)..], SampleFiles.Read(s.File))).ToList();
        var job = Must(await Get<ImportFiles.Handler>().RunAsync(by, files, new(), cancel));
        var done = await Get<Jobs>().RunHereAsync(job, cancel);
        if (done.RefusedLines > 0) throw new InvalidOperationException("A file of the worked example was refused: " + string.Join("; ", done.Lines.Where(l => l.State == JobLineState.Refused).Select(l => $"{l.Name}: {l.Message}")));
        var sources = new Dictionary<string, SourceId>();
        for (var i = 0; i < files.Count; i++)
        {
            var id = new SourceId(done.Lines[i].Subject!.Value.Id);
            sources[sample.Sources[i].File] = id;
            var kind = sample.Sources[i].Kind == "transcript" ? SourceKind.Transcript : SourceKind.Document;
            Must(await Get<RenameSource.Handler>().RunAsync(by, id, sample.Sources[i].Title, kind, cancel));
        }
        await Get<Jobs>().ClearAsync(by.Project, job, cancel);

        say("Making the codebook");
        foreach (var row in SampleFiles.Rows("codebook.csv")) Must(await AddCodeAsync(by, row, cancel));

        say("Placing the codings");
        var placed = Must(await Get<ImportCodings.Handler>().RunAsync(by, "codings.csv", SampleFiles.Read("codings.csv"), cancel));
        if (placed.Rows.FirstOrDefault(r => r.Outcome != ImportCodings.Outcome.Placed) is { } lost)
            throw new InvalidOperationException($"Line {lost.Line} of the worked example's codings was not placed: {lost.Message} ({lost.Source}: \"{lost.Segment}\")");

        say("Writing the memos");
        var codes = (await Get<ReadCodebook.Handler>().RunAsync(by, cancel)).ToDictionary(c => c.Path, c => c.Id);
        foreach (var row in SampleFiles.Rows("memos.csv"))
        {
            NodeRef? on = row["on"] switch
            {
                "project" => new NodeRef("project", by.Project.Value),
                "source" => sources[row["target"]].Node,
                "code" => codes[row["target"]].Node,
                _ => null,
            };
            if (on is { } node) Must(await Get<WriteMemo.Handler>().AddAsync(by with { Analyst = analysts[row["analyst"]] }, new(node, row["text"]), cancel));
        }

        foreach (var assignment in sample.Assignments)
        {
            var subject = sources[assignment.Source].Node;
            Must(await Get<Assign.Handler>().RunAsync(by, subject, [.. assignment.Analysts.Select(a => analysts[a])], cancel));
            foreach (var name in assignment.Finished) Must(await Get<FinishAssignment.Handler>().RunAsync(by with { Analyst = analysts[name] }, subject, cancel));
        }
        return by.Project;
    }

    private async Task<Result<CodeId>> AddCodeAsync(Acting by, IReadOnlyDictionary<string, string> row, CancellationToken cancel)
    {
        var path = row["path"].Split('>', StringSplitOptions.TrimEntries);
        var parents = await Get<ReadCodebook.Handler>().RunAsync(by, cancel);
        var parent = path.Length == 1 ? (CodeId?)null : parents.Single(c => c.Path == string.Join(" > ", path[..^1])).Id;
        var origin = row["origin"] switch { "framework" => CodeOrigin.Framework, "in vivo" => CodeOrigin.InVivo, "abductive" => CodeOrigin.Abductive, _ => CodeOrigin.Inductive };
        var colour = path.Length == 1 ? 0 : int.Parse(row["colour"], System.Globalization.CultureInfo.InvariantCulture);
        return await Get<AddCode.Handler>().RunAsync(by, new(path[^1], parent, origin, row["definition"], row["when to use"], row["when not"], row["example"], row["revision note"],
            row["framework term"].Length > 0 ? row["framework term"] : null, colour), cancel);
    }

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The worked example is ours: what a use case refuses in it is a fault of the build.</summary>
    private static T Must<T>(Result<T> result) => result.Value;
}
