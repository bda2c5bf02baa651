using System.Text.Json;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>What is measured, and where it is read.</summary>
internal sealed record MetricSource
{
    /// <summary>Its name in the catalogue, or null when the call said it in full.</summary>
    public string? Metric { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    public string? Unit { get; init; }

    public string? Meaning { get; init; }

    public required string Table { get; init; }

    public required string DateColumn { get; init; }

    public required Grain Grain { get; init; }

    public required Measure Measure { get; init; }

    /// <summary>Whether a period of several has an average, not a sum.</summary>
    public bool Averages { get; init; }

    /// <summary>Only rows whose column has one of these values; null among them stands for NULL.</summary>
    public IReadOnlyList<(string Column, IReadOnlyList<JsonElement> Values)> Filters { get; init; } = [];

    /// <summary>The columns that the catalogue says one may group by.</summary>
    public IReadOnlyList<string> Dimensions { get; init; } = [];
}
