namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Conversions between types, comparisons and arithmetic.</summary>
internal sealed partial class Translator
{
    /// <summary>An implicit conversion: what a CASE branch, a set operator or a function argument needs.</summary>
    private static SqlExpr Convert(SqlExpr value, SqlType type)
    {
        if (value.Type == type || value.Type.Kind == SqlKind.Null || (value.Type.Kind == type.Kind && type.Kind != SqlKind.Fixed))
        {
            return value with { Type = type };
        }

        if (value.Type.Kind == SqlKind.Fixed && type.Kind == SqlKind.Fixed)
        {
            // A wider number of the same value needs no work; a narrow one among wide ones does.
            var sql = type.Wide && !value.Type.Wide ? $"sf_wide({value.Sql})"
                : type.Scale < value.Type.Scale ? Rounded(value, type.Scale)
                : value.Sql;
            return new SqlExpr(sql, type, value.Nullable);
        }

        return Cast(value, type, false);
    }

    private static string Rounded(SqlExpr value, int scale) => value.Type.Wide ? $"sf_wround({value.Sql}, {scale})" : $"sf_round({value.Sql}, {scale})";

    private static SqlExpr AsText(SqlExpr value) => Convert(value, SqlType.Text);

    /// <summary>A number from what can be one.</summary>
    private static SqlExpr Numeric(SqlExpr value) => value.Type.Kind switch
    {
        SqlKind.Fixed or SqlKind.Real or SqlKind.Null => value.Type.Kind == SqlKind.Null ? value with { Type = SqlType.Whole() } : value,
        SqlKind.Text when value.Literal is { } literal && WideNumber.Parse(literal) is { } number =>
            Number(number.ToString().TrimStart('-')) is var parsed && number.Unscaled.Sign < 0
                ? parsed with { Sql = parsed.Type.Wide ? $"sf_wneg({parsed.Sql})" : $"(-{parsed.Sql})" }
                : parsed,
        SqlKind.Text or SqlKind.Variant => Cast(value, SqlType.Real, false),
        SqlKind.Boolean => new SqlExpr(value.Sql, SqlType.Whole(1), value.Nullable),
        _ => throw SnowflakeException.Compilation("001044", "42P13", $"Invalid argument types for function: a number was expected, got {value.Type.FullName}."),
    };

    private static SqlExpr AsReal(SqlExpr value)
    {
        var number = Numeric(value);
        return number.Type.Kind == SqlKind.Real ? number : new SqlExpr($"sf_real({number.Sql})", SqlType.Real, number.Nullable);
    }

