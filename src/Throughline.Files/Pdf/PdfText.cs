using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Files;

/// <summary>Makes the text of a PDF from its runs in one reading order: lines, then paragraphs.</summary>
internal sealed partial class PdfText(IReadOnlyList<PdfPageText> pages, PdfMargins margins, IReadOnlyDictionary<int, string> labels, bool byLayout)
{
    private readonly Dictionary<int, (double Left, double Right, int Lines)> _flows = [];
    private readonly Dictionary<int, double> _rightEdges = [];
    private double _bodySize = 10;
    private double _pitch = 1.2;
    private List<(double Size, bool Bold)> _headings = [];
    private Vocabulary _words = new([]);

    public ReadDocument Build(ReadLimits limits, IEnumerable<(string, string?)> properties, CancellationToken cancel)
    {
        var lines = Lines(cancel);
        _words = new(lines.Select(line => line.Text));
        Measure(lines);
        var paragraphs = Paragraphs(lines);
        FindHeadings(paragraphs);

        var assembly = new TextAssembly();
        foreach (var (name, value) in properties) assembly.SetProperty(name, value);
        var page = 0;
        void Reach(int number)
        {
            while (page < number)
            {
                page++;
                assembly.StartPage(margins.Labels.GetValueOrDefault(page) ?? labels.GetValueOrDefault(page) ?? page.ToString(CultureInfo.InvariantCulture));
                if (margins.Taken.TryGetValue(page, out var taken))
                    foreach (var (kind, words) in taken) assembly.AddBetween(kind, words);
            }
        }
        foreach (var paragraph in paragraphs)
        {
            cancel.ThrowIfCancellationRequested();
            Write(paragraph, assembly, Reach);
        }
        Reach(pages.Count);
        foreach (var scanned in pages.Where(p => p.Runs.Count == 0 && p.Pictures > 0))
            assembly.AddCaution(0, assembly.BlockCount - 1, CautionKind.Other, string.Create(CultureInfo.InvariantCulture, $"Page {scanned.Number} is a picture without text. If it holds words, run text recognition (OCR) and import again."));
        return assembly.Build(limits);
    }

    // ---- Lines ----

    private List<PdfLine> Lines(CancellationToken cancel)
    {
        var lines = new List<PdfLine>();
        var table = 0;
        var flow = 0;
        foreach (var page in pages)
        {
            cancel.ThrowIfCancellationRequested();
            flow++;
            var pieces = PdfTables.Find(page.Runs, ref table);
            if (byLayout) pieces = PdfLayout.Cut(pieces, Box);
            var open = new List<PdfRun>();
            void End()
            {
                if (open.Count == 0) return;
                var line = new PdfLine { Runs = open }.Finish();
                if (lines.Count > 0 && lines[^1].Page == page.Number && lines[^1].Flow == flow && !FollowsDown(lines[^1], line)) flow++;
                line.Flow = flow;
                lines.Add(line);
                open = [];
            }
            foreach (var (run, cells) in pieces)
            {
                if (run is null)
                {
                    End();
                    flow++;
                    foreach (var cell in cells!) { cell.Flow = flow; lines.Add(cell); }
                    flow++;
                    continue;
                }
                if (open.Count > 0 && Math.Abs(open[0].Baseline - run.Baseline) < 0.35 * Math.Max(run.Size, open[0].Size))
                {
                    if (run.Left >= open[^1].Right - 0.3 * run.Size && run.Left - open[^1].Right < 6 * run.Size) { open.Add(run); continue; }
                    // A label drawn after the words it stands before.
                    if (run.Right <= open[0].Left + 0.3 * run.Size && open[0].Left - run.Right < 6 * run.Size) { open.Insert(0, run); continue; }
                }
                End();
                open.Add(run);
            }
            End();
        }
        Number(lines);
        return lines;
    }

    private static (double, double, double, double) Box((PdfRun? Run, List<PdfLine>? Table) piece) => piece.Run is { } run
        ? (run.Left, run.Right, run.Baseline, run.Size)
        : (piece.Table!.Min(cell => cell.Left), piece.Table!.Max(cell => cell.Right), piece.Table![0].Baseline, piece.Table![0].Size);

    private static bool FollowsDown(PdfLine above, PdfLine below) =>
        below.Baseline < above.Baseline && above.Baseline - below.Baseline < 6 * Math.Max(above.Size, below.Size) && below.Left < above.Right && below.Right > above.Left;

