using CodexMcp.Abstractions;
using CodexMcp.Core.Roles;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CodexMcp.Host.Mcp;

/// <summary>
/// Clients that want to hear when a resource may have changed: what the role lists and nothing else. Where another server is behind a resource, it is asked
/// through the pipeline, like any call.
/// </summary>
internal sealed class WatchHandlers(ScopeOf scopeOf, CallHandler calls, ListChanges changes, WatchedBy watchedBy)
{
    /// <summary>Takes an older client's wish to hear of one resource.</summary>
    public async ValueTask<EmptyResult> SubscribeAsync(RequestContext<SubscribeRequestParams> request, CancellationToken cancellationToken)
    {
        var role = scopeOf(request).Profile;
        var uri = request.Params?.Uri ?? "";
        if (!IsOffered(role, uri))
        {
            throw GuidanceHandlers.NotFound(uri, modern: false);
        }

        if (await WatchAsync(request, role, uri, watchedBy(request.Server), cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            throw new McpProtocolException(refusal, McpErrorCode.InvalidRequest);
        }

        return new();
    }

    /// <summary>Takes it back.</summary>
    public ValueTask<EmptyResult> UnsubscribeAsync(RequestContext<UnsubscribeRequestParams> request, CancellationToken cancellationToken)
    {
        watchedBy(request.Server).Remove(request.Params?.Uri ?? "");
        return new(new EmptyResult());
    }

    /// <summary>Serves a 2026-07-28 client's stream; what can't be watched is not granted.</summary>
    public ValueTask<EmptyResult> ListenAsync(RequestContext<SubscriptionsListenRequestParams> request, CancellationToken cancellationToken)
    {
        var scope = scopeOf(request);
        if (request.Params?.Notifications?.ResourceSubscriptions is { Count: > WatchedResources.Most })
        {
            throw new McpProtocolException($"A stream tells of {WatchedResources.Most} resources at most. Ask for fewer.", McpErrorCode.InvalidParams);
        }

        return changes.ListenAsync(
            request,
            scope.Principal,
            async (uri, watched) => IsOffered(scope.Profile, uri) && await WatchAsync(request, scope.Profile, uri, watched, cancellationToken).ConfigureAwait(false) is null,
            cancellationToken);
    }

    private static bool IsOffered(RoleProfile role, string uri) => GuidanceHandlers.Has(role, uri) || OfferHandlers.Has(role, uri);

    /// <summary>Watches one resource for a client; gives why not, or null.</summary>
    private async ValueTask<string?> WatchAsync<TParams>(RequestContext<TParams> request, RoleProfile role, string uri, WatchedResources watched, CancellationToken cancellationToken)
        where TParams : RequestParams
    {
        var isNew = watched.Add(uri, changes.Watchers);
        if (isNew is null)
        {
            return $"Too many resources are watched ({WatchedResources.Most}). Unsubscribe from one first.";
        }

        string? refusal = "It could not be watched.";
        try
        {
            return refusal = await AskAsync(request, role, uri, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (isNew is true && refusal is not null)
            {
                watched.Remove(uri);
            }
        }
    }

    private async ValueTask<string?> AskAsync<TParams>(RequestContext<TParams> request, RoleProfile role, string uri, CancellationToken cancellationToken)
        where TParams : RequestParams
    {
        // What no other server is behind changes with the role's files only, and that is told anyway.
        if (GuidanceHandlers.Has(role, uri) || OfferHandlers.Find(role, uri) is not ({ Subscription: { } subscription }, var parts))
        {
            return null;
        }

        var outcome = await calls.RunAsync(request, ToolKind.Subscription, subscription.Name, OfferHandlers.Arguments(uri, parts), null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome.IsError ? outcome.Text
            : outcome.Structured.TryGetProperty("watched"u8, out var told) && told.ValueKind == System.Text.Json.JsonValueKind.True ? null
            : "The server behind this resource tells nobody when it changes. Read it again when you need it.";
    }
}
