namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Function calls: the way in, the helpers, and conditional, numeric and context functions.</summary>
internal sealed partial class Translator
{
    private SqlExpr Call(CallNode call, Scope scope)
    {
        if (call.Over is not null)
        {
            return WindowCall(call, scope);
        }

        if (IsAggregate(call.Name))
        {
            return Aggregate(call, scope);
        }

        if (IsWindowOnly(call.Name))
        {
            throw SnowflakeException.Compilation("002303", "42601", $"Window function [{call.Name}] requires an OVER clause");
        }

        if (call.Distinct || call.Star || call.WithinGroup is not null)
        {
            throw SnowflakeException.Syntax(call.Place.Line, call.Place.Position, call.Name);
        }

        var lazy = DateCall(call, scope);
        if (lazy is not null)
        {
            return lazy.Value;
        }

        var arguments = call.Arguments.Select(a => Expression(a, scope)).ToArray();
        return GeneralCall(call, arguments, scope)
            ?? NumberCall(call, arguments)
            ?? TextCall(call, arguments)
            ?? VariantCall(call, arguments)
            ?? throw SnowflakeException.Compilation("002140", "42601", $"Unknown function {call.Name}");
    }

    private static SnowflakeException Arguments(CallNode call, int expected) => call.Arguments.Count < expected
        ? SnowflakeException.Compilation("000938", "22023", $"error line {call.Place.Line} at position {call.Place.Position}\nnot enough arguments for function [{call.Name}], expected {expected}, got {call.Arguments.Count}")
        : SnowflakeException.Compilation("000939", "22023", $"error line {call.Place.Line} at position {call.Place.Position}\ntoo many arguments for function [{call.Name}] expected {expected}, got {call.Arguments.Count}");

    private static void Arity(CallNode call, int least, int most)
    {
        if (call.Arguments.Count < least || call.Arguments.Count > most)
        {
            throw Arguments(call, call.Arguments.Count < least ? least : most);
        }
    }

    private static bool AnyNull(SqlExpr[] arguments) => Array.Exists(arguments, a => a.Nullable);

    private static SqlType CommonOf(IEnumerable<SqlExpr> values) => values.Select(v => v.Type).Aggregate(SqlType.Common);

    private static string ConvertAll(IEnumerable<SqlExpr> values, SqlType type) => string.Join(", ", values.Select(v => Convert(v, type).Sql));

