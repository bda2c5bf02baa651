using CodexMcp.Connectors.PrPolicy.Rules;

namespace CodexMcp.Connectors.PrPolicy;

/// <summary>One thing that a rule does not allow.</summary>
internal sealed record Finding(string Set, string Code, Severity Severity, string Path, string Message, string Remediation)
{
    /// <summary>The line, or null for a finding about the file.</summary>
    public int? Line { get; init; }

    /// <summary>Whether the line is one of the old file.</summary>
    public bool IsOld { get; init; }

    /// <summary>The line's text, shortened.</summary>
    public string? Evidence { get; init; }

    /// <summary>Worst first, then by path, line and code: the same findings always come in the same order.</summary>
    public static int Compare(Finding left, Finding right)
    {
        var order = left.Severity.CompareTo(right.Severity);
        order = order != 0 ? order : string.CompareOrdinal(left.Path, right.Path);
        order = order != 0 ? order : (left.Line ?? 0).CompareTo(right.Line ?? 0);
        order = order != 0 ? order : string.CompareOrdinal(left.Set, right.Set);
        order = order != 0 ? order : string.CompareOrdinal(left.Code, right.Code);
        return order != 0 ? order : left.IsOld.CompareTo(right.IsOld);
    }
}
