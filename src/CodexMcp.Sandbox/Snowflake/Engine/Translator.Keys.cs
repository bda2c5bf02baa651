namespace CodexMcp.Sandbox.Snowflake;

/// <content>What is grouped and ordered by.</content>
internal sealed partial class Translator
{
    private List<SqlExpr> Keys(SelectNode select, List<Item> items, Scope scope)
    {
        if (select.Group is null)
        {
            return [];
        }

        scope.NoAggregates = "GROUP BY";
        var keys = new List<SqlExpr>();
        if (select.Group.All)
        {
            foreach (var item in items.Where(item => item.Node is null || !HasAggregate(item.Node, scope)))
            {
                keys.Add(item.Column ?? Expression(item.Node!, scope));
            }
        }

        foreach (var node in select.Group.Items)
        {
            if (Position(node, items.Count) is { } position)
            {
                keys.Add(items[position].Column ?? Expression(items[position].Node!, scope));
            }
            else
            {
                keys.Add(Expression(node, scope));
            }
        }

        scope.NoAggregates = null;
        scope.Bare.Clear();
        return keys.DistinctBy(key => key.Sql).ToList();
    }

    private List<(SqlExpr Value, int? Index, OrderItem Item)> Order(
        SelectNode select, QueryNode query, List<Item> items, List<SqlExpr> values, Scope scope)
    {
        var order = new List<(SqlExpr, int?, OrderItem)>();
        foreach (var item in query.Order)
        {
            if (item.Value is NameNode { Name.Parts: ["ALL"] })
            {
                order.AddRange(values.Select((value, i) => (value, (int?)i, item)));
                continue;
            }

            int? index = Position(item.Value, items.Count);
            if (index is null && item.Value is NameNode { Name.Parts.Count: 1 } name)
            {
                var found = items.FindIndex(i => i.Name == name.Name.Last);
                index = found >= 0 ? found : null;
            }

            SqlExpr value;
            if (index is { } known)
            {
                value = values[known];
            }
            else
            {
                scope.PreferAliases = true;
                value = Expression(item.Value, scope);
                scope.PreferAliases = false;
                var same = values.FindIndex(v => v.Sql == value.Sql);
                index = same >= 0 ? same : null;
            }

            if (select.Distinct && index is null)
            {
                throw SnowflakeException.Compilation("001003", "42601", "[ORDER BY] expression is not in the select list of SELECT DISTINCT");
            }

            order.Add((value, index, item));
        }

        return order;
    }

    /// <summary>Whether an aggregate function (not a window function) stands in an expression, outside of its subqueries.</summary>
    private static bool HasAggregate(SqlNode? node, Scope scope) => node switch
    {
        null => false,
        CallNode call => (call.Over is null && IsAggregate(call.Name))
            || call.Arguments.Any(a => HasAggregate(a, scope))
            || (call.Over is not null && (call.Over.Partition.Any(p => HasAggregate(p, scope)) || call.Over.Order.Any(o => HasAggregate(o.Value, scope)))),
        NamedArgumentNode named => HasAggregate(named.Value, scope),
        UnaryNode unary => HasAggregate(unary.Operand, scope),
        BinaryNode binary => HasAggregate(binary.Left, scope) || HasAggregate(binary.Right, scope),
        LogicNode logic => logic.Terms.Any(t => HasAggregate(t, scope)),
        IsNode test => HasAggregate(test.Operand, scope),
        BetweenNode between => HasAggregate(between.Operand, scope) || HasAggregate(between.Low, scope) || HasAggregate(between.High, scope),
        InListNode list => HasAggregate(list.Operand, scope) || list.Items.Any(i => HasAggregate(i, scope)),
        InQueryNode query => HasAggregate(query.Operand, scope),
        LikeNode like => HasAggregate(like.Operand, scope) || like.Patterns.Any(p => HasAggregate(p, scope)),
        CaseNode choice => HasAggregate(choice.Operand, scope) || HasAggregate(choice.Else, scope)
            || choice.Whens.Any(w => HasAggregate(w.When, scope) || HasAggregate(w.Then, scope)),
        CastNode cast => HasAggregate(cast.Operand, scope),
        PathNode path => HasAggregate(path.Operand, scope),
        RowNode row => row.Items.Any(i => HasAggregate(i, scope)),
        NameNode { Name.Parts.Count: 1 } name => AliasHasAggregate(name.Name.Last, scope),
        _ => false,
    };

    private static bool AliasHasAggregate(string name, Scope scope)
    {
        if (scope.Sources.Exists(s => s.Columns.Any(c => c.Name == name))
            || !scope.Aliases.TryGetValue(name, out var node) || !scope.Expanding.Add(name))
        {
            return false;
        }

        try
        {
            return HasAggregate(node, scope);
        }
        finally
        {
            scope.Expanding.Remove(name);
        }
    }
}
