using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Exchange.Archives;

/// <summary>Brings a project back from a <c>.throughline</c> archive, whole or not at all.</summary>
/// <remarks>
/// The project and everything in it keep their ids, so that the change log still verifies and what others noted still points at it. Where the project is here already nothing is
/// touched: a copy under new ids would be another project with a log that says otherwise. Restore into another database to see both.
/// </remarks>
public static class RestoreArchive
{
    /// <param name="Title">As it is called here; another than in the archive when that title was taken.</param>
    public sealed record Restored(ProjectId Project, string Title, ArchiveManifest Manifest, LogVerification Log);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <summary>Reads what an archive says of itself, with every file checked against its hash; nothing is changed.</summary>
        /// <param name="archive">Must be able to seek.</param>
        public static async Task<Result<ArchiveManifest>> CheckAsync(Stream archive, CancellationToken cancel)
        {
            var opened = await OpenArchive.OpenAsync(archive, cancel);
            if (!opened.Succeeded) return opened.Error;
            using var zip = opened.Value.Zip;
            return opened.Value.Manifest;
        }

        /// <param name="archive">Must be able to seek.</param>
        public async Task<Result<Restored>> RunAsync(Stream archive, CancellationToken cancel)
        {
            var opened = await OpenArchive.OpenAsync(archive, cancel);
            if (!opened.Succeeded) return opened.Error;
            using var zip = opened.Value.Zip;
            var manifest = opened.Value.Manifest;
            if (manifest.Form == ArchiveForm.Public) return new ArchiveInvalid("This is a public export: it holds tables to read, not a project to restore. Nothing was changed. Ask for the full or the de-identified archive.");
            var project = new ProjectId(manifest.Project.Id);
            try
            {
                await using var db = await contexts.CreateDbContextAsync(cancel);
                db.ChangeTracker.AutoDetectChangesEnabled = false;
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                if (await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Id == project, cancel) is { } there)
                    return new Refused($"This project is here already, as \"{there.Title}\". Nothing was changed. Open that one; or restore into another database (--database FILE) to have both.");
                var tables = ProjectRows.Tables(db.Model);
                var known = tables.Select(t => $"tables/{t.Name}.jsonl").ToHashSet();
                if (manifest.Files.FirstOrDefault(f => f.Name.StartsWith("tables/", StringComparison.Ordinal) && !known.Contains(f.Name)) is { } unknown)
                    return new ArchiveInvalid($"The archive holds \"{unknown.Name}\", which this version of Throughline does not know: it was made by version {manifest.Program}. Nothing was changed. Restore it with that version or a newer one.");
                foreach (var table in tables)
                    if (manifest.Files.FirstOrDefault(f => f.Name == $"tables/{table.Name}.jsonl") is { } file)
                        if (await AddRowsAsync(db, zip, table, file, project, cancel) is { } wrong) return wrong;
                var verified = await VerifyLog.WithinAsync(db, project, cancel);
                // Sealed entries verify only once the entry below says how many there are.
                var faults = verified.Faults.Where(f => manifest.LeftOut.SealedEntries == 0 || f.Kind != LogFaultKind.Changed).ToList();
                if (manifest.Log is not { } stated || stated.Holds && faults.Count > 0 || stated.HeadHash != verified.HeadHash || stated.Entries != verified.Entries)
                    return new ArchiveInvalid($"The change log in this archive is not as it was when the archive was made{(faults.Count > 0 ? $": {faults[0].Message}" : ".")} Nothing was changed. Use another copy of the archive.");
                var restored = await db.Projects.SingleOrDefaultAsync(p => p.Id == project, cancel);
                var by = new Acting(project, new(manifest.MadeBy.Id));
                if (restored is null || !await db.Analysts.AnyAsync(a => a.Id == by.Analyst && a.Project == project, cancel)) return OpenArchive.Damaged("its own project or analyst is not in it");
                db.ChangeTracker.AutoDetectChangesEnabled = true;
                restored.Title = await FreeTitleAsync(db, project, restored.Title, cancel);
                var saved = await log.SaveAsync(db, by, new(ExchangeActions.Restored, new("project", project.Value), new Dictionary<string, object?> { ["form"] = manifest.Form.ToString(), ["sealed"] = manifest.LeftOut.SealedEntries, ["leftOut"] = manifest.LeftOut.Rows, ["madeAt"] = manifest.MadeAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture) }), cancel);
                if (!saved.Succeeded) return saved.Error;
                verified = await VerifyLog.WithinAsync(db, project, cancel);
                if (stated.Holds && !verified.Holds) return new ArchiveInvalid($"The change log in this archive is not as it was when the archive was made: {verified.Faults[0].Message} Nothing was changed. Use another copy of the archive.");
                await transaction.CommitAsync(cancel);
                return new Restored(project, restored.Title, manifest, verified);
            }
            catch (Exception fault) when (StorageFaults.Read(fault) is { } told)
            {
                return told is Refused ? new ArchiveInvalid($"The archive's rows do not fit together ({told.Message}) Nothing was changed. Use another copy of the archive.") : told;
            }
        }

        private static async Task<Error?> AddRowsAsync(ThroughlineDb db, ZipArchive zip, ProjectTable table, ArchiveManifest.FileOf file, ProjectId project, CancellationToken cancel)
        {
            // A table whose rows rest on one another is added in one go, so that the order within it is found.
            var restsOnItself = table.Type.GetForeignKeys().Any(k => k.PrincipalEntityType == table.Type);
            var waiting = 0;
            long bytes = 0;
            using var reader = new StreamReader(zip.GetEntry(file.Name)!.Open(), new UTF8Encoding(false, true));
            var number = 0;
            try
            {
                while (await reader.ReadLineAsync(cancel) is { } line)
                {
                    number++;
                    if (line.Length > OpenArchive.MostInLine) return OpenArchive.Damaged($"line {number} of {file.Name} is too long");
                    if (JsonNode.Parse(line) is not JsonObject json) return OpenArchive.Damaged($"line {number} of {file.Name} is no row");
                    if (json.FirstOrDefault(p => table.Type.FindProperty(p.Key)?.ClrType == typeof(ProjectId)) is { Value: JsonValue of } && (!of.TryGetValue<Guid>(out var owner) || owner != project.Value)) return OpenArchive.Damaged($"line {number} of {file.Name} belongs to another project");
                    var files = new Dictionary<string, byte[]?>();
                    foreach (var property in table.FileProperties)
                    {
                        if (json[property]?.GetValue<string>() is not { } name) continue;
                        if (zip.GetEntry(name) is not { } entry) return OpenArchive.Damaged($"\"{name}\" is missing");
                        await using var stream = entry.Open();
                        using var content = new MemoryStream(checked((int)entry.Length));
                        await stream.CopyToAsync(content, cancel);
                        files[property] = content.ToArray();
                        bytes += content.Length;
                    }
                    ProjectRows.Add(db, table, json, files);
                    bytes += line.Length;
                    if (++waiting < 2000 && bytes < 32 << 20 || restsOnItself) continue;
                    await SaveAsync();
                }
            }
            catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException or DecoderFallbackException)
            {
                return OpenArchive.Damaged($"line {number} of {file.Name} cannot be read ({wrong.Message})");
            }
            await SaveAsync();
            return number == (file.Rows ?? number) ? null : OpenArchive.Damaged($"{file.Name} has {number} rows where the manifest says {file.Rows}");

            async Task SaveAsync()
            {
                await db.SaveChangesAsync(cancel);
                db.ChangeTracker.Clear();
                (waiting, bytes) = (0, 0);
            }
        }

        private static async Task<string> FreeTitleAsync(ThroughlineDb db, ProjectId project, string title, CancellationToken cancel)
        {
            var taken = (await db.Projects.AsNoTracking().Where(p => p.Id != project).Select(p => p.Title).ToListAsync(cancel)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (!taken.Contains(title)) return title;
            for (var n = 1; ; n++)
            {
                var tail = n == 1 ? " (restored)" : $" (restored {n})";
                var other = title[..Math.Min(title.Length, CreateProject.MaxTitle - tail.Length)] + tail;
                if (!taken.Contains(other)) return other;
            }
        }
    }
}
