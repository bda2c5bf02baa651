using System.Globalization;

namespace CodexMcp.Host.Console.Html;

/// <summary>Spans of time as people say them.</summary>
internal static class Ago
{
    /// <summary>How long ago it was.</summary>
    public static string Since(DateTimeOffset at, DateTimeOffset now) => now - at < TimeSpan.FromMinutes(1) ? "just now" : $"{Span(now - at)} ago";

    /// <summary>How long it will be.</summary>
    public static string Until(DateTimeOffset at, DateTimeOffset now) => at <= now ? "no more" : Span(at - now);

    /// <summary>A span, in its largest unit.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{Whole(span.TotalDays)} days",
        { TotalHours: >= 2 } => $"{Whole(span.TotalHours)} hours",
        { TotalMinutes: >= 2 } => $"{Whole(span.TotalMinutes)} minutes",
        { TotalMinutes: >= 1 } => "a minute",
        { TotalSeconds: >= 1 } => $"{Whole(span.TotalSeconds)} s",
        _ => $"{Whole(span.TotalMilliseconds)} ms",
    };

    private static string Whole(double number) => Math.Floor(number).ToString(CultureInfo.InvariantCulture);
}
