namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Turns a parsed query into SQL over the org's tables. Names come from the schema, values are bound: nothing of the text gets into the SQL.</summary>
internal sealed partial class SoqlCompiler
{
    private const int MaxOffset = 2_000;
    private readonly OrgSchema _schema;
    private readonly string _soql;
    private readonly DateOnly _today;
    private readonly bool _withDeleted;
    private readonly List<object?> _values = [];
    private readonly List<string> _columns = [];
    private int _aliases;

    private SoqlCompiler(OrgSchema schema, string soql, DateOnly today, bool withDeleted) =>
        (_schema, _soql, _today, _withDeleted) = (schema, soql, today, withDeleted);

    public static CompiledQuery Compile(SoqlQuery query, string soql, OrgSchema schema, DateOnly today, bool withDeleted) =>
        new SoqlCompiler(schema, soql, today, withDeleted).Compile(query, ObjectOf(query, soql, schema), null);

    private static ObjectDef ObjectOf(SoqlQuery query, string soql, OrgSchema schema) => schema.Find(query.From)
        ?? throw new SalesforceException(
            400,
            "INVALID_TYPE",
            $"{SoqlLexer.Where(soql, query.FromAt)}sObject type '{query.From}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.");

    private string Bind(object? value)
    {
        _values.Add(value);
        return $"?{_values.Count}";
    }

    private int Column(string sql)
    {
        var at = _columns.IndexOf(sql);
        if (at < 0)
        {
            at = _columns.Count;
            _columns.Add(sql);
        }

        return at;
    }

