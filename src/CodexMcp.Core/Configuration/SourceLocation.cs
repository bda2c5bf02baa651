namespace CodexMcp.Core.Configuration;

/// <summary>A place in a configuration file.</summary>
/// <param name="Path">The file's path as the operator knows it: relative to the folder that holds <c>roles/</c> or <c>connectors/</c>, with forward slashes.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct SourceLocation(string Path, int Line, int Column)
{
    /// <summary>Gives <c>path:line:column</c>.</summary>
    public override string ToString() => $"{Path}:{Line}:{Column}";
}
