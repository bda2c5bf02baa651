using System.Globalization;
using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>Reads periods from arguments. Yesterday (UTC) is the last full day.</summary>
internal static class Windows
{
    /// <summary>The most days of one window.</summary>
    public const int MostDays = 1_100;

    public static DateOnly? Day(ToolInvocation invocation, string name)
    {
        if (Arguments.Text(invocation, name) is not { } text)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9000
            ? day
            : throw AnalyticsCall.Refused($"{name} is no date: '{VendorText.Clean(text, 40)}'.", "Write it as year-month-day, e.g. 2026-05-31.");
    }

    /// <summary>The window of <c>from</c> and <c>to</c>; the last day is yesterday and the first so many days before, unless they say otherwise.</summary>
    public static Window Read(AnalyticsCall call, int days)
    {
        var last = Day(call.Invocation, "to") ?? call.Today.AddDays(-1);
        return Check(new Window(Day(call.Invocation, "from") ?? last.AddDays(1 - days), last), "from", "to");
    }

    public static Window Check(Window window, string from, string to)
    {
        if (window.From > window.To)
        {
            throw AnalyticsCall.Refused($"The period of {from} and {to} ends before it begins ({window}).", "Exchange the two.");
        }

        return window.Days <= MostDays
            ? window
            : throw AnalyticsCall.Refused($"The period of {from} and {to} has {window.Days} days; at most {MostDays} are read.", "Choose a shorter one.");
    }

    public static IReadOnlyList<string> Columns(ToolInvocation invocation, string name, int most)
    {
        var list = Arguments.Any(invocation, name);
        if (list.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        var columns = list.EnumerateArray().Select(static column => column.GetString()!).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return columns.Count <= most ? columns : throw AnalyticsCall.Refused($"{name} names {columns.Count} columns; at most {most} are taken.", "Name fewer.");
    }
}
