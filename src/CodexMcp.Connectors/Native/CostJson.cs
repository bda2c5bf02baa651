using System.Text.Json;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Native;

/// <summary>Writes what a call would cost, or did cost, in the same members for every connector.</summary>
public static class CostJson
{
    /// <summary>Writes an estimate as a member: its figures, its dollars by the role's rates, and what the role makes of it (<c>run</c>, <c>ask</c>, <c>refuse</c>).</summary>
    public static void Write(Utf8JsonWriter writer, string name, CostEstimate estimate, CostTerms terms)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(estimate);
        ArgumentNullException.ThrowIfNull(terms);
        writer.WriteStartObject(name);
        Number(writer, "bytes", estimate.Bytes);
        Number(writer, "partitions", estimate.Partitions);
        Number(writer, "partitions_total", estimate.PartitionsTotal);
        Amount(writer, estimate.Time, terms.Rates.Of(estimate.Bytes, estimate.Time, estimate.Dollars).Dollars);
        writer.WriteString("confidence", estimate.Confidence switch
        {
            CostConfidence.UpperBound => "upper_bound",
            CostConfidence.Guess => "guess",
            _ => "unknown",
        });
        writer.WriteString("basis", estimate.Basis);
        writer.WriteString("verdict", terms.Judge(estimate) switch
        {
            CostVerdict.Run => "run",
            CostVerdict.Ask => "ask",
            _ => "refuse",
        });
        if (estimate.Advice.Count > 0)
        {
            writer.WriteStartArray("advice");
            foreach (var advice in estimate.Advice)
            {
                writer.WriteStringValue(advice);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes what a call did cost as a member.</summary>
    public static void Write(Utf8JsonWriter writer, string name, CostActual actual, CostTerms terms)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(terms);
        writer.WriteStartObject(name);
        Number(writer, "bytes", actual.Bytes);
        Amount(writer, actual.Time, terms.Rates.Of(actual.Bytes, actual.Time, actual.Dollars).Dollars);
        writer.WriteString("basis", actual.Basis);
        writer.WriteEndObject();
    }

    private static void Amount(Utf8JsonWriter writer, TimeSpan? time, decimal? dollars)
    {
        if (time is { } taken)
        {
            writer.WriteNumber("seconds", Math.Round(taken.TotalSeconds, 3));
        }

        if (dollars is { } amount)
        {
            writer.WriteNumber("dollars", decimal.Round(amount, 6));
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
