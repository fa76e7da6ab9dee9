using System.Text;
using System.Text.RegularExpressions;

namespace Throughline.Text;

/// <summary>Reads from a regular expression which runs of letters and digits every match must hold, so that an index can look for blocks with them.</summary>
/// <remarks>
/// <para>A run is two or more ASCII letters or digits side by side in the expression, outside anything that may be left out. Side by side in a text they lie in one token, and folding keeps them side by
/// side, in small letters; so a block that matches has a term with the run inside it. One letter alone says too little, and an s may be a possessive's, which no term holds.</para>
/// <para>What this reader does not know for certain (inline options, a class within a class, references) ends it: then no block is ruled out.</para>
/// </remarks>
internal sealed class RegexLiterals
{
    // Beyond these an index has more to do than it saves.
    private const int MostInARow = 4, MostInAll = 64, MostDepth = 40;

    private readonly string _pattern;
    private int _at;
    private int _depth;
    private int _runs;
    private bool _isUnsure;

    private RegexLiterals(string pattern) => _pattern = pattern;

    /// <summary>What a block's terms must hold for the expression to match in it; <see cref="AllBlocks"/> where nothing is certain.</summary>
    public static Candidate NeededBy(Regex expression)
    {
        if ((expression.Options & (RegexOptions.IgnorePatternWhitespace | RegexOptions.RightToLeft)) != 0) return AllBlocks.Value;
        var reader = new RegexLiterals(expression.ToString());
        var needed = reader.Alternatives();
        return reader._isUnsure || reader._at < reader._pattern.Length || reader._runs > MostInAll ? AllBlocks.Value : needed;
    }

    private bool IsOpen => !_isUnsure && _at < _pattern.Length;

    private Candidate Alternatives()
    {
        var branches = new List<Candidate> { Sequence() };
        while (IsOpen && _pattern[_at] == '|')
        {
            _at++;
            branches.Add(Sequence());
        }
        return Candidate.Either(branches);
    }

    private Candidate Sequence()
    {
        var groups = new List<Candidate>();
        var runs = new List<string>();
        var run = new StringBuilder();
        while (IsOpen && _pattern[_at] is not ('|' or ')'))
        {
            var (literal, group) = Atom();
            var (isNeeded, isOnce) = Times();
            if (literal is { } unit && isNeeded) run.Append(char.ToLowerInvariant(unit));
            // b+ ends a run with its first b; what follows stands beside its last.
            if (literal is null || !isNeeded || !isOnce) End();
            if (group is not null && isNeeded) groups.Add(group);
        }
        End();
        var longest = runs.Distinct(StringComparer.Ordinal).OrderByDescending(one => one.Length).Take(MostInARow).ToList();
        _runs += longest.Count;
        return Candidate.Both([.. groups, .. longest.Select(one => new HasPattern(new Pattern($"*{one}*")))]);

        void End()
        {
            if (run.Length > 1) runs.Add(run.ToString());
            run.Clear();
        }
    }

    // A letter or digit that stands for itself; or a group, with what it needs; or something else.
    private (char? Literal, Candidate? Group) Atom()
    {
        var unit = _pattern[_at++];
        switch (unit)
        {
            case '(':
                return (null, Group());
            case '[':
                SkipClass();
                return default;
            case '\\':
                SkipEscape();
                return default;
            case '*' or '+' or '?':
                _isUnsure = true;
                return default;
            default:
                return (char.IsAsciiLetterOrDigit(unit) ? unit : null, null);
        }
    }

    private Candidate? Group()
    {
        if (IsOpen && _pattern[_at] == '?')
        {
            _at++;
            if (_at < _pattern.Length && _pattern[_at] == ':') _at++;
            else if (_at + 1 < _pattern.Length && _pattern[_at] is '<' or '\'' && char.IsAsciiLetter(_pattern[_at + 1]))
            {
                var close = _pattern.IndexOf(_pattern[_at] == '<' ? '>' : '\'', _at + 1);
                if (close < 0) _isUnsure = true;
                else _at = close + 1;
            }
            else _isUnsure = true;
        }
        if (_isUnsure || ++_depth > MostDepth)
        {
            _isUnsure = true;
            return null;
        }
        var needed = Alternatives();
        _depth--;
        if (IsOpen && _pattern[_at] == ')') _at++;
        else _isUnsure = true;
        return needed;
    }

    private void SkipClass()
    {
        if (IsOpen && _pattern[_at] == '^') _at++;
        var first = _at;
        while (IsOpen)
        {
            var unit = _pattern[_at++];
            if (unit == ']' && _at - 1 > first) return;
            if (unit == '[') _isUnsure = true;
            else if (unit == '\\')
            {
                if (_at < _pattern.Length && _pattern[_at] == 'c') _isUnsure = true;
                _at++;
            }
        }
        _isUnsure = true;
    }

    private void SkipEscape()
    {
        var unit = _at < _pattern.Length ? _pattern[_at++] : '1';
        switch (unit)
        {
            case 'w' or 'W' or 's' or 'S' or 'd' or 'D' or 'b' or 'B' or 'A' or 'z' or 'Z' or 'G' or 't' or 'r' or 'n' or 'f' or 'v' or 'a' or 'e':
                break;
            case 'x':
                _at += 2;
                break;
            case 'u':
                _at += 4;
                break;
            case 'p' or 'P':
                var close = _pattern.IndexOf('}', _at);
                if (close < 0) _isUnsure = true;
                else _at = close + 1;
                break;
            default:
                // A sign that stands for itself; a letter or digit not named above might mean anything.
                _isUnsure |= char.IsAsciiLetterOrDigit(unit);
                break;
        }
    }

    // How often what stands before may come: at least once, and no more than once.
    private (bool IsNeeded, bool IsOnce) Times()
    {
        if (!IsOpen) return (true, true);
        var (isNeeded, end) = _pattern[_at] switch
        {
            '*' or '?' => (false, _at + 1),
            '+' => (true, _at + 1),
            '{' when EndOfCount() is var (least, after) => (least, after),
            _ => (true, _at),
        };
        if (end == _at) return (true, true);
        _at = end;
        if (_at < _pattern.Length && _pattern[_at] == '?') _at++;
        return (isNeeded, false);
    }

    // {n} {n,} {n,m}; anything else within braces is text.
    private (bool IsNeeded, int After)? EndOfCount()
    {
        var at = _at + 1;
        var isNeeded = false;
        for (; at < _pattern.Length && char.IsAsciiDigit(_pattern[at]); at++) isNeeded |= _pattern[at] != '0';
        if (at == _at + 1) return null;
        if (at < _pattern.Length && _pattern[at] == ',')
        {
            at++;
            while (at < _pattern.Length && char.IsAsciiDigit(_pattern[at])) at++;
        }
        return at < _pattern.Length && _pattern[at] == '}' ? (isNeeded, at + 1) : null;
    }
}