    /// <summary>Gives each printed number of the margin to the line it stands beside, or else the next line down.</summary>
    /// <remarks>A number may be drawn twice, once cut off at the page's end: the one nearest its line counts.</remarks>
    private void Number(List<PdfLine> lines)
    {
        var given = new HashSet<string>();
        foreach (var page in margins.Numbers.GroupBy(number => number.Page))
        {
            var pairs = new List<(double Distance, string Number, PdfLine Line)>();
            foreach (var line in lines.Where(line => line.Page == page.Key))
                foreach (var (_, baseline, size, number) in page)
                {
                    var below = baseline - line.Baseline;
                    if (below > -0.8 * Math.Max(size, line.Size) && below < 3 * line.Size) pairs.Add((Math.Abs(below), number, line));
                }
            if (margins.NumbersAreOfLines) given.Clear(); // they may start again on each page
            foreach (var (_, number, line) in pairs.OrderBy(pair => pair.Distance).ThenBy(pair => pair.Line.Left))
                if (line.Number is null && given.Add(number)) line.Number = number;
        }
    }

    // ---- Measures ----

    private void Measure(List<PdfLine> lines)
    {
        // The largest size with a fair share of the letters: notes, tables and listings are set smaller than the text, and may outweigh it.
        var sizes = lines.GroupBy(line => Math.Round(line.Size * 2) / 2).Select(group => (Size: group.Key, Letters: group.Sum(line => line.Text.Length))).ToList();
        _bodySize = sizes.Where(size => size.Letters >= 0.15 * sizes.Sum(other => other.Letters)).Select(size => size.Size).DefaultIfEmpty(10).Max();
        foreach (var flow in lines.Where(line => line.Cell.Table == 0).GroupBy(line => line.Flow))
            _flows[flow.Key] = (flow.Min(line => line.Left), flow.Max(line => line.Right), flow.Count());
        // A column of few lines is as wide as others that start where it does.
        foreach (var edge in _flows.Values.GroupBy(flow => (int)Math.Round(flow.Left / 6))) _rightEdges[edge.Key] = edge.Max(flow => flow.Right);
        var pitches = lines.Zip(lines.Skip(1)).Where(pair => pair.First.Flow == pair.Second.Flow && pair.First.Cell.Table == 0 && Math.Abs(pair.First.Size - pair.Second.Size) < 0.3 && Math.Abs(pair.First.Size - _bodySize) < 1)
            .Select(pair => (pair.First.Baseline - pair.Second.Baseline) / pair.First.Size).Where(pitch => pitch > 0.9).Order().ToArray();
        if (pitches.Length > 0) _pitch = pitches[pitches.Length / 10];
    }

    // ---- Paragraphs ----

    private sealed record Paragraph(List<PdfLine> Lines)
    {
        public BlockKind Kind { get; set; }
        public int Level { get; set; }
    }

    private List<Paragraph> Paragraphs(List<PdfLine> lines)
    {
        var paragraphs = new List<Paragraph>();
        var numbered = margins.Numbers.Count > 0 && !margins.NumbersAreOfLines;
        // Notes at the foot wait until the paragraph that runs over the page's end is whole.
        var notes = new List<Paragraph>();
        Paragraph? open = null;
        foreach (var line in lines)
        {
            if (IsFootnote(line))
            {
                if (notes.Count > 0 && notes[^1].Lines[^1].Page == line.Page && Joins(notes[^1].Lines, line)) notes[^1].Lines.Add(line);
                else notes.Add(new([line]) { Kind = BlockKind.Footnote });
                continue;
            }
            var joins = open is not null && line.Cell.Table == 0 && open.Lines[^1].Cell.Table == 0
                && (numbered ? line.Number is null : Joins(open.Lines, line));
            if (joins) { open!.Lines.Add(line); continue; }
            paragraphs.AddRange(notes);
            notes.Clear();
            open = new([line]) { Kind = line.Cell.Table > 0 ? BlockKind.TableCell : StartsItem(line) ? BlockKind.ListItem : BlockKind.Paragraph };
            paragraphs.Add(open);
        }
        paragraphs.AddRange(notes);
        return paragraphs;
    }

