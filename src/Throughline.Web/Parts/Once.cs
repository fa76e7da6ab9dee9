namespace Throughline.Web.Parts;

/// <summary>Does what a form asks once at a time: a second press while the first is being kept writes nothing twice.</summary>
internal sealed class Once
{
    private bool _busy;

    public async Task RunAsync(Func<Task> work)
    {
        if (_busy) return;
        _busy = true;
        try
        {
            await work();
        }
        finally
        {
            _busy = false;
        }
    }
}
