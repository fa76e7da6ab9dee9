using System.Globalization;
using System.Text.RegularExpressions;

namespace Throughline.Text;

// Recursive descent over the query as typed; the first fault ends it.
internal sealed class SearchQueryParser(string text)
{
    private static readonly TimeSpan TimePerBlock = TimeSpan.FromMilliseconds(500);

    private int _at;
    private int _depth;

    public SearchQueryInvalid? Fault { get; private set; }

    public SearchNode? Read()
    {
        var root = Or();
        if (root is null) return null;
        Skip();
        if (_at < text.Length)
            return Fail(text[_at] == ')' ? "This closing parenthesis has no opening one. Remove it, or open one before it." : "This could not be read.", _at);
        return root;
    }

    private SearchNode? Or()
    {
        if (!Deeper()) return null;
        var start = _at;
        var operands = new List<SearchNode>();
        do
        {
            if (And() is not { } operand) return null;
            operands.Add(operand);
        }
        while (TakeOperator("OR"));
        _depth--;
        return operands.Count == 1 ? operands[0] : new OrNode(operands, new(operands[0].Span.Start, Math.Max(start, operands[^1].Span.End)));
    }

    private SearchNode? And()
    {
        var operands = new List<SearchNode>();
        do
        {
            if (Near() is not { } operand) return null;
            operands.Add(operand);
            Skip();
        }
        while (TakeOperator("AND") || (_at < text.Length && text[_at] != ')' && !IsOperator("OR")));
        return operands.Count == 1 ? operands[0] : new AndNode(operands, new(operands[0].Span.Start, operands[^1].Span.End));
    }

    private SearchNode? Near()
    {
        var depth = _depth;
        var left = Not();
        while (left is not null && TakeNear(out var distance, out var at))
        {
            if (Fault is not null || !Deeper()) return null;
            if (Not() is not { } right) return null;
            if (!HasPlace(left) || !HasPlace(right))
                return Fail("NEAR joins words, phrases and groups of them with OR; AND, NOT and filters have no place in a text to be near to. Put them outside the NEAR.", at);
            left = new NearNode(left, right, distance, new(left.Span.Start, right.Span.End));
        }
        _depth = depth;
        return Fault is null ? left : null;
    }

    private SearchNode? Not()
    {
        Skip();
        var start = _at;
        if (!TakeOperator("NOT")) return Primary();
        if (!Deeper() || Not() is not { } operand) return null;
        _depth--;
        return new NotNode(operand, new(start, operand.Span.End));
    }

    private SearchNode? Primary()
    {
        Skip();
        if (_at == text.Length) return Fail("Something to search for is missing here.", _at);
        foreach (var name in (string[])["AND", "OR", "NEAR"])
            if (IsOperator(name)) return Fail($"{name} needs something on both sides. To search for the word itself, write it in small letters.", _at);
        return text[_at] switch
        {
            '(' => Group(),
            ')' => Fail("Something to search for is missing before this parenthesis.", _at),
            '/' => Expression(),
            var unit when Folding.IsDoubleQuote(unit) => Phrase(),
            _ => Bare(),
        };
    }

    private SearchNode? Group()
    {
        var open = _at++;
        if (Or() is not { } inside) return null;
        Skip();
        if (_at == text.Length) return Fail("This parenthesis is never closed. Close it, or remove it.", open);
        _at++;
        return inside with { Span = new(open, _at) };
    }

    private SearchNode? Phrase()
    {
        var open = _at;
        if (TakeQuoted() is not { } inside) return null;
        // "lead role":nurse is a filter whose name has a space.
        if (_at < text.Length && text[_at] == ':' && Filter(inside.Of(text), open) is var filter) return filter;
        return Term(inside, new(open, _at), isPhrase: true);
    }

    private TextSpan? TakeQuoted()
    {
        var open = _at++;
        while (_at < text.Length && !Folding.IsDoubleQuote(text[_at])) _at++;
        if (_at == text.Length)
        {
            Fail("This quotation mark is never closed. Close it, or remove it.", open);
            return null;
        }
        return new(open + 1, _at++);
    }

