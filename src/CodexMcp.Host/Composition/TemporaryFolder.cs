namespace CodexMcp.Host.Composition;

/// <summary>A folder that goes away with its owner, closed to other users.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes the folder.</summary>
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("codex-mcp-").FullName;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // What is left is in the system's folder for temporary files, which is cleaned by others.
        }
    }
}
