using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>Notices when the same slow statement keeps coming from one principal in one role, whatever its values, and says what to do about it.</summary>
internal sealed class RepeatedQueries(TimeProvider time)
{
    private const int MaxStatements = 2_000;
    private const int DefaultRuns = 5;
    private const int DefaultSeconds = 5;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Role, string Principal, string Connector, string Statement), (int Runs, TimeSpan Slowest, DateTimeOffset Since)> seen = [];

    /// <summary>Counts a call; gives the advice when there is one.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="elapsed">How long it took; null when its rows came from the cache.</param>
    public string? Count(ToolInvocation invocation, TimeSpan? elapsed)
    {
        var key = (invocation.Role, invocation.Principal, invocation.Tool.Connector, CallHash.OfStatement(Arguments.Required(invocation, "statement"), default));
        var now = time.GetUtcNow();
        (int Runs, TimeSpan Slowest, DateTimeOffset Since) entry;
        lock (gate)
        {
            if (!seen.TryGetValue(key, out entry) || now - entry.Since > Remembered)
            {
                if (seen.Count >= MaxStatements)
                {
                    seen.Clear(); // It begins anew rather than to grow.
                }

                entry = (0, TimeSpan.Zero, now);
            }

            entry = (entry.Runs + 1, elapsed > entry.Slowest ? elapsed.Value : entry.Slowest, entry.Since);
            seen[key] = entry;
        }

        var (runs, seconds) = Limits(invocation.Scope);
        return entry.Runs >= runs && entry.Slowest >= TimeSpan.FromSeconds(seconds)
            ? $"This statement came {entry.Runs} times since {entry.Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC and takes up to {entry.Slowest.TotalSeconds:0} s. Materialise it: ask the data team for a table or view of its result."
            : null;
    }

    private static (int Runs, int Seconds) Limits(JsonElement? scope)
    {
        var limits = scope is { ValueKind: JsonValueKind.Object } own && own.TryGetProperty("advise_materialising", out var value) && value.ValueKind == JsonValueKind.Object ? value : default;
        int Read(string name, int otherwise) =>
            limits.ValueKind == JsonValueKind.Object && limits.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var given) ? given : otherwise;
        return (Read("runs", DefaultRuns), Read("seconds", DefaultSeconds));
    }
}
