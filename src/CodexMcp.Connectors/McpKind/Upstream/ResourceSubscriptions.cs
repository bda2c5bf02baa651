using System.Text.Json;
using System.Text.Json.Nodes;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind;

namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>An older server is asked resource by resource, and tells of changes of its lists by itself.</summary>
internal sealed class ResourceSubscriptions(UpstreamSession session) : IWatching
{
    private readonly HashSet<string> open = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> SetAsync(IReadOnlySet<string> uris, CancellationToken cancellationToken)
    {
        if (Json.Member(session.Capabilities, "resources") is not { } offered || Json.Member(offered, "subscribe") is not { ValueKind: JsonValueKind.True })
        {
            return open;
        }

        foreach (var uri in open.Except(uris).ToList())
        {
            await AskAsync("resources/unsubscribe", uri, cancellationToken).ConfigureAwait(false);
            open.Remove(uri);
        }

        foreach (var uri in uris.Except(open).ToList())
        {
            if (await AskAsync("resources/subscribe", uri, cancellationToken).ConfigureAwait(false))
            {
                open.Add(uri);
            }
        }

        return open.ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Granted(JsonNode? parameters)
    {
        // An older server has no such word.
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // They end with the session.

    private async Task<bool> AskAsync(string method, string uri, CancellationToken cancellationToken)
    {
        try
        {
            await session.RequestAsync(method, new() { ["uri"] = uri }, ClientAbilities.None, null, null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (UpstreamErrorException)
        {
            return false; // It tells nobody of that one.
        }
    }
}
