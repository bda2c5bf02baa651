namespace CodexMcp.Sandbox.Snowflake;

/// <content>Statements that write.</content>
internal sealed partial class SqlParser
{
    private UpdateStatement Update()
    {
        var name = Name();
        var alias = Is("SET") ? null : Alias();
        Expect("SET");
        var set = new List<(string, SqlNode)>();
        do
        {
            var column = Name();
            Expect("=");
            set.Add((column.Last, Expression()));
        }
        while (Accept(","));
        if (Is("FROM"))
        {
            throw SnowflakeException.Unsupported("UPDATE ... FROM");
        }

        return new UpdateStatement(name, alias, set, Accept("WHERE") ? Expression() : null);
    }

    private StatementNode Create()
    {
        var replace = Accept("OR", "REPLACE");
        _ = Accept("TEMPORARY") || Accept("TEMP") || Accept("TRANSIENT") || Accept("SECURE");
        if (Accept("VIEW"))
        {
            Accept("IF", "NOT");
            Accept("EXISTS");
            var view = Name();
            var comment = Comment();
            Expect("AS");
            return new CreateViewStatement(view, replace, Query(), comment);
        }

        if (!Accept("TABLE"))
        {
            return SkipRest("CREATE");
        }

        var ifNot = Accept("IF", "NOT");
        if (ifNot)
        {
            Expect("EXISTS");
        }

        var name = Name();
        var columns = Is("(") ? Columns() : null;
        var note = Comment();
        var query = Accept("AS") ? Query() : columns is null ? throw Unexpected() : null;
        return new CreateTableStatement(name, replace, ifNot, columns, query, note);
    }

    private string? Comment()
    {
        if (!Accept("COMMENT"))
        {
            return null;
        }

        Expect("=");
        return Text();
    }

    private List<ColumnDefinition> Columns()
    {
        Expect("(");
        var columns = new List<ColumnDefinition>();
        do
        {
            var name = Identifier();
            var type = TypeName();
            var notNull = false;
            string? comment = null;
            while (!IsAny(",", ")"))
            {
                if (Accept("NOT"))
                {
                    Expect("NULL");
                    notNull = true;
                }
                else if (Accept("COMMENT"))
                {
                    comment = Text();
                }
                else if (Accept("PRIMARY", "KEY"))
                {
                    notNull = true;
                }
                else if (!Accept("NULL") && !Accept("UNIQUE"))
                {
                    throw Unexpected();
                }
            }

            columns.Add(new ColumnDefinition(name, type, notNull, comment));
        }
        while (Accept(","));
        Expect(")");
        return columns;
    }
}