    private SqlExpr? GeneralCall(CallNode call, SqlExpr[] a, Scope scope)
    {
        switch (call.Name)
        {
            case "COALESCE":
                Arity(call, 2, 100);
                var type = CommonOf(a);
                return new SqlExpr($"coalesce({ConvertAll(a, type)})", type, Array.TrueForAll(a, x => x.Nullable));
            case "NVL" or "IFNULL":
                Arity(call, 2, 2);
                type = CommonOf(a);
                return new SqlExpr($"coalesce({ConvertAll(a, type)})", type, a[0].Nullable && a[1].Nullable);
            case "NVL2":
                Arity(call, 3, 3);
                type = CommonOf(a[1..]);
                return new SqlExpr($"(CASE WHEN {a[0].Sql} IS NOT NULL THEN {Convert(a[1], type).Sql} ELSE {Convert(a[2], type).Sql} END)", type);
            case "IFF":
                Arity(call, 3, 3);
                type = CommonOf(a[1..]);
                return new SqlExpr(
                    $"(CASE WHEN {Convert(a[0], SqlType.Boolean).Sql} THEN {Convert(a[1], type).Sql} ELSE {Convert(a[2], type).Sql} END)", type, AnyNull(a[1..]));
            case "NULLIF":
                Arity(call, 2, 2);
                return new SqlExpr($"(CASE WHEN {Compare("=", a[0], a[1])} THEN NULL ELSE {a[0].Sql} END)", a[0].Type);
            case "ZEROIFNULL":
                Arity(call, 1, 1);
                var number = Numeric(a[0]);
                return new SqlExpr($"coalesce({number.Sql}, 0)", number.Type, false);
            case "NULLIFZERO":
                Arity(call, 1, 1);
                return new SqlExpr($"nullif({Numeric(a[0]).Sql}, 0)", Numeric(a[0]).Type);
            case "EQUAL_NULL":
                Arity(call, 2, 2);
                return new SqlExpr(Compare("IS", a[0], a[1]), SqlType.Boolean, false);
            case "DECODE":
                return Decode(call, a);
            case "GREATEST" or "LEAST":
                Arity(call, 1, 100);
                type = CommonOf(a);
                if (type.Wide)
                {
                    throw SnowflakeException.Unsupported($"{call.Name} of numbers over 18 digits");
                }

                return a.Length == 1 ? a[0] : new SqlExpr($"{(call.Name == "GREATEST" ? "max" : "min")}({ConvertAll(a, type)})", type, AnyNull(a));
            case "CURRENT_ROLE":
                return SqlExpr.Text(session.Role);
            case "CURRENT_USER":
                return SqlExpr.Text(session.User);
            case "CURRENT_DATABASE":
                return session.Database is null ? new SqlExpr("NULL", SqlType.Text) : SqlExpr.Text(session.Database);
            case "CURRENT_SCHEMA":
                return session.Schema is null ? new SqlExpr("NULL", SqlType.Text) : SqlExpr.Text(session.Schema);
            case "CURRENT_WAREHOUSE":
                return session.Warehouse is null ? new SqlExpr("NULL", SqlType.Text) : SqlExpr.Text(session.Warehouse);
            case "CURRENT_ACCOUNT":
                return SqlExpr.Text("SANDBOX");
            case "CURRENT_REGION":
                return SqlExpr.Text("SANDBOX_LOCAL");
            case "CURRENT_VERSION":
                return SqlExpr.Text("9.0.0");
            case "CURRENT_SECONDARY_ROLES":
                return SqlExpr.Text("{\"roles\":\"\",\"value\":\"\"}");
            case "SYSTEM$WAIT":
                return WaitCall(call);
            case "SEQ1" or "SEQ2" or "SEQ4" or "SEQ8":
                var sequence = scope.Sources.Find(s => s.Sequence is not null)?.Sequence;
                return sequence is null ? throw SnowflakeException.Unsupported($"{call.Name} outside of a GENERATOR") : new SqlExpr(sequence, SqlType.Whole(), false);
            default:
                return null;
        }
    }

    private SqlExpr Decode(CallNode call, SqlExpr[] a)
    {
        Arity(call, 3, 200);
        var results = new List<SqlExpr>();
        for (var i = 2; i < a.Length; i += 2)
        {
            results.Add(a[i]);
        }

        if (a.Length % 2 == 0)
        {
            results.Add(a[^1]);
        }

        var type = CommonOf(results);
        var text = "(CASE";
        for (var i = 1; i + 1 < a.Length; i += 2)
        {
            text += $" WHEN {Compare("IS", a[0], a[i])} THEN {Convert(a[i + 1], type).Sql}";
        }

        return new SqlExpr(text + (a.Length % 2 == 0 ? $" ELSE {Convert(a[^1], type).Sql}" : "") + " END)", type);
    }

    /// <summary>The wait is served before the query runs, on the simulator's clock, so that it can be cancelled.</summary>
    private SqlExpr WaitCall(CallNode call)
    {
        Arity(call, 1, 2);
        if (call.Arguments[0] is not LiteralNode { Kind: LiteralKind.Number } amount
            || !double.TryParse(amount.Value, System.Globalization.CultureInfo.InvariantCulture, out var count) || count > 604_800)
        {
            throw SnowflakeException.Compilation("001044", "42P13", "Invalid argument types for function 'SYSTEM$WAIT'");
        }

        var unit = call.Arguments.Count > 1 && call.Arguments[1] is LiteralNode text ? text.Value.ToUpperInvariant() : "SECONDS";
        var span = unit switch
        {
            "MILLISECONDS" => TimeSpan.FromMilliseconds(count),
            "SECONDS" => TimeSpan.FromSeconds(count),
            "MINUTES" => TimeSpan.FromMinutes(count),
            "HOURS" => TimeSpan.FromHours(count),
            "DAYS" => TimeSpan.FromDays(count),
            _ => throw SnowflakeException.Compilation("001015", "22023", $"Invalid argument '{unit}' for function 'SYSTEM$WAIT'"),
        };
        Wait += span;
        return SqlExpr.Text($"waited {amount.Value} {unit.ToLowerInvariant()}");
    }
}
