using System.Security.Cryptography;

namespace CodexMcp.Core.Execution;

/// <summary>A key that lives in memory and dies with the process.</summary>
public sealed class ProcessKeySource : IKeySource
{
    private readonly Lazy<byte[]> key = new(() => RandomNumberGenerator.GetBytes(32));

    /// <inheritdoc/>
    public ReadOnlySpan<byte> GetKey() => key.Value;
}
