using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>The codebook as a tree in reading order, with how many passages each code has.</summary>
public static class ReadCodebook
{
    /// <param name="Path">Names from the top, joined by " > ".</param>
    /// <param name="Depth">0 at the top.</param>
    /// <param name="IsGroup">It only gathers others: it has children and no colour.</param>
    /// <param name="Passages">Those the reader may see, as <see cref="CountPassages"/> counts them.</param>
    public sealed record Row(CodeId Id, CodeId? Parent, string Name, string Path, int Depth, string Definition, string WhenToUse, string WhenNot, string Example, int Colour, int Order,
        CodeOrigin Origin, string OriginNote, string? FrameworkTerm, bool IsGroup, bool IsRetired, int Passages, int Sources, CodeId? MergedInto = null, bool ToReview = false);

    /// <param name="Passages">How many are coded at all, each once, whatever its codes.</param>
    public sealed record Answer(IReadOnlyList<Row> Codes, int Passages);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        public async Task<IReadOnlyList<Row>> RunAsync(Acting reader, CancellationToken cancel) => (await WithTotalAsync(reader, cancel)).Codes;

        public async Task<Answer> WithTotalAsync(Acting reader, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var codes = await db.Codes.AsNoTracking().Where(c => c.Project == reader.Project).ToListAsync(cancel);
            var counts = await CountPassages.ReadAsync(contexts, db, reader, CodeTree.Of(codes), cancel);
            var children = codes.ToLookup(c => c.Parent);
            var rows = new List<Row>(codes.Count);
            Walk(null, "", 0);
            return new(rows, counts.Passages);

            void Walk(CodeId? parent, string path, int depth)
            {
                foreach (var code in children[parent].OrderBy(c => c.Order).ThenBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(c => c.Id.Value))
                {
                    var own = path.Length == 0 ? code.Name : $"{path} > {code.Name}";
                    var count = counts.ByCode.GetValueOrDefault(code.Id);
                    rows.Add(new(code.Id, code.Parent, code.Name, own, depth, code.Definition, code.WhenToUse, code.WhenNot, code.Example, code.Colour, code.Order, code.Origin, code.OriginNote,
                        code.FrameworkTerm, code.Colour == 0 && children[code.Id].Any(), code.RetiredAt is not null, count?.Passages ?? 0, count?.Sources ?? 0, code.MergedInto, code.ToReview));
                    Walk(code.Id, own, depth + 1);
                }
            }
        }
    }
}
