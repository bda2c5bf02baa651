namespace CodexMcp.Abstractions;

/// <summary>By which door of MCP a client reaches an operation of a connector. All go through the same pipeline.</summary>
public enum ToolKind
{
    /// <summary>It is called (<c>tools/call</c>).</summary>
    Tool,

    /// <summary>It gives a prompt (<c>prompts/get</c>): each block of its result is one message of the user.</summary>
    Prompt,

    /// <summary>It gives a resource (<c>resources/read</c>): each document of its result is one content.</summary>
    Resource,

    /// <summary>It completes an argument of a prompt or of a family of resources (<c>completion/complete</c>): its result is <c>values</c>, <c>total</c>, <c>has_more</c>.</summary>
    Completion,

    /// <summary>It watches a resource (<c>resources/subscribe</c>, <c>subscriptions/listen</c>): its result says in <c>watched</c> whether the system tells of changes.</summary>
    Subscription,
}
