using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Files;

public sealed partial class MarkdownReader
{
    /// <summary>Decides what the pieces are together: headings, lines broken by printing, woven stretches.</summary>
    private static class Layout
    {
        private const int Window = 9;

        public static void Write(List<Piece> pieces, TextAssembly assembly, CancellationToken cancel)
        {
            var woven = Woven(pieces);
            var texts = pieces.ConvertAll(piece => piece.Words);
            var words = new Vocabulary(texts);
            FindHeadings(pieces, texts, woven);
            var inList = InUnmarkedList(pieces, texts);
            var firstBlock = new int[pieces.Count];
            for (var i = 0; i < pieces.Count; i++)
            {
                if (i % 500 == 0) cancel.ThrowIfCancellationRequested();
                firstBlock[i] = assembly.BlockCount;
                Append(pieces[i], assembly, words);
                var last = i;
                while (last + 1 < pieces.Count && woven[last] == 0 && woven[last + 1] == 0 && Joins(pieces, texts, last, inList))
                {
                    var drops = LineEnds.DropsHyphen(texts[last], texts[last + 1], words);
                    if (drops)
                    {
                        assembly.RemoveLast();
                        assembly.AddPoint(MarkKind.LineHyphen, texts[last][^1..]);
                        assembly.AddPoint(MarkKind.JoinedLine, "\n\n");
                    }
                    else LineEnds.Join(assembly, texts[last], "", "\n\n");
                    last++;
                    firstBlock[last] = assembly.BlockCount;
                    Append(pieces[last], assembly, words);
                }
                var piece = pieces[i];
                var kind = piece.Kind;
                var level = piece.Level;
                if (piece.IsPlain && BrokenLines.StartsItem(texts[i]) && "•◦▪●■‣·".Contains(texts[i][0], StringComparison.Ordinal)) (kind, level) = (BlockKind.ListItem, 1);
                assembly.EndBlock(kind, level, piece.Cell.Table, piece.Cell.Row, piece.Cell.Column, piece.Cell.Header);
                i = last;
            }
            for (var i = 0; i < pieces.Count; i++)
            {
                if (woven[i] == 0) continue;
                var end = i;
                while (end + 1 < pieces.Count && woven[end + 1] == woven[i]) end++;
                var table = woven[i] == 2;
                assembly.AddCaution(firstBlock[i], firstBlock[end], table ? CautionKind.WovenTable : CautionKind.WovenColumns, table
                    ? "The cells of a table seem to be woven together line by line here. Nothing was joined or moved: read it against the original."
                    : "Two columns seem to be woven together line by line here. Nothing was joined or moved: read it against the original, or import the PDF itself.");
                i = end;
            }
        }

        private static void Append(Piece piece, TextAssembly assembly, Vocabulary words)
        {
            var raw = piece.Text.ToString();
            var lead = raw.Length - raw.TrimStart().Length;
            var text = raw.Trim();
            var at = 0;
            var places = new int[raw.Length + 1];
            void Until(int end)
            {
                for (; at < end; at++)
                {
                    places[at + lead] = assembly.Position;
                    assembly.Append(text.AsSpan(at, 1));
                }
            }
            foreach (var (join, between) in piece.Joins)
            {
                var place = Math.Clamp(join - lead, 0, text.Length);
                if (place == 0 || place == text.Length) continue;
                Until(place);
                string before = text[..place].TrimEnd(), after = text[place..].TrimStart();
                if (LineEnds.DropsHyphen(before, after, words) && before.Length == place)
                {
                    assembly.RemoveLast();
                    assembly.AddPoint(MarkKind.LineHyphen, before[^1..]);
                    assembly.AddPoint(MarkKind.JoinedLine, between);
                }
                else if (before.Length < place) assembly.AddPoint(MarkKind.JoinedLine, between);
                else LineEnds.Join(assembly, before, "", between);
            }
            Until(text.Length);
            for (var i = text.Length + lead; i <= raw.Length; i++) places[i] = assembly.Position;
            for (var i = 0; i < lead; i++) places[i] = places[lead];
            foreach (var (start, end, kind, value) in piece.Marks)
                assembly.AddMark(places[start], Math.Max(places[start], places[end]), kind, value);
        }

