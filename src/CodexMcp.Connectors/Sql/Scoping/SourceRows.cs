using System.Globalization;
using System.Runtime.CompilerServices;
using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>
/// Estimates how many rows the sources of a statement give at most, and how many their products have: tables by their size, the rest by its form. What a
/// condition leaves out is not known, so it is not taken off.
/// </summary>
/// <param name="reading">The statement.</param>
/// <param name="reads">Its tables.</param>
/// <param name="rowsOf">How many rows of a table are read.</param>
internal sealed class SourceRows(SqlReading reading, List<TableRead> reads, Func<SqlTable, double> rowsOf)
{
    private readonly Dictionary<TableName, SqlTable> tables = reads.ToDictionary(static read => read.Node, static read => read.Table);
    private readonly Dictionary<string, Query> named = [];
    private readonly Dictionary<Query, double> known = [];
    private Dictionary<Select, List<(Source Source, bool Tied)>> crossed = [];

    /// <summary>Gives the rows of all products of sources that nothing ties, together; 0 when there is none.</summary>
    public double OfProducts(CrossProducts crossing)
    {
        crossed = crossing.Selects;
        new Names(named).Visit(reading.Query);
        return crossed.Values.Sum(Product) + Made();
    }

    /// <summary>Whether the function makes rows of nothing.</summary>
    public static bool Makes(Call call) => call.Name is [var name] && (Is(name, "GENERATOR") || Is(name, "RANGE"));

    /// <summary>Whether the source has one row by its form.</summary>
    public static bool IsOne(Source source, SqlReading reading) => source.Body switch
    {
        ParenQuery { Query: var query } => RowCount.IsOne(query, reading) || Count(query.Limit, reading) <= 1,
        ValuesRows rows => Count(rows) <= 1,
        _ => false,
    };

    /// <summary>Rows that are made by a function in a SELECT of its own: nothing crosses there, and still there may be too many.</summary>
    private double Made()
    {
        var finder = new Makers();
        finder.Visit(reading.Query);
        return finder.Calls.Select(Of).Where(static rows => rows > 10_000_000).Sum();
    }

    private double Product(List<(Source Source, bool Tied)> sources)
    {
        var tied = sources.Where(static source => source.Tied).Select(source => Of(source.Source)).DefaultIfEmpty(1).Max();
        return sources.Where(static source => !source.Tied).Aggregate(tied, (rows, source) => rows * Of(source.Source));
    }

    private double Of(Source source) => source.Body switch
    {
        TableName name when tables.TryGetValue(name, out var table) => Math.Max(1, rowsOf(table)),
        TableName name when named.TryGetValue(name.Parts[^1].Value, out var query) => Of(query),
        ParenQuery { Query: var query } => Of(query),
        ValuesRows rows => Count(rows),
        FunctionSource { Call: var call } => Of(call),
        _ => 1,
    };

    private double Of(Query query)
    {
        if (known.TryGetValue(query, out var rows))
        {
            return rows;
        }

        // Queries may be named one after the other without end: too deep to look is too much to allow.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return double.MaxValue;
        }

        known[query] = 1; // what a query finds of itself
        rows = RowCount.IsOne(query, reading) ? 1 : query.Terms.Sum(term => term switch
        {
            Select select => Of(select),
            ParenQuery { Query: var inner } => Of(inner),
            ValuesRows values => Count(values),
            _ => 1,
        });
        return known[query] = Math.Max(1, Math.Min(rows, Count(query.Limit, reading) ?? double.MaxValue));
    }

    private double Of(Select select)
    {
        if (crossed.TryGetValue(select, out var sources))
        {
            return Product(sources);
        }

        return select.From.SelectMany(static list => list.Joins.Select(static join => join.Source).Prepend(list.First)).Select(Of).DefaultIfEmpty(1).Max();
    }

    /// <summary>The number that a function is told to make; one that is not written out may be any.</summary>
    private double Of(Call call)
    {
        if (!Makes(call))
        {
            return 1;
        }

        var most = 1.0;
        foreach (var argument in call.Arguments)
        {
            most = Math.Max(most, Number(argument is Phrase { Pieces: [.., { Node: { } value }] } ? value : argument));
        }

        return most;
    }

    private double Number(SqlNode node) =>
        node is Leaf { Kind: LeafKind.Number } && double.TryParse(reading.Text.AsSpan(node.Start, node.End - node.Start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : double.MaxValue;

    private static double? Count(RowLimit? limit, SqlReading reading) =>
        limit?.Count is { Kind: LeafKind.Number } count && double.TryParse(reading.Text.AsSpan(count.Start, count.End - count.Start), NumberStyles.Float, CultureInfo.InvariantCulture, out var rows)
            ? rows
            : null;

    private static int Count(ValuesRows rows) => rows.Pieces.Count(static piece => piece.Node is not null);

    private static bool Is(SqlName name, string word) => string.Equals(name.Value, word, StringComparison.OrdinalIgnoreCase);

    private sealed class Names(Dictionary<string, Query> named) : SqlWalker
    {
        public override void Visit(SqlNode? node)
        {
            foreach (var cte in node is Query query ? query.Ctes : [])
            {
                named[cte.Name.Value] = cte.Query;
            }

            base.Visit(node);
        }
    }

    private sealed class Makers : SqlWalker
    {
        public List<Call> Calls { get; } = [];

        public override void Visit(SqlNode? node)
        {
            if (node is FunctionSource { Call: var call } && Makes(call))
            {
                Calls.Add(call);
            }

            base.Visit(node);
        }
    }
}
