using System.Text.Json;
using CodexMcp.Host.Logging;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;

namespace CodexMcp.Host.Tests.Logging;

public sealed class StderrLoggerFactoryTests
{
    private readonly StringWriter writer = new();

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("ansi \u001b[31mred")]
    [InlineData("bidi \u202e and \u2028 and \u200b")]
    public void Log_HostileText_StaysOnOneLineAndCannotDriveATerminal(string text)
    {
        Create(json: false).CreateLogger("x").LogWarning("{Text}", text);

        var line = Assert.Single(writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain(line, character => char.IsControl(character) || character is '\u202e' or '\u2028' or '\u200b');
        Assert.Contains("\\u", line);
    }

    [Fact]
    public void Log_Json_IsOneObject()
    {
        Create(json: true).CreateLogger("x").LogError(new EventId(7), new InvalidOperationException("why"), "a \"quoted\"\nline");

        var root = JsonDocument.Parse(writer.ToString()).RootElement;
        Assert.Equal("error", root.GetProperty("level").GetString());
        Assert.Equal(7, root.GetProperty("event").GetInt32());
        Assert.Equal("a \"quoted\"\nline", root.GetProperty("message").GetString());
        Assert.Equal("InvalidOperationException: why", root.GetProperty("exception").GetString());
    }

    [Fact]
    public void Log_SdkException_ShowsItsTypeAndNotWhatItQuotes()
    {
        Create(json: false).CreateLogger("ModelContextProtocol.Server").LogError(new JsonException("'canary-secret' is invalid"), "It failed.");

        Assert.Contains("JsonException", writer.ToString());
        Assert.DoesNotContain("canary-secret", writer.ToString());
    }

    [Fact]
    public void Log_ExpectedSdkException_IsNoNews()
    {
        Create(json: false).CreateLogger("ModelContextProtocol.Server").LogError(new McpProtocolException("Unknown tool", McpErrorCode.InvalidParams), "It threw.");

        Assert.Empty(writer.ToString());
    }

    [Fact]
    public void Log_BelowTheLevel_IsNotWritten()
    {
        var logger = Create(json: false).CreateLogger("x");
        logger.LogInformation("quiet");

        Assert.Empty(writer.ToString());
        Assert.False(logger.IsEnabled(LogLevel.Information));
        Assert.True(logger.IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void Log_JsonOfACall_NamesTheCallAndItsTrace()
    {
        using var span = new System.Diagnostics.Activity("call").Start();
        Create(json: true).CreateLogger("pipeline").LogWarning("Call {CallId}: {Detail}", "0192", "why");

        var root = JsonDocument.Parse(writer.ToString()).RootElement;
        Assert.Equal("0192", root.GetProperty("call").GetString());
        Assert.Equal(span.TraceId.ToHexString(), root.GetProperty("trace").GetString());
        Assert.Equal(span.SpanId.ToHexString(), root.GetProperty("span").GetString());
    }

    [Fact]
    public void Log_JsonInsideACall_TakesTheCallFromItsSpan()
    {
        using var span = new System.Diagnostics.Activity("call").AddTag("codexmcp.call.id", "0193").Start();
        Create(json: true).CreateLogger("connector").LogWarning("Something.");

        Assert.Equal("0193", JsonDocument.Parse(writer.ToString()).RootElement.GetProperty("call").GetString());
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Information)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Debug)]
    [InlineData("ModelContextProtocol.Server.McpServer", LogLevel.Trace)]
    public void Log_LibraryThatQuotesRequests_IsSilentAtEveryLevel(string category, LogLevel at)
    {
        var logger = new StderrLoggerFactory(writer, LogLevel.Trace, json: true, TimeProvider.System).CreateLogger(category);
        logger.Log(at, "Authorization: Bearer canary-secret");

        Assert.False(logger.IsEnabled(at));
        Assert.Empty(writer.ToString());
    }

    [Fact]
    public void Log_ServerException_ShowsItsTypeAndNotWhatItQuotes()
    {
        Create(json: true).CreateLogger("Microsoft.AspNetCore.Server.Kestrel").LogError(new IOException("canary-secret"), "It failed.");

        Assert.Contains("IOException", writer.ToString());
        Assert.DoesNotContain("canary-secret", writer.ToString());
    }

    private StderrLoggerFactory Create(bool json) => new(writer, LogLevel.Warning, json, TimeProvider.System);
}