    /// <summary>An explicit conversion: CAST, ::, TO_x and with <paramref name="tolerant"/> their TRY_ forms.</summary>
    private static SqlExpr Cast(SqlExpr value, SqlType type, bool tolerant)
    {
        var from = value.Type.Kind;
        var soft = tolerant ? 1 : 0;
        if (from == SqlKind.Null)
        {
            return value with { Type = type };
        }

        if (type.Kind is SqlKind.Variant or SqlKind.Object or SqlKind.Array)
        {
            return value.Type.IsSemiStructured
                ? value with { Type = type }
                : new SqlExpr($"sf_to_variant({value.Sql}, {(int)from}, {value.Type.Scale})", type, value.Nullable);
        }

        if (value.Type.IsSemiStructured)
        {
            if (type.Kind == SqlKind.Text)
            {
                return new SqlExpr($"sf_variant_text({value.Sql})", type, value.Nullable);
            }

            value = new SqlExpr($"sf_variant_text({value.Sql})", SqlType.Text, value.Nullable);
            from = SqlKind.Text;
        }

        string sql;
        switch (type.Kind)
        {
            case SqlKind.Text:
                sql = from switch
                {
                    SqlKind.Text => value.Sql,
                    SqlKind.Boolean => $"(CASE {value.Sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)",
                    SqlKind.Fixed => $"sf_fixed_text({value.Sql}, {value.Type.Scale})",
                    SqlKind.Real => $"sf_real_text({value.Sql})",
                    _ => $"sf_moment_text({value.Sql}, {(int)from})",
                };
                // A cast to a shorter text is an error in Snowflake unless it cuts; the cut is what CAST does.
                sql = type.Length is > 0 and < SqlType.MaxText && from == SqlKind.Text ? $"substr({sql}, 1, {type.Length})" : sql;
                return new SqlExpr(sql, type, value.Nullable) { Literal = type.Length is > 0 and < SqlType.MaxText ? null : value.Literal };
            case SqlKind.Boolean:
                sql = from switch
                {
                    SqlKind.Boolean => value.Sql,
                    SqlKind.Fixed or SqlKind.Real => $"({(value.Type.Wide ? $"sf_real({value.Sql})" : value.Sql)} <> 0)",
                    SqlKind.Text => $"sf_to_boolean({value.Sql}, {soft})",
                    _ => throw Impossible(value, type),
                };
                break;
            case SqlKind.Fixed:
                sql = from switch
                {
                    SqlKind.Fixed when !value.Type.Wide => type.Scale >= value.Type.Scale && type.Precision - type.Scale >= value.Type.Precision - value.Type.Scale
                        ? value.Sql
                        : $"sf_to_fixed({value.Sql}, {type.Precision}, {type.Scale}, {soft}, 0)",
                    SqlKind.Fixed or SqlKind.Text => $"sf_to_fixed({value.Sql}, {type.Precision}, {type.Scale}, {soft}, {(type.Wide || value.Type.Wide ? 1 : 0)})",
                    SqlKind.Real => $"sf_to_fixed({value.Sql}, {type.Precision}, {type.Scale}, {soft}, 0)",
                    SqlKind.Boolean => value.Sql,
                    _ => throw Impossible(value, type),
                };
                type = type with { Wide = from switch { SqlKind.Text => type.Wide, SqlKind.Fixed => value.Type.Wide, _ => false } };
                return new SqlExpr(sql, type, value.Nullable || tolerant);
            case SqlKind.Real:
                sql = from switch
                {
                    SqlKind.Fixed => $"sf_real({value.Sql})",
                    SqlKind.Real => value.Sql,
                    SqlKind.Text => $"sf_to_real({value.Sql}, {soft})",
                    SqlKind.Boolean => $"(0.0 + {value.Sql})",
                    _ => throw Impossible(value, type),
                };
                break;
            default:
                sql = ToMoment(value, type, soft);
                break;
        }

        return new SqlExpr(sql, type, value.Nullable || tolerant);
    }

    private static string ToMoment(SqlExpr value, SqlType type, int soft)
    {
        var from = value.Type.Kind;
        if (from == SqlKind.Text)
        {
            return value.Literal is { } literal && SqlText.TryParseMoment(literal, type.Kind) is { } parsed
                ? SqlExpr.Whole(parsed).Sql
                : value.Literal is { } bad && soft == 0
                    ? throw SqlText.NotRecognized(bad, type.Kind)
                    : $"sf_to_moment({value.Sql}, {(int)type.Kind}, {soft})";
        }

        return (type.Kind, from) switch
        {
            (SqlKind.Date, SqlKind.Date) => value.Sql,
            (SqlKind.Date, _) when value.Type.IsTimestamp => $"sf_day({value.Sql})",
            (SqlKind.Time, SqlKind.Time) => value.Sql,
            (SqlKind.Time, _) when value.Type.IsTimestamp => $"({value.Sql} - sf_day({value.Sql}) * {SqlText.Day})",
            (_, SqlKind.Date) when type.IsTimestamp => $"({value.Sql} * {SqlText.Day})",
            (_, SqlKind.Fixed or SqlKind.Real) when type.IsTimestamp || type.Kind == SqlKind.Date =>
                $"sf_to_moment(sf_real_text({value.Sql}), {(int)type.Kind}, {soft})",
            _ when type.IsTimestamp && value.Type.IsTimestamp => value.Sql,
            _ => throw Impossible(value, type),
        };
    }

    private static SnowflakeException Impossible(SqlExpr value, SqlType type) => SnowflakeException.Compilation(
        "001065", "22023", $"Function CAST does not support the conversion from {value.Type.FullName} to {type.FullName}");

    private static SnowflakeException InvalidTypes(string function, params ReadOnlySpan<SqlExpr> arguments)
    {
        var types = new List<string>();
        foreach (var argument in arguments)
        {
            types.Add(argument.Type.FullName);
        }

        return SnowflakeException.Compilation("001044", "42P13", $"Invalid argument types for function '{function}': ({string.Join(", ", types)})");
    }

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
