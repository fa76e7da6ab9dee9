using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Sources;
using Throughline.Storage;
using Throughline.Text;

namespace Throughline.Testing;

/// <summary>Small projects for tests, made by the product's own use cases.</summary>
public static class Samples
{
    extension(TestWorkbench bench)
    {
        /// <summary>Adds a source whose blocks are the text's lines.</summary>
        public async Task<SourceId> AddTextAsync(Acting by, string title, string text, SourceKind kind = SourceKind.Transcript)
        {
            var blocks = new List<Block>();
            var start = 0;
            foreach (var line in text.Split('\n'))
            {
                blocks.Add(new(new TextSpan(start, start + line.Length), BlockKind.Paragraph));
                start += line.Length + 1;
            }
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            await using var db = await bench.Get<IDbContextFactory<ThroughlineDb>>().CreateDbContextAsync();
            var added = await bench.Get<AddSource.Handler>().RunAsync(by, new(title + ".txt", bytes, new ReadDocument { Text = text, Blocks = blocks }, title, kind), CancellationToken.None);
            return added.Value;
        }
    }
}
