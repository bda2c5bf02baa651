using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Execution;

/// <summary>Hands a tool's notices on redacted, for as long as the call lasts.</summary>
internal sealed class CleanLog(IProgress<ToolNotice> inner, Redactor redactor, ToolCall call) : IProgress<ToolNotice>
{
    public void Report(ToolNotice value)
    {
        if (!call.Ended)
        {
            inner.Report(value with { Message = redactor.Clean(value.Message) });
        }
    }
}
