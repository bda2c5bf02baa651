namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>Why a query may not run.</summary>
/// <param name="Message">What is wrong, one sentence without the place. It quotes at most a short, plain piece of the query.</param>
/// <param name="Next">What to do about it, one sentence.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
internal sealed record SoqlProblem(string Message, string Next, int Line, int Column)
{
    /// <summary>The message with its place.</summary>
    public override string ToString() => $"Line {Line}, column {Column}: {Message}";

    /// <summary>Makes a problem at a place of the query.</summary>
    internal static SoqlProblem At(string soql, int position, string message, string next)
    {
        var before = soql.AsSpan(0, Math.Min(position, soql.Length));
        return new SoqlProblem(message, next, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>A piece of text that is safe to repeat: at most 60 characters, plain ASCII only.</summary>
    internal static string Quote(ReadOnlySpan<char> text)
    {
        var cut = text.Length > 60;
        return string.Concat(string.Create(cut ? 60 : text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
            }
        }), cut ? "…" : "");
    }
}

/// <summary>Carries a problem out of the parser or the resolver to their one entrance, which gives it back as a value.</summary>
internal sealed class SoqlRefusal(SoqlProblem problem) : Exception(problem.Message)
{
    public SoqlProblem Problem { get; } = problem;
}
