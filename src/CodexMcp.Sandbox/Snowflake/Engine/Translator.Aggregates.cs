namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Aggregate and window functions.</summary>
internal sealed partial class Translator
{
    private static bool IsAggregate(string name) => name is "COUNT" or "SUM" or "AVG" or "MIN" or "MAX" or "COUNT_IF" or "MEDIAN" or "STDDEV" or "STDDEV_SAMP"
        or "STDDEV_POP" or "VARIANCE" or "VAR_SAMP" or "VAR_POP" or "VARIANCE_SAMP" or "VARIANCE_POP" or "CORR" or "COVAR_SAMP" or "COVAR_POP" or "LISTAGG"
        or "PERCENTILE_CONT" or "PERCENTILE_DISC" or "APPROX_COUNT_DISTINCT" or "HLL" or "ANY_VALUE" or "MODE" or "ARRAY_AGG" or "BOOLAND_AGG" or "BOOLOR_AGG"
        or "MAX_BY" or "MIN_BY" or "APPROX_PERCENTILE" or "OBJECT_AGG" or "KURTOSIS" or "SKEW";

    private static bool IsWindowOnly(string name) => name is "ROW_NUMBER" or "RANK" or "DENSE_RANK" or "NTILE" or "PERCENT_RANK" or "CUME_DIST" or "LAG" or "LEAD"
        or "FIRST_VALUE" or "LAST_VALUE" or "NTH_VALUE" or "RATIO_TO_REPORT" or "CONDITIONAL_TRUE_EVENT" or "CONDITIONAL_CHANGE_EVENT";

    private SqlExpr Aggregate(CallNode call, Scope scope)
    {
        if (scope.NoAggregates is { } clause)
        {
            throw SnowflakeException.Compilation("002035", "42601", $"Invalid aggregate function in {clause.ToLowerInvariant()} clause [{call.Name}]");
        }

        var bare = scope.Bare.Count;
        scope.NoAggregates = "AGGREGATE";
        var result = AggregateCore(call, scope, null);
        scope.NoAggregates = null;
        scope.Bare.RemoveRange(bare, scope.Bare.Count - bare);
        return result;
    }

    private SqlExpr AggregateCore(CallNode call, Scope scope, string? over)
    {
        var distinct = call.Distinct ? "DISTINCT " : "";
        var tail = over is null ? "" : $" OVER {over}";
        if (over is not null && call.Distinct)
        {
            throw SnowflakeException.Unsupported($"{call.Name}(DISTINCT) OVER");
        }

        if (call.Star)
        {
            return call.Name == "COUNT" ? new SqlExpr($"count(*){tail}", SqlType.Whole(18), false) : throw SnowflakeException.Syntax(call.Place.Line, call.Place.Position, "*");
        }

        var a = call.Arguments.Select(x => Expression(x, scope)).ToArray();
        if (a.Length == 0)
        {
            throw Arguments(call, 1);
        }

        switch (call.Name)
        {
            case "COUNT":
                if (a.Length > 1)
                {
                    var known = string.Join(" AND ", a.Select(x => $"{x.Sql} IS NOT NULL"));
                    return new SqlExpr($"count({distinct}CASE WHEN {known} THEN sf_key({string.Join(", ", a.Select(x => x.Sql))}) END){tail}", SqlType.Whole(18), false);
                }

                return new SqlExpr($"count({distinct}{a[0].Sql}){tail}", SqlType.Whole(18), false);
            case "APPROX_COUNT_DISTINCT" or "HLL":
                return over is null ? new SqlExpr($"count(DISTINCT {a[0].Sql})", SqlType.Whole(18), false) : throw SnowflakeException.Unsupported($"{call.Name} OVER");
            case "COUNT_IF":
                Arity(call, 1, 1);
                return new SqlExpr($"count(CASE WHEN {Convert(a[0], SqlType.Boolean).Sql} THEN 1 END){tail}", SqlType.Whole(18), false);
            case "SUM":
                Arity(call, 1, 1);
                return Sum(Numeric(a[0]), distinct, tail);
            case "AVG":
                Arity(call, 1, 1);
                var number = Numeric(a[0]);
                if (number.Type.Kind == SqlKind.Real)
                {
                    return new SqlExpr($"avg({distinct}{number.Sql}){tail}", SqlType.Real);
                }

                var scale = Math.Max(number.Type.Scale, Math.Min(number.Type.Scale + 6, 12));
                var inner = number.Type.Wide ? $"sf_real({number.Sql})" : number.Sql;
                return new SqlExpr($"round(avg({distinct}{inner}){tail}, {scale})", SqlType.Fixed(38, scale));
            case "MIN" or "MAX" or "ANY_VALUE":
                Arity(call, 1, 1);
                var name = call.Name == "MIN" ? "min" : "max";
                return a[0].Type.Wide
                    ? new SqlExpr($"sf_wunkey({name}(sf_wkey({a[0].Sql})){tail})", a[0].Type)
                    : new SqlExpr($"{name}({a[0].Sql}){tail}", a[0].Type);
            case "BOOLAND_AGG" or "BOOLOR_AGG":
                return new SqlExpr($"{(call.Name == "BOOLAND_AGG" ? "min" : "max")}({Convert(a[0], SqlType.Boolean).Sql}){tail}", SqlType.Boolean);
            case "STDDEV" or "STDDEV_SAMP" or "STDDEV_POP" or "VARIANCE" or "VAR_SAMP" or "VAR_POP" or "VARIANCE_SAMP" or "VARIANCE_POP":
                Arity(call, 1, 1);
                return Spread(call.Name, AsReal(a[0]).Sql, distinct, tail);
        }

        if (over is not null)
        {
            throw SnowflakeException.Unsupported($"{call.Name} OVER");
        }

        return OwnAggregate(call, a, distinct, scope);
    }