        // ---- Headings ----

        private static void FindHeadings(List<Piece> pieces, List<string> texts, int[] woven)
        {
            var plain = pieces.Where(piece => piece.IsPlain).ToList();
            if (plain.Count >= 20 && plain.Count(piece => piece.AllBold) > plain.Count * 0.6) return; // set in bold throughout
            for (var i = 0; i < pieces.Count; i++)
            {
                if (!pieces[i].IsPlain || !pieces[i].AllBold || texts[i].Length > 160 || "•◦▪●■‣·".Contains(texts[i][0], StringComparison.Ordinal) || !texts[i].Any(char.IsLetter) || BrokenLines.StartsInMiddle(texts[i]) && !(i > 0 && pieces[i - 1].Kind == BlockKind.Heading)) continue;
                // A sentence in bold, or the bold beginning of one, is no heading.
                if (texts[i][^1] is '.' or ',' or ';' || texts[i].EndsWith(".”", StringComparison.Ordinal)) continue;
                var next = i + 1 < pieces.Count && pieces[i + 1].IsPlain && !pieces[i + 1].AllBold ? texts[i + 1] : "";
                if (next.Length > 0 && (BrokenLines.StartsInMiddle(next) || BrokenLines.MustGoOn(texts[i])) && (woven[i] == 0 || BrokenLines.MustGoOn(texts[i]))) continue;
                pieces[i].Kind = BlockKind.Heading;
                pieces[i].Level = 2 + Math.Min(3, NumberDepth(texts[i]));
            }
        }

        /// <summary>0 for no number or "3.", 1 for "3.1", 2 for "3.1.2".</summary>
        private static int NumberDepth(string text)
        {
            var dots = 0;
            for (var i = 0; i < text.Length && (char.IsDigit(text[i]) || text[i] == '.'); i++)
                if (text[i] == '.' && i + 1 < text.Length && char.IsDigit(text[i + 1])) dots++;
            return dots;
        }

        // ---- Lines broken by printing ----

        private static bool Joins(List<Piece> pieces, List<string> texts, int i, bool[] inList)
        {
            Piece piece = pieces[i], next = pieces[i + 1];
            string text = texts[i], after = texts[i + 1];
            if (piece.Kind == BlockKind.Heading && next.Kind == BlockKind.Heading)
                return (BrokenLines.MustGoOn(text) || BrokenLines.StartsInMiddle(after)) && BrokenLines.EndsOpen(text) && Letters(text) && Letters(after);
            if (!(piece.IsPlain || piece.Kind == BlockKind.ListItem) || !next.IsPlain || !Letters(text)) return false;
            if (!BrokenLines.EndsOpen(text) || BrokenLines.StartsItem(after)) return false;
            var goesOn = BrokenLines.MustGoOn(text);
            if (goesOn) return Letters(after) && !next.AllBold | piece.AllBold;
            if (!BrokenLines.StartsInMiddle(after)) return false;
            return !(inList[i] && inList[i + 1]);
        }

        private static bool Letters(string text) => text.Any(char.IsLetter);

        /// <summary>Items that start in lower case without a sign, after a line that ends in a colon.</summary>
        private static bool[] InUnmarkedList(List<Piece> pieces, List<string> texts)
        {
            var inList = new bool[pieces.Count];
            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                if (!texts[i].EndsWith(':') && !ColonInLastSentence().IsMatch(texts[i])) continue;
                for (var j = i + 1; j < pieces.Count && pieces[j].IsPlain && BrokenLines.StartsInMiddle(texts[j]) && !texts[j].StartsWith('('); j++)
                    inList[j] = true;
            }
            return inList;
        }

        // ---- Woven columns ----

