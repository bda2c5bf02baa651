namespace CodexMcp.Connectors.PrPolicy.Rules;

/// <summary>How much a finding matters, worst first.</summary>
internal enum Severity
{
    Blocker,
    High,
    Medium,
    Low,
    Suggestion,
}

/// <summary>Severities as rule files and results write them.</summary>
internal static class SeverityNames
{
    public static readonly string[] All = ["blocker", "high", "medium", "low", "suggestion"];

    public static string Wire(this Severity severity) => All[(int)severity];

    /// <summary>Gives the severity of that name; the worst for a name that is none, which a checked file does not have.</summary>
    public static Severity Parse(string? name) => (Severity)Math.Max(0, Array.IndexOf(All, name));
}
