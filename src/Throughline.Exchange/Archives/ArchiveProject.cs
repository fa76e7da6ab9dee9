using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Throughline.Text;

namespace Throughline.Exchange.Archives;

/// <summary>One place where a known name still stands.</summary>
/// <param name="Where">The kind of thing and its property, in words a person can find it by.</param>
/// <param name="Around">The name with a few words about it.</param>
public sealed record NameFound(string Name, string Where, string Around, NodeRef? Node);

/// <summary>A de-identified export is not made, because names were found; each place is listed.</summary>
public sealed record NotDeidentified(IReadOnlyList<NameFound> Found, string Text) : Refused(Text);

/// <summary>Writes a project as a <c>.throughline</c> archive that restores on either engine.</summary>
public static class ArchiveProject
{
    /// <param name="Names">For a de-identified archive: names to look for besides those the project knows.</param>
    public sealed record Request(ArchiveForm Form = ArchiveForm.Full, IReadOnlyCollection<string>? Names = null);

    public sealed record Made(ArchiveManifest Manifest);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, TimeProvider clock)
    {
        /// <param name="to">Gets the archive; what was written is worthless where an error comes back.</param>
        public async Task<Result<Made>> RunAsync(Acting by, Request request, Stream to, CancellationToken cancel)
        {
            if (request.Form == ArchiveForm.Public) throw new ArgumentException("A public export is made by PublishProject.", nameof(request));
            await using var db = await contexts.CreateDbContextAsync(cancel);
            // One state of the database from the first row to the last.
            await using var transaction = await ProjectRows.BeginReadingAsync(db, cancel);
            if (await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Id == by.Project, cancel) is not { } project) return new ProjectMissing("The project is not here any more.");
            var me = await db.Analysts.AsNoTracking().SingleAsync(a => a.Id == by.Analyst, cancel);
            var tables = ProjectRows.Tables(db.Model);
            var verified = await VerifyLog.WithinAsync(db, by.Project, cancel);
            var names = new List<string>();
            if (request.Form == ArchiveForm.Deidentified)
            {
                names = await KnownNamesAsync(db, tables, by.Project, request.Names ?? [], cancel);
                if (names.Count == 0)
                    return new Refused("There is no list of names to prove this against. Apply pseudonyms first, or give the names (one a line), and make the de-identified archive again.");
            }
            var sifting = await Sifting.PrepareAsync(db, by, request.Form, tables, cancel);
            var now = clock.GetUtcNow().UtcDateTime;
            var found = new List<NameFound>();
            using var writer = new ArchiveWriter(to, now);
            foreach (var table in tables)
            {
                if (sifting.LeavesOut(table)) continue;
                var files = new Queue<string>();
                await writer.AddAsync($"tables/{table.Name}.jsonl", async stream =>
                {
                    var rows = 0;
                    await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel))
                    {
                        var json = ProjectRows.ToJson(table, row);
                        if (!sifting.Keep(table, row, json)) continue;
                        foreach (var property in table.FileProperties.Where(p => ProjectRows.FileOf(table, row, p) is not null))
                        {
                            var name = sifting.NameOfFile(table, json, files.Count);
                            json[property] = name;
                            files.Enqueue(name);
                        }
                        if (names.Count > 0) Search(table, json, names, found);
                        stream.Write(Encoding.UTF8.GetBytes(json.ToJsonString(ArchiveManifest.Line)));
                        stream.WriteByte((byte)'\n');
                        rows++;
                    }
                    return rows;
                });
                if (files.Count == 0) continue;
                // A zip is written one file at a time: the originals follow their table, one in memory at once.
                await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel))
                    foreach (var property in table.FileProperties)
                        if (ProjectRows.FileOf(table, row, property) is { } content)
                            await writer.AddAsync(files.Dequeue(), stream =>
                            {
                                stream.Write(content);
                                return Task.FromResult<int?>(null);
                            });
            }
            foreach (var file in writer.Files)
                foreach (var span in Masker.Find(file.Name, names)) found.Add(new(span.Of(file.Name), "a file name in the archive", file.Name, null));
            if (found.Count > 0) return NotProved(found);
            var manifest = new ArchiveManifest(ArchiveManifest.FormatName, ArchiveManifest.CurrentVersion, request.Form, VersionOf(), new(project.Id.Value, project.Title), now, new(me.Id.Value, me.Name),
                new(verified.Entries, verified.HeadHash, verified.Holds), new(sifting.RowsLeftOut, sifting.Sealed, sifting.OriginalsLeftOut), []);
            if (names.Count > 0 && Masker.Find(me.Name + "\n" + project.Title, names).Count > 0) return NotProved([new(me.Name, "the analyst who makes the archive", me.Name, null)]);
            await writer.FinishAsync(manifest, cancel);
            return new Made(manifest with { Files = writer.Files });
        }

        private static NotDeidentified NotProved(List<NameFound> found)
        {
            var listed = string.Join("\n", found.Take(20).Select(f => $"  {f.Name}: {f.Where}: {f.Around}"));
            return new(found, $"The archive was not made: {(found.Count == 1 ? "1 place" : $"{found.Count} places")} still hold a known name. Put a pseudonym there, or take the words out, and make it again.\n{listed}" + (found.Count > 20 ? $"\n  … and {found.Count - 20} more." : ""));
        }

        private static async Task<List<string>> KnownNamesAsync(ThroughlineDb db, IReadOnlyList<ProjectTable> tables, ProjectId project, IReadOnlyCollection<string> given, CancellationToken cancel)
        {
            var names = given.Select(n => n.Trim()).Where(n => n.Any(char.IsLetterOrDigit)).ToList();
            foreach (var table in tables.Where(t => typeof(IKnownName).IsAssignableFrom(t.Type.ClrType)))
                await foreach (var row in ProjectRows.ReadAsync(db, table, project, cancel)) names.Add(((IKnownName)row).KnownName);
            return [.. names.Where(n => n.Any(char.IsLetterOrDigit)).Distinct(StringComparer.OrdinalIgnoreCase)];
        }

        private static void Search(ProjectTable table, JsonObject json, List<string> names, List<NameFound> found)
        {
            foreach (var (property, node) in json)
                foreach (var words in Strings(property, node))
                    foreach (var span in Masker.Find(words, names))
                        found.Add(new(span.Of(words), $"{table.Name.Replace('_', ' ')}, {property}", words[Math.Max(0, span.Start - 30)..Math.Min(words.Length, span.End + 30)].Replace('\n', ' '), NodeOf(table, json)));
        }

        /// <summary>Every string of a value, its name first; a value that is JSON itself is looked into, since its letters may stand escaped.</summary>
        private static IEnumerable<string> Strings(string name, JsonNode? node)
        {
            yield return name;
            switch (node)
            {
                case JsonObject inside:
                    foreach (var (key, value) in inside)
                        foreach (var words in Strings(key, value)) yield return words;
                    break;
                case JsonArray list:
                    foreach (var value in list)
                        foreach (var words in Strings("", value)) yield return words;
                    break;
                case JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 1:
                    yield return text;
                    if (text[0] is '{' or '[' && Parsed(text) is { } parsed)
                        foreach (var words in Strings("", parsed)) yield return words;
                    break;
            }
        }

        private static JsonNode? Parsed(string text)
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (System.Text.Json.JsonException)
            {
                return null; // Words that only begin with a bracket, as [laughs] does.
            }
        }

        private static NodeRef? NodeOf(ProjectTable table, JsonObject json)
        {
            var kind = table.Name switch { "source" or "source_revision" or "source_session" or "source_speaker" => "source", "source_case" or "source_case_value" => "case", "coding_code" => "code", "coding_memo" => "memo", "coding_theme" => "theme", "coding_quotation" => "quotation", _ => null };
            var id = table.Name switch { "source_revision" or "source_session" or "source_speaker" => "Source", "source_case_value" => "Case", _ => "Id" };
            return kind is not null && Guid.TryParse(json[id]?.ToString(), out var guid) ? new(kind, guid) : null;
        }
    }

    internal static string VersionOf() => typeof(ArchiveProject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
