using System.Globalization;
using System.Text.Json;

namespace Throughline.Projects;

/// <summary>When the SQLite file is backed up by itself, and how many copies are kept. It lies beside the copies, so that restoring one does not change it.</summary>
/// <param name="EveryHours">1 to 168.</param>
/// <param name="KeepDaily">The newest copy of each of the last so many days that have one, 1 to 60.</param>
/// <param name="KeepWeekly">And of each of the last so many weeks, 0 to 52.</param>
public sealed record BackupSchedule(bool IsOn = true, int EveryHours = 24, int KeepDaily = 7, int KeepWeekly = 4);

/// <param name="Why">"scheduled", "asked", "before-migration", "before-restore".</param>
/// <param name="MadeAt">UTC.</param>
public sealed record BackupRow(string Name, string Path, DateTime MadeAt, long Bytes, string Why);

/// <summary>Makes, lists, prunes, restores and deletes backups of the SQLite file. A PostgreSQL server keeps its own.</summary>
public sealed class Backups(Database database, DatabaseAddress address, RestoreFile restore, TimeProvider clock)
{
    private const string Scheduled = "scheduled";
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public bool AreHere => address.Engine == Engine.Sqlite;

    public static Refused NotHere => new("The work is in a PostgreSQL database. Its backups are made and restored with the server's own tools (pg_dump and pg_restore); ask whoever looks after it.");

    public string Folder => database.BackupFolder;

    /// <summary>This database's own, newest first.</summary>
    public IReadOnlyList<BackupRow> List() => [.. database.OwnBackups().Select(RowOf).OrderByDescending(r => r.MadeAt).ThenByDescending(r => r.Name, StringComparer.Ordinal)];

    public async Task<Result<BackupRow>> MakeAsync(CancellationToken cancel) => await MakeAsync("asked", cancel);

    /// <summary>Restores a backup by its name in the folder, or any file by its path. The present database is backed up first.</summary>
    /// <returns>The backup of what was there.</returns>
    public async Task<Result<BackupRow>> RestoreAsync(string nameOrPath, CancellationToken cancel)
    {
        if (!AreHere) return NotHere;
        var listed = List().FirstOrDefault(r => r.Name == nameOrPath);
        // By its path any file is taken, since whoever types that means it; a bare name might be meant for the database beside this one.
        if (listed is null && Path.GetFileName(nameOrPath) == nameOrPath && !File.Exists(nameOrPath) && File.Exists(Path.Combine(Folder, nameOrPath)))
            return new Refused($"\"{nameOrPath}\" is in the folder of backups, but it is no backup of {Path.GetFileName(address.Value)}. To put it in the place of this database all the same, give its whole path: {Path.Combine(Folder, nameOrPath)}");
        var restored = await restore.RunAsync(listed?.Path ?? nameOrPath, cancel);
        return restored.Succeeded ? RowOf(new FileInfo(restored.Value)) : restored.Error;
    }

    public Result<Done> Delete(string name)
    {
        if (List().FirstOrDefault(r => r.Name == name) is not { } row) return new Missing($"There is no backup \"{name}\" any more.");
        File.Delete(row.Path);
        return Done.Value;
    }

    public BackupSchedule Schedule()
    {
        try
        {
            // One schedule was once kept for the whole folder; it holds until this database is given its own.
            var path = File.Exists(SchedulePath) ? SchedulePath : Path.Combine(Folder, "schedule.json");
            return File.Exists(path) ? JsonSerializer.Deserialize<BackupSchedule>(File.ReadAllText(path), Json) ?? new() : new();
        }
        catch (JsonException)
        {
            return new(); // Somebody wrote into it by hand: the default still makes backups.
        }
    }

    public Result<Done> SetSchedule(BackupSchedule schedule)
    {
        if (!AreHere) return NotHere;
        if (schedule.EveryHours is < 1 or > 168) return new Error($"A backup is made every 1 to 168 hours; this is {schedule.EveryHours}.");
        if (schedule.KeepDaily is < 1 or > 60) return new Error($"Between 1 and 60 daily backups are kept; this is {schedule.KeepDaily}.");
        if (schedule.KeepWeekly is < 0 or > 52) return new Error($"Between 0 and 52 weekly backups are kept; this is {schedule.KeepWeekly}.");
        Directory.CreateDirectory(Folder);
        File.WriteAllText(SchedulePath, JsonSerializer.Serialize(schedule, Json));
        return Done.Value;
    }

    /// <summary>Makes the scheduled backup when it is due, and lets go of scheduled ones that are no longer kept. Backups of other kinds are never let go of.</summary>
    /// <returns>The backup made; null when none was due.</returns>
    public async Task<Result<BackupRow?>> RunDueAsync(CancellationToken cancel)
    {
        var schedule = Schedule();
        if (!AreHere || !schedule.IsOn || !File.Exists(address.Value)) return (BackupRow?)null;
        var own = List().Where(r => r.Why == Scheduled).ToList();
        if (own.Count > 0 && clock.GetUtcNow().UtcDateTime - own[0].MadeAt < TimeSpan.FromHours(schedule.EveryHours)) return (BackupRow?)null;
        var made = await MakeAsync(Scheduled, cancel);
        if (!made.Succeeded) return made.Error;
        foreach (var row in LetGo([made.Value, .. own], schedule)) File.Delete(row.Path);
        return (BackupRow?)made.Value;
    }

    /// <summary>Which of the scheduled backups are no longer kept.</summary>
    internal static IReadOnlyList<BackupRow> LetGo(IReadOnlyList<BackupRow> newestFirst, BackupSchedule schedule)
    {
        var kept = newestFirst.Take(1)
            .Concat(newestFirst.GroupBy(r => r.MadeAt.Date).OrderByDescending(g => g.Key).Take(schedule.KeepDaily).Select(g => g.First()))
            .Concat(newestFirst.GroupBy(r => (ISOWeek.GetYear(r.MadeAt), ISOWeek.GetWeekOfYear(r.MadeAt))).OrderByDescending(g => g.Key).Take(schedule.KeepWeekly).Select(g => g.First()))
            .ToHashSet();
        return [.. newestFirst.Where(r => !kept.Contains(r))];
    }

    private async Task<Result<BackupRow>> MakeAsync(string why, CancellationToken cancel)
    {
        if (!AreHere) return NotHere;
        try
        {
            return RowOf(new FileInfo(await database.BackUpAsync(Folder, why, cancel)));
        }
        catch (Exception fault) when (StorageFaults.Read(fault) is { } told)
        {
            return told;
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            return new StorageFull($"The backup could not be written to \"{Folder}\": {bad.Message}");
        }
    }

    private string SchedulePath => Path.Combine(Folder, database.BackupName + "-schedule.json");

    private static BackupRow RowOf(FileInfo file)
    {
        // name-yyyyMMdd-HHmmss-fff-why.db
        var name = Path.GetFileNameWithoutExtension(file.Name);
        var match = System.Text.RegularExpressions.Regex.Match(name, @"-(\d{8}-\d{6}-\d{3})-([a-z-]+)$");
        var made = match.Success && DateTime.TryParseExact(match.Groups[1].Value, "yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : file.LastWriteTimeUtc;
        return new(file.Name, file.FullName, made, file.Length, match.Success ? match.Groups[2].Value : "asked");
    }
}
