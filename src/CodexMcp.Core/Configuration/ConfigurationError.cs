namespace CodexMcp.Core.Configuration;

/// <summary>One thing that is wrong in a configuration file.</summary>
/// <param name="Location">Where.</param>
/// <param name="Message">What is wrong, one sentence with its full stop.</param>
/// <param name="Fix">What to do, one sentence with its full stop.</param>
public sealed record ConfigurationError(SourceLocation Location, string Message, string Fix)
{
    /// <summary>Gives <c>path:line:column: what is wrong. What to do.</c></summary>
    public override string ToString() => $"{Location}: {Message} {Fix}";
}
