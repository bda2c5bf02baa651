using System.Globalization;

namespace CodexMcp.Sandbox.HubSpot;

/// <summary>Moments and days as HubSpot writes and reads them.</summary>
internal static class HubSpotTime
{
    private const long Longest = 253_402_300_799_999;

    /// <summary>A moment, to the millisecond: <c>2026-03-18T09:30:00.000Z</c>.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A day: <c>2026-03-18</c>.</summary>
    public static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads milliseconds since 1970, a moment in ISO 8601, or a day.</summary>
    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            if (milliseconds is < -62_135_596_800_000 or > Longest)
            {
                return false;
            }

            moment = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return true;
        }

        return text.Length >= 10 && text[4] == '-' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }
}
