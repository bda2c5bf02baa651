using System.Text;

namespace CodexMcp.Sandbox.Snowflake;

/// <summary>One SELECT: star expansion, grouping, QUALIFY, DISTINCT and ORDER BY.</summary>
internal sealed partial class Translator
{
    private sealed record Item(string Name, SqlNode? Node, SqlExpr? Column);

    private QuerySql Select(SelectNode select, QueryNode query, Scope? outer)
    {
        var scope = new Scope(outer);
        var from = select.From is null ? "" : $" FROM {Source(select.From, scope)}";
        var items = Items(select, scope);
        foreach (var item in select.Items.OfType<ValueItem>())
        {
            if (item.Alias is not null)
            {
                scope.Aliases.TryAdd(item.Alias, item.Value);
            }
        }

        var where = Where(select, scope);
        var keys = Keys(select, items, scope);
        var grouped = select.Group is not null || select.Having is not null
            || items.Exists(item => item.Node is not null && HasAggregate(item.Node, scope))
            || (select.Qualify is not null && HasAggregate(select.Qualify, scope))
            || query.Order.Any(item => HasAggregate(item.Value, scope));
        foreach (var key in keys)
        {
            scope.GroupKeys.Add(key.Sql);
        }

        var values = items.ConvertAll(item => item.Column is { } column ? Star(column, item, scope) : Expression(item.Node!, scope));
        Refuse(scope, grouped);
        scope.NoWindows = true;
        var having = select.Having is null ? null : Condition(select.Having, scope).Sql;
        scope.NoWindows = false;
        Refuse(scope, grouped);
        var qualify = select.Qualify is null ? null : Condition(select.Qualify, scope).Sql;
        Refuse(scope, grouped);
        var order = Order(select, query, items, values, scope);
        Refuse(scope, grouped);

        var core = new StringBuilder();
        core.Append("SELECT ").Append(select.Distinct && qualify is null ? "DISTINCT " : "");
        core.AppendJoin(", ", values.Select((value, i) => $"{value.Sql} AS c{i}"));
        if (qualify is not null)
        {
            core.Append(string.Concat(order.Select((term, i) => term.Index is null ? $", {term.Value.Sql} AS o{i}" : "")));
            core.Append(", ").Append(qualify).Append(" AS q");
        }

        core.Append(from).Append(where);
        if (keys.Count > 0)
        {
            core.Append(" GROUP BY ").AppendJoin(", ", keys.Select(key => Unnumbered(key.Sql)));
        }
        else if (having is not null)
        {
            core.Append(" GROUP BY NULL+0");
        }

        if (having is not null)
        {
            core.Append(" HAVING ").Append(having);
        }

        if (qualify is not null)
        {
            var alias = NewAlias();
            var list = string.Join(", ", values.Select((_, i) => $"c{i}"));
            var inner = core.ToString();
            core.Clear().Append($"SELECT {(select.Distinct ? "DISTINCT " : "")}{list} FROM ({inner}) AS {alias} WHERE q");
        }

        if (order.Count > 0)
        {
            core.Append(" ORDER BY ").AppendJoin(", ", order.Select((term, i) => (qualify, term.Index) switch
            {
                (null, { } index) => OrderTerm(term.Value, term.Item, (index + 1).ToString()),
                (null, null) => OrderTerm(term.Value, term.Item),
                (_, { } index) => OrderTerm(term.Value with { Sql = $"c{index}" }, term.Item),
                _ => OrderTerm(term.Value with { Sql = $"o{i}" }, term.Item),
            }));
        }

        core.Append(Limits(query, outer));
        var columns = items.Select((item, i) => new OutputColumn(
            item.Name, values[i].Type, values[i].Nullable, values[i].Origin)).ToList();
        return new QuerySql(core.ToString(), columns, grouped && keys.Count == 0 && having is null);
    }

    private static SqlExpr Star(SqlExpr column, Item item, Scope scope)
    {
        if (!scope.GroupKeys.Contains(column.Sql))
        {
            scope.Bare.Add((item.Name, default));
        }

        return column;
    }

    private static void Refuse(Scope scope, bool grouped)
    {
        if (grouped && scope.Bare.Count > 0)
        {
            throw SnowflakeException.Compilation("000979", "42601", $"[{scope.Bare[0].Name}] is not a valid group by expression");
        }

        scope.Bare.Clear();
    }

    private string Where(SelectNode select, Scope scope)
    {
        if (select.Where is null)
        {
            return "";
        }

        scope.NoAggregates = "WHERE";
        scope.NoWindows = true;
        var where = Condition(select.Where, scope);
        NotePruning(select.Where, scope);
        scope.NoAggregates = null;
        scope.NoWindows = false;
        scope.Bare.Clear();
        return " WHERE " + where.Sql;
    }

    private List<Item> Items(SelectNode select, Scope scope)
    {
        var items = new List<Item>();
        foreach (var item in select.Items)
        {
            if (item is ValueItem value)
            {
                items.Add(new Item(value.Alias ?? (value.Value is NameNode name ? name.Name.Last : value.Text.ToUpperInvariant()), value.Value, null));
                continue;
            }

            var star = (StarItem)item;
            var sources = star.Qualifier is null ? scope.Sources : scope.Sources.FindAll(s => s.Answers(star.Qualifier.Parts));
            if (sources.Count == 0)
            {
                throw star.Qualifier is null
                    ? SnowflakeException.Compilation("002027", "42601", "SELECT with no columns")
                    : SnowflakeException.InvalidIdentifier(star.Place.Line, star.Place.Position, star.Qualifier + ".*");
            }

            foreach (var column in sources.SelectMany(s => s.Columns))
            {
                if ((star.Qualifier is null && column.Merged) || star.Exclude.Contains(column.Name))
                {
                    continue;
                }

                NoteRead(column.Value);
                items.Add(new Item(star.Rename.GetValueOrDefault(column.Name, column.Name), null, column.Value));
            }
        }

        return items.Count > 0 ? items : throw SnowflakeException.Compilation("002027", "42601", "SELECT with no columns");
    }
}
