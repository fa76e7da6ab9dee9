using Microsoft.AspNetCore.Components;
using Throughline.Web.Sessions;

namespace Throughline.Web.Shell;

/// <summary>A page within a project: finds the project its address names and who acts in it.</summary>
/// <remarks>What somebody did on the page is carried through when the page is left meanwhile: a click on "Keep" and then on a link keeps.</remarks>
public abstract class ProjectPage : ComponentBase, IHandleEvent, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private int _underWay;
    private bool _left, _isLoading;

    protected ProjectPage() => Gone = _gone.Token;

    [Inject] private CurrentProject Projects { get; set; } = null!;

    [Parameter] public Guid ProjectId { get; set; }

    /// <summary>Null until found.</summary>
    protected CurrentProject.Found? Here { get; private set; }

    /// <summary>Why the page cannot be shown.</summary>
    protected string? Problem { get; set; }

    /// <summary>Whether somebody went on to another page. What they did on this one may still be under way.</summary>
    protected bool IsLeft => _left;

    /// <summary>Cancelled when the page is left and nothing that was done on it is under way. Can be asked for after that, too.</summary>
    protected CancellationToken Gone { get; }

    protected sealed override async Task OnInitializedAsync()
    {
        var found = await Projects.FindAsync(ProjectId, Gone);
        if (!found.Succeeded)
        {
            Problem = found.Error.Message;
            return;
        }
        Here = found.Value;
        _isLoading = true;
        try
        {
            await LoadAsync();
        }
        finally
        {
            _isLoading = false;
        }
    }

    /// <summary>Not before the page has read what it shows: a field drawn empty and filled a moment later takes away what was typed into it meanwhile.</summary>
    protected override bool ShouldRender() => !_isLoading;

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
        if (!disposing || _left) return;
        _left = true;
        LetGo();
    }

    Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg) => ToTheEndAsync(() => item.InvokeAsync(arg));

    /// <summary>Carries through what somebody did on the page, and draws before and after as a component does. A script's call that changes something is given here.</summary>
    protected async Task ToTheEndAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _underWay++;
        var done = Task.CompletedTask;
        try
        {
            done = work();
            if (!done.IsCompleted) StateHasChanged();
            await done;
        }
        catch (OperationCanceledException) when (done.IsCanceled)
        {
            // Stopped on purpose: there is nothing to say.
        }
        finally
        {
            _underWay--;
            LetGo();
        }
        StateHasChanged();
    }

    private void LetGo()
    {
        if (!_left || _underWay > 0 || _gone.IsCancellationRequested) return;
        _gone.Cancel();
        _gone.Dispose();
    }
}
