using System.Globalization;
using System.Text;

namespace CodexMcp.JsonSchema;

/// <summary>Reads a regular expression as ECMAScript does in Unicode mode and writes the .NET pattern that means the same.</summary>
/// <remarks>Two allowances that schemas in the wild rely on: a punctuation mark may be escaped without need, and <c>{</c>, <c>}</c> and <c>]</c> may
/// stand for themselves.</remarks>
internal sealed class EcmaPatternParser
{
    private const int MaxNesting = 100;

    /// <summary>Above this many states the linear matcher is slower to build than it is worth.</summary>
    private const long MaxLinearSize = 5_000;

    /// <summary>A class such as <c>\p{L}</c> has a hundred alternatives beyond U+FFFF: the linear matcher then takes a second to build.</summary>
    private const int MaxLinearAlternatives = 16;

    /// <summary>Up to this many states a short text is matched in no time worth measuring.</summary>
    private const long SmallSize = 100;

    /// <summary>How long the .NET pattern may get: a few letters such as <c>\p{L}</c> stand for hundreds of ranges.</summary>
    private const int MaxTarget = 100_000;

    private const string WordBoundary = "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))";
    private const string NoWordBoundary = "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))";

    private readonly string _source;
    private readonly StringBuilder _target = new();
    private readonly PatternGroups _groups;
    private int _position;
    private int _opened;
    private int _nesting;
    private bool _needsBacktracking;

    private EcmaPatternParser(string source)
    {
        _source = source;
        _groups = PatternGroups.Find(source);
    }

    /// <exception cref="PatternException">Not a regular expression.</exception>
    public static EcmaPattern Parse(string source)
    {
        var parser = new EcmaPatternParser(source);
        var size = parser.ReadAlternatives();
        if (parser._position < source.Length)
        {
            throw new PatternException("a `)` has no `(`. Add the one or escape the other as `\\)`.");
        }

        return new EcmaPattern(parser._target.ToString(), !parser._needsBacktracking && size <= MaxLinearSize, size <= SmallSize);
    }

    private bool AtEnd => _position >= _source.Length;

    private long ReadAlternatives()
    {
        if (++_nesting > MaxNesting)
        {
            throw new PatternException("its groups nest too deep. Simplify it.");
        }

        long size = 0;
        while (!AtEnd && _source[_position] != ')')
        {
            if (_source[_position] == '|')
            {
                _position++;
                _target.Append('|');
            }
            else
            {
                size = Math.Min(size + ReadTerm(), long.MaxValue / 1_000_000_000_000);
            }
        }

        _nesting--;
        return size + 1;
    }

    /// <summary>An atom or an assertion, and the quantifier after it; returns how many states it takes.</summary>
    private long ReadTerm()
    {
        switch (_source[_position])
        {
            case '^':
                _position++;
                _target.Append(@"\A");
                return 0;
            case '$':
                _position++;
                _target.Append(@"\z");
                return 0;
            case '(' when TryReadLookAround():
                return 0;
            case '\\' when _position + 1 < _source.Length && _source[_position + 1] is 'b' or 'B':
                _target.Append(_source[_position + 1] == 'b' ? WordBoundary : NoWordBoundary);
                _needsBacktracking = true;
                _position += 2;
                return 0;
            case '*' or '+' or '?':
                throw NothingToRepeat();
        }

        var size = ReadAtom();
        if (_target.Length > MaxTarget)
        {
            throw new PatternException("it is too large when its character classes are written out. Use fewer of them.");
        }

        return Quantifier.TryRead(_source, ref _position, out var quantifier) ? WriteQuantifier(size, quantifier) : size;
    }

    private long WriteQuantifier(long size, Quantifier quantifier)
    {
        _target.Append(quantifier.Text);
        return size * Math.Min(quantifier.Copies, 1_000_000_000);
    }

    private long ReadAtom()
    {
        var c = _source[_position];
        switch (c)
        {
            case '(':
                return ReadGroup();
            case '[':
                _position++;
                return Write(CharacterClass.Read(_source, ref _position));
            case '.':
                _position++;
                return Write(new CodePoints().Add('\n', '\n').Add('\r', '\r').Add('\u2028', '\u2029').Complement());
            case '{' when Quantifier.IsAt(_source, _position):
                throw NothingToRepeat();
            case '\\' when TryReadBackReference():
                return 1;
            case '\\':
                return Write(Escape.Read(_source, ref _position, inClass: false));
            default:
                var codePoint = char.IsHighSurrogate(c) && _position + 1 < _source.Length && char.IsLowSurrogate(_source[_position + 1])
                    ? char.ConvertToUtf32(c, _source[_position + 1])
                    : c;
                _position += codePoint > 0xFFFF ? 2 : 1;
                return Write(new CodePoints().Add(codePoint, codePoint));
        }
    }

    private long Write(CodePoints points)
    {
        var alternatives = points.Write(_target);
        _needsBacktracking |= alternatives > MaxLinearAlternatives;
        return alternatives;
    }

    private long ReadGroup()
    {
        _position++;
        if (Follows("?:"))
        {
            _target.Append("(?:");
        }
        else if (!AtEnd && _source[_position] == '?')
        {
            if (!Follows("?<"))
            {
                throw new PatternException("`(?` is not followed by `:`, `=`, `!` or `<`. ECMAScript has no flags or comments inside a pattern: remove them.");
            }

            _position = _source.IndexOf('>', _position) + 1;
            Open(++_opened);
        }
        else
        {
            Open(++_opened);
        }

        return ReadRestOfGroup();
    }

    /// <summary>Groups are numbered as ECMAScript does, names included; without back-references nothing needs to be captured.</summary>
    private void Open(int number) => _target.Append(_groups.AreReferenced ? string.Create(CultureInfo.InvariantCulture, $"(?<{number}>") : "(?:");

    private long ReadRestOfGroup()
    {
        var size = ReadAlternatives();
        if (AtEnd)
        {
            throw new PatternException("a `(` has no `)`. Add the one or escape the other as `\\(`.");
        }

        _position++;
        _target.Append(')');
        return size;
    }

    private bool TryReadLookAround()
    {
        foreach (var opening in (ReadOnlySpan<string>)["(?=", "(?!", "(?<=", "(?<!"])
        {
            if (Follows(opening))
            {
                _target.Append(opening);
                _needsBacktracking = true;
                ReadRestOfGroup();
                return true;
            }
        }

        return false;
    }

    private bool TryReadBackReference()
    {
        var number = _groups.ReadReference(_source, ref _position);
        if (number == 0)
        {
            return false;
        }

        // A group that has not matched yet matches the empty text in ECMAScript.
        _target.Append(CultureInfo.InvariantCulture, $"(?:(?({number})\\k<{number}>|))");
        _needsBacktracking = true;
        return true;
    }

    private bool Follows(string text)
    {
        if (!_source.AsSpan(_position).StartsWith(text, StringComparison.Ordinal))
        {
            return false;
        }

        _position += text.Length;
        return true;
    }

    private PatternException NothingToRepeat() =>
        new($"there is nothing to repeat before `{_source[_position]}`. Escape it as `\\{_source[_position]}` if you mean the character.");
}
