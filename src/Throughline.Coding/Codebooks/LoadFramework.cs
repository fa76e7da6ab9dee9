using Microsoft.EntityFrameworkCore;
using Throughline.Framing.Frameworks;
using Throughline.Text;

namespace Throughline.Coding;

/// <summary>Puts a framework, or one branch of it, into the codebook as a tree of codes that know their terms.</summary>
public static class LoadFramework
{
    /// <param name="Branch">A term's id; null loads the whole framework under a code of its title.</param>
    /// <param name="Under">The code it comes under; null for the top.</param>
    public sealed record Request(string Framework, string? Branch = null, CodeId? Under = null);

    /// <param name="Skipped">Terms that a code in use stands for already; they are not made twice.</param>
    public sealed record Outcome(int Added, int Skipped, CodeId? First);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, TimeProvider clock, ListFrameworks.Handler frameworks)
    {
        public async Task<Result<Outcome>> RunAsync(Acting by, Request request, CancellationToken cancel)
        {
            var shelf = await frameworks.RunAsync(by.Project, cancel);
            if (shelf.Find(request.Framework) is not { } framework) return new Missing($"There is no framework \"{request.Framework}\" here.");
            var branch = request.Branch is null ? null : framework.AllTerms().FirstOrDefault(t => t.Id == request.Branch);
            if (request.Branch is not null && branch is null) return new Missing($"\"{framework.Title}\" has no term \"{request.Branch}\".");
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var all = await db.Codes.Where(c => c.Project == by.Project).ToListAsync(cancel);
            if (request.Under is { } under && all.All(c => c.Id != under)) return new CodeMissing("The code it should come under is not in the codebook any more.");
            var now = clock.GetUtcNow().UtcDateTime;
            var (added, skipped) = (new List<Code>(), 0);
            if (branch is not null) Put(branch, request.Under);
            else
            {
                var top = all.FirstOrDefault(c => c.FrameworkTerm == framework.Id && c.RetiredAt is null) ?? Make(framework.Title, request.Under, framework.Id, framework.Note ?? "", "", "", "", framework.Citation.ToString(), gathers: true);
                foreach (var term in framework.Terms) Put(term, top.Id);
            }
            if (added.Count == 0) return new Outcome(0, skipped, null);
            var saved = await log.SaveAsync(db, by, new(CodingActions.FrameworkLoaded, added[0].Id.Node, new Dictionary<string, object?> { ["framework"] = framework.Id, ["codes"] = added.Count }), cancel);
            return saved.Succeeded ? new Outcome(added.Count, skipped, added[0].Id) : saved.Error;

            void Put(FrameworkTerm term, CodeId? parent)
            {
                var there = all.FirstOrDefault(c => c.FrameworkTerm == term.Id && c.RetiredAt is null);
                if (there is not null) skipped++;
                else there = Make(term.Name, parent, term.Id, string.Join("\n\n", new[] { term.Definition, term.Reason }.Where(s => s is { Length: > 0 })),
                    term.WhenToUse ?? (term.Pattern is { } words ? $"Words to look for: {words.Replace("|", ", ", StringComparison.Ordinal)}" : ""), term.WhenNot ?? "", term.Example ?? "", term.SourceNote ?? "", gathers: term.Children.Count > 0);
                foreach (var child in term.Children) Put(child, there.Id);
            }

            Code Make(string name, CodeId? parent, string term, string definition, string use, string not, string example, string note, bool gathers)
            {
                var siblings = all.Where(c => c.Parent == parent).ToList();
                name = Cut.To(name, CodeName.MaxLength);
                // A code that only happens to have the name is not the term: the term's own says where it comes from.
                if (siblings.Any(s => s.MergedInto is null && string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)))
                {
                    var from = $" ({framework.Id})";
                    name = Cut.To(name, CodeName.MaxLength - from.Length) + from;
                }
                var code = new Code
                {
                    Id = CodeId.New(),
                    Project = by.Project,
                    Parent = parent,
                    Name = name.Replace('>', '›'),
                    Definition = definition,
                    WhenToUse = use,
                    WhenNot = not,
                    Example = example,
                    Origin = CodeOrigin.Framework,
                    OriginNote = note,
                    FrameworkTerm = term,
                    Colour = gathers ? 0 : AddCode.NextColour(all),
                    Order = siblings.Count == 0 ? 0 : siblings.Max(c => c.Order) + 1,
                    MadeAt = now,
                    MadeBy = by.Analyst,
                };
                all.Add(code);
                added.Add(code);
                db.Add(code);
                return code;
            }
        }
    }
}
