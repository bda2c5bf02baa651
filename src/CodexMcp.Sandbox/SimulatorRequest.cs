namespace CodexMcp.Sandbox;

/// <summary>One HTTP request, free of any transport.</summary>
/// <param name="Method">The HTTP method in upper case.</param>
/// <param name="Path">The path, starting with a slash, without the query.</param>
/// <param name="Query">The query with its leading question mark, or an empty string.</param>
/// <param name="Headers">Header values by name; the dictionary compares names without case.</param>
/// <param name="Body">The whole body; empty when there is none.</param>
public sealed record SimulatorRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body);
