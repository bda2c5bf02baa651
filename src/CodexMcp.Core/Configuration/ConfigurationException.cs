namespace CodexMcp.Core.Configuration;

/// <summary>The configuration can't be used; it carries every error of every file, so that one run shows all that is to be mended.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>All errors, in file and line order.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; } = errors;
}
