using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Throughline.Web.Api;
using Throughline.Web.Sessions;
using Throughline.Web.Shell;

namespace Throughline.Web;

public static class WebHost
{
    /// <summary>Adds the pages and the JSON API. The modules are added by the caller.</summary>
    public static void AddWorkbench(this WebApplicationBuilder builder, AccessToken token)
    {
        builder.Services.AddSingleton(token);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(options => options.DetailedErrors = false);
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthentication();
        builder.Services.AddScoped<CurrentProject>();
        builder.Services.AddScoped<PageAddress>();
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi();
        builder.Services.AddHostedService<JobService>();
        builder.Services.AddHostedService<BackupService>();
        builder.Services.AddSingleton<Keeping.Downloads>();
        builder.Services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = 2L << 30);
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 2L << 30);
        builder.Services.Configure<HubOptions>(hub => hub.MaximumReceiveMessageSize = 1 << 20);
    }

    public static void UseWorkbench(this WebApplication app, AccessToken token, Assembly assets)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseLocalAccess(token);
        // An address that leads nowhere answers with a page of ours, not with the browser's own; the JSON API answers as it does.
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Path.StartsWithSegments("/api")) context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedWebAssets(assets),
            // Always asked again, so that a new version is seen at once; an unchanged file answers 304.
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
        });
        app.UseAntiforgery();
        app.MapOpenApi("/api/openapi.json");
        app.Map("/error", Failed).ExcludeFromDescription();
        app.MapAnalystChoice();
        app.MapProjectApi();
        // Our own policy says who may frame a page; the framework would send a second one.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static IResult Failed(HttpContext context)
    {
        const string words = "Something went wrong in the workbench itself. What was kept before is kept. Go back and try again; if it happens again, the window in which Throughline was started says more.";
        return context.Features.Get<IExceptionHandlerPathFeature>()?.Path.StartsWith("/api/", StringComparison.Ordinal) == true
            ? TypedResults.Problem(words, statusCode: StatusCodes.Status500InternalServerError)
            : TypedResults.Content($"<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>Throughline</title><link rel=\"stylesheet\" href=\"/css/all.css\"></head><body><main class=\"page\"><h1>This page has stopped</h1><p>{words} <a href=\"/\">Your projects</a></p></main></body></html>", "text/html; charset=utf-8", statusCode: StatusCodes.Status500InternalServerError);
    }
}
