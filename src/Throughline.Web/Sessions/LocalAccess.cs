using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Throughline.Web.Sessions;

/// <summary>The token that the first link carries. Kept in the user's data folder, so that a browser stays known over a restart.</summary>
public sealed class AccessToken
{
    private AccessToken(string value) => Value = value;

    public string Value { get; }

    /// <summary>Reads the token from a file that only the user may read, or makes it.</summary>
    public static AccessToken In(string folder)
    {
        var path = Path.Combine(folder, "access.key");
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: 64 } there) return new(there);
        Directory.CreateDirectory(folder);
        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(made);
        return new(made);
    }

    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(given), System.Text.Encoding.UTF8.GetBytes(Value));
}

/// <summary>Without login, the token in the first link keeps other users and other sites of this machine out; a cookie then stands for it.</summary>
internal static class LocalAccess
{
    public const string Cookie = "throughline";
    public const string AnalystCookie = "throughline-as";
    private const string AnalystClaim = "as:";

    public static void UseLocalAccess(this WebApplication app, AccessToken token)
    {
        app.Use(async (context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";

            if (ComesFromElsewhere(context.Request))
            {
                await RefuseAsync(context, "This was sent from another page than the workbench's own, so it was not done. Do it in the workbench itself.");
                return;
            }
            if (context.Request.Query["token"].ToString() is { Length: > 0 } given && HttpMethods.IsGet(context.Request.Method))
            {
                if (!token.Matches(given))
                {
                    await RefuseAsync(context, "This link is not for the workbench that is running now. Use the link it printed when it started.");
                    return;
                }
                context.Response.Cookies.Append(Cookie, token.Value, Options(context, TimeSpan.FromDays(90)));
                var rest = QueryString.Create(context.Request.Query.Where(pair => pair.Key != "token"));
                context.Response.Redirect(context.Request.PathBase + context.Request.Path + rest);
                return;
            }
            if (!token.Matches(context.Request.Cookies[Cookie]))
            {
                await RefuseAsync(context, "This workbench opens only from the link it printed when it started. Look for it in the window where you started Throughline, and open it again.");
                return;
            }
            var claims = AnalystsIn(context.Request).Select(pair => new Claim(AnalystClaim + pair.Key, pair.Value));
            context.User = new ClaimsPrincipal(new ClaimsIdentity(claims.Append(new Claim(ClaimTypes.Name, "local")), "local"));
            await next();
        });
    }

    /// <summary>Whether a page of another origin sends this. To a cookie, another port of this machine is the same site, so SameSite alone does not keep it out.</summary>
    private static bool ComesFromElsewhere(HttpRequest request)
    {
        // Following a link and loading a picture change nothing, and their answers stay unreadable; a socket does what a POST does.
        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)) return false;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "cross-site" or "same-site") return true;
        var origin = request.Headers.Origin.ToString();
        // A form sends "null" under the referrer policy above; then the browser's own word, same-origin, must stand beside it.
        if (origin == "null") return site != "same-origin";
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Who the browser acts as in a project; null until chosen.</summary>
    public static AnalystId? AnalystIn(this ClaimsPrincipal user, ProjectId project) =>
        Guid.TryParse(user.FindFirstValue(AnalystClaim + project.Value.ToString("N")), out var id) ? new AnalystId(id) : null;

    public static void RememberAnalyst(HttpContext context, ProjectId project, AnalystId analyst)
    {
        var all = AnalystsIn(context.Request);
        all[project.Value.ToString("N")] = analyst.Value.ToString("N");
        // The newest forty projects are enough for a cookie.
        foreach (var old in all.Keys.Order(StringComparer.Ordinal).SkipLast(40).ToList()) all.Remove(old);
        context.Response.Cookies.Append(AnalystCookie, JsonSerializer.Serialize(all), Options(context, TimeSpan.FromDays(365)));
    }

    private static Dictionary<string, string> AnalystsIn(HttpRequest request)
    {
        try
        {
            return request.Cookies[AnalystCookie] is { } json ? JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [] : [];
        }
        catch (JsonException)
        {
            return []; // A cookie that somebody has changed names nobody; the page asks again.
        }
    }

    private static CookieOptions Options(HttpContext context, TimeSpan age) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, MaxAge = age, Path = "/", IsEssential = true };

    private static async Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            await context.Response.WriteAsJsonAsync(new { title = "Refused", status = 403, detail = message }, options: null, contentType: "application/problem+json");
            return;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync($"<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>Throughline</title></head><body><main><h1>Not from here</h1><p>{message}</p></main></body></html>");
    }
}
