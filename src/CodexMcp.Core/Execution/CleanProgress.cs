using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Execution;

/// <summary>Hands progress on with its message redacted, for as long as the call lasts: a vendor's words leave by this door too.</summary>
internal sealed class CleanProgress(IProgress<ToolProgress> inner, Redactor redactor, ToolCall call) : IProgress<ToolProgress>
{
    public void Report(ToolProgress value)
    {
        // A connector that was left behind may still report; the protocol allows no progress after the answer.
        if (!call.Ended)
        {
            inner.Report(value.Message is { } message ? value with { Message = redactor.Clean(message) } : value);
        }
    }
}
