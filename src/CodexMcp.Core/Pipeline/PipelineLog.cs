using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Pipeline;

/// <summary>What the pipeline logs. Details are redacted before they come here; event ids never change.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(100, LogLevel.Error, "Call {CallId}: stage {Stage} failed. {Detail}")]
    public static partial void StageFailed(this ILogger logger, string callId, Stage stage, string detail);

    [LoggerMessage(101, LogLevel.Error, "Call {CallId}: the audit trail can't be written. {Detail}")]
    public static partial void AuditFailed(this ILogger logger, string callId, string detail);

    [LoggerMessage(102, LogLevel.Error, "Call {CallId}: the connector {Connector} has a defect. {Detail}")]
    public static partial void ConnectorDefect(this ILogger logger, string callId, string connector, string detail);

    [LoggerMessage(103, LogLevel.Warning, "Call {CallId}: the connector {Connector} failed: {Failure}. {Detail}")]
    public static partial void ConnectorFailed(this ILogger logger, string callId, string connector, string failure, string detail);

    [LoggerMessage(104, LogLevel.Error, "Call {CallId}: the result of {Tool} breaks its output schema at {Where}")]
    public static partial void ResultMisfit(this ILogger logger, string callId, string tool, string where);

    [LoggerMessage(105, LogLevel.Warning, "The connector {Connector} ignored its cancellation: one call was left behind and ended later. {Detail}")]
    public static partial void Abandoned(this ILogger logger, string connector, string detail);

    [LoggerMessage(107, LogLevel.Warning, "Call {CallId}: the connector {Connector} could not read the record that it would change. {Detail}")]
    public static partial void RecordUnread(this ILogger logger, string callId, string connector, string detail);

    [LoggerMessage(108, LogLevel.Warning, "Call {CallId}: the connector {Connector} could not find out what became of the same call before. {Detail}")]
    public static partial void WriteUnread(this ILogger logger, string callId, string connector, string detail);

    [LoggerMessage(106, LogLevel.Error, "Call {CallId}: the store of approvals and sent writes failed. {Detail}")]
    public static partial void StoreFailed(this ILogger logger, string callId, string detail);
}
