namespace CodexMcp.Sandbox.Snowflake;

/// <content>IS, IN, LIKE, CASE and queries as values.</content>
internal sealed partial class Translator
{
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
}
