using System.Buffers;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CodexMcp.JsonSchema;

/// <summary>A compiled pattern. The syntax is checked at once; the matcher is built when it is first needed.</summary>
internal sealed class SchemaPattern
{
    private const int StackSize = 256;
    private readonly EcmaPattern _pattern;
    private readonly TimeSpan _timeout;
    private readonly Lock _building = new();
    private PatternProgram? _program;
    private Regex? _regex;

    private SchemaPattern(string source, EcmaPattern pattern, TimeSpan timeout)
    {
        Source = source;
        _pattern = pattern;
        _timeout = timeout;
    }

    /// <summary>The pattern as the schema has it.</summary>
    public string Source { get; }

    /// <summary>How much memory it will take, in small units.</summary>
    public long Weight => _pattern.Weight;

    /// <exception cref="PatternException">Not a regular expression, or longer than allowed.</exception>
    public static SchemaPattern Parse(string source, JsonSchemaOptions options) => source.Length > options.MaxPatternLength
        ? throw new PatternException($"it is longer than {options.MaxPatternLength} characters. Shorten it.")
        : new SchemaPattern(source, EcmaPatternParser.Parse(source), options.RegexTimeout);

    /// <summary>Whether some part of a string, still escaped as in JSON, matches. Too slow means no, and ends the validation as invalid.</summary>
    public bool IsMatch(ReadOnlySpan<byte> raw, EvaluationContext context)
    {
        char[]? rented = null;
        Span<char> buffer = raw.Length <= StackSize ? stackalloc char[StackSize] : rented = ArrayPool<char>.Shared.Rent(raw.Length);
        try
        {
            var text = buffer[..JsonText.Decode(raw, buffer)];
            ReplaceHalfPairs(text);
            return _pattern.IsLinear ? Program(context).IsMatch(text, context) : IsSlowMatch(text, context);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    private PatternProgram Program(EvaluationContext context)
    {
        if (_program is { } program)
        {
            return program;
        }

        lock (_building)
        {
            context.Charge(_pattern.Weight);
            return _program ??= _pattern.BuildProgram();
        }
    }

    /// <summary>.NET's matcher tries one way after the other, so it is given little time.</summary>
    private bool IsSlowMatch(ReadOnlySpan<char> text, EvaluationContext context)
    {
        try
        {
            lock (_building)
            {
                _regex ??= new Regex(_pattern.WriteForNet(), RegexOptions.CultureInvariant, _timeout);
            }

            var start = Stopwatch.GetTimestamp();
            var matches = _regex.IsMatch(text);
            return context.ChargeMatching(Stopwatch.GetElapsedTime(start)) && matches;
        }
        catch (RegexMatchTimeoutException)
        {
            return context.Stop($"Matching text against the pattern `{Text.Printable(Source, 200)}` takes too long. Send shorter text.");
        }
        catch (ArgumentException)
        {
            return context.Stop($"The pattern `{Text.Printable(Source, 200)}` cannot be used here. Simplify it in the schema.");
        }
    }

    private static void ReplaceHalfPairs(Span<char> text)
    {
        // A plain loop: the vectorized search allocates until the runtime has optimized it, which a short-lived process never sees.
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = '\uFFFD';
            }
        }
    }
}
