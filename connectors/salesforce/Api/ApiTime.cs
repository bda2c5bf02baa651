using System.Globalization;

namespace CodexMcp.Connectors.Salesforce.Api;

/// <summary>Salesforce writes the offset without a colon: 2026-05-10T08:00:00.000+0000.</summary>
internal static class ApiTime
{
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is not { Length: >= 19 and <= 40 } || text[10] is not ('T' or 't'))
        {
            return null;
        }

        var full = text[^5] is '+' or '-' ? $"{text[..^2]}:{text[^2..]}" : text;
        return DateTimeOffset.TryParse(full, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
    }

    /// <summary>The moment in whole seconds, as a header says it; never earlier.</summary>
    public static DateTimeOffset Ceiling(DateTimeOffset time) =>
        time.Ticks % TimeSpan.TicksPerSecond is var rest and > 0 ? time.AddTicks(TimeSpan.TicksPerSecond - rest) : time;

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
