using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodexMcp.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>Sends a running tool's notices to a client that wants them, in order and never holding up the call.</summary>
#pragma warning disable MCP9005 // Log notices are deprecated in 2026-07-28 and still served in both eras.
internal sealed class NoticePump : IProgress<ToolNotice>, IAsyncDisposable
{
    private static readonly JsonTypeInfo<string> Text = (JsonTypeInfo<string>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(string));
    private readonly object gate = new();
    private readonly McpServer server;
    private readonly string tool;
    private readonly LoggingLevel least;
    private readonly CancellationToken cancellationToken;
    private Task sent = Task.CompletedTask;

    private NoticePump(McpServer server, string tool, LoggingLevel least, CancellationToken cancellationToken)
    {
        this.server = server;
        this.tool = tool;
        this.least = least;
        this.cancellationToken = cancellationToken;
    }

    /// <summary>Makes the pump of a call; null for a 2026-07-28 client that did not ask for notices. An older client that set no level gets all but debug.</summary>
    public static NoticePump? For(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var context = request.JsonRpcRequest.Context;
        LoggingLevel? least = Era.IsModern(context) ? context?.LogLevel : request.Server.LoggingLevel ?? LoggingLevel.Info;
        return least is { } level ? new(request.Server, request.Params!.Name, level, cancellationToken) : null;
    }

    /// <inheritdoc/>
    public void Report(ToolNotice value)
    {
        var level = value.Level switch
        {
            ToolNoticeLevel.Debug => LoggingLevel.Debug,
            ToolNoticeLevel.Notice => LoggingLevel.Notice,
            ToolNoticeLevel.Warning => LoggingLevel.Warning,
            ToolNoticeLevel.Error => LoggingLevel.Error,
            ToolNoticeLevel.Critical => LoggingLevel.Critical,
            ToolNoticeLevel.Alert => LoggingLevel.Alert,
            ToolNoticeLevel.Emergency => LoggingLevel.Emergency,
            _ => LoggingLevel.Info,
        };
        if (level >= least)
        {
            lock (gate)
            {
                sent = SendAsync(sent, level, value.Message);
            }
        }
    }

    /// <summary>Ends when the last notice is out, so that none comes after the result.</summary>
    public async ValueTask DisposeAsync()
    {
        Task rest;
        lock (gate)
        {
            rest = sent;
        }

        await rest.ConfigureAwait(false);
    }

    private async Task SendAsync(Task before, LoggingLevel level, string message)
    {
        await before.ConfigureAwait(false);
        try
        {
            await server.SendNotificationAsync(
                NotificationMethods.LoggingMessageNotification,
                new LoggingMessageNotificationParams { Level = level, Logger = tool, Data = JsonSerializer.SerializeToElement(message, Text) },
                McpJsonUtilities.DefaultOptions,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // A notice that can't be delivered is no reason to end the call.
        }
    }
}
#pragma warning restore MCP9005
