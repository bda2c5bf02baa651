namespace CodexMcp.JsonSchema;

/// <summary>Reads a regular expression as ECMAScript does in Unicode mode.</summary>
/// <remarks>Two allowances that schemas in the wild rely on: a punctuation mark may be escaped without need, and <c>{</c>, <c>}</c> and <c>]</c> may
/// stand for themselves.</remarks>
internal sealed class EcmaPatternParser
{
    private const int MaxNesting = 100;

    /// <summary>How many ranges its classes may hold: a few letters such as <c>\p{L}</c> stand for hundreds.</summary>
    private const int MaxRanges = 20_000;

    private readonly string _source;
    private readonly PatternGroups _groups;
    private int _position;
    private int _opened;
    private int _nesting;
    private long _ranges;

    private EcmaPatternParser(string source)
    {
        _source = source;
        _groups = PatternGroups.Find(source);
    }

    /// <exception cref="PatternException">Not a regular expression.</exception>
    public static EcmaPattern Parse(string source)
    {
        var parser = new EcmaPatternParser(source);
        var root = parser.ReadChoices();
        return parser.AtEnd ? new EcmaPattern(root) : throw new PatternException("a `)` has no `(`. Add the one or escape the other as `\\)`.");
    }

    private bool AtEnd => _position >= _source.Length;

    private PatternNode ReadChoices()
    {
        if (++_nesting > MaxNesting)
        {
            throw new PatternException("its groups nest too deep. Simplify it.");
        }

        var choices = new List<PatternNode>();
        var parts = new List<PatternNode>();
        while (!AtEnd && _source[_position] != ')')
        {
            if (_source[_position] == '|')
            {
                _position++;
                choices.Add(new SequenceNode(parts));
                parts = [];
            }
            else
            {
                parts.Add(ReadTerm());
            }
        }

        _nesting--;
        choices.Add(new SequenceNode(parts));
        return choices.Count == 1 ? choices[0] : new ChoiceNode(choices);
    }

    /// <summary>A place, or an atom with the quantifier after it.</summary>
    private PatternNode ReadTerm()
    {
        switch (_source[_position])
        {
            case '^':
                _position++;
                return new PlaceNode(PatternPlace.Start);
            case '$':
                _position++;
                return new PlaceNode(PatternPlace.End);
            case '(' when ReadLookAround() is { } lookAround:
                return lookAround;
            case '\\' when _position + 1 < _source.Length && _source[_position + 1] is 'b' or 'B':
                _position += 2;
                return new PlaceNode(_source[_position - 1] == 'b' ? PatternPlace.WordEdge : PatternPlace.NoWordEdge);
            case '*' or '+' or '?':
                throw NothingToRepeat();
        }

        var atom = ReadAtom();
        return Quantifier.TryRead(_source, ref _position, out var quantifier) ? new RepeatNode(atom, quantifier) : atom;
    }

    private PatternNode ReadAtom()
    {
        var c = _source[_position];
        switch (c)
        {
            case '(':
                return ReadGroup();
            case '[':
                _position++;
                return Set(CharacterClass.Read(_source, ref _position));
            case '.':
                _position++;
                return Set(new CodePoints().Add('\n', '\n').Add('\r', '\r').Add('\u2028', '\u2029').Complement());
            case '{' when Quantifier.IsAt(_source, _position):
                throw NothingToRepeat();
            case '\\' when _groups.ReadReference(_source, ref _position) is > 0 and var number:
                return new BackReferenceNode(number);
            case '\\':
                return Set(Escape.Read(_source, ref _position, inClass: false));
            default:
                var isPair = char.IsHighSurrogate(c) && _position + 1 < _source.Length && char.IsLowSurrogate(_source[_position + 1]);
                var codePoint = isPair ? char.ConvertToUtf32(c, _source[_position + 1]) : c;
                _position += isPair ? 2 : 1;
                return Set(new CodePoints().Add(codePoint, codePoint));
        }
    }

    private SetNode Set(CodePoints points)
    {
        _ranges += points.Ranges.Count;
        return _ranges <= MaxRanges
            ? new SetNode(points)
            : throw new PatternException("it is too large when its character classes are written out. Use fewer of them.");
    }

    private GroupNode ReadGroup()
    {
        _position++;
        if (Follows("?:"))
        {
            return new GroupNode(ReadRestOfGroup(), null);
        }

        if (!AtEnd && _source[_position] == '?')
        {
            if (!Follows("?<"))
            {
                throw new PatternException("`(?` is not followed by `:`, `=`, `!` or `<`. ECMAScript has no flags or comments inside a pattern: remove them.");
            }

            _position = _source.IndexOf('>', _position) + 1;
        }

        // Groups are numbered as ECMAScript does, those with names included.
        var number = ++_opened;
        return new GroupNode(ReadRestOfGroup(), _groups.AreReferenced ? number : null);
    }

    private PatternNode ReadRestOfGroup()
    {
        var inside = ReadChoices();
        if (AtEnd)
        {
            throw new PatternException("a `(` has no `)`. Add the one or escape the other as `\\(`.");
        }

        _position++;
        return inside;
    }

    private LookAroundNode? ReadLookAround()
    {
        foreach (var opening in (ReadOnlySpan<string>)["(?=", "(?!", "(?<=", "(?<!"])
        {
            if (Follows(opening))
            {
                return new LookAroundNode(opening, ReadRestOfGroup());
            }
        }

        return null;
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
