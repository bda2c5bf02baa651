namespace CodexMcp.Connectors.Sql;

/// <summary>Why a statement may not run.</summary>
/// <param name="Message">What is wrong, one sentence without the place. It quotes at most a short, plain piece of the statement.</param>
/// <param name="Next">What to do about it, one sentence.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record SqlProblem(string Message, string Next, int Line, int Column)
{
    /// <summary>The place, in words.</summary>
    internal string Place => $"line {Line}, column {Column}";

    /// <summary>The message with its place.</summary>
    public override string ToString() => $"Line {Line}, column {Column}: {Message}";

    /// <summary>Makes a problem at a place of the statement.</summary>
    internal static SqlProblem At(string sql, int position, string message, string next)
    {
        var before = sql.AsSpan(0, Math.Min(position, sql.Length));
        var line = before.Count('\n') + 1;
        return new SqlProblem(message, next, line, before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>A piece of the statement that is safe to repeat: at most 40 characters, plain ASCII only.</summary>
    internal static string Quote(ReadOnlySpan<char> text)
    {
        var cut = text.Length > 40;
        return string.Concat(string.Create(cut ? 40 : text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
            }
        }), cut ? "…" : "");
    }
}
