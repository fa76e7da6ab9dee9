using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Throughline.Exchange.Archives;
using Throughline.Text;

namespace Throughline.Exchange.Packs;

/// <summary>Takes the decisions of one analyst, made on another copy of the project, into this one.</summary>
/// <remarks>
/// A row comes in where the other copy has gone on from the state it is in here; it is left where this copy has gone on from the other's; where both have changed it, it is a conflict: listed,
/// and left as it is here unless the pack's is asked for. Merging again changes nothing, and packs of different analysts may be merged in any order. See docs/packs.md.
/// </remarks>
public static class MergePack
{
    /// <param name="TakeTheirs">Where both copies changed the same thing, take the pack's. What was here stays in the change log.</param>
    public sealed record Request(bool TakeTheirs = false);

    /// <summary>The same thing was changed on both copies, or changed on one and taken away on the other.</summary>
    /// <param name="What">Its kind in words; of work that is closed to the reader only that.</param>
    /// <param name="Where">The source's title; for what lies in none, how it begins in the pack.</param>
    /// <param name="Why">What happened on each side, and what was done.</param>
    public sealed record Conflict(string What, Guid? Id, string Where, string Why, bool TookTheirs);

    /// <param name="Added">How many of each kind came in, by its name in the plural; what is closed to the reader is not among them.</param>
    /// <param name="Closed">How many rows came in of independent work that stays closed to the reader.</param>
    /// <param name="Notes">What was left out or carried otherwise than it was, in sentences.</param>
    public sealed record Merged(string Analyst, DateTime MadeAt, IReadOnlyDictionary<string, int> Added, int Changed, int TakenAway, int Closed, int GivenOut, int Finished, IReadOnlyList<Conflict> Conflicts, IReadOnlyList<string> Notes)
    {
        public bool IsNothing => Added.Count == 0 && Changed + TakenAway + Closed + GivenOut + Finished == 0;
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <summary>What merging would do; nothing is changed.</summary>
        /// <param name="pack">Must be able to seek.</param>
        public Task<Result<Merged>> PreviewAsync(Acting by, Stream pack, Request request, CancellationToken cancel) => RunAsync(by, pack, request, keep: false, cancel);

        /// <summary>Merges, whole or not at all.</summary>
        /// <param name="pack">Must be able to seek.</param>
        public Task<Result<Merged>> RunAsync(Acting by, Stream pack, Request request, CancellationToken cancel) => RunAsync(by, pack, request, keep: true, cancel);

