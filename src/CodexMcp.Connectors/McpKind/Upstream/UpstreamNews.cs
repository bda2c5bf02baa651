namespace CodexMcp.Connectors.McpKind.Upstream;

/// <summary>What servers say that clients may want to hear of.</summary>
/// <param name="Changed">Their lists may have changed, and were compared with the pins.</param>
/// <param name="Updated">A resource that is watched has changed; ends when its listeners were told.</param>
public sealed record UpstreamNews(Action Changed, Func<string, Task> Updated)
{
    /// <summary>Nobody listens.</summary>
    public static UpstreamNews Unheard { get; } = new(static () => { }, static _ => Task.CompletedTask);
}
