using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>A block of a result beside its structure: what a model or a person looks at, listens to or opens.</summary>
public abstract record ToolContent
{
    private ToolContent()
    {
    }

    /// <summary>In a prompt: whether the message is the assistant's and not the user's.</summary>
    public bool FromAssistant { get; init; }

    /// <summary>Whom it is for, how much it matters and how old it is, or null when nobody says.</summary>
    public ContentHints? Hints { get; init; }

    /// <summary>What another MCP server says beside the block (<c>_meta</c>), a JSON object without keys of the protocol's or ours; usually null.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>Words.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : ToolContent;

    /// <summary>A picture.</summary>
    /// <param name="Data">Its bytes.</param>
    /// <param name="MediaType">E.g. <c>image/png</c>.</param>
    public sealed record Image(ReadOnlyMemory<byte> Data, string MediaType) : ToolContent;

    /// <summary>A sound.</summary>
    /// <param name="Data">Its bytes.</param>
    /// <param name="MediaType">E.g. <c>audio/wav</c>.</param>
    public sealed record Audio(ReadOnlyMemory<byte> Data, string MediaType) : ToolContent;

    /// <summary>A document that comes with the result.</summary>
    /// <param name="Uri">What it is called.</param>
    /// <param name="MediaType">E.g. <c>text/plain</c>, or null.</param>
    /// <param name="Words">Its text, or null for a binary one.</param>
    /// <param name="Data">The bytes of a binary one.</param>
    public sealed record Document(string Uri, string? MediaType, string? Words, ReadOnlyMemory<byte> Data = default) : ToolContent;

    /// <summary>Where a document is, for a client that wants it.</summary>
    /// <param name="Uri">The address.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Description">One sentence, or null.</param>
    /// <param name="MediaType">E.g. <c>application/pdf</c>, or null.</param>
    public sealed record Link(string Uri, string Name, string? Description = null, string? MediaType = null) : ToolContent;
}

/// <summary>MCP's annotations of a block.</summary>
/// <param name="ForUser">Whether it is meant for the user.</param>
/// <param name="ForAssistant">Whether it is meant for the assistant. Neither of the two: nobody says.</param>
/// <param name="Priority">From 0, optional, to 1, required; or null.</param>
/// <param name="LastModified">When it was last changed, or null.</param>
public sealed record ContentHints(bool ForUser, bool ForAssistant, float? Priority, DateTimeOffset? LastModified);
