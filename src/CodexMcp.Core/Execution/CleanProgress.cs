using CodexMcp.Abstractions;
using CodexMcp.Core.Dlp;

namespace CodexMcp.Core.Execution;

/// <summary>Hands progress on with its message redacted: a vendor's words leave by this door too.</summary>
internal sealed class CleanProgress(IProgress<ToolProgress> inner, Redactor redactor) : IProgress<ToolProgress>
{
    public void Report(ToolProgress value) =>
        inner.Report(value.Message is { } message ? value with { Message = redactor.Clean(message) } : value);
}
