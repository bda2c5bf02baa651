namespace CodexMcp.Core.Untrusted;

/// <summary>What a client is told of content that came from outside, beside the content itself.</summary>
/// <param name="Source">The connector that brought it.</param>
public sealed record OutsideContent(string Source)
{
    /// <summary>What in it looks like instructions to the model and where, e.g. <c>instruction_override at /records/0/Description</c>; usually nothing.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Whether its words stand between delimiters in a result's text.</summary>
    public bool Delimited { get; init; }
}
