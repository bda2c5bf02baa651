using System.Collections.Concurrent;
using System.Text.Json;
using CodexMcp.Core.Roles;
using CodexMcp.Host.Http.Transport.Messages;
using CodexMcp.Host.Mcp;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Http.Transport.Methods;

/// <summary><c>tools/list</c>: a page is the same bytes for the same snapshot of the role, so it is written once.</summary>
internal sealed class ToolListMethod(McpRequestHandler<ListToolsRequestParams, ListToolsResult> handler, ILogger logger)
    : HandlerMethod<ListToolsRequestParams, ListToolsResult>(handler, logger)
{
    /// <summary>More pages than any role has; a cursor that we did not give out finds one of them or is refused.</summary>
    private const int MaxPages = 64;

    private volatile Pages? known;

    /// <inheritdoc/>
    public override ValueTask<PooledBuffer?> AnswerAsync(ExchangeServer server, IncomingMessage message, JsonRpcRequest request, CancellationToken cancellationToken) =>
        known is { } pages && ReferenceEquals(pages.Profile, server.Scope.Profile) && pages.Written.TryGetValue(Key(server, message), out var page)
            ? new(Wire.Result(message.Id, page))
            : base.AnswerAsync(server, message, request, cancellationToken);

    /// <inheritdoc/>
    protected override PooledBuffer Write(ExchangeServer server, IncomingMessage message, ListToolsResult result)
    {
        var profile = server.Scope.Profile;
        var pages = known;
        if (pages is null || !ReferenceEquals(pages.Profile, profile))
        {
            known = pages = new(profile);
        }

        var page = JsonSerializer.SerializeToUtf8Bytes(ResultStamp.Stamp(result, server.IsModern), Wire.Format<ListToolsResult>());
        if (pages.Written.Count < MaxPages)
        {
            pages.Written.TryAdd(Key(server, message), page);
        }

        return Wire.Result(message.Id, page);
    }

    private static (bool Modern, string Cursor) Key(ExchangeServer server, IncomingMessage message) =>
        (server.IsModern,
            message.Params.ValueKind == JsonValueKind.Object && message.Params.TryGetProperty("cursor"u8, out var cursor)
                ? cursor.ValueKind == JsonValueKind.String ? "=" + cursor.GetString() : cursor.ValueKind.ToString()
                : "");

    private sealed record Pages(RoleProfile Profile)
    {
        public ConcurrentDictionary<(bool Modern, string Cursor), byte[]> Written { get; } = new();
    }
}
