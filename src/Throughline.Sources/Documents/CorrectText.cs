using System.Text;
using Microsoft.EntityFrameworkCore;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Sources;

/// <summary>Corrects a source's text: a paragraph rewritten, or a corrected file in its place. Excerpts are re-anchored; those that cannot be are listed for a decision.</summary>
public static class CorrectText
{
    public sealed class Handler(IDbContextFactory<ThroughlineDb> contexts, ChangeLog log, IEnumerable<IHoldText> holders, ReadFile reader, ReadLimits limits, TimeProvider clock)
    {
        /// <param name="block">The paragraph, from 0.</param>
        /// <param name="words">What stands there now; several lines make several paragraphs, nothing takes the paragraph out.</param>
        public async Task<Result<Revised>> ParagraphAsync(Acting by, SourceId id, RevisionId revision, int block, string? words, CancellationToken cancel)
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var open = await NewRevision.OpenAsync(db, by.Project, id, revision, cancel);
            if (!open.Succeeded) return open.Error;
            var (source, current) = open.Value;
            var structure = TextStructure.FromJson(current.Structure);
            if (block < 0 || block >= structure.Blocks.Count) return new Missing($"This text has {InWords.Count(structure.Blocks.Count, "paragraph")}; there is no paragraph {block + 1}.");
            var span = structure.Blocks[block].Span;
            var lines = Clean(words);
            // With no words left the paragraph goes with one of the line ends around it.
            if (lines.Length == 0) span = span.End < current.Text.Length ? new(span.Start, span.End + 1) : new(Math.Max(0, span.Start - 1), span.End);
            var text = string.Concat(current.Text.AsSpan(0, span.Start), lines, current.Text.AsSpan(span.End));
            return await SaveAsync(db, by, source, current, text, structure.Carry, cancel);
        }

        /// <summary>Puts a corrected file in the text's place. The file first imported stays as the original.</summary>
        public async Task<Result<Revised>> FileAsync(Acting by, SourceId id, RevisionId revision, string fileName, byte[] content, CancellationToken cancel)
        {
            var read = reader.Read(fileName, content, limits, null, cancel);
            if (!read.Succeeded) return read.Error;
            await using var db = await contexts.CreateDbContextAsync(cancel);
            var open = await NewRevision.OpenAsync(db, by.Project, id, revision, cancel);
            if (!open.Succeeded) return open.Error;
            var (source, current) = open.Value;
            return await SaveAsync(db, by, source, current, read.Value.Text, (_, _) => TextStructure.Of(read.Value), cancel);
        }

        private async Task<Result<Revised>> SaveAsync(ThroughlineDb db, Acting by, Source source, Revision current, string text, Func<string, Text.OffsetMap, TextStructure> structure, CancellationToken cancel)
        {
            if (text == current.Text) return new Refused("The text is as it was, so no revision was made.");
            if (string.IsNullOrWhiteSpace(text)) return new Refused("Nothing would be left of this text. To take a source away, put it in the bin, or erase it.");
            var map = TextDiff.Compare(current.Text, text);
            var revised = await NewRevision.AddAsync(db, holders, source, current, text, structure(text, map), map, by.Analyst, "corrected", clock.GetUtcNow().UtcDateTime, RevisedHow.Compared, cancel);
            var saved = await log.SaveAsync(db, by, new(WordActions.Corrected, source.Id.Node, revised.Details()), cancel);
            return saved.Succeeded ? revised : saved.Error;
        }
    }

    /// <summary>Lines of words as stored text has them: NFC, LF, no empty line, no control character.</summary>
    private static string Clean(string? words)
    {
        var lines = (words ?? "").ReplaceLineEndings("\n").Split('\n')
            .Select(line => string.Concat(line.EnumerateRunes().Where(rune => rune.Value == '\t' || !Rune.IsControl(rune)).Select(rune => rune.ToString())).Trim())
            .Where(line => line.Length > 0);
        return string.Join('\n', lines).Normalize(NormalizationForm.FormC);
    }
}
