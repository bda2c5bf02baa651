using System.Globalization;
using CodexMcp.Abstractions;

namespace CodexMcp.Connectors.Sql.Warehouse;

/// <summary>
/// Adds to an estimate what no plan of a warehouse tells: the work of a product of tables that nothing ties, whose rows are made however little is read.
/// It counts as if the rows were read.
/// </summary>
public static class ProductCost
{
    /// <summary>What a row takes at the least, packed; a table has at most so many rows as its bytes hold of these.</summary>
    private const double BytesPerRow = 8;
    private const double Most = 1e18;

    /// <summary>The estimate with the products of the statement.</summary>
    /// <param name="estimate">What the plan tells.</param>
    /// <param name="judged">The statement.</param>
    /// <param name="bytesOf">The bytes of a table that the plan reads; null when it names none such, as for a view.</param>
    public static CostEstimate AddTo(CostEstimate estimate, SqlJudgement judged, Func<SqlTable, long?> bytesOf)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        ArgumentNullException.ThrowIfNull(judged);
        if (estimate.Bytes is not { } read)
        {
            return estimate; // unknown, which is over every limit
        }

        var rows = judged.ProductRows(table => (bytesOf(table) ?? read) / BytesPerRow);
        return rows <= 0 ? estimate : estimate with
        {
            Bytes = (long)Math.Min(Most, read + (Math.Min(Most, rows) * BytesPerRow)),
            Basis = string.Create(CultureInfo.InvariantCulture, $"{estimate.Basis}, and {Math.Min(Most, rows):0.#E+0} rows that are made of each other (about), counted as if they were read"),
            Confidence = CostConfidence.Guess,
        };
    }
}
