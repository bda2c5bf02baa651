using System.Text.Json;
using CodexMcp.Abstractions;
using CodexMcp.Connectors.Native;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>Finds what a call measures: a metric of the semantic catalogue by its name, or a table, date column and measure that the call gives.</summary>
internal static class SourceReader
{
    private const int MostFilterValues = 100;

    public static async ValueTask<MetricSource> ReadAsync(AnalyticsCall call)
    {
        var metric = Arguments.Text(call.Invocation, "metric");
        var source = (metric, Arguments.Text(call.Invocation, "table")) switch
        {
            ({ } name, null) => await FindAsync(call, name).ConfigureAwait(false),
            (null, { } table) => new MetricSource
            {
                Title = "",
                Table = table,
                DateColumn = Arguments.Required(call.Invocation, "date_column"),
                Grain = Grains.Read(Arguments.Text(call.Invocation, "grain")),
                Measure = Measure.Read(Arguments.Any(call.Invocation, "measure")),
            },
            _ => throw AnalyticsCall.Refused("The call must say either metric, or table with date_column and measure.", "Look the metric up in the catalogue, or give the three."),
        };
        return source with
        {
            Title = source.Title.Length > 0 ? source.Title : source.Measure.ToString(),
            Filters = [.. source.Filters, .. Filters(Arguments.Any(call.Invocation, "filters"))],
        };
    }

    private static async ValueTask<MetricSource> FindAsync(AnalyticsCall call, string name)
    {
        var tool = call.Settings.CatalogTool;
        if (!call.Tools.CanCall(tool))
        {
            throw new ConnectorException(ConnectorFailure.Configuration, $"The role can't call {tool} without asking, and metrics are found by name through it.",
                "Give table, date_column and measure instead, or ask the role's owner to enable it in role.yaml.");
        }

        var arguments = JsonResult.Build(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("query", name);
            writer.WriteString("kind", "metric");
            writer.WriteNumber("limit", 50);
            writer.WriteEndObject();
        });
        var answer = (await call.Tools.CallAsync(tool, arguments, call.CancellationToken).ConfigureAwait(false)).Structured;
        var found = answer.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array ? results.EnumerateArray().ToList() : [];
        var hit = found.Find(result => string.Equals(Text(result, "name"), name, StringComparison.OrdinalIgnoreCase));
        if (hit.ValueKind != JsonValueKind.Object)
        {
            var names = string.Join(", ", found.Select(result => Text(result, "name")).OfType<string>().Take(8));
            throw AnalyticsCall.Refused(
                $"The catalogue has no metric named '{VendorText.Clean(name, 80)}'.",
                names.Length > 0 ? $"The nearest are: {names}." : $"Look for it with {tool}, or give table, date_column and measure.");
        }

        return new MetricSource
        {
            Metric = Text(hit, "name"),
            Title = Text(hit, "title") ?? name,
            Unit = Text(hit, "unit"),
            Meaning = Text(hit, "meaning"),
            Table = Text(hit, "view") ?? throw Bad(tool, "no view"),
            DateColumn = Text(hit, "date_column") ?? throw Bad(tool, "no date column"),
            Grain = Grains.Read(Text(hit, "date_grain")),
            Averages = Text(hit, "over_time") == "average",
            Measure = Measure.Read(hit.TryGetProperty("measure", out var measure) ? measure : throw Bad(tool, "no measure")),
            Filters = hit.TryGetProperty("where", out var where) ? Filters(where) : [],
            Dimensions = hit.TryGetProperty("dimensions", out var dimensions) && dimensions.ValueKind == JsonValueKind.Array
                ? [.. dimensions.EnumerateArray().Select(static dimension => dimension.GetString()!)]
                : [],
        };
    }

    /// <summary>Columns with the values that count: values are bound, never written into the statement.</summary>
    public static List<(string, IReadOnlyList<JsonElement>)> Filters(JsonElement filters)
    {
        var all = new List<(string, IReadOnlyList<JsonElement>)>();
        if (filters.ValueKind != JsonValueKind.Object)
        {
            return all;
        }

        foreach (var filter in filters.EnumerateObject())
        {
            var values = filter.Value.ValueKind == JsonValueKind.Array ? filter.Value.EnumerateArray().ToList() : [filter.Value];
            if (values.Count is 0 or > MostFilterValues || values.Exists(static value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Undefined))
            {
                throw AnalyticsCall.Refused($"The filter on '{VendorText.Clean(filter.Name, 80)}' is no list of 1 to {MostFilterValues} plain values.", """Write it as {"COUNTRY": ["DE", "FR"]}; null stands for an empty value.""");
            }

            all.Add((filter.Name, values));
        }

        return all;
    }

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static ConnectorException Bad(string tool, string what) =>
        new(ConnectorFailure.BadAnswer, $"{tool} gave a metric with {what}.", "Call it by itself to see its answer, and tell the operator.");
}
