namespace CodexMcp.Sandbox.Snowflake;

/// <summary>Literals, names, calls, CASE, CAST and parentheses.</summary>
internal sealed partial class SqlParser
{
    private SqlNode Primary()
    {
        var token = Current;
        var place = Place;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return new LiteralNode(place, LiteralKind.Number, token.Value);
            case TokenKind.Text:
                _at++;
                return new LiteralNode(place, LiteralKind.Text, token.Value);
            case TokenKind.Parameter:
                _at++;
                return new ParameterNode(place, ++_parameters);
            case TokenKind.Quoted:
                return NameOrCall();
            case TokenKind.Word:
                return Word(token, place);
            case TokenKind.Symbol when token.Value == "(":
                return Parentheses(place);
            case TokenKind.Symbol when token.Value == "[":
                _at++;
                var items = Is("]") ? [] : ExpressionList();
                Expect("]");
                return new CallNode(place, "ARRAY_CONSTRUCT", items, false, false, null, false, null);
            case TokenKind.Symbol when token.Value == "{":
                return ObjectLiteral(place);
            default:
                throw Unexpected();
        }
    }

    private SqlNode Word(SqlToken token, SqlPlace place)
    {
        switch (token.Value)
        {
            case "NULL":
                return Advance(new LiteralNode(place, LiteralKind.Null, ""));
            case "TRUE" or "FALSE":
                return Advance(new LiteralNode(place, LiteralKind.Boolean, token.Value));
            case "DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMP_NTZ" or "TIMESTAMP_LTZ" or "TIMESTAMP_TZ" or "DATETIME" or "INTERVAL"
                when Ahead().Kind == TokenKind.Text:
                _at++;
                var kind = token.Value switch
                {
                    "DATE" => LiteralKind.Date,
                    "TIME" => LiteralKind.Time,
                    "INTERVAL" => LiteralKind.Interval,
                    "TIMESTAMP_TZ" => LiteralKind.TimestampTz,
                    _ => LiteralKind.Timestamp,
                };
                var text = Text();
                if (kind == LiteralKind.Interval && Current.Kind == TokenKind.Word && SqlDateParts.IsPart(Current.Value))
                {
                    text += " " + _tokens[_at++].Value;
                }

                return new LiteralNode(place, kind, text);
            case "CASE":
                return Case(place);
            case "CAST" or "TRY_CAST" when Ahead().Is("("):
                _at += 2;
                var operand = Expression();
                Expect("AS");
                var type = TypeName();
                Expect(")");
                return new CastNode(place, operand, type, token.Value == "TRY_CAST");
            case "EXISTS" when Ahead().Is("("):
                _at += 2;
                var query = Query();
                Expect(")");
                return new ExistsNode(place, query);
            case "EXTRACT" when Ahead().Is("("):
                _at += 2;
                var part = Current.Kind is TokenKind.Word or TokenKind.Text ? _tokens[_at++].Value : throw Unexpected();
                Expect("FROM");
                var from = Expression();
                Expect(")");
                return new CallNode(
                    place, "DATE_PART", [new LiteralNode(place, LiteralKind.Text, part), from], false, false, null, false, null);
            case "CURRENT_DATE" or "CURRENT_TIMESTAMP" or "CURRENT_TIME" or "LOCALTIME" or "LOCALTIMESTAMP" or "CURRENT_USER" or "SYSDATE"
                when !Ahead().Is("(") && !Ahead().Is("."):
                return Advance(new CallNode(place, token.Value, [], false, false, null, false, null));
            // LEFT, RIGHT, LIKE, INSERT and REPLACE are keywords and functions.
            case "LEFT" or "RIGHT" or "LIKE" or "ILIKE" or "RLIKE" or "INSERT" when Ahead().Is("("):
                _at++;
                return Call(place, token.Value);
            default:
                return NameOrCall();
        }
    }

    private SqlNode NameOrCall()
    {
        var place = Place;
        var name = Name();
        if (!Is("("))
        {
            return new NameNode(name);
        }

        return Call(place, name.ToString());
    }

    private SqlNode Case(SqlPlace place)
    {
        Expect("CASE");
        var operand = Is("WHEN") ? null : Expression();
        var whens = new List<(SqlNode, SqlNode)>();
        while (Accept("WHEN"))
        {
            var when = Expression();
            Expect("THEN");
            whens.Add((when, Expression()));
        }

        if (whens.Count == 0)
        {
            throw Unexpected();
        }

        var otherwise = Accept("ELSE") ? Expression() : null;
        Expect("END");
        return new CaseNode(place, operand, whens, otherwise);
    }

    private SqlNode Parentheses(SqlPlace place)
    {
        if (StartsQuery())
        {
            using var guard = Deeper();
            Expect("(");
            var query = Query();
            Expect(")");
            return new SubqueryNode(place, query);
        }

        Expect("(");
        var items = ExpressionList();
        Expect(")");
        return items.Count == 1 ? items[0] : new RowNode(place, items);
    }

    /// <summary>Whether the parenthesis at hand opens a query, however many more follow it.</summary>
    private bool StartsQuery()
    {
        var ahead = 0;
        while (Ahead(ahead).Is("("))
        {
            ahead++;
        }

        return Ahead(ahead).Is("SELECT") || Ahead(ahead).Is("WITH");
    }

    private SqlNode ObjectLiteral(SqlPlace place)
    {
        Expect("{");
        var arguments = new List<SqlNode>();
        if (!Is("}"))
        {
            do
            {
                var key = Place;
                arguments.Add(new LiteralNode(key, LiteralKind.Text, Text()));
                Expect(":");
                arguments.Add(Expression());
            }
            while (Accept(","));
        }

        Expect("}");
        return new CallNode(place, "OBJECT_CONSTRUCT", arguments, false, false, null, false, null);
    }
}
