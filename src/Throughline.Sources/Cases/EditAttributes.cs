using Microsoft.EntityFrameworkCore;

namespace Throughline.Sources;

public static class AddAttribute
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <summary>Adds it as the last column.</summary>
        public async Task<Result<AttributeId>> RunAsync(Acting by, string? name, AttributeType type, CancellationToken cancel)
        {
            var read = CaseValueRules.CheckAttributeName(name);
            if (!read.Succeeded) return read.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var others = await db.Attributes.AsNoTracking().Where(a => a.Project == by.Project).ToListAsync(cancel);
            if (others.FirstOrDefault(a => AttributionPattern.Key(a.Name) == AttributionPattern.Key(read.Value)) is { } taken) return new AttributeInvalid($"There is already an attribute called \"{taken.Name}\". Choose another name.");
            var added = new CaseAttribute { Id = AttributeId.New(), Project = by.Project, Name = read.Value, Type = type, Order = others.Count == 0 ? 0 : others.Max(a => a.Order) + 1 };
            db.Add(added);
            var saved = await log.SaveAsync(db, by, new(SourceActions.AttributeAdded, new("attribute", added.Id.Value)), cancel);
            return saved.Succeeded ? added.Id : saved.Error;
        }
    }
}

/// <summary>Renames an attribute, changes its type where every value fits the new one, or moves its column.</summary>
public static class ChangeAttribute
{
    /// <param name="Place">Its column among the attributes, from 0.</param>
    public sealed record Request(string? Name = null, AttributeType? Type = null, int? Place = null);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        public async Task<Result<Done>> RunAsync(Acting by, AttributeId id, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Attributes.Where(a => a.Project == by.Project).OrderBy(a => a.Order).ThenBy(a => a.Id).ToListAsync(cancel);
            if (all.FirstOrDefault(a => a.Id == id) is not { } attribute) return new AttributeMissing("That attribute is not here any more.");
            if (request.Name is not null)
            {
                var name = CaseValueRules.CheckAttributeName(request.Name);
                if (!name.Succeeded) return name.Error;
                if (all.FirstOrDefault(a => a.Id != id && AttributionPattern.Key(a.Name) == AttributionPattern.Key(name.Value)) is { } taken) return new AttributeInvalid($"There is already an attribute called \"{taken.Name}\". Choose another name.");
                attribute.Name = name.Value;
            }
            if (request.Type is { } type && type != attribute.Type)
            {
                var rows = await (from v in db.CaseValues join c in db.Cases on v.Case equals c.Id where v.Attribute == id orderby c.Name select new { Value = v, c.Name }).ToListAsync(cancel);
                var wrong = new List<string>();
                foreach (var row in rows)
                {
                    var value = CaseValueRules.Parse(type, attribute.Name, row.Value.Value);
                    if (value.Succeeded) row.Value.Value = value.Value;
                    else wrong.Add($"\"{CaseValueRules.Short(row.Value.Value)}\" ({row.Name})");
                }
                if (wrong.Count > 0)
                    return new AttributeInvalid($"{attribute.Name} cannot become a {CaseValueRules.NameOf(type)}: {string.Join(", ", wrong.Take(5))}{(wrong.Count > 5 ? $" and {wrong.Count - 5} more" : "")} {(wrong.Count == 1 ? "does" : "do")} not fit. Change these first. Nothing was changed.");
                attribute.Type = type;
            }
            if (request.Place is { } place)
            {
                all.Remove(attribute);
                all.Insert(Math.Clamp(place, 0, all.Count), attribute);
                for (var i = 0; i < all.Count; i++) all[i].Order = i;
            }
            if (!db.ChangeTracker.HasChanges()) return Done.Value;
            var saved = await log.SaveAsync(db, by, new(SourceActions.AttributeChanged, new("attribute", id.Value)), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}

public static class RemoveAttribute
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log)
    {
        /// <returns>How many values went with it.</returns>
        public async Task<Result<int>> RunAsync(Acting by, AttributeId id, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.Attributes.SingleOrDefaultAsync(a => a.Id == id && a.Project == by.Project, cancel) is not { } attribute) return new AttributeMissing("That attribute is not here any more.");
            var values = await db.CaseValues.Where(v => v.Attribute == id).ToListAsync(cancel);
            db.RemoveRange(values);
            db.Remove(attribute);
            var saved = await log.SaveAsync(db, by, new(SourceActions.AttributeRemoved, new("attribute", id.Value), new Dictionary<string, object?> { ["values"] = values.Count }), cancel);
            return saved.Succeeded ? values.Count : saved.Error;
        }
    }
}