        private async Task<Result<Merged>> RunAsync(Acting by, Stream pack, Request request, bool keep, CancellationToken cancel)
        {
            var opened = await OpenArchive.OpenAsync(pack, cancel, ArchiveManifest.PackName, "pack");
            if (!opened.Succeeded) return opened.Error;
            using var zip = opened.Value.Zip;
            try
            {
                await using var db = await contexts.CreateDbContextAsync(cancel);
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                if (opened.Value.Manifest.Project.Id != by.Project.Value) return new Refused($"This pack is of another project, \"{opened.Value.Manifest.Project.Name}\". Nothing was changed. Open that project, and merge it there.");
                var merging = new Merging(db, by, opened.Value.Manifest, request);
                if (await merging.ReadAsync(zip, cancel) is { } unread) return unread;
                if (await merging.PlanAsync(cancel) is { } refused) return refused;
                var saved = await merging.SaveAsync(log, keep, cancel);
                if (saved.Succeeded && keep) await transaction.CommitAsync(cancel);
                return saved;
            }
            catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException or DecoderFallbackException or KeyNotFoundException)
            {
                return OpenArchive.Damaged($"its rows cannot be read ({wrong.Message})", "pack");
            }
            catch (Exception fault) when (StorageFaults.Read(fault) is { } told)
            {
                return told;
            }
        }
    }

    /// <summary>A kind as a count of it is said: "1 coding", "2 codings".</summary>
    internal static string Counted(int number, string many) => $"{number.ToString("N0", CultureInfo.GetCultureInfo("en-GB"))} {(number == 1 ? Words.Values.Where(w => w.Many == many).Select(w => w.One).FirstOrDefault(many) : many)}";

    private static readonly Dictionary<Type, (string One, string Many)> Words = new()
    {
        [typeof(CodedPassage)] = ("coding", "codings"),
        [typeof(Memo)] = ("memo", "memos"),
        [typeof(CodingNote)] = ("coding note", "coding notes"),
        [typeof(NoteAnswer)] = ("answer to a coding note", "answers to coding notes"),
        [typeof(NotesCheck)] = ("check of coding notes", "checks of coding notes"),
        [typeof(Framing.Representations.Representation)] = ("reading", "readings"),
        [typeof(Framing.Representations.FieldReading)] = ("field of a reading", "fields read"),
        [typeof(Framing.Representations.RepresentationLink)] = ("tie between readings", "ties between readings"),
        [typeof(Policy.Theories.ProgrammeTheory)] = ("programme theory", "programme theories"),
        [typeof(Policy.Theories.TheoryTie)] = ("tie between theories", "ties between theories"),
        [typeof(Policy.Theories.TensionAnswer)] = ("answer to a tension", "answers to tensions"),
        [typeof(Policy.Theories.TheoryStatement)] = ("statement under a theory", "statements under theories"),
        [typeof(Policy.Statements.Statement)] = ("statement", "statements"),
        [typeof(Policy.Clarity.Slippage)] = ("record of a term used for different things", "records of terms used for different things"),
        [typeof(Synthesis.Constructs.Construct)] = ("construct", "constructs"),
        [typeof(Synthesis.Translation.Concept)] = ("concept", "concepts"),
        [typeof(Synthesis.Translation.Comparison)] = ("comparison", "comparisons"),
        [typeof(Synthesis.Translation.ComparisonConstruct)] = ("construct in a comparison", "constructs in comparisons"),
        [typeof(Targeting.Targets.TargetEvidence)] = ("piece of evidence of a target", "pieces of evidence of targets"),
        [typeof(Settlement)] = ("settlement", "settlements"),
        [typeof(Quotation)] = ("quotation", "quotations"),
        [typeof(ThemePassage)] = ("passage under a theme", "passages under themes"),
        [typeof(Theme)] = ("theme", "themes"),
        [typeof(Code)] = ("code", "codes"),
    };

    /// <summary>One merge, from the pack's lines to the saved rows.</summary>
    private sealed class Merging(ThroughlineDb db, Acting by, ArchiveManifest manifest, Request request)
    {
        private sealed record Line(ProjectTable Table, PackPart Part, string Key, JsonObject? Row, IReadOnlyList<string> Was);

        private sealed record Given(Guid Id, NodeRef Item, AnalystId Analyst, DateTime AssignedAt, DateTime? FinishedAt);

        private readonly AnalystId _whose = new(manifest.MadeBy.Id);
        private readonly IReadOnlyList<(ProjectTable Table, PackPart Part)> _tables = PackTables.Of(db);
        private readonly List<Line> _lines = [];
        private readonly List<Given> _given = [];
        private readonly List<(AnalystId Id, string Name)> _people = [];
        private readonly Dictionary<Guid, (Guid Source, string Sha256)> _texts = [];
        private readonly Dictionary<(string Table, string Key), JsonObject> _here = [];
        private readonly HashSet<(string Table, string Key)> _out = [], _coming = [], _going = [];
        private readonly List<(Line Line, object Row)> _added = [], _changed = [];
        private readonly List<Conflict> _conflicts = [];
        private readonly List<(Line Line, object? Row, string Why)> _open = [];
        private readonly List<(Line Line, PackSettlements.Clash Clash)> _settled = [];
        private readonly HashSet<(string Table, string Key)> _yielding = [];
        // What goes of this copy with something settled, and by which; by what goes or stays out, the id of what stands for it; and the ties that go.
        private readonly Dictionary<(string Table, string Key), PackSettlements.Clash> _leaving = [];
        private readonly Dictionary<(string Table, string Key), Guid> _stands = [];
        private readonly Dictionary<(string Table, string Key), List<(object Row, bool IsOwn)>> _ties = [];
        private readonly SortedDictionary<string, int> _notes = new(StringComparer.Ordinal);
        private readonly List<Given> _assign = [], _finish = [];
        private int _takenAway;

        private const string RestedOn = "taken away on the other copy, and work here rests on it";

        public async Task<Error?> ReadAsync(ZipArchive zip, CancellationToken cancel)
        {
            var byFile = _tables.ToDictionary(t => $"tables/{t.Table.Name}.jsonl");
            if (manifest.Files.FirstOrDefault(f => f.Name.StartsWith("tables/", StringComparison.Ordinal) && !byFile.ContainsKey(f.Name)) is { } unknown)
                return new ArchiveInvalid($"The pack holds \"{unknown.Name}\", which this version of Throughline does not know: it was made by version {manifest.Program}. Nothing was changed. Merge it with that version or a newer one.");
            foreach (var file in manifest.Files)
            {
                using var reader = new StreamReader(zip.GetEntry(file.Name)!.Open(), new UTF8Encoding(false, true));
                var number = 0;
                while (await reader.ReadLineAsync(cancel) is { } text)
                {
                    number++;
                    if (text.Length > OpenArchive.MostInLine || JsonNode.Parse(text) is not JsonObject line) return OpenArchive.Damaged($"line {number} of {file.Name} is no row", "pack");
                    if (Take(file.Name, byFile, line) is { } wrong) return OpenArchive.Damaged($"line {number} of {file.Name} {wrong}", "pack");
                }
                if (file.Rows is { } rows && rows != number) return OpenArchive.Damaged($"{file.Name} has {number} rows where the manifest says {rows}", "pack");
            }
            return _people.Any(p => p.Id == _whose) ? null : OpenArchive.Damaged("its own analyst is not in it", "pack");
        }

        private string? Take(string file, Dictionary<string, (ProjectTable Table, PackPart Part)> byFile, JsonObject line)
        {
            string[] members = file switch { "analysts.jsonl" => ["id", "name"], "texts.jsonl" => ["revision", "source", "sha256"], "assignments.jsonl" => ["id", "kind", "item", "analyst", "assignedAt"], _ => ["was"] };
            if (members.FirstOrDefault(name => line[name] is null) is { } lacking) return $"has no \"{lacking}\"";
            switch (file)
            {
                case "analysts.jsonl": _people.Add((new(Id("id")), (string)line["name"]!)); return null;
                case "texts.jsonl": _texts[Id("revision")] = (Id("source"), (string)line["sha256"]!); return null;
                case "assignments.jsonl": _given.Add(new(Id("id"), new((string)line["kind"]!, Id("item")), new(Id("analyst")), Time("assignedAt")!.Value, Time("finishedAt"))); return null;
            }
            if (!byFile.TryGetValue(file, out var of)) return "is of a kind that no pack has";
            var (table, part) = of;
            var was = line["was"]!.AsArray().Select(s => (string)s!).ToList();
            if (line["gone"] is JsonArray gone)
            {
                if (part == PackPart.Ground) return "takes away what is everybody's";
                _lines.Add(new(table, part, gone.ToJsonString(), null, was));
                return null;
            }
            if (line["row"] is not JsonObject row || was.Count == 0) return "is no row";
            if (table.Type.GetProperties().FirstOrDefault(p => !row.ContainsKey(p.Name)) is { } absent) return $"has no \"{absent.Name}\"";
            foreach (var property in table.Type.GetProperties().Where(p => p.ClrType == typeof(ProjectId)))
                if (PackTables.IdIn(row, property.Name) != by.Project.Value) return "belongs to another project";
            if (part == PackPart.Own && PackTables.IdIn(row, "Analyst") != _whose.Value) return "is another analyst's";
            _lines.Add(new(table, part, ProjectRows.KeyOf(table, row), row, was));
            return null;

            Guid Id(string name) => Guid.Parse((string)line[name]!);
            DateTime? Time(string name) => (string?)line[name] is { } text ? DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).ToUniversalTime() : null;
        }

        public async Task<Error?> PlanAsync(CancellationToken cancel)
        {
            var analysts = await db.Analysts.Where(a => a.Project == by.Project).ToListAsync(cancel);
            foreach (var (id, name) in _people.Where(p => analysts.TrueForAll(a => a.Id != p.Id)))
            {
                if (analysts.Exists(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase)))
                    return new Refused($"There is an analyst called {name} here already, added on this copy and not the one whose pack this is. Nothing was changed. Give one of the two another name, make the pack again and merge it.");
                db.Add(new Analyst { Id = id, Project = by.Project, Name = name });
            }
            foreach (var (table, _) in _tables)
            {
                var wanted = _lines.Where(l => l.Table == table).Select(l => l.Key).ToHashSet();
                if (wanted.Count == 0) continue;
                await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel))
                    if (ProjectRows.ToJson(table, row) is var json && ProjectRows.KeyOf(table, json) is var key && wanted.Contains(key)) _here[(table.Name, key)] = json;
            }
            var keys = _lines.Select(l => (l.Table.Name, l.Key)).ToHashSet();
            var history = await PackHistory.ReadAsync(db, by.Project, [.. _tables.Select(t => t.Table.Name)], v => keys.Contains((v.Table, v.Key)), cancel);
            var texts = _texts.Keys.Select(id => new RevisionId(id)).ToList();
            var known = new Dictionary<Guid, (string Sha256, bool IsCurrent, string Title)>();
            var project = by.Project;
            foreach (var some in texts.Chunk(500))
                foreach (var r in await (from r in db.Revisions.AsNoTracking() join s in db.Sources on r.Source equals s.Id where some.Contains(r.Id) && s.Project == project select new { r.Id, r.Sha256, s.Current, s.Title }).ToListAsync(cancel))
                    known[r.Id.Value] = (r.Sha256, r.Current == r.Id, r.Title);

            // What goes is known first: what was taken away and made again comes in under another id.
            foreach (var line in _lines.Where(l => l.Row is null).Reverse())
            {
                if (!_here.TryGetValue((line.Table.Name, line.Key), out var here)) continue;
                var mine = history.Of(line.Table.Name, line.Key, PackHistory.HashOf(here));
                if (line.Part == PackPart.Own && PackTables.IdIn(here, "Analyst") != _whose.Value) continue;
                if (PackHistory.GoesOnFrom(line.Was, mine)) _going.Add((line.Table.Name, line.Key));
                else if (!PackHistory.GoesOnFrom(mine, line.Was) && line.Part == PackPart.Own)
                {
                    if (request.TakeTheirs) _going.Add((line.Table.Name, line.Key));
                    _open.Add((line, await ProjectRows.FindAsync(db, line.Table, line.Key, cancel), "changed here, and taken away on the other copy"));
                }
            }
            await StayAsync(cancel);
            await SettleAsync(history, cancel);
            foreach (var (table, part) in _tables)
                foreach (var line in _lines.Where(l => l.Table == table && l.Row is not null))
                {
                    var here = _here.GetValueOrDefault((table.Name, line.Key));
                    var hash = PackHistory.HashOf(here);
                    if (line.Was[^1] == hash) continue;
                    if (RestsOn(table, line.Key, line.Row!, _yielding))
                    {
                        if (!_yielding.Contains((table.Name, line.Key)) && !Named(table, line.Row!).Any(n => n.IsPart && _yielding.Contains(n.To))) Note($"Some {Word(line)} rest on what was settled otherwise here, so they were left out");
                        _yielding.Add((table.Name, line.Key));
                        _out.Add((table.Name, line.Key));
                        continue;
                    }
                    if (part == PackPart.Ground)
                    {
                        if (here is not null) Note($"Some {Word(line)} are not the same on the two copies. They are everybody's, so they stay as they are here");
                        else await AddAsync(line, line.Row!, cancel);
                        continue;
                    }
                    if (table.Type.ClrType == typeof(Excerpt))
                    {
                        var revision = PackTables.IdIn(line.Row!, nameof(Excerpt.Revision))!.Value;
                        var isKnown = known.TryGetValue(revision, out var text) && _texts.TryGetValue(revision, out var stated) && text.Sha256 == stated.Sha256;
                        if (!isKnown || !text.IsCurrent)
                        {
                            // Where it stands here, it has been carried to the text as it is here.
                            if (here is not null) continue;
                            if (!isKnown)
                            {
                                _out.Add((table.Name, line.Key));
                                Note("Passages stand on a text that this copy does not have: it was corrected, or its file brought in, on the other copy. They and what rests on them were left out. Bring the same text in here, then merge the pack again");
                                continue;
                            }
                            var lost = line.Row!.DeepClone().AsObject();
                            lost[nameof(Excerpt.IsLost)] = true;
                            Note($"The text of “{text.Title}” has been corrected here since. Passages on the earlier text came in without a place; place them on the source’s page");
                            await AddAsync(line, lost, cancel);
                            continue;
                        }
                    }
                    var mine = history.Of(table.Name, line.Key, hash);
                    if (PackHistory.GoesOnFrom(line.Was, mine)) await ApplyAsync(line, here, cancel);
                    else if (!PackHistory.GoesOnFrom(mine, line.Was)) await DifferAsync(line, here, here is null ? "taken away here, and changed on the other copy" : "changed on both copies", cancel);
                }
            await RemoveAsync(cancel);
            await GiveAsync(cancel);
            return null;
        }

        /// <summary>Of what both copies settled apart, one stands: the other goes or stays out. What rests on the other rests on the one that stands where both say the same, and else goes with it.</summary>
        private async Task SettleAsync(PackHistory history, CancellationToken cancel)
        {
            var coming = _lines.Where(l => l.Row is not null && !_here.ContainsKey((l.Table.Name, l.Key)) && history.Of(l.Table.Name, l.Key, PackHistory.Gone) is var mine
                && (PackHistory.GoesOnFrom(l.Was, mine) || (request.TakeTheirs && !PackHistory.GoesOnFrom(mine, l.Was)))).ToList();
            var byKey = coming.ToLookup(l => (l.Table.Name, l.Key));
            foreach (var clash in await PackSettlements.FindAsync(db, by.Project, [.. coming.Select(l => (l.Table, l.Key, l.Row!))], (table, id) => _going.Contains((table, KeyOf(id))), request.TakeTheirs, cancel))
            {
                if (!clash.TakesTheirs) _yielding.Add(clash.Incoming);
                foreach (var other in clash.TakesTheirs ? clash.Here : [clash.Incoming])
                {
                    if (clash.TakesTheirs) _leaving[other] = clash;
                    if (clash.IsAlike) _stands[other] = clash.Stands;
                }
                var line = byKey[clash.Incoming].First();
                if (clash.IsAlike) Note($"Some {Word(line)} were settled alike on both copies. The one settled last stands for both, and ties to the other lead to it");
                else _settled.Add((line, clash));
            }
            _takenAway += _leaving.Count;
            await LeaveAsync(cancel);
            for (var i = 0; i < _lines.Count; i++)
                if (_lines[i] is { Row: { } row } line && Moved(line.Table, row, _stands) is { } moved)
                {
                    // What it has been before it moved is not known here: only whether it is now here as it was there at some time.
                    var here = _here.GetValueOrDefault((line.Table.Name, line.Key));
                    var back = here is null ? null : Moved(line.Table, here, Named(line.Table, row).Where(n => _stands.ContainsKey(n.To)).ToDictionary(n => (n.To.Table, KeyOf(_stands[n.To])), n => PackTables.IdIn(row, n.Property)!.Value));
                    _lines[i] = line with { Row = moved, Was = back is not null && line.Was.Contains(PackHistory.HashOf(back)) ? [PackHistory.HashOf(here), PackHistory.HashOf(moved)] : [PackHistory.HashOf(moved)] };
                }
        }

        /// <summary>Moves what rests here on something settled that goes to the one that stands, or lets it go too.</summary>
        private async Task LeaveAsync(CancellationToken cancel)
        {
            if (_leaving.Count == 0) return;
            var settled = _leaving.ToDictionary();
            var rows = new List<(ProjectTable Table, string Key, JsonObject Json, object Row)>();
            var tables = settled.Keys.Select(s => s.Table).ToHashSet();
            foreach (var (table, _) in _tables.Where(t => t.Table.Type.GetForeignKeys().Any(k => tables.Contains(k.PrincipalEntityType.GetTableName()!)) || t.Table.Type.FindProperty(NodeId) is not null))
                await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel))
                    if (ProjectRows.ToJson(table, row) is var json && Named(table, json).Any(n => settled.ContainsKey(n.To)) && ProjectRows.KeyOf(table, json) is var key && !_going.Contains((table.Name, key)) && !settled.ContainsKey((table.Name, key)))
                        rows.Add((table, key, json, row));
            foreach (var (table, key, json, row) in rows)
            {
                var on = Named(table, json).Where(n => settled.ContainsKey(n.To)).ToList();
                var isPart = on.Exists(n => n.IsPart);
                if (!isPart && on.TrueForAll(n => _stands.ContainsKey(n.To)) && Moved(table, json, _stands) is { } moved && !await IsTakenAsync(table, moved, cancel))
                {
                    ProjectRows.Set(db, table, (await ProjectRows.FindAsync(db, table, key, cancel))!, moved);
                    if (_here.ContainsKey((table.Name, key))) _here[(table.Name, key)] = moved;
                    continue;
                }
                // A thing named by kind and id alone may be gone; a foreign key leads somewhere.
                if (!on.Exists(n => n.IsKey)) continue;
                var clash = settled[on.First(n => n.IsKey).To];
                _leaving[(table.Name, key)] = clash;
                if (isPart) continue;
                _takenAway++;
                if (!_ties.TryGetValue(clash.Incoming, out var ties)) _ties[clash.Incoming] = ties = [];
                ties.Add((row, PackTables.IdIn(json, "Analyst") == by.Analyst.Value));
            }
            _going.UnionWith(_leaving.Keys);
        }

        private const string NodeId = nameof(Targeting.Targets.TargetEvidence.NodeId);

        private static string KeyOf(Guid id) => $"[\"{id:D}\"]";

        /// <summary>What a row names by a foreign key, and the reading or theory that evidence of a target names by kind and id alone.</summary>
        /// <returns>For each the property of the id, whether a foreign key says so, and whether the row's own key has it: then it is a part of what it names.</returns>
        private static IEnumerable<(string Property, (string Table, string Key) To, bool IsKey, bool IsPart)> Named(ProjectTable table, JsonObject row)
        {
            foreach (var key in table.Type.GetForeignKeys())
                if (key.Properties is [var property] && PackTables.IdIn(row, property.Name) is { } id) yield return (property.Name, (key.PrincipalEntityType.GetTableName()!, KeyOf(id)), true, property.IsPrimaryKey());
            var kind = (string?)row[nameof(Targeting.Targets.TargetEvidence.NodeKind)];
            if (kind is "representation" or "theory" && PackTables.IdIn(row, NodeId) is { } node) yield return (NodeId, (kind == "theory" ? "policy_theory" : "framing_representation", KeyOf(node)), false, false);
        }

        /// <summary>A row as it would be with others in the place of some that it names; null where it names none of these, is a part of one, or would name one thing twice.</summary>
        private static JsonObject? Moved(ProjectTable table, JsonObject row, IReadOnlyDictionary<(string Table, string Key), Guid> to)
        {
            if (to.Count == 0) return null;
            var named = Named(table, row).ToList();
            var moving = named.Where(n => to.ContainsKey(n.To)).ToList();
            if (moving.Count == 0 || moving.Exists(n => n.IsPart)) return null;
            var moved = row.DeepClone().AsObject();
            foreach (var (property, at, _, _) in moving) moved[property] = JsonValue.Create(to[at].ToString("D"));
            var after = Named(table, moved).Select(n => n.To).ToList();
            return after.Distinct().Count() < named.Select(n => n.To).Distinct().Count() ? null : JsonNode.Parse(moved.ToJsonString())!.AsObject();
        }

        /// <summary>Whether a row is one of these, or names one of them by a foreign key.</summary>
        private static bool RestsOn(ProjectTable table, string key, JsonObject row, HashSet<(string Table, string Key)> these) => these.Count > 0 && (these.Contains((table.Name, key)) || Named(table, row).Any(n => n.IsKey && these.Contains(n.To)));

        private async Task ApplyAsync(Line line, JsonObject? here, CancellationToken cancel)
        {
            if (here is null)
            {
                await AddAsync(line, line.Row!, cancel);
                return;
            }
            var row = (await ProjectRows.FindAsync(db, line.Table, line.Key, cancel))!;
            if (line.Part == PackPart.Own && PackTables.IdIn(here, "Analyst") != _whose.Value) return;
            if (!await RestsHereAsync(line, line.Row!, cancel)) return;
            ProjectRows.Set(db, line.Table, row, line.Row!);
            _changed.Add((line, row));
        }

        private async Task DifferAsync(Line line, JsonObject? here, string why, CancellationToken cancel)
        {
            // A passage's ends and the like follow the decision that they belong to.
            if (line.Part != PackPart.Own && !request.TakeTheirs) return;
            if (line.Part == PackPart.Own) _open.Add((line, here is null ? null : await ProjectRows.FindAsync(db, line.Table, line.Key, cancel), why));
            if (request.TakeTheirs) await ApplyAsync(line, here, cancel);
        }

        private async Task AddAsync(Line line, JsonObject json, CancellationToken cancel)
        {
            if (!await RestsHereAsync(line, json, cancel)) return;
            if (await IsTakenAsync(line.Table, json, cancel))
            {
                _out.Add((line.Table.Name, line.Key));
                Note($"Some {Word(line)} are here already under another id, since both copies added the same. Those of the pack were left out, with what rests on them");
                return;
            }
            _added.Add((line, ProjectRows.Add(db, line.Table, json, new Dictionary<string, byte[]?>())));
            _coming.Add((line.Table.Name, line.Key));
        }

        /// <summary>Whether all that a row rests on is here, or comes in with it; what rests on what is not is left out and said.</summary>
        private async Task<bool> RestsHereAsync(Line line, JsonObject json, CancellationToken cancel)
        {
            foreach (var key in line.Table.Type.GetForeignKeys())
            {
                if (key.Properties is not [var property] || PackTables.IdIn(json, property.Name) is not { } id) continue;
                if (await IsHereAsync(key.PrincipalEntityType.GetTableName()!, id, cancel)) continue;
                return LeaveOut();
            }
            var (kind, on) = ((string?)json["OnKind"] ?? (string?)json["SubjectKind"], PackTables.IdIn(json, "OnId") ?? PackTables.IdIn(json, "SubjectId"));
            var named = kind switch { "source" => "source", "case" => "source_case", "code" => "coding_code", "coding" => "coding_coding", "excerpt" => "source_excerpt", "statement" => "policy_statement", "study" => "review_study", "construct" => "synthesis_construct", _ => null };
            return named is null || on is not { } of || await IsHereAsync(named, of, cancel) || LeaveOut();

            bool LeaveOut()
            {
                _out.Add((line.Table.Name, line.Key));
                Note($"Some {Word(line)} rest on what is not in this copy (a source, a case or a passage of the other copy's own), so they were left out. Bring that in here, then merge the pack again");
                return false;
            }
        }

        private async Task<bool> IsHereAsync(string table, Guid id, CancellationToken cancel)
        {
            var key = $"[\"{id:D}\"]";
            if (_leaving.ContainsKey((table, key))) return false;
            if (_out.Contains((table, key))) return _here.ContainsKey((table, key));
            if (_here.ContainsKey((table, key)) || _coming.Contains((table, key))) return true;
            if (table == "project") return id == by.Project.Value;
            var type = db.Model.GetEntityTypes().First(t => t.GetTableName() == table);
            return await ProjectRows.FindAsync(db, new ProjectTable(table, type), key, cancel) is not null;
        }

        private readonly Dictionary<string, HashSet<string>> _unique = [];

        /// <summary>Whether a row that stays here, or one that comes in, has what a unique index lets only one row have.</summary>
        private async Task<bool> IsTakenAsync(ProjectTable table, JsonObject json, CancellationToken cancel)
        {
            var taken = false;
            // Which rows an index is of, only the model at design time knows.
            foreach (var index in db.GetService<IDesignTimeModel>().Model.FindEntityType(table.Type.ClrType)!.GetIndexes().Where(i => i.IsUnique && Covers(i, json)))
            {
                var name = index.GetDatabaseName()!;
                if (!_unique.TryGetValue(name, out var values))
                {
                    _unique[name] = values = [];
                    await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel))
                        if (ProjectRows.ToJson(table, row) is var there && Covers(index, there) && !_going.Contains((table.Name, ProjectRows.KeyOf(table, there)))) values.Add(Of(index, there));
                }
                taken |= !values.Add(Of(index, json));
            }
            return taken;

            static string Of(IReadOnlyIndex index, JsonObject row) => new JsonArray([.. index.Properties.Select(p => row[p.Name]?.DeepClone())]).ToJsonString();

            // An index of some rows only says of which by one column that is true or false.
            static bool Covers(IReadOnlyIndex index, JsonObject row) => index.GetFilter() is not { } filter || row[filter.Split('"')[1]]?.GetValue<bool>() == !filter.StartsWith("NOT ", StringComparison.Ordinal);
        }

        /// <summary>What the analyst took away on the other copy stays where something here rests on it.</summary>
        private async Task StayAsync(CancellationToken cancel)
        {
            if (_going.Count == 0) return;
            var names = _going.Select(g => g.Table).ToHashSet();
            var rows = new List<((string Table, string Key) Row, List<(string Table, string Key)> On)>();
            foreach (var table in ProjectRows.Tables(db.Model).Where(t => t.Type.GetForeignKeys().Any(k => names.Contains(k.PrincipalEntityType.GetTableName()!))))
                await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel)) Rest(table, ProjectRows.ToJson(table, row));
            foreach (var line in _lines.Where(l => l.Row is not null)) Rest(line.Table, line.Row!);
            // What stays keeps all that it rests on, and a decision that stays keeps its parts.
            var own = _tables.Where(t => t.Part == PackPart.Own).Select(t => t.Table.Name).ToHashSet();
            var stays = new HashSet<(string Table, string Key)>();
            for (var grew = true; grew;)
            {
                grew = false;
                foreach (var (row, on) in rows)
                {
                    if (!_going.Contains(row)) stays.UnionWith(on.Where(_going.Contains));
                    else if (on.Exists(o => own.Contains(o.Table) && stays.Contains(o))) grew |= _going.Remove(row);
                }
                foreach (var kept in stays.Where(_going.Remove))
                {
                    grew = true;
                    var line = _lines.First(l => l.Table.Name == kept.Table && l.Key == kept.Key);
                    if (line.Part != PackPart.Own) continue;
                    _open.RemoveAll(o => o.Line == line);
                    _open.Add((line, await ProjectRows.FindAsync(db, line.Table, line.Key, cancel), RestedOn));
                }
            }

            void Rest(ProjectTable table, JsonObject row)
            {
                var on = new List<(string, string)>();
                foreach (var key in table.Type.GetForeignKeys())
                    if (key.Properties is [var property] && PackTables.IdIn(row, property.Name) is { } id && names.Contains(key.PrincipalEntityType.GetTableName()!)) on.Add((key.PrincipalEntityType.GetTableName()!, $"[\"{id:D}\"]"));
                if (on.Count > 0) rows.Add(((table.Name, ProjectRows.KeyOf(table, row)), on));
            }
        }

        private async Task RemoveAsync(CancellationToken cancel)
        {
            foreach (var (table, part) in _tables)
                foreach (var (_, key) in _going.Where(g => g.Table == table.Name))
                {
                    db.Remove((await ProjectRows.FindAsync(db, table, key, cancel))!);
                    // What goes with something settled is counted as the one thing it belongs to.
                    if (part == PackPart.Own && !_leaving.ContainsKey((table.Name, key))) _takenAway++;
                }
        }

        /// <summary>Who was given what is known by the item and the analyst: both copies may have given it out.</summary>
        private async Task GiveAsync(CancellationToken cancel)
        {
            var there = await db.Set<Assignment>().AsNoTracking().Where(a => a.Project == by.Project).ToListAsync(cancel);
            var (takenBack, reopened) = await PastAsync(cancel);
            foreach (var given in _given)
            {
                var same = there.Find(a => a.SubjectKind == given.Item.Kind && a.SubjectId == given.Item.Id && a.Analyst == given.Analyst);
                if (same is null)
                {
                    if (takenBack.Contains(given.Id))
                    {
                        Note("Work that the pack says was given out has been taken back here since; it stays so");
                        continue;
                    }
                    var table = given.Item.Kind switch { "source" => "source", "excerpt" => "source_excerpt", "statement" => "policy_statement", "study" => "review_study", _ => null };
                    // An appraisal is a study under a list of questions and no row: its id follows from the two, so it is the same here.
                    if (given.Item.Kind != "appraisal" && (table is null || !await IsHereAsync(table, given.Item.Id, cancel)))
                    {
                        Note("Work was given out on what is not in this copy; that was left out");
                        continue;
                    }
                    _assign.Add(given);
                }
                if (given.Analyst != _whose || given.FinishedAt is not { } at || same?.FinishedAt is not null) continue;
                if (same is not null && reopened[same.Id.Value].Any(was => at < was.AddMicroseconds(1))) Note("Work that the pack says was finished has been taken up again here since; it stays so");
                else _finish.Add(given);
            }
        }

        /// <summary>What has become of the work that was given out here: shares that were taken back, and when one that was taken up again had been finished.</summary>
        private async Task<(IReadOnlySet<Guid> TakenBack, ILookup<Guid, DateTime> Reopened)> PastAsync(CancellationToken cancel)
        {
            var type = db.Model.FindEntityType(typeof(Assignment))!;
            var table = type.GetTableName();
            var past = await db.Set<LogValue>().AsNoTracking().Where(v => v.Project == by.Project && v.Table == table && v.Operation != RowOperation.Added).Select(v => new { v.Key, v.Operation, v.Before }).ToListAsync(cancel);
            var takenBack = past.Where(v => v.Operation == RowOperation.Removed).Select(v => JsonSerializer.Deserialize<Guid[]>(v.Key)![0]).ToHashSet();
            var reopened = past.Where(v => v is { Operation: RowOperation.Changed, Before: not null }).Select(v => (Assignment)ProjectRows.FromImage(type, v.Before!)).Where(a => a.FinishedAt is not null).ToLookup(a => a.Id.Value, a => a.FinishedAt!.Value);
            return (takenBack, reopened);
        }

        public async Task<Result<Merged>> SaveAsync(ChangeLog log, bool keep, CancellationToken cancel)
        {
            var rows = _added.Count + _changed.Count + _going.Count;
            var details = new Dictionary<string, object?> { ["analyst"] = _whose.Value, ["added"] = _added.Count, ["changed"] = _changed.Count, ["takenAway"] = _going.Count, ["conflicts"] = _open.Count + _settled.Count };
            if (db.ChangeTracker.HasChanges() && await KeepAsync(by, new(ExchangeActions.PackMerged, new("project", by.Project.Value), details)) is { } unkept) return unkept;
            // Giving out and finishing are told in entries of their own, by whom it was, as they are where they are done by hand: agreement reads from them when work was opened.
            foreach (var item in _assign.GroupBy(a => a.Item))
            {
                foreach (var given in item) db.Add(new Assignment { Id = new(given.Id), Project = by.Project, SubjectKind = given.Item.Kind, SubjectId = given.Item.Id, Analyst = given.Analyst, AssignedAt = given.AssignedAt });
                if (await KeepAsync(by with { Analyst = _whose }, new(ProjectActions.Assigned, item.Key, new Dictionary<string, object?> { ["analysts"] = item.Select(a => a.Analyst.Value).ToArray(), ["pack"] = true })) is { } wrong) return wrong;
            }
            foreach (var given in _finish)
            {
                var own = await db.Set<Assignment>().SingleAsync(a => a.Project == by.Project && a.SubjectKind == given.Item.Kind && a.SubjectId == given.Item.Id && a.Analyst == _whose, cancel);
                own.FinishedAt = given.FinishedAt;
                if (await KeepAsync(by with { Analyst = _whose }, new(ProjectActions.Finished, given.Item, new Dictionary<string, object?> { ["pack"] = true })) is { } wrong) return wrong;
            }

            // As the reader may see it once it is in: what stays closed is one number.
            var closed = await ClosedRows.OfAsync(db, by, cancel);
            var added = new SortedDictionary<string, int>(StringComparer.Ordinal);
            var hidden = 0;
            foreach (var (line, row) in _added.Where(a => a.Line.Part != PackPart.Of))
                if (closed.IsClosed(row)) hidden++;
                else added[Word(line)] = added.GetValueOrDefault(Word(line)) + 1;
            hidden += _changed.Count(c => c.Line.Part == PackPart.Own && closed.IsClosed(c.Row));
            foreach (var (line, row, why) in _open)
            {
                var isClosed = row is not null && closed.IsClosed(row);
                _conflicts.Add(new(isClosed ? "work that is closed to you" : Words.TryGetValue(line.Table.Type.ClrType, out var word) ? word.One : Word(line), isClosed || line.Row is null ? null : PackTables.IdIn(line.Row, "Id"), isClosed ? "" : await WhereAsync(line, cancel), why, request.TakeTheirs && why != RestedOn));
            }
            foreach (var (line, clash) in _settled)
            {
                var isClosed = closed.IsClosed(clash.Row);
                var ties = _ties.GetValueOrDefault(clash.Incoming, []).FindAll(t => !closed.IsClosed(t.Row));
                _conflicts.Add(new(isClosed ? "work that is closed to you" : Words.TryGetValue(line.Table.Type.ClrType, out var word) ? $"agreed {word.One}" : Word(line), isClosed ? null : PackTables.IdIn(line.Row!, "Id"), isClosed ? "" : string.Join(": ", new[] { await WhereAsync(line, cancel), clash.About }.Where(part => part.Length > 0)), isClosed ? clash.Why(0, 0) : clash.Why(ties.Count, ties.Count(t => !t.IsOwn)), clash.TakesTheirs));
            }
            return new Merged(manifest.MadeBy.Name, manifest.MadeAt, added, _changed.Count(c => c.Line.Part == PackPart.Own && !closed.IsClosed(c.Row)), _takenAway, hidden, _assign.Count, _finish.Count, _conflicts,
                [.. _notes.Select(n => n.Value == 1 ? n.Key + "." : $"{n.Key} ({n.Value.ToString("N0", CultureInfo.InvariantCulture)}).")]);

            async Task<Error?> KeepAsync(Acting who, Change change)
            {
                if (keep) return (await log.SaveAsync(db, who, change, cancel)).Error;
                await db.SaveChangesAsync(cancel);
                return null;
            }
        }

        private async Task<string> WhereAsync(Line line, CancellationToken cancel)
        {
            var row = line.Row ?? _here.GetValueOrDefault((line.Table.Name, line.Key));
            if (row is null) return "";
            // What lies in no source is known by how it begins.
            if (PackTables.IdIn(row, "Source") is not { } id) return (string?)row[nameof(Memo.Text)] is { } text ? Cut.To(text, 60) : "";
            var source = new SourceId(id);
            return await db.Sources.AsNoTracking().Where(s => s.Id == source).Select(s => s.Title).SingleOrDefaultAsync(cancel) ?? "";
        }

        private void Note(string sentence) => _notes[sentence] = _notes.GetValueOrDefault(sentence) + 1;

        private static string Word(Line line) => Words.TryGetValue(line.Table.Type.ClrType, out var word) ? word.Many : line.Table.Type.ClrType == typeof(Excerpt) ? "passages" : line.Table.Name.Replace('_', ' ');
    }
}
