using System.Globalization;
using System.Text;
using CodexMcp.Connectors.Analytics.Reading;

namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>A report in words, for people.</summary>
internal static class ChangeWords
{
    public static string Tell(ChangeReport report, MetricSource source)
    {
        var text = new StringBuilder();
        text.Append(source.Title).Append(": ").Append(Number(report.Before)).Append(" to ").Append(Number(report.Now)).Append(Percent(report.Before, report.Now)).Append(".\n");
        for (var i = 0; i < report.Causes.Count; i++)
        {
            var cause = report.Causes[i];
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. ").Append(Segment(report, cause)).Append(": ");
            text.Append(cause.Before is { } before ? Number(before) : "nothing").Append(" to ").Append(cause.Now is { } now ? Number(now) : "nothing");
            if (cause is { Before: { } b, Now: { } n })
            {
                text.Append(Percent(b, n));
            }

            if (report.Change != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", {100 * cause.Contribution / report.Change:0}% of the change");
            }

            if (cause is { Rate: { } rate, Mix: { } mix })
            {
                text.Append(", ratio ").Append(Number(rate)).Append(", share ").Append(Number(mix));
            }

            text.Append(", confidence ").Append(cause.Confidence).Append(".\n");
        }

        foreach (var within in report.Within.Where(static within => within.NarrowedTo.Count + within.Appeared.Count + within.Vanished.Count > 0))
        {
            text.Append("   Inside 1: ").Append(report.Plan.Dimensions[within.Dimension]).Append(' ').AppendJoin("; ", Parts(within)).Append(".\n");
        }

        foreach (var note in report.Notes)
        {
            text.Append(note).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Parts(WithinReport within)
    {
        if (within.NarrowedTo.Count > 0)
        {
            yield return "only " + List(within.NarrowedTo);
        }

        if (within.Appeared.Count > 0)
        {
            yield return "new: " + List(within.Appeared);
        }

        if (within.Vanished.Count > 0)
        {
            yield return "gone: " + List(within.Vanished);
        }
    }

    private static string Segment(ChangeReport report, Effect effect) =>
        string.Join(" and ", effect.Dimensions.Zip(effect.Values, (dimension, value) => $"{report.Plan.Dimensions[dimension]} {ChangeWriter.Shown(value) ?? "(empty)"}"));

    private static string List(IReadOnlyList<string?> values) => string.Join(", ", values.Take(10).Select(static value => ChangeWriter.Shown(value) ?? "(empty)"));

    private static string Percent(decimal before, decimal now) =>
        ChangeWriter.Percent(before, now) is { } percent ? string.Create(CultureInfo.InvariantCulture, $" ({percent:+0.0;-0.0;0.0}%)") : "";

    private static string Number(decimal value) => Math.Abs(value) >= 100
        ? Math.Round(value).ToString("N0", CultureInfo.InvariantCulture)
        : Math.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture);
}
