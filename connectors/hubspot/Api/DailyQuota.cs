using System.Globalization;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.HubSpot.Api;

/// <summary>How much of the account's daily allowance is used, as the headers of HubSpot's answers say. Searches carry none.</summary>
internal sealed class DailyQuota(TimeProvider time)
{
    private volatile VendorQuota? seen;

    /// <summary>What was last seen. HubSpot starts anew at midnight in the account's time zone, which it does not tell here.</summary>
    public VendorQuota? Seen => seen;

    public void See(HttpResponseMessage response)
    {
        if (Header(response, "X-HubSpot-RateLimit-Daily") is { } limit && limit > 0 && Header(response, "X-HubSpot-RateLimit-Daily-Remaining") is { } left)
        {
            seen = Of(limit, limit - Math.Clamp(left, 0, limit));
        }
    }

    /// <summary>HubSpot said that the day's allowance is gone.</summary>
    public void Exhausted()
    {
        if (seen is { } known)
        {
            seen = Of(known.Limit, known.Limit);
        }
    }

    private VendorQuota Of(long limit, long used) => new() { What = "daily API requests", Used = used, Limit = limit, SeenAt = time.GetUtcNow() };

    private static long? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
