using System.Text.Json;
using CodexMcp.Core.Configuration;

namespace CodexMcp.Connectors.Semantic;

/// <summary>What a schema can't say of a catalogue: names that must be there, and names that must mean one thing.</summary>
internal sealed class SemanticCheck(ConfigurationErrors errors)
{
    private readonly Dictionary<string, (ConfigNode View, SourceLocation At)> views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceLocation> metrics = new(StringComparer.Ordinal);

    /// <summary>Checks one file that fits the schema.</summary>
    internal void Add(YamlTree file)
    {
        foreach (var (name, at, view) in file.Root["views"]?.Entries ?? [])
        {
            if (!views.TryAdd(name, (view, at)))
            {
                errors.Add(at, $"The view '{ShownText.Escape(name)}' stands in {views[name].At.Path} too.", "Keep one of the two.");
            }

            Columns(view);
            foreach (var (metric, place, value) in view["metrics"]?.Entries ?? [])
            {
                if (!metrics.TryAdd(metric, place))
                {
                    errors.Add(place, $"The metric '{ShownText.Escape(metric)}' is defined at {metrics[metric]} too.", "A metric means one thing: keep one of the two, or rename one.");
                }

                Metric(view, value);
            }
        }
    }

    /// <summary>Checks what needs all files: that joins lead to views of the catalogue.</summary>
    internal void Finish()
    {
        foreach (var (view, _) in views.Values)
        {
            foreach (var join in view["joins"]?.Items ?? [])
            {
                if (join["to"] is not { Text: { } to } target)
                {
                    continue;
                }

                if (!views.TryGetValue(to, out var other))
                {
                    errors.Add(target.Location, $"The join leads to '{target.Shown}', which is not in the catalogue.", NameSuggestion.For(to, views.Keys, "Its views", "Add the view."));
                    continue;
                }

                foreach (var (column, at, there) in join["on"]?.Entries ?? [])
                {
                    Column(view, column, at);
                    Column(other.View, there.Text, there.Location);
                }
            }
        }
    }

    private void Columns(ConfigNode view)
    {
        if (view["date_column"] is { Text: { } date } at)
        {
            Column(view, date, at.Location);
        }
    }

    private void Metric(ConfigNode view, ConfigNode metric)
    {
        if (metric["date_column"] is { Text: { } date } at)
        {
            Column(view, date, at.Location);
        }
        else if (view["date_column"] is null)
        {
            errors.Add(metric.Location, "The metric has no date column, and neither has its view.", "Say date_column at one of them.");
        }

        foreach (var (column, place, _) in metric["where"]?.Entries ?? [])
        {
            Column(view, column, place);
        }

        if (metric["measure"] is not { } measure)
        {
            return;
        }

        var ratio = measure["numerator"] is not null;
        if (ratio ? measure.Entries.Length != 2 : measure.Entries.Length != 1)
        {
            errors.Add(measure.Location, "The measure says two things.", "Write one of sum, count and count_distinct, or a numerator with a denominator.");
        }

        foreach (var part in ratio ? [measure["numerator"], measure["denominator"]] : (ConfigNode?[])[measure])
        {
            foreach (var (kind, _, column) in part?.Entries ?? [])
            {
                if (!(kind == "count" && column.Text == "*") && column.Json.ValueKind == JsonValueKind.String)
                {
                    Column(view, column.Text, column.Location);
                }
            }
        }
    }

    private void Column(ConfigNode view, string? name, SourceLocation at)
    {
        if (name is not null && view["columns"]?[name] is null)
        {
            errors.Add(at, $"The view has no column '{ShownText.Escape(name)}' in the catalogue.",
                NameSuggestion.For(name, [.. (view["columns"]?.Entries ?? []).Select(static entry => entry.Key)], "Its columns", "Add the column."));
        }
    }
}
