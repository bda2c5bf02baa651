using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.HttpKind.Responses;

namespace CodexMcp.Connectors.HttpKind.Limits;

/// <summary>
/// Keeps the connector below a declared rate, and reads what the vendor says of its own: Retry-After, and headers that count what is left.
/// </summary>
internal sealed class LimitWatch
{
    private const double DefaultReserve = 0.05;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly int requests;
    private readonly TimeSpan per;
    private readonly string? remaining;
    private readonly string? reset;
    private readonly string resetFormat;
    private readonly string? limit;
    private readonly double reserve;
    private readonly string what;
    private readonly DeclaredQuota? declared;
    private volatile VendorQuota? seen;
    private double permits;
    private long filledAt;

    public LimitWatch(JsonElement manifest, TimeProvider time)
    {
        this.time = time;
        var section = Json.Member(manifest, "limits") ?? default;
        requests = Json.Int(section, "requests") ?? 0;
        per = Core.Configuration.Duration.TryParse(Json.String(section, "per"), out var window) ? window : TimeSpan.FromSeconds(1);
        remaining = Json.String(section, "remaining_header");
        reset = Json.String(section, "reset_header");
        resetFormat = Json.String(section, "reset_format") ?? "epoch";
        limit = Json.String(section, "limit_header");
        reserve = Json.Member(section, "reserve") is { } share && Json.Decimal(share) is { } part ? (double)part : DefaultReserve;
        what = Json.String(section, "what") ?? "requests";
        declared = DeclaredQuota.Read(section, time);
        permits = requests;
        filledAt = time.GetTimestamp();
    }

    /// <summary>Takes one permit; nobody waits here, an agent that is told to come back does something else meanwhile.</summary>
    /// <exception cref="ConnectorException">The declared rate is used up.</exception>
    public void Enter(string system)
    {
        if (requests == 0)
        {
            declared?.Count();
            return;
        }

        lock (gate)
        {
            var now = time.GetTimestamp();
            permits = Math.Min(requests, permits + (time.GetElapsedTime(filledAt, now) / per * requests));
            filledAt = now;
            if (permits >= 1)
            {
                permits--;
                declared?.Count();
                return;
            }
        }

        throw new ConnectorException(ConnectorFailure.RateLimited, $"The host sends {system} no more than {requests} requests in {per.TotalSeconds:0.##} s.",
            "Call again in a moment.", retryAfter: per / requests);
    }

    /// <summary>What is used of the vendor's allowance: by its headers, or by the host's own count of a declared one; null while nothing is known.</summary>
    public VendorQuota? Quota => declared?.Quota(reserve, what) is { } counted && (seen is not { } told || Share(counted) < Share(told)) ? counted : seen;

    private static double Share(VendorQuota quota) => (quota.Limit - quota.Used) / (double)quota.Limit;

    /// <summary>Adds what the headers say.</summary>
    public HttpAnswer See(HttpAnswer answer, HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date ?? Written(response)) - time.GetUtcNow();
        var spent = Header(response, remaining) is "0";
        Note(response);
        if (wait is null && (spent || answer.Status == 429) && Header(response, reset) is { } text)
        {
            wait = Until(text);
        }

        return answer with
        {
            IsSpent = spent,
            RetryAfter = wait is { } asked ? asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestWait ? LongestWait : asked : null,
        };
    }

    /// <summary>The time of a Retry-After that is written in ISO 8601, which HTTP does not know and some systems send.</summary>
    private static DateTimeOffset? Written(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values) && values.ToString() is { Length: < 50 } text && text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>Remembers what the vendor's headers count. What is no sensible count changes nothing.</summary>
    private void Note(HttpResponseMessage response)
    {
        if (limit is not null && Count(response, limit) is > 0 and var all && Count(response, remaining) is { } left && left <= all)
        {
            var now = time.GetUtcNow();
            seen = new()
            {
                What = what,
                Used = all - left,
                Limit = all,
                SeenAt = now,
                ResetsAt = Header(response, reset) is { } text && Until(text) is { } wait && wait > TimeSpan.Zero && wait < TimeSpan.FromDays(32) ? now + wait : null,
                Reserve = reserve,
            };
        }
    }

    private static long? Count(HttpResponseMessage response, string? name) =>
        long.TryParse(Header(response, name), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private TimeSpan? Until(string text) => resetFormat switch
    {
        "seconds" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6 ? TimeSpan.FromSeconds(seconds) : null,
        "iso" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at - time.GetUtcNow() : null,
        _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && epoch < 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(epoch) - time.GetUtcNow() : null,
    };

    private static string? Header(HttpResponseMessage response, string? name) =>
        name is not null && response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
