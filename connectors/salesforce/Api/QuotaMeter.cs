using System.Globalization;
using System.Net.Http.Headers;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>Reads of each answer how many of the org's daily calls are gone (<c>Sforce-Limit-Info</c>). The count rolls over 24 hours, so it has no fixed new beginning.</summary>
internal sealed class QuotaMeter(double reserve, TimeProvider time)
{
    private volatile VendorQuota? seen;

    public VendorQuota? Seen => seen;

    /// <summary>Takes the header of an answer; one that can't be read changes nothing.</summary>
    public void Read(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Sforce-Limit-Info", out var values))
        {
            return;
        }

        VendorQuota? tightest = null;
        foreach (var part in string.Join(';', values).Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(part) is { } quota && (tightest is null || Left(quota) < Left(tightest)))
            {
                tightest = quota;
            }
        }

        seen = tightest ?? seen;
    }

    /// <summary>The refusal that says that nothing is left.</summary>
    public void Read(ApiException error)
    {
        if (error.Has("REQUEST_LIMIT_EXCEEDED"))
        {
            var limit = seen?.Limit ?? 1;
            seen = Quota(limit, limit);
        }
    }

    private VendorQuota? Parse(string part)
    {
        var name = part.StartsWith("api-usage=", StringComparison.OrdinalIgnoreCase) ? "api-usage="
            : part.StartsWith("per-app-api-usage=", StringComparison.OrdinalIgnoreCase) ? "per-app-api-usage=" : null;
        if (name is null)
        {
            return null;
        }

        var numbers = part[name.Length..];
        var end = numbers.IndexOf('(', StringComparison.Ordinal);
        return (end < 0 ? numbers : numbers[..end]).Split('/') is [var used, var limit]
            && long.TryParse(used, NumberStyles.None, CultureInfo.InvariantCulture, out var u) && long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var l) && l > 0
            ? Quota(u, l)
            : null;
    }

    private VendorQuota Quota(long used, long limit) =>
        new() { What = "API requests of the org in 24 hours", Used = used, Limit = limit, SeenAt = time.GetUtcNow(), Reserve = reserve };

    private static double Left(VendorQuota quota) => (quota.Limit - quota.Used) / (double)quota.Limit;
}
