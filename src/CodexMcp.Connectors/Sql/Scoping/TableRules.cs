using CodexMcp.Connectors.Sql.Ast;

namespace CodexMcp.Connectors.Sql.Scoping;

/// <summary>Lets tables inside the role's scope be read, and those with a required predicate only where it stands.</summary>
internal static class TableRules
{
    // As formats of files: in Databricks a path may stand behind them where a table's name stands.
    private static readonly HashSet<string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        "avro", "binaryfile", "csv", "delta", "iceberg", "jdbc", "json", "orc", "parquet", "text", "xml",
    };

    public static SqlProblem? Check(SqlReading reading, List<TableRead> reads, SqlScope scope, TableWrappers wrappers)
    {
        foreach (var read in reads)
        {
            if (reading.Dialect == SqlDialect.Databricks
                && (read.Node.Parts.Exists(static part => part.Value.AsSpan().ContainsAny("/:\\")) || (read.Node.Parts is [var format, _] && Formats.Contains(format.Value))))
            {
                return SqlProblem.At(reading.Text, read.Node.Start, "A file stands where a table must stand.", "Name a table or a view; a file can't be read.");
            }

            // What is outside of the scope and what is not there at all get the same answer.
            if (!scope.Sees(read.Table) || (scope.HidesColumnsOf(read.Table) && wrappers.ColumnsOf(read.Table) is { Count: 0 }))
            {
                return SqlProblem.At(reading.Text, read.Node.Start,
                    $"Object {SqlProblem.Quote(reading.Text.AsSpan(read.Node.Start, read.Node.NameEnd - read.Node.Start))} does not exist or not authorized.",
                    "Look the name up with the tool that lists tables, or write it in full.");
            }
        }

        foreach (var read in reads)
        {
            foreach (var column in scope.RequiredBy(read.Table))
            {
                if (read.Renamed || !read.Conditions.Exists(condition => Bounds(condition, read.Alias, column)))
                {
                    return SqlProblem.At(reading.Text, read.Node.Start,
                        $"{SqlProblem.Quote(reading.Text.AsSpan(read.Node.Start, read.Node.NameEnd - read.Node.Start))} may be read only where {SqlProblem.Quote(column)} is bounded.",
                        $"In the WHERE of the SELECT that reads it, compare {SqlProblem.Quote(column)} itself with =, IN, BETWEEN or >= and a constant, such as a date.");
                }
            }
        }

        return null;
    }

    private static bool Bounds(SqlNode condition, string alias, string column) => condition switch
    {
        Group { Items: [var only] } => Bounds(only, alias, column),
        Chain { Tails: [{ Kind: TailKind.And }, ..] } all => Bounds(all.First, alias, column) || all.Tails.Exists(tail => Bounds(tail.Pieces[0].Node!, alias, column)),
        Chain { Tails: [{ Kind: TailKind.Or }, ..] } any => Bounds(any.First, alias, column) && any.Tails.TrueForAll(tail => Bounds(tail.Pieces[0].Node!, alias, column)),
        Chain { Tails: [{ Not: false } tail] } one => tail.Kind switch
        {
            TailKind.Compare => tail.Pieces[0].Node is { } right
                && ((tail.Word is "=" or "==" or ">=" or ">" && IsColumn(one.First, alias, column) && IsConstant(right))
                    || (tail.Word is "=" or "==" or "<=" or "<" && IsColumn(right, alias, column) && IsConstant(one.First))),
            TailKind.Between or TailKind.In => IsColumn(one.First, alias, column) && tail.Pieces.All(static piece => piece.Node is null || IsConstant(piece.Node)),
            _ => false,
        },
        _ => false,
    };

    private static bool IsColumn(SqlNode node, string alias, string column) => node switch
    {
        ColumnRef reference => reference.Last.Value == column && (reference.Parts.Count == 1 || reference.Parts[^2].Value == alias),
        Group { Items: [var only] } => IsColumn(only, alias, column),
        // A cast such as day::DATE keeps the order of the values.
        Chain { Tails: [{ Kind: TailKind.Cast }] } cast => IsColumn(cast.First, alias, column),
        _ => false,
    };

    private static bool IsConstant(SqlNode node)
    {
        var check = new ConstantCheck();
        check.Visit(node);
        return check.Constant;
    }

    private sealed class ConstantCheck : SqlWalker
    {
        public bool Constant { get; private set; } = true;

        public override void Visit(SqlNode? node)
        {
            switch (node)
            {
                case ColumnRef or Query or Star or Lambda:
                    Constant = false;
                    break;
                case Call call:
                    for (var i = 0; i < call.Arguments.Count; i++)
                    {
                        if (!SqlBinder.IsDatePart(call, i))
                        {
                            Visit(call.Arguments[i]);
                        }
                    }

                    Visit(call.Rest);
                    break;
                default:
                    base.Visit(node);
                    break;
            }
        }
    }
}
