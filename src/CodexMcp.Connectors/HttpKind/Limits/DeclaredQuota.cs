using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HttpKind.Limits;

/// <summary>An allowance that the system does not tell of, such as exports in a day: the host counts its own requests from the first on, for the life of the process.</summary>
internal sealed class DeclaredQuota(int limit, TimeSpan per, TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset since;
    private long used;

    /// <summary>Reads <c>limits.quota</c>; null when there is none.</summary>
    public static DeclaredQuota? Read(JsonElement limits, TimeProvider time) =>
        Json.Member(limits, "quota") is { } section && Json.Int(section, "requests") is { } most && Core.Configuration.Duration.TryParse(Json.String(section, "per"), out var window)
            ? new(most, window, time)
            : null;

    /// <summary>Counts a request that goes out.</summary>
    public void Count()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            // A clock that was set back begins a new window too.
            if (used == 0 || now >= since + per || now < since)
            {
                (since, used) = (now, 0);
            }

            used++;
        }
    }

    /// <summary>What is used of it; null when nothing is.</summary>
    public VendorQuota? Quota(double reserve, string what)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return used == 0 || now >= since + per || now < since
                ? null
                : new() { What = what, Used = used, Limit = limit, SeenAt = now, ResetsAt = since + per, Reserve = reserve };
        }
    }
}
