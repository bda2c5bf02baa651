using System.Globalization;
using System.Text;

namespace CodexMcp.Host.Telemetry.Prometheus;

/// <summary>Writes labels as the exposition format has them between its braces: <c>name="value",…</c>, ordered by name.</summary>
internal static class LabelText
{
    /// <summary>The labels of the series that takes what is too much.</summary>
    public const string Overflow = "otel_metric_overflow=\"true\"";

    private const int LongestValue = 128;

    /// <summary>Writes the labels of some tags.</summary>
    public static string Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            // Two tags may become one label; a label must not come twice, so their values stand together.
            var name = MetricNames.Label(key);
            labels[name] = labels.TryGetValue(name, out var before) ? Cut($"{before};{Text(value)}") : Text(value);
        }

        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            _ = text.Length > 0 ? text.Append(',') : text;
            text.Append(name).Append("=\"").Append(Escape(value)).Append('"');
        }

        return text.ToString();
    }

    private static string Text(object? value) => Cut(value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    });

    private static string Cut(string text) =>
        text.Length <= LongestValue ? text : text[..(char.IsHighSurrogate(text[LongestValue - 1]) ? LongestValue - 1 : LongestValue)];

    private static string Escape(string value) => value.AsSpan().IndexOfAny('\\', '"', '\n') < 0
        ? value
        : value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
