using System.Text.Json;

namespace CodexMcp.Connectors.Salesforce.Soql;

/// <content>Conditions and values.</content>
internal sealed partial class SoqlParser
{
    private Condition Condition(SoqlPlaces place, int subqueries = 0)
    {
        var first = Term(place, subqueries);
        if (!Is("AND") && !Is("OR"))
        {
            return first;
        }

        var or = Is("OR");
        var items = new List<Condition> { first };
        while (Accept(or ? "OR" : "AND"))
        {
            items.Add(Term(place, subqueries));
        }

        return Is("AND") || Is("OR")
            ? throw Fail(Current.Start, "AND and OR stand side by side, and SOQL does not say which comes first.", "Put parentheses around the one that comes first: (a = 1 AND b = 2) OR c = 3.")
            : new Joined(or, items, first.Position);
    }

    private Condition Term(SoqlPlaces place, int subqueries)
    {
        var position = Current.Start;
        if (Is("NOT") && Peek(1).Kind != SoqlTokenKind.Dot)
        {
            _next++;
            Deeper();
            var inner = Term(place, subqueries);
            _depth--;
            return new Negated(inner, position);
        }

        if (Accept(SoqlTokenKind.Open))
        {
            Deeper();
            var inner = Condition(place, subqueries);
            _depth--;
            Expect(SoqlTokenKind.Close, "AND, OR or a closing parenthesis");
            return inner;
        }

        var left = Expression(place);
        if (Current.Kind == SoqlTokenKind.Operator)
        {
            var sign = Current.Text(_soql) switch
            {
                "=" => "=",
                "<" => "<",
                ">" => ">",
                "<=" => "<=",
                ">=" => ">=",
                _ => "!=",
            };
            _next++;
            return new Comparison(left, sign, Value(like: false), position);
        }

        if (Accept("LIKE"))
        {
            var value = Value(like: true);
            return value.Text[0] == '\'' ? new Comparison(left, "LIKE", value, position) : throw Fail(value.Position, "LIKE takes text.", "Write it between single quotes, with % for any text and _ for one character.");
        }

        if (Accept("INCLUDES") || Accept("EXCLUDES"))
        {
            var word = _tokens[_next - 1].Text(_soql).Equals("INCLUDES", StringComparison.OrdinalIgnoreCase) ? "INCLUDES" : "EXCLUDES";
            return new ListCondition(left, word, Values(), position);
        }

        var not = Accept("NOT");
        if (!Accept("IN"))
        {
            throw Expected(not ? "IN" : "=, !=, <, <=, >, >=, LIKE, IN, NOT IN, INCLUDES or EXCLUDES");
        }

        if (Current.Kind != SoqlTokenKind.Open || !Is(Peek(1), "SELECT"))
        {
            return new ListCondition(left, not ? "NOT IN" : "IN", Values(), position);
        }

        if (place != SoqlPlaces.Where)
        {
            throw Fail(Current.Start, "HAVING can hold no subquery.", "Put it into WHERE.");
        }

        _next++;
        Deeper();
        var query = Query(QueryKind.Join, subqueries + 1);
        _depth--;
        Expect(SoqlTokenKind.Close, "a closing parenthesis");
        return new JoinCondition(left, not ? "NOT IN" : "IN", query, position);
    }

    private List<Literal> Values()
    {
        var position = Current.Start;
        var values = new List<Literal>();
        if (Current.Kind == SoqlTokenKind.Colon)
        {
            BindList(values);
        }
        else
        {
            Expect(SoqlTokenKind.Open, "an opening parenthesis, or a bind value such as :ids");
            do
            {
                if (Current.Kind == SoqlTokenKind.Colon)
                {
                    BindList(values);
                }
                else
                {
                    values.Add(Value(like: false));
                }
            }
            while (Accept(SoqlTokenKind.Comma));
            Expect(SoqlTokenKind.Close, "a comma or a closing parenthesis");
        }

        return values.Count > 0 ? values : throw Fail(position, "The list of values is empty.", "Give at least one value, or leave the condition out.");
    }

