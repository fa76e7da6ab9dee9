using Microsoft.EntityFrameworkCore;

namespace Throughline.Framing.Frameworks;

/// <summary>Adds an entry to a lexicon of the project's own, changes one or takes it away. The lexicon is checked as one that comes in is. What it proposed or suggested before stays; nothing is proposed anew.</summary>
public static class ChangeEntry
{
    /// <summary>The longest name, and the longest of each other field, in characters.</summary>
    public const int MostName = Vocabulary.MostName, MostWords = 4000;

    private const string Role = "role", Without = "without", Instead = "instead", Topic = "topic", Field = "field", Term = "term", State = "state";

    /// <param name="Name">What it is.</param>
    /// <param name="Definition">What it means; empty takes the name.</param>
    /// <param name="Pattern">Empty only where it stands in the place of another, which it switches off, or groups others.</param>
    /// <param name="Reason">Empty only where it groups others.</param>
    /// <param name="Example">A sentence in which the pattern finds something.</param>
    /// <param name="Role">What a hit does: "statement", "group", "cue", "name" or "exclusion"; empty for an entry that does something else, or has it from the entry in whose place it stands.</param>
    /// <param name="Without">A pattern that must not stand in the sentence too; empty for none.</param>
    /// <param name="Instead">The id of the entry in whose place it stands; empty for none.</param>
    /// <param name="Topic">The id of the topic of attention that a hit counts to, or "new" for a topic of its own; empty for none.</param>
    /// <param name="Field">The name of the <see cref="Representations.RepresentationField"/> for which a hit suggests something; empty for none.</param>
    /// <param name="Term">The id of the term of that field that it suggests.</param>
    /// <param name="State">"stated" or "implied", which a hit suggests with it; empty takes it for stated.</param>
    public sealed record Entry(string Name, string Definition, string Pattern, string Reason, string Example, string Role = "", string Without = "", string Instead = "", string Topic = "", string Field = "", string Term = "", string State = "")
    {
        public static Entry Of(FrameworkTerm term)
        {
            ArgumentNullException.ThrowIfNull(term);
            string Facet(string name) => term.Facets.GetValueOrDefault(name, "");
            return new(term.Name, term.Definition, term.Pattern ?? "", term.Reason ?? "", term.Example ?? "", Facet(ChangeEntry.Role), Facet(ChangeEntry.Without), Facet(ChangeEntry.Instead), Facet(ChangeEntry.Topic), Facet(ChangeEntry.Field), Facet(ChangeEntry.Term), Facet(ChangeEntry.State));
        }
    }

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, ListFrameworks.Handler list, IEnumerable<IUseFrameworks> users)
    {
        /// <returns>The new entry's id.</returns>
        public async Task<Result<string>> AddAsync(Acting by, OwnFrameworkId lexicon, Entry entry, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(entry);
            var all = (await list.RunAsync(by.Project, cancel)).All;
            if (all.FirstOrDefault(r => r.Own == lexicon) is not { } row) return Gone;
            var taken = all.SelectMany(r => r.Framework.AllTerms()).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
            var stem = $"{row.Framework.Id}.{Vocabulary.Slug(entry.Name)}";
            var id = stem;
            for (var n = 2; taken.Contains(id); n++) id = $"{stem}-{n}";
            var kept = await KeepAsync(by, all, row, id, Read(new(id, "", "", null, null, null, null, null, null, new Dictionary<string, string>(), []), entry), LexiconYaml.Add, FramingActions.EntryAdded, cancel);
            return kept.Succeeded ? id : kept.Error;
        }

        public async Task<Result<Done>> ChangeAsync(Acting by, OwnFrameworkId lexicon, string id, Entry entry, CancellationToken cancel)
        {
            ArgumentNullException.ThrowIfNull(entry);
            var all = (await list.RunAsync(by.Project, cancel)).All;
            if (all.FirstOrDefault(r => r.Own == lexicon) is not { } row || row.Framework.AllTerms().FirstOrDefault(t => t.Id == id) is not { } was) return Gone;
            return await KeepAsync(by, all, row, id, Read(was, entry), LexiconYaml.Change, FramingActions.EntryChanged, cancel);
        }

        public async Task<Result<Done>> RemoveAsync(Acting by, OwnFrameworkId lexicon, string id, CancellationToken cancel)
        {
            var all = (await list.RunAsync(by.Project, cancel)).All;
            if (all.FirstOrDefault(r => r.Own == lexicon) is not { } row || row.Framework.AllTerms().FirstOrDefault(t => t.Id == id) is not { } was) return Gone;
            if (was.Children.Count > 0) return new Refused($"\"{was.Name}\" has other entries under it. Take these away first.");
            if (row.Framework.AllTerms().Count() == 1) return new Refused($"\"{was.Name}\" is the only entry here. Take the whole lexicon away instead.");
            return await KeepAsync(by, all, row, id, was, (yaml, _) => LexiconYaml.Remove(yaml, id), FramingActions.EntryRemoved, cancel);
        }

        private static readonly Missing Gone = new("That entry is not in this project any more.");

        /// <summary>The entry as it would be, or what is wrong with what was typed.</summary>
        private static Result<FrameworkTerm> Read(FrameworkTerm was, Entry entry)
        {
            // What groups others need find nothing itself.
            var isGroup = was.Children.Count > 0;
            foreach (var (what, value, most, needed) in new[]
            {
                ("The name", entry.Name, MostName, true), ("The meaning", entry.Definition, MostWords, false), ("The pattern", entry.Pattern, MostWords, entry.Instead.Length == 0 && !isGroup), ("The reason", entry.Reason, MostWords, !isGroup),
                ("The example", entry.Example, MostWords, entry.Pattern.Trim().Length > 0), ("The pattern of what must not stand there", entry.Without, MostWords, false),
            })
                if (Typed.Check(what, value, most, needed) is { } unfit) return unfit;
            var facets = new Dictionary<string, string>(was.Facets, StringComparer.Ordinal);
            foreach (var (name, value) in new[] { (Role, entry.Role), (Without, entry.Without), (Instead, entry.Instead), (Topic, entry.Topic), (Field, entry.Field), (Term, entry.Term), (State, entry.State) })
                if (value.Trim().Length > 0) facets[name] = value.Trim();
                else facets.Remove(name);
            if (facets.Count == 0 && (was.Name.Length == 0 || was.Facets.Count > 0)) return new Refused($"Say what a hit of \"{entry.Name.Trim()}\" does, which topic it counts to, what it suggests, or in the place of which entry it stands. Otherwise nothing would come of it.");
            if (entry.Field.Trim().Length > 0 && entry.Term.Trim().Length == 0 && entry.Instead.Length == 0) return new Refused($"Choose what a hit of \"{entry.Name.Trim()}\" suggests in that field.");
            var example = entry.Example.Trim();
            return was with { Name = entry.Name.Trim(), Definition = entry.Definition.Trim() is { Length: > 0 } meaning ? meaning : entry.Name.Trim(), Pattern = Or(entry.Pattern, was.Pattern), Reason = Or(entry.Reason, was.Reason), Example = example.Length > 0 ? example : null, Facets = facets };

            // What a group never said it goes on not saying.
            string? Or(string said, string? before) => said.Trim() is { Length: > 0 } text ? text : isGroup && before is null ? null : "";
        }

        private async Task<Result<Done>> KeepAsync(Acting by, IReadOnlyList<ListFrameworks.Row> all, ListFrameworks.Row row, string id, Result<FrameworkTerm> entry, Func<string, FrameworkTerm, string> write, LogAction action, CancellationToken cancel)
        {
            if (!entry.Succeeded) return entry.Error;
            if (row.Framework.Kind != FrameworkKind.Lexicon) return new Refused($"\"{row.Framework.Title}\" is no lexicon. Take it away and add another in its place.");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await db.OwnFrameworks.SingleOrDefaultAsync(f => f.Id == row.Own && f.Project == by.Project, cancel) is not { } own) return Gone;
            // Taken away, or its lexicon changed, since the shelf was read.
            var now = FrameworkFile.Parse(own.FileName, own.Yaml);
            if (!now.Succeeded || (action != FramingActions.EntryAdded) != now.Value.AllTerms().Any(t => t.Id == id)) return Gone;
            var yaml = write(own.Yaml, entry.Value);
            var read = FrameworkFile.Parse(own.FileName, yaml);
            if (!read.Succeeded) return read.Error;
            List<Framework> before = [.. all.Select(r => r.Framework)], after = [.. all.Select(r => r == row ? read.Value : r.Framework)];
            foreach (var user in users)
            {
                // What was wrong before is not to be put right here, and may be what this is to mend.
                if (user.WrongWith(after) is { } wrong && wrong != user.WrongWith(before)) return action == FramingActions.EntryRemoved ? new Refused($"Another entry needs this one, so it stays. Without it: {wrong.Message}") : wrong;
                if (action != FramingActions.EntryRemoved && user.WrongWithEntry(after, id) is { } unfit) return unfit;
            }
            if (own.Yaml == yaml) return Done.Value;
            own.Yaml = yaml;
            var saved = await log.SaveAsync(db, by, new(action, new("project", by.Project.Value), new Dictionary<string, object?> { ["entry"] = id }), cancel);
            return saved.Succeeded ? Done.Value : saved.Error;
        }
    }
}
