using Microsoft.Extensions.DependencyInjection;
using Throughline.Exchange.Archives;
using Throughline.Framing.Frameworks;
using Throughline.Targeting.Modelling;
using Throughline.Targeting.Plans;
using Throughline.Targeting.Targets;

namespace Throughline.Exchange.Plans;

/// <summary>A workbench of its own, in a database that is there for one piece of work and goes after it. The composition gives it.</summary>
public interface IWorkApart
{
    /// <param name="work">Given the services of the empty database.</param>
    Task<Result<T>> RunAsync<T>(Func<IServiceProvider, Task<Result<T>>> work, CancellationToken cancel);
}

/// <summary>The plans of projects, archives and tables, to be set beside one another.</summary>
public static class GatherPlans
{
    /// <param name="Shelf">The frameworks that name the plans' terms.</param>
    /// <param name="IsRead">Whether somebody read in these projects as the analyst who was named; true where nobody was named. Where not, what statements the targets answer is left out: it may be closed to that analyst.</param>
    public sealed record Gathered(IReadOnlyList<Plan> Plans, ListFrameworks.Shelf Shelf, TargetModel Model, bool IsRead = true);

    public sealed class Handler(FindProject.Handler find, ListAnalysts.Handler analysts, ReadPlan.Handler plans, ListFrameworks.Handler frameworks, ReadModel.Handler model)
    {
        /// <summary>The plan of one project, or of every project of the database.</summary>
        /// <param name="only">Null for all.</param>
        /// <param name="readAs">Whose eyes, by name, in any case; null: each project's first analyst.</param>
        public async Task<Result<Gathered>> RunAsync(ProjectId? only, string? readAs, CancellationToken cancel)
        {
            var projects = (await find.AllAsync(cancel)).Where(p => only is null || p.Id == only).OrderBy(p => p.MadeAt).ToList();
            if (projects.Count == 0) return new ProjectMissing("There is no project here whose targets could be read.");
            var (gathered, read) = (new List<Plan>(), readAs is null);
            foreach (var project in projects)
            {
                var people = await analysts.RunAsync(project.Id, cancel);
                var named = readAs is null ? people[0] : people.FirstOrDefault(a => string.Equals(a.Name, readAs.Trim(), StringComparison.OrdinalIgnoreCase));
                read |= named is not null;
                var plan = await plans.RunAsync(new(project.Id, (named ?? people[0]).Id), project.Title, cancel);
                gathered.Add(named is null ? plan with { Targets = [.. plan.Targets.Select(t => t with { Answers = [] })] } : plan);
            }
            return new Gathered(gathered, await frameworks.RunAsync(projects[0].Id, cancel), (await model.RunAsync(projects[0].Id, cancel)).Model, read);
        }
    }
}

/// <summary>The plans in a file: a table of targets, or the archive of a project. Nothing is kept of it.</summary>
public static class ReadPlanFile
{
    public const string Archive = ".throughline";

    /// <summary>The largest archive that is read.</summary>
    public const long MostBytes = 1L << 30;

    public sealed class Handler(IWorkApart apart, FrameworkCatalogue catalogue)
    {
        /// <param name="content">Must be able to seek.</param>
        /// <param name="readAs">Whose eyes in an archive; null: its first analyst.</param>
        /// <param name="known">The frameworks and the model that the terms of a table are of; null: those that Throughline comes with.</param>
        public async Task<Result<GatherPlans.Gathered>> RunAsync(string fileName, Stream content, string? readAs, (ListFrameworks.Shelf Shelf, TargetModel Model)? known, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(fileName);
            ArgumentNullException.ThrowIfNull(content);
            var ending = Path.GetExtension(fileName).ToLowerInvariant();
            if (ending == Archive)
            {
                var read = await apart.RunAsync(async services =>
                {
                    var restored = await services.GetRequiredService<RestoreArchive.Handler>().RunAsync(content, cancel);
                    return restored.Succeeded ? await services.GetRequiredService<GatherPlans.Handler>().RunAsync(restored.Value.Project, readAs, cancel) : restored.Error;
                }, cancel);
                return read.Succeeded || read.Error is ProjectMissing ? read : new TargetInvalid($"\"{fileName}\": {read.Error.Message}");
            }
            if (ending is not (".csv" or ".tsv" or ".xlsx")) return new TargetInvalid($"\"{fileName}\" is neither a table of targets (.csv, .tsv, .xlsx) nor the archive of a project ({Archive}).");
            using var whole = new MemoryStream();
            await content.CopyToAsync(whole, cancel);
            var (shelf, model) = known ?? Shipped(catalogue);
            var rows = TargetCsv.Read(fileName, whole.ToArray(), shelf, model, cancel);
            return rows.Succeeded ? new GatherPlans.Gathered([new(Path.GetFileNameWithoutExtension(fileName), [.. rows.Value.Select((r, i) => new PlannedTarget(TargetCsv.Record(r, i + 1), []))])], shelf, model) : rows.Error;
        }

        private static (ListFrameworks.Shelf, TargetModel) Shipped(FrameworkCatalogue catalogue)
        {
            var shelf = new ListFrameworks.Shelf([.. catalogue.All.Select(f => new ListFrameworks.Row(f, null))]);
            return (shelf, TargetModel.Of(shelf.Find(TargetModel.FrameworkId)!, []).Value);
        }
    }
}