    private SqlExpr OwnAggregate(CallNode call, SqlExpr[] a, string distinct, Scope scope)
    {
        switch (call.Name)
        {
            case "MEDIAN":
                return new SqlExpr($"sf_percentile({AsReal(a[0]).Sql}, 0.5, 0)", a[0].Type.Kind == SqlKind.Real ? SqlType.Real : SqlType.Fixed(38, Math.Min(a[0].Type.Scale + 3, 12)));
            case "APPROX_PERCENTILE":
                Arity(call, 2, 2);
                return new SqlExpr($"sf_percentile({AsReal(a[0]).Sql}, {AsReal(a[1]).Sql}, 0)", SqlType.Real);
            case "PERCENTILE_CONT" or "PERCENTILE_DISC":
                var order = call.WithinGroup is [var only] ? only : throw SnowflakeException.Syntax(call.Place.Line, call.Place.Position, call.Name);
                var value = Expression(order.Value, scope);
                var share = AsReal(a[0]).Sql;
                var moment = !value.Type.IsNumber;
                var sorted = moment ? $"(0.0 + {value.Sql})" : AsReal(value).Sql;
                var part = order.Descending ? $"1.0 - {share}" : share;
                var type = call.Name == "PERCENTILE_DISC" ? value.Type : value.Type.Kind == SqlKind.Fixed ? SqlType.Fixed(38, Math.Min(value.Type.Scale + 3, 12)) : value.Type;
                var sql = $"sf_percentile({sorted}, {part}, {(call.Name == "PERCENTILE_DISC" ? 1 : 0)})";
                return new SqlExpr(moment || type is { Kind: SqlKind.Fixed, Scale: 0 } ? $"CAST({sql} AS INTEGER)" : sql, type);
            case "CORR" or "COVAR_SAMP" or "COVAR_POP":
                Arity(call, 2, 2);
                return new SqlExpr($"sf_pairs('{call.Name}', {AsReal(a[0]).Sql}, {AsReal(a[1]).Sql})", SqlType.Real);
            case "MODE":
                Arity(call, 1, 1);
                return new SqlExpr($"sf_mode({a[0].Sql})", a[0].Type);
            case "MAX_BY" or "MIN_BY":
                Arity(call, 2, 2);
                return new SqlExpr($"sf_by({a[0].Sql}, {(a[1].Type.Wide ? $"sf_wkey({a[1].Sql})" : a[1].Sql)}, {(call.Name == "MAX_BY" ? 1 : -1)})", a[0].Type);
            case "LISTAGG" or "ARRAY_AGG":
                var keys = (call.WithinGroup ?? []).Select(item =>
                {
                    var key = Expression(item.Value, scope);
                    var nullsFirst = item.NullsFirst ?? item.Descending;
                    return $", {(key.Type.Wide ? $"sf_wkey({key.Sql})" : key.Sql)}, {(item.Descending ? 1 : 0) + (nullsFirst ? 2 : 0)}";
                });
                var flag = distinct.Length > 0 ? 1 : 0;
                return call.Name == "LISTAGG"
                    ? new SqlExpr($"sf_listagg({AsText(a[0]).Sql}, {(a.Length > 1 ? AsText(a[1]).Sql : "''")}, {flag}{string.Concat(keys)})", SqlType.Text, false)
                    : new SqlExpr($"sf_array_agg({Convert(a[0], SqlType.Variant).Sql}, NULL, {flag}{string.Concat(keys)})", SqlType.Array, false);
            default:
                throw SnowflakeException.Unsupported(call.Name);
        }
    }

    private static SqlExpr Sum(SqlExpr number, string distinct, string tail)
    {
        if (number.Type.Kind == SqlKind.Real)
        {
            return new SqlExpr($"sum({distinct}{number.Sql}){tail}", SqlType.Real);
        }

        if (number.Type.Wide)
        {
            return tail.Length == 0
                ? new SqlExpr($"sf_wsum({distinct}{number.Sql})", SqlType.Fixed(38, number.Type.Scale, true))
                : throw SnowflakeException.Unsupported("SUM OVER of numbers over 18 digits");
        }

        var type = SqlType.Fixed(38, number.Type.Scale);
        return number.Type.Scale == 0
            ? new SqlExpr($"sum({distinct}{number.Sql}){tail}", type)
            : new SqlExpr($"round(sum({distinct}{number.Sql}){tail}, {number.Type.Scale})", type);
    }

    private static SqlExpr Spread(string name, string x, string distinct, string tail)
    {
        var population = name.EndsWith("POP", StringComparison.Ordinal) ? 1 : 0;
        var root = name.StartsWith("STDDEV", StringComparison.Ordinal) ? 1 : 0;
        // SQLite runs no aggregate of ours as a window function: there the sums are taken apart.
        return new SqlExpr(
            tail.Length == 0
                ? $"sf_spread({distinct}{x}, {population}, {root})"
                : $"sf_spread_of(count({x}){tail}, sum({x}){tail}, sum({x} * {x}){tail}, {population}, {root})",
            SqlType.Real);
    }
}
