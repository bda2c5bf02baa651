namespace CodexMcp.Core.Audit;

/// <summary>The audit trail. Auditing is a promise: an entry that can't be kept fails the call, it is never dropped.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Appends an entry. When the task ends the entry survives the death of this process; with <paramref name="durable"/>
    /// also the death of the machine (fsync, shared by entries that wait at the same time).
    /// </summary>
    /// <exception cref="AuditUnavailableException">The entry could not be kept.</exception>
    ValueTask AppendAsync(AuditEntry entry, bool durable);
}

/// <summary>The audit trail can't be written (disk full, folder gone, no right to write).</summary>
public sealed class AuditUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