        /// <summary>Stretches where many neighbouring lines cannot follow one another: two columns, or a table's cells, read as one.</summary>
        /// <returns>For each piece 0, or 1 where columns are woven, or 2 where a table is.</returns>
        private static int[] Woven(List<Piece> pieces)
        {
            var texts = pieces.ConvertAll(piece => piece.Words);
            var isCommon = CommonWords(texts);
            var inList = InUnmarkedList(pieces, texts);
            var order = Enumerable.Range(0, pieces.Count).Where(i => pieces[i].Kind != BlockKind.TableCell && !pieces[i].IsCode && texts[i].Any(char.IsLetter)).ToArray();
            var clash = new bool[order.Length];
            for (var k = 0; k < order.Length; k++)
            {
                var i = order[k];
                clash[k] = BrokenLines.ClashesInside(texts[i], isCommon) > 0 || EndsInLabel(pieces[i])
                    || (pieces[i].AllBold && BrokenLines.StartsInMiddle(texts[i]) && k > 0 && !pieces[order[k - 1]].AllBold);
                if (k + 1 < order.Length && pieces[order[k + 1]].Kind != BlockKind.TableCell && !(inList[i] && inList[order[k + 1]]) && BrokenLines.Clash(texts[i], texts[order[k + 1]])) clash[k] = true;
            }

            // Seeds are dense in clashes; from them a stretch goes on while clashes keep coming.
            var within = new bool[order.Length];
            for (var k = 0; k + Window <= order.Length; k++)
                if (Enumerable.Range(k, Window).Count(w => clash[w]) >= 4) Fill(within, k, k + Window - 1, clash);
            for (var changed = true; changed;)
            {
                changed = false;
                for (var k = 0; k + Window <= order.Length; k++)
                {
                    var clashes = Enumerable.Range(k, Window).Count(w => clash[w]);
                    var touched = Enumerable.Range(k, Window).Count(w => within[w]);
                    if (clashes >= 2 && touched > 0 && touched < Window && Fill(within, k, k + Window - 1, clash)) changed = true;
                }
            }
            // Stretches near one another are one: between them lie lines that happen to fit.
            var share = order.Length == 0 ? 0 : within.Count(w => w) / (double)order.Length;
            var last = -1;
            for (var k = 0; k < order.Length; k++)
            {
                if (!within[k]) continue;
                if (last >= 0 && k - last > 1 && (k - last <= Window + 3 || (share > 0.3 && !HoldsParagraphs(last + 1, k)))) Array.Fill(within, true, last, k - last);
                last = k;
            }
            // A document woven so far was set in columns: its other lines are under the same suspicion, whole paragraphs apart.
            if (share > 0.3)
            {
                var first = Array.IndexOf(within, true);
                while (first > 0 && !HoldsParagraphs(first - 1, first) && texts[order[first - 1]].Length > 12 && clash[first - 1]) within[--first] = true;
                if (last >= 0 && !HoldsParagraphs(last + 1, order.Length)) Array.Fill(within, true, last, order.Length - last);
            }

            // Under a table's header row fewer clashes tell as much.
            for (var k = 0; k < order.Length; k++)
            {
                if (within[k] || !HasHeaderRow(pieces, texts, order[k]) || !pieces[order[k]].AllBold) continue;
                var end = Math.Min(k + 14, order.Length - 1);
                if (Enumerable.Range(k, end - k + 1).Count(w => clash[w]) < 3) continue;
                while (end > k && !clash[end]) end--;
                Array.Fill(within, true, k, end - k + 1);
            }

            // Whole paragraphs that fit: four in a row, each longer than printed lines are.
            bool HoldsParagraphs(int from, int to)
            {
                var run = 0;
                for (var k = from; k < to; k++)
                {
                    run = !clash[k] && texts[order[k]].Length > 110 && !BrokenLines.EndsOpen(texts[order[k]]) ? run + 1 : 0;
                    if (run >= 4) return true;
                }
                return false;
            }

            var woven = new int[pieces.Count];
            for (var k = 0; k < order.Length; k++)
            {
                if (!within[k]) continue;
                var end = k;
                while (end + 1 < order.Length && within[end + 1]) end++;
                var kind = HasHeaderRow(pieces, texts, order[k]) && end - k < 40 ? 2 : 1;
                for (var i = order[k]; i <= order[end]; i++) woven[i] = kind;
                k = end;
            }
            FlagNumberedRows(pieces, texts, woven);
            return woven;
        }

