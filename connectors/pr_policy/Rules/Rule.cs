using System.Text.RegularExpressions;

namespace CodexMcp.Connectors.PrPolicy.Rules;

/// <summary>One rule of a set: which files it is about, one condition, and what to say when it does not hold.</summary>
internal sealed record Rule(string Code, Severity Severity, string Message, string Remediation)
{
    public required PathPattern[] Paths { get; init; }

    public required PathPattern[] Except { get; init; }

    /// <summary>How a file must have changed; empty for any way.</summary>
    public required string[] Statuses { get; init; }

    public Regex? Added { get; init; }

    public Regex? Removed { get; init; }

    public (string Replace, string With)? NeedsFile { get; init; }

    public PathPattern[] NeedsAny { get; init; } = [];

    /// <summary>Whether the rule is about that file.</summary>
    public bool IsAbout(string path, string status) =>
        (Statuses.Length == 0 || Statuses.Contains(status)) && Paths.Any(pattern => pattern.Fits(path)) && !Except.Any(pattern => pattern.Fits(path));
}

/// <summary>A versioned file of rules.</summary>
internal sealed record RuleSet(string Id, string Version, IReadOnlyList<Rule> Rules);
