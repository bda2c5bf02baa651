using System.Diagnostics;
using System.Text.Json;

namespace CodexMcp.Host.Logging;

/// <summary>Ties a JSON log line to the call and the trace that it belongs to.</summary>
internal static class LogContext
{
    /// <summary>The call that an event names.</summary>
    public static string? CallId<TState>(TState state)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            foreach (var (name, value) in values)
            {
                if (name == "CallId")
                {
                    return value as string;
                }
            }
        }

        return null;
    }

    /// <summary>Adds <c>call</c>, <c>trace</c> and <c>span</c> where they are known.</summary>
    public static void Write(Utf8JsonWriter line, string? callId)
    {
        var span = Activity.Current;
        if ((callId ?? CallOf(span)) is { } call)
        {
            line.WriteString("call"u8, call);
        }

        if (span is { IdFormat: ActivityIdFormat.W3C })
        {
            line.WriteString("trace"u8, span.TraceId.ToHexString());
            line.WriteString("span"u8, span.SpanId.ToHexString());
        }
    }

    private static string? CallOf(Activity? span) => span?.GetTagItem("codexmcp.call.id") as string;
}
