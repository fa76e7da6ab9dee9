using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Throughline.Projects;

/// <summary>Makes the backup that is due, while the server is up.</summary>
public sealed class BackupService(Backups backups, TimeProvider clock, ILogger<BackupService> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first minutes belong to whoever just opened the workbench.
        var next = TimeSpan.FromMinutes(2);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(next, clock, stoppingToken);
                next = Look;
                var made = await backups.RunDueAsync(stoppingToken);
                if (!made.Succeeded) logger.LogWarning("The scheduled backup was not made: {Reason}", made.Error.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it is, it must not end the server; the next look tries again.
                logger.LogError(fault, "The scheduled backup was not made, or an old one could not be let go of; trying again in {Minutes} minutes", Look.TotalMinutes);
            }
        }
    }
}
