namespace CodexMcp.Sandbox.Snowflake;

/// <content>Comparisons and arithmetic.</content>
internal sealed partial class Translator
{
    /// <summary>A value in a form in which SQLite's own comparison is right.</summary>
    private static string Comparable(SqlExpr value, SqlType type)
    {
        var converted = type.Kind == SqlKind.Real && value.Type.Kind == SqlKind.Text ? Numeric(value) : Convert(value, type);
        return type.Kind == SqlKind.Fixed && type.Wide ? $"sf_wkey({converted.Sql})" : converted.Sql;
    }

    private static string Compare(string symbol, SqlExpr left, SqlExpr right)
    {
        var type = SqlType.Common(left.Type, right.Type);
        // A number in quotes compares as an exact number, not as a double.
        if (type.Kind == SqlKind.Real && (left.Literal ?? right.Literal) is not null && (left.Type.Kind == SqlKind.Fixed || right.Type.Kind == SqlKind.Fixed))
        {
            (left, right) = (Numeric(left), Numeric(right));
            type = SqlType.Common(left.Type, right.Type);
        }

        return $"({Comparable(left, type)} {symbol} {Comparable(right, type)})";
    }

    private SqlExpr Binary(BinaryNode node, Scope scope)
    {
        switch (node.Operator)
        {
            case "=" or "<>" or "<" or "<=" or ">" or ">=" or "IS" or "IS NOT":
                if (node.Left is RowNode a && node.Right is RowNode b && a.Items.Count == b.Items.Count && node.Operator is "=" or "<>")
                {
                    var pairs = ((RowNode)node.Left).Items.Zip(((RowNode)node.Right).Items, (x, y) => Compare("=", Expression(x, scope), Expression(y, scope)));
                    return new SqlExpr($"({(node.Operator == "<>" ? "NOT " : "")}{Balance(pairs.ToList(), "AND")})", SqlType.Boolean);
                }

                var (l, r) = (Expression(node.Left, scope), Expression(node.Right, scope));
                return new SqlExpr(Compare(node.Operator, l, r), SqlType.Boolean, node.Operator is not ("IS" or "IS NOT") && (l.Nullable || r.Nullable));
            case "||":
                var (first, second) = (AsText(Expression(node.Left, scope)), AsText(Expression(node.Right, scope)));
                return new SqlExpr($"({first.Sql} || {second.Sql})", SqlType.Text, first.Nullable || second.Nullable);
        }

        if (node.Right is LiteralNode { Kind: LiteralKind.Interval } interval && node.Operator is "+" or "-")
        {
            return AddInterval(Expression(node.Left, scope), ((LiteralNode)node.Right).Value, node.Operator == "-", node.Place);
        }

        if (node.Left is LiteralNode { Kind: LiteralKind.Interval } leading && node.Operator == "+")
        {
            return AddInterval(Expression(node.Right, scope), leading.Value, false, node.Place);
        }

        var left = Expression(node.Left, scope);
        var right = Expression(node.Right, scope);
        var nullable = left.Nullable || right.Nullable;
        if (left.Type.Kind == SqlKind.Date || right.Type.Kind == SqlKind.Date)
        {
            return DateArithmetic(node.Operator, left, right, nullable);
        }

        return Arithmetic(node.Operator, Numeric(left), Numeric(right), nullable);
    }

    private static SqlExpr DateArithmetic(string symbol, SqlExpr left, SqlExpr right, bool nullable) => (symbol, left.Type.Kind, right.Type.Kind) switch
    {
        ("-", SqlKind.Date, SqlKind.Date) => new SqlExpr($"({left.Sql} - {right.Sql})", SqlType.Whole(9), nullable),
        ("+" or "-", SqlKind.Date, SqlKind.Fixed or SqlKind.Null) => new SqlExpr($"({left.Sql} {symbol} {Convert(right, SqlType.Whole()).Sql})", SqlType.Date, nullable),
        ("+", SqlKind.Fixed, SqlKind.Date) => new SqlExpr($"({Convert(left, SqlType.Whole()).Sql} + {right.Sql})", SqlType.Date, nullable),
        _ => throw InvalidTypes(symbol, left, right),
    };

    private static SqlExpr Arithmetic(string symbol, SqlExpr left, SqlExpr right, bool nullable)
    {
        if (left.Type.Kind == SqlKind.Real || right.Type.Kind == SqlKind.Real)
        {
            var (a, b) = (AsReal(left).Sql, AsReal(right).Sql);
            return new SqlExpr(symbol is "/" or "%" ? $"sf_{(symbol == "/" ? "div" : "mod")}({a}, {b}, -1)" : $"({a} {symbol} {b})", SqlType.Real, nullable);
        }

        var (p1, s1, p2, s2) = (left.Type.Precision, left.Type.Scale, right.Type.Precision, right.Type.Scale);
        var whole = Math.Max(p1 - s1, p2 - s2);
        var scale = symbol switch
        {
            "*" => Math.Min(s1 + s2, Math.Max(12, Math.Max(s1, s2))),
            "/" => Math.Max(s1, Math.Min(s1 + 6, 12)),
            _ => Math.Max(s1, s2),
        };
        var precision = symbol switch
        {
            "*" => p1 - s1 + p2 - s2 + scale,
            "/" => p1 - s1 + s2 + scale,
            "%" => whole + scale,
            _ => whole + scale + 1,
        };
        var wide = left.Type.Wide || right.Type.Wide;
        var type = SqlType.Fixed(precision, scale, wide);
        if (wide)
        {
            var name = symbol switch { "+" => "sf_wadd", "-" => "sf_wsub", "*" => "sf_wmul", "/" => "sf_wdiv", _ => "sf_wmod" };
            return new SqlExpr($"{name}({left.Sql}, {right.Sql}, {scale})", type, nullable);
        }

        return symbol switch
        {
            "/" => new SqlExpr($"sf_div({left.Sql}, {right.Sql}, {scale})", type, nullable),
            "%" => new SqlExpr($"sf_mod({left.Sql}, {right.Sql}, {scale})", type, nullable),
            _ when scale == 0 => new SqlExpr($"({left.Sql} {symbol} {right.Sql})", type, nullable),
            // Rounding makes equal decimals equal doubles.
            _ => new SqlExpr($"round({left.Sql} {symbol} {right.Sql}, {scale})", type, nullable),
        };
    }
}
