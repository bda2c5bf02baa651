namespace CodexMcp.Connectors.Sales;

/// <summary>One part of an account's score.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Basis">What it was computed from, in words with the numbers.</param>
/// <param name="Records">The records it came from, as <c>object:id</c>.</param>
internal sealed record Part(decimal Score, string Basis, IReadOnlyList<string> Records)
{
    /// <summary>A part that there is no data for counts nothing, and says so.</summary>
    public static Part Missing(string what) => new(0, $"No data: {what} The part counts 0.", []);
}
