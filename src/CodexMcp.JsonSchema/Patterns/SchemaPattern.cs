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
    private Regex? _regex;

    private SchemaPattern(string source, EcmaPattern pattern, TimeSpan timeout)
    {
        Source = source;
        _pattern = pattern;
        _timeout = timeout;
    }

    /// <summary>The pattern as the schema has it.</summary>
    public string Source { get; }

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
            return IsMatch(text, context);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    private bool IsMatch(ReadOnlySpan<char> text, EvaluationContext context)
    {
        try
        {
            if (_regex is not { } regex)
            {
                context.Charge(_pattern.Text.Length);
                _regex = regex = Build();
            }

            if (_pattern.Small && text.Length <= StackSize && (regex.Options & RegexOptions.NonBacktracking) != 0)
            {
                return regex.IsMatch(text);
            }

            var start = Stopwatch.GetTimestamp();
            var matches = regex.IsMatch(text);
            return context.ChargeMatching(Stopwatch.GetElapsedTime(start)) && matches;
        }
        catch (RegexMatchTimeoutException)
        {
            return context.Stop($"Matching text against the pattern `{Text.Printable(Source, 200)}` takes too long. Send shorter text.");
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return context.Stop($"The pattern `{Text.Printable(Source, 200)}` cannot be used here. Simplify it in the schema.");
        }
    }

    private Regex Build()
    {
        var options = RegexOptions.CultureInvariant | (_pattern.Linear ? RegexOptions.NonBacktracking : RegexOptions.None);
        try
        {
            return new Regex(_pattern.Text, options, _timeout);
        }
        catch (NotSupportedException) when (_pattern.Linear)
        {
            return new Regex(_pattern.Text, RegexOptions.CultureInvariant, _timeout);
        }
    }

    private static void ReplaceHalfPairs(Span<char> text)
    {
        for (var i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
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
