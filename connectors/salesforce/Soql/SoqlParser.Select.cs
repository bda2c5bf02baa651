namespace CodexMcp.Connectors.Salesforce.Soql;

/// <content>The SELECT list, functions and what they take.</content>
internal sealed partial class SoqlParser
{
    private List<SelectItem> SelectList(QueryKind kind, int subqueries)
    {
        var items = new List<SelectItem>(8);
        do
        {
            var item = Item(kind, subqueries);

            // Three kinds there are: once each keeps the work of expanding them in bounds.
            if (item is FieldsItem fields && items.Exists(other => other is FieldsItem same && same.Kind == fields.Kind))
            {
                throw Fail(fields.Position, $"FIELDS({fields.Kind}) is there twice.", "Write it once.");
            }

            items.Add(item);
        }
        while (Accept(SoqlTokenKind.Comma));
        return items;
    }

    private SelectItem Item(QueryKind kind, int subqueries)
    {
        var position = Current.Start;
        if (Current.Kind == SoqlTokenKind.Open)
        {
            if (kind == QueryKind.Join)
            {
                throw Fail(position, "A subquery of IN can hold no subquery in its SELECT list.", "Select the one id field there.");
            }

            _next++;
            Deeper();
            var query = Query(QueryKind.Child, subqueries + 1);
            _depth--;
            Expect(SoqlTokenKind.Close, "a closing parenthesis");
            return new SubqueryItem(query);
        }

        if (Is("TYPEOF") && Peek(1).Kind == SoqlTokenKind.Word && !Is(Peek(1), "FROM"))
        {
            _next++;
            return kind == QueryKind.Join
                ? throw Fail(position, "A subquery of IN can hold no TYPEOF.", "Select the one id field there.")
                : Typeof();
        }

        if (Is("FIELDS") && Peek(1).Kind == SoqlTokenKind.Open)
        {
            return Fields();
        }

        if (Is("FROM") && Peek(1).Kind is SoqlTokenKind.Word)
        {
            throw Expected("a field");
        }

        var expression = Expression(SoqlPlaces.Select);
        if (Current.Kind != SoqlTokenKind.Word || Is("FROM"))
        {
            return new ExpressionItem(expression, null);
        }

        position = Current.Start;
        var alias = Word("an alias");
        return IsReserved(alias)
            ? throw Fail(position, $"Found '{alias}', expected a comma, an alias or FROM.", "Put a comma between fields, and FROM behind the last.")
            : new ExpressionItem(expression, alias);
    }

    private FieldsItem Fields()
    {
        var position = Current.Start;
        _next += 2;
        var kind = Is("ALL") ? "ALL" : Is("STANDARD") ? "STANDARD" : Is("CUSTOM") ? "CUSTOM" : throw Expected("ALL, STANDARD or CUSTOM");
        _next++;
        Expect(SoqlTokenKind.Close, "a closing parenthesis");
        return new FieldsItem(kind, position);
    }

    private TypeofItem Typeof()
    {
        var relationship = Path("a relationship");
        var branches = new List<TypeofBranch>();
        while (Accept("WHEN"))
        {
            var target = Path("an object");
            Expect("THEN");
            branches.Add(new TypeofBranch(target, Paths()));
        }

        if (branches.Count == 0)
        {
            throw Expected("WHEN");
        }

        IReadOnlyList<FieldPath> rest = Accept("ELSE") ? Paths() : [];
        Expect("END");
        return new TypeofItem(relationship, branches, rest);
    }

    private List<FieldPath> Paths()
    {
        var paths = new List<FieldPath>();
        do
        {
            paths.Add(Path("a field"));
        }
        while (Accept(SoqlTokenKind.Comma));
        return paths;
    }

    private SoqlExpression Expression(SoqlPlaces place)
    {
        if (Current.Kind != SoqlTokenKind.Word)
        {
            throw Expected(place == SoqlPlaces.Argument ? "a field" : "a field or a function");
        }

        return Peek(1).Kind == SoqlTokenKind.Open ? Call(place) : Path("a field");
    }

    private FunctionCall Call(SoqlPlaces place)
    {
        var token = Current;
        var name = token.Text(_soql);
        if (SoqlFunction.Find(name) is not { } function)
        {
            var nearest = NearName.Find(name.ToString(), SoqlFunction.Names);
            throw Fail(token.Start, $"There is no function '{SoqlProblem.Quote(name)}'.", nearest is null ? "Name the field alone." : $"Did you mean {nearest}?");
        }

        if ((function.Places & place) == 0)
        {
            throw Fail(token.Start, $"{function.Name} can't stand {Where(place)}.", "Remove it there.");
        }

        _next += 2;
        Deeper();
        var arguments = Arguments(function);
        _depth--;
        Expect(SoqlTokenKind.Close, $"a closing parenthesis: {function.Name} takes nothing more");
        return new FunctionCall(function, arguments, token.Start);
    }

    private SoqlExpression[] Arguments(SoqlFunction function)
    {
        switch (function.Takes)
        {
            case SoqlArguments.FieldOrNone when Current.Kind == SoqlTokenKind.Close:
                return [];
            case SoqlArguments.FieldOrNone or SoqlArguments.Field:
                return [Path("a field")];
            case SoqlArguments.Date:
                return [Nested("convertTimezone")];
            case SoqlArguments.Formatted:
                return [Expression(SoqlPlaces.Argument) is var inner && inner is FunctionCall { Function.Name: "GEOLOCATION" or "convertTimezone" } wrong
                    ? throw Fail(wrong.Position, $"FORMAT can't take {wrong.Function.Name}.", "Give it a field, an aggregate, a date function or convertCurrency.")
                    : inner];
            case SoqlArguments.Distance:
                var from = Nested("GEOLOCATION");
                Expect(SoqlTokenKind.Comma, "a comma");
                var to = Nested("GEOLOCATION");
                Expect(SoqlTokenKind.Comma, "a comma");
                var unit = Value(like: false);
                return unit.Text.ToLowerInvariant() is "'mi'" or "'km'"
                    ? [from, to, unit with { Text = unit.Text.ToLowerInvariant() }]
                    : throw Fail(unit.Position, "The unit of a distance is 'mi' or 'km'.", "Write one of them.");
            default:
                var latitude = Number();
                Expect(SoqlTokenKind.Comma, "a comma");
                return [latitude, Number()];
        }
    }

    // A field, or the one function that may stand in this place.
    private SoqlExpression Nested(string only)
    {
        var expression = Expression(SoqlPlaces.Argument);
        return expression is FunctionCall call && call.Function.Name != only
            ? throw Fail(call.Position, $"{call.Function.Name} can't stand inside of another function here.", $"Give a field, or {only}.")
            : expression;
    }

    private Literal Number()
    {
        var value = Value(like: false);
        return char.IsAsciiDigit(value.Text[^1]) && value.Text.AsSpan().IndexOfAnyExcept("0123456789.-") < 0
            ? value
            : throw Fail(value.Position, "A place is two numbers, latitude and longitude.", "Write GEOLOCATION(37.775, -122.418).");
    }

    private static string Where(SoqlPlaces place) => place switch
    {
        SoqlPlaces.Select => "in a SELECT list",
        SoqlPlaces.Where => "in WHERE",
        SoqlPlaces.Group => "in GROUP BY",
        SoqlPlaces.Having => "in HAVING",
        SoqlPlaces.Order => "in ORDER BY",
        _ => "inside of another function",
    };
}
