using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Text.Transcripts;

/// <summary>Reads a text as a transcript: who speaks where. Pure; what it gives is a proposal for an analyst to confirm or mend.</summary>
/// <remarks>A label is believed for its shape (a role, a code such as P1), for coming again, for taking turns with other labels and for standing before
/// words that sound spoken; a labelled line of a document ("Aim: …") has few of these. O(text).</remarks>
public static partial class TranscriptReading
{
    [GeneratedRegex(@"\p{L}[\p{L}\p{M}\p{N}'’-]*|\p{N}+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:I|I'm|I've|I’m|I’ve|you|you're|you’re|your|we|we're|we’re|we've|we’ve|my|our|us|me|yeah|yes|no|okay|ok|mm|mhm|um|uh|erm|hmm|thanks|thank|don't|don’t|it's|it’s|that's|that’s)\b|\?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Spoken();

    [GeneratedRegex(@"\b(?:can you (?:tell|say|describe|explain|give)|could you (?:tell|say|describe|explain|give|talk)|tell me (?:about|a bit|more)|what do you (?:think|mean)|how do you|how would you|to what extent|my (?:next|first|last) question|thank you for (?:your time|taking|agreeing|joining|coming)|is there anything else)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Prompting();

    /// <summary>Proposes speakers and turns.</summary>
    /// <param name="blocks">The document's blocks in order: each one's place in the document and its text, of the same length.</param>
    /// <param name="hints">What is known beside the text.</param>
    /// <exception cref="ArgumentException">A block's text is not as long as its span, or blocks are out of order.</exception>
    public static TranscriptProposal Propose(IReadOnlyList<(TextSpan Span, string Text)> blocks, TranscriptHints? hints = null)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Span.Length != blocks[i].Text.Length || (i > 0 && blocks[i].Span.Start < blocks[i - 1].Span.End))
                throw new ArgumentException($"Block {i} at {blocks[i].Span} is out of order, or its text is {blocks[i].Text.Length} long.", nameof(blocks));
        }
        return new Reader(blocks, hints ?? new()).Read();
    }

    /// <summary>Proposes speakers and turns from blocks, names known to be speakers, and speakers named by the format.</summary>
    /// <inheritdoc cref="Propose(IReadOnlyList{ValueTuple{TextSpan, string}}, TranscriptHints?)"/>
    public static TranscriptProposal Propose(
        IReadOnlyList<(TextSpan Span, string Text)> blocks, IReadOnlyCollection<string> knownSpeakers, IReadOnlyList<(TextSpan Span, string Name)>? speakerMarks = null) =>
        Propose(blocks, new TranscriptHints { KnownSpeakers = knownSpeakers, SpeakerMarks = speakerMarks ?? [] });

    /// <summary>A piece of one block: a label or none, then words.</summary>
    private sealed record Piece(int Block, int Start, int End, LabelCandidate? Label, string? MarkedSpeaker);

    private sealed partial class Reader(IReadOnlyList<(TextSpan Span, string Text)> blocks, TranscriptHints hints)
    {
        private readonly HashSet<string> _known = [.. hints.KnownSpeakers.Select(SpeakerLabel.KeyOf).Where(key => key.Length > 0)];
        private readonly HashSet<string> _never = [.. hints.NotSpeakers.Select(SpeakerLabel.KeyOf)];
        private readonly LabelCandidate?[] _found = new LabelCandidate?[blocks.Count];
        private readonly string?[] _marked = new string?[blocks.Count];
        private readonly List<PrintedTime> _times = [];
        private readonly List<NonSpeech> _nonSpeech = [];
        private readonly List<DoubtfulLabel> _doubtful = [];
        private readonly List<string> _reasons = [];

        public TranscriptProposal Read()
        {
            FindCandidates();
            DropTitle();
            var front = FrontMatterEnd();
            var accepted = Accept(front);
            if (accepted.Count == 0 && _marked.All(name => name is null)) return WithoutSpeakers();

            var first = 0;
            while (first < blocks.Count && _marked[first] is null && !(first >= front && _found[first] is { } label && accepted.Contains(label.Key))) first++;
            for (var b = 0; b < first; b++)
            {
                AddTimes(b, null);
                if (blocks[b].Span.Length > 0) _nonSpeech.Add(new(blocks[b].Span, SpeakerLabel.IsStageDirection(blocks[b].Text) ? NonSpeechKind.StageDirection : NonSpeechKind.FrontMatter, blocks[b].Text));
            }
            var (turns, spellings) = Turns(Pieces(first, accepted));
            var speakers = Describe(turns, spellings);
            var confidence = Confidence(turns, first);
            return new()
            {
                Speakers = speakers,
                Turns = turns,
                NonSpeech = [.. _nonSpeech.OrderBy(one => one.Span)],
                Times = [.. _times.OrderBy(one => one.Span)],
                Merges = Merges(speakers),
                Doubtful = _doubtful,
                Confidence = confidence,
                Reasons = _reasons,
            };
        }

        private void FindCandidates()
        {
            var mark = 0;
            var marks = hints.SpeakerMarks.OrderBy(one => one.Span).ToArray();
            var emphasis = hints.Emphasis.OrderBy(span => span).ToArray();
            var set = 0;
            for (var b = 0; b < blocks.Count; b++)
            {
                var (span, text) = blocks[b];
                while (mark < marks.Length && marks[mark].Span.End <= span.Start) mark++;
                if (mark < marks.Length && marks[mark].Span.Start < Math.Max(span.End, span.Start + 1) && marks[mark].Name.Trim().Length > 0)
                {
                    _marked[b] = marks[mark].Name.Trim();
                    continue;
                }
                while (set < emphasis.Length && emphasis[set].End <= span.Start) set++;
                var bold = set < emphasis.Length && emphasis[set].Start <= span.Start + 2 && emphasis[set].Start < span.End;
                if (SpeakerLabel.Parse(text, bold, bold ? Math.Min(emphasis[set].End, span.End) - span.Start : 0, _known) is not { } found) continue;
                if (found.Key.Length == 0 || _never.Contains(found.Key)) continue;
                _found[b] = found;
            }
        }

        // "Group 2: the practice team" above a conversation is its title: a label that stands once, over words that nobody says.
        private void DropTitle()
        {
            var counts = _found.OfType<LabelCandidate>().CountBy(one => one.Key).ToDictionary();
            var headings = hints.Headings.Select(span => span.Start).ToHashSet();
            var isFirst = true;
            for (var b = 0; b < blocks.Count && !(_found[b] is { } label && counts[label.Key] > 1) && _marked[b] is null; b++)
            {
                var text = blocks[b].Text.TrimEnd();
                if (text.Length == 0) continue;
                if ((isFirst || headings.Contains(blocks[b].Span.Start)) && _found[b] is { Style: LabelStyle.Colon or LabelStyle.Dash } title && !_known.Contains(title.Key) && !SpeakerLabel.IsAsking(title.Label)
                    && text[^1] is not ('.' or '?' or '!' or '…') && blocks[b].Text[title.WordsStart..].Trim() is { Length: > 0 } words && Word().Count(words) <= 12 && !Spoken().IsMatch(words))
                {
                    _found[b] = null;
                    if (!SpeakerLabel.IsOfDocuments(title.Label))
                        _doubtful.Add(new(title.Label, 1, new(blocks[b].Span.Start, blocks[b].Span.Start + title.WordsStart), "It stands once, in the title above the conversation."));
                }
                isFirst = false;
            }
        }

        [GeneratedRegex(@"\A(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Mx)\.? )?\p{Lu}[\p{L}\p{M}'’.-]*(?: \p{Lu}[\p{L}\p{M}'’.-]*){1,3}(?: ?\([^()]{1,60}\))?\z", RegexOptions.CultureInvariant)]
        private static partial Regex PersonsName();

        // A cover sheet names people too ("Interviewer: Ruth Adeyemi") without anybody speaking.
        private bool NamesSomebody(int b) => _found[b] is { Style: LabelStyle.Colon or LabelStyle.Tab } label && SpeakerLabel.IsRole(label.Label)
            && blocks[b].Text[label.WordsStart..].Trim() is { Length: > 0 } words && !Spoken().IsMatch(words)
            && words.Split([", ", " and ", "; ", " & "], StringSplitOptions.TrimEntries).All(name => PersonsName().IsMatch(name));

        private int FrontMatterEnd()
        {
            var (end, documents, names) = (0, 0, 0);
            for (var b = 0; b < Math.Min(blocks.Count, 40); b++)
            {
                var text = blocks[b].Text;
                if (string.IsNullOrWhiteSpace(text)) continue;
                var words = Word().Count(text);
                if (_found[b] is { Style: LabelStyle.Colon or LabelStyle.Tab } label && words <= 14 && !text.TrimEnd().EndsWith('?') && !text.TrimEnd().EndsWith('.'))
                {
                    if (SpeakerLabel.IsOfDocuments(label.Label))
                    {
                        documents++;
                        end = b + 1;
                    }
                    else if (NamesSomebody(b))
                    {
                        names++;
                        end = b + 1;
                    }
                    else if (documents == 0 && b > 3)
                    {
                        break;
                    }
                    continue;
                }
                if (documents > 0 || words > 14) break;
            }
            return documents >= 1 && documents + names >= 2 ? end : 0;
        }

        private HashSet<string> Accept(int front)
        {
            var at = new List<int>();
            for (var b = front; b < blocks.Count; b++)
                if (_found[b] is not null && !(_found[b]!.Style == LabelStyle.OwnLine && !HasWordsAfter(b))) at.Add(b);
            var groups = at.GroupBy(b => _found[b]!.Key).Select(group => new Group(group.Key, [.. group], _found)).ToArray();
            foreach (var group in groups)
            {
                group.IsKnown = _known.Contains(group.Key);
                group.IsOfDocuments = !group.IsKnown && SpeakerLabel.IsOfDocuments(group.Label);
                group.IsRole = SpeakerLabel.IsRole(group.Label);
                // A time printed beside a name is how recording programs set out speakers.
                group.IsStrong = group.IsKnown || group.IsRole || SpeakerLabel.IsCode(group.Label) || group.Blocks.All(b => _found[b]!.Times.Count > 0);
            }
            var total = at.Count;
            var enough = total < 40 ? 2 : 3;
            var hopeful = groups.Where(group => !group.IsOfDocuments && (group.IsStrong || group.Blocks.Length >= enough) && IsAllowed(group)).ToArray();
            var keys = hopeful.Select(group => group.Key).ToHashSet();
            var labelled = at.Where(b => keys.Contains(_found[b]!.Key)).ToArray();
            var changes = labelled.Zip(labelled.Skip(1), (a, b) => _found[a]!.Key != _found[b]!.Key).Count(differs => differs);
            var spoken = labelled.Count(b => Spoken().IsMatch(WordsOf(b)));
            var reach = labelled.Length == 0 ? 1 : blocks.Skip(labelled[0]).Count(block => !string.IsNullOrWhiteSpace(block.Text));
            // Under a label on its own line, or beside one in a cell, the words are a block of their own.
            var covered = labelled.Length + labelled.Count(StandsAlone);
            var believed =
                hopeful.Any(group => group.IsKnown)
                || (hopeful.Any(group => group.IsRole) && keys.Count >= 2 && labelled.Length >= 2 && spoken * 5 >= labelled.Length)
                || (hopeful.Count(group => group.IsStrong) >= 2 && labelled.Length > keys.Count && changes * 4 >= labelled.Length - 1 && spoken * 5 >= labelled.Length)
                || (keys.Count >= 2 && labelled.Length >= 4 && labelled.Length > keys.Count && changes * 3 >= labelled.Length - 1
                    && covered * 5 >= reach && spoken * 5 >= labelled.Length * 2)
                || (keys.Count == 1 && hopeful[0].IsStrong && labelled.Length >= 3 && spoken * 2 >= labelled.Length);
            if (!believed)
            {
                Doubt(groups, at.Count == 0 ? "" : "The lines so labelled do not read as people taking turns.");
                return [];
            }
            _reasons.Add(Sentence($"{labelled.Length} of {reach} blocks from the first label on open with one of {keys.Count} labels; the speaker changes at {Share(changes, labelled.Length - 1)} of them."));
            _reasons.Add(Sentence($"{Share(spoken, labelled.Length)} of the labelled blocks sound spoken (I, you, we, questions)."));
            foreach (var slip in groups.Where(group => !keys.Contains(group.Key) && !group.IsOfDocuments))
                if (IsFullName(slip) || hopeful.Any(group => LabelLikeness.Compare(slip.Label, group.Label) is { Confidence: >= 0.8 })) keys.Add(slip.Key);
            Doubt(groups.Where(group => !keys.Contains(group.Key)), "It stands once or twice, or names a part of a document, and so was left in the words.");
            return keys;

            // Somebody may speak once only; to leave their words to the speaker before would put them in the wrong mouth.
            bool IsFullName(Group group) => group.Style == LabelStyle.Colon && group.Label.Split(' ') is { Length: 2 or 3 } parts
                && parts.All(part => part.Length > 1 && char.IsUpper(part[0]) && part.Skip(1).All(c => char.IsLower(c) || c is '-' or '\'' or '’'));

            bool IsAllowed(Group group) => group.IsKnown || group.Blocks.All(b => _found[b]!.Times.Count > 0) || group.Style switch
            {
                LabelStyle.Code => group.Blocks.Length >= 2,
                LabelStyle.OwnLine or LabelStyle.Dash or LabelStyle.Bracket or LabelStyle.Tab => group.IsRole || group.Blocks.Length >= 2,
                _ => true,
            };
        }

        private void Doubt(IEnumerable<Group> groups, string reason)
        {
            foreach (var group in groups.Where(group => !group.IsOfDocuments || group.Blocks.Length > 1).Take(20))
            {
                var span = blocks[group.Blocks[0]].Span;
                _doubtful.Add(new(group.Label, group.Blocks.Length, new(span.Start, span.Start + Math.Min(span.Length, Math.Max(_found[group.Blocks[0]]!.WordsStart, 1))), reason));
            }
        }

        private bool HasWordsAfter(int b) => NextWords(b) is { } next && (_found[next] is null || _found[next]!.Style != LabelStyle.OwnLine);

        // "INT:" alone in its cell or on its line is as much without words as "INT" is.
        private bool StandsAlone(int b) => _found[b] is { } label && (label.Style == LabelStyle.OwnLine || string.IsNullOrWhiteSpace(blocks[b].Text[label.WordsStart..]));

        private string WordsOf(int b) => StandsAlone(b) && NextWords(b) is { } next ? blocks[next].Text : blocks[b].Text[_found[b]!.WordsStart..];

        private int? NextWords(int b)
        {
            for (var next = b + 1; next < blocks.Count && next <= b + 4; next++)
                if (!string.IsNullOrWhiteSpace(blocks[next].Text) && !IsOnlyTime(next)) return next;
            return null;
        }

        // A column of times stands between the label and the words, or before the next label.
        private bool IsOnlyTime(int b) => SpeakerLabel.OpeningTime(blocks[b].Text) is { } time && time.WordsStart >= blocks[b].Text.TrimEnd().Length;

        // The number of a caption's cue stands above its time.
        private bool IsCueNumber(int b) => blocks[b].Text.Trim() is { Length: > 0 and < 6 } number && number.All(char.IsAsciiDigit)
            && b + 1 < blocks.Count && IsOnlyTime(b + 1);

        private TranscriptProposal WithoutSpeakers()
        {
            for (var b = 0; b < blocks.Count; b++)
            {
                AddTimes(b, null);
                if (SpeakerLabel.IsStageDirection(blocks[b].Text)) _nonSpeech.Add(new(blocks[b].Span, NonSpeechKind.StageDirection, blocks[b].Text));
            }
            KeepOpeningTimes();
            _reasons.Add("No speakers are named in this text, so no turns are proposed. They can be set by hand.");
            if (_times.Count > 0) _reasons.Add(Sentence($"{_times.Count} printed times were found; they are not part of the words."));
            return new() { Speakers = [], Turns = [], NonSpeech = _nonSpeech, Times = _times, Merges = [], Doubtful = _doubtful, Confidence = 0, Reasons = _reasons };
        }

        // A bare time that opens a block may be said ("10:30 was when we met"); a printed series goes on through the text and never back.
        private void KeepOpeningTimes()
        {
            var series = _times.Count >= 3 && _times.Count * 2 >= blocks.Count(block => block.Text.Trim().Length > 0)
                && _times.Zip(_times.Skip(1), (a, b) => a.Value <= b.Value).Count(rising => rising) * 10 >= (_times.Count - 1) * 9;
            if (!series) _times.RemoveAll(time => char.IsAsciiDigit(TextAt(time.Span.Start)));
        }

        private char TextAt(int position)
        {
            foreach (var (span, text) in blocks)
                if (span.Contains(position)) return text[position - span.Start];
            return ' ';
        }

        private void AddTimes(int b, LabelCandidate? label)
        {
            var origin = blocks[b].Span.Start;
            if (label is not null)
            {
                foreach (var (start, end, value) in label.Times) _times.Add(new(new(origin + start, origin + end), value));
            }
            else if (SpeakerLabel.OpeningTime(blocks[b].Text) is { } time)
            {
                _times.Add(new(new(origin + time.Start, origin + time.End), time.Value));
            }
        }

        private List<Piece> Pieces(int first, HashSet<string> accepted)
        {
            var inline = InlinePattern(accepted);
            var pieces = new List<Piece>();
            for (var b = first; b < blocks.Count; b++)
            {
                var text = blocks[b].Text;
                if (_marked[b] is { } name)
                {
                    pieces.Add(new(b, 0, text.Length, null, name));
                    continue;
                }
                var label = _found[b] is { } found && accepted.Contains(found.Key) ? found : null;
                var start = 0;
                foreach (var (at, words, inner) in inline is null ? [] : InnerLabels(inline, text, label?.WordsStart ?? 0))
                {
                    pieces.Add(new(b, start, at, label, null));
                    label = new(inner, SpeakerLabel.KeyOf(inner), LabelStyle.Colon, at, words, []);
                    start = at;
                }
                pieces.Add(new(b, start, text.Length, label, null));
            }
            return pieces;
        }

        // Where lines were run together, a label that opens blocks elsewhere opens a turn after a sentence's end too.
        private Regex? InlinePattern(HashSet<string> accepted)
        {
            string[] labels = [.. _found.OfType<LabelCandidate>().Where(one => one.Style == LabelStyle.Colon && accepted.Contains(one.Key))
                .Select(one => one.Label).Distinct(StringComparer.Ordinal).Where(label => label.Length > 1).OrderByDescending(label => label.Length).Take(60).Select(Regex.Escape)];
            return labels.Length < 2 ? null : new(@"(?<=[.?!…)\]""”’]\s{1,4}|\n\s{0,8})(" + string.Join('|', labels) + @"):\s+", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));
        }

        private static List<(int At, int Words, string Label)> InnerLabels(Regex pattern, string text, int from)
        {
            var found = new List<(int, int, string)>();
            for (var match = pattern.Match(text, from); match.Success; match = match.NextMatch())
                if (match.Index > from) found.Add((match.Index, match.Index + match.Length, match.Groups[1].Value));
            return found;
        }

        private (List<ProposedTurn> Turns, Dictionary<string, Dictionary<string, int>> Spellings) Turns(List<Piece> pieces)
        {
            var spellings = new Dictionary<string, Dictionary<string, int>>();
            foreach (var piece in pieces)
            {
                if (Named(piece) is not { } name) continue;
                var key = Key(name);
                if (!spellings.TryGetValue(key, out var counts)) spellings[key] = counts = new(StringComparer.Ordinal);
                counts[name] = counts.GetValueOrDefault(name) + 1;
            }
            var turns = new List<ProposedTurn>();
            var words = new List<TextSpan>();
            (string Key, TextSpan? Label, TimeSpan? Time, int Start, int Block)? open = null;
            var last = (End: 0, Block: 0);
            foreach (var piece in pieces)
            {
                var (span, text) = blocks[piece.Block];
                var origin = span.Start;
                var said = piece.Label?.WordsStart ?? piece.Start;
                TimeSpan? time = null;
                if (piece.Label is { } label)
                {
                    foreach (var (start, end, value) in label.Times)
                    {
                        _times.Add(new(new(origin + start, origin + end), value));
                        time ??= value;
                    }
                }
                else if (piece.Start == 0 && SpeakerLabel.OpeningTime(text) is { } opening
                    && (opening.IsBracketed || opening.WordsStart >= text.TrimEnd().Length || piece.MarkedSpeaker is not null))
                {
                    _times.Add(new(new(origin + opening.Start, origin + opening.End), opening.Value));
                    time = opening.Value;
                    said = opening.WordsStart;
                }
                if (Named(piece) is { } name)
                {
                    var key = Key(name);
                    // A turn is a stretch by one speaker: a label that only comes again does not end it.
                    if (open is { } before && before.Key != key) Close();
                    open ??= (key, piece.Label is null ? null : new TextSpan(origin + piece.Start, origin + piece.Label.WordsStart), time, origin + piece.Start, piece.Block);
                }
                var (from, to) = Trim(text, said, piece.End);
                if (from == to || IsCueNumber(piece.Block)) continue;
                var body = text[from..to];
                if (SpeakerLabel.IsStageDirection(body) && (piece.Label is null || SpeakerLabel.IsAside(body)))
                {
                    _nonSpeech.Add(new(new(origin + from, origin + to), NonSpeechKind.StageDirection, body));
                    continue;
                }
                if (open is null) continue;
                foreach (Match aside in SpeakerLabel.InlineBrackets().Matches(body))
                    if (SpeakerLabel.IsAside(aside.Value)) _nonSpeech.Add(new(new(origin + from + aside.Index, origin + from + aside.Index + aside.Length), NonSpeechKind.Aside, aside.Value));
                words.Add(new(origin + from, origin + to));
                last = (origin + to, piece.Block);
            }
            Close();
            return (turns, spellings);

            void Close()
            {
                if (open is { } ending && words.Count > 0)
                {
                    var name = Commonest(spellings[ending.Key]);
                    var question = words.Any(one => TextOf(one, ending.Block, last.Block).Contains('?', StringComparison.Ordinal));
                    turns.Add(new(name, new(ending.Start, last.End), [.. words], ending.Label, ending.Time, ending.Block, last.Block, question));
                }
                open = null;
                words.Clear();
            }
        }

        private static string Key(string name)
        {
            var key = SpeakerLabel.KeyOf(name);
            return key.Length == 0 ? name : key;
        }

        private string? Named(Piece piece)
        {
            if ((piece.MarkedSpeaker ?? piece.Label?.Label) is not { } name) return null;
            return hints.Merge.TryGetValue(name, out var into) ? into : name;
        }

        private static string Commonest(Dictionary<string, int> counts) => counts.MaxBy(pair => pair.Value).Key;

        private string TextOf(TextSpan span, int firstBlock, int lastBlock)
        {
            for (var b = firstBlock; b <= lastBlock; b++)
                if (blocks[b].Span.Contains(span)) return blocks[b].Text[(span.Start - blocks[b].Span.Start)..(span.End - blocks[b].Span.Start)];
            return "";
        }

        private static (int From, int To) Trim(string text, int from, int to)
        {
            while (from < to && char.IsWhiteSpace(text[from])) from++;
            while (to > from && char.IsWhiteSpace(text[to - 1])) to--;
            return (from, to);
        }

        private List<ProposedSpeaker> Describe(List<ProposedTurn> turns, Dictionary<string, Dictionary<string, int>> spellings)
        {
            var voices = turns.GroupBy(turn => turn.Speaker).Select(group =>
            {
                string[] texts = [.. group.Select(turn => string.Join(' ', turn.Words.Select(span => TextOf(span, turn.FirstBlock, turn.LastBlock))))];
                return (Label: group.Key, Turns: texts.Length, Words: texts.Sum(text => Word().Count(text)), Questions: group.Count(turn => turn.IsQuestion) / (double)texts.Length,
                    Prompts: texts.Count(text => Prompting().IsMatch(text)), Labels: group.Count(turn => turn.Label is not null));
            }).ToArray();
            var byLabel = voices.Where(voice => SpeakerLabel.IsAsking(voice.Label)).Select(voice => voice.Label).ToHashSet();
            string? byQuestions = null;
            if (byLabel.Count == 0 && voices.Length > 1)
            {
                var ranked = voices.OrderByDescending(voice => voice.Questions + Math.Min(0.5, 2.0 * voice.Prompts / voice.Turns)).ToArray();
                if (ranked[0].Questions >= 0.25 && ranked[0].Turns >= 2 && ranked[0].Questions > 1.5 * ranked[1].Questions) byQuestions = ranked[0].Label;
            }
            var speakers = new List<ProposedSpeaker>();
            foreach (var voice in voices)
            {
                var reasons = new List<string>();
                var role = byLabel.Contains(voice.Label) || voice.Label == byQuestions ? SpeakerRole.Interviewer
                    : byLabel.Count > 0 || byQuestions is not null || (SpeakerLabel.IsRole(voice.Label) && !SpeakerLabel.IsAsking(voice.Label)) ? SpeakerRole.Participant : SpeakerRole.Unclear;
                reasons.Add(Sentence($"{voice.Turns} {(voice.Turns == 1 ? "turn" : "turns")}, {voice.Words} {(voice.Words == 1 ? "word" : "words")}, a question in {Share(voice.Questions)} of the turns."));
                if (byLabel.Contains(voice.Label)) reasons.Add("The label names somebody who asks or leads.");
                if (voice.Label == byQuestions) reasons.Add("Asks far more often than anybody else.");
                if (voice.Prompts > 0 && role == SpeakerRole.Interviewer) reasons.Add(Sentence($"Prompts as an interviewer does in {voice.Prompts} {(voice.Prompts == 1 ? "turn" : "turns")}."));
                if (role == SpeakerRole.Unclear) reasons.Add("Nobody asks markedly more than the others, so roles are left open.");
                var shape = _known.Contains(SpeakerLabel.KeyOf(voice.Label)) || SpeakerLabel.IsRole(voice.Label) || SpeakerLabel.IsCode(voice.Label) || voice.Labels == 0;
                var key = Key(voice.Label);
                speakers.Add(new(voice.Label, [.. spellings[key].OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)],
                    voice.Turns, voice.Words, voice.Questions, role, Math.Round(Math.Min(0.98, (shape ? 0.75 : 0.5) + 0.04 * Math.Min(voice.Turns, 8)), 2), reasons));
            }
            return speakers;
        }

