namespace CodexMcp.JsonSchema;

/// <summary>A pattern that is not a regular expression of ECMAScript, or beyond a bound. The message says why and what to do.</summary>
internal sealed class PatternException(string message) : Exception(message);
