using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Throughline.Storage;
using Throughline.Web;
using Throughline.Web.Sessions;

namespace Throughline.Commands;

/// <summary>Starts the workbench on loopback.</summary>
public static class Server
{
    /// <param name="port">0 takes a free one.</param>
    /// <param name="dataFolder">Where the access token lies.</param>
    /// <param name="configure">Changes services last: a test's clock.</param>
    public static async Task<Result<WebApplication>> StartAsync(DatabaseAddress address, int port, string dataFolder, CancellationToken cancel, Action<IServiceCollection>? configure = null)
    {
        if (port is < 0 or > 65535) return new Error($"A port is a number from 0 to 65535; this is {port}. Choose another with --port, or leave it out.");
        // Looked at before the host starts, which would write the whole fault to the console beside the sentence.
        if (port > 0 && Taken(port) is { } why) return new Error($"Port {port} on this machine cannot be used: {why}. Choose another with --port, or leave it out.");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Addresses hold the token of the first link and what was searched for: they are not logged however much else is.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        // Keys for forms' tokens lie in the user's own folder, like the work itself; that they are not encrypted there is nothing to act on.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        var token = AccessToken.In(dataFolder);
        builder.Services.AddThroughline(address);
        builder.AddWorkbench(token);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        var ready = await app.Services.GetRequiredService<Database>().PrepareAsync(cancel);
        if (!ready.Succeeded)
        {
            await app.DisposeAsync();
            return ready.Error;
        }
        app.UseWorkbench(token, typeof(Server).Assembly);
        await app.StartAsync(cancel);
        return app;
    }

    private static string? Taken(int port)
    {
        using var trial = new TcpListener(IPAddress.Loopback, port);
        try
        {
            trial.Start();
            return null;
        }
        catch (SocketException fault)
        {
            return fault.Message.TrimEnd('.');
        }
    }

    /// <summary>The link to open first.</summary>
    public static string LinkOf(WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return $"{address}/?token={app.Services.GetRequiredService<AccessToken>().Value}";
    }
}
