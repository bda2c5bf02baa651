namespace CodexMcp.JsonSchema;

/// <summary>An ECMAScript pattern, written for .NET.</summary>
/// <param name="Text">The .NET pattern.</param>
/// <param name="Linear">Whether it can be matched in linear time: no look-around, no back-reference, and not too large when written out.</param>
/// <param name="Small">Whether matching a short text takes no time worth measuring, if it is linear.</param>
internal sealed record EcmaPattern(string Text, bool Linear, bool Small);
