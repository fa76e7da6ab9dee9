using Throughline.Framing.Frameworks;
using Throughline.Text;

namespace Throughline.Policy.Finding;

/// <summary>A lexicon that cannot be used, with the entry and what is wrong.</summary>
public sealed record LexiconInvalid(string Entry, string Problem) : Error($"The lexicon's entry \"{Entry}\" cannot be used: {Problem}");

/// <summary>What a hit of an entry does in finding statements.</summary>
public enum EntryRole
{
    /// <summary>Proposes the sentence.</summary>
    Statement,
    /// <summary>Proposes the sentence when a word of difference stands in it too.</summary>
    Group,
    /// <summary>A word of difference.</summary>
    Cue,
    /// <summary>The name of a body: listed as a mention.</summary>
    Name,
    /// <summary>The same letters about something else: hides what it covers.</summary>
    Exclusion,
}

/// <summary>One entry of the lexicon of inequality, ready to be looked for.</summary>
/// <param name="With">Must stand in the sentence too; null for nothing.</param>
/// <param name="Without">Must not stand in the sentence; null for nothing.</param>
/// <param name="ListsOtherwise">When <paramref name="With"/> or <paramref name="Without"/> fails, the words are listed as a mention.</param>
public sealed record LexiconEntry(string Id, string Name, EntryRole Role, Phrase Phrase, Phrase? With, bool WithCue, bool WithGroup, Phrase? Without, bool ListsOtherwise);

/// <summary>Words of a sentence that an entry of the lexicon is about.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Span">In the text that was given.</param>
public sealed record LexiconHit(string Entry, string Name, TextSpan Span);

/// <summary>What the lexicon says of one sentence.</summary>
/// <param name="Hits">The words that make it a statement, in order; empty when it is none.</param>
/// <param name="Listed">Words to list as mentions, each with the reason; those of a body's name and those that are not plainly about people.</param>
/// <param name="Excluded">Words that an exclusion covers.</param>
public sealed record LexiconReading(IReadOnlyList<LexiconHit> Hits, IReadOnlyList<(LexiconHit Hit, MentionPlace Where)> Listed, IReadOnlyList<TextSpan> Excluded)
{
    public bool IsStatement => Hits.Count > 0;
}

/// <summary>The lexicon of inequality: which sentences to propose.</summary>
public sealed class InequalityLexicon
{
    /// <summary>The id of the framework it is shipped as.</summary>
    public const string FrameworkId = "inequality";

    private readonly LexiconEntry[] _statements, _groups, _cues, _names, _exclusions;

    private InequalityLexicon(IReadOnlyList<LexiconEntry> entries)
    {
        Entries = entries;
        LexiconEntry[] Of(EntryRole role) => [.. entries.Where(entry => entry.Role == role)];
        (_statements, _groups, _cues, _names, _exclusions) = (Of(EntryRole.Statement), Of(EntryRole.Group), Of(EntryRole.Cue), Of(EntryRole.Name), Of(EntryRole.Exclusion));
    }

    public IReadOnlyList<LexiconEntry> Entries { get; }

    /// <summary>Compiles lexicons: the shipped one, with an analyst's own beside it.</summary>
    /// <param name="lexicons">Frameworks of the kind lexicon. Only entries with a facet <c>role</c> count here; one with <c>instead</c> stands in the place of the entry of that id, and switches it off where its pattern is empty.</param>
    public static Result<InequalityLexicon> Of(IEnumerable<Framework> lexicons)
    {
        ArgumentNullException.ThrowIfNull(lexicons);
        var terms = LexiconEntries.Of(lexicons);
        if (!terms.Succeeded) return terms.Error;
        var entries = new List<LexiconEntry>();
        foreach (var term in terms.Value)
        {
            if (!term.Facets.TryGetValue("role", out var role)) continue;
            if (!Enum.TryParse<EntryRole>(role, ignoreCase: true, out var plays) || !role.All(char.IsLetter)) return new LexiconInvalid(term.Id, $"its role is \"{role}\"; it is one of statement, group, cue, name or exclusion.");
            var phrase = Phrase.Parse(term.Pattern!);
            if (!phrase.Succeeded) return new LexiconInvalid(term.Id, phrase.Error.Message);
            var (with, withCue, withGroup) = ((Phrase?)null, false, false);
            if (term.Facets.TryGetValue("with", out var needed))
            {
                (withCue, withGroup) = (needed == "@cue", needed == "@group");
                if (!withCue && !withGroup)
                {
                    var read = Phrase.Parse(needed);
                    if (!read.Succeeded) return new LexiconInvalid(term.Id, read.Error.Message);
                    with = read.Value;
                }
            }
            Phrase? without = null;
            if (term.Facets.TryGetValue("without", out var barred))
            {
                var read = Phrase.Parse(barred);
                if (!read.Succeeded) return new LexiconInvalid(term.Id, read.Error.Message);
                without = read.Value;
            }
            entries.Add(new(term.Id, term.Name, plays, phrase.Value, with, withCue, withGroup, without, term.Facets.GetValueOrDefault("otherwise") == "mention"));
        }
        return entries.Exists(entry => entry.Role == EntryRole.Statement) ? new InequalityLexicon(entries) : new LexiconInvalid("(none)", "no entry has the role statement, so nothing would ever be found.");
    }

