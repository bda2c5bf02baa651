namespace CodexMcp.Sandbox.Snowflake;

/// <summary>What the account remembers of a statement that has ended.</summary>
internal sealed record QueryStatistics(string Id, string User, string Status, DateTimeOffset Started, long Milliseconds, long BytesScanned, long Rows);
