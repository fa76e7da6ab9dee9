using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

[assembly: InternalsVisibleTo("Throughline.Sources.Tests")]

namespace Throughline.Sources;

/// <summary>A part of a session record.</summary>
public enum SessionPart { Kind, People, Date, Minutes, Mode, Consent, AskedBy, Why }

/// <summary>One thing that a transcript says of its own session. A suggestion: it is kept only when an analyst takes it over and saves.</summary>
/// <param name="Value">A <see cref="SessionKind"/>, <see cref="DateOnly"/>, number of minutes (int), <see cref="SessionMode"/> or <see cref="Consent"/>; else the words (string).</param>
/// <param name="Words">What the transcript says, from which the value was read.</param>
/// <param name="Paragraph">From 1, where it says so; 0 where the value comes from the whole.</param>
/// <param name="Reason">What an analyst should know of how it was read; empty where the words say it all.</param>
public sealed record SessionFinding(SessionPart Part, object Value, string Words, int Paragraph, string Reason = "");

/// <summary>Reads what stands above the first turn of a transcript: "Date: 5 May 2024", a table of such lines, or a title that holds them. Pure.</summary>
internal static partial class SessionReading
{
    private const int MostBlocks = 60, LongestTitle = 30;

    [GeneratedRegex(@"(?<=^|[;|,.(\[\t•]\s{0,4}|\s{2,})(?<label>(?:who asked,? and why|why asked|(?:interview |session |recording |meeting )?(?:date|length|duration|mode|format|location|venue)(?: of (?:the )?(?:interview|session|recording|discussion|meeting|focus group))?(?: and time)?|interviewed (?:by|on)|recorded (?:by|on)|conducted (?:by|on)|facilitated by|moderated by|running time|time taken|interviewers?|facilitators?|moderators?|researchers?|asked by|participants?(?: (?:id|code|name|pseudonym|role|number))?|interviewees?|respondents?|informants?|speakers?|people|present|those present|attendees|in attendance|consent(?: status| given)?|purpose|reason|context|why|medium|method|type|kind|platform|where|when|place|setting))\s*(?:[:：=]|\t|\s[-–—]\s)\s*",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Labels();

    [GeneratedRegex(@"\A\s*(?<label>[\p{L}, ]{3,40}?)\s*[:：]?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Alone();

    private const string Month = @"(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

    [GeneratedRegex(@"\b(?<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ \-./]{1,2}" + Month + @"\b\.?,?[ \-./]{1,2}(?<year>\d{4}|\d{2})\b|\b" + Month + @"\b\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})\b"
        + @"|\b(?<year>\d{4})[-/.](?<number>\d{1,2})[-/.](?<day>\d{1,2})\b|\b(?<first>\d{1,2})[-/.](?<second>\d{1,2})[-/.](?<year>\d{4}|\d{2})\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Dates();

    [GeneratedRegex(@"\b(?<h>\d{1,2}(?:\.\d{1,2})?)\s?(?:h|hrs?|hours?)\b(?:,?\s*(?:and\s*)?(?<m>\d{1,2})\s?(?:m|mins?|minutes?)\b)?|\b(?<m>\d{1,4})\s?-?(?:m|mins?|minutes?)\b(?:,?\s*(?:and\s*)?(?<s>\d{1,2})\s?(?:s|secs?|seconds?)\b)?"
        + @"|(?<half>\bhalf an hour\b)|(?<more>\b(?:an|one|1) hour and a half\b)|(?<hour>\b(?:an|one) hour\b(?:,?\s*(?:and\s*)?(?<m>\d{1,2})\s?(?:m|mins?|minutes?)\b)?)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Lengths();

    [GeneratedRegex(@"\A\D{0,12}(?:(?<h>\d{1,2}):)?(?<m>\d{1,3}):(?<s>\d{2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex(@"(?<phone>\b(?:tele)?phone[ds]?\b|\bby tel\b)|(?<online>\b(?:zoom|teams|skype|webex|google meet|facetime|on-?line|video(?: ?(?:call|conference|link))?|virtual(?:ly)?|remote(?:ly)?)\b)|(?<person>\bin[- ]person\b|\bface[- ]to[- ]face\b|\bf2f\b)|(?<written>\b(?:e-?mail|in writing|written (?:answers|reply|replies|response|interview))\b)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Modes();

    [GeneratedRegex(@"\b(?:focus[- ]?group|group (?:interview|discussion|session|\d+)|workshop|round ?table)\b|\A\s*group\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Groups();

    /// <summary>What the text says of its session, at most one finding of each part, in the order of <see cref="SessionPart"/>.</summary>
    /// <param name="firstTurn">Where the first turn begins; null where no turns are known.</param>
    /// <param name="answering">How many people speak who do not ask; 0 where not known.</param>
    /// <param name="lastTime">The last time printed beside the words; null where none is.</param>
    public static IReadOnlyList<SessionFinding> Read(TextStructure structure, string text, int? firstTurn, int answering, TimeSpan? lastTime)
    {
        var found = new Dictionary<SessionPart, SessionFinding>();
        var front = structure.Blocks.Take(MostBlocks).TakeWhile(block => firstTurn is { } turn ? block.Span.Start < turn : block.Span.Of(text).Length < 400).Select(block => block.Span.Of(text)).ToList();
        foreach (var (label, value, paragraph) in Lines(front)) Take(found, label.ToLowerInvariant(), value, paragraph);
        // A title may hold it all: "Interview with P3, 14 March 2024, by telephone, 47 minutes".
        for (var i = 0; i < front.Count; i++)
        {
            if (AddSource.WordsIn(front[i]) > LongestTitle || Labels().IsMatch(front[i])) continue;
            Add(found, DateIn(front[i], front[i], i + 1));
            Add(found, MinutesIn(front[i], front[i], i + 1, isLabelled: false));
            Add(found, ModeIn(front[i], front[i], i + 1));
            if (i < 4 && Groups().IsMatch(front[i])) Add(found, new(SessionPart.Kind, SessionKind.Group, front[i], i + 1));
        }
        if (answering > 1)
            Add(found, new(SessionPart.Kind, SessionKind.Group, "", 0, string.Create(CultureInfo.InvariantCulture, $"{answering} people answer in the turns as proposed.")));
        if (lastTime is { TotalMinutes: >= 1 } last)
            Add(found, new(SessionPart.Minutes, (int)Math.Ceiling(last.TotalMinutes), "", 0, $"The last time printed beside the words is {last:h\\:mm\\:ss}; the session may have gone on."));
        return [.. found.Values.OrderBy(finding => finding.Part)];
    }

    /// <summary>"Label: value" within a block, several in one block, or a label alone with its value in the next block.</summary>
    private static IEnumerable<(string Label, string Value, int Paragraph)> Lines(List<string> front)
    {
        for (var i = 0; i < front.Count; i++)
        {
            if (Alone().Match(front[i]) is { Success: true } alone && IsLabel(alone.Groups["label"].Value) && i + 1 < front.Count && !IsLabel(front[i + 1]) && !Labels().IsMatch(front[i + 1]))
            {
                yield return (alone.Groups["label"].Value, front[i + 1].Trim(), i + 2);
                i++;
                continue;
            }
            var labels = Labels().Matches(front[i]);
            // A label in mid-line counts only where the line opens with one.
            if (labels.Count == 0 || labels[0].Groups["label"].Index > 3) continue;
            for (var k = 0; k < labels.Count; k++)
            {
                var from = labels[k].Index + labels[k].Length;
                var to = k + 1 < labels.Count ? labels[k + 1].Groups["label"].Index : front[i].Length;
                var value = front[i][from..to].Trim().TrimEnd(';', '|', ',', '(', '[', '•').Trim();
                if (value.Length > 0) yield return (labels[k].Groups["label"].Value, value, i + 1);
            }
        }
    }

    private static bool IsLabel(string words) => Labels().Match(words.Trim().TrimEnd(':', ' ') + ": ") is { Success: true } match && match.Groups["label"].Length == words.Trim().TrimEnd(':', ' ').Length;

    private static void Take(Dictionary<SessionPart, SessionFinding> found, string label, string value, int paragraph)
    {
        if (label.StartsWith("who asked", StringComparison.Ordinal) || label is "why" or "why asked" or "purpose" or "reason" or "context")
            Add(found, new(SessionPart.Why, value, value, paragraph));
        else if (label.StartsWith("consent", StringComparison.Ordinal))
            Add(found, ConsentIn(value, paragraph));
        else if (label.EndsWith(" by", StringComparison.Ordinal) || label.StartsWith("interviewer", StringComparison.Ordinal) || label.StartsWith("facilitator", StringComparison.Ordinal)
            || label.StartsWith("moderator", StringComparison.Ordinal) || label.StartsWith("researcher", StringComparison.Ordinal))
            Add(found, new(SessionPart.AskedBy, value, value, paragraph));
        else if (label.StartsWith("participant", StringComparison.Ordinal) || label.StartsWith("interviewee", StringComparison.Ordinal) || label.StartsWith("respondent", StringComparison.Ordinal) || label.StartsWith("informant", StringComparison.Ordinal)
            || label.StartsWith("speaker", StringComparison.Ordinal) || label is "people" or "present" or "those present" or "attendees" or "in attendance")
            Add(found, new(SessionPart.People, value, value, paragraph));
        else if (label.Contains("length", StringComparison.Ordinal) || label.Contains("duration", StringComparison.Ordinal) || label is "running time" or "time taken")
            Add(found, MinutesIn(value, value, paragraph, isLabelled: true));
        else if (label.Contains("date", StringComparison.Ordinal) || label.EndsWith(" on", StringComparison.Ordinal) || label == "when")
        {
            Add(found, DateIn(value, value, paragraph));
            Add(found, MinutesIn(value, value, paragraph, isLabelled: false));
        }
        else
        {
            if (label is "type" or "kind" or "format" or "method" && Groups().IsMatch(value)) Add(found, new(SessionPart.Kind, SessionKind.Group, value, paragraph));
            Add(found, ModeIn(value, value, paragraph));
        }
    }

    private static void Add(Dictionary<SessionPart, SessionFinding> found, SessionFinding? finding)
    {
        if (finding is not null) found.TryAdd(finding.Part, finding);
    }

    private static SessionFinding? DateIn(string value, string words, int paragraph)
    {
        if (Dates().Match(value) is not { Success: true } match) return null;
        var year = Number(match.Groups["year"].Value);
        if (match.Groups["year"].Length == 2) year += 2000;
        int month, day;
        var reason = "";
        if (match.Groups["month"].Success)
            (month, day) = (1 + Array.IndexOf((string[])["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], match.Groups["month"].Value[..3].ToLowerInvariant()), Number(match.Groups["day"].Value));
        else if (match.Groups["number"].Success) (month, day) = (Number(match.Groups["number"].Value), Number(match.Groups["day"].Value));
        else
        {
            (day, month) = (Number(match.Groups["first"].Value), Number(match.Groups["second"].Value));
            if (month > 12) (day, month) = (month, day);
            else if (day <= 12 && day != month) reason = "Read as day, month, year.";
        }
        if (year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        return new(SessionPart.Date, new DateOnly(year, month, day), words, paragraph, reason);
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static SessionFinding? MinutesIn(string value, string words, int paragraph, bool isLabelled)
    {
        double? minutes = null;
        if (Lengths().Match(value) is { Success: true } match)
        {
            double Of(string group) => match.Groups[group].Success ? double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
            minutes = match.Groups["half"].Success ? 30 : match.Groups["more"].Success ? 90 : (match.Groups["hour"].Success ? 60 : Of("h") * 60) + Of("m") + Of("s") / 60;
        }
        else if (isLabelled && Clock().Match(value) is { Success: true } clock)
        {
            // Two parts are minutes and seconds, as recorders show them.
            minutes = (clock.Groups["h"].Success ? Number(clock.Groups["h"].Value) * 60 : 0) + Number(clock.Groups["m"].Value) + Number(clock.Groups["s"].Value) / 60.0;
        }
        else if (isLabelled && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bare)) minutes = bare;
        var whole = minutes is { } m ? (int)Math.Round(m, MidpointRounding.AwayFromZero) : 0;
        return whole is >= 1 and <= 1440 ? new(SessionPart.Minutes, whole, words, paragraph) : null;
    }

    private static SessionFinding? ModeIn(string value, string words, int paragraph)
    {
        if (Modes().Match(value) is not { Success: true } match) return null;
        var mode = match.Groups["phone"].Success ? SessionMode.Telephone : match.Groups["online"].Success ? SessionMode.Online : match.Groups["person"].Success ? SessionMode.InPerson : SessionMode.Written;
        return new(SessionPart.Mode, mode, words, paragraph);
    }

    [GeneratedRegex(@"\A\W*(?:given|yes|full|obtained|signed|granted|verbal|written|oral|informed|recorded)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SaysGiven();

    [GeneratedRegex(@"\bwithdrawn\b|\bwithdrew\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SaysWithdrawn();

    [GeneratedRegex(@"\b(?:limited|partial|restricted|except|excluding|not to be(?! named| identified)|not for|only|no quotations?)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SaysLimited();

    [GeneratedRegex(@"\bnot (?:yet )?(?:given|obtained|signed|recorded|withdrawn)\b|\A\W*(?:no|none|refused|pending)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SaysNot();

    private static SessionFinding? ConsentIn(string value, int paragraph)
    {
        if (SaysNot().IsMatch(value)) return null;
        if (SaysWithdrawn().IsMatch(value)) return new(SessionPart.Consent, Consent.Withdrawn, value, paragraph);
        if (SaysLimited().IsMatch(value))
            return new(SessionPart.Consent, Consent.Limited, value, paragraph, SaysGiven().IsMatch(value) ? "Given, with something that it does not cover." : "");
        return SaysGiven().IsMatch(value) ? new(SessionPart.Consent, Consent.Given, value, paragraph) : null;
    }
}
