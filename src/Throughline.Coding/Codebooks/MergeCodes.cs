using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>Makes one code of several: codings, memos and what stands under them go to the one that stays; definitions are joined, to be looked at.</summary>
public static class MergeCodes
{
    /// <param name="Moved">Codings that the reader may see and that are now under the code that stays.</param>
    /// <param name="Joined">Codings that were one already: the same analyst had put both codes on the same words.</param>
    public sealed record Outcome(int Moved, int Joined);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        public async Task<Result<Outcome>> RunAsync(Acting by, CodeId into, IReadOnlyList<CodeId> others, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Codes.Where(c => c.Project == by.Project).ToListAsync(cancel);
            var byId = all.ToDictionary(c => c.Id);
            var merged = others.Where(o => o != into).Distinct().ToList();
            if (!byId.TryGetValue(into, out var stays) || merged.Any(o => !byId.ContainsKey(o))) return new CodeMissing("One of the codes is not in the codebook any more. Open the page again.");
            if (merged.Count == 0) return new Refused("Choose two codes or more to merge.");
            if (stays.RetiredAt is not null) return new Refused($"\"{stays.Name}\" is retired. Bring it back first, or merge into another.");
            for (var up = stays.Parent; up is { } one; up = byId[one].Parent)
                if (merged.Contains(one)) return new Refused($"\"{stays.Name}\" stands under \"{byId[one].Name}\". Merge into the upper one, or move it out first.");

            var hidden = await db.HiddenFromAsync(by, cancel);
            var codings = await db.Codings.Where(c => c.Code == into || merged.Contains(c.Code)).OrderBy(c => c.Id).ToListAsync(cancel);
            var spans = (await (from c in db.Codings join e in db.Excerpts on c.Excerpt equals e.Id where c.Code == @into || merged.Contains(c.Code) select new { e.Id, e.Revision, e.Start, e.End }).Distinct().ToListAsync(cancel)).ToDictionary(e => e.Id, e => (e.Revision, e.Start, e.End));
            var kept = codings.Where(c => c.Code == into).GroupBy(c => (c.Analyst, c.IsSuggestion, spans[c.Excerpt])).ToDictionary(g => g.Key, g => g.First());
            var joined = new Dictionary<CodingId, CodingId>();
            var (moved, onSame) = (0, 0);
            foreach (var coding in codings.Where(c => c.Code != into))
            {
                if (kept.TryAdd((coding.Analyst, coding.IsSuggestion, spans[coding.Excerpt]), coding))
                {
                    coding.Code = into;
                    if (!coding.IsSuggestion && !hidden.Hides(coding)) moved++;
                    continue;
                }
                joined[coding.Id] = kept[(coding.Analyst, coding.IsSuggestion, spans[coding.Excerpt])].Id;
                if (!coding.IsSuggestion && !hidden.Hides(coding)) onSame++;
                db.Remove(coding);
            }
            // Memos lose their code or coding, never their words: they go to what stays.
            var onCodes = merged.ConvertAll(m => m.Value);
            foreach (var memo in await db.Memos.Where(m => m.Project == by.Project && m.OnKind == "code" && onCodes.Contains(m.OnId)).ToListAsync(cancel)) db.Entry(memo).Property(m => m.OnId).CurrentValue = into.Value;
            var onCodings = joined.Keys.Select(c => c.Value).ToList();
            foreach (var memo in await db.Memos.Where(m => m.Project == by.Project && m.OnKind == "coding" && onCodings.Contains(m.OnId)).ToListAsync(cancel)) db.Entry(memo).Property(m => m.OnId).CurrentValue = joined[new(memo.OnId)].Value;

            // A theme goes on gathering what it gathered.
            var gathering = (await db.ThemeCodes.Where(t => t.Code == into || merged.Contains(t.Code)).ToListAsync(cancel)).ToLookup(t => t.Theme);
            foreach (var theme in gathering)
            {
                db.RemoveRange(theme.Where(t => t.Code != into));
                if (theme.All(t => t.Code != into)) db.Add(new ThemeCode { Theme = theme.Key, Code = into });
            }

            // It gathered others; now it is used itself.
            if (stays.Colour == 0 && (codings.Exists(c => c.Code == into) || merged.Any(m => byId[m].Colour > 0 || all.All(c => c.Parent != m)))) stays.Colour = AddCode.NextColour(all);
            var now = clock.GetUtcNow().UtcDateTime;
            var order = all.Where(c => c.Parent == into).Select(c => c.Order).DefaultIfEmpty(-1).Max();
            foreach (var one in merged.Select(m => byId[m]))
            {
                Join(stays, one);
                foreach (var child in CodeTrees.Children(all, one.Id).Where(c => !merged.Contains(c.Id)))
                {
                    child.Parent = into;
                    child.Order = ++order;
                }
                one.RetiredAt ??= now;
                one.MergedInto = into;
            }
            var saved = await log.SaveAsync(db, by, new(CodingActions.CodesMerged, into.Node, new Dictionary<string, object?> { ["codes"] = merged.Select(m => m.Value).ToArray(), ["codings"] = moved }), cancel);
            return saved.Succeeded ? new Outcome(moved, onSame) : saved.Error;
        }

