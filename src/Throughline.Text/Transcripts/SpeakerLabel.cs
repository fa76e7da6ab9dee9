using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Throughline.Text.Transcripts;

internal enum LabelStyle { Colon, Dash, Tab, Bracket, OwnLine, Code, Emphasis, Mark }

/// <summary>A label that a block may open with. Positions are within the block.</summary>
internal sealed record LabelCandidate(string Label, string Key, LabelStyle Style, int Start, int WordsStart, IReadOnlyList<(int Start, int End, TimeSpan Value)> Times);

/// <summary>The shapes in which transcripts name speakers and print times.</summary>
internal static partial class SpeakerLabel
{
    private const int Opening = 160;
    private const string Time = @"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:-\d)?";
    private const string BracketedTime = @"[\[\(<{#]\s{0,4}" + Time + @"(?:\s{0,4}(?:-->|[-–—]|to)\s{0,4}" + Time + @")?\s{0,4}[\]\)>}#]";
    private const string AnyTime = @"(?:" + BracketedTime + @"|" + Time + @"(?:\s{0,4}(?:-->|[-–—]|to)\s{0,4}" + Time + @")?(?![\w:]))";
    private const string Name = @"[\p{L}][\p{L}\p{M}\p{N} .,'’_/&()#-]{0,47}?";