    private Literal Value(bool like)
    {
        var token = Current;
        switch (token.Kind)
        {
            case SoqlTokenKind.Colon:
                return Bind(like);
            case SoqlTokenKind.String:
                _next++;
                return SoqlText.Read(token.Text(_soql), like, out var text) is { } fault
                    ? throw Fail(token.Start, $"{fault}.", "SOQL knows \\\\ \\' \\\" \\n \\r \\t \\b \\f \\uXXXX, and after LIKE also \\% and \\_; or give the text as a bind value, which needs no escapes.")
                    : new Literal(text, token.Start);
            case SoqlTokenKind.Number:
                _next++;
                return new Literal(Plain(token.Text(_soql)), token.Start);
            case SoqlTokenKind.Date or SoqlTokenKind.DateTime or SoqlTokenKind.Currency:
                _next++;
                return new Literal(token.Text(_soql).ToString().ToUpperInvariant(), token.Start);
            case SoqlTokenKind.Word:
                _next++;
                return new Literal(WordValue(token), token.Start);
            default:
                throw Expected("a value");
        }
    }

    // One spelling for each number: no plus sign, a digit before the point.
    private static string Plain(ReadOnlySpan<char> number)
    {
        number = number[0] == '+' ? number[1..] : number;
        return number[0] == '.' ? $"0{number}" : number.StartsWith("-.", StringComparison.Ordinal) ? $"-0{number[1..]}" : number.ToString();
    }

    private string WordValue(SoqlToken token)
    {
        var word = token.Text(_soql);
        foreach (var constant in (ReadOnlySpan<string>)["TRUE", "FALSE", "NULL"])
        {
            if (word.Equals(constant, StringComparison.OrdinalIgnoreCase))
            {
                return constant;
            }
        }

        if (SoqlDates.IsWord(word))
        {
            return word.ToString().ToUpperInvariant();
        }

        if (!SoqlDates.IsCounted(word))
        {
            var nearest = SoqlDates.Nearest(word.ToString());
            throw Fail(
                token.Start,
                $"Found '{SoqlProblem.Quote(word)}', expected a value; SOQL compares a field with a value, never with another field.",
                nearest is null ? "Put text between single quotes." : $"Did you mean {nearest}? If it is text, put it between single quotes.");
        }

        Expect(SoqlTokenKind.Colon, $"a colon and a number, as in {word.ToString().ToUpperInvariant()}:30");
        Expect(SoqlTokenKind.Number, "a whole number");
        var count = _tokens[_next - 1].Text(_soql);
        return count.Length <= 6 && count.IndexOfAnyExceptInRange('0', '9') < 0
            ? $"{word.ToString().ToUpperInvariant()}:{count}"
            : throw Fail(token.Start, "The number after the colon is a whole one of at most six digits.", "Write LAST_N_DAYS:30.");
    }

    private Literal Bind(bool like)
    {
        var (name, value, position) = FindBind();
        return SoqlBinds.Render(value, like, out var text) is { } fault
            ? throw Fail(position, $"The value for :{name} {fault}.", "Correct it in `params`.")
            : new Literal(text, position);
    }

    private void BindList(List<Literal> values)
    {
        var (name, value, position) = FindBind();
        if (value.ValueKind != JsonValueKind.Array)
        {
            // Between parentheses one value is one of the list.
            if (_tokens[_next - 3].Kind is not (SoqlTokenKind.Open or SoqlTokenKind.Comma))
            {
                throw Fail(position, $"The value for :{name} is no array.", $"Give an array in `params`, or write (:{name}).");
            }

            _ = SoqlBinds.Render(value, false, out var one) is { } wrong ? throw Fail(position, $"The value for :{name} {wrong}.", "Correct it in `params`.") : one;
            values.Add(new Literal(one, position));
            return;
        }

        foreach (var item in value.EnumerateArray())
        {
            values.Add(SoqlBinds.Render(item, false, out var text) is { } fault
                ? throw Fail(position, $"A value in the array for :{name} {fault}.", "Correct it in `params`.")
                : new Literal(text, position));
        }
    }

    private (string Name, JsonElement Value, int Position) FindBind()
    {
        var position = Current.Start;
        _next++;
        var name = Word("a name after the colon");
        return _binds.TryUse(name, out var value)
            ? (name, value, position)
            : throw Fail(
                position,
                $"`params` has no value for :{SoqlProblem.Quote(name)}.",
                NearName.Find(name, _binds.Names) is { } nearest ? $"Did you mean :{SoqlProblem.Quote(nearest)}?" : $"Add '{SoqlProblem.Quote(name)}' to `params`.");
    }
}
