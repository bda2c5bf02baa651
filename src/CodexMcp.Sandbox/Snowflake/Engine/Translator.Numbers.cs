namespace CodexMcp.Sandbox.Snowflake;

/// <content>Functions of numbers.</content>
internal sealed partial class Translator
{
    private static SqlExpr? NumberCall(CallNode call, SqlExpr[] a)
    {
        switch (call.Name)
        {
            case "ABS":
                Arity(call, 1, 1);
                var number = Numeric(a[0]);
                return number with { Sql = number.Type.Wide ? $"sf_wabs({number.Sql})" : $"abs({number.Sql})", Origin = null };
            case "SIGN":
                Arity(call, 1, 1);
                return new SqlExpr($"sf_sign({Numeric(a[0]).Sql})", SqlType.Whole(1), a[0].Nullable);
            case "ROUND":
                Arity(call, 1, 3);
                return RoundCall("sf_round", a);
            case "TRUNC" or "TRUNCATE":
                Arity(call, 1, 2);
                return RoundCall("sf_trunc", a);
            case "CEIL" or "CEILING":
                Arity(call, 1, 2);
                return RoundCall("sf_ceil", a);
            case "FLOOR":
                Arity(call, 1, 2);
                return RoundCall("sf_floor", a);
            case "MOD":
                Arity(call, 2, 2);
                return Arithmetic("%", Numeric(a[0]), Numeric(a[1]), AnyNull(a));
            case "DIV0" or "DIV0NULL":
                Arity(call, 2, 2);
                var quotient = Arithmetic("/", Numeric(a[0]), Numeric(a[1]), true);
                var divisor = Numeric(a[1]).Sql;
                var zero = call.Name == "DIV0" ? $"sf_is_zero({divisor})" : $"coalesce(sf_is_zero({divisor}), 1)";
                return quotient with { Sql = $"(CASE WHEN {zero} THEN 0 * {Numeric(a[0]).Sql} ELSE {quotient.Sql} END)" };
            case "POWER" or "POW":
                Arity(call, 2, 2);
                return new SqlExpr($"sf_power({AsReal(a[0]).Sql}, {AsReal(a[1]).Sql})", SqlType.Real, AnyNull(a));
            case "LOG":
                Arity(call, 2, 2);
                return new SqlExpr($"sf_log({AsReal(a[0]).Sql}, {AsReal(a[1]).Sql})", SqlType.Real, AnyNull(a));
            case "SQRT" or "LN" or "EXP" or "SIN" or "COS" or "TAN" or "ASIN" or "ACOS" or "ATAN" or "CBRT" or "DEGREES" or "RADIANS" or "SQUARE":
                Arity(call, 1, 1);
                return new SqlExpr($"sf_math('{call.Name}', {AsReal(a[0]).Sql})", SqlType.Real, a[0].Nullable);
            case "PI":
                Arity(call, 0, 0);
                return new SqlExpr("3.141592653589793", SqlType.Real, false);
            case "WIDTH_BUCKET":
                Arity(call, 4, 4);
                return new SqlExpr($"sf_width_bucket({string.Join(", ", a.Select(x => AsReal(x).Sql))})", SqlType.Whole(), AnyNull(a));
            case "HASH":
                Arity(call, 1, 100);
                return new SqlExpr($"sf_hash({string.Join(", ", a.Select(x => AsText(x).Sql))})", SqlType.Whole(19), false);
            case "TO_NUMBER" or "TO_DECIMAL" or "TO_NUMERIC" or "TRY_TO_NUMBER" or "TRY_TO_DECIMAL" or "TRY_TO_NUMERIC":
                Arity(call, 1, 4);
                var sizes = a.Skip(1).Where(x => x.Type.Kind == SqlKind.Fixed).Select(x => int.TryParse(x.Sql, out var n) ? n : 38).ToList();
                var target = SqlType.Fixed(sizes.Count > 0 ? sizes[0] : 38, sizes.Count > 1 ? sizes[1] : 0, a[0].Type.Kind == SqlKind.Text);
                return Cast(a[0], target, call.Name.StartsWith("TRY_", StringComparison.Ordinal));
            case "TO_DOUBLE" or "TRY_TO_DOUBLE":
                Arity(call, 1, 2);
                return Cast(a[0], SqlType.Real, call.Name[0..3] == "TRY");
            case "TO_BOOLEAN" or "TRY_TO_BOOLEAN":
                Arity(call, 1, 1);
                return Cast(a[0], SqlType.Boolean, call.Name[0..3] == "TRY");
            default:
                return null;
        }
    }

    private static SqlExpr RoundCall(string function, SqlExpr[] a)
    {
        var number = Numeric(a[0]);
        var digits = a.Length > 1 ? Convert(a[1], SqlType.Whole()).Sql : "0";
        if (number.Type.Wide)
        {
            if (function != "sf_round")
            {
                throw SnowflakeException.Unsupported("TRUNC, CEIL or FLOOR of numbers over 18 digits");
            }

            return new SqlExpr($"sf_wround({number.Sql}, {digits})", number.Type with { Scale = int.TryParse(digits.Trim('(', ')'), out var s) ? Math.Clamp(s, 0, number.Type.Scale) : number.Type.Scale }, number.Nullable);
        }

        if (number.Type.Kind == SqlKind.Real)
        {
            return new SqlExpr($"{function}({number.Sql}, {digits})", SqlType.Real, AnyNull(a));
        }

        var scale = int.TryParse(digits.Trim('(', ')'), out var known) ? Math.Clamp(known, 0, number.Type.Scale) : number.Type.Scale;
        var whole = scale == 0 ? $"CAST({function}({number.Sql}, {digits}) AS INTEGER)" : $"{function}({number.Sql}, {digits})";
        return new SqlExpr(whole, SqlType.Fixed(number.Type.Precision - number.Type.Scale + scale + 1, scale), AnyNull(a));
    }
}