    // A number or mark a printer or typist set before the label.
    [GeneratedRegex(@"\G\s{0,6}(?:>>+\s{0,6}|[•·]\s{0,6}|[-–—]\s+)?(?:\d{1,4}[.)]\s+|\d{1,4}(?:\t|[  ]{2,}))?", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();

    [GeneratedRegex(@"\G\s{0,6}(" + AnyTime + @")\s{0,6}[-–—|]?\s{0,6}", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingTime();

    [GeneratedRegex(@"\G[*_]{0,3}(" + Name + @")\s{0,6}[,|-]?\s{0,6}(" + AnyTime + @")?\s{0,6}[*_]{0,3}\s{0,6}(?:([:：])(?!\d)|(\t)|(?<=\s)([-–—])(?=\s))[*_]{0,3}[ \t]{0,6}", RegexOptions.CultureInvariant)]
    private static partial Regex Delimited();

    [GeneratedRegex(@"\G[\[<{(]\s{0,6}(" + Name + @")\s{0,6}[,|-]?\s{0,6}(" + AnyTime + @")?\s{0,6}:?\s{0,6}[\]>})]\s{0,6}[:–—-]?\s{0,6}", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\G[*_]{0,3}(" + Name + @")\s{0,6}[,|-]?\s{0,6}(" + AnyTime + @")?\s{0,6}[:：]?[*_]{0,3}\s{0,6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeLine();

    [GeneratedRegex(@"\G([A-Z]{1,6}[ _-]?\d{1,3}[A-Za-z]?)[ \t]+(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex CodeAndSpace();

    [GeneratedRegex(@"\G(\*\*|__)(" + Name + @")\1[:：]?\s+(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Bold();

    [GeneratedRegex(BracketedTime + "|" + Time, RegexOptions.CultureInvariant)]
    private static partial Regex FirstTime();

    [GeneratedRegex(@"\d{1,2}(?::\d{1,2}){1,2}(?:[.,]\d{1,3})?", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\A\p{Lu}{1,4}[ _-]?\d{1,3}[A-Za-z]?\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodeShape();

    [GeneratedRegex(@"\A(?:[\[\(<{].*[\]\)>}]|\*[^*]+\*|_[^_]+_)[.]?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Enclosed();

    [GeneratedRegex(@"\[[^\[\]\r\n]{1,80}\]|\([^()\r\n]{1,60}\)", RegexOptions.CultureInvariant)]
    public static partial Regex InlineBrackets();

    [GeneratedRegex(@"\A(?:end|start|beginning|close) of (?:the )?(?:recording|transcript|interview|tape|file|session|discussion)\b|\A(?:recording|interview|transcript|tape|session|discussion) (?:begins?|starts?|ends?|ended|paused|resumes?|resumed|stops?|stopped|continues|concluded)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex StageWords();

    // What transcribers write in brackets; stems, so that "laughs", "laughter" and "laughing" are one.
    private static readonly string[] AsideStems =
    [
        "laugh", "paus", "inaud", "unclear", "unintell", "indistinct", "crosstalk", "cross talk", "overlap", "silen", "sigh", "cough", "music", "applau",
        "clap", "noise", "background", "phone", "record", "interrupt", "redact", "nod", "smil", "cries", "crying", "chuckl", "whisper", "groan", "gasp",
        "speaks over", "talking over", "talks over", "off mic", "off record", "knock", "door", "break", "tape", "audio", "end of", "start of", "beep", "anonymis", "gestur", "shakes", "points",
    ];

    private static readonly HashSet<string> Asks = new(StringComparer.OrdinalIgnoreCase)
    {
        "interviewer", "int", "intv", "intr", "iv", "ivr", "ir", "moderator", "mod", "facilitator", "fac", "researcher", "res", "host", "q", "question", "chair", "chairperson", "i",
    };

    private static readonly HashSet<string> Answers = new(StringComparer.OrdinalIgnoreCase)
    {
        "interviewee", "respondent", "resp", "participant", "ppt", "speaker", "spk", "observer", "patient", "carer", "gp", "nurse", "doctor", "clinician", "manager",
        "leader", "unknown", "unidentified", "all", "several", "group", "voice", "male", "female", "man", "woman", "informant", "guest", "panellist", "member", "person",
        "a", "r", "p", "answer", "fg", "ie",
    };

    // Words that open a labelled line of a document, not of a conversation.
    private static readonly HashSet<string> OfDocuments = new(StringComparer.OrdinalIgnoreCase)
    {
        "note", "notes", "nb", "aim", "aims", "objective", "objectives", "goal", "goals", "purpose", "scope", "summary", "abstract", "source", "sources", "figure", "fig", "table", "box",
        "appendix", "annex", "date", "time", "location", "place", "venue", "duration", "length", "title", "subject", "re", "to", "from", "cc", "tel", "telephone", "email", "address", "url", "web",
        "example", "background", "context", "introduction", "method", "methods", "results", "findings", "conclusion", "conclusions", "recommendation", "recommendations", "action", "actions",
        "lead", "owner", "outcome", "outcomes", "measure", "measures", "indicator", "present", "attendees", "apologies", "agenda", "item", "key", "definition", "important", "warning",
        "caution", "tip", "chapter", "section", "step", "phase", "stage", "day", "week", "month", "year", "transcript", "recording", "file", "consent", "participants", "speakers", "project", "study",
        "site", "version", "author", "authors", "contact", "reference", "references", "risk", "issue", "decision", "theme", "code", "priority", "challenge", "interview", "session", "mode", "transcriber", "id", "status",
        "http", "https", "see", "also", "contents", "keywords", "setting", "sample", "design", "remember", "warnings", "however", "therefore",
    };

    private static readonly HashSet<string> Joining = new(StringComparer.OrdinalIgnoreCase) { "of", "the", "and", "de", "da", "van", "von", "der", "for", "la", "le", "bin", "al", "in", "at", "from" };

    /// <summary>The label a block opens with, in the most telling shape; null when it opens with none.</summary>
    public static LabelCandidate? Parse(string text, bool emphasised, int emphasisEnd, HashSet<string> known)
    {
        // Labels are short; a long block costs no more than its opening, whatever white space it holds.
        var whole = text;
        if (text.Length > Opening) text = text[..Opening];
        var at = Lead().Match(text, 0).Length;
        var times = new List<(int, int, TimeSpan)>();
        if (LeadingTime().Match(text, at) is { Success: true } leading && TryTime(leading.Groups[1].Value) is { } value)
        {
            times.Add((leading.Groups[1].Index, leading.Groups[1].Index + leading.Groups[1].Length, value));
            at = leading.Index + leading.Length;
        }
        if (at >= text.Length) return null;
        if (Delimited().Match(text, at) is { Success: true } delimited)
        {
            var style = delimited.Groups[3].Success ? LabelStyle.Colon : delimited.Groups[4].Success ? LabelStyle.Tab : LabelStyle.Dash;
            if (Candidate(delimited.Groups[1], delimited.Groups[2], style, delimited.Index + delimited.Length) is { } found) return found;
        }
        if (Bracketed().Match(text, at) is { Success: true } bracketed && !IsAside(bracketed.Groups[1].Value)
            && Candidate(bracketed.Groups[1], bracketed.Groups[2], LabelStyle.Bracket, bracketed.Index + bracketed.Length) is { } inBrackets)
            return inBrackets;
        if (Bold().Match(text, at) is { Success: true } bold
            && Candidate(bold.Groups[2], null, LabelStyle.Emphasis, bold.Index + bold.Length) is { } bolded)
            return bolded;
        if (emphasised && emphasisEnd > at && emphasisEnd < text.Length && text[at..emphasisEnd].Trim().TrimEnd(':', '.') is { Length: > 0 and < 48 } set)
        {
            var words = emphasisEnd;
            while (words < text.Length && (char.IsWhiteSpace(text[words]) || text[words] is ':')) words++;
            if (LooksLikeLabel(set, known)) return new(set, KeyOf(set), LabelStyle.Emphasis, 0, words, AfterTimes(text, ref words, times));
        }
        var line = whole.Length == text.Length ? WholeLine().Match(text, at) : Match.Empty;
        if (line.Success && line.Groups[2].Success && Candidate(line.Groups[1], line.Groups[2], LabelStyle.OwnLine, text.Length) is { } timed) return timed;
        if (CodeAndSpace().Match(text, at) is { Success: true } code
            && Candidate(code.Groups[1], null, LabelStyle.Code, code.Index + code.Length) is { } coded)
            return coded;
        // "Yes." alone on a line is an answer, not a name.
        if (line.Success && text.TrimEnd()[^1] is not ('.' or ',') && Candidate(line.Groups[1], null, LabelStyle.OwnLine, text.Length) is { } alone) return alone;
        return null;

        LabelCandidate? Candidate(Group name, Group? beside, LabelStyle style, int words)
        {
            var label = name.Value.Trim().TrimEnd(',', '-').Trim();
            if (label.IndexOf('.', StringComparison.Ordinal) == label.Length - 1) label = label.TrimEnd('.');
            if (!LooksLikeLabel(label, known)) return null;
            if (beside is { Success: true })
            {
                if (TryTime(beside.Value) is not { } time) return null;
                times.Add((beside.Index, beside.Index + beside.Length, time));
            }
            var after = AfterTimes(text, ref words, times);
            return new(label, KeyOf(label), style, 0, words, after);
        }
    }

    private static List<(int, int, TimeSpan)> AfterTimes(string text, ref int words, List<(int, int, TimeSpan)> times)
    {
        // A bare time after a label may be said ("at 10:30"); one in brackets is printed.
        if (words < text.Length && "[(<{#".Contains(text[words], StringComparison.Ordinal)
            && LeadingTime().Match(text, words) is { Success: true } match && TryTime(match.Groups[1].Value) is { } value)
        {
            times.Add((match.Groups[1].Index, match.Groups[1].Index + match.Groups[1].Length, value));
            words = match.Index + match.Length;
        }
        while (words < text.Length && char.IsWhiteSpace(text[words])) words++;
        return times;
    }

    /// <summary>A time that opens the block: its place, what it says, and where the words go on.</summary>
    public static (int Start, int End, TimeSpan Value, int WordsStart, bool IsBracketed)? OpeningTime(string text)
    {
        if (text.Length > Opening) text = text[..Opening];
        if (LeadingTime().Match(text) is not { Success: true } match || TryTime(match.Groups[1].Value) is not { } value) return null;
        return (match.Groups[1].Index, match.Groups[1].Index + match.Groups[1].Length, value, match.Length, !char.IsAsciiDigit(match.Groups[1].Value[0]));
    }

    public static TimeSpan? TryTime(string text)
    {
        if (Clock().Match(text) is not { Success: true } match) return null;
        var parts = match.Value.Replace(',', '.').Split(':');
        var seconds = double.Parse(parts[^1], CultureInfo.InvariantCulture);
        var minutes = int.Parse(parts[^2], CultureInfo.InvariantCulture);
        var hours = parts.Length == 3 ? int.Parse(parts[0], CultureInfo.InvariantCulture) : 0;
        return seconds < 60 && (parts.Length == 2 || minutes < 60) ? new TimeSpan(0, hours, minutes, 0, (int)Math.Round(seconds * 1000)) : null;
    }

    /// <summary>Letters and digits, upper case: what two spellings share that differ only by case, spaces or points.</summary>
    public static string KeyOf(string label)
    {
        var key = new StringBuilder(label.Length);
        foreach (var c in label.Normalize(NormalizationForm.FormKC))
            if (char.IsLetterOrDigit(c)) key.Append(char.ToUpperInvariant(c));
        return key.ToString();
    }

    public static bool IsCode(string label) => CodeShape().IsMatch(label);

    /// <summary>True for a label made of a word for somebody who asks, with or without a number.</summary>
    public static bool IsAsking(string label) => WordsOf(label).Any(word => word.Length > 1 ? Asks.Contains(word) : label.Trim().Length == 1 && Asks.Contains(word));

    public static bool IsRole(string label) => WordsOf(label) is { Count: > 0 } words
        && (IsAsking(label) || words.Any(word => word.Length > 2 && Answers.Contains(word)) || (words.Count == 1 && Answers.Contains(words[0])));

    public static bool IsOfDocuments(string label) => WordsOf(label) is { Count: > 0 } words && OfDocuments.Contains(words[0]) && !IsAsking(label);

    public static bool IsStageDirection(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length is > 0 and < 200
            && ((Enclosed().IsMatch(trimmed) && trimmed.IndexOfAny(['[', '(', '<', '{'], 1) < 0) || (trimmed.Length < 80 && StageWords().IsMatch(trimmed)));
    }

    public static bool IsAside(string text)
    {
        var trimmed = text.Trim(' ', '[', ']', '(', ')').ToUpperInvariant();
        return AsideStems.Any(stem => trimmed.StartsWith(stem, StringComparison.OrdinalIgnoreCase));
    }

    private static List<string> WordsOf(string label)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var c in label + " ")
        {
            if (char.IsLetter(c)) word.Append(c);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        return words;
    }

    private static bool LooksLikeLabel(string label, HashSet<string> known)
    {
        if (label.Length == 0 || label.Length > 48) return false;
        if (known.Contains(KeyOf(label))) return true;
        var words = label.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 5) return false;
        if (label.Contains(". ", StringComparison.Ordinal) && !label.StartsWith("Dr", StringComparison.Ordinal)
            && !label.StartsWith("Mr", StringComparison.Ordinal) && !label.StartsWith("Ms", StringComparison.Ordinal) && !label.StartsWith("Prof", StringComparison.Ordinal)) return false;
        if (label.Contains(", ", StringComparison.Ordinal) && words.Length > 4) return false;
        for (var i = 0; i < words.Length; i++)
        {
            var first = words[i].TrimStart('(', '#');
            if (first.Length == 0) continue;
            if (char.IsUpper(first[0]) || char.IsDigit(first[0]) || !char.IsLetter(first[0]) || (!char.IsLower(first[0]))) continue;
            // "Council officer" is typed so; a longer phrase in small letters is talk.
            if (i > 0 && (Joining.Contains(first) || IsRole(first) || words.Length <= 2)) continue;
            // "int:" and "p1:" are typed too; "at 10:" is not a label.
            if (i == 0 && (IsRole(first) || IsCode(first.ToUpperInvariant())) && !Joining.Contains(first) && label.Length < 24) continue;
            return false;
        }
        return true;
    }
}
