using Microsoft.EntityFrameworkCore;

namespace Throughline.Coding;

/// <summary>A found passage with the paragraphs around it, so that a reader need not leave the list.</summary>
public static class ReadAround
{
    /// <param name="IsAsked">The passage itself.</param>
    public sealed record Paragraph(int Start, string Text, string Label, bool IsAsked);

    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts)
    {
        /// <summary>In order of place; empty when the passage is not in the project any more.</summary>
        public async Task<IReadOnlyList<Paragraph>> RunAsync(Acting reader, long block, int before, int after, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (await SearchIndex.ProjectOfAsync(db, block, cancel) != reader.Project) return [];
            return [.. (await SearchIndex.AroundAsync(db, block, before, after, cancel)).Select(b => new Paragraph(b.Start, b.Text, b.Paragraph, b.Id == block))];
        }

        /// <summary>The paragraphs around a place in a source's current text.</summary>
        public async Task<IReadOnlyList<Paragraph>> AtAsync(Acting reader, SourceId source, int position, int before, int after, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            return await SearchIndex.BlockAtAsync(db, source.Value, position, cancel) is { } block ? await RunAsync(reader, block, before, after, cancel) : [];
        }
    }
}
