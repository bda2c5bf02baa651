namespace CodexMcp.Sandbox.Snowflake;

/// <content>One SELECT: its items, stars and groups.</content>
internal sealed partial class SqlParser
{
    private SelectNode Select()
    {
        var place = Place;
        Expect("SELECT");
        var distinct = Accept("DISTINCT");
        if (!distinct)
        {
            Accept("ALL");
        }

        SqlNode? top = null;
        if (Is("TOP") && Ahead().Kind is TokenKind.Number or TokenKind.Parameter)
        {
            _at++;
            top = Primary();
        }

        var items = new List<SelectItem>();
        do
        {
            if (items.Count > 0 && Is("FROM"))
            {
                break; // a trailing comma is allowed
            }

            items.Add(Item());
        }
        while (Accept(","));
        if (Is("INTO"))
        {
            throw Unexpected();
        }

        var from = Accept("FROM") ? From() : null;
        var where = Accept("WHERE") ? Expression() : null;
        if (IsAny("CONNECT", "START"))
        {
            throw SnowflakeException.Unsupported("CONNECT BY");
        }

        var group = Group();
        var having = Accept("HAVING") ? Expression() : null;
        var qualify = Accept("QUALIFY") ? Expression() : null;
        if (top is not null)
        {
            _top = top;
        }

        return new SelectNode(place, distinct, items, from, where, group, having, qualify);
    }

    private GroupNode? Group()
    {
        if (!Accept("GROUP"))
        {
            return null;
        }

        Expect("BY");
        if (Accept("ALL"))
        {
            return new GroupNode(true, []);
        }

        if (IsAny("ROLLUP", "CUBE") && Ahead().Is("("))
        {
            throw SnowflakeException.Unsupported($"GROUP BY {Current.Value}");
        }

        if (Is("GROUPING") && Ahead().Is("SETS"))
        {
            throw SnowflakeException.Unsupported("GROUPING SETS");
        }

        return new GroupNode(false, ExpressionList());
    }

    private SelectItem Item()
    {
        var place = Place;
        if (Accept("*"))
        {
            return Star(place, null);
        }

        var parts = 0;
        while (IsIdentifier(Ahead(parts)) && Ahead(parts + 1).Is("."))
        {
            parts += 2;
        }

        if (parts > 0 && Ahead(parts).Is("*"))
        {
            var names = new List<string>();
            for (var i = 0; i < parts; i += 2)
            {
                names.Add(Ahead(i).Value);
            }

            _at += parts + 1;
            return Star(place, new SqlName(names, place));
        }

        var start = Current.Start;
        var value = Expression();
        var end = _tokens[_at - 1];
        var alias = Alias();
        return new ValueItem(value, alias, _text[start..(end.Start + end.Raw.Length)]);
    }

    private StarItem Star(SqlPlace place, SqlName? qualifier)
    {
        var exclude = new List<string>();
        var rename = new Dictionary<string, string>();
        if (Accept("EXCLUDE"))
        {
            exclude = Is("(") ? NameList() : [Identifier()];
        }

        if (Accept("RENAME"))
        {
            var many = Accept("(");
            do
            {
                var from = Identifier();
                Expect("AS");
                rename[from] = Identifier();
            }
            while (many && Accept(","));
            if (many)
            {
                Expect(")");
            }
        }

        if (Is("REPLACE") || Is("ILIKE"))
        {
            throw SnowflakeException.Unsupported($"SELECT * {Current.Value}");
        }

        return new StarItem(place, qualifier, exclude, rename);
    }

    private string? Alias()
    {
        if (Accept("AS"))
        {
            return Current.Kind is TokenKind.Word or TokenKind.Quoted ? _tokens[_at++].Value : throw Unexpected();
        }

        return IsIdentifier(Current) && !(Current.Kind == TokenKind.Word && SqlKeywords.NotAnAlias.Contains(Current.Value)) ? Identifier() : null;
    }
}
