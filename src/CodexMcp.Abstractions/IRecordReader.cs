using System.Text.Json;

namespace CodexMcp.Abstractions;

/// <summary>
/// A connector that can read what a call would change, so that whoever approves it sees the difference and not only the new values. Optional; asked only when
/// a person is asked, and for reading only.
/// </summary>
public interface IRecordReader
{
    /// <summary>Reads the record as it is now; null when the call changes no record that is there.</summary>
    /// <exception cref="ConnectorException">It can't be read. The person is told so, and sees the new values alone.</exception>
    ValueTask<RecordChange?> ReadAsync(ToolInvocation invocation, CancellationToken cancellationToken);
}

/// <summary>What a call would change.</summary>
/// <param name="Record">Which record, in words: <c>Opportunity 0061 "Acme renewal"</c>.</param>
/// <param name="Current">The record as it is: a JSON object.</param>
/// <param name="Proposed">The fields that the call sets, by the same names: a JSON object. A null clears a field.</param>
public sealed record RecordChange(string Record, JsonElement Current, JsonElement Proposed);
