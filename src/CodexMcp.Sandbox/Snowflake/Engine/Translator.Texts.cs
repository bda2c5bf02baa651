namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Text functions and semi-structured values.</summary>
internal sealed partial class Translator
{
    private static SqlExpr? TextCall(CallNode call, SqlExpr[] a)
    {
        SqlExpr Text(string function, int least, int most, SqlType? type = null)
        {
            Arity(call, least, most);
            return new SqlExpr($"{function}({string.Join(", ", a.Select(x => AsText(x).Sql))})", type ?? SqlType.Text, AnyNull(a));
        }

        // The first argument is a text, the others are whole numbers.
        SqlExpr Numbered(string function, int least, int most)
        {
            Arity(call, least, most);
            var rest = string.Concat(a.Skip(1).Select(x => ", " + Convert(Numeric(x), SqlType.Whole()).Sql));
            return new SqlExpr($"{function}({AsText(a[0]).Sql}{rest})", SqlType.Text, AnyNull(a));
        }

        switch (call.Name)
        {
            case "UPPER":
                return Text("sf_upper", 1, 1);
            case "LOWER":
                return Text("sf_lower", 1, 1);
            case "INITCAP":
                return Text("sf_initcap", 1, 1);
            case "TRIM":
                return Text("sf_trim_both", 1, 2);
            case "LTRIM":
                return Text("sf_trim_left", 1, 2);
            case "RTRIM":
                return Text("sf_trim_right", 1, 2);
            case "LENGTH" or "LEN" or "CHAR_LENGTH":
                return Text("length", 1, 1, SqlType.Whole(18));
            case "OCTET_LENGTH":
                return Text("sf_octets", 1, 1, SqlType.Whole(18));
            case "REVERSE":
                return Text("sf_reverse", 1, 1);
            case "REPLACE":
                Arity(call, 2, 3);
                return a.Length == 2
                    ? new SqlExpr($"replace({AsText(a[0]).Sql}, {AsText(a[1]).Sql}, '')", SqlType.Text, AnyNull(a))
                    : Text("replace", 3, 3);
            case "TRANSLATE":
                return Text("sf_translate", 3, 3);
            case "CONTAINS":
                return Text("sf_contains", 2, 2, SqlType.Boolean);
            case "STARTSWITH":
                return Text("sf_starts", 2, 2, SqlType.Boolean);
            case "ENDSWITH":
                return Text("sf_ends", 2, 2, SqlType.Boolean);
            case "CONCAT":
                Arity(call, 1, 100);
                return new SqlExpr($"({string.Join(" || ", a.Select(x => AsText(x).Sql))})", SqlType.Text, AnyNull(a));
            case "CONCAT_WS":
                Arity(call, 2, 100);
                var separator = AsText(a[0]).Sql;
                return new SqlExpr($"({string.Join($" || {separator} || ", a.Skip(1).Select(x => AsText(x).Sql))})", SqlType.Text, AnyNull(a));
            case "SUBSTR" or "SUBSTRING":
                return Numbered("sf_substr", 2, 3);
            case "LEFT":
                return Numbered("sf_left", 2, 2);
            case "RIGHT":
                return Numbered("sf_right", 2, 2);
            case "REPEAT":
                return Numbered("sf_repeat", 2, 2);
            case "SPACE":
                Arity(call, 1, 1);
                return new SqlExpr($"sf_repeat(' ', {Convert(Numeric(a[0]), SqlType.Whole()).Sql})", SqlType.Text, a[0].Nullable);
            case "LPAD" or "RPAD":
                Arity(call, 2, 3);
                var pad = a.Length > 2 ? AsText(a[2]).Sql : "' '";
                return new SqlExpr(
                    $"sf_pad({AsText(a[0]).Sql}, {Convert(Numeric(a[1]), SqlType.Whole()).Sql}, {pad}, {(call.Name == "LPAD" ? 1 : 0)})", SqlType.Text, AnyNull(a));
            case "POSITION" or "CHARINDEX":
                Arity(call, 2, 3);
                var start = a.Length > 2 ? Convert(Numeric(a[2]), SqlType.Whole()).Sql : "1";
                return new SqlExpr($"sf_position({AsText(a[0]).Sql}, {AsText(a[1]).Sql}, {start})", SqlType.Whole(18), AnyNull(a));
            case "SPLIT_PART":
                Arity(call, 3, 3);
                return new SqlExpr(
                    $"sf_split_part({AsText(a[0]).Sql}, {AsText(a[1]).Sql}, {Convert(Numeric(a[2]), SqlType.Whole()).Sql})", SqlType.Text, AnyNull(a));
            case "SPLIT":
                return Text("sf_split", 2, 2, SqlType.Array);
            case "STRTOK":
                Arity(call, 1, 3);
                return new SqlExpr(
                    $"sf_strtok({AsText(a[0]).Sql}, {(a.Length > 1 ? AsText(a[1]).Sql : "' '")}, {(a.Length > 2 ? Convert(Numeric(a[2]), SqlType.Whole()).Sql : "1")})", SqlType.Text);
            case "ASCII":
                return Text("sf_ascii", 1, 1, SqlType.Whole(18));
            case "CHR" or "CHAR":
                Arity(call, 1, 1);
                return new SqlExpr($"char({Convert(Numeric(a[0]), SqlType.Whole()).Sql})", SqlType.Text, a[0].Nullable);
            case "MD5" or "SHA1" or "SHA2" or "SHA2_HEX" or "MD5_HEX":
                Arity(call, 1, 2);
                return new SqlExpr($"sf_digest('{call.Name}', {AsText(a[0]).Sql})", SqlType.Text, AnyNull(a));
            case "LIKE" or "ILIKE":
                Arity(call, 2, 3);
                return new SqlExpr(
                    $"sf_like({AsText(a[0]).Sql}, {AsText(a[1]).Sql}, {(a.Length > 2 ? AsText(a[2]).Sql : "NULL")}, {(call.Name == "ILIKE" ? 1 : 0)})", SqlType.Boolean, AnyNull(a));
            case "REGEXP_LIKE" or "RLIKE":
                Arity(call, 2, 3);
                return new SqlExpr(
                    $"sf_regexp_like({AsText(a[0]).Sql}, {AsText(a[1]).Sql}, {(a.Length > 2 ? AsText(a[2]).Sql : "''")})", SqlType.Boolean, AnyNull(a));
            case "REGEXP_REPLACE":
                Arity(call, 2, 3);
                return new SqlExpr(
                    $"sf_regexp_replace({AsText(a[0]).Sql}, {AsText(a[1]).Sql}, {(a.Length > 2 ? AsText(a[2]).Sql : "''")})", SqlType.Text, AnyNull(a));
            case "REGEXP_COUNT":
                return Text("sf_regexp_count", 2, 2, SqlType.Whole(18));
            case "REGEXP_SUBSTR":
                Arity(call, 2, 6);
                var position = a.Length > 2 ? Convert(Numeric(a[2]), SqlType.Whole()).Sql : "1";
                var occurrence = a.Length > 3 ? Convert(Numeric(a[3]), SqlType.Whole()).Sql : "1";
                var flags = a.Length > 4 ? AsText(a[4]).Sql : "''";
                var group = a.Length > 5 ? Convert(Numeric(a[5]), SqlType.Whole()).Sql : $"(CASE WHEN instr({flags}, 'e') THEN 1 ELSE 0 END)";
                return new SqlExpr($"sf_regexp_substr({AsText(a[0]).Sql}, {AsText(a[1]).Sql}, {position}, {occurrence}, {flags}, {group})", SqlType.Text);
            case "TO_CHAR" or "TO_VARCHAR":
                Arity(call, 1, 2);
                if (a.Length == 1)
                {
                    return Cast(a[0], SqlType.Text, false);
                }

                return a[0].Type.Kind is SqlKind.Date or SqlKind.Time || a[0].Type.IsTimestamp
                    ? new SqlExpr($"sf_format({a[0].Sql}, {(int)a[0].Type.Kind}, {AsText(a[1]).Sql})", SqlType.Text, AnyNull(a))
                    : throw SnowflakeException.Unsupported("TO_CHAR of a number with a format");
            default:
                return null;
        }
    }

