namespace CodexMcp.Sandbox.Snowflake;

/// <content>Window functions and their frames.</content>
internal sealed partial class Translator
{
    private SqlExpr WindowCall(CallNode call, Scope scope)
    {
        if (scope.NoWindows)
        {
            throw SnowflakeException.Compilation("002036", "42601", $"Window function [{call.Name}] may not appear in a WHERE, HAVING or ON clause");
        }

        var over = call.Over!;
        if (call.IgnoreNulls)
        {
            throw SnowflakeException.Unsupported("IGNORE NULLS");
        }

        var partition = over.Partition.Count == 0 ? "" : "PARTITION BY " + string.Join(", ", over.Partition.Select(p => Expression(p, scope).Sql));
        var keys = over.Order.Select(item => (Value: Expression(item.Value, scope), Item: item)).ToList();
        var order = keys.Count == 0 ? "" : " ORDER BY " + string.Join(", ", keys.Select(k => OrderTerm(k.Value, k.Item)));
        var frame = over.Frame is null ? "" : " " + Frame(over.Frame, keys.Count > 0 ? keys[0].Value.Type.Kind : SqlKind.Null, scope);
        var window = $"({partition}{order}{frame})";
        if (IsAggregate(call.Name))
        {
            return AggregateCore(call, scope, window);
        }

        var a = call.Arguments.Select(x => Expression(x, scope)).ToArray();
        switch (call.Name)
        {
            case "ROW_NUMBER" or "RANK" or "DENSE_RANK":
                Arity(call, 0, 0);
                return keys.Count > 0
                    ? new SqlExpr($"{call.Name.ToLowerInvariant()}() OVER {window}", SqlType.Whole(18), false)
                    : throw SnowflakeException.Compilation("002304", "42601", $"Window function type [{call.Name}] requires ORDER BY in window specification");
            case "PERCENT_RANK" or "CUME_DIST":
                Arity(call, 0, 0);
                return new SqlExpr($"{call.Name.ToLowerInvariant()}() OVER {window}", SqlType.Real, false);
            case "NTILE":
                Arity(call, 1, 1);
                return new SqlExpr($"ntile({Convert(Numeric(a[0]), SqlType.Whole()).Sql}) OVER {window}", SqlType.Whole(18), false);
            case "LAG" or "LEAD":
                Arity(call, 1, 3);
                var type = a.Length > 2 ? SqlType.Common(a[0].Type, a[2].Type) : a[0].Type;
                var offset = a.Length > 1 ? ", " + Convert(Numeric(a[1]), SqlType.Whole()).Sql : "";
                var fallback = a.Length > 2 ? ", " + Convert(a[2], type).Sql : "";
                return new SqlExpr($"{call.Name.ToLowerInvariant()}({Convert(a[0], type).Sql}{offset}{fallback}) OVER {window}", type);
            case "FIRST_VALUE" or "LAST_VALUE" or "NTH_VALUE":
                Arity(call, call.Name == "NTH_VALUE" ? 2 : 1, call.Name == "NTH_VALUE" ? 2 : 1);
                // Without a frame Snowflake takes the whole partition here.
                var whole = frame.Length > 0 ? window : $"({partition}{order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)";
                var nth = a.Length > 1 ? ", " + Convert(Numeric(a[1]), SqlType.Whole()).Sql : "";
                return new SqlExpr($"{call.Name.ToLowerInvariant()}({a[0].Sql}{nth}) OVER {whole}", a[0].Type);
            case "RATIO_TO_REPORT":
                Arity(call, 1, 1);
                var x = AsReal(a[0]).Sql;
                return new SqlExpr($"({x} / nullif(sum({x}) OVER ({partition}), 0))", SqlType.Real);
            default:
                throw IsWindowOnly(call.Name)
                    ? SnowflakeException.Unsupported(call.Name)
                    : SnowflakeException.Compilation("002302", "42601", $"Function {call.Name} cannot be used as a window function");
        }
    }

    private string Frame(FrameNode frame, SqlKind order, Scope scope)
    {
        if (frame.Unit == "GROUPS")
        {
            throw SnowflakeException.Unsupported("GROUPS frames");
        }

        string Bound(FrameBound bound)
        {
            if (bound.Value is null)
            {
                return bound.Kind;
            }

            if (bound.Value is LiteralNode { Kind: LiteralKind.Interval } interval)
            {
                var unit = order == SqlKind.Date ? 1 : SqlText.Day;
                var days = Interval(interval.Value, interval.Place).Sum(i => i.Part switch
                {
                    "DAY" => i.Count * unit,
                    "WEEK" => i.Count * 7L * unit,
                    "HOUR" when order != SqlKind.Date => i.Count * 3_600_000_000L,
                    "MINUTE" when order != SqlKind.Date => i.Count * 60_000_000L,
                    "SECOND" when order != SqlKind.Date => i.Count * 1_000_000L,
                    _ => throw SnowflakeException.Unsupported($"a RANGE frame of {i.Part}"),
                });
                return $"{days} {bound.Kind}";
            }

            return $"{Convert(Numeric(Expression(bound.Value, new Scope(null))), SqlType.Whole()).Sql} {bound.Kind}";
        }

        return $"{frame.Unit} BETWEEN {Bound(frame.From)} AND {Bound(frame.To)}";
    }
}
