using System.Text.RegularExpressions;
using Throughline.Files;
using Throughline.Text;

namespace Throughline.Policy.Finding;

/// <summary>Finds the statements about inequalities in a document, and the words that are only mentions.</summary>
/// <remarks>The document is read as it would stand with its proposed repairs made, so that lost letters and running headers hide nothing; every
/// span is given in the text as it is. Finding proposes; an analyst decides.</remarks>
public sealed partial class StatementFinder(InequalityLexicon lexicon)
{
    /// <summary>The most a statement may hold where columns are woven, in characters.</summary>
    public const int LongestWoven = 900;

    /// <param name="document">As read, its repairs not made.</param>
    public FoundInDocument Find(ReadDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var repaired = document.Repairs.Count == 0 ? null : RepairText.Apply(document, document.Repairs);
        var work = new Work(lexicon, repaired?.Document ?? document, repaired?.Offsets, document);
        return work.Run();
    }

    /// <summary>The stem, headings and table headers around a place, and whether columns are woven there: what a proposal would carry.</summary>
    /// <param name="document">As read, its repairs not made.</param>
    /// <param name="span">In its text.</param>
    public static (IReadOnlyList<FoundContext> Context, bool IsWoven) Around(ReadDocument document, TextSpan span)
    {
        ArgumentNullException.ThrowIfNull(document);
        var repaired = document.Repairs.Count == 0 ? null : RepairText.Apply(document, document.Repairs);
        TextSpan Back(TextSpan place) => repaired is null ? place : repaired.Offsets.Back(place);
        var layout = new Layout(repaired?.Document ?? document);
        if (layout.Runs.Exists(run => run.Fragments.Any(fragment => Back(fragment.Span).Overlaps(span)))) return ([], true);
        var unit = layout.Units.Find(one => one.Kind is UnitKind.Sentence or UnitKind.Item && Back(one.Span).Overlaps(span));
        return ([.. (unit?.Context ?? []).Select(context => context with { Span = Back(context.Span) }).Where(context => !context.Span.IsEmpty && !context.Span.Overlaps(span))], false);
    }

    private sealed class Work(InequalityLexicon lexicon, ReadDocument document, OffsetMap? repairs, ReadDocument asRead)
    {
        private readonly List<FoundStatement> _statements = [];
        private readonly List<FoundMention> _mentions = [];
        private readonly List<TextSpan> _excluded = [];
        private readonly string _text = document.Text;

        public FoundInDocument Run()
        {
            var layout = new Layout(document);
            foreach (var unit in layout.Units) Judge(unit);
            foreach (var run in layout.Runs) Judge(run);
            CatchTheRest();
            var statements = _statements.OrderBy(s => s.Span).ToList();
            // A mention within a statement is told by the statement.
            var mentions = _mentions.Where(m => m.Where is MentionPlace.Address || !statements.Exists(s => s.Span.Start <= m.Span.Start && m.Span.End <= s.Span.End)).DistinctBy(m => m.Span).OrderBy(m => m.Span).ToList();
            return new(statements, mentions, [.. _excluded.Distinct().Order()]);
        }

        private Token[] TokensOf(TextSpan span)
        {
            // A line's end within a sentence is a space; offsets stay.
            var words = span.Of(_text).ToString().Replace('\n', ' ');
            var tokens = Tokens.Of(words);
            for (var i = 0; i < tokens.Length; i++) tokens[i] = tokens[i] with { Span = new(tokens[i].Span.Start + span.Start, tokens[i].Span.End + span.Start) };
            return tokens;
        }

        private void Judge(Unit unit)
        {
            var reading = lexicon.Read(TokensOf(unit.Span));
            foreach (var span in reading.Excluded) _excluded.Add(Back(span));
            foreach (var (hit, where) in reading.Listed) _mentions.Add(new(Back(hit.Span), unit.Kind is UnitKind.Sentence or UnitKind.Item ? where : PlaceOf(unit.Kind)));
            if (!reading.IsStatement) return;
            var addresses = AddressesIn(unit.Span);
            var hits = new List<LexiconHit>();
            foreach (var hit in reading.Hits)
            {
                if (addresses.Find(a => a.Overlaps(hit.Span)) is { IsEmpty: false } address) _mentions.Add(new(Back(address), MentionPlace.Address));
                else hits.Add(hit);
            }
            if (hits.Count == 0) return;
            if (unit.Kind is not (UnitKind.Sentence or UnitKind.Item))
            {
                if (unit.Span.Length <= 300) _mentions.Add(new(Back(unit.Span), PlaceOf(unit.Kind)));
                else foreach (var hit in hits) _mentions.Add(new(Back(hit.Span), PlaceOf(unit.Kind)));
                return;
            }
            if (hits.TrueForAll(hit => IsInQuotedTitle(unit.Span, hit.Span)))
            {
                foreach (var hit in hits) _mentions.Add(new(Back(hit.Span), MentionPlace.QuotedTitle));
                return;
            }
            Add(unit.Span, isWoven: false, unit.Context, hits);
        }

        private static MentionPlace PlaceOf(UnitKind kind) => kind switch
        {
            UnitKind.Title => MentionPlace.Title,
            UnitKind.Heading => MentionPlace.Heading,
            UnitKind.Contents => MentionPlace.Contents,
            UnitKind.Reference => MentionPlace.Reference,
            UnitKind.Short => MentionPlace.Table,
            _ => MentionPlace.Elsewhere,
        };

