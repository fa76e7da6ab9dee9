namespace Throughline.Web.Targets;

/// <summary>Does one thing at a time: a second click that comes while the first is still being done is the same click.</summary>
internal sealed class OneAtATime
{
    private bool _runs;

    public async Task RunAsync(Func<Task> work)
    {
        if (_runs) return;
        _runs = true;
        try
        {
            await work();
        }
        finally
        {
            _runs = false;
        }
    }
}
