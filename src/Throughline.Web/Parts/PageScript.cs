using Microsoft.JSInterop;

namespace Throughline.Web.Parts;

/// <summary>What a page does with the script that works beside it.</summary>
internal static class PageScript
{
    /// <summary>
    /// Brings a script to the page and calls its <c>start</c>; gives what that returns. Null when the page was left while the script was on its way:
    /// what it would be given is disposed by then, and failing would end the next page too.
    /// </summary>
    public static async Task<IJSObjectReference?> StartAsync(this IJSRuntime js, string path, Func<bool> isLeft, params object?[] given)
    {
        try
        {
            var script = await js.InvokeAsync<IJSObjectReference>("import", path);
            var started = isLeft() ? null : await script.InvokeAsync<IJSObjectReference>("start", given);
            await script.LetGoAsync();
            return started;
        }
        catch (JSDisconnectedException)
        {
            return null;
        }
    }

    /// <summary>
    /// Lets a script go: calls its <paramref name="last"/> function where it has one, then gives up the reference.
    /// When the page is gone already, and the script with it, there is nothing to do; null is nothing to let go.
    /// </summary>
    public static async ValueTask LetGoAsync(this IJSObjectReference? script, string? last = null)
    {
        if (script is null) return;
        try
        {
            if (last is not null) await script.InvokeVoidAsync(last);
            await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the script with it.
        }
    }
}