    private static SqlExpr? VariantCall(CallNode call, SqlExpr[] a)
    {
        string Variants(IEnumerable<SqlExpr> values) => string.Join(", ", values.Select(v => Convert(v, SqlType.Variant).Sql));
        switch (call.Name)
        {
            case "PARSE_JSON" or "TRY_PARSE_JSON":
                Arity(call, 1, 1);
                return new SqlExpr($"sf_parse_json({AsText(a[0]).Sql}, {(call.Name[0] == 'T' ? 1 : 0)})", SqlType.Variant, a[0].Nullable);
            case "TO_JSON":
                Arity(call, 1, 1);
                return new SqlExpr(Convert(a[0], SqlType.Variant).Sql, SqlType.Text, a[0].Nullable);
            case "TO_VARIANT":
                Arity(call, 1, 1);
                return Cast(a[0], SqlType.Variant, false);
            case "TYPEOF":
                Arity(call, 1, 1);
                return new SqlExpr($"sf_json_type({Convert(a[0], SqlType.Variant).Sql})", SqlType.Text, a[0].Nullable);
            case "GET" or "GET_PATH":
                Arity(call, 2, 2);
                var key = a[1].Type.IsNumber ? Convert(a[1], SqlType.Whole()).Sql : AsText(a[1]).Sql;
                return new SqlExpr($"sf_path({Convert(a[0], SqlType.Variant).Sql}, {key})", SqlType.Variant);
            case "ARRAY_CONSTRUCT":
                return new SqlExpr($"sf_array({Variants(a)})", SqlType.Array, false);
            case "ARRAY_SIZE":
                Arity(call, 1, 1);
                return new SqlExpr($"sf_array_size({Convert(a[0], SqlType.Variant).Sql})", SqlType.Whole(18));
            case "ARRAY_CONTAINS":
                Arity(call, 2, 2);
                return new SqlExpr($"sf_array_contains({Variants(a)})", SqlType.Boolean, AnyNull(a));
            case "ARRAY_TO_STRING":
                Arity(call, 2, 2);
                return new SqlExpr($"sf_array_join({Convert(a[0], SqlType.Variant).Sql}, {AsText(a[1]).Sql})", SqlType.Text, AnyNull(a));
            case "OBJECT_KEYS":
                Arity(call, 1, 1);
                return new SqlExpr($"sf_object_keys({Convert(a[0], SqlType.Variant).Sql})", SqlType.Array, a[0].Nullable);
            case "OBJECT_CONSTRUCT" or "OBJECT_CONSTRUCT_KEEP_NULL":
                if (a.Length % 2 != 0)
                {
                    throw Arguments(call, a.Length + 1);
                }

                var pairs = a.Select((x, i) => i % 2 == 0 ? AsText(x).Sql : Convert(x, SqlType.Variant).Sql);
                return new SqlExpr($"sf_object({(call.Name.EndsWith("NULL", StringComparison.Ordinal) ? 1 : 0)}{string.Concat(pairs.Select(p => ", " + p))})", SqlType.Object, false);
            default:
                return null;
        }
    }
}
