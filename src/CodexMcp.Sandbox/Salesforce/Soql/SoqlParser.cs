using System.Globalization;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Parses SOQL into its tree; a mistake is MALFORMED_QUERY with its place.</summary>
internal sealed partial class SoqlParser
{
    private const int MaxLength = 100_000;
    private const int MaxDepth = 100;
    private static readonly string[] Clauses = ["FROM", "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "USING", "ALL", "UPDATE"];
    private readonly string _soql;
    private readonly List<SoqlToken> _tokens;
    private int _next;
    private int _depth;

    private SoqlParser(string soql)
    {
        _soql = soql;
        _tokens = SoqlLexer.Read(soql);
    }

    public static SoqlQuery Parse(string soql)
    {
        if (soql.Length > MaxLength)
        {
            throw new SalesforceException(400, "QUERY_TOO_COMPLICATED", $"SOQL statements cannot be longer than {MaxLength} characters.");
        }

        var parser = new SoqlParser(soql);
        var query = parser.Query(false);
        return parser.Now.Kind == SoqlTokenKind.End ? query : throw parser.Unexpected();
    }

    private SoqlToken Now => _tokens[_next];

    private SalesforceException Unexpected() => SoqlLexer.Unexpected(_soql, Now.At, Now.Value);

    private SalesforceException Wrong(int at, string message) => SalesforceException.Malformed(SoqlLexer.Where(_soql, at) + message);

    private bool Take(string word)
    {
        if (!Now.Is(word))
        {
            return false;
        }

        _next++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word))
        {
            throw Unexpected();
        }
    }

    private string Name() => Now.Kind == SoqlTokenKind.Word ? _tokens[_next++].Value : throw Unexpected();

    private void Deeper()
    {
        if (++_depth > MaxDepth)
        {
            throw new SalesforceException(400, "QUERY_TOO_COMPLICATED", "The query is nested too deeply.");
        }
    }

    private SoqlQuery Query(bool nested)
    {
        Deeper();
        Expect("SELECT");
        var items = List(Item);
        Expect("FROM");
        var fromAt = Now.At;
        var from = Name();
        while (nested && Take("."))
        {
            from += "." + Name();
        }

        Take("AS");
        var alias = Now.Kind == SoqlTokenKind.Word && !Clauses.Any(c => Now.Is(c)) ? Name() : null;
        if (Take("USING"))
        {
            Expect("SCOPE");
            Name();
        }

        var where = Take("WHERE") ? Condition() : null;
        if (Now.Is("WITH"))
        {
            throw Wrong(Now.At, "WITH is not supported in this context");
        }

        var groups = new List<SoqlExpression>();
        if (Take("GROUP"))
        {
            Expect("BY");
            groups = List(() => Expression());
        }

        var having = Take("HAVING") ? Condition() : null;
        var orders = new List<SoqlOrder>();
        if (Take("ORDER"))
        {
            Expect("BY");
            orders = List(Order);
        }

        var limit = Take("LIMIT") ? Count() : (long?)null;
        var offset = Take("OFFSET") ? Count() : (long?)null;
        while (Now.Is("FOR") || Now.Is("ALL"))
        {
            if (Take("ALL"))
            {
                // Apex only: over REST there is queryAll.
                throw Unexpected();
            }

            Expect("FOR");
            if (!Take("VIEW") && !Take("REFERENCE") && !Take("UPDATE"))
            {
                throw Unexpected();
            }
        }

        _depth--;
        return new SoqlQuery(items, from, fromAt, alias, where, groups, having, orders, limit, offset);
    }

    private List<T> List<T>(Func<T> part)
    {
        var parts = new List<T> { part() };
        while (Take(","))
        {
            parts.Add(part());
        }

        return parts;
    }

    private long Count() =>
        Now.Kind == SoqlTokenKind.Number && long.TryParse(Now.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && ++_next > 0 ? count : throw Unexpected();

    private SoqlItem Item()
    {
        var at = Now.At;
        if (Take("("))
        {
            var query = Query(true);
            Expect(")");
            return new SubqueryItem(query, at);
        }

        if (Now.Is("TYPEOF"))
        {
            _next++;
            return Typeof(at);
        }

        if (Now.Is("FIELDS") && _tokens[_next + 1].Is("("))
        {
            _next += 2;
            var kind = Name().ToUpperInvariant();
            if (kind is not ("ALL" or "STANDARD" or "CUSTOM"))
            {
                throw Wrong(at, "FIELDS function must have a single argument: ALL, STANDARD or CUSTOM");
            }

            Expect(")");
            return new FieldsItem(kind, at);
        }

        var expression = Expression();
        var alias = Now.Kind == SoqlTokenKind.Word && !Clauses.Any(c => Now.Is(c)) ? Name() : null;
        return new ExpressionItem(expression, alias, at);
    }

    private TypeofItem Typeof(int at)
    {
        var reference = Path();
        var whens = new List<(string Type, IReadOnlyList<SoqlPath> Fields)>();
        while (Take("WHEN"))
        {
            var type = Name();
            Expect("THEN");
            whens.Add((type, List(Path)));
        }

        var other = Take("ELSE") ? List(Path) : null;
        Expect("END");
        return whens.Count > 0 ? new TypeofItem(reference, whens, other, at) : throw Wrong(at, "TYPEOF needs at least one WHEN");
    }

    private SoqlOrder Order()
    {
        var expression = Expression();
        var descending = Take("DESC") || (Take("ASC") && false);
        var last = false;
        if (Take("NULLS"))
        {
            last = Take("LAST");
            if (!last)
            {
                Expect("FIRST");
            }
        }

        return new SoqlOrder(expression, descending, last);
    }

    private SoqlPath Path()
    {
        var at = Now.At;
        var parts = new List<string> { Name() };
        while (Take("."))
        {
            parts.Add(Name());
        }

        return new SoqlPath(parts, at);
    }

    private SoqlExpression Expression()
    {
        var at = Now.At;
        // The query may end here: then nothing follows.
        if (Now.Kind == SoqlTokenKind.End || !_tokens[_next + 1].Is("("))
        {
            return new SoqlExpression(Path(), null, null, at);
        }

        Deeper();
        var function = Name().ToUpperInvariant();
        Expect("(");
        var argument = Now.Is(")") ? null : Expression();
        Expect(")");
        _depth--;
        return new SoqlExpression(null, function, argument, at);
    }
}
