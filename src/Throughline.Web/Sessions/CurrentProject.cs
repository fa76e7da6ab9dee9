using Microsoft.AspNetCore.Components.Authorization;

namespace Throughline.Web.Sessions;

/// <summary>The project an address names and who the browser acts as in it. Scoped: one for each page.</summary>
public sealed class CurrentProject(FindProject.Handler projects, ListAnalysts.Handler analysts, AuthenticationStateProvider state)
{
    /// <param name="Me">The chosen analyst; the only one when there is one.</param>
    public sealed record Found(FindProject.Row Project, IReadOnlyList<ListAnalysts.Row> Analysts, ListAnalysts.Row Me)
    {
        public Acting Acting => new(Project.Id, Me.Id);
    }

    public async Task<Result<Found>> FindAsync(Guid id, CancellationToken cancel = default)
    {
        var project = await projects.OneAsync(id.ToString(), cancel);
        if (!project.Succeeded) return new ProjectMissing("There is no such project here. It may be in another database.");
        var people = await analysts.RunAsync(project.Value.Id, cancel);
        var user = (await state.GetAuthenticationStateAsync()).User;
        var chosen = user.AnalystIn(project.Value.Id);
        return new Found(project.Value, people, people.FirstOrDefault(p => p.Id == chosen) ?? people[0]);
    }
}
