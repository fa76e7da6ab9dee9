namespace Throughline.Files;

/// <summary>Words that lost one of a doubled letter when print was turned into text: "wil", "recal ed", "clinical y".</summary>
/// <remarks>
/// <para>The fault: a font drew the double letter as one sign, and the converter wrote the first letter and a gap. So a document that
/// has it shows three things at once: the double letter is all but missing; pieces stand alone that are no words ("ocated", "y",
/// "aborative"), always after a word that ends in that letter; and short words end in one letter where English spelling doubles it.</para>
/// <para>Every decision rests on how the pieces are used in this document: a piece that also stands elsewhere is a word and stays apart;
/// a piece seen only after the letter belongs to what stands before it. What is general is English spelling: the bound endings, the
/// two-letter words, and the rule that a word of one syllable doubles its l after a single vowel. There is no list of damaged words.</para>
/// </remarks>
internal sealed class LostLetters
{
    private const string Letters = "lstfpcrmn";

    /// <summary>No word is longer; a longer run of letters is something else.</summary>
    private const int LongestWord = 60;

    /// <summary>Endings that are never words by themselves.</summary>
    private static readonly HashSet<string> Endings = new(StringComparer.Ordinal)
    {
        "y", "s", "ed", "er", "ers", "est", "ing", "ings", "ly", "ness", "nesses", "ment", "ments", "ity", "ities", "able", "ance", "ence", "ent", "ied", "ies", "ier", "iest", "ion", "ions", "ional",
    };

    /// <summary>English words of two letters. All other pairs of letters in lower case are pieces.</summary>
    private static readonly HashSet<string> TwoLetterWords = new(StringComparer.Ordinal)
    {
        "ad", "ah", "am", "an", "as", "at", "be", "by", "do", "eg", "eh", "em", "en", "ex", "go", "ha", "he", "hi", "ie", "if", "in", "is", "it", "la", "lo", "me", "mm", "my", "no", "of",
        "oh", "ok", "on", "or", "pm", "re", "so", "to", "uh", "um", "up", "us", "vs", "we",
    };

    /// <summary>First parts that make one word with a word of one syllable: "overall", "upskill".</summary>
    private static readonly string[] Particles = ["over", "under", "out", "up", "down", "fore", "re", "mis"];

    /// <summary>Short words that English spells with one l, against its rule.</summary>
    private static readonly HashSet<string> Exceptions = new(StringComparer.Ordinal) { "nil", "gel", "pal", "gal", "mol", "del", "cal", "col", "vol", "sol", "el" };

