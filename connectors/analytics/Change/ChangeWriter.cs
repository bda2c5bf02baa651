using System.Text.Json;
using CodexMcp.Connectors.Analytics.Reading;
using CodexMcp.Connectors.Analytics.Results;

namespace CodexMcp.Connectors.Analytics.Change;

/// <summary>A report as JSON.</summary>
internal sealed class ChangeWriter(ChangeReport report, MetricSource source, Window current, Window baseline)
{
    private readonly ChangePlan plan = report.Plan;

    public void Write(Utf8JsonWriter writer, IReadOnlyList<RanQuery> queries)
    {
        writer.WriteStartObject();
        SourceWriter.Metric(writer, source);
        writer.Window("base", baseline);
        writer.Window("current", current);
        writer.WriteString("compared", Compared());
        writer.WriteStartObject("change");
        writer.Number("before", report.Before);
        writer.Number("now", report.Now);
        writer.Number("change", report.Change);
        writer.Statistic("percent", Percent(report.Before, report.Now), 2);
        writer.Statistic("z", report.Z);
        Interval(writer, report.Change, report.HalfWidth);
        if (report.IsUnusual is { } unusual)
        {
            writer.WriteBoolean("unusual", unusual);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("causes");
        for (var i = 0; i < report.Causes.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("rank", i + 1);
            Members(writer, report.Causes[i]);
            if (i == 0 && report.Within.Count > 0)
            {
                Within(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("by_dimension");
        foreach (var dimension in report.Dimensions)
        {
            Dimension(writer, dimension);
        }

        writer.WriteEndArray();
        if (report.Missing.Count > 0)
        {
            writer.Texts("missing", report.Missing.Take(40).Select(ResultJson.Text));
        }

        writer.WriteString("formula", plan.Measure.IsRatio
            ? "contribution = rate + mix; rate = mean share * change of the segment's ratio; mix = change of share * (segment's mean ratio - mean ratio of all); contributions of a dimension sum to the change"
            : "contribution = change of the segment's mean per period; contributions of a dimension sum to the change (distinct counts: with overlap)");
        SourceWriter.Notes(writer, report.Notes);
        SourceWriter.Queries(writer, queries);
        writer.WriteEndObject();
    }

    private string Compared()
    {
        var days = plan.Periods.Where((_, index) => plan.Base[index]).ToList();
        var all = plan.Usual.Count(static usual => usual);
        return plan.Measure.IsRatio || plan.Grain != Grain.Day
            ? $"{days.Count} of {all} {plan.Grain.Name()}s of the base with {plan.Current.Count(static is_ => is_)} of the current window"
            : days.Count < all
                ? $"means per day: the same weekdays of the base ({days.Count} of {all} days) with {plan.Current.Count(static is_ => is_)} days of the current window"
                : $"means per day: {all} days with {plan.Current.Count(static is_ => is_)}";
    }

    private void Members(Utf8JsonWriter writer, Effect effect)
    {
        writer.WriteStartObject("segment");
        for (var i = 0; i < effect.Values.Count; i++)
        {
            var name = plan.Dimensions[effect.Dimensions[i]];
            if (effect.Values[i] is { } value)
            {
                writer.WriteString(name, VendorText.Clean(value, 200));
            }
            else
            {
                writer.WriteNull(name);
            }
        }

        writer.WriteEndObject();
        Numbers(writer, effect);
    }

    private void Numbers(Utf8JsonWriter writer, Effect effect)
    {
        writer.Number("before", effect.Before);
        writer.Number("now", effect.Now);
        if (effect is { Before: { } before, Now: { } now })
        {
            writer.Statistic("percent", Percent(before, now), 2);
        }

        writer.Number("contribution", effect.Contribution);
        if (report.Change != 0)
        {
            writer.Statistic("share_of_change", (double)(effect.Contribution / report.Change), 4);
        }

        writer.Number("rate_effect", effect.Rate);
        writer.Number("mix_effect", effect.Mix);
        writer.Statistic("share_before", (double)effect.ShareBefore, 4);
        writer.Statistic("share_now", (double)effect.ShareNow, 4);
        writer.Statistic("z", effect.Z);
        Interval(writer, effect.Contribution, effect.HalfWidth);
        writer.WriteString("confidence", effect.Confidence);
        if (effect.Small)
        {
            writer.WriteBoolean("small", true);
        }
    }

    private void Within(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("within");
        foreach (var within in report.Within)
        {
            writer.WriteStartObject();
            writer.WriteString("dimension", plan.Dimensions[within.Dimension]);
            Values(writer, "narrowed_to", within.NarrowedTo);
            Values(writer, "appeared", within.Appeared);
            Values(writer, "vanished", within.Vanished);
            writer.WriteStartArray("values");
            foreach (var effect in within.Effects.Take(6))
            {
                writer.WriteStartObject();
                writer.WriteString("value", Shown(effect.Values[0]));
                writer.Number("before", effect.Before);
                writer.Number("now", effect.Now);
                writer.Number("contribution", effect.Contribution);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Dimension(Utf8JsonWriter writer, DimensionReport dimension)
    {
        writer.WriteStartObject();
        writer.WriteString("dimension", plan.Dimensions[dimension.Dimension]);
        if (plan.Measure.IsRatio)
        {
            writer.Number("rate_effect", dimension.Rate);
            writer.Number("mix_effect", dimension.Mix);
        }

        writer.WriteStartArray("segments");
        foreach (var effect in dimension.Effects)
        {
            writer.WriteStartObject();
            writer.WriteString("value", Shown(effect.Values[0]));
            Numbers(writer, effect);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (dimension.Others is { } others)
        {
            writer.WriteStartObject("others");
            writer.WriteNumber("segments", dimension.OthersCount);
            writer.Number("before", others.Before);
            writer.Number("now", others.Now);
            writer.Number("contribution", others.Contribution);
            writer.Number("rate_effect", others.Rate);
            writer.Number("mix_effect", others.Mix);
            writer.WriteEndObject();
        }

        if (!plan.Measure.Adds)
        {
            writer.Number("overlap", dimension.Overlap);
        }

        writer.WriteEndObject();
    }

    private static void Values(Utf8JsonWriter writer, string name, IReadOnlyList<string?> values)
    {
        if (values.Count > 0)
        {
            writer.Texts(name, values.Take(10).Select(Shown));
        }
    }

    private static void Interval(Utf8JsonWriter writer, decimal middle, double? half)
    {
        if (half is { } width && double.IsFinite(width))
        {
            writer.WriteStartArray("interval_95");
            writer.WriteNumberValue(Rounded((double)middle - width));
            writer.WriteNumberValue(Rounded((double)middle + width));
            writer.WriteEndArray();
        }
    }

    private static double Rounded(double value) => Math.Abs(value) >= 1 ? Math.Round(value, 2) : Math.Round(value, 6);

    internal static string? Shown(string? value) => value is null ? null : VendorText.Clean(value, 200);

    internal static double? Percent(decimal before, decimal now) => before == 0 ? null : 100 * (double)((now - before) / Math.Abs(before));
}
