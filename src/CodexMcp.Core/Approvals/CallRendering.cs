using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Approvals;

/// <summary>Renders a call once, when a person is first asked: with the record that it would change, where its connector can read that.</summary>
internal sealed class CallRendering(Redactor redactor, TimeProvider time, ILogger logger)
{
    /// <summary>Gives the whole of it; null when it would be longer than a person can be shown.</summary>
    public async ValueTask<string?> WriteAsync(ToolCall call, int most)
    {
        if (call.IsRead || call.Connector?.Connector is not IRecordReader reader)
        {
            return CallPreview.Write(call, most);
        }

        try
        {
            using var patience = new CancellationTokenSource(call.Tool!.Timeout, time);
            var change = await reader.ReadAsync(call.Invocation!, patience.Token).AsTask().WaitAsync(call.Tool.Timeout, time).ConfigureAwait(false);
            return CallPreview.Write(call, most, change is null ? null : Clean(change));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whoever decides is told that they see less than they could.
            logger.RecordUnread(call.CallId, call.Definition.Connector, redactor.Clean(exception.ToString()));
            return CallPreview.Write(call, most, unread: true);
        }
    }

    private RecordChange Clean(RecordChange change) =>
        change.Current.ValueKind == JsonValueKind.Object && change.Proposed.ValueKind == JsonValueKind.Object
            ? new(redactor.Clean(change.Record), redactor.Clean(change.Current), change.Proposed)
            : throw new InvalidOperationException("A record and its change are JSON objects.");
}