        /// <summary>A bold label of another cell at the end of an unfinished sentence: "... expected to **Reduce the time**".</summary>
        private static bool EndsInLabel(Piece piece)
        {
            if (piece.BoldTail < 2) return false;
            var before = piece.Text.ToString(0, piece.BoldTail).TrimEnd();
            var first = piece.Text[piece.BoldTail];
            return before.Length > 0 && (char.IsLower(before[^1]) || before[^1] == ',') && (char.IsUpper(first) || char.IsDigit(first));
        }

        /// <summary>Marks from the first clash of the window to its last, and the line after it.</summary>
        private static bool Fill(bool[] within, int from, int to, bool[] clash)
        {
            int first = from, last = to;
            while (first < to && !clash[first]) first++;
            while (last > from && !clash[last]) last--;
            last = Math.Min(last + 1, within.Length - 1);
            var changed = false;
            for (var k = first; k <= last; k++)
            {
                changed |= !within[k];
                within[k] = true;
            }
            return changed;
        }

        /// <summary>Two short bold lines or more, one after another, where the stretch begins: a table's header row.</summary>
        private static bool HasHeaderRow(List<Piece> pieces, List<string> texts, int start)
        {
            var row = 0;
            for (var i = Math.Max(0, start - 4); i <= Math.Min(start + 4, pieces.Count - 1); i++)
            {
                row = pieces[i].AllBold && texts[i].Length <= 30 ? row + 1 : 0;
                if (row >= 2) return true;
            }
            return false;
        }

        /// <summary>A table whose rows are numbered: "1. …", "2. …", "3. …" each in the middle of a line's sentence.</summary>
        private static void FlagNumberedRows(List<Piece> pieces, List<string> texts, int[] woven)
        {
            int first = -1, last = -1, number = 0, rows = 0;
            for (var i = 0; i <= pieces.Count; i++)
            {
                if (i < pieces.Count && first >= 0 && i - last > 2 || i == pieces.Count)
                {
                    if (rows >= 3)
                        for (var j = first; j <= last; j++) woven[j] = 2;
                    (first, rows) = (-1, 0);
                }
                if (i == pieces.Count || !pieces[i].IsPlain) continue;
                foreach (Match match in RowNumber().Matches(texts[i]))
                {
                    var value = int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture);
                    if (first >= 0 && value == number + 1) { (last, number) = (i, value); rows++; }
                    else if (value == 1) (first, last, number, rows) = (i, i, 1, 1);
                }
            }
        }

        /// <summary>Words the document writes in lower case at least three times, and with a capital in mid-sentence hardly ever.</summary>
        private static Func<string, bool> CommonWords(List<string> texts)
        {
            var lower = new Dictionary<string, int>(StringComparer.Ordinal);
            var capital = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var text in texts)
                foreach (Match match in WordInside().Matches(text))
                {
                    var word = match.Groups["w"].Value;
                    var counts = char.IsLower(word[0]) ? lower : capital;
                    counts[word.ToLowerInvariant()] = counts.GetValueOrDefault(word.ToLowerInvariant()) + 1;
                }
            return word => lower.GetValueOrDefault(word.ToLowerInvariant()) is >= 3 and var common && capital.GetValueOrDefault(word.ToLowerInvariant()) * 4 <= common;
        }
    }

    /// <summary>The first item stands on the line that announces the list.</summary>
    [GeneratedRegex(@": \p{Ll}[^.:]*\.?$")]
    private static partial Regex ColonInLastSentence();

    [GeneratedRegex(@"(?<=\p{Ll} )(?<w>\p{L}\p{Ll}+)")]
    private static partial Regex WordInside();

    [GeneratedRegex(@"[\p{Ll},] (?<n>\d{1,2})\. \p{Lu}")]
    private static partial Regex RowNumber();
}
