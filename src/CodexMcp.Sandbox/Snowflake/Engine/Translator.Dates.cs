using System.Globalization;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Date and time functions. Their first argument is often a bare word, so they bind their own arguments.</summary>
internal sealed partial class Translator
{
    private SqlExpr? DateCall(CallNode call, Scope scope)
    {
        SqlExpr At(int index) => Expression(call.Arguments[index], scope);
        switch (call.Name)
        {
            case "CURRENT_DATE":
                return SqlExpr.Whole(session.Today) with { Type = SqlType.Date };
            case "CURRENT_TIMESTAMP" or "SYSDATE" or "GETDATE" or "LOCALTIMESTAMP" or "SYSTIMESTAMP":
                return SqlExpr.Whole(session.NowMicroseconds) with { Type = call.Name == "SYSDATE" ? SqlType.Ntz : SqlType.Ltz };
            case "CURRENT_TIME" or "LOCALTIME":
                return SqlExpr.Whole(session.NowMicroseconds - (session.Today * SqlText.Day)) with { Type = new SqlType(SqlKind.Time, 0, 9) };
            case "DATE_TRUNC":
                Arity(call, 2, 2);
                return Truncate(Part(call.Arguments[0], call, scope), At(1));
            case "TRUNC" when call.Arguments.Count == 2 && call.Arguments[1] is LiteralNode { Kind: LiteralKind.Text }:
                return Truncate(Part(call.Arguments[1], call, scope), At(0));
            case "DATEADD" or "TIMEADD" or "TIMESTAMPADD":
                Arity(call, 3, 3);
                return Add(Part(call.Arguments[0], call, scope), Convert(Rounded(Numeric(At(1))), SqlType.Whole()).Sql, Moment(At(2), call));
            case "ADD_MONTHS":
                Arity(call, 2, 2);
                return Add("MONTH", Convert(Rounded(Numeric(At(1))), SqlType.Whole()).Sql, Moment(At(0), call));
            case "DATEDIFF" or "TIMEDIFF" or "TIMESTAMPDIFF":
                Arity(call, 3, 3);
                var part = Part(call.Arguments[0], call, scope);
                var (from, to) = (Moment(At(1), call), Moment(At(2), call));
                return part == "DAY" && from.Type.Kind == SqlKind.Date && to.Type.Kind == SqlKind.Date
                    ? new SqlExpr($"({to.Sql} - {from.Sql})", SqlType.Whole(9), from.Nullable || to.Nullable)
                    : new SqlExpr($"sf_datediff('{part}', {Micros(from)}, {Micros(to)})", SqlType.Whole(18), from.Nullable || to.Nullable);
            case "MONTHS_BETWEEN":
                Arity(call, 2, 2);
                var (late, early) = (Moment(At(0), call), Moment(At(1), call));
                return new SqlExpr($"sf_months_between({Micros(late)}, {Micros(early)})", SqlType.Real, late.Nullable || early.Nullable);
            case "DATE_PART":
                Arity(call, 2, 2);
                return Extract(Part(call.Arguments[0], call, scope), Moment(At(1), call));
            case "YEAR" or "QUARTER" or "MONTH" or "DAY" or "DAYOFMONTH" or "DAYOFWEEK" or "DAYOFWEEKISO" or "DAYOFYEAR" or "WEEK" or "WEEKOFYEAR"
                or "WEEKISO" or "YEAROFWEEK" or "YEAROFWEEKISO" or "HOUR" or "MINUTE" or "SECOND":
                Arity(call, 1, 1);
                return Extract(SqlDateParts.Normalize(call.Name)!, Moment(At(0), call));
            case "DAYNAME" or "MONTHNAME":
                Arity(call, 1, 1);
                var named = Moment(At(0), call);
                return new SqlExpr($"sf_format({Micros(named)}, {(int)SqlKind.TimestampNtz}, '{(call.Name == "DAYNAME" ? "DY" : "MON")}')", SqlType.Text, named.Nullable);
            case "LAST_DAY":
                Arity(call, 1, 2);
                var last = Moment(At(0), call);
                var unit = call.Arguments.Count > 1 ? Part(call.Arguments[1], call, scope) : "MONTH";
                return new SqlExpr($"sf_last_day('{unit}', {Micros(last)})", SqlType.Date, last.Nullable);
            case "NEXT_DAY" or "PREVIOUS_DAY":
                Arity(call, 2, 2);
                var day = Moment(At(0), call);
                return new SqlExpr($"sf_next_day({Micros(day)}, {AsText(At(1)).Sql}, {(call.Name == "NEXT_DAY" ? 1 : -1)})", SqlType.Date, day.Nullable);
            case "DATE_FROM_PARTS" or "DATEFROMPARTS":
                Arity(call, 3, 3);
                return new SqlExpr(
                    $"sf_date_from_parts({string.Join(", ", call.Arguments.Select(a => Convert(Numeric(Expression(a, scope)), SqlType.Whole()).Sql))})", SqlType.Date);
            case "TO_DATE" or "DATE" or "TRY_TO_DATE":
                return To(call, SqlType.Date, scope);
            case "TO_TIME" or "TIME" or "TRY_TO_TIME":
                return To(call, new SqlType(SqlKind.Time, 0, 9), scope);
            case "TO_TIMESTAMP" or "TO_TIMESTAMP_NTZ" or "TRY_TO_TIMESTAMP" or "TRY_TO_TIMESTAMP_NTZ":
                return To(call, SqlType.Ntz, scope);
            case "TO_TIMESTAMP_LTZ" or "TRY_TO_TIMESTAMP_LTZ":
                return To(call, SqlType.Ltz, scope);
            case "TO_TIMESTAMP_TZ" or "TRY_TO_TIMESTAMP_TZ":
                return To(call, new SqlType(SqlKind.TimestampTz, 0, 9), scope);
            case "CONVERT_TIMEZONE":
                throw SnowflakeException.Unsupported("CONVERT_TIMEZONE");
            default:
                return null;
        }
    }

