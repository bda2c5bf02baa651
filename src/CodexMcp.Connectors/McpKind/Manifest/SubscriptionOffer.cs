using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.McpKind.Manifest;

/// <summary>The operation that watches a server's resource, or one of a family: a read of its own, for the same URIs.</summary>
internal static class SubscriptionOffer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Gives the offer with it.</summary>
    public static ToolDefinition Add(ToolDefinition offer) => offer with
    {
        Subscription = offer with { Name = $"subscription:{offer.Name}", Kind = ToolKind.Subscription, Completion = null, Description = "", Timeout = Patience },
    };
}
