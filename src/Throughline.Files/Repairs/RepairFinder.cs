namespace Throughline.Files;

/// <summary>Finds what an analyst may want mended in a text that was made from print. It proposes; it changes nothing.</summary>
internal static class RepairFinder
{
    /// <summary>All proposals in order; where two overlap the earlier kind keeps its place: folio lines, then letters, then hyphens.</summary>
    public static IReadOnlyList<Repair> Find(ReadDocument document)
    {
        var repairs = new List<Repair>();
        foreach (var found in (IEnumerable<Repair>[])[FolioLines.Find(document), LostLetters.Find(document), LostInAdverbs.Find(document), LeftOverHyphens.Find(document)])
            repairs.AddRange(found);
        repairs.Sort((a, b) => a.Span.CompareTo(b.Span));
        var kept = new List<Repair>();
        foreach (var repair in repairs)
        {
            if (kept.Count > 0 && repair.Span.Start < kept[^1].Span.End)
            {
                if (kept[^1].Kind == RepairKind.FolioLine || repair.Kind != RepairKind.FolioLine) continue;
                kept.RemoveAt(kept.Count - 1);
            }
            kept.Add(repair);
        }
        return kept;
    }
}

/// <summary>A word of the text: a run of letters.</summary>
internal readonly record struct WordInText(int Start, int End, string Text, string Lower)
{
    public static List<WordInText> Of(string text)
    {
        var words = new List<WordInText>();
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetter(text[i])) { i++; continue; }
            var start = i;
            while (i < text.Length && char.IsLetter(text[i])) i++;
            var word = text[start..i];
            words.Add(new(start, i, word, word.ToLowerInvariant()));
        }
        return words;
    }
}

/// <summary>Adverbs that lost one l of their ending without a gap: "clinicaly" in a document that writes "clinically".</summary>
/// <remarks>Elsewhere in a word a single letter may be right though the doubled form stands in the document too: "later" and "latter", "filing" and
/// "filling", and the two spellings of "enrolment". Before a final y it is not: no English adverb has a second form in -lly.</remarks>
internal static class LostInAdverbs
{
    private const int Shortest = 6;

    public static IEnumerable<Repair> Find(ReadDocument document)
    {
        var words = WordInText.Of(document.Text);
        var counts = words.CountBy(word => word.Lower, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (word.Lower.Length < Shortest || !word.Lower.EndsWith("ly", StringComparison.Ordinal) || word.Lower[^3] == 'l') continue;
            var whole = word.Lower[..^1] + "ly";
            if (counts.GetValueOrDefault(whole) is var times && times < counts[word.Lower]) continue;
            yield return new(new(word.End - 1, word.End - 1), "l", RepairKind.LostLetters, $"\"{word.Text}\" becomes \"{word.Text[..^1]}ly\", as this document writes it elsewhere ({times} {(times == 1 ? "time" : "times")}).");
        }
    }
}

/// <summary>Hyphens of printed lines that were left inside a line: "inequal- ities".</summary>
internal static class LeftOverHyphens
{
    public static IEnumerable<Repair> Find(ReadDocument document)
    {
        var text = document.Text;
        var words = new Vocabulary([text]);
        for (var i = 1; i + 2 < text.Length; i++)
        {
            if (!LineEnds.IsHyphen(text[i]) || text[i + 1] != ' ' || !char.IsLower(text[i - 1]) || !char.IsLower(text[i + 2])) continue;
            string left = LineEnds.LastLetters(text.AsSpan(0, i + 1)), right = LineEnds.FirstLetters(text.AsSpan(i + 2));
            // "short- and long-term": the hyphen waits for its other half.
            if (right is "and" or "or" or "to" or "nor" or "but" or "versus") continue;
            if (LineEnds.OnlyBreaks(left, right, text[i], words))
                yield return new(new(i, i + 2), "", RepairKind.LeftOverHyphen, words.Has(left + right)
                    ? $"\"{left + right}\" stands elsewhere in this document without the hyphen ({words.Of(left + right)} times)."
                    : $"\"{(words.Has(left) ? right : left)}\" is no word of this document by itself, so the hyphen only broke a line.");
            else
                yield return new(new(i + 1, i + 2), "", RepairKind.LeftOverHyphen, words.Has($"{left}-{right}")
                    ? $"\"{left}-{right}\" stands elsewhere in this document in one piece."
                    : $"\"{left}\" and \"{right}\" both stand alone in this document, so the hyphen joins them and the space is left from a line's end.");
        }
    }
}

