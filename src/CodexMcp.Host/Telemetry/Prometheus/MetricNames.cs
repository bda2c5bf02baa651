using System.Text;

namespace CodexMcp.Host.Telemetry.Prometheus;

/// <summary>Names of metrics and labels as Prometheus wants them, by the rules of the OpenTelemetry specification.</summary>
internal static class MetricNames
{
    /// <summary>The name of a metric: dots become underscores, the unit and a counter's <c>_total</c> come last.</summary>
    public static string Metric(string name, string? unit, MetricKind kind)
    {
        var text = Clean(name, colons: true);
        if (Unit(unit, kind) is { } suffix && !text.EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            text += "_" + suffix;
        }

        return kind == MetricKind.Counter && !text.EndsWith("_total", StringComparison.Ordinal) ? text + "_total" : text;
    }

    /// <summary>The name of a label. Those of histograms get another beginning; those with two underscores can't come about.</summary>
    public static string Label(string name)
    {
        var text = Clean(name, colons: false);
        return text is "le" or "quantile" ? "tag_" + text : text;
    }

    private static string? Unit(string? unit, MetricKind kind) => unit switch
    {
        null or "" => null,
        ['{', .., '}'] => null,
        "1" => kind == MetricKind.Gauge ? "ratio" : null,
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "min" => "minutes",
        "h" => "hours",
        "d" => "days",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "%" => "percent",
        _ => Clean(unit, colons: false).Trim('_') is { Length: > 0 } other ? other : null,
    };

    private static string Clean(string name, bool colons)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterOrDigit(character) || (colons && character == ':'))
            {
                if (text.Length == 0 && char.IsAsciiDigit(character))
                {
                    text.Append('_');
                }

                text.Append(character);
            }
            else if (text.Length == 0 || text[^1] != '_')
            {
                text.Append('_');
            }
        }

        return text.Length == 0 ? "_" : text.ToString();
    }
}
