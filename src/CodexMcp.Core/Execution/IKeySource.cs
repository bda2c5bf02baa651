namespace CodexMcp.Core.Execution;

/// <summary>Gives a secret key of 32 bytes. It is asked for at first use, never at start.</summary>
public interface IKeySource
{
    /// <summary>Gives the key: the same at every call.</summary>
    ReadOnlySpan<byte> GetKey();
}
