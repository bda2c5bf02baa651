namespace CodexMcp.JsonSchema;

/// <summary>What a step of a program does.</summary>
internal enum PatternStepKind
{
    Set,
    Place,
    Split,
    Jump,
    Match,
}

/// <summary>One step of a linear program.</summary>
internal readonly record struct PatternStep(PatternStepKind Kind, int Target = 0, CodePointSet? Set = null, PatternPlace Place = default);
