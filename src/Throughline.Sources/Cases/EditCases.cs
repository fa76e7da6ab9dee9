using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

public static class AddCase
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<CaseId>> RunAsync(Acting by, string? name, CaseKind kind, CancellationToken cancel)
        {
            var read = CaseValueRules.CheckCaseName(name);
            if (!read.Succeeded) return read.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.CaseCalledAsync(by.Project, read.Value, null, cancel) is { } taken) return new CaseNameInvalid($"There is already a case called \"{taken}\". Choose another name.");
            var last = await db.Cases.Where(c => c.Project == by.Project).MaxAsync(c => (int?)c.Order, cancel) ?? -1;
            var added = new Case { Id = CaseId.New(), Project = by.Project, Name = read.Value, Kind = kind, Order = last + 1 };
            db.Add(added);
            var saved = await log.SaveAsync(db, by, new(SourceActions.CaseAdded, added.Id.Node), cancel);
            return saved.Succeeded ? added.Id : saved.Error;
        }
    }

    internal static async Task<string?> CaseCalledAsync(this ThroughlineDb db, ProjectId project, string name, CaseId? otherThan, CancellationToken cancel) =>
        (await db.Cases.AsNoTracking().Where(c => c.Project == project).Select(c => new { c.Id, c.Name }).ToListAsync(cancel))
            .FirstOrDefault(c => c.Id != otherThan && string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))?.Name;
}

/// <summary>Renames a case or changes its kind.</summary>
public static class ChangeCase
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, CaseId id, string? name, CaseKind? kind, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Cases.SingleOrDefaultAsync(c => c.Id == id && c.Project == by.Project, cancel) is not { } found) return new CaseMissing("That case is not here any more.");
            if (name is not null)
            {
                var read = CaseValueRules.CheckCaseName(name);
                if (!read.Succeeded) return read.Error;
                if (await db.CaseCalledAsync(by.Project, read.Value, id, cancel) is { } taken) return new CaseNameInvalid($"There is already a case called \"{taken}\". Choose another name.");
                found.Name = read.Value;
            }
            if (kind is { } given) found.Kind = given;
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(SourceActions.CaseChanged, id.Node), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

/// <summary>Takes cases away with their values and ties. Sources, codings and memos stay.</summary>
public static class RemoveCases
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <returns>How many were taken away.</returns>
        public async Task<Result<int>> RunAsync(Acting by, IReadOnlyList<CaseId> ids, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var cases = await db.Cases.Where(c => c.Project == by.Project && ids.Contains(c.Id)).ToListAsync(cancel);
            if (cases.Count == 0) return 0;
            var found = cases.ConvertAll(c => c.Id);
            db.RemoveRange(await db.CaseValues.Where(v => found.Contains(v.Case)).ToListAsync(cancel));
            db.RemoveRange(await db.CaseTies.Where(t => found.Contains(t.Case)).ToListAsync(cancel));
            db.RemoveRange(cases);
            var saved = await log.SaveAsync(db, by, new(SourceActions.CasesRemoved, cases[0].Id.Node, new Dictionary<string, object?> { ["cases"] = found.Select(c => c.Value).ToArray() }), cancel);
            return saved.Succeeded ? cases.Count : saved.Error;
        }
    }
}

/// <summary>Writes values into cells, one or many at once (typed, or pasted from a spreadsheet).</summary>
public static class SetCaseValues
{
    /// <param name="Text">As typed; empty takes the value away.</param>
    public sealed record Cell(CaseId Case, AttributeId Attribute, string? Text);

    /// <param name="Cell">As sent, so that what was typed is kept.</param>
    public sealed record RefusedCell(Cell Cell, string Why);

    /// <param name="Written">Cells whose value is now another.</param>
    public sealed record Outcome(int Written, IReadOnlyList<RefusedCell> Refused);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <summary>Writes every cell that fits its type, in one change, and gives back those that do not.</summary>
        public async Task<Result<Outcome>> RunAsync(Acting by, IReadOnlyList<Cell> cells, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var attributes = await db.Attributes.AsNoTracking().Where(a => a.Project == by.Project).ToDictionaryAsync(a => a.Id, cancel);
            var wanted = cells.Select(c => c.Case).Distinct().ToList();
            var cases = (await db.Cases.AsNoTracking().Where(c => c.Project == by.Project && wanted.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancel)).ToHashSet();
            var there = await db.CaseValues.Where(v => wanted.Contains(v.Case)).ToDictionaryAsync(v => (v.Case, v.Attribute), cancel);
            var spelling = await db.SpellingsAsync(by.Project, cancel);
            var refused = new List<RefusedCell>();
            var written = 0;
            CaseId? first = null;
            foreach (var cell in cells.Reverse().DistinctBy(c => (c.Case, c.Attribute)).Reverse())
            {
                if (!cases.Contains(cell.Case) || !attributes.TryGetValue(cell.Attribute, out var attribute))
                {
                    refused.Add(new(cell, "That case or attribute is not here any more. Open the page again."));
                    continue;
                }
                var value = CaseValueRules.Parse(attribute.Type, attribute.Name, cell.Text);
                if (!value.Succeeded)
                {
                    refused.Add(new(cell, value.Error.Message));
                    continue;
                }
                if (db.Put(there, spelling, attribute, cell.Case, value.Value)) (written, first) = (written + 1, first ?? cell.Case);
            }
            if (written == 0) return new Outcome(0, refused);
            var saved = await log.SaveAsync(db, by, new(SourceActions.CaseValuesSet, first!.Value.Node, new Dictionary<string, object?> { ["values"] = written }), cancel);
            return saved.Succeeded ? new Outcome(written, refused) : saved.Error;
        }
    }

    /// <summary>The spelling each category is first written in, so that "nhs" joins "NHS".</summary>
    internal static async Task<Dictionary<(AttributeId, string), string>> SpellingsAsync(this ThroughlineDb db, ProjectId project, CancellationToken cancel)
    {
        var used = await (from v in db.CaseValues
                          join a in db.Attributes on v.Attribute equals a.Id
                          where a.Project == project && a.Type == AttributeType.Category
                          group v by new { v.Attribute, v.Value } into g
                          select new { g.Key.Attribute, g.Key.Value, Count = g.Count() }).ToListAsync(cancel);
        var spellings = new Dictionary<(AttributeId, string), string>();
        foreach (var one in used.OrderByDescending(u => u.Count).ThenBy(u => u.Value, StringComparer.Ordinal)) spellings.TryAdd((one.Attribute, one.Value.ToLowerInvariant()), one.Value);
        return spellings;
    }

    /// <summary>Puts one canonical value in the context; true when that changes anything.</summary>
    internal static bool Put(this ThroughlineDb db, Dictionary<(CaseId, AttributeId), CaseValue> there, Dictionary<(AttributeId, string), string> spellings, CaseAttribute attribute, CaseId of, string value)
    {
        if (attribute.Type == AttributeType.Category && value.Length > 0)
        {
            // A single case may change its own spelling; where others share the category, theirs is kept.
            var key = (attribute.Id, value.ToLowerInvariant());
            value = spellings.TryGetValue(key, out var usual) ? usual : spellings[key] = value;
        }
        there.TryGetValue((of, attribute.Id), out var row);
        if ((row?.Value ?? "") == value) return false;
        if (value.Length == 0)
        {
            db.Remove(row!);
            there.Remove((of, attribute.Id));
        }
        else if (row is null)
        {
            db.Add(row = new CaseValue { Case = of, Attribute = attribute.Id, Value = value });
            there[(of, attribute.Id)] = row;
        }
        else row.Value = value;
        return true;
    }
}
