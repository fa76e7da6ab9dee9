using Microsoft.AspNetCore.Components;
using Throughline.Web.Sessions;

namespace Throughline.Web.Shell;

/// <summary>A page within a project: finds the project its address names and who acts in it.</summary>
public abstract class ProjectPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    [Inject] private CurrentProject Projects { get; set; } = null!;

    [Parameter] public Guid ProjectId { get; set; }

    /// <summary>Null until found.</summary>
    protected CurrentProject.Found? Here { get; private set; }

    /// <summary>Why the page cannot be shown.</summary>
    protected string? Problem { get; set; }

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    protected sealed override async Task OnInitializedAsync()
    {
        var found = await Projects.FindAsync(ProjectId, Gone);
        if (!found.Succeeded)
        {
            Problem = found.Error.Message;
            return;
        }
        Here = found.Value;
        await LoadAsync();
    }

    /// <summary>Finds the project anew, after its title or its analysts changed on this page.</summary>
    protected async Task FindAgainAsync()
    {
        var found = await Projects.FindAsync(ProjectId, Gone);
        if (found.Succeeded) Here = found.Value;
    }

    /// <summary>Reads what the page shows. <see cref="Here"/> is there.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>The address of a page within this project.</summary>
    protected string At(string path) => $"/p/{ProjectId:D}{path}";

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _gone.Cancel();
        _gone.Dispose();
    }
}
