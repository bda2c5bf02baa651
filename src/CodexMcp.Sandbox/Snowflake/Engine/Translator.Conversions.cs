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
}
