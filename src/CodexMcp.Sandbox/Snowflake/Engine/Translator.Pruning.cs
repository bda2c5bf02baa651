namespace CodexMcp.Sandbox.Snowflake;

/// <content>What EXPLAIN needs: which columns are read, and which conditions leave out partitions.</content>
internal sealed partial class Translator
{
    private void NoteRead(SqlExpr column)
    {
        if (column.Origin is { } origin && _scans.TryGetValue(origin.Table, out var scan))
        {
            scan.Columns.Add(origin.Column.Name);
        }
    }

    /// <summary>Remembers what a WHERE says of a table's clustering column, when it says it with constants.</summary>
    private void NotePruning(SqlNode node, Scope scope)
    {
        switch (node)
        {
            case LogicNode { Operator: "AND" } logic:
                foreach (var term in logic.Terms)
                {
                    NotePruning(term, scope);
                }

                break;
            case BetweenNode { Not: false } between:
                NoteCondition(">=", between.Operand, between.Low, scope);
                NoteCondition("<=", between.Operand, between.High, scope);
                break;
            case BinaryNode { Operator: "=" or "<" or ">" or "<=" or ">=" } comparison:
                NoteCondition(comparison.Operator, comparison.Left, comparison.Right, scope);
                var mirrored = comparison.Operator switch { "<" => ">", ">" => "<", "<=" => ">=", ">=" => "<=", _ => "=" };
                NoteCondition(mirrored, comparison.Right, comparison.Left, scope);
                break;
            default:
                break;
        }
    }

    private void NoteCondition(string symbol, SqlNode column, SqlNode constant, Scope scope)
    {
        if (column is not NameNode name || !IsConstant(constant) || Find(name.Name, scope) is not { Value.Origin: { } origin }
            || origin.Table.Clustering?.Column != origin.Column.Name || !_scans.TryGetValue(origin.Table, out var scan))
        {
            return;
        }

        var value = Expression(constant, new Scope(null));
        if (value.Type.Kind is SqlKind.Date or SqlKind.Text || value.Type.IsTimestamp)
        {
            scan.Conditions.Add((symbol, Convert(value, SqlType.Date).Sql));
        }
    }

    private static bool IsConstant(SqlNode node) => node switch
    {
        LiteralNode or ParameterNode => true,
        UnaryNode unary => IsConstant(unary.Operand),
        BinaryNode binary => IsConstant(binary.Left) && IsConstant(binary.Right),
        CastNode cast => IsConstant(cast.Operand),
        CallNode call => call.Over is null && (call.Name is "CURRENT_DATE" or "CURRENT_TIMESTAMP" or "TO_DATE" or "DATE"
            || (call.Name is "DATEADD" or "DATE_TRUNC" or "LAST_DAY" && call.Arguments.All(a => a is NameNode || IsConstant(a)))),
        _ => false,
    };
}
