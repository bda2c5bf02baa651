namespace CodexMcp.Sandbox.Snowflake;

/// <content>Calls with their arguments and windows.</content>
internal sealed partial class SqlParser
{
    private CallNode Call(SqlPlace place, string name)
    {
        Expect("(");
        var distinct = Accept("DISTINCT");
        var arguments = new List<SqlNode>();
        var star = false;
        if (Is("*") && Ahead().Is(")"))
        {
            _at++;
            star = true;
        }
        else if (!Is(")"))
        {
            do
            {
                arguments.Add(Argument());
            }
            while (Accept(","));
        }

        var ignoreNulls = IgnoreNulls();
        Expect(")");
        List<OrderItem>? within = null;
        if (Accept("WITHIN"))
        {
            Expect("GROUP");
            Expect("(");
            within = OrderBy();
            Expect(")");
        }

        ignoreNulls |= IgnoreNulls();
        var over = Accept("OVER") ? Window() : null;
        return new CallNode(place, name, arguments, distinct, star, within, ignoreNulls, over);
    }

    private SqlNode Argument()
    {
        var place = Place;
        if (Current.Kind == TokenKind.Word && Ahead().Is("=>"))
        {
            var name = _tokens[_at].Value;
            _at += 2;
            return new NamedArgumentNode(place, name, Expression());
        }

        if (IsAny("SELECT", "WITH"))
        {
            using var guard = Deeper();
            return new SubqueryNode(place, Query());
        }

        return Expression();
    }

    private bool IgnoreNulls()
    {
        if (Accept("RESPECT", "NULLS"))
        {
            return false;
        }

        return Accept("IGNORE", "NULLS");
    }

    private WindowNode Window()
    {
        Expect("(");
        IReadOnlyList<SqlNode> partition = [];
        if (Accept("PARTITION"))
        {
            Expect("BY");
            partition = ExpressionList();
        }

        IReadOnlyList<OrderItem> order = Is("ORDER") ? OrderBy() : [];
        FrameNode? frame = null;
        if (IsAny("ROWS", "RANGE", "GROUPS"))
        {
            var unit = _tokens[_at++].Value;
            if (Accept("BETWEEN"))
            {
                var from = Bound();
                Expect("AND");
                frame = new FrameNode(unit, from, Bound());
            }
            else
            {
                frame = new FrameNode(unit, Bound(), new FrameBound("CURRENT ROW", null));
            }
        }

        Expect(")");
        return new WindowNode(partition, order, frame);
    }

    private FrameBound Bound()
    {
        if (Accept("CURRENT", "ROW"))
        {
            return new FrameBound("CURRENT ROW", null);
        }

        var value = Accept("UNBOUNDED") ? null : Sum();
        var side = Accept("PRECEDING") ? "PRECEDING" : Accept("FOLLOWING") ? "FOLLOWING" : throw Unexpected();
        return new FrameBound(value is null ? "UNBOUNDED " + side : side, value);
    }

    private List<OrderItem> OrderBy()
    {
        Expect("ORDER");
        Expect("BY");
        var items = new List<OrderItem>();
        do
        {
            var value = Accept("ALL") ? new NameNode(new SqlName(["ALL"], Place)) : Expression();
            var descending = Accept("DESC");
            if (!descending)
            {
                Accept("ASC");
            }

            bool? first = null;
            if (Accept("NULLS"))
            {
                first = Accept("FIRST") || (Accept("LAST") ? false : throw Unexpected());
            }

            items.Add(new OrderItem(value, descending, first));
        }
        while (Accept(","));
        return items;
    }
}