        /// <summary>In woven lines a sentence is put together from its beginning to the next stop: what begins small goes on from before.</summary>
        private void Judge(WovenRun run)
        {
            var fragments = run.Fragments;
            var reached = -1;
            TextSpan? taken = null;
            for (var i = 0; i < fragments.Count; i++)
            {
                var reading = lexicon.Read(TokensOf(fragments[i].Span));
                foreach (var span in reading.Excluded) _excluded.Add(Back(span));
                if (i <= reached) continue;
                var hits = reading.Hits.Where(hit => !AddressesIn(fragments[i].Span).Exists(a => a.Overlaps(hit.Span))).ToList();
                if (hits.Count == 0)
                {
                    foreach (var (hit, where) in reading.Listed) _mentions.Add(new(Back(hit.Span), where));
                    foreach (var hit in reading.Hits) _mentions.Add(new(Back(hit.Span), MentionPlace.Address));
                    continue;
                }
                var first = FirstOf(run, i);
                var last = LastOf(run, i, fragments[first].Span.Start);
                var whole = new TextSpan(fragments[first].Span.Start, fragments[last].Span.End);
                if (taken is { } earlier && earlier.End > whole.Start)
                {
                    // What begins small goes on with the statement before; else two are told in turns, and what the earlier took is its own.
                    if (fragments[i].StartsLow && !fragments[i].IsBullet && whole.End - earlier.Start <= LongestWoven)
                    {
                        whole = new(earlier.Start, whole.End);
                        _statements.RemoveAt(_statements.Count - 1);
                    }
                    else whole = new(fragments[Math.Clamp(reached + 1, first, i)].Span.Start, whole.End);
                }
                var all = lexicon.Read(TokensOf(whole));
                Add(whole, isWoven: true, [], all.Hits.Count > 0 ? all.Hits : hits);
                (reached, taken) = (last, whole);
            }
        }

        private static int FirstOf(WovenRun run, int at)
        {
            var fragments = run.Fragments;
            var first = at;
            var end = fragments[at].Span.End;
            bool Fits(int i) => i >= 0 && end - fragments[i].Span.Start <= LongestWoven;
            while (fragments[first].StartsLow && !fragments[first].IsBullet && Fits(first - 1)) first--;
            // A bullet of the other column stands before the rest of an open sentence.
            if (!run.IsTable && fragments[first].IsBullet && first == at && Fits(first - 1) && fragments[first - 1] is { EndsOpen: true, IsBullet: false })
            {
                first--;
                while (fragments[first].StartsLow && !fragments[first].IsBullet && Fits(first - 1)) first--;
            }
            return first;
        }

        private static int LastOf(WovenRun run, int at, int start)
        {
            var fragments = run.Fragments;
            var last = at;
            var crossed = fragments[at].IsBullet;
            while (!fragments[last].IsClosed && last + 1 < fragments.Count && fragments[last + 1].Span.End - start <= LongestWoven)
            {
                var next = fragments[last + 1];
                if (next.StartsLow && !next.IsBullet) last++;
                else if (run.IsTable || !fragments[last].EndsOpen || !next.IsBullet || crossed) break;
                else
                {
                    crossed = true;
                    last++;
                }
            }
            return last;
        }

        private void Add(TextSpan span, bool isWoven, IReadOnlyList<FoundContext> context, IReadOnlyList<LexiconHit> hits)
        {
            var place = Back(span);
            if (place.IsEmpty) return;
            _statements.Add(new(place, isWoven, asRead.Pages.LastOrDefault(page => page.Position <= place.Start)?.Label,
                [.. context.Select(c => c with { Span = Back(c.Span) })], [.. hits.Select(hit => hit with { Span = Back(hit.Span) })]));
        }

        private TextSpan Back(TextSpan span) => repairs is null ? span : repairs.Back(span);

        /// <summary>The plainest words are never lost: what no sentence took, such as a word run into an address, is listed.</summary>
        private void CatchTheRest()
        {
            foreach (Match match in Plainest().Matches(asRead.Text))
            {
                var span = new TextSpan(match.Index, match.Index + match.Length);
                if (_statements.Exists(s => s.Span.Overlaps(span)) || _mentions.Exists(m => m.Span.Overlaps(span)) || _excluded.Exists(e => e.Overlaps(span))) continue;
                var (from, to) = (span.Start, span.End);
                while (from > 0 && !char.IsWhiteSpace(asRead.Text[from - 1])) from--;
                while (to < asRead.Text.Length && !char.IsWhiteSpace(asRead.Text[to])) to++;
                var word = new TextSpan(from, to);
                _mentions.Add(new(word, Address().IsMatch(word.Of(asRead.Text).ToString()) ? MentionPlace.Address : MentionPlace.Elsewhere));
            }
        }

        private List<TextSpan> AddressesIn(TextSpan span)
        {
            var found = new List<TextSpan>();
            foreach (Match match in Address().Matches(span.Of(_text).ToString())) found.Add(new(span.Start + match.Index, span.Start + match.Index + match.Length));
            return found;
        }

        /// <summary>In quotation marks, with most of the longer words capitalised: the title of another document.</summary>
        private bool IsInQuotedTitle(TextSpan sentence, TextSpan hit)
        {
            foreach (Match match in Quoted().Matches(sentence.Of(_text).ToString()))
            {
                if (sentence.Start + match.Index > hit.Start || sentence.Start + match.Index + match.Length < hit.End) continue;
                var words = match.Groups["q"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 3).ToList();
                return words.Count >= 3 && words.Count(word => char.IsUpper(word[0])) >= words.Count * 0.6;
            }
            return false;
        }
    }

    [GeneratedRegex(@"inequalit|inequit|core\s?20", RegexOptions.IgnoreCase)]
    private static partial Regex Plainest();

    [GeneratedRegex(@"(?:https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\S)(?=\S{20,})[^\s/]*/[^\s/]+/\S*", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"[‘“""](?<q>[^’”""]{8,160})[’”""]")]
    private static partial Regex Quoted();
}
