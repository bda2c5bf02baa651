using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Native;

/// <summary>A secret in a file that another process may write anew.</summary>
public static class SecretFile
{
    /// <summary>Gives what reads the file as it is now, without the line break at its end.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="unreadable">Makes the failure of a file that can't be read; its exception may name the path, never the content.</param>
    public static Func<string> Reader(string path, Func<Exception, ConnectorException> unreadable) => () =>
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw unreadable(exception);
        }
    };
}