        private double Confidence(List<ProposedTurn> turns, int first)
        {
            if (turns.Count == 0) return 0;
            if (_marked.Count(name => name is not null) * 2 > blocks.Count - first)
            {
                _reasons.Add("The file itself names the speakers.");
                return 0.98;
            }
            var speakers = turns.Select(turn => turn.Speaker).Distinct().ToArray();
            var strong = speakers.Count(label => SpeakerLabel.IsRole(label) || SpeakerLabel.IsCode(label) || _known.Contains(SpeakerLabel.KeyOf(label))) / (double)speakers.Length;
            var confidence = 0.5 + 0.25 * strong + 0.2 * Math.Min(1, turns.Count / 20.0) - (speakers.Length == 1 ? 0.25 : 0);
            if (speakers.Length == 1) _reasons.Add(Sentence($"Only one speaker is named, {speakers[0]}; what others said may be within these turns."));
            return Math.Round(Math.Clamp(confidence, 0.05, 0.97), 2);
        }

        private static List<ProposedMerge> Merges(List<ProposedSpeaker> speakers)
        {
            var merges = new List<ProposedMerge>();
            for (var i = 0; i < speakers.Count; i++)
            {
                for (var j = i + 1; j < speakers.Count; j++)
                {
                    var (less, more) = speakers[i].Turns < speakers[j].Turns || (speakers[i].Turns == speakers[j].Turns && speakers[i].Label.Length < speakers[j].Label.Length)
                        ? (speakers[i], speakers[j]) : (speakers[j], speakers[i]);
                    if (LabelLikeness.Compare(less.Label, more.Label) is { } likeness) merges.Add(new(less.Label, more.Label, likeness.Confidence, likeness.Reason));
                }
            }
            return [.. merges.GroupBy(merge => merge.From).Select(group => group.MaxBy(merge => merge.Confidence)!).OrderByDescending(merge => merge.Confidence)];
        }

        private static string Share(int part, int whole) => Share(whole <= 0 ? 0 : part / (double)whole);

        private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");

        private static string Sentence(FormattableString text) => FormattableString.Invariant(text);

        private sealed class Group(string key, int[] at, LabelCandidate?[] found)
        {
            public string Key { get; } = key;
            public int[] Blocks { get; } = at;
            public string Label { get; } = at.GroupBy(b => found[b]!.Label).MaxBy(group => group.Count())!.Key;
            public LabelStyle Style { get; } = at.GroupBy(b => found[b]!.Style).MaxBy(group => group.Count())!.Key;
            public bool IsKnown { get; set; }
            public bool IsOfDocuments { get; set; }
            public bool IsRole { get; set; }
            public bool IsStrong { get; set; }
        }
    }
}
