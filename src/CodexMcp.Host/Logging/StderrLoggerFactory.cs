using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Host.Logging;

/// <summary>Logs to standard error, one line per event, as text or as JSON. Standard output belongs to the protocol.</summary>
internal sealed class StderrLoggerFactory(TextWriter writer, LogLevel level, bool json, TimeProvider time) : ILoggerFactory
{
    private readonly object gate = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The host logs to standard error only.");

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(LogLevel at, string category, EventId id, string message, string? callId, Exception? exception)
    {
        // The exceptions of libraries can quote what a client sent: their type says enough.
        if (exception is not null && IsForeign(category))
        {
            message += $" ({exception.GetType().Name})";
            exception = null;
        }

        var line = json ? Json(at, category, id, message, callId, exception) : Text(at, category, message, exception);
        try
        {
            lock (gate)
            {
                writer.WriteLine(line);
                writer.Flush();
            }
        }
        catch (IOException)
        {
            // Logging is no promise: a closed standard error must not end a call.
        }
    }

    private string Text(LogLevel at, string category, string message, Exception? exception)
    {
        var name = at switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
        var detail = exception is null ? "" : $" | {exception.GetType().Name}: {exception.Message}";
        return $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {name} {category}: {OneLine(message + detail)}";
    }

    private string Json(LogLevel at, string category, EventId id, string message, string? callId, Exception? exception)
    {
        using var stream = new MemoryStream();
        using (var line = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.Default }))
        {
            line.WriteStartObject();
            line.WriteString("time"u8, time.GetUtcNow().UtcDateTime);
            line.WriteString("level"u8, at.ToString().ToLowerInvariant());
            line.WriteString("category"u8, category);
            line.WriteNumber("event"u8, id.Id);
            line.WriteString("message"u8, message);
            LogContext.Write(line, callId);
            if (exception is not null)
            {
                line.WriteString("exception"u8, $"{exception.GetType().Name}: {exception.Message}");
            }

            line.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Escapes what could forge a second line or drive a terminal.</summary>
    private static string OneLine(string text)
    {
        var safe = true;
        foreach (var character in text)
        {
            safe &= !Unsafe(character);
        }

        if (safe)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = Unsafe(character) ? escaped.Append($"\\u{(int)character:x4}") : escaped.Append(character);
        }

        return escaped.ToString();

        static bool Unsafe(char character) =>
            char.IsControl(character) || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;
    }

    /// <summary>The SDK's way to answer an unknown tool, to ask a person, or to end a call that was taken back: no fault of anything.</summary>
    private static bool IsExpected(Exception? exception) => exception is ModelContextProtocol.McpProtocolException
        or ModelContextProtocol.Protocol.InputRequiredException or OperationCanceledException;

    private static bool IsForeign(string category) => IsSdk(category) || IsServer(category);

    private static bool IsSdk(string category) => category.StartsWith("ModelContextProtocol", StringComparison.Ordinal);

    private static bool IsServer(string category) => category.StartsWith("Microsoft.", StringComparison.Ordinal);

    private sealed class Logger(StderrLoggerFactory factory, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        private readonly LogLevel level = LeastSevere(category, factory.Level);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= level && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && !(IsExpected(exception) && level > LogLevel.Debug))
            {
                factory.Write(logLevel, category, eventId, formatter(state, exception), factory.IsJson ? LogContext.CallId(state) : null, exception);
            }
        }

        /// <summary>
        /// The SDK reports every message it handles as information, which is our debug, and whole messages as trace. The web server
        /// tells of addresses and header lines below a warning. What clients send is not for a log, whatever the level.
        /// </summary>
        private static LogLevel LeastSevere(string category, LogLevel asked) =>
            IsServer(category) && asked < LogLevel.Warning ? LogLevel.Warning
            : !IsSdk(category) ? asked
            : asked == LogLevel.Information ? LogLevel.Warning
            : asked < LogLevel.Debug ? LogLevel.Debug
            : asked;
    }

    private LogLevel Level { get; } = level;

    private bool IsJson => json;
}
