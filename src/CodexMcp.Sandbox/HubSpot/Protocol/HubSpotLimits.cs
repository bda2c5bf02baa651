using System.Globalization;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Counts requests against the burst, the daily and the search limit.</summary>
internal sealed class HubSpotLimits(HubSpotSimulatorOptions options)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _bursts = [];
    private readonly Queue<DateTimeOffset> _searches = new();
    private DateOnly _day;
    private int _today;

    /// <summary>Requests of private apps since midnight.</summary>
    public int Today(DateTimeOffset now)
    {
        lock (_lock)
        {
            return DateOnly.FromDateTime(now.UtcDateTime) == _day ? _today : 0;
        }
    }

    /// <summary>Counts a request, or says which limit it meets. The headers go with every answer but a search's.</summary>
    public HubSpotError? Take(HubSpotGrant grant, bool search, DateTimeOffset now, IDictionary<string, string> headers)
    {
        lock (_lock)
        {
            var day = DateOnly.FromDateTime(now.UtcDateTime);
            (_day, _today) = (day, day == _day ? _today : 0);
            var refused = search ? TakeSearch(now) : TakeBurst(grant, now, headers);
            if (refused is null && !grant.IsOAuth)
            {
                refused = _today >= options.DailyLimit
                    ? new HubSpotError(429, null, "You have reached your daily limit.") { Policy = "DAILY" }
                    : null;
                _today += refused is null ? 1 : 0;
            }

            if (!search && !grant.IsOAuth)
            {
                headers["X-HubSpot-RateLimit-Daily"] = Text(options.DailyLimit);
                headers["X-HubSpot-RateLimit-Daily-Remaining"] = Text(options.DailyLimit - _today);
            }

            return refused;
        }
    }

    private HubSpotError? TakeSearch(DateTimeOffset now)
    {
        Forget(_searches, now - TimeSpan.FromSeconds(1));
        if (_searches.Count >= options.SearchLimit)
        {
            return new HubSpotError(429, "RATE_LIMITS", "You have reached your secondly limit.") { Policy = "SECONDLY" };
        }

        _searches.Enqueue(now);
        return null;
    }

    private HubSpotError? TakeBurst(HubSpotGrant grant, DateTimeOffset now, IDictionary<string, string> headers)
    {
        var limit = grant.IsOAuth ? options.OAuthBurstLimit : options.BurstLimit;
        if (!_bursts.TryGetValue(grant.App, out var burst))
        {
            _bursts[grant.App] = burst = new();
        }

        Forget(burst, now - Window);
        var refused = burst.Count >= limit;
        if (!refused)
        {
            burst.Enqueue(now);
        }

        var second = Math.Max(1, limit / 10);
        headers["X-HubSpot-RateLimit-Interval-Milliseconds"] = "10000";
        headers["X-HubSpot-RateLimit-Max"] = Text(limit);
        headers["X-HubSpot-RateLimit-Remaining"] = Text(limit - burst.Count);
        headers["X-HubSpot-RateLimit-Secondly"] = Text(second);
        headers["X-HubSpot-RateLimit-Secondly-Remaining"] = Text(Math.Max(0, second - burst.Count(at => at > now - TimeSpan.FromSeconds(1))));
        return refused ? new HubSpotError(429, null, "You have reached your ten_secondly_rolling limit.") { Policy = "TEN_SECONDLY_ROLLING" } : null;
    }

    private static void Forget(Queue<DateTimeOffset> window, DateTimeOffset until)
    {
        while (window.TryPeek(out var oldest) && oldest <= until)
        {
            window.Dequeue();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
