namespace CodexMcp.Core.Audit;

/// <summary>Where the audit trail is and how large its parts may grow.</summary>
public sealed record AuditLogOptions
{
    /// <summary>The folder that holds the trail; made with access for its owner only when the first entry comes.</summary>
    public required string Folder { get; init; }

    /// <summary>The size in bytes at which a chain goes on in a new file; 64 MiB by default.</summary>
    public long MaxFileBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The largest record in bytes, between 4 KiB and 1 MiB; beyond it payloads give way to a note. 256 KiB by default.</summary>
    public int MaxRecordBytes { get; init; } = 256 * 1024;

    /// <summary>The product's version as the first record of a chain names it.</summary>
    public string ProductVersion { get; init; } = "0.0.0";
}