    private CompiledQuery Compile(SoqlQuery query, ObjectDef definition, FieldDef? childOf)
    {
        var scope = new SoqlScope(definition, $"t{_aliases++}", query.Alias);
        var aggregate = query.GroupBy.Count > 0 || query.Items.Any(i => i is ExpressionItem item && IsAggregate(item.Expression));
        var outputs = new List<SoqlOutput>();
        var id = -1;
        if (query.IsCount)
        {
            Column("COUNT(*)");
        }
        else if (aggregate)
        {
            Aggregates(query, scope, outputs);
        }
        else
        {
            id = Column($"{scope.Sql}.\"Id\"");
            foreach (var item in Expanded(query, definition))
            {
                Output(item, scope, outputs);
            }
        }

        var where = Where(query, scope, childOf);
        var groups = query.GroupBy.Select(g => Value(g, scope, false).Sql).ToArray();
        if (query.Having is not null && groups.Length == 0)
        {
            throw Wrong(query.FromAt, "HAVING needs GROUP BY");
        }

        var having = query.Having is null ? null : Condition(query.Having, scope, true);
        var orders = query.OrderBy.Select(o => Order(o, scope, query, aggregate)).ToArray();
        if (query.Offset > MaxOffset)
        {
            throw new SalesforceException(400, "NUMBER_OUTSIDE_VALID_RANGE", $"Maximum SOQL offset allowed is {MaxOffset}");
        }

        var sql = $"SELECT {string.Join(", ", _columns)} FROM \"{definition.Name}\" {scope.Sql}{scope.Joins}"
            + (where.Length > 0 ? $" WHERE {where}" : "")
            + (groups.Length > 0 ? $" GROUP BY {string.Join(", ", groups)}" : "")
            + (having is null ? "" : $" HAVING {having}")
            // The order of rows is never left to chance: pages must fit together.
            + (query.IsCount || (aggregate && orders.Length == 0) ? "" : $" ORDER BY {string.Join(", ", aggregate ? orders : [.. orders, $"{scope.Sql}.\"Id\""])}")
            + (query.Limit is null && query.Offset is null || query.IsCount ? "" : $" LIMIT {query.Limit ?? -1} OFFSET {query.Offset ?? 0}");
        if (query.IsCount && query.Limit is { } most)
        {
            sql = $"SELECT MIN(({sql}), {most})";
        }

        return new CompiledQuery(definition, sql, _values, outputs, id, aggregate && !query.IsCount, query.IsCount);
    }

    private string Where(SoqlQuery query, SoqlScope scope, FieldDef? childOf)
    {
        var conditions = new List<string>();
        if (childOf is not null)
        {
            // Its value, the parent's id, is bound first and set for each parent.
            conditions.Add($"{scope.Sql}.\"{childOf.Name}\" = ?1");
        }

        if (!_withDeleted)
        {
            conditions.Add($"{scope.Sql}.\"IsDeleted\" = 0");
        }

        if (query.Where is not null)
        {
            conditions.Add(Condition(query.Where, scope, false));
        }

        return string.Join(" AND ", conditions);
    }

    private string Order(SoqlOrder order, SoqlScope scope, SoqlQuery query, bool aggregate)
    {
        var value = Value(order.Expression, scope, true);
        if (value.Field.Type is FieldType.MultiPicklist or FieldType.Base64 || (value.Field.Type == FieldType.TextArea && value.Field.Length > 255))
        {
            throw Invalid(order.Expression.At, $"field '{value.Field.Name}' can not be sorted in a query call");
        }

        if (aggregate && !IsAggregate(order.Expression) && !query.GroupBy.Any(g => Value(g, scope, false).Sql == value.Sql))
        {
            throw Wrong(order.Expression.At, $"Ordered field must be grouped or aggregated: {order.Expression.Path?.Text}");
        }

        return $"{value.Sql} {(order.Descending ? "DESC" : "ASC")} NULLS {(order.NullsLast ? "LAST" : "FIRST")}";
    }

    /// <summary>Writes FIELDS(...) out as the fields that it stands for.</summary>
    private IEnumerable<SoqlItem> Expanded(SoqlQuery query, ObjectDef definition)
    {
        foreach (var item in query.Items)
        {
            if (item is not FieldsItem fields)
            {
                yield return item;
                continue;
            }

            if (fields.Kind != "STANDARD" && query.Limit is not <= 200)
            {
                throw Wrong(item.At, "The SOQL FIELDS function must have a LIMIT of at most 200");
            }

            foreach (var field in definition.Fields.Where(f => fields.Kind switch { "ALL" => true, "CUSTOM" => f.Custom, _ => !f.Custom }))
            {
                yield return new ExpressionItem(new SoqlExpression(new SoqlPath([field.Name], item.At), null, null, item.At), null, item.At);
            }
        }
    }

    private void Output(SoqlItem item, SoqlScope scope, List<SoqlOutput> outputs)
    {
        switch (item)
        {
            case ExpressionItem { Expression.Path: { } path, Alias: null }:
                Field(path, scope, outputs);
                break;
            case ExpressionItem { Alias: not null }:
                throw Wrong(item.At, "only aggregate expressions use field aliasing");
            case ExpressionItem expression:
                // toLabel(Field), FORMAT(Field), convertCurrency(Field): shown under the field's own name.
                var value = Value(expression.Expression, scope, false);
                outputs.Add(new ValueOutput(value.Field.Name, value.Field, Column(value.Sql)));
                break;
            case SubqueryItem subquery:
                outputs.Add(Children(subquery, scope));
                break;
            case TypeofItem polymorphic:
                outputs.Add(Typeof(polymorphic, scope));
                break;
        }
    }

    private void Field(SoqlPath path, SoqlScope scope, List<SoqlOutput> outputs)
    {
        var parts = Stripped(path, scope);
        var parent = scope.Root;
        var list = outputs;
        for (var i = 0; i < parts.Count - 1; i++)
        {
            var (next, relation) = Hop(path, scope, parent, parts, i);
            var known = list.OfType<ParentOutput>().FirstOrDefault(p => p.Name == relation);
            if (known is null)
            {
                known = new ParentOutput(relation, Column(next.TypeSql), Column(next.IdSql));
                list.Add(known);
            }

            (parent, list) = (next, known.Parts);
        }

        var (field, sql) = Last(path, parent, parts[^1]);
        if (list.Any(o => o.Name == field.Name))
        {
            throw new SalesforceException(400, "INVALID_FIELD", $"duplicate field selected: {field.Name}");
        }

        list.Add(new ValueOutput(field.Name, field, Column(sql)));
    }

    private ChildrenOutput Children(SubqueryItem item, SoqlScope scope)
    {
        var name = item.Query.From[(item.Query.From.LastIndexOf('.') + 1)..];
        var (child, field) = _schema.Children(scope.Object).FirstOrDefault(c => string.Equals(c.Field.ChildRelationship, name, StringComparison.OrdinalIgnoreCase));
        if (field is null)
        {
            throw new SalesforceException(
                400,
                "INVALID_TYPE",
                $"{SoqlLexer.Where(_soql, item.Query.FromAt)}Didn't understand relationship '{name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.");
        }

        var compiler = new SoqlCompiler(_schema, _soql, _today, _withDeleted) { _aliases = _aliases };
        compiler.Bind(null);
        var compiled = compiler.Compile(item.Query, child, field);
        return compiled.IsAggregate || compiled.IsCount
            ? throw Wrong(item.At, "Aggregate functions are not supported in nested queries")
            : new ChildrenOutput(field.ChildRelationship!, compiled);
    }

    private TypeofOutput Typeof(TypeofItem item, SoqlScope scope)
    {
        var parts = Stripped(item.Reference, scope);
        var relation = parts.Count == 1 ? scope.Object.Relation(parts[0]) : null;
        if (relation is not { IsPolymorphic: true })
        {
            throw Invalid(item.At, $"TYPEOF needs a polymorphic relationship: '{item.Reference.Text}'");
        }

        var parent = scope.Parent(relation.Relationship!, scope.Root, relation, _schema);
        List<SoqlOutput> Fields(IReadOnlyList<SoqlPath> paths, SoqlParent of)
        {
            var outputs = new List<SoqlOutput>();
            foreach (var path in paths)
            {
                var (field, sql) = path.Parts.Count == 1 ? Last(path, of, path.Parts[0]) : throw Invalid(path.At, "TYPEOF takes the fields of the object itself in the sandbox");
                outputs.Add(new ValueOutput(field.Name, field, Column(sql)));
            }

            return outputs;
        }

        var whens = new Dictionary<string, List<SoqlOutput>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (type, fields) in item.Whens)
        {
            var target = parent.Targets.FirstOrDefault(t => string.Equals(t.Object.Name, type, StringComparison.OrdinalIgnoreCase));
            whens[type] = target.Object is null
                ? throw Invalid(item.At, $"sObject type '{type}' is not one that '{relation.Relationship}' may be")
                : Fields(fields, new SoqlParent([target], null));
        }

        return new TypeofOutput(relation.Relationship!, Column(parent.TypeSql), Column(parent.IdSql), whens, item.Else is null ? [] : Fields(item.Else, parent));
    }
}
