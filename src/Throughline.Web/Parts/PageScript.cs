using Microsoft.JSInterop;

namespace Throughline.Web.Parts;

/// <summary>What a page does with the script that works beside it.</summary>
internal static class PageScript
{
    /// <summary>
    /// Brings a script to the page and calls its <c>start</c>; gives what that returns, which has a <c>stop</c>. Null when the page was left meanwhile:
    /// what the script would be given is disposed by then, and failing would end the next page too.
    /// </summary>
    public static async Task<IJSObjectReference?> StartAsync(this IJSRuntime js, string path, Func<bool> isLeft, params object?[] given)
    {
        try
        {
            var script = await js.InvokeAsync<IJSObjectReference>("import", path);
            var started = isLeft() ? null : await script.InvokeAsync<IJSObjectReference>("start", given);
            await script.LetGoAsync();
            if (started is null || !isLeft()) return started;
            await started.StopAsync();
        }
        catch (JSDisconnectedException)
        {
            return null;
        }
        return null;
    }

    /// <summary>Stops what <see cref="StartAsync"/> gave and lets it go. Null is nothing to stop.</summary>
    public static ValueTask StopAsync(this IJSObjectReference? started) => started.LetGoAsync("stop");

    /// <summary>Lets a script go, after its <paramref name="last"/> function where one is named. Null is nothing to let go; a page that is gone has let go already.</summary>
    public static async ValueTask LetGoAsync(this IJSObjectReference? script, string? last = null, params object?[] given)
    {
        if (script is null) return;
        try
        {
            if (last is not null) await script.InvokeVoidAsync(last, given);
            await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and the script with it.
        }
    }

    /// <summary>Puts the focus on the page's heading, unless somebody is at work on the page already.</summary>
    public static Task ArriveAsync(this IJSRuntime js) => js.FieldAsync<object?>("arrive");

    /// <summary>Puts the focus on the element with this id, so that the keyboard and a screen reader go on from there.</summary>
    public static Task FocusAsync(this IJSRuntime js, string id) => js.FieldAsync<object?>("focus", id);

    /// <summary>Selects words of a text area and puts the focus there. Positions in UTF-16 code units.</summary>
    public static Task SelectAsync(this IJSRuntime js, string id, int start, int end) => js.FieldAsync<object?>("select", id, start, end);

    /// <summary>What is selected in a text area: its two ends, the same where nothing is.</summary>
    public static async Task<int[]> SelectionAsync(this IJSRuntime js, string id) => await js.FieldAsync<int[]>("selection", id) ?? [0, 0];

    private static async Task<T?> FieldAsync<T>(this IJSRuntime js, string function, params object?[] given)
    {
        try
        {
            var script = await js.InvokeAsync<IJSObjectReference>("import", "./js/parts/field.js");
            var answer = await script.InvokeAsync<T>(function, given);
            await script.LetGoAsync();
            return answer;
        }
        catch (JSDisconnectedException)
        {
            // The window is closed: nobody waits for it.
            return default;
        }
    }
}
