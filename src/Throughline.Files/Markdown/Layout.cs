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
                while (last + 1 < pieces.Count && !woven[last] && !woven[last + 1] && Joins(pieces, texts, last, inList))
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
                if (!woven[i]) continue;
                var end = i;
                while (end + 1 < pieces.Count && woven[end + 1]) end++;
                var bullets = texts.GetRange(i, end - i + 1).Count(text => text.Length < 40);
                var table = bullets > (end - i + 1) * 0.7;
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

        private static void FindHeadings(List<Piece> pieces, List<string> texts, bool[] woven)
        {
            var bold = pieces.Count(piece => piece.IsPlain && piece.AllBold);
            if (bold > pieces.Count * 0.5) return; // set in bold throughout
            for (var i = 0; i < pieces.Count; i++)
            {
                if (!pieces[i].IsPlain || !pieces[i].AllBold || texts[i].Length > 160 || !texts[i].Any(char.IsLetter) || BrokenLines.StartsInMiddle(texts[i]) && !(i > 0 && pieces[i - 1].Kind == BlockKind.Heading)) continue;
                // A sentence in bold, or the bold beginning of one, is no heading.
                if (texts[i][^1] is '.' or ',' or ';' || texts[i].EndsWith(".”", StringComparison.Ordinal)) continue;
                var next = i + 1 < pieces.Count && pieces[i + 1].IsPlain && !pieces[i + 1].AllBold ? texts[i + 1] : "";
                if (next.Length > 0 && (BrokenLines.StartsInMiddle(next) || BrokenLines.MustGoOn(texts[i])) && (!woven[i] || BrokenLines.MustGoOn(texts[i]))) continue;
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
                if (!texts[i].EndsWith(':')) continue;
                for (var j = i + 1; j < pieces.Count && pieces[j].IsPlain && BrokenLines.StartsInMiddle(texts[j]) && !texts[j].StartsWith('('); j++)
                    inList[j] = true;
            }
            return inList;
        }

        // ---- Woven columns ----

        /// <summary>Stretches where many neighbouring lines cannot follow one another: two columns read as one.</summary>
        private static bool[] Woven(List<Piece> pieces)
        {
            var texts = pieces.ConvertAll(piece => piece.Words);
            var score = new double[pieces.Count];
            var counted = new bool[pieces.Count];
            for (var i = 0; i < pieces.Count; i++)
            {
                if (pieces[i].Kind is BlockKind.TableCell || pieces[i].IsCode || !texts[i].Any(char.IsLetter)) continue;
                counted[i] = true;
                score[i] += Math.Min(2, BrokenLines.ClashesInside(texts[i]));
                var next = i + 1;
                while (next < pieces.Count && !texts[next].Any(char.IsLetter)) next++;
                if (next < pieces.Count && pieces[next].Kind != BlockKind.TableCell && BrokenLines.Clash(texts[i], texts[next])) score[i]++;
            }
            var woven = new bool[pieces.Count];
            var order = Enumerable.Range(0, pieces.Count).Where(i => counted[i]).ToArray();
            for (var k = 0; k + Window <= order.Length; k++)
            {
                var clashes = 0.0;
                for (var w = 0; w < Window; w++) clashes += Math.Min(1, score[order[k + w]]);
                if (clashes < 4) continue;
                // From the first clash of the window to the last.
                int first = -1, last = -1;
                for (var w = 0; w < Window; w++)
                    if (score[order[k + w]] > 0) { if (first < 0) first = order[k + w]; last = order[k + w]; }
                for (var i = first; i <= Math.Min(last + 1, pieces.Count - 1); i++) woven[i] = true;
            }
            return woven;
        }
    }
}
