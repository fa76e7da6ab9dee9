using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Throughline.Exchange.Archives;

/// <summary>Decides row by row what leaves: what is closed to the reader stays behind, and in a de-identified archive all that could name a person by another road.</summary>
internal sealed class Sifting
{
    private readonly ArchiveForm _form;
    private readonly ClosedRows _closed;
    private readonly HashSet<Guid> _closedExcerpts = [];
    private readonly HashSet<(long Seq, int Ordinal)> _closedValues = [];
    private IReadOnlySet<long> _sealed = new HashSet<long>();
    private readonly HashSet<Guid> _current = [];
    private readonly Dictionary<Guid, (int Number, string FileName)> _sources = [];
    private readonly Dictionary<string, HashSet<string>> _gone = [];

    private Sifting(ArchiveForm form, ClosedRows closed) => (_form, _closed) = (form, closed);

    public int RowsLeftOut { get; private set; }
    public int Sealed => _sealed.Count;
    public int OriginalsLeftOut { get; private set; }

    public static async Task<Sifting> PrepareAsync(ThroughlineDb db, Acting by, ArchiveForm form, IReadOnlyList<ProjectTable> tables, CancellationToken cancel)
    {
        var sifting = new Sifting(form, await ClosedRows.OfAsync(db, by, cancel));
        foreach (var s in await db.Sources.AsNoTracking().Where(s => s.Project == by.Project).Select(s => new { s.Id, s.Number, s.FileName, s.Current }).ToListAsync(cancel))
        {
            sifting._sources[s.Id.Value] = (s.Number, s.FileName);
            sifting._current.Add(s.Current.Value);
        }
        var project = by.Project;
        if (form == ArchiveForm.Deidentified) sifting.OriginalsLeftOut = await (from o in db.Originals join s in db.Sources on o.Source equals s.Id where s.Project == project select o.Source).CountAsync(cancel);
        if (!sifting._closed.Nothing) await sifting.CloseAsync(db, by, tables, cancel);
        return sifting;
    }

    /// <summary>Finds what rests only on closed decisions: their excerpts, and what the log says of them.</summary>
    private async Task CloseAsync(ThroughlineDb db, Acting by, IReadOnlyList<ProjectTable> tables, CancellationToken cancel)
    {
        var open = new HashSet<Guid>();
        foreach (var table in tables)
        {
            var keys = table.Type.GetForeignKeys().Where(k => k.PrincipalEntityType.ClrType == typeof(Excerpt) && k.DeclaringEntityType.ClrType != typeof(ExcerptContext)).ToList();
            var isMemo = table.Type.ClrType == typeof(Memo);
            if (keys.Count == 0 && !isMemo) continue;
            await foreach (var row in ProjectRows.ReadAsync(db, table, by.Project, cancel))
            {
                var json = ProjectRows.ToJson(table, row);
                var excerpts = keys.Select(k => json[k.Properties[0].Name]?.GetValue<Guid>()).OfType<Guid>().ToList();
                if (row is Memo { OnKind: "excerpt" } memo) excerpts.Add(memo.OnId);
                foreach (var excerpt in excerpts) (_closed.IsClosed(row) ? _closedExcerpts : open).Add(excerpt);
            }
        }
        _closedExcerpts.ExceptWith(open);
        var closed = await _closed.LogAsync(db, by.Project, 0, cancel);
        _sealed = closed.Entries;
        _closedValues.UnionWith(closed.Values);
        if (_closedExcerpts.Count == 0) return;
        // An excerpt's own row is nobody's decision, but its place tells which words were chosen.
        await foreach (var row in ProjectRows.ReadAsync(db, tables.Single(t => t.Type.ClrType == typeof(LogValue)), by.Project, cancel))
            if (row is LogValue { Table: "source_excerpt" or "source_excerpt_context" } value && _closedExcerpts.Contains(JsonNode.Parse(value.Key)![0]!.GetValue<Guid>())) _closedValues.Add((value.Seq, value.Ordinal));
    }

    /// <summary>Tables that stay behind whole.</summary>
    public bool LeavesOut(ProjectTable table) => _form == ArchiveForm.Deidentified && (typeof(IKnownName).IsAssignableFrom(table.Type.ClrType) || table.FileProperties.Count > 0 || table.Type.ClrType == typeof(OtherReading));

    /// <summary>Whether a row leaves; what may not be read in it is taken out of its JSON.</summary>
    public bool Keep(ProjectTable table, object row, JsonObject json)
    {
        if (StaysBehind(table, row, json))
        {
            RowsLeftOut++;
            return false;
        }
        switch (row)
        {
            case LogEntry entry when _sealed.Contains(entry.Seq):
                (json["Action"], json["SubjectKind"], json["SubjectId"], json["Details"], json["Rows"], json["RowsHash"], json["Undoes"], json["Redoes"]) = (Chain.Sealed, "", Guid.Empty.ToString("D"), "{}", 0, "", null, null);
                break;
            case LogValue value when (_form == ArchiveForm.Deidentified && value.Table != "project_assignment") || _closedValues.Contains((value.Seq, value.Ordinal)):
                (json["Salt"], json["Before"], json["After"]) = (null, null, null);
                break;
            case Source source when _form == ArchiveForm.Deidentified:
                json["FileName"] = $"source-{source.Number}{Path.GetExtension(source.FileName).ToLowerInvariant()}";
                json["FileSha256"] = ""; // a copy of the file would be recognised by it
                break;
        }
        return true;
    }

    private bool StaysBehind(ProjectTable table, object row, JsonObject json)
    {
        var stays = row switch
        {
            LogValue value => _sealed.Contains(value.Seq),
            LogEntry or LogHead => false,
            Excerpt excerpt => _closedExcerpts.Contains(excerpt.Id.Value),
            Revision revision => _form == ArchiveForm.Deidentified && !_current.Contains(revision.Id.Value),
            _ => _closed.IsClosed(row),
        };
        foreach (var key in table.Type.GetForeignKeys())
        {
            if (!_gone.TryGetValue(key.PrincipalEntityType.GetTableName()!, out var gone)) continue;
            if (key.Properties.Any(p => json[p.Name] is null) || !gone.Contains(new JsonArray([.. key.Properties.Select(p => json[p.Name]!.DeepClone())]).ToJsonString())) continue;
            if (key.Properties.Any(p => p.IsNullable)) foreach (var property in key.Properties.Where(p => p.IsNullable)) json[property.Name] = null;
            else stays = true;
        }
        if (stays)
        {
            if (!_gone.TryGetValue(table.Name, out var gone)) _gone[table.Name] = gone = [];
            gone.Add(ProjectRows.KeyOf(table, json));
        }
        return stays;
    }

    /// <summary>Originals go by their source's number and the name they came with.</summary>
    public string NameOfFile(ProjectTable table, JsonObject json, int before)
    {
        if (table.Type.ClrType != typeof(Original)) return $"files/{table.Name}-{before + 1}";
        var (number, name) = _sources[json["Source"]!.GetValue<Guid>()];
        var safe = new StringBuilder();
        foreach (var c in Path.GetFileName(name.Replace('\\', '/'))) safe.Append(char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '(' or ')' ? c : '_');
        var kept = safe.ToString().Trim(' ', '.');
        return $"originals/{number:D4} {(kept.Length == 0 ? "file" : kept.Length <= 120 ? kept : kept[^120..])}";
    }
}