    /// <summary>A small line near the page's foot that starts with a note's number or sign, and the small lines below it.</summary>
    private bool IsFootnote(PdfLine line)
    {
        var small = line.Cell.Table == 0 && margins.Numbers.Count == 0 && line.Size < 0.87 * _bodySize && line.Baseline < 0.35 * pages[line.Page - 1].Height;
        if (!small || !(NoteStart().IsMatch(line.Text) || _notePage == line.Page)) return false;
        _notePage = line.Page;
        return true;
    }

    private int _notePage;

    private bool Joins(List<PdfLine> paragraph, PdfLine next)
    {
        var last = paragraph[^1];
        var text = last.Text.TrimEnd();
        if (Math.Abs(last.Size - next.Size) > 0.08 * Math.Max(last.Size, next.Size)) return false;
        var runsOn = text.Length > 0 && (LineEnds.IsHyphen(text[^1]) || !".!?:;".Contains(text[^1], StringComparison.Ordinal)) && next.Text.Length > 0 && char.IsLower(next.Text[0]);
        if (last.AllBold != next.AllBold && !runsOn) return false;
        if (last.AllBold && !next.AllBold && !next.StartsBold && paragraph.TrueForAll(line => line.AllBold) && !LineEnds.IsHyphen(text[^1]) && !Fills(last, next)) return false;
        if (StartsItem(next) || ContentsEntry().IsMatch(text) || NumberedTurn().IsMatch(next.Text)) return false;
        if (last.Flow != next.Flow || next.Baseline > last.Baseline)
            return !last.AllBold && runsOn && last.Size <= _bodySize * 1.1;

        var gap = (last.Baseline - next.Baseline) / last.Size;
        if (gap > _pitch * 1.28 + (last.Size > _bodySize * 1.1 ? 0.25 : 0.02)) return false;
        if (last.Size > _bodySize * 1.15) return true; // a title in several lines
        var flow = _flows[last.Flow];
        var isItem = StartsItem(paragraph[0]);
        var indent = next.Left - last.Left;
        if (isItem && paragraph.Count == 1) return indent > -0.5 * last.Size;
        if (indent > 0.8 * last.Size && indent < 5 * last.Size && Math.Abs(last.Left - flow.Left) < 0.3 * last.Size && !runsOn) return false;
        if (indent < -0.8 * last.Size && paragraph.Count > 1 && !runsOn) return false;
        return runsOn || Fills(last, next);
    }

    /// <summary>True when the next line's first word would not have fitted on this line.</summary>
    private bool Fills(PdfLine line, PdfLine next)
    {
        var flow = _flows[line.Flow];
        var right = flow.Lines > 4 ? flow.Right : Math.Max(flow.Right, _rightEdges.GetValueOrDefault((int)Math.Round(flow.Left / 6)));
        return line.Right + next.FirstWord + 0.2 * line.Size > right - 1.2 * line.Size;
    }

    private static bool StartsItem(PdfLine line) => ItemStart().IsMatch(line.Text);

    [GeneratedRegex(@"^(?:[•◦▪●■○–—·‣⁃\uF0B7\uF0A7]\s*\S|[-*o]\s+\S|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+\S)")]
    private static partial Regex ItemStart();

    /// <summary>A line of a table of contents: leaders and a page.</summary>
    [GeneratedRegex(@"(?:\.\s?){5,}\s*[\divxlc]+$")]
    private static partial Regex ContentsEntry();

    [GeneratedRegex(@"^(?:Figure|Fig\.|Table|Chart|Box|Map)\s+[\dA-Z]+(?:\.\d+)*\s*[.:–-]?\s", RegexOptions.IgnoreCase)]
    private static partial Regex CaptionStart();

    [GeneratedRegex(@"^(?:\d{1,3}|[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹])\.?\s*\p{L}")]
    private static partial Regex NoteStart();

    /// <summary>"Name:" and words: somebody speaks, which is no heading however it is set.</summary>
    [GeneratedRegex(@"^\p{Lu}[\p{L}\p{N} .'’-]{0,40}:\s")]
    private static partial Regex TurnStart();

    /// <summary>A paragraph's number, then a speaker's label: "14 Interviewer: ".</summary>
    [GeneratedRegex(@"^[\[(]?\d{1,4}[\])]?\s+\p{Lu}[\p{L}\p{N} .'’-]{0,40}:\s")]
    private static partial Regex NumberedTurn();

    // ---- Headings ----

