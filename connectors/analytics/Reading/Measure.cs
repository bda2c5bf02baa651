using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Analytics.Reading;

/// <summary>What one number is made of.</summary>
internal enum PartKind
{
    Count,
    CountDistinct,
    Sum,
}

/// <summary>One aggregate: of a closed set, never a piece of SQL.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Column">To which column; null counts rows.</param>
internal sealed record Part(PartKind Kind, string? Column)
{
    /// <summary>Whether the values of segments add up to the value of the whole.</summary>
    public bool Adds => Kind != PartKind.CountDistinct;

    public string Sql(Names names) => Kind switch
    {
        PartKind.Sum => $"SUM({names.Column(Column!)})",
        PartKind.CountDistinct => $"COUNT(DISTINCT {names.Column(Column!)})",
        _ => Column is null ? "COUNT(*)" : $"COUNT({names.Column(Column)})",
    };

    /// <summary>In words.</summary>
    public override string ToString() => Kind switch
    {
        PartKind.Sum => $"sum of {Column}",
        PartKind.CountDistinct => $"distinct {Column}",
        _ => Column is null ? "rows" : $"count of {Column}",
    };
}

/// <summary>A number, or one over another.</summary>
/// <param name="Numerator">The number, or what is divided.</param>
/// <param name="Denominator">By what it is divided, or null.</param>
internal sealed record Measure(Part Numerator, Part? Denominator)
{
    public bool IsRatio => Denominator is not null;

    public bool Adds => Numerator.Adds && Denominator?.Adds != false;

    public override string ToString() => Denominator is null ? Numerator.ToString() : $"{Numerator} / {Denominator}";

    /// <summary>Reads <c>{sum: X}</c>, <c>{count: *}</c>, <c>{count_distinct: X}</c> or a numerator over a denominator; nothing else is a measure.</summary>
    /// <exception cref="ConnectorException">It is none.</exception>
    public static Measure Read(JsonElement measure)
    {
        if (measure.ValueKind == JsonValueKind.Object && measure.TryGetProperty("numerator", out var numerator)
            && measure.TryGetProperty("denominator", out var denominator) && measure.EnumerateObject().Count() == 2)
        {
            return new Measure(ReadPart(numerator), ReadPart(denominator));
        }

        return new Measure(ReadPart(measure), null);
    }

    private static Part ReadPart(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.Object && part.EnumerateObject().Count() == 1)
        {
            var only = part.EnumerateObject().First();
            var column = only.Value.ValueKind == JsonValueKind.String ? only.Value.GetString() : null;
            if (!string.IsNullOrEmpty(column))
            {
                switch (only.Name)
                {
                    case "sum":
                        return new Part(PartKind.Sum, column);
                    case "count":
                        return new Part(PartKind.Count, column == "*" ? null : column);
                    case "count_distinct":
                        return new Part(PartKind.CountDistinct, column);
                }
            }
        }

        throw AnalyticsCall.Refused(
            "The measure is none of those that can be computed.",
            """Give one of {"sum": COLUMN}, {"count": "*"}, {"count_distinct": COLUMN}, or {"numerator": …, "denominator": …} of two of these.""");
    }
}