    private SqlExpr To(CallNode call, SqlType type, Scope scope)
    {
        Arity(call, 1, 2);
        var value = Expression(call.Arguments[0], scope);
        var soft = call.Name.StartsWith("TRY_", StringComparison.Ordinal);
        if (call.Arguments.Count == 1)
        {
            return Cast(value, type, soft);
        }

        var second = Expression(call.Arguments[1], scope);
        if (second.Type.IsNumber && type.IsTimestamp && value.Type.IsNumber)
        {
            return new SqlExpr($"sf_scaled_moment({value.Sql}, {second.Sql})", type, value.Nullable);
        }

        return new SqlExpr($"sf_parse_moment({AsText(value).Sql}, {(int)type.Kind}, {AsText(second).Sql}, {(soft ? 1 : 0)})", type, value.Nullable || soft);
    }

    private static SqlExpr Rounded(SqlExpr number) =>
        number.Type is { Kind: SqlKind.Fixed, Scale: 0 } ? number : new SqlExpr($"CAST(sf_round({number.Sql}, 0) AS INTEGER)", SqlType.Whole(), number.Nullable);

    private string Part(SqlNode node, CallNode call, Scope scope)
    {
        var word = node switch
        {
            NameNode { Name.Parts.Count: 1 } name => name.Name.Last,
            LiteralNode { Kind: LiteralKind.Text } text => text.Value,
            ParameterNode parameter when bindings.TryGetValue(parameter.Index, out var binding) => binding.Value as string ?? "",
            _ => "",
        };
        return SqlDateParts.Normalize(word) ?? throw SnowflakeException.Compilation(
            "001004", "42601", $"error line {node.Place.Line} at position {node.Place.Position}\n'{word}' is not a valid date/time component for function {call.Name}.");
    }

    /// <summary>A date or timestamp; a text becomes a timestamp, or a date when it is written as one.</summary>
    private static SqlExpr Moment(SqlExpr value, CallNode call) => value.Type.Kind switch
    {
        SqlKind.Date or SqlKind.Time => value,
        SqlKind.Null => value with { Type = SqlType.Date },
        SqlKind.Text => Cast(value, value.Literal is { Length: <= 10 } ? SqlType.Date : SqlType.Ntz, false),
        SqlKind.Variant => Cast(value, SqlType.Ntz, false),
        _ when value.Type.IsTimestamp => value,
        _ => throw InvalidTypes(call.Name, value),
    };

    private static string Micros(SqlExpr value) => value.Type.Kind == SqlKind.Date ? $"({value.Sql} * {SqlText.Day})" : value.Sql;

    private static SqlExpr Truncate(string part, SqlExpr operand)
    {
        var value = Moment(operand, new CallNode(default, "DATE_TRUNC", [], false, false, null, false, null));
        return value.Type.Kind == SqlKind.Date
            ? part is "DAY" or "HOUR" or "MINUTE" or "SECOND" ? value with { Origin = null } : new SqlExpr($"sf_trunc_day('{part}', {value.Sql})", SqlType.Date, value.Nullable)
            : new SqlExpr($"sf_trunc_moment('{part}', {value.Sql})", value.Type, value.Nullable);
    }

    private static SqlExpr Add(string part, string count, SqlExpr value)
    {
        var nullable = value.Nullable;
        if (value.Type.Kind != SqlKind.Date)
        {
            return new SqlExpr($"sf_add_moment('{part}', {count}, {value.Sql})", value.Type, nullable);
        }

        return part switch
        {
            "DAY" => new SqlExpr($"({value.Sql} + {count})", SqlType.Date, nullable),
            "WEEK" => new SqlExpr($"({value.Sql} + 7 * {count})", SqlType.Date, nullable),
            "YEAR" or "QUARTER" or "MONTH" => new SqlExpr($"sf_add_day('{part}', {count}, {value.Sql})", SqlType.Date, nullable),
            _ => new SqlExpr($"sf_add_moment('{part}', {count}, {value.Sql} * {SqlText.Day})", SqlType.Ntz, nullable),
        };
    }

    private static SqlExpr Extract(string part, SqlExpr value) => new($"sf_part('{part}', {Micros(value)})", SqlType.Whole(part.StartsWith("EPOCH", StringComparison.Ordinal) ? 18 : 4), value.Nullable);

    private static List<(int Count, string Part)> Interval(string text, SqlPlace place)
    {
        var result = new List<(int, string)>();
        foreach (var piece in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = piece.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < words.Length; i += 2)
            {
                var part = i + 1 < words.Length ? SqlDateParts.Normalize(words[i + 1]) : "SECOND";
                if (part is null || !int.TryParse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
                {
                    throw SnowflakeException.Syntax(place.Line, place.Position, $"'{text}'");
                }

                result.Add((count, part));
            }
        }

        return result.Count > 0 ? result : throw SnowflakeException.Syntax(place.Line, place.Position, $"'{text}'");
    }

    private static SqlExpr AddInterval(SqlExpr operand, string text, bool subtract, SqlPlace place)
    {
        var value = Moment(operand, new CallNode(place, "DATEADD", [], false, false, null, false, null));
        foreach (var (count, part) in Interval(text, place))
        {
            value = Add(part, (subtract ? -count : count).ToString(CultureInfo.InvariantCulture), value);
        }

        return value;
    }
}
