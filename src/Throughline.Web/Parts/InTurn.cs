namespace Throughline.Web.Parts;

/// <summary>Does one thing after another, in the order in which they were asked for.</summary>
internal sealed class InTurn
{
    /// <summary>Done when all that was asked for so far is; a failure is told to whoever asked for it.</summary>
    public Task Last { get; private set; } = Task.CompletedTask;

    public Task RunAsync(Func<Task> work) => Last = AfterAsync(Last, work);

    private static async Task AfterAsync(Task before, Func<Task> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await work();
    }
}
