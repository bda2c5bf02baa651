using System.Globalization;
using System.Text.RegularExpressions;
using CodexMcp.Connectors.Sql;

namespace CodexMcp.Connectors.Databricks.Tools;

/// <summary>
/// Reads the text of EXPLAIN COST. There is no other form of it, so what is read here is no more than a guess: the optimizer's sizes of the tables
/// that the statement reads.
/// </summary>
internal sealed partial class PlanText
{
    // What the optimizer says when it knows nothing: the largest number there is.
    private const double Unknown = 4e18;

    private PlanText(long? bytes, IReadOnlyList<(string Table, long? Bytes)> reads) => (Bytes, Reads) = (bytes, reads);

    /// <summary>The bytes of all tables together; null when one of them is not known.</summary>
    public long? Bytes { get; }

    /// <summary>The tables that are read, largest first, with the optimizer's size of each.</summary>
    public IReadOnlyList<(string Table, long? Bytes)> Reads { get; }

    /// <summary>The bytes of a table; null when the plan does not name it, as it does not name views.</summary>
    public long? BytesOf(SqlTable table)
    {
        var name = table.ToString();
        return Reads.FirstOrDefault(read => string.Equals(read.Table.Replace("`", "", StringComparison.Ordinal), name, StringComparison.OrdinalIgnoreCase)).Bytes;
    }

    public static PlanText Read(string plan)
    {
        var reads = new List<(string Table, long? Bytes)>();
        foreach (var line in Logical(plan))
        {
            if (Relation().Match(line) is { Success: true } match)
            {
                reads.Add((VendorText.Clean(match.Groups[1].Value, 200), Size(line)));
            }
        }

        var known = reads.Count > 0 && reads.TrueForAll(static read => read.Bytes is not null);
        // A statement without tables reads nothing; that its plan names none is seen from its other sizes.
        long? none = plan.Contains("OneRowRelation", StringComparison.Ordinal) || plan.Contains("LocalRelation", StringComparison.Ordinal) ? 0 : null;
        return new PlanText(
            known ? (long)Math.Min(long.MaxValue / 2, reads.Sum(static read => (double)read.Bytes!.Value)) : reads.Count == 0 ? none : null,
            [.. reads.OrderByDescending(static read => read.Bytes ?? long.MaxValue)]);
    }

    /// <summary>The lines of the optimized logical plan: the physical one below it names the same tables again.</summary>
    private static IEnumerable<string> Logical(string plan)
    {
        var inside = !plan.Contains("== Optimized Logical Plan ==", StringComparison.Ordinal);
        foreach (var line in plan.Split('\n'))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                inside = line.StartsWith("== Optimized", StringComparison.Ordinal);
            }
            else if (inside)
            {
                yield return line;
            }
        }
    }

    private static long? Size(string line)
    {
        if (SizeInBytes().Match(line) is not { Success: true } match
            || !double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var bytes = number * match.Groups[2].Value switch
        {
            "KiB" => 1024d,
            "MiB" => 1024d * 1024,
            "GiB" => 1024d * 1024 * 1024,
            "TiB" => 1024d * 1024 * 1024 * 1024,
            "PiB" => Math.Pow(1024, 5),
            "EiB" => Math.Pow(1024, 6),
            _ => 1d,
        };
        return bytes is >= 0 and < Unknown ? (long)bytes : null;
    }

    [GeneratedRegex(@"\bRelation ([A-Za-z0-9_.`-]{1,300})", RegexOptions.CultureInvariant)]
    private static partial Regex Relation();

    [GeneratedRegex(@"sizeInBytes=([0-9][0-9.]{0,30}(?:E[+-]?[0-9]{1,3})?) ?(B|KiB|MiB|GiB|TiB|PiB|EiB)\b", RegexOptions.CultureInvariant)]
    private static partial Regex SizeInBytes();
}
