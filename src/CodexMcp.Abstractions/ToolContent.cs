namespace CodexMcp.Abstractions;

/// <summary>A block of a result beside its structure: what a model or a person looks at, listens to or opens.</summary>
public abstract record ToolContent
{
    private ToolContent()
    {
    }

    /// <summary>In a prompt: whether the message is the assistant's and not the user's.</summary>
    public bool FromAssistant { get; init; }

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