/// <summary>Page numbers and running headers that stand in the text as lines of their own, or stuck to the ends of lines.</summary>
internal static class FolioLines
{
    private sealed record Number(int Block, int Value, int Start, int End, bool RunOn = false);

    /// <summary>Of so many characters, or so few, no page is: as shares of the page the others make.</summary>
    private const double ShortestPage = 0.3, LongestPage = 2.5;

    public static IEnumerable<Repair> Find(ReadDocument document)
    {
        var text = document.Text;
        var blocks = document.Blocks;
        if (document.Pages.Count > 0) return []; // pages known: their margins were taken out in reading
        var headers = RunningHeaders(document);
        var numbers = new List<Number>();
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Kind == BlockKind.TableCell) continue;
            var words = blocks[i].Span.Of(text);
            if (words.Length <= 12 && PdfMargins.FolioOf(words) is { } value && char.IsDigit(words.First(char.IsLetterOrDigit))) numbers.Add(new(i, value, blocks[i].Span.Start, blocks[i].Span.End));
            else if (i + 1 < blocks.Count && headers.ContainsKey(i + 1) && TrailingNumber(words) is { } at)
                numbers.Add(new(i, int.Parse(words.AsSpan(at), System.Globalization.CultureInfo.InvariantCulture), blocks[i].Span.Start + at, blocks[i].Span.End));
        }
        var chain = RunOn(document, CountingRun.Longest(numbers, number => number.Value, 4));
        if (chain.Count < 3) chain = [];
        var cuts = new List<(int Start, int End, string Reason)>();
        foreach (var (folio, index) in chain.Select((folio, index) => (folio, index)))
            cuts.Add((folio.Start, folio.End, folio.RunOn
                ? $"{folio.Value} stands run onto the end of a line where a page ends: one of {chain.Count} page numbers that count up through this document."
                : index == 0
                ? $"{folio.Value} is the first of {chain.Count} page numbers that count up through this document."
                : $"{folio.Value} follows {chain[index - 1].Value}: one of {chain.Count} page numbers that count up through this document."));
        foreach (var (block, length) in headers)
            if (chain.Count > 0 || length == blocks[block].Span.Length)
                cuts.Add((blocks[block].Span.Start, blocks[block].Span.Start + length, $"The same words stand at the head of {headers.Count} blocks: a running header."));

        // A folio and the header of the next page come away as one.
        var together = new List<(int Start, int End, string Reason)>();
        foreach (var cut in cuts.OrderBy(cut => cut.Start))
        {
            if (together.Count > 0 && text.AsSpan(Math.Min(together[^1].End, cut.Start)..cut.Start).IsWhiteSpace())
                together[^1] = (together[^1].Start, Math.Max(cut.End, together[^1].End), together[^1].Reason.EndsWith(cut.Reason, StringComparison.Ordinal) || together[^1].Reason.Length > 400 ? together[^1].Reason : $"{together[^1].Reason} {cut.Reason}");
            else together.Add(cut);
        }
        return together.Select(cut => Cut(document, cut.Start, cut.End, cut.Reason)).ToList();
    }

    /// <summary>Takes out a range, with the line end beside it; what it parted in mid-sentence is brought together.</summary>
    private static Repair Cut(ReadDocument document, int start, int end, string reason)
    {
        var text = document.Text;
        while (end < text.Length && text[end] == ' ') end++;
        while (start > 0 && text[start - 1] == ' ') start--;
        // Within a block the lines were joined already.
        if (start > 0 && end < text.Length && text.AsSpan((start - 1)..(end + 1)).IndexOf('\n') < 0) return new(new(start, end), " ", RepairKind.FolioLine, reason);
        var atStart = start == 0 || text[start - 1] == '\n';
        var atEnd = end == text.Length || text[end] == '\n';
        var from = atStart && start > 0 ? start - 1 : start;
        var to = atEnd && end < text.Length ? end + 1 : end;
        if (from == 0 || (from == start && start == 0)) return new(new(start, to), "", RepairKind.FolioLine, reason);
        if (to >= text.Length) return new(new(from, text.Length), "", RepairKind.FolioLine, reason);
        var before = text[(text.LastIndexOf('\n', from - 1) + 1)..from];
        var stop = text.IndexOf('\n', to);
        var after = text[to..(stop < 0 ? text.Length : stop)];
        var woven = document.Cautions.Any(caution => caution.Kind is CautionKind.WovenColumns or CautionKind.WovenTable && (caution.Span.Contains(from - 1) || caution.Span.Contains(to)));
        var kindBefore = FirstEndingFrom(document, from - 1).Kind;
        var kindAfter = FirstEndingFrom(document, to + 1).Kind;
        var together = !woven && kindBefore is BlockKind.Paragraph or BlockKind.ListItem && kindAfter == BlockKind.Paragraph
            && BrokenLines.EndsOpen(before) && !BrokenLines.StartsItem(after) && (BrokenLines.StartsInMiddle(after) || BrokenLines.MustGoOn(before));
        var hyphen = together && before.Length > 1 && LineEnds.IsHyphen(before[^1]) && char.IsLetterOrDigit(before[^2]);
        return new(new(from, to), hyphen ? "" : together ? " " : "\n", RepairKind.FolioLine, reason);
    }

    private static Block FirstEndingFrom(ReadDocument document, int position)
    {
        int low = 0, high = document.Blocks.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (document.Blocks[middle].Span.End >= position) high = middle;
            else low = middle + 1;
        }
        return document.Blocks[low];
    }

    private static int? TrailingNumber(string words)
    {
        var at = words.Length;
        while (at > 0 && char.IsAsciiDigit(words[at - 1])) at--;
        return at < words.Length && words.Length - at <= 4 && at > 1 && words[at - 1] == ' ' ? at : null;
    }

    /// <summary>The page numbers and those of their fellows that a converter ran onto the end of a line: each the only one of its value about
    /// where a page must end, in a gap that the others leave or going on where they stop.</summary>
    private static List<Number> RunOn(ReadDocument document, List<Number> chain)
    {
        if (chain.Count < 2) return chain;
        // A line's end is a block's, or where reading joined two lines.
        var ends = new List<Number>();
        foreach (var (start, end) in document.Blocks.Where(block => block.Kind != BlockKind.TableCell).Select(block => (block.Span.Start, block.Span.End))
            .Concat(document.Marks.Where(mark => mark.Kind == MarkKind.JoinedLine).Select(mark => (Math.Max(0, mark.Span.Start - 20), mark.Span.Start > 0 && document.Text[mark.Span.Start - 1] == ' ' ? mark.Span.Start - 1 : mark.Span.Start))))
            if (end > start && TrailingNumber(document.Text[start..end]) is { } at && (char.IsLetter(document.Text[start + at - 2]) || document.Text[start + at - 2] == ')'))
                ends.Add(new(0, int.Parse(document.Text.AsSpan((start + at)..end), System.Globalization.CultureInfo.InvariantCulture), start + at, end, true));
        if (ends.Count == 0) return chain;
        var lengths = chain.Zip(chain.Skip(1), (a, b) => (double)(b.Start - a.Start) / (b.Value - a.Value)).Order().ToArray();
        var page = lengths[lengths.Length / 2];
        Number? Only(int value, Number after, Number? before)
        {
            // Between its two neighbours it may stand anywhere: a page can be all but empty.
            var margin = before is not null && before.Value - after.Value == 2 ? 0 : ShortestPage * page;
            double from = after.Start + margin * (value - after.Value), to = before is null ? after.Start + LongestPage * page * (value - after.Value) : before.Start - margin * (before.Value - value);
            return ends.Where(end => end.Value == value && end.Start >= from && end.Start <= to && end.Start > after.Start && (before is null || end.Start < before.Start)).Take(2).ToList() is [var only] ? only : null;
        }
        var filled = new List<Number>();
        foreach (var number in chain)
        {
            while (filled.Count > 0 && filled[^1] is var last && Enumerable.Range(last.Value + 1, number.Value - last.Value - 1).Select(value => Only(value, last, number)).FirstOrDefault(found => found is not null) is { } between)
                filled.Add(between);
            filled.Add(number);
        }
        var further = new List<Number>();
        for (var last = filled[^1]; (Only(last.Value + 1, last, null) ?? Only(last.Value + 2, last, null)) is { } next; last = next) further.Add(next);
        // One or two may be numbers that somebody wrote.
        if (further.Count >= 3) filled.AddRange(further);
        return filled.Count >= 5 || filled.Count == chain.Count ? filled : chain;
    }

    /// <summary>Blocks that begin with words which begin many blocks: the header's length, by block.</summary>
    private static SortedDictionary<int, int> RunningHeaders(ReadDocument document)
    {
        var text = document.Text;
        var headers = new SortedDictionary<int, int>();
        var starts = document.Blocks.Select((block, index) => (Index: index, Words: block.Span.Of(text))).Where(block => document.Blocks[block.Index].Kind != BlockKind.TableCell).ToList();
        // In alphabetical order all that begin alike stand together.
        var sorted = starts.OrderBy(start => start.Words, StringComparer.Ordinal).ToArray();
        IEnumerable<(int Index, string Words)> BeginningWith(string words)
        {
            int low = 0, high = sorted.Length;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (string.CompareOrdinal(sorted[middle].Words, words) < 0) low = middle + 1;
                else high = middle;
            }
            for (; low < sorted.Length && sorted[low].Words.StartsWith(words, StringComparison.Ordinal); low++) yield return sorted[low];
        }
        // A line repeated whole three times, of several words, is a candidate; so is its appearance at the head of longer blocks.
        foreach (var group in starts.Where(start => start.Words.Count(c => c == ' ') >= 2 && start.Words.Length is >= 12 and <= 150 && !BrokenLines.StartsItem(start.Words)).GroupBy(start => start.Words))
        {
            var all = BeginningWith(group.Key).Where(start => (start.Words.Length == group.Key.Length || start.Words[group.Key.Length] == ' ')).OrderBy(start => start.Index).ToList();
            if (all.Count < 4 || all[^1].Index - all[0].Index < starts.Count / 3) continue;
            // The first is the title itself, where it stands as a heading.
            foreach (var (index, _) in all.Where(a => document.Blocks[a.Index].Kind != BlockKind.Heading)) headers[index] = group.Key.Length;
        }
        // Or it was joined to what follows it: the words that blocks after page numbers have in common.
        var afterNumber = starts.Where(start => start.Index > 0 && document.Blocks[start.Index - 1].Span is { Length: <= 12 } before && PdfMargins.FolioOf(before.Of(text)) is not null);
        foreach (var group in afterNumber.GroupBy(start => string.Join(' ', start.Words.Split(' ').Take(3))).Where(group => group.Count() >= 4))
        {
            var words = group.First().Words.Split(' ');
            var shared = group.Select(start => start.Words.Split(' ').Zip(words).TakeWhile(pair => pair.First == pair.Second).Count()).Min();
            var length = string.Join(' ', words.Take(shared)).Length;
            if (shared < 3 || length is < 12 or > 150) continue;
            foreach (var (index, _) in group) headers.TryAdd(index, length);
        }
        return headers;
    }
}
