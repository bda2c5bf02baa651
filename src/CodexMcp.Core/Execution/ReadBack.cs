using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;
using Microsoft.Extensions.Logging;

namespace CodexMcp.Core.Execution;

/// <summary>The one attempt to find out what became of a lost write. It has the call's time, and is cancelled when that is over.</summary>
internal sealed class ReadBack(ToolCall call, IWriteRecovery recovery, string lostCallId, TimeProvider time, Redactor redactor, ILogger logger) : Attempts(call, time, redactor, logger)
{
    private static readonly ToolResult Nothing = new() { Structured = JsonText.EmptyObject };

    private readonly ToolCall call = call;

    /// <summary>What the connector found.</summary>
    public WriteFate Fate { get; private set; } = WriteFate.Unknown;

    /// <summary>Who can't tell now is asked again by the next repeat of the call.</summary>
    public override bool MayRepeat => false;

    /// <inheritdoc/>
    public override async ValueTask<ToolResult> Start(CancellationToken cancellationToken)
    {
        var fate = await recovery.FindAsync(call.Invocation!, lostCallId, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested(); // nobody waits for what comes too late
        Fate = fate;
        return fate.Result ?? Nothing;
    }
}
