using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Throughline.Web.Shell;

/// <summary>
/// What a page is asked to show is in its address. The browser says a moment later that it has gone there; a choice made meanwhile starts from
/// where the last one leads, so that two quick choices both count. Scoped: one for each open page.
/// </summary>
public sealed class PageAddress : IDisposable
{
    private readonly NavigationManager _navigation;
    private string? _asked;
    private int _onTheWay;

    public PageAddress(NavigationManager navigation)
    {
        _navigation = navigation;
        _navigation.LocationChanged += Arrived;
    }

    /// <summary>What a part of the query says once the page has gone where it was last sent; null when it is not there.</summary>
    public string? Asked(string name) => QueryHelpers.ParseQuery(new Uri(_asked ?? _navigation.Uri).Query).TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>Goes to this page's address with these parts of its query changed. Null or empty takes a part out.</summary>
    public void Change(params IEnumerable<(string Name, object? Value)> changes)
    {
        var from = _asked ?? _navigation.Uri;
        var to = _navigation.GetUriWithQueryParameters(from, changes.ToDictionary(c => c.Name, c => c.Value is string { Length: 0 } ? null : c.Value));
        if (to == from) return;
        _asked = to;
        _onTheWay++;
        _navigation.NavigateTo(to);
    }

    public void Dispose() => _navigation.LocationChanged -= Arrived;

    private void Arrived(object? sender, LocationChangedEventArgs e)
    {
        if (_asked is null) return;
        // An earlier choice arrives first: the later one is still on its way. Another page ends them all.
        if (--_onTheWay > 0 && new Uri(e.Location).AbsolutePath == new Uri(_asked).AbsolutePath) return;
        (_asked, _onTheWay) = (null, 0);
    }
}
