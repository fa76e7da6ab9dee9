using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;

namespace Throughline.Files;

/// <summary>Stands before Markdig's own parsers and matches nothing: it asks for a cancel, and adds up the work that open brackets make.</summary>
/// <remarks>Markdig looks for the end of every "](", "&lt;!--" and the like to the end of the paragraph, so that a paragraph of many that
/// never close costs the square of its length, and it knows no cancel.</remarks>
internal sealed class MarkdownWatch : InlineParser, IMarkdownExtension
{
    /// <summary>Characters looked through in vain before the file is refused: some seconds of work.</summary>
    private const long MostWork = 1_000_000_000;

    /// <summary>An address or a tag that people write is closed by here.</summary>
    private const int Near = 2000;

    private static readonly object Key = typeof(MarkdownWatch);

    private sealed class State(CancellationToken cancel)
    {
        public CancellationToken Cancel => cancel;
        public long Work { get; set; }
    }

    public MarkdownWatch() => OpeningCharacters = ['[', ']', '<', '!'];

    public static MarkdownParserContext Context(CancellationToken cancel)
    {
        var context = new MarkdownParserContext();
        context.Properties[Key] = new State(cancel);
        return context;
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        if (processor.Context?.Properties[Key] is not State state) return false;
        state.Cancel.ThrowIfCancellationRequested();
        var rest = slice.AsSpan();
        var closing = slice.CurrentChar == '<' ? '>' : slice.CurrentChar == ']' && rest.Length > 1 && rest[1] == '(' ? ')' : '\0';
        if (closing != '\0' && !rest[..Math.Min(Near, rest.Length)].Contains(closing) && (state.Work += rest.Length) > MostWork)
            throw new UnreadableException($"The file is not Markdown people write: too many of its links or tags open and never close. {Guarded.NothingKept} Add it as plain text, with the ending .txt.");
        return false;
    }

    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.Insert(0, this);

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }
}
