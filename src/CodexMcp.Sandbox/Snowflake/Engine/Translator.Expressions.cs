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

    private SqlExpr Column(SqlName name, Scope scope)
    {
        for (var level = scope; level is not null; level = level.Outer)
        {
            if (level == scope && scope.PreferAliases && Alias(name, level) is { } preferred)
            {
                return preferred;
            }

            var found = Find(name, level);
            if (found is not null)
            {
                NoteRead(found.Value);
                if (!level.GroupKeys.Contains(found.Value.Sql))
                {
                    level.Bare.Add((name.ToString(), name.Place));
                }

                return found.Value;
            }

            if (Alias(name, level) is { } alias)
            {
                return alias;
            }

            if (name.Parts.Count > 1 && Find(new SqlName([name.Parts[0]], name.Place), level) is { Value.Type.IsSemiStructured: true })
            {
                throw SnowflakeException.InvalidIdentifier(name.Place.Line, name.Place.Position, name.ToString());
            }
        }

        throw SnowflakeException.InvalidIdentifier(name.Place.Line, name.Place.Position, Shown(name));
    }

    private static string Shown(SqlName name) =>
        string.Join('.', name.Parts.Select(p => p.Any(c => char.IsLower(c) || !(char.IsLetterOrDigit(c) || c is '_' or '$')) ? $"\"{p}\"" : p));

    private static ScopeColumn? Find(SqlName name, Scope scope)
    {
        ScopeColumn? found = null;
        foreach (var source in scope.Sources)
        {
            if (name.Parts.Count > 1 && !source.Answers(name.Parts.Take(name.Parts.Count - 1).ToList()))
            {
                continue;
            }

            foreach (var column in source.Columns)
            {
                if (column.Name != name.Last || (name.Parts.Count == 1 && column.Merged))
                {
                    continue;
                }

                if (found is not null)
                {
                    throw SnowflakeException.Compilation(
                        "002028", "42601", $"error line {name.Place.Line} at position {name.Place.Position}\nambiguous column name '{name.Last}'");
                }

                found = column;
            }
        }

        return found;
    }

    private SqlExpr? Alias(SqlName name, Scope scope)
    {
        if (name.Parts.Count != 1 || !scope.Aliases.TryGetValue(name.Last, out var node) || !scope.Expanding.Add(name.Last))
        {
            return null;
        }

        try
        {
            var prefer = scope.PreferAliases;
            scope.PreferAliases = false;
            var value = Expression(node, scope);
            scope.PreferAliases = prefer;
            return value;
        }
        finally
        {
            scope.Expanding.Remove(name.Last);
        }
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

    private SqlExpr Test(IsNode test, Scope scope)
    {
        var not = test.Not ? " NOT" : "";
        return test.What == "NULL"
            ? new SqlExpr($"({Expression(test.Operand, scope).Sql} IS{not} NULL)", SqlType.Boolean, false)
            : new SqlExpr($"({Condition(test.Operand, scope).Sql} IS{not} {(test.What == "TRUE" ? "1" : "0")})", SqlType.Boolean, false);
    }

    private SqlExpr InList(InListNode list, Scope scope)
    {
        if (list.Operand is RowNode row)
        {
            var rows = list.Items.Select(item => item is RowNode r && r.Items.Count == row.Items.Count
                ? r.Items
                : throw SnowflakeException.Syntax(item.Place.Line, item.Place.Position, "IN")).ToList();
            var operands = row.Items.Select(i => Expression(i, scope)).ToList();
            var terms = rows.ConvertAll(r => Balance(r.Select((cell, i) => Compare("=", operands[i], Expression(cell, scope))).ToList(), "AND"));
            return new SqlExpr($"({(list.Not ? "NOT " : "")}{Balance(terms, "OR")})", SqlType.Boolean);
        }

        var operand = Expression(list.Operand, scope);
        var items = list.Items.Select(item => Expression(item, scope)).ToList();
        // Every item takes the operand's type, as a comparison would.
        var type = items.Select(i => i.Type).Aggregate(operand.Type, SqlType.Common);
        var converted = items.Select(i => Comparable(i, type));
        return new SqlExpr(
            $"({Comparable(operand, type)}{(list.Not ? " NOT" : "")} IN ({string.Join(", ", converted)}))",
            SqlType.Boolean,
            operand.Nullable || items.Exists(i => i.Nullable));
    }

    private SqlExpr InQuery(InQueryNode node, Scope scope)
    {
        var query = Query(node.Query, scope);
        var nodes = node.Operand is RowNode row ? row.Items : [node.Operand];
        if (nodes.Count != query.Columns.Count)
        {
            throw SnowflakeException.Compilation("001789", "42601", $"IN expects {nodes.Count} column(s), the subquery has {query.Columns.Count}.");
        }

        var operands = new List<string>();
        var columns = new List<OutputColumn>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var operand = Expression(nodes[i], scope);
            var type = SqlType.Common(operand.Type, query.Columns[i].Type);
            operands.Add(Comparable(operand, type));
            columns.Add(query.Columns[i] with { Type = type });
        }

        var left = operands.Count == 1 ? operands[0] : $"({string.Join(", ", operands)})";
        return new SqlExpr($"({left}{(node.Not ? " NOT" : "")} IN ({Fit(query, columns)}))", SqlType.Boolean);
    }

    private SqlExpr Like(LikeNode like, Scope scope)
    {
        var operand = AsText(Expression(like.Operand, scope)).Sql;
        var escape = like.Escape is null ? "NULL" : AsText(Expression(like.Escape, scope)).Sql;
        var terms = like.Patterns.Select(pattern =>
        {
            var text = AsText(Expression(pattern, scope)).Sql;
            return like.Kind == "RLIKE"
                ? $"sf_regexp_like({operand}, {text}, '')"
                : $"sf_like({operand}, {text}, {escape}, {(like.Kind == "ILIKE" ? 1 : 0)})";
        }).ToList();
        return new SqlExpr($"({(like.Not ? "NOT " : "")}{Balance(terms, like.All ? "AND" : "OR")})", SqlType.Boolean);
    }

    private SqlExpr Case(CaseNode choice, Scope scope)
    {
        var operand = choice.Operand is null ? (SqlExpr?)null : Expression(choice.Operand, scope);
        var whens = choice.Whens.Select(w => operand is { } value
            ? Compare("=", value, Expression(w.When, scope))
            : Condition(w.When, scope).Sql).ToList();
        var thens = choice.Whens.Select(w => Expression(w.Then, scope)).ToList();
        var otherwise = choice.Else is null ? new SqlExpr("NULL", SqlType.Null) : Expression(choice.Else, scope);
        var type = thens.Select(t => t.Type).Append(otherwise.Type).Aggregate(SqlType.Common);
        var text = string.Concat(whens.Zip(thens, (w, t) => $" WHEN {w} THEN {Convert(t, type).Sql}"));
        return new SqlExpr($"(CASE{text} ELSE {Convert(otherwise, type).Sql} END)", type, otherwise.Nullable || thens.Exists(t => t.Nullable));
    }

    private SqlExpr Scalar(SubqueryNode node, Scope scope)
    {
        var query = Query(node.Query, scope);
        if (query.Columns.Count != 1)
        {
            throw SnowflakeException.Compilation("001789", "42601", $"A scalar subquery must have one column, this has {query.Columns.Count}.");
        }

        if (query.OneRow || node.Query.Limit is LiteralNode { Value: "1" })
        {
            return new SqlExpr($"({query.Sql})", query.Columns[0].Type);
        }

        var alias = NewAlias();
        return new SqlExpr(
            $"(SELECT CASE WHEN count(*) > 1 THEN sf_fail('090150', '22000', 'Single-row subquery returns more than one row.') ELSE max({alias}.c0) END FROM (SELECT * FROM ({query.Sql}) LIMIT 2) AS {alias})",
            query.Columns[0].Type);
    }

    private void NoteRead(SqlExpr column)
    {
        if (column.Origin is { } origin && _scans.TryGetValue(origin.Table, out var scan))
        {
            scan.Columns.Add(origin.Column.Name);
        }
    }

    /// <summary>Remembers what a WHERE says of a table's clustering column, when it says it with constants.</summary>
    private void NotePruning(SqlNode node, Scope scope)
    {
        switch (node)
        {
            case LogicNode { Operator: "AND" } logic:
                foreach (var term in logic.Terms)
                {
                    NotePruning(term, scope);
                }

                break;
            case BetweenNode { Not: false } between:
                NoteCondition(">=", between.Operand, between.Low, scope);
                NoteCondition("<=", between.Operand, between.High, scope);
                break;
            case BinaryNode { Operator: "=" or "<" or ">" or "<=" or ">=" } comparison:
                NoteCondition(comparison.Operator, comparison.Left, comparison.Right, scope);
                var mirrored = comparison.Operator switch { "<" => ">", ">" => "<", "<=" => ">=", ">=" => "<=", _ => "=" };
                NoteCondition(mirrored, comparison.Right, comparison.Left, scope);
                break;
            default:
                break;
        }
    }

    private void NoteCondition(string symbol, SqlNode column, SqlNode constant, Scope scope)
    {
        if (column is not NameNode name || !IsConstant(constant) || Find(name.Name, scope) is not { Value.Origin: { } origin }
            || origin.Table.Clustering?.Column != origin.Column.Name || !_scans.TryGetValue(origin.Table, out var scan))
        {
            return;
        }

        var value = Expression(constant, new Scope(null));
        if (value.Type.Kind is SqlKind.Date or SqlKind.Text || value.Type.IsTimestamp)
        {
            scan.Conditions.Add((symbol, Convert(value, SqlType.Date).Sql));
        }
    }

    private static bool IsConstant(SqlNode node) => node switch
    {
        LiteralNode or ParameterNode => true,
        UnaryNode unary => IsConstant(unary.Operand),
        BinaryNode binary => IsConstant(binary.Left) && IsConstant(binary.Right),
        CastNode cast => IsConstant(cast.Operand),
        CallNode call => call.Over is null && (call.Name is "CURRENT_DATE" or "CURRENT_TIMESTAMP" or "TO_DATE" or "DATE"
            || (call.Name is "DATEADD" or "DATE_TRUNC" or "LAST_DAY" && call.Arguments.All(a => a is NameNode || IsConstant(a)))),
        _ => false,
    };
}