    private SearchNode? Bare()
    {
        var start = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not ('(' or ')') && !Folding.IsDoubleQuote(text[_at]))
        {
            if (text[_at] == ':' && _at > start && char.IsLetter(text[start])) return Filter(text[start.._at], start);
            _at++;
        }
        return Term(new(start, _at), new(start, _at), isPhrase: false);
    }

    private SearchNode? Filter(string name, int start)
    {
        var colon = _at++;
        string value;
        if (_at < text.Length && Folding.IsDoubleQuote(text[_at]))
        {
            if (TakeQuoted() is not { } inside) return null;
            value = inside.Of(text).Trim();
        }
        else
        {
            var from = _at;
            while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not ('(' or ')') && !Folding.IsDoubleQuote(text[_at])) _at++;
            value = text[from.._at];
        }
        if (name.Trim().Length == 0) return Fail("A filter needs a name before its colon, as in speaker:\"Interviewer\".", start);
        if (value.Length == 0)
            return Fail($"\"{name}:\" needs a value straight after the colon, as in {name}:\"…\". To search for the word itself, leave out the colon.", colon);
        var kind = Folding.Fold(name) switch
        {
            "source" => FilterKind.Source,
            "speaker" => FilterKind.Speaker,
            "case" => FilterKind.Case,
            "code" => FilterKind.Code,
            "analyst" => FilterKind.Analyst,
            "reading" => FilterKind.Reading,
            _ => FilterKind.Attribute,
        };
        return new FilterNode(kind, name.Trim(), value, new(start, _at));
    }

    private SearchNode? Expression()
    {
        var open = _at++;
        while (_at < text.Length && text[_at] != '/')
        {
            if (text[_at] == '\\') _at++;
            _at++;
        }
        if (_at >= text.Length)
            return Fail("This regular expression is never closed. End it with /, and write a slash within as \\/.", open);
        var pattern = text[(open + 1).._at].Replace("\\/", "/", StringComparison.Ordinal);
        _at++;
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
        if (_at < text.Length && text[_at] is 'i' or 'c')
        {
            if (text[_at] == 'c') options &= ~RegexOptions.IgnoreCase;
            _at++;
        }
        if (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not ('(' or ')'))
            return Fail("After a regular expression only the flag c (heed capitals) or i (ignore them) may stand. Put a space before the next word.", _at);
        if (pattern.Length == 0) return Fail("This regular expression is empty.", open);
        try
        {
            return new RegexNode(new Regex(pattern, options, TimePerBlock), new(open, _at));
        }
        catch (RegexParseException fault)
        {
            return Fail($"This regular expression cannot be read: {fault.Message}", Math.Min(open + 1 + fault.Offset, text.Length));
        }
        catch (NotSupportedException)
        {
            return Fail("This regular expression uses back-references, look-around or too large a repeat, which are not supported, so that a search always ends in time.", open);
        }
    }

    private SearchNode? Term(TextSpan inside, TextSpan span, bool isPhrase)
    {
        var source = text;
        var tokens = Tokens.Cut(source, inside, wildcards: true).AsSpan();
        var words = new List<SearchWord>();
        for (var i = 0; i < tokens.Length; i++)
        {
            var first = i;
            while (i + 1 < tokens.Length && tokens[i + 1].IsJoined) i++;
            var parts = new List<Pattern>();
            foreach (var token in tokens[first..(i + 1)]) parts.Add(PatternOf(token, isPhrase));
            // Beside a character that is a word of its own, a star says nothing: any run of such characters is found anyhow.
            parts.RemoveAll(part => part.Text.Length == 0);
            if (parts.Count == 0) continue;
            var whole = parts.Count == 1 ? parts[0] : new Pattern(string.Concat(parts.Select(part => part.Text)));
            if (parts.Count > Tokens.LongestCompound)
                foreach (var part in parts) words.Add(new([part], part, false));
            else
                words.Add(new(parts, whole, tokens[i].IsPossessive));
        }
        if (words.Count == 0)
            return Fail($"\"{inside.Of(text)}\" has no letter or digit to search for. Put a word in its place, or leave it out.", span.Start);
        if (words.TrueForAll(word => word.Whole.IsAny || word.Whole.Text.All(unit => unit is '*' or '?')))
            return Fail("A search needs at least one letter or digit beside * and ?.", span.Start);
        return new TermNode(words, span);
    }

    private Pattern PatternOf(Token token, bool isPhrase)
    {
        var term = token.Term;
        if (isPhrase && term.Length > 1 && term[^1] == '?') term = term.TrimEnd('?');
        if (term == "*" && (TouchesUnspaced(token.Span.Start - 1) || TouchesUnspaced(token.Span.End))) term = "";
        return new(term);
    }

    private bool TouchesUnspaced(int at) => at >= 0 && at < text.Length && !char.IsSurrogate(text[at]) && Letters.IsUnspaced(text[at]);

    // What has a place in the text, so that something can be near to it.
    private static bool HasPlace(SearchNode node) => node switch
    {
        TermNode or RegexNode => true,
        OrNode or => or.Operands.All(HasPlace),
        NearNode => true,
        _ => false,
    };

    private bool TakeNear(out int distance, out int at)
    {
        Skip();
        (distance, at) = (SearchQuery.DefaultDistance, _at);
        if (!IsOperator("NEAR")) return false;
        _at += 4;
        if (_at == text.Length || text[_at] != '/') return true;
        var from = ++_at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        if (!int.TryParse(text.AsSpan(from, _at - from), NumberStyles.None, CultureInfo.InvariantCulture, out distance) || distance > SearchQuery.MaxDistance)
            Fail($"NEAR/ needs a number of words from 0 to {SearchQuery.MaxDistance}, as in NEAR/3.", from);
        else if (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] != '(' && !Folding.IsDoubleQuote(text[_at]))
            Fail("NEAR/ needs a whole number and then a space, as in NEAR/3.", from);
        return true;
    }

    private bool TakeOperator(string name)
    {
        Skip();
        if (!IsOperator(name)) return false;
        _at += name.Length;
        return true;
    }

    private bool IsOperator(string name)
    {
        if (string.CompareOrdinal(text, _at, name, 0, name.Length) != 0) return false;
        var end = _at + name.Length;
        return end == text.Length || char.IsWhiteSpace(text[end]) || text[end] is '(' or ')' || Folding.IsDoubleQuote(text[end]) || (name == "NEAR" && text[end] == '/');
    }

    private bool Deeper()
    {
        if (++_depth <= SearchQuery.MaxDepth) return true;
        Fail($"This search nests more than {SearchQuery.MaxDepth} deep. Make it simpler.", Math.Min(_at, text.Length));
        return false;
    }

    private void Skip()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
    }

    private SearchNode? Fail(string reason, int position)
    {
        Fault ??= new(reason, position);
        return null;
    }
}
