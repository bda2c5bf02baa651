using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>What a connector answers. The structured part tells the whole story: some clients show the model nothing else.</summary>
public sealed record ToolResult
{
    /// <summary>A JSON object that fits the tool's output schema.</summary>
    public required JsonElement Structured { get; init; }

    /// <summary>The same in words or as a small table, for people; null lets the host render the JSON.</summary>
    public string? Text { get; init; }

    /// <summary>Pictures, sounds, documents and links beside the structure; usually none. A result that has some is told in words only by <see cref="Text"/>.</summary>
    public IReadOnlyList<ToolContent> Content { get; init; } = [];

    /// <summary>What another MCP server says beside its result (<c>_meta</c>), a JSON object without keys of the protocol's or ours; usually null.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>What the call did cost, where the role counts cost and the vendor says; null keeps what was estimated.</summary>
    public CostActual? Cost { get; init; }

    /// <summary>
    /// What the tool has to ask before it can go on; usually nothing. With questions there is no result yet: the client answers, and the same call comes
    /// again with <see cref="ToolInvocation.Answers"/>. An approval covers the call to its end, however often it asks.
    /// </summary>
    public IReadOnlyList<ToolQuestion> Questions { get; init; } = [];

    /// <summary>What the tool wants back with the answers; the client can neither read nor change it.</summary>
    public string? State { get; init; }

    /// <summary>
    /// Gives the token that continues after the first <c>n</c> of the rows at the tool's <see cref="ToolDefinition.ItemsPointer"/>;
    /// null when the result can't be continued. The host calls it when it has to cut the rows at the size cap.
    /// </summary>
    public Func<int, string>? ContinueAfter { get; init; }
}