        private static void Join(Code stays, Code one)
        {
            stays.Definition = Joined(stays.Definition, one.Definition);
            stays.WhenToUse = Joined(stays.WhenToUse, one.WhenToUse);
            stays.WhenNot = Joined(stays.WhenNot, one.WhenNot);
            stays.Example = Joined(stays.Example, one.Example);
            stays.OriginNote = Joined(stays.OriginNote, one.OriginNote);

            string Joined(string first, string second)
            {
                if (second.Length == 0 || string.Equals(first, second, StringComparison.Ordinal)) return first;
                if (first.Length == 0) return second;
                stays.ToReview = true;
                return $"{first}\n\nFrom “{one.Name}”: {second}";
            }
        }
    }
}

/// <summary>Puts chosen codings of one code under others, new or existing.</summary>
public static class SplitCode
{
    /// <param name="NewName">A new code's name; it comes after the one that is split, with a note of where it came from.</param>
    /// <param name="Existing">An existing code instead.</param>
    public sealed record Part(IReadOnlyList<CodingId> Codings, string? NewName = null, CodeId? Existing = null, string Definition = "");

    public sealed record Request(CodeId Code, IReadOnlyList<Part> Parts);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock)
    {
        /// <returns>The code of each part, in order. Codings that no part names stay.</returns>
        public async Task<Result<IReadOnlyList<CodeId>>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Codes.Where(c => c.Project == by.Project).ToListAsync(cancel);
            if (all.FirstOrDefault(c => c.Id == request.Code) is not { } split) return new CodeMissing("That code is not in the codebook any more.");
            if (request.Parts.Count == 0) return new Refused("Name at least one new code, and choose the passages that go to it.");
            var wanted = request.Parts.SelectMany(p => p.Codings).ToList();
            if (wanted.Distinct().Count() != wanted.Count) return new Refused("A passage is sent to two codes at once. Choose one for each.");
            var codings = await db.Codings.Where(c => c.Code == request.Code && wanted.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancel);
            if (codings.Count < wanted.Count) return new CodingMissing("Some of the passages are not under this code any more. Open the page again.");
            var hidden = await db.HiddenFromAsync(by, cancel);
            if (codings.Values.Any(hidden.Hides)) return new Refused("One of the codings is hidden from you until both analysts have finished.");

            var now = clock.GetUtcNow().UtcDateTime;
            var siblings = CodeTrees.Children(all, split.Parent);
            var at = siblings.IndexOf(split) + 1;
            var targets = new List<Code>();
            foreach (var part in request.Parts)
            {
                Code target;
                if (part.Existing is { } existing)
                {
                    if (all.FirstOrDefault(c => c.Id == existing) is not { RetiredAt: null } found) return new CodeMissing("One of the codes to split into is not in the codebook any more, or is retired.");
                    if (await db.WhyNotCodedAsync(by.Project, [existing], cancel) is { } refused) return refused;
                    target = found;
                }
                else
                {
                    var name = CodeName.Parse(part.NewName);
                    if (!name.Succeeded) return name.Error;
                    if (siblings.FirstOrDefault(s => s.MergedInto is null && string.Equals(s.Name, name.Value.Text, StringComparison.OrdinalIgnoreCase)) is { } taken) return new CodeNameTaken(taken.Name);
                    target = new Code
                    {
                        Id = CodeId.New(),
                        Project = by.Project,
                        Parent = split.Parent,
                        Name = name.Value.Text,
                        Definition = part.Definition.Trim(),
                        Origin = split.Origin is CodeOrigin.Framework ? CodeOrigin.Inductive : split.Origin,
                        OriginNote = $"Split from “{split.Name}”.",
                        Colour = AddCode.NextColour(all),
                        MadeAt = now,
                        MadeBy = by.Analyst,
                    };
                    db.Add(target);
                    all.Add(target);
                    siblings.Insert(at++, target);
                }
                targets.Add(target);
                foreach (var coding in part.Codings) codings[coding].Code = target.Id;
            }
            for (var i = 0; i < siblings.Count; i++) siblings[i].Order = i;
            var saved = await log.SaveAsync(db, by, new(CodingActions.CodeSplit, split.Id.Node, new Dictionary<string, object?> { ["into"] = targets.Select(t => t.Id.Value).ToArray(), ["codings"] = wanted.Count }), cancel);
            return saved.Succeeded ? targets.ConvertAll(t => t.Id) : saved.Error;
        }
    }
}
