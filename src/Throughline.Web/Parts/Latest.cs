namespace Throughline.Web.Parts;

/// <summary>
/// Reads what a page shows, one read at a time. Asked again meanwhile, it reads once more after that, for all who asked: an older answer never takes a newer one's place.
/// </summary>
internal sealed class Latest
{
    private Task _reading = Task.CompletedTask;
    private Task? _next;

    /// <summary>Done when a read that began after this call is done; the read is always the same one, and must not ask for another itself.</summary>
    public Task RunAsync(Func<Task> read) => _next ?? (_reading.IsCompleted ? _reading = read() : _next = NextAsync(read));

    private async Task NextAsync(Func<Task> read)
    {
        // A failed read is told to whoever asked for it.
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _next = null;
        await (_reading = read());
    }
}
