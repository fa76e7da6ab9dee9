using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Exchange.Archives;
using Throughline.Policy.Statements;

namespace Throughline.Exchange.Packs;

/// <summary>Writes one analyst's decisions to a <c>.throughline-pack</c> file, for another copy of the same project.</summary>
/// <remarks>
/// A pack holds the analyst's decisions as they are now, the passages and the codes, statements and themes they rest on, what the analyst has taken away, who was given what, and for every
/// row hashes of the states it has been in. Nothing of another analyst's is in it. The format is documented in docs/packs.md.
/// </remarks>
public static class MakePack
{
    /// <param name="Rows">How many rows of the analyst's decisions.</param>
    /// <param name="TakenAway">How many rows the analyst has taken away.</param>
    public sealed record Made(ArchiveManifest Manifest, int Rows, int TakenAway);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, TimeProvider clock)
    {
        /// <param name="by">Whose decisions.</param>
        /// <param name="to">Gets the pack; what was written is worthless where an error comes back.</param>
        public async Task<Result<Made>> RunAsync(Acting by, Stream to, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            await using var transaction = await ProjectRows.BeginReadingAsync(db, cancel);
            if (await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Id == by.Project, cancel) is not { } project) return new ProjectMissing("The project is not here any more.");
            var me = await db.Analysts.AsNoTracking().SingleAsync(a => a.Id == by.Analyst, cancel);
            var tables = PackTables.Of(db);
            var read = new Dictionary<string, List<JsonObject>>();
            foreach (var (table, _) in tables)
            {
                var rows = read[table.Name] = [];
                await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel)) rows.Add(ProjectRows.ToJson(table, row));
            }

            // One's own rows, then what belongs to them, then what they rest on, until nothing more is needed.
            var taken = tables.ToDictionary(t => t.Table.Name, _ => new HashSet<string>());
            var needed = new Dictionary<string, HashSet<string>>();
            var assigned = await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == by.Project).ToListAsync(cancel);
            var items = assigned.Where(a => a.Analyst == by.Analyst).Select(a => (a.SubjectKind, a.SubjectId)).ToHashSet();
            foreach (var (_, item) in items.Where(i => i.SubjectKind != "source"))
                foreach (var (table, part) in tables.Where(t => t.Part == PackPart.Of)) Need(table, $"[\"{item:D}\"]");
            foreach (var (table, part) in tables)
                foreach (var row in read[table.Name])
                    if (part == PackPart.Own ? PackTables.AnalystOf(row) == by.Analyst : part == PackPart.Ground && table.Type.ClrType == typeof(Code) && PackTables.IdIn(row, nameof(Code.MadeBy)) == by.Analyst.Value) Take(table, row);
            for (var grew = true; grew;)
            {
                grew = false;
                foreach (var (table, part) in tables.Where(t => t.Part != PackPart.Own))
                    foreach (var row in read[table.Name])
                        if (!taken[table.Name].Contains(ProjectRows.KeyOf(table, row)) && (IsNeeded(table, row) || BelongsToTaken(table, row)))
                        {
                            Take(table, row);
                            grew = true;
                        }
            }

            var names = tables.Select(t => t.Table.Name).ToList();
            var mine = (await db.Set<LogEntry>().AsNoTracking().Where(e => e.Project == by.Project && e.Analyst == by.Analyst).Select(e => e.Seq).ToListAsync(cancel)).ToHashSet();
            var removed = new HashSet<(string, string)>();
            var own = tables.Where(t => t.Part == PackPart.Own).Select(t => t.Table.Name).ToHashSet();
            var history = await PackHistory.ReadAsync(db, by.Project, names, value =>
            {
                if (value.After is null && mine.Contains(value.Seq) && (!own.Contains(value.Table) || (JsonNode.Parse(value.Before!) is JsonObject was && PackTables.AnalystOf(was) == by.Analyst))) removed.Add((value.Table, value.Key));
                return true;
            }, cancel);

            var now = clock.GetUtcNow().UtcDateTime;
            using var writer = new ArchiveWriter(to, now);
            var (own_, gone) = (0, 0);
            foreach (var (table, part) in tables)
                await writer.AddAsync($"tables/{table.Name}.jsonl", stream =>
                {
                    var lines = 0;
                    var here = new HashSet<string>();
                    foreach (var row in read[table.Name])
                    {
                        var key = ProjectRows.KeyOf(table, row);
                        here.Add(key);
                        if (!taken[table.Name].Contains(key)) continue;
                        Write(stream, new JsonObject { ["row"] = row.DeepClone(), ["was"] = Was(history.Of(table.Name, key, PackHistory.HashOf(row))) });
                        lines++;
                        if (part == PackPart.Own) own_++;
                    }
                    if (part != PackPart.Ground)
                        foreach (var (_, key) in removed.Where(r => r.Item1 == table.Name && !here.Contains(r.Item2)).OrderBy(r => r.Item2, StringComparer.Ordinal))
                        {
                            Write(stream, new JsonObject { ["gone"] = JsonNode.Parse(key), ["was"] = Was(history.Of(table.Name, key, PackHistory.Gone)) });
                            lines++;
                            if (part == PackPart.Own) gone++;
                        }
                    return Task.FromResult<int?>(lines);
                });
            await writer.AddAsync("assignments.jsonl", stream =>
            {
                var shared = assigned.Where(a => items.Contains((a.SubjectKind, a.SubjectId))).OrderBy(a => a.SubjectId).ThenBy(a => a.Analyst.Value).ToList();
                foreach (var a in shared)
                    Write(stream, new JsonObject { ["id"] = a.Id.Value.ToString("D"), ["kind"] = a.SubjectKind, ["item"] = a.SubjectId.ToString("D"), ["analyst"] = a.Analyst.Value.ToString("D"), ["assignedAt"] = a.AssignedAt.ToString("O"), ["finishedAt"] = a.Analyst == by.Analyst ? a.FinishedAt?.ToString("O") : null });
                return Task.FromResult<int?>(shared.Count);
            });
            var people = assigned.Where(a => items.Contains((a.SubjectKind, a.SubjectId))).Select(a => a.Analyst).Append(by.Analyst).Distinct().ToList();
            var analysts = await db.Analysts.AsNoTracking().Where(a => people.Contains(a.Id)).OrderBy(a => a.Id).Select(a => new { a.Id, a.Name }).ToListAsync(cancel);
            await writer.AddAsync("analysts.jsonl", stream =>
            {
                foreach (var a in analysts) Write(stream, new JsonObject { ["id"] = a.Id.Value.ToString("D"), ["name"] = a.Name });
                return Task.FromResult<int?>(analysts.Count);
            });
            var standOn = read["source_excerpt"].Where(e => taken["source_excerpt"].Contains(new JsonArray(e["Id"]!.DeepClone()).ToJsonString())).Select(e => new RevisionId(PackTables.IdIn(e, nameof(Excerpt.Revision))!.Value)).Distinct().ToList();
            var texts = new List<(RevisionId Id, SourceId Source, string Sha256)>();
            foreach (var some in standOn.Chunk(500))
                foreach (var r in await db.Revisions.AsNoTracking().Where(r => some.Contains(r.Id)).Select(r => new { r.Id, r.Source, r.Sha256 }).ToListAsync(cancel)) texts.Add((r.Id, r.Source, r.Sha256));
            await writer.AddAsync("texts.jsonl", stream =>
            {
                foreach (var (id, source, sha) in texts.OrderBy(t => t.Id.Value)) Write(stream, new JsonObject { ["revision"] = id.Value.ToString("D"), ["source"] = source.Value.ToString("D"), ["sha256"] = sha });
                return Task.FromResult<int?>(texts.Count);
            });
            var manifest = new ArchiveManifest(ArchiveManifest.PackName, ArchiveManifest.CurrentVersion, ArchiveForm.Full, ArchiveProject.VersionOf(), new(project.Id.Value, project.Title), now, new(me.Id.Value, me.Name), null, new(0, 0, 0), []);
            await writer.FinishAsync(manifest, cancel);
            return new Made(manifest with { Files = writer.Files }, own_, gone);

            void Take(ProjectTable table, JsonObject row)
            {
                if (!taken[table.Name].Add(ProjectRows.KeyOf(table, row))) return;
                foreach (var key in table.Type.GetForeignKeys())
                    if (key.Properties is [var property] && PackTables.IdIn(row, property.Name) is { } id && tables.FirstOrDefault(t => t.Table.Type == key.PrincipalEntityType) is { Table: { } above, Part: not PackPart.Own }) Need(above, $"[\"{id:D}\"]");
                // A memo or a reading names what it is on by kind and id.
                foreach (var soft in table.Type.GetProperties().Where(p => p.ClrType == typeof(Guid) && !p.IsPrimaryKey()))
                    if (PackTables.IdIn(row, soft.Name) is { } on)
                        foreach (var (other, part) in tables.Where(t => t.Part != PackPart.Own)) Need(other, $"[\"{on:D}\"]");
                if (table.Type.ClrType == typeof(Excerpt))
                    foreach (var statement in read["policy_statement"].Where(s => PackTables.IdIn(s, nameof(Statement.Excerpt)) == PackTables.IdIn(row, "Id"))) Need(tables.First(t => t.Table.Name == "policy_statement").Table, $"[\"{PackTables.IdIn(statement, "Id"):D}\"]");
            }

            void Need(ProjectTable table, string key)
            {
                if (!needed.TryGetValue(table.Name, out var keys)) needed[table.Name] = keys = [];
                keys.Add(key);
            }

            bool IsNeeded(ProjectTable table, JsonObject row) => needed.TryGetValue(table.Name, out var keys) && keys.Contains(ProjectRows.KeyOf(table, row));

            // The passages of a note, the context of a passage, the codes of a theme.
            bool BelongsToTaken(ProjectTable table, JsonObject row) =>
                table.Type.FindPrimaryKey()!.Properties is [var first, ..] parts && parts.Count > 1 && table.Type.GetForeignKeys().FirstOrDefault(k => k.Properties is [var p] && p == first) is { } whole
                && taken.TryGetValue(whole.PrincipalEntityType.GetTableName()!, out var keys) && keys.Contains($"[\"{PackTables.IdIn(row, first.Name):D}\"]");
        }

        private static JsonArray Was(IReadOnlyList<string> states) => [.. states.Select(s => (JsonNode)s)];

        private static void Write(Stream stream, JsonObject line)
        {
            stream.Write(Encoding.UTF8.GetBytes(line.ToJsonString(ArchiveManifest.Line)));
            stream.WriteByte((byte)'\n');
        }
    }
}
