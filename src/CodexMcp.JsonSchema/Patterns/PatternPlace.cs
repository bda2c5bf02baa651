namespace CodexMcp.JsonSchema;

/// <summary>The places a pattern can ask for.</summary>
internal enum PatternPlace
{
    Start,
    End,
    WordEdge,
    NoWordEdge,
}