    private void FindHeadings(List<Paragraph> paragraphs)
    {
        bool Heads(Paragraph paragraph, PdfLine line)
        {
            if (paragraph.Kind is BlockKind.TableCell or BlockKind.Footnote || TurnStart().IsMatch(line.Text)) return false;
            var length = paragraph.Lines.Sum(l => l.Text.Length);
            if (length < 200 && line.Size < _bodySize * 1.12 && CaptionStart().IsMatch(line.Text))
            {
                paragraph.Kind = BlockKind.Caption;
                return false;
            }
            if (length > 200 || !paragraph.Lines.Exists(l => l.Text.Any(char.IsLetter))) return false;
            var larger = line.Size > _bodySize * 1.12;
            var bold = paragraph.Lines.TrueForAll(l => l.AllBold) && length < 140 && !paragraph.Lines[^1].Text.EndsWith('.') && !paragraph.Lines[^1].Text.EndsWith(',') && line.Size > _bodySize * 0.95;
            return larger || bold;
        }
        var heads = paragraphs.Where(paragraph => Heads(paragraph, paragraph.Lines[0])).ToList();
        // A document set in bold throughout has no bold headings.
        if (heads.Count > 3 && heads.Count > paragraphs.Count * 0.6) heads = [.. heads.Where(p => p.Lines[0].Size > _bodySize * 1.12)];
        _headings = [.. heads.Select(p => (Math.Round(p.Lines[0].Size), p.Lines[0].AllBold)).Distinct().OrderByDescending(style => style.Item1).ThenByDescending(style => style.AllBold)];
        foreach (var paragraph in heads)
        {
            paragraph.Kind = BlockKind.Heading;
            paragraph.Level = Math.Clamp(_headings.IndexOf((Math.Round(paragraph.Lines[0].Size), paragraph.Lines[0].AllBold)) + 1, 1, 6);
        }
        // A list's depth is how many indents it stands within, counted from the outermost item since the last heading.
        var indents = new Stack<double>();
        foreach (var paragraph in paragraphs)
        {
            if (paragraph.Kind == BlockKind.Heading) indents.Clear();
            if (paragraph.Kind != BlockKind.ListItem) continue;
            var left = paragraph.Lines[0].Left;
            while (indents.Count > 0 && indents.Peek() > left + 0.5 * _bodySize) indents.Pop();
            if (indents.Count == 0 || indents.Peek() < left - 0.5 * _bodySize) indents.Push(left);
            paragraph.Level = indents.Count;
        }
    }

    // ---- Writing ----

    private void Write(Paragraph paragraph, TextAssembly assembly, Action<int> reach)
    {
        string? before = null;
        var joinedByHyphen = false;
        for (var i = 0; i < paragraph.Lines.Count; i++)
        {
            var line = paragraph.Lines[i];
            var text = line.Text.Trim();
            if (before is not null)
            {
                if (joinedByHyphen)
                {
                    assembly.AddPoint(MarkKind.LineHyphen, before[^1..]);
                    assembly.AddPoint(MarkKind.JoinedLine, "\n");
                }
                else LineEnds.Join(assembly, before, "", "\n");
            }
            reach(line.Page);
            if (line.Number is { } number)
            {
                if (margins.NumbersAreOfLines) assembly.AddPoint(MarkKind.LineNumber, number);
                else assembly.AddBlockMark(MarkKind.ParagraphNumber, number);
            }
            Append(line, assembly);
            before = text;
            joinedByHyphen = i + 1 < paragraph.Lines.Count && LineEnds.DropsHyphen(text, paragraph.Lines[i + 1].Text.Trim(), _words);
            if (joinedByHyphen) assembly.RemoveLast();
        }
        var (table, row, column) = paragraph.Lines[0].Cell;
        assembly.EndBlock(paragraph.Kind, paragraph.Level, table, row, column, table > 0 && row == 1 && paragraph.Lines[0].AllBold);
    }

    private static void Append(PdfLine line, TextAssembly assembly)
    {
        for (var i = 0; i < line.Runs.Count; i++)
        {
            if (i > 0) assembly.Append(" ");
            var run = line.Runs[i];
            var trimmed = run.Text.Length - run.Text.TrimStart().Length;
            var at = assembly.Position - trimmed;
            assembly.Append(run.Text.Trim());
            foreach (var (start, end, address) in run.Links)
                assembly.AddMark(Math.Max(at + start, at + trimmed), Math.Min(at + end, assembly.Position), MarkKind.Link, address);
        }
    }
}
