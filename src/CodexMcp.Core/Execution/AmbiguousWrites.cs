using System.Collections.Concurrent;
using CodexMcp.Core.Pipeline;

namespace CodexMcp.Core.Execution;

/// <summary>
/// Writes that were sent and whose effect nobody knows. The identical call of the same principal is refused as long as this process lives:
/// running it again could do the thing twice.
/// </summary>
internal sealed class AmbiguousWrites(int most = 10_000)
{
    private readonly ConcurrentDictionary<string, string> callIds = new(StringComparer.Ordinal);

    /// <summary>Refuses a blind repeat.</summary>
    public Rejection? Check(ToolCall call)
    {
        if (callIds.IsEmpty || !call.MustNotRepeat)
        {
            return null;
        }

        if (callIds.TryGetValue(Key(call), out var earlier))
        {
            return new Rejection(
                OutcomeCode.Ambiguous,
                $"The same call was sent before (call {earlier}) and nobody knows whether it took effect, so it was not sent again.",
                "Read back whether it took effect. If it did not, tell the user: a person settles it, and the host sends it again only after a restart.");
        }

        return callIds.Count < most ? null : new Rejection(
            OutcomeCode.Ambiguous,
            "Too many writes have an unknown end, so no further write is sent.",
            "Tell the operator: the audit trail names the writes. The host sends writes again after a restart.");
    }

    /// <summary>Remembers a write of unknown end.</summary>
    public void Add(ToolCall call) => callIds.TryAdd(Key(call), call.CallId);

    private static string Key(ToolCall call) => string.Join(
        '\n', call.Request.Principal, call.Execution.Environment, call.Definition.Name, call.ArgumentsHash);
}
