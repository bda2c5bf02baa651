using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Whether a query gives one row by its form: no table, or aggregates without groups.</summary>
internal static class RowCount
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Aggregates = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "ANY_VALUE", "APPROX_COUNT_DISTINCT", "APPROX_PERCENTILE", "ARRAY_AGG", "ARRAYAGG", "AVG", "BOOLAND_AGG", "BOOLOR_AGG", "CORR", "COUNT", "COUNT_IF",
        "COVAR_POP", "COVAR_SAMP", "HLL", "LISTAGG", "MAX", "MAX_BY", "MEDIAN", "MIN", "MIN_BY", "MODE", "OBJECT_AGG", "PERCENTILE_CONT", "PERCENTILE_DISC",
        "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "SUM", "VAR_POP", "VAR_SAMP", "VARIANCE",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Functions of Databricks that give many rows of one, so also of the one that aggregates give.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Generators = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "EXPLODE", "EXPLODE_OUTER", "FLATTEN", "INLINE", "INLINE_OUTER", "JSON_TUPLE", "POSEXPLODE", "POSEXPLODE_OUTER", "STACK", "VARIANT_EXPLODE", "VARIANT_EXPLODE_OUTER",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsOne(Query query, SqlReading reading)
    {
        if (query.Terms is not [Select { GroupBy: null, LateralViews.Count: 0 } select])
        {
            return false;
        }

        // In Databricks a function in the list may give many rows without a table.
        if (select.From.Count == 0 && select.Hierarchy is null && reading.Dialect == SqlDialect.Snowflake)
        {
            return true;
        }

        var finder = new AggregateFinder(reading.Text);
        foreach (var item in select.Items)
        {
            finder.Visit(item);
        }

        return finder is { Found: true, Multiplies: false };
    }

    private sealed class AggregateFinder(string sql) : SqlWalker
    {
        public bool Found { get; private set; }

        public bool Multiplies { get; private set; }

        public override void Visit(SqlNode? node)
        {
            if (node is Call { Name: [var called] } && Generators.Contains(called.Value))
            {
                Multiplies = true;
            }

            switch (node)
            {
                case Query or Call { Windowed: true }:
                    return; // The rows of a query are its own, and a window gives one row for each.
                case Call { Windowed: false, Name: [{ Quoted: false } name] } when Aggregates.Contains(sql.AsSpan(name.Start, name.End - name.Start)):
                    Found = true;
                    return;
                default:
                    base.Visit(node);
                    break;
            }
        }
    }
}