    private readonly string _text;
    private readonly List<WordInText> _words;
    private readonly char _letter;
    /// <summary>How often each word stands where it cannot be the rest of a broken one.</summary>
    private readonly Dictionary<string, int> _free = new(StringComparer.Ordinal);
    private readonly HashSet<string> _starts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Free, int All)> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), int> _pairs = [];
    private readonly HashSet<string> _takesEndings = new(StringComparer.Ordinal);
    /// <summary>How many longer words begin with these one to three letters.</summary>
    private readonly Dictionary<string, int> _firstThree = new(StringComparer.Ordinal);

    private readonly int _doubles;

    private LostLetters(string text, List<WordInText> words, char letter, int doubles) => (_text, _words, _letter, _doubles) = (text, words, letter, doubles);

    public static IEnumerable<Repair> Find(ReadDocument document)
    {
        var text = document.Text;
        var words = WordInText.Of(text);
        foreach (var letter in Letters)
        {
            // Sound English has each of these doubled about once in a thousand letters or more: where it is, nothing was lost.
            // The l is looked at all the same, for single slips.
            var doubles = 0;
            for (var i = 0; i + 1 < text.Length; i++)
                if (text[i] == letter && text[i + 1] == letter) doubles++;
            var sound = (long)doubles * (letter == 'l' ? 400 : 1000) > text.Length;
            if (sound && letter != 'l') continue;
            foreach (var repair in new LostLetters(text, words, letter, doubles).Find(sound))
                yield return repair;
        }
    }

    private void Count()
    {
        for (var i = 0; i < _words.Count; i++)
        {
            var word = _words[i];
            _all[word.Lower] = _all.GetValueOrDefault(word.Lower) + 1;
            var afterLetter = i > 0 && _words[i - 1].End + 1 == word.Start && _text[word.Start - 1] == ' ' && _words[i - 1].Lower[^1] == _letter;
            var inWord = word.Start > 0 && (_text[word.Start - 1] is '\'' or '’' || char.IsLetterOrDigit(_text[word.Start - 1]));
            if (afterLetter || inWord) continue;
            _free[word.Lower] = _free.GetValueOrDefault(word.Lower) + 1;
        }
        foreach (var word in _free.Keys)
            for (var length = 4; length <= Math.Min(word.Length, LongestWord); length++) _starts.Add(word[..length]);
        foreach (var word in _free.Keys)
            for (var length = 1; length <= 3 && word.Length > 3; length++) _firstThree[word[..length]] = _firstThree.GetValueOrDefault(word[..length]) + 1;
        for (var i = 0; i < _words.Count; i++)
        {
            if (_words[i].Lower[^1] != _letter) continue;
            var (free, all) = _before.GetValueOrDefault(_words[i].Lower);
            var next = Next(i);
            if (next is { } piece)
            {
                _pairs[(_words[i].Lower, piece.Lower)] = _pairs.GetValueOrDefault((_words[i].Lower, piece.Lower)) + 1;
                if (piece.Lower is "y" or "s" or "ed" or "er" or "ers" or "est" or "ing" or "ings" or "ness") _takesEndings.Add(_words[i].Lower);
            }
            _before[_words[i].Lower] = (free + (next is null || StandsAlone(next.Value) || !CanGoOn(next.Value.Lower) ? 1 : 0), all + 1);
        }
    }

    /// <summary>The word after this one and one space, in lower case; null when anything else follows.</summary>
    private WordInText? Next(int i)
    {
        var word = _words[i];
        if (i + 1 >= _words.Count || _words[i + 1].Start != word.End + 1 || _text[word.End] != ' ') return null;
        return char.IsLower(_words[i + 1].Text[0]) ? _words[i + 1] : null;
    }

    /// <summary>The word stands by itself elsewhere in the document.</summary>
    private bool StandsAlone(WordInText word)
    {
        if (word.Lower.Length == 1) return word.Lower is "a" or "i";
        if (word.Lower.Length == 2) return TwoLetterWords.Contains(word.Lower) || _free.GetValueOrDefault(word.Lower) >= 2;
        return !Endings.Contains(word.Lower) && _free.ContainsKey(word.Lower);
    }

    /// <summary>The word stands by itself elsewhere in the document, or is a form of one that does.</summary>
    private bool IsFree(WordInText word)
    {
        if (StandsAlone(word)) return true;
        if (word.Lower.Length <= 2 || Endings.Contains(word.Lower)) return false;
        foreach (var ending in (ReadOnlySpan<string>)["s", "es", "d", "ed", "ing", "ly"])
            if (word.Lower.Length > ending.Length + 2 && word.Lower.EndsWith(ending, StringComparison.Ordinal) && _free.ContainsKey(word.Lower[..^ending.Length])) return true;
        if (_free.ContainsKey(word.Lower + "s")) return true;
        // Shares most of its letters with a word of the document: "operate" with "operational".
        var shared = Math.Max(4, (int)Math.Ceiling(word.Lower.Length * 0.6));
        return word.Lower.Length >= 5 && _starts.Contains(word.Lower[..Math.Min(shared, word.Lower.Length)]);
    }

    /// <summary>Inside a word a doubled letter stands before a vowel or an ending.</summary>
    private static bool CanGoOn(string piece) => (IsVowel(piece[0]) && piece[0] != 'y') || Endings.Contains(piece);

    /// <summary>One syllable, a single vowel, then one l: English doubles it.</summary>
    private bool BreaksSpelling(string word)
    {
        if (_letter != 'l' || word.Length is < 2 or > 6 || word[^1] != 'l' || !IsVowel(word[^2])) return false;
        for (var i = 0; i < word.Length - 2; i++)
            if (IsVowel(word[i]) && !(word[i] == 'u' && i > 0 && word[i - 1] == 'q')) return false;
        return true;
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    private IEnumerable<Repair> Find(bool sound)
    {
        if (sound) return Slips();
        Count();
        var joins = new List<(int Word, Repair Repair)>();
        var alone = new List<(int Word, Repair Repair)>();
        var taken = new HashSet<int>();
        for (var i = 0; i < _words.Count; i++)
        {
            if (_words[i].Lower[^1] != _letter || _words[i].Text.Length < 2 || taken.Contains(i - 1) && _words[i].Start == _words[i - 1].End + 1 && joins.Count > 0 && joins[^1].Word == i - 1 && _words[i].Lower.Length < 2) continue;
            if (Next(i) is { } piece && Belongs(i, piece) is { } why)
            {
                // The piece may itself have lost a letter: "fol ow" no, "intel ectual y" yes; its own turn comes next.
                joins.Add((i, new(new(_words[i].End, piece.Start), _letter.ToString(), RepairKind.LostLetters, $"\"{_words[i].Text} {piece.Text}\" becomes \"{_words[i].Text}{_letter}{piece.Text}\": {why}.")));
                taken.Add(i);
            }
        }
        for (var i = 0; i < _words.Count; i++)
        {
            if (taken.Contains(i) || _words[i].Lower[^1] != _letter) continue;
            if (Alone(i) is { } why)
            {
                // The gap stands before a hyphen or a stop too: "il -health", "wil :".
                var end = _words[i].End;
                var gap = end + 2 < _text.Length && _text[end] == ' ' && (_text[end + 1] is ':' or ';' or ',' or '.' or ')' || (_text[end + 1] == '-' && char.IsLetter(_text[end + 2])));
                alone.Add((i, new(new(end, end + (gap ? 1 : 0)), _letter.ToString(), RepairKind.LostLetters, $"\"{_words[i].Text}\" becomes \"{_words[i].Text}{_letter}\": {why}.")));
            }
        }

        // The fault is in the fonts of a document, not in single words: without enough signs, or where the double letter is
        // plainly there, only a word that the document itself nearly always writes in full is proposed.
        var established = joins.Count >= 3 && joins.Count + alone.Count >= 5 && _doubles < (joins.Count + alone.Count) * 0.5;
        if (established)
            return joins.Concat(alone).OrderBy(found => found.Word).Select(found => found.Repair);
        return Slips();
    }

    /// <summary>Single words that the document nearly always writes in full.</summary>
    private List<Repair> Slips()
    {
        if (_all.Count == 0)
            foreach (var word in _words) _all[word.Lower] = _all.GetValueOrDefault(word.Lower) + 1;
        var slips = new List<Repair>();
        for (var i = 0; i < _words.Count; i++)
        {
            var word = _words[i];
            if (word.Lower[^1] == _letter && MostlyWhole(word.Lower) && Alone(i) is not null)
                slips.Add(new(new(word.End, word.End), _letter.ToString(), RepairKind.LostLetters, $"\"{word.Text}\" becomes \"{word.Text}{_letter}\", as this document writes it {_all[word.Lower + _letter]} times."));
        }
        return slips;
    }

    private bool MostlyWhole(string word) => _all.GetValueOrDefault(word + _letter) >= 10 && _all.GetValueOrDefault(word) * 10 <= _all.GetValueOrDefault(word + _letter);

    /// <summary>Why the piece is the rest of the word before it, or null when the two are words of their own.</summary>
    private string? Belongs(int i, WordInText piece)
    {
        var left = _words[i].Lower;
        var right = piece.Lower;
        var whole = left + _letter + right;
        if (left == "et" && right == "al") return null;
        if (_free.GetValueOrDefault(whole) > 0 && !(_free.ContainsKey(left) && _free.ContainsKey(right) && !BreaksSpelling(left)))
            return $"this document writes \"{whole}\" elsewhere";
        if (Endings.Contains(right) && !(right is "able" or "ion" && _free.ContainsKey(right)))
            return left.Length >= 3 || BreaksSpelling(left) || right.Length > 1 ? $"\"{right}\" is an ending, not a word" : null;
        // Never seen but before such pieces, and no word by English spelling: a beginning, whatever its rest looks like.
        var beginning = BreaksSpelling(left) && _before[left] is { Free: 0, All: >= 2 } && !TakesEndings(left) && CanGoOn(right) && !StandsAlone(piece) && !BreaksSpelling(right) && right.Length is > 2 and <= 6;
        if (IsFree(piece) && !beginning)
        {
            // Two words in form, one in use: most of the times the second stands here, it stands after the first.
            var pair = _pairs.GetValueOrDefault((left, right));
            return BreaksSpelling(left) && pair >= 3 && pair * 2 >= _all.GetValueOrDefault(right) && pair * 10 >= _before[left].All * 3 ? $"\"{right}\" stands after \"{left}\" in {pair} of its {_all[right]} places" : null;
        }
        if (right.Length == 1) return null; // a bullet, a page's "p", an initial
        if (BreaksSpelling(right)) return null; // it lost a letter of its own
        if (right.Length <= 2) return $"\"{right}\" is no word";
        // Inside a word a doubled letter stands before a vowel; before a consonant only in an address.
        var inAddress = piece.End + 1 < _text.Length && _text[piece.End] is '.' or '/' && char.IsLetter(_text[piece.End + 1]);
        if (!CanGoOn(right) && !inAddress) return null;
        var (free, all) = _before.GetValueOrDefault(left);
        var only = $"\"{right}\" stands in this document only after \"{_letter}\" and a gap";
        if (BreaksSpelling(left))
        {
            if (inAddress) return only;
            // Latin ad-, in- and con- became al-, il- and col- before l, so those begin words and stand alone too.
            // Any other such piece that takes endings, or stands before free words, is a word, and what follows it another.
            // What is left of a word after so short a beginning is short as well.
            var assimilated = left is "al" or "il" or "col";
            if (free == 0 && !TakesEndings(left) && (assimilated || right.Length <= 6)) return $"{only}, and \"{left}\" never without such a piece";
            if (!assimilated || LooksLikeStart(right) || (free >= all * 0.9 && all >= 8)) return null;
            return only;
        }
        // A long first half that is no word of the document and cannot end as it does.
        var plausible = _free.ContainsKey(left) && free > 0 || left.EndsWith("a" + _letter, StringComparison.Ordinal);
        return _letter == 'l' && !plausible && free == 0 && !LooksLikeStart(right) ? only : null;
    }

    private bool TakesEndings(string left) => _takesEndings.Contains(left);

    /// <summary>Some word of the document begins like this piece.</summary>
    private bool LooksLikeStart(string piece) =>
        _firstThree.GetValueOrDefault(piece[..Math.Min(3, piece.Length)]) > (piece.Length > 3 && _free.ContainsKey(piece) ? 1 : 0);

    /// <summary>Why the word lost its last letter though nothing after it belongs to it, or null.</summary>
    private string? Alone(int i)
    {
        var word = _words[i];
        if (_letter != 'l') return null;
        var after = word.End < _text.Length ? _text[word.End] : '\n';
        if (after is '\'' or '’' || (word.Start > 0 && _text[word.Start - 1] is '\'' or '’' or '.' or '/' or '@')) return null;
        if (word.Text.Length > 1 && word.Text.Skip(1).Any(char.IsUpper)) return null; // an abbreviation
        if (i > 0 && _words[i - 1].Lower == "et" && word.Lower == "al") return null; // et al
        if (BreaksSpelling(word.Lower))
        {
            if (Exceptions.Contains(word.Lower)) return word.Lower is "cal" && _pairs.Keys.Any(pair => pair.Item1 == word.Lower && (pair.Item2 is "s" or "ed" or "ing")) ? $"\"{word.Lower}\" stands before endings elsewhere" : null;
            if (char.IsUpper(word.Text[0]) && IsName(i)) return null;
            if (after == '.' && word.Lower == "al") return null;
            if (word.Lower == "tel" && (after is '.' or ':' || (word.End + 1 < _text.Length && char.IsDigit(_text[word.End + 1])))) return null; // telephone
            return $"a word of one syllable doubles its {_letter} after a single vowel, and {Count(word.Lower)}";
        }
        foreach (var particle in Particles)
        {
            if (!word.Lower.StartsWith(particle, StringComparison.Ordinal)) continue;
            var rest = word.Lower[particle.Length..];
            if (rest.Length < 2 || !BreaksSpelling(rest) || !_all.ContainsKey(rest) || (IsVowel(particle[^1]) && IsVowel(rest[0]))) continue;
            return $"it is \"{particle}\" and \"{rest}\", which lost the same letter elsewhere";
        }
        return null;

        string Count(string lower) => _all.GetValueOrDefault(lower + _letter) is > 0 and var whole ? $"this document also writes \"{lower}{_letter}\" ({whole})" : $"it stands so {_all[lower]} times";
    }

    /// <summary>A capital in mid-sentence before another name.</summary>
    private bool IsName(int i)
    {
        var before = _words[i].Start - 1;
        while (before >= 0 && (_text[before] is ' ' or '“' or '"' or '(' or '‘')) before--;
        var starts = before < 0 || _text[before] is '.' or '\n' or '!' or '?' or ':' or ';' or '•' || char.IsDigit(_text[before]);
        if (starts) return false;
        var next = i + 1 < _words.Count ? _words[i + 1] : default;
        return next.Text is not null && char.IsUpper(next.Text[0]) && next.Text.Skip(1).Any(char.IsLower);
    }
}