    /// <summary>Judges one sentence.</summary>
    /// <param name="tokens">Its tokens; their spans count in the text they were cut from.</param>
    /// <param name="only">Only what this entry would make of it, the others' exclusions, names, groups and words of difference counting as they do; null for all.</param>
    public LexiconReading Read(Token[] tokens, LexiconEntry? only = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var any = false;
        foreach (var entry in Entries)
            if (entry.Role is EntryRole.Statement or EntryRole.Group && entry.Phrase.IsIn(tokens))
            {
                any = true;
                break;
            }
        if (!any) return Nothing;
        var excluded = Places(_exclusions, tokens);
        var named = Places(_names, tokens);
        bool IsFree(PhraseHit hit, List<PhraseHit> covers) => !covers.Exists(cover => hit.First < cover.First + cover.Count && cover.First < hit.First + hit.Count);
        var hasCue = new Lazy<bool>(() => Places(_cues, tokens).Exists(hit => IsFree(hit, excluded)));
        var hasGroup = new Lazy<bool>(() => Places(_groups.Where(group => !group.WithGroup), tokens).Exists(hit => IsFree(hit, excluded)));
        var hits = new List<(LexiconEntry Entry, PhraseHit Hit)>();
        var listed = new List<(LexiconHit, MentionPlace)>();
        foreach (var entry in only is null ? _statements.Concat(_groups) : [only])
        {
            foreach (var hit in entry.Phrase.Find(tokens))
            {
                if (!IsFree(hit, excluded)) continue;
                if (!IsFree(hit, named))
                {
                    listed.Add((Seen(entry, hit, tokens), MentionPlace.Name));
                    continue;
                }
                var fits = (entry.With?.IsIn(tokens) ?? true) && !(entry.Without?.IsIn(tokens) ?? false) && (!entry.WithCue || hasCue.Value) && (!entry.WithGroup || hasGroup.Value);
                if (fits) hits.Add((entry, hit));
                else if (entry.ListsOtherwise) listed.Add((Seen(entry, hit, tokens), MentionPlace.Unclear));
            }
        }
        // Of hits over the same words the longest is shown.
        var kept = new List<(LexiconEntry Entry, PhraseHit Hit)>();
        foreach (var (entry, hit) in hits.OrderBy(h => h.Hit.First).ThenByDescending(h => h.Hit.Count))
            if (!kept.Exists(k => k.Hit.First <= hit.First && hit.First + hit.Count <= k.Hit.First + k.Hit.Count)) kept.Add((entry, hit));
        return new([.. kept.Select(k => Seen(k.Entry, k.Hit, tokens))], listed, excluded.ConvertAll(hit => SpanOf(hit, tokens)));
    }

    private static readonly LexiconReading Nothing = new([], [], []);

    private static List<PhraseHit> Places(IEnumerable<LexiconEntry> entries, Token[] tokens) => [.. entries.SelectMany(entry => entry.Phrase.Find(tokens))];

    private static LexiconHit Seen(LexiconEntry entry, PhraseHit hit, Token[] tokens) => new(entry.Id, entry.Name, SpanOf(hit, tokens));

    internal static TextSpan SpanOf(PhraseHit hit, Token[] tokens) => new(tokens[hit.First].Span.Start, tokens[hit.First + hit.Count - 1].Span.End);
}
