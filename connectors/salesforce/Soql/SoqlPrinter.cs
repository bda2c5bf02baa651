using System.Text;

namespace CodexMcp.Connectors.Salesforce.Soql;

/// <summary>Writes a query in the one way that is ours: what is sent is what was understood, never what was typed.</summary>
internal sealed class SoqlPrinter
{
    private readonly StringBuilder _text = new(1_024);

    private SoqlPrinter()
    {
    }

    /// <summary>Writes the query.</summary>
    public static string Print(SoqlQuery query)
    {
        var printer = new SoqlPrinter();
        printer.Write(query);
        return printer._text.ToString();
    }

    private void Write(SoqlQuery query)
    {
        _text.Append("SELECT ");
        List(query.Select, static (printer, item) => printer.Write(item));
        _text.Append(" FROM ");
        List(query.From, static (printer, source) => printer.Write(source));
        if (query.Scope is { } scope)
        {
            _text.Append(" USING SCOPE ").Append(scope);
        }

        if (query.Where is { } where)
        {
            _text.Append(" WHERE ");
            Write(where);
        }

        if (query.GroupBy.Count > 0)
        {
            _text.Append(" GROUP BY ").Append(query.Grouping).Append(query.Grouping is null ? "" : "(");
            List(query.GroupBy, static (printer, item) => printer.Write(item));
            _text.Append(query.Grouping is null ? "" : ")");
        }

        if (query.Having is { } having)
        {
            _text.Append(" HAVING ");
            Write(having);
        }

        if (query.OrderBy.Count > 0)
        {
            _text.Append(" ORDER BY ");
            List(query.OrderBy, static (printer, item) => printer.Write(item));
        }

        if (query.Limit is { } limit)
        {
            _text.Append(" LIMIT ").Append(limit);
        }

        if (query.Offset is { } offset)
        {
            _text.Append(" OFFSET ").Append(offset);
        }
    }

    private void Write(SelectItem item)
    {
        switch (item)
        {
            case ExpressionItem expression:
                Write(expression.Expression);
                _text.Append(expression.Alias is null ? "" : " ").Append(expression.Alias);
                break;
            case FieldsItem fields:
                _text.Append("FIELDS(").Append(fields.Kind).Append(')');
                break;
            case TypeofItem choice:
                _text.Append("TYPEOF ");
                Write(choice.Relationship);
                foreach (var branch in choice.Branches)
                {
                    _text.Append(" WHEN ");
                    Write(branch.Object);
                    _text.Append(" THEN ");
                    List(branch.Fields, static (printer, field) => printer.Write(field));
                }

                if (choice.Else.Count > 0)
                {
                    _text.Append(" ELSE ");
                    List(choice.Else, static (printer, field) => printer.Write(field));
                }

                _text.Append(" END");
                break;
            case SubqueryItem subquery:
                _text.Append('(');
                Write(subquery.Query);
                _text.Append(')');
                break;
        }
    }

    private void Write(SoqlSource source)
    {
        Write(source.Path);
        _text.Append(source.Alias is null ? "" : " ").Append(source.Alias);
    }

    private void Write(OrderItem item)
    {
        Write(item.By);
        _text.Append(item.Descending ? " DESC" : "").Append(item.NullsLast switch
        {
            true => " NULLS LAST",
            false => " NULLS FIRST",
            null => "",
        });
    }

    private void Write(SoqlExpression expression)
    {
        switch (expression)
        {
            case FieldPath path:
                for (var i = 0; i < path.Parts.Length; i++)
                {
                    _text.Append(i == 0 ? "" : ".").Append(path.Parts[i]);
                }

                break;
            case FunctionCall call:
                _text.Append(call.Function.Name).Append('(');
                List(call.Arguments, static (printer, argument) => printer.Write(argument));
                _text.Append(')');
                break;
            case Literal literal:
                _text.Append(literal.Text);
                break;
        }
    }

    private void Write(Condition condition)
    {
        switch (condition)
        {
            case Joined joined:
                for (var i = 0; i < joined.Items.Count; i++)
                {
                    _text.Append(i == 0 ? "" : joined.Or ? " OR " : " AND ");
                    Nested(joined.Items[i]);
                }

                break;
            case Negated negated:
                _text.Append("NOT ");
                Nested(negated.Inner);
                break;
            case Comparison comparison:
                Write(comparison.Left);
                _text.Append(' ').Append(comparison.Operator).Append(' ').Append(comparison.Right.Text);
                break;
            case ListCondition list:
                Write(list.Left);
                _text.Append(' ').Append(list.Operator).Append(" (");
                List(list.Values, static (printer, value) => printer.Write(value));
                _text.Append(')');
                break;
            case JoinCondition join:
                Write(join.Left);
                _text.Append(' ').Append(join.Operator).Append(" (");
                Write(join.Query);
                _text.Append(')');
                break;
        }
    }

    // SOQL wants parentheses around a NOT that follows AND or OR; around what is joined they keep the meaning.
    private void Nested(Condition condition)
    {
        var wrap = condition is Joined or Negated;
        _text.Append(wrap ? "(" : "");
        Write(condition);
        _text.Append(wrap ? ")" : "");
    }

    private void List<T>(IReadOnlyList<T> items, Action<SoqlPrinter, T> write)
    {
        for (var i = 0; i < items.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            write(this, items[i]);
        }
    }
}
