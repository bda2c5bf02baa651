using System.Globalization;
using System.Runtime.CompilerServices;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Expressions other than function calls.</summary>
internal sealed partial class Translator
{
    private SqlExpr Expression(SqlNode node, Scope scope)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var bare = scope.Bare.Count;
        var value = Bind(node, scope);
        if (scope.GroupKeys.Count > 0 && scope.Bare.Count > bare && scope.GroupKeys.Contains(value.Sql))
        {
            scope.Bare.RemoveRange(bare, scope.Bare.Count - bare);
        }

        return value;
    }

    private SqlExpr Condition(SqlNode node, Scope scope) => Convert(Expression(node, scope), SqlType.Boolean);

    private SqlExpr Bind(SqlNode node, Scope scope)
    {
        switch (node)
        {
            case LiteralNode literal:
                return Literal(literal);
            case ParameterNode parameter:
                return Parameter(parameter);
            case NameNode name:
                return Column(name.Name, scope);
            case UnaryNode unary:
                return Unary(unary, scope);
            case BinaryNode binary:
                return Binary(binary, scope);
            case LogicNode logic:
                return Logic(logic, scope);
            case IsNode test:
                return Test(test, scope);
            case BetweenNode between:
                var operand = Expression(between.Operand, scope);
                var low = Compare(">=", operand, Expression(between.Low, scope));
                var high = Compare("<=", operand, Expression(between.High, scope));
                return new SqlExpr($"({(between.Not ? "NOT " : "")}({low} AND {high}))", SqlType.Boolean);
            case InListNode list:
                return InList(list, scope);
            case InQueryNode query:
                return InQuery(query, scope);
            case LikeNode like:
                return Like(like, scope);
            case CaseNode choice:
                return Case(choice, scope);
            case CastNode cast:
                return Cast(Expression(cast.Operand, scope), SqlType.Parse(cast.Type), cast.Try);
            case CallNode call:
                return Call(call, scope);
            case ExistsNode exists:
                return new SqlExpr($"EXISTS ({Query(exists.Query, scope).Sql})", SqlType.Boolean, false);
            case SubqueryNode subquery:
                return Scalar(subquery, scope);
            case PathNode path:
                var steps = path.Steps.Select(step => Expression(step, scope).Sql);
                var source = Expression(path.Operand, scope);
                return source.Type.IsSemiStructured || source.Type.Kind == SqlKind.Null
                    ? new SqlExpr($"sf_path({source.Sql}, {string.Join(", ", steps)})", SqlType.Variant)
                    : throw InvalidTypes("GET", source);
            case RowNode row:
                throw SnowflakeException.Syntax(row.Place.Line, row.Place.Position, "(");
            default:
                throw SnowflakeException.Unsupported(node.GetType().Name);
        }
    }

    private static SqlExpr Literal(LiteralNode literal)
    {
        switch (literal.Kind)
        {
            case LiteralKind.Null:
                return new SqlExpr("NULL", SqlType.Null);
            case LiteralKind.Boolean:
                return new SqlExpr(literal.Value == "TRUE" ? "1" : "0", SqlType.Boolean, false);
            case LiteralKind.Text:
                return SqlExpr.Text(literal.Value);
            case LiteralKind.Number:
                return Number(literal.Value);
            case LiteralKind.Interval:
                throw SnowflakeException.Syntax(literal.Place.Line, literal.Place.Position, "INTERVAL");
            default:
                var type = literal.Kind switch
                {
                    LiteralKind.Date => SqlType.Date,
                    LiteralKind.Time => new SqlType(SqlKind.Time, 0, 9),
                    LiteralKind.TimestampTz => new SqlType(SqlKind.TimestampTz, 0, 9),
                    _ => SqlType.Ntz,
                };
                return SqlExpr.Whole(SqlText.ParseMoment(literal.Value, type.Kind)) with { Type = type };
        }
    }

    private static SqlExpr Number(string text)
    {
        if (text.Contains('e', StringComparison.OrdinalIgnoreCase))
        {
            var real = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(real)
                ? new SqlExpr(SqlText.Real(real), SqlType.Real, false)
                : throw new SnowflakeException("100132", "22003", $"Numeric value '{text}' is out of range");
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : text.Length - point - 1;
        var digits = text.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        if (digits.Length > 38 || scale > 37)
        {
            return digits.Length - scale > 38
                ? throw new SnowflakeException("100132", "22003", $"Numeric value '{text}' is out of range")
                : new SqlExpr(SqlText.Real(double.Parse(text, CultureInfo.InvariantCulture)), SqlType.Real, false);
        }

        if (scale == 0 && long.TryParse(text, out var whole))
        {
            return SqlExpr.Whole(whole);
        }

        var precision = Math.Max(digits.Length, scale);
        return digits.Length > 15
            ? new SqlExpr(SqlExpr.Quote(WideNumber.Parse(text)!.Value.ToString()), SqlType.Fixed(precision, scale, true), false)
            : new SqlExpr(SqlText.Real(double.Parse(text, CultureInfo.InvariantCulture)), SqlType.Fixed(precision, scale), false);
    }

    private SqlExpr Parameter(ParameterNode parameter)
    {
        if (!bindings.TryGetValue(parameter.Index, out var binding))
        {
            throw SnowflakeException.Compilation("002049", "42601", $"error line {parameter.Place.Line} at position {parameter.Place.Position}\nBind variable ? not set.");
        }

        UsedBindings.Add(parameter.Index);
        return new SqlExpr($"?{parameter.Index}", binding.Type, binding.Value is null);
    }

    private SqlExpr Unary(UnaryNode unary, Scope scope)
    {
        if (unary.Operator == "NOT")
        {
            var condition = Condition(unary.Operand, scope);
            return condition with { Sql = $"(NOT {condition.Sql})", Origin = null };
        }

        var value = Numeric(Expression(unary.Operand, scope));
        if (unary.Operator == "+")
        {
            return value;
        }

        return value.Type.Wide
            ? value with { Sql = $"sf_wneg({value.Sql})", Origin = null }
            : value with { Sql = $"(-{value.Sql})", Origin = null };
    }

    private SqlExpr Logic(LogicNode logic, Scope scope)
    {
        var terms = logic.Terms.Select(term => Condition(term, scope)).ToList();
        return new SqlExpr(Balance(terms.ConvertAll(t => t.Sql), logic.Operator), SqlType.Boolean, terms.Exists(t => t.Nullable));
    }

    /// <summary>Joins terms as a balanced tree: SQLite bounds the depth of an expression, not its size.</summary>
    private static string Balance(List<string> terms, string word)
    {
        if (terms.Count == 1)
        {
            return terms[0];
        }

        var half = terms.Count / 2;
        return $"({Balance(terms[..half], word)} {word} {Balance(terms[half..], word)})";
    }
}
