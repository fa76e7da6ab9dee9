using Throughline.Framing.Frameworks;
using Throughline.Policy.Finding;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy.Statements;

/// <summary>Words of the project's lexicon that make no statement in a source, worked out afresh and kept nowhere.</summary>
public static class ListMentions
{
    /// <param name="Page">The label of its page; null where pages are not known.</param>
    public sealed record Row(TextSpan Span, string Text, MentionPlace Where, string? Page);

    /// <param name="Statements">How many statements finding would propose in it now.</param>
    public sealed record Looked(IReadOnlyList<Row> Mentions, int Statements);

    public sealed class Handler(ReadSource.Handler read, ListFrameworks.Handler frameworks)
    {
        /// <returns>In order of position; an error where a project's own lexicon cannot be used.</returns>
        public async Task<Result<IReadOnlyList<Row>>> RunAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            var looked = await LookAsync(reader, source, cancel);
            if (!looked.Succeeded) return looked.Error;
            return (Row[])[.. looked.Value.Mentions];
        }

        /// <summary>The mentions, and how many statements there would be beside them.</summary>
        public async Task<Result<Looked>> LookAsync(Acting reader, SourceId source, CancellationToken cancel)
        {
            var lexicons = PolicyLexicons.Of((await frameworks.RunAsync(reader.Project, cancel)).All.Select(row => row.Framework));
            if (!lexicons.Succeeded) return lexicons.Error;
            var reading = await read.RunAsync(reader.Project, source, null, cancel);
            if (!reading.Succeeded) return reading.Error;
            var (text, structure) = (reading.Value.Text, reading.Value.Structure);
            var found = new StatementFinder(lexicons.Value.Inequality).Find(structure.With(text));
            return new Looked([.. found.Mentions.Select(m => new Row(m.Span, m.Span.Of(text).ToString().Replace('\n', ' '), m.Where, structure.PageAt(m.Span.Start)))], found.Statements.Count);
        }
    }

    /// <summary>Where words stand that claim nothing: "in a heading".</summary>
    public static string InWords(MentionPlace where) => where switch
    {
        MentionPlace.Title => "in the title",
        MentionPlace.Heading => "in a heading",
        MentionPlace.Contents => "in the contents",
        MentionPlace.Address => "in an address",
        MentionPlace.Reference => "in a reference",
        MentionPlace.Table => "in a caption or a short cell",
        MentionPlace.Name => "in the name of a body",
        MentionPlace.QuotedTitle => "in the title of another document",
        MentionPlace.Unclear => "perhaps about something else",
        _ => "run together with other words",
    };
}
