using System.Globalization;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Conditions. Every one is true or false, never unknown: a null differs from every value, as in SOQL.</summary>
internal sealed partial class SoqlCompiler
{
    private string Condition(SoqlCondition condition, SoqlScope scope, bool aggregates) => condition switch
    {
        AndCondition and => $"({string.Join(" AND ", and.Parts.Select(p => Condition(p, scope, aggregates)))})",
        OrCondition or => $"({string.Join(" OR ", or.Parts.Select(p => Condition(p, scope, aggregates)))})",
        NotCondition not => $"(NOT {Condition(not.Part, scope, aggregates)})",
        CompareCondition compare => Compare(compare, scope, aggregates),
        ListCondition list => Within(list, scope, aggregates),
        SemiJoinCondition join => SemiJoin(join, scope),
        _ => throw new InvalidOperationException("A condition of no known kind."),
    };

    private string Compare(CompareCondition condition, SoqlScope scope, bool aggregates)
    {
        var (field, sql) = Value(condition.Left, scope, aggregates);
        CheckFilter(field, condition.Left.At);
        var (op, literal) = (condition.Operator, condition.Value);
        if (op == "LIKE")
        {
            return field.IsText && literal.Kind == LiteralKind.Text && field.Type != FieldType.MultiPicklist
                ? $"IFNULL({sql} LIKE {Bind(Pattern(literal.Value))} ESCAPE '\\', 0)"
                : throw Operator(field, "LIKE", condition.Left.At);
        }

        if (literal.Kind == LiteralKind.Null)
        {
            return op switch { "=" => $"({sql} IS NULL)", "!=" => $"({sql} IS NOT NULL)", _ => throw Operator(field, op, condition.Left.At) };
        }

        if (op is not ("=" or "!=") && (field.IsId || field.Type is FieldType.Boolean or FieldType.MultiPicklist))
        {
            throw Operator(field, op, condition.Left.At);
        }

        if (literal.Kind == LiteralKind.Relative)
        {
            return Relative(field, sql, op, literal);
        }

        var value = Bind(Plain(field, literal));
        return op == "!=" ? $"(NOT IFNULL({sql} = {value}, 0))" : $"IFNULL({sql} {op} {value}, 0)";
    }

    /// <summary>A backslash that escapes nothing stands for itself.</summary>
    private static string Pattern(string text) =>
        string.Concat(text.Select((c, i) => c == '\\' && !(i + 1 < text.Length && text[i + 1] is '%' or '_') ? "\\\\" : c.ToString()));

