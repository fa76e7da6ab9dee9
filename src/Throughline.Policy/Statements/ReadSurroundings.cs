using Throughline.Files;
using Throughline.Policy.Finding;
using Throughline.Sources;
using Throughline.Text;

namespace Throughline.Policy.Statements;

/// <summary>What stands around a statement in its document: a sentence without its neighbours is read for more, or less, than it says.</summary>
public static class ReadSurroundings
{
    /// <summary>How many sentences or bullets are shown before a statement, and how many after.</summary>
    public const int Nearest = 2;

    private const int Longest = 400;

    /// <summary>A sentence, a bullet or a heading, its proposed repairs made: it is for reading, and nothing is anchored on its words.</summary>
    /// <param name="Span">In the text as it is stored.</param>
    public sealed record Piece(TextSpan Span, string Text, bool IsHeading, bool IsItem);

    /// <param name="Context">The label under which the statement keeps it: stem. Null for a neighbour.</param>
    /// <param name="IsAfterGap">Sentences between this and the one before it are not shown.</param>
    public sealed record Near(Piece Piece, string? Context, bool IsAfterGap);

    /// <param name="Heading">The nearest above; null where there is none, and where the statement keeps its own.</param>
    /// <param name="Before">In order, the stem among them.</param>
    /// <param name="Lead">What the statement's own sentence says before it; empty where it begins it.</param>
    /// <param name="Tail">What that sentence says after it.</param>
    /// <param name="IsItem">The statement is a bullet.</param>
    public sealed record Around(Piece? Heading, IReadOnlyList<Near> Before, string Lead, string Tail, IReadOnlyList<Near> After, bool IsItem)
    {
        public static Around Nothing { get; } = new(null, [], "", "", [], false);
    }

    /// <summary>A document in the pieces in which it is read.</summary>
    public sealed class Pieces
    {
        private readonly string _text;
        private readonly List<Piece> _pieces;

        internal Pieces(SourceId source, RevisionId revision, ReadDocument document)
        {
            (Source, Revision, _text) = (source, revision, document.Text);
            var repaired = document.Repairs.Count == 0 ? null : RepairText.Apply(document, document.Repairs);
            var made = repaired?.Document ?? document;
            var text = made.Text;
            // What the finder reads with a list's stem is not always printed as one of its bullets: the sentence after the list is not.
            bool IsBullet(Unit unit) => unit.Kind == UnitKind.Item && (made.Blocks[unit.Block].Kind == BlockKind.ListItem || char.IsLower(text[unit.Span.Start]) || text.AsSpan(..unit.Span.Start).TrimEnd(' ') is [.., '•' or '◦' or '▪' or '●' or '■' or '‣' or '·' or '*' or '–']);
            _pieces = [.. new Layout(made).Units.Where(u => u.Kind is not (UnitKind.Contents or UnitKind.Reference or UnitKind.Short) && !u.Span.IsEmpty)
                .Select(u => new Piece(repaired?.Offsets.Back(u.Span) ?? u.Span, OneLine(u.Span.Of(text)), u.Kind is UnitKind.Heading or UnitKind.Title, IsBullet(u))).OrderBy(p => p.Span)];
        }

        public SourceId Source { get; }
        public RevisionId Revision { get; }

        /// <summary>Nothing around a cell of a table or words of woven columns: what is printed beside those is not what comes before or after them.</summary>
        public Around Of(ListStatements.Row statement)
        {
            ArgumentNullException.ThrowIfNull(statement);
            if (statement.IsLost || statement.IsWoven || statement.Context.Any(c => c.Label is "column" or "row") || statement.Span.End > _text.Length) return Around.Nothing;
            var at = statement.Span;
            var own = _pieces.FindAll(p => p.Span.Overlaps(at));
            var stem = statement.Context.FirstOrDefault(c => c.Label == "stem");
            bool IsKept(Piece piece) => statement.Context.Any(c => c.Span.Overlaps(piece.Span));
            var heading = _pieces.FindLastIndex(p => p.IsHeading && p.Span.End <= at.Start);
            var before = _pieces[(heading + 1)..].FindAll(p => p.Span.End <= at.Start && !IsKept(p)).TakeLast(Nearest).Select(p => (Piece: p, Context: (string?)null));
            if (stem is not null) before = before.Append((new Piece(stem.Span, stem.Text, false, false), stem.Label)).OrderBy(p => p.Item1.Span);
            var after = _pieces.SkipWhile(p => p.Span.Start < at.End).TakeWhile(p => !p.IsHeading).Take(Nearest).Select(p => (p, (string?)null));
            return new(heading >= 0 && !statement.Context.Any(c => c.Label == "heading") ? _pieces[heading] : null, Placed(before, at.Start), own is [var first, ..] && first.Span.Start < at.Start ? Cut.ToLast(OneLine(new TextSpan(first.Span.Start, at.Start).Of(_text)), Longest) : "",
                own is [.., var last] && last.Span.End > at.End ? Cut.To(OneLine(new TextSpan(at.End, last.Span.End).Of(_text)), Longest) : "", Placed(after, null), own is [{ IsItem: true }, ..]);
        }

        /// <summary>Says after which of them something is left out.</summary>
        private List<Near> Placed(IEnumerable<(Piece Piece, string? Context)> shown, int? statement)
        {
            var placed = new List<Near>();
            TextSpan? last = null;
            foreach (var (piece, context) in shown)
            {
                placed.Add(new(piece with { Text = Cut.To(piece.Text, Longest) }, context, last is { } before && IsBetween(before.End, piece.Span.Start)));
                last = piece.Span;
            }
            // A stem of a long list stands alone, the bullets between left out.
            if (statement is { } at && last is { } nearest && IsBetween(nearest.End, at)) placed.Add(new(new(new(at, at), "", false, false), null, true));
            return placed;
        }

        private bool IsBetween(int from, int to) => _pieces.Exists(p => p.Span.Start >= from && p.Span.End <= to);

        private static string OneLine(ReadOnlySpan<char> words) => words.ToString().Replace('\n', ' ').Trim();
    }

    public sealed class Handler(ReadSource.Handler read)
    {
        /// <returns>Null where there is no such source.</returns>
        public async Task<Pieces?> RunAsync(Acting reader, SourceId source, CancellationToken cancel) =>
            await read.RunAsync(reader.Project, source, null, cancel) is { Succeeded: true } text ? new Pieces(source, text.Value.Revision, text.Value.Structure.With(text.Value.Text)) : null;
    }
}
