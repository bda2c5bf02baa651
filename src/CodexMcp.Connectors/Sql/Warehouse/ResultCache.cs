using System.Runtime.InteropServices;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>
/// Keeps results of run_query for as long as the role says (<c>cache_results</c>; nothing without it). A result is only for the principal, the role, the
/// revision of its profile, the statement as it is sent and the values that it was made for. Memory is bounded: what was not asked for longest goes first.
/// </summary>
/// <param name="dialect">Whose SQL the statements are in.</param>
/// <param name="time">The clock.</param>
public sealed class ResultCache(SqlDialect dialect, TimeProvider time)
{
    /// <summary>The most bytes of all results together.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>The most bytes of one result.</summary>
    public const int MaxEntryBytes = 1024 * 1024;

    // How many calls may wait between their estimate and their run, and for how long such a call is remembered.
    private const int MostPromised = 1_000;
    private static readonly TimeSpan Promised = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> order = new();
    private readonly RepeatedQueries repeats = new(time);
    private readonly Dictionary<string, DateTimeOffset> promised = new(StringComparer.Ordinal);
    private long bytes;

    private readonly record struct Key(string Role, string Principal, string Revision, string Environment, string Connector, int MaxRows, string Asked, DateOnly Day);

    private sealed record Entry(Key Key, ToolResult Result, DateTimeOffset At, long Bytes);

    /// <summary>
    /// Whether the call's result is kept, so that it costs nothing and need not be estimated. The call is then given that result or none: should it be gone
    /// by then, nothing runs whose cost nobody has looked at.
    /// </summary>
    public bool Promises(ToolInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var kept = KeepFor(invocation);
        if (kept <= TimeSpan.Zero || !StatementRepeats.Fits(invocation, dialect) || KeyOf(invocation) is not { } key || Find(key, kept) is null)
        {
            return false;
        }

        lock (gate)
        {
            var now = time.GetUtcNow();
            if (promised.Count >= MostPromised)
            {
                foreach (var (old, at) in promised.Where(entry => now - entry.Value > Promised).ToList())
                {
                    promised.Remove(old);
                }
            }

            return promised.Count < MostPromised && (promised[invocation.CallId] = now) == now;
        }
    }

    /// <summary>Gives the kept result, marked, or runs the call.</summary>
    public async Task<ToolResult> RunAsync(ToolInvocation invocation, Func<ToolInvocation, CancellationToken, Task<ToolResult>> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        ArgumentNullException.ThrowIfNull(run);
        var kept = KeepFor(invocation);
        var key = kept > TimeSpan.Zero && StatementRepeats.Fits(invocation, dialect) ? KeyOf(invocation) : null;
        var relied = false;
        lock (gate)
        {
            relied = promised.Remove(invocation.CallId);
        }

        if (key is { } wanted && Find(wanted, kept) is { } entry)
        {
            return Again(invocation, entry, repeats.Count(invocation, null));
        }

        if (relied)
        {
            throw new ConnectorException(ConnectorFailure.Refused, "The kept rows that this call relied on are gone, and what it costs to read them anew was not estimated.", "Send the call again.");
        }

        var started = time.GetTimestamp();
        var result = await run(invocation, cancellationToken).ConfigureAwait(false);
        if (Arguments.Text(invocation, "continuation") is not null || !result.Structured.TryGetProperty("status", out var status) || !status.ValueEquals("succeeded"))
        {
            return result;
        }

        if (key is { } fresh)
        {
            Keep(fresh, result, invocation);
        }

        return repeats.Count(invocation, time.GetElapsedTime(started)) is { } advice ? Rewrite(invocation, result, null, advice) : result;
    }

    private static TimeSpan KeepFor(ToolInvocation invocation) =>
        invocation.Scope is { ValueKind: JsonValueKind.Object } scope && scope.TryGetProperty("cache_results", out var value) && value.ValueKind == JsonValueKind.String
            && Core.Configuration.Duration.TryParse(value.GetString(), out var duration)
            ? duration
            : TimeSpan.Zero;

    /// <summary>What a result is kept for; null when it can't be told for whom. The day is part of it, because CURRENT_DATE may be part of the statement.</summary>
    private Key? KeyOf(ToolInvocation invocation) => invocation.Revision is { Length: > 0 } revision
        ? new Key(
            invocation.Role, invocation.Principal, revision, invocation.Environment, invocation.Tool.Connector, invocation.MaxRows,
            CallHash.OfCall(invocation, "continuation"), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))
        : null;

    private Entry? Find(Key key, TimeSpan kept)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var node))
            {
                return null;
            }

            order.Remove(node);
            if (time.GetUtcNow() - node.Value.At is var age && (age < TimeSpan.Zero || age >= kept))
            {
                entries.Remove(key);
                bytes -= node.Value.Bytes;
                return null;
            }

            order.AddFirst(node);
            return node.Value;
        }
    }

    private void Keep(Key key, ToolResult result, ToolInvocation invocation)
    {
        // The continuation that comes with a result remembers its call, so its arguments stay in memory too.
        var size = JsonMarshal.GetRawUtf8Value(result.Structured).Length + (2L * (result.Text?.Length ?? 0)) + JsonMarshal.GetRawUtf8Value(invocation.Arguments).Length + 1_024;
        if (size > MaxEntryBytes)
        {
            return;
        }

        lock (gate)
        {
            if (entries.Remove(key, out var old))
            {
                order.Remove(old);
                bytes -= old.Value.Bytes;
            }

            entries.Add(key, order.AddFirst(new Entry(key, result, time.GetUtcNow(), size)));
            for (bytes += size; bytes > MaxBytes && order.Last is { } last; order.RemoveLast())
            {
                entries.Remove(last.Value.Key);
                bytes -= last.Value.Bytes;
            }
        }
    }

    /// <summary>The kept result, which costs nothing once more.</summary>
    private static ToolResult Again(ToolInvocation invocation, Entry entry, string? advice) => Rewrite(invocation, entry.Result, entry.At, advice) with
    {
        Cost = invocation.Cost is null ? null : new CostActual { Bytes = 0, Time = TimeSpan.Zero, Dollars = 0, Basis = "rows that were kept from an earlier run" },
    };

    /// <summary>The result with what this call adds to it.</summary>
    private static ToolResult Rewrite(ToolInvocation invocation, ToolResult result, DateTimeOffset? cachedAt, string? advice)
    {
        var writer = JsonResult.Begin(out var buffer);
        foreach (var member in result.Structured.EnumerateObject())
        {
            // The changes are those of this call's own text; the same statement may have been written in another way.
            if (!(cachedAt is not null && (member.NameEquals("changes") || member.NameEquals("cost"))) && !(advice is not null && member.NameEquals("notice")))
            {
                member.WriteTo(writer);
            }
        }

        if (cachedAt is { } at)
        {
            writer.WriteBoolean("cached", true);
            writer.WriteString("cached_at", at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
            if (invocation.Notes.Count > 0)
            {
                writer.WriteStartArray("changes");
                foreach (var note in invocation.Notes)
                {
                    writer.WriteStringValue(note);
                }

                writer.WriteEndArray();
            }
        }

        if (advice is not null)
        {
            writer.WriteString("notice", result.Structured.TryGetProperty("notice", out var notice) ? $"{notice.GetString()} {advice}" : advice);
        }

        return result with { Structured = JsonResult.End(writer, buffer) };
    }
}
