namespace CodexMcp.Connectors.PrPolicy.Diff;

/// <summary>A file that a pull request changes.</summary>
/// <param name="Path">Its path after the change.</param>
/// <param name="Status">How it changed: added, modified, removed, renamed.</param>
/// <param name="Patch">Its diff, or null when there is none: a binary file, or one too large.</param>
/// <param name="Changes">Added and deleted lines as GitHub counts them.</param>
internal sealed record ChangedFile(string Path, string Status, string? Patch, int Changes)
{
    /// <summary>Its path before the change, when that was another.</summary>
    public string? PreviousPath { get; init; }
}

/// <summary>A line that was added or removed.</summary>
/// <param name="Number">Its number in the new file, or in the old one when it was removed.</param>
/// <param name="IsAdded">Whether it was added.</param>
/// <param name="Text">The line without its mark.</param>
internal readonly record struct ChangedLine(int Number, bool IsAdded, string Text);
