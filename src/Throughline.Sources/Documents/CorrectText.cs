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
            var (lines, masked) = Masked(structure.Blocks[block].Span.Of(current.Text), Clean(words), await PseudonymMap.OnEntryAsync(db, by.Project, cancel));
            // With no words left the paragraph goes with one of the line ends around it.
            if (lines.Length == 0) span = span.End < current.Text.Length ? new(span.Start, span.End + 1) : new(Math.Max(0, span.Start - 1), span.End);
            var text = string.Concat(current.Text.AsSpan(0, span.Start), lines, current.Text.AsSpan(span.End));
            return await SaveAsync(db, by, source, current, text, structure.Carry, masked, cancel);
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
            // A file that comes in is an import, whatever it comes in for: its names go before anything of it is kept.
            var (document, masked) = await PseudonymMap.OnEntryAsync(db, by.Project, cancel) is { } names ? MaskedDocument.Of(read.Value, names) : (read.Value, (int?)null);
            return await SaveAsync(db, by, source, current, document.Text, (_, _) => TextStructure.Of(document), masked, cancel);
        }

        private async Task<Result<Revised>> SaveAsync(ThroughlineDb db, Acting by, Source source, Revision current, string text, Func<string, Text.OffsetMap, TextStructure> structure, int? masked, CancellationToken cancel)
        {
            if (text == current.Text) return new Refused(masked > 0 ? $"The text is as it was once the project's map of pseudonyms is applied ({PseudonymMap.Said(masked.Value)}), so no revision was made." : "The text is as it was, so no revision was made.");
            if (string.IsNullOrWhiteSpace(text)) return new Refused("Nothing would be left of this text. To take a source away, put it in the bin, or erase it.");
            var map = TextDiff.Compare(current.Text, text);
            var revised = await NewRevision.AddAsync(db, holders, source, current, text, structure(text, map), map, by.Analyst, "corrected", clock.GetUtcNow().UtcDateTime, RevisedHow.Compared, cancel) with { NamesReplaced = masked };
            var saved = await log.SaveAsync(db, by, new(WordActions.Corrected, source.Id.Node, revised.Details()), cancel);
            return saved.Succeeded ? revised : saved.Error;
        }
    }

    /// <summary>Names of the project's map are replaced in what was typed. One that stands in the paragraph already, where it stood, is left: somebody said that it is no name there, or the map is still to be applied to the whole text.</summary>
    private static (string Lines, int? Replaced) Masked(string before, string typed, NameRewrite? names)
    {
        if (names is null) return (typed, null);
        var map = TextDiff.Compare(before, typed);
        var masked = Masker.Replace(typed, names.Map!, names.Letters, (span, _) =>
        {
            var (start, end) = (map.Back(span.Start, Lean.After), map.Back(span.End, Lean.Before));
            return end - start != span.Length || !before.AsSpan(start, span.Length).SequenceEqual(typed.AsSpan(span.Start, span.Length));
        });
        return (masked.Text, masked.Replacements.Count);
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