    private string Relative(FieldDef field, string sql, string op, SoqlLiteral literal)
    {
        if (field.Type is not (FieldType.Date or FieldType.DateTime))
        {
            throw TypeError(field, literal);
        }

        (DateOnly From, DateOnly To) span;
        try
        {
            span = SoqlDates.Span(literal.Value, literal.Number, _today) ?? throw SoqlLexer.Unexpected(_soql, literal.At, literal.Value);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Wrong(literal.At, $"The date is out of range: {literal.Value}:{literal.Number}");
        }

        string Edge(DateOnly day) => Bind(field.Type == FieldType.Date ? SoqlDates.Text(day) : SoqlDates.Text(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)));
        return op switch
        {
            "<" => $"IFNULL({sql} < {Edge(span.From)}, 0)",
            "<=" => $"IFNULL({sql} < {Edge(span.To)}, 0)",
            ">" => $"IFNULL({sql} >= {Edge(span.To)}, 0)",
            ">=" => $"IFNULL({sql} >= {Edge(span.From)}, 0)",
            _ => $"({(op == "!=" ? "NOT " : "")}IFNULL({sql} >= {Edge(span.From)} AND {sql} < {Edge(span.To)}, 0))",
        };
    }

    private string Within(ListCondition condition, SoqlScope scope, bool aggregates)
    {
        var (field, sql) = Value(condition.Left, scope, aggregates);
        CheckFilter(field, condition.Left.At);
        if (condition.Operator is "INCLUDES" or "EXCLUDES")
        {
            if (field.Type != FieldType.MultiPicklist)
            {
                throw Operator(field, condition.Operator, condition.Left.At);
            }

            // 'A;B' asks for both at once.
            var any = condition.Values.Select(v => v.Kind == LiteralKind.Text
                ? $"({string.Join(" AND ", v.Value.Split(';').Select(one => $"instr(';' || {sql} || ';', ';' || {Bind(one)} || ';') > 0"))})"
                : throw TypeError(field, v));
            return $"({(condition.Operator == "EXCLUDES" ? "NOT " : "")}IFNULL({string.Join(" OR ", any)}, 0))";
        }

        if (field.Type == FieldType.MultiPicklist)
        {
            throw Operator(field, condition.Operator, condition.Left.At);
        }

        var parts = new List<string>();
        var plain = condition.Values.Where(v => v.Kind is not (LiteralKind.Relative or LiteralKind.Null)).Select(v => Bind(Plain(field, v))).ToArray();
        if (plain.Length > 0)
        {
            parts.Add($"IFNULL({sql} IN ({string.Join(", ", plain)}), 0)");
        }

        parts.AddRange(condition.Values.Where(v => v.Kind == LiteralKind.Null).Select(_ => $"({sql} IS NULL)"));
        parts.AddRange(condition.Values.Where(v => v.Kind == LiteralKind.Relative).Select(v => Relative(field, sql, "=", v)));
        return $"({(condition.Operator == "NOT IN" ? "NOT " : "")}({string.Join(" OR ", parts)}))";
    }

    private string SemiJoin(SemiJoinCondition condition, SoqlScope scope)
    {
        var (field, sql) = Value(condition.Left, scope, false);
        if (!field.IsId)
        {
            throw Invalid(condition.Left.At, $"The left operand of a semi-join must be an id or a reference: {field.Name}");
        }

        var query = condition.Query;
        var inner = new SoqlScope(ObjectOf(query, _soql, _schema), $"s{_aliases++}", query.Alias);
        if (query.Items is not [ExpressionItem { Expression.Path: not null, Alias: null } item])
        {
            throw Wrong(query.FromAt, "The inner query of a semi-join selects one field");
        }

        if (query.GroupBy.Count > 0 || query.OrderBy.Count > 0 || query.Offset is not null || query.Having is not null)
        {
            throw Wrong(query.FromAt, "The inner query of a semi-join has SELECT, FROM, WHERE and LIMIT only");
        }

        var selected = Value(item.Expression, inner, false);
        if (!selected.Field.IsId)
        {
            throw Invalid(item.At, $"The inner select field '{selected.Field.Name}' must be an id or a reference");
        }

        var where = Where(query, inner, null);
        var limit = query.Limit is { } most ? $" LIMIT {most}" : "";
        var set = $"SELECT {selected.Sql} FROM \"{inner.Object.Name}\" {inner.Sql}{inner.Joins} WHERE {selected.Sql} IS NOT NULL{(where.Length > 0 ? " AND " + where : "")}{limit}";
        return $"({(condition.Negated ? "NOT " : "")}IFNULL({sql} IN ({set}), 0))";
    }

    private void CheckFilter(FieldDef field, int at)
    {
        if (!field.Filterable)
        {
            throw Invalid(at, $"field '{field.Name}' can not be filtered in a query call");
        }
    }

    private SalesforceException Operator(FieldDef field, string op, int at) =>
        new(400, "INVALID_QUERY_FILTER_OPERATOR", $"{SoqlLexer.Where(_soql, at)}invalid operator on {field.WireType} field: {field.Name} {op}");

    private SalesforceException TypeError(FieldDef field, SoqlLiteral literal) => Invalid(
        literal.At,
        $"value of filter criterion for field '{field.Name}' must be of type {(field.Type == FieldType.DateTime ? "dateTime" : field.IsText ? "string" : field.WireType)} and should {(field.IsText || field.IsId ? "" : "not ")}be enclosed in quotes");

    private object? Plain(FieldDef field, SoqlLiteral literal) => (field.Type, literal.Kind) switch
    {
        (FieldType.Boolean, LiteralKind.Boolean) => literal.Value == "true",
        (FieldType.Date, LiteralKind.Date) or (FieldType.DateTime, LiteralKind.DateTime) => literal.Value,
        (_, LiteralKind.Number) when field.IsNumber => double.Parse(literal.Value, NumberStyles.Float, CultureInfo.InvariantCulture),
        (_, LiteralKind.Text) when field.IsId => SalesforceId.Normalize(literal.Value)
            ?? throw new SalesforceException(400, "INVALID_QUERY_FILTER_OPERATOR", $"{SoqlLexer.Where(_soql, literal.At)}invalid ID field: {literal.Value}"),
        (_, LiteralKind.Text) when field.IsText => literal.Value,
        _ => throw TypeError(field, literal),
    };
}
