using System.Globalization;

namespace CodexMcp.Sandbox.Salesforce;

/// <summary>Conditions and values.</summary>
internal sealed partial class SoqlParser
{
    private SoqlCondition Condition()
    {
        Deeper();
        var first = Single();
        if (!Now.Is("AND") && !Now.Is("OR"))
        {
            _depth--;
            return first;
        }

        // One level holds only ANDs or only ORs: a mix without parentheses is a mistake.
        var word = Now.Is("AND") ? "AND" : "OR";
        var parts = new List<SoqlCondition> { first };
        while (Take(word))
        {
            parts.Add(Single());
        }

        if (Now.Is("AND") || Now.Is("OR"))
        {
            throw Unexpected();
        }

        _depth--;
        return word == "AND" ? new AndCondition(parts) : new OrCondition(parts);
    }

    private SoqlCondition Single()
    {
        if (Take("NOT"))
        {
            Deeper();
            var part = Single();
            _depth--;
            return new NotCondition(part);
        }

        if (Take("("))
        {
            var inner = Condition();
            Expect(")");
            return inner;
        }

        var left = Expression();
        var negated = Take("NOT");
        if (Take("IN"))
        {
            return In(left, negated);
        }

        if (negated)
        {
            throw Unexpected();
        }

        if (Now.Is("INCLUDES") || Now.Is("EXCLUDES"))
        {
            var word = Name().ToUpperInvariant();
            Expect("(");
            var values = List(Literal);
            Expect(")");
            return new ListCondition(left, word, values);
        }

        if (Take("LIKE"))
        {
            return new CompareCondition(left, "LIKE", Literal());
        }

        var symbol = Now.Value;
        if (Now.Kind != SoqlTokenKind.Symbol || symbol is not ("=" or "!=" or "<>" or "<" or "<=" or ">" or ">="))
        {
            throw Unexpected();
        }

        _next++;
        return new CompareCondition(left, symbol == "<>" ? "!=" : symbol, Literal());
    }

    private SoqlCondition In(SoqlExpression left, bool negated)
    {
        Expect("(");
        if (Now.Is("SELECT"))
        {
            var query = Query(false);
            Expect(")");
            return new SemiJoinCondition(left, negated, query);
        }

        var values = List(Literal);
        Expect(")");
        return new ListCondition(left, negated ? "NOT IN" : "IN", values);
    }

    private SoqlLiteral Literal()
    {
        var token = Now;
        _next++;
        switch (token.Kind)
        {
            case SoqlTokenKind.Text:
                return new SoqlLiteral(LiteralKind.Text, token.Value, null, token.At);
            case SoqlTokenKind.Number:
                return new SoqlLiteral(LiteralKind.Number, token.Value, null, token.At);
            case SoqlTokenKind.Moment:
                SoqlDates.TryParse(token.Value, out var isDate, out var wire);
                return new SoqlLiteral(isDate ? LiteralKind.Date : LiteralKind.DateTime, wire, null, token.At);
            case SoqlTokenKind.Word when token.Is("null"):
                return new SoqlLiteral(LiteralKind.Null, "", null, token.At);
            case SoqlTokenKind.Word when token.Is("true") || token.Is("false"):
                return new SoqlLiteral(LiteralKind.Boolean, token.Value.ToLowerInvariant(), null, token.At);
            case SoqlTokenKind.Word:
                int? count = null;
                if (Take(":"))
                {
                    count = Now.Kind == SoqlTokenKind.Number && int.TryParse(Now.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= 100_000 && ++_next > 0 ? n : throw Unexpected();
                }

                return SoqlDates.Span(token.Value, count is null ? null : 1, new DateOnly(2000, 6, 15)) is not null
                    ? new SoqlLiteral(LiteralKind.Relative, token.Value, count, token.At)
                    : throw SoqlLexer.Unexpected(_soql, token.At, token.Value);
            case SoqlTokenKind.Symbol when token.Is(":"):
                throw Wrong(token.At, "Bind variables only allowed in Apex code");
            default:
                throw SoqlLexer.Unexpected(_soql, token.At, token.Value);
        }
    }
}
