namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Fields, paths, functions and aggregates.</summary>
internal sealed partial class SoqlCompiler
{
    private const int MaxHops = 5;
    private static readonly string[] AggregateNames = ["COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"];

    private SalesforceException Wrong(int at, string message) => SalesforceException.Malformed(SoqlLexer.Where(_soql, at) + message);

    private SalesforceException Invalid(int at, string message) => new(400, "INVALID_FIELD", SoqlLexer.Where(_soql, at) + message);

    private static bool IsAggregate(SoqlExpression expression) => expression.Function is { } name && AggregateNames.Contains(name);

    /// <summary>The path without the object's own name or alias in front.</summary>
    private static IReadOnlyList<string> Stripped(SoqlPath path, SoqlScope scope) =>
        path.Parts.Count > 1 && scope.Object.Relation(path.Parts[0]) is null
            && (string.Equals(path.Parts[0], scope.Alias, StringComparison.OrdinalIgnoreCase) || string.Equals(path.Parts[0], scope.Object.Name, StringComparison.OrdinalIgnoreCase))
            ? [.. path.Parts.Skip(1)]
            : path.Parts;

    private (SoqlParent Parent, string Relation) Hop(SoqlPath path, SoqlScope scope, SoqlParent from, IReadOnlyList<string> parts, int index)
    {
        if (index >= MaxHops)
        {
            throw Invalid(path.At, $"Only {MaxHops} levels of parent relationships are allowed: {path.Text}");
        }

        var reference = from.IsPolymorphic ? null : from.Targets[0].Object.Relation(parts[index]);
        return reference is null
            ? throw Invalid(
                path.At,
                $"Didn't understand relationship '{parts[index]}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.")
            : (scope.Parent(string.Join('.', parts.Take(index + 1)), from, reference, _schema), reference.Relationship!);
    }

    private (FieldDef Field, string Sql) Last(SoqlPath path, SoqlParent parent, string name) => parent.Field(name)
        ?? throw Invalid(
            path.At,
            $"No such column '{name}' on entity '{parent.EntityName}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.");

    /// <summary>A field or function as SQL, with the field that tells its type.</summary>
    private (FieldDef Field, string Sql) Value(SoqlExpression expression, SoqlScope scope, bool aggregates)
    {
        if (expression.Path is { } path)
        {
            var parts = Stripped(path, scope);
            var parent = scope.Root;
            for (var i = 0; i < parts.Count - 1; i++)
            {
                parent = Hop(path, scope, parent, parts, i).Parent;
            }

            return Last(path, parent, parts[^1]);
        }

        var name = expression.Function!;
        if (IsAggregate(expression))
        {
            return aggregates ? Aggregate(expression, scope) : throw Wrong(expression.At, "Aggregate functions are not allowed here");
        }

        if (expression.Argument is null)
        {
            throw Wrong(expression.At, $"Invalid function: {name}");
        }

        var (field, sql) = Value(expression.Argument, scope, aggregates);
        var day = $"substr({sql}, 1, 10)";
        var month = $"CAST(substr({sql}, 6, 2) AS INTEGER)";
        (FieldDef, string) Whole(string text) => field.Type is FieldType.Date or FieldType.DateTime
            ? (field with { Type = FieldType.Int }, text)
            : throw Invalid(expression.At, $"{name} needs a date or dateTime field: {field.Name}");
        return name switch
        {
            "TOLABEL" or "CONVERTCURRENCY" or "CONVERTTIMEZONE" => (field, sql),
            "FORMAT" => (field with { Type = FieldType.String }, $"CAST({sql} AS TEXT)"),
            "CALENDAR_YEAR" or "FISCAL_YEAR" => Whole($"CAST(substr({sql}, 1, 4) AS INTEGER)"),
            "CALENDAR_MONTH" or "FISCAL_MONTH" => Whole(month),
            "CALENDAR_QUARTER" or "FISCAL_QUARTER" => Whole($"(({month} + 2) / 3)"),
            "DAY_IN_MONTH" => Whole($"CAST(substr({sql}, 9, 2) AS INTEGER)"),
            "DAY_IN_WEEK" => Whole($"(CAST(strftime('%w', {day}) AS INTEGER) + 1)"),
            "DAY_IN_YEAR" => Whole($"CAST(strftime('%j', {day}) AS INTEGER)"),
            "HOUR_IN_DAY" => Whole($"CAST(substr({sql}, 12, 2) AS INTEGER)"),
            "WEEK_IN_MONTH" => Whole($"((CAST(substr({sql}, 9, 2) AS INTEGER) + 6) / 7)"),
            "WEEK_IN_YEAR" => Whole($"((CAST(strftime('%j', {day}) AS INTEGER) + 6) / 7)"),
            "DAY_ONLY" when field.Type == FieldType.DateTime => (field with { Type = FieldType.Date }, day),
            _ => throw Wrong(expression.At, $"Invalid function: {name}"),
        };
    }

    private (FieldDef Field, string Sql) Aggregate(SoqlExpression expression, SoqlScope scope)
    {
        var name = expression.Function!;
        if (expression.Argument is null)
        {
            return name == "COUNT" ? (new FieldDef("expr", "", FieldType.Int), "COUNT(*)") : throw Wrong(expression.At, $"{name} needs a field");
        }

        var (field, sql) = Value(expression.Argument, scope, false);
        SalesforceException No() => Invalid(expression.At, $"field {field.Name} does not support aggregate operator {name}");
        return name switch
        {
            "COUNT" => (field with { Type = FieldType.Int }, $"COUNT({sql})"),
            "COUNT_DISTINCT" => (field with { Type = FieldType.Int }, $"COUNT(DISTINCT {sql})"),
            "SUM" => field.IsNumber ? (field, $"SUM({sql})") : throw No(),
            "AVG" => field.IsNumber ? (field with { Type = FieldType.Double }, $"AVG({sql})") : throw No(),
            _ => field.Type is FieldType.Boolean or FieldType.MultiPicklist or FieldType.Base64 || !field.Filterable ? throw No() : (field, $"{name}({sql})"),
        };
    }

    private void Aggregates(SoqlQuery query, SoqlScope scope, List<SoqlOutput> outputs)
    {
        var groups = query.GroupBy.ToDictionary(g => Value(g, scope, false).Sql, g => g);
        foreach (var group in query.GroupBy)
        {
            var (field, _) = Value(group, scope, false);
            if (group.Path is not null && !field.Groupable)
            {
                throw Invalid(group.At, $"field '{field.Name}' can not be grouped in a query call");
            }
        }

        var unnamed = 0;
        foreach (var item in query.Items)
        {
            if (item is not ExpressionItem { Expression: var expression } selected)
            {
                throw Wrong(item.At, "Only fields and functions may be selected with GROUP BY or an aggregate");
            }

            var (field, sql) = Value(expression, scope, true);
            if (!IsAggregate(expression) && !groups.ContainsKey(sql))
            {
                throw Wrong(item.At, $"Field must be grouped or aggregated: {expression.Path?.Text ?? expression.Function}");
            }

            var name = selected.Alias ?? (expression.Path is not null ? field.Name : $"expr{unnamed++}");
            if (outputs.Any(o => string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                throw Wrong(item.At, $"duplicate alias: {name}");
            }

            outputs.Add(new ValueOutput(name, field, Column(sql)));
        }
    }
}
