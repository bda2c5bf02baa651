using System.Text.Json;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary><c>tools/call</c>: read and written by hand where it is the usual name and arguments, text and structure, because every call pays for it.</summary>
internal sealed class CallMethod(McpRequestHandler<CallToolRequestParams, CallToolResult> handler, ILogger logger)
    : HandlerMethod<CallToolRequestParams, CallToolResult>(handler, logger)
{
    /// <summary>The end of every result of 2026-07-28, for <see cref="McpAdapter.Identity"/> never changes.</summary>
    private static readonly byte[] ServerInfo = JsonSerializer.SerializeToUtf8Bytes(McpAdapter.Identity, Wire.Format<Implementation>());

    /// <inheritdoc/>
    protected override CallToolRequestParams? Read(IncomingMessage message)
    {
        JsonElement name = default, arguments = default;
        foreach (var member in message.Params.EnumerateObject())
        {
            if (member.NameEquals("name"u8))
            {
                name = member.Value;
            }
            else if (member.NameEquals("arguments"u8))
            {
                arguments = member.Value;
            }
            else if (!member.NameEquals("_meta"u8) || !SaysNothingElse(member.Value))
            {
                return base.Read(message);
            }
        }

        return name.ValueKind == JsonValueKind.String && arguments.ValueKind == JsonValueKind.Object
            ? new() { Name = name.GetString()!, Arguments = new WholeArguments(arguments) }
            : base.Read(message);
    }

    /// <inheritdoc/>
    protected override PooledBuffer Write(ExchangeServer server, IncomingMessage message, CallToolResult result)
    {
        if (result.ResultType is not null || result.Content is not [TextContentBlock { Annotations: null, Meta: null } text])
        {
            return base.Write(server, message, result);
        }

        var buffer = new PooledBuffer(text.Text.Length * 2 + 1024);
        var writer = Wire.Begin(buffer, message.Id);
        writer.WriteStartObject("result"u8);
        writer.WriteStartArray("content"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text.Text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (result.StructuredContent is { } structured)
        {
            writer.WritePropertyName("structuredContent"u8);
            structured.WriteTo(writer);
        }

        if (result.IsError is { } isError)
        {
            writer.WriteBoolean("isError"u8, isError);
        }

        if (server.IsModern)
        {
            writer.WriteString("resultType"u8, "complete"u8);
        }

        if (server.IsModern || result.Meta is not null)
        {
            writer.WriteStartObject("_meta"u8);
            foreach (var (key, value) in result.Meta ?? [])
            {
                writer.WritePropertyName(key);
                value!.WriteTo(writer);
            }

            if (server.IsModern)
            {
                writer.WritePropertyName("io.modelcontextprotocol/serverInfo"u8);
                writer.WriteRawValue(ServerInfo, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        Wire.End(writer);
        return buffer;
    }

    /// <summary>As the SDK does: what breaks in a tool is told as the tool's result, so that the model sees it.</summary>
    protected override PooledBuffer Failed(ExchangeServer server, IncomingMessage message, Exception exception, ILogger log)
    {
        if (exception is McpProtocolException or JsonException)
        {
            return base.Failed(server, message, exception, log);
        }

        log.Broke("A call of a tool", exception);
        return Write(server, message, new()
        {
            IsError = true,
            Content = [new TextContentBlock { Text = "The host failed while it ran this tool; its log says why. Check whether anything was changed before you call it again." }],
        });
    }

    /// <summary>Whether <c>_meta</c> has only what the transport has read already.</summary>
    private static bool SaysNothingElse(JsonElement meta)
    {
        if (meta.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var member in meta.EnumerateObject())
        {
            if (!member.NameEquals("io.modelcontextprotocol/protocolVersion"u8)
                && !member.NameEquals("io.modelcontextprotocol/clientCapabilities"u8)
                && !member.NameEquals("io.modelcontextprotocol/clientInfo"u8)
                && !member.NameEquals("io.modelcontextprotocol/logLevel"u8))
            {
                return false;
            }
        }

        return true;
    }
}
